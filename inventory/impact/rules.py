"""What laptops were good for, in days, grams and shares: plain whole numbers, each with the source of its factor.

Only days on which a laptop really was with someone count: nothing is claimed for what stands on a shelf. What may
still come of laptops that were lent for the first time is a prognosis, and is never added to what was realised.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from inventory.foundation.refusal import Refusal

#: a year of use, in days
YEAR = 365
#: so many years a laptop that was lent for the first time is expected to be used; for the prognosis only
YEARS_OF_USE = 4
#: a factor of more than this is a typing error: a new computer weighs less, and costs the climate less
MOST_GRAMS = 5_000_000
_FIRST_YEAR = 1990


class NotAFactor(Refusal):
    """It is below nothing, or more than a new computer ever cost the climate."""

    status = 422


class SourceMissing(Refusal):
    """A number without its source convinces nobody."""

    status = 422


class NotAPublicationYear(Refusal):
    """Nobody published it in that year."""

    status = 422


class FactorKind(StrEnum):
    """What of it is saved."""

    CO2 = "co2"
    RAW_MATERIALS = "raw_materials"
    E_WASTE = "e_waste"


class Method(StrEnum):
    """How a published number is used."""

    #: for each year that a laptop was with someone
    PER_YEAR = "per_year"
    #: once, for each laptop that was lent for the first time
    PER_LAPTOP = "per_laptop"


class Outcome(StrEnum):
    """What became of a device that came in; each is in one place only."""

    #: lent at least once, or given for good; whatever became of it afterwards
    REUSED = "reused"
    #: taken apart, before it was ever lent
    PARTS = "parts"
    RECYCLED = "recycled"
    MISSING = "missing"
    #: on its way, or ready and waiting
    HERE = "here"


@dataclass(frozen=True)
class Factor:
    """A published number in grams, who published it when, and from which day on we use it."""

    kind: FactorKind
    method: Method
    grams: int
    source: str
    year: int
    valid_from: date = date(1990, 1, 1)

    def as_kept(self) -> dict[str, str | int]:
        """As plain words and numbers, to stand in a document for ever."""
        return {
            "kind": str(self.kind), "method": str(self.method), "grams": self.grams, "source": self.source,
            "year": self.year, "valid_from": self.valid_from.isoformat(),
        }  # fmt: skip


def factor_from(kept: Mapping[str, Any]) -> Factor:
    """The number in data that was kept."""
    return Factor(
        FactorKind(kept["kind"]), Method(kept["method"]), kept["grams"], kept["source"], kept["year"],
        date.fromisoformat(kept["valid_from"]),
    )  # fmt: skip


_ADEME = "ADEME, Évaluation de l'impact environnemental d'un ensemble de produits reconditionnés"
#: what holds where a digibank set nothing: the lowest that an independent life-cycle study gives
USUAL: dict[FactorKind, Factor] = {
    FactorKind.CO2: Factor(FactorKind.CO2, Method.PER_YEAR, 27_000, _ADEME, 2022),
    FactorKind.RAW_MATERIALS: Factor(FactorKind.RAW_MATERIALS, Method.PER_YEAR, 127_000, _ADEME, 2022),
    FactorKind.E_WASTE: Factor(FactorKind.E_WASTE, Method.PER_YEAR, 314, _ADEME, 2022),
}


@dataclass(frozen=True)
class Use:
    """One laptop with one person: from its first day on, until the day on which it was back (None: not yet)."""

    device_id: int
    #: only tells people apart
    who: int | None
    since: date
    until: date | None


def days_within(use: Use, since: date, until: date) -> int:
    """How many nights of this use lie in the period, whose last day is in it: parts of a period add up to the whole."""
    end = until + timedelta(days=1)
    return max(0, (min(use.until or end, end) - max(use.since, since)).days)


def avoided(factor: Factor, *, days: int, first_times: int) -> int:
    """What was realised, in whole grams: of the days on loan, or of the laptops that were lent for the first time."""
    if factor.method is Method.PER_LAPTOP:
        return first_times * factor.grams
    return (2 * days * factor.grams + YEAR) // (2 * YEAR)


def prognosis(factor: Factor, *, first_times: int) -> int | None:
    """What may come of the laptops that were lent for the first time, in grams; None where that is counted already."""
    if factor.method is Method.PER_LAPTOP:
        return None
    return first_times * factor.grams * YEARS_OF_USE


def in_force(rows: Iterable[Factor], on: date) -> dict[FactorKind, Factor]:
    """Which factor of each kind holds on this day: the one that began last, else the usual one."""
    found = dict(USUAL)
    for row in sorted(rows, key=lambda one: one.valid_from):  # of the same day the one that was set last
        if row.valid_from <= on:
            found[row.kind] = row
    return found


def must_be_a_factor(grams: int, source: str, year: int, today: date) -> None:
    """Refuse what cannot be: NotAFactor, SourceMissing, NotAPublicationYear."""
    if not 0 <= grams <= MOST_GRAMS:
        raise NotAFactor(field="kilograms", most=MOST_GRAMS // 1000)
    if not source.strip():
        raise SourceMissing(field="source")
    if not _FIRST_YEAR <= year <= today.year:
        raise NotAPublicationYear(field="year", first=_FIRST_YEAR, last=today.year)


@dataclass(frozen=True)
class Came:
    """One device that came in: what it weighs (None: nobody knows), and what became of it."""

    outcome: Outcome
    grams: int | None


@dataclass(frozen=True)
class Spread:
    """Devices that came in: how many became what, and what those weigh of which the weight is known."""

    pieces: Mapping[Outcome, int]
    grams: Mapping[Outcome, int]
    unweighed: int

    @property
    def received(self) -> int:
        """All of them."""
        return sum(self.pieces.values())

    @property
    def all_grams(self) -> int:
        """What they weigh together, as far as that is known."""
        return sum(self.grams.values())

    @property
    def reused_per_mille(self) -> int | None:
        """The part of them that was reused, in tenths of a percent; None of nothing."""
        return per_mille(self.pieces[Outcome.REUSED], self.received)


def spread_of(devices: Iterable[Came]) -> Spread:
    """How devices that came in are spread."""
    pieces, grams, unweighed = dict.fromkeys(Outcome, 0), dict.fromkeys(Outcome, 0), 0
    for one in devices:
        pieces[one.outcome] += 1
        grams[one.outcome] += one.grams or 0
        unweighed += one.grams is None
    return Spread(pieces, grams, unweighed)


def per_mille(part: int, whole: int) -> int | None:
    """A part in tenths of a percent, rounded half up; None of nothing."""
    return (2000 * part + whole) // (2 * whole) if whole else None


def shared(whole: int, by: int) -> int | None:
    """A sum shared out, in whole numbers, rounded half up; None when there is nothing to share it over."""
    return (2 * whole + by) // (2 * by) if by else None


def middle(values: Sequence[int]) -> int | None:
    """The middle one, the lower of the two where there are two; None of nothing."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] if ordered else None
