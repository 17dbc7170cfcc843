"""How long the repair desk knows whose laptop it was; and sooner no more, when the owner is forgotten elsewhere."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import folded
from inventory.foundation.database import db
from inventory.foundation.expiring import Basis, RecordType, Told
from inventory.foundation.offers import Part, offers
from inventory.foundation.outbox import blank_letters_about
from inventory.foundation.refusal import Refusal
from inventory.repair_desk import night
from inventory.repair_desk.models import VisitorTicket
from inventory.repair_desk.queries import days_known, known_of_before, left_since_before
from inventory.repair_desk.rules import (
    FEWEST_DAYS,
    FEWEST_LEFT_DAYS,
    LEFT_DAYS,
    MOST_DAYS,
    MOST_LEFT_DAYS,
    USUAL_DAYS,
)

_OWNERS, _LEFT = "repair_visitors", "repair_unfetched"


class LaptopAtRepairDesk(Refusal):
    """Nobody is forgotten while a laptop of theirs lies at the repair desk."""


def hang() -> None:
    """Called by the views, so that what is offered comes with the doors it links to."""


def told(ids: Sequence[int]) -> dict[int, Told]:
    """Whose laptop each was, as long as that is known."""
    query = select(VisitorTicket).where(VisitorTicket.id.in_(ids), VisitorTicket.blanked_at.is_(None))
    return {
        one.id: Told(
            f"{one.spoken}, {one.first_name} {one.last_name}".strip(),
            url_for("repair_desk.show", code=one.code),
        )
        for one in db.session.scalars(query)
    }


@offers("retention.records")
def visitors() -> list[RecordType]:
    """Owners of visitors' laptops: of those that went, as the signed terms say; and of those that nobody comes for."""
    what_goes = _l("name, phone, mail, complaint, photo and signatures")
    return [
        RecordType(
            _OWNERS, _l("Owners at the repair desk"), what_goes=what_goes,
            counts_from=_l("the laptop was fetched or recycled"),
            reason=_l("The owner can come back with the same trouble. The signed terms say how long."),
            basis=Basis.CONTRACT, usual_days=USUAL_DAYS, fewest_days=FEWEST_DAYS, most_days=MOST_DAYS,
            endpoint="repair_desk.terms", days=days_known,
            due=lambda lapsed: known_of_before(lapsed[_OWNERS]), erase=night.forget, told=told,
            of_person=lambda borrower: [one.id for one in tickets_of(borrower)],
        ),
        RecordType(
            _LEFT, _l("Owners of laptops that nobody fetches"), what_goes=what_goes,
            counts_from=_l("the last step of the repair, or our second message that it is ready"),
            reason=_l("We keep the laptop for its owner. Call once more before it goes; the slip still gets it back."),
            basis=Basis.CONTRACT, usual_days=LEFT_DAYS, fewest_days=FEWEST_LEFT_DAYS, most_days=MOST_LEFT_DAYS,
            due=lambda lapsed: left_since_before(lapsed[_LEFT]), erase=night.forget, told=told,
            of_person=lambda borrower: [one.id for one in tickets_of(borrower)],
        ),
    ]  # fmt: skip


def tickets_of(borrower: Borrower) -> Sequence[VisitorTicket]:
    """Tickets of who has the same first name and the same phone or mail; others may share a phone."""
    reached = [
        column == address
        for column, address in ((VisitorTicket.phone, borrower.phone), (VisitorTicket.email, borrower.email))
        if address
    ]
    query = select(VisitorTicket).where(VisitorTicket.blanked_at.is_(None), or_(False, *reached))
    name = folded(borrower.first_name)
    return [one for one in db.session.scalars(query) if folded(one.first_name) == name]


@offers("person.letters")
def letters(borrower: Borrower) -> tuple[str, list[int]]:
    """What was written about an own laptop is for who brought it, whoever shares the telephone."""
    return VisitorTicket.__tablename__, [one.id for one in tickets_of(borrower)]


@offers("borrower.holds")
def still_here(borrower: Borrower) -> Refusal | None:
    """Whoever left a laptop with us is known until it is fetched."""
    here = any(ticket.ended_at is None for ticket in tickets_of(borrower))
    return LaptopAtRepairDesk() if here else None


@offers("borrower.forgotten")
def forget_owner(borrower: Borrower, now: datetime) -> None:
    """Whose laptop it was goes with the person, and does not wait for the terms."""
    _forget(tickets_of(borrower), now)


@offers("borrower.parts")
def fetched(borrower: Borrower) -> Part | None:
    """Own laptops that are no longer here."""
    over = [one for one in tickets_of(borrower) if one.ended_at is not None]
    return Part("own_laptops", lambda now: _forget(over, now), _OWNERS) if over else None


def _forget(tickets: Sequence[VisitorTicket], now: datetime) -> None:
    for ticket in tickets:
        night.blank(ticket, now)
        blank_letters_about(VisitorTicket.__tablename__, [ticket.id])
