"""A pick-up moment on one screen: twelve laptops to twelve people, one after the other."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from inventory.applications.queries import approved_application_of
from inventory.foundation import clock
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.lending import moments
from inventory.lending.models import HandOver, Loan
from inventory.lending.rules import NotYet
from inventory.outings.models import Outing
from tests.counting import counted
from tests.make import anyone, make_approved_borrower, make_loan, make_policy, make_ready_device
from tests.make_outings import make_outing_on_the_road

DESK = "/gent/loans/hand-over/moments/desk"


@pytest.fixture
def today(monkeypatch, now):
    """Pages ask the clock; it stands where the scene was set."""
    monkeypatch.setattr(clock, "_ask", lambda: now)
    return now


def _scene(app, world, count):
    """People who may come, and as many laptops that may go; their codes."""
    with app.test_request_context(), inside(world.gent):
        make_policy(world)
        people = [str(make_approved_borrower(world, first_name=f"Gast{at}").code) for at in range(count)]
        laptops = [str(make_ready_device(world).code) for _one in range(count)]
    db.session.remove()
    return people, laptops


def _hand_over(client, moment, person, laptop):
    """One person, from the scan of the pass to the moment's own page again; that page."""
    begun = client.post(moment, data={"text": person})
    assert begun.status_code == 303, begun.text
    base = urlsplit(begun.location).path
    asked = client.get(base).location
    if asked.endswith("/what"):
        assert client.post(f"{base}/what", data={"text": laptop, "accessories": "charger", "has_no_end": "y"})
        asked = client.get(base).location
    if asked.endswith("/deposit"):
        client.post(f"{base}/deposit", data={"tariff": "normal", "way": "cash", "amount": "30"})
    assert client.get(base).location.endswith("/sign")
    client.post(f"{base}/sign", data={"signing": "paper"})
    if client.get(base).location.endswith("/workshop"):
        client.post(f"{base}/workshop", data={"answer": "followed"})
    done = client.post(f"{base}/ready", data={})
    assert urlsplit(done.location).path == moment, done.text
    return client.get(moment).text


def _to_come(text):
    part = text[text.index('id="to-come"') : text.index('id="helped"')]
    return re.findall(r'<b dir="auto">(Gast\d+) V\.</b>', part)


def test_one_session_hands_over_twelve_laptops_to_twelve_people(app, world, client, today):
    people, laptops = _scene(app, world, 12)
    client.sign_in(world.nele)
    assert len(_to_come(client.get(DESK).text)) == 12
    for at, (person, laptop) in enumerate(zip(people, laptops, strict=True)):
        text = _hand_over(client, DESK, person, laptop)
        assert _to_come(text) == [f"Gast{number}" for number in range(at + 1, 12)], "who is left stays on top"
        assert f"{at + 1} of 12 helped" in text
    with inside(world.gent):
        loans = db.session.scalars(db.select(Loan).order_by(Loan.id)).all()
        assert [(str(one.borrower.code), str(one.device.code)) for one in loans] == list(
            zip(people, laptops, strict=True)
        )
        assert len(db.session.scalars(db.select(HandOver)).all()) == 12


def test_a_moment_asks_as_often_for_twelve_as_for_two(app, world, client, today):
    def asked():
        client.get(DESK)
        with counted() as statements:
            client.get(DESK)
        return len(statements)

    _scene(app, world, 2)
    client.sign_in(world.nele)
    few = asked()
    _scene(app, world, 10)
    assert asked() == few


def test_a_second_scan_of_the_same_pass_goes_on_with_what_was_begun(app, world, client, today):
    (person, *_rest), _laptops = _scene(app, world, 2)
    client.sign_in(world.nele)
    first = client.post(DESK, data={"text": person}).location
    assert client.post(DESK, data={"text": person}).location == first


@pytest.mark.parametrize("text", ["", "hello", "T999999", "<script>", "9" * 150])
def test_what_is_no_code_of_ours_begins_nothing(app, world, client, today, text):
    _scene(app, world, 1)
    client.sign_in(world.nele)
    answer = client.post(DESK, data={"text": text})
    assert answer.status_code in (400, 404, 409, 422)
    assert 'role="alert"' in answer.text
    with inside(world.gent):
        assert db.session.scalars(db.select(HandOver)).all() == []


def test_who_misses_something_says_what(app, world, in_gent, now):
    make_policy(world)
    fine, has_one, broken = (make_approved_borrower(world, first_name=name) for name in ("A", "B", "C"))
    loan = make_loan(world, borrower=has_one)
    from inventory.applications import actions
    from inventory.contacts.rules import Purpose

    again = actions.apply(anyone(world.gent), loan.borrower, purpose=Purpose.TRAINING, now=now)
    actions.approve(anyone(world.gent), again, now=now, reason="Again.")
    device = make_ready_device(world)
    application = approved_application_of(broken)
    actions.reserve(anyone(world.gent), application, device, now=now)
    device.defect = "Screen"
    people = moments.people_of(moments.moment_of(world.nele.actor, "desk", clock.day(now)))
    told = {one.borrower.id: one.reasons for one in people if one.comes}
    assert told[fine.id] == ()
    assert told[has_one.id] == (NotYet.STILL_HAS_ONE,)
    assert told[broken.id] == (NotYet.DEVICE_BROKEN,)


def test_a_mobile_day_is_a_moment_with_its_times_and_its_laptops(app, world, client, monkeypatch, now):
    monkeypatch.setattr(clock, "_ask", lambda: now + timedelta(days=1))
    with app.test_request_context(), inside(world.gent):
        make_policy(world)
        key = f"outing-{make_outing_on_the_road(world, lent=3).id}"
    db.session.remove()
    client.sign_in(world.nele)
    assert "Leenhove" in client.get("/gent/loans/hand-over/moments").text
    moment = f"/gent/loans/hand-over/moments/{key}"
    assert _to_come(client.get(moment).text) == ["Gast0", "Gast1", "Gast2"]
    with inside(world.gent):
        outing = db.session.scalars(db.select(Outing)).one()
        expected = moments.moment_of(world.nele.actor, key, clock.today())
        codes = [str(laptop.code) for laptop in expected.laptops.values()]
        assert outing.municipality == expected.place
    # Only the laptop is scanned: it travels for one person.
    begun = client.post(moment, data={"text": codes[1]})
    assert begun.status_code == 303
    with inside(world.gent):
        draft = db.session.scalars(db.select(HandOver)).one()
        assert (draft.borrower.first_name, str(draft.device.code)) == ("Gast1", codes[1])


def test_another_digibanks_moment_is_not_here(app, world, client, today):
    with app.test_request_context(), inside(world.luik):
        key = f"outing-{make_outing_on_the_road(world, lent=1).id}"
    db.session.remove()
    client.sign_in(world.nele)
    assert client.get(f"/gent/loans/hand-over/moments/{key}").status_code == 404
    assert client.get("/gent/loans/hand-over/moments/nothing").status_code == 404
    client.sign_in(world.tom)
    assert client.get(DESK).status_code in (403, 404)
