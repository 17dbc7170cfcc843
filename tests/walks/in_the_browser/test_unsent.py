"""What is sent from where there may be no network: kept, sent in order, each once, and nobody held up."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.cast import World
from tests.house.every_part import draw_every_part
from tests.walks.in_the_browser.browser import Visitor, assert_accessible

pytestmark = pytest.mark.browser


class Line:
    """A door of the server that writes down what came, and the line to it, which can be cut."""

    def __init__(self, page: Any, html: str) -> None:
        self.page, self.html = page, html
        self.came: list[str] = []
        self.keys: list[str] = []
        self.is_cut = False
        #: what it says to a text instead of taking it: status and JSON
        self.says: dict[str, tuple[int, dict[str, str]]] = {}
        page.route("**/gent/things", self._answer)

    def _answer(self, route: Any) -> None:
        if self.is_cut:
            route.abort("internetdisconnected")
            return
        fields = {name: values[0] for name, values in parse_qs(route.request.post_data).items()}
        status, body = self.says.get(fields["text"], (200, {"done": fields["text"]}))
        if status == 200:
            self.came.append(fields["text"])
            self.keys.append(fields["once"])
        route.fulfill(status=status, body=json.dumps(body), content_type="application/json")

    def send(self, *texts: str) -> None:
        """Fill in the form and send it, once for each text."""
        for text in texts:
            self.page.locator("#thing").fill(text)
            self.page.locator("#thing").press("Enter")

    def back(self) -> None:
        """The line is there again, and the browser notices."""
        self.is_cut = False
        self.page.evaluate("dispatchEvent(new Event('online'))")

    def says_in_words(self, words: str) -> None:
        """Wait until the page says so."""
        self.page.locator("[data-unsent]").get_by_text(words).wait_for()


FORM = """<main class="main" id="content" tabindex="-1"><h1>A shelf</h1><div data-unsent></div>
<form method="post" action="/gent/things" data-offline="shelf-1">
<input type="hidden" name="csrf_token" value="the token of this page">
<input type="hidden" name="once" value="first-key-of-this-page"><input type="hidden" name="moment" data-moment>
<label for="thing">Thing</label><input id="thing" name="text" data-what></form>"""


def showing(html: str) -> Callable[[Any], None]:
    """Answers with this page."""
    return lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")


@pytest.fixture
def line(app: Any, world: World, visit: Callable[..., Visitor]) -> Line:
    """A page with a form that needs no network, and the line from it."""
    html = draw_every_part(app, world, "en")
    with app.test_request_context():
        script = app.jinja_env.globals["asset"]("unsent.js")
    html = html.replace("<body", f'<script src="{script}" defer></script><body', 1)
    before, after = html.split("<main", 1)
    html = f"{before}{FORM}</main>{after.split('</main>', 1)[1]}"
    visitor = visit(world.fatima, lang="en")
    visitor.page.route("**/gent/shelf", showing(html))
    visitor.go("/gent/shelf")
    return Line(visitor.page, html)


def test_what_is_sent_arrives_without_another_page_and_each_with_its_own_key(line: Line) -> None:
    line.send("one", "two", "three")
    line.says_in_words("Everything is sent.")
    assert line.came == ["one", "two", "three"]
    assert len(set(line.keys)) == 3
    assert line.page.url.endswith("/gent/shelf")
    assert_accessible(line.page)


def test_without_a_network_it_waits_in_order_and_outlives_the_page(line: Line) -> None:
    line.is_cut = True
    line.send("one", "two", "three")
    line.says_in_words("3 are not yet sent. There is no network.")
    assert_accessible(line.page)
    line.page.reload()
    line.says_in_words("3 are not yet sent. There is no network.")
    line.back()
    line.says_in_words("Everything is sent.")
    assert line.came == ["one", "two", "three"]
    assert (
        line.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('unsent')).length") == 0
    )


def test_what_arrived_before_the_line_fell_goes_again_with_the_same_key(line: Line) -> None:
    # The server took it and its answer was lost: only the key tells it that this is the same deed.
    heard: list[str] = []

    def take_and_fall_silent(route: Any) -> None:
        heard.append(parse_qs(route.request.post_data)["once"][0])
        route.abort("connectionreset")

    line.page.route("**/gent/things", take_and_fall_silent)
    with line.page.expect_event("requestfailed"):
        line.send("one")
    line.says_in_words("1 is not yet sent.")
    line.page.unroute("**/gent/things", take_and_fall_silent)
    line.back()
    line.says_in_words("Everything is sent.")
    assert set(line.keys) == set(heard)


def test_a_refused_one_is_shown_with_its_sentence_and_holds_up_nobody(line: Line) -> None:
    line.says["two"] = (422, {"refused": "closed", "because": "This count is closed."})
    line.is_cut = True
    line.send("one", "two", "three")
    line.says_in_words("3 are not yet sent.")
    line.back()
    line.says_in_words("two This count is closed.")
    assert line.came == ["one", "three"]
    assert_accessible(line.page)
    line.page.get_by_role("button", name="I have seen it: two").click()
    line.page.get_by_text("This count is closed.").wait_for(state="detached")


def test_a_refused_one_can_be_sent_again(line: Line) -> None:
    line.says["two"] = (409, {"refused": "busy", "because": "Someone else was first."})
    line.send("two")
    line.says_in_words("two Someone else was first.")
    line.says.clear()
    line.page.get_by_role("button", name="Send again: two").click()
    line.says_in_words("Everything is sent.")
    assert line.came == ["two"]


def test_signed_out_it_is_kept_and_says_where_to_sign_in(line: Line) -> None:
    line.says["one"] = (401, {"refused": "signed_out", "because": "Sign in again."})
    line.send("one")
    line.says_in_words("Sign in again, then they are sent by themselves.")
    assert "/login?next=" in line.page.get_by_role("link", name="Sign in again").get_attribute("href")
    line.says.clear()
    line.back()
    line.says_in_words("Everything is sent.")


def test_a_page_that_is_not_ours_is_no_answer(line: Line) -> None:
    def sell_a_coffee(route: Any) -> None:
        route.fulfill(body="<html><h1>Welcome to our wifi</h1></html>", content_type="text/html")

    line.page.route("**/gent/things", sell_a_coffee)
    line.send("one")
    line.says_in_words("1 is not yet sent. There is no network.")
    line.page.unroute("**/gent/things", sell_a_coffee)
    line.back()
    line.says_in_words("Everything is sent.")
    assert line.came == ["one"]


def test_signing_out_asks_once_more_and_then_leaves_nothing_behind(line: Line) -> None:
    line.is_cut = True
    line.send("one", "two")
    line.says_in_words("2 are not yet sent.")
    page = line.page
    sent: list[str] = []

    def note(route: Any) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204, body="")

    page.route("**/logout", note)
    page.locator(".menu summary").click()
    page.locator("[formaction='/logout']").click()
    page.locator("main").get_by_text("Sign out again, and they are gone.").wait_for()
    assert sent == []
    assert page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('unsent'))")
    with page.expect_request("**/logout"):
        page.locator("[formaction='/logout']").click()
    page.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('unsent'))")


def test_another_persons_browser_window_neither_sends_nor_counts_it(line: Line) -> None:
    line.page.evaluate(
        "localStorage.setItem('unsent:999:gent', JSON.stringify({waiting: [{id: 'x', at: Date.now(), fields: []}]}))"
    )
    line.page.reload()
    line.says_in_words("Everything is sent.")
    assert line.page.evaluate("localStorage.getItem('unsent:999:gent') !== null")


def test_every_other_page_goes_on_sending(line: Line, world: World) -> None:
    line.is_cut = True
    line.send("one")
    line.says_in_words("1 is not yet sent.")
    line.page.goto("/gent/today/")
    line.says_in_words("1 is not yet sent.")
    assert_accessible(line.page)
    line.back()
    line.says_in_words("Everything is sent.")
    assert line.came == ["one"]


def test_signed_in_anew_in_another_tab_it_goes_with_a_fresh_token(line: Line) -> None:
    line.page.unroute("**/gent/shelf")
    line.page.route("**/gent/shelf", showing(line.html.replace("the token of this page", "another token")))
    tokens: list[str] = []

    def ask_for_the_new_one(route: Any) -> None:
        tokens.append(parse_qs(route.request.post_data)["csrf_token"][0])
        is_new = tokens[-1] == "another token"
        body = {"done": "one"} if is_new else {"refused": "lost_session", "because": "?"}
        route.fulfill(status=200 if is_new else 400, body=json.dumps(body), content_type="application/json")

    line.page.route("**/gent/things", ask_for_the_new_one)
    line.send("one")
    line.page.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('unsent'))")
    line.says_in_words("Everything is sent.")
    assert tokens == ["the token of this page", "another token"]


def test_what_is_over_is_let_go_of_and_the_rest_stays(line: Line) -> None:
    line.is_cut = True
    line.send("one")
    line.says_in_words("1 is not yet sent.")
    for scope, words in (("shelf-2", "1 is not yet sent."), ("shelf-1", "Everything is sent.")):
        over = line.html.replace("<h1>A shelf", f'<h1 data-unsent-erase="{scope}">A shelf')
        line.page.route(f"**/gent/{scope}", showing(over))
        line.page.goto(f"/gent/{scope}")
        line.says_in_words(words)


def test_what_waited_for_a_week_is_shown_and_no_longer_sent(line: Line) -> None:
    line.is_cut = True
    line.send("one")
    line.says_in_words("1 is not yet sent. There is no network.")
    line.page.evaluate(
        """() => { const key = Object.keys(localStorage).find((one) => one.startsWith('unsent'));
        const box = JSON.parse(localStorage.getItem(key)); box.waiting[0].at -= 7 * 86400000;
        localStorage.setItem(key, JSON.stringify(box)); }"""
    )
    line.is_cut = False
    line.page.reload()
    line.says_in_words("one We could not take this one.")
    assert line.came == []
