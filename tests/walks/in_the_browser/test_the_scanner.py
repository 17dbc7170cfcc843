"""Scanners that type: heard wherever the focus is, none lost, none doubled, whatever the network does."""

from collections.abc import Callable
from typing import Any

import pytest

from inventory.codes import Code, Kind
from inventory.foundation.tenancy import inside
from inventory.portal.test_card import TEXT
from tests.cast import World
from tests.make import make_device, make_place
from tests.walks.in_the_browser.browser import Visitor
from tests.walks.in_the_browser.scanner import Listening, Scanner, until, wait_until_sent

pytestmark = pytest.mark.browser

NO_CONTENT = "204 No Content"


@pytest.fixture
def listening(app: Any, monkeypatch: pytest.MonkeyPatch) -> Listening:
    """Every scan that reaches the server."""
    before = Listening(app.wsgi_app)
    monkeypatch.setattr(app, "wsgi_app", before)
    return before


@pytest.fixture
def device(app: Any, world: World) -> str:
    """The code of a laptop that is here."""
    with app.test_request_context(), inside(world.gent):
        return str(make_device(world).code)


@pytest.fixture
def today(world: World, visit: Callable[..., Visitor], listening: Listening) -> Visitor:
    """Tom's first page, with the sound off: a test machine may have no audio to wake."""
    visitor = visit(world.tom, lang="en")
    visitor.page.add_init_script("localStorage.setItem('sound', JSON.stringify('off'))")
    visitor.go("/gent/today/")
    return visitor


def cut(page: Any) -> None:
    """Take the network away, and wait until the page has it so."""
    page.context.set_offline(True)
    until(page, "!navigator.onLine")


@pytest.mark.parametrize("end", ["Enter", "Tab"])
@pytest.mark.parametrize("belgian", [False, True], ids=["american", "belgian"])
def test_a_scan_lands_without_anything_having_the_focus(
    today: Visitor, listening: Listening, device: str, belgian: bool, end: str
) -> None:
    Scanner(today.page, belgian=belgian).scan(device, end)
    today.page.wait_for_url(f"**/devices/{device}")
    assert listening.texts == [device]
    assert device in today.page.title().replace(" ", "")
    assert today.page.locator(".verdict-good").inner_text().startswith("Good")
    today.assert_fine()


def test_back_goes_to_the_page_before_the_scan(today: Visitor, device: str) -> None:
    page = today.page
    before = page.locator("h1").inner_text()
    Scanner(page).scan(device)
    page.wait_for_url(f"**/devices/{device}")
    page.go_back()
    page.locator("h1").get_by_text(before).wait_for()
    assert page.url.endswith("/gent/today/")


def test_the_page_that_a_scan_brings_works_like_any_other(today: Visitor, device: str) -> None:
    page = today.page
    Scanner(page).scan(device)
    page.wait_for_url(f"**/devices/{device}")
    page.locator(".bar-end summary").click()
    assert page.locator(".menu-card").first.is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".menu-card").first.is_visible()
    page.keyboard.press("F2")
    assert page.evaluate("document.activeElement.id") == "scan"


def test_a_scan_into_a_field_that_is_not_for_codes_is_taken_out_again(
    visit: Callable[..., Visitor], world: World, listening: Listening, device: str
) -> None:
    coordinator = visit(world.fatima, lang="en")
    page = coordinator.page
    coordinator.go("/gent/lots/new")
    note = page.locator("textarea[name=note]")
    note.fill("Two boxes.")
    listening.answers = lambda text: NO_CONTENT
    Scanner(page, belgian=True).scan(device)
    wait_until_sent(page)
    assert listening.texts == [device]
    assert note.input_value() == "Two boxes."
    assert page.url.endswith("/gent/lots/new")


def test_a_scan_into_a_field_for_codes_stays_there(
    app: Any, world: World, today: Visitor, listening: Listening, device: str
) -> None:
    with app.test_request_context(), inside(world.gent):
        place = make_place(world, name="Rek 9").code
    page = today.page
    today.go(f"/gent/shelves/{place}")
    Scanner(page, belgian=True).scan(device, "Tab")
    page.wait_for_url(f"**/places/{place}")
    assert listening.texts == []
    assert page.locator("main .band.ok").is_visible()
    assert page.locator("main").get_by_text(device[1:4]).first.is_visible()


def test_what_a_key_for_signing_in_types_is_nobody_elses(today: Visitor, listening: Listening) -> None:
    page = today.page
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<input type=password id=secret>')"
    )
    page.locator("#secret").focus()
    scanner = Scanner(page)
    scanner.scan("ccccccdeadbeef")
    page.evaluate("document.activeElement.blur()")
    listening.answers = lambda text: NO_CONTENT
    scanner.scan("T041825")
    wait_until_sent(page)
    assert listening.texts == ["T041825"]


def test_a_code_that_nobody_knows_says_stop(today: Visitor, listening: Listening) -> None:
    Scanner(today.page).scan("T041826")
    today.page.locator(".verdict-stop").wait_for()
    assert "This code is not right" in today.page.locator("main").inner_text() or listening.texts
    today.assert_fine()


def test_the_sound_can_be_off_and_stays_off(world: World, visit: Callable[..., Visitor], device: str) -> None:
    visitor = visit(world.tom, lang="en")
    page = visitor.page
    # Counts the tones instead of playing them.
    page.add_init_script(
        "window.tones = 0; const start = OscillatorNode.prototype.start;"
        "OscillatorNode.prototype.start = function (...at) { window.tones += 1; return start.apply(this, at); };"
    )
    visitor.go("/gent/today/")
    scanner = Scanner(page)
    scanner.scan(device)
    page.locator(".verdict-good").wait_for()
    until(page, "tones === 1")
    page.get_by_role("button", name="Sound off").click()
    assert page.get_by_role("button", name="Sound on").is_visible()
    scanner.scan("T041826")
    page.locator(".verdict-stop").wait_for()
    assert page.evaluate("tones") == 1
    page.get_by_role("button", name="Sound on").click()
    until(page, "tones === 2")


def test_a_page_change_in_the_middle_of_a_scan_loses_no_key(
    today: Visitor, listening: Listening, device: str
) -> None:
    page = today.page
    scanner = Scanner(page, belgian=True)
    scanner.start(device[:4])
    page.goto("/gent/lots", wait_until="commit")
    until(page, "Boolean(globalThis.leenkringScans)")
    scanner.go_on(device[4:])
    scanner.end()
    page.wait_for_url(f"**/devices/{device}")
    assert listening.texts == [device]


def test_scans_wait_until_the_script_of_the_page_has_come(
    today: Visitor, listening: Listening, device: str
) -> None:
    page = today.page
    held: list[Any] = []
    page.route("**/app-*.js", lambda route: held.append(route))
    page.goto("/gent/lots", wait_until="commit")
    half = page.main_frame  # looked at as it is: who asks the page waits for all of it
    until(half, "Boolean(globalThis.leenkringScans)")
    Scanner(page).scan(device)
    until(half, "leenkringScans.waiting().length === 1")
    assert listening.texts == []
    for one in held:
        one.continue_()
    page.wait_for_url(f"**/devices/{device}")
    assert listening.texts == [device]


def test_without_a_network_scans_wait_and_go_when_it_is_back(
    today: Visitor, listening: Listening, device: str
) -> None:
    page = today.page
    scanner = Scanner(page)
    cut(page)
    scanner.scan("R000324")
    scanner.scan(device)
    band = page.get_by_role("alert").filter(has_text="No connection.")
    band.get_by_text(device).wait_for()
    assert band.get_by_role("listitem").all_inner_texts() == ["R000324", device]
    assert listening.texts == []
    page.context.set_offline(False)
    page.wait_for_url(f"**/devices/{device}")
    assert listening.texts == ["R000324", device]
    assert not page.locator("#scan-trouble").is_visible()


def test_a_server_in_trouble_keeps_no_scan_from_arriving(
    today: Visitor, listening: Listening, device: str
) -> None:
    page = today.page
    troubled = ["503 Service Unavailable", "500 Internal Server Error"]
    listening.answers = lambda text: troubled.pop() if troubled else None
    Scanner(page).scan(device)
    page.get_by_role("alert").filter(has_text="The server cannot answer now.").wait_for()
    page.get_by_role("button", name="Send now").click()
    page.wait_for_url(f"**/devices/{device}")
    assert len(listening.scans) == 3
    assert listening.texts == [device], "every try has the same id"


def test_waiting_scans_can_be_thrown_away(today: Visitor, listening: Listening) -> None:
    page = today.page
    cut(page)
    Scanner(page).scan("T041825")
    page.get_by_role("button", name="Throw them away").click()
    page.context.set_offline(False)
    today.go("/gent/today/")
    assert page.evaluate("leenkringScans.waiting().length") == 0
    assert listening.texts == []


def test_scans_of_another_moment_are_asked_about(today: Visitor, listening: Listening, device: str) -> None:
    page = today.page
    listening.answers = lambda text: "503 Service Unavailable"
    Scanner(page).scan(device)
    page.locator("#scan-trouble").wait_for()
    page.add_init_script("const real = Date.now; Date.now = () => real() + 300000;")
    today.go("/gent/lots")
    page.get_by_role("alert").filter(has_text="These scans waited here.").wait_for()
    listening.answers = lambda text: None
    page.get_by_role("button", name="Send now").click()
    page.wait_for_url(f"**/devices/{device}")


def test_a_page_may_take_scans_itself(today: Visitor, listening: Listening) -> None:
    page = today.page
    page.evaluate(
        "window.taken = []; document.addEventListener('leenkring:scan', (event) => {"
        " event.preventDefault(); taken.push(event.detail.text); })"
    )
    scanner = Scanner(page)
    for code in ("T041825", "R000324"):
        scanner.scan(code)
    wait_until_sent(page)
    assert page.evaluate("taken") == ["T041825", "R000324"]
    assert listening.texts == []


def codes(count: int) -> list[str]:
    """So many different codes, right in their last digit."""
    return [str(Code(Kind.DEVICE, number)) for number in range(4000, 4000 + count)]


@pytest.mark.slow
def test_a_thousand_scans_none_lost_none_doubled(
    app: Any, world: World, today: Visitor, listening: Listening
) -> None:
    """A thousand scans at one millisecond a key, an American scanner on a Belgian computer, never waiting.

    Every scan goes over HTTP to the server. Each twentieth is answered by the app itself and its page is put in the
    place of the one before; the others are answered with nothing at the server's door, or this would take minutes.
    Four times the browser loads another page in the middle of a scan, as a person's click would make it.
    """
    page = today.page
    scans = codes(1000)
    real = set(scans[::20])
    listening.answers = lambda text: None if text in real else NO_CONTENT
    scanner = Scanner(page, belgian=True)
    for number, code in enumerate(scans, start=1):
        scanner.start(code[:3])
        if number % 200 == 150:
            page.goto("/gent/lots", wait_until="commit")
            until(page, "Boolean(globalThis.leenkringScans)")
        scanner.go_on(code[3:])
        scanner.end()
    wait_until_sent(page)
    assert listening.texts == scans
    # A page that is left while its scan is under way asks again, with the same id.
    assert len(listening.scans) <= len(scans) + 5


@pytest.mark.parametrize(
    ("belgian", "sentence"),
    [(False, "Your scanner types every sign right."), (True, "This browser knows now, and puts it right.")],
)
def test_the_test_card_teaches_the_browser_its_scanner(
    today: Visitor, listening: Listening, belgian: bool, sentence: str
) -> None:
    page = today.page
    today.go("/gent/scan/test-card")
    scanner = Scanner(page, belgian=belgian)
    scanner.scan("SOMETHING-ELSE:1")
    page.locator(".verdict-stop").wait_for()
    scanner.scan(TEXT)
    page.locator(".verdict-good").wait_for()
    today.assert_fine()
    page.reload()
    assert sentence in page.locator("[data-test-card]").inner_text()
    # Letters alone prove nothing; now the browser knows how they are meant.
    listening.answers = lambda text: NO_CONTENT
    today.go("/gent/today/")
    scanner.scan("QUAZ")
    wait_until_sent(page)
    assert listening.texts == ["QUAZ"]


def test_a_pile_is_scanned_and_moved_with_one_press(
    app: Any, world: World, visit: Callable[..., Visitor], listening: Listening
) -> None:
    """Twelve laptops and their shelf: thirteen scans without a pause and one press."""
    with app.test_request_context(), inside(world.gent):
        laptops = [str(make_device(world).code) for _one in range(12)]
        shelf = str(make_place(world, name="Rek 12").code)
    visitor = visit(world.tom, lang="en", width=390)
    page = visitor.page
    visitor.go("/gent/collect")
    scanner = Scanner(page, belgian=True)
    for code in [*laptops, shelf]:
        scanner.scan(code)
    wait_until_sent(page)
    assert listening.texts == [], "the pile takes them, not the box on top"
    links = page.locator(".pile a[href*='/devices/']").all()
    assert [link.get_attribute("href").rsplit("/", 1)[1] for link in links] == laptops[::-1]
    visitor.assert_fine()
    page.locator(".pile").get_by_role("link", name="Take off").first.click()
    page.get_by_role("button", name="Move 11 laptops").click()
    page.wait_for_url(f"**/places/{shelf}")
    assert page.get_by_text("11 laptops stand on Rek 12 now.").is_visible()


def test_a_scanner_as_slow_as_a_person_is_heard_in_the_field_of_a_pile(
    app: Any, world: World, visit: Callable[..., Visitor], listening: Listening
) -> None:
    with app.test_request_context(), inside(world.gent):
        laptops = [str(make_device(world).code) for _one in range(4)]
    visitor = visit(world.tom, lang="en")
    page = visitor.page
    visitor.go("/gent/collect")
    page.evaluate("window.stays = true")
    scanner = Scanner(page, every=80)
    for number, code in enumerate(laptops, start=1):
        scanner.scan(code)
        until(page, f"document.querySelectorAll('.pile > li').length === {number}")
    assert page.evaluate("window.stays"), "the keyboard was never let go of"


def test_a_page_that_comes_in_the_middle_of_a_scan_leaves_nothing_of_it_in_a_field(
    app: Any, world: World, visit: Callable[..., Visitor], listening: Listening
) -> None:
    with app.test_request_context(), inside(world.gent):
        laptops = [str(make_device(world).code) for _one in range(2)]
    visitor = visit(world.tom, lang="en")
    page = visitor.page
    visitor.go("/gent/collect")
    scanner = Scanner(page)
    held: list[Any] = []
    page.route("**/collect?*", lambda route: route.continue_() if held else held.append(route))
    scanner.scan(laptops[0])
    until_held(page, held)
    scanner.start(laptops[1][:4])
    held[0].continue_()
    until(page, "document.querySelectorAll('.pile > li').length === 1")
    scanner.go_on(laptops[1][4:])
    scanner.end()
    until(page, "document.querySelectorAll('.pile > li').length === 2")
    assert page.locator("#add").input_value() == ""
    assert page.locator("#scan").input_value() == ""


def until_held(page: Any, held: list[Any]) -> None:
    """Until the request that is to wait has been made."""
    while not held:
        page.wait_for_timeout(20)
