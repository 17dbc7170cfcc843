"""Before a gift: a donor announces it, both agreements are signed on the screen, and it changes hands with two pads."""

from collections.abc import Callable
from typing import Any

import pytest

from tests import make
from tests.cast import NOW, World
from tests.walks.in_the_browser.browser import Visitor, draw_on

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def press(visitor: Visitor, words: str) -> None:
    """The button or link that says this."""
    visitor.page.locator("a, button").filter(has_text=words).last.click()
    visitor.page.wait_for_load_state()


def test_a_gift_is_announced_agreed_on_and_handed_over(
    app: Any, world: World, visit: Callable[..., Visitor]
) -> None:
    from inventory.digibank.models import User
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside
    from inventory.partners.actions import link_account

    with app.test_request_context(), inside(world.gent):
        partner = make.make_partner(world, name="Bakkerij Voorbeeld", street="Kaai 3", municipality="Gent")
        link_account(world.fatima.actor, partner, db.session.get_one(User, world.dirk.user_id), now=NOW)

    dirk = visit(world.dirk, width=390, lang="en")
    dirk.go("/gent/donor/")
    press(dirk, "Announce a gift")
    dirk.page.locator("[name=expected_count]").fill("12")
    dirk.page.locator("label[for=confidentiality-1]").click()
    press(dirk, "Announce this gift")
    assert "Waits for our answer" in dirk.page.content()
    code = dirk.page.url.rsplit("/", 1)[1]

    fatima = visit(world.fatima, lang="en")
    fatima.go(f"/gent/lots/{code}")
    press(fatima, "Accept this gift")
    press(fatima, "Accept")
    for kind in ("Donation agreement", "Processor agreement"):
        fatima.go(f"/gent/lots/{code}")
        press(fatima, f"Draft: {kind}")
        press(fatima, "Draft it")
        press(fatima, "Let them sign here")
        fatima.page.locator("[name=by]").fill("Dirk Peeters")
        draw_on(fatima.page, "signature-group")
        fatima.page.locator("main form button[type=submit]").click()
        # The function is missing: what was drawn is still there.
        assert fatima.page.locator("[name=signature]").input_value().startswith("data:image/png;base64,")
        fatima.page.locator("[name=function]").fill("director")
        fatima.page.locator("main form button[type=submit]").click()
        assert "Dirk Peeters, director" in fatima.page.content()

    fatima.go(f"/gent/lots/{code}/sign")
    assert "no written agreement" not in fatima.page.content()
    fatima.page.locator("[name=by]").fill("Dirk Peeters")
    fatima.page.locator("[name=counted]").fill("12")
    draw_on(fatima.page, "signature-group")
    draw_on(fatima.page, "taken-group")
    fatima.page.locator("main form button[type=submit]").click()
    assert "SO-0001" in fatima.page.content()
    assert "VO-0001" in fatima.page.content()
    fatima.assert_fine()

    dirk.go(f"/gent/donor/{code}")
    with dirk.page.expect_download() as manifest:
        press(dirk, "Hand-over manifest")
    assert manifest.value.suggested_filename == f"{code}-manifest.pdf"
    dirk.assert_fine()
