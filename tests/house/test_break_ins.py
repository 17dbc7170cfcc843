"""Ways in which others were broken into, tried on this house."""

import pytest

from inventory.foundation import outbox
from inventory.foundation.kept_form import KeptForm
from tests.make import make_lent_device, make_loan, make_ready_device, make_wipe_log


def test_a_link_for_a_new_password_leads_to_us_whatever_host_was_asked(client, world, monkeypatch):
    letters = []
    monkeypatch.setattr(outbox, "send", letters.append)
    client.post("/reset", data={"email": world.tom.email}, headers={"Host": "catcher.example"})
    [letter] = letters
    assert "catcher.example" not in letter.get_content()
    assert "http://localhost/reset/" in letter.get_content()


def test_another_site_puts_no_words_into_who_signs_in_next(app, client):
    from inventory.foundation.database import db

    sent = {"email": "someone@elsewhere.example", "role": "coordinator"}
    headers = {"Origin": "https://elsewhere.example"}
    answer = client.post("/gent/members/invite", data=sent, headers=headers)
    assert answer.location == "/login?next=/"
    assert db.session.query(KeptForm).count() == 0
    client.post("/gent/members/invite", data=sent, headers={"Origin": "http://localhost"})
    assert db.session.query(KeptForm).count() == 1


def test_a_form_that_waits_for_its_writer_holds_no_national_number(app, client):
    from inventory.foundation.database import db

    client.post("/gent/borrowers/new", data={"first_name": "Noor", "note": "85.07.30-033.28"})
    [kept] = db.session.query(KeptForm)
    assert kept.fields == [["first_name", "Noor"]]


def test_one_changes_ones_own_name(client, world):
    client.sign_in(world.tom)
    answer = client.post("/account", data={"name": "Tom Voorbeeld", "locale": "nl"})
    assert answer.status_code == 303
    assert "Tom Voorbeeld" in client.get("/account").text


@pytest.mark.parametrize("make", [make_ready_device, make_lent_device])
def test_no_disk_with_data_turns_up_in_a_laptop_that_is_past_the_wiping_bench(world, in_gent, now, make):
    from inventory.devices.actions import CountsAsEmpty, media_of
    from inventory.devices.models import MediumKind
    from inventory.wiping import actions, bench

    laptop = make(world)
    with pytest.raises(CountsAsEmpty):
        actions.note_medium(world.tom.actor, laptop, kind=MediumKind.SSD, serial="SLIPPEDIN1", now=now)
    log = make_wipe_log(laptop).replace(media_of(laptop)[0].serial.encode(), b"SLIPPEDIN2")
    [finding] = bench.take_evidence(world.tom.actor, [("wipe.log", log)], now=now).taken
    with pytest.raises(CountsAsEmpty):
        bench.point_out(world.tom.actor, finding, laptop, now=now)
    assert all(medium.is_clean for medium in media_of(laptop))


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_loan_ends_on_no_day_from_which_nobody_can_count_on(client, world, in_gent, day):
    code = make_loan(world).code
    client.sign_in(world.nele)
    answer = client.post(f"/gent/loans/{code}/extend", data={"until": day})
    assert answer.status_code == 422
    assert client.get(f"/gent/loans/{code}/extend").status_code == 200


@pytest.mark.parametrize(
    "after", ["9999-12-31T23:59:59-14:00~1", "0001-01-01T00:00:00+14:00~1", "nan~9", "1"]
)
def test_a_made_up_place_in_a_list_is_its_beginning(client, world, after):
    client.sign_in(world.nele)
    for path in ("/gent/workshops/", "/gent/applications/", "/gent/devices/", "/gent/loans"):
        assert client.get(path, query_string={"stage": "ready", "after": after}).status_code == 200


def test_a_deposit_does_not_go_back_while_the_laptop_is_out(client, world, in_gent):
    loan = make_loan(world)
    client.sign_in(world.nele)
    assert client.post(f"/gent/returns/{loan.code}/later", data={"brought": "yes"}).status_code == 404


def test_what_an_organisation_paid_never_leaves_the_cash_box(world, in_gent, now):
    from datetime import timedelta

    from inventory.deposits.ledger import Account, DepositWay
    from inventory.deposits.queries import balances
    from inventory.returning import actions
    from inventory.returning.rules import Check, Choice, Files, Finding
    from tests.make import make_policy, make_service

    make_policy(world)
    loan = make_loan(world, way=DepositWay.THIRD_PARTY, partner=make_service())
    findings = dict.fromkeys(Check, Finding.FINE) | {Check.CHARGER: Finding.MISSING}
    actions.take_back(
        world.nele.actor, loan, files=Files.MAY_GO, findings=findings, choices={Check.CHARGER: Choice.LATER},
        now=now + timedelta(days=30),
    )  # fmt: skip
    actions.settle_later(world.nele.actor, loan, brought=True, now=now + timedelta(days=35))
    assert balances()[Account.TILL] == balances()[Account.THIRD_PARTY] == balances()[Account.HELD] == 0


def test_a_hardware_report_brings_no_national_number_in(world, in_gent, now):
    import json

    from inventory.intake import reporting
    from tests.make import make_lot

    number = "85073003328"
    disk = {"id": "disk", "class": "disk", "product": "SSD", "serial": number, "logicalname": "/dev/sda"}
    machine = {"id": "pc", "class": "system", "vendor": "Dell", "product": f"Of {number}", "serial": number,
               "configuration": {"uuid": "4c4c4544-0035-3510-8052-b9c04f4a3732"}, "children": [disk]}  # fmt: skip
    file = (f"{number}.json", json.dumps(machine).encode())
    draft = reporting.upload_reports(world.tom.actor, make_lot(world), [file], now=now)
    assert "report" in draft.content[0]
    assert number not in json.dumps(draft.content[0]["report"])


def test_a_neighbour_on_our_domain_has_no_form_kept_for_who_is_signed_in(app, client, world):
    from inventory.foundation.database import db

    client.sign_in(world.fatima)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        sent = {"email": "someone@elsewhere.example", "role": "coordinator"}
        answer = client.post("/gent/members/invite", data=sent, headers={"Origin": "http://localhost:9000"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert "/kept/" not in answer.location
    assert db.session.query(KeptForm).count() == 0


def test_a_small_file_that_unpacks_into_a_huge_picture_is_not_unpacked():
    from io import BytesIO

    from PIL import Image

    from inventory.foundation.refusal import Unreadable
    from inventory.portal.photographed import codes_in

    drawn = BytesIO()
    Image.new("1", (6000, 6000)).save(drawn, "PNG")
    assert len(drawn.getvalue()) < 10_000
    with pytest.raises(Unreadable):
        codes_in(drawn.getvalue())
