"""The donors' door: own gifts and proofs, never another donor's, and never who borrowed."""

import csv
import io

import pytest
from sqlalchemy import update

from inventory.devices.models import Device
from inventory.foundation.database import db
from inventory.intake import actions as intake
from inventory.journey import Stage
from inventory.partners.models import Contact
from tests.cast import NOW
from tests.make import make_device, make_lot, make_partner, make_wiped_device


@pytest.fixture
def dirks(world, in_gent):
    """Dirk's company and its gift."""
    return _gift_of(world, world.dirk, "Bakkerij Voorbeeld")


def _gift_of(world, person, name):
    from inventory.digibank.models import User
    from inventory.partners.actions import link_account

    partner = make_partner(world, name=name)
    link_account(world.fatima.actor, partner, db.session.get_one(User, person.user_id), now=NOW)
    return make_lot(world, partner=partner)


def _given(world, lot, count, **details):
    return [make_device(world, lot_id=lot.id, donor_id=lot.partner_id, **details) for _ in range(count)]


def _at_home(devices):
    """As if these were lent; what a donor sees asks only for the stage."""
    from inventory.foundation.transaction import upkeep

    with upkeep():
        db.session.execute(
            update(Device).where(Device.id.in_([one.id for one in devices])).values(stage=Stage.LENT)
        )


def test_dirk_sees_his_gift_device_by_device_with_its_attest(client, world, dirks):
    [device] = _given(world, dirks, 1, donor_asset_number="BV-0118")
    make_wiped_device(world, device=device)
    client.sign_in(world.dirk)
    shown = client.get("/gent/donor/").text
    for words in ("Bakkerij Voorbeeld", "BV-0118", device.serial, "At our reuse centre"):
        assert words in shown
    attest = shown.split("/gent/donor/certificates/")[1].split('"')[0]
    paper = client.get(f"/gent/donor/certificates/{attest}")
    assert (paper.mimetype, paper.data[:5]) == ("application/pdf", b"%PDF-")


def test_fewer_than_five_in_use_are_neither_counted_nor_pointed_out(client, world, dirks):
    devices = _given(world, dirks, 6)
    _at_home(devices[:4])
    client.sign_in(world.dirk)
    pages = [client.get(path).text for path in _pages(dirks)]
    assert not [page for page in pages if "In use" in page]
    assert "fewer than 5" in pages[0]
    _at_home(devices[:5])
    assert "help 5 people" in client.get("/gent/donor/").text
    assert "In use" in client.get(f"/gent/donor/{dirks.code}/list.csv").text


def _pages(lot):
    return ("/gent/donor/", f"/gent/donor/{lot.code}", f"/gent/donor/{lot.code}/list.csv")


def test_dirk_takes_his_list_along_and_no_cell_computes(client, world, dirks):
    _given(world, dirks, 1, donor_asset_number="=1+1")
    client.sign_in(world.dirk)
    text = client.get(f"/gent/donor/{dirks.code}/list.csv").text
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))
    assert rows[1][0] == "'=1+1"
    assert client.get(f"/gent/donor/{dirks.code}/list.xlsx").status_code == 200


def test_every_attest_of_a_gift_comes_in_one_file(client, world, dirks):
    import zipfile

    for device in _given(world, dirks, 2):
        make_wiped_device(world, device=device)
    client.sign_in(world.dirk)
    packed = client.get(f"/gent/donor/{dirks.code}/attests.zip").data
    assert len(zipfile.ZipFile(io.BytesIO(packed)).namelist()) == 2


def test_the_receipt_is_there_once_the_lot_is_closed(client, world, dirks, now):
    client.sign_in(world.dirk)
    assert client.get(f"/gent/donor/{dirks.code}/receipt.pdf").status_code == 404
    intake.receive(world.tom.actor, dirks, "SERIAL1", now=now)
    intake.sign_for(world.tom.actor, dirks, by="Dirk", now=now)
    intake.close(world.tom.actor, dirks, now=now)
    assert client.get(f"/gent/donor/{dirks.code}/receipt.pdf").data[:5] == b"%PDF-"


def test_another_donors_gift_does_not_exist_for_dirk(client, world, dirks):
    other = make_lot(world, partner=make_partner(world, name="Een Ander Bedrijf"))
    [device] = _given(world, other, 1, donor_asset_number="ANDER-1")
    make_wiped_device(world, device=device)
    from inventory.wiping.queries import certificates_of

    attest = certificates_of(device.id)[0].code
    client.sign_in(world.dirk)
    papers = (f"{other.code}/attests.zip", f"{other.code}/receipt.pdf", f"certificates/{attest}.pdf")
    for path in (*_pages(other)[1:], *(f"/gent/donor/{paper}" for paper in papers)):
        assert client.get(path).status_code == 404, path
    assert "ANDER" not in client.get("/gent/donor/").text


def test_a_purchase_from_the_same_company_is_no_gift(client, world, dirks):
    from inventory.intake.models import LotKind

    bought = make_lot(
        world, partner=make_partner(world, name="Winkel", kind="supplier"), kind=LotKind.PURCHASE
    )
    client.sign_in(world.dirk)
    assert client.get(f"/gent/donor/{bought.code}").status_code == 404


def test_an_attest_of_a_later_round_is_no_donors_business(client, world, dirks):
    from inventory.foundation.transaction import upkeep
    from inventory.wiping.queries import certificates_of

    [device] = _given(world, dirks, 1)
    with upkeep():
        db.session.execute(update(Device).where(Device.id == device.id).values(lap=2))
    db.session.refresh(device)
    make_wiped_device(world, device=device)
    attest = certificates_of(device.id)[0]
    assert attest.lap == 2
    client.sign_in(world.dirk)
    assert client.get(f"/gent/donor/certificates/{attest.code}.pdf").status_code == 404
    assert str(attest.code) not in client.get("/gent/donor/").text


def test_a_donor_without_gifts_is_told_what_to_do(client, world, in_gent):
    client.sign_in(world.dirk)
    assert "No gift yet" in client.get("/gent/donor/").text


def test_staff_and_other_digibanken_have_no_business_here(client, world, dirks):
    for person, status in ((world.fatima, 403), (world.tom, 403), (world.denis, 404)):
        client.sign_in(person)
        assert client.get(f"/gent/donor/{dirks.code}").status_code == status


# --- coming in --------------------------------------------------------------------------------------


@pytest.fixture
def invited(client, world, in_gent, now):
    """The path in the invitation of a new contact of a donor."""
    from inventory.partners import actions

    partner = make_partner(world, name="Garage Voorbeeld")
    contact = actions.add_contact(
        world.fatima.actor, partner, name="Gerda", email="Gerda@garage.example", now=now
    )
    client.sign_in(world.fatima)
    shown = client.post(f"/gent/partners/{partner.id}/contacts/{contact.id}/invite").text
    client.sign_out()
    return shown.split('value="http://localhost')[1].split('"')[0], partner


def test_an_invited_contact_joins_without_a_password_and_sees_own_gifts(client, world, invited):
    path, partner = invited
    make_lot(world, partner=partner)
    assert "password" not in client.get(path).text.replace("no password", "")
    answer = client.post(path, data={"name": "Gerda", "locale": "nl"})
    assert answer.status_code == 303
    landed = client.get("/", follow_redirects=True)
    assert "Garage Voorbeeld" in landed.text
    contact = db.session.query(Contact).filter_by(partner_id=partner.id).one()
    assert contact.user.email == "gerda@garage.example"


def test_an_invitation_opens_once(client, world, invited):
    path, _partner = invited
    client.post(path, data={"name": "Gerda", "locale": "nl"})
    client.sign_out()
    assert client.post(path, data={"name": "Iemand", "locale": "nl"}).status_code in (303, 409)
    assert db.session.query(Contact).filter(Contact.user_id.is_not(None)).count() == 1


def test_a_donor_signs_in_by_a_link_in_the_mail(client, world, invited, monkeypatch):
    from inventory.foundation import outbox

    path, _partner = invited
    client.post(path, data={"name": "Gerda", "locale": "nl"})
    client.sign_out()
    sent = []
    monkeypatch.setattr(outbox, "send", lambda message: sent.append(message) or True)
    assert "/us-signin" in client.get("/login").text
    client.post("/us-signin/send-code", data={"identity": "gerda@garage.example", "chosen_method": "email"})
    [message] = sent
    link = next(word for word in message.get_content().split() if "/us-verify-link" in word)
    answer = client.get(link.split("localhost", 1)[1])
    assert answer.status_code in (302, 303)
    assert "Garage Voorbeeld" in client.get("/", follow_redirects=True).text


def test_only_a_coordinator_invites(client, world, in_gent, now):
    from inventory.partners import actions

    partner = make_partner(world)
    contact = actions.add_contact(world.fatima.actor, partner, name="G", email="g@g.example", now=now)
    for person in (world.tom, world.sofie, world.nele):
        client.sign_in(person)
        assert client.post(f"/gent/partners/{partner.id}/contacts/{contact.id}/invite").status_code == 403


def _link_from_mail(client, monkeypatch, address):
    """Ask for a link to sign in, and follow it; where it leads."""
    from inventory.foundation import outbox

    sent = []
    monkeypatch.setattr(outbox, "send", lambda message: sent.append(message) or True)
    client.post("/us-signin/send-code", data={"identity": address, "chosen_method": "email"})
    [message] = sent
    link = next(word for word in message.get_content().split() if "/us-verify-link" in word)
    return client.get(link.split("localhost", 1)[1])


def test_a_donor_with_a_link_and_a_phone_signs_in_with_both_and_then_validates(
    app, client, world, invited, monkeypatch
):
    """From the invitation to the first accepted wipe, by the doors that a person uses."""
    import re

    from passlib.totp import TOTP

    from inventory.partners.actions import get_partner
    from inventory.validating import actions as validating
    from inventory.wiping.queries import certificates_of

    path, partner = invited
    lot = make_lot(world, partner=partner)
    [device] = _given(world, lot, 1)
    client.post(path, data={"name": "Gerda", "locale": "en"})
    [contact] = [one for one in get_partner(partner.id).contacts if one.user_id]
    validating.appoint(world.fatima.actor, contact, mandate="mail", now=NOW)
    make_wiped_device(world, device=device)
    code, certificate = str(lot.code), str(certificates_of(device.id)[0].code)
    door = f"/gent/donor/check/{code}"
    client.sign_out()
    # Signed in by the link alone she sees her gift, and is told to set up her phone before she may answer.
    assert _link_from_mail(client, monkeypatch, "gerda@garage.example").status_code in (302, 303)
    assert client.get(f"/gent/donor/{code}?lang=en").status_code == 200
    asked = client.get(door)
    assert "Set up my phone" in client.get(asked.location).text
    assert client.post(f"/gent/donor/check/attest/{certificate}/accept").status_code == 303
    assert not validating.queries.answers_in(lot)
    shown = client.post("/tf-setup", data={"setup": "authenticator"}).text
    secret = re.search(r'class="setup-key">([^<]+)<', shown)[1].strip()
    where = re.search(r'action="([^"]*tf-setup/[^"]+)"', shown)[1].replace("&amp;", "&")
    totp = TOTP.from_source(totp_uri(secret))
    assert client.post(where, data={"code": totp.generate().token}).status_code in (200, 302, 303)
    client.sign_out()
    # From now on the link alone does not open the door.
    landed = _link_from_mail(client, monkeypatch, "gerda@garage.example")
    assert landed.status_code in (302, 303)
    assert client.get(f"/gent/donor/{code}").status_code == 303
    assert client.post("/tf-validate", data={"code": "000000"}).status_code in (200, 400, 422)
    assert client.get(f"/gent/donor/{code}").status_code == 303
    client.post("/tf-validate", data={"code": totp.generate().token})
    assert client.get(f"/gent/donor/{code}").status_code == 200
    # And before a deed that weighs she types the code once more.
    asked = client.get(door)
    assert "/second-factor" in asked.location
    assert client.post(asked.location, data={"code": totp.generate().token}).location == door
    assert client.post(f"/gent/donor/check/attest/{certificate}/accept").status_code == 303
    db.session.rollback()
    [said] = validating.queries.answers_in(lot).values()
    assert said.answered_by.name == "Gerda"


def totp_uri(secret):
    """The key as an app on a phone would keep it."""
    bare = secret.replace(" ", "").replace("-", "")
    return f"otpauth://totp/Leenkring:gerda?secret={bare}&issuer=Leenkring"
