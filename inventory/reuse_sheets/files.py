"""The register as files for a spreadsheet: a device on each row, and what recyclers took."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from inventory.foundation.period import Period
from inventory.foundation.sheets import Sheet
from inventory.reuse_sheets import register
from inventory.wording import say


def sheets(period: Period) -> list[Sheet]:
    """The register of devices, and the register of waste."""
    return [devices_sheet(period), waste_sheet(period)]


def devices_sheet(period: Period) -> Sheet:
    """Every device that came in or came back in this period."""
    headings = [
        _("Code"), _("Kind"), _("Device"), _("Serial number"), _("EEA category"), _("Weight in kg"),
        _("How we know the weight"), _("Origin"), _("Came from"), _("Came in on"), _("Destination"), _("Since"),
        _("Recycler"), _("Receipt"),
    ]  # fmt: skip
    return Sheet(_("Devices"), headings, _devices(period))


def waste_sheet(period: Period) -> Sheet:
    """What recyclers took in this period."""
    headings = [
        _("Taken along on"), _("Recycler"), _("Address"), _("Waste code"), _("Devices"), _("Weight in kg"),
        _("How we know the weight"), _("Receipt"), _("Came from"),
    ]  # fmt: skip
    return Sheet(_("Taken by recyclers"), headings, _waste(period))


def _devices(period: Period) -> Iterator[list[Any]]:
    for row in register.rows_in(period):
        yield [
            row.code, say(row.kind), row.name, row.serial, row.eea_category, _kg(row.weight.grams),
            say(row.weight.source), say(row.origin), row.giver, row.came_on, say(row.destination),
            row.destination_since, row.recycler, row.receipt,
        ]  # fmt: skip


def _waste(period: Period) -> Iterator[list[Any]]:
    for one in register.waste_in(period):
        yield [
            one.left_on, one.recycler, one.address, one.waste_code, one.pieces, _kg(one.grams),
            how_words(one.how), one.receipt, ", ".join(one.givers),
        ]  # fmt: skip


def how_words(how: str) -> str:
    """Who weighed what left, in the language that is set."""
    return {
        "recycler": _("weighed by the recycler"),
        "scale": _("weighed by us"),
        "together": _("on another line: one paper about both"),
        "devices": _("the weights of the devices together"),
        "": _("not weighed"),
    }[how]


def _kg(grams: int | None) -> float | None:
    return None if grams is None else grams / 1000
