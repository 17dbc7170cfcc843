"""What still keeps a device at the wiping bench."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from inventory.agreements.rules import Minimum
from inventory.wiping.categories import Category, reaches
from inventory.wiping.rules import ACCEPTABLE, Verdict


class Blocker(StrEnum):
    """Why a device may not leave the wiping bench yet."""

    NO_MEDIUM_KNOWN = "no_medium_known"
    NOT_WIPED = "not_wiped"
    WIPE_FAILED = "wipe_failed"
    WAITS_FOR_SECOND_PERSON = "waits_for_second_person"
    #: two people agreed on a wipe that reaches less than the giver asks
    BELOW_MINIMUM = "below_minimum"


@dataclass(frozen=True)
class MediumState:
    """A medium as it stands: clean or not, and what came of the runs of this lap."""

    is_clean: bool
    waits: bool = False
    last_verdict: Verdict | None = None
    #: what the last wipe that two people agreed on reached; None: there was none in this round
    reached: Category | None = None
    #: the least that its giver asks
    minimum: Minimum | None = None


def blocker_of(medium: MediumState) -> Blocker | None:
    """What this medium still lacks; None when it is closed."""
    falls_short = medium.reached is not None and not reaches(medium.reached, medium.minimum)
    if medium.is_clean:
        return Blocker.BELOW_MINIMUM if falls_short else None
    if medium.waits:
        return Blocker.WAITS_FOR_SECOND_PERSON
    if medium.last_verdict and medium.last_verdict not in ACCEPTABLE:
        return Blocker.WIPE_FAILED
    return Blocker.BELOW_MINIMUM if falls_short else Blocker.NOT_WIPED


def blockers(media: Iterable[MediumState], *, absence: bool | None) -> list[Blocker]:
    """What still blocks the device. `absence`: two people saw that there is no medium (None: nobody said so,
    False: one did). Without any medium a device is never wiped by silence (wiping.md §5, risk 7)."""
    states = list(media)
    if states:
        return [blocker for state in states if (blocker := blocker_of(state))]
    if absence is None:
        return [Blocker.NO_MEDIUM_KNOWN]
    return [] if absence else [Blocker.WAITS_FOR_SECOND_PERSON]
