"""A hand-over from beginning to end without a mouse: Tab, Space, arrows, Enter and typing, nothing else."""

from collections.abc import Callable
from typing import Any

import pytest

from tests import make
from tests.cast import World
from tests.walks.in_the_browser.browser import Visitor

pytestmark = pytest.mark.browser

#: milliseconds between two keys of a person; on a busy machine keys without a pause look now like a scan, now not
RHYTHM = 130


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until what has the focus is `selector`; whoever is stuck on the way fails here."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab never reached {selector} on {page.url}")


def choose(page: Any, name: str, value: str) -> None:
    """Go to a question and walk its answers with the arrow keys."""
    tab_to(page, f"input[name={name}]")
    page.keyboard.press("Space")
    for _press in range(8):
        if page.evaluate("(wanted) => document.activeElement.value === wanted", value):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no arrow leads to {name}={value}")


def send(page: Any) -> None:
    """Enter, and wait for what comes."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def answer(page: Any, step: str) -> None:
    """Answer one question of the hand-over and go on."""
    if step == "what":
        tab_to(page, "main input[name=text]")
    else:
        choose(
            page,
            *{"deposit": ("way", "cash"), "sign": ("signing", "paper"), "workshop": ("answer", "followed")}[
                step
            ],
        )
    send(page)


def test_a_laptop_is_handed_over_by_keyboard_alone(
    app: Any, world: World, visit: Callable[..., Visitor]
) -> None:
    from inventory.foundation.tenancy import inside

    with app.test_request_context(), inside(world.gent):
        make.make_policy(world)
        device = str(make.make_ready_device(world).code)
        borrower = str(make.make_approved_borrower(world).code)
    visitor = visit(world.nele)
    page = visitor.page
    visitor.go("/gent/today/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("F2")
    page.keyboard.type(device, delay=RHYTHM)
    send(page)
    assert "/hand-over?device=" in page.url
    tab_to(page, "main input[name=text]")
    page.keyboard.type(borrower, delay=RHYTHM)
    send(page)
    answered = []
    while not page.url.endswith("/ready"):
        step = page.url.rsplit("/", 1)[-1]
        assert step not in answered, f"{step} asks again: {page.locator('main').inner_text()}"
        answered.append(step)
        answer(page, step)
    assert {"deposit", "sign", "workshop"} <= set(answered)
    tab_to(page, "main button.btn-primary[type=submit]")
    send(page)
    assert "/loans/L" in page.url
    visitor.assert_fine()


def test_the_menu_of_the_account_signs_out(world: World, visit: Callable[..., Visitor]) -> None:
    visitor = visit(world.nele)
    visitor.go("/gent/today/")
    page = visitor.page
    tab_to(page, ".bar-end summary")
    page.keyboard.press("Enter")
    tab_to(page, "button[formaction]")
    send(page)
    assert page.url.endswith("/login")
    visitor.go("/gent/today/")
    assert "/login" in page.url
