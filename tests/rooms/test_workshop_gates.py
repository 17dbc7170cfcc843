"""The start workshop as a gate: no way around it, whoever waives it says why, and *afterwards* is not forgotten."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from inventory.applications.actions import OnlyTheCoordinator
from inventory.applications.policy import (
    Gate,
    LendingPolicy,
    WaivedBy,
    Workshop,
    WorkshopMode,
    workshop_due_on,
)
from inventory.applications.presets import DEFAULT, PRESETS
from inventory.borrowers import actions as borrowers
from inventory.borrowers.rules import WaiverReason
from inventory.foundation.audit import verify
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.lending import drafts
from inventory.lending.actions import NotComplete, hand_over
from inventory.lending.moments import DESK, moment_of, people_of
from inventory.lending.rules import NotYet, Signing, WorkshopAnswer
from inventory.outings import coming_home
from inventory.outings.coming_home import WhoseAppointment, WorkshopFirst
from inventory.outings.queries import devices_of, notes_of, visits_of
from inventory.outings.rules import NoteKind
from tests.cast import NOW
from tests.make import anyone, make_approved_borrower, make_hand_over, make_loan, make_policy, make_session
from tests.make_outings import make_outing_on_the_road
from workshop import actions, night
from workshop.calls import calls_due
from workshop.models import WorkshopCall
from workshop.rules import CallBecause

F, P, N = WorkshopAnswer.FOLLOWED, WorkshopAnswer.PLANNED, WorkshopAnswer.NOT_NEEDED
BEFORE = Workshop(WorkshopMode.SESSION, Gate.BEFORE, mandatory=True)
AT_A_SESSION = Workshop(WorkshopMode.SESSION, Gate.AT, mandatory=True)
AT_THE_DESK = Workshop(WorkshopMode.AT_HAND_OVER, Gate.AT, mandatory=True)
WITHIN_4_WEEKS = Workshop(WorkshopMode.SESSION, Gate.AFTER, within_weeks=4)
NONE = Workshop(WorkshopMode.NONE)


def _policy(world: Any, workshop: Workshop | None) -> None:
    make_policy(world, replace(DEFAULT, workshop=workshop, deposit=None))


def _said(world: Any, answer: WorkshopAnswer) -> Any:
    draft = make_hand_over(world, cents=0)
    told = {P: {"on": day(NOW) + timedelta(days=7)}, N: {"reason": WaiverReason.SKILLED}}.get(answer, {})
    drafts.answer_workshop(world.nele.actor, draft, now=NOW, answer=answer, **told)
    return draft


@pytest.mark.parametrize(
    ("workshop", "passes"),
    [
        (BEFORE, {N}),
        (AT_A_SESSION, {N}),
        (AT_THE_DESK, {F, N}),
        (WITHIN_4_WEEKS, {F, P, N}),
        (NONE, {F, P, N}),
        *[
            (PRESETS[name].policy.workshop, passes)
            for name, passes in {
                # It goes together with the laptop, and everyone gets it: "later" is no answer.
                "digbij": {F, N},
                "sint_niklaas": {F, N},
                # These set no gate, or leave open whether everyone follows it: nobody is held up.
                "antwerpen_posthof": {F, P, N},
                "heusden_zolder": {F, P, N},
                "digibank_plus": {F, P, N},
                "maasland": {F, P, N},
                "zora_werkt": {F, P, N},
                "dender_zuid": {F, P, N},
            }.items()
        ],
    ],
)
def test_what_is_said_at_the_desk_passes_the_gate_or_does_not(
    world: Any, in_gent: int, workshop: Workshop | None, passes: set[WorkshopAnswer]
) -> None:
    _policy(world, workshop)
    for answer in WorkshopAnswer:
        draft = _said(world, answer)
        if answer in passes:
            assert hand_over(world.nele.actor, draft, now=NOW).is_open, answer
        else:
            with pytest.raises(NotComplete) as refused:
                hand_over(world.nele.actor, draft, now=NOW)
            assert set(refused.value.reasons) <= {NotYet.WORKSHOP_FIRST, NotYet.WORKSHOP_NOW}
            assert draft.loan_id is None


def test_the_teachers_tick_opens_the_gate_and_taking_it_back_closes_it(world: Any, in_gent: int) -> None:
    _policy(world, BEFORE)
    draft = _said(world, F)
    session = make_session(world)
    seat = actions.enrol(world.nele.actor, session, draft.borrower, now=NOW)
    with pytest.raises(NotComplete):
        hand_over(world.nele.actor, draft, now=NOW)
    actions.mark_attended(world.lotte.actor, seat, now=NOW)
    actions.take_back_tick(world.lotte.actor, seat, now=NOW)
    with pytest.raises(NotComplete):
        hand_over(world.nele.actor, draft, now=NOW)
    actions.mark_attended(world.lotte.actor, seat, now=NOW)
    assert hand_over(world.nele.actor, draft, now=NOW).is_open
    assert list(verify()) == []


def test_a_course_opens_the_gate_when_its_last_lesson_was_followed(world: Any, in_gent: int) -> None:
    _policy(world, BEFORE)
    draft = _said(world, F)
    course = make_session(world, kind="course")
    seat = actions.enrol(world.nele.actor, course, draft.borrower, now=NOW)
    for lesson in course.lessons:
        with pytest.raises(NotComplete):
            hand_over(world.nele.actor, draft, now=lesson.starts_at)
        actions.mark_attended(world.lotte.actor, seat, now=lesson.starts_at)
    assert draft.borrower.workshop_on == course.lessons[-1].held_on
    assert hand_over(world.nele.actor, draft, now=course.ends_at).is_open


def test_where_the_policy_leaves_it_to_the_coordinator_the_desk_cannot_waive(
    world: Any, in_gent: int
) -> None:
    _policy(world, replace(BEFORE, waived_by=WaivedBy.COORDINATOR))
    draft = make_hand_over(world, cents=0)
    with pytest.raises(OnlyTheCoordinator):
        drafts.answer_workshop(world.nele.actor, draft, now=NOW, answer=N, reason=WaiverReason.INTERPRETS)
    with pytest.raises(OnlyTheCoordinator):
        borrowers.waive_workshop(world.nele.actor, draft.borrower, WaiverReason.SKILLED, now=NOW)
    drafts.answer_workshop(world.fatima.actor, draft, now=NOW, answer=N, reason=WaiverReason.INTERPRETS)
    hand_over(world.nele.actor, draft, now=NOW)
    assert draft.borrower.workshop_waived is WaiverReason.INTERPRETS


def test_what_was_waived_for_one_person_is_not_waived_for_the_next(world: Any, in_gent: int) -> None:
    _policy(world, BEFORE)
    draft = _said(world, N)
    drafts.choose_borrower(world.nele.actor, draft, make_approved_borrower(world, first_name="Bo"), now=NOW)
    assert draft.workshop is None


def test_what_was_explained_to_one_person_was_not_explained_to_the_next(world: Any, in_gent: int) -> None:
    _policy(world, AT_THE_DESK)
    draft = _said(world, F)
    drafts.choose_borrower(world.nele.actor, draft, draft.borrower, now=NOW)
    assert draft.workshop is F, "the same pass was scanned once more"
    bo = make_approved_borrower(world, first_name="Bo")
    drafts.choose_borrower(world.nele.actor, draft, bo, now=NOW)
    drafts.sign(world.nele.actor, draft, now=NOW, signing=Signing.PAPER)
    with pytest.raises(NotComplete) as refusal:
        hand_over(world.nele.actor, draft, now=NOW)
    assert refusal.value.reasons == [NotYet.WORKSHOP_OPEN]
    assert bo.workshop_on is None


def test_at_the_pick_up_moment_someone_knows_it_before_they_call_the_name(world: Any, in_gent: int) -> None:
    _policy(world, BEFORE)
    noor = make_approved_borrower(world)
    people = {one.borrower.id: one for one in people_of(moment_of(world.nele.actor, DESK, day(NOW)))}
    assert NotYet.WORKSHOP_FIRST in people[noor.id].reasons
    borrowers.note_workshop(world.nele.actor, noor, on=day(NOW), now=NOW)
    people = {one.borrower.id: one for one in people_of(moment_of(world.nele.actor, DESK, day(NOW)))}
    assert NotYet.WORKSHOP_FIRST not in people[noor.id].reasons


def test_on_the_road_a_paper_does_not_go_around_the_gate(world: Any, in_gent: int) -> None:
    outing = make_outing_on_the_road(world)
    visit = visits_of(outing)[0]
    laptop = devices_of(outing)[0].device
    _policy(world, BEFORE)
    with pytest.raises(WorkshopFirst):
        coming_home.note(world.nele.actor, outing, NoteKind.HANDED_OVER, laptop, visit=visit, now=NOW)
    with pytest.raises(WhoseAppointment):
        coming_home.note(world.nele.actor, outing, NoteKind.HANDED_OVER, laptop, now=NOW)
    assert notes_of(outing) == []
    borrowers.waive_workshop(world.nele.actor, visit.application.borrower, WaiverReason.SKILLED, now=NOW)
    coming_home.note(world.nele.actor, outing, NoteKind.HANDED_OVER, laptop, visit=visit, now=NOW)


def test_nothing_but_the_hand_over_lends() -> None:
    """Pages, moments, vans, machines and commands all pass the gate, for a loan begins in one place only."""
    top = Path(__file__).parents[2]
    begins = re.compile(r"(?<![A-Za-z_])Loan\(\s*\n")
    found = {
        str(path.relative_to(top))
        for package in ("inventory", "workshop", "labels")
        for path in (top / package).rglob("*.py")
        if begins.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"inventory/lending/actions.py"}


def test_the_page_of_the_hand_over_says_that_it_comes_first(client: Any, world: Any, in_gent: int) -> None:
    _policy(world, BEFORE)
    draft_id = _said(world, F).id
    client.sign_in(world.nele)
    page = client.post(f"/gent/loans/hand-over/{draft_id}/ready", data={}, follow_redirects=True)
    assert "Here the start workshop comes first." in page.text
    step = f"/gent/loans/hand-over/{draft_id}/workshop"
    assert 'value="followed"' not in client.get(step).text
    assert client.post(step, data={"answer": "followed"}).status_code == 422
    assert client.post(step, data={"answer": "not_needed"}).status_code == 422, "a waiver has a reason"
    assert client.post(step, data={"answer": "not_needed", "reason": "interprets"}).status_code == 303
    assert client.post(f"/gent/loans/hand-over/{draft_id}/ready", data={}).status_code == 303


def test_afterwards_raises_a_call_on_the_right_day_and_once(world: Any, in_gent: int) -> None:
    _policy(world, WITHIN_4_WEEKS)
    loan = make_loan(world, cents=0)
    borrowers.take_back_workshop(world.nele.actor, loan.borrower, now=NOW)
    house = anyone(world.gent)
    due = loan.started_on + timedelta(weeks=4)
    assert night.call_after_hand_over(house, due - timedelta(days=1), NOW) == 0
    assert night.call_after_hand_over(house, due, NOW) == 1
    assert night.call_after_hand_over(house, due + timedelta(days=1), NOW) == 0
    call = db.session.scalars(select(WorkshopCall)).one()
    assert (call.because, call.borrower_id, call.loan_id) == (
        CallBecause.AFTER_HAND_OVER, loan.borrower_id, loan.id,
    )  # fmt: skip
    assert [one.id for one in calls_due(due + timedelta(days=3))] == [call.id]
    borrowers.note_workshop(world.nele.actor, loan.borrower, on=due, now=NOW)
    assert night.drop_what_is_done(house, NOW) == 1
    assert calls_due(due + timedelta(days=3)) == []


def test_who_followed_it_in_time_is_not_called(world: Any, in_gent: int) -> None:
    _policy(world, WITHIN_4_WEEKS)
    loan = make_loan(world, cents=0)  # followed, as make_hand_over answers
    assert night.call_after_hand_over(anyone(world.gent), loan.started_on + timedelta(weeks=9), NOW) == 0


@pytest.mark.parametrize(("weeks", "on"), [(1, date(2026, 1, 8)), (6, date(2026, 2, 12))])
def test_the_day_is_counted_in_weeks_from_the_hand_over(weeks: int, on: date) -> None:
    policy = LendingPolicy(workshop=replace(WITHIN_4_WEEKS, within_weeks=weeks))
    assert workshop_due_on(policy, date(2026, 1, 1)) == on
