"""Letters and text messages leave once: through a real mail server and a gateway, also after either was down."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from inventory.digibank import nightly
from inventory.foundation import clock, outbox
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter, LetterState, Medium, Trouble, send_waiting
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from tests.cast import NOW
from tests.fake_gateway import gateway_here
from tests.fake_post import post_office

NIGHT = datetime(2026, 11, 23, 3, tzinfo=UTC)
MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PHONE = "+32470123456"


@pytest.fixture(autouse=True)
def _a_clock_that_stands_still(monkeypatch):
    """A round takes no time at all, so that each test says to the minute when the next one is."""
    monkeypatch.setattr(clock, "_ask", lambda: NOW)


@pytest.fixture
def mail(app, monkeypatch):
    with post_office() as office:
        _mail_server(app, monkeypatch, office.port)
        yield office


@pytest.fixture
def gateway(app, monkeypatch):
    with gateway_here() as here:
        for name, value in (
            ("SMS_URL", here.url), ("SMS_CLIENT_ID", "id"), ("SMS_CLIENT_SECRET", "secret"),
            ("SMS_SENDER", "Digibank Gent"),
        ):  # fmt: skip
            monkeypatch.setitem(app.config, name, value)
        yield here


def _mail_server(app, monkeypatch, port):
    monkeypatch.setitem(app.config, "MAIL_SERVER", "127.0.0.1")
    monkeypatch.setitem(app.config, "MAIL_PORT", port)
    monkeypatch.setitem(app.config, "MAIL_STARTTLS", False)


def _write(**told):
    """A letter that waits in Gent's outbox; its id."""
    told = {"kind": "test/letter", "locale": "nl", "subject": "Je laptop", "body": "Dag Noor,\n", **told}
    with upkeep():
        letter = Letter(written_at=NIGHT, try_after=NIGHT, **told)
        db.session.add(letter)
        db.session.flush()
        return letter.id


def _state(letter_id):
    db.session.expire_all()
    return db.session.get_one(Letter, letter_id).state


pytestmark = pytest.mark.usefixtures("in_gent")


def test_a_mail_reaches_a_real_server_with_its_accents(world, mail):
    letter = _write(to_email="noor@example.org", body="Dag Zoë, tot één van deze dagen.\n")
    assert send_waiting(world.gent, MORNING) == 1
    [got] = mail.mails
    assert (got["To"], got["Subject"]) == ("noor@example.org", "Je laptop")
    assert got.get_content().strip() == "Dag Zoë, tot één van deze dagen."
    assert _state(letter) is LetterState.SENT
    assert send_waiting(world.gent, MORNING + timedelta(days=1)) == 0


@pytest.mark.parametrize(("is_tired", "calls"), [(False, 1), (True, 3)])
def test_a_round_greets_the_mail_server_once_and_anew_when_it_hung_up(world, mail, is_tired, calls):
    mail.is_tired = is_tired
    for number in range(3):
        _write(to_email=f"lener{number}@example.org")
    assert send_waiting(world.gent, MORNING) == 3
    assert [got["To"] for got in mail.mails] == [f"lener{number}@example.org" for number in range(3)]
    assert len(mail.calls) == calls


def test_one_letter_at_which_a_room_stumbles_keeps_no_other_waiting(world, mail, monkeypatch):
    letters = [_write(to_email=f"lener{number}@example.org") for number in range(3)]

    def holds(_point, letter):
        if letter.id == letters[1]:
            raise LookupError
        return []

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "offered", holds)
        assert send_waiting(world.gent, MORNING) == 2
        assert [_state(letter) for letter in letters] == [
            LetterState.SENT, LetterState.WAITS, LetterState.SENT,
        ]  # fmt: skip
        assert db.session.get_one(Letter, letters[1]).tries == 1
        for days in range(1, 9):
            assert send_waiting(world.gent, MORNING + timedelta(days=days)) == 0
        assert _state(letters[1]) is LetterState.FAILED, "and then somebody sees that it did not leave"
    assert [got["To"] for got in mail.mails] == ["lener0@example.org", "lener2@example.org"]


def test_what_left_is_written_down_also_when_the_house_falls_over_after_it(world, mail, monkeypatch):
    letters = [_write(to_email=f"lener{number}@example.org") for number in range(2)]
    claim, claimed = outbox._claim, []

    def falls_over(waiting, now):
        if claimed:
            raise MemoryError
        claimed.append(claim(waiting, now))
        return claimed[0]

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "_claim", falls_over)
        with pytest.raises(MemoryError):
            send_waiting(world.gent, MORNING)
    db.session.rollback()
    assert [_state(letter) for letter in letters] == [LetterState.SENT, LetterState.WAITS]
    assert send_waiting(world.gent, MORNING + timedelta(days=1)) == 1
    assert [got["To"] for got in mail.mails] == ["lener0@example.org", "lener1@example.org"]


def test_a_mail_server_that_is_down_loses_nothing_and_sends_once(app, world, monkeypatch):
    letters = [_write(to_email=f"lener{number}@example.org") for number in range(3)]
    with post_office() as office:
        port = office.port
    _mail_server(app, monkeypatch, port)
    assert send_waiting(world.gent, MORNING) == 0
    assert [_state(letter) for letter in letters] == [LetterState.WAITS] * 3
    with post_office() as office:
        _mail_server(app, monkeypatch, office.port)
        assert send_waiting(world.gent, MORNING) == 0, "not again at once"
        assert send_waiting(world.gent, MORNING + timedelta(minutes=5)) == 3
        assert send_waiting(world.gent, MORNING + timedelta(days=1)) == 0
        assert sorted(mail["To"] for mail in office.mails) == [f"lener{n}@example.org" for n in range(3)]


def test_what_may_not_disturb_waits_for_the_morning(world, mail):
    _write(to_email="noor@example.org", by_day=True)
    sign_in = _write(to_email="tom@example.org")
    assert send_waiting(world.gent, NIGHT) == 1
    assert _state(sign_in) is LetterState.SENT
    assert send_waiting(world.gent, MORNING) == 1
    assert [got["To"] for got in mail.mails] == ["tom@example.org", "noor@example.org"]


def test_a_retry_does_not_fall_into_the_night_either(app, world, monkeypatch, mail):
    monkeypatch.setitem(app.config, "MAIL_PORT", 1)
    _write(to_email="noor@example.org", by_day=True)
    evening = datetime(2026, 11, 23, 17, 58, tzinfo=UTC)
    assert send_waiting(world.gent, evening) == 0
    monkeypatch.setitem(app.config, "MAIL_PORT", mail.port)
    assert send_waiting(world.gent, evening + timedelta(minutes=10)) == 0
    assert send_waiting(world.gent, datetime(2026, 11, 24, 8, tzinfo=UTC)) == 1


def test_a_text_message_goes_through_the_gateway(world, gateway):
    letter = _write(medium=Medium.SMS, to_phone=PHONE, subject="", body="Dag Noor.")
    assert send_waiting(world.gent, MORNING) == 1
    assert gateway.taken == [
        {"message": "Dag Noor.", "to": "32470123456", "sender": "Digibank Ge", "reference": f"{world.gent}-{letter}"}
    ]  # fmt: skip
    assert gateway.headers[0]["X-Client-Id"] == "id"
    assert _state(letter) is LetterState.SENT
    assert send_waiting(world.gent, MORNING + timedelta(days=1)) == 0


def test_without_an_account_text_messages_wait(world):
    letter = _write(medium=Medium.SMS, to_phone=PHONE)
    assert send_waiting(world.gent, MORNING) == 0
    assert _state(letter) is LetterState.WAITS


def test_a_busy_gateway_is_tried_again_with_growing_pauses(world, gateway):
    letter = _write(medium=Medium.SMS, to_phone=PHONE)
    gateway.answers = [429, 503]
    assert send_waiting(world.gent, MORNING) == 0
    assert send_waiting(world.gent, MORNING + timedelta(minutes=3)) == 0
    assert gateway.asked == 1
    assert send_waiting(world.gent, MORNING + timedelta(minutes=4)) == 0
    assert send_waiting(world.gent, MORNING + timedelta(minutes=19)) == 0
    assert gateway.asked == 2
    assert send_waiting(world.gent, MORNING + timedelta(minutes=20)) == 1
    assert len(gateway.taken) == 1
    assert _state(letter) is LetterState.SENT


@pytest.mark.parametrize(
    ("answer", "trouble"), [(400, Trouble.REFUSED), (500, Trouble.UNCERTAIN), (0, Trouble.UNCERTAIN)]
)
def test_what_was_refused_or_may_have_left_is_not_sent_again(world, gateway, answer, trouble):
    letter = _write(medium=Medium.SMS, to_phone=PHONE)
    gateway.answers = [answer]
    for minutes in (0, 10, 600):
        assert send_waiting(world.gent, MORNING + timedelta(minutes=minutes)) == 0
    assert gateway.asked == 1
    assert _state(letter) is LetterState.FAILED
    assert db.session.get_one(Letter, letter).trouble is trouble


def test_a_gateway_that_is_not_there_loses_nothing(app, world, gateway, monkeypatch):
    letter = _write(medium=Medium.SMS, to_phone=PHONE)
    monkeypatch.setitem(app.config, "SMS_URL", "http://127.0.0.1:1/v1/message/send")
    assert send_waiting(world.gent, MORNING) == 0
    assert _state(letter) is LetterState.WAITS
    monkeypatch.setitem(app.config, "SMS_URL", gateway.url)
    assert send_waiting(world.gent, MORNING + timedelta(minutes=5)) == 1


def test_neither_a_number_nor_a_text_stands_in_the_log(world, gateway, caplog):
    caplog.set_level("DEBUG")
    gateway.answers = [400, 500, 429, 200]
    for _one in range(4):
        _write(medium=Medium.SMS, to_phone=PHONE, body="Dag Noor, je laptop")
    send_waiting(world.gent, MORNING)
    told = "\n".join(
        f"{record.getMessage()} {vars(record)}" for record in caplog.records if "leenkring" in record.name
    )
    assert "text message" in told
    assert "470123456" not in told
    assert "Noor" not in told


def test_a_postman_who_falls_over_after_the_gateway_took_it_does_not_send_twice(world, gateway, monkeypatch):
    letter = _write(medium=Medium.SMS, to_phone=PHONE)

    def fall(*_told, **_more):
        raise MemoryError

    monkeypatch.setattr(outbox, "_mark", fall)
    with pytest.raises(MemoryError):
        send_waiting(world.gent, MORNING)
    monkeypatch.undo()
    db.session.rollback()
    assert _state(letter) is LetterState.FAILED
    assert len(gateway.taken) == 1


def test_the_database_keeps_one_letter_under_a_key(world):
    _write(once_key="loan:1:due:2026-12-01:-3")
    with pytest.raises(IntegrityError):
        _write(once_key="loan:1:due:2026-12-01:-3")


def test_what_is_taken_back_is_gone_untried_and_withdrawn_when_it_was_tried(app, world, monkeypatch):
    untried, tried = (_write(to_email="noor@example.org", about=about) for about in ("a", "b"))
    _mail_server(app, monkeypatch, 1)
    with upkeep():
        db.session.get_one(Letter, untried).try_after = None
    assert send_waiting(world.gent, MORNING) == 0
    with upkeep():
        outbox.hold_back("a")
        outbox.hold_back("b")
    assert db.session.get(Letter, untried) is None
    assert _state(tried) is LetterState.WITHDRAWN
    went = []
    monkeypatch.setattr(outbox, "send", lambda message: went.append(message) or True)
    assert send_waiting(world.gent, MORNING + timedelta(days=1)) == 0
    assert went == []


def test_what_is_taken_back_in_the_postmans_hands_says_that_it_left(app, world, monkeypatch):
    letter = _write(to_email="noor@example.org", about="a")
    _mail_server(app, monkeypatch, 1)

    def send(_message):
        with upkeep():
            outbox.hold_back("a")
        return True

    monkeypatch.setattr(outbox, "send", send)
    assert send_waiting(world.gent, MORNING) == 1
    assert _state(letter) is LetterState.SENT


def test_a_text_that_is_taken_back_in_the_postmans_hands_is_not_tried_again(world, gateway, monkeypatch):
    letter = _write(medium=Medium.SMS, to_phone=PHONE, about="a")

    class Busy:
        def send(self, **_told):
            with upkeep():
                outbox.hold_back("a")
            raise outbox.sms.NotTaken("busy")

    with monkeypatch.context() as busy:
        busy.setattr(outbox.sms, "gateway", Busy)
        assert send_waiting(world.gent, MORNING) == 0
    assert send_waiting(world.gent, MORNING + timedelta(days=1)) == 0
    assert _state(letter) is LetterState.FAILED


def test_a_letter_on_paper_waits_for_a_person(world, mail, gateway):
    letter = _write(medium=Medium.PAPER, to_address="Noor T.\nVoorbeeldplein 1\n9000 Gent")
    assert send_waiting(world.gent, MORNING) == 0
    assert _state(letter) is LetterState.WAITS
    assert NOW > MORNING


def test_a_long_round_looks_at_the_clock_so_that_no_letter_leaves_twice_or_at_night(app, world, monkeypatch):
    """At each letter the mail server takes three minutes; at the second one another worker has its round, too."""
    _mail_server(app, monkeypatch, 1)
    evening = datetime(2026, 11, 23, 17, 53, tzinfo=UTC)
    here = {"moment": evening}
    monkeypatch.setattr(clock, "_ask", lambda: here["moment"])
    went = []

    def slowly(message):
        here["moment"] += timedelta(minutes=3)
        went.append(message["To"])
        if len(went) == 2:
            send_waiting(world.gent, here["moment"])
        return True

    monkeypatch.setattr(outbox, "send", slowly)
    for number in range(6):
        _write(to_email=f"lener{number}@example.org", by_day=True)
    send_waiting(world.gent, evening)
    assert went == ["lener0@example.org", "lener1@example.org", "lener2@example.org"]


def test_trouble_in_one_digibank_keeps_no_letter_of_another(world, mail, monkeypatch):
    stuck = _write(to_email="noor@example.org")
    _write(to_email="bo@example.org")
    with inside(world.luik):
        _write(to_email="luc@example.org")

    def holds(_point, letter):
        if letter.id == stuck:
            raise LookupError
        return []

    monkeypatch.setattr(outbox, "offered", holds)
    nightly.post_letters()
    assert [got["To"] for got in mail.mails] == ["bo@example.org", "luc@example.org"]
