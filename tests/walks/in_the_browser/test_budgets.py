"""How many scans and taps each piece of work takes, counted in a browser and held to what was promised.

The numbers are those of the design: a queue at the desk and gloves at the bench forgive no extra tap. S scans,
C taps (Enter too), K keys, F files dropped, D signatures.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from inventory.applications.policy import LendingPolicy, Term, TermKind
from inventory.devices import actions as devices
from inventory.foundation import clock
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.intake import importing
from inventory.places.models import PlaceKind
from inventory.refurbishing import actions as refurbishing
from inventory.refurbishing.checklist import Answer, rows_for
from inventory.wiping import actions as wiping
from inventory.wiping import bench
from inventory.wiping.sample_log import Outcome
from tests.cast import World
from tests.make import (
    make_application,
    make_borrower,
    make_device,
    make_loan,
    make_lot,
    make_partner,
    make_place,
    make_policy,
    make_ready_device,
    make_service,
    make_session,
    make_signed_off_device,
    make_wipe_log,
    make_wiped_device,
    make_wiped_lot,
)
from tests.walks.in_the_browser.browser import Visitor, draw_on
from tests.walks.in_the_browser.scanner import a_while_later

pytestmark = [pytest.mark.browser, pytest.mark.slow]


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
        self.page.locator(f"main [name={name}]").fill(text)

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


@pytest.fixture
def hands(visit: Callable[..., Visitor]) -> Callable[..., Hands]:
    """Someone at a page, and from there on with nothing but hands."""

    def at(person: Any, path: str) -> Hands:
        visitor = visit(person, lang="en")
        visitor.go(path)
        return Hands(visitor)

    return at


@pytest.fixture
def gent(app: Any, world: World) -> Any:
    """`gent(deed)`: done inside Digibank Gent, at this moment."""

    def run(deed: Callable[[Any], Any]) -> Any:
        with app.test_request_context(), inside(world.gent):
            return deed(clock.now())

    return run


def test_1_an_announced_batch_comes_in_with_two_scans_a_laptop(world: World, gent: Any, hands: Any) -> None:
    """Flow 1, for a batch of four instead of forty: 1 + 2n scans, 15 taps, 2 keys."""
    serials = [f"BATCH-{number}" for number in range(4)]

    def announced(now: Any) -> str:
        lot = make_lot(world, expected_count=4, now=now)
        boss = world.fatima.actor
        rows = "serial;maker;model\n" + "".join(f"{one};HP;ProBook 430\n" for one in serials)
        draft = importing.upload_list(boss, lot, rows.encode(), "list.csv", now=now)
        importing.confirm_list(boss, draft, seal=importing.seal_of(importing.report_of(draft)), now=now)
        return str(lot.code)

    tom = hands(world.tom, "/gent/today/")
    tom.scan(gent(announced))
    for serial in serials:
        tom.scan(serial, into="#scanned:focus")
    assert tom.page.get_by_text("4 of 4 received").count()
    tom.held_to(scans=1 + 2 * 4, taps=15, keys=2)


def test_1b_a_batch_that_nobody_announced_costs_three_taps_and_fourteen_keys_more(
    world: World, gent: Any, hands: Any
) -> None:
    """Flow 1b: the lot is made at the door, and the make and model of the first laptop stay for the others."""
    gent(lambda now: make_partner(world, name="Studiebureau Haverkamp", now=now).id)
    boss = hands(world.fatima, "/gent/lots/")
    boss.tap("Announce a lot")
    boss.tap("Donation", goes=False)
    boss.page.locator("main select[name=partner]").select_option(label="Studiebureau Haverkamp")
    boss.taps += 1
    boss.tap("Announce")
    boss.tap("Scan laptops in")
    boss.type("maker", "HP")
    boss.type("model", "ProBook 430")
    for number in range(4):
        boss.scan(f"DOOR-{number}", into="#scanned")
    assert boss.page.get_by_text("DOOR-3").count()
    boss.held_to(scans=1 + 2 * 4, taps=15 + 3, keys=2 + 14)


def test_2_a_laptop_stands_on_the_next_free_bench_after_one_scan(world: World, gent: Any, hands: Any) -> None:
    """Flow 2: one scan does it, from any page, and one tap takes it back."""

    def arrived(now: Any) -> str:
        make_place(world, name="Wisplek 1", kind=PlaceKind.BENCH)
        shelf = make_place(world, name="Rek 4")
        device = make_device(world, now=now)
        devices.place(world.tom.actor, device, shelf, now=now)
        return str(device.code)

    code = gent(arrived)
    tom = hands(world.tom, "/gent/today/")
    tom.scan(code)
    tom.page.get_by_text("is at the wiping bench: Wisplek 1.").wait_for()
    tom.held_to(scans=1)
    tom.tap("Undo")
    head = tom.page.locator("main").inner_text()
    assert "Received" in head
    assert "Rek 4" in head


def test_2_a_link_to_the_same_page_starts_nothing(world: World, gent: Any, visit: Any) -> None:
    """Only a scan says it; who opens the page to look finds the button."""
    code = gent(lambda now: str(make_device(world, now=now).code))
    visitor = visit(world.tom, lang="en")
    for address in (f"/gent/scan?text={code}", f"/i/{code}", f"/gent/wiping/devices/{code}"):
        visitor.go(address)
        assert visitor.page.get_by_role("button", name="Start wiping").is_visible(), address


def test_2b_wipes_are_written_down_with_one_drop_and_one_tap(
    world: World, gent: Any, hands: Any, tmp_path: Any
) -> None:
    """Flow 2b: up to fifty files; here five, each of its own laptop."""

    def under_way(now: Any) -> None:
        for number in range(5):
            device = make_device(world, now=now)
            wiping.start_wipe(world.tom.actor, device, now=now)
            (tmp_path / f"{number}.log").write_bytes(make_wipe_log(device, started_at=now))

    gent(under_way)
    tom = hands(world.tom, "/gent/wiping")
    tom.drop(*sorted(tmp_path.iterdir()))
    tom.tap("Write down what is ticked")
    assert tom.page.get_by_text("No reports are waiting.").count()
    tom.held_to(files=1, taps=1)


def test_2c_a_disk_that_nobody_knows_takes_one_scan_more(
    world: World, gent: Any, hands: Any, tmp_path: Any
) -> None:
    """Flow 2c: whoever brings its report scans its laptop, and then the next; nothing is tapped in between."""

    def under_way(now: Any) -> list[str]:
        codes = []
        for number in range(2):
            device = make_device(world, now=now, media=0)
            stranger = make_device(world, now=now)
            (tmp_path / f"{number}.log").write_bytes(
                make_wipe_log(stranger, started_at=now, host_serial=device.serial, host_uuid="")
            )
            wiping.start_wipe(world.tom.actor, device, now=now)
            for medium in devices.media_of(stranger):
                with upkeep():
                    db.session.delete(medium)
            codes.append(str(device.code))
        return codes

    codes = gent(under_way)
    tom = hands(world.tom, "/gent/wiping")
    tom.drop(*sorted(tmp_path.iterdir()))
    for code in codes:
        tom.scan(code, into="#code:focus")
    assert not tom.page.locator("#which").count()
    assert tom.page.get_by_text("2 disks ready to write down").count()
    tom.held_to(files=1, scans=2)
    # A laptop that is scanned there later is there to be wiped, and gets no strange disk.
    tom.page.goto("/gent/wiping")
    assert not tom.page.locator("#which").count()


def test_2d_a_failed_wipe_ends_in_a_destroyed_disk_with_three_taps(
    world: World, gent: Any, hands: Any, tmp_path: Any
) -> None:
    """Flow 2d; a photo is not asked for: a second person sees the disk, and says so."""

    def failed(now: Any) -> None:
        device = make_device(world, now=now)
        wiping.start_wipe(world.tom.actor, device, now=now)
        log = make_wipe_log(device, started_at=now, outcome_0=Outcome.FAILED)
        bench.take_evidence(world.tom.actor, [("a.log", log)], now=now)

    gent(failed)
    tom = hands(world.tom, "/gent/wiping")
    tom.tap("What now?")
    tom.tap("It did not work, and the disk is destroyed")
    tom.tap("Drilled through in several places")
    assert tom.page.get_by_text("Written down. A colleague checks it.").count()
    tom.held_to(taps=3)


def test_2e_a_wipe_without_a_report_takes_one_scan_and_four_taps(world: World, gent: Any, hands: Any) -> None:
    code = gent(lambda now: str(make_device(world, now=now).code))
    tom = hands(world.tom, "/gent/today/")
    tom.scan(code)
    tom.tap("Wiped without a report")
    tom.tap("Erased by the disk's own command", goes=False)
    tom.tap("The firmware of the laptop said that it was done.", goes=False)
    tom.tap("Write down this wipe")
    assert tom.page.get_by_text("Written down. A colleague checks it.").count()
    tom.held_to(scans=1, taps=4)


def test_3_a_checklist_where_all_is_fine_takes_one_scan_and_five_taps(
    world: World, gent: Any, hands: Any
) -> None:
    """Flow 3: the safety points one by one, the rest in one tap, done; the grade is proposed by the answers."""
    tom = hands(world.tom, "/gent/today/")
    tom.scan(gent(lambda now: str(make_wiped_device(world, now=now).code)))
    while not tom.page.get_by_role("button", name="The rest is in order").count():
        tom.answer_the_next_point()
    tom.tap("The rest is in order")
    tom.tap("Done")
    assert tom.page.get_by_text("Done. A colleague looks at it once more.").count()
    tom.held_to(scans=1, taps=5)


def test_3b_a_checklist_answered_point_by_point_takes_one_scan_and_twelve_taps(
    world: World, gent: Any, hands: Any
) -> None:
    tom = hands(world.tom, "/gent/today/")
    tom.scan(gent(lambda now: str(make_wiped_device(world, now=now).code)))
    while not tom.page.get_by_role("button", name="Done").count():
        tom.answer_the_next_point()
    tom.tap("Done")
    assert tom.page.get_by_text("Done. A colleague looks at it once more.").count()
    tom.held_to(scans=1, taps=12)


def test_3d_a_second_check_takes_one_scan_and_five_taps(world: World, gent: Any, hands: Any) -> None:
    def checked(now: Any) -> str:
        from inventory.devices.models import Grade

        device = make_wiped_device(world, now=now)
        refurbishing.start(world.tom.actor, device, now=now)
        for row in rows_for(device.kind):
            refurbishing.answer(world.tom.actor, device, row.point, Answer.FINE, now=now)
        refurbishing.finish(world.tom.actor, device, grade=Grade.B, battery_percent=84, now=now)
        return str(device.code)

    sofie = hands(world.sofie, "/gent/today/")
    sofie.scan(gent(checked))
    for box in sofie.page.locator("main input[type=checkbox]").all():
        sofie.taps += 1
        box.check(force=True)
    sofie.tap("Approve: ready to lend")
    sofie.held_to(scans=1, taps=5)


def test_4_labels_for_a_batch_take_two_taps(world: World, gent: Any, hands: Any) -> None:
    lot = gent(lambda now: str(make_wiped_lot(world, count=3, now=now).code))
    tom = hands(world.tom, f"/gent/lots/{lot}")
    tom.tap("Print labels")
    tom.taps += 1  # the PDF opens in a window of its own; what counts is that one tap asks for it
    assert tom.page.locator("main form button[type=submit]").last.is_visible()
    tom.held_to(taps=2)


def test_4b_a_lost_label_is_printed_again_after_the_scan_of_the_serial_number(
    world: World, gent: Any, hands: Any
) -> None:
    """Flow 4b: from the shelf at the bench by way of the printer, from the register as a PDF at once."""
    serial = gent(lambda now: make_signed_off_device(world, now=now).serial)
    tom, fatima = hands(world.tom, "/gent/today/"), hands(world.fatima, "/gent/today/")
    tom.scan(serial)
    tom.tap("Print label")
    tom.taps += 1  # the PDF opens in a window of its own; what counts is that one tap asks for it
    assert tom.page.locator("main form button[type=submit]").last.is_visible()
    fatima.scan(serial)
    label = fatima.page.locator("main").get_by_role("link", name="Label", exact=True)
    fatima.taps += 1
    assert fatima.page.request.get(label.get_attribute("href")).headers["content-type"] == "application/pdf"
    for person in (tom, fatima):
        person.held_to(scans=1, taps=2)


def many_who_wait(world: World, now: Any, count: int) -> list[int]:
    """Applications of which the answers say yes, and a laptop for each."""
    make_policy(world, LendingPolicy(), now=now)
    for _one in range(count):
        make_signed_off_device(world, now=now)
    return [make_application(world, now=now).id for _one in range(count)]


def test_5_five_applications_are_approved_with_six_taps(world: World, gent: Any, hands: Any) -> None:
    """Flow 5: each yes sets a laptop apart, opens who waits next, and is taken back from there."""
    gent(lambda now: many_who_wait(world, now, 5))
    fatima = hands(world.fatima, "/gent/applications/")
    fatima.tap_first("main table a")
    for _one in range(5):
        fatima.tap("Approve with ")
    fatima.page.get_by_text("stands ready").first.wait_for()
    fatima.held_to(taps=6)
    fatima.page.goto("/gent/applications/?state=approved")
    assert fatima.page.locator("main tbody tr").count() == 5


def test_5b_a_no_with_its_reason_takes_three_taps_and_no_key(world: World, gent: Any, hands: Any) -> None:
    [number] = gent(lambda now: many_who_wait(world, now, 1))
    fatima = hands(world.fatima, f"/gent/applications/{number}")
    fatima.tap("Not now")
    fatima.tap("Has a laptop that works", goes=False)
    fatima.tap("Write down: not now")
    assert fatima.page.get_by_text("Je hebt een laptop die werkt.").count()  # as Noor will read it
    fatima.held_to(taps=3)


def test_6_who_was_sent_by_a_social_service_is_screened_with_two_taps(
    world: World, gent: Any, hands: Any
) -> None:
    def asked(now: Any) -> tuple[int, str]:
        make_policy(world, now=now)
        return make_application(world, now=now).id, make_service().name

    number, service = gent(asked)
    nele = hands(world.nele, f"/gent/applications/{number}")
    nele.tap("Ask the next question")
    nele.tap(service)
    assert nele.page.get_by_text("The questions are not needed.").count()
    nele.held_to(taps=2)


def test_6b_a_screening_by_questions_takes_at_most_six_taps_and_no_key(
    world: World, gent: Any, hands: Any
) -> None:
    def asked(now: Any) -> int:
        make_policy(world, now=now)
        return int(make_application(world, now=now).id)

    nele = hands(world.nele, f"/gent/applications/{gent(asked)}")
    nele.tap("Ask the next question")
    while "/ask" in nele.page.url:
        nele.tap_first("main form button[name=answer]")
    nele.held_to(taps=6)
    assert nele.taps >= 2


def test_8_ten_people_are_ticked_with_eleven_scans(world: World, gent: Any, hands: Any) -> None:
    """Flow 8: the workshop, then one pass after another; whoever came without a seat gets one."""

    def today(now: Any) -> tuple[str, list[str]]:
        session = make_session(world, now=now - timedelta(hours=3), hours=1)
        return str(session.code), [str(make_borrower(world, now=now).code) for _one in range(10)]

    session, passes = gent(today)
    lotte = hands(world.lotte, "/gent/today/")
    lotte.scan(session)
    for one in passes:
        lotte.scan(one)
    assert lotte.page.locator("main tbody tr").filter(has_text="Undo").count() == 10
    lotte.held_to(scans=11)


def test_a_shelf_is_filled_by_scans_alone(world: World, gent: Any, hands: Any) -> None:
    """Two scans make a sentence: laptop and shelf; and then each laptop for the same shelf is one scan more."""

    def brought(now: Any) -> tuple[str, list[str]]:
        shelf = str(make_place(world, name="Rek 9").code)
        return shelf, [str(make_signed_off_device(world, now=now).code) for _one in range(4)]

    shelf, laptops = gent(brought)
    fatima = hands(world.fatima, "/gent/today/")
    fatima.scan(laptops[0])
    fatima.scan(shelf)
    for one in laptops[1:]:
        fatima.scan(one)
    fatima.page.get_by_text("Moved to Rek 9.").wait_for()
    assert fatima.page.locator("main .list a", has_text="Latitude").count() == 4
    fatima.held_to(scans=5)
    fatima.tap("Undo")
    fatima.page.goto(f"/gent/places/{shelf}")
    assert fatima.page.locator("main .list a", has_text="Latitude").count() == 3


def test_9_a_loan_is_extended_with_one_scan_and_two_taps(world: World, gent: Any, hands: Any) -> None:
    def lent(now: Any) -> str:
        make_policy(world, LendingPolicy(term=Term(TermKind.MONTHS, 12)), now=now)
        return str(make_loan(world, now=now).code)

    nele = hands(world.nele, "/gent/today/")
    nele.scan(gent(lent))
    nele.tap("Extend")
    nele.tap("Until ")
    assert nele.page.locator("#h-extended").count()
    nele.held_to(scans=1, taps=2)


def test_9b_a_borrower_asks_for_longer_with_two_taps_and_the_desk_says_yes_with_one(
    world: World, gent: Any, hands: Any
) -> None:
    def lent(now: Any) -> str:
        make_policy(world, LendingPolicy(term=Term(TermKind.MONTHS, 12)), now=now)
        return make_loan(world, now=now).token

    # What the borrower's own phone opens when it sees the code on the agreement.
    borrower = hands(None, f"/m/{gent(lent)}")
    borrower.scans += 1
    borrower.tap("Ask to keep it longer")
    borrower.tap("Until ")
    assert borrower.page.get_by_text("You asked to keep it until").count()
    borrower.held_to(scans=1, taps=2)
    nele = hands(world.nele, "/gent/today/")
    nele.tap("Yes, until ")
    assert nele.page.get_by_text("keeps the laptop until").count()
    nele.held_to(taps=1)


def test_10_a_laptop_in_good_state_is_back_after_one_scan_and_three_taps(
    world: World, gent: Any, hands: Any
) -> None:
    code = gent(lambda now: str(make_loan(world, now=now).device.code))
    nele = hands(world.nele, "/gent/today/")
    nele.scan(code)
    nele.page.locator('main input[name="files"][value="may_go"]').check(force=True)
    nele.taps += 1
    nele.tap("All in order", goes=False)
    nele.tap("Done: settle the deposit")
    assert "/done" in nele.page.url
    nele.held_to(scans=1, taps=3)


def test_7_a_laptop_goes_home_with_two_scans_a_signature_and_few_taps(
    world: World, gent: Any, hands: Any
) -> None:
    """Flow 7, with an approved application: the pass, the laptop, then each question that the policy leaves."""

    def waiting(now: Any) -> tuple[str, str]:
        make_policy(world, now=now)
        device = make_ready_device(world, now=now)
        borrower = make_borrower(world, first_name="Amina", now=now)
        make_application(world, borrower, state="approved", device=device, now=now)
        return str(borrower.code), str(device.code)

    nele = hands(world.nele, "/gent/today/")
    for code in gent(waiting):
        nele.scan(code)
    nele.tap("Go on")  # who it is for stands there already
    nele.tap(", in cash")
    nele.sign("signature-group")
    nele.tap("Signed")
    nele.tap("Followed")
    nele.tap("Hand over to Amina")
    assert "/loans/L" in nele.page.url, nele.page.url
    nele.held_to(scans=2, taps=5, strokes=1)


def test_7b_signed_on_paper_it_takes_one_tap_more(world: World, gent: Any, hands: Any) -> None:
    def waiting(now: Any) -> tuple[str, str]:
        make_policy(world, now=now)
        device = make_ready_device(world, now=now)
        borrower = make_borrower(world, first_name="Amina", now=now)
        make_application(world, borrower, state="approved", device=device, now=now)
        return str(borrower.code), str(device.code)

    nele = hands(world.nele, "/gent/today/")
    for code in gent(waiting):
        nele.scan(code)
    nele.tap("Go on")  # who it is for stands there already
    nele.tap(", in cash")
    nele.page.locator('main input[name="signing"][value="paper"]').check(force=True)
    nele.taps += 1
    nele.tap("Signed")
    nele.tap("Followed")
    nele.tap("Hand over to Amina")
    assert "/loans/L" in nele.page.url, nele.page.url
    nele.held_to(scans=2, taps=6)


def test_10b_what_is_missing_takes_two_taps_more(world: World, gent: Any, hands: Any) -> None:
    code = gent(lambda now: str(make_loan(world, now=now).device.code))
    nele = hands(world.nele, "/gent/today/")
    nele.scan(code)
    for name, value in (("files", "may_go"), ("charger", "missing"), ("charger_choice", "forgive")):
        nele.page.locator(f'main input[name="{name}"][value="{value}"]').check(force=True)
        nele.taps += 1
    nele.tap("All in order", goes=False)
    nele.tap("Done: settle the deposit")
    assert "/done" in nele.page.url
    nele.held_to(scans=1, taps=3 + 2)
