"""The borrower's own link to start workshops, and when they are free."""

from collections.abc import Iterable

from flask import current_app
from sqlalchemy import select

from inventory.borrowers.models import Borrower
from inventory.foundation.database import db
from inventory.foundation.tenancy import everywhere
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


def known_link(borrower: Borrower) -> str:
    """The own link of someone who was written to before; empty when there is none yet."""
    token = db.session.scalar(select(Guest.token).where(Guest.borrower_id == borrower.id))
    return link_to(token) if token else ""


def set_free(guest: Guest, parts: Iterable[str]) -> None:
    """When this person can come, inside the deed that says so; made-up parts of the week are left out."""
    wanted = set(parts)
    guest.free = [part for part in PARTS if part in wanted]


def forget(borrower: Borrower) -> None:
    """Someone is being forgotten: the old link opens nothing, and when they were free is nobody's business."""
    guest = db.session.scalar(select(Guest).where(Guest.borrower_id == borrower.id))
    if guest is not None:
        guest.token, guest.free = new_token(), []


def move_guest(stays: Borrower, goes: Borrower) -> None:
    """Two entries become one person: the link of who stays counts, else that of who goes."""
    rows = {
        guest.borrower_id: guest
        for guest in db.session.scalars(select(Guest).where(Guest.borrower_id.in_([stays.id, goes.id])))
    }
    moved, kept = rows.get(goes.id), rows.get(stays.id)
    if moved is None:
        return
    if kept is None:
        moved.borrower, moved.borrower_id = stays, stays.id
        return
    kept.free = kept.free or moved.free
    db.session.delete(moved)


def find_guest(token: str) -> tuple[int, int] | None:
    """Whose link this is, and in which digibank; None when it is no link of ours."""
    if not token.isascii() or not token.isalnum() or not 10 <= len(token) <= 32:
        return None
    with everywhere(because="the link says which borrower, and only its row says which digibank"):
        query = select(Guest.borrower_id, Guest.digibank_id).where(Guest.token == token.upper())
        found = db.session.execute(query).one_or_none()
        return (found.borrower_id, found.digibank_id) if found is not None else None


def wish_of(borrower: Borrower) -> Wish:
    """What we know of this person that decides which session fits."""
    free = db.session.scalar(select(Guest.free).where(Guest.borrower_id == borrower.id)) or []
    return Wish(borrower.language, borrower.municipality.casefold(), frozenset(free))
