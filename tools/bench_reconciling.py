"""A CODA of fifty thousand payments read, checked, kept, matched and booked: movements per second, beside a bare parse.

    python -m tools.bench_reconciling                 alone, on SQLite
    python -m tools.bench_reconciling postgresql

Every payment is exactly what an open request asks, each of another loan: the most that a file can ask of us. The bare
parse is that of `tools.bench_statements`. MOVEMENTS chooses another number.
"""

import os
import resource
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

from tools.bench import alone, analyse
from tools.bench_statements import bare_coda

MOVEMENTS = int(os.environ.get("MOVEMENTS", "50000"))
_AT_ONCE = 2000


def ask(world: Any, count: int) -> list[str]:
    """`count` loans of each 30 euro that was asked by bank; the references."""
    from inventory.banking import ogm
    from inventory.codes import Kind
    from inventory.deposits.ledger import DepositWay
    from inventory.deposits.models import Deposit, PaymentRequest
    from inventory.devices.models import Device
    from inventory.digibank.numbers import give_serials
    from inventory.foundation.database import db
    from inventory.lending.models import Loan
    from tests.cast import NOW
    from tests.make import make_loan
    from tests.make_bank import make_bank_account

    account = make_bank_account(world)
    loan = make_loan(world, way=DepositWay.LATER, promised_on=NOW.date())
    pattern = {
        model: db.session.execute(db.select(model.__table__).where(model.__table__.c.id == row.id))
        .mappings()
        .one()
        for model, row in ((Device, loan.device), (Loan, loan))
    }
    deposit = db.session.execute(db.select(Deposit.__table__)).mappings().one()
    db.session.rollback()
    db.session.connection(execution_options={"writing": True})
    references = [ogm.make(7, number) for number in range(1, count + 1)]
    first = 1_000_000
    numbers = range(first, first + count)
    rows: dict[Any, Iterator[dict[str, Any]]] = {
        Device: (
            {**pattern[Device], "id": at, "code_serial": code, "serial_key": f"bench {at}"}
            for at, code in zip(numbers, give_serials(Kind.DEVICE, count), strict=True)
        ),
        Loan: (
            {**pattern[Loan], "id": at, "code_serial": code, "device_id": at, "token": f"{at:032d}"}
            for at, code in zip(numbers, give_serials(Kind.LOAN, count), strict=True)
        ),
        Deposit: ({**deposit, "id": at, "loan_id": at} for at in numbers),
        PaymentRequest: (
            {
                "digibank_id": world.gent, "id": at, "version": 1, "reference": reference, "loan_id": at,
                "bank_account_id": account.id, "amount_cents": 3000, "asked_on": date(2026, 11, 1),
                "due_on": date(2026, 12, 1), "state": "open",
            }
            for at, reference in zip(numbers, references, strict=True)
        ),
    }  # fmt: skip
    for model, wanted in rows.items():
        every = list(wanted)
        for start in range(0, count, _AT_ONCE):
            db.session.execute(model.__table__.insert(), every[start : start + _AT_ONCE])
    db.session.commit()
    return references


def reconciled(world: Any, engine: str) -> Iterator[str]:
    """The times of one import, and what of it each step took."""
    from inventory.banking.importing import import_file
    from inventory.banking.reading import read_statements
    from inventory.deposits.ledger import Account
    from inventory.deposits.queries import balances
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside
    from tests.bank_files import Paid, as_bytes, coda
    from tests.cast import NOW
    from tests.make import anyone

    with inside(world.gent):
        references = ask(world, MOVEMENTS)
        analyse(db, engine)
        content = as_bytes(coda([Paid(3000, reference=one) for one in references]))
        begun = time.perf_counter()
        assert bare_coda(content) == MOVEMENTS
        bare = time.perf_counter() - begun
        begun = time.perf_counter()
        read_statements(content)
        read = time.perf_counter() - begun
        db.session.expunge_all()
        begun = time.perf_counter()
        done = import_file(anyone(world.gent), content, "fifty.cod", now=NOW)
        whole = time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        assert done.booked == MOVEMENTS, done
        assert balances()[Account.BANK] == MOVEMENTS * 3000
        yield f"\n{engine}: a CODA of {MOVEMENTS:,} payments, {len(content) / 1e6:.1f} MB"
        for name, taken in (
            ("a bare parse", bare), ("read and checked", read), ("read, checked, kept, matched, booked", whole),
        ):  # fmt: skip
            yield f"  {name:<40}{taken:8.2f} s{MOVEMENTS / taken:12,.0f}/s{taken / bare:9.1f}x bare"
        yield f"  the process held at most {peak:.0f} MB, the {MOVEMENTS:,} loans included"


if __name__ == "__main__":
    alone(reconciled)
