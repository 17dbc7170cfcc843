"""How many scans and taps the work at the door and at the bench takes: flows 1 to 4 of the design."""

from typing import Any

import pytest

from inventory.devices import actions as devices
from inventory.foundation.database import db
from inventory.foundation.transaction import upkeep
from inventory.intake import importing
from inventory.places.models import PlaceKind
from inventory.refurbishing import actions as refurbishing
from inventory.refurbishing.checklist import Answer, rows_for
from inventory.wiping import actions as wiping
from inventory.wiping import bench
from inventory.wiping.sample_log import Outcome
from tests.cast import World
from tests.make import (
    make_device,
    make_lot,
    make_partner,
    make_place,
    make_signed_off_device,
    make_wipe_log,
    make_wiped_device,
    make_wiped_lot,
)
from tests.make_repairs import make_part, make_ticket

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_1_an_announced_batch_comes_in_with_two_scans_a_laptop(world: World, gent: Any, hands: Any) -> None:
    """Flow 1, for a batch of four instead of forty: 1 + 2n scans, 15 taps, 2 keys."""
    serials = [f"BATCH-{number}" for number in range(4)]

    def announced(now: Any) -> str:
        lot = make_lot(world, expected_count=4, now=now)
        boss = world.fatima.actor
        rows = "serial;maker;model\n" + "".join(f"{one};HP;ProBook 430\n" for one in serials)
        draft = importing.upload_list(boss, lot, rows.encode(), "list.csv", now=now)
        importing.confirm_list(boss, draft, seal=importing.seal_of(importing.report_of(draft)), now=now)
        return str(lot.code)

    tom = hands(world.tom, "/gent/today/")
    tom.scan(gent(announced))
    for serial in serials:
        tom.scan(serial, into="#scanned:focus")
    assert tom.page.get_by_text("4 of 4 received").count()
    tom.held_to(scans=1 + 2 * 4, taps=15, keys=2)


def test_1b_a_batch_that_nobody_announced_costs_three_taps_and_fourteen_keys_more(
    world: World, gent: Any, hands: Any
) -> None:
    """Flow 1b: the lot is made at the door, and the make and model of the first laptop stay for the others."""
    gent(lambda now: make_partner(world, name="Studiebureau Haverkamp", now=now).id)
    boss = hands(world.fatima, "/gent/lots/")
    boss.tap("Announce a lot")
    boss.tap("Donation", goes=False)
    boss.page.locator("main select[name=partner]").select_option(label="Studiebureau Haverkamp")
    boss.taps += 1
    boss.tap("Announce")
    boss.tap("Scan laptops in")
    boss.type("maker", "HP")
    boss.type("model", "ProBook 430")
    for number in range(4):
        boss.scan(f"DOOR-{number}", into="#scanned")
    assert boss.page.get_by_text("DOOR-3").count()
    boss.held_to(scans=1 + 2 * 4, taps=15 + 3, keys=2 + 14)


def test_2_a_laptop_stands_on_the_next_free_bench_after_one_scan(world: World, gent: Any, hands: Any) -> None:
    """Flow 2: one scan does it, from any page, and one tap takes it back."""

    def arrived(now: Any) -> str:
        make_place(world, name="Wisplek 1", kind=PlaceKind.BENCH)
        shelf = make_place(world, name="Rek 4")
        device = make_device(world, now=now)
        devices.place(world.tom.actor, device, shelf, now=now)
        return str(device.code)

    code = gent(arrived)
    tom = hands(world.tom, "/gent/today/")
    tom.scan(code)
    tom.page.get_by_text("is at the wiping bench: Wisplek 1.").wait_for()
    tom.held_to(scans=1)
    tom.tap("Undo")
    head = tom.page.locator("main").inner_text()
    assert "Received" in head
    assert "Rek 4" in head


def test_2_a_link_to_the_same_page_starts_nothing(world: World, gent: Any, visit: Any) -> None:
    """Only a scan says it; who opens the page to look finds the button."""
    code = gent(lambda now: str(make_device(world, now=now).code))
    visitor = visit(world.tom, lang="en")
    for address in (f"/gent/scan?text={code}", f"/i/{code}", f"/gent/wiping/devices/{code}"):
        visitor.go(address)
        assert visitor.page.get_by_role("button", name="Start wiping").is_visible(), address


def test_2b_wipes_are_written_down_with_one_drop_and_one_tap(
    world: World, gent: Any, hands: Any, tmp_path: Any
) -> None:
    """Flow 2b: up to fifty files; here five, each of its own laptop."""

    def under_way(now: Any) -> None:
        for number in range(5):
            device = make_device(world, now=now)
            wiping.start_wipe(world.tom.actor, device, now=now)
            (tmp_path / f"{number}.log").write_bytes(make_wipe_log(device, started_at=now))

    gent(under_way)
    tom = hands(world.tom, "/gent/wiping")
    tom.drop(*sorted(tmp_path.iterdir()))
    tom.tap("Write down what is ticked")
    assert tom.page.get_by_text("No reports are waiting.").count()
    tom.held_to(files=1, taps=1)


def test_2c_a_disk_that_nobody_knows_takes_one_scan_more(
    world: World, gent: Any, hands: Any, tmp_path: Any
) -> None:
    """Flow 2c: whoever brings its report scans its laptop, and then the next; nothing is tapped in between."""

    def under_way(now: Any) -> list[str]:
        codes = []
        for number in range(2):
            device = make_device(world, now=now, media=0)
            stranger = make_device(world, now=now)
            (tmp_path / f"{number}.log").write_bytes(
                make_wipe_log(stranger, started_at=now, host_serial=device.serial, host_uuid="")
            )
            wiping.start_wipe(world.tom.actor, device, now=now)
            for medium in devices.media_of(stranger):
                with upkeep():
                    db.session.delete(medium)
            codes.append(str(device.code))
        return codes

    codes = gent(under_way)
    tom = hands(world.tom, "/gent/wiping")
    tom.drop(*sorted(tmp_path.iterdir()))
    for code in codes:
        tom.scan(code, into="#code:focus")
    assert not tom.page.locator("#which").count()
    assert tom.page.get_by_text("2 disks ready to write down").count()
    tom.held_to(files=1, scans=2)
    # A laptop that is scanned there later is there to be wiped, and gets no strange disk.
    tom.page.goto("/gent/wiping")
    assert not tom.page.locator("#which").count()


def test_2d_a_failed_wipe_ends_in_a_destroyed_disk_with_three_taps(
    world: World, gent: Any, hands: Any, tmp_path: Any
) -> None:
    """Flow 2d; a photo is not asked for: a second person sees the disk, and says so."""

    def failed(now: Any) -> None:
        device = make_device(world, now=now)
        wiping.start_wipe(world.tom.actor, device, now=now)
        log = make_wipe_log(device, started_at=now, outcome_0=Outcome.FAILED)
        bench.take_evidence(world.tom.actor, [("a.log", log)], now=now)

    gent(failed)
    tom = hands(world.tom, "/gent/wiping")
    tom.tap("What now?")
    tom.tap("It did not work, and the disk is destroyed")
    tom.tap("Drilled through in several places")
    assert tom.page.get_by_text("Written down. A colleague checks it.").count()
    tom.held_to(taps=3)


def test_2e_a_wipe_without_a_report_takes_one_scan_and_four_taps(world: World, gent: Any, hands: Any) -> None:
    code = gent(lambda now: str(make_device(world, now=now).code))
    tom = hands(world.tom, "/gent/today/")
    tom.scan(code)
    tom.tap("Wiped without a report")
    tom.tap("Erased by the disk's own command", goes=False)
    tom.tap("The firmware of the laptop said that it was done.", goes=False)
    tom.tap("Write down this wipe")
    assert tom.page.get_by_text("Written down. A colleague checks it.").count()
    tom.held_to(scans=1, taps=4)


def test_3_a_checklist_where_all_is_fine_takes_one_scan_and_five_taps(
    world: World, gent: Any, hands: Any
) -> None:
    """Flow 3: the safety points one by one, the rest in one tap, done; the grade is proposed by the answers."""
    tom = hands(world.tom, "/gent/today/")
    tom.scan(gent(lambda now: str(make_wiped_device(world, now=now).code)))
    while not tom.page.get_by_role("button", name="The rest is in order").count():
        tom.answer_the_next_point()
    tom.tap("The rest is in order")
    tom.tap("Done")
    assert tom.page.get_by_text("Done. A colleague looks at it once more.").count()
    tom.held_to(scans=1, taps=5)


def test_3b_a_checklist_answered_point_by_point_takes_one_scan_and_twelve_taps(
    world: World, gent: Any, hands: Any
) -> None:
    tom = hands(world.tom, "/gent/today/")
    tom.scan(gent(lambda now: str(make_wiped_device(world, now=now).code)))
    while not tom.page.get_by_role("button", name="Done").count():
        tom.answer_the_next_point()
    tom.tap("Done")
    assert tom.page.get_by_text("Done. A colleague looks at it once more.").count()
    tom.held_to(scans=1, taps=12)


def test_3c_a_part_of_another_laptop_takes_one_scan_and_one_tap(world: World, gent: Any, hands: Any) -> None:
    """Flow 3c, for whoever has a repair in hand."""
    from inventory.repairing import actions as repairing

    def begun(now: Any) -> tuple[int, str]:
        ticket, part = make_ticket(world, now=now), make_part(world, now=now)
        repairing.begin(world.tom.actor, ticket, now=now)
        return ticket.id, str(part.source.code)

    ticket, donor = gent(begun)
    tom = hands(world.tom, f"/gent/repairs/{ticket}")
    tom.scan(donor)
    tom.tap("Build in")
    assert tom.page.get_by_text("Built in: ").count()
    tom.held_to(scans=1, taps=1)


def test_3d_a_second_check_takes_one_scan_and_five_taps(world: World, gent: Any, hands: Any) -> None:
    def checked(now: Any) -> str:
        from inventory.devices.models import Grade

        device = make_wiped_device(world, now=now)
        refurbishing.start(world.tom.actor, device, now=now)
        for row in rows_for(device.kind):
            refurbishing.answer(world.tom.actor, device, row.point, Answer.FINE, now=now)
        refurbishing.finish(world.tom.actor, device, grade=Grade.B, battery_percent=84, now=now)
        return str(device.code)

    sofie = hands(world.sofie, "/gent/today/")
    sofie.scan(gent(checked))
    for box in sofie.page.locator("main input[type=checkbox]").all():
        sofie.taps += 1
        box.check(force=True)
    sofie.tap("Approve: ready to lend")
    sofie.held_to(scans=1, taps=5)


def test_4_labels_for_a_batch_take_two_taps(world: World, gent: Any, hands: Any) -> None:
    lot = gent(lambda now: str(make_wiped_lot(world, count=3, now=now).code))
    tom = hands(world.tom, f"/gent/lots/{lot}")
    tom.tap("Print labels")
    tom.taps += 1  # the PDF opens in a window of its own; what counts is that one tap asks for it
    assert tom.page.locator("main form button[type=submit]").last.is_visible()
    tom.held_to(taps=2)


def test_4b_a_lost_label_is_printed_again_after_the_scan_of_the_serial_number(
    world: World, gent: Any, hands: Any
) -> None:
    """Flow 4b: from the shelf at the bench by way of the printer, from the register as a PDF at once."""
    serial = gent(lambda now: make_signed_off_device(world, now=now).serial)
    tom, fatima = hands(world.tom, "/gent/today/"), hands(world.fatima, "/gent/today/")
    tom.scan(serial)
    tom.tap("Print label")
    tom.taps += 1  # the PDF opens in a window of its own; what counts is that one tap asks for it
    assert tom.page.locator("main form button[type=submit]").last.is_visible()
    fatima.scan(serial)
    label = fatima.page.locator("main").get_by_role("link", name="Label", exact=True)
    fatima.taps += 1
    assert fatima.page.request.get(label.get_attribute("href")).headers["content-type"] == "application/pdf"
    for person in (tom, fatima):
        person.held_to(scans=1, taps=2)


def test_a_shelf_is_filled_by_scans_alone(world: World, gent: Any, hands: Any) -> None:
    """Two scans make a sentence: laptop and shelf; and then each laptop for the same shelf is one scan more."""

    def brought(now: Any) -> tuple[str, list[str]]:
        shelf = str(make_place(world, name="Rek 9").code)
        return shelf, [str(make_signed_off_device(world, now=now).code) for _one in range(4)]

    shelf, laptops = gent(brought)
    fatima = hands(world.fatima, "/gent/today/")
    fatima.scan(laptops[0])
    fatima.scan(shelf)
    for one in laptops[1:]:
        fatima.scan(one)
    fatima.page.get_by_text("Moved to Rek 9.").wait_for()
    assert fatima.page.locator("main .list a", has_text="Latitude").count() == 4
    fatima.held_to(scans=5)
    fatima.tap("Undo")
    fatima.page.goto(f"/gent/places/{shelf}")
    assert fatima.page.locator("main .list a", has_text="Latitude").count() == 3
