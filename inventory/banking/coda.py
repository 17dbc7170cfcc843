"""Reads CODA, the statement of the Belgian banks: lines of 128 characters (Febelfin, version 2.6 and 2.8).

Strict, so that no cent is lost between the bank and us: every line has its length, its kind and its place;
movements are numbered without gaps; what is promised to follow does follow; the trailer's count and totals are
those of the lines; the old balance and the movements give the new one. The first line that breaks a rule is
named and the whole file refused. Not held against a bank: the link and globalisation codes and the numbering
of information records, which carry no money and which banks fill in differently.

Why our own and not febelfin-coda: it leaves its checks to `assert`, names no line, stops on a detail of type 9
and looks at neither the order nor the numbering of lines. The tests read the same files with it as a second
opinion. The positions in comments are Febelfin's, from 1.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from inventory.banking import refusals as no
from inventory.banking.coda_fields import account_in, cents_in, day_in, day_or_none, digits_in, signed_in
from inventory.banking.coda_movements import Draft, as_movement, must_be_a_detail
from inventory.banking.statement import Format, Movement, Statement, on_one_line
from inventory.foundation.money import Cents

_WIDTH = 128
# What no bank writes; a tab would shift what comes after it.
_STRANGE = re.compile("[\x00-\x1f\x7f\ufffd]")
_END_OF_DOS = "\x1a"
_PLUS, _MINUS = "0", "1"
#: which lines may go on with the record of this one
_GOES_ON = {
    "21": frozenset({"22", "23"}),
    "22": frozenset({"23"}),
    "31": frozenset({"32", "33"}),
    "32": frozenset({"33"}),
}


def looks_like_coda(content: bytes) -> bool:
    """Does it begin like a header of CODA, or at least like its first half?"""
    start = content.lstrip(b"\xef\xbb\xbf\r\n")[:16]
    return re.match(rb"0000[0 ]\d{6}", start) is not None


def read(content: bytes) -> tuple[Statement, ...]:
    """Every statement in the file. Raises only kinds of Crooked."""
    done: list[Statement] = []
    page: _Page | None = None
    more = False
    at = 0
    for at, line in _lines(content):
        if page is None:
            page = _Page(at, line)
        elif line[0] == "9":
            done.append(page.closed(at, line))
            more, page = line[127] == "1", None
        else:
            page.take(at, line)
    if page is not None or more or not done:
        raise no.BrokenOff(line=at)
    return tuple(done)


def _lines(content: bytes) -> Iterator[tuple[int, str]]:
    """Each line with its number; blank lines only at the end."""
    ended = 0
    text = io.TextIOWrapper(io.BytesIO(content), _encoding_of(content), newline="\n")
    for at, raw in enumerate(text, start=1):
        line = raw.rstrip("\r\n")
        if not line.strip(" " + _END_OF_DOS):
            ended = ended or at
            continue
        if ended:
            raise no.WrongLength(line=ended, length=0)
        if len(line) != _WIDTH:
            raise no.WrongLength(line=at, length=len(line))
        if not line.isprintable() and _STRANGE.search(
            line
        ):  # the first is quick, and true of almost every line
            raise no.StrangeSigns(line=at)
        yield at, line


def _encoding_of(content: bytes) -> str:
    """Latin letters in one byte, as the standard has it; UTF-8 where it can be nothing else."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8-sig"


@dataclass(frozen=True)
class _Balance:
    """An old or new balance as a line tells it."""

    line: int
    cents: int
    day: date | None


class _Page:
    """One statement while its lines come in."""

    def __init__(self, at: int, header: str) -> None:
        """Read record 0."""
        if header[0] != "0":
            raise (no.OutOfPlace if header[0] in "123489" else no.UnknownRecord)(line=at, record=header[0])
        # 128: the version
        if header[127] == "1":
            raise no.OldVersion(line=at)
        if header[127] != "2" or header[14:16] != "05":
            raise no.UnknownRecord(line=at, record=header[0])
        # 17: D says that it was sent before
        if header[16] == "D":
            raise no.MarkedDuplicate(line=at)
        day_in(header[5:11], at)
        self.line, self.bic = at, header[60:71].strip()
        self.records = 0
        self.opening: _Balance | None = None
        self.closing: _Balance | None = None
        self.iban = self.account = self.holder = ""
        self.sequence = 0
        self.totals = {_PLUS: 0, _MINUS: 0}
        self.drafts: list[Draft] = []
        self.movements: list[Movement] = []
        self.last_number = self.last_detail = 0
        #: the kind of line that must come next, and of which movement: 22, 23, 32, 33
        self.promised: tuple[frozenset[str], str] | None = None

    def take(self, at: int, line: str) -> None:
        """Read a line between header and trailer."""
        kind = line[:2]
        if self.promised is not None:
            self._keep_promise(at, line)
        if kind == "21":
            self._movement(at, line)
        elif kind in ("22", "23", "31", "32", "33"):
            self._more_of_a_movement(at, line, kind)
        elif kind[0] == "1":
            self._old_balance(at, line)
        elif kind[0] == "8":
            self._new_balance(at, line)
        elif kind[0] == "4" and self.opening is not None:
            return  # a free message, which is not counted
        else:
            raise (no.OutOfPlace if kind[0] in "04" else no.UnknownRecord)(line=at, record=kind.strip())
        self.records += 1
        # 126: the same record goes on in the next line
        if kind in _GOES_ON and line[125] == "1":
            self.promised = (_GOES_ON[kind], line[2:10])

    def _keep_promise(self, at: int, line: str) -> None:
        kinds, whose = self.promised or (frozenset(), "")
        if line[:2] not in kinds or line[2:10] != whose:
            raise no.OutOfPlace(line=at, record=line[:2].strip())
        self.promised = None

    def _old_balance(self, at: int, line: str) -> None:
        if self.opening is not None:
            raise no.OutOfPlace(line=at, record="1")
        # 2: how the account is written; 6-42: the account and its currency
        self.account = line[5:42]
        self.iban = account_in(line[1], self.account, at)
        self.opening = _Balance(at, signed_in(line[42:58], at), day_or_none(line[58:64], at))
        self.holder = on_one_line(line[64:90])
        self.sequence = int(digits_in(line[125:128], at))

    def _new_balance(self, at: int, line: str) -> None:
        if self.opening is None or self.closing is not None:
            raise no.OutOfPlace(line=at, record="8")
        # 5-41: the account and its currency again
        if line[4:41] != self.account:
            raise no.OtherAccount(line=at)
        self.closing = _Balance(at, signed_in(line[41:57], at), day_in(line[57:63], at))
        self._flush()

    def _movement(self, at: int, line: str) -> None:
        if self.opening is None or self.closing is not None:
            raise no.OutOfPlace(line=at, record="21")
        number, detail = int(digits_in(line[2:6], at)), int(digits_in(line[6:10], at))
        draft = Draft(at, line)
        if detail == 0:
            self._flush()
            # Four digits: a statement of more than 9,999 movements begins again.
            expected = self.last_number % 9999 + 1
            if number != expected and not (self.last_number == 9999 and number == 0):
                raise no.WrongSequence(line=at, expected=expected, found=number)
            if draft.kind not in "0123":
                raise no.OutOfPlace(line=at, record="21")
            self.last_number = number
            self.totals[draft.sign] += draft.cents
        elif number != self.last_number or detail <= self.last_detail or not self.drafts:
            raise no.WrongSequence(line=at, expected=self.last_number, found=number)
        else:
            must_be_a_detail(self.drafts, draft)
        self.last_detail = detail
        self.drafts.append(draft)

    def _more_of_a_movement(self, at: int, line: str, kind: str) -> None:
        if not self.drafts or self.closing is not None:
            raise no.OutOfPlace(line=at, record=kind)
        if line[2:6] != self.drafts[0].numbers[:4]:
            found = int(digits_in(line[2:6], at))
            raise no.WrongSequence(line=at, expected=self.last_number, found=found)
        self.drafts[-1].add(at, line, kind)

    def _flush(self) -> None:
        """The movement of which all lines have come in."""
        if self.drafts:
            self.movements.append(as_movement(len(self.movements) + 1, self.drafts))
            self.drafts = []
            self.last_detail = 0

    def closed(self, at: int, line: str) -> Statement:
        """Read record 9, and hold everything against it."""
        if self.promised is not None or self.opening is None:
            raise no.OutOfPlace(line=at, record="9")
        if self.closing is None:
            # Only a day on which nothing moved has no new balance.
            if self.drafts or self.movements:
                raise no.OutOfPlace(line=at, record="9")
            self.closing = self.opening
        if line[127] not in "12":
            raise no.NotANumber(line=at, found=line[127])
        told = int(digits_in(line[16:22], at))
        if told != self.records:
            raise no.WrongCount(line=at, told=told, counted=self.records)
        for sign, place in ((_MINUS, line[22:37]), (_PLUS, line[37:52])):
            if cents_in(place, at) != self.totals[sign]:
                raise no.WrongTotal(
                    line=at, told=Cents(cents_in(place, at)), counted=Cents(self.totals[sign])
                )
        counted = self.opening.cents + self.totals[_PLUS] - self.totals[_MINUS]
        if counted != self.closing.cents:
            raise no.WrongBalance(
                line=self.closing.line, told=Cents(self.closing.cents), counted=Cents(counted)
            )
        if self.closing.day is None:
            raise no.NotADay(line=self.closing.line, found="000000")
        if self.sequence == 0:
            raise no.WithoutNumber(line=self.line)
        return Statement(
            format=Format.CODA,
            line=self.line,
            iban=self.iban,
            bic=self.bic,
            currency="EUR",
            holder=self.holder,
            year=self.closing.day.year,
            sequence=self.sequence,
            opening_cents=self.opening.cents,
            opening_date=self.opening.day,
            closing_cents=self.closing.cents,
            closing_date=self.closing.day,
            movements=tuple(self.movements),
        )
