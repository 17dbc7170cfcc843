"""The register of borrowers: who is in it, who may look, and how someone leaves it."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from inventory.borrowers import actions, queries
from inventory.borrowers.actions import AlreadyForgotten, Details, NoName, TooLong
from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import (
    ContactChannel,
    Likeness,
    NotAPhone,
    NoWayToReach,
    TooYoung,
    WaiverReason,
)
from inventory.foundation.audit import AuditEvent, verify
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.refusal import MayNot, NationalNumber
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from tests.cast import NOW
from tests.make import make_application, make_borrower


def _found(text: str) -> list[str]:
    return [row.name for row in db.session.execute(queries.matching(text)).scalars()]


def test_nele_registers_someone_who_gets_a_pass_code(world: Any, in_gent: int) -> None:
    details = Details(first_name=" Noor ", last_name="Tahiri", phone="0470 12.34.56", birth_year=1994)
    noor = actions.register(world.nele.actor, details, now=NOW)
    assert (noor.name, noor.short_name) == ("Noor Tahiri", "Noor T.")
    assert str(noor.code).startswith("P")
    assert (noor.phone, noor.spoken_phone) == ("+32470123456", "0470 12 34 56")
    assert noor.birth_decade == 1990


def test_tom_the_technician_and_karim_the_treasurer_may_not(world: Any, in_gent: int) -> None:
    for person in (world.tom, world.sofie, world.karim, world.lotte):
        with pytest.raises(MayNot):
            actions.register(person.actor, Details(first_name="Noor"), now=NOW)
    assert db.session.execute(select(Borrower)).first() is None


@pytest.mark.parametrize(
    ("details", "refusal"),
    [
        ({"first_name": "  ", "last_name": ""}, NoName),
        ({"first_name": "a" * 81}, TooLong),
        ({"phone": "bel mij"}, NotAPhone),
        ({"phone": "", "contact_channel": ContactChannel.SMS}, NoWayToReach),
        ({"birth_year": 2012}, TooYoung),
        ({"note": "haar nummer is 85.07.30-033 28"}, NationalNumber),
    ],
)
def test_what_cannot_be_kept_is_refused_and_leaves_nothing_behind(
    world: Any, in_gent: int, details: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        make_borrower(world, **details)
    assert db.session.execute(select(Borrower)).first() is None
    assert db.session.execute(select(AuditEvent)).first() is None


def test_names_in_any_script_are_kept_as_they_were_typed(world: Any, in_gent: int) -> None:
    for first, last in [
        ("نور", "الطاهري"),
        ("Şirin", "Öztürk"),
        ("Олена", "Шевченко"),
        ("🙂", "<b>Bob</b>"),
        ("ﷺ" * 80, "ﷺ"),
    ]:
        borrower = make_borrower(world, first_name=first, last_name=last)
        assert borrower.name == f"{first} {last}"
        assert borrower.name in _found(last[:1] if "ﷺ" in last else last)


def test_someone_is_found_by_part_of_a_name_by_phone_and_by_pass(world: Any, in_gent: int) -> None:
    noor = make_borrower(world, phone="0470 12 34 56")
    make_borrower(world, first_name="Jef", last_name="Maes")
    for text in ("tahi", "NOOR tahiri", "Tahiri Noor", "0470/12.34.56", str(noor.code), noor.spoken):
        assert _found(text) == ["Noor Tahiri"], text
    assert _found("100%") == []
    assert _found("_") == []
    assert sorted(_found("")) == ["Jef Maes", "Noor Tahiri"]


def test_the_same_phone_or_name_is_proposed_and_a_person_decides(world: Any, in_gent: int) -> None:
    noor = make_borrower(world, phone="0470 12 34 56")
    asked = actions.check(Details("Noor", "TAHIRI", phone="+32 470 12 34 56"), this_year=2026)
    from inventory.borrowers.rules import Person

    person = Person(asked.first_name, asked.last_name, asked.birth_year, asked.postcode, asked.phone)
    assert queries.who_looks_like(person) == [(noor, Likeness.SAME_PHONE)]
    again = make_borrower(world, phone="0470 12 34 56")
    assert again.id != noor.id


def test_the_trace_names_fields_and_never_what_stood_in_them(world: Any, in_gent: int) -> None:
    noor = make_borrower(world, note="groot klavier")
    actions.edit(world.nele.actor, noor, Details("Noortje", "Tahiri", phone="0471 11 22 33"), now=NOW)
    events = db.session.execute(select(AuditEvent).order_by(AuditEvent.number)).scalars().all()
    assert "first_name" in json.loads(events[-1].particulars_text)["changed"]
    told = " ".join(event.particulars_text for event in events).lower()
    for word in ("noor", "tahiri", "0471", "klavier"):
        assert word not in told


def test_the_first_workshop_is_the_one_that_counts_and_none_may_be_needed(world: Any, in_gent: int) -> None:
    noor = make_borrower(world)
    actions.note_workshop(world.lotte.actor, noor, on=date(2026, 11, 20), now=NOW)
    actions.note_workshop(world.nele.actor, noor, on=date(2026, 11, 23), now=NOW)
    assert noor.workshop_on == date(2026, 11, 20)
    jef = make_borrower(world, first_name="Jef")
    assert not jef.has_had_workshop
    actions.waive_workshop(world.nele.actor, jef, WaiverReason.SKILLED, now=NOW)
    assert jef.has_had_workshop


def test_a_person_vanishes_and_the_numbers_and_the_chain_stay(world: Any, in_gent: int) -> None:
    noor = make_borrower(world, email="noor@example.org", note="groot klavier")
    code = str(noor.code)
    actions.forget(world.fatima.actor, noor, now=NOW)
    row = db.session.execute(select(Borrower.__table__)).mappings().one()
    kept = json.dumps({key: str(value) for key, value in row.items()}).lower()
    for word in ("noor", "tahiri", "9000", "0470", "klavier", "example.org", "1994"):
        assert word not in kept
    assert (row["municipality"], row["birth_decade"], row["language"]) == ("Gent", 1990, "nl")
    assert noor.name == noor.spoken
    assert _found("Noor") == []
    assert _found("") == []
    assert _found(code) == [noor.spoken]
    assert list(verify()) == []
    assert queries.half_forgotten() == []
    with pytest.raises(AlreadyForgotten):
        actions.edit(world.nele.actor, noor, Details("Noor"), now=NOW)


def test_the_check_names_whoever_was_half_forgotten(world: Any, in_gent: int) -> None:
    noor = make_borrower(world)
    actions.forget(world.fatima.actor, noor, now=NOW)
    with upkeep():
        db.session.execute(Borrower.__table__.update().values(note="groot klavier"))
    assert queries.half_forgotten() == [noor]


def test_letters_to_who_is_forgotten_are_blank_and_do_not_leave(world: Any, in_gent: int) -> None:
    noor = make_borrower(world, email="noor@example.org")
    make_application(world, noor, state="refused")
    actions.forget(world.fatima.actor, noor, now=NOW)
    letter = db.session.execute(select(Letter)).scalars().one()
    assert (letter.to_email, letter.subject, letter.body, letter.try_after) == (None, "", "", None)


def test_only_the_coordinator_forgets(world: Any, in_gent: int) -> None:
    noor = make_borrower(world)
    with pytest.raises(MayNot):
        actions.forget(world.nele.actor, noor, now=NOW)


def test_luik_does_not_know_who_borrows_in_gent(world: Any, in_gent: int) -> None:
    noor = make_borrower(world, phone="0470 12 34 56")
    code, person = str(noor.code), noor.as_person()
    with inside(world.luik):
        for text in ("Noor", "0470123456", code, ""):
            assert _found(text) == []
        assert queries.who_looks_like(person) == []


def test_a_field_that_a_request_leaves_out_keeps_what_is_known(client: Any, world: Any, in_gent: int) -> None:
    noor = make_borrower(world, birth_year=1994)
    told = {"first_name": "Nora", "municipality": "Gent", "contact_channel": "phone", "phone": "0470112233"}
    answer = client.sign_in(world.nele).post(f"/gent/borrowers/{noor.code}/edit", data=told)
    assert answer.status_code == 303
    db.session.expire_all()
    assert (noor.first_name, noor.birth_year) == ("Nora", 1994)
