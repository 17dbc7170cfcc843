"""What other pages may show of applications: on a device, on a person, on today's desk, in the menu.

Only to whoever may see applications: on a technician's page nothing of it appears.
"""

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, select

from inventory.applications import actions, contact, queries
from inventory.applications.models import Application
from inventory.applications.policy import WaivedBy
from inventory.applications.states import ApplicationState
from inventory.borrowers.models import Borrower
from inventory.codes import Code, Kind
from inventory.devices.models import Device
from inventory.digibank.numbers import find_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.listing import among
from inventory.foundation.offers import NextStep, Panel, Part, offers
from inventory.foundation.refusal import Refusal
from inventory.journey import Stage
from inventory.permissions import Permission


def hang() -> None:
    """Called by the views, so that what is offered comes with the doors it links to."""


@offers("workshop.waiving")
def left_to_the_coordinator(actor: Actor) -> Refusal | None:
    """Whether the policy leaves it to the coordinator, and this is someone else."""
    workshop = queries.rules_in_force().workshop
    is_left = workshop is not None and workshop.waived_by is WaivedBy.COORDINATOR
    return actions.OnlyTheCoordinator() if is_left and not actor.may(Permission.WORKSHOP_WAIVE) else None


@offers("device.panels")
def kept_for_panel(device: Device, actor: Actor) -> Panel | None:
    """For whom this device is set apart."""
    if not actor.may(Permission.APPLICATION_SEE) or device.stage is not Stage.RESERVED:
        return None
    application = queries.kept_for(device)
    if application is None:
        return None
    return Panel("inventory/applications/_kept_for.html", {"application": application}, weight=20)


@offers("device.next_steps")
def look_at_application(device: Device, actor: Actor) -> list[NextStep]:
    """From a reserved device to the application it waits for."""
    if not actor.may(Permission.APPLICATION_SEE) or device.stage is not Stage.RESERVED:
        return []
    application = queries.kept_for(device)
    if application is None:
        return []
    return [
        NextStep(_("Look at the application"), "applications.show", {"number": application.id}, icon="inbox")
    ]


@offers("borrower.panels")
def applications_panel(borrower: Borrower, actor: Actor) -> Panel | None:
    """What this person asked, and the way to ask again."""
    if not actor.may(Permission.APPLICATION_SEE):
        return None
    asked = queries.applications_of(borrower)
    context: dict[str, Any] = {
        "borrower": borrower,
        "applications": asked,
        "may_ask": not borrower.is_forgotten and not any(one.is_open for one in asked),
    }
    return Panel("inventory/applications/_of_borrower.html", context, weight=30)


@offers("scan.lands")
def lands(code: Code, actor: Actor) -> str | None:
    """A pass leads to what this person asked for, while it waits for an answer or for its laptop."""
    if code.kind is not Kind.PASS or not actor.may(Permission.APPLICATION_SEE):
        return None
    borrower = find_by_code(Borrower, code)
    application = queries.open_application_of(borrower) if borrower is not None else None
    return url_for("applications.show", number=application.id) if application is not None else None


@offers("borrower.holds")
def open_application_holds(borrower: Borrower) -> Refusal | None:
    """Someone whose application is open is not forgotten under it."""
    return actions.HasOpenApplication() if queries.open_application_of(borrower) else None


@offers("borrower.forgotten")
def blank_words(borrower: Borrower, _now: Any) -> None:
    """Applications keep their numbers and lose their words."""
    actions.blank_for(borrower)


@offers("borrower.parts")
def words_of_old(borrower: Borrower) -> Part | None:
    """What was said in applications that came to nothing is no part of a loan."""
    if not actions.came_to_nothing(borrower):
        return None
    return Part("old_applications", lambda _now: actions.blank_what_came_to_nothing(borrower), "screening")


@offers("borrower.merge_holds")
def both_ask(stays: Borrower, goes: Borrower) -> Refusal | None:
    """One person has one open application."""
    both = all(queries.open_application_of(one) is not None for one in (stays, goes))
    return actions.BothAsk() if both else None


@offers("borrower.merging")
def applications_move(_stays: Borrower, goes: Borrower) -> list[str]:
    """How many applications go along."""
    count = len(queries.applications_of(goes))
    return [ngettext("%(num)s application moves.", "%(num)s applications move.", count)] if count else []


@offers("borrower.merged")
def move_applications(stays: Borrower, goes: Borrower, _now: Any) -> None:
    """What was asked for the entry that goes was asked by the one that stays."""
    for application in queries.applications_of(goes):
        application.borrower, application.borrower_id = stays, stays.id


@offers("today.desk")
def desk_panel(actor: Actor, _today: date) -> Panel | None:
    """Who waits for an answer, and who waits for a laptop; the coordinator's day shows the desk's too."""
    if not actor.may(Permission.APPLICATION_SEE):
        return None
    count, since, rules = queries.waiting_now()
    context = {"count": count, "since": since, "without_device": queries.without_device(rules.priority)}
    return Panel("inventory/applications/_today.html", context, weight=30)


_WAITING = select(Application.id).where(among(Application.state, ApplicationState.WAITING))


@offers("counts")
def count_waiting(actor: Actor) -> dict[str, Select[Any]]:
    """How many wait, beside the menu's word."""
    return {"applications.index": _WAITING} if actor.may(Permission.APPLICATION_SEE) else {}


@offers("check")
def check() -> list[str]:
    """A device that is set apart waits for someone, and each application is a contact."""
    unclaimed = queries.reserved_for_nobody()
    return [
        *(f"{device.code} is reserved, and nobody waits for it" for device in unclaimed),
        *contact.check(),
    ]
