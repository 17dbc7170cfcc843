"""The lending desk: everything goes together, or nothing does."""

from datetime import date, timedelta

import pytest

from inventory.applications.states import ApplicationState
from inventory.deposits.ledger import Account, DepositWay
from inventory.deposits.queries import balances, deposit_of, entries_of, receipts_of, unbalanced_entries
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot
from inventory.journey import Stage
from inventory.lending import actions, drafts
from inventory.lending.models import Ending, Loan, LossKind
from inventory.lending.queries import open_loan_of, papers_of
from inventory.lending.rules import NoLonger, NotYet, Signing
from tests.make import make_approved_borrower, make_hand_over, make_loan, make_ready_device

pytestmark = pytest.mark.usefixtures("in_gent")


def test_a_hand_over_makes_the_loan_and_everything_that_belongs_to_it(world, now):
    draft = make_hand_over(world)
    loan = actions.hand_over(world.nele.actor, draft, now=now)
    assert loan.device.stage is Stage.LENT
    assert loan.application.state is ApplicationState.FULFILLED
    assert open_loan_of(loan.device) is loan
    assert len(loan.token) >= 10
    assert deposit_of(loan).way is DepositWay.CASH
    assert [entry.cents for entry in entries_of(loan)] == [3000]
    assert [receipt.full_number for receipt in receipts_of(loan)] == ["2026-0001"]
    assert [paper.locale for paper in papers_of(loan)] == ["nl"]
    assert papers_of(loan)[0].pdf.startswith(b"%PDF")
    assert draft.loan_id == loan.id


def test_a_french_speaking_borrower_gets_both_languages(world):
    borrower = make_approved_borrower(world, language="fr")
    loan = make_loan(world, borrower=borrower)
    assert [paper.locale for paper in papers_of(loan)] == ["nl", "fr"]
    assert receipts_of(loan)[0].locale == "fr"


def test_all_that_is_missing_is_told_at_once(world, now):
    draft = drafts.start(world.nele.actor, now=now)
    with pytest.raises(actions.NotComplete) as no:
        actions.hand_over(world.nele.actor, draft, now=now)
    assert set(no.value.reasons) >= {NotYet.NO_BORROWER, NotYet.NO_DEVICE, NotYet.NOT_SIGNED}
    assert db.session.scalars(db.select(Loan)).all() == []


def test_a_laptop_that_is_out_is_not_lent_again(world, now):
    device = make_ready_device(world)
    second = make_hand_over(world, device=device, borrower=make_approved_borrower(world, first_name="Ali"))
    make_loan(world, device=device)
    with pytest.raises(actions.NotComplete) as no:
        actions.hand_over(world.nele.actor, second, now=now)
    assert no.value.reasons == [NotYet.DEVICE_LENT]


def test_a_finished_hand_over_is_not_finished_again(world, now):
    draft = make_hand_over(world)
    actions.hand_over(world.nele.actor, draft, now=now)
    with pytest.raises(drafts.HandOverOver):
        actions.hand_over(world.nele.actor, draft, now=now)


def test_when_one_part_fails_nothing_is_kept(world, now, monkeypatch):
    draft = make_hand_over(world)

    def fails(*_args, **_more):
        raise RuntimeError("the printer of papers broke")

    monkeypatch.setattr(actions, "agreement", fails)
    with pytest.raises(RuntimeError):
        actions.hand_over(world.nele.actor, draft, now=now)
    assert db.session.scalars(db.select(Loan)).all() == []
    assert draft.device.stage is Stage.READY
    assert balances()[Account.TILL] == 0


def test_a_technician_hands_nothing_over(world, now):
    draft = make_hand_over(world)
    with pytest.raises(MayNot):
        actions.hand_over(world.tom.actor, draft, now=now)


def test_a_loan_is_extended(world, now):
    loan = make_loan(world)
    before = loan.due_on
    actions.extend(world.nele.actor, loan, until=before + timedelta(days=90), now=now)
    assert loan.due_on == before + timedelta(days=90)


def test_a_loan_is_not_extended_backwards(world, now):
    loan = make_loan(world)
    with pytest.raises(actions.NotExtended) as no:
        actions.extend(world.nele.actor, loan, until=date(2026, 11, 24), now=now)
    assert no.value.reasons == [NoLonger.NOT_LATER]


def test_a_stolen_laptop_is_missing_and_its_loan_runs_on(world, now):
    loan = make_loan(world)
    actions.report_loss(world.nele.actor, loan, LossKind.STOLEN, now=now, police_report="GE.18.L3.1/2026")
    assert loan.device.stage is Stage.MISSING
    assert loan.is_open


def test_a_hand_over_is_undone_on_the_same_day_and_the_deposit_goes_back(world, now):
    loan = make_loan(world)
    actions.undo(world.nele.actor, loan, now=now + timedelta(hours=2))
    assert loan.ending is Ending.UNDONE
    assert loan.device.stage is Stage.RETURNED
    assert loan.application.state is ApplicationState.APPROVED
    assert balances()[Account.TILL] == balances()[Account.HELD] == 0
    assert unbalanced_entries() == []


def test_a_day_later_it_is_a_return(world, now):
    loan = make_loan(world)
    with pytest.raises(actions.TooLateToUndo):
        actions.undo(world.nele.actor, loan, now=now + timedelta(days=1))


def test_a_scan_at_any_step_fills_its_own_place(world, now):
    borrower, device = make_approved_borrower(world), make_ready_device(world)
    draft = drafts.start(world.nele.actor, now=now)
    assert drafts.take_in(world.nele.actor, draft, device.code, now=now) is drafts.Step.WHAT
    assert drafts.take_in(world.nele.actor, draft, borrower.code, now=now) is drafts.Step.WHO
    assert (draft.device, draft.borrower) == (device, borrower)


def test_a_waived_deposit_needs_a_reason(world):
    with pytest.raises(drafts.ReasonNeeded):
        make_hand_over(world, way=DepositWay.WAIVED)


def test_paying_later_is_a_normal_choice(world):
    loan = make_loan(world, way=DepositWay.LATER, promised_on=date(2026, 12, 1))
    assert entries_of(loan) == []
    assert deposit_of(loan).asked_cents == 3000


def test_who_signed_signs_again_when_something_changes(world, now):
    draft = make_hand_over(world)
    drafts.settle_deposit(world.nele.actor, draft, now=now, way=DepositWay.CASH, cents=2000)
    with pytest.raises(actions.NotComplete) as no:
        actions.hand_over(world.nele.actor, draft, now=now)
    assert no.value.reasons == [NotYet.NOT_SIGNED]


def test_nobody_signs_before_the_deposit_is_arranged(world, now):
    draft = drafts.start(world.nele.actor, now=now, borrower=make_approved_borrower(world))
    with pytest.raises(drafts.NothingToSign):
        drafts.sign(world.nele.actor, draft, now=now, signing=Signing.PAPER)


def test_what_names_a_person_goes_when_the_person_is_forgotten(world, now):
    from inventory.borrowers.actions import forget

    loan = make_loan(world, way=DepositWay.CASH)
    actions.undo(world.nele.actor, loan, now=now)
    from inventory.applications.actions import withdraw

    withdraw(world.fatima.actor, loan.application, now=now)
    forget(world.fatima.actor, loan.borrower, now=now)
    assert papers_of(loan)[0].pdf is None
    assert receipts_of(loan)[0].pdf is None
    assert receipts_of(loan)[0].amount_cents == 3000
