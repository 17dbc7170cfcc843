"""Two entries that are one person: proposed, looked at by a person, and made one."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from inventory.applications import actions as applications
from inventory.applications.actions import BothAsk
from inventory.applications.queries import applications_of
from inventory.borrowers import actions
from inventory.borrowers.actions import AlreadyForgotten
from inventory.borrowers.merging import SameEntry, merge
from inventory.borrowers.models import Borrower
from inventory.borrowers.queries import found
from inventory.foundation.audit import verify
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter, correspondence_of
from inventory.foundation.refusal import MayNot
from inventory.foundation.transaction import upkeep
from inventory.lending.actions import BothBorrow
from inventory.lending.calling import no_texts_of
from inventory.lending.queries import loans_of
from inventory.lending.reaching import NoTexts, NoTextsBecause
from inventory.lending.reminders import known_of
from tests.cast import NOW
from tests.make import (
    make_application,
    make_approved_borrower,
    make_borrower,
    make_loan,
    make_policy,
    make_session,
)
from workshop import actions as workshop
from workshop import day, referrals
from workshop.day_models import Destination, DigitalLevel
from workshop.day_rules import Level, When
from workshop.queries import seats_of_borrower
from workshop.rules import Presence, SeatState


def _twice(world: Any, **told: Any) -> tuple[Borrower, Borrower]:
    """Noor with a loan behind her, and Noor as a referrer wrote her down again."""
    noor = make_loan(world, borrower=make_approved_borrower(world, last_name="Tahiri")).borrower
    return noor, make_borrower(world, **told)


def test_everything_of_one_entry_becomes_that_of_the_other(world: Any, in_gent: int) -> None:
    stays, goes = _twice(world, email="noor@example.org", note="groot klavier")
    loan = make_loan(world, borrower=make_approved_borrower(world, first_name="Jef")).borrower
    make_application(world, goes)
    actions.live_together(world.nele.actor, goes, loan, now=NOW)
    actions.note_workshop(world.lotte.actor, goes, on=NOW.date(), now=NOW)
    merge(world.nele.actor, stays, goes, now=NOW)
    assert len(applications_of(stays)) == 2
    assert applications_of(goes) == []
    assert len(loans_of(stays)) == 1
    assert (stays.email, stays.note, stays.household_id) == (
        "noor@example.org", "groot klavier", loan.household_id,
    )  # fmt: skip
    assert stays.workshop_on == NOW.date()
    assert (goes.first_name, goes.email, goes.phone, goes.merged_into_id) == ("", "", "", stays.id)
    assert goes.is_forgotten
    verify(in_gent)


def test_what_the_one_that_stays_knows_is_not_overwritten(world: Any, in_gent: int) -> None:
    stays, goes = _twice(world, email="other@example.org")
    phone = stays.phone
    merge(world.nele.actor, stays, goes, now=NOW)
    assert stays.phone == phone
    assert stays.last_name == "Tahiri"


def test_who_is_forgotten_leaves_no_letter_to_an_address_of_the_entry_that_went(
    world: Any, in_gent: int
) -> None:
    stays, goes = make_borrower(world, email="noor@example.org"), make_borrower(world, email="n@example.net")
    told = make_application(world, goes, state="refused")
    approved = make_application(world, goes, state="approved")
    with upkeep():  # both left before they withdrew
        for letter in db.session.scalars(db.select(Letter)):
            letter.sent_at = NOW
    applications.withdraw(world.nele.actor, approved, now=NOW)
    merge(world.nele.actor, stays, goes, now=NOW)
    assert [letter.kind for letter in correspondence_of(told)] == ["applications/refused"]
    actions.forget(world.fatima.actor, stays, now=NOW)
    letters = db.session.scalars(db.select(Letter)).all()
    assert [(one.to_email, one.subject, one.body) for one in letters] == [(None, "", "")] * 2


@pytest.mark.parametrize(
    ("known", "other", "kept"),
    [
        # a town alone is no address: the other's comes whole
        (
            ("", "", "Gent"),
            ("Dorpsstraat 1", "9100", "Sint-Niklaas"),
            ("Dorpsstraat 1", "9100", "Sint-Niklaas"),
        ),
        # a street belongs to its own town
        (("", "9000", "Gent"), ("Dorpsstraat 1", "9100", "Sint-Niklaas"), ("", "9000", "Gent")),
        (("Kaai 2", "", ""), ("Dorpsstraat 1", "9100", "Sint-Niklaas"), ("Kaai 2", "", "")),
        (("", "9000", "Gent"), ("Kaai 2", "9040", "Gent"), ("", "9000", "Gent")),
        # in one town what is missing is filled in
        (("", "9000", "Gent"), ("Kaai 2", "", "GENT"), ("Kaai 2", "9000", "Gent")),
        (("", "", ""), ("", "", "Gent"), ("", "", "Gent")),
        (("", "", "Aalst"), ("", "", "Gent"), ("", "", "Aalst")),
    ],
)
def test_an_address_moves_as_one(
    world: Any, in_gent: int, known: tuple[str, ...], other: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    columns = ("street", "postcode", "municipality")
    stays, goes = (make_borrower(world, **dict(zip(columns, told, strict=True))) for told in (known, other))
    merge(world.nele.actor, stays, goes, now=NOW)
    assert tuple(getattr(stays, name) for name in columns) == kept


def test_who_gets_a_last_name_is_found_by_it(world: Any, in_gent: int) -> None:
    stays, goes = make_borrower(world, last_name=""), make_borrower(world)
    merge(world.nele.actor, stays, goes, now=NOW)
    assert [one.id for one in found("Tahiri", 5)] == [stays.id]


def test_loans_go_along_and_every_pass_leads_to_the_one_that_stays(
    client: Any, world: Any, in_gent: int
) -> None:
    goes, stays = _twice(world)
    first = goes.code
    actions.replace_pass(world.nele.actor, goes, now=NOW)
    second, code = goes.code, stays.code
    merge(world.nele.actor, stays, goes, now=NOW)
    assert len(loans_of(stays)) == 1
    third = goes.code
    client.sign_in(world.nele)
    for old in (first, second):
        page = client.get(f"/gent/borrowers/{old}", follow_redirects=True).text
        assert "This pass was replaced" in page
        assert f"/gent/borrowers/{code}" in page
    assert client.get(f"/gent/borrowers/{third}").location.endswith(f"/gent/borrowers/{code}")


def test_two_open_applications_and_too_many_laptops_stand_against_it(world: Any, in_gent: int) -> None:
    make_policy(world)
    stays, goes = make_borrower(world), make_borrower(world)
    one = make_application(world, stays)
    make_application(world, goes)
    with pytest.raises(BothAsk):
        merge(world.nele.actor, stays, goes, now=NOW)
    applications.withdraw(world.nele.actor, one, now=NOW)
    merge(world.nele.actor, stays, goes, now=NOW)
    with pytest.raises(BothBorrow):
        merge(world.nele.actor, make_loan(world).borrower, make_loan(world).borrower, now=NOW)


@pytest.mark.parametrize("both", [True, False])
def test_who_wants_no_text_messages_gets_none_as_one_person_either(
    world: Any, in_gent: int, both: bool
) -> None:
    stays, goes = _twice(world)
    if both:
        with upkeep():
            db.session.add(NoTexts(borrower_id=stays.id, because=NoTextsBecause.WRONG_NUMBER, said_at=NOW))
    with upkeep():
        db.session.add(NoTexts(borrower_id=goes.id, because=NoTextsBecause.OBJECTED, said_at=NOW))
    merge(world.nele.actor, stays, goes, now=NOW)
    rows = db.session.scalars(db.select(NoTexts)).all()
    assert [(row.borrower_id, row.because) for row in rows] == [(stays.id, NoTextsBecause.OBJECTED)]


def test_a_wrong_number_does_not_spoil_the_right_one(world: Any, in_gent: int) -> None:
    stays, goes = _twice(world)
    assert stays.phone
    with upkeep():
        goes.phone = "+32499887766"
        row = NoTexts(borrower_id=goes.id, because=NoTextsBecause.WRONG_NUMBER, phone=goes.phone, said_at=NOW)
        db.session.add(row)
    merge(world.nele.actor, stays, goes, now=NOW)
    [loan] = loans_of(stays)
    assert no_texts_of(loan) is None
    assert known_of([loan], NOW.date(), True).reach(loan).phone == stays.phone


def test_nobody_becomes_themselves_or_nobody(world: Any, in_gent: int) -> None:
    stays, goes = make_borrower(world), make_borrower(world)
    with pytest.raises(SameEntry):
        merge(world.nele.actor, stays, stays, now=NOW)
    with pytest.raises(MayNot):
        merge(world.tom.actor, stays, goes, now=NOW)
    merge(world.nele.actor, stays, goes, now=NOW)
    with pytest.raises(AlreadyForgotten):
        merge(world.nele.actor, stays, goes, now=NOW)
    table = Borrower.__table__
    with pytest.raises(IntegrityError), upkeep():
        db.session.execute(table.update().where(table.c.id == stays.id).values(merged_into_id=goes.id))


def test_a_seat_in_the_same_session_is_kept_once(world: Any, in_gent: int) -> None:
    stays, goes, third = make_borrower(world), make_borrower(world), make_borrower(world, first_name="Jef")
    both, one = make_session(world, days=2, capacity=2), make_session(world, days=3)
    for who in (stays, goes, third):
        workshop.enrol(world.nele.actor, both, who, now=NOW)
    workshop.enrol(world.nele.actor, one, goes, now=NOW)
    merge(world.nele.actor, stays, goes, now=NOW)
    assert [seat.session_id for seat in seats_of_borrower(stays)] == [one.id, both.id]
    assert [seat.state for seat in seats_of_borrower(goes)] == [SeatState.RELEASED]
    assert [seat.state for seat in seats_of_borrower(third)] == [SeatState.OFFERED]


def test_a_chair_of_either_entry_is_not_lost_to_the_next_in_line(world: Any, in_gent: int) -> None:
    stays, goes, other, third = (make_borrower(world) for _one in range(4))
    session = make_session(world, days=9, capacity=2)
    for who in (goes, other):
        workshop.enrol(world.nele.actor, session, who, now=NOW)
    waits = workshop.enrol(world.nele.actor, session, third, now=NOW)
    own = workshop.enrol(world.nele.actor, session, stays, now=NOW)
    assert own.state is SeatState.WAITING
    merge(world.nele.actor, stays, goes, now=NOW)
    assert (own.state, own.turn, waits.state) == (SeatState.BOOKED, 1, SeatState.WAITING)
    assert list(verify()) == []


def test_lessons_followed_under_two_entries_are_those_of_one_person(world: Any, in_gent: int) -> None:
    stays, goes = make_borrower(world), make_borrower(world)
    course = make_session(world, kind="course")
    seats = [workshop.enrol(world.nele.actor, course, who, now=NOW) for who in (stays, goes)]
    here, gone, now = Presence.PRESENT, Presence.ABSENT, course.ends_at
    for seat, said in zip(seats, ((here, here, gone), (here, gone, here)), strict=True):
        for lesson, presence in zip(course.lessons, said, strict=True):
            day.mark(world.lotte.actor, seat, lesson, presence, now=now)
    day.set_level(world.lotte.actor, seats[1], When.AFTER, Level.THREE, now=now)
    referrals.refer(world.lotte.actor, seats[1], Destination.COURSE, now=now)
    merge(world.nele.actor, stays, goes, now=now)
    assert (seats[0].state, stays.workshop_on) == (SeatState.ATTENDED, course.lessons[2].held_on)
    assert day.not_what_was_said() == []
    assert [one.destination for one in referrals.of_borrower(stays)] == [Destination.COURSE]
    actions.forget(world.fatima.actor, stays, now=now)
    assert db.session.scalars(select(DigitalLevel)).all() == []


def test_who_followed_all_keeps_it_when_the_other_entry_missed_some(world: Any, in_gent: int) -> None:
    stays, goes = make_borrower(world), make_borrower(world)
    course = make_session(world, kind="course")
    own, other = (workshop.enrol(world.nele.actor, course, who, now=NOW) for who in (stays, goes))
    for number, lesson in enumerate(course.lessons):
        day.mark(world.lotte.actor, own, lesson, Presence.PRESENT, now=course.ends_at)
        came = Presence.ABSENT if number else Presence.PRESENT
        day.mark(world.lotte.actor, other, lesson, came, now=course.ends_at)
    merge(world.nele.actor, stays, goes, now=course.ends_at)
    assert (own.state, other.state) == (SeatState.ATTENDED, SeatState.RELEASED)


def test_nele_sees_who_stands_here_twice_and_what_would_happen_before_it_does(
    client: Any, world: Any, in_gent: int
) -> None:
    stays, goes = make_borrower(world), make_borrower(world, email="noor@example.org")
    make_application(world, goes)
    mine, other = stays.code, goes.code
    client.sign_in(world.nele)
    assert "Perhaps this person stands here twice:" in client.get(f"/gent/borrowers/{mine}").text
    address = f"/gent/borrowers/{mine}/merge/{other}"
    page = client.get(address).text
    for words in (
        "1 application moves.",
        "is filled in from the other entry",
        "You can undo this for thirty days.",
    ):
        assert words in page
    assert client.post(address, data={}).status_code == 422
    answer = client.post(address, data={"sure": "y"}, follow_redirects=True)
    assert "The two entries are one now" in answer.text
    assert client.get(address).status_code == 404
    assert client.get(f"/gent/borrowers/{mine}/merge/{mine}").status_code == 404
