"""What a scanned, photographed or typed text means, before anyone looks anything up.

A USB scanner is a keyboard, and on a Belgian computer it often thinks it types on an American one; a phone
gives a whole link; a person types six digits. All of it lands in one box. What it is, is decided here, in a
fixed order, without a database and without ever following a link.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import unquote

from inventory import codes
from inventory.codes import Code, Kind

#: longer than any code, serial number or link of ours
LONGEST = 300


class Meaning(Enum):
    """What a text in the scan box turned out to be."""

    #: nothing was typed
    NOTHING = auto()
    #: one of our codes, its check digit right
    CODE = auto()
    #: our form, but a digit was misread or mistyped
    WRONG_DIGIT = auto()
    #: the check page of a certificate: its code and its control code
    CERTIFICATE = auto()
    #: a borrower's personal link; `rest` is its secret part
    PERSONAL_LINK = auto()
    #: a national register number; nothing of it is kept
    NATIONAL_NUMBER = auto()
    #: a link to somewhere else; never followed
    ELSEWHERE = auto()
    #: perhaps a serial number, or the number a donor gave it
    SERIAL = auto()


@dataclass(frozen=True)
class Reading:
    """What a text means. `text` is it as it may be shown again; empty for what we do not repeat."""

    meaning: Meaning
    text: str = ""
    code: Code | None = None
    rest: str = ""


def read(text: str, *, hosts: frozenset[str]) -> Reading:
    """The meaning of `text`; `hosts` are the addresses that are ours, in small letters, with their port."""
    text = text.strip()[:LONGEST]
    if not text:
        return Reading(Meaning.NOTHING)
    if is_national_number(text):
        return Reading(Meaning.NATIONAL_NUMBER)
    as_typed = _read_as_typed(text, hosts)
    if as_typed.meaning in (Meaning.CODE, Meaning.CERTIFICATE, Meaning.PERSONAL_LINK):
        return as_typed
    repaired = from_azerty(text)
    if is_national_number(repaired):
        return Reading(Meaning.NATIONAL_NUMBER)
    if repaired != text:
        as_meant = _read_as_typed(repaired, hosts)
        # A serial number has no check digit, so only what proves itself may be repaired.
        if as_meant.meaning in (Meaning.CODE, Meaning.CERTIFICATE):
            return Reading(as_meant.meaning, repaired, as_meant.code, as_meant.rest)
    return as_typed


def _read_as_typed(text: str, hosts: frozenset[str]) -> Reading:
    """The meaning of `text` taken at its word."""
    if "/" in text:
        return _read_link(text, hosts)
    return _read_code(text, text)


def _read_code(part: str, text: str) -> Reading:
    try:
        code = codes.read(part)
    except codes.WrongDigit:
        return Reading(Meaning.WRONG_DIGIT, text)
    return Reading(Meaning.CODE, text, code) if code else Reading(Meaning.SERIAL, text)


_LINK = re.compile(r"(?:(https?):/+)?([^/?#]*)([^?#]*)", re.IGNORECASE)


def _read_link(text: str, hosts: frozenset[str]) -> Reading:
    """A link: ours by its last parts, another's as unknown; without a scheme, perhaps a serial number."""
    match = _LINK.match(text)
    scheme, host, path = match.groups() if match else (None, "", "")
    if host.lower() not in hosts:
        return Reading(Meaning.ELSEWHERE if scheme else Meaning.SERIAL, text)
    parts = [unquote(part) for part in path.split("/") if part]
    if len(parts) >= 3 and parts[-3].upper() == Kind.CERTIFICATE:
        certificate = _read_code(parts[-2], text)
        if certificate.code and certificate.code.kind in (None, Kind.CERTIFICATE):
            code = Code(Kind.CERTIFICATE, certificate.code.serial)
            return Reading(Meaning.CERTIFICATE, text, code, parts[-1])
    if len(parts) >= 2 and parts[-2].upper() == "M":
        return Reading(Meaning.PERSONAL_LINK, text, rest=parts[-1])
    reading = _read_code(parts[-1], text) if parts else Reading(Meaning.ELSEWHERE, text)
    return Reading(Meaning.ELSEWHERE, text) if reading.meaning is Meaning.SERIAL else reading


def is_national_number(text: str) -> bool:
    """Is `text` eleven digits that pass the register's own check, for births before or since 2000?

    Royal decree of 3 April 1984, art. 3: the last two are 97 less the rest of the first nine by 97.
    """
    digits = re.sub(r"[\s.\-/]", "", text)
    if not (len(digits) == 11 and digits.isascii() and digits.isdigit()):
        return False
    first, check = digits[:9], int(digits[9:])
    return check in (97 - int(first) % 97, 97 - int("2" + first) % 97)


# --- a scanner that thinks it types on an American keyboard ---

#: the same keys as an American and as a Belgian keyboard prints them: first plain, then with shift
_AMERICAN = (
    "1234567890-=qwertyuiop[]asdfghjkl;'\\zxcvbnm,./",
    '!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"|ZXCVBNM<>?',
)
_BELGIAN = (
    "&é\"'(§è!çà)-azertyuiop^$qsdfghjklmùµwxcvbn,;:=",
    "1234567890°_AZERTYUIOP¨*QSDFGHJKLM%£WXCVBN?./+",
)
_MEANT = str.maketrans("".join(_BELGIAN), "".join(_AMERICAN))


def from_azerty(text: str) -> str:
    """What a scanner meant whose American key strokes arrived on a Belgian keyboard."""
    return text.translate(_MEANT)
