"""The borrower's own link to start workshops, and when they are free."""

from collections.abc import Iterable

from flask import current_app
from sqlalchemy import select

from inventory.borrowers.models import Borrower
from inventory.foundation.database import db
from inventory.lending.queries import new_token
from workshop.fitting import PARTS, Wish
from workshop.models import Guest


def guest_of(borrower: Borrower) -> Guest:
    """How this person stands with start workshops; made inside the deed that first needs it."""
    guest = db.session.scalar(select(Guest).where(Guest.borrower_id == borrower.id))
    if guest is None:
        guest = Guest(borrower_id=borrower.id, token=new_token(), free=[])
        db.session.add(guest)
        db.session.flush()  # of two who need it at once, one waits for the other
    return guest


def link_to(token: str) -> str:
    """The borrower's own page of start workshops, in capitals as a QR likes them."""
    return f"{current_app.config['PUBLIC_URL'].upper()}/W/{token}"


def set_free(guest: Guest, parts: Iterable[str]) -> None:
    """When this person can come, inside the deed that says so; made-up parts of the week are left out."""
    wanted = set(parts)
    guest.free = [part for part in PARTS if part in wanted]


def wish_of(borrower: Borrower) -> Wish:
    """What we know of this person that decides which session fits."""
    free = db.session.scalar(select(Guest.free).where(Guest.borrower_id == borrower.id)) or []
    return Wish(borrower.language, borrower.municipality.casefold(), frozenset(free))
