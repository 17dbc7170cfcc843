"""Whether a report may tell of a device: rules without web or database."""

from inventory.foundation.refusal import Refusal
from inventory.intake.hardware.report import HardwareReport, is_virtual
from inventory.intake.hardware.serials import match_key


class FromAVirtualMachine(Refusal):
    """A program that plays a computer says nothing of the laptop around it."""

    status = 422


class BelongsElsewhere(Refusal):
    """This report has its laptop already."""


class IsAside(Refusal):
    """This report was set aside already."""


def must_be_real(report: HardwareReport, file_name: str) -> None:
    """FromAVirtualMachine for a report that tells of no real laptop."""
    if is_virtual(report):
        raise FromAVirtualMachine(file=file_name, name=f"{report.maker or ''} {report.model or ''}".strip())


def tells_of_another(report: HardwareReport, serial: str, drives: frozenset[str]) -> bool:
    """Must a person be asked whose this is?

    A machine with another serial number is another laptop, or has another board inside; a loose drive that this
    laptop does not have comes from another one, or was built in since.
    """
    if report.serial and serial:
        return match_key(report.serial) != match_key(serial)
    if report.has_machine or not drives:
        return False
    return not any(medium.serial and match_key(medium.serial) in drives for medium in report.media)
