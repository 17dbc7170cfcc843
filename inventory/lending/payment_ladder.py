"""The ladder of payment reminders: which comes when, how long someone has, and what the law lets it cost.

A deposit that was to be paid is asked for apart from the laptop itself, by the rules of Book XIX of the Belgian Code of
Economic Law for consumers who pay late: the first reminder is free, and nothing follows for fourteen days. Leenkring
books no costs, ever; what the law would allow is told to the person who decides.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import pairwise

from inventory.foundation.refusal import Refusal
from inventory.lending.ladder import WRITTEN, Channel, Reach, Way, channel_for

#: how long nothing follows on a reminder, counted from the day on which it left; by post three working days are usual
WAIT, WAIT_BY_POST = timedelta(days=14), timedelta(days=17)
#: a digibank may name so many reminders, the last no later than this, in days from the day of payment
MOST_STEPS, LATEST = 3, 365
#: a reminder to pay is written: nobody is rung up about money, and no service hears of it
WAYS = (Way.PREFERRED, Way.SMS, Way.MAIL, Way.PAPER)
#: where a digibank says nothing: days from the day of payment, and how
USUAL: Mapping[int, Way] = {3: Way.PREFERRED, 21: Way.PAPER}


class Step(Enum):
    """What is to be done about one unpaid amount."""

    NOTHING = "nothing"
    REMIND = "remind"
    #: the ladder is at its end, or nothing written reaches this person: someone of ours decides
    DECIDE = "decide"


class TooSoon(Refusal):
    """A reminder so soon after the one before it leaves less time than the law does."""

    status = 422


class CostsTooHigh(Refusal):
    """More than the law allows for any amount."""

    status = 422


class NoEnterpriseNumber(Refusal):
    """Who asks costs is named with the enterprise number, and we have none."""

    status = 422


@dataclass(frozen=True)
class Reminded:
    """One reminder that was written about one unpaid amount."""

    rung: int
    on_paper: bool = False
    #: handed to the mail server or the gateway, or printed; None: it still waits
    left_on: date | None = None
    #: it could not be delivered
    failed: bool = False
    #: what it said may follow for costs, in cents: the law lets none be asked before that, and then its time
    costs: int = 0

    @property
    def free_until(self) -> date | None:
        """The last day on which nothing may follow; None while it did not leave."""
        if self.left_on is None:
            return None
        return self.left_on + (WAIT_BY_POST if self.on_paper else WAIT)


def next_step(
    due_on: date, rungs: Collection[int], reminded: Iterable[Reminded], today: date
) -> tuple[Step, int | None]:
    """What is to be done today about an amount that was to be paid by `due_on`, and the rung of a reminder.

    One after the other, and none is skipped: each leaves its time, counted from when the one before it really left.
    """
    if not rungs:
        return Step.NOTHING, None
    last = max(reminded, key=lambda one: one.rung, default=None)
    if last is not None and last.failed:
        return Step.DECIDE, None
    if last is not None and (last.free_until is None or today <= last.free_until):
        return Step.NOTHING, None
    later = [rung for rung in sorted(rungs) if last is None or rung > last.rung]
    if not later:
        return Step.DECIDE, None
    if today < due_on + timedelta(days=later[0]):
        return Step.NOTHING, None
    return Step.REMIND, later[0]


def way_to_write(way: Way, reach: Reach) -> Channel | None:
    """The channel of a reminder to pay for this person; None when nothing written reaches them.

    The service that sent someone is not told of their debts, also where they like to be reached through it.
    """
    alone = Reach(reach.prefers, reach.phone, reach.email, reach.has_address, reach.takes_sms)
    channel = channel_for(way, alone)
    return channel if channel in WRITTEN else None


def must_leave_time(plan: Mapping[int, Way]) -> None:
    """Refuse with TooSoon when a reminder comes before the time of the one before it is over."""
    rungs = sorted(plan)
    for before, rung in pairwise(rungs):
        if rung - before <= (WAIT_BY_POST if plan[before] is Way.PAPER else WAIT).days:
            raise TooSoon(days=rung - before)


def most_costs(cents: int) -> int:
    """The most that the law lets a late payment of `cents` cost, in cents (Code of Economic Law, XIX.4)."""
    if cents <= 150_00:
        return 20_00
    if cents <= 500_00:
        return 30_00 + (cents - 150_00) * 10 // 100
    return min(2_000_00, 65_00 + (cents - 500_00) * 5 // 100)


def costs_told(chosen: int, cents: int) -> int:
    """What a reminder about `cents` says may be asked for costs after it: what the digibank chose, within the law."""
    return min(chosen, most_costs(cents))


def costs_open(reminded: Iterable[Reminded], chosen: int, cents: int) -> tuple[int, date | None]:
    """What may be asked for costs when `cents` are still owed, and from which day on; 0 and None: nothing.

    As the first reminder named it, whatever is chosen later; less when less is chosen now, or less is owed.
    """
    named = [(one.free_until, one.costs) for one in reminded if one.free_until is not None and one.costs]
    if not named:
        return 0, None
    free_until, costs = min(named)
    asked = min(costs, costs_told(chosen, cents))
    return (asked, free_until + timedelta(days=1)) if asked else (0, None)
