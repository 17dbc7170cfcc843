"""What one forgotten person leaves that no room calls its own: what was said on a page, and what was typed."""

from datetime import datetime

from inventory.borrowers.models import Borrower
from inventory.foundation import kept_form, once
from inventory.foundation.clock import today
from inventory.foundation.offers import offers
from inventory.foundation.refusal import Refusal
from inventory.retention import holds

#: a shorter word stands in too many others
_SHORTEST = 3


@offers("borrower.forgotten")
def forget_what_waits(borrower: Borrower, _now: datetime) -> None:
    """Answers kept for a retry and forms that wait for a sign-in do not name who is forgotten."""
    ways = [
        borrower.phone,
        borrower.spoken_phone,
        _as_digits(borrower.phone),
        borrower.email,
        borrower.street,
        borrower.note,
    ]
    names = [borrower.first_name, borrower.last_name, f"{borrower.first_name} {borrower.last_name}".strip()]
    once.forget_what_was_said([word for word in (*ways, *names) if len(word) >= _SHORTEST])
    kept_form.forget_typed([word for word in (*ways, borrower.last_name) if len(word) >= _SHORTEST])


@offers("borrower.holds")
def kept_by_a_colleague(borrower: Borrower) -> Refusal | None:
    """Nobody is forgotten whom a colleague keeps here with a reason; who is sure lets go of that first."""
    held = holds.of(borrower, today())
    return holds.refusal_of(held[0]) if held else None


@offers("borrower.merged")
def follow_merge(stays: Borrower, goes: Borrower, _now: datetime) -> None:
    """Why the entry that goes had to stay known is a reason to know the one that stays."""
    holds.go_along(stays.id, goes.id)


def _as_digits(phone: str) -> str:
    """+32470123456 as most people type it: 0470123456."""
    return f"0{phone.removeprefix('+32')}" if phone.startswith("+32") else ""
