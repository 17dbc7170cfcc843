"""A borrower asks by their own link to keep the laptop longer, and the desk answers with one tap."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from inventory.applications.policy import Extensions, LendingPolicy
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.lending import actions, longer
from inventory.lending.models import Loan, LongerRequest
from inventory.lending.rules import LongerAnswer, NoLonger
from tests.cast import NOW
from tests.make import make_approved_borrower, make_loan, make_policy


@pytest.fixture
def loan(world, in_gent):
    return make_loan(world)


def first_day(loan):
    return longer.may_be_asked(loan, day(NOW))[0]


def ask(world, loan, until=None):
    return longer.ask(world.nele.actor, loan, until=until or first_day(loan), now=NOW)


def letters():
    return db.session.scalars(db.select(Letter).order_by(Letter.id)).all()


# --- asking ---


def test_asking_twice_is_one_wish_and_another_day_changes_it(world, loan):
    days = longer.may_be_asked(loan, day(NOW))
    one = ask(world, loan, days[0])
    assert ask(world, loan, days[0]).id == one.id
    assert ask(world, loan, days[1]).until == days[1]
    assert db.session.scalar(db.select(db.func.count(LongerRequest.id))) == 1


def test_the_database_keeps_one_wish_that_waits(world, loan):
    ask(world, loan)
    with pytest.raises(IntegrityError), upkeep():
        db.session.add(LongerRequest(loan_id=loan.id, until=first_day(loan), asked_at=NOW))


@pytest.mark.parametrize("made_up", [date.min, date(2020, 1, 1), date(2090, 1, 1)])
def test_only_a_day_that_was_offered_can_be_asked_for(world, loan, made_up):
    with pytest.raises(longer.NotExtended) as no:
        ask(world, loan, made_up)
    assert no.value.reasons == [NoLonger.NOT_LATER]


def test_a_loan_without_an_end_has_nothing_to_ask(world, loan):
    actions.extend(world.nele.actor, loan, until=None, now=NOW)
    assert longer.may_be_asked(loan, day(NOW)) == []


# --- answering ---


def test_yes_moves_the_end_and_answers(world, loan):
    request = ask(world, loan)
    actions.extend(world.nele.actor, loan, until=request.until, now=NOW)
    assert (loan.due_on, request.answer) == (request.until, LongerAnswer.YES)
    assert request.answered_by_id == world.nele.user_id
    assert longer.waiting_of(loan) is None


def test_another_day_at_the_desk_answers_too(world, loan):
    request = ask(world, loan)
    actions.extend(world.nele.actor, loan, until=loan.due_on + timedelta(days=5), now=NOW)
    assert request.answer is LongerAnswer.YES


def test_no_says_why_and_leaves_the_day_as_it_is(world, loan):
    before, request = loan.due_on, ask(world, loan)
    longer.say_no(world.nele.actor, loan, LongerAnswer.WAITED_FOR, now=NOW)
    assert (loan.due_on, request.answer) == (before, LongerAnswer.WAITED_FOR)
    with pytest.raises(longer.NothingAsked):
        longer.say_no(world.nele.actor, loan, LongerAnswer.WAITED_FOR, now=NOW)
    assert ask(world, loan).id != request.id


def test_a_technician_answers_nobody(world, loan):
    ask(world, loan)
    with pytest.raises(MayNot):
        longer.say_no(world.tom.actor, loan, LongerAnswer.WAITED_FOR, now=NOW)


def test_who_has_an_address_is_written_to_in_their_own_language(world, in_gent):
    who = make_approved_borrower(world, email="noor@voorbeeld.example", language="fr")
    loan = make_loan(world, borrower=who)
    ask(world, loan)
    longer.say_no(world.nele.actor, loan, LongerAnswer.WAITED_FOR, now=NOW)
    ask(world, loan)
    actions.extend(world.nele.actor, loan, until=first_day(loan), now=NOW)
    no, yes = letters()[-2:]
    assert "Quelqu’un d’autre attend un portable" in no.body
    assert "Vous pouvez garder le portable" in yes.body
    for letter in (no, yes):
        assert letter.to_email == "noor@voorbeeld.example"
        assert "€" not in letter.body


def test_nobody_without_an_address_is_written_to(world, loan):
    before = len(letters())
    ask(world, loan)
    longer.say_no(world.nele.actor, loan, LongerAnswer.LONG_ENOUGH, now=NOW)
    assert len(letters()) == before


# --- on the pages ---


@pytest.fixture
def link(app, world, now):
    """The link of a loan that may go on, under today's own clock."""
    from inventory.foundation import clock

    with app.test_request_context(), inside(world.gent):
        return make_loan(world, now=clock.now()).token


def loan_of(world, token):
    db.session.rollback()
    with inside(world.gent):
        return db.session.scalars(db.select(Loan).where(Loan.token == token)).one()


def offered(text):
    return re.findall(r'name="until" value="([0-9-]+)"', text)


def test_the_borrower_asks_with_two_taps_and_reads_the_answer(client, world, link):
    page = client.get(f"/m/{link}?lang=en").text
    (address,) = re.findall(r'href="(/m/\w+/longer)"', page)
    days = offered(client.get(address).text)
    assert client.post(address, data={"until": days[0]}).location == f"/m/{link}"
    assert "You asked to keep it until" in client.get(f"/m/{link}").text
    assert "/longer" not in client.get(f"/m/{link}").text
    with inside(world.gent):
        longer.say_no(world.nele.actor, loan_of(world, link), LongerAnswer.LONG_ENOUGH, now=NOW)
    page = client.get(f"/m/{link}").text
    assert "It goes to someone else now." in page
    assert "/longer" in page


@pytest.mark.parametrize("made_up", ["", "tomorrow", "9999-12-31", "2020-01-01", "x" * 5000])
def test_a_made_up_day_is_refused_with_the_days_still_there(client, link, made_up):
    answer = client.post(f"/m/{link}/longer?lang=en", data={"until": made_up})
    assert answer.status_code == 422
    assert "Choose a day after the agreed one." in answer.text
    assert len(offered(answer.text)) == 3


def test_a_made_up_link_asks_nothing(client, link):
    assert client.post("/m/AAAAAAAAAAAAAAAA/longer", data={"until": "2027-01-01"}).status_code == 404


def test_who_may_not_ask_is_sent_back_to_call(client, app, world, link):
    with app.test_request_context(), inside(world.gent):
        actions.undo(world.nele.actor, loan_of(world, link), now=loan_of(world, link).handed_over_at)
    assert client.get(f"/m/{link}/longer").location == f"/m/{link}"
    assert client.post(f"/m/{link}/longer", data={"until": "2027-01-01"}).status_code == 422


def test_a_policy_that_extends_nothing_offers_nothing(client, app, world):
    from inventory.foundation import clock

    with app.test_request_context(), inside(world.gent):
        make_policy(world, LendingPolicy(extensions=Extensions(at_most=0)), now=clock.now())
        token = make_loan(world, now=clock.now()).token
    page = client.get(f"/m/{token}?lang=en").text
    assert "Call us before that day." in page
    assert "/longer" not in page


def test_the_desk_says_yes_with_one_tap_on_todays_page(client, world, link):
    days = offered(client.get(f"/m/{link}/longer?lang=en").text)
    client.post(f"/m/{link}/longer", data={"until": days[1]})
    client.sign_in(world.nele)
    today = client.get("/gent/today/?lang=en").text
    assert "Wants to keep it longer" in today
    code = loan_of(world, link).code
    answer = client.post(f"/gent/loans/{code}/longer", data={"answer": "yes"})
    assert answer.location == "/gent/today/"
    assert loan_of(world, link).due_on == date.fromisoformat(days[1])
    today = client.get("/gent/today/").text
    assert "call 0" in today, "no address is known, so somebody calls"
    assert "Wants to keep it longer" not in today
    again = client.post(f"/gent/loans/{code}/longer", data={"answer": "yes"}, follow_redirects=True)
    assert "Nobody waits for an answer" in again.text
    assert loan_of(world, link).due_on == date.fromisoformat(days[1])


@pytest.mark.parametrize("answer", ["", "waits", "perhaps"])
def test_an_answer_that_is_none_changes_nothing(client, world, link, answer):
    days = offered(client.get(f"/m/{link}/longer?lang=en").text)
    client.post(f"/m/{link}/longer", data={"until": days[0]})
    client.sign_in(world.nele)
    code, before = loan_of(world, link).code, loan_of(world, link).due_on
    page = client.post(f"/gent/loans/{code}/longer", data={"answer": answer})
    assert (page.status_code, "Choose one of the answers." in page.text) == (422, True)
    assert loan_of(world, link).due_on == before


def test_each_no_stands_with_the_sentence_that_the_borrower_reads(client, world, link):
    days = offered(client.get(f"/m/{link}/longer?lang=en").text)
    client.post(f"/m/{link}/longer", data={"until": days[0]})
    client.sign_in(world.nele)
    code = loan_of(world, link).code
    page = client.get(f"/gent/loans/{code}/longer").text
    assert "We cannot lend this laptop longer." in page
    assert client.post(f"/gent/loans/{code}/longer", data={"answer": "long_enough"}).status_code == 303
    assert client.get(f"/gent/loans/{code}/longer").location == f"/gent/loans/{code}"
