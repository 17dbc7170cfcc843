"""A pallet of forty laptops from the door to ready, in browsers of two people, every scan and every tap counted.

Twelve of them are real machines: what `lshw` and nwipe told of them is read where it stands beside the project, and
nothing of it is ours. The others tell what we wrote. The clock is held at the days on which the real reports were made.
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from inventory.devices.models import Device, Medium
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.intake import importing
from inventory.journey import Stage
from inventory.wiping.sample_log import SampleDrive, nwipe_log
from tests.make import make_lot, make_partner
from tests.walks.in_the_browser.browser import Visitor
from tests.walks.in_the_browser.hands import Hands
from tests.walks.in_the_browser.test_the_lot_story import hardware
from tests.walks.in_the_browser.test_the_whole_circle import EVIDENCE, NWIPE, Day, day, everything_holds

__all__ = ["day"]

DOOR_DAY = datetime(2025, 11, 2, 9, 0, tzinfo=UTC)
BENCH_DAY = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
COUNT = 40
#: real machines, and the real log of nwipe about those that have one
REAL = {
    "gen_p01_dell5490": "gen_g01_debian0.34_hdd_zero_verified.log",
    "gen_p03_t480_nvme": "gen_g03_v0.38_nvme_overwrite.log",
    "snap_acer-aspire-a315-53": None,
    "snap_dell-latitude-e7240": None,
    "snap_lenovo-g50-80E5": None,
    "snap_lenovo-x1carbon5-20HR": None,
    "wb_david": None,
    "wb_e5530": None,
    "wb_test_isard_probook": None,
    "wb_toshiba": None,
    "wb_1001pxd": None,
    "wb_1000h": None,
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        not NWIPE.is_file(), reason="the reports of real tools do not stand beside this project"
    ),
]


def _reports() -> Iterator[tuple[str, bytes]]:
    """The serial number of each laptop, and what it tells about itself."""
    for name in REAL:
        content = (EVIDENCE / "lshw" / f"{name}.lshw.json").read_bytes()
        told = json.loads(content)
        yield (told[0] if isinstance(told, list) else told)["serial"], content
    for number in range(COUNT - len(REAL)):
        told = hardware(100 + number)
        yield told["serial"], json.dumps(told).encode()


def _announced(world: Any, serials: list[str], now: datetime) -> str:
    lot = make_lot(
        world, partner=make_partner(world, name="Studiebureau Fictief bv", now=now), expected_count=COUNT,
        now=now,
    )  # fmt: skip
    rows = "serial;maker;model\n" + "".join(f"{one};;\n" for one in serials)
    boss = world.fatima.actor
    draft = importing.upload_list(boss, lot, rows.encode(), "list.csv", now=now)
    importing.confirm_list(boss, draft, seal=importing.seal_of(importing.report_of(draft)), now=now)
    return str(lot.code)


def test_forty_laptops_come_in_and_are_ready_within_the_budgets(
    app: Any, world: Any, visit: Callable[..., Visitor], day: Day, tmp_path: Path
) -> None:
    day.now = DOOR_DAY
    told = dict(_reports())
    assert len(told) == COUNT
    with app.test_request_context(), inside(world.gent):
        lot = _announced(world, list(told), day.now)
        db.session.remove()  # what is read later is what stands then
    tom, sofie = (Hands(visit(person, lang="en")) for person in (world.tom, world.sofie))

    # Flow 1: the door.
    tom.visitor.go("/gent/today/")
    tom.scan(lot)
    for serial in told:
        tom.scan(serial, into="#scanned:focus")
    assert tom.page.get_by_text(f"{COUNT} of {COUNT} received").count()
    tom.held_to(scans=2 * COUNT + 1, taps=15, keys=2)

    # What each tells about itself, in one drop.
    tom = Hands(tom.visitor)
    for number, content in enumerate(told.values()):
        (tmp_path / f"{number:02}.json").write_bytes(content)
    tom.visitor.go(f"/gent/lots/{lot}/reports")
    tom.page.locator("main input[type=file]").first.set_input_files(sorted(tmp_path.glob("*.json")))
    tom.tap_first("main form button[type=submit]")
    tom.tap_first("main form button[type=submit] >> nth=-1")
    tom.held_to(taps=2)

    # Flow 2: one scan puts each on the wiping bench; flow 2b: what was wiped, in one drop and one tap.
    day.now += timedelta(hours=2)
    codes, drives = _what_is_inside(app, world)
    tom = Hands(tom.visitor)
    tom.visitor.go("/gent/today/")
    for code in codes.values():
        tom.scan(code)
    tom.held_to(scans=COUNT)
    day.now = BENCH_DAY
    logs = tmp_path / "logs"
    logs.mkdir()
    for name, log in REAL.items():
        if log is not None:
            (logs / f"{name}.log").write_bytes((EVIDENCE / "nwipe" / log).read_bytes())
    for at, (serial, own) in enumerate(drives.items()):
        if serial not in _of_real_logs():
            log = nwipe_log(
                [SampleDrive(one, device=f"sd{letter}") for letter, one in zip("abc", own, strict=False)],
                started_at=BENCH_DAY - timedelta(hours=8, minutes=at), host_serial=serial,
            )  # fmt: skip
            (logs / f"{codes[serial]}.log").write_bytes(log)
    tom = Hands(tom.visitor)
    tom.visitor.go("/gent/wiping")
    tom.drop(*sorted(logs.iterdir()))
    tom.tap("Write down what is ticked")
    tom.held_to(files=1, taps=1)

    sofie.visitor.go("/gent/wiping/second-look")
    for box in sofie.page.locator("main input[type=checkbox]").all():
        box.check(force=True)
    sofie.tap("Agree and make certificates")
    wiped = _at(app, world, Stage.WIPED)
    assert len(wiped) >= COUNT - 2, "every disk that was told of has its log"

    # Flow 3: a checklist where all is fine; flow 3d: somebody else looks again.
    for code in wiped:
        tom = Hands(tom.visitor)
        tom.visitor.go("/gent/today/")
        tom.scan(code)
        while not tom.page.get_by_role("button", name="The rest is in order").count():
            tom.answer_the_next_point()
        tom.tap("The rest is in order")
        tom.tap("Done")
        tom.held_to(scans=1, taps=5)
    for code in wiped:
        sofie = Hands(sofie.visitor)
        sofie.visitor.go("/gent/today/")
        sofie.scan(code)
        for box in sofie.page.locator("main input[type=checkbox]").all():
            sofie.taps += 1
            box.check(force=True)
        sofie.tap("Approve: ready to lend")
        sofie.held_to(scans=1, taps=5)
    assert sorted(_at(app, world, Stage.READY)) == sorted(wiped)

    # Flow 4: a label on each.
    tom = Hands(tom.visitor)
    tom.visitor.go(f"/gent/lots/{lot}")
    tom.tap("Print labels")
    tom.taps += 1  # the PDF opens in a window of its own; what counts is that one tap asks for it
    assert tom.page.locator("main form button[type=submit]").last.is_visible()
    tom.held_to(taps=2)
    everything_holds(app, world)


def _of_real_logs() -> set[str]:
    return {
        serial for (serial, _told), log in zip(_reports(), REAL.values(), strict=False) if log is not None
    }


def _what_is_inside(app: Any, world: Any) -> tuple[dict[str, str], dict[str, list[str]]]:
    """By serial number the code of each laptop, and the serial numbers of its disks."""
    with app.test_request_context(), inside(world.gent):
        db.session.remove()  # as it stands now
        devices = db.session.scalars(select(Device)).all()
        inside_of: dict[int, list[str]] = {device.id: [] for device in devices}
        for medium in db.session.scalars(select(Medium).where(Medium.device_id.is_not(None))):
            inside_of[medium.device_id].append(medium.serial)
        return (
            {device.serial: str(device.code) for device in devices},
            {device.serial: inside_of[device.id] for device in devices},
        )


def _at(app: Any, world: Any, stage: Stage) -> list[str]:
    with app.test_request_context(), inside(world.gent):
        db.session.remove()  # as it stands now
        found = db.session.scalars(select(Device).where(Device.stage == stage).order_by(Device.id)).all()
        return [str(device.code) for device in found]
