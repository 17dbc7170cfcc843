"""When a donor's own word is asked, what waits for it, and who may never give it.

The Belgian data protection authority wants a wipe validated by a person whom the controller appoints
(recommendation of 11 December 2020, §238). Only a gift's first round holds the donor's data. Silence is told,
and never taken for a yes.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from inventory.foundation.refusal import Refusal
from inventory.journey import Move, Stage

#: after so many days without an answer the coordinator hears of it
TERM = timedelta(days=14)
#: what a device may not do before its donor has answered: go on towards a borrower, or leave the house
HELD = frozenset({Move.REFURBISH, Move.TAKE_APART, Move.RECYCLE})


class Answer(StrEnum):
    """What the donor says of a wipe."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class WaitsForDonor(Refusal):
    """The donor validates the wipe itself, and has not answered yet."""


class OwnWipe(Refusal):
    """Whoever wiped it, or checked it here, is not the third person."""


def waits(*, stage: Stage, lap: int, validates_itself: bool, answer: Answer | None) -> bool:
    """Does this device of a gift wait for its donor's word?"""
    return stage is Stage.WIPED and lap == 1 and validates_itself and answer is not Answer.ACCEPTED


def check_move(made: Move, *, is_waiting: bool) -> None:
    """Refuse with WaitsForDonor what a device that waits may not do; it may get lost all the same."""
    if is_waiting and made in HELD:
        raise WaitsForDonor


def check_third(person: int | None, earlier: Iterable[int | None]) -> None:
    """Refuse with OwnWipe when the one who answers did one of the earlier acts."""
    if person is None or person in set(earlier):
        raise OwnWipe


def is_silent(asked_at: datetime, now: datetime) -> bool:
    """Has the donor had the whole term, and said nothing?"""
    return now - asked_at >= TERM
