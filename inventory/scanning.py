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
    if any(is_national_number(one) for one in (text, *numbers_meant(text))):
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


# --- what stands around a number in a barcode that is not ours ---

#: what a symbology says of itself before the data (ISO/IEC 15424), as some scanners are set to send it
_SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
#: FNC1, group separators and whatever else is no character that anyone prints
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd]+")
#: how makers and owners announce a number, before it: `S/N: 5CG9231KXM`, `Service Tag 7XK2P13`, `?sn=PF1ABC2D`
_ANNOUNCED = re.compile(
    r"(?<![A-Za-z0-9])(?:s/n|sn|ser(?:ial|ie)?[ .]*(?:no|nr|num(?:ber|mer)?)?|n[o°]? ?de s[ée]rie"
    r"|service[ -]?tag|svctag|s/t|asset(?:[ -]?(?:tag|no|nr|number))?"
    r"|inv(?:entaris|entaire|entory)?[ .]*(?:no|nr|nummer)?)"
    r"[ .]*[:=#°\s][\s:]*([A-Za-z0-9][A-Za-z0-9._/-]{2,})",
    re.IGNORECASE,
)
#: Lenovo: 1S, machine type and model (10 characters, 7 of old), serial number (8, of old 7)
_LENOVO = (re.compile(r"1S[A-Z0-9]{10}([A-Z0-9]{8})"), re.compile(r"1S[A-Z0-9]{7}([A-Z0-9]{7})"))
#: `S` before a serial number is the data identifier of ANSI MH10.8.2; Apple and Cisco print it
_IDENTIFIED = re.compile(r"S(?:N[ :]?)?([A-Z0-9]{6,})")
#: Dell: the ten or eleven digits for the telephone are the seven characters of the service tag in base 36
_EXPRESS = range(36**6, 36**7)
_BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def numbers_meant(text: str) -> tuple[str, ...]:
    """The numbers that a barcode which is not ours may mean: as it is first, then the likelier before the looser.

    A maker prints more into a barcode than a person reads beneath it. Whoever looks these up tries the first
    before the rest, for a serial number may well begin with the letters SN.
    """
    bare = _UNPRINTED.sub(" ", text).strip()
    bare = _SYMBOLOGY.sub("", bare).strip()
    if len(bare) > 2 and bare[0] == bare[-1] == "*":
        bare = bare[1:-1].strip()  # start and stop of a Code 39
    found = [bare, *(number.rstrip("._/-") for number in _ANNOUNCED.findall(bare))]
    capitals = bare.upper()
    found += [match[1] for pattern in (*_LENOVO, _IDENTIFIED) if (match := pattern.fullmatch(capitals))]
    if capitals.isascii() and capitals.isdigit() and int(capitals) in _EXPRESS:
        found.append(_in_base_36(int(capitals)))
    if not re.search(r"[0-9]", bare) and re.search(r"[0-9]", repaired := from_azerty(bare)):
        found.append(repaired)  # a Belgian keyboard makes signs of all digits; what is known proves itself
    # Lenovo prints PF-1ABC2D where the machine itself says PF1ABC2D.
    found += [one.replace("-", "") for one in found[1:] if "-" in one]
    return tuple(dict.fromkeys(one for one in found if one))


def _in_base_36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _BASE_36[rest] + digits
    return digits


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
