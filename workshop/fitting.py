"""Which session fits someone best: the language first, then when they are free, then near, then soon."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inventory.borrowers.rules import Language
from inventory.foundation.clock import local


class Part(StrEnum):
    """A part of the day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class Fits(StrEnum):
    """In which way a session suits someone."""

    LANGUAGE = "language"
    #: another language, with someone who interprets
    INTERPRETER = "interpreter"
    FREE = "free"
    TOWN = "town"


@dataclass(frozen=True)
class Option:
    """One session to come, as far as these rules care."""

    id: int
    starts_at: datetime
    language: Language
    #: without capitals
    town: str = ""
    interpreted: bool = False
    is_full: bool = False


@dataclass(frozen=True)
class Wish:
    """What we know of one person."""

    language: Language
    #: without capitals
    town: str = ""
    #: parts of the week such as "1-morning"; empty where nobody asked
    free: frozenset[str] = frozenset()


def part_of(moment: datetime) -> str:
    """In which part of the week a moment is: "1-morning" for Monday before noon, by the clock in Brussels."""
    there = local(moment)
    part = Part.MORNING if there.hour < 12 else Part.AFTERNOON if there.hour < 17 else Part.EVENING
    return f"{there.isoweekday()}-{part}"


#: every part of the week in which a workshop can be, in order
PARTS = tuple(f"{weekday}-{part}" for weekday in range(1, 7) for part in Part)


def fits_of(option: Option, wish: Wish) -> frozenset[Fits]:
    """In which ways this session suits this person."""
    checks = {
        Fits.LANGUAGE: option.language is wish.language,
        Fits.INTERPRETER: option.language is not wish.language and option.interpreted,
        Fits.FREE: part_of(option.starts_at) in wish.free,
        Fits.TOWN: bool(wish.town) and option.town == wish.town,
    }
    return frozenset(way for way, holds in checks.items() if holds)


def best_first(options: Iterable[Option], wish: Wish) -> list[Option]:
    """The sessions in the order in which to propose them.

    What someone cannot understand comes last, and so does what is full; a moment at which they said they cannot come
    goes behind one at which they can.
    """

    def rank(option: Option) -> tuple[object, ...]:
        fits = fits_of(option, wish)
        understands = 0 if Fits.LANGUAGE in fits else 1 if Fits.INTERPRETER in fits else 2
        cannot = bool(wish.free) and Fits.FREE not in fits
        return option.is_full, understands, cannot, Fits.TOWN not in fits, option.starts_at, option.id

    return sorted(options, key=rank)
