"""One thing for a whole pile: each laptop says whether it can, one press does it, and one that fails stops no other."""

from typing import Any

import pytest
from sqlalchemy import select

from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.digibank.numbers import get_by_code
from inventory.foundation import audit
from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.refusal import MayNot, Refusal
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import after_commit, attempt, transaction
from inventory.journey import Stage
from inventory.portal import collecting
from inventory.portal.piling import PERMISSIONS, PileDeed
from tests.cast import NOW
from tests.make import make_device, make_loan, make_ready_device, make_wiped_device
from tests.make_outings import make_outing_on_the_road


@pytest.fixture
def make(app: Any, world: Any) -> Any:
    """Make something in Gent; its code."""

    def one(maker: Any, **details: Any) -> str:
        with app.test_request_context(), inside(world.gent):
            made = maker(world, **details)
            return str(getattr(made, "device", made).code)

    return one


def stages(app: Any, world: Any, *codes: str) -> list[Stage]:
    with app.test_request_context(), inside(world.gent):
        return [get_by_code(Device, code).stage for code in codes]


def deeds(app: Any, world: Any) -> list[str]:
    with app.test_request_context(), inside(world.gent):
        return list(db.session.scalars(select(AuditEvent.deed).order_by(AuditEvent.number)))


def test_the_pile_offers_what_some_of_it_can_and_this_person_may(client: Any, world: Any, make: Any) -> None:
    received, ready = make(make_device), make(make_ready_device)
    client.sign_in(world.tom)
    page = client.get(f"/gent/collect?codes={received},{ready}").text
    for deed in ("start_wipe", "check_again", "miss"):
        assert f'href="/gent/collect/{deed}?codes={received},{ready}"' in page.replace("%2C", ",")
    for deed in ("find", "checklist", "recycle"):
        assert f"/gent/collect/{deed}?" not in page
    client.sign_in(world.nele)
    page = client.get(f"/gent/collect?codes={received},{ready}").text
    assert "/gent/collect/miss?" in page
    assert "/gent/collect/start_wipe?" not in page


def test_one_press_begins_wiping_for_those_that_can_and_says_why_for_the_others(
    client: Any, app: Any, world: Any, make: Any
) -> None:
    one, two, ready, lent = make(make_device), make(make_device), make(make_ready_device), make(make_loan)
    pile = ",".join((one, two, ready, lent))
    client.sign_in(world.tom)
    page = client.get(f"/gent/collect/start_wipe?codes={pile}").text
    assert "Start wiping: 2 laptops" in page
    assert "This is not its next step." in page
    assert "It is lent. Take it back first." in page
    assert stages(app, world, one) == [Stage.RECEIVED], "looking does nothing"
    for _time in range(2):
        answer = client.post(f"/gent/collect/start_wipe?codes={pile}", data={"once": "a"})
        assert answer.status_code == 303
    assert stages(app, world, one, two, ready, lent) == [Stage.WIPING, Stage.WIPING, Stage.READY, Stage.LENT]
    assert deeds(app, world).count("wiping.started") == 2
    page = client.get(answer.location).text
    assert "Start wiping: done for 2 laptops." in page
    assert "Done with 2 laptops" in page
    assert "Not with 2 laptops" in page
    assert "Start wiping: 2" not in page.split('id="done"')[1]


def test_a_second_press_with_another_key_does_nothing_twice(
    client: Any, app: Any, world: Any, make: Any
) -> None:
    one = make(make_device)
    client.sign_in(world.tom)
    for once in ("a", "b"):
        answer = client.post(f"/gent/collect/start_wipe?codes={one}", data={"once": once})
        assert answer.status_code == 303
    assert deeds(app, world).count("wiping.started") == 1
    assert "This is done already." in client.get(answer.location).text


@pytest.mark.parametrize(
    ("name", "maker", "deed", "ends", "told"),
    [
        ("tom", make_wiped_device, "checklist", Stage.REFURBISHING, {}),
        ("tom", make_ready_device, "check_again", Stage.REFURBISHING, {}),
        ("nele", make_device, "miss", Stage.MISSING, {"reason": "stolen"}),
        ("sofie", make_wiped_device, "recycle", Stage.RECYCLED, {"reason": "too_old"}),
        ("sofie", make_ready_device, "take_apart", Stage.PARTS, {"reason": "broken"}),
    ],
)
def test_each_deed_does_what_it_does_for_one(
    client: Any, app: Any, world: Any, make: Any, name: str, maker: Any, deed: str, ends: Stage, told: Any
) -> None:
    codes = [make(maker), make(maker)]
    client.sign_in(getattr(world, name))
    address = f"/gent/collect/{deed}?codes={','.join(codes)}"
    if told:
        asked = client.post(address, data={"once": "without"})
        assert asked.status_code == 422
        assert all(code in asked.text for code in codes), "the pile stays"
    assert client.post(address, data={"once": "a", **told}).status_code == 303
    assert stages(app, world, *codes) == [ends, ends]


def test_missing_ones_are_found_again_together(client: Any, app: Any, world: Any, make: Any) -> None:
    codes = [make(make_device), make(make_ready_device)]
    with app.test_request_context(), inside(world.gent):
        for code in codes:
            devices.miss(world.nele.actor, get_by_code(Device, code), now=NOW)
    client.sign_in(world.tom)
    assert "/gent/collect/find?" in client.get(f"/gent/collect?codes={','.join(codes)}").text
    client.post(f"/gent/collect/find?codes={','.join(codes)}", data={"once": "a"})
    assert stages(app, world, *codes) == [Stage.RETURNED, Stage.RETURNED]


def test_what_holds_data_goes_nowhere_and_says_so(client: Any, app: Any, world: Any, make: Any) -> None:
    clean, dirty = make(make_wiped_device), make(make_device)
    client.sign_in(world.fatima)
    client.post(f"/gent/collect/start_wipe?codes={dirty}", data={"once": "a"})
    page = client.get(f"/gent/collect/recycle?codes={clean},{dirty}").text
    assert "A disk inside still holds data." in page
    client.post(f"/gent/collect/recycle?codes={clean},{dirty}", data={"once": "b", "reason": "broken"})
    assert stages(app, world, clean, dirty) == [Stage.RECYCLED, Stage.WIPING]


def test_what_another_room_holds_says_why(client: Any, app: Any, world: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        outing = make_outing_on_the_road(world, lent=0, spares=1)
        from inventory.outings import queries

        code = str(queries.devices_of(outing)[0].device.code)
    client.sign_in(world.tom)
    page = client.get(f"/gent/collect/check_again?codes={code}").text
    assert "Not with 1 laptop" in page
    assert "With 1 laptop this can be done" not in page
    client.post(f"/gent/collect/check_again?codes={code}", data={"once": "a"})
    assert stages(app, world, code) == [Stage.READY]


class _Broken(Refusal):
    """Made up: one of them cannot after all."""


def test_one_that_is_refused_in_the_doing_stops_no_other(
    client: Any, app: Any, world: Any, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inventory.foundation.refusal import SomeoneElseWasFirst
    from inventory.wiping import actions as wiping

    codes = [make(make_device) for _one in range(3)]
    start = wiping.start_wipe

    def start_but_not_the_second(actor: Any, device: Any, *, now: Any) -> Any:
        start(actor, device, now=now)
        if str(device.code) == codes[1]:
            raise SomeoneElseWasFirst
        return device

    monkeypatch.setattr(wiping, "start_wipe", start_but_not_the_second)
    client.sign_in(world.tom)
    answer = client.post(f"/gent/collect/start_wipe?codes={','.join(codes)}", data={"once": "a"})
    assert stages(app, world, *codes) == [Stage.WIPING, Stage.RECEIVED, Stage.WIPING]
    assert deeds(app, world).count("wiping.started") == 2
    with app.test_request_context(), inside(world.gent):
        assert not list(audit.verify())
    page = client.get(answer.location).text
    assert "done for 2 laptops" in page
    assert f"T {codes[1][1:4]} {codes[1][4:]}: " in page
    assert f"/devices/{codes[1]}" in page


def test_when_all_are_refused_nothing_is_kept(
    client: Any, app: Any, world: Any, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inventory.foundation.refusal import SomeoneElseWasFirst
    from inventory.wiping import actions as wiping

    code, start = make(make_device), wiping.start_wipe

    def start_in_vain(actor: Any, device: Any, *, now: Any) -> Any:
        start(actor, device, now=now)
        raise SomeoneElseWasFirst

    monkeypatch.setattr(wiping, "start_wipe", start_in_vain)
    before = deeds(app, world)
    client.sign_in(world.tom)
    answer = client.post(f"/gent/collect/start_wipe?codes={code}", data={"once": "a"})
    assert answer.status_code == 303
    assert stages(app, world, code) == [Stage.RECEIVED]
    assert deeds(app, world) == before


def test_an_attempt_that_fails_takes_its_letters_and_errands_along(app: Any, world: Any, make: Any) -> None:
    from inventory.foundation.outbox import post

    code, ran = make(make_device), []

    def fail(device: Device) -> None:
        devices.correct(world.tom.actor, device, now=NOW, maker="gone")
        after_commit(lambda: ran.append("gone"))
        told = {"spoken": "", "words": "", "reply_to": "", "digibank": None}
        post("portal/finder", to_email="a@b.example", locale="nl", now=NOW, **told)
        raise _Broken

    with app.test_request_context(), inside(world.gent):
        with transaction():
            device = get_by_code(Device, code)
            devices.correct(world.tom.actor, device, now=NOW, model="kept")
            after_commit(lambda: ran.append("kept"))
            try:
                with attempt():
                    fail(device)
            except _Broken:
                ran.append("refused")
        device = get_by_code(Device, code)
        assert device.model == "kept"
        assert device.maker != "gone"
        assert ran == ["refused", "kept"]
        assert not db.session.scalars(select(Letter)).all()


def test_a_foreign_laptop_is_as_if_it_did_not_exist(client: Any, app: Any, world: Any) -> None:
    with app.test_request_context(), inside(world.luik):
        foreign = str(make_device(world).code)
    client.sign_in(world.tom)
    assert f"/devices/{foreign}" not in client.get(f"/gent/collect/start_wipe?codes={foreign}").text
    assert client.post(f"/gent/collect/start_wipe?codes={foreign}", data={"once": "a"}).status_code == 303
    with app.test_request_context(), inside(world.luik):
        assert get_by_code(Device, foreign).stage is Stage.RECEIVED


@pytest.mark.parametrize("deed", PileDeed)
def test_each_deed_asks_its_own_permission(
    client: Any, app: Any, world: Any, make: Any, deed: PileDeed
) -> None:
    code = make(make_device)
    for name in ("karim", "nele", "tom", "sofie"):
        person = getattr(world, name)
        may = person.actor.may(PERMISSIONS[deed])
        client.sign_in(person)
        assert client.get(f"/gent/collect/{deed}?codes={code}").status_code == (200 if may else 403)
        if not may:
            told = {"once": "a", "reason": "lost"}
            assert client.post(f"/gent/collect/{deed}?codes={code}", data=told).status_code == 403
            with app.test_request_context(), inside(world.gent), pytest.raises(MayNot):
                collecting.do_with_pile(person.actor, [code], deed, now=NOW)
    assert stages(app, world, code) == [Stage.RECEIVED]


def test_what_is_no_deed_is_not_there(client: Any, world: Any) -> None:
    client.sign_in(world.fatima)
    assert client.get("/gent/collect/sell?codes=T000018").status_code == 404


def test_many_that_cannot_be_moved_do_not_burst_the_cookie(
    client: Any, app: Any, world: Any, make: Any
) -> None:
    from tests.make import make_place

    codes = [make(make_device) for _one in range(60)]
    shelf = make(make_place)
    with app.test_request_context(), inside(world.gent):
        for code in codes:
            devices.miss(world.nele.actor, get_by_code(Device, code), now=NOW)
    client.sign_in(world.tom)
    answer = client.post(f"/gent/collect?codes={','.join(codes)}", data={"place": shelf, "once": "a"})
    assert answer.status_code == 303
    assert all(len(cookie) < 4000 for cookie in answer.headers.getlist("Set-Cookie"))
    assert client.get(answer.location).text.count("It is missing. Say first that you found it.") == 60 + 5
