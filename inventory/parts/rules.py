"""What fits where, what is lacking, and what may be taken out of a device."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from inventory.foundation.refusal import Refusal
from inventory.journey import Stage

#: the most of one kind that a person counts or takes at once
MOST = 999


class PartKind(StrEnum):
    """What sort of part."""

    BATTERY = "battery"
    CHARGER = "charger"
    SCREEN = "screen"
    KEYBOARD = "keyboard"
    TOUCHPAD = "touchpad"
    MEMORY = "memory"
    FAN = "fan"
    HINGE = "hinge"
    WIFI = "wifi"
    CAMERA = "camera"
    SPEAKER = "speaker"
    CABLE = "cable"
    CASE = "case"
    BOARD = "board"
    OTHER = "other"


class Trial(StrEnum):
    """What is known of a part that came out of a device."""

    NOT_YET = "not_yet"
    WORKS = "works"
    BROKEN = "broken"


class Whereabouts(StrEnum):
    """What became of one part."""

    IN_STOCK = "in_stock"
    BUILT_IN = "built_in"
    THROWN_AWAY = "thrown_away"


class NotInStock(Refusal):
    """There is not enough of this kind."""


class BuiltInAlready(Refusal):
    """This part sits in a device already."""


class IsBroken(Refusal):
    """This part was tested, and does not work."""


class DoesNotFit(Refusal):
    """This kind of part is for other models."""

    status = 422


class NotTakenApart(Refusal):
    """Parts come only out of a device that was wiped and went to parts."""


class NotInParts(Refusal):
    """A device at this stage takes no parts."""


class AbsurdNumber(Refusal):
    """Less than nothing, or more than anyone has."""

    status = 422


class NoFit(Refusal):
    """A charger without a plug or a watt, a battery without its part number: nobody could find the right one."""

    status = 422


class KindKnown(Refusal):
    """There is a kind with this name already."""


class WhereIsTheDisk(Refusal):
    """A disk was taken out of this device, and nobody said where it went."""


class DiskGoesElsewhere(Refusal):
    """A disk is taken out here only on the repair bench, or out of a device that went to parts."""


#: where a device stands open on a bench, so that something can be built into it
OPEN_ON_A_BENCH = frozenset({Stage.WIPING, Stage.WIPED, Stage.REFURBISHING})
#: where a disk is taken out without the two people of the wiping bench: it was wiped there, or came in after that
DISKS_COME_OUT = frozenset({Stage.REFURBISHING, Stage.PARTS})


def key(text: str) -> str:
    """A maker, model or plug as it is compared: small letters, single spaces."""
    return " ".join(text.casefold().split())


#: how long the name of a kind is at most
LONGEST_NAME = 120


def name_key(name: str) -> str:
    """The name of a kind as it is compared and kept: small letters can be longer than the capitals they stand for."""
    return key(name)[:LONGEST_NAME]


@dataclass(frozen=True)
class Fit:
    """For which devices a kind of part is: this maker, and this model; an empty model stands for each of the maker."""

    maker: str
    model: str = ""

    def is_for(self, maker: str, model: str) -> bool:
        """Is this kind for a device of this maker and model? Where the maker's words end no one line tells."""
        if not self.model:
            return key(self.maker) == key(maker)
        return key(f"{maker} {model}").startswith(key(f"{self.maker} {self.model}"))


def fits(told: Iterable[Fit], maker: str, model: str) -> bool:
    """Is a kind with these fits for such a device? One that names no device is for all."""
    told = list(told)
    return not told or any(one.is_for(maker, model) for one in told)


def check_fit_words(kind: PartKind, *, plug: str, watts: int | None, part_number: str) -> None:
    """Refuse a charger or battery that nobody could tell from another."""
    if kind is PartKind.CHARGER and not (plug.strip() and watts):
        raise NoFit(field="plug")
    if kind is PartKind.BATTERY and not part_number.strip():
        raise NoFit(field="part_number")


def check_number(number: int, *, least: int = 0, field: str = "count") -> None:
    """Refuse what no shelf holds."""
    if not least <= number <= MOST:
        raise AbsurdNumber(most=MOST, field=field)


def lacks(in_stock: int, minimum: int) -> int:
    """How many are to be ordered so that the minimum is there again."""
    return max(0, minimum - in_stock)


#: what is worth looking at in a laptop that is taken apart, in the order in which it comes out
HARVEST: dict[str, tuple[PartKind, ...]] = {
    "laptop": (
        PartKind.CHARGER, PartKind.BATTERY, PartKind.MEMORY, PartKind.WIFI, PartKind.FAN, PartKind.SPEAKER,
        PartKind.KEYBOARD, PartKind.TOUCHPAD, PartKind.SCREEN, PartKind.CAMERA, PartKind.HINGE, PartKind.CASE,
    ),
    "tablet": (PartKind.CHARGER, PartKind.BATTERY, PartKind.SCREEN, PartKind.CAMERA, PartKind.CASE),
    "desktop": (PartKind.MEMORY, PartKind.WIFI, PartKind.FAN, PartKind.CABLE, PartKind.KEYBOARD),
}  # fmt: skip


def harvest_of(kind: str) -> tuple[PartKind, ...]:
    """What can come out of this kind of device; what we have no list for is looked at as a laptop."""
    return HARVEST.get(str(kind), HARVEST["laptop"])


def check_takes_parts(stage: Stage) -> None:
    """Refuse to build into what lies closed on a shelf, is out of the house, or is no more."""
    if stage not in OPEN_ON_A_BENCH:
        raise NotInParts(stage=stage)


def check_lets_go(stage: Stage) -> None:
    """Refuse that a part came out of what lies closed on a shelf, is out of the house, or is no more."""
    if stage not in OPEN_ON_A_BENCH | {Stage.PARTS}:
        raise NotInParts(stage=stage)


def check_gives_parts(stage: Stage) -> None:
    """Refuse to harvest what was not wiped and taken apart first."""
    if stage is not Stage.PARTS:
        raise NotTakenApart(stage=stage)
