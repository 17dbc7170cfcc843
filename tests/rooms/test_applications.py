"""Applications: asking, screening, deciding, and a laptop set apart."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from inventory.applications import actions, asking, offerings, queries
from inventory.applications.actions import (
    AsksAlready,
    DecidedAlready,
    DeviceIsBroken,
    NotApproved,
    NotAService,
    WantsAMotive,
    WantsAReason,
)
from inventory.applications.asking import NoSuchQuestion
from inventory.applications.assessment import Outcome, Outlook
from inventory.applications.document import NotANumber
from inventory.applications.models import Application, CriterionSeen, Policy
from inventory.applications.policy import LendingPolicy, ProofKind, Term, TermKind
from inventory.applications.presets import PRESETS
from inventory.applications.states import Alternative, ApplicationState, RefusalReason
from inventory.borrowers import actions as borrowers
from inventory.borrowers.actions import AlreadyForgotten
from inventory.contacts.rules import Purpose, ReferralChannel
from inventory.devices import actions as devices
from inventory.foundation.audit import AuditEvent, verify
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.refusal import MayNot, NationalNumber, NotHere, SomeoneElseWasFirst
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import transaction, upkeep
from inventory.journey import Move, NotFromHere, Stage
from inventory.partners.models import PartnerKind
from tests.cast import NOW
from tests.checked import make_checked
from tests.make import (
    make_application,
    make_borrower,
    make_device,
    make_policy,
    make_ready_device,
    make_service,
)


def make_ready_again(world: Any, device: Any) -> None:
    """Back from who knows where: wiped and checked again."""
    with transaction():
        devices.move(world.fatima.actor, device, Move.START_WIPE, now=NOW)
        for medium in devices.media_of(device):
            devices.mark_clean(world.fatima.actor, medium, now=NOW)
        devices.move(world.fatima.actor, device, Move.FINISH_WIPE, now=NOW)
        make_checked(device, world.tom.actor, world.sofie.actor, now=NOW)


def _refuse(world: Any, application: Application, reason: str = "Je woont te ver.") -> None:
    actions.refuse(
        world.nele.actor, application, why=RefusalReason.ELSEWHERE, alternative=Alternative.OTHER_DIGIBANK,
        reason=reason, now=NOW,
    )  # fmt: skip


def test_each_change_of_the_policy_is_a_new_version(world: Any, in_gent: int) -> None:
    assert queries.rules_in_force() == LendingPolicy()
    make_policy(world)
    actions.set_policy(world.fatima.actor, {"term": {"kind": "months", "months": 3}}, now=NOW)
    assert queries.rules_in_force().term == Term(TermKind.MONTHS, 3)
    kept = db.session.execute(select(Policy).order_by(Policy.version)).scalars()
    assert [policy.version for policy in kept] == [1, 2]


def test_a_policy_that_cannot_be_read_changes_nothing(world: Any, in_gent: int) -> None:
    with pytest.raises(NotANumber):
        actions.set_policy(world.fatima.actor, {"term": {"kind": "months", "months": 0}}, now=NOW)
    with pytest.raises(MayNot):
        actions.set_policy(world.nele.actor, {}, now=NOW)
    assert queries.policy_in_force() is None


def test_someone_asks_once_at_a_time(world: Any, in_gent: int) -> None:
    noor = make_borrower(world)
    application = make_application(world, noor)
    assert application.enroller_id == world.nele.user_id
    with pytest.raises(AsksAlready):
        make_application(world, noor)
    actions.withdraw(world.nele.actor, application, now=NOW)
    make_application(world, noor)


def test_a_service_that_sends_someone_vouches_and_a_donor_cannot(world: Any, in_gent: int) -> None:
    make_policy(world)
    sent = make_application(world, referrer=make_service())
    assert sent.vouched
    assert sent.channel is ReferralChannel.SOCIAL_SERVICE
    assert queries.assessment_of(sent).outlook is Outlook.ELIGIBLE
    pupil = make_application(world, referrer=make_service(name="Ligo", kind=PartnerKind.SCHOOL))
    assert not pupil.vouched
    assert queries.assessment_of(pupil).outlook is Outlook.ASK_FURTHER
    with pytest.raises(NotAService):
        make_application(world, referrer=make_service(name="Bakkerij", kind=PartnerKind.DONOR))


def test_nele_screens_by_one_question_after_the_other(world: Any, in_gent: int) -> None:
    make_policy(world)
    application = make_application(world)
    first = queries.assessment_of(application).to_ask[0]
    assert first.code == "resident"
    asking.answer(world.nele.actor, application, "resident", Outcome.MET, proof=ProofKind.ADDRESS, now=NOW)
    asking.answer(world.nele.actor, application, "training", Outcome.NOT_MET, now=NOW)
    asking.answer(world.nele.actor, application, "uitpas_reduced", Outcome.NOT_SHOWN, now=NOW)
    assessment = queries.assessment_of(application)
    assert assessment.outlook is Outlook.PROOF_TO_SHOW
    assert [criterion.code for criterion in assessment.to_show] == ["uitpas_reduced"]
    assert application.state is ApplicationState.WAITING


def test_an_answer_can_be_corrected_and_only_to_a_question_that_is_asked(world: Any, in_gent: int) -> None:
    make_policy(world)
    application = make_application(world)
    for outcome in (Outcome.NOT_MET, Outcome.MET):
        asking.answer(world.nele.actor, application, "resident", outcome, proof=ProofKind.CARD, now=NOW)
    seen = db.session.execute(select(CriterionSeen)).scalars().all()
    assert [(row.outcome, row.proof_kind) for row in seen] == [(Outcome.MET, ProofKind.CARD)]
    with pytest.raises(NoSuchQuestion):
        asking.answer(world.nele.actor, application, "shoe_size", Outcome.MET, now=NOW)


def test_approving_sets_a_ready_laptop_apart(world: Any, in_gent: int) -> None:
    device = make_ready_device(world)
    application = make_application(world)
    actions.approve(world.nele.actor, application, device=device, now=NOW)
    assert application.state is ApplicationState.APPROVED
    assert device.stage is Stage.RESERVED
    assert queries.kept_for(device) == application
    assert application.decided_by_id == world.nele.user_id


def test_against_the_answers_a_yes_wants_a_motive(world: Any, in_gent: int) -> None:
    make_policy(world)
    application = make_application(world)
    asking.answer(world.nele.actor, application, "resident", Outcome.NOT_MET, now=NOW)
    with pytest.raises(WantsAMotive):
        actions.approve(world.nele.actor, application, now=NOW)
    assert application.state is ApplicationState.WAITING
    actions.approve(world.nele.actor, application, reason="Verhuist volgende week.", now=NOW)
    event = db.session.execute(select(AuditEvent).order_by(AuditEvent.id.desc())).scalars().first()
    assert event is not None
    assert json.loads(event.particulars_text)["by_exception"] is True
    assert "Verhuist" not in event.particulars_text


def test_a_no_has_its_reason_in_words_and_another_way(world: Any, in_gent: int) -> None:
    application = make_application(world)
    with pytest.raises(WantsAReason):
        _refuse(world, application, reason="  ")
    with pytest.raises(NationalNumber):
        _refuse(world, application, reason="85.07.30-033 28 woont te ver")
    _refuse(world, application)
    assert application.state is ApplicationState.REFUSED
    assert application.alternative is Alternative.OTHER_DIGIBANK
    with pytest.raises(DecidedAlready):
        actions.approve(world.nele.actor, application, now=NOW)


def test_what_was_decided_keeps_the_policy_of_that_day(world: Any, in_gent: int) -> None:
    first = make_policy(world)
    application = make_application(world, state="approved")
    make_policy(world, PRESETS["digibank_plus"].policy)
    assert application.policy_id == first.id
    assert queries.assessment_of(application).outlook is Outlook.ASK_FURTHER


def test_one_laptop_is_set_apart_for_one_person(world: Any, in_gent: int) -> None:
    device = make_ready_device(world)
    make_application(world, state="approved", device=device)
    other = make_application(world, make_borrower(world, first_name="Jef"))
    with pytest.raises(NotFromHere):
        actions.approve(world.nele.actor, other, device=device, now=NOW)
    assert other.state is ApplicationState.WAITING


def test_only_a_ready_and_whole_laptop_is_set_apart(world: Any, in_gent: int) -> None:
    application = make_application(world, state="approved")
    with pytest.raises(NotFromHere):
        actions.reserve(world.nele.actor, application, make_device(world), now=NOW)
    broken = make_ready_device(world, defect="scherm knippert")
    with pytest.raises(DeviceIsBroken):
        actions.reserve(world.nele.actor, application, broken, now=NOW)
    waiting = make_application(world, make_borrower(world, first_name="Jef"))
    with pytest.raises(NotApproved):
        actions.reserve(world.nele.actor, waiting, make_ready_device(world), now=NOW)


def test_another_choice_frees_the_first_laptop(world: Any, in_gent: int) -> None:
    first, second = make_ready_device(world), make_ready_device(world)
    application = make_application(world, state="approved", device=first)
    actions.reserve(world.nele.actor, application, second, now=NOW)
    assert (first.stage, second.stage) == (Stage.READY, Stage.RESERVED)
    actions.release(world.nele.actor, application, now=NOW)
    assert second.stage is Stage.READY
    assert application.state is ApplicationState.APPROVED


@pytest.mark.parametrize("undo", ["withdraw", "reconsider"])
def test_whoever_does_not_need_it_frees_the_laptop(world: Any, in_gent: int, undo: str) -> None:
    device = make_ready_device(world)
    application = make_application(world, state="approved", device=device)
    getattr(actions, undo)(world.nele.actor, application, now=NOW)
    assert device.stage is Stage.READY
    assert application.device_id is None


def test_a_laptop_that_went_missing_is_let_go_and_stays_missing(world: Any, in_gent: int) -> None:
    device = make_ready_device(world)
    application = make_application(world, state="approved", device=device)
    devices.miss(world.fatima.actor, device, now=NOW)
    actions.release(world.nele.actor, application, now=NOW)
    assert device.stage is Stage.MISSING


def test_a_laptop_that_went_missing_and_came_round_again_waits_for_another(world: Any, in_gent: int) -> None:
    device = make_ready_device(world)
    first = make_application(world, state="approved", device=device)
    other = make_application(world, make_borrower(world, first_name="Jef"), state="approved")
    devices.miss(world.fatima.actor, device, now=NOW)
    devices.find(world.fatima.actor, device, now=NOW)
    make_ready_again(world, device)
    actions.reserve(world.nele.actor, other, device, now=NOW)
    assert (first.device_id, other.device_id) == (None, device.id)
    assert offerings.check() == []


def test_the_check_names_a_laptop_that_is_reserved_for_nobody(world: Any, in_gent: int) -> None:
    device = make_ready_device(world)
    make_application(world, state="approved", device=device)
    assert offerings.check() == []
    with upkeep():
        db.session.execute(Application.__table__.update().values(device_id=None))
    assert offerings.check() == [f"{device.code} is reserved, and nobody waits for it"]


def test_lending_fulfils_with_the_laptop_that_went_along(world: Any, in_gent: int) -> None:
    kept, taken = make_ready_device(world), make_ready_device(world)
    application = make_application(world, state="approved", device=kept)
    with transaction():
        devices.move(world.nele.actor, taken, Move.LEND, now=NOW)
        actions.fulfil(world.nele.actor, application, taken, now=NOW)
    assert application.state is ApplicationState.FULFILLED
    assert (application.device_id, kept.stage, taken.stage) == (taken.id, Stage.READY, Stage.LENT)
    actions.undo_fulfil(world.nele.actor, application, now=NOW)
    assert application.state is ApplicationState.APPROVED


def test_who_forgets_someone_first_closes_the_application(world: Any, in_gent: int) -> None:
    noor = make_borrower(world)
    application = make_application(world, noor, note="groot klavier")
    with pytest.raises(actions.HasOpenApplication):
        borrowers.forget(world.fatima.actor, noor, now=NOW)
    _refuse(world, application)
    borrowers.forget(world.fatima.actor, noor, now=NOW)
    assert (application.note, application.reason) == ("", "")
    assert application.refusal_reason is RefusalReason.ELSEWHERE
    with pytest.raises(AlreadyForgotten):
        make_application(world, noor)
    assert list(verify()) == []


def test_a_letter_tells_the_applicant_in_their_own_language(world: Any, in_gent: int) -> None:
    from inventory.borrowers.rules import Language

    noor = make_borrower(world, email="noor@example.org", language=Language.FRENCH)
    _refuse(world, make_application(world, noor), reason="Vous habitez trop loin.")
    letter = db.session.execute(select(Letter)).scalars().one()
    assert (letter.to_email, letter.locale) == ("noor@example.org", "fr")
    assert "Vous habitez trop loin." in letter.body


def test_who_may_not_decide(world: Any, in_gent: int) -> None:
    application = make_application(world)
    for person in (world.tom, world.sofie, world.karim, world.lotte, world.rita):
        with pytest.raises(MayNot):
            actions.approve(person.actor, application, now=NOW)


def test_bram_finds_nothing(world: Any, in_gent: int) -> None:
    number = make_application(world).id
    with inside(world.luik), pytest.raises(NotHere):
        queries.get_application(number)


def test_two_desks_cannot_decide_differently(world: Any, in_gent: int) -> None:
    application = make_application(world)
    db.session.execute(select(Application)).scalars().all()
    actions.approve(world.nele.actor, application, now=NOW)
    with pytest.raises((DecidedAlready, SomeoneElseWasFirst)):
        _refuse(world, application)
    assert application.state is ApplicationState.APPROVED
    assert application.purpose is Purpose.TRAINING
