"""Many at once: a pile of laptops in an address, what can be done with each, and one press."""

from typing import Any

import pytest
from sqlalchemy import func, select

from inventory.devices.models import Device
from inventory.digibank.numbers import get_by_code
from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.portal import piling
from tests.make import make_device, make_loan, make_place


@pytest.fixture
def things(app: Any, world: Any) -> dict[str, str]:
    """Two laptops that are here, one that is lent, and a shelf."""
    with app.test_request_context(), inside(world.gent):
        return {
            "one": str(make_device(world, serial="FIRST1").code),
            "two": str(make_device(world).code),
            "lent": str(make_loan(world).device.code),
            "shelf": str(make_place(world, name="Rek 7").code),
        }


def place_of(world: Any, code: str) -> str | None:
    """The name of the place where a device stands."""
    with inside(world.gent):
        device = get_by_code(Device, code)
        return device.place.name if device.place else None


def added(client: Any, text: str, **address: str) -> str:
    """Scan one more onto the pile; the address of what it is then."""
    answer = client.get("/gent/collect", query_string={**address, "add": text})
    assert answer.status_code == 303
    return str(answer.location)


def test_what_is_scanned_comes_on_top(client: Any, world: Any, things: Any) -> None:
    client.sign_in(world.tom)
    address = added(client, things["one"])
    assert address.endswith(f"codes={things['one']}")
    address = added(client, things["two"], codes=things["one"])
    text = client.get(address).get_data(as_text=True)
    assert text.index(f"/devices/{things['two']}") < text.index(f"/devices/{things['one']}")


@pytest.mark.parametrize("text", ["first1", "HTTP://LOCALHOST/I/{one}", "{one}"])
def test_a_laptop_is_known_by_its_serial_number_and_its_link_too(
    client: Any, world: Any, things: Any, text: str
) -> None:
    client.sign_in(world.tom)
    assert added(client, text.format(**things)).endswith(f"codes={things['one']}")


def test_a_place_that_is_scanned_is_where_they_go(client: Any, world: Any, things: Any) -> None:
    client.sign_in(world.tom)
    address = added(client, things["shelf"], codes=things["one"])
    assert f"place={things['shelf']}" in address
    text = client.get(address).get_data(as_text=True)
    assert f'<option selected value="{things["shelf"]}">' in text


def test_what_nobody_knows_is_told_and_stays_off(client: Any, world: Any, things: Any) -> None:
    client.sign_in(world.tom)
    address = added(client, "NOBODY-KNOWS", codes=things["one"])
    assert address.endswith(f"codes={things['one']}")
    assert "NOBODY-KNOWS" in client.get(address).get_data(as_text=True)


def test_a_national_number_is_not_repeated(client: Any, world: Any, things: Any) -> None:
    client.sign_in(world.tom)
    address = added(client, "85073003328")
    assert "85073003328" not in address
    assert "85073003328" not in client.get(address).get_data(as_text=True)


def test_a_foreign_laptop_is_as_if_it_did_not_exist(app: Any, client: Any, world: Any, things: Any) -> None:
    with app.test_request_context(), inside(world.luik):
        foreign = str(make_device(world).code)
    client.sign_in(world.tom)
    assert foreign not in added(client, foreign)
    assert f"/devices/{foreign}" not in client.get(f"/gent/collect?codes={foreign}").get_data(as_text=True)


def test_one_press_moves_all_that_can_and_tells_of_the_others(client: Any, world: Any, things: Any) -> None:
    client.sign_in(world.tom)
    codes = ",".join((things["one"], things["two"], things["lent"]))
    with inside(world.gent):
        before = db.session.scalar(
            select(func.count(AuditEvent.id)).where(AuditEvent.deed == "devices.placed")
        )
    sent = {"place": things["shelf"], "once": "pile-1"}
    for _time in range(2):  # a second press does nothing twice
        answer = client.post(f"/gent/collect?codes={codes}", data=sent)
        assert answer.status_code == 303
        assert answer.location.endswith(f"codes={things['lent']}")
    text = client.get(answer.location).get_data(as_text=True)
    assert "2 laptops" in text
    assert "It is lent. Take it back first." in text
    assert [place_of(world, things[name]) for name in ("one", "two", "lent")] == ["Rek 7", "Rek 7", None]
    with inside(world.gent):
        after = db.session.scalar(
            select(func.count(AuditEvent.id)).where(AuditEvent.deed == "devices.placed")
        )
    assert after - before == 2


def test_without_a_place_nothing_moves_and_the_pile_stays(client: Any, world: Any, things: Any) -> None:
    client.sign_in(world.tom)
    answer = client.post(f"/gent/collect?codes={things['one']}", data={"once": "pile-2"})
    assert answer.status_code == 422
    assert f"/devices/{things['one']}" in answer.get_data(as_text=True)
    assert place_of(world, things["one"]) is None


def test_a_full_pile_takes_no_more(
    client: Any, world: Any, things: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piling, "MOST", 1)
    client.sign_in(world.tom)
    assert things["two"] not in added(client, things["two"], codes=things["one"])


def test_nonsense_in_the_address_is_passed_over(client: Any, world: Any, things: Any) -> None:
    client.sign_in(world.tom)
    for codes in ("T000001", ",,,", "x" * 3000, f"{things['shelf']},T1"):
        assert client.get("/gent/collect", query_string={"codes": codes, "place": codes}).status_code == 200


def test_who_may_look_but_not_move_sees_no_button(client: Any, world: Any, things: Any) -> None:
    client.sign_in(world.rita)
    answer = client.get(f"/gent/collect?codes={things['one']}")
    assert answer.status_code in (200, 403)
    assert (
        client.post(f"/gent/collect?codes={things['one']}", data={"place": things["shelf"]}).status_code
        == 403
    )
    assert place_of(world, things["one"]) is None
