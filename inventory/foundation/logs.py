"""The log: one line per happening, with digibank, actor and request; never a personal value.

A line is JSON, so that a machine can sift it; what stands in it are ids, endpoints and numbers.
"""

import json
import logging
import sys
from datetime import UTC, datetime

#: what a happening may tell of itself beside its words
TOLD = ("request", "digibank", "actor", "letter")


class OneLine(logging.Formatter):
    """A happening as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """When, how grave, who says so, what, and which of the known facts came along."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage(),
        }
        line |= {name: told for name in TOLD if (told := getattr(record, name, None)) is not None}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up(level: str) -> None:
    """Send what the house says to stderr, from `level` on; of libraries only their warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("leenkring").setLevel(level.upper())
