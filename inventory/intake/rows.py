"""What the columns of a list mean, and what is to be said of each row before anything is saved.

Pure: rows in, a report out. Nothing is thrown away silently; a row that cannot come in says why.
"""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from inventory.foundation.lists_in import is_formula
from inventory.intake.hardware.serials import is_filler


class ListField(StrEnum):
    """What a column can hold."""

    SERIAL = "serial"
    MAKER = "maker"
    MODEL = "model"
    ASSET_NUMBER = "donor_asset_number"
    PROCESSOR = "processor"
    MEMORY = "memory"


class RowVerdict(StrEnum):
    """What will become of a row."""

    #: a new device, announced in this lot
    NEW = "new"
    #: a device of this lot that is here already; the list confirms it
    MATCHED = "matched"
    #: nothing to know it by
    NO_SERIAL = "no_serial"
    #: a filler that the maker left: "To Be Filled By O.E.M."
    FILLER = "filler"
    #: the same serial number stands in an earlier row
    TWICE = "twice"
    #: this device is in the house
    KNOWN = "known"
    #: this device was announced on another lot
    OTHER_LOT = "other_lot"
    #: on the list of this lot already
    LISTED = "listed"
    #: holds a national register number
    NATIONAL_NUMBER = "national_number"
    #: a cell holds a formula
    FORMULA = "formula"
    #: a spreadsheet turned the serial number into 1.23E+12
    SHORTENED = "shortened"
    #: a label of ours where the serial number belongs
    OUR_LABEL = "our_label"
    #: the form of a label, or a link
    LABEL = "label"
    #: a cell is longer than any honest value
    TOO_LONG = "too_long"


KeyOf = Callable[[str], str]
IsNational = Callable[[str], bool]

#: stands where a national number stood; that is kept nowhere (law of 8 August 1983, art. 8)
TAKEN_OUT = "[national number]"

COMES_IN = frozenset({RowVerdict.NEW, RowVerdict.MATCHED})

#: words in headings, in four languages, small letters
_HEADINGS: dict[ListField, str] = {
    ListField.ASSET_NUMBER: "asset, inventaris, eigen nummer, numéro interne, inventaire, sticker",
    ListField.SERIAL: "serial, serienummer, série, serie, s/n, sn, service tag",
    ListField.MAKER: "maker, merk, manufacturer, fabrikant, brand, marque, vendor, hersteller",
    ListField.MODEL: "model, modèle, type, toestel, device, product, omschrijving, description",
    ListField.PROCESSOR: "processor, cpu, processeur",
    ListField.MEMORY: "memory, geheugen, ram, mémoire",
}
_LONGEST = {
    ListField.SERIAL: 80, ListField.MAKER: 80, ListField.MODEL: 120, ListField.ASSET_NUMBER: 60,
    ListField.PROCESSOR: 120, ListField.MEMORY: 40,
}  # fmt: skip
_SHORTENED = re.compile(r"\d[.,]\d+E\+\d{1,2}", re.IGNORECASE)


@dataclass(frozen=True)
class KnownDevice:
    """A device that is in the register with a serial number of the list."""

    device_id: int
    code: str
    lot_id: int | None
    #: announced only; not yet in the house
    is_announced: bool
    #: a line of its lot points to it
    is_listed: bool = False


@dataclass(frozen=True)
class ReportedRow:
    """One row of the list as we understand it, and what will become of it."""

    number: int
    verdict: RowVerdict
    serial: str = ""
    maker: str = ""
    model: str = ""
    donor_asset_number: str = ""
    processor: str = ""
    memory_mb: int | None = None
    #: the device this row turned out to be
    device_id: int | None = None
    #: what the sentence of the verdict names: an earlier row, a device's code
    named: str = ""


def guess_mapping(headings: Sequence[str]) -> dict[ListField, int]:
    """Which column holds what, by the words in the headings; empty when none is known."""
    found: dict[ListField, int] = {}
    for field, words in _HEADINGS.items():
        # The surest word first: "model" anywhere before "description" anywhere.
        for word, index in itertools.product(words.split(", "), range(len(headings))):
            # At the beginning of a word: "sn" is a serial number, "Lisneer" is a place.
            is_it = re.search(rf"(?<![^\W\d_]){re.escape(word)}", headings[index].casefold())
            if is_it and index not in found.values():
                found[field] = index
                break
    return found


def has_headings(rows: Sequence[Sequence[str]]) -> bool:
    """Is the first row a row of headings?"""
    return bool(rows) and ListField.SERIAL in guess_mapping(rows[0])


def without_national_numbers(rows: Sequence[Sequence[str]], is_national: IsNational) -> list[list[str]]:
    """The rows with every cell that holds a national number emptied and marked, so that they may be kept."""
    return [[TAKEN_OUT if is_national(cell) else cell for cell in row] for row in rows]


def report_on(
    rows: Sequence[Sequence[str]],
    mapping: Mapping[ListField, int],
    known: Mapping[str, KnownDevice],
    *,
    lot_id: int,
    first_number: int,
    key_of: KeyOf,
    labels: Mapping[str, str] = MappingProxyType({}),
) -> list[ReportedRow]:
    """What will become of each row. `known` holds, by serial key, the devices that the register has.

    `labels` holds the serial numbers that are none but a label or a link, with the code of a label of ours.
    """
    seen: dict[str, int] = {}
    reported = []
    for number, cells in enumerate(rows, start=first_number):
        values = {field: cells[index] for field, index in mapping.items() if 0 <= index < len(cells)}
        row = _judged(number, values, cells, known, seen, lot_id, key_of, labels)
        reported.append(row)
        if row.serial:
            seen.setdefault(key_of(row.serial), number)
    return reported


def _judged(
    number: int,
    values: Mapping[ListField, str],
    cells: Sequence[str],
    known: Mapping[str, KnownDevice],
    seen: Mapping[str, int],
    lot_id: int,
    key_of: KeyOf,
    labels: Mapping[str, str],
) -> ReportedRow:
    """One row: first what may not come in at all, then whether we know it."""
    serial = values.get(ListField.SERIAL, "")
    # What is refused is not kept either: its number in the list says enough.
    if any(is_formula(cell) for cell in values.values()):
        return ReportedRow(number, RowVerdict.FORMULA)
    if TAKEN_OUT in cells:
        return ReportedRow(number, RowVerdict.NATIONAL_NUMBER)
    if any(len(value) > _LONGEST[field] for field, value in values.items()):
        return ReportedRow(number, RowVerdict.TOO_LONG)
    verdict, named, device_id = _verdict(serial, values, known, seen, lot_id, key_of)
    if serial in labels and verdict is RowVerdict.NEW:
        named = labels[serial]
        verdict = RowVerdict.OUR_LABEL if named else RowVerdict.LABEL
    return ReportedRow(
        number,
        verdict,
        serial=serial,
        maker=values.get(ListField.MAKER, ""),
        model=values.get(ListField.MODEL, ""),
        donor_asset_number=values.get(ListField.ASSET_NUMBER, ""),
        processor=values.get(ListField.PROCESSOR, ""),
        memory_mb=memory_of(values.get(ListField.MEMORY, "")),
        device_id=device_id,
        named=named,
    )


def _verdict(
    serial: str,
    values: Mapping[ListField, str],
    known: Mapping[str, KnownDevice],
    seen: Mapping[str, int],
    lot_id: int,
    key_of: KeyOf,
) -> tuple[RowVerdict, str, int | None]:
    """The verdict on a serial number, what its sentence names, and the device that it is."""
    if not serial:
        has_tag = bool(values.get(ListField.ASSET_NUMBER))
        return (RowVerdict.NEW if has_tag else RowVerdict.NO_SERIAL), "", None
    if is_filler(serial):
        return RowVerdict.FILLER, "", None
    if _SHORTENED.fullmatch(serial):
        return RowVerdict.SHORTENED, "", None
    key = key_of(serial)
    if key in seen:
        return RowVerdict.TWICE, str(seen[key]), None
    device = known.get(key)
    if device is None:
        return RowVerdict.NEW, "", None
    if device.lot_id == lot_id:
        verdict = RowVerdict.LISTED if device.is_listed else RowVerdict.MATCHED
    else:
        verdict = RowVerdict.OTHER_LOT if device.is_announced else RowVerdict.KNOWN
    return verdict, device.code, device.device_id


def memory_of(words: str) -> int | None:
    """Memory as MiB: `8`, `8 GB`, `8192 MB`; None when it is no such number."""
    match = re.match(r"(\d{1,6})(?:[.,]0+)?\s*(gb|gib|g|mb|mib|m)?\b", words.strip().casefold())
    if match is None:
        return None
    number, unit = int(match[1]), match[2] or ""
    # Nobody sells a laptop with 128 MB, nor one with 2000 GB of memory.
    in_gigabytes = unit.startswith("g") or (not unit and number <= 256)
    return (number * 1024 if in_gigabytes else number) or None
