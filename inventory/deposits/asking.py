"""Ask for a deposit by bank: one request per loan, or per part; withdraw it, change it, or ask for many at once.

What is asked never becomes more than what is owed: whenever money moves for a loan, `follow` looks whether its
open requests still ask the right sum, and asks the rest anew, with a new reference, where they do not.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from inventory.banking import ogm
from inventory.banking.queries import account_for_deposits
from inventory.deposits.asked import (
    left_in,
    open_of_partner,
    owed_for,
    paid_of,
    parts_asked_in,
    promised_and_not_asked,
    requests_of,
)
from inventory.deposits.asking_rules import (
    NoAddress,
    NoBankAccount,
    NothingToAsk,
    RequestOver,
    RequestState,
    days_of,
    first_day,
    left_of,
    parts_of,
    state_of_many,
)
from inventory.deposits.models import PaymentRequest, ReferenceBook
from inventory.deposits.queries import deposit_of
from inventory.digibank.models import Digibank
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.money import Cents
from inventory.foundation.outbox import post
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission


def ask(
    actor: Actor, loan: Any, *, now: datetime, due_on: date | None = None, parts: int = 1
) -> list[PaymentRequest]:
    """Ask what is owed for `loan` and not asked yet, of the borrower or of the organisation that pays.

    In `parts` of a month each, the first by `due_on` or else in two weeks. Raises NoBankAccount, NothingToAsk,
    DueInThePast or TooManyParts.
    """
    actor.must(Permission.DEPOSIT_ASK)
    with transaction():
        owed = owed_for(loan, locked=True)
        cents = owed - sum(_left(requests_of(loan, only_open=True)).values())
        if cents <= 0:
            raise NothingToAsk
        first = first_day(day(now), due_on)
        days = days_of(first, parts)
        asked = [
            _write(loan, cents=each, due_on=until, now=now)
            for each, until in zip(parts_of(cents, parts), days, strict=True)
        ]
        for request in asked:
            _record(actor, "deposits.asked", request, now)
    return asked


def change(
    actor: Actor, request: PaymentRequest, *, cents: int, due_on: date, now: datetime
) -> PaymentRequest:
    """Ask another amount, with a new reference; the request that stands after it.

    With the same amount only the day moves and the reference stays. Raises RequestOver, NothingToAsk when more is
    asked than is owed, or DueInThePast.
    """
    actor.must(Permission.DEPOSIT_ASK)
    with transaction():
        owed = owed_for(request.loan, locked=True)
        _must_be_open(request)
        others = [one for one in requests_of(request.loan, only_open=True) if one.id != request.id]
        until = first_day(day(now), due_on)
        left = _left([request])[request.id]
        if cents == left:
            request.due_on = until
            _record(actor, "deposits.request_moved", request, now)
            return request
        if not 0 < cents <= owed - sum(_left(others).values()):
            raise NothingToAsk(field="amount", open=Cents(owed))
        _end(request, RequestState.REPLACED)
        new = _write(request.loan, cents=cents, due_on=until, now=now, instead_of=request)
        _record(actor, "deposits.request_replaced", new, now)
    return new


def withdraw(actor: Actor, request: PaymentRequest, *, now: datetime) -> None:
    """Ask it no more; what came in of it stays. RequestOver when it was paid, withdrawn or replaced."""
    actor.must(Permission.DEPOSIT_ASK)
    with transaction():
        if request.loan is not None:
            owed_for(
                request.loan, locked=True
            )  # whoever books a payment of it now comes first, or not at all
        _must_be_open(request)
        for part in parts_asked_in(request) if request.loan_id is None else ():
            part.part_of_id = None
        _end(request, RequestState.WITHDRAWN)
        _record(actor, "deposits.request_withdrawn", request, now)


def ask_for_many(actor: Actor, partner: Any, *, now: datetime, due_on: date | None = None) -> PaymentRequest:
    """One statement with one reference over all that `partner` was asked for single loans and did not pay yet.

    What it promised and was not asked for yet is asked first. The requests stay as they are, and may still be paid
    one by one; then the statement ends, for its sum is no longer right. NoBankAccount or NothingToAsk when there is
    nothing; DueInThePast.
    """
    actor.must(Permission.DEPOSIT_ASK)
    with transaction():
        until = first_day(day(now), due_on)
        for loan in promised_and_not_asked(partner):
            ask(actor, loan, now=now, due_on=until)
        found = open_of_partner(partner)
        left = _left(found)
        if not found:
            raise NothingToAsk
        earlier = {one.part_of_id for one in found if one.part_of_id is not None}
        whole = _written(
            partner=partner,
            cents=sum(left.values()),
            due_on=until,
            now=now,
        )
        for one in found:
            one.part_of_id = whole.id
        db.session.flush()
        for number in sorted(earlier):
            _look_at_whole(db.session.get_one(PaymentRequest, number))
        _record(actor, "deposits.asked_for_many", whole, now)
    return whole


def mail_statement(actor: Actor, whole: PaymentRequest, *, now: datetime) -> None:
    """Send an open statement to the address of its organisation: numbers and amounts, and no names.

    Mail is read by many, and is kept longer than a person is known here. RequestOver, or NoAddress where none is known.
    """
    actor.must(Permission.DEPOSIT_ASK)
    with transaction():
        _must_be_open(whole)
        if not whole.partner.email:
            raise NoAddress
        parts = parts_asked_in(whole)
        left, ours = _left(parts), db.session.get_one(Digibank, current_digibank_id())
        post(
            "deposits/asked_for_many",
            to_email=whole.partner.email,
            locale=ours.locale,
            now=now,
            about=f"request:{whole.id}",
            loans=[(part.loan.spoken, left[part.id]) for part in parts],
            cents=sum(left.values()),
            due_on=whole.due_on,
            iban=whole.bank_account.spaced,
            holder_name=whole.bank_account.holder_name,
            reference=whole.printed,
            digibank=ours,
        )
        _record(actor, "deposits.statement_sent", whole, now)


def look_again(request: PaymentRequest) -> None:
    """After money moved for `request`: paid when nothing is left, open again when a payment was undone."""
    if request.state in {RequestState.OPEN, RequestState.PAID}:
        left = _left([request])[request.id]
        request.state = RequestState.OPEN if left else RequestState.PAID
    _look_at_the_whole_of(request)


def follow(loan: Any, *, now: datetime) -> None:
    """See to it that the open requests for `loan` ask no more than is owed; part of the deed that moved money.

    Where they do, they end, and what is still owed is asked anew in one request, by the last of their days.
    """
    found = requests_of(loan, only_open=True)
    if not found:
        return
    owed = owed_for(loan)
    if sum(_left(found).values()) <= owed:
        return
    for request in found:
        _end(request, RequestState.REPLACED if owed else RequestState.WITHDRAWN)
    if owed and account_for_deposits() is not None:
        last = max(request.due_on for request in found)
        _write(loan, cents=owed, due_on=max(last, day(now)), now=now, instead_of=found[-1])


def _write(
    loan: Any, *, cents: int, due_on: date, now: datetime, instead_of: PaymentRequest | None = None
) -> PaymentRequest:
    agreed = deposit_of(loan)
    partner = agreed.partner if agreed is not None else None
    return _written(partner=partner, cents=cents, due_on=due_on, now=now, loan=loan, instead_of=instead_of)


def _written(
    *,
    partner: Any,
    cents: int,
    due_on: date,
    now: datetime,
    loan: Any = None,
    instead_of: PaymentRequest | None = None,
) -> PaymentRequest:
    account = account_for_deposits()
    if account is None:
        raise NoBankAccount
    request = PaymentRequest(
        reference=_next_reference(),
        loan=loan,
        loan_id=loan.id if loan is not None else None,
        partner=partner,
        partner_id=partner.id if partner is not None else None,
        bank_account=account,
        bank_account_id=account.id,
        amount_cents=cents,
        asked_on=day(now),
        due_on=due_on,
        state=RequestState.OPEN,
        replaces_id=instead_of.id if instead_of is not None else None,
    )
    db.session.add(request)
    db.session.flush()  # its id is the trace's, and that of what it is part of
    return request


def _next_reference() -> str:
    """The next reference of this digibank. Whoever asks holds the book until the transaction ends."""
    book = db.session.scalar(db.select(ReferenceBook).with_for_update())
    if book is None:
        book = ReferenceBook(last_serial=0)
        db.session.add(book)
    book.last_serial += 1
    return ogm.make(current_digibank_id() % len(ogm.SERIES), book.last_serial)


def _left(requests: Sequence[PaymentRequest]) -> dict[int, int]:
    paid = paid_of(requests)
    return {one.id: left_of(one.amount_cents, paid[one.id]) for one in requests}


def _end(request: PaymentRequest, state: RequestState) -> None:
    request.state = state
    _look_at_the_whole_of(request)


def _look_at_the_whole_of(request: PaymentRequest) -> None:
    if request.part_of_id is not None:
        db.session.flush()
        _look_at_whole(db.session.get_one(PaymentRequest, request.part_of_id))


def _look_at_whole(whole: PaymentRequest) -> None:
    if whole.state is RequestState.WITHDRAWN:
        return
    states = [part.state for part in parts_asked_in(whole)]
    whole.state = state_of_many(whole.amount_cents, states, left_in(whole))


def _must_be_open(request: PaymentRequest) -> None:
    if not request.is_open:
        raise RequestOver


def _record(actor: Actor, deed: str, request: PaymentRequest, now: datetime) -> None:
    record(
        actor,
        deed,
        request,
        now=now,
        device=request.loan.device if request.loan is not None else None,
        reference=request.reference,
        amount_cents=request.amount_cents,
        due_on=request.due_on,
    )
