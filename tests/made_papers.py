"""Papers that tests send: a PDF of empty pages, which may also do something it should not."""

import io
from collections.abc import Callable

from pypdf import PdfWriter


def pdf(
    pages: int = 1, change: Callable[[PdfWriter], None] | None = None, password: str | None = None
) -> bytes:
    """A PDF of so many empty pages, after `change`, locked with `password`."""
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(200, 200)
    if change:
        change(writer)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
