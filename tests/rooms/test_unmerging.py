"""Two entries that became one are put apart again: every table is as it was, and who comes back has what it had."""

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from inventory.borrowers import actions, unmerging
from inventory.borrowers.actions import AlreadyForgotten
from inventory.borrowers.merging import merge
from inventory.borrowers.models import Borrower, Merge
from inventory.contacts.models import BorrowerGroup, ServiceContact, TargetGroup
from inventory.contacts.rules import GroupKind, Service
from inventory.foundation import rows
from inventory.foundation.audit import verify
from inventory.foundation.database import db
from inventory.foundation.transaction import upkeep
from inventory.lending import calling
from inventory.lending.models import Ending
from inventory.lending.queries import loans_of
from inventory.rights import actions as rights
from inventory.rights.rules import Asker, RequestKind
from tests.cast import NOW
from tests.house.addresses import tenant_models
from tests.make import make_application, make_approved_borrower, make_borrower, make_loan, make_session
from workshop import actions as workshop
from workshop.day_models import DigitalLevel
from workshop.day_rules import Level, When

#: what only grows, and what a merge leaves by itself
_GROWS = {"audit_event", "audit_head", "borrower_merge", "attendance_mark", "figure_clock"}


def _everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of the digibank, but for what only grows and how often a row was changed."""
    db.session.flush()
    told = {}
    for model in tenant_models():
        table = model.__table__
        if table.name in _GROWS:
            continue
        columns = [one for one in table.columns if one.name not in ("version", "turns")]
        found = db.session.execute(select(*columns).order_by(table.c.id)).mappings()
        told[table.name] = [dict(row) for row in found]
    return told


def _the_merge() -> Merge:
    return db.session.scalars(select(Merge).order_by(Merge.id.desc())).first()


def _a_life(world: Any, chance: random.Random, stays: Borrower, goes: Borrower) -> None:
    """Some of all that may hang on either, and on both at once."""
    session = make_session(world, capacity=2)
    group = TargetGroup(kind=GroupKind.GROUP, titles={"nl": "Senioren"})
    with upkeep():
        db.session.add(group)
        db.session.flush()
    for one in (stays, goes):
        if chance.random() < 0.7:
            workshop.enrol(world.nele.actor, session, one, now=NOW)
        if chance.random() < 0.5:
            make_application(world, one, state="refused")
        if chance.random() < 0.5:
            calling.object_to_texts(world.fatima.actor, one, now=NOW)
        if chance.random() < 0.5:
            actions.live_together(world.nele.actor, one, make_borrower(world, first_name="Jef"), now=NOW)
        if chance.random() < 0.5:
            rights.ask(
                world.nele.actor, one, RequestKind.ACCESS, asker=Asker.PERSON, identity="gezien",
                received_on=NOW.date(), now=NOW,
            )  # fmt: skip
        with upkeep():
            if chance.random() < 0.7:
                db.session.add(BorrowerGroup(borrower_id=one.id, group_id=group.id))
            for number in range(chance.randrange(3)):
                db.session.add(
                    ServiceContact(
                        borrower_id=one.id, happened_on=NOW.date(), service=Service.DIGICAFE, source="typed",
                        source_id=one.id * 10 + number, noted_at=NOW,
                    )
                )  # fmt: skip
    if chance.random() < 0.6:
        make_loan(world, borrower=make_approved_borrower(world, first_name="Ander"))
    if chance.random() < 0.5:
        actions.replace_pass(world.nele.actor, goes, now=NOW)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_apart_again_every_table_is_as_it_was(world: Any, in_gent: int, seed: int) -> None:
    chance = random.Random(seed)
    has_one = make_approved_borrower(world, last_name="Tahiri", email="noor@example.org")
    other = make_borrower(world, email="n@example.net", note="groot klavier", birth_year=1980)
    make_loan(world, borrower=has_one)
    stays, goes = chance.sample([has_one, other], 2)
    _a_life(world, chance, stays, goes)
    before = _everything()
    merge(world.nele.actor, stays, goes, now=NOW)
    assert _everything() != before
    unmerging.put_apart(world.nele.actor, _the_merge(), now=NOW + timedelta(days=1))
    after = _everything()
    for table, kept in before.items():
        assert after[table] == kept, table
    assert _the_merge().kept is None
    assert list(verify(in_gent)) == []


def test_a_loan_goes_back_with_what_came_of_it_since(world: Any, in_gent: int) -> None:
    stays, goes = make_borrower(world), make_approved_borrower(world, email="noor@example.org")
    goes_id, pass_code = goes.id, goes.code
    merge(world.nele.actor, stays, goes, now=NOW)
    loan = make_loan(world, borrower=stays)  # on the application of the entry that went
    assert loan.application.borrower_id == stays.id
    back = unmerging.put_apart(world.nele.actor, _the_merge(), now=NOW)
    assert (back.id, back.code, back.email) == (goes_id, pass_code, "noor@example.org")
    assert [one.id for one in loans_of(back)] == [loan.id]
    assert list(loans_of(stays)) == []
    assert stays.email == ""


def test_what_was_corrected_since_stays_corrected(world: Any, in_gent: int) -> None:
    stays, goes = make_borrower(world), make_borrower(world, email="noor@example.org")
    merge(world.nele.actor, stays, goes, now=NOW)
    with upkeep():
        stays.email = "nieuw@example.org"
    unmerging.put_apart(world.nele.actor, _the_merge(), now=NOW)
    assert (stays.email, goes.email) == ("nieuw@example.org", "noor@example.org")


def test_two_seats_in_one_session_are_two_again_unless_another_sits_there(world: Any, in_gent: int) -> None:
    nele, session = world.nele.actor, make_session(world, capacity=2)
    stays, goes, third = (make_borrower(world, first_name=name) for name in ("Noor", "Noor", "Mia"))
    for one in (goes, stays):
        workshop.enrol(nele, session, one, now=NOW)
    seat = workshop.find_seat(session, goes)
    with upkeep():
        db.session.add(DigitalLevel(seat_id=seat.id, phase=When.BEFORE, level=Level.ONE, said_at=NOW))
    before = _everything()
    merge(nele, stays, goes, now=NOW)
    kept = _the_merge()
    unmerging.put_apart(nele, kept, now=NOW)
    assert _everything() == before
    merge(nele, stays, goes, now=NOW)
    workshop.enrol(nele, session, third, now=NOW)  # on the chair that came free
    with pytest.raises(unmerging.TakenSince):
        unmerging.put_apart(nele, _the_merge(), now=NOW)
    assert goes.is_forgotten


def test_when_it_cannot_be_undone(world: Any, in_gent: int) -> None:
    nele = world.nele.actor
    stays, goes, third = make_borrower(world), make_borrower(world), make_borrower(world)
    merge(nele, stays, goes, now=NOW)
    first = _the_merge()
    with pytest.raises(unmerging.TooLateToPutApart):
        unmerging.put_apart(nele, first, now=NOW + timedelta(days=31))
    merge(nele, third, stays, now=NOW)
    with pytest.raises(unmerging.JoinedSince):
        unmerging.put_apart(nele, first, now=NOW)
    actions.forget(world.fatima.actor, third, now=NOW)
    assert [one.kept for one in db.session.scalars(select(Merge))] == [None, None]
    with pytest.raises(AlreadyForgotten):
        unmerging.put_apart(nele, _the_merge(), now=NOW)


def test_after_thirty_days_the_night_lets_go_of_what_was_kept(world: Any, in_gent: int) -> None:
    merge(world.nele.actor, make_borrower(world), make_borrower(world), now=NOW)
    assert unmerging.blank_old(world.fatima.actor, now=NOW + timedelta(days=29)) == 0
    assert unmerging.blank_old(world.fatima.actor, now=NOW + timedelta(days=31)) == 1
    assert _the_merge().kept is None
    assert unmerging.blank_old(world.fatima.actor, now=NOW + timedelta(days=31)) == 0


def test_the_desk_puts_them_apart_by_a_button(client: Any, world: Any, app: Any) -> None:
    from inventory.foundation.tenancy import inside

    with app.test_request_context(), inside(world.gent):
        stays, goes = make_borrower(world), make_borrower(world, first_name="Mia")
        code, other = stays.code, goes.code
    client.sign_in(world.nele)
    client.post(f"/gent/borrowers/{code}/merge/{other}", data={"sure": "y"})
    page = client.get(f"/gent/borrowers/{code}/joined?lang=en").get_data(as_text=True)
    assert "Put them apart" in page
    with app.test_request_context(), inside(world.gent):
        number = db.session.scalars(select(Merge.id)).one()
    assert client.post(f"/gent/borrowers/{code}/joined/{number}/apart").status_code == 303
    assert "Mia" in client.get(f"/gent/borrowers/{other}").get_data(as_text=True)


def test_a_kept_row_reads_back_as_it_was() -> None:
    row = {"a": NOW, "b": NOW.date(), "c": b"x", "d": {"e": [1]}, "f": None, "g": Ending.RETURNED, "h": 3}
    done = rows.Changes([rows.Change("loan", 1, row, None)])
    read = rows.Changes.from_json(done.as_json()).rows[0].before
    assert read == {**row, "g": "returned"}
