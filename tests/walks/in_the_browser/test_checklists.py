"""The key map lights up, and the pages of a checklist are for everyone: on a phone, in the dark, by keyboard."""

from typing import Any

import pytest

from inventory.devices.models import DeviceKind
from inventory.refurbishing import actions, editing
from inventory.refurbishing.checklist import Answer, Step, StepKind
from tests.cast import World
from tests.make import make_wiped_device

pytestmark = pytest.mark.browser


def _on_the_bench(world: World, now: Any) -> str:
    """A laptop on which two people say different things, with a number of one's own to fill in."""
    step = Step("", kind=StepKind.NUMBER, unit="GB", low=2, high=128, titles={"nl": "Geheugen"})
    editing.write_step(world.sofie.actor, DeviceKind.LAPTOP, step, now=now)
    device = make_wiped_device(world, now=now)
    for person, seen in ((world.tom, Answer.FINE), (world.sofie, Answer.REPAIR)):
        actions.start(person.actor, device, now=now)
        actions.answer(person.actor, device, "screen", seen, now=now, having_seen=0)
    return str(device.code)


def test_each_key_that_works_lights_up(world: World, gent: Any, visit: Any) -> None:
    code = gent(lambda now: _on_the_bench(world, now))
    visitor = visit(world.tom, lang="en")
    visitor.go(f"/gent/bench/{code}/keys?layout=AZERTY")
    page = visitor.page
    for key in ("q", "F5", "Space", "Tab", "Backspace"):
        page.keyboard.press(key)
    assert page.locator(".key.is-pressed").count() == 5
    assert page.get_by_text("5 of 78 keys work").count()
    page.get_by_role("button", name="Start again").click()
    assert page.locator(".key.is-pressed").count() == 0
    page.keyboard.press("Shift+Tab")  # the way out for who goes by keys
    assert not page.locator("[data-keys]:focus").count()
    visitor.assert_fine()


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)], ids=["phone-dark", "desk-light"])
def test_the_pages_of_a_checklist_are_for_everyone(
    world: World, gent: Any, visit: Any, width: int, dark: bool
) -> None:
    code = gent(lambda now: _on_the_bench(world, now))
    visitor = visit(world.sofie, width=width, dark=dark)
    for address in (
        f"/gent/bench/{code}",
        f"/gent/bench/{code}/keys",
        f"/gent/bench/{code}/history",
        f"/gent/bench/{code}/steps/own_1",
        f"/gent/bench/{code}/steps/screen",
        f"/gent/bench/{code}/steps/picture",
        "/gent/bench/lists",
        "/gent/bench/lists/laptop",
        "/gent/bench/lists/laptop/preview",
        "/gent/bench/lists/laptop/steps/own_1",
        "/gent/bench/lists/grades/D",
    ):
        visitor.go(address)
        visitor.assert_fine()
