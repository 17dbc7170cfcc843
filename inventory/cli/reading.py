"""Reading one report and saying what it holds. Opens no database: a technician may ask this anywhere."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inventory.cli.main import Trouble
from inventory.foundation.refusal import Refusal

#: a little more than any reader takes, so that the reader itself says "too long"
_MOST_BYTES = 80_000_000


def read_evidence(asked: argparse.Namespace) -> int:
    """What a wipe report shows, and what it proves of each medium."""
    from inventory.wiping.describing import describe
    from inventory.wiping.evidence.reading import read_evidence as read

    def told(content: bytes, name: str) -> dict[str, Any]:
        return describe(read(content, name))

    document = _read(asked.file, told)
    print(_as_json(document) if asked.json else _evidence_in_words(document))
    return 0


def read_hardware(asked: argparse.Namespace) -> int:
    """What a hardware report tells of a machine and its drives."""
    from inventory.intake.hardware.reading import read_hardware as read
    from inventory.intake.hardware.report import describe, in_words

    report = _read(asked.file, read)
    print(_as_json(describe(report)) if asked.json else in_words(report))
    return 0


def _read(file: str, read: Callable[[bytes, str], Any]) -> Any:
    path = Path(file)
    with path.open("rb") as opened:
        content = opened.read(_MOST_BYTES)
    try:
        return read(content, path.name)
    except Refusal:
        raise
    except Exception as trouble:
        raise Trouble(f"{path.name} cannot be read ({type(trouble).__name__}); please report it") from trouble


def _as_json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)


def _evidence_in_words(document: dict[str, Any]) -> str:
    host = " ".join(filter(None, (document["host"]["maker"], document["host"]["model"]))) or "not named"
    lines = [
        f"tool:   {document['tool']} {document['tool_version'] or '(version unknown)'}",
        f"laptop: {host}, serial {document['host']['serial'] or 'not named'}",
    ]
    for medium in document["media"]:
        reasons = ", ".join(medium["reasons"] + medium["exceptions"])
        lines.append(
            f"medium: {medium['serial'] or 'no serial'} ({medium['model'] or 'unknown model'}): "
            f"{medium['verdict']}, {medium['category']}{' - ' + reasons if reasons else ''}"
        )
    return "\n".join([*lines, *(f"note:   {warning}" for warning in document["warnings"])])
