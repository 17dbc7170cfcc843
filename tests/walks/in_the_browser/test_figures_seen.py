"""The figures, looked at by axe-core: wide and narrow, light and dark, with the tables under the pictures open."""

from collections.abc import Callable
from typing import Any

import pytest

from inventory.foundation.long_answers import work_out_what_waits
from inventory.foundation.tenancy import inside
from inventory.indicators import asking
from inventory.indicators.answer import Indicator
from tests.cast import World
from tests.make import make_loan
from tests.walks.in_the_browser.browser import Visitor, problems_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _seen(visitor: Visitor, address: str) -> list[str]:
    """What axe-core says of a page, wide and light, narrow and dark."""
    visitor.looks_as(1280, False)
    visitor.go(address)
    visitor.page.evaluate("document.querySelectorAll('details.tbl').forEach(one => one.open = true)")
    problems = []
    for width, dark in ((1280, False), (390, True)):
        visitor.looks_as(width, dark)
        problems += [f"{address} at {width} px: {problem}" for problem in problems_of(visitor.page)]
    return problems


def test_every_figure_is_for_everyone(app: Any, world: World, visit: Callable[..., Visitor]) -> None:
    with app.test_request_context(), inside(world.gent):
        for _one in range(6):
            make_loan(world)
    visitor = visit(world.fatima, lang="nl").brings_axe()
    problems = []
    shown = (f"{one}?period=this_year" for one in Indicator)
    for word in ("", *shown, "sharing", "side-by-side", "loans/files?of=2025"):
        problems += _seen(visitor, f"/gent/figures/{word}")
    assert not problems, "\n".join(problems)
    assert not visitor.complaints


def test_what_is_being_counted_comes_by_itself_for_everyone(
    app: Any, world: World, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.test_request_context(), inside(world.gent):
        for _one in range(2):
            make_loan(world)
    monkeypatch.setattr(asking, "LARGE", 1)
    visitor = visit(world.fatima, lang="en").brings_axe()
    problems = _seen(visitor, "/gent/impact/")
    counting = visitor.page.get_by_text("We are counting")
    counting.wait_for()
    with app.app_context(), inside(world.gent):
        work_out_what_waits()
    visitor.page.get_by_text("What was saved?").first.wait_for()
    assert counting.count() == 0
    problems += _seen(visitor, "/gent/impact/")
    assert not problems, "\n".join(problems)
    assert not visitor.complaints
