"""The desk calls whom nothing else reaches, prints letters for the post, and lets reminders rest."""

import re
from datetime import UTC, datetime, time, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy.exc import IntegrityError

from inventory.borrowers.models import Borrower
from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter, LetterState
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.lending import calling, letter_paper, reminders
from inventory.lending.ladder import Way
from inventory.lending.models import Loan
from inventory.lending.reaching import (
    CallAnswer,
    CallReason,
    NoTextsBecause,
    PauseReason,
    PhoneCall,
    ReminderPause,
    Whom,
)
from inventory.permissions import Permission
from inventory.wording import say
from tests.cast import NOW
from tests.make import make_approved_borrower, make_loan

LANDLINE = "09 123 45 67"
ADDRESS = {"street": "Voorbeeldlaan 7", "postcode": "9000", "municipality": "Gent"}


@pytest.fixture
def at(monkeypatch):
    """Set the clock."""

    def set_to(moment):
        monkeypatch.setattr(clock, "_ask", lambda: moment)

    return set_to


@pytest.fixture
def late(app, world, at):
    """A loan of someone with a landline only, on the morning after the agreed day; call the night with `.night`."""
    return _lent(app, world, at, phone=LANDLINE, first_name="Noor", last_name="Quirijn")


@pytest.fixture
def written_to(app, world, at):
    """The same for someone whose address is known."""
    return _lent(app, world, at, phone=LANDLINE, first_name="Zoë", last_name="Quirijn", **ADDRESS)


def _lent(app, world, at, **who):
    with app.test_request_context(), inside(world.gent):
        loan = make_loan(world, borrower=make_approved_borrower(world, **who))
        today = calling.working_day(loan.due_on + timedelta(days=1))
        morning = datetime.combine(today, time(9), UTC)
        actor = Actor.house("nightly", world.gent, Permission)
        reminders.letters_due(actor, today, now=morning - timedelta(hours=6))
        loan_id, code = loan.id, str(loan.code)
    at(morning)
    return {"id": loan_id, "code": code, "today": today, "now": morning}


def _call(world, number=-1):
    db.session.rollback()
    with inside(world.gent):
        return db.session.scalars(db.select(PhoneCall).order_by(PhoneCall.id)).all()[number]


def _text(answer):
    return answer.get_data(as_text=True)


# --- calls on the pages ---


def test_today_and_the_list_lead_to_the_call(client, world, late):
    client.sign_in(world.nele)
    call = _call(world)
    assert "1 person to call" in _text(client.get("/gent/today/"))
    listed = _text(client.get("/gent/loans/calls"))
    assert "09 123 45 67" in listed
    page = _text(client.get(f"/gent/loans/calls/{call.id}"))
    assert "tel:+3291234567" in page
    assert "Noor Quirijn" in page
    assert "€" not in page.split("<main", 1)[1]


def test_one_tap_agrees_on_a_day_and_the_ladder_rests(client, world, late):
    client.sign_in(world.nele)
    agreed = late["today"] + timedelta(days=4)
    answer = client.post(
        f"/gent/loans/calls/{_call(world).id}", data={"answer": "agreed", "agreed_on": agreed.isoformat()}
    )
    assert answer.status_code == 303
    with inside(world.gent):
        first, second = db.session.scalars(db.select(PhoneCall).order_by(PhoneCall.id)).all()
        assert (first.answer, first.agreed_on, first.answered_by_id) == (
            CallAnswer.AGREED, agreed, world.nele.user_id,
        )  # fmt: skip
        assert (second.because, second.answer) == (CallReason.AGAIN, None)
        assert second.call_on > agreed
        pause = calling.pause_of(db.session.get_one(Loan, late["id"]), late["today"])
        assert (pause.because, pause.until) == (PauseReason.AGREED, agreed)
        assert calling.calls_due(agreed) == []
        assert [call.id for call in calling.calls_due(second.call_on)] == [second.id]


def test_not_reached_comes_back_on_a_day_that_is_no_rest(client, world, late):
    client.sign_in(world.nele)
    client.post(f"/gent/loans/calls/{_call(world).id}", data={"answer": "not_reached"})
    again = _call(world)
    assert again.call_on == calling.working_day(late["today"] + timedelta(days=3))
    assert "Nobody to call today." in _text(client.get("/gent/loans/calls"))


def test_a_wrong_number_stops_the_texts_and_asks_for_another_way(client, world, late):
    client.sign_in(world.nele)
    client.post(f"/gent/loans/calls/{_call(world).id}", data={"answer": "wrong_number"})
    assert _call(world).whom is Whom.NOBODY
    assert "no number that works" in _text(client.get("/gent/loans/calls"))
    with inside(world.gent):
        loan = db.session.get_one(Loan, late["id"])
        assert calling.no_texts_of(loan).because is NoTextsBecause.WRONG_NUMBER
        known = reminders.known_of([loan], late["today"])
        assert known.reach(loan).phone == ""


def test_a_day_that_was_is_no_agreement_and_nothing_typed_is_lost(client, world, late):
    client.sign_in(world.nele)
    gone = (late["today"] - timedelta(days=1)).isoformat()
    answer = client.post(f"/gent/loans/calls/{_call(world).id}", data={"answer": "agreed", "agreed_on": gone})
    assert "Choose a day from today on." in _text(answer)
    assert gone in _text(answer)
    assert _call(world).answer is None


def test_the_second_answer_to_a_call_is_told_so(world, app, late):
    with app.test_request_context(), inside(world.gent):
        call = calling.open_call_of(db.session.get_one(Loan, late["id"]))
        calling.answer(world.nele.actor, call, CallAnswer.NOT_REACHED, now=late["now"])
        with pytest.raises(calling.AlreadyAnswered) as told:
            calling.answer(world.fatima.actor, call, CallAnswer.WRONG_NUMBER, now=late["now"])
        assert say(told.value)


def test_a_call_about_a_laptop_that_came_back_is_not_made(client, world, app, late):
    from inventory.lending.actions import end
    from inventory.lending.models import Ending

    with app.test_request_context(), inside(world.gent), upkeep():
        end(db.session.get_one(Loan, late["id"]), Ending.RETURNED, now=late["now"])
    client.sign_in(world.nele)
    assert "Nobody to call today." in _text(client.get("/gent/loans/calls"))


def test_a_call_of_a_loan_that_ended_is_neither_shown_nor_answered_and_the_night_drops_it(
    client, world, app, late
):
    _ends(app, world, late)
    client.sign_in(world.nele)
    here, loan = f"/gent/loans/calls/{_call(world).id}", f"/gent/loans/{late['code']}"
    assert "to be made from" not in _text(client.get(loan))
    assert client.get(here).location.endswith(loan)
    assert "This loan has ended already." in _text(client.post(here, data={"answer": "wrong_number"}))
    assert _call(world).answer is None
    with app.test_request_context(), inside(world.gent):
        assert calling.no_texts_of(db.session.get_one(Loan, late["id"])) is None
        _tonight(world, late)
    assert _call(world).answer is CallAnswer.DROPPED


def test_an_old_call_after_an_extension_has_no_sequel(client, world, app, late):
    from inventory.lending.actions import extend

    with app.test_request_context(), inside(world.gent):
        loan = db.session.get_one(Loan, late["id"])
        extend(world.nele.actor, loan, until=late["today"] + timedelta(days=90), now=late["now"])
    client.sign_in(world.nele)
    here = f"/gent/loans/calls/{_call(world).id}"
    told = client.post(here, data={"answer": "not_reached"}, follow_redirects=True)
    assert "the call does not come back" in _text(told)
    assert _call(world).answer is CallAnswer.NOT_REACHED
    with inside(world.gent):
        assert db.session.scalar(db.select(db.func.count(PhoneCall.id))) == 1


def test_an_agreed_day_lies_within_a_year(client, world, late):
    client.sign_in(world.nele)
    here = f"/gent/loans/calls/{_call(world).id}"
    far = (late["today"] + timedelta(days=367)).isoformat()
    answer = client.post(here, data={"answer": "agreed", "agreed_on": far})
    assert "Choose a day within a year from now." in _text(answer)
    assert far in _text(answer)
    assert _call(world).answer is None


def test_a_wrong_number_is_forgiven_once_it_is_corrected(client, world, app, late):
    client.sign_in(world.nele)
    client.post(f"/gent/loans/calls/{_call(world).id}", data={"answer": "wrong_number"})
    with app.test_request_context(), inside(world.gent):
        loan = db.session.get_one(Loan, late["id"])
        with upkeep():
            loan.borrower.phone = "+32499000000"
        assert calling.no_texts_of(loan) is None
        assert reminders.known_of([loan], late["today"]).reach(loan).phone == "+32499000000"
        calling.no_texts(world.nele.actor, loan, now=late["now"])
        assert calling.no_texts_of(loan).because is NoTextsBecause.OBJECTED


def test_another_agreed_day_makes_calls_and_letters_idle(client, world, app, late):
    from inventory.lending.actions import extend

    with app.test_request_context(), inside(world.gent):
        letter_to = make_loan(world, borrower=make_approved_borrower(world, phone=LANDLINE, **ADDRESS))
        actor = Actor.house("nightly", world.gent, Permission)
        reminders.letters_due(actor, late["today"], now=late["now"])
        for loan in (db.session.get_one(Loan, late["id"]), letter_to):
            extend(world.nele.actor, loan, until=late["today"] + timedelta(days=90), now=late["now"])
    client.sign_in(world.nele)
    assert "Nobody to call today." in _text(client.get("/gent/loans/calls"))
    assert "No letters wait for the printer." in _text(client.get("/gent/loans/letters"))
    assert "To call and to print" not in _text(client.get("/gent/today/"))


def test_the_database_keeps_one_open_call_and_one_pause_per_loan(app, world, late):
    with app.test_request_context(), inside(world.gent):
        with pytest.raises(IntegrityError), upkeep():
            db.session.add(
                PhoneCall(
                    loan_id=late["id"],
                    whom=Whom.BORROWER,
                    because=CallReason.RUNG,
                    call_on=late["today"],
                    asked_at=NOW,
                )
            )
        for fine in (True, False):
            pause = ReminderPause(loan_id=late["id"], because=PauseReason.AWAY, paused_at=NOW)
            if fine:
                with upkeep():
                    db.session.add(pause)
            else:
                with pytest.raises(IntegrityError), upkeep():
                    db.session.add(pause)


# --- letters on paper ---


def test_letters_are_printed_once_and_again_when_one_got_lost(client, world, written_to):
    client.sign_in(world.nele)
    page = _text(client.get("/gent/loans/letters"))
    [pdf_at] = re.findall(r'href="(/gent/loans/letters/to-print\.pdf\?ids=[\d.]+)"', page)
    ids = pdf_at.rpartition("=")[2]
    words = PdfReader(BytesIO(client.get(pdf_at).get_data())).pages[0].extract_text()
    for word in ("Zoë Quirijn", "Voorbeeldlaan 7", "9000 Gent", "Digibank Gent", "09 000 00 00", "Dag Zoë"):
        assert word in words
    assert "€" not in words
    assert "No letters wait" not in _text(client.get("/gent/loans/letters")), "a printer may jam"
    client.post("/gent/loans/letters/printed", data={"ids": ids})
    assert "No letters wait for the printer." in _text(client.get("/gent/loans/letters"))
    assert client.get(pdf_at).status_code == 404
    loan_page = _text(client.get(f"/gent/loans/{written_to['code']}"))
    assert "printed" in loan_page
    client.post(f"/gent/loans/letters/{ids}/again")
    assert "Voorbeeldlaan 7" in _text(client.get("/gent/loans/letters"))
    with inside(world.gent):
        db.session.rollback()
        [letter] = db.session.scalars(db.select(Letter)).all()
        assert letter.state is LetterState.WAITS


def test_a_letter_that_came_after_the_list_is_not_marked_with_it(client, world, written_to):
    client.sign_in(world.nele)
    client.post("/gent/loans/letters/printed", data={"ids": "0"})
    assert "Voorbeeldlaan 7" in _text(client.get("/gent/loans/letters"))


def test_what_is_marked_is_what_was_printed(client, app, world, written_to):
    with app.test_request_context(), inside(world.gent):
        other = make_loan(world, borrower=make_approved_borrower(world, phone=LANDLINE, **ADDRESS))
        _tonight(world, written_to)
        other_id = other.id
    client.sign_in(world.nele)
    [both] = re.findall(r"ids=([\d.]+)", _text(client.get("/gent/loans/letters")))
    here = f"/gent/loans/{written_to['code']}"
    client.post(f"{here}/pause", data={"because": "away"})
    told = client.get(f"/gent/loans/letters/to-print.pdf?ids={both}", follow_redirects=True)
    assert "The list changed meanwhile." in _text(told)
    [one] = re.findall(r"ids=([\d.]+)", _text(told))
    assert len(PdfReader(BytesIO(client.get(f"/gent/loans/letters/to-print.pdf?ids={one}").data)).pages) == 1
    client.post(f"{here}/go-on")
    client.post("/gent/loans/letters/printed", data={"ids": one})
    with inside(world.gent):
        db.session.rollback()
        states = {letter.thing_id: letter.state for letter in db.session.scalars(db.select(Letter))}
    assert states == {other_id: LetterState.PRINTED, written_to["id"]: LetterState.WAITS}


@pytest.mark.parametrize("ids", ["9" * 30, "1..2", "x", "", "²"])
def test_nonsense_names_no_letter(client, world, written_to, ids):
    client.sign_in(world.nele)
    assert client.get("/gent/loans/letters/to-print.pdf", query_string={"ids": ids}).status_code == 404
    assert client.post("/gent/loans/letters/printed", data={"ids": ids}).status_code == 303


def test_a_letter_of_a_loan_that_ended_is_not_printed_again(client, app, world, written_to):
    client.sign_in(world.nele)
    [ids] = re.findall(r"ids=([\d.]+)", _text(client.get("/gent/loans/letters")))
    client.post("/gent/loans/letters/printed", data={"ids": ids})
    _ends(app, world, written_to)
    assert "Print it again" not in _text(client.get(f"/gent/loans/{written_to['code']}"))
    told = client.post(f"/gent/loans/letters/{ids}/again", follow_redirects=True)
    assert "It is not printed again." in _text(told)
    with inside(world.gent):
        db.session.rollback()
        assert [letter.state for letter in db.session.scalars(db.select(Letter))] == [LetterState.PRINTED]


def test_a_letter_that_waits_of_a_loan_that_ended_says_that_it_is_not_needed(client, app, world, written_to):
    _ends(app, world, written_to)
    client.sign_in(world.nele)
    assert "not sent: no longer needed" in _text(client.get(f"/gent/loans/{written_to['code']}"))
    with app.test_request_context(), inside(world.gent):
        _tonight(world, written_to)
        assert [letter.state for letter in db.session.scalars(db.select(Letter))] == [LetterState.WITHDRAWN]


def _tonight(world, late):
    actor = Actor.house("nightly", world.gent, Permission)
    reminders.letters_due(actor, late["today"], now=late["now"])


def _ends(app, world, late):
    from inventory.lending.actions import end
    from inventory.lending.models import Ending

    with app.test_request_context(), inside(world.gent), upkeep():
        end(db.session.get_one(Loan, late["id"]), Ending.RETURNED, now=late["now"])


@pytest.mark.parametrize("name", ["Zoë Quirijn", "أمينة الهاشمي", "Şükrü Yıldırım"])
def test_the_address_stands_in_the_window_and_each_letter_on_its_page(name):
    sheet = letter_paper.Sheet(
        house="Digibank Gent", footer="Voorbeeldplein 1", address=f"{name}\nVoorbeeldlaan 7\n9000 Gent",
        on="1 december 2026", subject="Je laptop", body="Dag,\n\nTot gauw.\n" * 3, link="HTTP://X/M/ABC",
        caption="Mijn laptop", locale="nl",
    )  # fmt: skip
    twice = letter_paper.printed([sheet, sheet])
    assert twice == letter_paper.printed([sheet, sheet])
    reader = PdfReader(BytesIO(twice))
    assert len(reader.pages) == 2
    places = []

    def note(text, _matrix, place, *_font):
        if "Voorbeeldlaan" in text:
            places.append((place[4], place[5]))

    reader.pages[0].extract_text(visitor_text=lambda text, cm, tm, font, size: note(text, cm, tm))
    [(x, y)] = places
    # in millimetres from the left and from the top: inside the right-hand window of a C5/6 envelope
    assert 105 < x / 72 * 25.4 < 125
    assert 45 < (841.89 - y) / 72 * 25.4 < 85


# --- rest, and the digibank's own ways ---


def test_a_colleague_lets_the_reminders_rest_and_go_on(client, world, late):
    client.sign_in(world.nele)
    here = f"/gent/loans/{late['code']}"
    client.post(f"{here}/pause", data={"because": "died"})
    assert "This person died" in _text(client.get(here))
    assert "Nobody to call today." in _text(client.get("/gent/loans/calls"))
    told = client.post(f"{here}/pause", data={"because": "away"})
    assert "A colleague let these reminders rest before you." in _text(told)
    client.post(f"{here}/go-on")
    assert "This person died" not in _text(client.get(here))
    client.post(f"{here}/no-texts")
    assert "Wants no text messages." in _text(client.get(here))
    client.post(f"{here}/texts-again")
    assert "Wants no text messages." not in _text(client.get(here))


def test_a_pause_asks_for_a_reason_and_a_day_to_come(client, world, late):
    client.sign_in(world.nele)
    here = f"/gent/loans/{late['code']}/pause"
    assert "Choose why." in _text(client.post(here, data={}))
    gone = {"because": "away", "until": (late["today"] - timedelta(days=1)).isoformat()}
    assert "Choose a day from today on." in _text(client.post(here, data=gone))


def test_the_coordinator_chooses_a_way_for_each_rung(client, world, app):
    client.sign_in(world.fatima)
    page = _text(client.get("/gent/loans/reminders"))
    fields = re.findall(r'<select[^>]*name="(rung_\w+)"', page)
    assert "rung_before_14" in fields
    chosen = dict.fromkeys(fields, "preferred") | {"rung_after_7": "paper", "call_again_days": "5"}
    assert client.post("/gent/loans/reminders", data=chosen).status_code == 303
    with app.test_request_context(), inside(world.gent):
        assert reminders.plan_in_force()[7] is Way.PAPER
        assert calling.again_after_days() == 5
    assert "Between 1 and 30 days." in _text(
        client.post("/gent/loans/reminders", data=chosen | {"call_again_days": "99"})
    )
    told = client.post("/gent/loans/reminders", data=chosen | {"rung_after_7": "pigeon"})
    assert told.status_code == 422


def test_who_may_not_see_borrowers_sees_no_correspondence(client, world, late):
    client.sign_in(world.karim)
    page = _text(client.get(f"/gent/loans/{late['code']}"))
    assert "What we told this person" not in page
    assert client.get("/gent/loans/calls").status_code == 403
    client.sign_in(world.tom)
    assert client.get("/gent/loans/letters").status_code == 403
    assert day(late["now"]) == late["today"]


def test_a_street_is_kept_and_forgotten_with_the_person(app, world, written_to):
    from inventory.borrowers.models import PERSONAL

    with app.test_request_context(), inside(world.gent):
        assert db.session.scalar(db.select(Borrower.street)) == "Voorbeeldlaan 7"
    assert "street" in PERSONAL
