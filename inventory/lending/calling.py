"""Calls that a person makes: asked for by the ladder, answered with one tap, and they come back when nobody answers.

Each try is a row, so that a colleague sees what was tried before. A loan has at most one call that is still to be
made; the database keeps it so.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, exists, select
from sqlalchemy.orm import joinedload, selectinload

from inventory.applications.models import Application
from inventory.applications.policy import months_after
from inventory.borrowers.models import Borrower
from inventory.foundation import quiet
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import hold, transaction
from inventory.lending.ladder import Channel
from inventory.lending.models import Loan, LoanState, LongerRequest, Loss
from inventory.lending.reaching import (
    CallAnswer,
    CallReason,
    NoTexts,
    NoTextsBecause,
    PauseReason,
    PhoneCall,
    ReminderPause,
    ReminderPlan,
    Whom,
)
from inventory.lending.rules import LongerAnswer
from inventory.partners.models import Partner
from inventory.permissions import Permission

#: after how many days someone who was not reached is called again, where the digibank says nothing
AGAIN_AFTER_DAYS = 3
#: a day that someone agrees to come by lies no further ahead, in months
FURTHEST_AGREED = 12


class AlreadyAnswered(Refusal):
    """A colleague answered this call before."""


class OfAnEndedLoan(Refusal):
    """The laptop of this loan is back: there is nothing to call or to write about."""


class DayTooFar(Refusal):
    """An agreement to come by is for the year to come."""

    status = 422


class DayNeeded(Refusal):
    """Which day was agreed? From today on."""

    status = 422


class NothingPaused(Refusal):
    """The reminders of this loan go on already."""


class AlreadyPaused(Refusal):
    """A colleague paused the reminders of this loan before."""


def referrer_of(loan: Loan) -> Any:
    """The service that sent this borrower, None for who came alone."""
    return loan.application.referrer if loan.application is not None else None


def referrer_phone(loan: Loan) -> str:
    """The number of that service, or of the first person there who has one; empty when there is none."""
    referrer = referrer_of(loan)
    if referrer is None:
        return ""
    return referrer.phone or next((one.phone for one in referrer.contacts if one.phone), "")


def whom_to_call(loan: Loan, channel: Channel, no_texts: NoTextsBecause | None) -> Whom:
    """Whom a call goes to: as asked, as far as there is a number that is right."""
    if channel is Channel.CALL_REFERRER and referrer_phone(loan):
        return Whom.REFERRER
    may_call = bool(loan.borrower.phone) and loan.borrower.no_calls_at is None
    if may_call and no_texts is not NoTextsBecause.WRONG_NUMBER:
        return Whom.BORROWER
    return Whom.REFERRER if referrer_phone(loan) else Whom.NOBODY


def ask(
    actor: Actor,
    loan: Loan,
    whom: Whom,
    because: CallReason,
    *,
    on: date,
    now: datetime,
    key: str | None = None,
) -> PhoneCall:
    """Put a call on the list, inside the deed that asks for it. One that waits makes room for this one."""
    waiting = open_call_of(loan)
    if waiting is not None:
        _drop(waiting, None, now)
    call = PhoneCall(
        loan=loan,
        loan_id=loan.id,
        whom=whom,
        because=because,
        once_key=key,
        due_on=loan.due_on,
        call_on=on,
        asked_at=now,
    )
    db.session.add(call)
    record(actor, "lending.call_asked", loan, now=now, device=loan.device, whom=whom, because=because, on=on)
    return call


def _drop(call: PhoneCall, user_id: int | None, now: datetime) -> None:
    call.answer, call.answered_at, call.answered_by_id = CallAnswer.DROPPED, now, user_id
    db.session.flush()  # the next one may only stand there once this one does not


def answer(
    actor: Actor, call: PhoneCall, said: CallAnswer, *, now: datetime, agreed_on: date | None = None
) -> PhoneCall:
    """What came of a call. Not reached comes back in some days; a wrong number leads to whoever else there is.

    With an agreed day the reminders rest until it is over; if the laptop is not here then, the call comes back. A call
    from before another day was agreed for the loan has no such sequel: the ladder of that day stands on its own.
    """
    actor.must(Permission.LOAN_EXTEND)
    today = day(now)
    with transaction():
        hold(call)
        if call.answer is not None:
            raise AlreadyAnswered
        if not call.loan.is_open:
            raise OfAnEndedLoan
        if said is CallAnswer.AGREED and (agreed_on is None or agreed_on < today):
            raise DayNeeded(field="agreed_on")
        if said is CallAnswer.AGREED and agreed_on and agreed_on > months_after(today, FURTHEST_AGREED):
            raise DayTooFar(field="agreed_on")
        call.agreed_on = agreed_on if said is CallAnswer.AGREED else None
        call.answer, call.answered_at, call.answered_by_id = said, now, actor.user_id
        record(
            actor, "lending.called", call.loan, now=now, device=call.loan.device, whom=call.whom, answer=said,
            agreed_on=call.agreed_on,
        )  # fmt: skip
        db.session.flush()  # the next call may only stand there once this one does not
        _follow(actor, call, said, today, now)
    return call


def _follow(actor: Actor, call: PhoneCall, said: CallAnswer, today: date, now: datetime) -> None:
    loan = call.loan
    if call.due_on != loan.due_on:
        if said is CallAnswer.WRONG_NUMBER and call.whom is Whom.BORROWER:
            note_no_texts(actor, loan, NoTextsBecause.WRONG_NUMBER, now)
        return
    if said is CallAnswer.AGREED:
        assert call.agreed_on is not None
        _end_pause(loan, now)
        _pause(actor, loan, PauseReason.AGREED, call.agreed_on, now)
        on = working_day(call.agreed_on + timedelta(days=1))
        ask(actor, loan, call.whom, CallReason.AGAIN, on=on, now=now)
    elif said is CallAnswer.NOT_REACHED:
        on = working_day(today + timedelta(days=again_after_days()))
        ask(actor, loan, call.whom, CallReason.AGAIN, on=on, now=now)
    elif said is CallAnswer.WRONG_NUMBER:
        _wrong_number(actor, call, today, now)


def _wrong_number(actor: Actor, call: PhoneCall, today: date, now: datetime) -> None:
    loan = call.loan
    if call.whom is Whom.BORROWER:
        note_no_texts(actor, loan, NoTextsBecause.WRONG_NUMBER, now)
    other = Whom.REFERRER if call.whom is Whom.BORROWER and referrer_phone(loan) else Whom.NOBODY
    ask(actor, loan, other, CallReason.AGAIN, on=today, now=now)


def again_after_days() -> int:
    """After how many days this digibank calls again."""
    kept = db.session.scalar(select(ReminderPlan.call_again_days))
    return kept or AGAIN_AFTER_DAYS


def working_day(on: date) -> date:
    """`on`, or the first day after it on which someone may be called."""
    while quiet.is_day_of_rest(on):
        on += timedelta(days=1)
    return on


# --- pauses, and who wants no text messages ---


def pause(
    actor: Actor, loan: Loan, because: PauseReason, *, now: datetime, until: date | None = None
) -> ReminderPause:
    """No reminders about this loan, until the end of a day or until someone goes on. A call that waits is dropped."""
    actor.must(Permission.LOAN_EXTEND)
    with transaction():
        if pause_of(loan, day(now)) is not None:
            raise AlreadyPaused
        if until is not None and until < day(now):
            raise DayNeeded(field="until")
        _end_pause(loan, now)
        paused = _pause(actor, loan, because, until, now)
        call = open_call_of(loan)
        if call is not None:
            _drop(call, actor.user_id, now)
    return paused


def go_on(actor: Actor, loan: Loan, *, now: datetime) -> None:
    """The reminders of this loan go on. NothingPaused when they do already."""
    actor.must(Permission.LOAN_EXTEND)
    with transaction():
        if not _end_pause(loan, now):
            raise NothingPaused
        record(actor, "lending.reminders_go_on", loan, now=now, device=loan.device)


def _pause(
    actor: Actor, loan: Loan, because: PauseReason, until: date | None, now: datetime
) -> ReminderPause:
    paused = ReminderPause(
        loan=loan, loan_id=loan.id, because=because, until=until, paused_at=now, paused_by_id=actor.user_id
    )
    db.session.add(paused)
    record(actor, "lending.reminders_paused", loan, now=now, device=loan.device, because=because, until=until)
    return paused


def _end_pause(loan: Loan, now: datetime) -> bool:
    query = select(ReminderPause).where(ReminderPause.loan_id == loan.id, ReminderPause.ended_at.is_(None))
    paused = db.session.scalar(query)
    if paused is None:
        return False
    paused.ended_at = now
    db.session.flush()  # a new one may only stand there once this one does not
    return True


def pause_of(loan: Loan, today: date) -> ReminderPause | None:
    """The pause that holds on a day."""
    query = select(ReminderPause).where(ReminderPause.loan_id == loan.id, ReminderPause.ended_at.is_(None))
    paused = db.session.scalar(query)
    return paused if paused is not None and (paused.until is None or paused.until >= today) else None


def no_texts(actor: Actor, loan: Loan, *, now: datetime) -> None:
    """This borrower objected to text messages: the next way is taken. Saying it twice says it once."""
    actor.must(Permission.LOAN_EXTEND)
    with transaction():
        note_no_texts(actor, loan, NoTextsBecause.OBJECTED, now)


def texts_again(actor: Actor, loan: Loan, *, now: datetime) -> None:
    """This borrower may be sent text messages again: they changed their mind, or the number was corrected."""
    actor.must(Permission.LOAN_EXTEND)
    with transaction():
        row = no_texts_of(loan)
        if row is not None:
            db.session.delete(row)
            record(actor, "lending.texts_again", loan, now=now, device=loan.device)


def note_no_texts(actor: Actor, loan: Loan, because: NoTextsBecause, now: datetime) -> None:
    """Write down that someone gets no text messages, inside the deed that learns it.

    Who objected still does when the number turns out wrong besides.
    """
    _keep_no_texts(loan.borrower, because, now)
    record(actor, "lending.no_texts", loan, now=now, device=loan.device, because=because)


def _keep_no_texts(borrower: Borrower, because: NoTextsBecause, now: datetime) -> None:
    row = db.session.scalar(select(NoTexts).where(NoTexts.borrower_id == borrower.id))
    if row is None:
        row = NoTexts(borrower_id=borrower.id, because=because, said_at=now)
        db.session.add(row)
    if because is NoTextsBecause.WRONG_NUMBER:
        row.phone = borrower.phone
    if row.because is not NoTextsBecause.OBJECTED:
        row.because, row.said_at = because, now


def object_to_texts(actor: Actor, borrower: Borrower, *, now: datetime) -> None:
    """This person, with or without a loan, objected to text messages; inside the deed that answers them."""
    actor.must(Permission.RIGHTS_ANSWER)
    with transaction():
        _keep_no_texts(borrower, NoTextsBecause.OBJECTED, now)
        record(actor, "lending.texts_objected", borrower, now=now)


def allow_texts(actor: Actor, borrower: Borrower, *, now: datetime) -> None:
    """This person, with or without a loan, may be sent text messages again."""
    actor.must(Permission.RIGHTS_ANSWER)
    with transaction():
        row = db.session.scalar(select(NoTexts).where(NoTexts.borrower_id == borrower.id))
        if row is not None:
            db.session.delete(row)
            record(actor, "lending.texts_allowed", borrower, now=now)


def turn_calls(borrower: Borrower) -> None:
    """Someone objects to calls, in that same deed: what waits goes to the service, or is left to a person."""
    query = (
        select(PhoneCall)
        .join(Loan, (Loan.id == PhoneCall.loan_id) & (Loan.digibank_id == PhoneCall.digibank_id))
        .where(Loan.borrower_id == borrower.id, PhoneCall.answer.is_(None), PhoneCall.whom == Whom.BORROWER)
    )
    for call in db.session.scalars(query):
        call.whom = Whom.REFERRER if referrer_phone(call.loan) else Whom.NOBODY


def takes_no_texts(phone: str) -> bool:
    """Does whoever has this number, and whom we know, get no text messages?"""
    query = select(NoTexts).join(Borrower, Borrower.id == NoTexts.borrower_id).where(Borrower.phone == phone)
    return any(counts_for(row, phone) is not None for row in db.session.scalars(query))


def no_texts_of(loan: Loan) -> NoTexts | None:
    """Whether the borrower of this loan gets no text messages, and why."""
    return _no_texts_of(loan.borrower)


def objects_to_texts(borrower: Borrower) -> bool:
    """Does this person get no text messages, whyever?"""
    return _no_texts_of(borrower) is not None


def _no_texts_of(borrower: Borrower) -> NoTexts | None:
    row = db.session.scalar(select(NoTexts).where(NoTexts.borrower_id == borrower.id))
    return row if row is not None and counts_for(row, borrower.phone) is not None else None


def counts_for(row: NoTexts, phone: str) -> NoTextsBecause | None:
    """What is written down, held against the number that a borrower has now; None when it counts no more."""
    if phone and row.phone == phone:
        return NoTextsBecause.WRONG_NUMBER
    return NoTextsBecause.OBJECTED if row.because is NoTextsBecause.OBJECTED else None


def blank_no_texts(borrower: Borrower) -> None:
    """Someone is being forgotten: the number goes, that they get no texts stays."""
    for row in db.session.scalars(select(NoTexts).where(NoTexts.borrower_id == borrower.id)):
        row.phone = None


def move_no_texts(stays: Borrower, goes: Borrower) -> None:
    """Two entries become one person: an objection of either holds for the one that stays.

    A number that is wrong goes along, and counts only if it is the number that stays.
    """
    rows = {
        row.borrower_id: row
        for row in db.session.scalars(select(NoTexts).where(NoTexts.borrower_id.in_([stays.id, goes.id])))
    }
    moved, kept = rows.get(goes.id), rows.get(stays.id)
    if moved is None:
        return
    if kept is None:
        moved.borrower_id = stays.id
        return
    if moved.because is NoTextsBecause.OBJECTED:
        kept.because, kept.said_at = moved.because, moved.said_at
    if moved.phone and moved.phone == stays.phone:
        kept.phone = moved.phone
    db.session.delete(moved)


# --- looking ---


def open_call_of(loan: Loan) -> PhoneCall | None:
    """The call that is still to be made about this loan, also when the loan has ended since."""
    return db.session.scalar(
        select(PhoneCall).where(PhoneCall.loan_id == loan.id, PhoneCall.answer.is_(None))
    )


def drop_of_ended(now: datetime) -> set[int]:
    """Calls about loans that ended are not needed any more; nobody sees them since the loan ended. The loans' ids."""
    has_ended = exists().where(Loan.id == PhoneCall.loan_id, Loan.state != LoanState.OPEN)
    query = select(PhoneCall).where(PhoneCall.answer.is_(None), has_ended)
    calls = db.session.scalars(query).all()
    for call in calls:
        _drop(call, None, now)
    return {call.loan_id for call in calls}


def still_so(today: date | BindParameter[date]) -> Any:
    """The condition under which a loan, as the database sees it, is still on the ladder; a day, or a place for one."""
    waits = exists().where(LongerRequest.loan_id == Loan.id, LongerRequest.answer == LongerAnswer.WAITS)
    return undisturbed(today) & ~waits.correlate(Loan)


def undisturbed(today: date | BindParameter[date]) -> Any:
    """The condition under which a loan runs, and nothing was told of it for which we leave its borrower in peace.

    It is about the loan of the question around it, however deep it stands in that.
    """
    lost = exists().where(Loss.loan_id == Loan.id)
    paused = exists().where(
        ReminderPause.loan_id == Loan.id, ReminderPause.ended_at.is_(None),
        ReminderPause.until.is_(None) | (ReminderPause.until >= today),
    )  # fmt: skip
    only_kept = exists().where(Borrower.id == Loan.borrower_id, Borrower.restricted_at.is_not(None))
    return (
        (Loan.state == LoanState.OPEN) & ~lost.correlate(Loan) & ~paused.correlate(Loan)
        & ~only_kept.correlate(Loan)
    )  # fmt: skip


def due_calls(today: date) -> Any:
    """The calls that are to be made on a day, as a question."""
    return (
        select(PhoneCall)
        .join(Loan, (Loan.id == PhoneCall.loan_id) & (Loan.digibank_id == PhoneCall.digibank_id))
        .where(
            PhoneCall.answer.is_(None), PhoneCall.call_on <= today, PhoneCall.due_on == Loan.due_on,
            still_so(today),
        )
    )  # fmt: skip


def calls_due(today: date, limit: int = 100) -> Sequence[PhoneCall]:
    """The calls to make today, longest waiting first, with everyone at hand."""
    query = due_calls(today).options(joinedload(PhoneCall.loan).joinedload(Loan.borrower))
    return db.session.execute(query.order_by(PhoneCall.call_on, PhoneCall.id).limit(limit)).scalars().all()


def with_services(calls: Sequence[PhoneCall]) -> dict[int, tuple[str, str]]:
    """For each of these calls that goes to a service: its name and number, by the id of the call."""
    ids = [call.loan_id for call in calls if call.whom is Whom.REFERRER]
    query = (
        select(Loan)
        .where(Loan.id.in_(ids))
        .options(
            selectinload(Loan.application).selectinload(Application.referrer).selectinload(Partner.contacts)
        )
    )
    loans = {loan.id: loan for loan in db.session.scalars(query)} if ids else {}
    return {
        call.id: (referrer_of(loans[call.loan_id]).name, referrer_phone(loans[call.loan_id]))
        for call in calls
        if call.loan_id in loans and referrer_of(loans[call.loan_id]) is not None
    }
