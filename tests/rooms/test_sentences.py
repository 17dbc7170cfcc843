"""Two scans within a minute make a sentence; the first stays visible, and the last five can be undone."""

from datetime import timedelta
from typing import Any

import pytest

from inventory.foundation.tenancy import inside
from tests.cast import NOW
from tests.make import (
    make_application,
    make_device,
    make_loan,
    make_place,
    make_ready_device,
    make_session,
)


@pytest.fixture
def made(app, world) -> Any:
    """Make something in Gent; its code."""

    def make(maker: Any, **details: Any) -> str:
        with app.test_request_context(), inside(world.gent):
            return str(maker(world, **details).code)

    return make


def scan(client, code):
    return client.get(f"/gent/scan?text={code}")


def put(client, device, shelf, key):
    """Scan a laptop and a shelf, and press the button."""
    scan(client, device)
    return client.post(scan(client, shelf).location, data={"once": key})


def place_of(client, device):
    """The page of a laptop says where it stands."""
    return client.get(f"/gent/devices/{device}").text


def test_a_pass_and_a_laptop_are_a_hand_over_to_that_person(client, app, world, made):
    device, other = made(make_ready_device), made(make_ready_device)
    with app.test_request_context(), inside(world.gent):
        borrower = str(make_application(world, state="approved").borrower.code)
    client.sign_in(world.nele)
    wanted = f"/gent/loans/hand-over?device={device}&borrower={borrower}"
    scan(client, borrower)
    landed = scan(client, device).location
    assert landed == wanted
    chosen = next(line for line in client.get(landed).text.splitlines() if f'value="{borrower}"' in line)
    assert "checked" in chosen
    # The sentence is over: the next laptop begins anew.
    assert scan(client, other).location == f"/gent/loans/hand-over?device={other}"
    assert scan(client, borrower).location == f"/gent/loans/hand-over?device={other}&borrower={borrower}"


def test_a_scanned_pass_says_who_stands_here_and_not_for_whom_it_is_kept(client, app, world):
    with app.test_request_context(), inside(world.gent):
        device = make_ready_device(world)
        kept = str(make_application(world, state="approved", device=device).borrower.code)
        here = str(make_application(world, state="approved").borrower.code)
        device = str(device.code)
    client.sign_in(world.nele)
    scan(client, here)
    page = client.get(scan(client, device).location).text.splitlines()
    assert "checked" in next(line for line in page if f'value="{here}"' in line)
    assert "checked" not in next(line for line in page if f'value="{kept}"' in line)


def test_a_loan_and_another_laptop_are_for_the_same_person_and_its_own_laptop_is_a_return(
    client, app, world, made
):
    with app.test_request_context(), inside(world.gent):
        loan = make_loan(world)
        code, borrower, own = str(loan.code), str(loan.borrower.code), str(loan.device.code)
    other = made(make_ready_device)
    client.sign_in(world.nele)
    scan(client, code)
    assert scan(client, own).location == f"/gent/returns/{code}"
    scan(client, code)
    assert scan(client, other).location == f"/gent/loans/hand-over?device={other}&borrower={borrower}"


def test_the_bench_lends_nothing_whatever_it_scans(client, app, world, made):
    device = made(make_ready_device)
    with app.test_request_context(), inside(world.gent):
        borrower = str(make_application(world, state="approved").borrower.code)
    client.sign_in(world.tom)
    scan(client, borrower)
    assert scan(client, device).location == f"/gent/carry/{device}"


def test_a_workshop_and_passes_tick_who_is_here_after_one_press_each(client, app, world, made):
    from inventory.foundation import clock

    session = made(make_session)
    passes = []
    with app.test_request_context(), inside(world.gent):
        for _one in range(2):
            borrower = make_application(world).borrower
            passes.append((str(borrower.code), borrower.first_name))
    client.sign_in(world.lotte)
    scan(client, session)
    # The session is today in the cast's time; who scans long after that day may tick as well.
    assert clock.today() >= NOW.date()
    for at, (code, name) in enumerate(passes):
        landed = scan(client, code).location
        assert landed == f"/gent/workshops/{session}/attend/{code}"
        page = client.get(landed).text
        assert name in page
        assert client.post(landed, data={"once": f"k{at}"}).location == f"/gent/workshops/{session}"
    again = client.post(f"/gent/workshops/{session}/attend/{passes[0][0]}", data={"once": "k0"})
    assert again.status_code == 303
    client.sign_in(world.nele)
    assert client.get(f"/gent/workshops/{session}").text.count("Was there") >= 2


def test_a_shelf_stays_the_first_word_also_when_it_was_scanned_first(client, world, made):
    shelf, one, two = made(make_place, name="Rek 7"), made(make_device), made(make_device)
    client.sign_in(world.tom)
    scan(client, shelf)
    for device in (one, two):
        landed = scan(client, device).location
        assert landed == f"/gent/scan/move/{device}/{shelf}"
        assert client.post(landed, data={"once": device}).status_code == 303
        assert "Rek 7" in place_of(client, device)


def test_the_first_scan_is_shown_until_it_is_forgotten(client, world, made):
    device, shelf = made(make_device), made(make_place)
    client.sign_in(world.tom)
    spoken = f"{device[0]} {device[1:4]} {device[4:]}"
    landed = scan(client, device).location
    chip = "Scan what goes with it"
    assert chip in client.get(landed).text
    assert spoken in client.get("/gent/scan").text
    forgotten = client.post(
        "/gent/scan/forget", data={"once": "f"}, headers={"Referer": f"http://localhost{landed}"}
    )
    assert forgotten.location == landed
    assert chip not in client.get(landed).text
    assert scan(client, shelf).location == f"/gent/places/{shelf}"


def test_after_a_minute_the_first_scan_is_no_first_word(client, world, made):
    device, shelf = made(make_device), made(make_place)
    client.sign_in(world.tom)
    scan(client, device)
    with client.session_transaction() as session:
        session["words"] = [[device, session["words"][0][1] - 61]]
    assert "Scan what goes with it" not in client.get("/gent/scan").text
    assert scan(client, shelf).location == f"/gent/places/{shelf}"


def test_who_signs_out_of_a_digibank_takes_no_first_word_into_another(client, app, world, made):
    device = made(make_device)
    client.sign_in(world.tom)
    scan(client, device)
    client.sign_in(world.bram)
    page = client.get(f"/luik/scan?text={device}")
    assert b"We do not know this code" in page.data
    assert b"Your last scans of today" not in page.data


def test_the_last_five_scans_stand_under_the_box(client, world, made):
    devices = [made(make_device) for _one in range(6)]
    client.sign_in(world.tom)
    for device in devices:
        scan(client, device)
    page = client.get("/gent/scan").text
    shown = [device for device in devices if f"text={device}" in page]
    assert shown == devices[1:]
    assert page.index(f"text={devices[5]}") < page.index(f"text={devices[1]}")


def test_a_move_is_undone_once_and_only_while_nothing_else_happened(client, app, world, made):
    device, first, second, third = made(make_device), *(made(make_place, name=f"Rek {at}") for at in "ABC")
    client.sign_in(world.tom)
    put(client, device, first, "a")
    put(client, device, second, "b")
    assert f'/gent/scan/undo/{device}"' in client.get("/gent/scan").text
    assert client.post(f"/gent/scan/undo/{device}", data={"once": "u"}).status_code == 303
    assert "Rek A" in place_of(client, device)
    client.post(f"/gent/scan/undo/{device}", data={"once": "u2"})
    assert "nothing to undo" in client.get("/gent/scan").text
    assert "Rek A" in place_of(client, device)
    put(client, device, second, "c")
    with app.test_request_context(), inside(world.gent):
        from inventory.devices import actions
        from inventory.devices.models import Device
        from inventory.digibank.numbers import get_by_code
        from inventory.places.models import Place

        actions.place(
            world.sofie.actor,
            get_by_code(Device, device),
            get_by_code(Place, third),
            now=NOW + timedelta(hours=1),
        )
    client.post(f"/gent/scan/undo/{device}", data={"once": "u3"})
    assert "somewhere else since" in client.get("/gent/scan").text
    assert "Rek C" in place_of(client, device)


def test_a_move_from_nowhere_is_undone_to_nowhere(client, world, made):
    device, shelf = made(make_device), made(make_place, name="Rek Z")
    client.sign_in(world.tom)
    put(client, device, shelf, "a")
    client.post(f"/gent/scan/undo/{device}", data={"once": "u"})
    place_of(client, device)  # says once what was done
    assert "Rek Z" not in place_of(client, device).split('id="history"')[0]


def test_another_digibank_undoes_nothing(client, world, made):
    device, shelf = made(make_device), made(make_place)
    client.sign_in(world.tom)
    put(client, device, shelf, "a")
    client.sign_in(world.bram)
    assert client.post(f"/luik/scan/undo/{device}", data={"once": "u"}).status_code == 404
