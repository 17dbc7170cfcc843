"""Deposits that were to be paid and are not: reminded of apart from the laptop, and at the end a person decides.

What is reminded of is what a borrower owes: a request by bank, or an amount that was agreed for later. What an
organisation promised is not theirs. Everything is asked again when a reminder leaves: nobody who paid is written to.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, and_, cast, exists, literal, or_, select
from sqlalchemy.orm import load_only, selectinload

from inventory.banking import epc
from inventory.borrowers.rules import letter_language
from inventory.deposits.asked import left_in, paid_of
from inventory.deposits.asking_rules import RequestState, left_of
from inventory.deposits.ledger import DepositWay, standing_of, still_open
from inventory.deposits.models import Deposit, LedgerEntry, PaymentRequest
from inventory.digibank.models import Digibank
from inventory.foundation import quiet
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.outbox import Letter, LetterState, Medium, post
from inventory.foundation.refusal import NationalNumber, NotHere, SomeoneElseWasFirst
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import hold, transaction
from inventory.lending import calling
from inventory.lending.ladder import Channel, Way
from inventory.lending.models import Loan
from inventory.lending.payment_ladder import (
    USUAL,
    CostsTooHigh,
    NoEnterpriseNumber,
    Reminded,
    Step,
    costs_open,
    costs_told,
    most_costs,
    must_leave_time,
    next_step,
    way_to_write,
)
from inventory.lending.reaching import PaymentPlan, PaymentTask
from inventory.lending.reminders import MEDIUM, UNPAID, address_of, known_of, line_of_administrator
from inventory.permissions import Permission

#: more than the law allows for the largest debt is a typing error
_MOST_COSTS = most_costs(10**9)


@dataclass(frozen=True)
class Claim:
    """One amount of a loan that was to be paid by a day that is over."""

    loan_id: int
    due_on: date
    #: "payment:7:due:2026-12-01" for a request, "agreed:3:due:…" for what was agreed at the hand-over
    key: str
    request_id: int | None


# --- the ladder of a digibank ---


def plan_kept() -> PaymentPlan | None:
    """What this digibank chose, None when it left everything as is usual."""
    return db.session.execute(select(PaymentPlan)).scalar_one_or_none()


def plan_in_force(kept: PaymentPlan | None) -> dict[int, Way]:
    """The ladder: days from the day of payment, each with its way; empty when no reminders to pay go out."""
    return kept.by_rung if kept is not None else dict(USUAL)


def set_plan(
    actor: Actor, ways: Mapping[int, Way], *, now: datetime, costs_cents: int = 0,
    words: Mapping[str, str] | None = None,
) -> PaymentPlan:  # fmt: skip
    """Choose the ladder, what may be asked for costs after it, and what is added by language.

    Raises TooSoon, CostsTooHigh, NoEnterpriseNumber, or NationalNumber.
    """
    actor.must(Permission.POLICY_EDIT)
    must_leave_time(ways)
    if not 0 <= costs_cents <= _MOST_COSTS:
        raise CostsTooHigh(field="costs")
    for locale, text in (words or {}).items():
        if has_national_number(text):
            raise NationalNumber(field=f"words_{locale}")
    with transaction():
        if costs_cents and not _ours().enterprise_number:
            raise NoEnterpriseNumber(field="costs")
        kept = plan_kept()
        if kept is None:
            kept = PaymentPlan()
            db.session.add(kept)
        kept.ways = {str(rung): str(way) for rung, way in sorted(ways.items())}
        kept.words = {locale: text.strip() for locale, text in (words or {}).items() if text.strip()}
        kept.choose_costs(costs_cents, now)
        kept.set_at = now
        db.session.flush()
        record(actor, "lending.payment_ladder_set", kept, now=now, costs_cents=costs_cents)
    return kept


def _ours() -> Digibank:
    return db.session.get_one(Digibank, current_digibank_id())


# --- the night ---


def payments_due(actor: Actor, today: date, *, now: datetime, sends_sms: bool | None = None) -> int:
    """Remind of what is unpaid, each once, and leave to a person what is at its end; the number of reminders written.

    What is paid, withdrawn or back since is taken back first. On a day of rest nothing new is written.
    """
    actor.must(Permission.LOAN_EXTEND)
    _drop_what_is_over(actor, today, now)
    plan = plan_in_force(plan_kept())
    if not plan or quiet.is_day_of_rest(today):
        return 0
    found = _claims(today)
    reminded = _reminded(found)
    return sum(
        _see_to(actor, claim, plan, today, now, sends_sms)
        for claim in found
        if next_step(claim.due_on, plan, reminded[claim.key], today)[0] is not Step.NOTHING
    )


def _of_requests(today: date) -> Any:
    """The requests that their borrower did not pay by the agreed day, as a condition beside their loan."""
    return and_(
        PaymentRequest.loan_id == Loan.id, PaymentRequest.state == RequestState.OPEN,
        PaymentRequest.partner_id.is_(None), PaymentRequest.due_on < today, calling.undisturbed(today),
    )  # fmt: skip


def _agreed_for_later(today: date) -> Any:
    """The same of deposits that were agreed for later: what is asked by bank of them has a day of its own."""
    return and_(
        Deposit.loan_id == Loan.id, Deposit.way == DepositWay.LATER, Deposit.partner_id.is_(None),
        Deposit.held_cents < Deposit.asked_cents, Deposit.promised_on < today, calling.undisturbed(today),
    )  # fmt: skip


def _claims(today: date, *loan_ids: int) -> list[Claim]:
    """Every unpaid amount that may be asked, oldest loan first; of some loans when these are named."""
    these = (Loan.id.in_(loan_ids),) if loan_ids else ()
    asked = select(Loan.id, PaymentRequest.due_on, PaymentRequest.id.label("number"))
    agreed = select(Loan.id, Deposit.promised_on.label("due_on"), Deposit.id.label("number"))
    rows = (
        *(("payment", row) for row in db.session.execute(asked.where(_of_requests(today), *these))),
        *(("agreed", row) for row in db.session.execute(agreed.where(_agreed_for_later(today), *these))),
    )
    found = [
        Claim(
            row.id, row.due_on, f"{kind}:{row.number}:due:{row.due_on}",
            row.number if kind == "payment" else None,
        )
        for kind, row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda claim: (claim.loan_id, claim.due_on, claim.key))


def _reminded(claims: Sequence[Claim], kept: PaymentPlan | None = None) -> dict[str, list[Reminded]]:
    """What was written about each of these, by its key; with what was chosen, the costs that each named."""
    found: dict[str, list[Reminded]] = defaultdict(list)
    query = (
        select(Letter)
        .where(
            Letter.thing == "loan", Letter.thing_id.in_({claim.loan_id for claim in claims}),
            Letter.kind == UNPAID, Letter.once_key.is_not(None),
        )
        .options(
            load_only(
                Letter.once_key, Letter.about, Letter.body, Letter.medium, Letter.sent_at, Letter.tries, Letter.trouble,
                Letter.withdrawn_at, Letter.written_at,
            )
        )
    )  # fmt: skip
    for letter in db.session.scalars(query):
        key, _colon, rung = (letter.once_key or "").rpartition(":")
        found[key].append(
            Reminded(
                int(rung), letter.medium is Medium.PAPER, day(letter.sent_at) if letter.sent_at else None,
                failed=letter.state is LetterState.FAILED, costs=_costs_named(letter, kept),
            )
        )  # fmt: skip
    return found


def _costs_named(letter: Letter, kept: PaymentPlan | None) -> int:
    """What it said may follow for costs, as was chosen when it was written.

    A text names none, nor does a letter without our enterprise number.
    """
    number = _ours().enterprise_number
    if kept is None or letter.medium is Medium.SMS or not number or number not in letter.body:
        return 0
    _key, _colon, cents = (letter.about or "").rpartition(":")
    return costs_told(kept.costs_at(letter.written_at), int(cents))


def _see_to(
    actor: Actor, claim: Claim, plan: Mapping[int, Way], today: date, now: datetime, sends_sms: bool | None
) -> bool:
    """Remind once, or leave it to a person; asked again while nobody else can touch this loan."""
    try:
        with transaction():
            loan = db.session.execute(
                select(Loan)
                .where(Loan.id == claim.loan_id)
                .with_for_update()
                .execution_options(populate_existing=True)
            ).scalar_one()
            task = db.session.scalar(select(PaymentTask).where(PaymentTask.once_key == claim.key))
            if claim not in _claims(today, loan.id) or (task is not None and task.done_by_id is not None):
                return False
            cents = cents_of([claim])[claim.key]
            step, rung = next_step(claim.due_on, plan, _reminded([claim])[claim.key], today)
            if not cents or step is Step.NOTHING:
                return False
            channel = None
            if rung is not None:
                channel = way_to_write(plan[rung], known_of([loan], today, sends_sms).reach(loan))
            if channel is None:
                _leave_to_a_person(actor, claim, loan, task, now)
                return False
            _write(loan, claim, channel, cents, rung, now)
            record(
                actor, "lending.payment_reminded", loan, now=now, device=loan.device, rung=rung,
                channel=channel, amount_cents=cents,
            )  # fmt: skip
            return True
    except SomeoneElseWasFirst:
        return False


def cents_of(claims: Sequence[Claim]) -> dict[str, int]:
    """What is still to come in of each of these, in cents, by its key; asked as often for one as for a hundred.

    Of what was agreed for later, that is what is not asked by bank already.
    """
    numbers = {claim.request_id for claim in claims if claim.request_id is not None}
    agreed = {claim.loan_id for claim in claims if claim.request_id is None}
    is_asked_beside = PaymentRequest.loan_id.in_(agreed) & (PaymentRequest.state == RequestState.OPEN)
    query = select(PaymentRequest).where(PaymentRequest.id.in_(numbers) | is_asked_beside)
    requests = db.session.scalars(query).all()
    paid = paid_of(requests)
    left = {one.id: left_of(one.amount_cents, paid[one.id]) for one in requests}
    owed = _owed(agreed)
    for one in requests:
        if one.loan_id in owed:
            owed[one.loan_id] -= left[one.id]
    return {
        claim.key: max(0, owed.get(claim.loan_id, 0) if claim.request_id is None else left[claim.request_id])
        for claim in claims
    }


def _owed(loan_ids: Collection[int]) -> dict[int, int]:
    """What is still open of the deposits of these loans, in cents, by loan."""
    if not loan_ids:
        return {}
    entries: dict[int | None, list[LedgerEntry]] = defaultdict(list)
    for entry in db.session.scalars(select(LedgerEntry).where(LedgerEntry.loan_id.in_(loan_ids))):
        entries[entry.loan_id].append(entry)
    deposits = db.session.execute(
        select(Deposit.loan_id, Deposit.asked_cents).where(Deposit.loan_id.in_(loan_ids))
    )
    return {loan_id: still_open(asked, standing_of(entries[loan_id])) for loan_id, asked in deposits}


def _write(loan: Loan, claim: Claim, channel: Channel, cents: int, rung: int | None, now: datetime) -> None:
    borrower, ours = loan.borrower, _ours()
    kept, medium = plan_kept(), MEDIUM[channel]
    # The law wants to know by whom costs are asked (Code of Economic Law, XIX.2): else there are none.
    chosen = kept.costs_cents if kept is not None and ours.enterprise_number else 0
    locale = letter_language(borrower.language, fallback=ours.locale)
    request = db.session.get_one(PaymentRequest, claim.request_id) if claim.request_id is not None else None
    post(
        UNPAID,
        medium=medium,
        to_email=borrower.email if medium is Medium.MAIL else "",
        to_phone=borrower.phone if medium is Medium.SMS else "",
        to_address=address_of(borrower, line_of_administrator(loan, locale))
        if medium is Medium.PAPER
        else "",
        locale=locale,
        now=now,
        about=f"{claim.key}:{cents}",
        once=f"{claim.key}:{rung}",
        of=loan,
        by_day=True,
        first_name=borrower.first_name,
        cents=cents,
        due_on=claim.due_on,
        again=bool(_reminded([claim])[claim.key]),
        costs=costs_told(chosen, cents),
        asked=request,
        own_words=(kept.words or {}).get(locale, "") if kept is not None else "",
        digibank=ours,
    )


def _leave_to_a_person(
    actor: Actor, claim: Claim, loan: Loan, task: PaymentTask | None, now: datetime
) -> None:
    """Once; again when it was not needed for a while: the reminders rested, or a payment was undone."""
    if task is not None and task.done_at is None:
        return
    if task is None:
        task = PaymentTask(
            loan=loan, loan_id=loan.id, request_id=claim.request_id, once_key=claim.key, due_on=claim.due_on
        )
        db.session.add(task)
    task.asked_at, task.done_at = now, None
    record(actor, "lending.payment_to_decide", loan, now=now, device=loan.device)


def _drop_what_is_over(actor: Actor, today: date, now: datetime) -> None:
    """What waits for the printer or for a person, and is paid, changed or back since, is not needed any more."""
    with transaction():
        papers = select(Letter).where(
            Letter.kind == UNPAID, Letter.medium == Medium.PAPER, Letter.sent_at.is_(None),
            Letter.withdrawn_at.is_(None),
        )  # fmt: skip
        loans = set()
        for letter in db.session.scalars(papers).all():
            if is_over(letter, today):
                letter.withdrawn_at, letter.once_key = now, None
                loans.add(letter.thing_id)
        for task in db.session.scalars(select(PaymentTask).where(PaymentTask.done_at.is_(None))).all():
            if not cents_of(_claims(today, task.loan_id)).get(task.once_key):
                task.done_at = now
                loans.add(task.loan_id)
        for loan in db.session.scalars(select(Loan).where(Loan.id.in_(loans)).order_by(Loan.id)).all():
            record(actor, "lending.payment_reminders_over", loan, now=now, device=loan.device)


# --- before it leaves ---


def hold_back(letter: Letter, today: date) -> bool:
    """Must this reminder not leave now? What was paid meanwhile gives its rung back: the rest may be asked anew."""
    if letter.kind != UNPAID or not is_over(letter, today):
        return False
    letter.once_key = None
    return True


def is_over(letter: Letter, today: date) -> bool:
    """Is what a reminder to pay asks for not so any more: paid in whole or part, withdrawn, moved or back?"""
    return bool(over_among([letter], today))


def over_among(letters: Sequence[Letter], today: date) -> set[int]:
    """The ids of those of which that is so; asked as often for one as for a hundred."""
    about_money = [letter for letter in letters if letter.kind == UNPAID]
    loan_ids = {letter.thing_id for letter in about_money if letter.thing_id is not None}
    left = cents_of(_claims(today, *loan_ids)) if loan_ids else {}
    return {letter.id for letter in about_money if not _still_asks(letter, left)}


def _still_asks(letter: Letter, left: Mapping[str, int]) -> bool:
    """Does it ask for what is still to come in, to the cent?"""
    key, _colon, cents = (letter.about or "").rpartition(":")
    return key in left and str(left[key]) == cents


def is_still_asked(today: date) -> Any:
    """The condition, beside its loan, under which a letter that waits for the printer is still about an open claim."""
    by_bank = (
        literal("payment:") + cast(PaymentRequest.id, String) + ":due:" + cast(PaymentRequest.due_on, String)
    )
    agreed = literal("agreed:") + cast(Deposit.id, String) + ":due:" + cast(Deposit.promised_on, String)
    return (Letter.kind == UNPAID) & or_(
        exists().where(_of_requests(today), Letter.about.like(by_bank + ":%")),
        exists().where(_agreed_for_later(today), Letter.about.like(agreed + ":%")),
    )


def payment_qr(letter: Letter) -> str:
    """What an app of a bank reads of a reminder on paper; empty where nothing is asked by bank."""
    number = (letter.about or "").split(":")[1]
    request = (
        db.session.get(PaymentRequest, int(number)) if (letter.about or "").startswith("payment:") else None
    )
    if request is None:
        return ""
    account = request.bank_account
    return epc.payload(
        name=account.holder_name, iban=account.iban, cents=left_in(request), reference=request.reference
    )


# --- for the desk ---


def open_tasks(today: date) -> Any:
    """What a person has to decide about, as a question; what was paid since the night is left out."""
    still = or_(
        exists().where(
            _of_requests(today), PaymentRequest.id == PaymentTask.request_id,
            PaymentRequest.due_on == PaymentTask.due_on,
        ),
        PaymentTask.request_id.is_(None)
        & exists().where(_agreed_for_later(today), Deposit.promised_on == PaymentTask.due_on),
    )  # fmt: skip
    return (
        select(PaymentTask)
        .join(Loan, (Loan.id == PaymentTask.loan_id) & (Loan.digibank_id == PaymentTask.digibank_id))
        .where(PaymentTask.done_at.is_(None), still)
    )


@dataclass(frozen=True)
class Shown:
    """One task as the desk sees it."""

    task: PaymentTask
    cents: int
    reminded: Sequence[Reminded]
    #: what the digibank may ask for costs, in cents, and from which day the law lets it; 0 and None: nothing
    costs: int
    costs_from: date | None


def tasks_to_see(today: date, limit: int = 100) -> list[Shown]:
    """What a person has to decide about today, longest waiting first."""
    query = open_tasks(today).order_by(PaymentTask.id).limit(limit)
    tasks = db.session.scalars(
        query.options(selectinload(PaymentTask.loan).selectinload(Loan.borrower))
    ).all()
    claims = [Claim(task.loan_id, task.due_on, task.once_key, task.request_id) for task in tasks]
    kept = plan_kept()
    reminded, cents = _reminded(claims, kept), cents_of(claims)
    chosen = kept.costs_cents if kept is not None else 0
    return [
        _shown(task, cents[task.once_key], reminded[task.once_key], chosen)
        for task in tasks
        if cents[task.once_key]
    ]


def _shown(task: PaymentTask, cents: int, reminded: Sequence[Reminded], chosen: int) -> Shown:
    return Shown(task, cents, reminded, *costs_open(reminded, chosen, cents))


def get_task(task_id: int) -> PaymentTask:
    """The task with this id in our digibank; NotHere otherwise."""
    found = db.session.scalar(select(PaymentTask).where(PaymentTask.id == task_id))
    if found is None:
        raise NotHere
    return found


def leave_it(actor: Actor, task: PaymentTask, *, now: datetime) -> None:
    """Someone decided to remind no more about this amount; it stays owed. Twice is once."""
    actor.must(Permission.LOAN_EXTEND)
    with transaction():
        hold(task)
        if task.done_at is None:
            task.done_at, task.done_by_id = now, actor.user_id
            record(actor, "lending.payment_left", task.loan, now=now, device=task.loan.device)
