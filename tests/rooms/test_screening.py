"""Screening on the pages: the way in, the steps, exceptions, two pairs of eyes, and what the verdict says."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from inventory.applications import actions, asking, queries
from inventory.applications.actions import DecidedAlready, SecondPairOfEyes, WantsAMotive
from inventory.applications.asking import NoSuchRoad, NoSuchStep, ProofIsOver, WantsTheirWords, WhoWrites
from inventory.applications.assessment import Outcome
from inventory.applications.deciding import Because, Result, Verdict
from inventory.applications.models import Application
from inventory.applications.policy import (
    Door,
    ExceptionRoad,
    LendingPolicy,
    LentKind,
    ProofKind,
    Screener,
    Screening,
    ScreeningStep,
    SkillsTest,
    asked_of,
    criteria_of,
)
from inventory.applications.presets import DEFAULT, NO_CONDITIONS, PRESETS
from inventory.applications.states import Alternative, ApplicationState, RefusalReason, Wish
from inventory.borrowers import actions as borrowers
from inventory.devices.models import DeviceKind
from inventory.foundation import clock
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.refusal import MayNot, NationalNumber
from inventory.foundation.transaction import upkeep
from tests.cast import NOW
from tests.make import make_application, make_borrower, make_policy, make_ready_device, make_service

TALK = Screening(ScreeningStep.TALK, Screener.DESK, decides=True)
#: the talk is with the coordinator, whose answer it is
MAASLAND = PRESETS["maasland"].policy
STEPPED = LendingPolicy(
    criteria=NO_CONDITIONS,
    screening=(TALK, Screening(ScreeningStep.DIGITAL_TEST)),
    digital_test=SkillsTest.EXCLUDES,
)
ROADS = replace(
    DEFAULT, exceptions=(ExceptionRoad.MOTIVATION, ExceptionRoad.SOCIAL_INQUIRY, ExceptionRoad.SECOND_DECIDER)
)
ON = NOW.date()
ASKED = {"purpose": "training", "channel": "unknown", "referrer": ""}


def _not_met(world: Any, policy: LendingPolicy = ROADS) -> Application:
    """Someone who does not live here, which the policy asks."""
    make_policy(world, policy)
    application = make_application(world, door=Door.DESK)
    asking.answer(world.nele.actor, application, "resident", Outcome.NOT_MET, now=NOW)
    return application


def _reasons(application: Application) -> list[Because]:
    return [one.because for one in queries.decision_of(application, on=ON).reasons]


# --- how it came in, and what is asked for ---


def test_the_desk_says_how_an_application_comes_in_and_what_is_asked_for(
    client: Any, world: Any, in_gent: int
) -> None:
    code = make_borrower(world).code
    client.sign_in(world.nele)
    told = {**ASKED, "door": "digihelper", "device_kind": "tablet", "wishes": ["big_keyboard", "spoon"]}
    answer = client.post(f"/gent/applications/new?borrower={code}", data=told, follow_redirects=True)
    application = db.session.query(Application).one()
    assert (application.door, application.device_kind) == (Door.DIGIHELPER, LentKind.TABLET)
    assert application.wish_list == [Wish.BIG_KEYBOARD]
    for words in ("Through a digihelper", "A tablet", "A big keyboard"):
        assert words in answer.text


@pytest.mark.parametrize(("preset", "door"), [("digbij", "digihelper"), ("maasland", "desk")])
def test_the_form_proposes_the_way_in_that_the_policy_names(
    client: Any, world: Any, in_gent: int, preset: str, door: str
) -> None:
    make_policy(world, PRESETS[preset].policy)
    page = client.sign_in(world.nele).get("/gent/applications/new").text
    assert f'<option selected value="{door}">' in page


def test_another_way_in_than_the_policy_names_is_said_with_the_ways_that_are_open(
    client: Any, world: Any, in_gent: int
) -> None:
    make_policy(world, PRESETS["zora_werkt"].policy)
    number = make_application(world, referrer=make_service(), door=Door.DESK).id
    page = client.sign_in(world.nele).get(f"/gent/applications/{number}").text
    assert "Cannot borrow now, as the policy says" in page
    assert "by another way than the policy names" in page
    assert "Another way in: A social service, for someone." in page


def test_who_asks_for_a_tablet_is_offered_tablets(client: Any, world: Any, in_gent: int) -> None:
    make_ready_device(world)
    tablet = make_ready_device(world, kind=DeviceKind.TABLET)
    number = make_application(world, kind=LentKind.TABLET).id
    code = str(tablet.code)
    client.sign_in(world.nele)
    answer = client.post(f"/gent/applications/{number}/approve", data={"device": code}, follow_redirects=True)
    assert "stands ready" in answer.text
    other = make_application(world, kind=LentKind.TABLET).id
    assert "No laptop is free now" in client.get(f"/gent/applications/{other}/approve").text


# --- steps ---


def test_a_step_is_written_down_with_one_tap_and_then_a_yes_takes_one(
    client: Any, world: Any, in_gent: int
) -> None:
    make_policy(world, STEPPED)
    make_ready_device(world)
    number = make_application(world).id
    client.sign_in(world.nele)
    page = client.get(f"/gent/applications/{number}").text
    assert "A step of the screening was not taken yet." in page
    assert "Approve with" not in page
    for step in ("talk", "digital_test"):
        answer = client.post(
            f"/gent/applications/{number}/step/{step}", data={"result": "yes"}, follow_redirects=True
        )
    assert "Can borrow, as the policy says" in answer.text
    assert "Approve with" in answer.text
    rows = queries.steps_for(queries.get_application(number))
    assert [(row.step, row.result, row.taken_by, row.written_by.name) for row in rows] == [
        (ScreeningStep.TALK, Result.YES, Screener.DESK, "Nele"),
        (ScreeningStep.DIGITAL_TEST, Result.YES, None, "Nele"),
    ]


def test_what_the_policy_leaves_to_the_coordinator_the_coordinator_does(
    client: Any, world: Any, in_gent: int
) -> None:
    make_policy(world, MAASLAND)
    application = make_application(world, door=Door.DESK)
    nele, fatima = world.nele.actor, world.fatima.actor
    with pytest.raises(actions.TheCoordinators):
        asking.take_step(nele, application, ScreeningStep.TALK, Result.YES, now=NOW)
    asking.take_step(fatima, application, ScreeningStep.TALK, Result.YES, now=NOW)
    with pytest.raises(actions.TheCoordinators):
        actions.approve(nele, application, now=NOW)
    no = {"why": RefusalReason.CONDITIONS, "alternative": Alternative.LIBRARY, "reason": "Nee.", "now": NOW}
    with pytest.raises(actions.TheCoordinators):
        actions.refuse(nele, application, **no)
    assert application.state is ApplicationState.WAITING
    actions.approve(fatima, application, reason="Nood is groot.", now=NOW)
    assert application.state is ApplicationState.APPROVED


def test_the_desk_prepares_and_sees_that_the_coordinator_answers(
    client: Any, world: Any, in_gent: int
) -> None:
    make_policy(world, MAASLAND)
    number = make_application(world, door=Door.DESK).id
    door = f"/gent/applications/{number}"
    for_the_desk = client.sign_in(world.nele).get(door).text
    assert "The coordinator says yes or no." in for_the_desk
    assert not [way for way in ("approve", "refuse", "step/talk") if f"{door}/{way}" in for_the_desk]
    answer = client.post(f"{door}/approve", data={"reason": "toch"})
    assert (answer.status_code, "the coordinator does this" in answer.text) == (422, True)
    for_the_coordinator = client.sign_in(world.fatima).get(door).text
    assert [way for way in ("approve", "refuse", "step/talk") if f"{door}/{way}" in for_the_coordinator] == [
        "approve", "refuse", "step/talk",
    ]  # fmt: skip


def test_a_step_is_corrected_and_taken_back_while_the_application_waits(world: Any, in_gent: int) -> None:
    make_policy(world, STEPPED)
    application = make_application(world)
    nele = world.nele.actor
    asking.take_step(nele, application, ScreeningStep.TALK, Result.YES, now=NOW)
    asking.take_step(nele, application, ScreeningStep.TALK, Result.NO, why="Heeft er al een.", now=NOW)
    assert [(row.result, row.why) for row in queries.steps_for(application)] == [
        (Result.NO, "Heeft er al een.")
    ]
    assert Because.STEP_REFUSES in _reasons(application)
    asking.take_step(nele, application, ScreeningStep.TALK, None, now=NOW)
    assert queries.steps_for(application) == []
    actions.approve(nele, application, reason="Wel gepraat, niet opgeschreven.", now=NOW)
    with pytest.raises(DecidedAlready):
        asking.take_step(nele, application, ScreeningStep.TALK, Result.YES, now=NOW)


def test_only_a_step_of_the_policy_is_taken_and_no_word_holds_a_national_number(
    client: Any, world: Any, in_gent: int
) -> None:
    make_policy(world, STEPPED)
    application = make_application(world)
    number = application.id
    with pytest.raises(NoSuchStep):
        asking.take_step(world.nele.actor, application, ScreeningStep.NEED, Result.YES, now=NOW)
    with pytest.raises(NoSuchStep):
        asking.take_step(world.nele.actor, application, ScreeningStep.APPROVAL, Result.YES, now=NOW)
    with pytest.raises(NationalNumber):
        asking.take_step(
            world.nele.actor, application, ScreeningStep.TALK, Result.YES, why="85.07.30-033 28", now=NOW
        )
    for outsider in (world.tom.actor, world.rita.actor):
        with pytest.raises(MayNot):
            asking.take_step(outsider, application, ScreeningStep.TALK, Result.YES, now=NOW)
    assert client.sign_in(world.rita).get(f"/gent/applications/{number}/step/talk").status_code == 403
    client.sign_in(world.nele)
    for step in ("need", "approval", "spoon"):
        assert client.get(f"/gent/applications/{number}/step/{step}").status_code == 404
    typed = client.post(
        f"/gent/applications/{number}/step/talk", data={"result": "no", "why": "85.07.30-033 28"}
    )
    assert typed.status_code == 422
    assert "85.07.30-033 28" in typed.text


def test_who_does_not_pass_a_test_that_excludes_cannot_borrow(world: Any, in_gent: int) -> None:
    make_policy(world, STEPPED)
    application = make_application(world)
    asking.take_step(world.nele.actor, application, ScreeningStep.TALK, Result.YES, now=NOW)
    asking.take_step(world.nele.actor, application, ScreeningStep.DIGITAL_TEST, Result.NO, now=NOW)
    assert _reasons(application) == [Because.TEST_NOT_PASSED]
    with pytest.raises(WantsAMotive):
        actions.approve(world.nele.actor, application, now=NOW)


def test_a_proof_may_end_and_one_that_did_is_none(
    client: Any, world: Any, in_gent: int, monkeypatch: Any
) -> None:
    monkeypatch.setattr(clock, "_ask", lambda: NOW)
    make_policy(world)
    application = make_application(world)
    number = application.id
    told = {"proof": ProofKind.ADDRESS, "now": NOW}
    with pytest.raises(ProofIsOver):
        asking.answer(
            world.nele.actor, application, "resident", Outcome.MET, valid_until=ON - timedelta(days=1), **told
        )
    asking.answer(world.nele.actor, application, "resident", Outcome.MET, valid_until=ON, **told)
    assert "(until " in client.sign_in(world.nele).get(f"/gent/applications/{number}").text


def test_a_proof_that_ended_before_the_decision_must_be_shown_anew(
    client: Any, world: Any, in_gent: int
) -> None:
    make_policy(world)
    application = make_application(world)
    number, nele = application.id, world.nele.actor
    for condition in criteria_of(asked_of(DEFAULT)):
        told = {"proof": condition.proofs[0] if condition.proofs else None, "valid_until": ON}
        asking.answer(nele, application, condition.code, Outcome.MET, now=NOW, **told)
    assert queries.decision_of(application, on=ON).verdict is Verdict.ELIGIBLE
    later = NOW + timedelta(days=1)
    decision = queries.decision_of(application, on=later.date())
    assert [one.because for one in decision.reasons] == [Because.PROOF_TO_SHOW]
    assert "the proof ended on" in client.sign_in(world.nele).get(f"/gent/applications/{number}").text
    actions.approve(nele, application, now=NOW)
    assert "resident" in queries.met_by(application), "it held on the day of the decision"
    actions.reconsider(nele, application, now=NOW)
    actions.approve(nele, application, now=later)
    assert "resident" not in queries.met_by(application)


# --- exceptions ---


def test_a_motivation_of_a_service_is_a_way_round_and_its_words_go_with_the_person(
    client: Any, world: Any, in_gent: int
) -> None:
    application = _not_met(world)
    number = application.id
    client.sign_in(world.nele)
    page = client.get(f"/gent/applications/{number}").text
    assert "An exception: Someone who guides the applicant writes why." in page
    empty = client.post(f"/gent/applications/{number}/road/motivation", data={"by_whom": "OCMW", "why": ""})
    assert empty.status_code == 422
    assert "Write down what they write" in empty.text
    told = {"by_whom": "Begeleider, CAW", "why": "Verhuist naar hier."}
    page = client.post(f"/gent/applications/{number}/road/motivation", data=told, follow_redirects=True).text
    assert "an exception was asked" in page
    assert "Begeleider, CAW" in page
    assert _reasons(queries.get_application(number)) == [Because.EXCEPTION_TAKEN]
    client.sign_in(world.fatima)  # who wrote the motivation down does not decide on it alone
    answer = client.post(f"/gent/applications/{number}/approve", data={}, follow_redirects=True)
    assert "approved" in answer.text
    application = queries.get_application(number)
    actions.withdraw(world.nele.actor, application, now=NOW)
    borrowers.forget(world.fatima.actor, application.borrower, now=NOW)
    assert [(row.by_whom, row.why) for row in queries.roads_for(application)] == [("", "")]


def test_a_social_inquiry_may_come_to_a_no_and_then_it_is_no_way_round(world: Any, in_gent: int) -> None:
    application = _not_met(world)
    told = {"by_whom": "Sociaal Huis", "now": NOW}
    nele = world.nele.actor
    asking.take_road(nele, application, ExceptionRoad.SOCIAL_INQUIRY, result=Result.NO, **told)
    assert _reasons(application) == [Because.CRITERIA_NOT_MET]
    asking.take_road(nele, application, ExceptionRoad.SOCIAL_INQUIRY, result=Result.YES, **told)
    assert _reasons(application) == [Because.EXCEPTION_TAKEN]
    asking.leave_road(nele, application, ExceptionRoad.SOCIAL_INQUIRY, now=NOW)
    assert _reasons(application) == [Because.CRITERIA_NOT_MET]


def test_only_exceptions_that_the_policy_names_and_with_who_and_what(
    client: Any, world: Any, in_gent: int
) -> None:
    application = _not_met(world, replace(DEFAULT, exceptions=(ExceptionRoad.MOTIVATION,)))
    nele, number = world.nele.actor, application.id
    with pytest.raises(NoSuchRoad):
        asking.take_road(nele, application, ExceptionRoad.SOCIAL_INQUIRY, by_whom="OCMW", now=NOW)
    with pytest.raises(WhoWrites):
        asking.take_road(nele, application, ExceptionRoad.MOTIVATION, by_whom=" ", why="x", now=NOW)
    with pytest.raises(WantsTheirWords):
        asking.take_road(nele, application, ExceptionRoad.MOTIVATION, by_whom="OCMW", now=NOW)
    client.sign_in(world.nele)
    for road in ("social_inquiry", "second_decider", "spoon"):
        assert client.get(f"/gent/applications/{number}/road/{road}").status_code == 404


def test_two_colleagues_decide_and_the_first_yes_waits(client: Any, world: Any, in_gent: int) -> None:
    application = _not_met(world)
    number, device = application.id, str(make_ready_device(world).code)
    client.sign_in(world.nele)
    assert "A second colleague must say yes too." in client.get(f"/gent/applications/{number}/approve").text
    silent = client.post(f"/gent/applications/{number}/approve", data={"device": device})
    assert silent.status_code == 422
    told = {"device": device, "reason": "Verhuist volgende week."}
    page = client.post(f"/gent/applications/{number}/approve", data=told, follow_redirects=True).text
    assert "A colleague must look too." in page
    application = queries.get_application(number)
    assert application.waits_for_a_second
    assert application.device_id is None
    assert db.session.query(Letter).count() == 0
    with pytest.raises(SecondPairOfEyes):
        actions.approve(world.nele.actor, application, reason="Echt waar.", now=NOW)
    assert f"/gent/applications/{number}/approve" not in client.get(f"/gent/applications/{number}").text
    page = client.sign_in(world.fatima).get(f"/gent/applications/{number}").text
    assert "Verhuist volgende week." in page
    assert "Approve with" in page
    client.post(f"/gent/applications/{number}/approve", data={"device": device})
    application = queries.get_application(number)
    assert application.state is ApplicationState.APPROVED
    assert (application.first_yes_by_id, application.decided_by_id) == (
        world.nele.user_id, world.fatima.user_id,
    )  # fmt: skip
    assert application.reason == "Verhuist volgende week."


def test_both_motives_are_kept_until_the_person_is_forgotten(client: Any, world: Any, in_gent: int) -> None:
    application = _not_met(world)
    number = application.id
    actions.approve(world.nele.actor, application, reason="a" * 500, now=NOW)
    actions.approve(world.fatima.actor, application, reason="Akkoord.", now=NOW)
    assert application.reason == "a" * 500 + "\nAkkoord."
    assert "a · Akkoord." in client.sign_in(world.nele).get(f"/gent/applications/{number}").text
    application = queries.get_application(number)
    actions.withdraw(world.nele.actor, application, now=NOW)
    borrowers.forget(world.fatima.actor, application.borrower, now=NOW)
    assert application.reason == ""


@pytest.mark.parametrize("answered", ["nothing", "not_shown", "step_refuses"])
def test_nobody_goes_round_the_second_colleague_by_asking_nothing(
    client: Any, world: Any, in_gent: int, answered: str
) -> None:
    second = replace(DEFAULT, exceptions=(ExceptionRoad.SECOND_DECIDER,), screening=(TALK,))
    make_policy(world, second if answered == "step_refuses" else replace(second, screening=None))
    application = make_application(world)
    number, nele = application.id, world.nele.actor
    if answered != "nothing":
        outcome = Outcome.NOT_SHOWN if answered == "not_shown" else Outcome.MET
        for condition in criteria_of(asked_of(DEFAULT)):
            asking.answer(nele, application, condition.code, outcome, now=NOW)
    if answered == "step_refuses":
        asking.take_step(nele, application, ScreeningStep.TALK, Result.NO, now=NOW)
    assert "A second colleague must say yes too." in (
        client.sign_in(world.nele).get(f"/gent/applications/{number}/approve").text
    )
    actions.approve(nele, application, reason="Vertrouw mij.", now=NOW)
    assert application.waits_for_a_second
    actions.approve(world.fatima.actor, application, now=NOW)
    assert application.state is ApplicationState.APPROVED


def test_the_first_of_two_may_finish_once_the_policy_says_yes(client: Any, world: Any, in_gent: int) -> None:
    application = _not_met(world)
    number, nele = application.id, world.nele.actor
    actions.approve(nele, application, reason="Verhuist.", now=NOW)
    address = f'action="/gent/applications/{number}/approve"'
    assert address not in client.sign_in(world.nele).get(f"/gent/applications/{number}").text
    for condition in criteria_of(asked_of(ROADS)):
        asking.answer(nele, application, condition.code, Outcome.MET, now=NOW)
    assert address in client.get(f"/gent/applications/{number}").text
    client.post(f"/gent/applications/{number}/approve", data={})
    application = queries.get_application(number)
    assert (application.state, application.first_yes_by_id) == (ApplicationState.APPROVED, None)


def test_the_database_knows_two_people_too(world: Any, in_gent: int) -> None:
    application = _not_met(world)
    actions.approve(world.nele.actor, application, reason="Verhuist.", now=NOW)
    actions.approve(world.fatima.actor, application, now=NOW)
    with pytest.raises(IntegrityError), upkeep():
        db.session.execute(Application.__table__.update().values(decided_by_id=world.nele.user_id))


def test_a_first_yes_is_gone_when_it_is_not_needed_or_the_answer_is_no(world: Any, in_gent: int) -> None:
    application = _not_met(world)
    nele = world.nele.actor
    actions.approve(nele, application, reason="Verhuist.", now=NOW)
    told = {"by_whom": "CAW", "why": "Verhuist hierheen.", "now": NOW}
    asking.take_road(nele, application, ExceptionRoad.MOTIVATION, **told)
    with pytest.raises(SecondPairOfEyes):
        actions.approve(nele, application, now=NOW)
    asking.leave_road(nele, application, ExceptionRoad.MOTIVATION, now=NOW)
    asking.take_road(world.fatima.actor, application, ExceptionRoad.MOTIVATION, **told)
    actions.approve(nele, application, now=NOW)  # a colleague wrote the motivation: nobody else has to look
    assert application.state is ApplicationState.APPROVED
    assert (application.first_yes_by_id, application.reason) == (None, "")
    actions.reconsider(nele, application, now=NOW)
    assert not application.waits_for_a_second


# --- what the verdict says ---


def test_the_refusal_page_offers_the_reason_of_the_policy(client: Any, world: Any, in_gent: int) -> None:
    number = _not_met(world).id
    page = client.sign_in(world.nele).get(f"/gent/applications/{number}/refuse").text
    assert "The conditions are not met." in page
    assert 'value="conditions" checked' in page


def test_the_page_of_an_application_asks_as_often_for_many_steps_as_for_few(
    client: Any, world: Any, in_gent: int
) -> None:
    from tests.house.test_statements import counted

    make_policy(world, replace(ROADS, screening=(TALK,), loans_per_household=2))
    application = make_application(world)
    number = application.id
    other = make_borrower(world)
    client.sign_in(world.nele)
    client.get(f"/gent/applications/{number}")
    with counted() as few:
        client.get(f"/gent/applications/{number}")
    asking.take_step(world.nele.actor, application, ScreeningStep.TALK, Result.YES, now=NOW)
    borrowers.live_together(world.nele.actor, application.borrower, other, now=NOW)
    with counted() as many:
        client.get(f"/gent/applications/{number}")
    assert len(many) <= len(few) + 2, "\n".join(many)
    assert queries.decision_of(application, on=ON).verdict is Verdict.NEEDS_REVIEW
