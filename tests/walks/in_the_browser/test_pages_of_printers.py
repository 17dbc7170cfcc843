"""The pages of labels and their printers, as people see them: on a phone, in the dark, with an eye on the picture."""

from collections.abc import Callable
from typing import Any

import pytest

from inventory.foundation import clock
from inventory.foundation.tenancy import inside
from labels import profile, queue, sending, sheets
from labels.models import PrinterKind
from labels.rules import PrintState, Trouble
from tests.cast import World
from tests.fake_printers import printer_that_is_off
from tests.make import anyone, make_device
from tests.make_labels import make_printer, make_waiting_label
from tests.walks.in_the_browser.browser import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def pages(app: Any, world: World, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A printer that is off, one that broke off, something that waits, and a large print; their addresses."""
    monkeypatch.setitem(app.config, "PRINTER_NETWORKS", ())
    with app.test_request_context(), inside(world.gent), printer_that_is_off() as port:
        off, office = make_printer(world, port=port), make_printer(world, kind=PrinterKind.IPP, stock="l7160")
        now = clock.now()
        waits = make_waiting_label(world, printer=off, now=now)
        sending.send_waiting()
        actor = anyone(world.gent, world.tom.user_id)
        unsure = make_waiting_label(world, printer=office, now=now)
        claim = sending._claim(office.id, now)
        sending._ask(claim)
        assert (unsure.state, off.trouble) == (PrintState.UNSURE, Trouble.FORBIDDEN)
        queue.cancel(actor, make_waiting_label(world, printer=off, now=now), now=now)
        sheets.ask(actor, [make_device(world)], stock="a4-24", start=1, barcode=False, centre=False, now=now)
        profile.save_profile(
            anyone(world.gent, world.fatima.user_id), stock="roll-62", barcode=False, centre=False, found=True,
            printer=off, on_receipt=True, now=now,
        )  # fmt: skip
        return {
            "settings": "/gent/labels/settings",
            "printer": f"/gent/labels/printers/{off.id}",
            "waiting": "/gent/labels/waiting",
            "elsewhere": f"/gent/labels/waiting/{waits.id}/elsewhere",
            "sheets": "/gent/labels/sheets",
            "choose": "/gent/labels/",
        }


@pytest.mark.parametrize(("width", "dark", "lang"), [(1280, False, "nl"), (360, True, "fr")])
def test_they_are_for_everyone(
    visit: Callable[..., Visitor], world: World, pages: dict[str, str], width: int, dark: bool, lang: str
) -> None:
    visitor = visit(world.fatima, width=width, dark=dark, lang=lang)
    for address in pages.values():
        assert visitor.go(address).status == 200, address
        visitor.assert_fine()


def test_the_picture_follows_the_answers(
    visit: Callable[..., Visitor], world: World, pages: dict[str, str]
) -> None:
    page = visit(world.fatima).page
    page.goto(pages["settings"])
    picture = page.locator("svg.sticker")
    assert "09 000 00 00" in picture.text_content()
    page.get_by_label("Gevonden").uncheck()
    page.locator("svg.sticker:not(:has-text('09 000 00 00'))").wait_for()
    page.locator("select[name=stock]").select_option("l7163")
    page.locator("svg.sticker[width='99.1mm']").wait_for()
    # No wider than there is room, and never wider than on paper.
    assert page.locator("svg.sticker").bounding_box()["width"] <= 99.1 / 25.4 * 96 + 1


def test_what_waits_is_answered_with_two_presses(
    visit: Callable[..., Visitor], world: World, pages: dict[str, str]
) -> None:
    page = visit(world.tom, width=390).page
    page.goto(pages["waiting"])
    page.get_by_role("button", name="Het kwam eruit").click()
    page.get_by_text("Genoteerd.").wait_for()
    assert page.get_by_role("button", name="Het kwam eruit").count() == 0
    page.get_by_role("button", name="Annuleer").click()
    page.get_by_text("Er komt niets uit.").wait_for()
