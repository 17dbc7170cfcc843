"""One short code per thing: a letter for its kind, digits, and a check digit.

Numbers are unique over all kinds, so a number alone finds exactly one thing, and leading zeros do not
matter. The check digit (Damm's quasigroup) catches every single wrong digit and every swap of neighbours.
The letters avoid A, Q, Z, W and M, which wander between AZERTY and QWERTY keyboards.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from inventory.foundation.refusal import Refusal


class Kind(StrEnum):
    """What a code stands on."""

    DEVICE = "T"
    LOAN = "L"
    PASS = "P"
    BOX = "D"
    PLACE = "R"
    CERTIFICATE = "C"
    LOT = "S"
    SESSION = "V"
    MEMBER = "K"
    ACTION = "X"
    #: a visitor's laptop at the repair desk: its ticket, never a device of ours
    REPAIR = "H"


class WrongDigit(Refusal):
    """The check digit does not fit: a digit was misread or mistyped."""

    status = 422


#: H. M. Damm's weakly totally anti-symmetric quasigroup of order 10, as in his thesis (Marburg, 2004)
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def check_digit(digits: str) -> str:
    """The Damm digit that makes `digits` whole, as one character."""
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)


def is_whole(number: str) -> bool:
    """Does `number` end in its own check digit?"""
    return number.isascii() and number.isdigit() and check_digit(number) == "0"


@lru_cache(maxsize=5000)
def number_of(serial: int) -> str:
    """The printed digits for the `serial`-th thing: at least six, the last one its check digit."""
    base = f"{serial:05d}"
    return base + check_digit(base)


@dataclass(frozen=True)
class Code:
    """A code as read: the kind may be absent when someone typed only the digits."""

    kind: Kind | None
    serial: int

    def __str__(self) -> str:
        """As on the sticker without spaces: T041825."""
        return f"{self.kind or ''}{number_of(self.serial)}"


def spoken(kind: Kind, serial: int) -> str:
    """As printed for people: `T 041 825`, in groups of three from the right."""
    return f"{kind} {grouped(serial)}"


def grouped(serial: int) -> str:
    """The digits in groups of three from the right: `041 825`."""
    number = number_of(serial)
    head = len(number) % 3
    groups = [number[:head]] if head else []
    return " ".join([*groups, *(number[at : at + 3] for at in range(head, len(number), 3))])


_CODE = re.compile(r"([TLPDRCSVKXH]?)(\d{1,12})")


def read(text: str) -> Code | None:
    """The code in `text` (spaces, dots, dashes and case forgiven), None if it has not the form of one.

    Raises WrongDigit when it has the form with a letter, or six digits or fewer, and the check digit is off.
    """
    bare = re.sub(r"[\s.\-]", "", text).upper()
    match = _CODE.fullmatch(bare)
    if match is None:
        return None
    letter, number = match.groups()
    if not is_whole(number) or int(number) < 10:
        if letter or len(number) <= 6:
            raise WrongDigit(code=text)
        return None
    return Code(Kind(letter) if letter else None, int(number[:-1]))
