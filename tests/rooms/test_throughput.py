"""From gift to ready in numbers: of laptops and gifts, never of who worked on them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from inventory.devices.models import Grade
from inventory.foundation import clock
from inventory.foundation.database import db
from inventory.foundation.period import year_of
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.impact import bench as bench_figures
from inventory.intake import actions as intake
from inventory.intake.findings import RefusedBecause
from inventory.refurbishing import actions as bench
from inventory.refurbishing.checklist import Answer, rows_for
from inventory.refurbishing.rules import second_look_at
from inventory.repairing import actions as repairing
from inventory.repairing.models import RepairTicket
from inventory.repairing.rules import Result, Source, State
from tests.learners import clean_device
from tests.make import make_device, make_lot, make_partner, make_ready_device


def _checked(world: Any, device: Any, *, sent_back: int = 0) -> Any:
    """A device that Tom looked at and Sofie signed off, after sending it back so often."""
    now = clock.now()
    bench.start(world.tom.actor, device, now=now)
    for again in range(sent_back + 1):
        for row in rows_for(device.kind):
            bench.answer(world.tom.actor, device, row.point, Answer.FINE, now=now)
        bench.finish(world.tom.actor, device, grade=Grade.B, now=now)
        if again < sent_back:
            bench.send_back(world.sofie.actor, device, reason="Wi-Fi", now=now)
    bench.sign_off(world.sofie.actor, device, looked_at=set(second_look_at(device.kind)), now=now)
    return device


@pytest.fixture
def year(app: Any, world: Any) -> Any:
    """This year in Gent: some ready at once, one under way, some signed off, and some sent back to their giver."""
    now = clock.now()
    with app.test_request_context(), inside(world.gent):
        for _one in range(2):
            make_ready_device(world, now=now)
        make_device(world, now=now - timedelta(days=3))
        _checked(world, clean_device(world, now=now))
        _checked(world, clean_device(world, now=now), sent_back=2)
        lot = make_lot(world, partner=make_partner(world, name="Bakkerij Voorbeeld"))
        for because in (RefusedBecause.LOCKED, RefusedBecause.LOCKED, RefusedBecause.TOO_OLD):
            device = make_device(world, now=now, lot_id=lot.id, donor_id=lot.partner_id)
            intake.refuse(world.fatima.actor, device, because, now=now)
    return clock.today().year


def test_sent_back_twice_is_one_that_was_not_right_the_first_time(app, world, year):
    with app.test_request_context(), inside(world.gent):
        found = bench_figures.first_time(year_of(year))
    assert (found.signed, found.sent_back, found.came_back, found.percent) == (4, 1, 0, 75)


def test_what_breaks_again_in_the_next_round_was_not_right_the_first_time(app, world):
    now = clock.now()
    with app.test_request_context(), inside(world.gent):
        for again in ("screen", "keyboard"):
            device = clean_device(world, now=now)
            bench.start(world.tom.actor, device, now=now)
            bench.answer(world.tom.actor, device, "screen", Answer.REPAIR, now=now)
            [ticket] = db.session.scalars(select(RepairTicket).where(RepairTicket.device_id == device.id))
            repairing.begin(world.tom.actor, ticket, now=now)
            repairing.close(world.tom.actor, ticket, Result.REPAIRED, words="Another screen", now=now)
            _checked(world, device)
            with upkeep():
                told = {"state": State.OPEN, "what": "Broken again", "source": Source.BENCH, "opened_at": now}
                db.session.add(
                    RepairTicket(device=device, lap=2, point=again, blocking=True, holds=True, **told)
                )
        found = bench_figures.first_time(year_of(clock.today().year))
    assert (found.signed, found.came_back, found.percent) == (2, 1, 50)


def test_reasons_are_told_per_giver(app, world, year):
    with app.test_request_context(), inside(world.gent):
        [one] = bench_figures.refused(year_of(year))
    assert (one.giver, one.count, [number for _reason, number in one.reasons]) == (
        "Bakkerij Voorbeeld",
        3,
        [2, 1],
    )


def test_the_page_answers_each_question_and_names_nobody(client, world, year):
    client.sign_in(world.sofie)
    page = client.get("/gent/indicators/bench/").text
    assert "4 laptops became ready for the first time" in page
    assert "1 laptop is still on its way, since 3 days" in page
    assert "Of 4 checklists that were signed off, 75 % were right the first time" in page
    assert "Bakkerij Voorbeeld" in page
    main = page[page.index("<main") : page.index("</main>")]
    for name in ("Tom", "Sofie", "Fatima"):
        assert name not in main, "never of who worked on it"
    assert client.get(f"/gent/indicators/bench/?year={year - 1}").status_code == 200
    file = client.get("/gent/indicators/bench/cells.csv").get_data(as_text=True)
    assert f"From gift to ready;{clock.today():%Y-%m};4;0" in file
    assert client.get("/gent/indicators/bench/cells.xlsx").status_code == 200


def test_only_who_leads_sees_it(client, world):
    for name in ("tom", "nele", "olga", "lotte"):
        client.sign_in(getattr(world, name))
        assert client.get("/gent/indicators/bench/").status_code in (403, 404)
    client.sign_in(world.fatima)
    assert "No laptop became ready" in client.get("/gent/indicators/bench/").text
