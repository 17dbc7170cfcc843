"""What other pages may show of wiping: the disks on a device's page, what waits today, where a scan leads."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, select

from inventory.codes import Code, Kind
from inventory.devices.models import Device
from inventory.digibank.numbers import find_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.listing import among, counts_on_a_card
from inventory.foundation.offers import NextStep, Panel, offered, offers
from inventory.foundation.tongue import tongue
from inventory.journey import Move, Stage
from inventory.permissions import Permission
from inventory.wiping import bench, queries
from inventory.wiping.certificate import size_words
from inventory.wiping.models import Certificate, Finding, FindingState


def size_of(thing: Any) -> str:
    """The size of a medium or finding in words."""
    return size_words(thing.size_bytes, tongue())


@offers("device.panels")
def panel(found: Device, actor: Actor) -> Panel | None:
    """The disks inside and how clean they are."""
    if not actor.may(Permission.WIPE_SEE) and not actor.may(Permission.CERTIFICATE_SEE):
        return None
    context = {
        "device": found,
        "media": queries.glance_at(found),
        "certificates": (
            queries.certificates_at_a_glance(found) if actor.may(Permission.CERTIFICATE_SEE) else []
        ),
        "may_open": actor.may(Permission.WIPE_SEE),
        "size_of": size_of,
    }
    return Panel("inventory/wiping/_panel.html", context, weight=20)


def _is_held(found: Device) -> bool:
    """Must its lock come first? Nothing of ours would start on it."""
    waits = found.locked and found.stage is not Stage.WIPING
    return waits and bool(offered("device.holds", found, Move.START_WIPE))


@offers("device.next_steps")
def next_steps(found: Device, actor: Actor) -> list[NextStep]:
    """Wiping, where a device needs it."""
    if found.stage not in bench.AT_THE_BENCH or not actor.may(Permission.WIPE_RECORD):
        return []
    values = {"code": str(found.code)}
    if found.stage is Stage.WIPING:
        picture = queries.picture_of(found)
        if not picture.blockers and actor.may(Permission.CERTIFICATE_ISSUE):
            label = _("Make the certificate")
            return [NextStep(label, "wiping.finish", values, is_main=True, icon="wiped", posts=True)]
        return [NextStep(_("To the wiping bench"), "wiping.device", values, is_main=True, icon="wiping")]
    if _is_held(found):
        return []
    start = _("Start wiping")
    steps = [NextStep(start, "wiping.start", values, True, "wiping", posts=True, is_undone_by_a_tap=True)]
    if found.sealed and found.stage is Stage.RECEIVED and actor.may(Permission.WIPE_VERIFY):
        steps.append(NextStep(_("Factory-sealed: skip the wipe"), "wiping.skip", values, icon="box"))
    return steps


_WAITS = {
    "to_wipe": select(Device.id).where(among(Device.stage, Stage.RECEIVED, Stage.RETURNED)),
    "under_way": select(Device.id).where(among(Device.stage, Stage.WIPING)),
    "reports": select(Finding.id).where(among(Finding.state, FindingState.WAITING)),
    "second_look": queries.open_runs_of_others(bindparam("me")),
}


@offers("today.technician")
def today(actor: Actor, _today: Any) -> Panel | None:
    """What waits at the wiping bench."""
    if not actor.may(Permission.WIPE_RECORD):
        return None
    context: dict[str, Any] = counts_on_a_card(_WAITS, me=actor.user_id)
    if not actor.may(Permission.WIPE_VERIFY):
        context["second_look"] = None
    return Panel("inventory/wiping/_today.html", context, weight=30)


_TO_WIPE = select(Device.id).where(among(Device.stage, Stage.RECEIVED, Stage.RETURNED, Stage.WIPING))


@offers("counts")
def counts(actor: Actor) -> dict[str, Select[Any]]:
    """How many devices wait for the bench, for the menu."""
    return {"wiping.bench": _TO_WIPE} if actor.may(Permission.WIPE_RECORD) else {}


@offers("scan.lands")
def lands(code: Code, actor: Actor) -> str | None:
    """A certificate's code leads to it; a laptop at the bench leads whoever works there to its disks."""
    if code.kind is Kind.CERTIFICATE and actor.may(Permission.CERTIFICATE_SEE):
        return url_for("wiping.certificate", code=code) if find_by_code(Certificate, code) else None
    at_the_bench = actor.may(Permission.WIPE_RECORD) and not actor.may(Permission.LOAN_HAND_OVER)
    if not at_the_bench or code.kind not in (None, Kind.DEVICE):
        return None
    found = find_by_code(Device, code)
    is_here = found is not None and found.stage in bench.AT_THE_BENCH and not _is_held(found)
    return url_for("wiping.device", code=found.code) if found and is_here else None


@offers("check")
def check() -> list[str]:
    """What does not hold in this digibank: see journey.md §3, rules 1 and 3."""
    return list(queries.broken_promises())
