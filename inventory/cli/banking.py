"""Reading a bank statement and saying what it holds. Opens no database: a treasurer may try a file first."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from inventory.cli.main import Trouble
from inventory.foundation.money import amount_text

if TYPE_CHECKING:
    from inventory.banking.statement import Statement


def read(asked: argparse.Namespace) -> int:
    """What a statement holds; a refusal names the line, and the command ends with 1."""
    from inventory.banking.describing import describe
    from inventory.banking.reading import read_statements

    statements = read_statements(content_of(asked.file))
    if asked.json:
        print(json.dumps(describe(statements), ensure_ascii=False, indent=2))
    else:
        for statement in statements:
            print("\n".join(_in_words(statement)))
    return 0


def bring_in(asked: argparse.Namespace) -> int:
    """Import a statement into one digibank; says what came in, what was here, and what is missing."""
    from sqlalchemy import select

    from inventory.banking.importing import import_file
    from inventory.cli.house import standing
    from inventory.digibank.models import Digibank
    from inventory.foundation import clock
    from inventory.foundation.actor import Actor
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside
    from inventory.permissions import Permission

    content = content_of(asked.file)
    with standing():
        digibank_id = db.session.scalar(select(Digibank.id).where(Digibank.slug == asked.digibank))
        if digibank_id is None:
            raise Trouble(f"there is no digibank {asked.digibank}")
        with inside(digibank_id):
            actor = Actor.house("command", digibank_id, {Permission.BANK_IMPORT, Permission.BANK_BOOK})
            with _bar(content) as tell:
                done = import_file(actor, content, Path(asked.file).name, now=clock.now(), tell=tell)
            print(
                f"new statements: {done.new}, their movements: {done.movements}, "
                f"booked by themselves: {done.booked}; here already: {done.known}"
            )
            for gap in done.gaps:
                print(f"missing: {gap.account.iban}, {gap.year}-{gap.first:03d} to {gap.year}-{gap.last:03d}")
    return 0


@contextmanager
def _bar(content: bytes) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal that grows with the movements; nothing when the answer goes into a file."""
    from inventory.banking.reading import read_statements

    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    whole = sum(len(one.movements) for one in read_statements(content))
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done += more
        # Each is kept first, and may be booked after: at the end of the first half all are kept.
        share = min(1.0, done / max(1, 2 * whole))
        print(f"\r{'█' * round(40 * share):<40} {share:4.0%}", end="", file=sys.stderr, flush=True)

    yield tell
    print(f"\r{'█' * 40} 100%", file=sys.stderr)


def content_of(file: str) -> bytes:
    """The bytes of a file; one more than a reader takes, so that the reader itself says "too large"."""
    from inventory.banking.reading import LARGEST_BYTES

    with Path(file).open("rb") as opened:
        return opened.read(LARGEST_BYTES + 1)


def _in_words(statement: "Statement") -> Iterator[str]:
    yield (
        f"{statement.iban} {statement.holder}, statement {statement.year}-{statement.sequence:03d} "
        f"({statement.format}), {len(statement.movements)} movements"
    )
    yield f"  old balance {_euros(statement.opening_cents)}, new balance {_euros(statement.closing_cents)}"
    for one in statement.movements:
        said = one.remittance.reference or one.remittance.creditor_reference or one.remittance.text
        who = " ".join(filter(None, (one.party.name, one.party.account)))
        yield f"  {one.number:>5}  {one.booking_date}  {_euros(one.amount_cents):>12}  {who}  {said}".rstrip()


def _euros(cents: int) -> str:
    return f"{'-' if cents < 0 else '+'}{amount_text(abs(cents))}"
