"""Which requests may be what movements pay, for one movement or for a page of them: always a handful of questions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import selectinload

from inventory.banking.models import BankMovement, BankStatement, MovementParty, OpenMovement
from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import folded
from inventory.deposits.asked import paid_of
from inventory.deposits.asking_rules import RequestState, left_of
from inventory.deposits.models import LedgerEntry, PaymentRequest
from inventory.foundation.database import db
from inventory.reconciling.rules import Asked, Item, Proposal, proposals, surplus_belongs_to

#: words of a payer's name that may be a borrower's last name
_MOST_WORDS = 12
#: requests that are looked at for one page of movements
_MOST = 500


@dataclass(frozen=True)
class Found:
    """What movements may be, by the id of each; and the requests that are spoken of."""

    proposals: dict[int, list[Proposal]]
    #: the loan to which what is too much belongs
    surplus: dict[int, PaymentRequest]
    requests: dict[int, PaymentRequest]


def movements_at_hand() -> Any:
    """A select of what movements have open, each with its statement, its account and its payer at hand."""
    movement = selectinload(OpenMovement.movement)
    return select(OpenMovement).options(
        movement.selectinload(BankMovement.party),
        movement.selectinload(BankMovement.statement).selectinload(BankStatement.account),
    )


def find(opened: Sequence[OpenMovement]) -> Found:
    """What these movements may be, of those that came in."""
    items = [item_of(one) for one in opened if one.left_cents > 0]
    if not items:
        return Found({}, {}, {})
    paid_by = _loans_by_iban({item.iban for item in items if item.iban})
    requests = _requests_for(items, {loan for loans in paid_by.values() for loan in loans})
    asked = _as_asked(requests)
    by_id = {one.id: one for one in requests}
    found = {
        item.movement_id: proposals(item, asked, paid_by=frozenset(paid_by.get(item.iban, ())))
        for item in items
    }
    over = {item.movement_id: surplus_belongs_to(item, asked) for item in items if item.reference}
    return Found(
        found, {number: by_id[one.request_id] for number, one in over.items() if one is not None}, by_id
    )


def item_of(opened: OpenMovement) -> Item:
    """What of a movement is not booked, as a plain value."""
    movement = opened.movement
    party: MovementParty | None = movement.party
    return Item(
        movement_id=movement.id,
        account_id=movement.statement.account_id,
        left_cents=opened.left_cents,
        reference=movement.reference,
        found=tuple((movement.found_references or "").split()),
        iban=party.iban if party is not None else None,
        name=folded(party.name or "") if party is not None else "",
    )


def _loans_by_iban(ibans: set[str]) -> dict[str | None, set[int | None]]:
    """For which loans these accounts paid before."""
    query = (
        select(MovementParty.iban, LedgerEntry.loan_id)
        .join(LedgerEntry, LedgerEntry.movement_id == MovementParty.movement_id)
        .where(
            MovementParty.iban.in_(ibans),
            LedgerEntry.loan_id.is_not(None),
            LedgerEntry.corrects_id.is_(None),
            ~LedgerEntry.corrected_by.has(),
        )
        .distinct()
        .limit(_MOST)
    )
    loans: dict[str | None, set[int | None]] = defaultdict(set)
    for iban, loan_id in db.session.execute(query):
        loans[iban].add(loan_id)
    return loans


def _requests_for(items: Iterable[Item], loan_ids: set[int | None]) -> Sequence[PaymentRequest]:
    """Every request that one of `items` may pay, and those in whose place they came."""
    references = {one for item in items for one in (item.reference, *item.found) if one}
    named = _with_people(select(PaymentRequest).where(PaymentRequest.reference.in_(references)))
    by_reference = db.session.scalars(named).all()
    loans = {one.loan_id for one in by_reference if one.loan_id is not None} | loan_ids
    amounts = {item.left_cents for item in items}
    last_names = {name for item in items for name in _last_names(item.name)}
    borrowers = PaymentRequest.loan.property.mapper.class_
    by_name = select(borrowers.id).join(Borrower, Borrower.id == borrowers.borrower_id)
    also = select(PaymentRequest).where(
        PaymentRequest.state == RequestState.OPEN,
        or_(
            PaymentRequest.amount_cents.in_(amounts),
            PaymentRequest.loan_id.in_(loans),
            PaymentRequest.loan_id.in_(by_name.where(_begins_with(last_names))),
        ),
    )
    found = {one.id: one for one in by_reference}
    for one in db.session.scalars(_with_people(also).order_by(PaymentRequest.id.desc()).limit(_MOST)):
        found[one.id] = one
    # An old paper leads to what is asked now, by the loan that they share.
    older = select(PaymentRequest).where(
        PaymentRequest.loan_id.in_(loans), PaymentRequest.state == RequestState.REPLACED
    )
    for one in db.session.scalars(_with_people(older)):
        found[one.id] = one
    return list(found.values())


def _begins_with(last_names: set[str]) -> ColumnElement[bool]:
    """Is somebody's last name one of these?

    Of each length at once: fifty payers have two thousand runs of words, and SQLite takes no thousand ORs.
    """
    by_length: dict[int, list[str]] = defaultdict(list)
    for name in sorted(last_names):
        by_length[len(name) + 1].append(f"{name} ")
    return or_(
        false(), *(func.substr(Borrower.name_key, 1, length).in_(some) for length, some in by_length.items())
    )


def _last_names(payer: str) -> set[str]:
    """Runs of words of a payer's name that may be somebody's last name: "van den berg" too."""
    words = payer.replace(",", " ").split()[:_MOST_WORDS]
    runs = {
        " ".join(words[at : at + length])
        for at in range(len(words))
        for length in range(1, 5)
        if at + length <= len(words)
    }
    return {run for run in runs if len(run) > 1}


def _as_asked(requests: Sequence[PaymentRequest]) -> list[Asked]:
    paid = paid_of(requests)
    return [
        Asked(
            request_id=one.id,
            reference=one.reference,
            account_id=one.bank_account_id,
            # An open statement for many loans asks all of it: it ends as soon as one of them goes its own way.
            left_cents=left_of(one.amount_cents, paid[one.id]) if one.is_open else 0,
            is_open=one.is_open,
            loan_id=one.loan_id,
            name=one.loan.borrower.name_key if one.loan is not None and one.partner_id is None else "",
            is_replaced=one.state is RequestState.REPLACED,
        )
        for one in requests
    ]


def _with_people(query: Any) -> Any:
    loans = PaymentRequest.loan.property.mapper.class_
    return query.options(
        selectinload(PaymentRequest.loan).selectinload(loans.borrower), selectinload(PaymentRequest.partner)
    )
