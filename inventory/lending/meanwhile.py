"""What happens while a loan runs: a visit, another laptop in its place, or the laptop stays for good."""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inventory.applications import actions as applications
from inventory.applications.policy import LoanEnd
from inventory.deposits.ledger import DepositWay, held_of
from inventory.deposits.queries import deposit_of, entries_of
from inventory.devices.actions import move
from inventory.devices.models import Device
from inventory.digibank.models import Digibank
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import hold, transaction
from inventory.journey import Move, Stage
from inventory.lending import contact
from inventory.lending.actions import LoanOver, end, give_back_all, paper_locale
from inventory.lending.models import Accessory, Ending, Loan, LoanPaper, LoanVisit, PaperKind, Swap
from inventory.lending.queries import administrator_of, elsewhere, house, link_to, name_of, rules_of
from inventory.lending.rules import (
    ChargerAtSwap,
    NotLeft,
    NotSwapped,
    Signing,
    SwapReason,
    VisitFinding,
    reasons_not_to_leave,
    reasons_not_to_swap,
    visit_due_on,
    ways_to_leave,
)
from inventory.lending.slips import DepositHeld, SlipFacts, swap_slip, title_paper
from inventory.permissions import Permission
from inventory.refurbishing.queries import may_be_lent
from inventory.repairing import actions as repairing
from inventory.repairing.rules import Source
from inventory.wording import say

_ENDINGS = {LoanEnd.TITLE_TRANSFER: Ending.TRANSFERRED, LoanEnd.WRITTEN_OFF: Ending.WRITTEN_OFF}


class ChargerNotLookedAt(Refusal):
    """A charger went along with this loan: say what became of it."""

    status = 422


class NoChargerOfItsOwn(Refusal):
    """This laptop has no charger that could go along: whoever gets it would be asked for one at the end."""

    status = 422


class CannotSwap(Refusal):
    """This laptop does not take the place of that one; `reasons` are all of them."""

    def __init__(self, reasons: Sequence[NotSwapped]) -> None:
        """Say the first reason, carry them all."""
        super().__init__(field="device", because=reasons[0])
        self.reasons = list(reasons)


class CannotLeave(Refusal):
    """This laptop does not stay with its borrower; `reasons` are all of them."""

    def __init__(self, reasons: Sequence[NotLeft]) -> None:
        """Say the first reason, carry them all."""
        super().__init__(because=reasons[0])
        self.reasons = list(reasons)


# --- a visit ---


def note_visit(actor: Actor, loan: Loan, finding: VisitFinding, *, now: datetime) -> LoanVisit:
    """They came by with the laptop. The next visit is counted from today; twice on one day is one visit."""
    actor.must(Permission.LOAN_EXTEND)
    with transaction():
        hold(loan)
        if not loan.is_open:
            raise LoanOver
        visit = last_visit_of(loan)
        if visit is None or day(visit.came_at) != day(now):
            visit = LoanVisit(loan=loan, loan_id=loan.id)
            db.session.add(visit)
        # The first hour of a day stays: a visit opens one extension, however often it is written down.
        visit.came_at = visit.came_at or now
        visit.finding, visit.noted_by_id = finding, actor.user_id
        loan.visit_due_on = visit_due_on(rules_of(loan).visit, day(now))
        db.session.flush()  # its contact points to it
        contact.came_by(actor, loan, visit, now=now)
        record(actor, "lending.visited", loan, now=now, device=loan.device, finding=finding)
    return visit


def last_visit_of(loan: Loan) -> LoanVisit | None:
    """When they last came by with it, if they ever did."""
    query = select(LoanVisit).where(LoanVisit.loan_id == loan.id).order_by(LoanVisit.id.desc()).limit(1)
    return db.session.execute(query).scalar()


# --- another laptop ---


def swap(
    actor: Actor, loan: Loan, device: Device, because: SwapReason, *, instead_of: str, now: datetime,
    charger: ChargerAtSwap | None = None,
) -> Swap:  # fmt: skip
    """Another laptop for the same loan: the old one comes back with what is wrong with it, and its data on it.

    `instead_of` is the code of the laptop that came to the desk, so that two desks do not swap one after the other.
    Day, deposit and what went along stand as they were agreed. What was seen of the charger is noted; a swap moves no
    money. CannotSwap with everything against it; ChargerNotLookedAt when one went along and nobody looked;
    NoChargerOfItsOwn when the other laptop has none to go along.
    """
    actor.must(Permission.LOAN_HAND_OVER)
    actor.must(Permission.LOAN_TAKE_BACK)
    with transaction():
        hold(loan)
        _look_again(device)
        if reasons := _against(actor, loan, device, instead_of):
            raise CannotSwap(reasons)
        has_charger = Accessory.CHARGER in loan.accessory_list
        if has_charger and charger is None:
            raise ChargerNotLookedAt(field="charger")
        charger = charger if has_charger else None
        if charger not in {None, ChargerAtSwap.STAYS} and device.charger is False:
            raise NoChargerOfItsOwn(field="charger")
        applications.free_claim_on(actor, device, now=now)
        old = loan.device
        done = Swap(
            loan=loan, loan_id=loan.id, from_device=old, from_device_id=old.id, to_device=device,
            to_device_id=device.id, because=because, charger=charger, swapped_at=now,
            swapped_by_id=actor.user_id,
        )  # fmt: skip
        db.session.add(done)
        move(actor, old, Move.TAKE_BACK, now=now, because=loan)
        with force_locale(db.session.get_one(Digibank, current_digibank_id()).locale):
            old.defect = say(because)
        repairing.open_ticket(actor, old, old.defect, source=Source.LOAN, now=now)
        if charger is not None:
            old.charger = charger is ChargerAtSwap.EXCHANGED
        loan.device, loan.device_id = device, device.id
        move(actor, device, Move.LEND, now=now, because=loan)
        _issue(
            actor,
            loan,
            PaperKind.SWAP,
            swap_slip,
            now=now,
            before=old,
            deposit=_what_goes_back(loan),
            charger=charger,
        )
        record(
            actor, "lending.swapped_back", loan, now=now, device=old, after=str(device.code), charger=charger
        )
        db.session.flush()  # its contact points to it
        contact.came_by(actor, loan, done, now=now)
        record(actor, "lending.swapped", loan, now=now, device=device, before=str(old.code), because=because)
    return done


def _against(actor: Actor, loan: Loan, device: Device, instead_of: str) -> list[NotSwapped]:
    return reasons_not_to_swap(
        ended=not loan.is_open,
        is_the_old_one=str(loan.device.code) == instead_of,
        old_stage=loan.device.stage,
        same=device.id == loan.device_id,
        stage=device.stage,
        in_a_van=bool(elsewhere([device.id], actor=actor)),
        broken=bool(device.defect),
        same_sort=device.kind == loan.device.kind,
    )


def _look_again(device: Device) -> None:
    """Wait until nobody else is lending this laptop; then look at it as it is now."""
    query = select(Device).where(Device.id == device.id).with_for_update()
    db.session.execute(query.execution_options(populate_existing=True)).scalar_one()


def instead_of(actor: Actor, loan: Loan, limit: int = 12) -> Sequence[Device]:
    """Laptops that could take its place: ready, nothing broken, of the same sort; longest on the shelf first.

    What lies in a van is offered only to who travels with it.
    """
    query = select(Device).where(
        Device.stage == Stage.READY, Device.defect == "", Device.kind == loan.device.kind, may_be_lent()
    )
    # A van holds fewer than this, so that enough stay when its laptops are left out.
    found = db.session.scalars(query.order_by(Device.stage_since, Device.id).limit(limit + 60)).all()
    away = elsewhere([device.id for device in found], actor=actor)
    return [device for device in found if device.id not in away][:limit]


def swaps_of(loan: Loan) -> Sequence[Swap]:
    """Which laptops this loan had, oldest change first."""
    query = select(Swap).where(Swap.loan_id == loan.id).options(joinedload(Swap.from_device))
    return db.session.scalars(query.order_by(Swap.id)).all()


# --- it stays for good ---


def leave(actor: Actor, loan: Loan, way: LoanEnd, *, now: datetime) -> Loan:
    """The laptop stays with the borrower for good: the loan ends and the deposit goes back the way it came.

    TITLE_TRANSFER makes it theirs, with a paper; WRITTEN_OFF only takes it out of our books. CannotLeave with
    everything against it.
    """
    actor.must(Permission.LOAN_TAKE_BACK)
    actor.must(Permission.DEVICE_DISCARD)  # it leaves the circle, as a laptop for the recycler does
    with transaction():
        hold(loan)
        ends, at_home = rules_of(loan).ends, loan.device.stage is Stage.LENT
        if reasons := reasons_not_to_leave(way, ends, ended=not loan.is_open, at_home=at_home):
            raise CannotLeave(reasons)
        back = _what_goes_back(loan)
        give_back_all(actor, loan, now=now)
        end(loan, _ENDINGS[way], now=now)
        move(actor, loan.device, Move.TRANSFER, now=now, because=loan)
        if way is LoanEnd.TITLE_TRANSFER:
            _issue(actor, loan, PaperKind.TITLE, title_paper, now=now, deposit=back)
        record(actor, "lending.left", loan, now=now, device=loan.device, ending=loan.ending)
    return loan


def _what_goes_back(loan: Loan) -> DepositHeld:
    """Whether anything is held for `loan`, and which organisation paid it."""
    agreed = deposit_of(loan)
    by_others = agreed is not None and agreed.way is DepositWay.THIRD_PARTY and agreed.partner is not None
    return DepositHeld(
        is_held=held_of(entries_of(loan)) > 0, payer=agreed.partner.name if agreed and by_others else ""
    )


def may_stay(loan: Loan) -> list[LoanEnd]:
    """How this laptop may stay with its borrower, by the policy of its loan; empty when it may not."""
    if not loan.is_open or loan.device.stage is not Stage.LENT:
        return []
    return ways_to_leave(rules_of(loan).ends)


def _issue(
    actor: Actor, loan: Loan, kind: PaperKind, draw: Callable[[SlipFacts], bytes], *, now: datetime,
    deposit: DepositHeld, before: Device | None = None, charger: ChargerAtSwap | None = None,
) -> None:  # fmt: skip
    """The paper in Dutch, which counts, and in the borrower's own language beside it; to be signed with a pen."""
    letter, digits = loan.spoken.split(" ", 1)
    for locale in dict.fromkeys(("nl", paper_locale(loan.borrower))):
        facts = SlipFacts(
            house=house(), locale=locale, loan_code=(letter, digits), full_name=loan.borrower.name,
            deposit=deposit, device=loan.device.name, device_code=loan.device.spoken,
            serial=loan.device.serial, on=day(now),
            witness=name_of(actor), link=link_to(loan.token) if loan.is_open else "",
            administrator=administrator_of(loan),
            before=before.name if before is not None else "",
            before_code=before.spoken if before is not None else "", charger=charger,
        )  # fmt: skip
        pdf = draw(facts)
        db.session.add(
            LoanPaper(
                loan=loan, loan_id=loan.id, kind=kind, locale=locale, signing=Signing.PAPER, made_at=now,
                witness_id=actor.user_id, pdf=pdf, sha256=sha256(pdf).hexdigest(),
            )
        )  # fmt: skip
