"""Count a till, close and open its day, bring cash to the bank and fetch it there, put a till away.

Every one of them holds the till first. A receipt that is being written holds it too, so the one that comes second
sees what the first did: it lands before the close, or is refused with words.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from inventory.deposits.actions import book
from inventory.deposits.ledger import Account, Booking, Reason
from inventory.deposits.models import LedgerEntry, Posting
from inventory.deposits.till_models import Till, TillCount
from inventory.deposits.till_rules import (
    CountKind,
    DayNotClosed,
    LastTill,
    NotEmpty,
    Reopening,
    TillPutAway,
    between,
    counted,
    differing,
    from_bank,
    must_be_open,
    to_bank,
)
from inventory.deposits.tills import tills_in_use
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.transaction import hold, transaction
from inventory.permissions import Permission


def count(
    actor: Actor, till: Till, kind: CountKind, pieces: Mapping[int, int], *, because: str = "", now: datetime
) -> TillCount:
    """Write down what is in `till`, and book what differs; a CLOSING count closes its day.

    `pieces` says how many there are of each coin and note, by its cents. Raises NotACount, TillPutAway,
    TillDayClosed, and TillShort or TillOver when it differs from the books and nobody said why.
    """
    actor.must(Permission.TILL_CLOSE)
    with transaction():
        found = counted(pieces)
        _hold(till, now)
        expected = till.balance_cents
        lines = differing(till.id, expected, found, because)
        entry = None
        if lines:
            entry = book(actor, lines, Reason.COUNTED, "deposits.till_differed", now=now, because=because)
        newest = db.select(db.func.max(Posting.id)).where(Posting.till_id == till.id)
        done = TillCount(
            till=till,
            till_id=till.id,
            kind=kind,
            counted_at=now,
            counted_on=day(now),
            counted_by_id=actor.user_id,
            pieces={str(piece): number for piece, number in pieces.items() if number},
            counted_cents=found,
            expected_cents=expected,
            entry=entry,
            entry_id=entry.id if entry is not None else None,
            last_posting_id=db.session.scalar(newest),
        )
        db.session.add(done)
        if kind is CountKind.CLOSING:
            till.closed_on = day(now)
        record(
            actor,
            "deposits.till_counted",
            till,
            now=now,
            kind=kind,
            counted_cents=found,
            expected_cents=expected,
        )
    return done


def reopen(actor: Actor, till: Till, why: Reopening, *, now: datetime) -> Till:
    """The day of `till` that was closed goes on, until it is counted and closed again. DayNotClosed when it was not."""
    actor.must(Permission.TILL_CLOSE)
    with transaction():
        hold(till)
        if till.closed_on is None or till.closed_on < day(now):
            raise DayNotClosed(name=till.name)
        till.closed_on = day(now) - timedelta(days=1)
        record(actor, "deposits.till_reopened", till, now=now, why=why)
    return till


def bring_to_bank(actor: Actor, till: Till, *, cents: int, slip: str, now: datetime) -> LedgerEntry:
    """`cents` leave `till` for the bank, with the number of the bank's slip where there is one yet.

    They are on their way until the bank's statement shows them. TillTooLow when there is less.
    """
    return _move(
        actor, till, to_bank(till.id, cents), Reason.TO_BANK, "deposits.cash_to_bank", slip=slip, now=now
    )


def fetch_from_bank(actor: Actor, till: Till, *, cents: int, slip: str, now: datetime) -> LedgerEntry:
    """`cents` that were fetched at the bank go into `till`; the bank's statement will show them leave."""
    return _move(
        actor,
        till,
        from_bank(till.id, cents),
        Reason.FROM_BANK,
        "deposits.cash_from_bank",
        slip=slip,
        now=now,
    )


def move_into(actor: Actor, till: Till, into: Till, *, cents: int, now: datetime) -> LedgerEntry:
    """`cents` go from `till` into another: what someone takes along on the road, or brings back."""
    lines = between(till.id, into.id, cents)
    return _move(actor, till, lines, Reason.BETWEEN_TILLS, "deposits.cash_moved", slip="", now=now)


def put_away(actor: Actor, till: Till, *, now: datetime) -> Till:
    """`till` is not used any more; its book stays. NotEmpty while something is in it, LastTill when it is alone."""
    actor.must(Permission.TILL_MANAGE)
    with transaction():
        hold(till)
        if till.balance_cents:
            raise NotEmpty(name=till.name)
        if not any(other.id != till.id for other in tills_in_use()):
            raise LastTill
        till.is_open = False
        record(actor, "deposits.till_put_away", till, now=now)
    return till


def _move(
    actor: Actor,
    till: Till,
    lines: tuple[Booking, ...],
    reason: Reason,
    deed: str,
    *,
    slip: str,
    now: datetime,
) -> LedgerEntry:
    actor.must(Permission.TILL_CLOSE)
    assert any(line.account is Account.TILL and line.till_id == till.id for line in lines)
    with transaction():
        return book(actor, lines, reason, deed, slip=slip, now=now)


def _hold(till: Till, now: datetime) -> None:
    hold(till)
    if not till.is_open:
        raise TillPutAway(name=till.name)
    must_be_open(till.closed_on, day(now), name=till.name)
