"""Cash in the browser, on a small phone: coins add themselves up, and a finger signs for what went back."""

from collections.abc import Callable
from typing import Any

import pytest

from inventory.deposits.queries import entries_of, get_loan, receipts_of
from inventory.deposits.till_models import Till
from inventory.foundation import clock
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.returning.actions import take_back
from inventory.returning.rules import Check, Files, Finding
from tests.cast import World
from tests.make import make_loan
from tests.walks.in_the_browser.browser import Visitor, assert_accessible, draw_on

pytestmark = pytest.mark.browser


def _scene(app: Any, world: World) -> tuple[str, str]:
    """Thirty euro in the box, and as much that just went back; the loan's code, and where one signs for it."""
    with app.test_request_context(), inside(world.gent):
        now = clock.now()
        loan, _other = make_loan(world, now=now), make_loan(world, now=now)
        fine = dict.fromkeys(Check, Finding.FINE)
        take_back(world.nele.actor, loan, files=Files.MAY_GO, findings=fine, choices={}, now=now)
        return str(loan.code), f"/gent/loans/{loan.code}/refunds/{entries_of(loan)[-1].id}/sign"


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
def test_a_desk_counts_signs_and_closes(
    app: Any, world: World, visit: Callable[..., Visitor], width: int, dark: bool
) -> None:
    code, sign = _scene(app, world)
    nele = visit(world.nele, width=width, dark=dark, lang="nl")
    page = nele.page
    for path in ("/gent/deposits/tills", "/gent/deposits/tills/1", "/gent/deposits/tills/1/to-bank"):
        nele.go(path)
        assert_accessible(page)

    nele.go(sign)
    assert_accessible(page)
    draw_on(page, "signature-group")
    with page.expect_navigation():
        page.get_by_role("button", name="Getekend voor").click()
    assert page.url.endswith(f"/deposits/{code}")

    nele.go("/gent/deposits/tills/1/closing")
    page.get_by_label("€ 20", exact=True).fill("1")
    page.get_by_label("€ 0,50", exact=True).fill("20")
    together = page.locator("[data-sum]")
    assert "".join(together.inner_text().split()) == "€30,00"
    assert_accessible(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Geteld en afgesloten").click()
    assert "afgesloten voor vandaag" in page.locator("main").inner_text()
    assert_accessible(page)
    nele.assert_fine()
    with inside(world.gent):
        db.session.rollback()  # this thread still looks at how it was before
        assert db.session.scalars(db.select(Till)).one().closed_on is not None
        assert len(receipts_of(get_loan(code))) == 3
