"""How a repair goes on, when it keeps a device from being lent, and what a person may write down of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum

from inventory.foundation.refusal import Refusal
from inventory.journey import Move, Stage

#: nobody works longer than a day on end on one laptop
MOST_MINUTES = 24 * 60
#: no repair of a laptop that is lent costs ten thousand euros
MOST_CENTS = 10_000_00
#: how many photos of one fault
MOST_PHOTOS = 6


class State(StrEnum):
    """How far a repair is."""

    #: nobody began
    OPEN = "open"
    #: someone is at it
    WORKING = "working"
    #: a part must come first
    WAITING = "waiting"
    #: the device is with a repairer outside
    OUTSIDE = "outside"
    CLOSED = "closed"


class Deed(Enum):
    """What can be done with a repair."""

    BEGIN = "begin"
    LAY_DOWN = "lay_down"
    WAIT = "wait"
    SEND_OUT = "send_out"
    COME_BACK = "come_back"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


class Result(StrEnum):
    """What came of a repair."""

    REPAIRED = "repaired"
    NO_FAULT_FOUND = "no_fault_found"
    NOT_WORTH_IT = "not_worth_it"
    NOT_REPAIRABLE = "not_repairable"
    #: opened by mistake
    WITHDRAWN = "withdrawn"


class Source(StrEnum):
    """From where a repair was asked."""

    BENCH = "bench"
    RETURN = "return"
    LOAN = "loan"
    HAND = "hand"


class LineKind(StrEnum):
    """What a line of a repair tells."""

    DIAGNOSIS = "diagnosis"
    WORK = "work"


#: deed -> (from which states, to which)
TRANSITIONS: dict[Deed, tuple[frozenset[State], State]] = {
    Deed.BEGIN: (frozenset({State.OPEN, State.WAITING, State.WORKING}), State.WORKING),
    Deed.LAY_DOWN: (frozenset({State.WORKING, State.WAITING}), State.OPEN),
    Deed.WAIT: (frozenset({State.OPEN, State.WORKING, State.WAITING}), State.WAITING),
    Deed.SEND_OUT: (frozenset({State.OPEN, State.WORKING, State.WAITING}), State.OUTSIDE),
    Deed.COME_BACK: (frozenset({State.OUTSIDE}), State.WORKING),
    Deed.CLOSE: (frozenset({State.OPEN, State.WORKING, State.WAITING}), State.CLOSED),
    Deed.WITHDRAW: (frozenset({State.OPEN}), State.CLOSED),
    Deed.REOPEN: (frozenset({State.CLOSED}), State.OPEN),
}

#: a point of the checklist that is in order again so soon was tapped by mistake
WRONG_TAP = timedelta(minutes=2)
#: after these the device still has what was wrong
STILL_WRONG = frozenset({Result.NOT_WORTH_IT, Result.NOT_REPAIRABLE})
#: after these nothing is wrong (any more)
FINE_AGAIN = frozenset(Result) - STILL_WRONG
#: what a device with a blocking repair does not do
HELD = frozenset({Move.DECLARE_READY, Move.RESERVE, Move.LEND})
#: what can happen to a device that is with a repairer outside: it is lost there, or it comes back
NOT_HELD_OUTSIDE = frozenset({Move.MISS, Move.WIPE_AGAIN})
#: where it is too early or too late for a repair
NO_REPAIRS = frozenset(
    {
        Stage.ANNOUNCED,
        Stage.RECEIVED,
        Stage.PARTS,
        Stage.RECYCLED,
        Stage.TRANSFERRED,
        Stage.REFUSED,
        Stage.MISSING,
    }
)


class NotNow(Refusal):
    """This cannot be done with a repair in this state."""


class NoRepairsHere(Refusal):
    """A device at this stage is not repaired."""


class SomeoneIsAtIt(Refusal):
    """Another technician works on this repair."""


class HasBegun(Refusal):
    """Somebody worked on it, so it is no mistake that one takes back."""


class AskedByAnother(Refusal):
    """What keeps a laptop here was asked by a colleague: it is no mistake of one's own."""


class NothingDone(Refusal):
    """A repair that is done says what was done."""

    status = 422


class PointInRepair(Refusal):
    """Someone works on what this point of the checklist asked for; it is in order when that is done."""


class AskedAgain(Refusal):
    """Another repair of the same point is open already."""


class SayWhy(Refusal):
    """What is wrong must be said."""

    status = 422


class AbsurdMinutes(Refusal):
    """Less than nothing, or more than a day."""

    status = 422


class AbsurdCost(Refusal):
    """Less than nothing, or more than any laptop."""

    status = 422


class DaysCrossed(Refusal):
    """It would come back before it left, or leave in the future."""

    status = 422


class DataInside(Refusal):
    """A device with data on it goes to nobody outside."""


class NotOnTheBench(Refusal):
    """Only what lies on the repair bench goes to a repairer."""


class StillInRepair(Refusal):
    """An open repair keeps the device where it is."""


class WrittenOff(Refusal):
    """The fault stays, so the device is not lent."""


class AtTheRepairer(Refusal):
    """The device is with a repairer outside."""


class TooManyPhotos(Refusal):
    """Enough pictures of one fault."""


def after(deed: Deed, state: State) -> State:
    """The state after this deed; NotNow when it cannot be done in this one."""
    starts, end = TRANSITIONS[deed]
    if state not in starts:
        raise NotNow(state=state)
    return end


def holds(*, blocking: bool, result: Result | None) -> bool:
    """Does a repair that stands so keep its device from being lent?"""
    return blocking and (result is None or result in STILL_WRONG)


def may_take_back(*, is_own: bool, blocking: bool, leads: bool) -> bool:
    """May someone of the bench say that it was asked by mistake? Another's word that keeps a laptop here stands."""
    return is_own or leads or not blocking


def check_minutes(minutes: int | None, *, field: str = "minutes") -> int:
    """The minutes, 0 when nobody wrote them down."""
    if minutes is None:
        return 0
    if not 0 <= minutes <= MOST_MINUTES:
        raise AbsurdMinutes(most=MOST_MINUTES, field=field)
    return minutes


def check_cents(cents: int | None, *, field: str = "cost") -> int | None:
    """The cost in cents, None when nobody wrote it down."""
    if cents is not None and not 0 <= cents <= MOST_CENTS:
        raise AbsurdCost(field=field)
    return cents


def check_words(words: str, *, field: str) -> str:
    """What was said, without blanks around it; SayWhy when that is nothing."""
    if not words.strip():
        raise SayWhy(field=field)
    return words.strip()


def check_days(sent_on: date, expected_on: date | None, today: date) -> None:
    """Refuse a sending in the future, and a way back that is before the way there."""
    if sent_on > today:
        raise DaysCrossed(field="sent_on")
    if expected_on is not None and expected_on < sent_on:
        raise DaysCrossed(field="expected_on")


def check_result(result: Result, words: str, *, has_lines: bool, has_parts: bool) -> None:
    """Refuse a result that says nothing: what was mended, or why it is not."""
    told = bool(words.strip()) or has_lines
    if result is Result.REPAIRED and not (told or has_parts):
        raise NothingDone(field="told")
    if result in STILL_WRONG and not told:
        raise SayWhy(field="told")


def result_of_a_tap(opened_at: datetime, now: datetime, *, applies: bool = True) -> Result:
    """What it means when a point is in order and nobody wrote anything down: mended at once, or tapped by mistake.

    A point that does not apply to this device had nothing to mend.
    """
    if now - opened_at <= WRONG_TAP:
        return Result.WITHDRAWN
    return Result.REPAIRED if applies else Result.NO_FAULT_FOUND


def check_stage(stage: Stage) -> None:
    """Refuse a repair of what is not ours yet, or not ours any more."""
    if stage in NO_REPAIRS:
        raise NoRepairsHere(stage=stage)


@dataclass(frozen=True)
class Standing:
    """A repair as its next step needs it."""

    state: State
    is_mine: bool
    is_late: bool = False


class NextStep(StrEnum):
    """The one thing to do now."""

    BEGIN = "begin"
    TAKE_OVER = "take_over"
    FINISH = "finish"
    PART_CAME = "part_came"
    COME_BACK = "come_back"
    NOTHING = "nothing"


def next_step(standing: Standing) -> NextStep:
    """What the biggest button of a repair's page does."""
    steps = {
        State.OPEN: NextStep.BEGIN,
        State.WAITING: NextStep.PART_CAME,
        State.OUTSIDE: NextStep.COME_BACK,
        State.CLOSED: NextStep.NOTHING,
    }
    if standing.state is State.WORKING:
        return NextStep.FINISH if standing.is_mine else NextStep.TAKE_OVER
    return steps[standing.state]
