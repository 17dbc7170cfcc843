"""What a gift was good for, in numbers that state where they come from: rules without web or database.

Published factors for one reused laptop range from 27 kg CO₂ a year to 316 kg at once. We take the lowest that an
independent life-cycle study gives, count only days on which a laptop really was with someone, and claim nothing
for what stands on a shelf. What would tell of fewer than five people is not told at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from inventory.portal.donated import FEWEST_PEOPLE


@dataclass(frozen=True)
class Factor:
    """A published number, and who published it when."""

    value: float
    source: str
    year: int


#: kg CO₂e that one refurbished laptop avoids in a year of use, against a new one
CO2_PER_YEAR = Factor(
    27.0, "ADEME, Évaluation de l'impact environnemental d'un ensemble de produits reconditionnés", 2022
)
#: kg that a laptop weighs: the median of the models in that collection
WEIGHT = Factor(1.65, "Boavizta, environmental footprint data", 2023)


@dataclass(frozen=True)
class Use:
    """How long one laptop was with one person; `who` only tells people apart."""

    who: int
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Impact:
    """What may be told of a donor's gifts; None is "fewer than five people, so we do not say"."""

    #: devices that came and stayed
    devices: int
    #: laptops among them, which is what the weight is of
    laptops: int
    kilograms: int
    people: int | None
    #: days on which a laptop was with someone, all together
    days: int | None
    co2_kilograms: int | None


def impact_of(*, devices: int, laptops: int, uses: Iterable[Use], now: datetime) -> Impact:
    """The impact of gifts with these many devices, and of these uses of their laptops."""
    uses = list(uses)
    people = len({use.who for use in uses})
    days = max(0, sum(((use.until or now) - use.since for use in uses), timedelta()).days)
    is_told = people >= FEWEST_PEOPLE
    return Impact(
        devices=devices,
        laptops=laptops,
        kilograms=round(laptops * WEIGHT.value),
        people=people if is_told else None,
        days=days if is_told else None,
        co2_kilograms=round(days / 365 * CO2_PER_YEAR.value) if is_told else None,
    )
