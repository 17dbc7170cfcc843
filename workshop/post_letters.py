"""Invitations for who has neither mail nor telephone: letters that wait for the printer, until a person posts them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from inventory.borrowers.models import Borrower
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter, Medium
from inventory.foundation.transaction import transaction
from inventory.lending import letter_paper, reminders
from inventory.lending.queries import house
from inventory.permissions import Permission
from workshop.guests import known_link
from workshop.models import Seat, Session
from workshop.rules import SeatState

#: as many sheets as one goes through a printer with
MOST = 100


def waiting(now: datetime, ids: Collection[int] | None = None) -> list[tuple[Letter, Seat]]:
    """The letters that wait and are still so, oldest first, each with its seat; with `ids`, only these.

    What is so no more is left out before it is counted: else old letters would keep the new ones from the printer.
    """
    query = (
        select(Letter, Seat)
        .join(Seat, (Seat.id == Letter.thing_id) & (Seat.digibank_id == Letter.digibank_id))
        .join(Session, Session.id == Seat.session_id)
        .join(Borrower, Borrower.id == Seat.borrower_id)
        .where(
            Letter.medium == Medium.PAPER, Letter.thing == "seat", Borrower.anonymised_at.is_(None),
            Borrower.restricted_at.is_(None),
            Letter.sent_at.is_(None), Letter.withdrawn_at.is_(None), Letter.to_address.is_not(None),
            or_(
                (Letter.kind == "workshop/invitation") & (Seat.state == SeatState.BOOKED)
                & (Session.starts_at > now) & Session.cancelled_at.is_(None),
                (Letter.kind == "workshop/missed") & (Seat.state == SeatState.MISSED)
                & Borrower.workshop_on.is_(None) & Borrower.workshop_waived.is_(None),
            ),
        )
        .options(joinedload(Seat.borrower), joinedload(Seat.session))
        .order_by(Letter.id)
        .limit(MOST)
    )  # fmt: skip
    if ids is not None:
        query = query.where(Letter.id.in_(ids))
    return [(letter, seat) for letter, seat in db.session.execute(query)]


def as_pdf(letters: Sequence[tuple[Letter, Seat]]) -> bytes:
    """All of them, a sheet each, with the address where the window of the envelope is."""
    return letter_paper.printed([_sheet(letter, seat) for letter, seat in letters])


def _sheet(letter: Letter, seat: Seat) -> letter_paper.Sheet:
    ours = house()
    with force_locale(letter.locale):
        return letter_paper.Sheet(
            house=ours.name, footer=ours.footer, address=reminders.address_now(letter, seat.borrower),
            on=format_date(day(letter.written_at), "d MMMM yyyy"), subject=letter.subject, body=letter.body,
            link=known_link(seat.borrower), caption=_("My workshop"), locale=letter.locale,
        )  # fmt: skip


def mark_printed(actor: Actor, ids: Collection[int], *, now: datetime) -> int:
    """Exactly these came out of the printer and go to the post; how many that were."""
    actor.must(Permission.WORKSHOP_PLAN)
    with transaction():
        letters = waiting(now, ids)
        for letter, seat in letters:
            letter.sent_at = now
            letter.to_address = reminders.address_now(letter, seat.borrower)
            record(actor, "workshop.letter_printed", seat, now=now, session=str(seat.session.code))
    return len(letters)
