"""A borrower asks by their own link to keep the laptop longer; the desk answers with one tap.

What may be asked is what the desk itself could do under the loan's own policy, so that nobody is offered a day that
is refused afterwards. An extension at the desk answers whatever waits.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inventory.applications.policy import extended_to
from inventory.borrowers.rules import letter_language
from inventory.digibank.models import Digibank
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.outbox import post
from inventory.foundation.refusal import Refusal
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import transaction
from inventory.lending.longer_words import WHY_NOT
from inventory.lending.models import Loan, LoanState, LongerRequest
from inventory.lending.queries import extensions_of, link_to, rules_of, someone_waits, visit_comes_first
from inventory.lending.rules import (
    NO_BECAUSE,
    LongerAnswer,
    NoLonger,
    extension_choices,
    reasons_not_to_extend,
)
from inventory.permissions import Permission


class NotExtended(Refusal):
    """This loan does not go on until that day; `reasons` are all of them."""

    def __init__(self, reasons: Sequence[NoLonger]) -> None:
        """Say the first reason, carry them all."""
        super().__init__(field="until", because=reasons[0], count=len(reasons))
        self.reasons = list(reasons)


class NothingAsked(Refusal):
    """Nobody waits for an answer about this loan: it was given, or the loan went on at the desk."""


def choices_for(loan: Loan, today: date) -> list[date]:
    """The days until which this loan can go on: what its policy proposes first."""
    start = max(loan.due_on, today) if loan.due_on else None
    proposed = extended_to(rules_of(loan), start) if start else None
    return extension_choices(loan.due_on, today, proposed=proposed)


def reasons_against(
    loan: Loan, until: date | None, today: date, *, asks_only: bool = False
) -> list[NoLonger]:
    """Everything against letting this loan go on until that day (None: no end); empty means go ahead.

    `asks_only`: a borrower who still has to come by may ask already, and hears it when they come.
    """
    rules = rules_of(loan)
    most_times = rules.extensions.at_most if rules.extensions is not None else None
    return reasons_not_to_extend(
        ended=not loan.is_open,
        due_on=loan.due_on,
        until=until,
        today=today,
        allowed=None if most_times is None else most_times > 0,
        times=len(extensions_of(loan)),
        most_times=most_times or None,
        someone_waits=someone_waits(loan, rules),
        visit_first=not asks_only and visit_comes_first(loan, rules),
    )


def may_be_asked(loan: Loan, today: date) -> list[date]:
    """The days that the borrower may ask for; empty when the loan cannot go on, or has no end."""
    if loan.due_on is None:
        return []
    days = choices_for(loan, today)
    return [until for until in days if not reasons_against(loan, until, today, asks_only=True)]


def ask(actor: Actor, loan: Loan, *, until: date, now: datetime) -> LongerRequest:
    """The borrower wants to keep the laptop until that day. Asking again changes the day; else NotExtended."""
    actor.must(Permission.LOAN_SEE)
    today = day(now)
    with transaction():
        if until not in choices_for(loan, today):
            raise NotExtended([NoLonger.NOT_LATER])
        reasons = reasons_against(loan, until, today, asks_only=True)
        if reasons:
            raise NotExtended(reasons)
        request = waiting_of(loan)
        if request is not None and request.until == until:
            return request
        if request is None:
            request = LongerRequest(loan=loan, loan_id=loan.id, until=until, asked_at=now)
            db.session.add(request)
        request.until, request.asked_at = until, now
        record(actor, "lending.longer_asked", loan, now=now, device=loan.device, until=until)
    return request


def say_no(actor: Actor, loan: Loan, answer: LongerAnswer, *, now: datetime) -> LongerRequest:
    """Not longer, and why. NothingAsked when nobody waits for an answer."""
    actor.must(Permission.LOAN_EXTEND)
    if answer not in NO_BECAUSE:
        raise ValueError(f"{answer} is no way of saying no")
    with transaction():
        request = waiting_of(loan)
        if request is None:
            raise NothingAsked
        _settle(actor, request, answer, now)
        record(actor, "lending.longer_declined", loan, now=now, device=loan.device, answer=answer)
        _write(request, "lending/longer_no", now)
    return request


def answered_by_extending(actor: Actor, loan: Loan, *, now: datetime) -> None:
    """The loan goes on: whoever asked for it is told, with the day that it became. Inside the deed that extends."""
    request = waiting_of(loan)
    if request is not None:
        _settle(actor, request, LongerAnswer.YES, now)
        _write(request, "lending/longer_yes", now)


def _settle(actor: Actor, request: LongerRequest, answer: LongerAnswer, now: datetime) -> None:
    request.answer, request.answered_at, request.answered_by_id = answer, now, actor.user_id


def _write(request: LongerRequest, letter: str, now: datetime) -> None:
    """The answer by mail, to who has an address; everyone reads it on their own page."""
    loan = request.loan
    if not loan.borrower.email:
        return
    ours = db.session.get_one(Digibank, current_digibank_id())
    post(
        letter, to_email=loan.borrower.email, now=now, about=f"longer:{request.id}", of=loan,
        locale=letter_language(loan.borrower.language, fallback=ours.locale),
        first_name=loan.borrower.first_name, due_on=loan.due_on, because=WHY_NOT.get(request.answer, ""),
        link=link_to(loan.token), digibank=ours,
    )  # fmt: skip


# --- looking ---


def waiting_of(loan: Loan) -> LongerRequest | None:
    """The wish of this loan's borrower that waits for an answer."""
    query = select(LongerRequest).where(
        LongerRequest.loan_id == loan.id, LongerRequest.answer == LongerAnswer.WAITS
    )
    return db.session.execute(query).scalar_one_or_none()


def last_of(loan: Loan) -> LongerRequest | None:
    """The last wish of this loan's borrower, answered or not."""
    query = select(LongerRequest).where(LongerRequest.loan_id == loan.id).order_by(LongerRequest.id.desc())
    return db.session.execute(query.limit(1)).scalar_one_or_none()


def all_waiting(limit: int) -> Sequence[LongerRequest]:
    """Who waits for an answer, longest first."""
    query = (
        select(LongerRequest)
        .join(Loan, (Loan.id == LongerRequest.loan_id) & (Loan.digibank_id == LongerRequest.digibank_id))
        .where(LongerRequest.answer == LongerAnswer.WAITS, Loan.state == LoanState.OPEN)
        .options(joinedload(LongerRequest.loan).joinedload(Loan.borrower))
        .order_by(LongerRequest.asked_at, LongerRequest.id)
        .limit(limit)
    )
    return db.session.execute(query).scalars().all()
