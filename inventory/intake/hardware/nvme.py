"""`nvme id-ctrl -o json`: who one NVMe drive is."""

from inventory.intake.hardware import serials
from inventory.intake.hardware.media import maker_of
from inventory.intake.hardware.report import HardwareReport, MediumFacts, with_remarks
from inventory.intake.hardware.values import positive, table, text


def is_nvme(tree: object) -> bool:
    """Does this name a controller by its serial (sn) and model (mn) number?"""
    return {"sn", "mn", "fr"} <= table(tree).keys()


def read(tree: object) -> HardwareReport:
    """The one drive of an `nvme id-ctrl` report."""
    told = table(tree)
    model = text(told.get("mn"))
    medium = MediumFacts(
        serial=serials.drive_serial(text(told.get("sn"))),
        maker=maker_of(model),
        model=model,
        kind="nvme",
        interface="nvme",
        size_bytes=positive(told.get("tnvmcap")),
        firmware=serials.real(text(told.get("fr"))),
    )
    return with_remarks(HardwareReport(source="nvme", media=(medium,)))
