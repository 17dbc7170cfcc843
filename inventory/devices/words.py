"""What is said of devices and media."""

from flask_babel import lazy_gettext as _l

from inventory.devices import actions, blanks, scanned
from inventory.devices.models import DeviceKind, Grade, MediumKind
from inventory.wording import says

says(
    {
        DeviceKind.LAPTOP: _l("Laptop"),
        DeviceKind.TABLET: _l("Tablet"),
        DeviceKind.DESKTOP: _l("Desktop computer"),
        DeviceKind.ASSISTIVE: _l("Assistive device"),
        DeviceKind.ACCESSORY: _l("Accessory"),
        Grade.A: _l("As new."),
        Grade.B: _l("Good. Visibly used."),
        Grade.C: _l("Works well. Clear marks of use."),
        Grade.D: _l("Worn. Only for parts."),
        MediumKind.HDD: _l("Hard disk"),
        MediumKind.SSD: _l("SSD"),
        MediumKind.NVME: _l("NVMe SSD"),
        MediumKind.EMMC: _l("Fixed flash storage (eMMC)"),
        MediumKind.OTHER: _l("Storage medium"),
        blanks.HowMany: _l("Choose a number from 1 to %(most)s."),
        blanks.LabelTaken: _l("The label %(code)s is on another laptop. Take a new label."),
        blanks.HasANumber: _l(
            "This laptop has the number %(code)s already. Print that label instead of a blank one."
        ),
        "devices.labels_reserved": _l("Blank labels made"),
        actions.SerialKnown: _l("Serial number %(serial)s is in the house already."),
        actions.NotInADevice: _l("This disk is in no device."),
        actions.NotLoose: _l("This disk does not lie loose: it is in a device, or it is destroyed."),
        actions.CountsAsEmpty: _l("%(code)s counts as free of data. Add a disk only at the wiping bench."),
        actions.TooManyPhotos: _l(
            "There are %(most)s photos of this device already. That is the most we keep."
        ),
        scanned.LooksLikeALabel: _l("This looks like a label. Scan the serial number underneath."),
        scanned.NotOurLabel: _l(
            "This label is not one of ours. If the laptop is ours now, take the label off, scan the serial number "
            "underneath, and put on a new label."
        ),
        scanned.MisreadLabel: _l(
            "This looks like a label, but the check digit is not right. Scan it again, or scan the serial number."
        ),
        scanned.LinkScanned: _l("This is a link, not a serial number. Look for the number underneath."),
        scanned.LabelOfSomethingElse: _l("This label is of a %(kind)s (%(code)s). Scan the laptop itself."),
        scanned.LabelOfNothing: _l(
            "This label of ours (%(code)s) belongs to no laptop any more. Scan the serial number, and put on a "
            "new label."
        ),
        scanned.LabelOfALaptop: _l(
            "This is our label of %(code)s. The serial number stands underneath the laptop."
        ),
        scanned.HereAlready: _l("This is %(code)s: %(name)s. It is here already, at the stage “%(stage)s”."),
        "devices.registered": _l("Registered"),
        "devices.corrected": _l("Details corrected"),
        "devices.placed": _l("Moved to another place"),
        "devices.missed": _l("Reported missing"),
        "devices.found": _l("Found again"),
        "devices.discarded": _l("Left the circle"),
        "devices.medium_seen": _l("Disk seen inside"),
        "devices.medium_clean": _l("Disk is clean"),
        "devices.medium_removed": _l("Disk taken out"),
        "devices.medium_laid": _l("Disk put in a place"),
        "devices.medium_installed": _l("Disk put in"),
        "devices.medium_destroyed": _l("Disk destroyed"),
        "devices.photographed": _l("Photo taken"),
    }
)
