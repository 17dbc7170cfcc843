"""What a session with nvme-cli must hold before it counts as an erasure by the drive itself.

`Success formatting` is printed for every format, also for the one that erases nothing; and some controllers
accept a cryptographic erase that they cannot do.
"""

from collections.abc import Iterable

from inventory.wiping.evidence.firmware import Deed, FirmwareDrive, FirmwareReport
from inventory.wiping.firmware_rules import with_deed
from inventory.wiping.reasons import Reason


def reasons_of(report: FirmwareReport, drive: FirmwareDrive) -> Iterable[Reason]:
    """Everything that a session with nvme-cli holds against an erasure of this drive."""
    return with_deed(report, drive, _format)


def _format(drive: FirmwareDrive) -> Iterable[Reason]:
    if drive.deed is Deed.FORMAT_ONLY:
        yield Reason.ONLY_FORMATTED
    if drive.success_line is None:
        yield Reason.STATE_AFTER_NOT_SHOWN
    if drive.deed is Deed.FORMAT_CRYPTO:
        if drive.can_crypto is None:
            yield Reason.CRYPTO_NOT_SHOWN
        elif not drive.can_crypto:
            yield Reason.CRYPTO_NOT_SUPPORTED
