"""The waiting list: in the digibank's own order, each with why, and the next one follows it."""

from dataclasses import replace
from datetime import timedelta

from inventory.applications import actions, asking, queries
from inventory.applications.assessment import Outcome
from inventory.applications.policy_form import PolicyForm
from inventory.applications.presets import DEFAULT
from inventory.applications.states import ApplicationState
from inventory.contacts.rules import Purpose
from inventory.foundation.tenancy import inside
from tests.cast import NOW
from tests.make import anyone, make_application, make_borrower, make_policy

FIRST = ("condition.living_wage", "purpose.schoolwork")


def fill(world):
    """Noor waits longest; Mila, who came later, has a living wage; Omar wants it for school."""
    told = {}
    for days, (name, purpose) in enumerate(
        (("Mila", Purpose.OTHER), ("Omar", Purpose.SCHOOLWORK), ("Noor", Purpose.OTHER)), start=1
    ):
        someone = make_borrower(world, first_name=name, last_name="")
        told[name] = make_application(world, someone, purpose=purpose, now=NOW - timedelta(days=days))
    asking.answer(anyone(world.gent), told["Mila"], "living_wage", Outcome.NOT_SHOWN, now=NOW)
    return told


def test_the_page_says_who_comes_first_and_why(app, client, world):
    with app.test_request_context(), inside(world.gent):
        make_policy(world, replace(DEFAULT, priority=FIRST))
        fill(world)
    page = client.sign_in(world.nele).get("/gent/applications/waiting-list").text
    places = [page.index(f">{name}<") for name in ("Mila", "Omar", "Noor")]
    assert places == sorted(places)
    assert "Yes to: Do you get a living wage" in page
    assert "Schoolwork of a child" in page
    assert "Who waits longest" in page


def test_without_an_order_who_waits_longest_comes_first(app, client, world):
    with app.test_request_context(), inside(world.gent):
        make_policy(world)
        fill(world)
    page = client.sign_in(world.nele).get("/gent/applications/waiting-list").text
    assert "No order is set" in page
    places = [page.index(f">{name}<") for name in ("Noor", "Omar", "Mila")]
    assert places == sorted(places)


def test_after_one_answer_the_next_is_who_comes_first(world, in_gent):
    make_policy(world, replace(DEFAULT, priority=FIRST))
    told = fill(world)
    assert queries.next_waiting(but=told["Omar"].id).id == told["Mila"].id
    assert queries.next_waiting(but=told["Mila"].id).id == told["Omar"].id


def test_who_was_approved_waits_for_a_laptop_in_the_same_order(world, in_gent):
    make_policy(world, replace(DEFAULT, priority=FIRST))
    told = fill(world)
    for one in told.values():
        actions.approve(anyone(world.gent), one, reason="Agreed.", now=NOW)
    order = queries.in_their_order(ApplicationState.APPROVED, FIRST, 2)
    assert [(standing.place, one.id) for standing, one in order] == [
        (1, told["Mila"].id),
        (2, told["Omar"].id),
    ]
    on_today = [one.id for one in queries.without_device(FIRST)]
    assert on_today == [told[name].id for name in ("Mila", "Omar", "Noor")]


def test_the_order_goes_round_through_the_form(app, client, world):
    with app.test_request_context(), inside(world.gent):
        make_policy(
            world,
            replace(
                DEFAULT, priority=(*FIRST, "wish.camera", "wish.big_keyboard", "purpose.other", "longest")
            ),
        )
    client.sign_in(world.fatima)
    page = client.get("/gent/applications/policy/edit").text
    assert "Who comes first on the waiting list" in page
    told = client.get("/gent/applications/policy").text
    assert "1. Yes to: Do you get a living wage" in told
    assert "Needs: A camera and a microphone" in told


def test_the_form_changes_the_order_and_keeps_what_it_does_not_ask(world, in_gent):
    before = replace(
        DEFAULT, priority=(*FIRST, "wish.camera", "wish.big_keyboard", "purpose.other", "longest")
    )
    form = PolicyForm(formdata=None, locale="en", before=before)
    form.first_1.data, form.first_3.data = "purpose.training", ""
    assert form.document()["priority"] == [
        "purpose.training", "purpose.schoolwork", "wish.big_keyboard", "purpose.other", "longest",
    ]  # fmt: skip
    assert "priority" not in PolicyForm(formdata=None, locale="en", before=DEFAULT).document()


def test_nobody_of_another_digibank_stands_on_the_list(app, client, world):
    with app.test_request_context(), inside(world.gent):
        make_policy(world)
        fill(world)
    page = client.sign_in(world.bram).get("/luik/applications/waiting-list").text
    assert "Noor" not in page
