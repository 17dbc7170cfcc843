"""Someone asks for a laptop on an old phone: 360 px wide, with keys alone, and axe looks at every page."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from inventory.applications.policy import Door
from inventory.applications.presets import DEFAULT
from tests import make
from tests.cast import World
from tests.walks.in_the_browser.browser import Visitor
from tests.walks.in_the_browser.test_by_keyboard import tab_to

pytestmark = pytest.mark.browser

#: what is typed, field by field, on the pages that ask for text
TYPED = {
    "name": {"first_name": "Noor", "last_name": "Tahiri"},
    "born": {"birth_year": "1994"},
    "lives": {"postcode": "9000", "municipality": "Gent"},
    "reach": {"phone": "0470123456"},
}
#: the answer that is ticked first, on the pages that offer some beside a button
TICKED = {
    "wishes": "input[name=wishes]",
    "heard": "input[name=channel][value=library]",
    "help": "input[name=helper][value=nobody]",
}


def press(page: Any, selector: str) -> None:
    """Go to a button or link with Tab, press it, and wait for what comes."""
    tab_to(page, selector)
    here = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != here)


def tick(page: Any, selector: str) -> None:
    """Tick one of several answers: of a row of round ones Tab reaches the first, and the arrows the others."""
    tab_to(page, selector.partition("[value")[0])
    page.keyboard.press("Space")
    for _press in range(10):
        if page.evaluate("(wanted) => document.querySelector(wanted).checked", selector):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no key ticks {selector}")


def test_a_laptop_is_asked_for_on_a_small_phone_by_keys_alone(
    app: Any, world: World, visit: Callable[..., Visitor]
) -> None:
    from inventory.foundation.tenancy import inside

    with app.test_request_context(), inside(world.gent):
        make.make_policy(world, replace(DEFAULT, doors=(Door.SELF, Door.DESK)))
    visitor = visit(width=360, height=640, dark=True)
    page = visitor.page
    visitor.go("/apply/gent")
    visitor.assert_fine()
    press(page, "button[value=child]")
    asked = []
    while not page.url.endswith("/check"):
        visitor.assert_fine()
        question = page.url.rsplit("/", 1)[-1]
        assert question not in asked, f"{question} asks again: {page.locator('main').inner_text()}"
        asked.append(question)
        for name, text in TYPED.get(question, {}).items():
            tab_to(page, f"[name={name}]")
            page.keyboard.type(
                text, delay=120
            )  # at the pace of a person: what comes quicker is a scanner to us
        if question in TICKED:
            tick(page, TICKED[question])
        if question in TYPED or question in TICKED:
            press(page, "main form button[type=submit]")
        else:
            value = {"language": "nl", "purpose": "schoolwork"}.get(question, "yes")
            press(page, f"button[value={value}]")
    assert len(asked) >= 11
    visitor.assert_fine()
    assert "Noor · Tahiri" in page.locator("main").inner_text()
    later = page.locator("a[href$='/later']").get_attribute("href")
    press(page, "main form button[type=submit]")
    assert "Bedankt" in page.locator("h1").inner_text()
    visitor.assert_fine()
    own = page.url
    page.go_back()
    page.wait_for_url(own)
    assert later is not None


def test_one_stops_and_goes_on_with_the_link_of_another_device(
    app: Any, world: World, visit: Callable[..., Visitor]
) -> None:
    from inventory.foundation.tenancy import inside

    with app.test_request_context(), inside(world.gent):
        make.make_policy(world, replace(DEFAULT, doors=(Door.SELF,)))
    first = visit(width=360, lang="fr", script=False)
    first.go("/apply/gent")
    first.page.click("button[value=myself]")
    first.page.wait_for_url("**/name")
    first.page.fill("[name=first_name]", "Noor")
    first.page.click("main form button[type=submit]")
    first.page.wait_for_url("**/born")
    first.page.click("a[href$='/later']")
    first.page.wait_for_url("**/later")
    link = first.page.locator("main a[href*='/a/']").first.get_attribute("href")
    second = visit(width=1280, lang="fr")
    second.go("/" + str(link).split("/", 3)[3])
    second.page.wait_for_url("**/born")
    second.page.click("main .btn-quiet >> nth=0")
    second.page.wait_for_url("**/name")
    assert second.page.input_value("[name=first_name]") == "Noor"
    second.go("/" + str(link).split("/", 3)[3] + "/later")
    second.assert_fine()
