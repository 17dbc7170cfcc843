"""Deposits that are still held although the loan is over: which, since when, what was done, and what comes next.

Only a person books anything. What is kept here is who did which step and what came of it; the money stays where it is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, select

from inventory.bookkeeping.ageing_rules import (
    USUAL_DAYS,
    Age,
    How,
    Next,
    NothingHeld,
    Outcome,
    Step,
    StillRunning,
    age_of,
    days_of,
    must_be_done_by,
    must_be_in_order,
    must_come_of,
    next_step,
)
from inventory.bookkeeping.models import UnclaimedRule, UnclaimedStep
from inventory.codes import Code
from inventory.deposits.models import Deposit
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.period import begin_of, end_of
from inventory.foundation.transaction import transaction
from inventory.lending.models import Loan
from inventory.permissions import Permission

#: loans that are read at once for a file
_CHUNK = 2000


@dataclass(frozen=True)
class Unclaimed:
    """One deposit that nobody fetched."""

    loan_id: int
    #: the number of the loan
    loan: str
    cents: int
    over_on: date
    age: Age
    #: what was done, the newest last
    done: tuple[UnclaimedStep, ...]
    #: None: every step was done
    next: Next | None


def rule() -> UnclaimedRule | None:
    """What this digibank set; None where it set nothing, and the usual days hold."""
    return db.session.scalar(select(UnclaimedRule))


def days_in_force() -> Mapping[Step, int | None]:
    """After how many days each step is due here."""
    ours = rule()
    return ours.by_step if ours is not None else USUAL_DAYS


def unclaimed(age: Age | None = None, *, today: date) -> Any:
    """The deposits of which the loan is over, as a question for columns without an order; with `age` one band."""
    query = (
        select(Loan.id, Loan.code_serial, Loan.ended_at, Deposit.held_cents)
        .join(Deposit, Deposit.loan_id == Loan.id)
        .where(Deposit.held_cents != 0, Loan.ended_at.is_not(None))
    )
    first, last = days_of(age, today) if age is not None else (None, None)
    if first is not None:
        query = query.where(Loan.ended_at >= begin_of(first))
    if last is not None:
        query = query.where(Loan.ended_at < end_of(last))
    return query


def told(rows: Sequence[Any], *, today: date) -> list[Unclaimed]:
    """These rows of `unclaimed` with what was done and what comes next: two statements, however many there are."""
    done = steps_of([row.id for row in rows])
    days = days_in_force()
    answer = []
    for row in rows:
        over_on = day(row.ended_at)
        taken = tuple(done[row.id])
        comes = next_step(over_on, days, {one.step for one in taken})
        code = str(Code(Loan.letter, row.code_serial))
        answer.append(Unclaimed(row.id, code, row.held_cents, over_on, age_of(over_on, today), taken, comes))
    return answer


def every(*, today: date) -> Iterator[Unclaimed]:
    """All of them, by the number of the loan, in the memory of some."""
    query, last = unclaimed(today=today).order_by(Loan.id).limit(_CHUNK), 0
    while rows := db.session.execute(query.where(Loan.id > last)).all():
        yield from told(rows, today=today)
        last = rows[-1].id


def by_age(today: date) -> dict[Age, tuple[int, int]]:
    """How many deposits are in each band, and how much in cents; one statement."""
    bands = case(
        *((Loan.ended_at >= begin_of(first), age.value) for age in Age if (first := days_of(age, today)[0])),
        else_=Age.OLDER.value,
    ).label("age")
    query = (
        select(bands, func.count(), func.sum(Deposit.held_cents))
        .select_from(Deposit)
        .join(Loan, Loan.id == Deposit.loan_id)
        .where(Deposit.held_cents != 0, Loan.ended_at.is_not(None))
        .group_by(bands.name)
    )
    found = {Age(age): (int(loans), int(cents)) for age, loans, cents in db.session.execute(query)}
    return {age: found.get(age, (0, 0)) for age in Age}


def steps_of(loan_ids: Collection[int]) -> dict[int, list[UnclaimedStep]]:
    """What was done about these loans, the oldest first, by the id of the loan."""
    steps: dict[int, list[UnclaimedStep]] = defaultdict(list)
    query = select(UnclaimedStep).where(UnclaimedStep.loan_id.in_(loan_ids)).order_by(UnclaimedStep.id)
    for one in db.session.scalars(query):
        steps[one.loan_id].append(one)
    return steps


def note(
    actor: Actor, loan: Loan, step: Step, *, how: How, outcome: Outcome, done_on: date, now: datetime
) -> UnclaimedStep:
    """Keep that somebody took `step` about the deposit of `loan`; no money moves by it.

    NothingHeld or StillRunning when there is nothing to bring back; DoneInTheFuture and OutcomeOfAnother for what
    cannot be.
    """
    actor.must(Permission.BOOKS_EDIT)
    with transaction():
        held = db.session.scalar(select(Deposit.held_cents).where(Deposit.loan_id == loan.id))
        if not held:
            raise NothingHeld
        if loan.ended_at is None:
            raise StillRunning
        must_be_done_by(done_on, day(loan.ended_at), day(now))
        must_come_of(step, outcome)
        done = UnclaimedStep(
            loan=loan, loan_id=loan.id, step=step, how=how, outcome=outcome, done_on=done_on, noted_at=now,
            noted_by_id=actor.user_id,
        )  # fmt: skip
        db.session.add(done)
        record(
            actor, "bookkeeping.step_noted", done, now=now, device=loan.device, loan=loan.id, step=step,
            how=how, outcome=outcome, done_on=done_on,
        )  # fmt: skip
    return done


def set_rule(
    actor: Actor, days: Mapping[Step, int | None], *, words: str, fields: Mapping[Step, str], now: datetime
) -> UnclaimedRule:
    """From now on the steps are due after these days. DaysOutOfOrder at one of `fields`."""
    actor.must(Permission.BOOKS_EDIT)
    with transaction():
        must_be_in_order(days, fields)
        ours = rule()
        if ours is None:
            ours = UnclaimedRule(set_at=now)
            db.session.add(ours)
        ours.days = {step.value: days.get(step) for step in Step}
        ours.words, ours.set_at = words.strip(), now
        db.session.flush()  # its id is the trace's
        record(actor, "bookkeeping.rule_set", ours, now=now, days=dict(ours.days))
    return ours
