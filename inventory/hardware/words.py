"""What is said of hardware reports, of differences, and of what a laptop is fit for."""

from flask_babel import lazy_gettext as _l

from inventory.hardware import rules
from inventory.hardware.differing import Changed
from inventory.hardware.fitness import Answer, Asked, Fit, Need
from inventory.wording import says

says(
    {
        Answer.YES: _l("Yes"),
        Answer.NO: _l("No"),
        Answer.UNKNOWN: _l("Not known"),
        Fit.WINDOWS: _l("Lend it with Windows 11"),
        Fit.LINUX: _l("Lend it with Linux"),
        Fit.PARTS: _l("Use its parts"),
        Asked.MEMORY: _l("Memory"),
        Asked.DISK: _l("Disk"),
        Asked.BATTERY: _l("Battery health"),
        Asked.YEAR: _l("Year of the processor"),
        Changed.SERIAL: _l("Another serial number"),
        Changed.MODEL: _l("Another model"),
        Changed.PROCESSOR: _l("Another processor"),
        Changed.MEMORY: _l("Other memory"),
        Changed.DISK_GONE: _l("A disk is gone"),
        Changed.DISK_NEW: _l("A disk came in"),
        Changed.BATTERY_OTHER: _l("Another battery"),
        Changed.BATTERY_LESS: _l("The battery holds less"),
        rules.FromAVirtualMachine: _l(
            "%(file)s was made in a virtual machine (%(name)s). It says nothing of the laptop around it. Start the "
            "laptop itself from the stick, and make the report there."
        ),
        rules.BelongsElsewhere: _l("Somebody said already of which laptop this report is."),
        rules.IsAside: _l("This report was set aside."),
        "hardware.report_kept": _l("Hardware report kept"),
        "hardware.report_settled": _l("Hardware report given its laptop"),
        "hardware.report_set_aside": _l("Hardware report set aside"),
        "hardware.fit_decided": _l("Decided what it is for"),
        "hardware.floor_set": _l("Changed what we lend at least"),
    }
)

# Apart from the above: in one table two members with the same text ("memory") would be one key.
says(
    {
        Need.PROCESSOR: _l("Processor on Microsoft's list"),
        Need.TPM: _l("Security chip (TPM 2.0)"),
        Need.FIRMWARE: _l("UEFI with Secure Boot"),
        Need.MEMORY: _l("Memory"),
        Need.DISK: _l("Disk"),
    }
)
