"""The number on a UiTPAS: is it one, and which sort of card was issued with it. Nothing of it is kept.

Thirteen digits: an eleven-digit serial, 1 for a card with reduced rate (kansentarief) or 0 for one without, and a
check digit by Luhn (publiq's documentation of the card). The twelfth digit tells what was issued once, not that the
right still holds: only the register of UiTPAS tells that.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from stdnum import luhn

from inventory.foundation.refusal import Refusal

_DIGITS = 13


class NotThirteenDigits(Refusal):
    """A UiTPAS number has thirteen digits."""

    status = 422


class NotACardNumber(Refusal):
    """Thirteen digits that are no card: something was misread."""

    status = 422


class CardSays(StrEnum):
    """What came of looking at a UiTPAS."""

    #: by the register: reduced rate, now
    HOLDS = "holds"
    #: by the register: reduced rate once, not any more
    ENDED = "ended"
    #: by the register: no reduced rate
    NONE = "none"
    #: a pass of a group: it says nothing of a person
    GROUP = "group"
    #: the register gave another answer, in its own words
    BLOCKED = "blocked"
    #: the register knows no such card
    UNKNOWN = "unknown"
    #: the register does not answer
    SILENT = "silent"
    #: by the number alone: issued with reduced rate
    ISSUED_REDUCED = "issued_reduced"
    #: by the number alone: issued without
    ISSUED_REGULAR = "issued_regular"


@dataclass(frozen=True)
class CardNumber:
    """A number that can be one."""

    digits: str

    @property
    def is_reduced(self) -> bool:
        """Was this card issued with reduced rate?"""
        return self.digits[11] == "1"

    @property
    def says(self) -> CardSays:
        """What the number tells by itself."""
        return CardSays.ISSUED_REDUCED if self.is_reduced else CardSays.ISSUED_REGULAR


@dataclass(frozen=True)
class CardSeen:
    """What is shown to whoever asks, and forgotten with the page."""

    says: CardSays
    #: in whose name, so that another's card is noticed
    first_name: str = ""
    #: what UiTPAS itself wants said, in its own words
    messages: tuple[str, ...] = ()
    #: in which language it says so
    language: str = "nl"


def read(text: str) -> CardNumber:
    """The number that was scanned or typed, with spaces or without."""
    digits = re.sub(r"[\s.\-]", "", text)
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()):
        raise NotThirteenDigits(field="number")
    if digits[11] not in "01" or not luhn.is_valid(digits):
        raise NotACardNumber(field="number")
    return CardNumber(digits)
