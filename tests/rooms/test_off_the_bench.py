"""One scan takes a laptop to the wiping bench; one tap takes it off again, until anything was written down."""

from datetime import timedelta

import pytest

from inventory.devices import actions as devices
from inventory.foundation.tenancy import inside
from inventory.journey import Move, NotFromHere, Stage
from inventory.places.models import PlaceKind
from inventory.wiping import actions, queries
from tests.cast import NOW
from tests.make import make_device, make_loan, make_place, make_wiped_device

LATER = NOW + timedelta(minutes=5)


def bench(world, name):
    return make_place(world, name=name, kind=PlaceKind.BENCH)


def returned(world):
    from inventory.returning import actions as returning
    from inventory.returning.rules import Check, Files, Finding

    loan = make_loan(world)
    fine = dict.fromkeys(Check, Finding.FINE)
    returning.take_back(world.nele.actor, loan, files=Files.MAY_GO, findings=fine, choices={}, now=NOW)
    return loan.device


def test_it_gets_the_first_bench_on_which_nothing_stands(world, in_gent):
    taken, free = bench(world, "Wisplek 1"), bench(world, "Wisplek 2")
    devices.place(world.tom.actor, make_device(world), taken, now=NOW)
    first, second = make_device(world), make_device(world)
    for device in (first, second):
        actions.take_to_bench(world.tom.actor, device, now=NOW)
    assert (first.stage, first.place) == (Stage.WIPING, free)
    assert (second.stage, second.place) == (Stage.WIPING, None)  # every bench is taken: it stays where it was


def test_what_stands_on_a_bench_already_stays_on_it(world, in_gent):
    bench(world, "Wisplek 1")
    own = bench(world, "Wisplek 2")
    device = make_device(world)
    devices.place(world.tom.actor, device, own, now=NOW)
    assert actions.take_to_bench(world.tom.actor, device, now=NOW).place is own


@pytest.mark.parametrize("make", [make_device, returned], ids=["received", "returned"])
def test_undone_it_is_where_it_was_with_the_same_data_on_it(world, in_gent, make):
    bench(world, "Wisplek 1")
    device, shelf = make(world), make_place(world, name="Rek 2")
    before = device.stage, device.lap, [medium.exposed_at for medium in devices.media_of(device)]
    actions.take_to_bench(world.tom.actor, device, now=NOW)
    actions.undo_start(world.tom.actor, device, now=LATER, stood_on=str(shelf.code))
    after = device.stage, device.lap, [medium.exposed_at for medium in devices.media_of(device)]
    assert (after, device.place) == (before, shelf)
    assert queries.way_to_the_bench(device) is None
    with pytest.raises(NotFromHere):
        actions.undo_start(world.tom.actor, device, now=LATER)


def test_a_place_that_was_closed_meanwhile_takes_nothing_back(world, in_gent):
    from inventory.places.actions import correct_place

    one, shelf = bench(world, "Wisplek 1"), make_place(world, name="Rek 2")
    device = actions.take_to_bench(world.tom.actor, make_device(world), now=NOW)
    correct_place(world.fatima.actor, shelf, name="Rek 2", kind=shelf.kind, note="", closed=True, now=NOW)
    actions.undo_start(world.tom.actor, device, now=LATER, stood_on=str(shelf.code))
    assert (device.stage, device.place) == (Stage.RECEIVED, one)


def test_once_something_was_written_down_it_stays(world, in_gent):
    device = actions.take_to_bench(world.tom.actor, make_device(world, media=0), now=NOW)
    actions.record_absence(world.tom.actor, device, statement="No disk inside, seen by two.", now=LATER)
    with pytest.raises(actions.OnTheBenchForAReason):
        actions.undo_start(world.tom.actor, device, now=LATER)
    assert device.stage is Stage.WIPING


def test_what_its_giver_sent_back_to_the_bench_stays(world, in_gent):
    from inventory.foundation.audit import record
    from inventory.foundation.transaction import transaction

    device = make_wiped_device(world)
    with transaction():
        devices.move(world.sofie.actor, device, Move.WIPE_AGAIN, now=LATER)
        record(world.sofie.actor, "devices.corrected", device, now=LATER)
    with pytest.raises(actions.OnTheBenchForAReason):
        actions.undo_start(world.tom.actor, device, now=LATER)


def test_who_writes_down_no_wipe_takes_nothing_off_the_bench(client, world, app):
    with app.test_request_context(), inside(world.gent):
        device = actions.take_to_bench(world.tom.actor, make_device(world), now=NOW)
        code = str(device.code)
    client.sign_in(world.nele)
    assert client.post(f"/gent/wiping/devices/{code}/undo-start").status_code == 403


def test_the_page_takes_it_back_to_the_shelf_from_which_it_came(client, world, app):
    with app.test_request_context(), inside(world.gent):
        bench(world, "Wisplek 1")
        device, shelf = make_device(world), make_place(world, name="Rek 5")
        devices.place(world.tom.actor, device, shelf, now=NOW)
        code = str(device.code)
    client.sign_in(world.tom)
    at = f"/gent/wiping/devices/{code}"
    page = client.post(f"{at}/start", data={"once": "a"}, follow_redirects=True).text
    assert "Wisplek 1" in page
    page = client.post(f"{at}/undo-start", data={"once": "b"}, follow_redirects=True).text
    assert "is off the wiping bench" in page
    assert "Rek 5" in page
    assert f"{at}/undo-start" not in client.get(at).text
    again = client.post(f"{at}/undo-start", data={"once": "c"}, follow_redirects=True).text
    assert "is off the wiping bench" not in again
    assert "Received" in again


def test_a_laptop_and_a_shelf_are_a_move_also_when_the_scan_of_the_laptop_took_it_to_the_bench(
    client, world, app
):
    with app.test_request_context(), inside(world.gent):
        code, shelf = str(make_device(world).code), str(make_place(world, name="Rek 5").code)
        other = str(make_device(world).code)
    client.sign_in(world.tom)
    client.get(f"/gent/scan?text={code}")
    client.post(f"/gent/wiping/devices/{code}/start", data={"once": "a"})
    asked = client.get(f"/gent/scan?text={shelf}").location
    assert "data-by-scan" in client.get(asked).text
    client.post(asked, data={"once": "b"})
    page = client.get(f"/gent/devices/{code}").text
    assert "Rek 5" in page
    assert "Start wiping" in page
    # The shelf is being filled: the next laptop needs no question either.
    asked = client.get(f"/gent/scan?text={other}").location
    assert asked == f"/gent/scan/move/{other}/{shelf}"
    assert "data-by-scan" in client.get(asked).text


def test_the_first_laptop_after_a_shelf_is_asked_about(client, world, app):
    with app.test_request_context(), inside(world.gent):
        code, shelf = str(make_device(world).code), str(make_place(world, name="Rek 5").code)
    client.sign_in(world.tom)
    client.get(f"/gent/scan?text={shelf}")  # perhaps only to see what stands there
    asked = client.get(f"/gent/scan?text={code}").location
    page = client.get(asked).text
    assert "Move it to Rek 5" in page
    assert "data-by-scan" not in page


def test_the_card_undo_takes_a_laptop_off_the_bench(client, world, app):
    from inventory.portal import card_deeds
    from inventory.portal.meanings import CardMeaning

    with app.test_request_context(), inside(world.gent):
        code = str(make_device(world).code)
        made = {card.meaning: str(card.code) for card in card_deeds.make_cards(world.tom.actor, now=NOW)}
    client.sign_in(world.tom)
    for card, wanted in ((CardMeaning.STEP_DONE, "Being wiped"), (CardMeaning.UNDO, "Received")):
        client.get(f"/gent/scan?text={code}")
        page = client.get(client.get(f"/gent/scan?text={made[card]}").location).text
        action = page.split("data-by-scan")[0].rsplit('action="', 1)[1].split('"')[0]
        client.post(action, data={"once": card})
        assert wanted in client.get(f"/gent/devices/{code}").text
