"""What stands in an answer, whatever its kind: page, list, paper, workbook or archive."""

import io
import zipfile
from typing import Any

from pypdf import PdfReader


def text_of(answer: Any) -> str:
    """Every word that a reader of this answer could find in it."""
    return _words(answer.data, answer.mimetype)


def _words(content: bytes, kind: str) -> str:
    if content.startswith(b"%PDF-"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(_words(archive.read(name), kind) for name in archive.namelist())
    return content.decode("utf-8", errors="replace")
