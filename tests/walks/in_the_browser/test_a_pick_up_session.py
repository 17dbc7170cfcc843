"""Twelve people come for a laptop and its explanation: the teacher's phone loses the network, the desk beside goes on.

Attendance costs at most one tap or scan a person; a hand-over what flow 7 of the design allows.
"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from inventory.foundation.audit import verify
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from tests.cast import World
from tests.make import make_approved_borrower, make_policy, make_ready_device, make_session
from tests.walks.in_the_browser.browser import Visitor
from tests.walks.in_the_browser.hands import Hands
from tests.walks.in_the_browser.scanner import a_while_later, until
from workshop import actions
from workshop.day_models import AttendanceMark
from workshop.models import Attendance, Seat
from workshop.rules import SeatState

pytestmark = pytest.mark.browser

# In one go, as fast as a scanner: through the debugger each key would take a person's time.
_TYPE = """(text) => [...text, 'Enter'].forEach((key) =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true})))"""


class Teacher:
    """Someone with a phone in one hand; counts what each person costs."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.scans = self.taps = 0

    def scan(self, code: str, shows: str) -> None:
        """Point at a pass; the phone says at once whose it is."""
        self.scans += 1
        a_while_later(self.page)
        self.page.evaluate(_TYPE, code)
        self.page.locator("#last").get_by_text(shows, exact=True).wait_for()

    def tap(self, says: str, name: str) -> None:
        """One button beside one name."""
        self.taps += 1
        button = self.page.locator("#people li", has_text=name).locator(f'button[data-says="{says}"]')
        button.click()
        button.locator("xpath=self::*[@aria-pressed='true']").wait_for()

    def hears(self, words: str) -> None:
        """Wait until the page says how much is sent."""
        self.page.locator("[data-unsent]").get_by_text(words).wait_for()

    def waits_until(self, holds: str) -> None:
        """Wait until what `holds` asks of this phone is so."""
        until(self.page, holds)

    def counts(self, what: str) -> str:
        """The number on a tile."""
        return str(self.page.locator(f'[data-count-of="{what}"]').inner_text())


#: what is kept on the phone knows of the three who were scanned
KNOWS_OF_THREE = """async () => {
  const page = await (await caches.open("leenkring-pages")).match(location.href);
  return Boolean(page) && (await page.text()).split('data-presence="present"').length === 4;
}"""


def test_twelve_people_one_phone_that_loses_the_network_and_the_desk_beside(
    app: Any, world: World, gent: Any, visit: Callable[..., Visitor]
) -> None:
    def group(now: Any) -> tuple[str, list[tuple[str, str, str]]]:
        make_policy(world, now=now)
        session = make_session(world, now=now, hours=0.0001, kind="weekly", capacity=12)
        told = []
        for number in range(12):
            borrower = make_approved_borrower(world, first_name=f"Gast{number:02}", now=now)
            actions.enrol(world.nele.actor, session, borrower, now=now)
            told.append(
                (borrower.first_name, str(borrower.code), str(make_ready_device(world, now=now).code))
            )
        address = f"/gent/workshops/{session.code}/day"
        db.session.remove()  # what is read later is what stands then
        return address, told

    address, people = gent(group)
    lotte = Teacher(visit(world.lotte, width=390, lang="en"))
    lotte.visitor.go(address)
    lotte.hears("Everything is sent.")
    for name, pass_code, _laptop in people[:3]:
        lotte.scan(pass_code, name)
    lotte.hears("Everything is sent.")
    lotte.waits_until(KNOWS_OF_THREE)

    lotte.page.context.set_offline(True)
    for name, pass_code, _laptop in people[3:6]:
        lotte.scan(pass_code, name)
    for name, _pass, _laptop in people[6:10]:
        lotte.tap("present", name)
    lotte.tap("late", people[10][0])
    lotte.tap("absent", people[11][0])
    lotte.hears("9 are not yet sent. There is no network.")
    assert (lotte.counts("here"), lotte.counts("absent"), lotte.counts("open")) == ("11", "1", "0")

    # The phone fell asleep, and the page is loaded again: it is here, with all that was said.
    again = lotte.page.reload()
    assert again.from_service_worker
    assert again.headers["x-kept-at"], "it came from this phone, not over a line that is not there"
    lotte.hears("9 are not yet sent. There is no network.")
    assert (lotte.counts("here"), lotte.counts("absent"), lotte.counts("open")) == ("11", "1", "0")

    # Meanwhile, at the desk beside: who was seen stands on top, and the first goes home with a laptop.
    nele = Hands(visit(world.nele, width=390, lang="en"))
    nele.visitor.go("/gent/loans/hand-over/moments")
    nele.page.locator("main .row-link").first.click()
    nele.page.locator("#to-come").wait_for()
    assert nele.page.get_by_text("is here", exact=True).count() == 3
    name, pass_code, laptop = people[0]
    for code in (pass_code, laptop):
        nele.scan(code, into="main input[name=text]:not([type=hidden])")
    nele.tap(", in cash")
    nele.sign("signature-group")
    nele.tap("Signed")
    nele.tap(f"Hand over to {name}")
    nele.page.get_by_text("1 of 12 helped").wait_for()
    nele.held_to(scans=2, taps=4, strokes=1)

    lotte.page.context.set_offline(False)
    lotte.page.evaluate("dispatchEvent(new Event('online'))")
    lotte.hears("Everything is sent.")
    lotte.page.locator("#people li", has_text=name).get_by_text("has the laptop").wait_for()
    assert (lotte.scans, lotte.taps) == (6, 6), "one for each person"
    assert (lotte.counts("here"), lotte.counts("absent"), lotte.counts("open")) == ("11", "1", "0")
    nele.visitor.go(nele.page.url)
    assert nele.page.get_by_text("is here", exact=True).count() == 10

    lotte.visitor.complaints = [
        one for one in lotte.visitor.complaints if "ERR_INTERNET_DISCONNECTED" not in one
    ]
    lotte.visitor.assert_fine()
    lotte.page.goto("/gent/today")
    lotte.page.locator(".menu summary").click()
    lotte.page.locator("[formaction='/logout']").click()
    lotte.page.wait_for_url("**/login*")
    lotte.waits_until("caches.has('leenkring-pages').then((has) => !has)")
    with app.test_request_context(), inside(world.gent):
        states = dict(db.session.execute(select(Seat.state, func.count()).group_by(Seat.state)).all())
        assert states == {SeatState.ATTENDED: 11, SeatState.MISSED: 1}
        for model in (AttendanceMark, Attendance):
            assert db.session.scalar(select(func.count()).select_from(model)) == 12, "each sent once"
        assert not list(verify())
        db.session.remove()
