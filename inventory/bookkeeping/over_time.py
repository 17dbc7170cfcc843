"""What was held at the end of each month, from the lines of the ledger, and what one sees in it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, literal, select

from inventory.deposits.ledger import Account
from inventory.deposits.models import LedgerEntry, Posting
from inventory.foundation.database import db
from inventory.foundation.period import Period, end_of

#: a picture of more months than this says nothing
MOST_MONTHS = 120


@dataclass(frozen=True)
class Month:
    """What was held at the end of a month, in cents."""

    on: date
    cents: int


@dataclass(frozen=True)
class Seen:
    """What is seen in a row of months."""

    first: Month
    last: Month
    highest: Month

    @property
    def change(self) -> int:
        """How much more is held at the end than at the beginning; less is a minus."""
        return self.last.cents - self.first.cents


def held_at_month_ends(period: Period) -> list[Month]:
    """What was held after each month of `period`; one statement, of which the database adds up the lines."""
    ends = period.month_ends
    moments = [end_of(on) for on in ends]
    # Which month a line is in: its number in `ends`; everything before the period is in the first one.
    at = case(
        *((LedgerEntry.booked_at < moment, literal(number)) for number, moment in enumerate(moments)),
        else_=literal(len(moments)),
    ).label("at")
    query = (
        select(at, func.sum(-Posting.amount_cents))
        .join(LedgerEntry, LedgerEntry.id == Posting.entry_id)
        .where(Posting.account == Account.HELD, LedgerEntry.booked_at < moments[-1])
        .group_by(at.name)
    )
    changes = {number: int(cents) for number, cents in db.session.execute(query)}
    held, months = 0, []
    for number, on in enumerate(ends):
        held += changes.get(number, 0)
        months.append(Month(on, held))
    return months


def seen_in(months: list[Month]) -> Seen:
    """The first, the last and the highest month; of equal ones the earliest."""
    return Seen(months[0], months[-1], max(months, key=lambda month: month.cents))
