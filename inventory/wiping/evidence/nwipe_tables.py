"""The tables that close an nwipe log from 0.30 on: errors, coverage (0.41 and later) and result, row by row.

A row counts only between a table's banner with its heading and the line that closes it: a drive's model name
may hold what looks like a row.
"""

import re

from inventory.wiping.evidence.nwipe_facts import CoverageRow, ErrorRow, StatusRow

_BANNER = re.compile(r"\*{3,} (Error Summary|Erasure Summary|Drive Status) \*{3,}\s*")
_RULE = re.compile(r"(?:-{20,}|\*{20,})\s*")
_DURATION = re.compile(r"(\d{1,5}):(\d\d):(\d\d)")

Row = ErrorRow | CoverageRow | StatusRow


class TableBeingRead:
    """Where in which table we are."""

    def __init__(self) -> None:
        self.title: str | None = None
        self.in_rows = False
        self.seen: set[str] = set()
        self.status_tables = 0
        #: the drive whose geometry block was begun last (0.40 and later print it over several lines)
        self.geometry_of: str | None = None

    def take(self, line: str) -> tuple[str, Row] | None:
        """The device and the row that this line is; None for every other line."""
        is_drawn = line.startswith(("***", "---"))
        if is_drawn and (banner := _BANNER.fullmatch(line)):
            self.title, self.in_rows = banner[1], False
            self.seen.add(banner[1])
            self.status_tables += banner[1] == "Drive Status"
            return None
        if self.title is None:
            return None
        if is_drawn and _RULE.fullmatch(line):
            if self.in_rows:
                self.title = None
            self.in_rows = not self.in_rows
            return None
        return self.row(line) if self.in_rows else None

    def row(self, line: str) -> tuple[str, Row] | None:
        cells = line.split("|")
        marked = cells[0].lstrip().startswith("!")
        device = cells[0].replace("!", " ").strip()
        if not device or " " in device or len(device) > 40:
            return None
        readers = {"Error Summary": _errors, "Erasure Summary": _coverage, "Drive Status": _status}
        assert self.title is not None
        row = readers[self.title]([cell.strip() for cell in cells[1:]], marked)
        return (device, row) if row else None


def _errors(cells: list[str], marked: bool) -> ErrorRow | None:
    counts = [int(cell) for cell in cells if re.fullmatch(r"[0-9]{1,18}", cell)]
    if len(counts) != len([cell for cell in cells if cell]) or len(counts) < 2:
        return None
    return ErrorRow(counts[0], counts[1], sum(counts[2:]) if len(counts) > 2 else None, marked)


def _coverage(cells: list[str], marked: bool) -> CoverageRow | None:
    if len(cells) != 3 or not all(re.fullmatch(r"[0-9]{1,18}", cell) for cell in cells[:2]):
        return None
    # A percentage that the two numbers do not bear out is left for the rules to miss.
    if cells[2] != f"{100 * int(cells[0]) / max(1, int(cells[1])):.2f}%" or marked:
        return None
    return CoverageRow(int(cells[0]), int(cells[1]))


def _status(cells: list[str], marked: bool) -> StatusRow | None:
    if len(cells) < 4:
        return None
    duration = _DURATION.fullmatch(cells[2])
    seconds = int(duration[1]) * 3600 + int(duration[2]) * 60 + int(duration[3]) if duration else None
    model, _, serial = "|".join(cells[3:]).rpartition("/")
    return StatusRow(cells[0][:20], model.strip()[:100], serial.strip()[:100], seconds, marked)
