"""Deposits that nobody fetched: how long the loan is over, and what the digibank does next.

Nobody's money becomes ours because a day passed. The days only say when a person should write, call or decide; the
law gives no term here that we could build in, so each digibank sets its own, and what it did not set stays "not set".
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from inventory.foundation.refusal import Refusal


class Age(StrEnum):
    """How long a loan is over of which something is still held."""

    MONTH = "month"
    HALF_YEAR = "half_year"
    YEAR = "year"
    FIVE_YEARS = "five_years"
    OLDER = "older"


#: the last day of each band
_LAST_DAY: dict[Age, int] = {Age.MONTH: 30, Age.HALF_YEAR: 182, Age.YEAR: 365, Age.FIVE_YEARS: 1826}


class Step(StrEnum):
    """What is done to bring a deposit back to whoever paid it, in this order."""

    #: a message: text or mail
    MESSAGE = "message"
    #: a letter on paper
    LETTER = "letter"
    #: a call to the service that sent the borrower
    REFERRER = "referrer"
    #: a person decides by the rule of the digibank
    DECIDE = "decide"


class How(StrEnum):
    """Which way somebody took."""

    TEXT = "text"
    MAIL = "mail"
    LETTER = "letter"
    CALL = "call"
    IN_PERSON = "in_person"


class Outcome(StrEnum):
    """What came of a step."""

    #: nothing was heard yet
    WAITING = "waiting"
    #: they come by, or said to which account
    AGREED = "agreed"
    #: it came back, or the number is not theirs
    NOT_REACHED = "not_reached"
    #: it stays held, and stays on this list
    STAYS_HELD = "stays_held"


#: what may come of each step
OUTCOMES: dict[Step, tuple[Outcome, ...]] = {
    Step.MESSAGE: (Outcome.WAITING, Outcome.AGREED, Outcome.NOT_REACHED),
    Step.LETTER: (Outcome.WAITING, Outcome.AGREED, Outcome.NOT_REACHED),
    Step.REFERRER: (Outcome.WAITING, Outcome.AGREED, Outcome.NOT_REACHED),
    Step.DECIDE: (Outcome.STAYS_HELD, Outcome.AGREED),
}
#: after how many days each step is due, where a digibank said nothing. Practice, not law; about the last one nobody can
#: say what is usual, so it is not set.
USUAL_DAYS: dict[Step, int | None] = {
    Step.MESSAGE: 30,
    Step.LETTER: 90,
    Step.REFERRER: 180,
    Step.DECIDE: None,
}
#: days: longer than any term that someone may mean
MOST_DAYS = 20_000


class DaysOutOfOrder(Refusal):
    """A step would be due before the one that stands above it."""

    status = 422


class OutcomeOfAnother(Refusal):
    """This cannot come of this step."""

    status = 422


class NothingHeld(Refusal):
    """Nothing is held for this loan any more, so there is nothing to bring back."""


class StillRunning(Refusal):
    """The loan is not over: its deposit is not unclaimed."""


class DoneInTheFuture(Refusal):
    """A step cannot have been done after today, or before the loan was over."""

    status = 422


@dataclass(frozen=True)
class Next:
    """The step that comes next, and from which day on; None: this digibank set no day."""

    step: Step
    due_on: date | None

    def is_due(self, today: date) -> bool:
        """Should somebody do it now?"""
        return self.due_on is not None and self.due_on <= today


def age_of(over_on: date, today: date) -> Age:
    """In which band a deposit is of which the loan was over on `over_on`."""
    days = (today - over_on).days
    return next((age for age, last in _LAST_DAY.items() if days <= last), Age.OLDER)


def days_of(age: Age, today: date) -> tuple[date | None, date | None]:
    """The first and the last day on which a loan was over that is in this band; None where there is no end."""
    ages = list(Age)
    younger = ages[ages.index(age) - 1] if age is not Age.MONTH else None
    first = today - timedelta(days=_LAST_DAY[age]) if age in _LAST_DAY else None
    last = today - timedelta(days=_LAST_DAY[younger] + 1) if younger is not None else None
    return first, last


def next_step(over_on: date, days: Mapping[Step, int | None], done: Collection[Step]) -> Next | None:
    """What comes after what was `done`: a step that was left out is not asked for once a later one was done.

    None when all were done. A step without days is passed over for a later one that has some.
    """
    steps = list(Step)
    at = max((steps.index(step) for step in done), default=-1) + 1
    left = steps[at:]
    timed = next((step for step in left if days.get(step) is not None), None)
    if timed is not None:
        return Next(timed, over_on + timedelta(days=days[timed] or 0))
    return Next(left[-1], None) if left else None


def must_be_in_order(days: Mapping[Step, int | None], fields: Mapping[Step, str]) -> None:
    """Refuse with DaysOutOfOrder where a step comes before an earlier one; `fields` says at which field."""
    least = 0
    for step in Step:
        number = days.get(step)
        if number is None:
            continue
        if number < least:
            raise DaysOutOfOrder(field=fields[step])
        least = number


def must_come_of(step: Step, outcome: Outcome) -> None:
    """Refuse with OutcomeOfAnother what cannot come of `step`."""
    if outcome not in OUTCOMES[step]:
        raise OutcomeOfAnother(field="outcome")


def must_be_done_by(done_on: date, over_on: date, today: date) -> None:
    """Refuse with DoneInTheFuture a day after `today`, or one on which the loan still ran."""
    if not over_on <= done_on <= today:
        raise DoneInTheFuture(field="done_on")
