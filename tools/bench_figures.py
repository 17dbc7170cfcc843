"""What the twelve indicators tell, among few contacts and among a hundred times as many, spread over 300 digibanken.

    python -m tools.bench_figures                alone, on SQLite
    python -m tools.bench_figures postgresql
    BIG=1 python -m tools.bench_figures          a million contacts on SQLite, ten million on PostgreSQL

Told for each indicator: counted anew from the facts, and as it was kept. A kept one may take at most ten times as
long among the many as among the few.
"""

import os
import statistics
from collections.abc import Iterator
from datetime import date
from typing import Any

from tools.bench import Line, alone, analyse, took

HOUSES = 300
SIZES = {"sqlite": (3_000, 300_000), "postgresql": (3_000, 300_000)}
_BIG = {"sqlite": (10_000, 1_000_000), "postgresql": (100_000, 10_000_000)}
#: contacts for each person, and for each loan
_EACH, _LOAN = 8, 5
_MOST = 10
_ROUNDS = 10

_MANY = "WITH RECURSIVE many(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM many WHERE n < {last})"
_WORDS = {"digipunt", "digicafe", "course", "lending", "computer_room"}


def _insert(table: Any, count: int, known: dict[str, str], *, first: int = 0) -> None:
    """`count` rows of `table`: what is known by its SQL over n, what must be filled empty, and the rest nothing."""
    from inventory.foundation.database import db

    if count <= 0:
        return
    values = {
        column.name: known.get(column.name) or ("''" if column.type.python_type is str else "1")
        for column in table.columns
        if column.name in known or not (column.nullable or column.primary_key)
    }
    many = _MANY.format(first=first, last=first + count - 1)
    names, facts = ", ".join(f'"{name}"' for name in values), ", ".join(values.values())
    # Every word in it stands in this file.
    db.session.execute(db.text(f"INSERT INTO {table.name} ({names}) {many} SELECT {facts} FROM many"))


def grow(world: Any, engine: str, have: int, size: int) -> None:
    """Contacts of people in 300 digibanken until there are so many, and the loans of one of them."""
    from inventory.borrowers.models import Borrower
    from inventory.contacts.models import ServiceContact
    from inventory.digibank.numbers import GivenCode
    from inventory.foundation.database import db
    from inventory.lending.models import Loan

    db.session.rollback()
    db.session.connection(execution_options={"writing": True})
    serial, person = (
        db.session.execute(db.text(f"SELECT coalesce(max({column}), 0) FROM {table}")).scalar() or 0
        for column, table in (("serial", "given_code"), ("id", "borrower"))
    )
    fresh = max((size - have) // _EACH // HOUSES, 1) * HOUSES
    house = f"(n % {HOUSES}) + 1"
    _insert(GivenCode.__table__, fresh, {"kind": "'P'", "digibank_id": house})
    _insert(
        Borrower.__table__, fresh,
        {
            "digibank_id": house, "code_serial": f"{serial} + n + 1", "language": "'nl'", "contact_channel": "'phone'",
            "registered_at": "'2024-01-01 00:00:00'",
        },
    )  # fmt: skip
    service = " ".join(f"WHEN {at} THEN '{name}'" for at, name in enumerate(sorted(_WORDS)))
    days = f"((n / {HOUSES}) * 31) % 1000"
    on = f"date '2024-01-01' + ({days})::int"
    if engine == "sqlite":
        on = f"date('2024-01-01', '+' || ({days}) || ' days')"
    who = f"(((n / {HOUSES}) * 7919) % {fresh // HOUSES}) * {HOUSES} + (n % {HOUSES})"
    _insert(
        ServiceContact.__table__, size - have,
        {
            "digibank_id": house, "borrower_id": f"{person} + 1 + {who}", "happened_on": on,
            "service": f"CASE (n / {HOUSES}) % {len(_WORDS)} {service} END", "step": "'visit'",
            "channel": "'social_service'", "outcome": "'helped'", "age_band": "'30-54'", "municipality": "'Gent'",
            "source": "'bench'", "source_id": "n", "noted_at": "'2024-01-01 00:00:00'",
        },
        first=have,
    )  # fmt: skip
    loans, ours = (size - have) // _LOAN // HOUSES, world.gent - 1
    last = db.session.execute(db.select(db.func.max(GivenCode.__table__.c.serial))).scalar() or 0
    _insert(GivenCode.__table__, loans, {"kind": "'L'", "digibank_id": str(world.gent)})
    _insert(
        Loan.__table__, loans,
        {
            "digibank_id": str(world.gent), "device_id": str(world.device_id), "code_serial": f"{last} + n + 1",
            "borrower_id": f"{person} + 1 + (n % {fresh // HOUSES}) * {HOUSES} + {ours}",
            "started_on": on.replace(f"(n / {HOUSES})", "n"), "handed_over_at": "'2024-01-01 00:00:00'",
            "ended_at": "'2026-08-01 00:00:00'", "ending": "'returned'", "state": "'ended'",
            "token": "'unguessable-' || n", "accessories": "'[]'",
        },
    )  # fmt: skip
    db.session.commit()


def _house_them(world: Any) -> None:
    """As many digibanken as there are to be, each a copy of Gent under a name of its own; and one laptop."""
    from inventory.digibank.models import Digibank
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside
    from tests.make import make_ready_device

    with inside(world.gent):
        object.__setattr__(world, "device_id", make_ready_device(world).id)
    db.session.rollback()
    db.session.connection(execution_options={"writing": True})
    columns = [one.name for one in Digibank.__table__.columns if one.name not in ("id", "slug")]
    names = ", ".join(f'"{name}"' for name in columns)
    many = _MANY.format(first=1, last=HOUSES - 2)
    db.session.execute(db.text(  # every word in it stands in this file or is a column
        f"INSERT INTO digibank (slug, {names}) {many} SELECT 'huis-' || n, {names} "
        f"FROM digibank, many WHERE digibank.id = {world.gent}"
    ))  # fmt: skip
    db.session.commit()


def told(world: Any) -> Iterator[tuple[str, Line, Line]]:
    """Each indicator of one year, counted anew and as it was kept."""
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside
    from inventory.indicators import asking
    from inventory.indicators.answer import Indicator, Question
    from inventory.indicators.computing import compute

    year, today = Question(date(2025, 1, 1), date(2025, 12, 31)), date(2026, 11, 23)
    with inside(world.gent):
        for indicator in Indicator:

            def anew(indicator: Indicator = indicator) -> None:
                db.session.rollback()
                compute(indicator, year, today)

            def kept(indicator: Indicator = indicator) -> None:
                db.session.rollback()
                asking.answer(indicator, year, today=today)

            kept()
            yield (
                str(indicator),
                Line(f"{indicator}, counted anew", [took(anew) for _ in range(_ROUNDS)]),
                Line(f"{indicator}, as it was kept", [took(kept) for _ in range(_ROUNDS)]),
            )


def figures(world: Any, engine: str) -> Iterator[str]:
    """A table for each size, and how much slower the larger is."""
    from inventory.foundation.database import db

    _house_them(world)
    have = 0
    kept: dict[str, list[float]] = {}
    for size in (_BIG if os.environ.get("BIG") else SIZES)[engine]:
        grow(world, engine, have, size)
        have = size
        analyse(db, engine)
        yield f"\n{engine}, {size:,} contacts in {HOUSES} digibanken{'':<4}{'median ms':>14}{'p95':>9}"
        for name, anew, warm in told(world):
            kept.setdefault(name, []).append(statistics.median(warm.times))
            yield f"{anew}\n{warm}"
    for name, (few, many) in kept.items():
        yield f"  {'grown: ' + name:<44}{many / few:9.2f}×   (at most {_MOST})"


if __name__ == "__main__":
    alone(figures)
