"""What stands where a serial number belongs: the maker's number, or a label, which must never become one.

A giver may hand over a laptop on which another digibank's label still sticks, and a scanner reads whatever
it is held to. Of somebody else's label we say only that it is not ours.
"""

import re
from collections.abc import Collection, Iterable

from sqlalchemy import select

from inventory import codes, scanning
from inventory.codes import Code, Kind
from inventory.devices.models import Device
from inventory.digibank.numbers import GivenCode, find_by_code
from inventory.foundation.database import db
from inventory.foundation.refusal import NationalNumber, Refusal
from inventory.foundation.tenancy import current_digibank_id
from inventory.scanning import Meaning, Reading


class LooksLikeALabel(Refusal):
    """It has the form of a code of ours. A maker may print such a number all the same; who sees it says so."""

    status = 422


class NotOurLabel(LooksLikeALabel):
    """A whole code that this digibank never gave out. Whose it is, or whether it is anyone's, is not told."""


class MisreadLabel(LooksLikeALabel):
    """The form of a code, but a digit was misread or mistyped."""


class LinkScanned(Refusal):
    """A link is no serial number; what it leads to is not looked at."""

    status = 422


class LabelOfSomethingElse(Refusal):
    """A label of ours, of a shelf or a loan or a lot."""


class LabelOfNothing(Refusal):
    """A label of ours whose laptop was a slip of the scanner, and is gone."""


class LabelOfALaptop(Refusal):
    """A label of ours on a laptop, typed where its maker's number belongs."""


class HereAlready(Refusal):
    """The label of a laptop that came in before."""


#: how our labels speak, on whichever server they were made
_LABEL_LINK = re.compile(r"https?:/+[^/]+/i/([^/?#]+)/?", re.IGNORECASE)


def device_of(text: str, hosts: Collection[str]) -> Device | None:
    """Our laptop on which the scanned label sticks; None for everything that is no label of a laptop of ours."""
    reading = scanning.read(text, hosts=frozenset(hosts))
    given = _given_by_us(reading)
    return find_by_code(Device, Code(given.kind, given.serial)) if given is not None else None


def must_be_a_serial(text: str, hosts: Collection[str], *, is_sure: bool, field: str = "scanned") -> None:
    """Refuse a label, a link or a misread code where a serial number belongs.

    `is_sure`: someone looked, and what has the form of a code is what the maker printed. `field` is where it
    was typed.
    """
    reading = scanning.read(text, hosts=frozenset(hosts))
    given = _given_by_us(reading)
    labelled = device_of(text, hosts)
    if labelled is not None:
        raise LabelOfALaptop(code=labelled.spoken, field=field)
    if given is not None and given.kind is Kind.DEVICE:
        raise LabelOfNothing(code=codes.spoken(given.kind, given.serial), field=field)
    if given is not None:
        spoken = codes.spoken(given.kind, given.serial)
        raise LabelOfSomethingElse(kind=given.kind, code=spoken, field=field)
    match reading.meaning:
        case Meaning.NATIONAL_NUMBER:
            raise NationalNumber(field=field)
        case Meaning.ELSEWHERE if not _is_label_link(text):
            raise LinkScanned(field=field)
        case Meaning.PERSONAL_LINK:
            raise LinkScanned(field=field)
        case Meaning.ELSEWHERE | Meaning.CERTIFICATE:
            raise NotOurLabel(field=field)
        case Meaning.CODE if _is_link(text) or (_has_letter(reading) and not is_sure):
            raise NotOurLabel(field=field)
        case Meaning.WRONG_DIGIT if _is_link(text) or (not text.strip().isdigit() and not is_sure):
            raise MisreadLabel(field=field)


def labels_among(texts: Iterable[str]) -> dict[str, str]:
    """Those of these texts that are a label or a link, with our own label's code as we say it, or "".

    For a list, which nobody held a scanner to: so a number that looks like a misread code is the maker's.
    """
    readings = {text: scanning.read(text, hosts=frozenset()) for text in texts if text}
    links = {text: _label_in(text) for text, one in readings.items() if one.meaning is Meaning.ELSEWHERE}
    codes_read = {text: one.code for text, one in readings.items() if _has_letter(one)} | links
    given = _kinds_given([code.serial for code in codes_read.values() if code is not None])
    found = {}
    for text, code in codes_read.items():
        kind = given.get(code.serial) if code is not None else None
        is_ours = code is not None and kind is not None and code.kind in (None, kind)
        found[text] = codes.spoken(kind, code.serial) if is_ours and code and kind else ""
    return found


def _label_in(link: str) -> Code | None:
    match = _LABEL_LINK.fullmatch(link.strip())
    try:
        return codes.read(match[1]) if match else None
    except codes.WrongDigit:
        return None


def _kinds_given(serials: list[int]) -> dict[int, Kind]:
    """Of which kind these numbers are, as far as this digibank gave them out; five hundred asked at a time."""
    kinds: dict[int, Kind] = {}
    for start in range(0, len(serials), 500):
        query = select(GivenCode.serial, GivenCode.kind).where(
            GivenCode.serial.in_(serials[start : start + 500]),
            GivenCode.digibank_id == current_digibank_id(),
        )
        kinds |= dict(db.session.execute(query).all())
    return kinds


def _given_by_us(reading: Reading) -> GivenCode | None:
    """The code as this digibank gave it out. Bare digits are as likely a serial number, so they are none."""
    code = reading.code
    if code is None or not (_has_letter(reading) or _is_link(reading.text)):
        return None
    given = db.session.get(GivenCode, code.serial)
    if given is None or given.digibank_id != current_digibank_id() or code.kind not in (None, given.kind):
        return None
    return given


def _has_letter(reading: Reading) -> bool:
    return reading.code is not None and reading.code.kind is not None


def _is_link(text: str) -> bool:
    return "/" in text


def _is_label_link(text: str) -> bool:
    return _label_in(text) is not None
