"""What goes out about loans at night: through which channel, in whose language, and the same whoever runs it."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import UTC, datetime, time, timedelta
from threading import Barrier

import pytest

from inventory.borrowers.actions import Details, edit
from inventory.borrowers.rules import ContactChannel
from inventory.foundation import outbox, texting
from inventory.foundation.actor import Actor
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter, LetterState, Medium, send_waiting
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import transaction, upkeep
from inventory.lending import actions, calling, longer, reminders
from inventory.lending.ladder import Way
from inventory.lending.models import Loan, LossKind
from inventory.lending.reaching import CallReason, PauseReason, PhoneCall, Whom
from inventory.permissions import Permission
from inventory.returning.actions import checks_for, take_back
from inventory.returning.rules import Files, Finding
from tests.cast import NOW
from tests.fake_gateway import gateway_here
from tests.fake_post import post_office
from tests.make import make_approved_borrower, make_loan, make_service

MOBILE = "0470 11 22 33"


@pytest.fixture
def texts(app, monkeypatch):
    """Text messages are on."""
    with gateway_here() as here:
        monkeypatch.setitem(app.config, "SMS_URL", here.url)
        monkeypatch.setitem(app.config, "SMS_CLIENT_ID", "id")
        yield here


def lend(world, **who):
    """A loan, of which the letter of the first day left on that day."""
    loan = make_loan(world, borrower=make_approved_borrower(world, **{"phone": MOBILE, **who}))
    with upkeep():
        for letter in outbox.correspondence_of(loan):
            letter.sent_at, letter.try_after = NOW, None
    return loan


def night(world, loan, days):
    """The night before a day counted from the agreed one, at four; how many messages were written."""
    today = loan.due_on + timedelta(days=days)
    actor = Actor.house("nightly", world.gent, Permission)
    return reminders.letters_due(actor, today, now=datetime.combine(today, time(3), UTC))


def workday(loan, days):
    """The first day from that one on that is no day of rest, counted from the agreed day."""
    return (calling.working_day(loan.due_on + timedelta(days=days)) - loan.due_on).days


def letters():
    return db.session.scalars(
        db.select(Letter).where(Letter.kind.in_(reminders.KINDS)).order_by(Letter.id)
    ).all()


def calls():
    return db.session.scalars(db.select(PhoneCall).order_by(PhoneCall.id)).all()


pytestmark = pytest.mark.usefixtures("in_gent")


@pytest.mark.parametrize(
    ("who", "medium"),
    [
        ({"contact_channel": ContactChannel.SMS}, Medium.SMS),
        ({"contact_channel": ContactChannel.EMAIL, "email": "a@b.example"}, Medium.MAIL),
        ({"phone": "09 123 45 67", "street": "Dorp 1", "postcode": "9000", "municipality": "Gent"}, Medium.PAPER),
    ],
)  # fmt: skip
def test_a_reminder_goes_as_the_person_can_be_reached(world, texts, who, medium):
    loan = lend(world, **who)
    assert night(world, loan, workday(loan, 1)) == 1
    [letter] = letters()
    assert (letter.medium, letter.thing, letter.thing_id) == (medium, "loan", loan.id)
    to = {Medium.SMS: letter.to_phone, Medium.MAIL: letter.to_email, Medium.PAPER: letter.to_address}
    assert [kind for kind, given in to.items() if given] == [medium]


def test_who_has_nothing_but_a_landline_is_called(world, texts):
    loan = lend(world, phone="09 123 45 67")
    assert night(world, loan, workday(loan, 1)) == 0
    [call] = calls()
    assert (call.whom, call.because, call.loan_id) == (Whom.BORROWER, CallReason.RUNG, loan.id)


def test_after_two_weeks_the_service_is_called(world, texts):
    loan = lend(world)
    service = make_service(phone="09 765 43 21")
    with transaction():
        loan.application.referrer_id = service.id
        _noted(world, loan)
    assert night(world, loan, workday(loan, 14)) == 0
    [call] = calls()
    assert call.whom is Whom.REFERRER
    assert calling.with_services([call]) == {call.id: (service.name, "09 765 43 21")}


def _noted(world, loan):
    from inventory.foundation.audit import record

    record(world.nele.actor, "lending.extended", loan, now=NOW)


def test_the_digibank_chooses_another_way(world, texts):
    loan = lend(world, email="a@b.example")
    reminders.set_plan(world.fatima.actor, {1: Way.MAIL}, 5, now=NOW)
    night(world, loan, workday(loan, 1))
    assert [letter.medium for letter in letters()] == [Medium.MAIL]
    assert calling.again_after_days() == 5


@pytest.mark.parametrize("kind", ["due_soon", "late"])
@pytest.mark.parametrize(("language", "link"), [("nl", True), ("fr", True), ("en", True)])
def test_a_text_fits_in_one_message_and_never_speaks_of_money(
    app, world, texts, monkeypatch, language, link, kind
):
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://leenkring.digibankvoorbeke.be")
    loan = lend(world, first_name="Marie-Françoise", language=language, contact_channel=ContactChannel.SMS)
    night(world, loan, workday(loan, 1) if kind == "late" else workday(loan, -3))
    [letter] = letters()
    assert (letter.locale, letter.kind) == (language, f"lending/{kind}")
    assert texting.septets(letter.body) is not None
    assert texting.parts(letter.body) == 1
    assert "Marie-Francoise" in letter.body
    assert "09 000 00 00" in letter.body
    assert not {"€", "euro", "betaal", "pay", "waarborg"} & set(letter.body.lower().split())


def test_a_name_in_another_script_is_kept(world, texts):
    loan = lend(world, first_name="أمينة", contact_channel=ContactChannel.SMS)
    night(world, loan, workday(loan, 1))
    assert "أمينة" in letters()[0].body


# --- what stops it ---


def test_a_laptop_that_came_back_before_the_postman_is_not_asked_for(app, world, texts):
    loan = lend(world)
    late = workday(loan, 1)
    night(world, loan, late)
    back = datetime.combine(loan.due_on + timedelta(days=late), time(7, 30), UTC)
    findings = dict.fromkeys(checks_for(loan), Finding.FINE)
    take_back(world.nele.actor, loan, files=Files.MAY_GO, findings=findings, choices={}, now=back)
    assert send_waiting(world.gent, back + timedelta(hours=2)) == 0
    assert texts.asked == 0
    db.session.expire_all()
    assert [letter.state for letter in letters()] == [LetterState.WITHDRAWN]


def test_an_extension_takes_back_what_waits_and_starts_anew(world, texts):
    loan = lend(world)
    late = workday(loan, 1)
    night(world, loan, late)
    morning = datetime.combine(loan.due_on + timedelta(days=late), time(8), UTC)
    actions.extend(world.nele.actor, loan, until=loan.due_on + timedelta(days=60), now=morning)
    assert send_waiting(world.gent, morning) == 0
    assert night(world, loan, workday(loan, -14)) == 1


@pytest.mark.parametrize("why", ["longer", "lost", "paused", "died"])
def test_nothing_goes_out_while_something_stops_it(world, texts, why):
    loan = lend(world)
    if why == "longer":
        longer.ask(world.nele.actor, loan, until=longer.may_be_asked(loan, day(NOW))[0], now=NOW)
    elif why == "lost":
        actions.report_loss(world.nele.actor, loan, LossKind.STOLEN, now=NOW)
    else:
        because = PauseReason.DIED if why == "died" else PauseReason.AWAY
        calling.pause(world.nele.actor, loan, because, now=NOW)
    for days in (-14, -3, 1, 7, 14, 21):
        assert night(world, loan, workday(loan, days)) == 0
    assert (letters(), calls()) == ([], [])


def test_a_pause_until_a_day_ends_by_itself(world, texts):
    loan = lend(world)
    calling.pause(world.nele.actor, loan, PauseReason.AWAY, until=loan.due_on + timedelta(days=1), now=NOW)
    assert night(world, loan, 1) == 0
    assert night(world, loan, workday(loan, 2)) == 1


def test_who_wants_no_texts_gets_the_next_way(world, texts):
    loan = lend(world, email="a@b.example", contact_channel=ContactChannel.SMS)
    calling.no_texts(world.nele.actor, loan, now=NOW)
    calling.no_texts(world.nele.actor, loan, now=NOW)
    night(world, loan, workday(loan, 1))
    calling.texts_again(world.nele.actor, loan, now=NOW)
    night(world, loan, workday(loan, 7))
    assert [letter.medium for letter in letters()] == [Medium.MAIL, Medium.SMS]


def test_what_could_not_be_delivered_becomes_one_call(world, texts):
    loan = lend(world)
    late = workday(loan, 1)
    night(world, loan, late)
    texts.answers = [400]
    send_waiting(world.gent, datetime.combine(loan.due_on + timedelta(days=late), time(9), UTC))
    assert calls() == []
    for nights in (1, 2):
        night(world, loan, workday(loan, late + nights))
    assert [(call.because, call.whom) for call in calls()] == [(CallReason.FAILED, Whom.BORROWER)]


# --- what changes between the night and the postman ---


def _morning(loan, days, hour=9):
    return datetime.combine(loan.due_on + timedelta(days=days), time(hour), UTC)


def _give(world, loan, **new):
    """The desk corrects how this borrower is reached."""
    old = {one.name: getattr(loan.borrower, one.name) for one in fields(Details)}
    edit(world.nele.actor, loan.borrower, Details(**{**old, **new}), now=NOW)


@pytest.mark.parametrize(
    ("why", "medium"), [("objected", Medium.SMS), ("corrected", Medium.SMS), ("corrected", Medium.MAIL)]
)
def test_what_would_go_the_wrong_way_stays_and_its_rung_goes_another(
    world, app, texts, monkeypatch, why, medium
):
    sms, mail = medium is Medium.SMS, []
    monkeypatch.setitem(app.config, "MAIL_SERVER", "here")
    monkeypatch.setattr(outbox, "send", lambda message: mail.append(message["To"]) or True)
    loan = lend(
        world,
        email="old@voorbeeld.example",
        contact_channel=ContactChannel.SMS if sms else ContactChannel.EMAIL,
    )
    with upkeep():
        for earlier in db.session.scalars(db.select(Letter)):
            earlier.try_after = None  # that the application was approved
    late = workday(loan, 1)
    night(world, loan, late)
    if why == "objected":
        calling.no_texts(world.nele.actor, loan, now=_morning(loan, late, 7))
    else:
        _give(world, loan, **({"phone": "+32499000000"} if sms else {"email": "new@voorbeeld.example"}))
    assert send_waiting(world.gent, _morning(loan, late)) == 0
    assert (texts.asked, mail) == (0, [])
    again = workday(loan, late + 1)
    assert night(world, loan, again) == 1
    assert send_waiting(world.gent, _morning(loan, again)) == 1
    db.session.expire_all()
    gone, left = letters()
    assert (gone.state, left.state, gone.about) == (LetterState.WITHDRAWN, LetterState.SENT, left.about)
    assert left.medium is (Medium.MAIL if why == "objected" else medium)
    assert (left.to_phone or left.to_email) in (
        "+32499000000",
        "new@voorbeeld.example",
        "old@voorbeeld.example",
    )
    assert (left.to_phone or left.to_email) != (gone.to_phone or gone.to_email)
    assert night(world, loan, workday(loan, again + 1)) == 0


def test_who_objects_and_has_nothing_else_is_called(world, texts):
    loan = lend(world, contact_channel=ContactChannel.SMS)
    late = workday(loan, 1)
    night(world, loan, late)
    calling.no_texts(world.nele.actor, loan, now=_morning(loan, late, 7))
    assert send_waiting(world.gent, _morning(loan, late)) == 0
    night(world, loan, workday(loan, late + 1))
    assert [(call.because, call.whom) for call in calls()] == [(CallReason.RUNG, Whom.BORROWER)]


def test_what_failed_and_is_no_longer_so_becomes_no_call(world, texts):
    loan = lend(world)
    old, late = loan.due_on, workday(loan, 1)
    night(world, loan, late)
    texts.answers = [400]
    send_waiting(world.gent, _morning(loan, late))
    actions.extend(world.nele.actor, loan, until=old + timedelta(days=200), now=_morning(loan, late, 10))
    today = calling.working_day(old + timedelta(days=late + 1))
    actor = Actor.house("nightly", world.gent, Permission)
    reminders.letters_due(actor, today, now=datetime.combine(today, time(3), UTC))
    assert calls() == []


def test_a_text_without_a_gateway_becomes_a_call_and_never_leaves(app, world, texts, monkeypatch):
    loan = lend(world)
    late = workday(loan, 1)
    night(world, loan, late)
    with monkeypatch.context() as off:
        off.setitem(app.config, "SMS_CLIENT_ID", "")
        assert send_waiting(world.gent, _morning(loan, late)) == 0
        for nights in (1, 2):
            night(world, loan, workday(loan, late + nights))
    assert [(call.because, call.whom) for call in calls()] == [(CallReason.FAILED, Whom.BORROWER)]
    assert send_waiting(world.gent, _morning(loan, late + 6)) == 0
    assert [letter.state for letter in letters()] == [LetterState.WITHDRAWN]


# --- the same messages, whoever runs it and however often ---

#: two who are texted, one mailed, one written to on paper, one called, each in a language of their own
_PEOPLE = (
    {"first_name": "Noor", "language": "fr"},
    {"first_name": "Amina", "language": "ar"},
    {"first_name": "Jan", "contact_channel": ContactChannel.EMAIL, "email": "jan@example.org"},
    {"first_name": "Zoë", "phone": "09 123 45 67", "street": "Dorp 1", "postcode": "9000", "municipality": "Gent"},
    {"first_name": "Piet", "phone": "09 123 45 67", "language": "en"},
)  # fmt: skip


@pytest.fixture
def house(app, world, engine, texts):
    """Five loans that are a day late; filled once in a run. Their ids."""
    if "house of five" not in engine.kept:
        for person in _PEOPLE:
            lend(world, **person)
        engine.keep("house of five")
    db.session.remove()
    engine.clean("house of five")
    return list(db.session.scalars(db.select(Loan.id).order_by(Loan.id)))


def _one_night(world):
    loan = db.session.scalars(db.select(Loan).order_by(Loan.id)).first()
    return night(world, loan, workday(loan, 1))


def _went_out():
    db.session.rollback()
    written = [(one.thing_id, one.once_key, str(one.medium), one.locale) for one in letters()]
    return sorted([*written, *((one.loan_id, one.once_key, "call", "") for one in calls())])


def test_one_night_writes_to_each_in_their_language(world, house):
    assert _one_night(world) == 4
    assert {letter.body.split()[1].strip(".,"): letter.locale for letter in letters()} == {
        "Noor": "fr", "Amina": "nl", "Jan": "nl", "Zoë": "nl",
    }  # fmt: skip
    assert [(kind, loan) for loan, _key, kind, _locale in _went_out()] == list(
        zip(["sms", "sms", "mail", "paper", "call"], house, strict=True)
    )


def test_a_night_that_runs_twice_or_stops_half_way_sends_the_same(world, house, engine, monkeypatch):
    _one_night(world)
    expected = _went_out()
    assert len(expected) == len({key for _loan, key, _kind, _locale in expected}) == 5
    assert _one_night(world) == 0
    assert _went_out() == expected
    for falls_at in range(5):
        db.session.remove()
        engine.clean("house of five")
        with monkeypatch.context() as patched:
            _fall_at(patched, falls_at)
            with pytest.raises(SystemExit):
                _one_night(world)
        assert len(_went_out()) == falls_at
        _one_night(world)
        assert _went_out() == expected


def _fall_at(patched, count):
    """The process dies in the middle of the deed after `count` of them, each in a transaction of its own."""
    done = []
    go_out = reminders.known_of

    def known_of(loans, today, sends_sms=None):
        if len(done) == count:
            raise SystemExit
        done.append(loans)
        return go_out(loans, today, sends_sms)

    patched.setattr(reminders, "_AT_ONCE", 1)
    patched.setattr(reminders, "known_of", known_of)


@pytest.mark.slow
def test_a_night_that_falls_over_in_a_batch_keeps_the_batches_before_it(world, house, monkeypatch):
    written, write = [], reminders._write

    def fall(*told):
        if len(written) == 3:
            raise SystemExit
        written.append(told)
        write(*told)

    with monkeypatch.context() as patched:
        patched.setattr(reminders, "_AT_ONCE", 2)
        patched.setattr(reminders, "_write", fall)
        with pytest.raises(SystemExit):
            _one_night(world)
    assert [kind for _loan, _key, kind, _locale in _went_out()] == ["sms", "sms"], (
        "a batch, whole or not at all"
    )
    assert _one_night(world) == 2
    assert len(_went_out()) == 5


@pytest.mark.slow
def test_two_workers_at_once_send_the_same(app, world, house):
    together = Barrier(2)

    def work(_number):
        with app.test_request_context(), inside(world.gent):
            together.wait(timeout=60)
            try:
                return _one_night(world)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(work, range(2)))
    went_out = _went_out()
    assert len(went_out) == len({key for _loan, key, _kind, _locale in went_out}) == 5
    assert sum(counts) == 4


def test_a_digibank_adds_its_own_words_to_who_reads_that_language(world, texts):
    own = {"late": {"nl": "De desk is open op dinsdag.", "fr": ""}, "due_soon": {"nl": "Tot gauw."}}
    reminders.set_plan(world.fatima.actor, {}, 3, words=own, now=NOW)
    mail = {"contact_channel": ContactChannel.EMAIL, "email": "a@b.example"}
    dutch, french = lend(world, **mail, language="nl"), lend(world, **mail, language="fr")
    assert night(world, dutch, workday(dutch, 1)) == 2
    said = {letter.thing_id: letter.body for letter in letters()}
    assert "\n\nDe desk is open op dinsdag.\n\n" in said[dutch.id]
    assert "dinsdag" not in said[french.id]
    for body in said.values():
        assert "\n\n\n" not in body
        assert body.rstrip().endswith("\n\nDigibank Gent")
    reminders.set_plan(world.fatima.actor, {}, 4, now=NOW)
    assert reminders.plan_kept().words["late"] == {"nl": "De desk is open op dinsdag."}


@pytest.mark.parametrize("text", ["Breng 5 euro mee.", "La caution vous attend", "pay the FEE", "€ 5"])
def test_own_words_never_speak_of_money(client, world, text):
    page = client.sign_in(world.fatima).get("/gent/loans/reminders")
    fields = dict.fromkeys(re.findall(r'name="(rung_\w+)"', page.text), "preferred")
    data = {**fields, "call_again_days": "3", "words_late_nl": text}
    answer = client.post("/gent/loans/reminders", data=data)
    assert answer.status_code == 422
    assert "never for money" in answer.text
    assert text.split()[0] in answer.text
    assert reminders.plan_kept() is None
    assert (
        client.post("/gent/loans/reminders", data={**data, "words_late_nl": "Kom langs."}).status_code == 303
    )
    assert reminders.plan_kept().words["late"] == {"nl": "Kom langs."}


def test_two_postmen_deliver_each_once(app, world, house, monkeypatch):
    _one_night(world)
    loan = db.session.scalars(db.select(Loan)).first()
    morning = datetime.combine(loan.due_on + timedelta(days=workday(loan, 1)), time(9), UTC)
    with post_office() as office, gateway_here() as gateway:
        here = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": office.port, "MAIL_STARTTLS": False}
        for name, value in {**here, "SMS_URL": gateway.url}.items():
            monkeypatch.setitem(app.config, name, value)
        together = Barrier(2)

        def work(_number):
            with app.test_request_context():
                together.wait(timeout=60)
                try:
                    return send_waiting(world.gent, morning)
                finally:
                    db.session.remove()

        db.session.remove()
        with ThreadPoolExecutor(2) as pool:
            assert sum(pool.map(work, range(2))) == 4
        # that his application was approved, and the reminder
        assert [mail["To"] for mail in office.mails] == ["jan@example.org"] * 2
        assert len({mail["Subject"] for mail in office.mails}) == 2
        assert len(gateway.taken) == 2


def test_forgetting_blanks_the_words_and_keeps_the_rows(world, texts):
    loan = lend(world, email="noor@example.org", contact_channel=ContactChannel.EMAIL)
    for days in (-3, 1):
        night(world, loan, workday(loan, days))
    reminders.set_plan(world.fatima.actor, {7: Way.SMS}, 3, now=NOW)
    night(world, loan, workday(loan, 7))
    with transaction():
        reminders.blank_for(loan.borrower)
        _noted(world, loan)
    kept = outbox.correspondence_of(loan)
    assert len(kept) == 1 + 3  # the one of the first day too
    assert {(one.subject, one.body, one.to_email, one.to_phone, one.to_address) for one in kept} == {
        ("", "", None, None, None)
    }
    assert send_waiting(world.gent, datetime(2027, 12, 20, 10, tzinfo=UTC)) == 0
