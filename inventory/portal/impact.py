"""What a gift was good for, as far as its giver may be told: rules without web or database.

Counted as the room of impact counts: only days on which a laptop really was with someone, by the published numbers
that hold in this digibank. What would tell of fewer than five people is not told at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from inventory.impact.rules import Factor, Use, avoided, days_within
from inventory.portal.donated import FEWEST_PEOPLE

#: before anybody had a computer at home
_EVER = date(1970, 1, 1)


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


def impact_of(
    *, devices: int, laptops: int, grams_each: int, uses: Iterable[Use], until: date, factor: Factor
) -> Impact:
    """The impact of gifts with these many devices, and of these uses of their laptops, up to and including a day."""
    uses = list(uses)
    people = len({use.who for use in uses})
    days = sum(days_within(use, _EVER, until) for use in uses)
    grams = avoided(factor, days=days, first_times=len({use.device_id for use in uses}))
    is_told = people >= FEWEST_PEOPLE
    return Impact(
        devices=devices,
        laptops=laptops,
        kilograms=round(laptops * grams_each / 1000),
        people=people if is_told else None,
        days=days if is_told else None,
        co2_kilograms=round(grams / 1000) if is_told else None,
    )
