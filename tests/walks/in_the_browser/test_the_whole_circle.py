"""One laptop from gift to refunded deposit and back at the wiping bench, in a browser, with real reports.

A ThinkPad's own `lshw` report and nwipe's own log are read where they stand beside the project; nothing of
them is ours. The clock is held at the days on which those were written.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from inventory.foundation import clock
from inventory.foundation.audit import verify
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from tests.make import make_partner, make_policy
from tests.walks.in_the_browser.browser import Visitor
from tests.walks.in_the_browser.scanner import a_while_later
from tests.walks.invariants import broken

EVIDENCE = Path(__file__).parents[4] / "shared" / "evidence"
LSHW = EVIDENCE / "lshw" / "gen_p03_t480_nvme.lshw.json"
NWIPE = EVIDENCE / "nwipe" / "gen_g03_v0.38_nvme_overwrite.log"
#: the day before nwipe wrote its log
GIFT_DAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not NWIPE.is_file(), reason="the reports of real tools do not stand beside this project"
    ),
]


class Day:
    """The clock of the whole house, in the test's hand."""

    def __init__(self) -> None:
        self.now = GIFT_DAY

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Day:
    held = Day()
    monkeypatch.setattr(clock, "_ask", held)
    return held


@pytest.fixture
def scene(app: Any, world: Any, day: Day) -> Any:
    """A giver and a policy; everything else is done in the browser."""
    with app.test_request_context(), inside(world.gent):
        make_partner(world, name="Studiebureau Fictief bv", now=GIFT_DAY)
        make_policy(world, now=GIFT_DAY)
    return world


def press(visitor: Visitor, name: str, exact: bool = False) -> None:
    """Press the button or link of this name, and wait for what it leads to."""
    page = visitor.page
    main = page.locator("main")
    found = main.get_by_role("button", name=name, exact=exact).or_(
        main.get_by_role("link", name=name, exact=exact)
    )
    found.first.click()
    page.wait_for_load_state("load")


def scan(visitor: Visitor, text: str) -> None:
    """What a USB scanner does: types into the box and presses Enter; until the page that comes of it is there."""
    page = visitor.page
    a_while_later(page)  # half a year is shorter than two seconds here
    page.locator("#scan").fill(text)
    with page.expect_navigation():
        page.locator("#scan").press("Enter")


@pytest.mark.parametrize("width", [1280, 390])
def test_one_laptop_goes_round(
    scene: Any, app: Any, visit: Callable[..., Visitor], day: Day, width: int
) -> None:
    fatima, tom, sofie, nele = (
        visit(person, width=width, lang="en") for person in (scene.fatima, scene.tom, scene.sofie, scene.nele)
    )
    code = gift(fatima, tom)
    wipe(tom, sofie, day, code)
    refurbish(tom, sofie, code)
    loan = lend(nele, code)
    day.now += timedelta(days=200)
    bring_back(nele, loan, code)
    scan(tom, code)
    tom.go(f"/gent/devices/{code}")
    assert "Being wiped" in tom.page.locator(".page-head").inner_text()
    assert "Amina" not in tom.page.content()
    for visitor in (fatima, tom, sofie, nele):
        assert not visitor.complaints, visitor.complaints
    everything_holds(app, scene)


def gift(fatima: Visitor, tom: Visitor) -> str:
    """A lot is announced; the laptop's own lshw report brings it in. Its code."""
    fatima.go("/gent/lots/new")
    fatima.page.get_by_label("From whom?").select_option(label="Studiebureau Fictief bv")
    fatima.page.get_by_label("How many devices?").fill("1")
    press(fatima, "Announce", exact=True)
    lot = re.search(r"/lots/(S\d+)", fatima.page.url)
    assert lot
    tom.go(f"/gent/lots/{lot[1]}/reports")
    tom.page.locator("main input[type=file]").set_input_files(LSHW)
    tom.page.locator("main form button[type=submit]").first.click()
    tom.page.wait_for_load_state("load")
    assert "PF1ABM7K" in tom.page.content()
    tom.page.locator("main form button[type=submit]").last.click()
    tom.page.wait_for_load_state("load")
    scan(tom, "PF1ABM7K")
    found = re.search(r"(T\d{6,})", tom.page.url)
    assert found, tom.page.url
    return found[1]


def wipe(tom: Visitor, sofie: Visitor, day: Day, code: str) -> None:
    """The scan took it to the bench; nwipe's log is dropped, matched by its disk, and a colleague agrees."""
    tom.page.get_by_text(f"{code[0]} {code[1:4]} {code[4:]} is at the wiping bench").wait_for()
    day.now = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
    tom.go("/gent/wiping")
    tom.page.locator("main input[type=file]").first.set_input_files(NWIPE)
    tom.page.get_by_text("S444NX0K812345").first.wait_for()
    press(tom, "Write down what is ticked")
    sofie.go("/gent/wiping/second-look")
    press(sofie, "Agree and make certificates")
    sofie.go(f"/gent/devices/{code}")
    assert "Wiped" in sofie.page.locator(".page-head").inner_text()


def refurbish(tom: Visitor, sofie: Visitor, code: str) -> None:
    """Eleven points, a grade, and the second person."""
    tom.go(f"/gent/bench/{code}")
    while tom.page.get_by_role("button", name="The rest is in order").count() == 0:
        before = tom.page.locator(".bench-row").count()
        assert before
        tom.page.locator('.bench-row button[value$=":fine"][aria-pressed="false"]').first.click()
        tom.page.wait_for_load_state("load")
    press(tom, "The rest is in order")
    tom.page.locator('input[name="grade"][value="B"]').check(force=True)
    press(tom, "Done", exact=True)
    sofie.go(f"/gent/bench/{code}/second-check")
    for box in sofie.page.locator("main input[type=checkbox]").all():
        box.check(force=True)
    sofie.page.locator("main form button[type=submit]").first.click()
    sofie.page.wait_for_load_state("load")
    sofie.go(f"/gent/devices/{code}")
    assert "Ready" in sofie.page.locator(".page-head").inner_text()


def lend(nele: Visitor, code: str) -> str:
    """Someone asks, a person approves, five questions, and it goes home. The loan's code."""
    page = nele.page
    nele.go("/gent/applications/new")
    page.get_by_label("First name").fill("Amina")
    page.get_by_label("Phone number").fill("0470 12 34 56")
    page.get_by_label("Municipality").fill("Gent")
    page.locator('main input[name="purpose"]').first.check(force=True)
    page.locator("main form").last.locator("button[type=submit]").first.click()
    page.wait_for_load_state("load")
    number = re.search(r"/applications/(\d+)", page.url)
    assert number, page.url
    nele.go(f"/gent/applications/{number[1]}/approve")
    if page.get_by_label("Why").count():
        page.get_by_label("Why").first.fill("She follows a course.")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state("load")
    scan(nele, code)
    page.locator("main label", has_text="Amina").click()
    press(nele, "Go on")  # the laptop was scanned, so the next question is the deposit
    choose(nele, "way", "cash")
    press(nele, "Go on")
    choose(nele, "signing", "screen")
    sign(nele)
    press(nele, "Signed")
    choose(nele, "answer", "followed")
    press(nele, "Go on")
    press(nele, "Hand over to Amina")
    loan = re.search(r"/loans/(L\d+)", page.url)
    assert loan, page.url
    agreement = page.request.get(f"/gent/loans/{loan[1]}/agreement-nl.pdf")
    assert agreement.body().startswith(b"%PDF-")
    return loan[1]


def choose(visitor: Visitor, name: str, value: str) -> None:
    """Tap one of the big answers."""
    visitor.page.locator(f'main input[type=radio][name="{name}"][value="{value}"]').check(force=True)


def sign(visitor: Visitor) -> None:
    """Draw a line on the pad, as a finger does."""
    pad = visitor.page.locator("[data-sign-pad]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    mouse = visitor.page.mouse
    mouse.move(box["x"] + 30, box["y"] + 50)
    mouse.down()
    for step in range(1, 12):
        mouse.move(box["x"] + 30 + 18 * step, box["y"] + 50 + (20 if step % 2 else -20))
    mouse.up()


def bring_back(nele: Visitor, loan: str, code: str) -> None:
    """Looked at together: the charger is gone, the rest of the deposit goes back in cash."""
    scan(nele, code)
    assert f"/returns/{loan}" in nele.page.url, nele.page.url
    choose(nele, "files", "may_go")
    for check in ("starts", "screen", "keyboard"):
        choose(nele, check, "fine")
    choose(nele, "charger", "missing")
    choose(nele, "charger_choice", "charge")
    press(nele, "Done: settle the deposit")
    assert "/done" in nele.page.url, nele.page.locator("main").inner_text()


def everything_holds(app: Any, world: Any) -> None:
    """The list of what must always hold, after the whole round."""
    with app.test_request_context():
        assert not broken([world.gent, world.luik], {})
        with inside(world.gent):
            assert not list(verify())
        db.session.remove()
