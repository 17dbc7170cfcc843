"""What changes about a workshop on the calendar, papers to take home, and what follows for those who wait."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from inventory.borrowers.rules import ContactChannel, WaiverReason
from inventory.foundation import papers_in
from inventory.foundation.audit import verify
from inventory.foundation.clock import day as day_of
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.refusal import NotHere, Unreadable
from inventory.lending import actions as lending
from inventory.lending import drafts
from inventory.lending.rules import WorkshopAnswer
from tests.cast import NOW
from tests.made_papers import pdf
from tests.make import make_application, make_borrower, make_hand_over, make_kind, make_session, make_venue
from tests.page_checks import problems_of
from workshop import actions, changing, checking, day, guests, materials, papers, planning, post_letters
from workshop.calls import calls_due, sitting_elsewhere
from workshop.changing import OutOfOrder, SeatsAreTaken
from workshop.models import MaterialFile, Seat, Session, WorkshopCall
from workshop.planning import NoSeats, Over, RoomBusy, TooFarAhead
from workshop.rules import CallBecause, Presence, SeatState

PDF = pdf()


def _seat(world: Any, session: Any, name: str = "Noor", *, now: Any = NOW, **details: Any) -> Seat:
    guest = make_borrower(world, first_name=name, **details)
    return actions.enrol(world.nele.actor, session, guest, now=now)


def _letters(kind: str) -> list[Letter]:
    return list(db.session.scalars(select(Letter).where(Letter.kind == kind).order_by(Letter.id)))


# --- how many seats ---


def test_more_seats_move_the_waiting_list_up_and_fewer_send_nobody_away(world: Any, in_gent: int) -> None:
    session = make_session(world, days=9, capacity=1)
    one, two, three = (_seat(world, session, name) for name in ("An", "Bo", "Cas"))
    changing.change_seats(world.nele.actor, session, 2, now=NOW)
    assert [seat.state for seat in (one, two, three)] == [
        SeatState.BOOKED, SeatState.OFFERED, SeatState.WAITING,
    ]  # fmt: skip
    with pytest.raises(SeatsAreTaken):
        changing.change_seats(world.nele.actor, session, 1, now=NOW)
    for absurd in (0, -3, 61):
        with pytest.raises(NoSeats):
            changing.change_seats(world.nele.actor, session, absurd, now=NOW)
    sequence = session.sequence
    changing.change_seats(world.nele.actor, session, 8, now=NOW)
    assert (three.state, session.sequence) == (SeatState.OFFERED, sequence + 1)
    with pytest.raises(planning.WasHeld):
        changing.change_seats(world.nele.actor, session, 9, now=session.ends_at)
    assert list(verify()) == []


def test_a_fuller_room_than_planned_may_still_be_made_larger(world: Any, in_gent: int) -> None:
    session = make_session(world, capacity=1)
    _seat(world, session)
    day.mark_who_stands_here(
        world.lotte.actor, session.lessons[0], make_borrower(world, first_name="Bo"), now=NOW
    )
    changing.change_seats(world.nele.actor, session, 2, now=NOW)
    assert session.capacity == 2


# --- one lesson ---


def test_one_lesson_of_a_course_under_way_moves_and_who_comes_to_it_is_told(world: Any, in_gent: int) -> None:
    course = make_session(world, kind="course")
    _seat(world, course, email="noor@example.org")
    only_first = make_borrower(world, first_name="Bo", email="bo@example.org")
    actions.enrol(world.nele.actor, course, only_first, now=NOW, only_lessons=[1])
    begun = course.lessons[0].ends_at + timedelta(hours=1)
    third = course.lessons[2]
    was = third.starts_at
    changing.move_lesson(world.nele.actor, third, starts_at=was + timedelta(days=2), now=begun)
    assert (third.starts_at, third.ends_at) == (course.lessons[2].starts_at, course.ends_at)
    assert third.starts_at == was + timedelta(days=2)
    (letter,) = _letters("workshop/moved")
    assert letter.to_email == "noor@example.org"
    with pytest.raises(Over):
        changing.move_lesson(
            world.nele.actor, course.lessons[0], starts_at=begun + timedelta(days=1), now=begun
        )
    assert checking.check() == []
    assert list(verify()) == []


def test_lessons_keep_their_order_and_clash_with_nobody(world: Any, in_gent: int) -> None:
    course = make_session(world, kind="course", place="Zaal 1")
    second, third = course.lessons[1], course.lessons[2]
    for number, moment in ((3, third.starts_at), (1, course.lessons[0].starts_at + timedelta(minutes=1))):
        with pytest.raises(OutOfOrder) as refused:
            changing.move_lesson(world.nele.actor, second, starts_at=moment, now=NOW)
        assert refused.value.particulars["number"] == number
    with pytest.raises(TooFarAhead):
        changing.move_lesson(world.nele.actor, third, starts_at=NOW + timedelta(days=500), now=NOW)
    taken = make_session(world, days=10, venue=course.venue, teacher=None)
    with pytest.raises(RoomBusy):
        changing.move_lesson(world.nele.actor, second, starts_at=taken.starts_at, now=NOW)
    changing.move_lesson(world.nele.actor, second, starts_at=taken.ends_at, now=NOW)
    sequence = course.sequence
    changing.move_lesson(world.nele.actor, second, starts_at=taken.ends_at, now=NOW)
    assert course.sequence == sequence, "moved to where it is, nothing is moved"


def test_who_sits_elsewhere_at_the_new_moment_is_called_until_that_is_over(world: Any, in_gent: int) -> None:
    course, other = make_session(world, kind="course"), make_session(world, days=30, teacher=None)
    noor, bo = _seat(world, course, email="noor@example.org"), _seat(world, course, "Bo")
    for seat in (noor, bo):
        actions.enrol(world.nele.actor, other, seat.borrower, now=NOW)
    actions.enrol(world.nele.actor, course, make_borrower(world, first_name="Lou"), now=NOW, only_lessons=[1])
    third = course.lessons[2]
    changing.move_lesson(world.nele.actor, third, starts_at=other.starts_at, now=NOW)
    due = calls_due(day_of(NOW) + timedelta(days=4))
    clash = [one for one in due if one.because is CallBecause.ELSEWHERE]
    assert [(one.borrower_id, one.session_id) for one in clash] == [
        (noor.borrower_id, course.id), (bo.borrower_id, course.id),
    ]  # fmt: skip
    assert sitting_elsewhere(course) == 2
    actions.release(world.nele.actor, actions.find_seat(other, noor.borrower), now=NOW)
    assert sitting_elsewhere(course) == 1
    changing.move_lesson(world.nele.actor, third, starts_at=other.ends_at, now=NOW)
    assert sitting_elsewhere(course) == 0
    planning.move(world.nele.actor, other, starts_at=course.lessons[0].starts_at, now=NOW)
    assert sitting_elsewhere(other) == 1
    planning.cancel(world.nele.actor, other, now=NOW)
    assert sitting_elsewhere(other) == 0
    assert list(verify()) == []


def test_a_lesson_that_was_ticked_this_morning_is_not_moved(world: Any, in_gent: int) -> None:
    course = make_session(world, kind="course", hours=5)
    seat = _seat(world, course)
    day.mark(world.lotte.actor, seat, course.lessons[0], Presence.PRESENT, now=NOW)
    with pytest.raises(Over):
        changing.move_lesson(world.nele.actor, course.lessons[0], starts_at=NOW + timedelta(days=1), now=NOW)


def test_a_course_on_sundays_has_its_lessons_on_sundays(world: Any, in_gent: int) -> None:
    told = planning.Plan(kind=make_kind(world, "course"), venue=make_venue(world, "Zaal 1"))
    sunday = datetime(2026, 12, 20, 9, tzinfo=UTC)
    course = planning.plan(world.nele.actor, told, starts_at=sunday, now=NOW)
    assert [one.held_on for one in course.lessons] == [
        date(2026, 12, 20), date(2026, 12, 27), date(2027, 1, 3),
    ]  # fmt: skip


def test_the_pages_change_seats_and_move_a_lesson(client: Any, world: Any, in_gent: int) -> None:
    from inventory.foundation.clock import now

    course = make_session(world, kind="course", now=now(), days=3)
    client.sign_in(world.nele)
    where = f"/gent/workshops/{course.code}"
    shown = client.get(where)
    assert f"{where}/lessons/2" in shown.text
    assert problems_of(shown.text) == ()
    for page in ("seats", "lessons/2"):
        assert problems_of(client.get(f"{where}/{page}").text) == ()
    assert client.get(f"{where}/lessons/9").status_code == 404
    slip = client.post(f"{where}/seats", data={"capacity": "veel"})
    assert slip.status_code == 422
    assert 'value="veel"' in slip.text
    assert client.post(f"{where}/seats", data={"capacity": "99"}).status_code == 422
    assert client.post(f"{where}/seats", data={"capacity": "7"}).status_code == 303
    to = day_of(course.lessons[1].starts_at) + timedelta(days=1)
    told = {"starts_on": to.isoformat(), "starts_at": "10:00"}
    assert client.post(f"{where}/lessons/2", data={**told, "starts_on": "2001-01-01"}).status_code == 422
    assert client.post(f"{where}/lessons/2", data=told).status_code == 303
    db.session.expire_all()
    assert db.session.scalar(select(Session)).lessons[1].held_on == to
    client.sign_in(world.lotte)
    assert client.get(f"{where}/seats").status_code == 403


# --- the waiting list, shortly before ---


def test_nobody_is_put_on_a_chair_while_they_sit_elsewhere_and_the_next_has_it(
    world: Any, in_gent: int
) -> None:
    wanted = make_session(world, capacity=1, place="Zaal 1")
    sits, waits, after = (_seat(world, wanted, name) for name in ("An", "Bo", "Cas"))
    elsewhere = make_session(world, place="Zaal 2", teacher=None)
    other = actions.enrol(world.nele.actor, elsewhere, waits.borrower, now=NOW)
    actions.release(world.nele.actor, sits, now=NOW)
    assert [waits.state, after.state] == [SeatState.WAITING, SeatState.BOOKED]
    actions.release(world.nele.actor, after, now=NOW)
    assert waits.state is SeatState.WAITING
    assert checking.check() == [], "they are not forgotten: they are expected elsewhere"
    actions.release(world.nele.actor, other, now=NOW)
    assert actions.fill_free_chairs(world.fatima.actor, NOW) == 1
    assert waits.state is SeatState.BOOKED
    assert actions.fill_free_chairs(world.fatima.actor, NOW) == 0
    assert list(verify()) == []


def test_who_comes_new_sits_down_while_the_one_who_waits_is_elsewhere(world: Any, in_gent: int) -> None:
    wanted = make_session(world, capacity=1, place="Zaal 1")
    sits, waits = (_seat(world, wanted, name) for name in ("An", "Bo"))
    actions.enrol(
        world.nele.actor, make_session(world, place="Zaal 2", teacher=None), waits.borrower, now=NOW
    )
    actions.release(world.nele.actor, sits, now=NOW)
    assert _seat(world, wanted, "Cas").state is SeatState.BOOKED


# --- what a hand-over said of the workshop ---


def test_undoing_a_hand_over_takes_back_that_nothing_more_is_needed(world: Any, in_gent: int) -> None:
    draft = make_hand_over(world, cents=0)
    drafts.answer_workshop(
        world.nele.actor, draft, now=NOW, answer=WorkshopAnswer.NOT_NEEDED, reason=WaiverReason.SKILLED
    )
    loan = lending.hand_over(world.nele.actor, draft, now=NOW)
    assert loan.borrower.workshop_waived is WaiverReason.SKILLED
    lending.undo(world.nele.actor, loan, now=NOW)
    assert loan.borrower.workshop_waived is None
    assert list(verify()) == []


@pytest.mark.parametrize("was_noted", [False, True])
def test_undoing_a_hand_over_takes_back_what_was_explained_and_not_what_the_teacher_noted(
    world: Any, in_gent: int, was_noted: bool
) -> None:
    draft = make_hand_over(world, cents=0)
    drafts.answer_workshop(world.nele.actor, draft, now=NOW, answer=WorkshopAnswer.FOLLOWED)
    loan = lending.hand_over(world.nele.actor, draft, now=NOW)
    assert loan.borrower.workshop_on == day_of(NOW)
    if was_noted:
        session = make_session(world)
        seat = actions.enrol(world.nele.actor, session, loan.borrower, now=NOW)
        day.mark(world.lotte.actor, seat, session.lessons[0], Presence.PRESENT, now=NOW)
    lending.undo(world.nele.actor, loan, now=NOW)
    assert loan.borrower.workshop_on == (day_of(NOW) if was_noted else None)


# --- papers to take home ---


def _link(world: Any, borrower: Any) -> str:
    actions.tell_free(world.nele.actor, borrower, [], now=NOW)
    return guests.guest_of(borrower).token


def test_a_paper_is_kept_once_and_found_behind_the_own_link_by_who_has_a_seat(
    client: Any, world: Any, in_gent: int
) -> None:
    from inventory.foundation.clock import now

    session = make_session(world, now=now(), days=1)
    seat = _seat(world, session, now=now())
    kind_id = session.kind_id
    token, stranger = (_link(world, one) for one in (seat.borrower, make_borrower(world, first_name="Bo")))
    client.sign_in(world.fatima)
    where = f"/gent/workshops/kinds/{kind_id}/papers"
    empty = client.post(where, data={"title": "Eerste stappen"})
    assert empty.status_code == 422
    assert 'value="Eerste stappen"' in empty.text
    for _twice in range(2):
        sent = {"title": "Eerste stappen", "file": (io.BytesIO(PDF), "stappen.pdf")}
        assert client.post(where, data=sent, content_type="multipart/form-data").status_code == 303
    (paper,) = db.session.scalars(select(MaterialFile)).all()
    page = client.get(where)
    assert "Eerste stappen" in page.text
    assert problems_of(page.text) == ()
    own = client.get(f"/w/{token}")
    assert f"/w/{token}/papers/{paper.id}" in own.text
    given = client.get(f"/w/{token}/papers/{paper.id}")
    assert (given.data, given.mimetype) == (PDF, "application/pdf")
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"/w/{stranger}/papers/{paper.id}").status_code == 404
    paper_id = paper.id
    client.sign_in(world.lotte)
    assert client.get(f"/gent/workshops/kinds/papers/{paper_id}").data == PDF
    assert client.post(f"/gent/workshops/kinds/papers/{paper_id}/take-away").status_code == 403
    client.sign_in(world.fatima)
    assert client.post(f"/gent/workshops/kinds/papers/{paper_id}/take-away").status_code == 303
    assert client.get(f"/w/{token}/papers/{paper_id}").status_code == 404


def test_a_hostile_paper_stays_outside_and_nobody_carries_more_than_ten(world: Any, in_gent: int) -> None:
    kind = make_kind(world)
    acts = pdf(change=lambda writer: writer.add_attachment("list.txt", b"x"))
    for bad in (b"", b"MZ\x90", PDF[:60], acts, pdf(password="x")):  # no secret
        with pytest.raises((Unreadable, papers_in.PdfActs, papers_in.PdfLocked)):
            materials.keep(world.fatima.actor, kind, bad, title="x", now=NOW)
    for number in range(materials.MOST):
        materials.keep(world.fatima.actor, kind, pdf(pages=number + 2), title=str(number), now=NOW)
    with pytest.raises(materials.TooManyPapers):
        materials.keep(world.fatima.actor, kind, PDF, title="x", now=NOW)
    with pytest.raises(NotHere):
        materials.get(999_999)
    assert list(verify()) == []


# --- the certificate ---


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_certificate_counts_the_lessons_that_were_followed_wherever_that_was(
    world: Any, in_gent: int
) -> None:
    first = make_session(world, kind="course")
    seat = _seat(world, first)
    said = (Presence.PRESENT, Presence.PRESENT, Presence.ABSENT)
    for lesson, presence in zip(first.lessons, said, strict=True):
        day.mark(world.lotte.actor, seat, lesson, presence, now=first.ends_at)
    again = make_session(world, kind="course", now=first.ends_at, days=2)
    other = actions.enrol(world.nele.actor, again, seat.borrower, now=first.ends_at, only_lessons=[3])
    day.mark(world.lotte.actor, other, again.lessons[2], Presence.PRESENT, now=again.ends_at)
    topic = first.kind.topics[0]
    day.tell_topic(world.lotte.actor, first.lessons[0], topic["code"], now=first.ends_at, is_told=True)
    lessons = day.lessons_followed(other)
    assert lessons == [first.lessons[0], first.lessons[1], again.lessons[2]]
    told = day.told_in(lessons)
    facts = papers.certificate_facts(other, lessons, told, locale="nl", today=date(2027, 1, 4))
    assert facts.minutes == 3 * first.minutes
    assert facts.topics == (topic["nl"],)
    assert topic["nl"] in _text(papers.certificate(facts))
    assert len(facts.days) == 3


def test_who_asked_for_nothing_any_more_is_not_invited_again(world: Any, in_gent: int) -> None:
    session = make_session(world)
    guest = make_borrower(world, first_name="Bo", email="bo@example.org")
    seat = actions.enrol(world.nele.actor, session, guest, now=NOW)
    make_application(world, borrower=guest, state="withdrawn")
    actions.mark_missed(world.lotte.actor, seat, now=session.ends_at)
    assert _letters("workshop/missed") == []


# --- by post ---


def test_who_has_neither_mail_nor_telephone_gets_the_invitation_by_post(
    client: Any, world: Any, in_gent: int
) -> None:
    from inventory.foundation.clock import now

    at_home = {
        "contact_channel": ContactChannel.REFERRER,
        "phone": "",
        "street": "Voorbeeldstraat 1",
        "postcode": "9000",
        "municipality": "Gent",
    }
    session = make_session(world, now=now(), days=9)
    stays = _seat(world, session, "Noor", now=now(), **at_home)
    gives_up = _seat(world, session, "Bo", now=now(), **at_home)
    _seat(world, session, "Cas", now=now(), phone="", street="", contact_channel=ContactChannel.REFERRER)
    letters = _letters("workshop/invitation")
    assert [letter.thing_id for letter in letters] == [stays.id, gives_up.id]
    ids = ".".join(str(letter.id) for letter in letters)
    client.sign_in(world.nele)
    page = client.get("/gent/workshops/letters")
    assert page.text.count("Voorbeeldstraat 1") == 2
    assert problems_of(page.text) == ()
    assert client.get(f"/gent/workshops/letters/to-print.pdf?ids={ids}").data.startswith(b"%PDF-")
    actions.release(world.nele.actor, gives_up, now=now())
    changed = client.get(f"/gent/workshops/letters/to-print.pdf?ids={ids}")
    assert changed.status_code == 303, "what is marked afterwards must be what came out of the printer"
    client.post("/gent/workshops/letters/printed", data={"ids": ids})
    db.session.expire_all()
    (left,) = _letters("workshop/invitation")
    assert (left.thing_id, left.sent_at is not None) == (stays.id, True)
    assert client.get("/gent/workshops/letters").text.count("Voorbeeldstraat 1") == 0
    assert client.get("/gent/workshops/letters/to-print.pdf?ids=x.y").status_code == 404


def test_letters_that_nobody_printed_in_time_keep_no_new_one_from_the_printer(
    world: Any, in_gent: int, monkeypatch: Any
) -> None:
    monkeypatch.setattr(post_letters, "MOST", 1)
    at_home = {
        "contact_channel": ContactChannel.REFERRER,
        "phone": "",
        "street": "Voorbeeldstraat 1",
        "postcode": "9000",
        "municipality": "Gent",
    }
    _seat(world, make_session(world, days=3), "An", **at_home)
    later = NOW + timedelta(days=4)
    fresh = _seat(world, make_session(world, now=later, days=9), "Bo", now=later, **at_home)
    assert [seat.id for _letter, seat in post_letters.waiting(later)] == [fresh.id]


def test_a_seat_that_comes_free_tomorrow_is_told_by_telephone_and_not_by_post(
    world: Any, in_gent: int
) -> None:
    at_home = {
        "contact_channel": ContactChannel.REFERRER,
        "phone": "",
        "street": "Voorbeeldstraat 1",
        "postcode": "9000",
        "municipality": "Gent",
    }
    session = make_session(world, days=1, capacity=1)
    sits = _seat(world, session, "An")
    _seat(world, session, "Bo", **at_home)
    actions.release(world.nele.actor, sits, now=NOW)
    assert [one.to_address for one in _letters("workshop/invitation") if one.to_address] == []
    assert [call.because for call in db.session.scalars(select(WorkshopCall))] == [CallBecause.SEAT_FREE]
