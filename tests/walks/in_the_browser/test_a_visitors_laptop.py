"""A visitor's laptop in the browser, on a small phone: a finger signs the terms, and the bench looks at it."""

from collections.abc import Callable
from typing import Any

import pytest

from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.repair_desk.models import VisitorTicket
from inventory.repair_desk.rules import TicketState
from tests.cast import World
from tests.walks.in_the_browser.browser import Visitor, assert_accessible, draw_on

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "dark"), [(360, True)])
def test_nele_takes_it_in_and_tom_looks_at_it(
    world: World, visit: Callable[..., Visitor], width: int, dark: bool
) -> None:
    nele = visit(world.nele, width=width, dark=dark, lang="nl")
    page = nele.page
    nele.go("/gent/repair-desk/new")
    assert_accessible(page)
    page.get_by_label("Voornaam").fill("Nadia")
    page.get_by_label("Telefoonnummer").fill("0400 12 34 56")
    page.get_by_label("Welke laptop?").fill("Acer Aspire 5")
    page.get_by_label("Wat is er mis?").fill("Start niet meer op")
    draw_on(page, "signature-group")
    with page.expect_navigation():
        page.get_by_role("button", name="Neem aan").click()
    assert "nummer 1" in page.locator("main").inner_text()
    assert_accessible(page)
    nele.go("/gent/repair-desk/")
    assert_accessible(page)
    nele.assert_fine()

    tom = visit(world.tom, width=width, dark=dark, lang="nl")
    tom.go("/gent/repair-desk/")
    tom.page.get_by_role("link", name="1", exact=True).click()
    with tom.page.expect_navigation():
        tom.page.get_by_role("button", name="Ik bekijk het").click()
    assert_accessible(tom.page)
    tom.assert_fine()
    with inside(world.gent):
        db.session.rollback()  # this thread still looks at how it was before
        ticket = db.session.scalars(db.select(VisitorTicket)).one()
        assert ticket.state is TicketState.AT_WORK
        assert ticket.signature is not None
        token = ticket.token

    tom.go(f"/H/{token}")
    assert_accessible(tom.page)


def test_the_register_and_the_sheet_are_accessible(
    world: World, visit: Callable[..., Visitor], gent: Callable[..., Any]
) -> None:
    from tests.make import make_wiped_device

    code = gent(lambda _now: str(make_wiped_device(world).code))
    sofie = visit(world.sofie, width=360, dark=False, lang="nl")
    for path in ("", "weights", f"devices/{code}", f"devices/{code}/complete"):
        sofie.go(f"/gent/reuse-sheets/{path}")
        assert_accessible(sofie.page)
    sofie.go("/gent/recycling/batches")
    assert_accessible(sofie.page)
    sofie.assert_fine()
