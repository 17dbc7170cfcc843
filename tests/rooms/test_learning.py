"""Who learns works with a buddy: the house asks for the code, whichever way the work is reached."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from inventory.devices.models import Grade
from inventory.digibank import actions as digibank
from inventory.digibank.models import Membership
from inventory.foundation import clock
from inventory.foundation.audit import AuditEvent, record
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, NotHere
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import transaction
from inventory.learning import actions, guiding, queries, rules
from inventory.learning.models import BuddyPin, BuddyWord, Learner, LearnerSkill, Practice
from inventory.learning.rules import Level, Trade
from inventory.refurbishing import actions as bench
from inventory.refurbishing.checklist import Answer, rows_for
from inventory.refurbishing.rules import second_look_at
from inventory.repairing import actions as repairs
from inventory.repairing.rules import LineKind, Result
from inventory.wiping import actions as wiping
from inventory.wiping.evidence.facts import Technique
from tests.cast import NOW
from tests.learners import PIN, begins, buddy, clean_device, may
from tests.make import make_device
from tests.make_repairs import make_ticket


@pytest.fixture
def tom_learns(world, in_gent) -> Any:
    return begins(world.sofie, world.tom)


def looked_at(world: Any, device: Any, *, now: Any = NOW) -> Any:
    bench.start(world.tom.actor, device, now=now)
    for row in rows_for(device.kind):
        bench.answer(world.tom.actor, device, row.point, Answer.FINE, now=now)
    return device


def finish(world: Any, device: Any, who: str = "tom", *, now: Any = NOW) -> Any:
    return bench.finish(getattr(world, who).actor, device, grade=Grade.B, now=now)


def word(world: Any, code: str, pin: str = PIN, *, now: Any = NOW, trade: Trade = Trade.CHECKLIST) -> Any:
    return guiding.give_word(world.tom.actor, trade, badge=code, pin=pin, now=now)


def test_where_nobody_learns_nobody_notices(world, in_gent):
    finish(world, looked_at(world, clean_device(world)))
    assert not db.session.scalars(select(Practice)).all()


def test_who_learns_is_refused_until_a_buddy_gives_a_code_and_then_once(world, tom_learns):
    code = buddy(world.sofie)
    device = looked_at(world, clean_device(world))
    with pytest.raises(rules.NeedsBuddy):
        finish(world, device)
    word(world, code)
    checkup = finish(world, device)
    done = db.session.scalars(select(Practice)).one()
    assert (done.buddy_id, done.device_id, done.thing_id) == (world.sofie.user_id, device.id, checkup.id)
    events = {
        event.deed: event
        for event in db.session.scalars(select(AuditEvent).where(AuditEvent.device_id == device.id))
    }
    assert events["refurbishing.finished"].particulars["buddy_id"] == world.sofie.user_id
    assert events["refurbishing.finished"].actor_id == world.tom.user_id
    assert events["learning.stood_beside"].actor_id == world.sofie.user_id
    with pytest.raises(rules.NeedsBuddy):
        finish(world, looked_at(world, clean_device(world)))


def test_a_word_is_for_its_own_skill_and_for_ten_minutes(world, tom_learns):
    code = buddy(world.sofie)
    device = looked_at(world, clean_device(world))
    word(world, code, trade=Trade.WIPING)
    with pytest.raises(rules.NeedsBuddy):
        finish(world, device)
    word(world, code)
    with pytest.raises(rules.NeedsBuddy):
        finish(world, device, now=NOW + rules.WORD_HOLDS)
    finish(world, device, now=NOW + rules.WORD_HOLDS - timedelta(seconds=1))


def test_a_word_lost_its_worth_when_the_buddy_may_not_do_it_alone_any_more(world, tom_learns):
    word(world, buddy(world.sofie))
    begins(world.fatima, world.sofie)
    with pytest.raises(rules.NeedsBuddy):
        finish(world, looked_at(world, clean_device(world)))


def test_a_deed_that_fails_leaves_the_word_for_the_next_try(world, tom_learns):
    word(world, buddy(world.sofie))
    device = clean_device(world)
    bench.start(world.tom.actor, device, now=NOW)
    with pytest.raises(bench.rules.NotAllAnswered):
        finish(world, device)
    finish(world, looked_at(world, device))


def test_alone_needs_nobody_and_later_is_refused_with_a_buddy_too(world, tom_learns):
    code, device = buddy(world.sofie), looked_at(world, clean_device(world))
    may(world.sofie, tom_learns, Trade.CHECKLIST, Level.NOT_YET)
    word(world, code)
    with pytest.raises(rules.NotLearntYet):
        finish(world, device)
    may(world.sofie, tom_learns, Trade.CHECKLIST, Level.ALONE)
    finish(world, device)
    assert db.session.scalars(select(Practice)).one().buddy_id is None


def test_a_skill_that_is_not_learnt_here_asks_for_nobody(world, tom_learns):
    skill = next(one for one in queries.skills() if one.trade is Trade.CHECKLIST)
    actions.close_skill(world.sofie.actor, skill, now=NOW)
    finish(world, looked_at(world, clean_device(world)))


def test_wiping_asks_too_once_for_all_of_a_drop(world, tom_learns):
    device = make_device(world, media=2)
    with pytest.raises(rules.NeedsBuddy):
        wiping.record_by_hand(
            world.tom.actor, device.media[0], technique=Technique.OVERWRITE, statement="Seen.", now=NOW
        )
    for deed in (wiping.record_destruction, wiping.record_removal):
        with pytest.raises(rules.NeedsBuddy):
            deed(world.tom.actor, device.media[0], statement="Seen.", now=NOW)
    word(world, buddy(world.sofie), trade=Trade.WIPING)
    run = wiping.record_by_hand(
        world.tom.actor, device.media[0], technique=Technique.OVERWRITE, statement="Seen.", now=NOW
    )
    with pytest.raises(rules.WasTheBuddy):
        wiping.verify(world.sofie.actor, run, now=NOW)
    wiping.verify(world.fatima.actor, run, now=NOW)


def test_who_stood_beside_does_not_look_second(world, tom_learns):
    word(world, buddy(world.sofie))
    device = looked_at(world, clean_device(world))
    finish(world, device)
    points = set(second_look_at(device.kind))
    with pytest.raises(rules.WasTheBuddy):
        bench.sign_off(world.sofie.actor, device, looked_at=points, now=NOW)
    bench.sign_off(world.fatima.actor, device, looked_at=points, now=NOW)


def test_closing_a_repair_asks_too_by_what_is_repaired(world, tom_learns):
    ticket = make_ticket(world, clean_device(world), point="screen")
    repairs.write(world.tom.actor, ticket, LineKind.WORK, "New screen", now=NOW)
    may(world.sofie, tom_learns, Trade.REPAIR_OTHER, Level.ALONE)
    with pytest.raises(rules.NeedsBuddy):
        repairs.close(world.tom.actor, ticket, Result.REPAIRED, words="New screen", now=NOW)
    word(world, buddy(world.sofie), trade=Trade.REPAIR_SCREEN)
    repairs.close(world.tom.actor, ticket, Result.REPAIRED, words="New screen", now=NOW)
    assert db.session.scalars(select(Practice)).one().trade is Trade.REPAIR_SCREEN


# --- the code ---


def test_ones_own_code_is_refused_right_or_wrong(world, tom_learns):
    code = buddy(world.tom)
    for pin in (PIN, "9999"):
        with pytest.raises(rules.OwnCode):
            word(world, code, pin)
    assert db.session.scalars(select(BuddyPin)).one().wrong == 0


def test_a_buddy_who_learns_it_too_is_refused(world, tom_learns):
    code = buddy(world.sofie)
    sofie = begins(world.fatima, world.sofie)
    with pytest.raises(rules.BuddyLearnsToo):
        word(world, code)
    may(world.fatima, sofie, Trade.CHECKLIST, Level.ALONE)
    word(world, code)


def test_a_wrong_pin_ten_times_ends_it_and_another_begins_anew(world, tom_learns):
    code, moment = buddy(world.sofie), NOW
    for at in range(10):
        moment += timedelta(minutes=11)
        with pytest.raises(rules.WrongCode):
            word(world, code, f"00{at}1", now=moment)
    with pytest.raises(rules.CodeIsVoid):
        word(world, code, now=moment + timedelta(days=1))
    tries = db.session.scalars(select(AuditEvent).where(AuditEvent.deed == "learning.pin_wrong")).all()
    assert len(tries) == 10, "each try is in the journal, with who tried"
    assert {one.actor_id for one in tries} == {world.tom.user_id}
    actions.set_pin(world.sofie.actor, "8642", now=moment)
    word(world, code, "8642", now=moment)


def test_after_five_wrong_ones_even_the_right_one_waits(world, tom_learns):
    code = buddy(world.sofie)
    for _at in range(5):
        with pytest.raises(rules.WrongCode):
            word(world, code, "0001")
    with pytest.raises(rules.CodeRests):
        word(world, code)
    word(world, code, now=NOW + timedelta(minutes=10))
    assert db.session.scalars(select(BuddyPin)).one().wrong == 0


def test_a_colleague_without_a_pin_a_replaced_badge_and_another_house_are_no_buddy(world, tom_learns, app):
    from inventory.digibank import badges

    bare = badges.make_badge(world.fatima.actor, world.fatima.user_id, now=NOW)
    with pytest.raises(rules.NoPinYet):
        word(world, str(bare.code))
    code = buddy(world.sofie)
    badges.replace_badge(world.sofie.actor, badges.badge_of(world.sofie.user_id), now=NOW)
    for text in (code, "K999999", "no badge", "", f"{PIN}"):
        with pytest.raises(rules.WrongCode):
            word(world, text)
    with inside(world.luik):
        stranger = buddy(world.suzy)
    with inside(world.gent), pytest.raises(rules.WrongCode):
        word(world, stranger)


def test_a_pin_is_kept_as_a_hash_and_is_ones_own(world, in_gent):
    buddy(world.sofie)
    kept = db.session.scalars(select(BuddyPin)).one()
    assert PIN not in kept.pin_hash
    with pytest.raises(rules.TooEasy):
        actions.set_pin(world.sofie.actor, "1234", now=NOW)
    with pytest.raises(MayNot):
        actions.set_pin(world.nele.actor, "2580", now=NOW)


def test_two_deeds_at_once_do_not_share_one_word(world, tom_learns):
    word(world, buddy(world.sofie))
    found = db.session.scalars(select(BuddyWord)).one()
    assert found.used_at is None
    finish(world, looked_at(world, clean_device(world)))
    db.session.refresh(found)
    assert found.used_at == NOW


# --- what was learnt ---


def test_nobody_says_it_of_themselves_and_only_who_leads_says_it(world, in_gent):
    with pytest.raises(rules.OwnLevel):
        begins(world.sofie, world.sofie)
    sofie = begins(world.fatima, world.sofie)
    with pytest.raises(rules.OwnLevel):
        may(world.sofie, sofie, Trade.WIPING, Level.ALONE)
    with pytest.raises(rules.OwnLevel):
        actions.end(world.sofie.actor, sofie, now=NOW)
    with pytest.raises(MayNot):
        may(world.tom, sofie, Trade.WIPING, Level.ALONE)
    skill = next(one for one in queries.skills() if one.trade is Trade.WIPING)
    with pytest.raises(rules.OwnLevel):
        actions.close_skill(world.sofie.actor, skill, now=NOW)
    may(world.fatima, sofie, Trade.WIPING, Level.ALONE)
    actions.close_skill(world.sofie.actor, skill, now=NOW)
    assert skill.closed


def test_the_history_says_who_said_what_and_when(world, tom_learns):
    may(world.sofie, tom_learns, Trade.WIPING, Level.NOT_YET)
    may(world.fatima, tom_learns, Trade.WIPING, Level.ALONE, now=NOW + timedelta(days=3))
    told = [(one.by, one.level, one.at) for one in queries.history_of(tom_learns)]
    assert told == [
        ("Fatima", Level.ALONE, NOW + timedelta(days=3)),
        ("Sofie", Level.NOT_YET, NOW),
    ]


def test_who_asks_to_be_seen_waits_until_it_is_said(world, tom_learns):
    skill = next(one for one in queries.skills() if one.trade is Trade.WIPING)
    actions.ask(world.tom.actor, skill, now=NOW)
    assert [one.skill_id for one in queries.asking()] == [skill.id]
    actions.ask(world.tom.actor, skill, now=NOW, asks=False)
    assert not queries.asking()
    actions.ask(world.tom.actor, skill, now=NOW)
    may(world.sofie, tom_learns, Trade.WIPING, Level.ALONE)
    assert not queries.asking()
    with pytest.raises(NotHere):
        actions.ask(world.sofie.actor, skill, now=NOW)


def test_who_leaves_learns_no_more_and_after_three_years_is_forgotten(world, tom_learns):
    may(world.sofie, tom_learns, Trade.CHECKLIST, Level.ALONE)
    finish(world, looked_at(world, clean_device(world)))
    code = buddy(world.tom)
    membership = db.session.scalars(select(Membership).where(Membership.user_id == world.tom.user_id)).one()
    digibank.take_role(world.fatima.actor, membership, now=NOW)
    learner = queries.get_learner(tom_learns.id)
    assert learner.ended_at == NOW
    assert queries.devices_helped(learner) == 1, "the paper can still be printed"
    assert not db.session.scalars(select(BuddyPin)).all()
    assert code
    house = world.fatima.actor
    assert actions.forget(house, now=NOW + actions.KEPT) == 0
    assert actions.forget(house, now=NOW + actions.KEPT + timedelta(days=1)) == 1
    assert db.session.scalars(select(Learner)).one().user_id is None
    assert db.session.scalars(select(Practice)).one().learner_id == learner.id, "the numbers stay"
    with pytest.raises(NotHere):
        queries.get_learner(learner.id)


def test_one_of_two_roles_taken_away_ends_nothing(world, tom_learns):
    from inventory.digibank.models import User
    from inventory.permissions import Role

    user = db.session.get_one(User, world.tom.user_id)
    extra = digibank.give_role(world.fatima.actor, user, Role.DESK, now=NOW)
    digibank.take_role(world.fatima.actor, extra, now=NOW)
    assert queries.find_learner(world.tom.user_id) is not None


# --- pages ---


@pytest.fixture
def learning(app, world) -> str:
    """Tom learns and stands before a checklist that is looked at; Sofie's badge, as on her card."""
    with app.test_request_context(), inside(world.gent):
        begins(world.sofie, world.tom, now=clock.now())
        return buddy(world.sofie, now=clock.now())


def waiting_fields(text: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text))


def test_the_page_asks_the_buddy_and_the_work_goes_on_by_itself(client, app, world, learning):
    with app.test_request_context(), inside(world.gent):
        device = str(looked_at(world, clean_device(world)).code)
    client.sign_in(world.tom)
    asked = client.post(f"/gent/bench/{device}", data={"grade": "B", "battery_percent": "81", "once": "a"})
    assert asked.status_code == 422
    assert "Ask your buddy" in asked.text
    fields = waiting_fields(asked.text)
    assert (fields["grade"], fields["battery_percent"]) == ("B", "81")
    sent = {**fields, "buddy_code": learning, "buddy_pin": "4711", "once": "b"}
    wrong = client.post("/gent/learning/buddy", data=sent)
    assert wrong.status_code == 422
    assert "The badge or the PIN is not right" in wrong.text
    assert waiting_fields(wrong.text)["battery_percent"] == "81", "what was typed is still there"
    assert learning in wrong.text
    assert "4711" not in wrong.text
    right = {**sent, "buddy_pin": PIN, "once": "c"}
    answer = client.post("/gent/learning/buddy", data=right)
    assert (answer.status_code, answer.location) == (307, f"/gent/bench/{device}")
    # A browser sends the same form again to where it is led.
    assert client.post(answer.location, data=right).status_code == 303
    assert client.post(answer.location, data=right).status_code == 303, "twice is once"
    with app.test_request_context(), inside(world.gent):
        done = db.session.scalars(select(Practice)).one()
        assert done.buddy_id == world.sofie.user_id
        kept = db.session.scalars(select(BuddyPin)).one()
        assert kept.wrong == 0


@pytest.mark.parametrize(
    "path",
    ["https://evil.example/", "//evil.example/gent/", "/luik/bench", "/gent\\bench", "", "/gent/\r\nX: y"],
)
def test_the_code_goes_to_no_other_house(client, world, learning, path):
    client.sign_in(world.tom)
    sent = {
        "buddy_code": learning, "buddy_pin": PIN, "buddy_trade": "wiping", "buddy_path": path,
        "buddy_back": "/gent/bench",
    }  # fmt: skip
    assert client.post("/gent/learning/buddy", data=sent).status_code == 404


def test_a_machine_is_told_in_its_own_words(client, app, world, learning):
    with app.test_request_context(), inside(world.gent):
        device = str(looked_at(world, clean_device(world)).code)
    client.sign_in(world.tom)
    answer = client.post(f"/gent/bench/{device}", data={"grade": "B"}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["refused"]) == (409, "needs_buddy")


def test_who_leads_begins_says_and_ends_and_others_see_none_of_it(client, app, world):
    with app.test_request_context(), inside(world.gent):
        query = select(Membership.id).where(Membership.user_id == world.tom.user_id)
        membership = db.session.execute(query).scalar_one()
    client.sign_in(world.sofie)
    shown = client.post(f"/gent/learning/begin/{membership}").location
    page = client.get(shown).text
    assert "Wiping disks" in page
    skill = re.search(r'action="(/gent/learning/\d+/\d+)"', page).group(1)
    assert client.post(skill, data={"level": "alone"}).status_code == 303
    assert client.post(skill, data={"level": "best of all"}).status_code == 404
    assert "Sofie said so" in client.get(shown).text
    assert "1 of 12 skills alone" in client.get("/gent/learning/").text
    for name in ("tom", "nele", "karim", "lotte"):
        client.sign_in(getattr(world, name))
        assert client.get(shown).status_code == 403
        assert client.get(f"{shown}.pdf").status_code == 403
    client.sign_in(world.bram)
    assert client.get(shown.replace("gent", "luik")).status_code == 404
    client.sign_in(world.tom)
    assert "Taking in laptops" in client.get("/gent/learning/mine").text
    client.sign_in(world.sofie)
    assert client.post(f"{shown}/end").status_code == 303
    assert "until" in client.get("/gent/learning/").text


def test_the_attestation_says_what_was_learnt(client, app, world, learning):
    with app.test_request_context(), inside(world.gent):
        tom = queries.find_learner(world.tom.user_id)
        may(world.sofie, tom, Trade.CHECKLIST, Level.ALONE, now=clock.now())
        finish(world, looked_at(world, clean_device(world)), now=clock.now())
    client.sign_in(world.tom)
    answer = client.get("/gent/learning/mine.pdf")
    text = " ".join("".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.data)).pages).split())
    for words in ("Tom", "Checklist", "Sofie", "1 laptop", "Digibank Gent"):
        assert words in text
    assert client.get("/gent/learning/mine.pdf").data == answer.data, "the same facts, the same bytes"
    client.sign_in(world.sofie)
    assert client.get("/gent/learning/mine.pdf").status_code == 404
    assert "You do everything alone here" in client.get("/gent/learning/mine").text


def test_a_pin_is_chosen_on_ones_own_page(client, world):
    client.sign_in(world.sofie)
    assert "Type four digits" in client.post("/gent/learning/pin", data={"pin": "12", "again": "12"}).text
    assert (
        "not the same digits" in client.post("/gent/learning/pin", data={"pin": "2580", "again": "2581"}).text
    )
    assert client.post("/gent/learning/pin", data={"pin": "2580", "again": "2580"}).status_code == 303
    assert "You have no PIN yet" not in client.get("/gent/learning/mine").text


def test_a_skill_of_ones_own_stands_on_the_list_once(client, app, world, learning):
    client.sign_in(world.sofie)
    assert client.post("/gent/learning/skills", data={"name": "Packing"}).status_code == 303
    assert "already" in client.post("/gent/learning/skills", data={"name": "packing"}).text
    client.sign_in(world.tom)
    assert "Packing" in client.get("/gent/learning/mine").text


def test_the_sheet_of_the_device_names_the_buddy(world, tom_learns):
    from inventory.learning.views import lines

    word(world, buddy(world.sofie))
    device = looked_at(world, clean_device(world))
    finish(world, device)
    assert [(line.who, line.step) for line in lines(device)] == [("Sofie", "Buddy: Checklijst")]


def test_who_did_the_work_or_stood_beside_it_is_no_buddy_of_the_second_look(world, in_gent):
    learner = begins(world.fatima, world.sofie)
    may(world.fatima, learner, Trade.CHECKLIST, Level.ALONE)
    code = buddy(world.tom)
    device = looked_at(world, clean_device(world))
    finish(world, device)
    points = set(second_look_at(device.kind))
    guiding.give_word(world.sofie.actor, Trade.SECOND_LOOK, badge=code, pin=PIN, now=NOW)
    with pytest.raises(rules.BuddyIsNotFresh):
        bench.sign_off(world.sofie.actor, device, looked_at=points, now=NOW)
    other = buddy(world.fatima)
    guiding.give_word(world.sofie.actor, Trade.SECOND_LOOK, badge=other, pin=PIN, now=NOW)
    bench.sign_off(world.sofie.actor, device, looked_at=points, now=NOW)
    run = wiping.record_by_hand(
        world.tom.actor,
        make_device(world).media[0],
        technique=Technique.OVERWRITE,
        statement="Seen.",
        now=NOW,
    )
    guiding.give_word(world.sofie.actor, Trade.SECOND_LOOK, badge=code, pin=PIN, now=NOW)
    with pytest.raises(rules.BuddyIsNotFresh):
        wiping.verify(world.sofie.actor, run, now=NOW)


def test_nobody_waits_to_be_seen_at_what_is_learnt_no_more(world, tom_learns):
    asked = select(LearnerSkill.id).where(LearnerSkill.asked_at.is_not(None))
    wiping_skill, labels = (
        next(one for one in queries.skills() if one.trade is trade) for trade in (Trade.WIPING, Trade.LABELS)
    )
    actions.ask(world.tom.actor, wiping_skill, now=NOW)
    actions.ask(world.tom.actor, labels, now=NOW)
    actions.close_skill(world.sofie.actor, labels, now=NOW)
    assert [one.skill_id for one in queries.asking()] == [wiping_skill.id]
    with pytest.raises(NotHere):
        actions.ask(world.tom.actor, labels, now=NOW)
    actions.end(world.sofie.actor, tom_learns, now=NOW)
    assert not db.session.scalars(asked).all(), "what the menu counts"


def test_who_moved_to_the_desk_is_nobodys_buddy_any_more(world, tom_learns):
    from inventory.permissions import Role

    code = buddy(world.sofie)
    with transaction():
        own = db.session.scalars(select(Membership).where(Membership.user_id == world.sofie.user_id)).one()
        own.role = Role.DESK
        record(world.fatima.actor, "digibank.role_given", own, now=NOW)
    with pytest.raises(rules.WrongCode):
        guiding.give_word(world.tom.actor, Trade.CHECKLIST, badge=code, pin=PIN, now=NOW)
