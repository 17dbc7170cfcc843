"""Which bank accounts there are, and what their statements say."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from inventory.banking.models import BankAccount, BankMovement, BankStatement, MovementParty
from inventory.foundation.database import db
from inventory.foundation.money import NotAnAmount, cents_from
from inventory.foundation.refusal import NotHere

#: named on a page; whoever has more begins with these
_MOST_GAPS = 10


def accounts() -> Sequence[BankAccount]:
    """Every account of this digibank, open ones first, in the order in which they were added."""
    return db.session.scalars(select(BankAccount).order_by(BankAccount.is_open.desc(), BankAccount.id)).all()


def account_for_deposits() -> BankAccount | None:
    """The account on which deposits are asked: the oldest that is open; None where there is none."""
    query = select(BankAccount).where(BankAccount.is_open.is_(True)).order_by(BankAccount.id).limit(1)
    return db.session.scalar(query)


def get_account(account_id: int) -> BankAccount:
    """The account with this id in our digibank; NotHere otherwise."""
    found = db.session.scalar(select(BankAccount).where(BankAccount.id == account_id))
    if found is None:
        raise NotHere
    return found


def get_statement(statement_id: int) -> BankStatement:
    """The statement with this id in our digibank; NotHere otherwise."""
    query = select(BankStatement).where(BankStatement.id == statement_id)
    found = db.session.scalar(query.options(selectinload(BankStatement.account)))
    if found is None:
        raise NotHere
    return found


def movements(search: str = "") -> Select[Any]:
    """Movements with who paid at hand.

    `search` is a part of a name, of an account number or of what was said; a structured reference as it is
    printed; or an amount in euros.
    """
    query = select(BankMovement).options(selectinload(BankMovement.party))
    if not search:
        return query
    digits = "".join(sign for sign in search if sign.isdigit())
    found: list[ColumnElement[bool]] = [
        MovementParty.name.icontains(search, autoescape=True),
        MovementParty.text.icontains(search, autoescape=True),
        MovementParty.account.icontains(search.replace(" ", ""), autoescape=True),
        BankMovement.end_to_end_id == search,
    ]
    if len(digits) == 12:
        found += [BankMovement.reference == digits, BankMovement.found_references.contains(digits)]
    with suppress(NotAnAmount):
        cents = cents_from(search.removeprefix("-"))
        found.append(BankMovement.amount_cents.in_((cents, -cents)))
    party = BankMovement.id == MovementParty.movement_id
    return query.outerjoin(MovementParty, party).where(or_(*found))


@dataclass(frozen=True)
class Gap:
    """Statements that are not here, between two that are."""

    account: BankAccount
    year: int
    first: int
    last: int


def gaps() -> list[Gap]:
    """Which statements are missing between two that are here, the newest first; of a new year also the first ones."""
    in_order: dict[str, Any] = {
        "partition_by": BankStatement.account_id,
        "order_by": (BankStatement.year, BankStatement.sequence),
    }
    neighbours = select(
        BankStatement.account_id,
        BankStatement.year,
        BankStatement.sequence,
        func.lag(BankStatement.year).over(**in_order).label("year_before"),
        func.lag(BankStatement.sequence).over(**in_order).label("before"),
    ).subquery()
    first = case((neighbours.c.year_before == neighbours.c.year, neighbours.c.before + 1), else_=1)
    query = (
        select(BankAccount, neighbours.c.year, first, neighbours.c.sequence - 1)
        .join(neighbours, neighbours.c.account_id == BankAccount.id)
        .where(neighbours.c.before.is_not(None), first < neighbours.c.sequence)
        .order_by(neighbours.c.year.desc(), neighbours.c.sequence.desc())
        .limit(_MOST_GAPS)
    )
    return [Gap(*row) for row in db.session.execute(query)]


def crooked_statements() -> list[str]:
    """Statements of which the movements do not give the totals."""
    added = func.coalesce(func.sum(BankMovement.amount_cents), 0)
    query = (
        select(BankStatement.year, BankStatement.sequence)
        .outerjoin(BankMovement, BankMovement.statement_id == BankStatement.id)
        .group_by(BankStatement.id, BankStatement.year, BankStatement.sequence)
        .having(added != BankStatement.closing_cents - BankStatement.opening_cents)
    )
    return [f"{year}-{sequence:03d}" for year, sequence in db.session.execute(query)]


def unlinked() -> list[str]:
    """Statements that do not begin with the balance of the one that has the number before theirs."""
    before = aliased(BankStatement)
    query = select(BankStatement.year, BankStatement.sequence).join(
        before,
        (before.account_id == BankStatement.account_id)
        & (before.year == BankStatement.year)
        & (before.sequence == BankStatement.sequence - 1),
    )
    crooked = query.where(before.closing_cents != BankStatement.opening_cents)
    return [f"{year}-{sequence:03d}" for year, sequence in db.session.execute(crooked)]
