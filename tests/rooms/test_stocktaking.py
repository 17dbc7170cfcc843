"""Counting a shelf: several people, late scans, decisions, and nothing changed before a person closes the count."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from inventory import scanning
from inventory.codes import WrongDigit
from inventory.devices import actions as devices
from inventory.foundation import clock
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, NationalNumber, NotHere
from inventory.foundation.tenancy import inside
from inventory.journey import Stage
from inventory.stocktaking import actions, queries
from inventory.stocktaking.models import StocktakeScan
from inventory.stocktaking.rules import CountState, Decision, Deed, Outcome
from tests.cast import NOW
from tests.make import make_device, make_lent_device, make_place

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def shelf(in_gent, world):
    """A shelf of Gent with four laptops."""
    place = make_place(world, name="Rek 3 vak A")
    return place, [_put(world, make_device(world), place) for _number in range(4)]


def _put(world, device, place):
    devices.place(world.tom.actor, device, place, now=NOW)
    return device


def reading(what):
    return scanning.read(str(getattr(what, "code", what)), hosts=frozenset({"localhost"}))


def scan(person, count, what, key=None, now=LATER, **how):
    return actions.scan(person.actor, count, reading(what), key=key or f"key of {what}", now=now, **how)


def outcomes(count):
    return {one.device_id: one.outcome for one in queries.sheet_of(count).entries}


def test_two_people_count_one_shelf_and_nothing_changes_before_it_is_closed(shelf, world):
    place, (first, second, third, fourth) = shelf
    count = actions.begin(world.tom.actor, place, now=NOW)
    assert actions.begin(world.sofie.actor, place, now=LATER).id == count.id
    stranger = make_device(world)
    for person, device in (
        (world.tom, first),
        (world.sofie, second),
        (world.tom, second),
        (world.sofie, stranger),
    ):
        scan(person, count, device, key=f"{person.name} {device.id}")
    assert outcomes(count) == {
        first.id: Outcome.FOUND, second.id: Outcome.FOUND, third.id: Outcome.NOT_FOUND,
        fourth.id: Outcome.NOT_FOUND, stranger.id: Outcome.UNEXPECTED,
    }  # fmt: skip
    assert set(queries.sheet_of(count).people) == {"Tom", "Sofie"}
    actions.decide(world.tom.actor, count, third.id, Decision.MISSING, now=LATER)
    db.session.expire_all()
    assert (third.stage, third.place_id, stranger.place_id) == (Stage.RECEIVED, place.id, None)
    actions.close(world.sofie.actor, count, now=LATER)
    db.session.expire_all()
    assert (third.stage, third.place_id) == (Stage.MISSING, None)
    assert (fourth.stage, fourth.place_id) == (Stage.RECEIVED, place.id)
    assert stranger.place_id == place.id
    report = queries.report_of(count)
    assert {one.device_id: one.deed for one in report.entries} == {
        first.id: Deed.NOTHING, second.id: Deed.NOTHING, third.id: Deed.MISS, fourth.id: Deed.NOTHING,
        stranger.id: Deed.PUT_HERE,
    }  # fmt: skip
    assert (report.tally.found, report.tally.expected) == (2, 4)
    assert list(queries.broken()) == []


def test_a_scan_that_is_sent_twice_is_one_scan(shelf, world):
    place, (first, *_rest) = shelf
    count = actions.begin(world.tom.actor, place, now=NOW)
    one = scan(world.tom, count, first, key="k")
    assert scan(world.tom, count, first, key="k", now=LATER + timedelta(days=8)).id == one.id
    assert db.session.scalar(select(func.count(StocktakeScan.id))) == 1
    row = (
        "INSERT INTO stocktake_scan (digibank_id, stocktake_id, key, text, by_id, scanned_at, received_at, is_late) "
        f"VALUES ({world.gent}, {count.id}, 'k', 'x', {world.tom.user_id}, '2026-11-23', '2026-11-23', false)"
    )
    with pytest.raises(DBAPIError):
        db.session.execute(text(row))
    db.session.rollback()


def test_a_closed_count_takes_late_scans_only_and_the_database_sees_to_it(shelf, world):
    place, laptops = shelf
    count = actions.begin(world.tom.actor, place, now=NOW)
    for laptop in laptops[1:]:
        scan(world.tom, count, laptop)
    actions.decide(world.tom.actor, count, laptops[0].id, Decision.MISSING, now=LATER)
    actions.close(world.tom.actor, count, now=LATER)
    one = scan(
        world.sofie,
        count,
        laptops[0],
        scanned_at=LATER - timedelta(minutes=2),
        now=LATER + timedelta(hours=1),
    )
    assert one.is_late
    db.session.expire_all()
    assert laptops[0].stage is Stage.MISSING
    [(late, entry)] = queries.report_of(count).late
    assert (late.device_id, entry.deed) == (laptops[0].id, Deed.MISS)
    assert list(queries.broken()) == []
    with pytest.raises(actions.CountClosed):
        actions.decide(world.tom.actor, count, laptops[0].id, Decision.LATER, now=LATER)
    with pytest.raises(actions.CountClosed):
        actions.close(world.tom.actor, count, now=LATER)
    row = (
        "INSERT INTO stocktake_scan (digibank_id, stocktake_id, key, text, by_id, scanned_at, received_at, is_late) "
        f"VALUES ({world.gent}, {count.id}, 'behind', 'x', {world.tom.user_id}, '2026-11-23', '2026-11-23', %s)"
    )
    with pytest.raises(DBAPIError, match="stocktake is closed"):
        db.session.execute(text(row % "false"))
    db.session.rollback()
    db.session.execute(text(row % "true"))
    db.session.rollback()
    for deed in ("UPDATE stocktake_scan SET key = 'z'", "DELETE FROM stocktake_line"):
        with pytest.raises(DBAPIError, match="only grows"):
            db.session.execute(text(deed))
        db.session.rollback()


def test_a_device_that_moves_during_the_count_is_neither_missing_nor_a_surprise(shelf, world):
    place, (first, second, third, fourth) = shelf
    bench = make_place(world, name="Wisbank 1")
    count = actions.begin(world.tom.actor, place, now=NOW)
    scan(world.tom, count, second)
    _put(world, first, bench)
    _put(world, second, bench)
    came = _put(world, make_device(world), place)
    assert outcomes(count) == {
        first.id: Outcome.MOVED_ON, second.id: Outcome.MOVED_ON, third.id: Outcome.NOT_FOUND,
        fourth.id: Outcome.NOT_FOUND, came.id: Outcome.CAME,
    }  # fmt: skip
    actions.close(world.tom.actor, count, now=LATER)
    db.session.expire_all()
    assert (first.place_id, second.place_id, came.place_id) == (bench.id, bench.id, place.id)


def test_what_is_lent_missing_or_gone_is_told_and_only_the_missing_one_is_found(shelf, world):
    place, laptops = shelf
    lent, lost = make_lent_device(world), make_device(world)
    devices.miss(world.tom.actor, lost, now=NOW)
    count = actions.begin(world.tom.actor, place, now=NOW)
    for laptop in (*laptops, lent, lost):
        scan(world.tom, count, laptop)
    for key in ("a", "b"):
        scan(world.tom, count, "5CG1234XYZ", key=key)
    sheet = queries.sheet_of(count)
    assert [one.outcome for one in sheet.differences] == [Outcome.LENT, Outcome.WAS_MISSING]
    assert [one.text for one in sheet.unknown] == ["5CG1234XYZ"]
    with pytest.raises(actions.NotToDecide):
        actions.decide(world.tom.actor, count, lent.id, Decision.HERE, now=LATER)
    actions.close(world.tom.actor, count, now=LATER)
    db.session.expire_all()
    assert (lent.stage, lost.stage, lost.place_id) == (Stage.LENT, Stage.RETURNED, place.id)


def test_elsewhere_lets_go_of_it_and_leave_as_it_was_leaves_it(shelf, world):
    place, (first, second, *_rest) = shelf
    other = make_place(world, name="Rek 4")
    stray = _put(world, make_device(world), other)
    count = actions.begin(world.tom.actor, place, now=NOW)
    scan(world.tom, count, stray)
    actions.decide(world.tom.actor, count, first.id, Decision.MISSING, now=LATER)
    actions.decide(world.tom.actor, count, first.id, Decision.ELSEWHERE, now=LATER)
    actions.decide(world.tom.actor, count, stray.id, Decision.NOT_HERE, now=LATER)
    actions.close(world.tom.actor, count, now=LATER)
    db.session.expire_all()
    assert (first.stage, first.place_id, second.place_id, stray.place_id) == (
        Stage.RECEIVED, None, place.id, other.id,
    )  # fmt: skip


def test_said_missing_and_then_scanned_is_found(shelf, world):
    place, (first, *_rest) = shelf
    count = actions.begin(world.tom.actor, place, now=NOW)
    actions.decide(world.tom.actor, count, first.id, Decision.MISSING, now=LATER)
    scan(world.sofie, count, first)
    actions.close(world.tom.actor, count, now=LATER)
    db.session.expire_all()
    assert first.stage is Stage.RECEIVED


def test_with_scans_still_unsent_it_warns_and_then_reports_nothing_missing(shelf, world):
    place, (first, *_rest) = shelf
    count = actions.begin(world.tom.actor, place, now=NOW)
    actions.decide(world.tom.actor, count, first.id, Decision.MISSING, now=LATER)
    with pytest.raises(actions.StillUnsent):
        actions.close(world.tom.actor, count, now=LATER, unsent=3)
    actions.close(world.tom.actor, count, now=LATER, unsent=3, is_sure=True)
    db.session.expire_all()
    assert (first.stage, count.unsent) == (Stage.RECEIVED, 3)


def test_what_a_rule_forbids_is_told_on_its_line_and_the_rest_is_done(shelf, world, monkeypatch):
    place, (first, second, *_rest) = shelf
    count = actions.begin(world.tom.actor, place, now=NOW)
    for one in (first, second):
        actions.decide(world.tom.actor, count, one.id, Decision.MISSING, now=LATER)
    miss = devices.miss

    def held(actor, device, **how):
        if device.id == first.id:
            raise devices.NotInADevice
        return miss(actor, device, **how)

    monkeypatch.setattr(devices, "miss", held)
    actions.close(world.tom.actor, count, now=LATER)
    db.session.expire_all()
    assert (first.stage, second.stage) == (Stage.RECEIVED, Stage.MISSING)
    assert {one.device_id: one.refused for one in queries.report_of(count).entries}[
        first.id
    ] == "NotInADevice"


def test_a_scan_can_be_taken_back(shelf, world):
    place, _laptops = shelf
    count = actions.begin(world.tom.actor, place, now=NOW)
    stray = make_device(world)
    wrong = scan(world.tom, count, stray)
    for _time in range(2):
        actions.take_back(world.tom.actor, count, wrong.id, key="back", now=LATER)
    assert stray.id not in outcomes(count)
    other = actions.begin(world.tom.actor, make_place(world), now=NOW)
    with pytest.raises(NotHere):
        actions.take_back(world.tom.actor, other, wrong.id, key="x", now=LATER)


def test_after_a_day_a_new_count_begins_and_the_old_one_changed_nothing(shelf, world):
    place, (first, *_rest) = shelf
    old = actions.begin(world.tom.actor, place, now=NOW)
    actions.decide(world.tom.actor, old, first.id, Decision.MISSING, now=LATER)
    assert actions.begin(world.sofie.actor, place, now=NOW + timedelta(hours=23)).id == old.id
    tomorrow = NOW + timedelta(hours=25)
    with pytest.raises(actions.CountClosed):
        actions.close(world.tom.actor, old, now=tomorrow)
    assert scan(world.tom, old, first, now=tomorrow).is_late
    new = actions.begin(world.sofie.actor, place, now=tomorrow)
    db.session.expire_all()
    assert (new.id != old.id, old.state, first.stage) == (True, CountState.LEFT, Stage.RECEIVED)
    assert list(queries.broken()) == []


def test_a_place_has_one_open_count_and_the_database_sees_to_it(shelf, world):
    place, _laptops = shelf
    count = actions.begin(world.tom.actor, place, now=NOW)
    row = (
        "INSERT INTO stocktake (digibank_id, place_id, state, begun_at, begun_by_id, unsent) "
        f"VALUES ({world.gent}, {count.place_id}, 'open', '2026-11-23', {world.tom.user_id}, 0)"
    )
    with pytest.raises(DBAPIError):
        db.session.execute(text(row))
    db.session.rollback()


@pytest.mark.parametrize(
    ("what", "refusal"),
    [
        ("85.07.30-033.28", NationalNumber),
        ("http://localhost/m/geheim", actions.NotALaptop),
        ("041826", WrongDigit),
        ("", actions.NotALaptop),
    ],
)
def test_what_may_not_be_kept_is_refused_and_nothing_of_it_is_kept(shelf, world, what, refusal):
    place, _laptops = shelf
    count = actions.begin(world.tom.actor, place, now=NOW)
    with pytest.raises(refusal):
        scan(world.tom, count, what)
    assert db.session.scalar(select(func.count(StocktakeScan.id))) == 0


def test_a_code_of_a_person_or_a_loan_is_not_kept(shelf, world):
    place, _laptops = shelf
    count = actions.begin(world.tom.actor, place, now=NOW)
    with pytest.raises(actions.NotALaptop):
        scan(world.tom, count, place)


def test_a_serial_number_and_the_givers_own_number_find_the_device_too(shelf, world):
    place, (first, *_rest) = shelf
    other = _put(world, make_device(world, donor_asset_number="BOLT-17"), place)
    count = actions.begin(world.tom.actor, place, now=NOW)
    assert scan(world.tom, count, first.serial).device_id == first.id
    assert scan(world.tom, count, "BOLT-17").device_id == other.id


def test_another_digibanks_laptop_is_as_unknown_as_any_text(in_gent, world):
    with inside(world.luik):
        theirs = str(make_device(world).code)
    count = actions.begin(world.tom.actor, make_place(world), now=NOW)
    one = scan(world.tom, count, theirs)
    assert (one.device_id, one.text) == (None, theirs)


def test_who_may_not_move_devices_counts_nothing(shelf, world):
    with pytest.raises(MayNot):
        actions.begin(world.karim.actor, shelf[0], now=NOW)


# --- the pages ---


@pytest.fixture
def counting(client, app, world):
    """Tom counts a shelf with two laptops, now: (address of the count, codes, code of the shelf)."""
    with app.test_request_context(), inside(world.gent):
        place = make_place(world, name="Rek 3")
        laptops = [_put(world, make_device(world), place) for _number in range(2)]
        codes, where = [str(one.code) for one in laptops], str(place.code)
    client.sign_in(world.tom)
    begun = client.post(f"/gent/stocktakes/at/{where}", data={"once": "begin"})
    assert begun.status_code == 303
    return begun.location, codes, where


JSON = {"Accept": "application/json"}


def test_the_shelf_again_closes_a_count_in_which_all_is_found(client, counting):
    address, codes, where = counting
    for at, code in enumerate(codes):
        told = client.post(f"{address}/scans", data={"text": code, "once": f"s{at}"}, headers=JSON).json
        assert (told["tone"], told["found"], told["expected"]) == ("good", at + 1, 2)
    told = client.post(f"{address}/scans", data={"text": where, "once": "end"}, headers=JSON).json
    assert told["go"].endswith("/report")
    assert client.post(f"{address}/scans", data={"text": where, "once": "end"}, headers=JSON).json == told
    page = client.get(told["go"]).text
    assert "2 of 2 devices found." in page
    assert client.get(address).status_code == 303


def test_with_a_difference_the_shelf_again_leads_to_the_differences(client, counting):
    address, codes, where = counting
    client.post(f"{address}/scans", data={"text": codes[0], "once": "s"}, headers=JSON)
    told = client.post(f"{address}/scans", data={"text": where, "once": "end"}, headers=JSON).json
    assert told["go"].endswith("/close")
    page = client.get(told["go"]).text
    for words in ("Look for it later", "Stands elsewhere", "Nothing has been changed yet."):
        assert words in page


def test_without_script_a_scan_is_a_form_like_any_other(client, counting):
    address, codes, _where = counting
    sent = client.post(f"{address}/scans", data={"text": codes[0].lower(), "once": "s"})
    assert sent.location == address
    assert "Right. Belongs here." in client.get(address).text
    refused = client.post(f"{address}/scans", data={"text": "85.07.30-033.28", "once": "t"})
    assert refused.status_code == 422


def test_a_refused_scan_says_why_in_json(client, counting, app, world):
    address, _codes, _where = counting
    with app.test_request_context(), inside(world.gent):
        other = str(make_place(world, name="Rek 9").code)
    told = client.post(f"{address}/scans", data={"text": other, "once": "s"}, headers=JSON)
    assert (told.status_code, told.json["because"]) == (
        422,
        "This is the code of Rek 9. Finish this count first.",
    )


def test_a_scan_that_waited_says_when_it_was_made(client, counting, app, world):
    address, codes, _where = counting
    made = clock.now() - timedelta(minutes=3)
    for at, moment in enumerate(
        (made.isoformat().replace("+00:00", "Z"), "yesterday", "2001-01-01T00:00:00Z")
    ):
        sent = {"text": codes[0], "once": f"s{at}", "moment": moment}
        assert client.post(f"{address}/scans", data=sent, headers=JSON).status_code == 200
    with app.test_request_context(), inside(world.gent):
        first, *others = db.session.scalars(select(StocktakeScan).order_by(StocktakeScan.id))
        assert first.scanned_at == made
        assert all(one.scanned_at == one.received_at for one in others)


def test_signed_out_a_script_hears_so_and_no_form_is_kept(client, counting):
    address, codes, _where = counting
    client.delete_cookie("leenkring")
    told = client.post(f"{address}/scans", data={"text": codes[0], "once": "s"}, headers=JSON)
    assert (told.status_code, told.json["refused"]) == (401, "signed_out")
    with client.session_transaction() as session:
        assert "kept_form" not in session


def test_what_waited_goes_under_nobody_elses_name(client, counting, world):
    address, codes, _where = counting
    client.sign_in(world.sofie)
    sent = {"text": codes[0], "once": "s", "sent_by": str(world.tom.user_id)}
    assert client.post(f"{address}/scans", data=sent, headers=JSON).status_code == 401
    sent["sent_by"] = str(world.sofie.user_id)
    assert client.post(f"{address}/scans", data=sent, headers=JSON).status_code == 200


def test_a_scan_that_comes_after_the_closing_says_that_it_is_late(client, counting, app, world):
    address, codes, _where = counting
    client.post(f"{address}/close", data={"once": "c"})
    told = client.post(f"{address}/scans", data={"text": codes[0], "once": "s"}, headers=JSON).json
    assert "closed already" in told["sentence"]
    assert told["code"].replace(" ", "") == codes[0]
    page = client.get(f"{address}/report").text
    assert "It was not found, and it was seen here after all." in page


def test_closing_with_unsent_scans_asks_once_more(client, counting):
    address, _codes, _where = counting
    asked = client.post(f"{address}/close", data={"once": "c", "unsent": "2"})
    assert asked.status_code == 422
    assert "2 of your scans are not sent yet" in asked.text
    assert "Close it without them" in asked.text
    sure = client.post(f"{address}/close", data={"once": "d", "unsent": "2", "is_sure": "y"})
    assert sure.status_code == 303
    assert "2 scans were not sent when it was closed." in client.get(sure.location).text


def test_the_report_as_paper_and_as_list(client, counting, world):
    address, codes, _where = counting
    client.post(f"{address}/scans", data={"text": codes[0], "once": "s"}, headers=JSON)
    client.post(f"{address}/scans", data={"text": "=HYPERLINK(1)", "once": "t"}, headers=JSON)
    client.post(f"{address}/close", data={"once": "c"})
    paper = client.get(f"{address}/report.pdf")
    read = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.data)).pages)
    for words in (
        "Stocktake of Rek 3",
        "1 of 2 devices found",
        "Not found",
        "Look for it later.",
        "=HYPERLINK(1)",
        "Tom",
    ):
        assert words in read
    rows = client.get(f"{address}/report.csv").text
    assert "'=HYPERLINK(1)" in rows
    assert rows.count("\n") == 4
    assert client.get(f"{address}/report.pdf").data == paper.data


def test_the_report_of_a_shelf_of_five_hundred_breaks_over_pages(world, in_gent):
    from inventory.stocktaking.paper import CountFacts, Line, draw

    lines = tuple(
        Line(f"T {number:06d}", "Ünsal Öğütçü محمد", "Rek 1", "Moved here.") for number in range(500)
    )
    facts = CountFacts(
        "Digibank Gent", "foot", "Rek 3", ("R", "000 324"), NOW, "Tom", LATER, "Sofie", 0, 500, 0,
        ((Outcome.NOT_FOUND, lines),), (), (), False,
    )  # fmt: skip
    pages = PdfReader(io.BytesIO(draw(facts, "nl"))).pages
    assert len(pages) > 5
    assert "T 000499" in pages[-1].extract_text()


def test_an_open_count_has_no_report_and_a_strangers_count_is_not_here(client, counting, world):
    address, _codes, _where = counting
    assert client.get(f"{address}/report.pdf").status_code == 404
    client.sign_in(world.bram)
    assert client.get(address.replace("/gent/", "/luik/")).status_code == 404


def test_the_page_of_a_place_offers_to_count_it_and_to_go_on(client, app, world, counting):
    _address, _codes, where = counting
    assert "Go on counting" in client.get(f"/gent/places/{where}").text
    with app.test_request_context(), inside(world.gent):
        other = str(make_place(world, name="Rek 9").code)
    assert "Never counted" in client.get(f"/gent/places/{other}").text
    client.sign_in(world.karim)
    assert client.get("/gent/stocktakes/").status_code == 403


def test_a_shelf_is_begun_by_its_code_and_nothing_else(client, counting):
    _address, codes, where = counting
    assert client.post("/gent/stocktakes/", data={"text": codes[0], "once": "a"}).status_code == 422
    assert client.post("/gent/stocktakes/", data={"text": where, "once": "b"}).location == _address


def test_the_keeper_hears_of_a_count_that_was_tampered_with(shelf, world):
    place, laptops = shelf
    count = actions.begin(world.tom.actor, place, now=NOW)
    scan(world.tom, count, laptops[0])
    assert list(queries.broken()) == []
    db.session.execute(
        text(
            f"UPDATE stocktake SET state = 'closed', closed_at = '2026-11-23 08:00:00', "
            f"closed_by_id = {world.tom.user_id} WHERE id = {count.id}"
        )
    )
    told = list(queries.broken())
    db.session.rollback()
    assert len([one for one in told if "not marked as late" in one]) == 1
    assert len([one for one in told if "without a word" in one]) == 4


def test_the_device_tells_in_its_journal_where_it_was_seen(client, counting):
    address, codes, _where = counting
    client.post(f"{address}/scans", data={"text": codes[0], "once": "s"}, headers=JSON)
    assert "Scanned in a count" in client.get(f"/gent/devices/{codes[0]}").text
