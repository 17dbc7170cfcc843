"""A report meets the device that stands here: what our records hold against it, and whether the machine is the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from inventory.wiping.evidence.serials import is_usable
from inventory.wiping.reasons import Reason


@dataclass(frozen=True)
class Known:
    """What we know of a medium without the report. Moments are naive, in the zone of the tool's clock."""

    exposed_at: datetime | None = None
    received_at: datetime | None = None
    size_bytes: int | None = None


#: a clock may run in any zone: 14 hours ahead of ours, 12 behind
_ZONES = timedelta(hours=26)


def reasons_against(
    known: Known, *, size_bytes: int | None, started_at: datetime | None, ended_at: datetime | None
) -> tuple[Reason, ...]:
    """What our own records hold against a report on this medium (wiping.md §5, risks 3, 4 and 17)."""
    against: list[Reason] = []
    if ended_at is None or started_at is None:
        against.append(Reason.NO_TIME)
    else:
        # By day, not by minute: a tool's clock has no zone, and a device is wiped on the day it comes in.
        if known.exposed_at and started_at.date() < known.exposed_at.date():
            against.append(Reason.OLDER_THAN_ARRIVAL)
        if known.received_at and ended_at > known.received_at + _ZONES:
            against.append(Reason.LATER_THAN_NOW)
    if known.size_bytes and size_bytes is not None and size_bytes < known.size_bytes * 0.98:
        against.append(Reason.SMALLER_THAN_KNOWN)
    return tuple(against)


#: longer than a stick lies about by accident
_OLD = timedelta(days=30)


def is_old(ended_at: datetime | None, received_at: datetime) -> bool:
    """Did so long pass between the wipe and its report that somebody should say why (wiping.md §5, risk 3)?"""
    return ended_at is not None and received_at - ended_at > _OLD


class HostAgreement(StrEnum):
    """Does the machine that the report names look like the device that the medium belongs to?"""

    SAME = "same"
    OTHER = "other"
    NOT_TOLD = "not_told"


def host_agreement(
    report_serial: str | None, report_uuid: str | None, device_serial: str | None, device_uuid: str | None
) -> HostAgreement:
    """SAME by serial or UUID; OTHER only when both sides name one and none agrees (wiping.md §5, risk 26)."""
    compared = False
    if is_usable(report_serial) and is_usable(device_serial):
        assert report_serial
        assert device_serial
        if _bare(report_serial) == _bare(device_serial):
            return HostAgreement.SAME
        compared = True
    if is_usable(report_uuid) and is_usable(device_uuid):
        assert report_uuid
        assert device_uuid
        if _bare(device_uuid) in (_bare(report_uuid), _swapped(_bare(report_uuid))):
            return HostAgreement.SAME
        compared = True
    return HostAgreement.OTHER if compared else HostAgreement.NOT_TOLD


def _bare(serial: str) -> str:
    return "".join(character for character in serial.upper() if character.isalnum())


def _swapped(uuid: str) -> str:
    """The same UUID in the byte order of older tools: until SMBIOS 2.6 its first three fields are turned."""
    if len(uuid) != 32:
        return uuid
    pairs = [uuid[at : at + 2] for at in range(0, 32, 2)]
    return "".join([*pairs[3::-1], *pairs[5:3:-1], *pairs[7:5:-1], *pairs[8:]])
