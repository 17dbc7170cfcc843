"""Who is forgotten stands nowhere any more: not in a table, not in a paper, not in a byte of the file."""

import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import text

from inventory.borrowers.actions import forget
from inventory.borrowers.models import Borrower
from inventory.borrowers.queries import matching
from inventory.foundation import once
from inventory.foundation.audit import verify
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.insight.invariants import everywhere_broken
from tests.cast import NOW
from tests.make import make_ink
from tests.walks.traces_of_people import FIRST, LAST, MAIL, PERSONAL, PHONE, STREET, leave_traces

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def everything_kept() -> Iterator[tuple[str, bytes]]:
    """Every value of every row of every table, as bytes; papers also as they read when unpacked."""
    db.session.rollback()
    for table in sorted(db.metadata.tables):
        for row in db.session.execute(text(f'SELECT * FROM "{table}"')).mappings():
            for column, value in row.items():
                for seen in _unpacked(value):
                    yield f"{table}.{column}", seen


def _unpacked(value: Any) -> Iterator[bytes]:
    if value is None:
        return
    if isinstance(value, bytes | memoryview):
        raw = bytes(value)
        yield raw
        with suppress(zlib.error):
            yield zlib.decompress(raw)
        for stream in _STREAM.findall(raw):
            try:
                yield zlib.decompress(stream)
            except zlib.error:
                continue
        if raw.startswith(b"%PDF"):
            yield _text_of(raw).encode()
        return
    yield str(value).encode()
    yield str(value).encode().decode("unicode_escape", "ignore").encode()


def _text_of(paper: bytes) -> str:
    from io import BytesIO

    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages)


def places_of(values: tuple[Any, ...]) -> dict[str, set[str]]:
    """By what is looked for: the columns in which it stands."""
    found: dict[str, set[str]] = {}
    patterns = [(str(one)[:40], _pattern(one)) for one in values]
    for where, content in everything_kept():
        for name, pattern in patterns:
            if pattern.search(content):
                found.setdefault(name, set()).add(where)
    return found


def _pattern(one: str | bytes) -> re.Pattern[bytes]:
    return re.compile(re.escape(one if isinstance(one, bytes) else one.encode()), re.IGNORECASE)


def bytes_on_disk(*, vacuumed: bool) -> bytes:
    """The file of the database and what stands beside it; what was blanked is overwritten even before a VACUUM."""
    db.session.remove()
    db.engine.dispose()
    file = Path(db.engine.url.database or "")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        if vacuumed:
            connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return b"".join(one.read_bytes() for one in sorted(file.parent.glob(f"{file.name}*")))


def typed_on_pages(client: Any, code: str) -> None:
    """An answer that is kept for a retry, and a form that waits for its writer to sign in."""
    told = {
        "first_name": FIRST, "last_name": LAST, "birth_year": "1994", "street": STREET, "postcode": "9000",
        "municipality": "Gent", "phone": PHONE, "email": MAIL, "language": "nl", "contact_channel": "phone",
        "note": "qzxnota", "once": "qzx-once",
    }  # fmt: skip
    client.sign_out()
    sent = client.post(f"/gent/borrowers/{code}/edit", data=told, headers={"Sec-Fetch-Site": "same-origin"})
    assert sent.status_code in (302, 303)
    with upkeep():
        once.claim("0" * 64, NOW)
        said = [["success", f"{FIRST} {LAST} is on the list."]]
        once.keep_answer("0" * 64, once.Answer(200, None, f"<p>{MAIL}</p>", "text/html", said))


def forget_all(world: Any, ids: tuple[int, ...]) -> None:
    for borrower_id in ids:
        borrower = db.session.get_one(Borrower, borrower_id)
        if not borrower.is_forgotten:
            forget(world.fatima.actor, borrower, now=NOW)


def test_nothing_is_left_of_who_is_forgotten(client: Any, world: Any, app: Any, engine_name: str) -> None:
    looked_for = (*PERSONAL, make_ink())
    with app.test_request_context(), inside(world.gent):
        traces = leave_traces(world)
        code = str(db.session.get_one(Borrower, traces.ids[0]).code)
    with app.test_request_context():
        typed_on_pages(client, code)
    with app.test_request_context(), inside(world.gent):
        before = places_of(looked_for)
        assert {str(one)[:40] for one in looked_for} == set(before), "what was never there is not looked for"
        assert {"answered_request.said", "kept_form.fields"} <= set().union(*before.values())
        forget_all(world, traces.ids)
        assert places_of(looked_for) == {}
        assert db.session.scalars(matching("Zwartenbergh")).all() == []
        assert list(verify()) == []
    assert list(everywhere_broken()) == []
    with app.test_request_context():
        for vacuumed in (False, True) if engine_name == "sqlite" else ():
            content = bytes_on_disk(vacuumed=vacuumed)
            assert [one for one in looked_for if _pattern(one).search(content)] == []
