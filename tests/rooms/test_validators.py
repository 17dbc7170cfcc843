"""The door of a donor's validator: the code from the phone first, then yes or no, once."""

from datetime import timedelta

import pytest

from inventory.digibank import second_factor
from inventory.digibank.models import User
from inventory.foundation import clock
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.intake.models import Lot
from inventory.partners import actions as partners
from inventory.validating import actions, queries
from inventory.wiping import queries as wipes
from tests.cast import NOW
from tests.counting import counted
from tests.make import make_lot, make_partner, make_wiped_device

DOOR = "/gent/donor/check"


@pytest.fixture
def gift(world, app):
    """Dirk validates for the bakery: three devices wait. As (code of the lot, codes of the attests)."""
    with app.test_request_context(), inside(world.gent):
        partner = make_partner(world, name="Bakkerij Voorbeeld", email="it@bakkerij.example")
        user = db.session.get_one(User, world.dirk.user_id)
        contact = partners.link_account(world.fatima.actor, partner, user, now=NOW)
        actions.appoint(world.fatima.actor, contact, mandate="mail of An Peeters", now=NOW)
        lot = make_lot(world, partner=partner)
        given = [make_wiped_device(world, lot_id=lot.id, donor_id=partner.id) for _number in range(3)]
        return str(lot.code), [str(wipes.certificates_of(one.id)[0].code) for one in given]


@pytest.fixture
def phone(app, world):
    """Dirk's phone, set up for codes; call it for the code that it shows."""
    factory = app.extensions["security"].totp_factory
    with app.test_request_context():
        secret = factory.generate_totp_secret()
        with upkeep():
            user = db.session.get_one(User, world.dirk.user_id)
            user.tf_primary_method, user.tf_totp_secret = "authenticator", secret
    return lambda: factory.generate_totp_password(secret)


def type_code(client, phone, path):
    """Follow the way to the code, type it, and land where one wanted to be."""
    way = client.get(path)
    assert way.status_code == 303
    assert "/second-factor" in way.location
    answer = client.post(way.location, data={"code": phone()})
    assert answer.status_code == 303
    return answer.location


def test_the_code_is_asked_before_anything_is_shown_or_done(client, world, gift, phone):
    lot, [one, *_rest] = gift
    client.sign_in(world.dirk)
    assert "3 wiped devices wait for your answer" in client.get("/gent/donor/").text
    for path in (f"{DOOR}/{lot}", f"{DOOR}/attest/{one}"):
        assert "/second-factor" in client.get(path).location
    for path in (f"{DOOR}/{lot}/rest", f"{DOOR}/attest/{one}/accept", f"{DOOR}/attest/{one}/refuse"):
        assert "/second-factor" in client.post(path, data={"reason": "No", "up_to": "9999"}).location
    with inside(world.gent):
        assert queries.answers_in(_lot(lot)) == {}
    wrong = client.post("/second-factor?next=/", data={"code": "000000"})
    assert wrong.status_code == 422
    assert "not the code" in wrong.text
    assert type_code(client, phone, f"{DOOR}/{lot}") == f"{DOOR}/{lot}"
    assert "3 wipes wait for your answer" in client.get(f"{DOOR}/{lot}").text


def _lot(code):
    from inventory.digibank.numbers import get_by_code

    return get_by_code(Lot, code)


def test_without_a_phone_the_page_says_how_to_set_one_up(client, world, gift):
    lot, _attests = gift
    client.sign_in(world.dirk)
    way = client.get(f"{DOOR}/{lot}").location
    shown = client.get(way).text
    assert "Set up my phone" in shown
    assert "/tf-setup" in shown
    assert client.post(way, data={"code": "123456"}).status_code in (200, 422)
    assert client.get(f"{DOOR}/{lot}").status_code == 303


def test_what_was_typed_waits_while_the_code_is_typed(client, world, gift, phone):
    _lot_code, [one, *_rest] = gift
    client.sign_in(world.dirk)
    way = client.post(f"{DOOR}/attest/{one}/refuse", data={"reason": "We asked for Purge."}).location
    back = client.post(way, data={"code": phone()}).location
    assert back.startswith("/kept/")
    kept = client.get(back).text
    assert "We asked for Purge." in kept
    assert f"{DOOR}/attest/{one}/refuse" in kept


def test_the_code_is_asked_again_after_half_an_hour_and_never_leads_elsewhere(
    client, world, gift, phone, monkeypatch
):
    lot, _attests = gift
    client.sign_in(world.dirk)
    type_code(client, phone, f"{DOOR}/{lot}")
    assert client.get(f"{DOOR}/{lot}").status_code == 200
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(second_factor.clock, "now", lambda: later)
    assert client.get(f"{DOOR}/{lot}").status_code == 303
    monkeypatch.undo()
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        answer = client.post("/second-factor", query_string={"next": elsewhere}, data={"code": phone()})
        assert answer.location == "/"


def test_one_is_looked_at_and_refused_and_the_rest_is_accepted_in_one_tap(client, world, gift, phone):
    lot, [one, two, three] = gift
    client.sign_in(world.dirk)
    type_code(client, phone, f"{DOOR}/{lot}")
    shown = client.get(f"{DOOR}/attest/{one}").text
    for words in ("Done by", "Tom", "Checked by another", "Sofie", "Accept this wipe", "Exceptions"):
        assert words in shown
    empty = client.post(f"{DOOR}/attest/{one}/refuse", data={"reason": ""})
    assert empty.status_code == 422
    assert "Say what is wrong" in empty.text
    assert (
        client.post(f"{DOOR}/attest/{one}/refuse", data={"reason": "We asked for Purge."}).status_code == 303
    )
    page = client.get(f"{DOOR}/{lot}").text
    assert "2 wipes wait" in page
    up_to = page.split('name="up_to"')[1].split('value="')[1].split('"')[0]
    assert client.post(f"{DOOR}/{lot}/rest", data={"up_to": up_to}).status_code == 303
    done = client.get(f"{DOOR}/{lot}").text
    assert "You accepted 2 wipes" in done
    assert "Nothing waits" in done
    # A second tap, from another tab, finds nothing to do.
    client.post(f"{DOOR}/{lot}/rest", data={"up_to": up_to, "once": "another"})
    with inside(world.gent):
        answers = queries.answers_in(_lot(lot)).values()
        assert sorted(str(answer.answer) for answer in answers) == ["accepted", "accepted", "refused"]
    assert "Refused by the donor" in client.get(f"{DOOR}/attest/{one}").text
    assert client.post(f"{DOOR}/attest/{two}/accept").status_code == 303
    assert client.post(f"{DOOR}/attest/{three}/refuse", data={"reason": "No"}).status_code in (409, 422)
    client.post(f"{DOOR}/{lot}/rest", data={"up_to": "nothing"})
    client.sign_in(world.sofie)
    today = client.get("/gent/today/").text
    assert "Refused by a donor" in today
    assert "We asked for Purge." in today
    assert "We asked for Purge." in client.get("/gent/validating/").text


def test_the_bench_is_told_what_to_do_with_a_refused_device(client, world, gift, app):
    _lot_code, [one, *_rest] = gift
    with app.test_request_context(), inside(world.gent):
        from inventory.digibank.numbers import get_by_code
        from inventory.wiping.models import Certificate

        certificate = get_by_code(Certificate, one)
        actions.refuse(world.dirk.actor, certificate, reason="We asked for Purge.", now=NOW)
        device, path = str(certificate.device.code), certificate.check_path
    client.sign_in(world.tom)
    bench = client.get(f"/gent/wiping/devices/{device}").text
    assert "The donor refused this wipe." in bench
    assert "Wipe every disk again" in bench
    assert "Refused on" in client.get(f"/gent/devices/{device}").text
    client.sign_out()
    public = client.get(path.replace("/C/", "/c/") + "?lang=en").text
    assert "This certificate was revoked" in public
    assert "We asked for Purge." in public
    assert "Dirk" not in public


def test_nobody_else_of_the_donor_and_no_other_donor_comes_in(client, world, gift, app, phone):
    lot, [one, *_rest] = gift
    with app.test_request_context(), inside(world.gent):
        validator = queries.validators_of(_lot(lot).partner_id)[0]
        actions.end(world.fatima.actor, validator, reason="Left", is_sure=True, now=NOW)
    for person, status in ((world.dirk, 404), (world.denis, 404), (world.fatima, 403), (world.tom, 403)):
        client.sign_in(person)
        for path in (f"{DOOR}/{lot}", f"{DOOR}/attest/{one}"):
            assert client.get(path).status_code == status
        assert client.post(f"{DOOR}/attest/{one}/accept").status_code == status


def test_a_coordinator_appoints_and_ends_and_others_do_not(client, world, gift, app):
    lot, _attests = gift
    with app.test_request_context(), inside(world.gent):
        partner_id = _lot(lot).partner_id
        validator_id = queries.validators_of(partner_id)[0].id
        karim = db.session.get_one(User, world.karim.user_id)
        contact_id = partners.link_account(
            world.fatima.actor, partners.get_partner(partner_id), karim, now=NOW
        ).id
    for person in (world.tom, world.sofie, world.nele):
        client.sign_in(person)
        assert client.get(f"/gent/validating/partners/{partner_id}/appoint").status_code == 403
    client.sign_in(world.fatima)
    shown = client.get(f"/gent/partners/{partner_id}").text
    assert "mail of An Peeters" in shown
    appoint = f"/gent/validating/partners/{partner_id}/appoint"
    assert client.post(appoint, data={"contact": contact_id, "mandate": ""}).status_code == 422
    told = {"contact": contact_id, "mandate": "call with An", "once": "a"}
    assert client.post(appoint, data=told).status_code == 303
    end = f"/gent/validating/validators/{validator_id}/end"
    assert client.post(end, data={"reason": "Left", "once": "b"}).status_code == 303
    shown = client.get(f"/gent/partners/{partner_id}").text
    assert "Karim" in shown
    assert "mail of An Peeters" not in shown


def test_silence_stands_on_the_coordinators_page(client, world, gift, app, monkeypatch):
    client.sign_in(world.fatima)
    assert "No answer from the donor" not in client.get("/gent/today/").text
    from inventory.validating import shown

    monkeypatch.setattr(shown, "now", lambda: NOW + timedelta(days=15))
    assert "No answer from the donor" in client.get("/gent/today/").text


def test_the_page_asks_the_database_as_often_for_one_as_for_many(client, world, gift, phone, app):
    lot, _attests = gift
    client.sign_in(world.dirk)
    type_code(client, phone, f"{DOOR}/{lot}")

    def asked(path):
        with counted() as sent:
            client.get(path)
        return len(sent)

    few = asked(f"{DOOR}/{lot}")
    with app.test_request_context(), inside(world.gent):
        own = _lot(lot)
        for _number in range(4):
            make_wiped_device(world, lot_id=own.id, donor_id=own.partner_id)
    assert asked(f"{DOOR}/{lot}") == few
    assert few <= 12
