"""The map: every stage of a device's life, and every way to the next.

A donated laptop comes in with someone's data on it; so does a returned one. That is why coming back leads
to the wiping bench again, and why no road from a stage with data leads to a borrower or out of the house
without passing that bench. Two questions decide whether something is a stage: does someone *find* the
device elsewhere, and do other moves start from it? If neither, it is a fact shown beside the stage.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from inventory.foundation.refusal import Refusal


class Stage(StrEnum):
    """Where a device is in its life."""

    #: promised by a donor or ordered from a supplier; not here yet
    ANNOUNCED = "announced"
    #: scanned at the door; ours, and still holding the giver's data
    RECEIVED = "received"
    #: at the wiping bench
    WIPING = "wiping"
    #: every medium proven clean, or out and destroyed, verified by a second person
    WIPED = "wiped"
    #: on the refurbishing bench
    REFURBISHING = "refurbishing"
    #: checked and signed off by a second person; may be lent
    READY = "ready"
    #: set apart for an approved application
    RESERVED = "reserved"
    #: at a borrower's home
    LENT = "lent"
    #: back at the desk, holding the borrower's data
    RETURNED = "returned"
    #: taken apart for its parts; the end
    PARTS = "parts"
    #: handed to a certified recycler; the end
    RECYCLED = "recycled"
    #: now owned by the borrower; the end
    TRANSFERRED = "transferred"
    #: not where it should be, and neither is the data on it
    MISSING = "missing"
    #: sent back to the giver at the door; the end
    REFUSED = "refused"


class Move(StrEnum):
    """What takes a device from one stage to the next."""

    ANNOUNCE = "announce"
    RECEIVE = "receive"
    UNDO_RECEIVE = "undo_receive"
    REFUSE = "refuse"
    START_WIPE = "start_wipe"
    PUT_BACK_RECEIVED = "put_back_received"
    PUT_BACK_RETURNED = "put_back_returned"
    FINISH_WIPE = "finish_wipe"
    SKIP_WIPE = "skip_wipe"
    WIPE_AGAIN = "wipe_again"
    REFURBISH = "refurbish"
    DECLARE_READY = "declare_ready"
    SEND_BACK = "send_back"
    RESERVE = "reserve"
    RELEASE = "release"
    LEND = "lend"
    TAKE_BACK = "take_back"
    MISS = "miss"
    FIND = "find"
    TAKE_APART = "take_apart"
    RECYCLE = "recycle"
    TRANSFER = "transfer"


@dataclass(frozen=True)
class Step:
    """One move on the map: from which stages, to which, and what it asks of the storage media."""

    starts: frozenset[Stage]
    ends: Stage
    #: every medium inside must be clean before this move
    only_clean: bool = False
    #: after this move every medium inside counts as exposed
    exposes: bool = False
    #: begins a new round of the circle
    new_lap: bool = False


#: where a device in its first round was at no bench yet, so that nothing was wiped, checked or attested
BEFORE_ANY_BENCH = frozenset({Stage.ANNOUNCED, Stage.RECEIVED})

ENDS = frozenset({Stage.PARTS, Stage.RECYCLED, Stage.TRANSFERRED, Stage.REFUSED})
MUST_BE_CLEAN = frozenset({Stage.READY, Stage.RESERVED, Stage.LENT, Stage.TRANSFERRED})
IN_THE_HOUSE = frozenset(
    {
        Stage.RECEIVED,
        Stage.WIPING,
        Stage.WIPED,
        Stage.REFURBISHING,
        Stage.READY,
        Stage.RESERVED,
        Stage.RETURNED,
    }
)


def _from(*stages: Stage) -> frozenset[Stage]:
    return frozenset(stages)


JOURNEY: dict[Move, Step] = {
    Move.RECEIVE: Step(_from(Stage.ANNOUNCED), Stage.RECEIVED, exposes=True),
    # A wrong scan at the door; the announced device is still on its way.
    Move.UNDO_RECEIVE: Step(_from(Stage.RECEIVED), Stage.ANNOUNCED),
    Move.REFUSE: Step(_from(Stage.ANNOUNCED, Stage.RECEIVED), Stage.REFUSED),
    Move.START_WIPE: Step(_from(Stage.RECEIVED, Stage.RETURNED), Stage.WIPING),
    # One scan takes a laptop to the bench, so one tap takes it off again while nobody wiped anything.
    Move.PUT_BACK_RECEIVED: Step(_from(Stage.WIPING), Stage.RECEIVED),
    Move.PUT_BACK_RETURNED: Step(_from(Stage.WIPING), Stage.RETURNED),
    Move.FINISH_WIPE: Step(_from(Stage.WIPING), Stage.WIPED, only_clean=True),
    # A factory-sealed purchase has never held anyone's data; the reason is recorded.
    Move.SKIP_WIPE: Step(_from(Stage.RECEIVED), Stage.WIPED, only_clean=True),
    # Whose data it was does not accept the wipe, it was with a repairer outside, or an unwiped disk was built in:
    # what was clean counts as exposed again.
    Move.WIPE_AGAIN: Step(_from(Stage.WIPED, Stage.REFURBISHING), Stage.WIPING, exposes=True),
    Move.REFURBISH: Step(_from(Stage.WIPED), Stage.REFURBISHING),
    Move.DECLARE_READY: Step(_from(Stage.REFURBISHING), Stage.READY, only_clean=True),
    Move.SEND_BACK: Step(_from(Stage.READY), Stage.REFURBISHING),
    Move.RESERVE: Step(_from(Stage.READY), Stage.RESERVED, only_clean=True),
    Move.RELEASE: Step(_from(Stage.RESERVED), Stage.READY, only_clean=True),
    Move.LEND: Step(_from(Stage.READY, Stage.RESERVED), Stage.LENT, only_clean=True),
    # Exposed at the return and not at the hand-over: a wipe counts only when it came after the borrower's last
    # minute with it, and until then the laptop is at home with the one whose data is on it.
    Move.TAKE_BACK: Step(_from(Stage.LENT), Stage.RETURNED, exposes=True, new_lap=True),
    Move.MISS: Step(
        frozenset(Stage) - ENDS - {Stage.MISSING, Stage.ANNOUNCED},
        Stage.MISSING,
        exposes=True,
    ),
    Move.FIND: Step(_from(Stage.MISSING), Stage.RETURNED, exposes=True, new_lap=True),
    # Data leaves the building with the disk: only what is clean, or has no disk left, may go.
    Move.TAKE_APART: Step(
        _from(Stage.WIPING, Stage.WIPED, Stage.REFURBISHING, Stage.READY), Stage.PARTS, only_clean=True
    ),
    Move.RECYCLE: Step(
        _from(Stage.WIPING, Stage.WIPED, Stage.REFURBISHING, Stage.READY), Stage.RECYCLED, only_clean=True
    ),
    # Given away from the shelf, or left with the borrower at whose home it is: the data on it are theirs.
    Move.TRANSFER: Step(_from(Stage.READY, Stage.RESERVED, Stage.LENT), Stage.TRANSFERRED, only_clean=True),
}


class NotFromHere(Refusal):
    """There is no such road from the stage where this device is."""


class StillHoldsData(Refusal):
    """A medium inside is exposed, so the device may not go on."""


def destination(stage: Stage, move: Move) -> Stage:
    """Where `move` takes a device that is at `stage`; NotFromHere if there is no such road."""
    step = JOURNEY[move]
    if stage not in step.starts:
        raise NotFromHere(stage=stage, move=move)
    return step.ends


def moves_from(stage: Stage) -> list[Move]:
    """Every move that starts at `stage`, in the order of the map."""
    return [move for move, step in JOURNEY.items() if stage in step.starts]


def check_clean(move: Move, media_are_clean: Iterable[bool]) -> None:
    """Refuse with StillHoldsData when `move` asks for clean media and one of them is not."""
    if JOURNEY[move].only_clean and not all(media_are_clean):
        raise StillHoldsData(move=move)
