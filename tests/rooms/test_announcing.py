"""A giver announces a gift: by number or by list, seen before it counts, accepted with a day, and never another's."""

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from inventory.agreements.rules import AgreementKind, Minimum
from inventory.devices.models import Device
from inventory.foundation.clock import today
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.refusal import MayNot, NotHere
from inventory.foundation.tenancy import inside
from inventory.intake import actions, announcing, importing, rules
from inventory.intake.models import Announcement, Confidentiality, Lot, LotState, Way
from inventory.journey import Stage
from tests.make import make_agreement, make_device, make_lot, make_partner

SENT = {
    "expected_count": "12", "way": "fetched", "street": "Kaai 3", "postcode": "9000", "municipality": "Gent",
    "days": "dinsdag", "contact_name": "Dirk", "contact_phone": "0470 00 00 01", "confidentiality": "confidential",
    "asked_minimum": "", "note": "aan de achterpoort",
}  # fmt: skip
WISH = announcing.Wish(Way.FETCHED, Confidentiality.ORDINARY, None, 12, street="Kaai 3", contact_name="Dirk")


@pytest.fixture
def dirks(world, in_gent, now):
    """Dirk's company."""
    from inventory.digibank.models import User
    from inventory.partners.actions import link_account

    partner = make_partner(
        world, name="Bakkerij Voorbeeld", street="Kaai 3", postcode="9000", municipality="Gent"
    )
    link_account(world.fatima.actor, partner, db.session.get_one(User, world.dirk.user_id), now=now)
    return partner


def announced(world, dirks, now, **details):
    from dataclasses import replace

    return announcing.announce_own(world.dirk.actor, dirks, replace(WISH, **details), now=now)


def count(model):
    return db.session.execute(select(func.count(model.id))).scalar_one()


# --- the deeds --------------------------------------------------------------------------------------


def test_a_giver_announces_for_their_own_organisation_only(world, dirks, now):
    lot = announced(world, dirks, now)
    assert (lot.partner_id, lot.expected_count, lot.announcement.street) == (dirks.id, 12, "Kaai 3")
    assert lot.contact.user_id == world.dirk.user_id
    with pytest.raises(NotHere):
        announced(world, make_partner(world), now)
    for person in (world.fatima, world.tom, world.nele):
        with pytest.raises(MayNot):
            announcing.announce_own(person.actor, dirks, WISH, now=now)


def test_what_a_giver_asks_and_what_was_agreed_meet_in_the_stricter(world, dirks, now):
    make_agreement(world, dirks)
    assert announced(world, dirks, now).minimum is Minimum.CLEAR
    assert announced(world, dirks, now, asked_minimum=Minimum.DESTROY).minimum is Minimum.DESTROY


def test_a_yes_is_given_once_and_told_to_whoever_announced(world, dirks, now):
    lot = announced(world, dirks, now)
    with pytest.raises(MayNot):
        announcing.accept(world.tom.actor, lot, comes_on=None, now=now)
    with pytest.raises(announcing.DayIsOver):
        announcing.accept(world.sofie.actor, lot, comes_on=date(2026, 11, 22), now=now)
    assert lot in db.session.execute(announcing.waiting()).scalars().all()
    announcing.accept(world.sofie.actor, lot, comes_on=date(2026, 12, 1), now=now)
    announcing.accept(world.fatima.actor, lot, comes_on=date(2026, 12, 24), now=now)
    assert lot.announcement.comes_on == date(2026, 12, 1)
    [letter] = db.session.execute(select(Letter)).scalars()
    assert letter.to_email == world.dirk.email
    assert "1 December 2026" in letter.body
    assert "nothing is handed over before" in letter.body
    assert not db.session.execute(announcing.waiting()).scalars().all()


def test_whom_to_ask_for_is_forgotten_when_the_lot_is_closed(world, dirks, now):
    lot = announced(world, dirks, now)
    actions.receive(world.tom.actor, lot, "SERIAL1", now=now)
    actions.sign_for(world.tom.actor, lot, by="Dirk", now=now)
    actions.close(world.tom.actor, lot, now=now)
    assert (lot.announcement.contact_name, lot.announcement.contact_phone) == ("", "")


def test_whom_to_ask_for_is_forgotten_after_a_year_when_nobody_closed_it(world, dirks, now):
    lot, later = announced(world, dirks, now), now + timedelta(days=366)
    fresh = announced(world, dirks, later)
    assert announcing.forget_old(world.fatima.actor, before=later - timedelta(days=365), now=later) == 1
    assert (lot.announcement.contact_name, fresh.announcement.contact_name) == ("", "Dirk")
    assert announcing.forget_old(world.fatima.actor, before=later - timedelta(days=365), now=later) == 0


def test_a_giver_brings_a_list_until_the_hand_over_and_only_to_own_gifts(world, dirks, now):
    dirk, lot, other = world.dirk.actor, announced(world, dirks, now), make_lot(world)
    rows = b"serial;maker;model\nPC123X;Dell;Latitude\nPC124X;Dell;Latitude\n"
    with pytest.raises(NotHere):
        importing.upload_list(dirk, other, rows, "a.csv", now=now)
    draft = importing.upload_list(dirk, lot, rows, "a.csv", now=now)
    assert count(Device) == 0
    importing.confirm_list(dirk, draft, seal=importing.seal_of(importing.report_of(draft)), now=now)
    assert count(Device) == 2
    later = importing.upload_list(dirk, lot, b"serial\nPC125X\n", "b.csv", now=now)
    actions.sign_for(world.tom.actor, lot, by="Dirk", now=now)
    for late in (
        lambda: importing.upload_list(dirk, lot, rows, "c.csv", now=now),
        lambda: importing.confirm_list(
            dirk, later, seal=importing.seal_of(importing.report_of(later)), now=now
        ),
    ):
        with pytest.raises(NotHere):
            late()


# --- the pages --------------------------------------------------------------------------------------


def test_a_gift_is_announced_by_number_and_twice_is_once(client, world, dirks):
    partner_id = dirks.id
    client.sign_in(world.dirk)
    assert "Announce a gift" in client.get("/gent/donor/").text
    shown = client.get("/gent/donor/new").text
    assert 'value="Kaai 3"' in shown
    told = SENT | {"partner": partner_id, "once": "k"}
    first = client.post("/gent/donor/new", data=told)
    assert client.post("/gent/donor/new", data=told).location == first.location
    with inside(world.gent):
        assert count(Lot) == count(Announcement) == 1
    shown = client.get(first.location).text
    for words in ("Waits for our answer", "dinsdag", "Not signed yet: Donation agreement", "Send your list"):
        assert words in shown
    client.sign_in(world.fatima)
    assert "Announced by donors" in client.get("/gent/today/").text
    assert "asks for a yes" in client.get("/gent/lots/").text
    lot_page = first.location.replace("/donor/", "/lots/")
    assert "Accept this gift" in client.get(lot_page).text
    assert client.get(f"{lot_page}/accept").status_code == 200
    assert client.post(f"{lot_page}/accept", data={"comes_on": "2001-01-01"}).status_code == 422
    comes_on = (today() + timedelta(days=4)).isoformat()
    assert client.post(f"{lot_page}/accept", data={"comes_on": comes_on}).status_code == 303
    assert "Accept this gift" not in client.get(lot_page).text
    client.sign_in(world.dirk)
    assert "We come for it on" in client.get(first.location).text


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(client, world, dirks):
    partner_id = dirks.id
    client.sign_in(world.dirk)
    for wrong, words in (
        ({"expected_count": ""}, "Fill in how many devices, or choose a list."),
        ({"expected_count": "0"}, "from 1 to 10,000"),
        ({"street": ""}, "Fill in where we come to fetch them."),
        ({"confidentiality": ""}, "how confidential the data are"),
        ({"note": "85.07.30-033.28"}, "national register number"),
        ({"partner": "999999"}, ""),
    ):
        answer = client.post("/gent/donor/new", data=SENT | {"partner": partner_id} | wrong)
        assert answer.status_code == 422, wrong
        assert words in answer.text
        assert 'value="dinsdag"' in answer.text
    broken = SENT | {"partner": partner_id, "sheet": (io.BytesIO(b"PK\x03\x04 broken"), "lijst.xlsx")}
    assert client.post("/gent/donor/new", data=broken).status_code == 422
    with inside(world.gent):
        assert count(Lot) == 0


def test_a_list_is_shown_before_it_counts_and_tells_nothing_of_others(client, world, dirks):
    make_device(world, serial="ELSEWHERE1")
    other = make_lot(world)
    importing_rows = b"serial\nOTHERLOT1\n"
    draft = importing.upload_list(world.tom.actor, other, importing_rows, "o.csv", now=other.announced_at)
    importing.confirm_list(
        world.tom.actor, draft, seal=importing.seal_of(importing.report_of(draft)), now=other.announced_at
    )
    before, partner_id = count(Device), dirks.id
    client.sign_in(world.dirk)
    rows = b"PC123X\nELSEWHERE1\nOTHERLOT1\nPC123X\n"
    sheet = SENT | {"partner": partner_id, "expected_count": "", "sheet": (io.BytesIO(rows), "lijst.csv")}
    here = client.post("/gent/donor/new", data=sheet).location
    assert "/list/" in here
    shown = client.get(here).text
    assert shown.count("We cannot put this number on your list") == 2
    assert "Is in the house" not in shown
    assert "Was announced on another lot" not in shown
    with inside(world.gent):
        assert count(Device) == before
    assert client.post(here, data={"step": "columns", "serial": "-1"}).status_code == 422
    seal = shown.split('name="seal"')[1].split('value="')[1].split('"')[0]
    kept = client.post(here, data={"seal": seal})
    assert kept.status_code == 303
    assert "PC123X" in client.get(kept.location).text
    with inside(world.gent):
        assert count(Device) == before + 1
    assert client.get(here).status_code == 404


def test_a_list_comes_later_too(client, world, dirks, now):
    code = announced(world, dirks, now).code
    client.sign_in(world.dirk)
    assert client.get(f"/gent/donor/{code}/list").status_code == 200
    assert client.post(f"/gent/donor/{code}/list", data={}).status_code == 422
    sent = client.post(f"/gent/donor/{code}/list", data={"list": (io.BytesIO(b"a;b\n1;2\n"), "x.csv")})
    assert "Choose it below" in client.get(sent.location).text


def test_what_staff_uploaded_is_no_list_of_the_giver(client, world, dirks, now):
    from inventory.intake import reporting

    lot = announced(world, dirks, now)
    theirs = importing.upload_list(world.tom.actor, lot, b"serial\nPC900X\n", "tom.csv", now=now)
    report = b'{"id": "pc", "class": "system", "vendor": "Dell", "product": "X", "serial": "PC901X"}'
    machines = reporting.upload_reports(world.tom.actor, lot, [("a.json", report)], now=now)
    with pytest.raises(NotHere):
        importing.confirm_list(world.dirk.actor, theirs, seal="", now=now)
    paths = [f"/gent/donor/{lot.code}/list/{draft.id}" for draft in (theirs, machines)]
    client.sign_in(world.dirk)
    for path in paths:
        assert client.get(path).status_code == 404


def test_another_donor_and_staff_stay_outside(client, world, dirks, now):
    own, other = announced(world, dirks, now).code, make_lot(world).code
    client.sign_in(world.dirk)
    assert client.get(f"/gent/donor/{other}/list").status_code == 404
    for person, status in ((world.fatima, 403), (world.tom, 403), (world.denis, 404)):
        client.sign_in(person)
        assert client.get(f"/gent/donor/{own}/list").status_code == status
        assert client.get("/gent/donor/new").status_code == status
    client.sign_in(world.fatima)
    assert client.get(f"/gent/lots/{other}/accept").status_code == 404


def test_a_giver_keeps_own_agreements_and_sees_no_others(client, world, dirks):
    own = make_agreement(world, dirks, kind=AgreementKind.PROCESSING).id
    other = make_agreement(world).id
    draft = make_agreement(world, dirks, signed=False).id
    client.sign_in(world.dirk)
    assert "VO-0001" in client.get("/gent/donor/").text
    assert client.get(f"/gent/donor/agreements/{own}.pdf").data[:5] == b"%PDF-"
    for strange in (other, draft):
        assert client.get(f"/gent/donor/agreements/{strange}.pdf").status_code == 404


# --- it does not go ahead ---------------------------------------------------------------------------


def letters():
    return list(db.session.execute(select(Letter).order_by(Letter.id)).scalars())


def test_a_no_says_why_is_told_once_and_nothing_comes_in_any_more(world, dirks, now):
    lot = announced(world, dirks, now)
    with pytest.raises(MayNot):
        announcing.decline(world.tom.actor, lot, reason="Full", now=now)
    with pytest.raises(rules.NeedsAReason) as refused:
        announcing.decline(world.sofie.actor, lot, reason="  ", now=now)
    assert refused.value.field == "reason"
    announcing.decline(world.sofie.actor, lot, reason="Our shelves are full.", now=now)
    announcing.decline(world.fatima.actor, lot, reason="Something else", now=now + timedelta(hours=1))
    assert (lot.state, lot.announcement.decline_reason) == (LotState.DECLINED, "Our shelves are full.")
    assert (lot.announcement.contact_name, lot.announcement.withdrawn) == ("", False)
    [letter] = letters()
    assert letter.to_email == world.dirk.email
    assert "Our shelves are full." in letter.body
    assert not db.session.execute(announcing.waiting()).scalars().all()
    for deed in (
        lambda: announcing.accept(world.sofie.actor, lot, comes_on=None, now=now),
        lambda: actions.receive(world.tom.actor, lot, "SERIAL1", now=now),
        lambda: actions.sign_for(world.tom.actor, lot, by="Dirk", now=now),
        lambda: actions.reopen(world.fatima.actor, lot, now=now),
        lambda: importing.upload_list(world.tom.actor, lot, b"serial\nA1B2C3\n", "list.csv", now=now),
    ):
        with pytest.raises(rules.LotIsDeclined):
            deed()


def test_what_was_on_the_list_is_refused_with_it(world, dirks, now):
    lot = announced(world, dirks, now)
    boss = world.fatima.actor
    draft = importing.upload_list(boss, lot, b"serial;maker;model\nA1B2C3;HP;ProBook\n", "list.csv", now=now)
    importing.confirm_list(boss, draft, seal=importing.seal_of(importing.report_of(draft)), now=now)
    announcing.decline(boss, lot, reason="Too old", now=now)
    [device] = db.session.execute(select(Device).where(Device.lot_id == lot.id)).scalars()
    assert device.stage is Stage.REFUSED
    again = announced(world, dirks, now)
    assert actions.receive(world.tom.actor, again, "A1B2C3", maker="HP", now=now).lot_id == again.id


def test_a_giver_takes_it_back_and_the_house_hears_that_nobody_need_come(world, dirks, now):
    lot = announced(world, dirks, now)
    announcing.accept(world.sofie.actor, lot, comes_on=date(2026, 12, 1), now=now)
    with pytest.raises(NotHere):
        announcing.withdraw_own(
            world.dirk.actor, make_lot(world, partner=make_partner(world)), reason="x", now=now
        )
    announcing.withdraw_own(world.dirk.actor, lot, reason="Sold them", now=now)
    announcing.withdraw_own(world.dirk.actor, lot, reason="Sold them", now=now)
    assert (lot.state, lot.announcement.withdrawn) == (LotState.DECLINED, True)
    to_house = letters()[-1]
    assert len(letters()) == 2
    assert (to_house.to_email, to_house.locale) == ("gent@digibank.example", "nl")
    assert "Sold them" in to_house.body
    assert "1 december 2026" in to_house.body


def test_what_is_partly_here_is_no_longer_called_off(world, dirks, now):
    lot = announced(world, dirks, now)
    actions.receive(world.tom.actor, lot, "SERIAL1", now=now)
    for deed, actor in ((announcing.decline, world.sofie.actor), (announcing.withdraw_own, world.dirk.actor)):
        with pytest.raises(rules.SomethingCame):
            deed(actor, lot, reason="Too late", now=now)
    assert not announcing.may_be_called_off(lot)


def test_the_pages_of_both_sides_ask_why_and_tell_it(client, world, dirks, now):
    first, second = (str(announced(world, dirks, now).code) for _number in range(2))
    client.sign_in(world.sofie)
    assert client.post(f"/gent/lots/{first}/decline", data={"reason": ""}).status_code == 422
    shown = client.post(
        f"/gent/lots/{first}/decline", data={"reason": "We are full"}, follow_redirects=True
    ).text
    assert "Declined. We wrote it to Dirk." in shown
    assert "We are full" in shown
    assert f"/gent/lots/{first}/accept" not in shown
    client.sign_in(world.dirk)
    assert "We cannot take it" in client.get(f"/gent/donor/{first}").text
    assert f"/gent/donor/{second}/withdraw" in client.get(f"/gent/donor/{second}").text
    assert client.post(f"/gent/donor/{second}/withdraw", data={"reason": " "}).status_code == 422
    shown = client.post(f"/gent/donor/{second}/withdraw", data={"reason": "Sold"}, follow_redirects=True).text
    assert "Taken back by you" in shown
    assert f"/gent/donor/{second}/withdraw" not in shown
