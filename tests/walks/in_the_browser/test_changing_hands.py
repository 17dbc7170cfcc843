"""One shared computer, two people: a scanned badge, a password, and nothing of the first is left for the second.

And the other pages of cards and piles.
"""

from collections.abc import Callable
from typing import Any

import pytest

from inventory.borrowers.actions import replace_pass
from inventory.digibank import badges
from inventory.foundation.tenancy import inside
from tests.cast import NOW, PASSWORD, Person, World
from tests.make import make_borrower, make_device, make_ready_device
from tests.walks.in_the_browser.browser import Visitor, problems_of
from tests.walks.in_the_browser.scanner import Listening, Scanner, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def badge(app: Any, world: World) -> str:
    """The number on Nele's badge."""
    with app.test_request_context(), inside(world.gent):
        return str(badges.make_badge(world.nele.actor, world.nele.user_id, now=NOW).code)


def press(visitor: Visitor, name: str) -> None:
    visitor.page.get_by_role("button", name=name).click()


def arrived(visitor: Visitor, person: Person) -> None:
    """Until this person's first page is there. (The address of the sign-in page holds that of the next one.)"""
    visitor.page.locator(f'#words[data-who="{person.user_id}"]').wait_for(state="attached")
    visitor.page.wait_for_load_state("load")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_a_badge_and_a_password_and_it_is_someone_elses_turn(
    world: World, visit: Callable[..., Visitor], badge: str, width: int, dark: bool
) -> None:
    tom = visit(world.tom, width=width, dark=dark, lang="en")
    tom.go("/gent/badges/mine")
    problems = problems_of(tom.page)
    tom.go("/gent/today/")
    Scanner(tom.page).scan(f"HTTP://LOCALHOST/I/{badge}")
    tom.page.wait_for_url(f"**/badges/{badge}")
    problems += problems_of(tom.page)
    press(tom, "Make way for Nele")
    tom.page.wait_for_url("**/login?**")
    problems += problems_of(tom.page)
    assert "Nele" in tom.page.locator("h1").inner_text()
    assert tom.page.evaluate("document.activeElement.type") == "password"
    tom.page.keyboard.type(PASSWORD)
    tom.page.keyboard.press("Enter")
    arrived(tom, world.nele)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_the_pages_of_badges_passes_and_piles_are_for_everyone(
    app: Any, world: World, visit: Callable[..., Visitor], badge: str, width: int, dark: bool
) -> None:
    with app.test_request_context(), inside(world.gent):
        pile = ",".join(str(one.code) for one in (make_device(world), make_ready_device(world)))
        borrower = make_borrower(world)
        old = str(borrower.code)
        replace_pass(world.nele.actor, borrower, now=NOW)
        worn = badges.make_badge(world.tom.actor, world.tom.user_id, now=NOW)
        badges.replace_badge(world.tom.actor, worn, now=NOW)
        lost = str(worn.code)
    fatima = visit(world.fatima, width=width, dark=dark, lang="en")
    problems = []
    for path in (
        "badges/",
        f"badges/{lost}",
        f"borrowers/replaced-pass/{old}",
        f"collect?codes={pile}",
        f"collect/recycle?codes={pile}",
        f"collect/start_wipe?codes={pile}&done={pile}",
    ):
        fatima.go(f"/gent/{path}")
        problems += [f"{path}: {problem}" for problem in problems_of(fatima.page)]
    assert not fatima.complaints, fatima.complaints
    assert not problems, "\n".join(problems)


def test_a_pile_goes_to_the_wiping_bench_with_two_presses(
    app: Any, world: World, visit: Callable[..., Visitor]
) -> None:
    with app.test_request_context(), inside(world.gent):
        received, ready = str(make_device(world).code), str(make_ready_device(world).code)
    tom = visit(world.tom, lang="en")

    def card(name: str) -> Any:
        return tom.page.locator(f"section[aria-labelledby={name}]")

    tom.go("/gent/collect")
    for code in (received, ready):
        Scanner(tom.page).scan(code)
        card("on-pile").locator(f"a[href$='/devices/{code}']").wait_for()
    card("deeds").get_by_role("link", name="Start wiping").click()
    card("cannot").get_by_text("This is not its next step.").wait_for()
    press(tom, "Start wiping: 1 laptop")
    card("done").locator(f"a[href$='/devices/{received}']").wait_for()
    assert card("cannot").locator(f"a[href$='/devices/{ready}']").count() == 1
    tom.assert_fine()


def test_at_the_sign_in_page_a_scanner_fills_in_who_it_is(
    world: World, visit: Callable[..., Visitor], badge: str
) -> None:
    anyone = visit(None, lang="en")
    anyone.go("/login")
    anyone.page.locator("input[name=email]").focus()
    Scanner(anyone.page, belgian=True).scan(badge)
    anyone.page.get_by_text("Now your password.").wait_for()
    assert anyone.page.evaluate("document.activeElement.type") == "password"
    anyone.page.keyboard.type(PASSWORD)
    anyone.page.keyboard.press("Enter")
    arrived(anyone, world.nele)


def test_a_scan_that_waited_for_the_network_does_not_go_under_another_name(
    app: Any, world: World, visit: Callable[..., Visitor], badge: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening = Listening(app.wsgi_app)
    monkeypatch.setattr(app, "wsgi_app", listening)
    with app.test_request_context(), inside(world.gent):
        mine, theirs = str(make_device(world).code), str(make_device(world).code)
    tom = visit(world.tom, lang="en")
    page = tom.page
    tom.go(f"/gent/badges/{badge}")
    listening.answers = lambda text: "503 Service Unavailable"
    Scanner(page).scan(mine)
    page.locator("#scan-trouble").wait_for()
    page.evaluate("document.querySelector('form[action$=\"/switch\"]').submit()")
    page.wait_for_url("**/login?**")
    page.wait_for_load_state("load")
    listening.answers = lambda text: None
    tried = len(listening.scans)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    arrived(tom, world.nele)
    until(page, "JSON.parse(sessionStorage.scans).waiting.length === 0")
    Scanner(page).scan(theirs)
    page.wait_for_url(f"**/devices/{theirs}")
    assert listening.texts[0] == mine
    later = [text for _id, text in listening.scans[tried:]]
    assert later == [theirs], "what Tom scanned went under Nele's name"
