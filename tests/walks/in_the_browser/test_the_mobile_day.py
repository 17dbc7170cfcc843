"""A lending day in another town, in a browser: planned, packed by scanning, on the road without a network, home.

The budget of preparing and packing ten laptops is counted: eleven scans and three presses. A scan is what a USB
scanner does: it types where the focus is, and presses Enter.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest

from inventory.applications.queries import approved_application_of
from inventory.deposits.ledger import DepositWay
from inventory.foundation import clock
from inventory.foundation.audit import verify
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.lending.actions import hand_over
from inventory.outings import queries
from tests import make
from tests.cast import World
from tests.walks.in_the_browser.browser import Visitor
from tests.walks.in_the_browser.scanner import a_while_later
from tests.walks.invariants import broken

pytestmark = pytest.mark.browser


class Hand:
    """Someone with a scanner in one hand and a mouse in the other, who is counted."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.scans = self.presses = 0

    def scan(self, text: str, shows: str) -> None:
        """Type where the focus is, press Enter, and go on when the page says so."""
        self.scans += 1
        a_while_later(self.page)
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        self.page.locator("main").get_by_text(shows).first.wait_for()
        self.page.wait_for_function("document.activeElement?.name === 'code'")

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press the button or link of this name in the page's own part, and wait for what it leads to."""
        self.presses += 1
        main = self.page.locator("main")
        found = main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name))
        with self.page.expect_navigation():
            found.first.click()


@pytest.fixture
def scene(app: Any, world: World) -> World:
    """Eight people from Leenhove who may come, and ten laptops that may go; written now, for pages ask the clock."""
    now = clock.now()
    with app.test_request_context(), inside(world.gent):
        make.make_policy(world, now=now)
        for at in range(8):
            make.make_approved_borrower(world, first_name=f"Gast{at}", municipality="Leenhove", now=now)
        for _laptop in range(10):
            make.make_ready_device(world, now=now)
    return world


def plan(fatima: Hand) -> str:
    """The day after tomorrow in Leenhove, with everyone who lives there. The address of the day."""
    page = fatima.page
    fatima.visitor.go("/gent/outings/new")
    page.get_by_label("Town").fill("Leenhove")
    page.get_by_label("Day", exact=True).fill("2031-03-04")
    page.get_by_label("Begins at").fill("09:00")
    page.get_by_label("Ends at").fill("13:00")
    fatima.press("Plan this day")
    fatima.press("Propose times for who lives in Leenhove")
    fatima.press("Save the appointments")
    assert "8 people are expected" in page.locator("main").inner_text()
    found = re.search(r"(/gent/outings/\d+)", page.url)
    assert found
    return found[1]


def facts_of(app: Any, world: World, day: str) -> dict[str, Any]:
    """The codes of a day: of its crate, and of its laptops in the order of the list."""
    with app.test_request_context(), inside(world.gent):
        outing = queries.get_outing(int(day.rsplit("/", 1)[1]))
        rows = queries.devices_of(outing)
        facts = {"crate": str(outing.place.code), "laptops": [str(row.device.code) for row in rows]}
        db.session.remove()  # what is read later is what stands then
    return facts


def pack(nele: Hand, app: Any, world: World, day: str) -> dict[str, Any]:
    """Ten laptops: listed, printed, scanned, gone. What is missing is red until it is scanned."""
    page = nele.page
    nele.visitor.go(day)
    nele.presses = 0
    nele.press("Make the pack list")
    facts = facts_of(app, world, day)
    assert len(facts["laptops"]) == 10
    papers = page.get_by_role("link", name="Print pack list and day list").first.get_attribute("href")
    nele.presses += 1  # the link opens a PDF, which a browser without a screen does not show
    assert page.request.get(papers).body().startswith(b"%PDF-")
    assert page.locator("tr.r-bad").count() == 10
    nele.scan(facts["crate"], "This is the crate.")
    for count, code in enumerate(facts["laptops"], start=1):
        nele.scan(code, f"{count} of 10 packed")
    assert page.locator("tr.r-bad").count() == 0
    nele.press("Depart")
    assert page.url.endswith("/on-site")
    assert (nele.scans, nele.presses) == (11, 3), "ux.md, flow 13: 11 scans and 3 presses"
    return facts


def lend_with_a_network(nele: Hand) -> None:
    """The usual five questions, begun from the list of who comes; nothing is typed."""
    page = nele.page
    nele.press(re.compile(r"Hand over ?: Gast0"))
    nele.press("Go on")
    for name, value, button in (
        ("way", "cash", "Go on"), ("signing", "paper", "Signed"), ("answer", "followed", "Go on"),
    ):  # fmt: skip
        page.locator(f'main input[type=radio][name="{name}"][value="{value}"]').check(force=True)
        nele.press(button)
    nele.press("Hand over to Gast0")
    assert "/loans/L" in page.url


def lend_on_paper(nele: Hand, day: str) -> None:
    """The line is gone: a note waits in the browser, the head of the page says so, and it arrives by itself."""
    page = nele.page
    nele.visitor.go(f"{day}/on-site")
    told = page.locator("[data-unsent]")
    told.get_by_text("Everything is sent.").wait_for()
    page.context.set_offline(True)
    page.get_by_text("Note it on paper for Gast1").click()
    page.get_by_role("button", name=re.compile(r"signed on paper ?: Gast1")).click()
    told.get_by_text("1 is not yet sent.").wait_for()
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    told.get_by_text("Everything is sent.").wait_for()
    page.locator("#noted").get_by_text("Gast1").wait_for()


def complete(app: Any, world: World, day: str) -> None:
    """At the desk what was signed on paper becomes a loan, by the usual deed."""
    now = clock.now()
    with app.test_request_context(), inside(world.gent):
        note = queries.notes_of(queries.get_outing(int(day.rsplit("/", 1)[1])))[0]
        borrower = note.visit.application.borrower
        assert approved_application_of(borrower) is not None
        draft = make.make_hand_over(
            world, now=now, device=note.device, borrower=borrower, way=DepositWay.CASH, cents=3000
        )
        hand_over(world.nele.actor, draft, now=now)
        db.session.remove()


def come_home(nele: Hand, facts: dict[str, Any]) -> None:
    """The crate's code leads to unpacking; one laptop is not in the van, and the cash box lacks five euros."""
    page = nele.page
    nele.visitor.go("/gent/today/")
    nele.scans = nele.presses = 0
    page.keyboard.press("F2")
    nele.scan(facts["crate"], "Out of the van")
    assert page.url.endswith("/unpack")
    back = facts["laptops"][2:9]
    for count, code in enumerate(back, start=1):
        nele.scan(code, f"{count} laptop{'s are' if count > 1 else ' is'} home again")
    asked = page.locator("section[aria-labelledby=questions]")
    assert asked.locator("select").count() == 1
    expected = page.locator("#cash-box").locator("..").locator(".tot .num").inner_text()
    due = int(re.sub(r"\D", "", expected)) // 100
    page.get_by_label("Counted in the cash box").fill(str(due - 5))
    nele.press("Close the day")
    assert (nele.scans, nele.presses) == (1 + len(back), 1), "ux.md, flow 13c: one scan each, and one press"
    assert "5 too little" in page.locator("main").inner_text()
    assert "Not found: look for it" in page.locator("main").inner_text()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_day_in_another_town(scene: World, app: Any, visit: Callable[..., Visitor], width: int) -> None:
    fatima, nele = (Hand(visit(person, width=width, lang="en")) for person in (scene.fatima, scene.nele))
    day = plan(fatima)
    facts = pack(nele, app, scene, day)
    nele.visitor.assert_fine()
    lend_with_a_network(nele)
    lend_on_paper(nele, day)
    nele.visitor.complaints = [
        one for one in nele.visitor.complaints if "ERR_INTERNET_DISCONNECTED" not in one
    ]
    nele.visitor.assert_fine()
    complete(app, scene, day)
    come_home(nele, facts)
    nele.visitor.assert_fine()
    assert not fatima.visitor.complaints
    with app.test_request_context():
        assert not broken([scene.gent, scene.luik], {})
        with inside(scene.gent):
            assert not list(verify())
        db.session.remove()
