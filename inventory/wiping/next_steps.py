"""The one thing to do now with what a report says of one disk, whoever brought the report.

Facts in, one step out: the bench, a sender's answer and the table after a drop all say the same.
"""

from dataclasses import dataclass
from enum import StrEnum

from inventory.wiping.rules import ACCEPTABLE, Verdict


class NextStep(StrEnum):
    """The one next step; every one of them is a person's."""

    #: a person confirms what the report proves
    CONFIRM = "confirm"
    #: it can be confirmed, but something about it asks for eyes first
    LOOK = "look"
    #: no disk here has this serial number
    SCAN_DEVICE = "scan_device"
    #: two disks here have it
    TELL_WHICH = "tell_which"
    #: nothing in the report says which disk it is
    SHOW_SERIAL = "show_serial"
    #: the disk's device is somewhere else on its journey
    ELSEWHERE = "elsewhere"
    #: a wipe is told, and something that would let anyone believe it is missing
    BRING_MORE = "bring_more"
    #: nothing was erased
    WIPE = "wipe"
    #: it did not succeed, or proves nothing
    WIPE_AGAIN = "wipe_again"
    #: written down; another person looks
    SECOND_LOOK = "second_look"
    #: agreed on by two, or put away
    NOTHING = "nothing"


@dataclass(frozen=True)
class Standing:
    """How what a report says of one disk stands here."""

    verdict: Verdict
    has_serial: bool = True
    is_known: bool = True
    is_ambiguous: bool = False
    is_at_the_bench: bool = True
    asks_for_more: bool = False
    is_ready: bool = True


def next_step(standing: Standing) -> NextStep:
    """What to do with a report that nobody wrote down yet."""
    if not standing.has_serial:
        return NextStep.SHOW_SERIAL
    if standing.is_ambiguous:
        return NextStep.TELL_WHICH
    if not standing.is_known:
        return NextStep.SCAN_DEVICE
    if not standing.is_at_the_bench:
        return NextStep.ELSEWHERE
    if standing.asks_for_more:
        return NextStep.BRING_MORE
    if standing.verdict in ACCEPTABLE:
        return NextStep.CONFIRM if standing.is_ready else NextStep.LOOK
    return NextStep.WIPE if standing.verdict is Verdict.NOT_AN_ERASURE else NextStep.WIPE_AGAIN


def step_after(*, waits_for_second: bool, is_agreed: bool) -> NextStep:
    """What to do with one that was written down."""
    if waits_for_second:
        return NextStep.SECOND_LOOK
    return NextStep.NOTHING if is_agreed else NextStep.WIPE_AGAIN
