"""What someone who learns may do, and when a buddy's word counts.

A person for whom nobody wrote anything down may do everything alone: a digibank that has no one in training notices
nothing. For who learns, work is done alone, with a buddy who gives a code for each deed, or not yet.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from inventory.foundation.refusal import Refusal


class Level(StrEnum):
    """What someone may do of one skill."""

    NOT_YET = "not_yet"
    WITH_BUDDY = "with_buddy"
    ALONE = "alone"


class Trade(StrEnum):
    """The skills that every bench has; a digibank adds its own beside them."""

    INTAKE = "intake"
    WIPING = "wiping"
    CHECKLIST = "checklist"
    CLEANING = "cleaning"
    SYSTEM = "system"
    REPAIR_BATTERY = "repair_battery"
    REPAIR_SCREEN = "repair_screen"
    REPAIR_KEYBOARD = "repair_keyboard"
    REPAIR_DISK = "repair_disk"
    REPAIR_OTHER = "repair_other"
    SECOND_LOOK = "second_look"
    LABELS = "labels"


#: in these the house itself asks for the buddy's code; the others are written down by who leads
ASKED = frozenset(
    {
        Trade.WIPING,
        Trade.CHECKLIST,
        Trade.REPAIR_BATTERY,
        Trade.REPAIR_SCREEN,
        Trade.REPAIR_KEYBOARD,
        Trade.REPAIR_DISK,
        Trade.REPAIR_OTHER,
        Trade.SECOND_LOOK,
    }
)
#: point of the checklist -> the skill of repairing it
_REPAIRS = {
    "battery": Trade.REPAIR_BATTERY,
    "screen": Trade.REPAIR_SCREEN,
    "keyboard": Trade.REPAIR_KEYBOARD,
    "memory": Trade.REPAIR_DISK,
    "disk": Trade.REPAIR_DISK,
}

#: for a skill of which nobody said anything yet, of someone who learns
FIRST_LEVEL = Level.WITH_BUDDY

#: digits of a PIN
PIN_DIGITS = 4
#: wrong in a row: after so many the code rests
_REST_AFTER = 5
_REST = timedelta(minutes=10)
#: and after so many it opens nothing any more, until its owner sets another
_MOST_WRONG = 10

#: a word is given at the bench, moments before the deed
WORD_HOLDS = timedelta(minutes=10)


class NotLearntYet(Refusal):
    """This work is for later."""


class NeedsBuddy(Refusal):
    """A buddy must give a code for this."""

    has_own_page = True


class OwnCode(Refusal):
    """Nobody is their own buddy."""

    status = 422


class BuddyLearnsToo(Refusal):
    """A buddy is someone who may do it alone."""

    status = 422


class WrongCode(Refusal):
    """The badge or the PIN is not right."""

    status = 422


class NoPinYet(Refusal):
    """This colleague never chose a PIN."""

    status = 422


class CodeRests(Refusal):
    """Too often wrong in a row; the PIN counts again in a few minutes."""

    status = 422


class CodeIsVoid(Refusal):
    """Ten times wrong in a row; its owner must set another."""

    status = 422


class NotFourDigits(Refusal):
    """A PIN is four digits."""

    status = 422


class TooEasy(Refusal):
    """A PIN that everyone tries first."""

    status = 422


class WasTheBuddy(Refusal):
    """Who stood beside the work does not look at it with fresh eyes."""


class BuddyIsNotFresh(Refusal):
    """The buddy beside a second look did the work, or stood beside it: two people would be one."""


class OwnLevel(Refusal):
    """Someone else says what you can."""


@dataclass(frozen=True)
class Standing:
    """What one person may do of one skill. `learns` is false for who may do everything."""

    learns: bool
    level: Level

    @property
    def is_alone(self) -> bool:
        """May it be done without anyone beside?"""
        return not self.learns or self.level is Level.ALONE


def repair_of(point: str) -> Trade:
    """The skill of repairing what this point of the checklist is about; any other repair is one skill."""
    return _REPAIRS.get(point, Trade.REPAIR_OTHER)


def standing_of(learns: bool, level: Level | None) -> Standing:
    """What someone may do, from whether they learn and what was said of this skill, if anything."""
    return Standing(learns, (level or FIRST_LEVEL) if learns else Level.ALONE)


def check_may(standing: Standing, trade: Trade) -> None:
    """Refuse work that is for later."""
    if standing.learns and standing.level is Level.NOT_YET:
        raise NotLearntYet(trade=trade)


def check_buddy(learner_id: int, buddy_id: int, buddy: Standing, trade: Trade) -> None:
    """Refuse oneself as a buddy, and one who may not do it alone either."""
    if buddy_id == learner_id:
        raise OwnCode(field="buddy_code")
    if not buddy.is_alone:
        raise BuddyLearnsToo(field="buddy_code", trade=trade)


def check_pin(pin: str) -> None:
    """Refuse what is not four digits, and what anyone would try first."""
    if len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdigit()):
        raise NotFourDigits(field="pin")
    steps = {int(later) - int(earlier) for earlier, later in pairwise(pin)}
    if len(steps) == 1 and steps <= {-1, 0, 1}:
        raise TooEasy(field="pin")


def check_may_try(wrong: int, last_wrong_at: datetime | None, now: datetime) -> None:
    """Refuse one more try at a PIN that was wrong too often."""
    if wrong >= _MOST_WRONG:
        raise CodeIsVoid(field="buddy_pin")
    if wrong and wrong % _REST_AFTER == 0 and last_wrong_at is not None and now < last_wrong_at + _REST:
        raise CodeRests(field="buddy_pin")
