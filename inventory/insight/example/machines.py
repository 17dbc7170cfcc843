"""Makers and models that companies really give away, with what is inside; every serial number is thrown."""

from dataclasses import dataclass
from random import Random

from inventory.devices.models import MediumKind


@dataclass(frozen=True)
class Disk:
    """A storage medium as makers name it. Size in bytes; `bus` as wiping tools print it."""

    maker: str
    model: str
    kind: MediumKind
    interface: str
    bus: str
    size_bytes: int
    #: how its serial numbers look: # a digit, ? a capital or digit
    serial: str


@dataclass(frozen=True)
class Machine:
    """A model of laptop."""

    maker: str
    model: str
    processor: str
    serial: str


MACHINES = (
    Machine("Dell", "Latitude 5400", "Intel Core i5-8365U", "?######"),
    Machine("Dell", "Latitude 5490", "Intel Core i5-8350U", "?######"),
    Machine("Dell", "Latitude 7480", "Intel Core i5-7300U", "?######"),
    Machine("Dell", "Latitude E5570", "Intel Core i5-6300U", "?######"),
    Machine("HP", "EliteBook 840 G5", "Intel Core i5-8250U", "5CG#####??"),
    Machine("HP", "EliteBook 840 G6", "Intel Core i5-8365U", "5CG#####??"),
    Machine("HP", "ProBook 450 G6", "Intel Core i5-8265U", "5CD#####??"),
    Machine("HP", "ProBook 650 G3", "Intel Core i5-7200U", "5CD#####??"),
    Machine("Lenovo", "ThinkPad T480", "Intel Core i5-8350U", "PF######"),
    Machine("Lenovo", "ThinkPad T490", "Intel Core i5-8365U", "PF######"),
    Machine("Lenovo", "ThinkPad L390", "Intel Core i5-8265U", "PF######"),
    Machine("Lenovo", "ThinkPad X270", "Intel Core i5-7300U", "PC######"),
    Machine("Fujitsu", "LIFEBOOK U747", "Intel Core i5-7200U", "DS##?######"),
    Machine("Acer", "TravelMate P215-52", "Intel Core i5-10210U", "NXVLL######"),
    Machine("ASUS", "ExpertBook P2451FA", "Intel Core i5-10210U", "L#N0CX######"),
    Machine("Toshiba", "Portégé Z30-C", "Intel Core i5-6200U", "#?######H"),
)
DISKS = (
    Disk("Samsung", "MZVLB256HBHQ", MediumKind.NVME, "NVMe", "NVME", 256_060_514_304, "S4ELNF#M######"),
    Disk("Samsung", "MZ7LN256HAJQ", MediumKind.SSD, "ATA", "ATA-SSD", 256_060_514_304, "S4UGNA#N######"),
    Disk("SK hynix", "HFS256G39TND", MediumKind.SSD, "ATA", "ATA-SSD", 256_060_514_304, "EI8#N######"),
    Disk("Toshiba", "KXG50ZNV256G", MediumKind.NVME, "NVMe", "NVME", 256_060_514_304, "##FF######"),
    Disk("Micron", "MTFDDAK256TBN", MediumKind.SSD, "ATA", "ATA-SSD", 256_060_514_304, "1#######?###"),
    Disk(
        "Western Digital", "WD5000LPLX-75ZNT", MediumKind.HDD, "ATA", "ATA", 500_107_862_016, "WD-WX#1A######"
    ),
    Disk("Seagate", "ST500LM021-1KJ15", MediumKind.HDD, "ATA", "ATA", 500_107_862_016, "W62?####"),
)


def thrown(shape: str, dice: Random) -> str:
    """A serial number of this shape."""
    fill = {"#": "0123456789", "?": "BCDFGHJKLMNPQRSTVWXYZ0123456789"}
    return "".join(dice.choice(fill.get(mark, mark)) for mark in shape)
