"""What a test needs to look at a page as a person does: sign in, listen for complaints, ask axe."""

import json
import time
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Person

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"

#: WCAG 2.0 to 2.2, A and AA, and what axe calls good practice
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

#: seconds that anything in a browser may take: how long a busy machine needs says nothing about the code
PATIENCE = 240


#: what looks at a page as it stands that moment, and waits for nothing
_GLANCES = {
    "Page": ("content", "evaluate", "title"),
    "Locator": (
        "all",
        "all_inner_texts",
        "all_text_contents",
        "count",
        "is_checked",
        "is_hidden",
        "is_visible",
    ),
}


def only_whole_pages(patch: pytest.MonkeyPatch) -> None:
    """Whoever looks sees a page that has arrived, and whose scripts listen.

    A press waits until the next page begins to arrive. On a busy machine the rest of it, and its scripts, come later
    than a glance that asks at once.
    """
    from playwright import sync_api

    for kind, names in _GLANCES.items():
        whole = getattr(sync_api, kind)
        for name in names:
            patch.setattr(whole, name, _once_arrived(getattr(whole, name)))


def _once_arrived(glance: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(glance)
    def look(self: Any, *what: Any, **how: Any) -> Any:
        # A page is its own; what is looked for is on one.
        getattr(self, "page", self).wait_for_load_state("domcontentloaded")
        return glance(self, *what, **how)

    return look


class Visitor:
    """A browser window that remembers what its console complained about."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: Any) -> None:
        # A page that answers 404 or 422 on purpose also "failed to load".
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.complaints.append(message.text)

    def brings_axe(self) -> "Visitor":
        """From now on each page that is opened has axe with it at once: for who looks at many."""
        self.page.add_init_script(_axe())
        return self

    def looks_as(self, width: int, dark: bool) -> None:
        """Hold the same page in another window: its width in px, and light or dark."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme="dark" if dark else "light")

    def go(self, path: str) -> Any:
        """Open a page; its response."""
        return self.page.goto(path, wait_until="load")

    def assert_fine(self) -> None:
        """Nothing for axe to say, no sideways scrolling, and a silent console."""
        assert_accessible(self.page)
        assert not self.complaints, self.complaints


def session_cookie(app: Any, person: Person | None, lang: str, url: str) -> dict[str, Any]:
    """The cookie of someone who just signed in, as the app itself would sign it."""
    session: dict[str, Any] = {"lang": lang}
    if person is not None:
        session |= {
            "_user_id": person.uniquifier, "_fresh": True, "fs_cc": "set", "fs_paa": time.time(),
        }  # fmt: skip
    signer = app.session_interface.get_signing_serializer(app)
    return {"name": app.config["SESSION_COOKIE_NAME"], "value": signer.dumps(session), "url": url}


@cache
def _axe() -> str:
    if not AXE.is_file():
        pytest.skip("axe-core is not here: run `python tools/assets.py`")
    return AXE.read_text(encoding="utf-8")


def problems_of(page: Any) -> list[str]:
    """Everything that axe and a look at the edges find on the page that is open."""
    # Through the debugger and not as a <script>, so that our content policy stays in force.
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe() + "; undefined")
    options = json.dumps({"runOnly": RULES, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run(document, {options}).then((result) => result.violations)")
    problems = [
        f"{violation['id']} ({violation['impact']}): {node['html'][:160]} — {node['failureSummary'][:300]}"
        for violation in found
        for node in violation["nodes"][:3]
    ]
    return problems + sideways(page)


def sideways(page: Any) -> list[str]:
    """What makes the page that is open scroll sideways; nothing when it does not."""
    by = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if by <= 0:
        return []
    widest = page.evaluate(
        "[...document.querySelectorAll('body *')]"
        ".filter((one) => one.getBoundingClientRect().right > innerWidth + 1)"
        ".slice(0, 3).map((one) => one.outerHTML.slice(0, 120))"
    )
    return [f"scrolls {by} px sideways: {widest}"]


#: one question, for it is asked of hundreds of pages: how far does this one scroll sideways with large letters?
_AS_LARGE = """(root => {
    root.style.fontSize = '200%';
    const by = root.scrollWidth - innerWidth;
    if (by <= 0) root.style.fontSize = '';
    return by;
})(document.documentElement)"""


def sideways_when_large(page: Any) -> list[str]:
    """The same with letters twice as large, as who sees little sets them (WCAG 1.4.4)."""
    if page.evaluate(_AS_LARGE) <= 0:
        return []
    found = sideways(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    return [f"letters twice as large: {one}" for one in found]


def assert_accessible(page: Any) -> None:
    """axe-core finds nothing, and the page does not scroll sideways."""
    problems = problems_of(page)
    assert not problems, f"{page.url}:\n" + "\n".join(problems)


def draw_on(page: Any, group: str) -> None:
    """A few strokes with the mouse on one pad for a signature."""
    pad = page.locator(f"#{group} [data-sign-pad]")
    pad.scroll_into_view_if_needed()
    frame = pad.bounding_box()
    page.mouse.move(frame["x"] + 30, frame["y"] + 60)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(frame["x"] + 30 + 22 * step, frame["y"] + 40 + 18 * (step % 3))
    page.mouse.up()
