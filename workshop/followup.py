"""Four weeks after the hand-over we ask one thing: do you use the laptop? By a link with three faces, else by phone.

A laptop that stays in a cupboard helps nobody, and who does not use it is often ashamed to say so; so nothing follows
from an answer but help. Each loan is asked once. The link works for as long as the laptop is out, however late it is
opened, and an answer may be changed; who says nothing for a week is called.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from inventory.borrowers.rules import letter_language
from inventory.digibank.models import Digibank
from inventory.foundation import chance, quiet
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter, Medium, post
from inventory.foundation.refusal import Refusal
from inventory.foundation.tenancy import current_digibank_id, row_here
from inventory.foundation.transaction import hold, transaction
from inventory.lending.models import Loan, LoanState
from inventory.lending.welcome import medium_for
from inventory.permissions import Permission
from workshop.calls import ask_to_call, drop_calls
from workshop.day_models import AnsweredBy, Face, FollowUp
from workshop.rules import CallBecause

#: this room's letter of four weeks
KIND = "workshop/how_it_goes"
#: so long someone has had the laptop at home
AFTER = timedelta(weeks=4)
#: who had it longer than this when the house began to ask is asked no more, in weeks after AFTER
_TOO_LATE = timedelta(weeks=3)
#: so long we wait for an answer by the link before a colleague calls
CALL_AFTER = timedelta(days=7)
#: as those of a loan's own link; 16 of them are 80 bits
_LETTERS, _LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 16
_MOST = 200


class LoanIsOver(Refusal):
    """The laptop came back: it is not asked any more how it goes with it."""


# --- the night ---


def ask_all(actor: Actor, today: date, *, now: datetime) -> int:
    """Ask everyone whose laptop is at home for four weeks and who was not asked yet; how many. Not on a day of rest."""
    actor.must(Permission.LOAN_EXTEND)
    if quiet.is_day_of_rest(today):
        return 0
    due = db.session.execute(_due(today).with_only_columns(Loan.id).order_by(Loan.id)).scalars().all()
    for loan_id in due:
        ask(actor, db.session.get_one(Loan, loan_id), now=now)
    return len(due)


def ask_for_calls(actor: Actor, today: date, *, now: datetime) -> int:
    """Put on the list of calls who did not answer, or could not be written to, or said no; how many are new there."""
    actor.must(Permission.LOAN_EXTEND)
    new = 0
    for asked_id in (
        db.session.execute(waiting_for_a_call(now).with_only_columns(FollowUp.id)).scalars().all()
    ):
        with transaction():
            asked = db.session.get_one(FollowUp, asked_id)
            call = ask_to_call(
                asked.loan.borrower,
                CallBecause.FOLLOW_UP,
                once=_about(asked),
                on=today,
                now=now,
                loan=asked.loan,
            )
            if call is not None:
                record(actor, "workshop.follow_up_to_call", asked, now=now, device=asked.loan.device)
                new += 1
    return new


def _due(today: date) -> Select[Any]:
    asked = select(FollowUp.id).where(FollowUp.loan_id == Loan.id)
    return select(Loan).where(
        Loan.state == LoanState.OPEN,
        Loan.started_on <= today - AFTER,
        Loan.started_on > today - AFTER - _TOO_LATE,
        ~asked.exists(),
    )


def ask(actor: Actor, loan: Loan, *, now: datetime) -> FollowUp:
    """Ask how it goes with this loan; a second time is the first. Written where we can write, else it is called."""
    actor.must(Permission.LOAN_EXTEND)
    with transaction():
        hold(loan)
        known = of_loan(loan)
        if known is not None:
            return known
        if not loan.is_open:
            raise LoanIsOver
        asked = FollowUp(loan=loan, loan_id=loan.id, token=chance.letters(_LETTERS, _LENGTH), asked_at=now)
        db.session.add(asked)
        db.session.flush()  # the trace and the letter name its id
        asked.is_written = _write(asked, now)
        record(
            actor, "workshop.follow_up_asked", asked, now=now, device=loan.device, written=asked.is_written
        )
    return asked


def _write(asked: FollowUp, now: datetime) -> bool:
    loan = asked.loan
    medium = medium_for(loan.borrower)
    if medium is None:
        return False
    borrower, ours = loan.borrower, db.session.get_one(Digibank, current_digibank_id())
    post(
        KIND, medium=medium, locale=letter_language(borrower.language, fallback=ours.locale),
        to_email=borrower.email if medium is Medium.MAIL else "",
        to_phone=borrower.phone if medium is Medium.SMS else "",
        now=now, about=_about(asked), once=_about(asked), of=loan, by_day=True, keeps_link=True,
        first_name=borrower.first_name, link=link_to(asked.token), digibank=ours,
    )  # fmt: skip
    return True


def _about(asked: FollowUp) -> str:
    return f"follow_up:{asked.id}"


def is_no_longer_so(letter: Letter) -> bool:
    """Would this letter ask what was answered since, or ask it of a loan that is over?"""
    if letter.kind != KIND or not (letter.about or "").startswith("follow_up:"):
        return False
    asked = db.session.get(FollowUp, int((letter.about or "").split(":")[1]))
    return asked is None or asked.face is not None or asked.closed_at is not None or not asked.loan.is_open


# --- the answer ---


def answer(actor: Actor, asked: FollowUp, face: Face, *, by: AnsweredBy, now: datetime) -> FollowUp:
    """What this person says; saying something else later counts. LoanIsOver once the laptop is back."""
    actor.must(Permission.LOAN_SEE)
    with transaction():
        hold(asked)
        if not asked.loan.is_open:
            raise LoanIsOver
        # Who said no by the link and says no on the phone was called: that is news.
        if asked.face is face and by in {asked.answered_by, AnsweredBy.LINK}:
            return asked
        asked.face, asked.answered_at, asked.answered_by = face, now, by
        if by is AnsweredBy.LINK and face is Face.BAD:
            asked.closed_at = None  # nobody was reached before, and now this person asks for help
        if by is AnsweredBy.PHONE or face is not Face.BAD:
            drop_calls(asked.loan.borrower, [CallBecause.FOLLOW_UP], now)
        record(
            actor, "workshop.follow_up_answered", asked, now=now, device=asked.loan.device, face=face, by=by
        )
    return asked


def close(actor: Actor, asked: FollowUp, *, now: datetime) -> FollowUp:
    """Nobody was reached, or help was given: it stands on the list no more, and what was said stays."""
    actor.must(Permission.LOAN_EXTEND)
    with transaction():
        hold(asked)
        if asked.closed_at is None:
            asked.closed_at = now
            drop_calls(asked.loan.borrower, [CallBecause.FOLLOW_UP], now)
            record(actor, "workshop.follow_up_closed", asked, now=now, device=asked.loan.device)
    return asked


# --- looking ---


def link_to(token: str) -> str:
    """Where the three faces are."""
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}/u/{token}"


def of_loan(loan: Loan) -> FollowUp | None:
    """What was asked of this loan, None when nothing was."""
    return db.session.scalar(select(FollowUp).where(FollowUp.loan_id == loan.id))


def get(follow_up_id: int) -> FollowUp:
    """The question with this id, or NotHere."""
    return row_here(FollowUp, follow_up_id)


def to_call(now: datetime) -> Sequence[FollowUp]:
    """Whom a colleague calls: who said nothing for a week, whom nothing could be written to, and who said no.

    Who does not use the laptop stands on top, then who waits longest.
    """
    query = (
        waiting_for_a_call(now)
        .options(
            joinedload(FollowUp.loan).joinedload(Loan.borrower),
            joinedload(FollowUp.loan).joinedload(Loan.device),
        )
        .order_by((FollowUp.face == Face.BAD).is_(None), FollowUp.asked_at, FollowUp.id)
    )
    return db.session.execute(query.limit(_MOST)).scalars().all()


def waiting_for_a_call(now: datetime) -> Select[Any]:
    """The same as a question, in no order."""
    is_silent = FollowUp.face.is_(None) & (
        FollowUp.is_written.is_(False) | (FollowUp.asked_at <= now - CALL_AFTER)
    )
    says_no_by_link = (FollowUp.face == Face.BAD) & (FollowUp.answered_by == AnsweredBy.LINK)
    return (
        select(FollowUp)
        .join(Loan, (Loan.id == FollowUp.loan_id) & (Loan.digibank_id == FollowUp.digibank_id))
        .where(Loan.state == LoanState.OPEN, FollowUp.closed_at.is_(None), is_silent | says_no_by_link)
    )
