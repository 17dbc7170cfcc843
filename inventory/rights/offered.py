"""What other pages show of a person's rights: on the borrower, in the settings, on today's page; and the night."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from inventory.applications.models import Application
from inventory.borrowers.actions import IsRestricted
from inventory.borrowers.models import Borrower
from inventory.digibank.furniture import waiting
from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from inventory.foundation.offers import Panel, offers
from inventory.foundation.outbox import Letter, Medium
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import each_by_itself
from inventory.lending.calling import takes_no_texts
from inventory.lending.models import Loan
from inventory.permissions import Permission
from inventory.rights import actions, looks, rules
from inventory.rights.models import PersonRequest
from inventory.rights.rules import RequestKind
from inventory.rights.telling import letters_about
from inventory.wording import say
from workshop.models import Seat

#: letters about these are to the person to whom they belong
_THEIRS: dict[str, Any] = {model.__tablename__: model for model in (Application, Loan, Seat)}
#: what waits for an answer
_OPEN: Select[Any] = select(PersonRequest.id).where(PersonRequest.answered_on.is_(None))


def hang() -> None:
    """Called by the views, so that what is offered comes with the doors it links to."""


def said(on: date) -> str:
    """A day in words."""
    return say(on)


@offers("borrower.panels")
def of_borrower(borrower: Borrower, actor: Actor) -> list[Panel]:
    """That someone's data are only kept, first of all; and the ways to what the person may ask."""
    if borrower.is_forgotten or not actor.may(Permission.RIGHTS_ASK):
        return []
    found = [Panel("inventory/rights/_of_borrower.html", {"borrower": borrower}, weight=95)]
    return [*_only_kept(borrower), *found]


@offers("application.panels")
def of_application(application: Application, actor: Actor) -> list[Panel]:
    """That nothing may be begun with the data of this person."""
    return _only_kept(application.borrower) if actor.may(Permission.BORROWER_SEE) else []


@offers("loan.panels")
def of_loan(loan: Loan, actor: Actor) -> list[Panel]:
    """The same beside a loan: the laptop may come back, and no more than that."""
    return _only_kept(loan.borrower) if actor.may(Permission.BORROWER_SEE) else []


def _only_kept(borrower: Borrower) -> list[Panel]:
    if not borrower.is_restricted:
        return []
    return [Panel("inventory/rights/_only_kept.html", {"since": borrower.restricted_at}, weight=0)]


@offers("counts")
def counts(actor: Actor) -> dict[str, Select[Any]]:
    """How many wait for an answer about their data; asked together with the numbers of the menu."""
    return {"rights.index": _OPEN} if actor.may(Permission.RIGHTS_SEE) else {}


@offers("today.coordinator")
def today(actor: Actor, _today: date) -> Panel | None:
    """Requests that wait for an answer. How many stands with the numbers of the menu, which are asked anyway."""
    number = waiting().get("rights.index") if actor.may(Permission.RIGHTS_SEE) else None
    return Panel("inventory/rights/_today.html", {"number": number}, weight=20) if number else None


@offers("letter.holds")
def holds(letter: Letter) -> bool | None:
    """Nothing leaves for whom we only keep, and no text for who wants none: whoever wrote it, it stops here."""
    if letter.medium is Medium.SMS and letter.to_phone and takes_no_texts(letter.to_phone):
        return True
    return _is_to_someone_only_kept(letter) or None


def _is_to_someone_only_kept(letter: Letter) -> bool:
    """Whose it is says what it is about; only where that tells nothing, the address does, which people may share."""
    if (model := _THEIRS.get(letter.thing or "")) is not None:
        road: ColumnElement[bool] = Borrower.id.in_(
            select(model.borrower_id).where(model.id == letter.thing_id)
        )
    elif letter.to_email:
        road = func.lower(Borrower.email) == letter.to_email.lower()
    elif letter.to_phone:
        road = Borrower.phone == letter.to_phone
    else:
        return False
    only_kept = db.session.scalars(select(Borrower).where(Borrower.restricted_at.is_not(None), road)).all()
    return any(model is not None or _may_be_to(letter, one) for one in only_kept)


def _may_be_to(letter: Letter, borrower: Borrower) -> bool:
    """May a letter to the address of this person be theirs, as far as the room tells of what it is about?"""
    theirs = letters_about(borrower).get(letter.thing or "")
    return theirs is None or letter.thing_id in theirs


@offers("borrower.kept")
def kept(borrower: Borrower) -> Refusal | None:
    """Who asked us to keep the data, or waits for an answer about them, is not forgotten because it is time."""
    if borrower.is_restricted:
        return IsRestricted()
    waits = _OPEN.where(PersonRequest.borrower_id == borrower.id, PersonRequest.kind != RequestKind.ERASURE)
    return rules.WaitsForAnswer() if db.session.scalar(waits.limit(1)) is not None else None


@offers("borrower.forgotten")
def blank(borrower: Borrower, moment: datetime) -> None:
    """What was said in words about the requests of this person goes; that they asked and what came of it stays."""
    actions.blank_for(borrower, moment)


@offers("borrower.merged")
def move(stays: Borrower, goes: Borrower, _moment: datetime) -> None:
    """What was asked, and who looked, goes along with the person."""
    actions.move_to(stays, goes)


@offers("nightly")
def nightly(actor: Actor, _today: date) -> None:
    """Forget whose erasure waited for what is over now; let go of who looked more than a year ago."""
    moment = clock.now()
    works: list[Callable[[], object]] = [
        lambda: actions.forget_who_waited(actor, now=moment),
        lambda: looks.erase_old(moment),
    ]
    each_by_itself(lambda work: work(), works)
