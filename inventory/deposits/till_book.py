"""The book of a till: what was in it, what came and went, what was counted; every line from the ledger itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import func
from sqlalchemy.orm import joinedload

from inventory.deposits.ledger import Reason
from inventory.deposits.models import LedgerEntry, Posting
from inventory.deposits.till_models import Till, TillCount
from inventory.foundation.database import db


@dataclass(frozen=True)
class BookLine:
    """One line of the book, with what was in the till after it, in cents."""

    entry: LedgerEntry
    cents: int
    after: int
    #: what was said with it
    note: str = ""


@dataclass(frozen=True)
class TillDay:
    """One day of a till, in cents: opening + every line = closing."""

    till: Till
    on: date
    opening: int
    lines: list[BookLine]
    counts: Sequence[TillCount]
    #: the day before and the day after on which something was booked or counted
    earlier: date | None = None
    later: date | None = None
    sums: dict[Reason, int] = field(default_factory=dict)

    @property
    def closing(self) -> int:
        """What was in it at the end of the day."""
        return self.lines[-1].after if self.lines else self.opening


def day_of(till: Till, on: date, notes: Callable[[Sequence[LedgerEntry]], dict[int, str]]) -> TillDay:
    """The day `on` of `till`; `notes` gives what was said with some entries, by their id."""
    opening, lines = book_of(till, on, on)
    said = notes([line.entry for line in lines])
    lines = [replace(line, note=said.get(line.entry.id, "")) for line in lines]
    sums: dict[Reason, int] = {}
    for line in lines:
        sums[line.entry.reason] = sums.get(line.entry.reason, 0) + line.cents
    earlier, later = _around(till, on)
    return TillDay(till, on, opening, lines, counts_on(till, on), earlier, later, sums)


def book_of(till: Till, since: date, until: date) -> tuple[int, list[BookLine]]:
    """What was in `till` before `since`, in cents, and every line until `until`, oldest first."""
    before = db.select(func.coalesce(func.sum(Posting.amount_cents), 0)).where(
        Posting.till_id == till.id, Posting.till_on < since
    )
    opening = int(db.session.scalar(before) or 0)
    return opening, list(_lines(till, opening, since, until))


def counts_on(till: Till, on: date) -> Sequence[TillCount]:
    """When it was counted that day, oldest first."""
    query = db.select(TillCount).where(TillCount.till_id == till.id, TillCount.counted_on == on)
    return db.session.scalars(query.options(joinedload(TillCount.counted_by)).order_by(TillCount.id)).all()


def last_counts() -> dict[int, TillCount]:
    """The last count of each till, by its id."""
    newest = db.select(func.max(TillCount.id)).group_by(TillCount.till_id)
    found = db.session.scalars(db.select(TillCount).where(TillCount.id.in_(newest)))
    return {one.till_id: one for one in found}


def wrong_tills() -> Iterator[str]:
    """What does not hold about the tills; nothing is what an honest book gives.

    What is kept beside each till is the sum of its lines, and its last count plus all lines since.
    """
    sums = db.select(Posting.till_id, func.sum(Posting.amount_cents)).where(Posting.till_id.is_not(None))
    booked = {number: int(cents) for number, cents in db.session.execute(sums.group_by(Posting.till_id))}
    counts = last_counts()
    for number, kept in db.session.execute(db.select(Till.id, Till.balance_cents).order_by(Till.id)):
        lines = booked.get(number, 0)
        if kept != lines:
            yield f"till {number} holds {kept} cents, its lines say {lines}"
        last = counts.get(number)
        if last is None:
            continue
        since = db.select(func.coalesce(func.sum(Posting.amount_cents), 0)).where(
            Posting.till_id == number, Posting.id > (last.last_posting_id or 0)
        )
        by_count = last.counted_cents + int(db.session.scalar(since) or 0)
        if by_count != lines:
            yield f"till {number} should hold {by_count} cents by its last count, not {lines}"


def _lines(till: Till, opening: int, since: date, until: date) -> Iterator[BookLine]:
    query = (
        db.select(Posting)
        .where(Posting.till_id == till.id, Posting.till_on >= since, Posting.till_on <= until)
        .options(
            joinedload(Posting.entry).selectinload(LedgerEntry.loan),
            joinedload(Posting.entry).selectinload(LedgerEntry.postings),
        )
        .order_by(Posting.id)
    )
    after = opening
    for posting in db.session.scalars(query):
        after += posting.amount_cents
        yield BookLine(posting.entry, posting.amount_cents, after)


def _around(till: Till, on: date) -> tuple[date | None, date | None]:
    """The nearest day before and after `on` on which something was booked or counted."""
    days = ((Posting.till_on, Posting.till_id), (TillCount.counted_on, TillCount.till_id))
    earlier = [db.session.scalar(db.select(func.max(at)).where(box == till.id, at < on)) for at, box in days]
    later = [db.session.scalar(db.select(func.min(at)).where(box == till.id, at > on)) for at, box in days]
    return max(filter(None, earlier), default=None), min(filter(None, later), default=None)
