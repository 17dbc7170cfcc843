"""Whoever is forgotten, restricted or objected is so on every road; and whoever lives with them is left in peace."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from inventory.borrowers import actions as borrowers
from inventory.borrowers.merging import merge
from inventory.contact_lists import actions as lists
from inventory.contact_lists.models import ListState
from inventory.foundation import kept_form, once, outbox
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.outbox import Letter, Medium
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import transaction, upkeep
from inventory.lending import calling
from inventory.lending.reaching import CallReason, Whom
from inventory.retention import actions as retention
from inventory.retention import people
from inventory.retention.models import RetentionNotice
from inventory.retention.rules import APPLICANT, HoldReason
from inventory.rights import actions as rights
from inventory.rights import telling
from inventory.rights.rules import Answer, Asker, RequestKind
from tests.cast import NOW
from tests.make import (
    anyone,
    make_application,
    make_approved_borrower,
    make_borrower,
    make_loan,
    make_session,
)
from tests.visitors import make_ticket
from workshop import actions as workshop
from workshop import post_letters
from workshop.calls import ask_to_call, calls_due
from workshop.rules import CallBecause


def after(days: int) -> datetime:
    return NOW + timedelta(days=days)


def letter_to(borrower: Any, of: Any, **told: Any) -> Letter:
    details = {
        "kind": "house/word", "medium": Medium.SMS, "to_phone": borrower.phone, "locale": "nl", "subject": "",
        "body": f"Dag {borrower.first_name}", "written_at": NOW, "try_after": NOW, "thing": of.__tablename__,
        "thing_id": of.id, **told,
    }  # fmt: skip
    letter = Letter(**details)
    with upkeep():
        db.session.add(letter)
        db.session.flush()
        number = letter.id
    return db.session.get_one(Letter, number)


def granted(world: Any, borrower: Any, kind: RequestKind) -> None:
    asked = rights.ask(
        world.nele.actor, borrower, kind, asker=Asker.PERSON, identity="gekend", received_on=day(NOW), now=NOW
    )
    rights.answer(world.fatima.actor, asked, Answer.GRANTED, words="", now=NOW)


def with_one_phone(world: Any) -> tuple[Any, Any]:
    """Two who share a telephone, of whom the second has a laptop at home."""
    noor = make_borrower(world)
    sami = make_approved_borrower(world, first_name="Sami", phone=noor.phone)
    return noor, make_loan(world, borrower=sami)


def test_an_objection_to_calls_outlives_a_merge(world: Any, in_gent: int) -> None:
    stays, goes = make_borrower(world), make_borrower(world)
    granted(world, goes, RequestKind.NO_CALLS)
    merge(world.fatima.actor, stays, goes, now=NOW)
    assert stays.no_calls_at == NOW


def test_a_call_that_waits_is_not_made_to_who_objects_meanwhile(world: Any, in_gent: int) -> None:
    loan = make_loan(world)
    with transaction():
        calling.ask(world.nele.actor, loan, Whom.BORROWER, CallReason.RUNG, on=day(NOW), now=NOW)
    granted(world, loan.borrower, RequestKind.NO_CALLS)
    assert [one.whom for one in calling.calls_due(day(NOW))] == [Whom.NOBODY]


def test_nobody_is_told_about_a_workshop_whose_data_are_only_kept(world: Any, in_gent: int) -> None:
    noor = make_borrower(world)
    with upkeep():
        ask_to_call(noor, CallBecause.SEAT_FREE, once="seat:1", on=day(NOW), now=NOW)
    granted(world, noor, RequestKind.RESTRICTION)
    assert calls_due(day(after(3))) == []


def test_who_objects_to_calls_is_told_otherwise_and_their_number_is_not_shown(
    client: Any, world: Any, app: Any
) -> None:
    with app.test_request_context(), inside(world.gent):
        home = {"street": "Korte Meer 1", "postcode": "9000", "municipality": "Gent"}
        noor, sami = make_borrower(world, email="", phone="0470 11 22 33", **home), make_borrower(world)
        for at, one in enumerate((noor, sami)):
            with upkeep():
                ask_to_call(one, CallBecause.CHANGED, once=f"seat:{at}", on=day(NOW), now=NOW)
        granted(world, noor, RequestKind.NO_CALLS)
    client.sign_in(world.nele)
    told = client.get("/gent/today/").text.partition("today-workshop-uncalled")[2]
    assert "Write a letter: Korte Meer 1, 9000 Gent" in told
    assert "0470 11 22 33" not in told
    assert "Told<span" in told.replace("\n", "").replace(" <", "<")


def test_an_invitation_on_paper_does_not_leave_for_who_is_only_kept(world: Any, in_gent: int) -> None:
    noor = make_borrower(world, phone="", email="", street="Korte Meer 1", contact_channel="referrer")
    workshop.enrol(anyone(in_gent), make_session(world, days=9), noor, now=NOW)
    assert len(post_letters.waiting(NOW)) == 1
    granted(world, noor, RequestKind.RESTRICTION)
    assert post_letters.waiting(NOW) == []


def test_letters_to_who_shares_a_phone_leave_when_the_other_is_only_kept(world: Any, in_gent: int) -> None:
    noor, loan = with_one_phone(world)
    granted(world, noor, RequestKind.RESTRICTION)
    assert not outbox.is_held(letter_to(loan.borrower, loan))
    assert outbox.is_held(
        letter_to(noor, make_application(world, make_borrower(world)), thing=None, thing_id=None)
    )


def test_letters_to_who_shares_a_phone_stay_when_the_other_is_forgotten(world: Any, in_gent: int) -> None:
    noor, loan = with_one_phone(world)
    letter = letter_to(loan.borrower, loan)
    borrowers.forget(world.fatima.actor, noor, now=NOW)
    db.session.refresh(letter)
    assert letter.body == "Dag Sami"


def test_a_copy_tells_nothing_of_who_shares_a_phone(world: Any, in_gent: int) -> None:
    noor, loan = with_one_phone(world)
    letter_to(loan.borrower, loan)
    make_ticket(world, first_name="Sami", last_name="Tahiri", phone=noor.phone, complaint="van Sami")
    told = str(telling.document(noor, telling.sections_of(noor), now=NOW))
    assert "Sami" not in told


def test_letters_about_a_workshop_to_a_number_of_before_go_as_well(world: Any, in_gent: int) -> None:
    noor = make_borrower(world)
    seat = workshop.enrol(anyone(in_gent), make_session(world, days=9), noor, now=NOW)
    letter = letter_to(noor, seat, to_phone="+32477000111")
    borrowers.forget(world.fatima.actor, noor, now=NOW)
    db.session.refresh(letter)
    assert (letter.body, letter.to_phone) == ("", None)


def test_a_list_that_nobody_explained_goes_by_phone_and_mail_too(world: Any, in_gent: int) -> None:
    noor = make_borrower(world, phone="0477135792", email="noor@qzx.example")
    boss = world.fatima.actor
    heads = "Datum;Naam;Bereik;Deelwerking\n20/11/2026;N. T.;"
    waiting = [
        lists.upload(boss, f"{heads}{reach};Digipunt\n".encode(), f"{at}.csv", now=NOW)
        for at, reach in enumerate(("0477/13.57.92", "+32 477 13 57 92", "Noor@QZX.example", "0477 99 99 99"))
    ]
    borrowers.forget(boss, noor, now=NOW)
    assert [one.state for one in waiting] == [ListState.DROPPED] * 3 + [ListState.UPLOADED]


def test_an_answer_that_is_kept_names_nobody_as_a_page_writes_it(world: Any, in_gent: int) -> None:
    noor = make_borrower(world, first_name="Jo", last_name="D'Hondt")
    with upkeep():
        once.claim("0" * 64, NOW)
        once.keep_answer("0" * 64, once.Answer(200, None, "<p>Jo D&#39;Hondt</p>", "text/html", []))
    borrowers.forget(world.fatima.actor, noor, now=NOW)
    assert once.AnsweredRequest.__table__ is not None
    assert db.session.scalars(select(once.AnsweredRequest.__table__.c.body)).all() == [None]


@pytest.mark.parametrize(
    "path",
    ["/gent/borrowers?q=D%27Hondt", "/gent/borrowers?q=noor%40qzx.example", "/gent/x?q=%2B32470135792",
     "/gent/x?q=Korte+Meer+1", "/gent/x?q=0470%2F13.57.92"],
)  # fmt: skip
def test_what_was_typed_in_an_address_waits_for_nobody(world: Any, in_gent: int, path: str) -> None:
    noor = make_borrower(
        world, last_name="D'Hondt", email="noor@qzx.example", phone="0470135792", street="Korte Meer 1"
    )
    table = kept_form.KeptForm.__table__
    with upkeep():
        for token, kept in (("a", path), ("b", "/gent/borrowers?q=Tahiri")):
            db.session.execute(table.insert().values(token=token, kept_at=NOW, path=kept, fields=[]))
    borrowers.forget(world.fatima.actor, noor, now=NOW)
    assert db.session.scalars(select(table.c.token)).all() == ["b"]


# --- the night ---


def test_one_that_stumbles_keeps_no_other_here(world: Any, in_gent: int, monkeypatch: Any) -> None:
    bad, good = (make_application(world, state="refused").borrower for _two in range(2))
    retention.plan(world.fatima.actor, day(after(177)), now=after(177))
    asked = people.offered

    def stumble(point: str, *facts: Any) -> list[Any]:
        if point == "borrower.forgotten" and facts[0].id == bad.id:
            raise ValueError("a broken row")
        return asked(point, *facts)

    monkeypatch.setattr("inventory.borrowers.actions.offered", stumble)
    with pytest.raises(ValueError, match="broken"):
        retention.run(world.fatima.actor, day(after(184)), now=after(184))
    assert (bad.is_forgotten, good.is_forgotten) == (False, True)


def test_of_whom_nobody_can_say_what_holds_them_keeps_no_other_untold(
    world: Any, in_gent: int, monkeypatch: Any
) -> None:
    bad, good = (make_application(world, state="refused").borrower for _two in range(2))
    asked = people.offered

    def stumble(point: str, *facts: Any) -> list[Any]:
        if point == "borrower.holds" and facts[0].id == bad.id:
            raise ValueError("a broken row")
        return asked(point, *facts)

    monkeypatch.setattr(people, "offered", stumble)
    with pytest.raises(ValueError, match="broken"):
        retention.plan(world.fatima.actor, day(after(177)), now=after(177))
    assert [one.thing_id for one in db.session.scalars(select(RetentionNotice))] == [good.id]


def test_what_a_person_holds_is_held_also_when_it_is_not_due_for_a_while(world: Any, in_gent: int) -> None:
    from inventory.foundation.expiring import Basis
    from inventory.retention import queries

    make_application(world, state="refused")
    boss = world.fatima.actor
    retention.plan(boss, day(after(177)), now=after(177))
    notice = db.session.scalars(select(RetentionNotice)).one()
    until = day(after(400))
    retention.keep_here(boss, notice.id, HoldReason.PROCEEDINGS, until=until, now=after(177))
    one = queries.get_type(APPLICANT)
    retention.set_rule(boss, one, days=300, basis=Basis.PUBLIC_TASK, now=after(178))
    retention.plan(boss, day(after(178)), now=after(178))
    retention.set_rule(boss, one, days=183, basis=Basis.PUBLIC_TASK, now=after(179))
    retention.plan(boss, day(after(179)), now=after(179))
    assert db.session.scalars(select(RetentionNotice)).one().held_until == until


def test_a_hold_goes_along_with_who_is_joined(world: Any, in_gent: int) -> None:
    stays, goes = (make_application(world, state="refused").borrower for _two in range(2))
    boss = world.fatima.actor
    retention.plan(boss, day(after(177)), now=after(177))
    notice = db.session.scalars(select(RetentionNotice).where(RetentionNotice.thing_id == goes.id)).one()
    until = day(after(400))
    retention.keep_here(boss, notice.id, HoldReason.PROCEEDINGS, until=until, now=after(177))
    merge(boss, stays, goes, now=after(178))
    retention.run(boss, day(after(184)), now=after(184))
    assert not stays.is_forgotten


def test_who_is_held_by_one_rule_goes_by_no_other(world: Any, in_gent: int) -> None:
    from inventory.retention.rules import KeptByColleague

    noor, boss = make_application(world, state="refused").borrower, world.fatima.actor
    retention.plan(boss, day(after(177)), now=after(177))
    notice = db.session.scalars(select(RetentionNotice)).one()
    retention.keep_here(boss, notice.id, HoldReason.PROCEEDINGS, until=day(after(200)), now=after(177))
    with pytest.raises(KeptByColleague):
        people.forget(boss, noor.id, after(200))


@pytest.mark.parametrize("is_restricted", [True, False])
def test_the_night_forgets_nobody_who_asked_us_to_keep_or_waits_for_an_answer(
    world: Any, in_gent: int, is_restricted: bool
) -> None:
    noor = make_application(world, state="refused").borrower
    if is_restricted:
        granted(world, noor, RequestKind.RESTRICTION)
    else:
        rights.ask(
            world.nele.actor, noor, RequestKind.ACCESS, asker=Asker.PERSON, identity="gekend",
            received_on=day(NOW), now=NOW,
        )  # fmt: skip
    retention.plan(world.fatima.actor, day(after(177)), now=after(177))
    retention.run(world.fatima.actor, day(after(184)), now=after(184))
    assert not noor.is_forgotten


def test_whose_erasure_stumbles_keeps_no_other_waiting(world: Any, in_gent: int, monkeypatch: Any) -> None:
    loans = [make_loan(world) for _two in range(2)]
    for loan in loans:
        granted(world, loan.borrower, RequestKind.ERASURE)
    bad, good = (loan.borrower for loan in loans)
    monkeypatch.setattr(rights, "holds_of", lambda _borrower: [])
    real = borrowers.forget

    def stumble(actor: Any, borrower: Any, *, now: datetime) -> None:
        if borrower.id == bad.id:
            raise ValueError("a broken row")
        with monkeypatch.context() as free:
            free.setattr("inventory.borrowers.actions.offered", lambda *_facts: [])
            real(actor, borrower, now=now)

    monkeypatch.setattr(borrowers, "forget", stumble)
    with pytest.raises(ValueError, match="broken"):
        rights.forget_who_waited(world.fatima.actor, now=NOW)
    assert good.is_forgotten


def test_every_kind_of_record_is_told_once(in_gent: int) -> None:
    keys = [one.key for one in offered("retention.records")]
    assert sorted(keys) == sorted(set(keys))
