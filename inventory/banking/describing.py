"""Statements as one plain document: what `leenkring bank read FILE --json` prints.

`docs/bank-statements.md` describes its shape; a test holds the two together.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from inventory.banking.statement import Detail, Movement, Statement


def describe(statements: Iterable[Statement]) -> dict[str, Any]:
    """The statements as values that JSON knows; amounts in whole cents, None for what is not told."""
    return {"statements": [_statement(one) for one in statements]}


def _statement(one: Statement) -> dict[str, Any]:
    return {
        "format": str(one.format),
        "line": one.line,
        "account": one.iban,
        "bic": one.bic or None,
        "currency": one.currency,
        "holder": one.holder or None,
        "year": one.year,
        "sequence": one.sequence,
        "opening": {"cents": one.opening_cents, "date": _day(one.opening_date)},
        "closing": {"cents": one.closing_cents, "date": _day(one.closing_date)},
        "credit_cents": one.credit_cents,
        "debit_cents": one.debit_cents,
        "movements": [_movement(movement) for movement in one.movements],
    }


def _movement(one: Movement) -> dict[str, Any]:
    return {
        "number": one.number,
        "line": one.line,
        "sign": _sign(one.amount_cents),
        "cents": one.amount_cents,
        "booking_date": _day(one.booking_date),
        "value_date": _day(one.value_date),
        **_payment(one),
        "bank_reference": one.bank_reference or None,
        "transaction_code": one.transaction_code or None,
        "details": [
            {"number": detail.number, "sign": _sign(detail.amount_cents), "cents": detail.amount_cents}
            | _payment(detail)
            for detail in one.details
        ],
    }


def _payment(one: Movement | Detail) -> dict[str, Any]:
    """Who, and what they said; the name is the payer's when money came in, the payee's when it went out."""
    return {
        "reference": one.remittance.reference or None,
        "creditor_reference": one.remittance.creditor_reference or None,
        "text": one.remittance.text or None,
        "references_in_text": list(one.remittance.found),
        "name": one.party.name or None,
        "account": one.party.account or None,
        "iban": one.party.iban or None,
        "bic": one.party.bic or None,
        "end_to_end_id": one.end_to_end_id or None,
        "return_reason": one.return_reason or None,
    }


def _sign(cents: int) -> str:
    return "debit" if cents < 0 else "credit"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
