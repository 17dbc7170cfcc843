"""Who shares a telephone or an address with somebody who is forgotten, only kept, or asks for a copy, is left alone."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from inventory.applications.policy import Door
from inventory.applications.presets import DEFAULT
from inventory.borrowers import actions as borrowers
from inventory.borrowers.rules import is_called, is_wholly_called
from inventory.foundation import outbox
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter, Medium
from inventory.foundation.transaction import upkeep
from inventory.portal import inviting
from inventory.portal.inviting_rules import Invitee
from inventory.portal.models import BegunForm, FormInvitation
from inventory.rights import telling
from tests.cast import NOW
from tests.make import anyone, make_borrower, make_policy
from tests.visitors import make_ticket

PHONE, MAIL = "+32470123456", "thuis@voorbeeld.example"


@pytest.fixture
def noor(world: Any, in_gent: int) -> Any:
    """Someone who shares both with Sami, who is no borrower of ours."""
    return make_borrower(world, first_name="Noor", last_name="Tahiri", phone=PHONE, email=MAIL)


def only_kept(world: Any, borrower: Any) -> None:
    borrowers.restrict(world.fatima.actor, borrower, now=NOW)


def invited(world: Any, *people: Invitee) -> list[FormInvitation]:
    make_policy(world, replace(DEFAULT, doors=(Door.INVITED,)))
    made = inviting.invite(world.nele.actor, people, days=30, now=NOW, by_mail=True)
    return [invitation for invitation, _link in made]


def letters(thing: Any) -> list[Letter]:
    return list(outbox.correspondence_of(thing))


def test_a_letter_of_the_repair_desk_leaves_for_who_shares_the_address_of_who_is_only_kept(
    world: Any, noor: Any
) -> None:
    tickets = [make_ticket(world, first_name=name, phone=PHONE, email=MAIL) for name in ("Sami", "Noor")]
    for ticket in tickets:
        with upkeep():
            db.session.add(
                Letter(
                    kind="house/word", medium=Medium.SMS, to_phone=PHONE, locale="nl", subject="", body="Klaar",
                    written_at=NOW, try_after=NOW, thing=ticket.__tablename__, thing_id=ticket.id,
                )
            )  # fmt: skip
    only_kept(world, noor)
    held = [outbox.is_held(letter) for ticket in tickets for letter in letters(ticket)]
    assert held == [False, True]


def test_invitations_are_of_who_is_named_on_them(world: Any, noor: Any) -> None:
    people = (
        Invitee("Sami Tahiri", MAIL), Invitee("Noor Tahiri", MAIL), Invitee("Sami", PHONE), Invitee("N. Tahiri"),
        Invitee("Tahiri Noor"), Invitee("Noor Peeters"), Invitee("Noor-Lin Tahiri", PHONE),
        Invitee("Noor Lin Tahiri", MAIL), Invitee("Mevr. Noor El Tahiri", MAIL),
    )  # fmt: skip
    made = invited(world, *people)
    told = str(telling.document(noor, telling.sections_of(noor), now=NOW))
    assert "Sami" not in told
    assert "Tahiri Noor" in told
    only_kept(world, noor)
    assert [outbox.is_held(one) for invitation in made[:2] for one in letters(invitation)] == [False, True]
    borrowers.forget(world.fatima.actor, noor, now=NOW)
    left = [
        "Sami Tahiri",
        "",
        "Sami",
        "N. Tahiri",
        "",
        "Noor Peeters",
        "Noor-Lin Tahiri",
        "Noor Lin Tahiri",
        "",
    ]
    assert [one.name for one in made] == left
    assert [bool(one.body) for invitation in made[:2] for one in letters(invitation)] == [True, False]


def test_a_name_alone_that_two_people_bear_says_nothing(world: Any, noor: Any) -> None:
    make_borrower(world, first_name="Noor", last_name="Tahiri", phone="+32470999999", email="")
    [made] = invited(world, Invitee("Noor Tahiri"))
    borrowers.forget(world.fatima.actor, noor, now=NOW)
    assert made.name == "Noor Tahiri"


def test_a_first_name_alone_is_of_who_bears_most_of_it(world: Any, noor: Any) -> None:
    make_borrower(world, first_name="Noor-Lin", last_name="Tahiri", phone=PHONE, email="")
    made = invited(world, Invitee("Noor Lin", PHONE), Invitee("Noor", PHONE))
    borrowers.forget(world.fatima.actor, noor, now=NOW)
    assert [one.name for one in made] == ["Noor Lin", ""]


def test_a_form_that_a_housemate_began_and_its_letter_wait_for_the_housemate(world: Any, noor: Any) -> None:
    forms = [
        BegunForm(
            token=token, locale="nl", begun_at=NOW, changed_at=NOW,
            answers={"name": {"first_name": name, "last_name": "Tahiri"}, "reach": {"phone": PHONE, "email": MAIL}},
        )
        for token, name in (("a" * 20, "Sami"), ("b" * 20, "Noor"), ("c" * 20, "Noor Lin"))
    ]  # fmt: skip
    with upkeep():
        db.session.add_all(forms)
        db.session.flush()
        db.session.add_all(
            Letter(
                kind="portal/go_on", medium=Medium.MAIL, to_email=MAIL, locale="nl", subject="", body=form.token,
                written_at=NOW, try_after=NOW, thing="begun_form", thing_id=form.id, about=f"begun_form:{form.id}",
            )
            for form in forms
        )  # fmt: skip
    told = str(telling.document(noor, telling.sections_of(noor), now=NOW))
    assert [letter * 20 in told for letter in "abc"] == [False, True, False]
    borrowers.forget(anyone(world.gent), noor, now=NOW)
    names = [
        one.answers["name"]["first_name"]
        for one in db.session.scalars(select(BegunForm).order_by(BegunForm.id))
    ]
    assert names == ["Sami", "Noor Lin"]
    waiting = select(Letter.body).where(Letter.kind == "portal/go_on").order_by(Letter.id)
    assert db.session.scalars(waiting).all() == ["a" * 20, "", "c" * 20]


def test_how_names_say_who_it_is() -> None:
    assert is_called("Noor T.", "Noor", "Tahiri")
    assert not is_called("Sami Tahiri", "Noor", "Tahiri")
    assert is_called("Familie Tahiri", "", "Tahiri")
    for others in ("Noor-Lin", "Noor‑Lin T.", "Lin Noor Tahiri", "Tahiri Noor Lin"):
        assert not is_called(others, "Noor", "Tahiri")
    for own in (
        "Tahiri-Noor",
        "Noor L. Tahiri",
        "De heer Noor El Tahiri",
        "Noor Tahiri-Peeters",
        "Noor Peeters",
    ):
        assert is_called(own, "Noor", "Tahiri")
    assert is_called("Noor Lin Tahiri", "Noor-Lin", "Tahiri")
    assert is_called("Noor Tahiri van den Broeck", "Noor", "Tahiri")
    assert not is_called("Noor", "", "")
    assert is_wholly_called("Tahiri, Noor", "Noor", "Tahiri")
    assert not is_wholly_called("Noor", "Noor", "Tahiri")
