"""National register numbers: seen wherever they are written, so that none is kept (law of 8 August 1983, art. 8)."""

import re

from stdnum.be import bis, nn

# A phone number with its country (+32 470 ...) has eleven digits too, and one in a hundred passes the check.
# Looked for from every digit on: what stands before it ("toestel 12 85.07...") must not swallow its beginning.
_LONG_NUMBER = re.compile(r"(?=(?<![\d+])(\d(?:[ \t\xa0\u2000-\u2015\u202f._/\\-]{0,3}\d){10})(?!\d))")
_NO_DIGIT = re.compile(r"\D")
#: a file's fingerprint is full of digits and is nobody's number
_FINGERPRINT = re.compile(r"(?<![0-9a-zA-Z])[0-9a-f]{32,128}(?![0-9a-zA-Z])")
#: 1 to 12, or with 20 or 40 added for who is in the BIS register; 0 when the day of birth is not known
_MONTHS = frozenset({*range(13), *range(20, 33), *range(40, 53)})


def has_national_number(text: str) -> bool:
    """Does `text` hold eleven digits that pass the register's own check (NN or BIS)?"""
    for match in _LONG_NUMBER.finditer(_FINGERPRINT.sub(" ", text)):
        digits = f"{int(_NO_DIGIT.sub('', match[1])):011d}"  # in our own digits, whichever were typed
        if could_be_one(digits) and (nn.is_valid(digits) or bis.is_valid(digits)):
            return True
    return False


def could_be_one(digits: str) -> bool:
    """Do these eleven digits pass the check of the register, and begin with what may be a day?

    Quick enough to ask of every number in a file; whether that day exists is not looked at.
    """
    number = int(digits)
    first, check = divmod(number, 100)
    if check not in (97 - first % 97, 97 - (2_000_000_000 + first) % 97):
        return False
    return first // 100_000 % 100 in _MONTHS and first // 1_000 % 100 <= 31
