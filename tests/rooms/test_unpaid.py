"""Deposits that are not paid: reminded of in writing, each once, never beside the laptop; then a person decides."""

import re
from datetime import UTC, datetime, time, timedelta
from html import unescape

import pytest

from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import ContactChannel
from inventory.deposits import asking, transfers
from inventory.deposits.ledger import DepositWay
from inventory.deposits.models import PaymentRequest
from inventory.digibank.models import Digibank
from inventory.foundation import outbox
from inventory.foundation.actor import Actor
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter, LetterState, Medium, send_waiting
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.lending import actions, calling, reminders, unpaid
from inventory.lending.ladder import Way
from inventory.lending.models import Loan, LossKind
from inventory.lending.payment_ladder import NoEnterpriseNumber
from inventory.lending.reaching import PauseReason, PaymentTask
from inventory.permissions import Permission
from inventory.returning.actions import checks_for, take_back
from inventory.returning.rules import Files, Finding
from tests.cast import NOW
from tests.make import make_approved_borrower, make_loan, make_service
from tests.make_bank import make_bank_account
from tests.rooms.test_while_a_loan_runs import words_on

TODAY = NOW.date()
#: a fixed line, which takes no texts
BY_POST = {"email": "", "phone": "09 123 45 67", "contact_channel": ContactChannel.PHONE}
MOBILE, MAIL = "0470 11 22 33", "noor@example.org"


@pytest.fixture
def account(in_gent, world):
    return make_bank_account(world)


@pytest.fixture
def loan(account, world):
    """€ 30 that was to be paid today, of which nothing came in."""
    return _lend(world)


def _lend(world, *, way=DepositWay.LATER, **more):
    who = {"email": MAIL, "contact_channel": ContactChannel.EMAIL, **more.pop("who", {})}
    told = {"way": way, **({"promised_on": TODAY} if way is DepositWay.LATER else {}), **more}
    return make_loan(world, borrower=make_approved_borrower(world, **who), **told)


def _ask(world, loan):
    [request] = asking.ask(world.nele.actor, loan, now=NOW, due_on=TODAY)
    return request


def _pay(world, loan, account, cents, request=None):
    transfers.receive_transfer(
        world.karim.actor, loan, cents=cents, bank_account=account, request=request, now=NOW
    )


def _workday(days):
    return calling.working_day(TODAY + timedelta(days=days))


def _night(world, days, *, sends_sms=True):
    """The night of the first working day that many days after the deposit was to be paid; how many were written."""
    on = _workday(days)
    actor = Actor.house("nightly", world.gent, Permission)
    return unpaid.payments_due(actor, on, now=datetime.combine(on, time(3), UTC), sends_sms=sends_sms)


def _letters():
    db.session.rollback()
    return db.session.scalars(
        db.select(Letter).where(Letter.kind == reminders.UNPAID).order_by(Letter.id)
    ).all()


def _left(days):
    """What waits left on that day: sent, or printed."""
    with upkeep():
        for letter in _letters():
            if letter.state is LetterState.WAITS:
                letter.sent_at = datetime.combine(_workday(days), time(9), UTC)


def _tasks(days):
    db.session.rollback()
    return db.session.scalars(unpaid.open_tasks(_workday(days))).all()


def test_the_first_reminder_is_free_and_says_all_that_the_law_asks(world, loan):
    with upkeep():
        loan.borrower.language = "en"
    request = _ask(world, loan)
    assert _night(world, 2) == 0
    assert _night(world, 3) + _night(world, 3) + _night(world, 5) == 1
    [letter] = _letters()
    assert (letter.medium, letter.thing, letter.thing_id) == (Medium.MAIL, "loan", loan.id)
    for words in (
        "30,00", request.printed, request.bank_account.spaced, "within 14 days", "This reminder is free. No costs",
        "Digibank Gent", "deposit for your laptop",
    ):  # fmt: skip
        assert words in letter.body, words
    assert letter.body.count("Noor") == 1
    assert reminders.correspondence_of(loan)[0].letter.kind == reminders.UNPAID


def test_what_was_agreed_for_later_is_reminded_of_without_a_bank(world, loan):
    assert _night(world, 3) == 1
    assert "Je kunt aan onze balie betalen." in _letters()[0].body
    request = _ask(world, loan)
    assert _night(world, 4) == 1, "the request has a day of its own"
    assert request.printed in _letters()[-1].body
    assert [letter.state for letter in _letters()] == [LetterState.WAITS, LetterState.WAITS]


@pytest.mark.parametrize(
    ("who", "medium", "locale", "words"),
    [
        ({"phone": MOBILE, "contact_channel": ContactChannel.SMS, "language": "fr"}, Medium.SMS, "fr", "caution"),
        ({"language": "en"}, Medium.MAIL, "en", "deposit"),
        (
            {**BY_POST, "street": "Dorp 1", "postcode": "9000", "municipality": "Gent"},
            Medium.PAPER, "nl", "waarborg",
        ),
    ],
)  # fmt: skip
def test_each_in_their_own_way_and_language(world, account, who, medium, locale, words):
    _lend(world, who=who)
    assert _night(world, 3) == 1
    [letter] = _letters()
    assert (letter.medium, letter.locale) == (medium, locale)
    assert words in letter.body


def test_one_after_the_other_and_then_a_person_decides(world, loan, account):
    assert _night(world, 3) == 1
    assert _night(world, 40) == 0, "the first did not leave yet"
    _left(40)
    assert _night(world, 50) == 0, "fourteen days are not over"
    assert _night(world, 56) == 1
    second = _letters()[-1]
    assert second.medium is Medium.MAIL
    assert "We schreven je hier al over." in second.body
    _left(56)
    assert _night(world, 60) == 0
    assert _tasks(60) == []
    assert _night(world, 80) + _night(world, 90) == 0
    [task] = _tasks(90)
    assert [one.cents for one in unpaid.tasks_to_see(_workday(90))] == [3000]
    task_id = task.id
    _pay(world, loan, account, 3000)
    assert _tasks(90) == [], "paid: nobody has to decide"
    assert _night(world, 91) == 0
    assert db.session.get_one(PaymentTask, task_id).done_at is not None


def test_who_cannot_be_written_to_is_left_to_a_person_at_once(world, account):
    _lend(world, who=BY_POST)
    assert _night(world, 3) == 0
    assert len(_tasks(3)) == 1
    [task] = _tasks(3)
    for _twice in range(2):
        unpaid.leave_it(world.nele.actor, task, now=NOW)
    assert _tasks(4) == []
    assert _night(world, 4) == 0
    assert _tasks(4) == []


@pytest.mark.parametrize("because", ["paid", "in cash", "waived", "an organisation", "back", "lost", "rests"])
def test_nobody_is_reminded_who_owes_nothing_or_should_be_left_in_peace(world, account, because):
    ways = {
        "in cash": {"way": DepositWay.CASH},
        "waived": {"way": DepositWay.WAIVED, "because": "Kind op school."},
    }
    if because == "an organisation":
        ways[because] = {"way": DepositWay.THIRD_PARTY, "partner": make_service()}
    loan = _lend(world, **ways.get(because, {}))
    if because == "paid":
        _pay(world, loan, account, 3000, _ask(world, loan))
    if because == "back":
        findings = dict.fromkeys(checks_for(loan), Finding.FINE)
        take_back(world.nele.actor, loan, files=Files.MAY_GO, findings=findings, choices={}, now=NOW)
    if because == "lost":
        actions.report_loss(world.nele.actor, loan, LossKind.STOLEN, now=NOW)
    if because == "rests":
        calling.pause(world.nele.actor, loan, PauseReason.AWAY, now=NOW)
    assert _night(world, 3) == 0
    assert _letters() == []
    assert _tasks(3) == []


def test_what_is_paid_before_it_leaves_stays_here_and_the_rest_is_asked_anew(
    app, world, loan, account, monkeypatch
):
    monkeypatch.setitem(app.config, "MAIL_SERVER", "mail.example")
    went = []
    monkeypatch.setattr(outbox, "send", lambda message: went.append(message) or True)
    request = _ask(world, loan)
    assert _night(world, 3) == 1
    _pay(world, loan, account, 1000, request)
    morning = datetime.combine(_workday(3), time(9), UTC)
    monkeypatch.setattr("inventory.lending.reminder_views.today", lambda: day(morning))
    send_waiting(world.gent, morning)
    assert [letter.state for letter in _letters()] == [LetterState.WITHDRAWN]
    assert _night(world, 4) == 1
    assert "€ 20,00" in _letters()[-1].body.replace("\u00a0", " ")
    _pay(world, loan, account, 2000, request)
    send_waiting(world.gent, morning + timedelta(days=1))
    assert [message["To"] for message in went if "waarborg" in message["Subject"]] == []


def test_reminders_of_a_laptop_and_of_money_never_meet(world, loan):
    actor = Actor.house("nightly", world.gent, Permission)
    late = loan.due_on + timedelta(days=1)
    on = calling.working_day(late)
    moment = datetime.combine(on, time(3), UTC)
    assert reminders.letters_due(actor, on, now=moment) == 1
    assert unpaid.payments_due(actor, on, now=moment) == 1
    about = {
        letter.kind: letter.body for letter in db.session.scalars(db.select(Letter).where(Letter.by_day))
    }
    assert "waarborg" not in about["lending/late"]
    assert "terug" not in about[reminders.UNPAID].replace("gaat terug", "")
    assert reminders.stop_for(loan, on) is None


def test_a_ladder_of_their_own_with_words_and_costs_that_are_only_told(world, loan):
    unpaid.set_plan(
        world.fatima.actor,
        {5: Way.PAPER},
        costs_cents=5000,
        words={"nl": "Kom gerust langs.", "fr": " "},
        now=NOW,
    )
    assert _night(world, 3) == 0
    assert _night(world, 5) == 1
    [letter] = _letters()
    assert letter.medium is Medium.MAIL, "no street is known"
    assert "€ 20,00" in letter.body.replace("\u00a0", " "), "no more than the law allows"
    assert "Kom gerust langs." in letter.body
    unpaid.set_plan(world.fatima.actor, {}, now=NOW)
    assert _night(world, 200) == 0
    assert _tasks(200) == []


# --- pages ---


def _text(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))))


@pytest.fixture
def owing(app, world, monkeypatch):
    """Someone at home by post who did not pay by bank; the night wrote a letter. The code of the loan."""
    with app.test_request_context(), inside(world.gent):
        make_bank_account(world)
        home = {**BY_POST, "street": "Dorp 1", "postcode": "9000", "municipality": "Gent"}
        loan = _lend(world, who=home)
        _ask(world, loan)
        _night(world, 3)
        code = loan.code
    for views in ("reminder_views", "payment_views"):
        monkeypatch.setattr(f"inventory.lending.{views}.today", lambda: _workday(90))
    monkeypatch.setattr("inventory.insight.today.today", lambda: _workday(90), raising=False)
    return code


def test_a_letter_to_pay_is_printed_with_the_others(client, app, world, owing):
    with app.test_request_context(), inside(world.gent):
        actions.report_loss(world.nele.actor, _lend(world), LossKind.STOLEN, now=NOW)
    client.sign_in(world.nele)
    page = client.get("/gent/loans/letters").get_data(as_text=True)
    assert "Dorp 1" in page
    ids = re.search(r'name="ids" value="([\d.]+)"', page).group(1)
    assert client.get(f"/gent/loans/letters/to-print.pdf?ids={ids}").data.startswith(b"%PDF")
    assert client.post("/gent/loans/letters/printed", data={"ids": ids}).status_code == 303
    assert "No letters wait" in _text(client.get("/gent/loans/letters"))
    said = _text(client.get(f"/gent/loans/{owing}"))
    assert "waarborg" in said


def test_the_desk_sees_who_did_not_pay_and_leaves_it_at_that(client, app, world, owing):
    with app.test_request_context(), inside(world.gent):
        # What others told of their laptop says nothing of this one.
        actions.report_loss(world.nele.actor, _lend(world), LossKind.STOLEN, now=NOW)
        calling.pause(world.nele.actor, _lend(world), PauseReason.AWAY, now=NOW)
        _left(3)
        _night(world, 30)
        _left(30)
        _night(world, 60)
    client.sign_in(world.nele)
    page = _text(client.get("/gent/loans/unpaid"))
    assert "30,00" in page
    assert page.count("Reminded on") == 2
    task = re.search(
        r"/gent/loans/unpaid/(\d+)/leave", client.get("/gent/loans/unpaid").get_data(as_text=True)
    )
    assert client.post(task.group(0)).status_code == 303
    assert "Everybody paid" in _text(client.get("/gent/loans/unpaid"))
    client.sign_in(world.karim)
    assert client.get("/gent/loans/unpaid").status_code == 403


def test_the_coordinator_sets_the_ladder_and_a_mistake_keeps_what_was_typed(client, app, world):
    client.sign_in(world.fatima)
    here = "/gent/loans/payment-reminders"
    assert 'value="21"' in client.get(here).get_data(as_text=True)
    good = {
        "days_1": "7", "way_1": "mail", "days_2": "", "way_2": "preferred", "days_3": "", "way_3": "preferred",
        "costs": "", "words_nl": "Kom gerust langs.", "words_fr": "", "words_en": "",
    }  # fmt: skip
    soon = client.post(here, data=good | {"days_2": "12"})
    assert "Leave more than 14 days" in _text(soon)
    assert 'value="12"' in soon.get_data(as_text=True)
    assert "Kom gerust langs." in _text(soon)
    assert "This is not an amount." in _text(client.post(here, data=good | {"costs": "veel"}))
    assert "The law never allows" in _text(client.post(here, data=good | {"costs": "2500"}))
    assert "Between 1 and 365 days." in _text(client.post(here, data=good | {"days_1": "0"}))
    assert client.post(here, data=good).status_code == 303
    with app.test_request_context(), inside(world.gent):
        assert unpaid.plan_in_force(unpaid.plan_kept()) == {7: Way.MAIL}
    client.sign_in(world.nele)
    assert client.get(here).status_code == 403


def test_in_another_digibank_nothing_of_it_shows(client, world, owing):
    with inside(world.luik):
        assert db.session.scalars(db.select(Loan)).all() == []
        assert unpaid.plan_kept() is None


def test_what_a_person_left_at_that_stays_left(world, account):
    loan = _lend(world, who=BY_POST)
    _night(world, 3)
    [task] = _tasks(3)
    unpaid.leave_it(world.nele.actor, task, now=NOW)
    with upkeep():
        loan.borrower.email, loan.borrower.contact_channel = MAIL, ContactChannel.EMAIL
    assert _night(world, 30) == 0
    assert _letters() == [], "the desk was told that no more goes out"


def test_after_a_pause_a_person_decides_still(world, account):
    loan = _lend(world, who=BY_POST)
    _night(world, 3)
    assert len(_tasks(3)) == 1
    calling.pause(world.nele.actor, loan, PauseReason.AWAY, now=NOW, until=_workday(10))
    _night(world, 5)
    assert _tasks(5) == []
    _night(world, 20)
    assert len(_tasks(20)) == 1


def test_what_is_asked_by_bank_meanwhile_is_no_task_of_what_was_agreed(world, account):
    loan = _lend(world, who=BY_POST)
    _night(world, 3)
    assert len(_tasks(3)) == 1
    asking.ask(world.nele.actor, loan, now=NOW, due_on=_workday(60))
    _night(world, 5)
    assert _tasks(5) == [], "today's page counts what the list shows"


def test_a_letter_of_which_a_part_is_paid_is_not_printed_with_the_old_amount(client, app, world, owing):
    client.sign_in(world.nele)
    ids = re.search(r'name="ids" value="([\d.]+)"', client.get("/gent/loans/letters").text).group(1)
    with app.test_request_context(), inside(world.gent):
        [request] = db.session.scalars(db.select(PaymentRequest)).all()
        loan = db.session.get_one(Loan, request.loan_id)
        _pay(world, loan, request.bank_account, 1000, request)
    assert client.get(f"/gent/loans/letters/to-print.pdf?ids={ids}").status_code != 200
    assert "No letters wait" in _text(client.get("/gent/loans/letters"))


def test_who_moved_before_the_letter_is_printed_gets_it_at_their_new_address(client, app, world, owing):
    with app.test_request_context(), inside(world.gent):
        [letter] = _letters()
        with upkeep():
            letter.to_address = "Noor\nBewindvoerder: An Peeters\nDorp 1\n9000 Gent"
            db.session.get_one(Loan, letter.thing_id).borrower.street = "Veldweg 7"
    client.sign_in(world.nele)
    page = client.get("/gent/loans/letters").text
    assert ("Veldweg 7" in page, "An Peeters" in page, "Dorp 1" in page) == (True, True, False)
    ids = re.search(r'name="ids" value="([\d.]+)"', page).group(1)
    on_paper = words_on(client.get(f"/gent/loans/letters/to-print.pdf?ids={ids}").data)
    assert ("Veldweg 7" in on_paper, "Dorp 1" in on_paper) == (True, False)
    client.post("/gent/loans/letters/printed", data={"ids": ids})
    with app.test_request_context(), inside(world.gent):
        assert "Veldweg 7" in _letters()[0].to_address, "what is kept is what went to the post"


def test_costs_are_told_only_of_what_was_announced_in_full(world, account):
    by_text = {"phone": MOBILE, "contact_channel": ContactChannel.SMS}
    unpaid.set_plan(world.fatima.actor, {3: Way.SMS}, costs_cents=2000, now=NOW)
    _lend(world, who=by_text)
    _night(world, 3)
    _left(3)
    _night(world, 30)
    [shown] = unpaid.tasks_to_see(_workday(30))
    assert len(shown.reminded) == 1
    assert (shown.costs, shown.costs_from) == (0, None), "a text names no costs"


def test_costs_chosen_later_are_not_told_of_a_reminder_that_named_none(world, loan):
    unpaid.set_plan(world.fatima.actor, {3: Way.MAIL}, now=NOW)
    _night(world, 3)
    _left(3)
    _night(world, 30)
    unpaid.set_plan(
        world.fatima.actor, {3: Way.MAIL}, costs_cents=2000, now=datetime.combine(_workday(30), time(9), UTC)
    )
    [shown] = unpaid.tasks_to_see(_workday(30))
    assert (shown.costs, shown.costs_from) == (0, None)


def test_costs_are_as_the_reminder_named_them_whatever_is_chosen_later_and_never_more_than_that(world, loan):
    unpaid.set_plan(world.fatima.actor, {3: Way.MAIL}, costs_cents=1000, now=NOW)
    _night(world, 3)
    _left(3)
    _night(world, 30)
    later = datetime.combine(_workday(30), time(9), UTC)
    told = []
    for chosen, words in ((1000, {"nl": "Kom gerust langs."}), (1500, {}), (500, {}), (0, {})):
        unpaid.set_plan(world.fatima.actor, {3: Way.MAIL}, costs_cents=chosen, words=words, now=later)
        [shown] = unpaid.tasks_to_see(_workday(30))
        told.append((shown.costs, shown.costs_from is not None))
    assert told == [(1000, True), (1000, True), (500, True), (0, False)]


def test_who_names_no_enterprise_number_asks_no_costs(world, loan):
    unpaid.set_plan(world.fatima.actor, {3: Way.MAIL}, costs_cents=1000, now=NOW)
    ours = db.session.get_one(Digibank, world.gent)
    number = ours.enterprise_number
    with upkeep():
        ours.enterprise_number = ""
    with pytest.raises(NoEnterpriseNumber):
        unpaid.set_plan(world.fatima.actor, {3: Way.MAIL}, costs_cents=2000, now=NOW)
    _night(world, 3)
    assert "Er komen geen kosten bij." in _letters()[0].body
    _left(3)
    _night(world, 30)
    with upkeep():
        ours.enterprise_number = number
    [shown] = unpaid.tasks_to_see(_workday(30))
    assert (shown.costs, shown.costs_from) == (0, None)


def test_an_address_with_every_line_at_its_longest_fits(world):
    borrower = Borrower(
        first_name="n" * 80, last_name="a" * 80, street="s" * 120, postcode="9000", municipality="g" * 80
    )
    assert len(reminders.address_of(borrower, "b" * 190)) <= 400
