"""The pages to which scans lead are for everyone: with a first scan in sight, on a phone and on a screen."""

from collections.abc import Callable
from typing import Any

import pytest

from inventory.foundation.tenancy import inside
from tests.cast import NOW, World
from tests.make import anyone, make_device, make_loan, make_lot, make_place, make_ready_device
from tests.walks.in_the_browser.browser import Visitor, problems_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_where_scans_lead_is_for_everyone(
    app: Any, world: World, visit: Callable[..., Visitor], width: int, dark: bool
) -> None:
    from inventory.devices import blanks
    from inventory.portal import card_deeds

    with app.test_request_context(), inside(world.gent):
        cards = {
            str(card.meaning): str(card.code) for card in card_deeds.make_cards(anyone(world.gent), now=NOW)
        }
        received, ready, lent = (
            str(device.code)
            for device in (make_device(world), make_ready_device(world), make_loan(world).device)
        )
        shelf, lot = str(make_place(world).code), str(make_lot(world).code)
        blank = str(blanks.reserve(world.tom.actor, 1, now=NOW)[0].code)
    tom = visit(world.tom, width=width, dark=dark, lang="en")
    problems = []
    for path in (
        f"scan?text={received}",
        f"scan?text={cards['step_done']}",
        f"scan?text={cards['help']}",
        f"scan?text={cards['all_fine']}",
        f"scan?text={ready}",
        f"scan?text={shelf}",
        f"scan?text={lent}",
        f"scan?text={blank}",
        f"lots/{lot}/receive?scanned={blank}",
        "scan",
        "cards/",
        "blank-labels/",
    ):
        tom.go(f"/gent/{path}")
        problems += [f"{path}: {problem}" for problem in problems_of(tom.page)]
    assert "Scan what goes with it" in tom.page.locator("main").inner_text()
    tom.page.get_by_role("button", name="Forget this scan").click()
    tom.page.wait_for_load_state("load")
    assert tom.page.get_by_role("button", name="Forget this scan").count() == 0
    assert not tom.complaints, tom.complaints
    assert not problems, "\n".join(problems)
