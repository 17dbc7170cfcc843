"""Reads the PDFs that nwipe makes: of one drive from 0.35 on, of all drives of a machine from 0.41 on.

Its words stand open in the file (nwipe compresses nothing), so no PDF program is needed, nothing is unpacked
and nothing in it can run. Anyone can edit such a file: it is weak evidence, which asks for the log beside it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from inventory.wiping.evidence.facts import (
    MOST_DRIVES,
    Drive,
    EvidenceReport,
    Form,
    HiddenArea,
    Host,
    Marker,
    Technique,
    VerifyLevel,
)
from inventory.wiping.evidence.text import (
    LARGEST_BYTES,
    EvidenceTooLarge,
    NotAWipeReport,
    PdfWithoutText,
    quoted,
)

#: a string that is shown, as PDFGen writes it; five hundred characters are more than any cell
_SHOWN = re.compile(rb"\(((?:[^\\()\r\n]|\\.){0,500})\) {0,3}Tj")
_MOST_STRINGS = 5000
_VERSION = re.compile(r"Disc Erasure by NWIPE version (\d{1,3}\.\d{1,3}(?:\.\d{1,3})?)")
_LABELS = {
    "Make/Model:": "model",
    "Make:": "model",
    "Serial:": "serial",
    "S/N:": "serial",
    "Bus:": "bus",
    "Size(Apparent):": "size",
    "Size:": "size",
    "Start time:": "start",
    "End time:": "end",
    "Status:": "status",
    "Method:": "method",
    "Final Pass(Zeros/Ones/None):": "blank",
    "Verify Pass(Last/All/None):": "verify",
    "Verify(Last/All/None):": "verify",
    "*Bytes Erased:": "erased",
    "Rounds(completed/requested):": "rounds",
    "Errors(pass/sync/verify):": "errors",
    "Errors(pass/sync/verify/retries):": "errors",
}
#: with one of these the words about a drive begin
_STARTS = frozenset({"Make/Model:", "Make:"})
_OUTCOMES = frozenset({"ERASED", "FAILED", "ABORTED"})
_LEVELS = {"Verify Last": VerifyLevel.LAST, "Verify All": VerifyLevel.ALL, "Verify None": VerifyLevel.OFF}
_BUSES = {"ATA": "sata", "NVME": "nvme", "USB": "usb", "SAS": "sas", "SCSI": "scsi", "MMC": "mmc"}


@dataclass(frozen=True)
class PdfDrive(Drive):
    """The drive of a PDF, with every word of its form that speaks of the result."""

    status: str | None = None
    rounds: tuple[int, int] | None = None
    erased: int | None = None
    errors: tuple[int, ...] | None = None
    #: labels that stand twice and say two things
    conflicts: tuple[Marker, ...] = ()


@dataclass(frozen=True)
class PdfReport(EvidenceReport):
    """One PDF."""

    drives: tuple[PdfDrive, ...] = ()


def is_pdf(content: bytes) -> bool:
    """Does it begin as a PDF?"""
    return content.startswith(b"%PDF-")


def read(content: bytes, file_name: str) -> PdfReport:
    """The facts of one PDF. Raises Unreadable when it is not of nwipe."""
    if len(content) > LARGEST_BYTES:
        raise EvidenceTooLarge(megabytes=LARGEST_BYTES // (1024 * 1024))
    shown = _strings(content)
    if not shown:
        raise PdfWithoutText
    version = next((match[1] for text in shown[:20] if (match := _VERSION.search(text))), None)
    if version is None:
        raise NotAWipeReport(file=file_name)
    return PdfReport(
        form=Form.NWIPE_PDF, tool="nwipe", tool_version=version, host=Host(), drives=tuple(_drives(shown))
    )


def _strings(content: bytes) -> list[str]:
    found = []
    for match in _SHOWN.finditer(content):
        found.append(re.sub(r"\\(.)", r"\1", match[1].decode("cp1252", "replace")))
        if len(found) >= _MOST_STRINGS:
            break
    return found


def _drives(shown: list[str]) -> Iterator[PdfDrive]:
    """One drive for each place where its words begin; without any, one of which nothing is known."""
    starts = [at for at, text in enumerate(shown) if text.strip() in _STARTS] or [0]
    # The head of every page of a PDF of one drive tells its serial number again.
    heads = [match[1] for text in shown if (match := re.fullmatch(r"\s*S/N: (.*?)\s*", text))]
    for number, (begin, end) in enumerate(pairwise([*starts[: MOST_DRIVES + 1], len(shown)]), start=1):
        yield _drive(number, begin, shown[begin:end], heads if len(starts) == 1 else [])


def _drive(number: int, before: int, shown: list[str], heads: list[str]) -> PdfDrive:
    told: dict[str, str] = {}
    serials = dict.fromkeys(heads)
    markers, conflicts = [], []
    for at, text in enumerate(shown, start=1):
        bare = text.strip()
        # In the PDF of a whole machine the outcome stands alone, across the margin.
        key = "status" if bare in _OUTCOMES else _LABELS.get(bare)
        value = bare if bare in _OUTCOMES else shown[at].strip() if key and at < len(shown) else ""
        if key and value:
            marker = Marker(before + at, quoted(bare if bare in _OUTCOMES else f"{bare} {value}"))
            markers.append(marker)
            if told.setdefault(key, value) != value:
                conflicts.append(marker)
    if told.get("serial"):
        serials[told["serial"]] = None
    bus, level = told.get("bus", ""), _LEVELS.get(told.get("verify", ""))
    size = re.search(r",\s?(\d{1,18}) ?b(?:ytes)?", told.get("size", ""))
    erased = re.match(r"(\d{1,18}),? \(", told.get("erased", ""))
    rounds = re.fullmatch(r"(\d{1,4})/(\d{1,4})", told.get("rounds", ""))
    errors = re.fullmatch(r"\d{1,18}(?:/\d{1,18}){2,3}", told.get("errors", ""))
    return PdfDrive(
        device=str(number),
        serials=tuple(serial for serial in serials if serial),
        model=told.get("model", "")[:100] or None,
        kind="nvme"
        if bus == "NVME"
        else "ssd"
        if bus.endswith("-SSD")
        else "hdd"
        if bus == "ATA"
        else "other",
        interface=_BUSES.get(bus.removesuffix("-SSD")),
        sizes=(int(size[1]),) if size else (),
        technique=Technique.OVERWRITE,
        method=told.get("method"),
        verification=level,
        started_at=_hour(told.get("start")),
        ended_at=_hour(told.get("end")),
        hidden=HiddenArea.NONE if "No hidden sectors" in shown else HiddenArea.NOT_TOLD,
        markers=tuple(markers[:200]),
        status=told.get("status"),
        rounds=(int(rounds[1]), int(rounds[2])) if rounds else None,
        erased=int(erased[1]) if erased else None,
        errors=tuple(int(count) for count in errors[0].split("/")) if errors else None,
        conflicts=tuple(conflicts[:50]),
    )


def _hour(value: str | None) -> datetime | None:
    try:
        return datetime.strptime(value or "", "%Y/%m/%d %H:%M:%S")  # noqa: DTZ007 - no zone is told
    except ValueError:
        return None
