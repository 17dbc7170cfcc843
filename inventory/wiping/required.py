"""Which way of wiping we ask for, per kind of medium: the one that reaches furthest and can be proven.

A hard disk is overwritten and read back. Flash keeps spare cells that no overwriting reaches, so there the disk
itself is asked to empty them, where it can; wiping.md §3 weighs them all.
"""

from enum import StrEnum

from inventory.wiping.categories import Category, category
from inventory.wiping.evidence.facts import Technique


class Way(StrEnum):
    """What to do with a medium, in the order in which it is tried."""

    #: nwipe, zeros, every block read back
    OVERWRITE = "overwrite"
    #: hdparm: sanitize, or else secure erase
    SANITIZE_ATA = "sanitize_ata"
    #: nvme-cli: sanitize, blocks or else the key
    SANITIZE_NVME = "sanitize_nvme"
    #: nwipe too, for want of better: soldered storage of small laptops
    OVERWRITE_FLASH = "overwrite_flash"
    #: nobody wrote down what it is
    LOOK_FIRST = "look_first"


_WAYS = {
    "hdd": (Way.OVERWRITE, Technique.OVERWRITE),
    "ssd": (Way.SANITIZE_ATA, Technique.SANITIZE),
    "nvme": (Way.SANITIZE_NVME, Technique.SANITIZE),
    "emmc": (Way.OVERWRITE_FLASH, Technique.OVERWRITE),
}


def required(kind: str) -> tuple[Way, Category]:
    """What we ask for this kind of medium, and the category it reaches when it is proven."""
    if kind not in _WAYS:
        return Way.LOOK_FIRST, Category.NONE
    way, technique = _WAYS[kind]
    return way, category(kind, technique).category
