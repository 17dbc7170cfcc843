"""Hand over, extend, report lost, undo: each a deed with everything that belongs to it, or nothing."""

from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256

from flask_babel import force_locale

from inventory.applications import actions as applications
from inventory.applications.policy import LendingPolicy, Tariff, said, workshop_gate
from inventory.applications.queries import policy_in_force
from inventory.banking.queries import account_for_deposits
from inventory.borrowers import actions as borrowers
from inventory.borrowers.models import Borrower, Household
from inventory.borrowers.rules import WaiverReason, letter_language
from inventory.deposits import actions as deposits
from inventory.deposits.asking import ask, follow
from inventory.deposits.giving_back import Back, give_back
from inventory.deposits.ledger import DepositWay, held_of, is_promised
from inventory.deposits.models import LedgerEntry, Receipt
from inventory.deposits.papers import ReceiptFacts, ReceiptKind
from inventory.deposits.queries import deposit_of, entries_of
from inventory.deposits.refund_orders import account_of
from inventory.deposits.tills import name_of_till
from inventory.devices.actions import miss, move
from inventory.devices.models import Device
from inventory.digibank.numbers import give_code
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import hold, transaction
from inventory.journey import Move, Stage
from inventory.lending import contact, welcome
from inventory.lending.agreement import AgreementFacts, agreement
from inventory.lending.drafts import HandOverOver, facts_of, rules_for
from inventory.lending.longer import NotExtended, answered_by_extending, reasons_against
from inventory.lending.models import (
    Accessory,
    Ending,
    Extension,
    HandOver,
    Loan,
    LoanPaper,
    LoanState,
    Loss,
    LossKind,
)
from inventory.lending.queries import (
    administrator_of,
    house,
    link_to,
    link_to_notice,
    name_of,
    new_token,
)
from inventory.lending.rules import (
    NotYet,
    Signing,
    WorkshopAnswer,
    may_undo,
    reasons_to_refuse,
    visit_due_on,
)
from inventory.permissions import Permission
from inventory.wording import say


class NotComplete(Refusal):
    """Something still stands between this laptop and this person; `reasons` has all of it."""

    def __init__(self, reasons: list[NotYet]) -> None:
        """Say the first reason, carry them all."""
        super().__init__(because=reasons[0], count=len(reasons))
        self.reasons = reasons


class StillAtHome(Refusal):
    """A laptop of ours is at this person's home, so the person cannot be forgotten yet."""


class BothBorrow(Refusal):
    """Together these two entries have more laptops than one person may have."""


class LoanOver(Refusal):
    """This loan has ended."""


class TooLateToUndo(Refusal):
    """Only on the day itself is a hand-over undone; later it is a return."""


def hand_over(actor: Actor, draft: HandOver, *, now: datetime) -> Loan:
    """Lend the laptop of `draft`: loan, stage, deposit, agreement and their trace go together, or not at all.

    Raises NotComplete with everything that is still missing, HandOverOver when it was finished before.
    """
    actor.must(Permission.LOAN_HAND_OVER)
    with transaction():
        _lock_device(draft)
        if not draft.is_open:
            raise HandOverOver
        if draft.borrower is not None:
            borrowers.must_be_usable(draft.borrower)
        policy = policy_in_force()
        rules = rules_for(draft)
        if reasons := reasons_to_refuse(facts_of(draft, rules)):
            raise NotComplete(reasons)
        loan = give_code(
            Loan(
                device=draft.device,
                device_id=draft.device_id,
                borrower=draft.borrower,
                borrower_id=draft.borrower_id,
                application=draft.application,
                application_id=draft.application_id,
                policy=policy,
                policy_id=policy.id if policy else None,
                started_on=day(now),
                due_on=draft.due_on,
                handed_over_at=now,
                state=LoanState.OPEN,
                token=new_token(),
                accessories=list(draft.accessories),
                workshop=draft.workshop,
                workshop_on=draft.workshop_on,
                visit_due_on=visit_due_on(rules.visit, day(now)),
            )
        )
        db.session.add(loan)
        db.session.flush()  # what follows points to it
        move(actor, draft.device, Move.LEND, now=now, because=loan)
        applications.fulfil(actor, draft.application, draft.device, now=now)
        _note_workshop(actor, draft, now)
        # Before the receipt, which names who signed.
        _write_agreements(actor, draft, loan, rules, now)
        _book_deposit(actor, draft, loan, now)
        draft.loan, draft.loan_id = loan, loan.id
        contact.picked_up(actor, loan, now=now)
        welcome.write(loan, now=now)
        # The signature stands on the agreement now, and nowhere else.
        draft.signature = draft.typed_name = draft.administrator = draft.waived_because = None
        record(
            actor,
            "lending.handed_over",
            loan,
            now=now,
            device=draft.device,
            loan=str(loan.code),
            due_on=loan.due_on,
            signing=draft.signing,
            deposit_cents=draft.deposit_cents,
        )
    return loan


def _lock_device(draft: HandOver) -> None:
    """Wait until nobody else is lending this laptop, or to this household; then look at it as it is now."""
    db.session.flush()  # an answer given in this same deed counts too
    db.session.refresh(draft)
    if draft.device_id is not None:
        query = db.select(Device).where(Device.id == draft.device_id).with_for_update()
        db.session.execute(query.execution_options(populate_existing=True)).scalar_one()
    if draft.borrower is not None and draft.borrower.household_id is not None:
        # Two desks that lend to two people of one household: the second counts what the first lent.
        together = db.select(Household).where(Household.id == draft.borrower.household_id)
        db.session.execute(together.with_for_update()).scalar_one()


def _book_deposit(actor: Actor, draft: HandOver, loan: Loan, now: datetime) -> None:
    way = draft.deposit_way or DepositWay.NONE
    deposits.agree(
        actor,
        loan,
        way=way,
        tariff=draft.tariff or Tariff.NORMAL,
        asked_cents=draft.deposit_cents,
        now=now,
        promised_on=draft.promised_on,
        partner=draft.partner,
        because=draft.waived_because or "",
    )
    if draft.deposit_cents and way in {DepositWay.CASH, DepositWay.CARD, DepositWay.THIRD_PARTY}:
        receive(actor, loan, way=way, cents=draft.deposit_cents, slip=draft.slip or "", now=now)
    by_bank = way is DepositWay.TRANSFER or (
        way is DepositWay.THIRD_PARTY and account_for_deposits() is not None
    )
    if draft.deposit_cents and by_bank:
        # A hand-over may have lain for some days; then it is to be paid at once.
        until = max(draft.promised_on, day(now)) if draft.promised_on is not None else None
        ask(actor, loan, now=now, due_on=until, parts=draft.deposit_parts)


def receive(
    actor: Actor, loan: Loan, *, way: DepositWay, cents: int, now: datetime, slip: str = ""
) -> Receipt | None:
    """Book a deposit for `loan` and write its receipt; none for a promise by an organisation.

    LoanOver once it ended: then nothing is owed to us any more.
    """
    with transaction():
        hold(loan)
        if not loan.is_open:
            raise LoanOver
        if way is DepositWay.THIRD_PARTY:
            agreed = deposit_of(loan)
            partner = agreed.partner if agreed is not None else None
            deposits.third_party(actor, loan, cents=cents, partner=partner, now=now)
            return None
        if way is DepositWay.CARD:
            entry = deposits.receive_card(actor, loan, cents=cents, slip=slip, now=now)
        else:
            entry = deposits.receive_cash(actor, loan, cents=cents, now=now)
        return _receipt(actor, loan, entry, ReceiptKind.DEPOSIT, way, now)


def _receipt(
    actor: Actor, loan: Loan, entry: LedgerEntry, kind: ReceiptKind, way: DepositWay, now: datetime
) -> Receipt:
    facts = replace(
        receipt_facts(actor, loan, kind, now),
        cents=entry.cents,
        way=way,
        slip=entry.slip or "",
        till=name_of_till(entry),
        account=account_of(entry),
    )
    return deposits.issue_receipt(actor, loan, entry, kind=kind, facts=facts, now=now)


def receipt_facts(actor: Actor, loan: Loan, kind: ReceiptKind, now: datetime) -> ReceiptFacts:
    """What stands on any receipt for `loan`, but for the number and the amount."""
    ours = house()
    letter, digits = loan.spoken.split(" ", 1)
    return ReceiptFacts(
        kind=kind,
        number="",
        house=ours,
        first_name=loan.borrower.first_name,
        loan_code=(letter, digits),
        device=f"{loan.device.name}, {loan.device.spoken}",
        cents=0,
        way=DepositWay.CASH,
        on=day(now),
        by=name_of(actor),
        locale=paper_locale(loan.borrower),
        link=link_to(loan.token),
        administrator=administrator_of(loan),
    )


def paper_locale(borrower: Borrower) -> str:
    """The language of someone's papers; Dutch for who speaks another than our three."""
    return letter_language(borrower.language, fallback="nl")


def _note_workshop(actor: Actor, draft: HandOver, now: datetime) -> None:
    if draft.workshop is WorkshopAnswer.FOLLOWED and draft.borrower.workshop_on is None:
        borrowers.note_workshop(actor, draft.borrower, on=day(now), now=now)
        draft.noted_workshop = True
    if draft.workshop is WorkshopAnswer.NOT_NEEDED and not draft.borrower.has_had_workshop:
        reason = WaiverReason(draft.workshop_reason or next(iter(WaiverReason)))
        borrowers.waive_workshop(actor, draft.borrower, reason, now=now, was_agreed=True)
        draft.noted_workshop = True


def _take_back_workshop(actor: Actor, loan: Loan, now: datetime) -> None:
    """What this hand-over said of the start workshop is no longer so; what the teacher noted stays."""
    said = db.session.scalar(db.select(HandOver).where(HandOver.loan_id == loan.id, HandOver.noted_workshop))
    if said is None or loan.borrower.is_forgotten:
        return
    said.noted_workshop = False
    if said.workshop is WorkshopAnswer.NOT_NEEDED:
        borrowers.take_back_waiver(actor, loan.borrower, now=now)
        return
    borrowers.take_back_workshop(actor, loan.borrower, now=now)
    if days := offered("workshop.followed", loan.borrower):
        borrowers.note_workshop(actor, loan.borrower, on=min(days), now=now)


def _write_agreements(actor: Actor, draft: HandOver, loan: Loan, rules: LendingPolicy, now: datetime) -> None:
    """The Dutch agreement, which counts, and the borrower's own language beside it."""
    for locale in dict.fromkeys(("nl", paper_locale(loan.borrower))):
        pdf = agreement(agreement_facts(actor, draft, rules, locale, now=now, loan=loan))
        db.session.add(
            LoanPaper(
                loan=loan,
                loan_id=loan.id,
                locale=locale,
                signing=draft.signing,
                administrator=draft.administrator or "",
                witness_id=actor.user_id,
                made_at=now,
                pdf=pdf,
                sha256=sha256(pdf).hexdigest(),
            )
        )


def agreement_facts(
    actor: Actor,
    draft: HandOver,
    rules: LendingPolicy,
    locale: str,
    *,
    now: datetime,
    loan: Loan | None = None,
) -> AgreementFacts:
    """Everything that stands on the agreement in one language; without a number while there is no loan."""
    letter, _space, digits = (loan.spoken if loan is not None else "L ").partition(" ")
    asked, cap = draft.deposit_cents, rules.deduction_cap_cents
    with force_locale(locale):
        accessories = tuple(say(accessory) for accessory in Accessory if accessory in draft.accessories)
    return AgreementFacts(
        house=house(),
        locale=locale,
        loan_code=(letter, digits or "______"),
        link=link_to(loan.token) if loan is not None else "",
        privacy_link=link_to_notice(locale),
        full_name=draft.borrower.name,
        phone=draft.borrower.spoken_phone,
        device=draft.device.name,
        device_code=draft.device.spoken,
        accessories=accessories,
        condition=str(draft.device.grade or ""),
        started_on=day(now),
        due_on=draft.due_on,
        deposit_cents=asked,
        deposit_way=draft.deposit_way,
        promised_on=draft.promised_on,
        workshop=_workshop_as_signed(draft, rules),
        prices=tuple((said(price.text, locale), price.cents) for price in rules.deductions or ()),
        most_cents=asked if cap is None else min(asked, cap),
        signing=draft.signing or Signing.PAPER,
        signature=draft.signature,
        typed_name=draft.typed_name or "",
        administrator=draft.administrator or "",
        witness=name_of(actor),
        read_aloud=draft.read_aloud,
        explained=draft.explained,
    )


def _workshop_as_signed(draft: HandOver, rules: LendingPolicy) -> WorkshopAnswer | None:
    """What is known of the start workshop when the borrower signs; the day itself is agreed afterwards."""
    if draft.borrower.workshop_on is not None:
        return WorkshopAnswer.FOLLOWED
    return None if workshop_gate(rules) is None else WorkshopAnswer.PLANNED


def extend(actor: Actor, loan: Loan, *, until: date | None, now: datetime) -> Extension:
    """Move the end of `loan` to `until` (None: no end). NotExtended with everything against it."""
    actor.must(Permission.LOAN_EXTEND)
    with transaction():
        reasons = reasons_against(loan, until, day(now))
        if reasons:
            raise NotExtended(reasons)
        extension = Extension(
            loan=loan,
            loan_id=loan.id,
            from_on=loan.due_on,
            to_on=until,
            extended_at=now,
            extended_by_id=actor.user_id,
        )
        db.session.add(extension)
        record(actor, "lending.extended", loan, now=now, device=loan.device, before=loan.due_on, until=until)
        loan.due_on = until
        answered_by_extending(actor, loan, now=now)
    return extension


def report_loss(
    actor: Actor,
    loan: Loan,
    kind: LossKind,
    *,
    now: datetime,
    happened_on: date | None = None,
    police_report: str = "",
) -> Loss:
    """The borrower says that the laptop is missing or stolen. The loan runs on: it may still turn up."""
    actor.must(Permission.LOAN_TAKE_BACK)
    with transaction():
        if not loan.is_open:
            raise LoanOver
        loss = Loss(
            loan=loan,
            loan_id=loan.id,
            kind=kind,
            happened_on=happened_on,
            reported_at=now,
            police_report=police_report.strip()[:40],
        )
        db.session.add(loss)
        if loan.device.stage is Stage.LENT:
            miss(actor, loan.device, now=now, reason="stolen" if kind is LossKind.STOLEN else "lost")
        record(actor, "lending.loss_reported", loan, now=now, device=loan.device, kind=kind)
    return loss


def undo(actor: Actor, loan: Loan, *, now: datetime) -> Loan:
    """The borrower did not take it along after all: same day only, and the deposit goes back.

    The laptop goes to the wiping bench: nobody can prove that nothing was put on it.
    """
    actor.must(Permission.LOAN_HAND_OVER)
    with transaction():
        if not loan.is_open:
            raise LoanOver
        if not may_undo(loan.started_on, day(now)):
            raise TooLateToUndo
        welcome.hold_back(loan)
        give_back_all(actor, loan, now=now)
        end(loan, Ending.UNDONE, now=now)
        _take_back_workshop(actor, loan, now)
        move(actor, loan.device, way_back(loan.device), now=now, because=loan)
        if loan.application is not None:
            applications.undo_fulfil(actor, loan.application, now=now)
        contact.did_not_take_it(actor, loan, now=now)
        record(actor, "lending.hand_over_undone", loan, now=now, device=loan.device)
    return loan


def give_back_all(actor: Actor, loan: Loan, *, now: datetime, back: Back | None = None) -> None:
    """Everything held for `loan` goes back as `back` says, or the way it came; the borrower gets a receipt."""
    entries = entries_of(loan)
    held = held_of(entries)
    if not held:
        return
    entry = give_back(actor, loan, cents=held, back=back, now=now)
    if not is_promised(entries):
        way = DepositWay.TRANSFER if entry.order is not None else DepositWay.CASH
        _receipt(actor, loan, entry, ReceiptKind.REFUND, way, now)


def way_back(device: Device) -> Move:
    """How a laptop comes home: brought back, or found after it was given up."""
    return Move.FIND if device.stage is Stage.MISSING else Move.TAKE_BACK


def end(loan: Loan, ending: Ending, *, now: datetime) -> None:
    """The loan is over, and its deposit is asked no more; part of another deed, which records why."""
    loan.state, loan.ended_at, loan.ending = LoanState.ENDED, now, ending
    follow(loan, now=now)


def move_to(stays: Borrower, goes: Borrower) -> None:
    """Loans and hand-overs of an entry that turned out to be someone else's; part of that deed, which records it."""
    for kept in (Loan, HandOver):
        for row in db.session.scalars(db.select(kept).where(kept.borrower_id == goes.id)).all():
            row.borrower, row.borrower_id = stays, stays.id


def blank_for(borrower: Borrower) -> None:
    """Blank what lending and deposits keep in words or pictures of someone who is being forgotten.

    Part of that deed, which records it; hashes, sums, days and numbers stay.
    """
    loans = db.session.scalars(db.select(Loan).where(Loan.borrower_id == borrower.id)).all()
    for loan in loans:
        deposits.blank_for(loan)
        for paper in db.session.scalars(db.select(LoanPaper).where(LoanPaper.loan_id == loan.id)):
            paper.pdf, paper.administrator = None, ""
        for loss in db.session.scalars(db.select(Loss).where(Loss.loan_id == loan.id)):
            loss.police_report = ""
    for draft in db.session.scalars(db.select(HandOver).where(HandOver.borrower_id == borrower.id)):
        draft.signature = draft.typed_name = draft.administrator = draft.waived_because = None
