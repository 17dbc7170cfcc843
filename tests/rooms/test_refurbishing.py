"""The bench: a checklist that keeps every answer, and a second person who looks again."""

import pytest

from inventory.devices.models import Device, Grade
from inventory.digibank.numbers import get_by_code
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.journey import NotFromHere, Stage, StillHoldsData
from inventory.refurbishing import actions, queries, rules
from inventory.refurbishing.checklist import LAPTOP, Answer, Fault, Point
from inventory.refurbishing.models import CheckupState
from inventory.refurbishing.rules import second_look_at
from tests.cast import NOW
from tests.make import make_device, make_signed_off_device, make_wiped_device

LOOKS = {str(point) for point in second_look_at("laptop")}


@pytest.fixture
def wiped(app, world):
    """The code of a wiped laptop of Gent."""
    with app.test_request_context(), inside(world.gent):
        return str(make_wiped_device(world).code)


def tap(client, code, *answers):
    """Tap answers on the checklist, one by one."""
    for number, given in enumerate(answers):
        response = client.post(
            f"/gent/bench/{code}/answer", data={"answer": given, "once": f"{given}{number}"}
        )
        assert response.status_code == 303, given


def stage_of(app, world, code):
    """Where a laptop of Gent is now."""
    with app.test_request_context(), inside(world.gent):
        return get_by_code(Device, code).stage


def test_an_all_fine_checklist_takes_one_scan_and_five_taps(client, app, world, wiped):
    client.sign_in(world.tom)
    landed = client.get(f"/gent/scan?text={wiped}")
    assert landed.location == f"/gent/bench/{wiped}"
    page = client.get(landed.location).data
    assert b"The rest is in order" not in page
    tap(client, wiped, "battery:fine", "charger:fine", "edges:fine")
    assert b"The rest is in order" in client.get(landed.location).data
    client.post(f"/gent/bench/{wiped}/rest", data={"once": "r"})
    page = client.get(landed.location).data
    assert b'value="A" checked' in page
    done = client.post(f"/gent/bench/{wiped}", data={"grade": "A", "battery_percent": "", "once": "d"})
    assert done.status_code == 303
    assert b"A colleague looks at it once more" in client.get(done.location).data
    assert stage_of(app, world, wiped) == Stage.REFURBISHING


def test_another_person_looks_again_and_the_laptop_is_ready(client, app, world, wiped):
    client.sign_in(world.tom)
    tap(client, wiped, *(f"{row.point}:fine" for row in LAPTOP))
    client.post(f"/gent/bench/{wiped}", data={"grade": "B", "battery_percent": "81", "once": "d"})
    client.sign_in(world.sofie)
    assert client.get(f"/gent/scan?text={wiped}").location == f"/gent/bench/{wiped}/second-check"
    address = f"/gent/bench/{wiped}/second-check"
    assert b"Tom" in client.get(address).data
    half = client.post(address, data={"looked_at": ["battery"], "once": "a"})
    assert half.status_code == 422
    assert stage_of(app, world, wiped) == Stage.REFURBISHING
    whole = client.post(address, data={"looked_at": sorted(LOOKS), "once": "b"})
    assert whole.status_code == 303
    with app.test_request_context(), inside(world.gent):
        device = get_by_code(Device, wiped)
        assert (device.stage, device.grade, device.battery_percent, device.charger) == (
            Stage.READY,
            Grade.B,
            81,
            True,
        )


def test_sofie_may_not_sign_off_her_own_work(client, world, wiped):
    client.sign_in(world.sofie)
    tap(client, wiped, *(f"{row.point}:fine" for row in LAPTOP))
    client.post(f"/gent/bench/{wiped}", data={"grade": "A", "once": "d"})
    address = f"/gent/bench/{wiped}/second-check"
    assert b"This is your own work" in client.get(address).data
    refused = client.post(address, data={"looked_at": sorted(LOOKS), "once": "b"})
    assert refused.status_code == 422
    assert b"This is your own work" in refused.data


def test_tom_may_not_sign_off_and_nele_may_not_refurbish(client, world, wiped):
    client.sign_in(world.tom)
    assert client.get(f"/gent/bench/{wiped}/second-check").status_code == 403
    client.sign_in(world.nele)
    assert client.get(f"/gent/bench/{wiped}").status_code == 403
    client.sign_in(world.karim)
    assert client.get("/gent/bench").status_code == 403


def test_bram_finds_no_bench_of_gent(client, world, wiped):
    client.sign_in(world.bram)
    assert client.get(f"/luik/bench/{wiped}").status_code == 404
    assert client.post(f"/luik/bench/{wiped}/answer", data={"answer": "screen:fine"}).status_code == 404
    assert client.get(f"/gent/bench/{wiped}").status_code == 404
    assert wiped[1:].encode() not in client.get("/luik/bench").data


def test_a_fault_is_named_and_waits_for_its_part(client, world, wiped):
    client.sign_in(world.tom)
    tap(
        client,
        wiped,
        "battery:fine",
        "charger:fine",
        "edges:fine",
        "keyboard:repair",
        "keyboard:repair:missing",
    )
    client.post(f"/gent/bench/{wiped}/rest", data={"once": "r"})
    assert b"Something waits for repair" in client.get(f"/gent/bench/{wiped}").data
    refused = client.post(f"/gent/bench/{wiped}", data={"grade": "A", "once": "d"})
    assert refused.status_code == 422
    put_aside = client.post(f"/gent/bench/{wiped}/part", data={"part": "Klavier <b>AZERTY</b>", "once": "p"})
    bench = client.get(put_aside.location).data
    assert b"Klavier &lt;b&gt;AZERTY&lt;/b&gt;" in bench
    client.post(f"/gent/bench/{wiped}/part-came", data={"once": "q"})
    tap(client, wiped, "keyboard:fine")
    assert client.post(f"/gent/bench/{wiped}", data={"grade": "A", "once": "e"}).status_code == 303


def test_an_empty_part_is_asked_again(client, world, wiped):
    client.sign_in(world.tom)
    tap(client, wiped, "screen:repair")
    assert client.post(f"/gent/bench/{wiped}/part", data={"part": "  ", "once": "p"}).status_code == 422


def test_a_swollen_battery_stops_the_work_aloud(client, world, wiped):
    client.sign_in(world.tom)
    tap(client, wiped, "battery:repair:swollen")
    assert b"Do not charge" in client.get(f"/gent/bench/{wiped}").data


@pytest.mark.parametrize(
    "answer", ["", "screen", "screen:perhaps", "dog:fine", "screen:not_there", "a:b:c:d"]
)
def test_an_answer_that_is_none_changes_nothing(client, app, world, wiped, answer):
    client.sign_in(world.tom)
    assert client.post(f"/gent/bench/{wiped}/answer", data={"answer": answer}).status_code == 422
    with app.test_request_context(), inside(world.gent):
        assert queries.find_living(get_by_code(Device, wiped)) is None


def test_the_second_person_sends_it_back_with_a_reason(client, app, world, wiped):
    client.sign_in(world.tom)
    tap(client, wiped, *(f"{row.point}:fine" for row in LAPTOP))
    client.post(f"/gent/bench/{wiped}", data={"grade": "A", "once": "d"})
    client.sign_in(world.sofie)
    sent = client.post(f"/gent/bench/{wiped}/send-back", data={"reason": "Toets E hapert", "once": "s"})
    assert sent.status_code == 303
    client.sign_in(world.tom)
    assert b"Toets E hapert" in client.get(f"/gent/bench/{wiped}").data


def test_a_changed_answer_opens_a_finished_list_again(in_gent, world):
    device = make_wiped_device(world)
    actions.start(world.tom.actor, device, now=NOW)
    for row in LAPTOP:
        actions.answer(world.tom.actor, device, row.point, Answer.FINE, now=NOW)
    actions.finish(world.tom.actor, device, grade=Grade.A, now=NOW)
    checkup = actions.answer(world.tom.actor, device, Point.SCREEN, Answer.REPAIR, fault=Fault.WORN, now=NOW)
    assert (checkup.state, checkup.done_by_id) == (CheckupState.OPEN, None)
    with pytest.raises(actions.NotDoneYet):
        actions.sign_off(world.sofie.actor, device, looked_at=set(Point), now=NOW)


def test_two_people_begin_one_checklist_and_share_it(in_gent, world):
    device = make_wiped_device(world)
    first = actions.start(world.tom.actor, device, now=NOW)
    assert actions.start(world.sofie.actor, device, now=NOW).id == first.id


def test_a_received_laptop_cannot_skip_the_wiping_bench(in_gent, world):
    with pytest.raises(NotFromHere):
        actions.start(world.tom.actor, make_device(world), now=NOW)


def test_a_disk_that_was_put_in_keeps_a_laptop_from_being_ready(in_gent, world):
    from inventory.devices.actions import add_medium

    device = make_wiped_device(world)
    actions.start(world.tom.actor, device, now=NOW)
    for row in LAPTOP:
        actions.answer(world.tom.actor, device, row.point, Answer.FINE, now=NOW)
    actions.finish(world.tom.actor, device, grade=Grade.A, now=NOW)
    add_medium(world.tom.actor, device, serial="NEW", now=NOW)
    with pytest.raises(StillHoldsData):
        actions.sign_off(world.sofie.actor, device, looked_at=set(Point), now=NOW)
    assert device.stage == Stage.REFURBISHING
    assert queries.find_living(device).state == CheckupState.DONE


def test_a_ready_laptop_goes_back_to_the_bench_with_a_new_list(in_gent, world):
    device = make_signed_off_device(world)
    checkup = actions.check_again(world.tom.actor, device, now=NOW)
    assert (device.stage, checkup.answers) == (Stage.REFURBISHING, {})


def test_a_desk_worker_may_not_sign_off(in_gent, world):
    with pytest.raises(MayNot):
        actions.sign_off(world.nele.actor, make_wiped_device(world), looked_at=set(), now=NOW)


def test_nothing_is_finished_without_a_grade(in_gent, world):
    device = make_wiped_device(world)
    actions.start(world.tom.actor, device, now=NOW)
    for row in LAPTOP:
        actions.answer(world.tom.actor, device, row.point, Answer.FINE, now=NOW)
    with pytest.raises(rules.NoGradeYet):
        actions.finish(world.tom.actor, device, grade=None, now=NOW)


def test_the_device_page_shows_the_bench_and_its_next_step(client, app, world, wiped):
    client.sign_in(world.tom)
    assert b"Begin the checklist" in client.get(f"/gent/devices/{wiped}").data
    tap(client, wiped, "battery:fine")
    shown = client.get(f"/gent/devices/{wiped}").data
    assert b"Go on with the checklist" in shown
    assert b"1 of 11 points" in shown
