"""What is held now: under which tariff, from which lending place, and who paid it. The sums are the ledger's."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from inventory.applications.policy import Tariff
from inventory.codes import Code
from inventory.deposits.ledger import Account
from inventory.deposits.models import Deposit
from inventory.deposits.sums import AccountBalance
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.lending.models import Loan
from inventory.outings.models import Outing, OutingVisit
from inventory.outings.rules import VisitEnd
from inventory.partners.models import Partner

#: loans that are read at once for a file
_CHUNK = 2000


@dataclass(frozen=True)
class Sum:
    """So many loans, and what is held for them in cents."""

    #: a tariff, a town or an organisation; "": our own desk, or the borrower
    of: str
    loans: int
    cents: int


@dataclass(frozen=True)
class HeldNow:
    """All that is held, three times added up; each of the three comes to the whole."""

    cents: int
    by_tariff: list[Sum]
    by_place: list[Sum]
    by_payer: list[Sum]
    #: what the ledger holds for no loan; 0 in books in which every deposit is one of a loan
    of_no_loan: int


@dataclass(frozen=True)
class HeldLoan:
    """What is held for one loan, in cents."""

    loan: str
    tariff: str
    #: the town of the mobile day; "": our own desk
    place: str
    #: the organisation; "": the borrower
    payer: str
    started_on: date
    #: None while it runs
    over_on: date | None
    cents: int


def held_now() -> HeldNow:
    """What is held now; two statements, however many loans there are."""
    query = _held(
        Deposit.tariff, Outing.municipality, Partner.name, func.count(), func.sum(Deposit.held_cents)
    )
    rows = [
        (tariff, place or "", payer or "", int(loans), int(cents))
        for tariff, place, payer, loans, cents in db.session.execute(
            query.group_by(Deposit.tariff, Outing.municipality, Partner.id, Partner.name)
        )
    ]
    kept = db.session.scalar(
        select(AccountBalance.balance_cents).where(AccountBalance.account == Account.HELD)
    )
    cents = -int(kept or 0)
    return HeldNow(
        cents,
        _added(rows, lambda row: row[0]),
        _added(rows, lambda row: row[1]),
        _added(rows, lambda row: row[2]),
        cents - sum(row[4] for row in rows),
    )


def held_loans() -> Iterator[HeldLoan]:
    """Every loan for which something is held, by its number, in the memory of some of them."""
    query = _held(
        Loan.id, Loan.code_serial, Deposit.tariff, Outing.municipality, Partner.name, Loan.started_on,
        Loan.ended_at, Deposit.held_cents,
    ).order_by(Loan.id).limit(_CHUNK)  # fmt: skip
    last = 0
    while rows := db.session.execute(query.where(Loan.id > last)).all():
        for row in rows:
            yield HeldLoan(
                str(Code(Loan.letter, row.code_serial)), row.tariff, row.municipality or "", row.name or "",
                row.started_on, day(row.ended_at) if row.ended_at else None, row.held_cents,
            )  # fmt: skip
        last = rows[-1].id


def tariff_of(text: str) -> Tariff | None:
    """The tariff that a deposit names; None for one that no policy knows any more."""
    return Tariff(text) if text in set(Tariff) else None


def _held(*columns: Any) -> Select[Any]:
    """The deposits that are held, each with its loan, the town where it was lent, and who pays."""
    # An appointment leads to one loan: where someone came twice, the last time is the one on which it was lent.
    helped = (
        select(OutingVisit.application_id, func.max(OutingVisit.outing_id).label("outing_id"))
        .where(OutingVisit.ended == VisitEnd.HELPED)
        .group_by(OutingVisit.application_id)
        .subquery()
    )
    return (
        select(*columns)
        .select_from(Deposit)
        .join(Loan, Loan.id == Deposit.loan_id)
        .outerjoin(helped, helped.c.application_id == Loan.application_id)
        .outerjoin(Outing, Outing.id == helped.c.outing_id)
        .outerjoin(Partner, Partner.id == Deposit.partner_id)
        .where(Deposit.held_cents != 0)
    )


def _added(rows: list[Any], of: Callable[[Any], str]) -> list[Sum]:
    loans: dict[str, int] = defaultdict(int)
    cents: dict[str, int] = defaultdict(int)
    for row in rows:
        loans[of(row)] += row[3]
        cents[of(row)] += row[4]
    return sorted((Sum(key, loans[key], cents[key]) for key in loans), key=lambda one: (-one.cents, one.of))
