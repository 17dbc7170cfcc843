"""A report as one plain document: what `leenkring evidence read FILE --json` prints.

`docs/wipe-evidence.md` describes its shape; a test holds the two together.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from inventory.wiping.categories import Category
from inventory.wiping.evidence.facts import Drive, EvidenceReport
from inventory.wiping.evidence.reading import PARSER_VERSION
from inventory.wiping.evidence.serials import is_usable
from inventory.wiping.rules import Remark, grade_of, judge, serial_of

_ABOUT_THE_FILE = frozenset(
    {Remark.TOOL_VERSION_UNKNOWN, Remark.TOOL_REPORTED_TROUBLE, Remark.HOST_NOT_NAMED}
)


def describe(report: EvidenceReport) -> dict[str, Any]:
    """The report with a verdict per drive, as values that JSON knows."""
    media = [_medium(report, drive) for drive in report.drives]
    warnings = sorted({*report.notes, *(remark for medium in media for remark in medium.pop("_about_file"))})
    host = report.host
    return {
        "form": str(report.form),
        "tool": report.tool,
        "tool_version": report.tool_version,
        "carrier": report.carrier,
        "parser_version": PARSER_VERSION,
        "host": {
            "maker": host.maker,
            "model": host.model,
            "serial": host.serial if is_usable(host.serial) else None,
            "uuid": host.uuid if is_usable(host.uuid) else None,
        },
        "media": media,
        "warnings": warnings,
    }


def _medium(report: EvidenceReport, drive: Drive) -> dict[str, Any]:
    judgement = judge(report, drive)
    grade = grade_of(judgement.verdict, judgement.reasons, drive.kind, drive.technique)
    return {
        "device": drive.device,
        "serial": serial_of(drive),
        "maker": drive.maker,
        "model": drive.model,
        "kind": drive.kind,
        "interface": drive.interface,
        "size_bytes": drive.sizes[0] if len(drive.sizes) == 1 else None,
        "technique": str(drive.technique) if drive.technique else None,
        "method": drive.method,
        "category": str(grade.category if grade else Category.NONE),
        "rule": grade.rule if grade else None,
        "standard": grade.standard if grade else None,
        "verification": str(drive.verification) if drive.verification else None,
        "started_at": _clock(drive.started_at),
        "finished_at": _clock(drive.ended_at),
        "verdict": str(judgement.verdict),
        "reasons": [str(reason) for reason in judgement.reasons],
        "exceptions": [str(remark) for remark in judgement.remarks if remark not in _ABOUT_THE_FILE],
        "markers": [asdict(marker) for marker in judgement.markers],
        "_about_file": [str(remark) for remark in judgement.remarks if remark in _ABOUT_THE_FILE],
    }


def _clock(at: datetime | None) -> str | None:
    """The tool's own clock; no zone is added, because the log has none."""
    return at.isoformat() if at else None
