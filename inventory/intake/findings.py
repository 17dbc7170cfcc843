"""What is seen at the door in a second: chips to tap, and what each does to the device."""

from collections.abc import Collection
from enum import StrEnum


class Finding(StrEnum):
    """What someone saw while scanning a laptop in."""

    SCREEN = "screen"
    NO_CHARGER = "no_charger"
    LOCK = "lock"
    #: a swollen battery: a fire hazard, so it stops the work
    BATTERY = "battery"


class RefusedBecause(StrEnum):
    """Why a device goes back to its giver at the door."""

    #: BIOS password, MDM or activation lock that the giver cannot lift
    LOCKED = "locked"
    TOO_OLD = "too_old"
    BROKEN = "broken"
    NOT_THEIRS = "not_theirs"
    OTHER = "other"


#: what blocks lending until a technician has looked; a missing charger does not, and a lock waits for its giver
DEFECTS = (Finding.SCREEN, Finding.BATTERY)


def stops_the_work(findings: Collection[Finding]) -> bool:
    """Must whoever scans put the laptop down now? (A swollen battery can burn.)"""
    return Finding.BATTERY in findings
