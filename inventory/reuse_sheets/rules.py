"""What the law asks of a reuse sheet: the category of a device, its weight, where it came from and where it went."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inventory.foundation.refusal import Refusal
from inventory.journey import Stage


class NotAWeight(Refusal):
    """Nothing that we lend weighs this."""

    status = 422


class NotAYear(Refusal):
    """A year in which no computer was made, or one to come."""

    status = 422


class WeightSource(StrEnum):
    """How we know what a device weighs."""

    #: this very device stood on a scale
    WEIGHED = "weighed"
    #: another of the same model stood on a scale
    MODEL_WEIGHED = "model_weighed"
    #: the maker says so of this model
    MAKER = "maker"
    #: nobody weighed it: what half of its kind stays below
    KIND = "kind"
    #: nobody knows
    UNKNOWN = "unknown"


#: what a person may say of a model; the other sources follow from what was done
SAID_OF_A_MODEL = (WeightSource.MODEL_WEIGHED, WeightSource.MAKER)


class Origin(StrEnum):
    """How a device came in, in the period at hand."""

    GIFT = "gift"
    PURCHASE = "purchase"
    #: it was ours, and came back from a borrower or was found again
    BACK = "back"
    #: came in by hand, on no lot
    OTHER = "other"


class Destination(StrEnum):
    """Where a device is in the end, as an inspection asks."""

    HERE = "here"
    LENT = "lent"
    TRANSFERRED = "transferred"
    PARTS = "parts"
    RECYCLED = "recycled"
    #: given to a recycler, and no receipt came yet
    RECYCLED_UNPROVEN = "recycled_unproven"
    REFUSED = "refused"
    MISSING = "missing"


@dataclass(frozen=True)
class KindFacts:
    """What holds for every device of one kind."""

    #: category of directive 2012/19/EU, annex III, in force since 15 August 2018
    eea_category: int
    #: what it weighs when nobody weighed it; None when we know no source
    grams: int | None = None
    #: where that weight comes from
    source: str = ""


#: by the kind of a device. Annex III: 2 is equipment with a screen of more than 100 cm², 5 is small equipment
#: and 6 is small IT, both with no side above 50 cm.
KINDS: dict[str, KindFacts] = {
    "laptop": KindFacts(2, 1650, "Boavizta, environmental footprint data, February 2023 (ODbL): median of 452 laptops"),
    "tablet": KindFacts(2),
    "desktop": KindFacts(6),
    "assistive": KindFacts(5),
    "accessory": KindFacts(6),
}  # fmt: skip

#: between a memory stick and a computer with its screen
LIGHTEST, HEAVIEST = 5, 60_000
_FIRST_YEAR = 1985


@dataclass(frozen=True)
class Weight:
    """What a device weighs in grams, and how we know; None when nobody does."""

    grams: int | None
    source: WeightSource


def weight_of(kind: str, own: int | None, model: tuple[int, WeightSource] | None) -> Weight:
    """The best that is known: the scale, then the model, then the kind. All in grams."""
    if own is not None:
        return Weight(own, WeightSource.WEIGHED)
    if model is not None:
        return Weight(*model)
    usual = KINDS[kind].grams
    return Weight(usual, WeightSource.KIND) if usual is not None else Weight(None, WeightSource.UNKNOWN)


def must_be_a_weight(grams: int) -> None:
    """Refuse with NotAWeight what nothing here weighs: 2,4 typed as 2400 kg, or a minus."""
    if not LIGHTEST <= grams <= HEAVIEST:
        raise NotAWeight(field="kilograms", most=HEAVIEST // 1000)


def must_be_a_year(year: int, today: date) -> None:
    """Refuse with NotAYear what lies before the first laptop, or ahead."""
    if not _FIRST_YEAR <= year <= today.year:
        raise NotAYear(field="made_in", first=_FIRST_YEAR, last=today.year)


def destination_of(stage: Stage, *, has_receipt: bool) -> Destination:
    """Where a device at this stage is, as the register says it."""
    if stage is Stage.RECYCLED:
        return Destination.RECYCLED if has_receipt else Destination.RECYCLED_UNPROVEN
    return _DESTINATIONS.get(stage, Destination.HERE)


_DESTINATIONS = {
    Stage.LENT: Destination.LENT,
    Stage.TRANSFERRED: Destination.TRANSFERRED,
    Stage.PARTS: Destination.PARTS,
    Stage.REFUSED: Destination.REFUSED,
    Stage.MISSING: Destination.MISSING,
}


def origin_of(*, came_in_the_period: bool, lot_kind: str | None) -> Origin:
    """How it came in: new to us in this period, or back from a borrower."""
    if not came_in_the_period:
        return Origin.BACK
    return {"donation": Origin.GIFT, "purchase": Origin.PURCHASE}.get(lot_kind or "", Origin.OTHER)


def model_key(maker: str, model: str) -> str:
    """Maker and model as they are compared: small letters, one space between words."""
    return " ".join(f"{maker} {model}".lower().split())
