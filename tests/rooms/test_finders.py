"""Who finds a laptop writes to its owner, once and in few words; the desk answers, and then forgets whom."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from inventory.codes import Code, Kind
from inventory.foundation.audit import verify
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter, correspondence_of
from inventory.foundation.refusal import MayNot, NotHere
from inventory.foundation.tenancy import inside
from inventory.portal import finders
from inventory.portal.finder_rules import MOST_A_DAY, TooManyToday
from inventory.portal.models import FinderMessage
from inventory.retention import actions as retention
from inventory.retention.models import RetentionNotice
from inventory.retention.rules import HoldReason
from tests.cast import NOW
from tests.make import anyone, make_device

TOLD = {"message": "On bus 3, near the station", "reply_to": "0470 11 22 33", "website": ""}


@pytest.fixture
def address(app, world):
    """Where a finder writes about a laptop of Gent."""
    with app.test_request_context(), inside(world.gent):
        return f"/i/{make_device(world).code}/message"


def messages(world):
    with inside(world.gent):
        return list(db.session.execute(select(FinderMessage).order_by(FinderMessage.id)).scalars())


def test_a_finder_writes_and_the_desk_reads_and_answers(client, app, world, address):
    assert address in client.get(address.removesuffix("/message")).text
    sent = client.post(f"{address}?lang=en", data=TOLD, follow_redirects=True).text
    assert "Thank you! We read it as soon as we can." in sent
    with app.test_request_context():
        [message] = messages(world)
        assert (message.words, message.reply_to) == (TOLD["message"], TOLD["reply_to"])
        with inside(world.gent):
            [letter] = db.session.execute(select(Letter)).scalars()
            assert (letter.to_email, letter.locale) == ("gent@digibank.example", "nl")
            assert TOLD["message"] in letter.body
        message_id = message.id
    client.sign_in(world.nele)
    today = client.get("/gent/today/").text
    assert TOLD["message"] in today
    assert TOLD["reply_to"] in today
    for _twice in range(2):
        assert client.post(f"/gent/found/{message_id}/answered").status_code == 303
    assert TOLD["message"] not in client.get("/gent/today/").text
    with app.test_request_context():
        [message] = messages(world)
        assert (message.reply_to, message.answered_by_id) == ("", world.nele.user_id)
        with inside(world.gent):
            assert TOLD["reply_to"] not in "".join(one.body for one in correspondence_of(message))
        with inside(world.gent):
            assert list(verify()) == []


def test_an_answer_leaves_how_to_reach_the_finder_to_the_colleague_who_keeps_it(app, world):
    with app.test_request_context(), inside(world.gent):
        messages = [
            finders.leave(
                anyone(world.gent), make_device(world).code, words="Found", reply_to="a@b.example", now=NOW
            )
            for _each in range(2)
        ]
        later = NOW + timedelta(days=finders.USUAL_DAYS - 5)
        retention.plan(world.fatima.actor, day(later), now=later)
        until = day(later) + timedelta(days=30)
        for message, last in zip(messages, (until, day(later)), strict=True):
            query = select(RetentionNotice.id).where(RetentionNotice.thing_id == message.id)
            notice_id = db.session.scalars(query).one()
            retention.keep_here(world.fatima.actor, notice_id, HoldReason.PROCEEDINGS, until=last, now=later)
        for message in messages:
            finders.answer(world.nele.actor, message.id, now=later + timedelta(days=1))
        assert [one.reply_to for one in messages] == ["a@b.example", ""], "the other one is kept no more"
        assert "a@b.example" in correspondence_of(messages[0])[0].body
        assert finders.open_messages() == []
        retention.run(world.fatima.actor, until, now=later)
        assert messages[0].reply_to
        retention.run(world.fatima.actor, until + timedelta(days=1), now=later)
        assert not messages[0].reply_to


def test_bad_words_come_back_with_everything_typed(client, world, address, app):
    for told, said in (
        ({"message": ""}, "Say where you found it"),
        ({"message": "x" * 601}, "at most 600"),
        ({"message": "Cheap at https://x.example"}, "Leave links out"),
        ({"message": "Of 85.07.30-033.28"}, "national register number"),
    ):
        answer = client.post(f"{address}?lang=en", data=TOLD | told)
        assert answer.status_code == 422, told
        assert said in answer.text
        assert TOLD["reply_to"] in answer.text
    with app.test_request_context():
        assert messages(world) == []


def test_what_fills_in_every_field_is_thanked_and_not_kept(client, world, address, app):
    answer = client.post(address, data=TOLD | {"website": "https://spam.example"}, follow_redirects=True)
    assert answer.status_code == 200
    with app.test_request_context():
        assert messages(world) == []


def test_an_unknown_number_takes_no_message(client, address):
    unknown = f"/i/{Code(Kind.DEVICE, 77_777)}/message"
    assert client.get(unknown).status_code == client.post(unknown, data=TOLD).status_code == 404


def test_a_flood_is_asked_to_call(world, in_gent):
    finder = anyone(world.gent)
    code = make_device(world).code
    for number in range(MOST_A_DAY):
        finders.leave(finder, code, words=f"Found {number}", reply_to="", now=NOW)
    with pytest.raises(TooManyToday):
        finders.leave(finder, code, words="One more", reply_to="", now=NOW)
    assert finders.leave(finder, code, words="Tomorrow", reply_to="", now=NOW + timedelta(days=1, hours=1))


def test_another_digibank_and_a_teacher_answer_nothing(world, app):
    with app.test_request_context(), inside(world.gent):
        message = finders.leave(
            anyone(world.gent), make_device(world).code, words="Found", reply_to="a@b.example", now=NOW
        )
        message_id = message.id
        with pytest.raises(MayNot):
            finders.answer(world.lotte.actor, message_id, now=NOW)
    with app.test_request_context(), inside(world.luik), pytest.raises(NotHere):
        finders.answer(world.bram.actor, message_id, now=NOW)


def test_what_a_finder_wrote_goes_also_from_what_the_desk_was_told(world, in_gent):
    code = make_device(world).code
    old = finders.leave(anyone(world.gent), code, words="Found", reply_to="a@b.example", now=NOW)
    fresh = finders.leave(anyone(world.gent), code, words="Found too", reply_to="c@d.example", now=NOW)
    finders.forget(world.fatima.actor, old.id, NOW + timedelta(days=61))
    assert (old.words, old.reply_to) == ("", "")
    assert [one.body for one in correspondence_of(old)] == [""]
    assert (fresh.words, fresh.reply_to) == ("Found too", "c@d.example")
    assert "Found too" in correspondence_of(fresh)[0].body
    assert finders.open_messages() == [fresh]
    assert list(verify()) == []
