"""While a loan runs: a visit, another laptop in its place, and a laptop that stays for good."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy.exc import IntegrityError

from inventory.applications.policy import (
    Extensions,
    LendingPolicy,
    LoanEnd,
    Term,
    TermKind,
    Visit,
    VisitKind,
)
from inventory.deposits.ledger import DepositWay, held_of
from inventory.deposits.queries import entries_of
from inventory.devices.actions import miss
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.journey import Stage
from inventory.lending import actions, longer, meanwhile
from inventory.lending.actions import LoanOver
from inventory.lending.models import Ending, LoanPaper, LoanVisit, PaperKind, Swap
from inventory.lending.queries import loans_on_the_desk, open_loan_of, papers_of
from inventory.lending.rules import ChargerAtSwap, NoLonger, NotLeft, NotSwapped, SwapReason, VisitFinding
from inventory.outings import packing
from tests.cast import NOW
from tests.make import (
    make_application,
    make_borrower,
    make_loan,
    make_policy,
    make_ready_device,
    make_service,
)
from tests.make_outings import make_outing

YEARLY = LendingPolicy(
    term=Term(TermKind.MONTHS, 12),
    extensions=Extensions(after_visit=True),
    visit=Visit(VisitKind.VISIT, after_months=6, maintenance=True),
)
STAYS = LendingPolicy(term=Term(TermKind.MONTHS, 12), ends=(LoanEnd.RETURN, LoanEnd.TITLE_TRANSFER))


@pytest.fixture
def loan(world, in_gent):
    return make_loan(world)


def words_on(pdf):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def to_visit(by):
    return [loan.id for loan in loans_on_the_desk(NOW.date(), by, 6).to_visit]


def swap(world, loan, device=None, because=SwapReason.SCREEN, instead_of=None):
    device = device or make_ready_device(world)
    old = instead_of or str(loan.device.code)
    meanwhile.swap(
        world.nele.actor,
        loan,
        device,
        because,
        instead_of=old,
        charger=ChargerAtSwap.STAYS,
        now=NOW + timedelta(hours=1),
    )
    return device


# --- a visit ---


def test_a_loan_knows_from_when_its_visit_is_expected_and_each_visit_moves_that(world, in_gent):
    make_policy(world, YEARLY)
    loan = make_loan(world)
    assert loan.visit_due_on.isoformat() == "2027-05-23"
    assert not to_visit(loan.visit_due_on - timedelta(days=1))
    assert to_visit(loan.visit_due_on) == [loan.id]
    later = NOW + timedelta(days=180)
    meanwhile.note_visit(world.nele.actor, loan, VisitFinding.MAINTAINED, now=later)
    assert not to_visit(loan.started_on + timedelta(days=200))


def test_who_is_late_is_called_and_not_asked_to_come_by(world, in_gent):
    make_policy(world, YEARLY)
    late, visit = make_loan(world), make_loan(world)
    with upkeep():
        late.due_on = late.visit_due_on = NOW.date() - timedelta(days=3)
        visit.visit_due_on = NOW.date()
    found = loans_on_the_desk(NOW.date(), NOW.date(), 6)
    assert ([one.id for one in found.late], found.how_many_late) == ([late.id], 1)
    assert [one.id for one in found.to_visit] == [visit.id]
    with upkeep():
        visit.due_on = NOW.date() - timedelta(days=9)
    found = loans_on_the_desk(NOW.date(), NOW.date(), 1)
    assert ([one.id for one in found.late], found.how_many_late) == ([visit.id], 2)
    assert not found.to_visit


def test_twice_on_one_day_is_one_visit_and_the_last_finding_holds(world, loan):
    for finding in (VisitFinding.FINE, VisitFinding.FAILS):
        meanwhile.note_visit(world.nele.actor, loan, finding, now=NOW)
    assert [one.finding for one in db.session.scalars(db.select(LoanVisit))] == [VisitFinding.FAILS]


def test_where_the_policy_asks_a_visit_a_loan_goes_on_after_one_and_not_before(world, in_gent):
    make_policy(world, YEARLY)
    loan = make_loan(world)
    until = longer.may_be_asked(loan, NOW.date())[0]  # the borrower may ask before they come
    longer.ask(world.nele.actor, loan, until=until, now=NOW)
    with pytest.raises(longer.NotExtended) as no:
        actions.extend(world.nele.actor, loan, until=until, now=NOW)
    assert no.value.reasons == [NoLonger.VISIT_FIRST]
    later = NOW + timedelta(days=1)
    meanwhile.note_visit(world.nele.actor, loan, VisitFinding.FINE, now=later)
    actions.extend(world.nele.actor, loan, until=until, now=later)
    # The next time asks a visit of its own.
    assert NoLonger.VISIT_FIRST in longer.reasons_against(loan, until + timedelta(days=30), later.date())


def test_one_visit_opens_one_extension_however_often_it_is_written_down(world, in_gent):
    make_policy(world, YEARLY)
    loan = make_loan(world)
    until = longer.may_be_asked(loan, NOW.date())[0]
    visit, extended, again = (NOW + timedelta(days=1, hours=hours) for hours in (0, 1, 2))
    meanwhile.note_visit(world.nele.actor, loan, VisitFinding.FINE, now=visit)
    actions.extend(world.nele.actor, loan, until=until, now=extended)
    meanwhile.note_visit(world.nele.actor, loan, VisitFinding.FAILS, now=again)
    assert longer.reasons_against(loan, until + timedelta(days=30), again.date()) == [NoLonger.VISIT_FIRST]


def test_nobody_is_expected_with_a_laptop_that_was_stolen(world, in_gent):
    make_policy(world, YEARLY)
    loan = make_loan(world)
    actions.report_loss(world.nele.actor, loan, actions.LossKind.STOLEN, now=NOW)
    assert not to_visit(loan.visit_due_on)


def test_nobody_comes_by_with_a_laptop_that_is_back(world, loan):
    actions.undo(world.nele.actor, loan, now=NOW)
    with pytest.raises(LoanOver):
        meanwhile.note_visit(world.nele.actor, loan, VisitFinding.FINE, now=NOW)


# --- another laptop ---


def test_a_swap_keeps_the_loan_and_sends_the_old_laptop_to_be_wiped(world, loan):
    old, due_on, held = loan.device, loan.due_on, held_of(entries_of(loan))
    device = swap(world, loan)
    assert (loan.device_id, loan.due_on, held_of(entries_of(loan))) == (device.id, due_on, held)
    assert (old.stage, device.stage) == (Stage.RETURNED, Stage.LENT)
    assert old.defect == "Het scherm is stuk"  # as the bench of this digibank reads it
    assert all(not medium.is_clean for medium in old.media)
    assert open_loan_of(device).id == loan.id
    assert open_loan_of(old) is None


def test_a_swap_slip_names_both_laptops_and_is_kept_as_it_was_issued(world, loan):
    old = loan.device
    device = swap(world, loan)
    slips = [one for one in papers_of(loan) if one.kind is PaperKind.SWAP]
    assert slips
    assert all(sha256(one.pdf).hexdigest() == one.sha256 for one in slips)
    told = words_on(slips[0].pdf)
    for code in (old.spoken, device.spoken, loan.borrower.last_name):
        assert code in told


@pytest.mark.parametrize(
    ("seen", "has_one", "words"),
    [
        (ChargerAtSwap.STAYS, False, "Hij blijft"),
        (ChargerAtSwap.EXCHANGED, True, "Hij is terug"),
        (ChargerAtSwap.MISSING, False, "Hij is niet terug"),
    ],
)
def test_the_charger_is_looked_at_and_noted_at_a_swap(world, loan, seen, has_one, words):
    old, held = loan.device, held_of(entries_of(loan))
    device, code = make_ready_device(world), str(loan.device.code)
    with pytest.raises(meanwhile.ChargerNotLookedAt):
        meanwhile.swap(world.nele.actor, loan, device, SwapReason.SCREEN, instead_of=code, now=NOW)
    assert loan.device_id == old.id
    meanwhile.swap(world.nele.actor, loan, device, SwapReason.SCREEN, instead_of=code, charger=seen, now=NOW)
    assert [one.charger for one in meanwhile.swaps_of(loan)] == [seen]
    assert old.charger is has_one
    assert words in words_on(next(one for one in papers_of(loan) if one.kind is PaperKind.SWAP).pdf)
    assert held_of(entries_of(loan)) == held, "a swap moves no money"


def test_who_gets_no_charger_is_not_noted_as_having_one(world, loan):
    device, code = make_ready_device(world), str(loan.device.code)
    with upkeep():
        device.charger = False
    told = {"instead_of": code, "now": NOW}
    for seen in (ChargerAtSwap.EXCHANGED, ChargerAtSwap.MISSING):
        with pytest.raises(meanwhile.NoChargerOfItsOwn):
            meanwhile.swap(world.nele.actor, loan, device, SwapReason.SCREEN, charger=seen, **told)
    meanwhile.swap(world.nele.actor, loan, device, SwapReason.SCREEN, charger=ChargerAtSwap.STAYS, **told)
    assert loan.device_id == device.id


def test_a_loan_without_a_charger_asks_for_none(world, loan):
    with upkeep():
        loan.accessories = []
    device, code = make_ready_device(world), str(loan.device.code)
    meanwhile.swap(
        world.nele.actor,
        loan,
        device,
        SwapReason.SCREEN,
        instead_of=code,
        charger=ChargerAtSwap.MISSING,
        now=NOW,
    )
    assert [one.charger for one in meanwhile.swaps_of(loan)] == [None]


def test_a_loan_may_be_swapped_again_and_its_agreement_stays_one(world, loan):
    swap(world, loan)
    swap(world, loan, because=SwapReason.BATTERY)
    assert [one.because for one in meanwhile.swaps_of(loan)] == [SwapReason.SCREEN, SwapReason.BATTERY]
    first = papers_of(loan)[0]
    again = LoanPaper(
        loan_id=loan.id, locale=first.locale, signing=first.signing, made_at=NOW, pdf=b"", sha256="0" * 64
    )
    with pytest.raises(IntegrityError), upkeep():
        db.session.add(again)


@pytest.mark.parametrize("why", [NotSwapped.SAME_ONE, NotSwapped.NOT_READY, NotSwapped.BROKEN_TOO])
def test_only_a_laptop_that_may_go_takes_its_place(world, loan, why):
    device = loan.device if why is NotSwapped.SAME_ONE else make_ready_device(world)
    if why is NotSwapped.NOT_READY:
        miss(world.fatima.actor, device, now=NOW)
    if why is NotSwapped.BROKEN_TOO:
        with upkeep():
            device.defect = "scharnier"
    before = loan.device_id
    with pytest.raises(meanwhile.CannotSwap) as no:
        swap(world, loan, device)
    assert no.value.reasons == [why]
    assert loan.device_id == before
    assert not db.session.scalar(db.select(db.func.count(Swap.id)))


def test_what_is_lost_cannot_be_swapped(world, loan):
    """It would count as brought back; what became of its data nobody knows."""
    old = loan.device
    actions.report_loss(world.nele.actor, loan, actions.LossKind.MISSING, now=NOW)
    with pytest.raises(meanwhile.CannotSwap) as no:
        swap(world, loan)
    assert no.value.reasons == [NotSwapped.NOT_HERE]
    assert old.stage is Stage.MISSING


def test_the_second_desk_hears_that_it_was_swapped_a_moment_ago(world, loan):
    seen = str(loan.device.code)
    first = swap(world, loan)
    with pytest.raises(meanwhile.CannotSwap) as no:
        swap(world, loan, instead_of=seen)
    assert no.value.reasons == [NotSwapped.SWAPPED_ALREADY]
    assert (loan.device_id, first.stage, first.defect) == (first.id, Stage.LENT, "")


def test_whoever_the_new_laptop_once_waited_for_waits_anew(world, loan):
    """It was set apart, went missing, and came round again."""
    device = make_ready_device(world)
    waits = make_application(world, make_borrower(world), state="approved")
    with upkeep():
        waits.device_id = device.id
    swap(world, loan, device)
    db.session.refresh(waits)
    assert waits.device_id is None


def test_a_slip_promises_no_deposit_that_was_never_paid(world, in_gent):
    free = make_loan(world, way=DepositWay.NONE, cents=0)
    paid = make_loan(world)
    for loan, word in ((free, "Dezelfde dag."), (paid, "Dezelfde dag, dezelfde waarborg.")):
        swap(world, loan)
        slip = next(one for one in papers_of(loan) if one.kind is PaperKind.SWAP)
        assert word in words_on(slip.pdf)


# --- it stays for good ---


def test_a_laptop_that_stays_ends_its_loan_and_the_deposit_goes_back(world, in_gent):
    make_policy(world, STAYS)
    loan = make_loan(world)
    assert held_of(entries_of(loan)) > 0
    meanwhile.leave(world.fatima.actor, loan, LoanEnd.TITLE_TRANSFER, now=NOW)
    assert (loan.ending, loan.device.stage) == (Ending.TRANSFERRED, Stage.TRANSFERRED)
    assert held_of(entries_of(loan)) == 0
    paper = next(one for one in papers_of(loan) if one.kind is PaperKind.TITLE)
    told = words_on(paper.pdf)
    for word in (loan.device.spoken, loan.device.serial, loan.borrower.last_name, "De laptop is nu van mij"):
        assert word in told
    assert "€" not in told  # who reads a value on it may think that they owe it


@pytest.mark.parametrize("way", [DepositWay.NONE, DepositWay.THIRD_PARTY])
def test_the_paper_says_to_whom_the_deposit_goes_and_nothing_where_none_was(world, in_gent, way):
    make_policy(world, STAYS)
    payer = make_service(name="OCMW Leenhove") if way is DepositWay.THIRD_PARTY else None
    loan = make_loan(world, way=way, cents=3000 if payer else 0, partner=payer)
    meanwhile.leave(world.fatima.actor, loan, LoanEnd.TITLE_TRANSFER, now=NOW)
    told = words_on(next(one for one in papers_of(loan) if one.kind is PaperKind.TITLE).pdf)
    assert "mijn waarborg" not in told
    assert ("De waarborg gaat terug naar OCMW Leenhove." in " ".join(told.split())) is (payer is not None)


def test_an_ended_loan_takes_no_deposit_in(world, in_gent):
    make_policy(world, STAYS)
    loan = make_loan(world, way=DepositWay.LATER, promised_on=NOW.date() + timedelta(days=9))
    meanwhile.leave(world.fatima.actor, loan, LoanEnd.TITLE_TRANSFER, now=NOW)
    with pytest.raises(LoanOver):
        actions.receive(world.nele.actor, loan, way=DepositWay.CASH, cents=3000, now=NOW)
    assert held_of(entries_of(loan)) == 0


def test_who_became_the_owner_is_not_thanked_for_bringing_it_back(app, client, world):
    with app.test_request_context(), inside(world.gent):
        make_policy(world, STAYS)
        loan = make_loan(world)
        meanwhile.leave(world.fatima.actor, loan, LoanEnd.TITLE_TRANSFER, now=NOW)
        token = loan.token
    page = client.get(f"/m/{token}").text
    assert "De laptop blijft bij jou." in page
    assert "Bedankt" not in page


def test_written_off_leaves_no_paper(world, in_gent):
    make_policy(world, replace(STAYS, ends=(LoanEnd.WRITTEN_OFF,)))
    loan = make_loan(world)
    meanwhile.leave(world.fatima.actor, loan, LoanEnd.WRITTEN_OFF, now=NOW)
    assert loan.ending is Ending.WRITTEN_OFF
    assert not [one for one in papers_of(loan) if one.kind is PaperKind.TITLE]


def test_a_policy_that_wants_it_back_lets_nothing_stay(world, in_gent):
    make_policy(world, replace(STAYS, ends=(LoanEnd.RETURN,)))
    loan = make_loan(world)
    assert meanwhile.may_stay(loan) == []
    with pytest.raises(meanwhile.CannotLeave) as no:
        meanwhile.leave(world.fatima.actor, loan, LoanEnd.TITLE_TRANSFER, now=NOW)
    assert no.value.reasons == [NotLeft.NOT_IN_POLICY]
    assert loan.is_open


def test_twice_is_once_and_the_second_hears_why(world, in_gent):
    make_policy(world, STAYS)
    loan = make_loan(world)
    meanwhile.leave(world.fatima.actor, loan, LoanEnd.TITLE_TRANSFER, now=NOW)
    with pytest.raises(meanwhile.CannotLeave) as no:
        meanwhile.leave(world.fatima.actor, loan, LoanEnd.TITLE_TRANSFER, now=NOW)
    assert no.value.reasons[0] is NotLeft.ENDED


def test_a_lost_laptop_stays_with_nobody(world, in_gent):
    make_policy(world, STAYS)
    loan = make_loan(world)
    actions.report_loss(world.nele.actor, loan, actions.LossKind.STOLEN, now=NOW)
    with pytest.raises(meanwhile.CannotLeave) as no:
        meanwhile.leave(world.fatima.actor, loan, LoanEnd.TITLE_TRANSFER, now=NOW)
    assert no.value.reasons == [NotLeft.NOT_AT_HOME]


def test_that_it_leaves_for_good_the_coordinator_decides(world, in_gent):
    make_policy(world, STAYS)
    loan = make_loan(world)
    with pytest.raises(MayNot):
        meanwhile.leave(world.nele.actor, loan, LoanEnd.TITLE_TRANSFER, now=NOW)


# --- on the pages ---


@pytest.fixture
def lent(app, world):
    """A loan under the policy that has it all: its code, and that of a laptop that stands ready."""
    with app.test_request_context(), inside(world.gent):
        make_policy(world, replace(YEARLY, ends=STAYS.ends))
        return str(make_loan(world).code), str(make_ready_device(world).code)


def test_from_the_visit_to_the_swap_to_the_end_on_the_pages(client, world, lent):
    code, other = lent
    nele = client.sign_in(world.nele)
    page = nele.get(f"/gent/loans/{code}")
    assert "Came by with it" in page.text
    assert "Stays with the borrower" not in page.text  # not hers to decide
    moved = nele.post(f"/gent/loans/{code}/visit", data={"finding": "fails"})
    assert moved.location.endswith(f"/gent/loans/{code}/swap")
    old = nele.get(f"/gent/loans/{code}/swap").text.split('name="instead_of"')[1].split('value="')[1][:7]
    missing = nele.post(f"/gent/loans/{code}/swap", data={"device": other, "instead_of": old})
    assert missing.status_code == 422
    assert f'value="{other}"' in missing.text
    assert (
        nele.post(
            f"/gent/loans/{code}/swap",
            data={"device": other, "because": "battery", "charger": "exchanged", "instead_of": old},
        ).status_code
        == 303
    )
    page = nele.get(f"/gent/loans/{code}")
    assert "was swapped on" in page.text
    slip = page.text.split("/papers/")[1].split(".pdf")[0]
    assert nele.get(f"/gent/loans/{code}/papers/{slip}.pdf").data.startswith(b"%PDF")
    assert nele.get(f"/gent/loans/{code}/stays").status_code == 404
    fatima = client.sign_in(world.fatima)
    assert "This cannot be undone." in fatima.get(f"/gent/loans/{code}/stays").text
    assert fatima.post(f"/gent/loans/{code}/stays", data={"way": "title_transfer"}).status_code == 303
    assert "own now" in fatima.get(f"/gent/loans/{code}").text
    again = fatima.post(f"/gent/loans/{code}/stays", data={"way": "title_transfer"})
    assert again.status_code in {409, 422}
    assert "This loan has ended" in again.text


def test_todays_page_names_who_comes_by_soon(client, world, lent, app):
    from inventory.lending.models import Loan

    with app.test_request_context(), inside(world.gent), upkeep():
        loan = db.session.scalars(db.select(Loan)).one()
        loan.visit_due_on = NOW.date() + timedelta(days=3)
        name = loan.borrower.short_name
    page = client.sign_in(world.nele).get("/gent/today/")
    assert "Comes by with the laptop" in page.text
    assert name in page.text.split("Comes by with the laptop")[1]


def test_what_lies_in_a_van_is_not_offered_at_a_desk_at_home(world, loan):
    packed, free = make_ready_device(world), make_ready_device(world)
    outing = make_outing(world, now=NOW)
    packing.pack(world.nele.actor, outing, packed, now=NOW)
    assert [one.id for one in meanwhile.instead_of(world.fatima.actor, loan)] == [free.id]
    with pytest.raises(meanwhile.CannotSwap) as no:
        swap(world, loan, packed)
    assert no.value.reasons == [NotSwapped.IN_A_VAN]
