"""Writes a statement and its movements in bulk: some thousand rows with each question to the database.

The bank's own reference of a movement is not kept: the standard says that it may change.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, insert, or_, select

from inventory.banking.models import (
    BankAccount,
    BankFile,
    BankMovement,
    BankStatement,
    MovementParty,
    OpenMovement,
)
from inventory.banking.statement import Detail, Movement, Statement
from inventory.foundation.database import db
from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.tenancy import current_digibank_id

_AT_ONCE = 2000
#: references that one text may name; more is no payment for several requests but a list
_MOST_FOUND = 15


#: called with how many movements are done now, since the call before
Tell = Callable[[int], object]


def quietly(_done: int) -> None:
    """Tell nobody how far it is."""


def keep_statement(one: Statement, account: BankAccount, file: BankFile, tell: Tell = quietly) -> int:
    """Write a statement and its movements in bulk; how many rows of movements. `tell` hears how far it is."""
    statement = BankStatement(
        account_id=account.id,
        file_id=file.id,
        year=one.year,
        sequence=one.sequence,
        opening_cents=one.opening_cents,
        opening_date=one.opening_date,
        closing_cents=one.closing_cents,
        closing_date=one.closing_date,
        credit_cents=one.credit_cents,
        debit_cents=one.debit_cents,
        movement_count=len(one.movements),
    )
    db.session.add(statement)
    db.session.flush()
    rows = [
        (movement, part, number)
        for movement in one.movements
        for number, part in (enumerate(movement.details, start=1) if movement.details else [(0, movement)])
    ]
    digibank_id = current_digibank_id()
    whole = {"digibank_id": digibank_id, "statement_id": statement.id}
    _insert(BankMovement, ({**whole, **_row(*each)} for each in rows), tell)
    numbers = (
        select(BankMovement.id)
        .where(BankMovement.statement_id == statement.id)
        .order_by(BankMovement.number, BankMovement.detail)
    )
    ids = db.session.scalars(numbers).all()
    _insert(
        OpenMovement,
        (
            {
                "digibank_id": digibank_id,
                "movement_id": movement_id,
                "amount_cents": part.amount_cents,
                "left_cents": part.amount_cents,
            }
            for movement_id, (_movement, part, _number) in zip(ids, rows, strict=True)
        ),
    )
    _insert(
        MovementParty,
        (
            {"digibank_id": digibank_id, "movement_id": movement_id, **told}
            for movement_id, (_movement, part, _number) in zip(ids, rows, strict=True)
            if any((told := _told(part)).values())
        ),
    )
    return len(rows)


def hold_movement(movement_id: int) -> OpenMovement:
    """What of a movement is not booked yet; others who want to book of it wait until the transaction ends.

    Whoever books for a loan too holds the movement first, so that two of them never wait for each other.
    """
    query = select(OpenMovement).where(OpenMovement.movement_id == movement_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def blank_payers(references: Sequence[str], movement_ids: Collection[int] = ()) -> None:
    """Blank who paid with these references or by these movements, and what they said; cents stay.

    Part of a deed that forgets someone.
    """
    if not references and not movement_ids:
        return
    # One by one, so that each finds its own index: who is forgotten does not cost a walk through all movements.
    _blank_parties(BankMovement.id.in_(movement_ids))
    _blank_parties(BankMovement.reference.in_(references))
    if references:
        named = or_(*(BankMovement.found_references.contains(one) for one in references))
        _blank_parties(BankMovement.found_references.is_not(None) & named)


def blank_payees(end_to_end_ids: Sequence[str]) -> None:
    """Blank who was paid with these numbers of ours, and what was said; part of a deed that forgets someone."""
    if end_to_end_ids:
        _blank_parties(BankMovement.end_to_end_id.in_(end_to_end_ids))


def _blank_parties(which: ColumnElement[bool]) -> None:
    query = select(MovementParty).join(BankMovement, BankMovement.id == MovementParty.movement_id)
    for party in db.session.scalars(query.where(which)):
        blank_party(party)


def blank_party(party: MovementParty) -> None:
    """Take away who stands beside a movement, and what they said; part of a deed that is recorded."""
    party.name = party.account = party.iban = party.bic = party.creditor_reference = party.text = None


def _insert(model: Any, rows: Iterable[dict[str, Any]], tell: Tell = quietly) -> None:
    waiting = iter(rows)
    while some := list(islice(waiting, _AT_ONCE)):
        db.session.execute(insert(model.__table__), some)
        tell(len(some))


def _row(movement: Movement, part: Movement | Detail, detail: int) -> dict[str, Any]:
    return {
        "number": movement.number,
        "detail": detail,
        "amount_cents": part.amount_cents,
        "booking_date": movement.booking_date,
        "value_date": movement.value_date,
        "reference": part.remittance.reference or None,
        "found_references": " ".join(part.remittance.found[:_MOST_FOUND]) or None,
        "end_to_end_id": _without_numbers(part.end_to_end_id),
        "transaction_code": movement.transaction_code or None,
        "return_reason": part.return_reason or None,
    }


def _told(part: Movement | Detail) -> dict[str, str | None]:
    party = part.party
    return {
        "name": _without_numbers(party.name),
        "account": party.account if party.iban else _without_numbers(party.account),
        "iban": party.iban or None,
        "bic": party.bic or None,
        "creditor_reference": part.remittance.creditor_reference or None,
        "text": _without_numbers(part.remittance.text),
    }


def _without_numbers(text: str) -> str | None:
    """The text, or None where there is none or where someone wrote a national number in it, which we keep nowhere."""
    return None if not text or has_national_number(text) else text
