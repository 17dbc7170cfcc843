"""A paper that comes in, read as a stranger's: a PDF that does nothing, or a photo that is drawn anew."""

import io
from typing import Any

from inventory.foundation.pictures import redrawn
from inventory.foundation.refusal import Refusal, Unreadable

#: a photo or a scan of some pages
MOST_BYTES = 10_000_000
_MOST_PAGES = 30
_MOST_PARTS = 20_000
#: parts of a PDF that do something when it is opened, or bring another file along
_DOES_SOMETHING = frozenset(
    {"/JavaScript", "/JS", "/OpenAction", "/AA", "/Launch", "/EmbeddedFiles", "/RichMedia", "/XFA"}
)
_ACTIONS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition"})


class PdfActs(Refusal):
    """This PDF does something when it is opened, or brings another file along."""

    status = 422


class PdfLocked(Refusal):
    """This PDF is locked with a password."""

    status = 422


def as_kept(content: bytes) -> tuple[str, bytes]:
    """The kind of the file and the bytes to keep; Unreadable, PdfActs or PdfLocked when it may not come in."""
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return "application/pdf", content
    clean, _width, _height = redrawn(content, field="file")
    return "image/jpeg", clean


def _check_pdf(content: bytes) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        is_locked = reader.encrypted
        pages = 0 if is_locked else int(reader.root["/Pages"]["/Count"])
        acts = not is_locked and _acts(reader.root)
    except Exception as problem:  # a hostile file fails in as many ways as there are bytes
        raise Unreadable(reason="PDF", field="file") from problem
    if is_locked:
        raise PdfLocked(field="file")
    if acts:
        raise PdfActs(field="file")
    if not 1 <= pages <= _MOST_PAGES:
        raise Unreadable(reason=f"PDF, {pages}", field="file")


def _acts(root: Any) -> bool:
    """Does anything that the document holds do something? A document of more parts than we look at counts so."""
    from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject

    front: list[Any] = [root]
    seen: set[Any] = set()
    looked_at = 0
    while front:
        looked_at += 1
        if looked_at > _MOST_PARTS:
            return True
        here = front.pop()
        if isinstance(here, IndirectObject):
            if here.reference in seen:
                continue
            seen.add(here.reference)
            here = here.get_object()
        if isinstance(here, DictionaryObject):
            if _DOES_SOMETHING & set(here) or here.get("/S") in _ACTIONS:
                return True
            front += [here.raw_get(key) for key in here]
        elif isinstance(here, ArrayObject):
            front += [here.raw_get(at) for at in range(len(here))]
    return False
