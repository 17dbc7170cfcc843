"""Who lives with whom: set by a person at the desk, counted where the policy counts, and nowhere else shown."""

from typing import Any

import pytest

from inventory.applications import queries as applications
from inventory.applications.deciding import Because
from inventory.applications.policy import LendingPolicy
from inventory.applications.presets import NO_CONDITIONS
from inventory.borrowers import actions
from inventory.borrowers.actions import AlreadyForgotten, LivesAlone
from inventory.borrowers.queries import household_of, who_may_live_with
from inventory.foundation.refusal import MayNot
from inventory.lending.actions import NotComplete, hand_over
from inventory.lending.rules import NotYet
from tests.cast import NOW
from tests.make import (
    make_application,
    make_approved_borrower,
    make_borrower,
    make_hand_over,
    make_loan,
    make_policy,
)

TWO = LendingPolicy(criteria=NO_CONDITIONS, loans_per_person=1, loans_per_household=2)


def test_people_live_together_and_whoever_leaves_leaves_the_others(world: Any, in_gent: int) -> None:
    noor, jef, mia, ans = (make_borrower(world, first_name=name) for name in ("Noor", "Jef", "Mia", "Ans"))
    nele = world.nele.actor
    actions.live_together(nele, noor, jef, now=NOW)
    actions.live_together(nele, noor, mia, now=NOW)  # Mia has no household yet, so she joins Noor's
    assert {one.first_name for one in household_of(noor)} == {"Jef", "Mia"}
    actions.live_together(nele, ans, mia, now=NOW)
    assert {one.first_name for one in household_of(ans)} == {"Noor", "Jef", "Mia"}
    actions.live_alone(nele, noor, now=NOW)
    assert household_of(noor) == []
    assert {one.first_name for one in household_of(mia)} == {"Jef", "Ans"}


def test_nobody_lives_with_themselves_or_with_nobody(world: Any, in_gent: int) -> None:
    noor, jef = make_borrower(world), make_borrower(world, first_name="Jef")
    with pytest.raises(LivesAlone):
        actions.live_together(world.nele.actor, noor, noor, now=NOW)
    with pytest.raises(MayNot):
        actions.live_together(world.tom.actor, noor, jef, now=NOW)
    actions.live_together(world.nele.actor, noor, jef, now=NOW)
    actions.forget(world.fatima.actor, jef, now=NOW)
    assert household_of(noor) == []
    with pytest.raises(AlreadyForgotten):
        actions.live_together(world.nele.actor, noor, jef, now=NOW)


def test_the_same_name_in_the_same_town_or_the_same_number_is_proposed(world: Any, in_gent: int) -> None:
    noor = make_borrower(world, phone="0470 11 22 33")
    same = make_borrower(world, first_name="Ilyas")
    make_borrower(world, first_name="Ver", postcode="8000")
    make_borrower(world, first_name="Tess", last_name="Tahirić-Smet")
    called = make_borrower(world, first_name="An", last_name="Peeters", phone="0470112233")
    assert {one.id for one in who_may_live_with(noor)} == {same.id, called.id}
    actions.live_together(world.nele.actor, noor, same, now=NOW)
    assert [one.id for one in who_may_live_with(noor)] == [called.id]


def test_nele_says_with_one_tap_with_whom_someone_lives(client: Any, world: Any, in_gent: int) -> None:
    noor, ilyas = make_borrower(world), make_borrower(world, first_name="Ilyas")
    mine, other = noor.code, ilyas.code
    client.sign_in(world.nele)
    page = client.get(f"/gent/borrowers/{mine}/household").text
    assert "Perhaps with one of these?" in page
    assert "Ilyas" in client.get(f"/gent/borrowers/{mine}/household?search=ilyas").text
    told = client.post(f"/gent/borrowers/{mine}/household", data={"who": other}, follow_redirects=True).text
    assert "Noor T. lives with Ilyas T." in told
    assert client.post(f"/gent/borrowers/{mine}/household", data={"who": mine}).status_code == 422
    assert client.post(f"/gent/borrowers/{mine}/household", data={"who": "P 999 999"}).status_code == 404
    told = client.post(f"/gent/borrowers/{mine}/household/alone", follow_redirects=True).text
    assert "Nobody said with whom this person lives." in told


def test_a_household_with_enough_laptops_is_told_at_the_screening_and_stopped_at_the_desk(
    client: Any, world: Any, in_gent: int
) -> None:
    make_policy(world, TWO)
    first, second = make_loan(world).borrower, make_loan(world).borrower
    third = make_approved_borrower(world, first_name="Derde")
    draft = make_hand_over(world, borrower=third)
    actions.live_together(world.nele.actor, second, first, now=NOW)
    actions.live_together(world.nele.actor, third, first, now=NOW)
    with pytest.raises(NotComplete) as refusal:
        hand_over(world.nele.actor, draft, now=NOW)
    assert refusal.value.reasons == [NotYet.HOUSEHOLD_HAS_ENOUGH]
    page = client.sign_in(world.nele).get(f"/gent/loans/hand-over/{draft.id}/ready").text
    assert "have as many laptops of ours as they may. Take one back first." in page
    fourth = make_borrower(world, first_name="Vierde")
    actions.live_together(world.nele.actor, fourth, first, now=NOW)
    application = make_application(world, fourth)
    assert [one.because for one in applications.decision_of(application, on=NOW.date()).reasons] == [
        Because.HOUSEHOLD_LIMIT
    ]
    assert "Bring one back first." in client.get(f"/gent/applications/{application.id}").text
    actions.live_alone(world.nele.actor, third, now=NOW)
    assert hand_over(world.nele.actor, draft, now=NOW).is_open
