"""What is to be said of each row of a list before anything is taken in.

Pure: rows in, a reading out. Nothing is thrown away silently; a row that cannot come in says why, and of one that comes
in it is said what in it could not be read.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from inventory.borrowers.rules import OLDEST, NotAPhone, Person, phone_number
from inventory.contact_lists import meanings
from inventory.contact_lists.columns import OF_A_PERSON, TAKEN_OUT, ContactField, Mapped
from inventory.contact_lists.dates import DayOrder, EitherDay, order_of, told
from inventory.contact_lists.people import key_of, split_name
from inventory.contacts.rules import AgeBand, band_of
from inventory.foundation.lists_in import is_formula


class RowVerdict(StrEnum):
    """What becomes of a row."""

    #: it is in the register
    TAKEN = "taken"
    #: it comes in
    COMES = "comes"
    #: it was in, and the whole list was taken back
    UNDONE = "undone"
    #: it has no day
    NO_DAY = "no_day"
    #: what stands where the day belongs is none that we can read
    NOT_A_DAY = "not_a_day"
    #: it may be two days, and the column holds both orders
    EITHER_DAY = "either_day"
    #: its day has still to come
    FUTURE = "future"
    #: nothing says to which service someone came
    NO_SERVICE = "no_service"
    #: somebody said that this word is no service of ours
    NOT_OURS = "not_ours"
    #: holds a national register number
    NATIONAL_NUMBER = "national_number"
    #: a cell holds a formula
    FORMULA = "formula"
    #: the same person, moment and service stand in an earlier row
    TWICE = "twice"
    #: the same row came in with an earlier list
    KNOWN = "known"


#: what can be a contact, or is one
COMES_IN = frozenset({RowVerdict.TAKEN, RowVerdict.COMES})


@dataclass(frozen=True)
class Usual:
    """What holds for every row of a list, where a row does not say it itself."""

    service: str = ""
    place: str = ""


@dataclass(frozen=True)
class ReadRow:
    """One row as we understand it."""

    number: int
    verdict: RowVerdict
    #: what stood there that could not be read, or the row that it repeats
    said: str = ""
    #: which of its cells could not be read, and are left out
    unread: tuple[ContactField, ...] = ()
    day: date | None = None
    #: None: somebody anonymous
    person: Person | None = None
    email: str = ""
    age_band: AgeBand = AgeBand.UNKNOWN
    municipality: str = ""
    #: the words of the fields that mean something of ours; several only of groups
    words: Mapping[ContactField, Sequence[str]] = field(default_factory=dict)
    #: what makes it this row and no other, wherever it stands
    facts: str = ""


def read_rows(
    rows: Sequence[Sequence[str]],
    mapped: Mapped,
    known: meanings.Known,
    *,
    usual: Usual,
    first_number: int,
    today: date,
    order: DayOrder = DayOrder.BY_ITSELF,
) -> Iterator[ReadRow]:
    """Each row as we understand it. `known` holds what words mean, by field."""
    if order is DayOrder.BY_ITSELF:
        at = mapped[ContactField.DAY]
        order = order_of(row[at] for row in rows)
    seen: dict[str, int] = {}
    times: Counter[str] = Counter()
    for number, cells in enumerate(rows, start=first_number):
        values = {one: cells[index].strip() for one, index in mapped.items() if index < len(cells)}
        row = _read(number, values, cells, known, usual, today, order)
        if row.verdict is RowVerdict.COMES:
            row = _once(row, seen, times)
        yield row


def _once(row: ReadRow, seen: dict[str, int], times: Counter[str]) -> ReadRow:
    """A person comes once at one moment; of those who stay anonymous as many come as there are rows."""
    times[row.facts] += 1
    nth = times[row.facts]
    if nth == 1:
        seen[row.facts] = row.number
        return row
    if row.person is not None:
        return ReadRow(row.number, RowVerdict.TWICE, said=str(seen[row.facts]))
    return ReadRow(**{**vars(row), "facts": f"{row.facts}\n{nth}"})


Values = Mapping[ContactField, str]


def _read(
    number: int,
    values: Values,
    cells: Sequence[str],
    known: meanings.Known,
    usual: Usual,
    today: date,
    order: DayOrder,
) -> ReadRow:
    """One row: first what may not come in at all, then its day, then the rest of it."""
    # What is refused is not kept either: its number in the list says enough.
    if any(is_formula(value) for value in values.values()):
        return ReadRow(number, RowVerdict.FORMULA)
    if TAKEN_OUT in cells:
        return ReadRow(number, RowVerdict.NATIONAL_NUMBER)
    written = values.get(ContactField.DAY, "")
    try:
        moment = told(written, order)
    except EitherDay:
        return ReadRow(number, RowVerdict.EITHER_DAY, said=written)
    if moment is None:
        return ReadRow(number, RowVerdict.NOT_A_DAY if written else RowVerdict.NO_DAY, said=written)
    if moment.day > today:
        return ReadRow(number, RowVerdict.FUTURE, said=written)
    words = _words(values, known, usual)
    if not words.get(ContactField.SERVICE):
        return ReadRow(number, RowVerdict.NO_SERVICE)
    if meanings.meant(ContactField.SERVICE, words[ContactField.SERVICE][0], known) == meanings.NOTHING:
        return ReadRow(number, RowVerdict.NOT_OURS, said=words[ContactField.SERVICE][0])
    return _understood(number, values, words, moment.day, moment.clock, today)


def _words(values: Values, known: meanings.Known, usual: Usual) -> dict[ContactField, Sequence[str]]:
    """The words of a row that mean something of ours."""
    words: dict[ContactField, Sequence[str]] = {}
    for one in meanings.WITH_MEANING:
        value = values.get(one, "")
        if one is ContactField.SERVICE:
            value = value if meanings.is_said(value) else usual.service
        if one is ContactField.PLACE:
            value = value if meanings.is_said(value) else usual.place
        if not meanings.is_said(value):
            continue
        words[one] = (
            meanings.several(value, known.get(one, {})) if one is ContactField.GROUPS else [value[:120]]
        )
    return words


def _understood(
    number: int,
    values: Values,
    words: dict[ContactField, Sequence[str]],
    day: date,
    clock: str,
    today: date,
) -> ReadRow:
    person, email, unread = _person(values, today)
    _postcode, town = meanings.postcode_and_town(values.get(ContactField.POSTCODE, ""))
    town = meanings.town_of(values.get(ContactField.MUNICIPALITY, "")) or town
    band = meanings.age_band(values.get(ContactField.AGE, ""))
    year = person.birth_year if person else _year(values, today)[0]
    if year is not None:
        band = band_of(year, day.year)
    facts = [day.isoformat(), clock, *(str(part) for part in key_of(person) if person)] if person else [
        day.isoformat(), clock, str(band), town,
    ]  # fmt: skip
    facts += [
        email,
        *(f"{one}:{'|'.join(sorted(map(meanings.meaning_key, words[one])))}" for one in sorted(words)),
    ]
    return ReadRow(
        number, RowVerdict.COMES, unread=tuple(unread), day=day, person=person, email=email, age_band=band,
        municipality=town, words=words, facts="\n".join(facts),
    )  # fmt: skip


def _year(values: Values, today: date) -> tuple[int | None, bool]:
    """The year of birth, and whether something stood there that is none."""
    written = values.get(ContactField.BIRTH_YEAR, "")
    if not meanings.is_said(written):
        return None, False
    year = meanings.birth_year(written)
    fits = year is not None and today.year - OLDEST <= year <= today.year
    return (year, False) if fits else (None, True)


def _person(values: Values, today: date) -> tuple[Person | None, str, list[ContactField]]:
    """Who it is, None for somebody anonymous; and which cells could not be read."""
    unread = []
    year, is_unread = _year(values, today)
    if is_unread:
        unread.append(ContactField.BIRTH_YEAR)
    postcode, _town = meanings.postcode_and_town(values.get(ContactField.POSTCODE, ""))
    if not postcode and meanings.is_said(values.get(ContactField.POSTCODE, "")):
        unread.append(ContactField.POSTCODE)
    phone = ""
    try:
        written = values.get(ContactField.PHONE, "")
        phone = phone_number(_with_its_nought(written)) if meanings.is_said(written) else ""
    except NotAPhone:
        unread.append(ContactField.PHONE)
    email = values.get(ContactField.EMAIL, "").casefold()
    if email and ("@" not in email or len(email) > 254):
        email = ""
        unread.append(ContactField.EMAIL)
    first, last = _name(values)
    if not (first or last or phone or email):
        return None, "", unread
    return Person(first[:80], last[:80], year, postcode, phone), email, unread


def _name(values: Values) -> tuple[str, str]:
    first, last = (values.get(one, "") for one in (ContactField.FIRST_NAME, ContactField.LAST_NAME))
    if not (first or last) and ContactField.NAME in values:
        first, last = split_name(values[ContactField.NAME])
    said = [
        name if meanings.is_said(name) and meanings.meaning_key(name) not in _NOBODY else ""
        for name in (first, last)
    ]
    return said[0], said[1]


#: what stands for a name where somebody stays anonymous
_NOBODY = frozenset({"anoniem", "anonyme", "anonymous", "anon", "x", "xx", "xxx"})


def _with_its_nought(written: str) -> str:
    """A spreadsheet takes 0470 12 34 56 for a number and drops its nought."""
    bare = "".join(letter for letter in written if letter.isdigit())
    return f"0{bare}" if len(bare) in (8, 9) and written.strip()[:1] in "123456789" else written


def has_people(mapped: Iterable[ContactField]) -> bool:
    """Does a list say who came?"""
    return bool(OF_A_PERSON & set(mapped))
