"""A bank statement as plain values, whichever way the bank wrote it down, and what must hold between statements.

The names are those of ISO 20022. Amounts are whole cents, with a plus for what came in (credit) and a minus for
what went out (debit). A reader gives a `Statement` only when all of it adds up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inventory.banking.refusals import NotContinued, StandsTwice
from inventory.foundation.money import Cents


class Format(StrEnum):
    """How the bank wrote it down."""

    CODA = "coda"
    CAMT_053_02 = "camt.053.001.02"
    CAMT_053_08 = "camt.053.001.08"


@dataclass(frozen=True, slots=True)
class Party:
    """Who paid us, or whom we paid; what the bank does not say is empty."""

    name: str = ""
    #: the account as the bank wrote it: an IBAN, an old Belgian number, a foreign one
    account: str = ""
    #: the same, where it is an IBAN with right check digits
    iban: str = ""
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Remittance:
    """What the payer said."""

    #: the structured reference (OGM) as twelve digits, where its check digits are right
    reference: str = ""
    #: a reference of ISO 11649 (RF…)
    creditor_reference: str = ""
    #: everything else, on one line
    text: str = ""
    #: the references with right check digits that stand in the text: a payer who typed them by hand
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """One payment of a batch."""

    #: within the movement, from 1
    number: int
    amount_cents: int
    remittance: Remittance
    party: Party
    end_to_end_id: str = ""
    return_reason: str = ""


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a statement: so many cents in or out of the account."""

    #: within the statement, from 1, without gaps
    number: int
    #: where it begins in the file
    line: int
    amount_cents: int
    booking_date: date
    #: None where the bank does not know it yet
    value_date: date | None
    remittance: Remittance
    party: Party
    #: what whoever ordered the payment called it; empty for "NOTPROVIDED"
    end_to_end_id: str = ""
    #: the bank's own number for it; informative, and may change
    bank_reference: str = ""
    #: eight digits in CODA; domain/family/sub-family in camt
    transaction_code: str = ""
    #: a payment that came back: the ISO code (AC04: account closed), or "?" when the bank gives none
    return_reason: str = ""
    #: the payments of a batch; only when they add up to the movement exactly
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of one account, whole and added up."""

    format: Format
    #: where it begins in the file
    line: int
    iban: str
    bic: str
    currency: str
    holder: str
    #: the year in which the bank counts: that of the new balance
    year: int
    #: the bank's number within that year; numbers are skipped only when a statement is missing
    sequence: int
    opening_cents: int
    #: None where the account is new
    opening_date: date | None
    closing_cents: int
    closing_date: date
    movements: tuple[Movement, ...]

    @property
    def credit_cents(self) -> int:
        """All that came in."""
        return sum(one.amount_cents for one in self.movements if one.amount_cents > 0)

    @property
    def debit_cents(self) -> int:
        """All that went out, as a plus."""
        return -sum(one.amount_cents for one in self.movements if one.amount_cents < 0)


def must_follow(statements: Iterable[Statement]) -> None:
    """Refuse a file in which a statement stands twice, or does not begin where the one before it ended."""
    ended: dict[tuple[str, int, int], Statement] = {}
    for one in statements:
        if (one.iban, one.year, one.sequence) in ended:
            raise StandsTwice(line=one.line, number=one.sequence)
        before = ended.get((one.iban, one.year, one.sequence - 1))
        if before is not None and before.closing_cents != one.opening_cents:
            told, counted = Cents(one.opening_cents), Cents(before.closing_cents)
            raise NotContinued(line=one.line, told=told, counted=counted)
        ended[(one.iban, one.year, one.sequence)] = one


def on_one_line(text: str) -> str:
    """The words of `text`, with one blank between them."""
    return " ".join(text.split())


#: what payers' programs write where nobody gave a name to a payment
_NO_NAME = frozenset({"NOTPROVIDED", "NOT PROVIDED", "NONREF"})


def end_to_end(text: str) -> str:
    """A payment's name, or nothing where it is only said that it has none."""
    text = text.strip()
    return "" if text.upper() in _NO_NAME else text


#: a batch of banks is at most some hundreds of lines of 140; beyond it there is nothing to read
MOST_TEXT = 2000
