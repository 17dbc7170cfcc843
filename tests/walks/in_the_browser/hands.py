"""Somebody's two hands in a browser: how many scans, taps and keys a piece of work asks of them.

The numbers to which tests hold them are those of the design: a queue at the desk and gloves at the bench forgive no
extra tap. S scans, C taps (Enter too), K keys, F files dropped, D signatures.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.walks.in_the_browser.browser import Visitor, draw_on
from tests.walks.in_the_browser.scanner import a_while_later


@dataclass
class Hands:
    """Somebody's two hands: whatever they do is counted."""

    visitor: Visitor
    scans: int = 0
    taps: int = 0
    keys: int = 0
    files: int = 0
    strokes: int = 0

    @property
    def page(self) -> Any:
        return self.visitor.page

    def scan(self, text: str, *, into: str = "#scan") -> None:
        """What a USB scanner does: types into the field that has the focus, Enter, and the next page is there."""
        self.scans += 1
        a_while_later(self.page)
        with self.another_page():
            self.page.locator(into).fill(text)
            self.page.locator(into).press("Enter")

    def scan_here(self, text: str) -> None:
        """The same on a page that takes its scans itself, and stays."""
        self.scans += 1
        a_while_later(self.page)
        self.page.locator("#scan").fill(text)
        self.page.locator("#scan").press("Enter")

    def tap(self, name: str, *, goes: bool = True) -> None:
        """Tap the button, link or answer of this name in the page; `goes`: and wait for where it leads."""
        self.taps += 1
        main = self.page.locator("main")
        ways = (
            main.get_by_role("button", name=name),
            main.get_by_role("link", name=name),
            main.locator("label", has_text=name),
        )
        found = next(way for way in ways if way.count())
        if not goes:
            found.first.click()
            return
        with self.another_page():
            found.first.click()

    @contextmanager
    def another_page(self) -> Iterator[None]:
        """Until what is shown is not what was: a page that was opened, or one that a scan put in its place."""
        self.page.evaluate("document.querySelector('main').dataset.before = 'yes'")
        yield
        self.page.locator("main:not([data-before])").wait_for()
        self.page.wait_for_load_state("load")

    def drop(self, *paths: Any) -> None:
        """Files let go on the page at once, and what the page makes of them."""
        self.files += 1
        with self.another_page():
            self.page.locator("main input[type=file]").first.set_input_files(list(paths))

    def type(self, name: str, text: str) -> None:
        """Into the field of this name, which is where the last tap or Tab led."""
        self.keys += len(text)
        self.page.locator(f"main [name={name}]:not([type=hidden])").fill(text)

    def tap_first(self, selector: str) -> None:
        """Tap the first of these, and wait for where it leads."""
        self.taps += 1
        with self.another_page():
            self.page.locator(selector).first.click()

    def answer_the_next_point(self) -> None:
        """In order: the first point of a checklist that nobody answered yet."""
        self.taps += 1
        with self.another_page():
            self.page.locator('.bench-row button[value$=":fine"][aria-pressed="false"]').first.click()

    def sign(self, group: str) -> None:
        """A name drawn on one pad."""
        self.strokes += 1
        draw_on(self.page, group)

    def held_to(
        self, *, scans: int = 0, taps: int = 0, keys: int = 0, files: int = 0, strokes: int = 0
    ) -> None:
        """No more than this was asked of them, and the page had nothing to complain of."""
        asked = (self.scans, self.taps, self.keys, self.files, self.strokes)
        promised = (scans, taps, keys, files, strokes)
        assert all(one <= most for one, most in zip(asked, promised, strict=True)), (
            f"S C K F D: asked {asked}, promised {promised}"
        )
        assert not self.visitor.complaints, self.visitor.complaints
