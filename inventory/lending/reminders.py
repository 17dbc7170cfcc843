"""Nightly: what the ladder asks for goes out, each once, however often the night runs and whoever runs it.

A text, a mail and a letter on paper are written into the outbox, from where they leave by day; a call is put on
the desk's list. Before a message leaves the postman asks here whether it is still so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import Date, bindparam, exists, select
from sqlalchemy.orm import selectinload

from inventory.applications.models import Application
from inventory.applications.queries import rules_in_force
from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import letter_language
from inventory.digibank.models import Digibank
from inventory.foundation import outbox, quiet, sms
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.outbox import Letter, LetterState, Medium, post
from inventory.foundation.refusal import NationalNumber, Refusal, SomeoneElseWasFirst
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import each_by_itself, in_portions, transaction
from inventory.lending import calling, welcome
from inventory.lending.ladder import (
    WRITTEN,
    Channel,
    Due,
    Reach,
    Standing,
    Stop,
    Way,
    due_now,
    plan_of,
    speaks_of_money,
    stop_of,
    usual_way,
)
from inventory.lending.models import Loan, LoanState, LongerRequest, Loss
from inventory.lending.queries import administrator_of, link_to
from inventory.lending.reaching import (
    CallReason,
    NoTexts,
    NoTextsBecause,
    PhoneCall,
    ReminderPause,
    ReminderPlan,
)
from inventory.lending.rules import LongerAnswer, reminder_due
from inventory.partners.models import Partner
from inventory.permissions import Permission

#: the letters of this room that are reminders
KINDS = ("lending/due_soon", "lending/late")
#: a reminder to pay, which is never one of those: it has a ladder of its own
UNPAID = "lending/unpaid"
#: a message that could not be delivered becomes a call when it is no older than this; and one that was just written
#: may be on its way at this very moment
_FAILED_WITHIN, _ON_ITS_WAY = timedelta(days=30), timedelta(hours=12)
#: loans that one transaction of the night sees to: enough that its cost is shared, few enough that a desk that is open
#: at that hour waits for a moment only
_AT_ONCE = 25
#: signs of one line of an address: no window shows more, and four of them fit where a letter keeps them
_LONGEST_LINE = 99
#: through what a channel leaves
MEDIUM = {Channel.SMS: Medium.SMS, Channel.MAIL: Medium.MAIL, Channel.PAPER: Medium.PAPER}


def plan_kept() -> ReminderPlan | None:
    """What this digibank chose, None when it left everything as is usual."""
    return db.session.execute(select(ReminderPlan)).scalar_one_or_none()


def plan_in_force(kept: ReminderPlan | None = None) -> dict[int, Way]:
    """Each rung of this digibank with its way; `kept` when it was asked for before."""
    kept = kept or plan_kept()
    return plan_of(rules_in_force().reminder_days, kept.by_rung if kept is not None else {})


class NoLongerSo(Refusal):
    """What a letter says is no longer so: it is not printed again."""


class NotAboutMoney(Refusal):
    """A reminder asks for a laptop and never for money: that is the business of the deposits."""

    status = 422


def set_plan(
    actor: Actor, ways: Mapping[int, Way], call_again_days: int, *, now: datetime,
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> ReminderPlan:  # fmt: skip
    """Choose a way for each rung; one that is as usual is not written down, so that it follows what is usual.

    `words`: by letter and language what this digibank adds in its own words; None leaves them as they are.
    """
    actor.must(Permission.POLICY_EDIT)
    for letter, texts in (words or {}).items():
        for locale, text in texts.items():
            if speaks_of_money(text):
                raise NotAboutMoney(field=f"words_{letter}_{locale}")
            if has_national_number(text):
                raise NationalNumber(field=f"words_{letter}_{locale}")
    chosen = {str(rung): str(way) for rung, way in sorted(ways.items()) if way is not usual_way(rung)}
    with transaction():
        kept = plan_kept()
        if kept is None:
            kept = ReminderPlan(set_at=now)
            db.session.add(kept)
        # A rung that the policy does not name now keeps its way for when it does again.
        others = {rung: way for rung, way in (kept.ways or {}).items() if int(rung) not in ways}
        kept.ways, kept.call_again_days, kept.set_at = {**others, **chosen}, call_again_days, now
        if words is not None:
            kept.words = {
                letter: {locale: text.strip() for locale, text in texts.items() if text.strip()}
                for letter, texts in words.items()
            }
        db.session.flush()
        record(actor, "lending.reminder_ways_set", kept, now=now, ways=chosen, again=call_again_days)
    return kept


@dataclass
class _Known:
    """What decides about many loans, asked at once: a night asks as often for one loan as for ten thousand."""

    lost: set[int] = field(default_factory=set)
    asked_longer: set[int] = field(default_factory=set)
    paused: set[int] = field(default_factory=set)
    #: what was said of texts, by borrower; whether it counts depends on the number
    said_of_texts: dict[int, NoTexts] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    sends_sms: bool = False

    def standing(self, loan: Loan) -> Standing:
        """This loan, as the ladder reads it."""
        return Standing(
            loan.due_on, loan.started_on, ended=not loan.is_open, lost=loan.id in self.lost,
            asked_longer=loan.id in self.asked_longer, paused=loan.id in self.paused,
        )  # fmt: skip

    def reach(self, loan: Loan) -> Reach:
        """How this loan's borrower can be reached."""
        borrower, refused = loan.borrower, self.no_texts(loan.borrower)
        return Reach(
            borrower.contact_channel,
            phone="" if refused is NoTextsBecause.WRONG_NUMBER else borrower.phone,
            email=borrower.email,
            has_address=bool(address_of(borrower)),
            takes_sms=self.sends_sms and refused is None,
            has_referrer=bool(calling.referrer_phone(loan)),
        )

    def no_texts(self, borrower: Borrower) -> NoTextsBecause | None:
        """Why this person gets no texts, None when they do."""
        row = self.said_of_texts.get(borrower.id)
        return calling.counts_for(row, borrower.phone) if row is not None else None

    def rungs_done(self, loan: Loan, plan: Iterable[int]) -> set[int]:
        """The rungs of `plan` that went out for the day that is agreed now."""
        return {rung for rung in plan if f"{about(loan)}:{rung}" in self.done}


def known_of(loans: Sequence[Loan], today: date, sends_sms: bool | None = None) -> _Known:
    """Everything that decides about these loans. `sends_sms` None: as this deployment can."""
    ids, scalars = [loan.id for loan in loans], db.session.scalars
    waits = select(LongerRequest.loan_id).where(
        LongerRequest.loan_id.in_(ids), LongerRequest.answer == LongerAnswer.WAITS
    )
    paused = select(ReminderPause.loan_id).where(ReminderPause.loan_id.in_(ids), pause_holds(today))
    texts = select(NoTexts).where(NoTexts.borrower_id.in_([loan.borrower_id for loan in loans]))
    return _Known(
        lost=set(scalars(select(Loss.loan_id).where(Loss.loan_id.in_(ids)))),
        asked_longer=set(scalars(waits)),
        paused=set(scalars(paused)),
        said_of_texts={one.borrower_id: one for one in scalars(texts)},
        done=_keys_of(ids),
        sends_sms=sms.gateway() is not None if sends_sms is None else sends_sms,
    )


def _keys_of(loans: Any) -> set[str]:
    """What went out about these loans, by key. They are named by a list of ids or by a question.

    A night names them by a question: PostgreSQL and SQLite both mind ten thousand values. What years ago was written
    about loans that are over is never read.
    """
    written = select(Letter.once_key).where(
        Letter.thing == "loan", Letter.thing_id.in_(loans), Letter.once_key.is_not(None)
    )
    called = select(PhoneCall.once_key).where(PhoneCall.loan_id.in_(loans), PhoneCall.once_key.is_not(None))
    return {key for key in (*db.session.scalars(written), *db.session.scalars(called)) if key}


def pause_holds(today: date) -> Any:
    """The condition under which a pause holds on a day."""
    return ReminderPause.ended_at.is_(None) & (ReminderPause.until.is_(None) | (ReminderPause.until >= today))


def address_of(borrower: Borrower, administrator: str = "") -> str:
    """Where a letter goes, one line each; empty when we do not know. A legal administrator stands under the name."""
    town = " ".join(part for part in (borrower.postcode, borrower.municipality) if part)
    if not borrower.street or not town:
        return ""
    lines = filter(None, (borrower.name, administrator, borrower.street, town))
    return "\n".join(line[:_LONGEST_LINE] for line in lines)


def address_now(letter: Letter, borrower: Borrower) -> str:
    """Where a letter on paper goes now: who moved since it was written does not get it at the old door.

    Who signs for them stays as it was written; where no address is known any more, it is the one that was.
    """
    written = (letter.to_address or "").splitlines()
    return address_of(borrower, "\n".join(written[1:-2])) or letter.to_address or ""


def about(loan: Any) -> str:
    """What a reminder about this loan, or a row of its id and day, is about: the day that is agreed now."""
    return f"loan:{loan.id}:due:{loan.due_on}"


# --- the night ---


def letters_due(actor: Actor, today: date, *, now: datetime, sends_sms: bool | None = None) -> int:
    """Let everything go out that should have by `today`; the number of messages written, calls not counted.

    Nothing goes out on a day of rest; the next night makes up for it. Only the example says whether texts can be
    sent; else that is as this deployment can.
    """
    actor.must(Permission.LOAN_EXTEND)
    _drop_of_ended(actor, now)
    if quiet.is_day_of_rest(today):
        return 0
    plan = plan_in_force()
    due = _everything_due(plan, today) if plan else []
    night = _Night(actor, plan, today, now, sends_sms)
    parts = (
        partial(in_portions, night.sees_to, due, _AT_ONCE),
        partial(_call_after_failures, actor, today, now, sends_sms),
    )
    each_by_itself(lambda part: part(), parts)
    return night.written


def _drop_of_ended(actor: Actor, now: datetime) -> None:
    """What was still to be called or printed about a loan that ended is not needed any more."""
    with transaction():
        about_loans = calling.drop_of_ended(now)
        query = select(Letter).where(
            Letter.thing == "loan", Letter.medium == Medium.PAPER, Letter.kind.in_(KINDS),
            Letter.sent_at.is_(None), Letter.withdrawn_at.is_(None),
            exists().where(Loan.id == Letter.thing_id, Loan.state != LoanState.OPEN),
        )  # fmt: skip
        for letter in db.session.scalars(query).all():
            letter.withdrawn_at = now
            about_loans.add(letter.thing_id or 0)
        for loan in db.session.scalars(select(Loan).where(Loan.id.in_(about_loans)).order_by(Loan.id)).all():
            record(actor, "lending.reminders_over", loan, now=now, device=loan.device)


def _everything_due(plan: Mapping[int, Way], today: date) -> list[int]:
    """The loans about which something is due, in the order in which they came to be.

    Nobody is loaded for it: of the thousands on the ladder a night has something to say to a few.
    """
    furthest = today - timedelta(days=min(plan))
    on_the_ladder = (Loan.due_on <= furthest, calling.still_so(today))
    columns = select(Loan.id, Loan.due_on, Loan.started_on)
    loans = db.session.execute(columns.where(*on_the_ladder).order_by(Loan.id)).all()
    done = _keys_of(select(Loan.id).where(*on_the_ladder)) if loans else set()
    reached = (
        (loan, reminder_due(loan.due_on, started_on=loan.started_on, today=today, ladder=plan))
        for loan in loans
    )
    return [loan.id for loan, rung in reached if rung is not None and f"{about(loan)}:{rung}" not in done]


def _with_everyone(query: Any) -> Any:
    """`query` with who borrows, and the service that sent them, at hand."""
    return query.options(
        selectinload(Loan.borrower), selectinload(Loan.device),
        selectinload(Loan.application).selectinload(Application.referrer).selectinload(Partner.contacts),
    )  # fmt: skip


@dataclass
class _Night:
    """One night's round: who goes round, by which plan, and how many messages were written so far."""

    actor: Actor
    plan: Mapping[int, Way]
    today: date
    now: datetime
    sends_sms: bool | None
    written: int = 0

    def sees_to(self, loan_ids: Sequence[int]) -> None:
        """The reminders of these loans, together or not at all; none where someone was first with the only one."""
        try:
            with transaction():
                written = self._go_out_together(loan_ids)
        except SomeoneElseWasFirst:
            if len(loan_ids) > 1:
                raise
        else:
            self.written += written

    def _go_out_together(self, loan_ids: Sequence[int]) -> int:
        """Asked again on fresh facts, while nobody else can touch these loans."""
        held = select(Loan).where(Loan.id.in_(loan_ids)).order_by(Loan.id).with_for_update()
        query = _with_everyone(held).execution_options(populate_existing=True)
        loans = db.session.scalars(query).all()
        known = known_of(loans, self.today, self.sends_sms)
        house = _House(db.session.get_one(Digibank, current_digibank_id()), plan_kept())
        return sum(self._goes_out(loan, known, house) for loan in loans)

    def _goes_out(self, loan: Loan, known: _Known, house: "_House") -> bool:
        """What is due about this loan: written, or put on the list of calls. Was it written?"""
        due = due_now(
            known.standing(loan), known.reach(loan), self.plan, today=self.today,
            done=known.rungs_done(loan, self.plan),
        )  # fmt: skip
        if due is None:
            return False
        key = f"{about(loan)}:{due.rung}"
        if due.channel in WRITTEN:
            _write(loan, due, key, house, self.now)
            record(
                self.actor, "lending.reminder_written", loan, now=self.now, device=loan.device, letter=due.letter,
                rung=due.rung, channel=due.channel,
            )  # fmt: skip
            return True
        whom = calling.whom_to_call(loan, due.channel, known.no_texts(loan.borrower))
        calling.ask(self.actor, loan, whom, CallReason.RUNG, key=key, on=self.today, now=self.now)
        return False


@dataclass(frozen=True)
class _House:
    """Who writes: the digibank, and what it says in its own words."""

    ours: Digibank
    plan: ReminderPlan | None

    def own_words(self, letter: str, locale: str) -> str:
        """What is added to a letter in this language; empty for nothing."""
        return (self.plan.words or {}).get(letter, {}).get(locale, "") if self.plan is not None else ""


def _write(loan: Loan, due: Due, key: str, house: _House, now: datetime) -> None:
    borrower, medium = loan.borrower, MEDIUM[due.channel]
    locale = letter_language(borrower.language, fallback=house.ours.locale)
    post(
        f"lending/{due.letter}",
        medium=medium,
        to_email=borrower.email if medium is Medium.MAIL else "",
        to_phone=borrower.phone if medium is Medium.SMS else "",
        to_address=address_of(borrower, line_of_administrator(loan, locale))
        if medium is Medium.PAPER
        else "",
        locale=locale,
        now=now,
        about=key,
        once=key,
        of=loan,
        by_day=True,
        first_name=borrower.first_name,
        due_on=loan.due_on,
        link=link_to(loan.token),
        own_words="" if medium is Medium.SMS else house.own_words(due.letter, locale),
        digibank=house.ours,
    )


def line_of_administrator(loan: Loan, locale: str) -> str:
    """The line on an envelope that names who signs for the borrower; empty when they sign themselves."""
    name = administrator_of(loan)
    with force_locale(locale):
        return _("Legal administrator: %(name)s", name=name) if name else ""


def _call_after_failures(actor: Actor, today: date, now: datetime, sends_sms: bool | None) -> None:
    """Whoever a message did not reach is called.

    A text that waits for a gateway that was switched off reaches nobody either: it is withdrawn, and becomes a call.
    """
    can_text = sms.gateway() is not None if sends_sms is None else sends_sms
    since, until = now - _FAILED_WITHIN, now - _ON_ITS_WAY
    query = select(Letter).where(
        Letter.thing == "loan", Letter.kind.in_(KINDS), Letter.medium != Medium.PAPER,
        Letter.sent_at.is_(None), Letter.withdrawn_at.is_(None), Letter.written_at.between(since, until),
    )  # fmt: skip
    failed = [
        (letter.id, letter.thing_id)
        for letter in db.session.scalars(query.order_by(Letter.id))
        if _reached_nobody(letter, can_text)
    ]
    for letter_id, loan_id in failed:
        try:
            with transaction():
                loan = db.session.execute(
                    select(Loan).where(Loan.id == loan_id).with_for_update()
                ).scalar_one()
                letter = db.session.get_one(Letter, letter_id, with_for_update=True, populate_existing=True)
                known = known_of([loan], today)
                key = f"letter:{letter_id}"
                if key in known.done or not _reached_nobody(letter, can_text):
                    continue
                if is_no_longer_so(letter, today):
                    continue
                if letter.state is LetterState.WAITS:
                    letter.withdrawn_at, letter.try_after = now, None
                whom = calling.whom_to_call(loan, Channel.CALL, known.no_texts(loan.borrower))
                calling.ask(actor, loan, whom, CallReason.FAILED, key=key, on=today, now=now)
        except SomeoneElseWasFirst:
            continue


def _reached_nobody(letter: Letter, can_text: bool) -> bool:
    """Did it fail, or does it wait for a gateway that is not there?"""
    if letter.state is LetterState.WAITS:
        return letter.medium is Medium.SMS and not can_text
    return letter.state is LetterState.FAILED


def hold_back(letter: Letter, today: date) -> bool:
    """Must this letter not leave now? Asked by the postman, who withdraws it then.

    A reminder that only goes the wrong way gives its rung back: the next night takes the way that is right, down to a
    call, so that nobody is skipped in silence.
    """
    if letter.thing != "loan":
        return False
    here = _as_it_leaves(letter, today)
    if here is None or _says_what_is_no_longer_so(letter, here):
        return True
    if not _goes_the_wrong_way(letter, here):
        return False
    if letter.kind in {*KINDS, UNPAID}:
        letter.once_key = None
    return True


def is_no_longer_so(letter: Letter, today: date) -> bool:
    """Did what a letter of this room says stop being so since it was written?"""
    if letter.thing != "loan":
        return False
    here = _as_it_leaves(letter, today)
    return here is None or _says_what_is_no_longer_so(letter, here)


#: everything that keeps a letter about a loan from leaving, in one question: the postman asks it about each
_AS_IT_LEAVES = (
    select(
        Loan, Borrower.phone, Borrower.email, calling.still_so(bindparam("today", type_=Date)).label("still_so"),
        NoTexts,
    )
    .join(Borrower, Borrower.id == Loan.borrower_id)
    .outerjoin(NoTexts, NoTexts.borrower_id == Loan.borrower_id)
    .where(Loan.id == bindparam("loan_id"))
)  # fmt: skip


def _as_it_leaves(letter: Letter, today: date) -> Any:
    """The loan of a letter and what is known of its borrower now; None when it is not there any more."""
    return db.session.execute(_AS_IT_LEAVES, {"loan_id": letter.thing_id, "today": today}).one_or_none()


def _says_what_is_no_longer_so(letter: Letter, here: Any) -> bool:
    return _is_past(letter, here.Loan) or (letter.kind in KINDS and not here.still_so)


def _goes_the_wrong_way(letter: Letter, here: Any) -> bool:
    """Did this person object to texts, or get another number or address, since the letter was written?"""
    if letter.medium is Medium.SMS:
        refused = here.NoTexts is not None and calling.counts_for(here.NoTexts, here.phone) is not None
        return letter.to_phone != here.phone or refused
    return letter.medium is Medium.MAIL and letter.to_email != here.email


def stop_for(loan: Loan, today: date) -> Stop | None:
    """Why no reminder goes out about this loan now; None when they do."""
    return stop_of(known_of([loan], today).standing(loan))


# --- what is kept of it ---


@dataclass(frozen=True)
class Said:
    """One line of a loan's correspondence."""

    at: datetime
    #: a Medium, or None for a call
    medium: Medium | None
    letter: Letter | None = None
    call: PhoneCall | None = None
    #: the loan ended, or has another agreed day: nothing of it leaves any more
    is_past: bool = False

    @property
    def state(self) -> LetterState | None:
        """Where a letter is. What waits for the printer about a loan that ended never leaves."""
        if self.letter is None:
            return None
        waits = self.letter.state is LetterState.WAITS
        return LetterState.WITHDRAWN if waits and self.is_past else self.letter.state


def correspondence_of(loan: Loan) -> list[Said]:
    """Everything sent, printed and called about a loan, newest first; what is still to be done before all."""
    query = select(PhoneCall).where(PhoneCall.loan_id == loan.id)
    if not loan.is_open:
        query = query.where(PhoneCall.answer.is_not(None))
    calls = db.session.scalars(query).all()
    said = [
        *(
            Said(letter.written_at, letter.medium, letter=letter, is_past=_is_past(letter, loan))
            for letter in outbox.correspondence_of(loan)
        ),
        *(Said(call.answered_at or call.asked_at, None, call=call) for call in calls),
    ]
    return sorted(
        said, key=lambda one: (one.call is not None and one.call.answer is None, one.at), reverse=True
    )


def _is_past(letter: Letter, loan: Loan) -> bool:
    if letter.kind == welcome.KIND:
        return not loan.is_open
    return letter.kind in KINDS and (
        not loan.is_open or not (letter.about or "").startswith(f"{about(loan)}:")
    )


def blank_for(borrower: Borrower) -> None:
    """Someone is being forgotten: what was written to them is blank, in that same deed."""
    ids = db.session.scalars(select(Loan.id).where(Loan.borrower_id == borrower.id)).all()
    outbox.blank_letters_about("loan", ids)
    calling.blank_no_texts(borrower)
