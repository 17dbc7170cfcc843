"""Who is who in a list: the same telephone number, or the same name, year of birth and postcode. A person decides.

Nothing is merged here. What is written in exactly the same way, and enough of it to tell people apart, is proposed as
one with an answer beforehand; of anything less somebody must say what it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from inventory.borrowers.rules import Likeness, Person, folded, likeness

Key = tuple[str, int, str, str]


def words_of(person: Person) -> str:
    """First and last name in one order, for many people are written both ways."""
    return _in_one_order(f"{person.first_name} {person.last_name}")


@lru_cache(maxsize=50_000)
def _in_one_order(name: str) -> str:
    return " ".join(sorted(folded(name).split()))


def key_of(person: Person) -> Key:
    """What makes two rows the same entry of a list."""
    return words_of(person), person.birth_year or 0, person.postcode, person.phone


def is_told_apart(person: Person) -> bool:
    """Is enough known to say that the same words are the same person?"""
    if person.phone:
        return True
    return " " in words_of(person) and bool(person.birth_year) and bool(person.postcode)


@dataclass(frozen=True)
class Proposal:
    """An entry that may be someone who is known, or another entry of the list; and whether that is beyond doubt."""

    why: Likeness
    is_sure: bool
    #: who is in the register
    borrower_id: int | None = None
    #: the place of the earlier entry
    entry: int | None = None


def propose(entries: Sequence[Person], known: Iterable[Person]) -> dict[int, Proposal]:
    """Of each entry, by its place, who it may be: first among those who are known, else an earlier entry."""
    proposals: dict[int, Proposal] = {}
    registered = _Shelf()
    for person in known:
        registered.put(person)
    earlier = _Shelf()
    for at, entry in enumerate(entries):
        found = registered.like(entry) or earlier.like(entry)
        if found is not None:
            other, why = found
            proposals[at] = Proposal(
                why, _is_sure(entry, other, why), borrower_id=other.id, entry=earlier.place_of(other)
            )
        earlier.put(entry, at)
    return proposals


def _is_sure(one: Person, other: Person, why: Likeness) -> bool:
    """The same name with the same phone; or with the same year and postcode, and nothing that contradicts."""
    if words_of(one) != words_of(other) or not words_of(one):
        return False
    if why is Likeness.SAME_PHONE:
        return not (one.birth_year and other.birth_year and one.birth_year != other.birth_year)
    is_complete = bool(one.birth_year and one.postcode) and one.birth_year == other.birth_year
    phones_agree = not (one.phone and other.phone)
    return is_complete and one.postcode == other.postcode and " " in words_of(one) and phones_agree


class _Shelf:
    """People by what they may be found by, so that nobody is held against everybody."""

    def __init__(self) -> None:
        """Empty."""
        self._by_phone: dict[str, list[Person]] = defaultdict(list)
        self._by_words: dict[str, list[Person]] = defaultdict(list)
        self._places: dict[int, int] = {}

    def put(self, person: Person, place: int | None = None) -> None:
        if person.phone:
            self._by_phone[person.phone].append(person)
        if words := words_of(person):
            self._by_words[words].append(person)
        if place is not None:
            self._places[id(person)] = place

    def place_of(self, person: Person) -> int | None:
        return self._places.get(id(person))

    def like(self, asked: Person) -> tuple[Person, Likeness] | None:
        """Who `asked` may be: an equal telephone number first, else an equal name that nothing contradicts."""
        for shelf, key in ((self._by_phone, asked.phone), (self._by_words, words_of(asked))):
            if not key:
                continue
            alike = [(one, why) for one in shelf.get(key, ()) if (why := likeness(asked, one)) is not None]
            if alike:
                return min(alike, key=lambda found: _distance(asked, found[0]))
        return None


def _distance(one: Person, other: Person) -> tuple[bool, bool, bool]:
    """The less differs the nearer."""
    return (
        words_of(one) != words_of(other),
        one.birth_year != other.birth_year,
        one.postcode != other.postcode,
    )


def split_name(text: str) -> tuple[str, str]:
    """First and last name of what stands in one cell: "Yilmaz, Fatma", or "Fatma Yilmaz"."""
    if "," in text:
        last, _comma, first = text.partition(",")
        return first.strip(), last.strip()
    first, _space, last = text.strip().partition(" ")
    return first, last.strip()
