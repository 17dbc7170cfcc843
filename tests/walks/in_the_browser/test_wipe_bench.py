"""The wiping bench in a browser: a station's key, and what a drop of files brought, for everyone."""

from collections.abc import Callable
from typing import Any

import pytest

from inventory.foundation.clock import now as real_now
from inventory.foundation.tenancy import inside
from inventory.places.models import PlaceKind
from inventory.wiping import actions
from inventory.wiping.sample_log import Outcome
from tests.cast import World
from tests.make import make_device, make_place, make_wipe_log
from tests.walks.in_the_browser.browser import Visitor, problems_of
from tests.walks.in_the_browser.test_every_page import LOOKS

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(
    ("lang", "width", "dark"), [(lang, *window) for lang, windows in LOOKS.items() for window in windows]
)
def test_a_station_is_made_and_a_drop_is_told_for_everyone(
    app: Any, world: World, visit: Callable[..., Visitor], lang: str, width: int, dark: bool, tmp_path: Any
) -> None:
    with app.test_request_context(), inside(world.gent):
        place = make_place(world, name="Wisplek 1", kind=PlaceKind.BENCH)
        make_place(world, name="Wisplek 2", kind=PlaceKind.BENCH)
        now = real_now()
        good, bad = (make_device(world, now=now, place_id=place.id) for _one in range(2))
        actions.start_wipe(world.tom.actor, good, now=now)
        (tmp_path / "a_rather_long_name_of_a_report_from_a_stick.log").write_bytes(
            make_wipe_log(good, started_at=now)
        )
        (tmp_path / "b.log").write_bytes(make_wipe_log(bad, started_at=now, outcome_0=Outcome.FAILED))
        (tmp_path / "c.log").write_text("no report at all", encoding="utf-8")
    visitor = visit(world.sofie, width=width, dark=dark, lang=lang)
    visitor.go("/gent/wiping/stations")
    visitor.page.fill("input[name=name]", "ShredOS 1")
    visitor.page.click("main form button[type=submit]")
    visitor.page.wait_for_selector("#settings")
    assert "STATION_KEY=lk_" in visitor.page.input_value("#settings")
    problems = problems_of(visitor.page)
    visitor.go("/gent/wiping")
    assert visitor.page.locator(".slot").count() == 2
    visitor.page.set_input_files("input[name=files]", sorted(str(file) for file in tmp_path.iterdir()))
    visitor.page.wait_for_selector("#brought")
    assert visitor.page.locator("section:has(#brought) tbody tr, #brought tbody tr").count() == 3
    problems += problems_of(visitor.page)
    assert not problems + visitor.complaints
