"""Counting a shelf in the browser: without pause, by two people, with the network cut in the middle."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from inventory.devices import actions as devices
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.journey import Stage
from inventory.stocktaking.models import Stocktake, StocktakeScan
from inventory.stocktaking.rules import CountState
from tests.cast import NOW, World
from tests.make import make_device, make_place
from tests.walks.in_the_browser.browser import Visitor
from tests.walks.in_the_browser.scanner import a_while_later

pytestmark = pytest.mark.browser


class Shelf:
    """A shelf of Gent with `count` laptops; `place` and `laptops` are their codes."""

    def __init__(self, app: Any, world: World, count: int) -> None:
        with app.test_request_context(), inside(world.gent):
            place = make_place(world, name="Rek 3 vak A")
            laptops = [make_device(world, media=0) for _number in range(count)]
            for one in laptops:
                devices.place(world.tom.actor, one, place, now=NOW)
            self.place = str(place.code)
            self.laptops = [str(one.code) for one in laptops]


# In one go, as fast as a scanner: through the debugger each key would take a person's time.
_TYPE = """(text) => [...text, 'Enter'].forEach((key) =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true})))"""

# What the closing form would say to whoever presses its button the moment the page stands there.
_READ_AT_ONCE = """addEventListener('DOMContentLoaded', () =>
    { window.countedAtOnce = document.querySelector('[data-unsent-count]')?.value })"""


class Counter:
    """Someone with a scanner in their hands; counts what it costs them."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.scans = self.clicks = 0

    def scan(self, *codes: str) -> None:
        """Point at a code and pull, one after the other."""
        a_while_later(self.page)
        for code in codes:
            self.scans += 1
            self.page.evaluate(_TYPE, code)

    def click(self, name: str, role: str = "button", line: str = "") -> None:
        """Press a button or follow a link; with `line`, the one on the line that holds this text."""
        self.clicks += 1
        main = self.page.locator("main")
        within = main.locator("li", has_text=line) if line else main
        within.get_by_role(role, name=name).first.click()

    def hears(self, words: str) -> None:
        """Wait until the big field says so."""
        self.page.locator("#last").get_by_text(words).wait_for()

    def everything_is_sent(self) -> None:
        """Wait until nothing is left in this browser."""
        self.page.locator("[data-unsent]").get_by_text("Everything is sent.").wait_for()

    def not_sent(self, words: str) -> None:
        """Wait until the page says how many are not sent yet."""
        self.page.locator("[data-unsent]").get_by_text(words).wait_for()


@pytest.fixture
def arrived(app: Any, world: World) -> Callable[[], tuple[int, int, int]]:
    """How many scans arrived, of how many devices, and how many of them were late."""

    def ask() -> tuple[int, int, int]:
        db.session.rollback()
        with inside(world.gent):
            every = db.session.scalar(select(func.count(StocktakeScan.id))) or 0
            devices_seen = db.session.scalar(select(func.count(StocktakeScan.device_id.distinct()))) or 0
            late = db.session.scalar(select(func.count(StocktakeScan.id)).where(StocktakeScan.is_late)) or 0
        return every, devices_seen, late

    return ask


def state_of_count(world: World) -> CountState:
    db.session.rollback()
    with inside(world.gent):
        return db.session.scalars(select(Stocktake.state).order_by(Stocktake.id.desc())).first()


def test_a_shelf_with_twenty_four_costs_twenty_six_scans_and_no_click(
    app: Any, world: World, visit: Callable[..., Visitor], arrived: Any
) -> None:
    shelf = Shelf(app, world, 24)
    tom = Counter(visit(world.tom, lang="en"))
    tom.visitor.go("/gent/stocktakes/")
    tom.scan(shelf.place)
    tom.page.get_by_role("heading", name="Counting: Rek 3 vak A").wait_for()
    tom.scan(*shelf.laptops)
    tom.everything_is_sent()
    tom.page.locator(".count-number", has_text="24").wait_for()
    tom.scan(shelf.place)
    tom.page.get_by_text("24 of 24 devices found.").wait_for()
    assert (tom.scans, tom.clicks) == (26, 0)
    assert arrived() == (24, 24, 0)
    assert state_of_count(world) is CountState.CLOSED
    tom.visitor.assert_fine()


def test_two_people_count_with_the_network_cut_twice_and_every_scan_arrives_once(
    app: Any, world: World, visit: Callable[..., Visitor], arrived: Any
) -> None:
    shelf = Shelf(app, world, 26)
    tom, sofie = (Counter(visit(one, lang="en")) for one in (world.tom, world.sofie))
    for one in (tom, sofie):
        one.visitor.go(f"/gent/places/{shelf.place}")
        one.click("Count this shelf") if one is tom else one.click("Go on counting", "link")
        one.page.get_by_role("heading", name="Counting: Rek 3 vak A").wait_for()
    assert tom.page.url == sofie.page.url
    tom.scan(*shelf.laptops[:5])
    sofie.scan(*shelf.laptops[13:16])
    for one in (tom, sofie):
        one.everything_is_sent()
    # The first time, before anything of it leaves.
    tom.page.context.set_offline(True)
    sofie.page.context.set_offline(True)
    tom.scan(*shelf.laptops[5:9])
    sofie.scan(*shelf.laptops[16:20])
    tom.hears("Right. Belongs here.")
    tom.not_sent("4 are not yet sent. There is no network.")
    assert arrived() == (8, 8, 0)
    tom.page.context.set_offline(False)
    sofie.page.context.set_offline(False)
    for one in (tom, sofie):
        one.everything_is_sent()
    assert arrived() == (16, 16, 0)
    # The second time, after the server took a scan and before its answer came back.
    cut, away = 0, ["connectionreset"]

    def fall_after_it_arrived(route: Any) -> None:
        nonlocal cut
        if not away:
            route.continue_()
            return
        cut += 1
        if cut == 1:
            route.fetch()
            tom.page.context.set_offline(True)
        route.abort(away[0])

    tom.page.route("**/scans", fall_after_it_arrived)
    tom.scan(*shelf.laptops[9:13])
    tom.not_sent("4 are not yet sent. There is no network.")
    sofie.scan(*shelf.laptops[20:26])
    sofie.everything_is_sent()
    assert arrived() == (23, 23, 0)
    away.clear()
    tom.page.context.set_offline(False)
    tom.everything_is_sent()
    assert arrived() == (26, 26, 0)
    tom.page.locator(".count-number", has_text="26").wait_for()
    assert tom.page.locator("#scanned-list").get_by_text("Counting along: Tom, Sofie.").or_(
        tom.page.locator("#scanned-list").get_by_text("Counting along: Sofie, Tom.")
    ).is_visible()  # fmt: skip


def test_differences_are_decided_with_one_tap_each_and_closing_does_it(
    app: Any, world: World, visit: Callable[..., Visitor]
) -> None:
    shelf = Shelf(app, world, 4)
    with app.test_request_context(), inside(world.gent):
        stray = str(make_device(world).code)
    tom = Counter(visit(world.tom, lang="en", width=390))
    tom.visitor.go("/gent/stocktakes/")
    tom.scan(shelf.place)
    tom.page.get_by_role("heading", name="Counting: Rek 3 vak A").wait_for()
    tom.scan(shelf.laptops[0], stray, "NOBODY-KNOWS-1")
    tom.hears("We do not know this code. Put it aside.")
    tom.everything_is_sent()
    tom.page.locator("#scanned-list").get_by_text("NOBODY-KNOWS-1").first.wait_for()
    tom.visitor.assert_fine()
    tom.scan(shelf.place)
    tom.page.get_by_role("heading", name="Close the count of Rek 3 vak A").wait_for()
    tom.visitor.assert_fine()
    first, second = (f"{code[0]} {code[1:4]} {code[4:]}" for code in shelf.laptops[1:3])
    tom.click("Report missing", line=first)
    tom.page.locator(".count-chosen", has_text="Report missing").wait_for()
    tom.click("Stands elsewhere", line=second)
    tom.page.locator(".count-chosen", has_text="Stands elsewhere").wait_for()
    tom.click("Close this count")
    tom.page.get_by_text("Closed. Rek 3 vak A is counted.").wait_for()
    tom.visitor.assert_fine()
    assert tom.clicks == 3
    db.session.rollback()
    with inside(world.gent):
        from inventory.devices.models import Device
        from inventory.digibank.numbers import get_by_code

        stages = [get_by_code(Device, code).stage for code in shelf.laptops]
    assert stages == [Stage.RECEIVED, Stage.MISSING, Stage.RECEIVED, Stage.RECEIVED]


def test_closing_while_scans_wait_in_this_browser_asks_first(
    app: Any, world: World, visit: Callable[..., Visitor], arrived: Any
) -> None:
    shelf = Shelf(app, world, 2)
    tom = Counter(visit(world.tom, lang="en"))
    tom.visitor.go("/gent/stocktakes/")
    tom.scan(shelf.place)
    tom.page.get_by_role("heading", name="Counting: Rek 3 vak A").wait_for()

    # Pages come through, scans do not: a server that is restarting, or a network of one bar.
    # Who answers stays the same when the line is back: a question in his hands is never left without an answer.
    away = ["connectionreset"]
    tom.page.context.route("**/scans", lambda route: route.abort(away[0]) if away else route.continue_())
    tom.scan(shelf.laptops[0])
    tom.not_sent("1 is not yet sent. There is no network.")
    tom.page.add_init_script(_READ_AT_ONCE)
    tom.click("I am done with this shelf", "link")
    tom.page.get_by_role("heading", name="Close the count of Rek 3 vak A").wait_for()
    tom.not_sent("1 is not yet sent.")
    # Known as soon as the page stands there, however long the line takes to say that it is away.
    assert tom.page.evaluate("countedAtOnce") == "1"
    tom.click("Close this count")
    tom.page.get_by_text("1 of your scans are not sent yet.").first.wait_for()
    tom.visitor.page.locator("label", has_text="Close it without them.").click()
    tom.click("Close this count")
    tom.page.get_by_role("heading", name="Count of Rek 3 vak A").wait_for()
    away.clear()
    tom.page.evaluate("dispatchEvent(new Event('online'))")
    tom.everything_is_sent()
    assert arrived() == (1, 1, 1)
    tom.page.reload()
    tom.page.get_by_text("It was not found, and it was seen here after all.").wait_for()


def test_a_listener_of_scans_hands_them_over_and_nothing_navigates(
    app: Any, world: World, visit: Callable[..., Visitor], arrived: Any
) -> None:
    shelf = Shelf(app, world, 1)
    tom = Counter(visit(world.tom, lang="en"))
    tom.visitor.go("/gent/stocktakes/")
    tom.scan(shelf.place)
    tom.page.get_by_role("heading", name="Counting: Rek 3 vak A").wait_for()
    was_taken = tom.page.evaluate(
        "(text) => !document.dispatchEvent("
        "new CustomEvent('leenkring:scan', {detail: {text, id: 'x'}, cancelable: true}))",
        shelf.laptops[0],
    )
    assert was_taken
    tom.everything_is_sent()
    tom.page.locator(".count-number", has_text="1").wait_for()
    assert arrived() == (1, 1, 0)
