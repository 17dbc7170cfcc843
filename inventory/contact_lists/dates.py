"""Days as people and programs write them, read a whole column at a time: 3/4/2026 alone may be April or March.

Day first, as here, unless the column itself shows otherwise: where one cell can only be month first and none can only
be day first, all of them are. Where a column holds both, what can be read either way is not guessed at.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum

from inventory.foundation.clock import BRUSSELS

#: nobody kept contacts before, and nobody lives after
YEARS = range(1990, 2101)


class DayOrder(StrEnum):
    """How the days of a column are written where it is not plain."""

    #: as the column shows
    BY_ITSELF = "by_itself"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    #: some of it can only be the one, some only the other
    BOTH = "both"


@dataclass(frozen=True)
class Told:
    """A day, and the time of it where it was written, by the clock in Brussels."""

    day: date
    clock: str = ""


@dataclass(frozen=True)
class _Written:
    """What a cell can be: the year, and two numbers of which either may be the month."""

    year: int
    first: int
    second: int
    rest: str


_MONTHS = (
    ("januari", "jan", "janvier", "janv", "january"),
    ("februari", "feb", "februarie", "février", "fevrier", "févr", "fevr", "february"),
    ("maart", "mrt", "maa", "mars", "march", "mar"),
    ("april", "apr", "avril", "avr"),
    ("mei", "mai", "may"),
    ("juni", "jun", "juin", "june"),
    ("juli", "jul", "juillet", "juil", "july"),
    ("augustus", "aug", "août", "aout", "august"),
    ("september", "sep", "sept", "septembre"),
    ("oktober", "okt", "octobre", "oct", "october"),
    ("november", "nov", "novembre"),
    ("december", "dec", "décembre", "decembre", "déc"),
)
_MONTH_OF = {name: at for at, names in enumerate(_MONTHS, start=1) for name in names}
_NAMES = "|".join(sorted(map(re.escape, _MONTH_OF), key=len, reverse=True))
_WEEKDAYS = (
    "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|ma|di|wo|do|vr|za|zo"
    "|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim"
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun"
)
_BEFORE = re.compile(rf"^(?:(?:op|le|on|de)\s+)?(?:(?:{_WEEKDAYS})\b\.?,?\s+)?(?:le\s+)?", re.IGNORECASE)
_PART = r"\s*[-/. ]\s*"
_ISO = re.compile(rf"(?P<y>\d{{4}}){_PART}(?P<m>\d{{1,2}}){_PART}(?P<d>\d{{1,2}})(?!\d)(?P<rest>.*)")
_NUMBERS = re.compile(
    rf"(?P<a>\d{{1,2}}){_PART}(?P<b>\d{{1,2}}){_PART}'?(?P<y>\d{{4}}|\d{{2}})(?!\d)(?P<rest>.*)"
)
_NAMED = re.compile(
    rf"(?P<d>\d{{1,2}})(?:e|de|ste|er|st|nd|rd|th)?\.?\s*[-/. ]?\s*(?:de\s+|of\s+)?(?P<m>{_NAMES})\.?,?"
    rf"\s*[-/. ]?\s*'?(?P<y>\d{{4}}|\d{{2}})(?!\d)(?P<rest>.*)"
)
_NAME_FIRST = re.compile(
    rf"(?P<m>{_NAMES})\.?\s*[-/. ]?\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-/., ']+(?P<y>\d{{4}}|\d{{2}})"
    r"(?!\d)(?P<rest>.*)"
)
_NAME_LAST = re.compile(rf"(?P<y>\d{{4}}){_PART}(?P<m>{_NAMES})\.?{_PART}(?P<d>\d{{1,2}})(?!\d)(?P<rest>.*)")
_RUN = re.compile(r"(?P<one>\d{4})(?P<two>\d{2})(?P<three>\d{2})(?:T(?P<rest>.*))?")
_SERIAL = re.compile(r"(?P<days>\d{5})(?:[.,](?P<part>\d+))?")
_EPOCH = re.compile(r"\d{10}|\d{13}")
#: 1990 to 2100 as Excel counts days: from the last day of 1899
_EXCEL = date(1899, 12, 30)
_CLOCK = re.compile(
    r"[\s,t]*(?:(?:om|à|a|at|kl\.?)\s*)?(?P<h>\d{1,2})\s*[:.uh]\s*(?P<m>\d{2})?(?:\s*[:.]\s*(?P<s>\d{2}))?(?:[.,]\d+)?"
    r"\s*(?:uur|heures)?\s*(?P<half>[ap]\s*\.?\s*m\b\.?)?\s*"
    r"(?P<zone>z|utc|gmt|(?:utc|gmt)?\s*[+-]\d{1,2}(?::?\d{2})?|cest|cet|mez|mesz|europe/brussels)?\s*"
)


def _plain(text: str) -> str:
    """In small letters, our own digits and one kind of space."""
    bare = " ".join(unicodedata.normalize("NFKC", text).casefold().replace("’", "'").split())
    return _BEFORE.sub("", bare, count=1)


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _numbers_of(text: str) -> _Written | None:
    """The three numbers of a cell of which the order is not plain; None when it is plain, or no day at all."""
    match = _NUMBERS.fullmatch(text)
    if match is None:
        return None
    return _Written(_full_year(match["y"]), int(match["a"]), int(match["b"]), match["rest"])


def order_of(texts: Iterable[str]) -> DayOrder:
    """How the days of a whole column are written: by the cells that can be read in one way only."""
    day_first = month_first = False
    for text in texts:
        found = _numbers_of(_plain(text)) if text else None
        if found is None or found.first == found.second:
            continue
        may = _day(found.year, found.second, found.first) is not None
        might = _day(found.year, found.first, found.second) is not None
        day_first |= may and not might
        month_first |= might and not may
    if day_first and month_first:
        return DayOrder.BOTH
    return DayOrder.MONTH_FIRST if month_first else DayOrder.DAY_FIRST


def told(text: str, order: DayOrder = DayOrder.DAY_FIRST) -> Told | None:
    """The day in a cell, with its time where that was written; None where there is no day to read.

    `order` is that of its whole column. Raises EitherDay for what may be two days in a column that holds both orders.
    """
    bare = _plain(text)
    if not bare:
        return None
    written = _numbers_of(bare)
    if written is not None:
        return _timed(_ordered(written, order), written.rest)
    for pattern in (_ISO, _NAMED, _NAME_FIRST, _NAME_LAST):
        match = pattern.fullmatch(bare)
        if match is not None:
            month = _MONTH_OF.get(match["m"]) or int(match["m"])
            return _timed(_day(_full_year(match["y"]), month, int(match["d"])), match["rest"])
    return _in_one_number(bare)


class EitherDay(Exception):
    """It may be two days, and nothing in its column says which."""


def _ordered(written: _Written, order: DayOrder) -> date | None:
    day_first = _day(written.year, written.second, written.first)
    month_first = _day(written.year, written.first, written.second)
    if order is DayOrder.BOTH:
        if day_first and month_first and day_first != month_first:
            raise EitherDay
        return day_first or month_first
    return month_first if order is DayOrder.MONTH_FIRST else day_first


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _timed(day: date | None, rest: str) -> Told | None:
    """The day with what stands behind it, which must be a time of day, or nothing."""
    if day is None or not rest.strip(" ,.t"):
        return None if day is None else Told(day)
    match = _CLOCK.fullmatch(rest)
    if match is None or not (match["m"] or "u" in rest or "h" in rest):
        return None
    hour, minute, second = int(match["h"]), int(match["m"] or 0), int(match["s"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].startswith("p") else 0)
    try:
        moment = datetime.combine(day, time(hour, minute, second), _zone(match["zone"] or ""))
    except ValueError:
        return None
    return _here(moment)


def _here(moment: datetime) -> Told:
    """As a clock in Brussels shows it; a spreadsheet writes a day alone as its midnight."""
    there = moment.astimezone(BRUSSELS)
    return Told(there.date(), there.strftime("%H:%M:%S") if there.time() != time() else "")


def _zone(words: str) -> tzinfo:
    """The zone that was written; by itself a list tells the time here."""
    bare = words.replace(" ", "").removeprefix("utc").removeprefix("gmt")
    if words.strip() in {"z", "utc", "gmt"}:
        return UTC
    match = re.fullmatch(r"([+-])(\d{1,2}):?(\d{2})?", bare)
    if match is None:
        return BRUSSELS
    ahead = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(ahead if match[1] == "+" else -ahead)


def _in_one_number(bare: str) -> Told | None:
    """20261123, 23112026, 46349 as a spreadsheet counts days, or seconds since 1970."""
    if match := _RUN.fullmatch(bare.upper()):
        one, two, three = match["one"], match["two"], match["three"]
        day = _day(int(one), int(two), int(three)) or _day(int(two + three), int(one[2:]), int(one[:2]))
        return _timed(day, ":".join(re.findall(r"\d\d", match["rest"] or "")))
    if match := _SERIAL.fullmatch(bare):
        day = _EXCEL + timedelta(days=int(match["days"]))
        if day.year not in YEARS:
            return None
        seconds = round(float(f"0.{match['part'] or 0}") * 86400)
        return Told(day, str(timedelta(seconds=seconds)).zfill(8) if 0 < seconds < 86400 else "")
    if _EPOCH.fullmatch(bare):
        moment = datetime.fromtimestamp(int(bare[:10]), UTC)
        return _here(moment) if moment.year in YEARS else None
    return None
