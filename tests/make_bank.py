"""Plain functions that make what a bank tells for tests, through the real actions."""

from typing import Any

from tests.cast import NOW, World
from tests.make import anyone, make_loan


def make_bank_account(
    world: World, *, iban: str = "BE71096123456769", now: Any = NOW, holder_name: str = "Digibank Gent vzw",
    **details: Any,
) -> Any:  # fmt: skip
    """A bank account of the digibank we are inside of."""
    from inventory.banking import actions
    from inventory.foundation.tenancy import current_digibank_id

    actor = anyone(current_digibank_id(), world.fatima.user_id)
    told = actions.AccountDetails(holder_name=holder_name, **details)
    return actions.add_account(actor, iban=iban, details=told, now=now)


def make_statement(
    world: World, *, sequence: int = 1, payments: int = 2, name: str = "JANSSENS MARIE", opening: int = 0
) -> Any:
    """A bank statement of the account of `make_bank_account`, with so many payments of 30 euros."""
    from inventory.banking import importing
    from inventory.banking.models import BankStatement
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import current_digibank_id
    from tests.bank_files import Paid, as_bytes, coda

    paid = [Paid(3000, text=f"waarborg {number}", name=name) for number in range(payments)]
    content = as_bytes(coda(paid, sequence=sequence, opening=opening))
    actor = anyone(current_digibank_id(), world.fatima.user_id)
    done = importing.import_file(actor, content, f"{name}.cod", now=NOW)
    return db.session.scalars(db.select(BankStatement).where(BankStatement.file_id == done.file_id)).one()


def make_movement(world: World, cents: int, *, iban: str, now: Any = NOW, **told: Any) -> Any:
    """One movement on the next bank statement of the account `iban`."""
    from inventory.banking import importing
    from inventory.banking.models import BankAccount, BankMovement, BankStatement
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import current_digibank_id
    from tests.bank_files import Paid, as_bytes, coda

    last = db.session.scalars(
        db.select(BankStatement)
        .join(BankAccount, BankAccount.id == BankStatement.account_id)
        .where(BankAccount.iban == iban)
        .order_by(BankStatement.sequence.desc())
    ).first()
    sequence, opening = (last.sequence + 1, last.closing_cents) if last is not None else (1, 0)
    content = as_bytes(coda([Paid(cents, **told)], iban=iban, sequence=sequence, opening=opening))
    actor = anyone(current_digibank_id(), world.fatima.user_id)
    done = importing.import_file(actor, content, f"{sequence}.cod", now=now)
    query = db.select(BankMovement).join(BankStatement, BankStatement.id == BankMovement.statement_id)
    return db.session.scalars(query.where(BankStatement.file_id == done.file_id)).one()


def make_paid_loan(
    world: World,
    *,
    now: Any = NOW,
    name: str = "JANSSENS MARIE",
    iban: str = "BE43068999999501",
    **wanted: Any,
) -> Any:
    """A loan of which the € 30 came in by bank from `iban`; our account must be there. It is still at home."""
    from inventory.banking.queries import account_for_deposits
    from inventory.deposits import asking
    from inventory.deposits.ledger import DepositWay
    from inventory.foundation.clock import day
    from inventory.foundation.tenancy import current_digibank_id

    actor, account = anyone(current_digibank_id(), world.fatima.user_id), account_for_deposits()
    assert account is not None
    loan = make_loan(world, now=now, way=DepositWay.LATER, promised_on=day(now), **wanted)
    [request] = asking.ask(actor, loan, now=now)
    make_movement(
        world, 3000, reference=request.reference, name=name, account=iban, iban=account.iban, now=now
    )
    return loan
