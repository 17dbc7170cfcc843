"""The structured communication of Belgian transfers (OGM, VCS): twelve digits by which a payment is recognised.

Ten digits and a check: their remainder by 97, or 97 where that is nothing; so a check of 00 does not exist, though
some programs take it. One number in a hundred passes by chance: that it is right does not yet say that it is ours.
"""

import re

from stdnum.be import ogm_vcs
from stdnum.exceptions import ValidationError

from inventory.foundation.refusal import Refusal

#: the first three digits say whose numbers these are, the next seven count
SERIES, SERIALS = range(1000), range(1, 10_000_000)

_WRAPPED = re.compile(r"(?P<wrap>\+{3}|\*{3}|)\s*(?P<inside>[0-9](?:[0-9/.\s-]*[0-9])?)\s*(?P=wrap)")
_NO_DIGIT = re.compile(r"[^0-9]")
# Where people type it among other words: in one piece, or in its three parts with one sign between them.
_AMONG_WORDS = re.compile(r"(?<![0-9])([0-9]{3})\s?[/.-]?\s?([0-9]{4})\s?[/.-]?\s?([0-9]{5})(?![0-9])")


class WrongReference(Refusal):
    """What was typed is no structured communication: a digit is wrong or missing."""

    status = 422


def make(series: int, serial: int) -> str:
    """The twelve digits of number `serial` in `series`. ValueError when one is out of its range."""
    if series not in SERIES or serial not in SERIALS:
        raise ValueError(f"no reference for {series}/{serial}")
    base = f"{series:03d}{serial:07d}"
    return base + ogm_vcs.calc_check_digits(base)


def is_right(digits: str) -> bool:
    """Are these twelve bare digits with a right check?"""
    return len(digits) == 12 and digits.isascii() and digits.isdigit() and ogm_vcs.is_valid(digits)


def read(text: str) -> str:
    """The twelve digits of what was typed, with +++ or *** around it or with neither; else WrongReference."""
    match = _WRAPPED.fullmatch(text.strip())
    digits = _NO_DIGIT.sub("", match["inside"]) if match else ""
    if not is_right(digits):
        raise WrongReference(field="reference")
    return digits


def found_in(text: str) -> list[str]:
    """Every structured communication that stands among other words, in that order, each once."""
    found = ("".join(match.groups()) for match in _AMONG_WORDS.finditer(text))
    return list(dict.fromkeys(digits for digits in found if is_right(digits)))


def printed(digits: str) -> str:
    """As it stands on paper: +++000/0001/23470+++. WrongReference when it is none."""
    try:
        return f"+++{ogm_vcs.format(ogm_vcs.validate(digits))}+++"
    except ValidationError:
        raise WrongReference(field="reference") from None
