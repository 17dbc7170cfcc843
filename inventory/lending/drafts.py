"""A hand-over under way: who, what, deposit, signature, workshop, in any order; every answer kept at once.

Nothing here lends anything. The answers wait in a row of their own, so that someone may stop and go on
later, and only `actions.hand_over` makes a loan of them, with everything that belongs to it, in one go.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from inventory.applications import policy as terms
from inventory.applications.models import Application
from inventory.applications.policy import LendingPolicy, Tariff
from inventory.applications.queries import (
    approved_application_of,
    kept_for,
    met_by,
    proofs_to_see,
    rules_in_force,
)
from inventory.applications.states import ApplicationState
from inventory.banking.queries import account_for_deposits
from inventory.borrowers import actions as borrowers
from inventory.borrowers.models import Borrower
from inventory.borrowers.queries import household_of, must_count
from inventory.borrowers.rules import WaiverReason
from inventory.codes import Code, Kind
from inventory.deposits.actions import ReasonNeeded, SlipMissing, WhoPays
from inventory.deposits.asking_rules import NoBankAccount, TooManyParts, first_day, parts_of
from inventory.deposits.ledger import DepositWay
from inventory.devices.models import Device, DeviceKind
from inventory.digibank.numbers import find_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.journey import Stage
from inventory.lending.models import Accessory, HandOver
from inventory.lending.queries import open_loan_of, open_loans_by_person, open_loans_of
from inventory.lending.rules import HandOverFacts, NotYet, Signing, WorkshopAnswer, reasons_to_refuse
from inventory.lending.signature import NotSigned
from inventory.permissions import Permission


class Step(StrEnum):
    """One of the five questions of a hand-over."""

    WHO = "who"
    WHAT = "what"
    DEPOSIT = "deposit"
    SIGN = "sign"
    WORKSHOP = "workshop"


#: which step answers which objection
#: which question a reason belongs to; a promised proof belongs to none, it can be seen at any of them
STEP_OF: dict[NotYet, Step] = {
    NotYet.NO_BORROWER: Step.WHO,
    NotYet.BORROWER_GONE: Step.WHO,
    NotYet.NOT_APPROVED: Step.WHO,
    NotYet.STILL_HAS_ONE: Step.WHO,
    NotYet.HOUSEHOLD_HAS_ENOUGH: Step.WHO,
    NotYet.NO_DEVICE: Step.WHAT,
    NotYet.DEVICE_LENT: Step.WHAT,
    NotYet.DEVICE_NOT_READY: Step.WHAT,
    NotYet.KEPT_FOR_SOMEONE_ELSE: Step.WHAT,
    NotYet.DEVICE_BROKEN: Step.WHAT,
    NotYet.NO_CHARGER: Step.WHAT,
    NotYet.END_OPEN: Step.WHAT,
    NotYet.DEPOSIT_OPEN: Step.DEPOSIT,
    NotYet.NOT_SIGNED: Step.SIGN,
    NotYet.WORKSHOP_OPEN: Step.WORKSHOP,
    NotYet.WORKSHOP_FIRST: Step.WORKSHOP,
    NotYet.WORKSHOP_NOW: Step.WORKSHOP,
}


class HandOverOver(Refusal):
    """This hand-over was finished or given up before."""


class NotForAHandOver(Refusal):
    """What was scanned is the code of neither a laptop nor a borrower of ours."""


class NothingToSign(Refusal):
    """The agreement is not complete: who, what, until when, and the deposit come first."""


class EndMissing(Refusal):
    """Until when, or without an end? One of the two."""

    status = 422


class EndInThePast(Refusal):
    """A loan does not end before it begins."""

    status = 422


class DayMissing(Refusal):
    """A promise needs a day."""

    status = 422


class AmountMissing(Refusal):
    """The policy names no amount, so a person fills one in."""

    status = 422


def start(
    actor: Actor,
    *,
    now: datetime,
    borrower: Borrower | None = None,
    device: Device | None = None,
) -> HandOver:
    """Begin a hand-over with whoever or whatever was scanned first."""
    actor.must(Permission.LOAN_HAND_OVER)
    with transaction():
        draft = HandOver(started_at=now, started_by_id=actor.user_id, accessories=[])
        db.session.add(draft)
        _fill_borrower(draft, borrower)
        _fill_device(draft, device, now)
        db.session.flush()  # the trace names its id
        record(actor, "lending.hand_over_begun", draft, now=now, device=draft.device)
    return draft


def choose_borrower(actor: Actor, draft: HandOver, borrower: Borrower, *, now: datetime) -> None:
    """This is who stands at the desk; their approved application comes along."""
    with _answering(actor, draft, Step.WHO, now):
        _fill_borrower(draft, borrower)
        _unsign(draft)
        if draft.device is None and draft.application is not None:
            _fill_device(draft, draft.application.device, now)


def choose_device(
    actor: Actor,
    draft: HandOver,
    device: Device,
    *,
    now: datetime,
    accessories: Iterable[Accessory],
    due_on: date | None,
    has_no_end: bool,
) -> None:
    """This laptop goes along, with these things, until that day or without an end."""
    with _answering(actor, draft, Step.WHAT, now):
        if due_on is None and not has_no_end:
            raise EndMissing(field="due_on")
        if due_on is not None and due_on < day(now):
            raise EndInThePast(field="due_on")
        draft.device = device
        draft.device_id = device.id
        draft.accessories = [str(accessory) for accessory in accessories]
        draft.due_on = None if has_no_end else due_on
        draft.has_no_end = has_no_end
        _unsign(draft)


def settle_deposit(
    actor: Actor,
    draft: HandOver,
    *,
    now: datetime,
    way: DepositWay,
    tariff: Tariff = Tariff.NORMAL,
    cents: int | None = None,
    slip: str = "",
    partner: Any = None,
    promised_on: date | None = None,
    because: str = "",
    parts: int = 1,
) -> None:
    """How the deposit is arranged; booked, or asked by bank, only when the laptop is handed over.

    `cents` counts only where the policy names no amount. Raises AmountMissing, SlipMissing, WhoPays,
    DayMissing or ReasonNeeded at the field that is still open; for a transfer NoBankAccount, DueInThePast or
    TooManyParts, which is more parts than the policy allows.
    """
    with _answering(actor, draft, Step.DEPOSIT, now):
        rules = rules_for(draft)
        asked = asked_cents(rules, way, tariff, cents)
        _must_be_arranged(way, slip=slip, partner=partner, promised_on=promised_on, because=because, now=now)
        if way is DepositWay.TRANSFER:
            promised_on = _first_transfer(rules, asked, parts, promised_on, now)
        draft.tariff = Tariff.WAIVED if way is DepositWay.WAIVED else tariff
        draft.deposit_cents = asked
        draft.deposit_way = way if asked or way is DepositWay.WAIVED else DepositWay.NONE
        draft.slip = slip.strip() or None
        draft.partner = partner if way is DepositWay.THIRD_PARTY else None
        draft.partner_id = draft.partner.id if draft.partner else None
        draft.promised_on = promised_on if way in {DepositWay.LATER, DepositWay.TRANSFER} else None
        draft.deposit_parts = parts if way is DepositWay.TRANSFER else 1
        draft.waived_because = because.strip() or None if way is DepositWay.WAIVED else None
        _unsign(draft)


def asked_cents(policy: LendingPolicy, way: DepositWay, tariff: Tariff, typed: int | None) -> int:
    """What the deposit is, in cents; AmountMissing where nobody said."""
    if way in {DepositWay.WAIVED, DepositWay.NONE}:
        return 0
    tariff = Tariff.THIRD_PARTY if way is DepositWay.THIRD_PARTY else tariff
    set_by_policy = terms.deposit_cents(policy, tariff)
    cents = typed if set_by_policy is None else set_by_policy
    if cents is None:
        raise AmountMissing(field="amount")
    return cents


def most_parts(policy: LendingPolicy) -> int:
    """In how many parts a deposit may be paid, as the policy has it; one where it says nothing."""
    return (policy.deposit.instalments if policy.deposit is not None else None) or 1


def _first_transfer(
    policy: LendingPolicy, asked: int, parts: int, wanted: date | None, now: datetime
) -> date:
    """By which day the first part is paid by bank."""
    if account_for_deposits() is None:
        raise NoBankAccount(field="way")
    if parts > most_parts(policy):
        raise TooManyParts(field="parts", parts=parts)
    if asked:
        parts_of(asked, parts)
    return first_day(day(now), wanted, field="promised_on")


def _must_be_arranged(
    way: DepositWay, *, slip: str, partner: Any, promised_on: date | None, because: str, now: datetime
) -> None:
    if way is DepositWay.CARD and not slip.strip():
        raise SlipMissing(field="slip")
    if way is DepositWay.THIRD_PARTY and partner is None:
        raise WhoPays(field="partner")
    if way is DepositWay.LATER and (promised_on is None or promised_on < day(now)):
        raise DayMissing(field="promised_on")
    if way is DepositWay.WAIVED and not because.strip():
        raise ReasonNeeded(field="because")


def sign(
    actor: Actor,
    draft: HandOver,
    *,
    now: datetime,
    signing: Signing,
    signature: bytes | None = None,
    typed_name: str = "",
    administrator: str = "",
    read_aloud: bool = False,
    explained: bool = False,
) -> None:
    """The borrower signed: on the screen (`signature` as from signature_from), by typing, or on paper.

    Or `administrator` did for them: who is under judicial protection may not sign alone (old Civil Code, art. 492).
    """
    with _answering(actor, draft, Step.SIGN, now):
        if not may_sign(draft):
            raise NothingToSign
        if signing is Signing.SCREEN and signature is None:
            raise NotSigned(field="signature")
        if signing is Signing.TYPED and not typed_name.strip():
            raise NotSigned(field="typed_name")
        draft.signing = signing
        draft.signature = signature if signing is Signing.SCREEN else None
        draft.typed_name = typed_name.strip() or None if signing is Signing.TYPED else None
        draft.administrator = administrator.strip() or None
        draft.read_aloud, draft.explained = read_aloud, explained


def may_sign(draft: HandOver) -> bool:
    """Signing comes after who, what and the money, so that nobody signs for something else by mistake."""
    before = {Step.WHO, Step.WHAT, Step.DEPOSIT}
    return not any(
        STEP_OF.get(reason) in before for reason in objections(draft) if reason not in _CAN_STILL_CHANGE
    )


#: these do not change a word of the agreement
_CAN_STILL_CHANGE = {NotYet.NOT_APPROVED, NotYet.STILL_HAS_ONE, NotYet.DEVICE_LENT, NotYet.DEVICE_NOT_READY}
_CAN_STILL_CHANGE |= {
    NotYet.HOUSEHOLD_HAS_ENOUGH,
    NotYet.KEPT_FOR_SOMEONE_ELSE,
    NotYet.DEVICE_BROKEN,
    NotYet.NO_CHARGER,
}


def answer_workshop(
    actor: Actor,
    draft: HandOver,
    *,
    now: datetime,
    answer: WorkshopAnswer,
    on: date | None = None,
    reason: WaiverReason | None = None,
) -> None:
    """Followed today or before, planned on a day, or not needed for a reason."""
    with _answering(actor, draft, Step.WORKSHOP, now):
        if answer is WorkshopAnswer.PLANNED and on is None:
            raise DayMissing(field="planned_on")
        if answer is WorkshopAnswer.NOT_NEEDED and reason is None:
            raise ReasonNeeded(field="reason")
        if answer is WorkshopAnswer.NOT_NEEDED:
            borrowers.must_be_waivable(actor)
        draft.workshop = answer
        draft.workshop_on = on if answer is WorkshopAnswer.PLANNED else None
        draft.workshop_reason = str(reason) if answer is WorkshopAnswer.NOT_NEEDED else None


def take_in(actor: Actor, draft: HandOver, code: Code | None, *, now: datetime) -> Step:
    """A code was scanned, at whatever step: the laptop or the borrower it belongs to joins the hand-over.

    Answers with the step that it filled. NotForAHandOver for any other code.
    """
    if code is None:
        raise NotForAHandOver(field="text")
    if code.kind in {None, Kind.PASS} and (borrower := find_by_code(Borrower, code)) is not None:
        choose_borrower(actor, draft, borrower, now=now)
        return Step.WHO
    must_count(code, field="text")
    device = find_by_code(Device, code) if code.kind in {None, Kind.DEVICE} else None
    if device is None:
        raise NotForAHandOver(field="text")
    with _answering(actor, draft, Step.WHAT, now):
        _fill_device(draft, device, now)
        _unsign(draft)
    return Step.WHAT


def drop(actor: Actor, draft: HandOver, *, now: datetime) -> None:
    """Give up this hand-over; nothing was lent and no money moved."""
    with _answering(actor, draft, None, now):
        draft.dropped_at = now
        draft.signature = draft.typed_name = draft.administrator = draft.waived_because = None


def facts_of(draft: HandOver, policy: LendingPolicy) -> HandOverFacts:
    """What the rules must know of this hand-over, as it stands in the database now."""
    borrower, device = draft.borrower, draft.device
    paid = draft.deposit_way in {DepositWay.CASH, DepositWay.CARD}
    waiting = kept_for(device) if device is not None and device.stage is Stage.RESERVED else None
    stage = device.stage if device is not None else None
    if device is not None and open_loan_of(device) is not None:
        stage = Stage.LENT
    return HandOverFacts(
        has_borrower=borrower is not None,
        borrower_gone=borrower is not None and borrower.is_forgotten,
        approved=_is_approved(draft.application, borrower),
        proof_to_see=bool(proofs_to_see(draft.application)),
        open_loans=open_loans_of(borrower) if borrower is not None else 0,
        most_loans=policy.loans_per_person or 1_000,
        household_loans=_of_household(borrower, policy),
        most_household_loans=policy.loans_per_household or 1_000,
        stage=stage,
        kept_for_someone_else=waiting is not None and waiting.id != draft.application_id,
        broken=device is not None and bool(device.defect),
        charger=Accessory.CHARGER in draft.accessories,
        charger_needed=device is not None and device.kind in {DeviceKind.LAPTOP, DeviceKind.TABLET},
        end_known=draft.due_on is not None or draft.has_no_end,
        deposit_way=draft.deposit_way,
        deposit_asked=draft.deposit_cents or _open_deposit(policy, draft),
        deposit_received=draft.deposit_cents if paid else 0,
        signing=draft.signing,
        workshop=draft.workshop or earlier_workshop(borrower),
        workshop_known=borrower is not None and borrower.has_had_workshop,
        workshop_gate=terms.workshop_gate(policy),
    )


def _of_household(borrower: Borrower | None, policy: LendingPolicy) -> int:
    """What all who live with this person have; asked only where the policy counts it."""
    if borrower is None or policy.loans_per_household is None:
        return 0
    return sum(open_loans_by_person([borrower.id, *(one.id for one in household_of(borrower))]).values())


def rules_for(draft: HandOver) -> LendingPolicy:
    """The policy in force, as it holds for the sort of device that goes along."""
    rules = rules_in_force()
    return terms.policy_for(rules, draft.device.kind) if draft.device is not None else rules


def usual_end(now: datetime, draft: HandOver | None = None) -> date | None:
    """The day on which a loan of today ends by the policy in force; None when that names no day."""
    return terms.due_on(rules_for(draft) if draft is not None else rules_in_force(), day(now))


def tariffs_offered(draft: HandOver, policy: LendingPolicy) -> tuple[Tariff, ...]:
    """The tariffs that can hold for whoever this laptop goes home with; none where no deposit is set.

    Whose condition gives a tariff pays that one: what was seen at the screening counts.
    """
    deposit = policy.deposit
    asks = deposit is not None and (deposit.social_for or deposit.waived_for)
    met = met_by(draft.application) if asks and draft.application is not None else frozenset()
    return terms.tariffs_for(policy, met)


def waits_for_workshop(borrower: Borrower, device: Device) -> bool:
    """Must this person follow the start workshop before this laptop goes along, and did not yet?"""
    return _comes_first(borrower, terms.policy_for(rules_in_force(), device.kind))


def workshop_comes_before(device: Device) -> bool:
    """Does nobody get this laptop before the start workshop, whoever it is for?"""
    policy = terms.policy_for(rules_in_force(), device.kind)
    return terms.workshop_gate(policy) is terms.WorkshopGate.FIRST


def workshop_comes_first(draft: HandOver) -> bool:
    """Must whoever this hand-over is for follow the start workshop before, and did not yet?"""
    return draft.borrower is not None and _comes_first(draft.borrower, rules_for(draft))


def _comes_first(borrower: Borrower, policy: LendingPolicy) -> bool:
    return terms.workshop_gate(policy) is terms.WorkshopGate.FIRST and not borrower.has_had_workshop


def objections(draft: HandOver) -> list[NotYet]:
    """Everything that still stands between this laptop and this person."""
    return reasons_to_refuse(facts_of(draft, rules_for(draft)))


def first_open_step(draft: HandOver) -> Step | None:
    """The step to ask next; None when the laptop may go."""
    open_steps = {STEP_OF.get(reason) for reason in objections(draft)}
    return next((step for step in Step if step in open_steps), None)


def _is_approved(application: Application | None, borrower: Borrower | None) -> bool:
    return (
        application is not None
        and borrower is not None
        and application.borrower_id == borrower.id
        and application.state is ApplicationState.APPROVED
    )


def _open_deposit(policy: LendingPolicy, draft: HandOver) -> int:
    """Nothing was arranged yet: 1 cent stands for 'someone must say', 0 where this person is asked none."""
    if draft.deposit_way is not None or tariffs_offered(draft, policy) in {(), (Tariff.WAIVED,)}:
        return 0
    return terms.deposit_cents(policy, Tariff.NORMAL) or 1


def earlier_workshop(borrower: Borrower | None) -> WorkshopAnswer | None:
    """Who followed the workshop before, or needs none, is not asked again."""
    if borrower is None or not borrower.has_had_workshop:
        return None
    return WorkshopAnswer.FOLLOWED if borrower.workshop_on else WorkshopAnswer.NOT_NEEDED


def _unsign(draft: HandOver) -> None:
    """What was signed said something else: whoever signed must see it again."""
    draft.signing = draft.signature = draft.typed_name = draft.administrator = None


def _fill_borrower(draft: HandOver, borrower: Borrower | None) -> None:
    is_another = draft.borrower_id is not None and (borrower is None or borrower.id != draft.borrower_id)
    if is_another or draft.workshop is WorkshopAnswer.NOT_NEEDED:
        # Said of one person, it says nothing of another: what was explained, the day that was agreed, why it need not.
        draft.workshop = draft.workshop_on = draft.workshop_reason = None
    draft.borrower = borrower
    draft.borrower_id = borrower.id if borrower else None
    draft.application = approved_application_of(borrower) if borrower else None
    draft.application_id = draft.application.id if draft.application else None


def _fill_device(draft: HandOver, device: Device | None, now: datetime) -> None:
    """What goes along unless someone says otherwise: the charger, and the usual term."""
    if device is None:
        return
    policy = terms.policy_for(rules_in_force(), device.kind)
    draft.device = device
    draft.device_id = device.id
    draft.accessories = [] if device.charger is False else [Accessory.CHARGER.value]
    draft.due_on = terms.due_on(policy, day(now))
    draft.has_no_end = terms.has_no_end(policy)


@contextmanager
def _answering(actor: Actor, draft: HandOver, step: Step | None, now: datetime) -> Iterator[None]:
    """One answer of a hand-over: allowed, still open, and on record when the block ends."""
    actor.must(Permission.LOAN_HAND_OVER)
    with transaction():
        if not draft.is_open:
            raise HandOverOver
        yield
        deed = "lending.hand_over_dropped" if step is None else "lending.hand_over_answered"
        record(actor, deed, draft, now=now, step=step)
