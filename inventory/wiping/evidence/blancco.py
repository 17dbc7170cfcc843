"""Reads the XML reports of Blancco, nested as its programs write them or flattened as its portal exports them.

The report is signed, but only Blancco can check that signature. So its word is taken as its word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element  # the tree itself; parsing is left to defusedxml

from defusedxml.ElementTree import fromstring

from inventory.intake.hardware.media import kind_of
from inventory.intake.hardware.values import positive, whole
from inventory.intake.hardware.values import text as plain
from inventory.wiping.evidence.facts import (
    MOST_DRIVES,
    Drive,
    EvidenceReport,
    Form,
    Host,
    Technique,
    VerifyLevel,
)
from inventory.wiping.evidence.text import DamagedEvidence, quoting

_SIGNS = re.compile(r"<blancco_data\b|<DATAWIPE>|<erasure\.state>")
_KINDS = {"ssd": "ssd", "hdd": "hdd", "nvme": "nvme", "emmc": "emmc"}
_INTERFACES = {"sata": "sata", "ata": "sata", "nvme": "nvme", "usb": "usb", "sas": "sas", "scsi": "scsi"}
_CLOCK = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)")
_LASTED = re.compile(r"(\d{1,4}):(\d\d):(\d\d)")


@dataclass(frozen=True)
class BlanccoDrive(Drive):
    """One medium of a report, with one erasure; without a `state` the program only saw it."""

    state: str | None = None
    cleaned_sectors: int | None = None
    failed_sectors: int | None = None
    errors: int | None = None
    remapped: int | None = None
    #: how long it took, as the report itself says; seconds
    seconds: int | None = None


@dataclass(frozen=True)
class BlanccoReport(EvidenceReport):
    """One file; it may hold several reports, and then nobody can tell which medium sat where."""

    drives: tuple[BlanccoDrive, ...] = ()
    reports: int = 1
    document_id: str | None = None


def is_blancco(text: str) -> bool:
    """Does this text hold the elements that only Blancco writes?"""
    return text.lstrip()[:1] == "<" and _SIGNS.search(text) is not None


def read(text: str) -> BlanccoReport:
    """The facts of one file; the caller has asked `is_blancco`. Raises DamagedEvidence."""
    try:
        root = fromstring(text.lstrip())
    except (ValueError, SyntaxError, RecursionError, LookupError) as trouble:
        # ParseError is a SyntaxError; entities and outside references are refused as ValueError.
        raise DamagedEvidence from trouble
    reports = [*_nested(root), *_flattened(root)]
    if not reports:
        raise DamagedEvidence
    first = reports[0]
    drives = list(islice((drive for report in reports for drive in report.drives()), MOST_DRIVES + 1))
    return BlanccoReport(
        form=Form.BLANCCO,
        tool=first.program or "Blancco",
        tool_version=first.version,
        host=first.host,
        drives=tuple(_marked(drive, text) for drive in drives),
        reports=len(reports),
        document_id=first.document_id,
        markers=quoting(text, first.document_id or "", first.host.serial or ""),
    )


@dataclass
class _Report:
    """One report of a file, as tables of names and values."""

    host: Host
    program: str | None
    version: str | None
    document_id: str | None
    erasures: list[dict[str, str]]
    disks: list[dict[str, str]]

    def drives(self) -> Iterator[BlanccoDrive]:
        """Each erasure, and each disk that the machine had and no erasure speaks of."""
        erased = set()
        for number, told in enumerate(self.erasures, start=1):
            erased.add(told.get("target.serial", ""))
            yield _drive(number, told)
        for number, disk in enumerate(self.disks, start=len(self.erasures) + 1):
            if disk.get("serial", "") not in erased:
                yield _drive(number, {f"target.{name}": value for name, value in disk.items()})


def _nested(root: Element) -> Iterator[_Report]:
    for data in root.iter("blancco_data"):
        system = next(iter(_tables(data, "system")), {})
        erasures = []
        for row in data.iter("entries"):
            if row.get("name") == "erasure":
                target = next(iter(_tables(row, "target")), {})
                erasures.append(_values(row) | {f"target.{name}": value for name, value in target.items()})
        author = next(data.iter("author"), None)
        yield _Report(
            host=_host(system),
            program=_said(author, "product_name"),
            version=_said(author, "product_version"),
            document_id=_said(data, "description/document_id"),
            erasures=erasures,
            disks=list(_tables(data, "disk")),
        )


def _flattened(root: Element) -> Iterator[_Report]:
    for unit in root.iter("UNIT"):
        told = {child.tag: plain(child.text) or "" for child in unit if isinstance(child.tag, str)}
        erasure = {name[8:]: value for name, value in told.items() if name.startswith("erasure.")}
        system = {name[16:]: value for name, value in told.items() if name.startswith("hardware.system.")}
        author = "description.document_log.log_entry.author."
        yield _Report(
            host=_host(system),
            program=told.get(f"{author}product_name") or None,
            version=told.get(f"{author}product_version") or None,
            document_id=told.get("description.document_id") or None,
            erasures=[erasure] if erasure else [],
            disks=[],
        )


def _tables(inside: Element, name: str) -> Iterator[dict[str, str]]:
    return (_values(row) for row in inside.iter("entries") if row.get("name") == name)


def _values(row: Element) -> dict[str, str]:
    """The entries that stand directly in this table; of one told twice, both, so that they disagree."""
    told: dict[str, str] = {}
    for entry in row.findall("entry"):
        name, value = entry.get("name", ""), plain(entry.text) or ""
        told[name] = value if told.get(name, value) == value else f"{told[name]} | {value}"
    return told


def _said(inside: Element | None, path: str) -> str | None:
    return plain(inside.findtext(path)) if inside is not None else None


def _host(system: dict[str, str]) -> Host:
    return Host(
        system.get("manufacturer") or None,
        system.get("model") or None,
        system.get("serial") or None,
        system.get("uuid") or None,
    )


def _drive(number: int, told: dict[str, str]) -> BlanccoDrive:
    model, size = told.get("target.model") or None, positive(told.get("target.capacity"))
    interface = _INTERFACES.get(told.get("target.interface_type", "").casefold())
    kind = _KINDS.get(told.get("target.type", "").casefold()) or kind_of(model, interface=interface)
    lasted = _LASTED.fullmatch(told.get("elapsed_time", ""))
    serial = told.get("target.serial", "")
    return BlanccoDrive(
        device=told.get("target.target_id") or str(number),
        serials=(serial,) if serial else (),
        maker=_maker(told.get("target.vendor")),
        model=model,
        kind="nvme" if interface == "nvme" else kind,
        interface=interface,
        sizes=(size,) if size else (),
        technique=_technique(told) if "state" in told else None,
        method=told.get("erasure_standard_name") or None,
        verification=VerifyLevel.STATUS if "state" in told else None,
        started_at=_hour(told.get("start_time")),
        ended_at=_hour(told.get("end_time")),
        state=told.get("state"),
        cleaned_sectors=whole(told.get("cleaned_sectors")),
        failed_sectors=whole(told.get("failed_sectors")),
        errors=whole(told.get("total_errors")),
        remapped=whole(told.get("remapped_sectors")),
        seconds=int(lasted[1]) * 3600 + int(lasted[2]) * 60 + int(lasted[3]) if lasted else None,
    )


def _maker(vendor: str | None) -> str | None:
    return vendor if vendor and vendor != "None" else None


def _technique(told: dict[str, Any]) -> Technique:
    """Overwriting only where every round was one: the weaker claim where both were made."""
    if whole(told.get("overwriting_rounds")):
        return Technique.OVERWRITE
    return Technique.FIRMWARE_ERASE if whole(told.get("firmware_rounds")) else Technique.FACTORY_RESET


def _hour(value: str | None) -> datetime | None:
    match = _CLOCK.match(value or "")
    try:
        return datetime.fromisoformat(f"{match[1]} {match[2]}") if match else None
    except ValueError:
        return None


def _marked(drive: BlanccoDrive, text: str) -> BlanccoDrive:
    words = [drive.serials[0] if drive.serials else "", drive.method or ""]
    if drive.state:
        words += [f">{drive.state}<", "start_time", "end_time"]
    return BlanccoDrive(**vars(drive) | {"markers": quoting(text, *words)})
