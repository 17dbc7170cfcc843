"""The figures, looked at by axe-core: wide and narrow, light and dark, with the tables under the pictures open."""

from collections.abc import Callable
from typing import Any

import pytest

from inventory.foundation.tenancy import inside
from inventory.indicators.answer import Indicator
from tests.cast import World
from tests.make import make_loan
from tests.walks.in_the_browser.browser import Visitor, problems_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_every_figure_is_for_everyone(app: Any, world: World, visit: Callable[..., Visitor]) -> None:
    with app.test_request_context(), inside(world.gent):
        for _one in range(6):
            make_loan(world)
    visitor = visit(world.fatima, lang="nl").brings_axe()
    problems = []
    for word in ("", *(f"{one}?period=this_year" for one in Indicator), "sharing", "side-by-side"):
        visitor.looks_as(1280, False)
        visitor.go(f"/gent/figures/{word}")
        visitor.page.evaluate("document.querySelectorAll('details.tbl').forEach(one => one.open = true)")
        for width, dark in ((1280, False), (390, True)):
            visitor.looks_as(width, dark)
            problems += [f"{word} at {width} px: {problem}" for problem in problems_of(visitor.page)]
    assert not problems, "\n".join(problems)
    assert not visitor.complaints
