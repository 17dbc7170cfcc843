"""Hardware reports of several machines, put together and matched, before anything is saved.

Pure: reports as plain values in, a plan out. A drive's own report (smartctl) says nothing of the machine
around it; it is bound by the drive's serial number or not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from inventory.intake.hardware.report import HardwareReport, combined, is_virtual
from inventory.intake.hardware.serials import match_key, uuid_forms


class MachineVerdict(StrEnum):
    """What will become of a machine that a report tells of."""

    #: not known yet: it comes in on this lot
    NEW = "new"
    #: announced on this lot: it comes in
    ARRIVES = "arrives"
    #: of this lot and here: its details and drives are filled in
    FILLED_IN = "filled_in"
    #: in the house, but not of this lot
    ELSEWHERE = "elsewhere"
    #: no serial number and no UUID that can be trusted
    NAMELESS = "nameless"
    #: only a drive, and no machine here has that drive
    LOOSE_DRIVE = "loose_drive"
    #: a program that plays a computer
    VIRTUAL = "virtual"


SAVED = frozenset({MachineVerdict.NEW, MachineVerdict.ARRIVES, MachineVerdict.FILLED_IN})


@dataclass(frozen=True)
class Machine:
    """One machine as one or more files tell of it."""

    files: tuple[str, ...]
    report: HardwareReport


def gathered(reports: Sequence[tuple[str, HardwareReport]]) -> list[Machine]:
    """The machines in these files: reports of one together, a loose drive with the machine it is in."""
    groups: list[list[tuple[str, HardwareReport]]] = []
    for name, report in [one for one in reports if one[1].has_machine]:
        own = next((group for group in groups if any(_same(report, other) for _name, other in group)), None)
        if own is None:
            groups.append([(name, report)])
        else:
            own.append((name, report))
    for name, report in [one for one in reports if not one[1].has_machine]:
        serials = _drive_keys(report)
        homes = [group for group in groups if any(serials & _drive_keys(other) for _name, other in group)]
        # A drive serial in two machines is a copy or a fraud; it is not for us to choose.
        if len(homes) == 1:
            homes[0].append((name, report))
        else:
            groups.append([(name, report)])
    return [_machine(group) for group in groups]


def _machine(group: list[tuple[str, HardwareReport]]) -> Machine:
    files = tuple(name for name, _report in group)
    if len(group) == 1:
        return Machine(files, group[0][1])
    return Machine(files, combined("several", None, [report for _name, report in group]))


def _same(one: HardwareReport, other: HardwareReport) -> bool:
    if one.serial and other.serial:
        return match_key(one.serial) == match_key(other.serial)
    return bool(one.uuid and other.uuid and uuid_forms(one.uuid) & uuid_forms(other.uuid))


def _drive_keys(report: HardwareReport) -> set[str]:
    return {match_key(medium.serial) for medium in report.media if medium.serial}


def verdict_on(
    machine: Machine, *, device_lot_id: int | None, is_known: bool, is_announced: bool, lot_id: int
) -> MachineVerdict:
    """What will become of a machine, given the device in the register that has its serial number or UUID."""
    if is_virtual(machine.report):
        return MachineVerdict.VIRTUAL
    if not is_known:
        report = machine.report
        if report.serial or report.uuid:
            return MachineVerdict.NEW
        return MachineVerdict.NAMELESS if report.has_machine else MachineVerdict.LOOSE_DRIVE
    if device_lot_id != lot_id:
        return MachineVerdict.ELSEWHERE
    return MachineVerdict.ARRIVES if is_announced else MachineVerdict.FILLED_IN
