"""How many scans and taps the work at the desk takes: flows 5 to 10 of the design."""

from datetime import timedelta
from typing import Any

import pytest

from inventory.applications.policy import LendingPolicy, Term, TermKind
from tests.cast import World
from tests.make import (
    make_application,
    make_borrower,
    make_loan,
    make_policy,
    make_ready_device,
    make_service,
    make_session,
    make_signed_off_device,
)
from tests.walks.in_the_browser.browser import problems_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]


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


def test_7c_a_new_borrower_who_walks_in_costs_thirty_keys_and_two_taps_before_flow_6(
    world: World, gent: Any, hands: Any
) -> None:
    """Who they are and what for on one screen; the service that sent them is then one tap."""

    def asked(now: Any) -> str:
        make_policy(world, now=now)
        return str(make_service().name)

    service = gent(asked)
    nele = hands(world.nele, "/gent/applications/new")
    nele.type("first_name", "Noor")
    nele.type("last_name", "Haddad")
    nele.type("birth_year", "1985")
    nele.type("phone", "0470112233")
    nele.type("municipality", "Gent")
    nele.tap("Training", goes=False)
    nele.tap("Write down the application")
    nele.tap(service)
    assert nele.page.get_by_text("The questions are not needed.").count()
    nele.held_to(keys=30, taps=4)


def test_8_ten_people_are_ticked_with_eleven_scans(world: World, gent: Any, hands: Any) -> None:
    """Flow 8: the workshop, then one pass after another; whoever came without a seat gets one."""

    def today(now: Any) -> tuple[str, list[str]]:
        session = make_session(world, now=now - timedelta(hours=3), hours=1)
        return str(session.code), [str(make_borrower(world, now=now).code) for _one in range(10)]

    session, passes = gent(today)
    lotte = hands(world.lotte, "/gent/today/")
    lotte.scan(session)
    for number, one in enumerate(passes, start=1):
        lotte.scan_here(one)
        lotte.page.locator('[data-count-of="here"]').get_by_text(str(number), exact=True).wait_for()
    assert lotte.page.locator('#people button[data-says="present"][aria-pressed="true"]').count() == 10
    lotte.held_to(scans=11)


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


def test_7e_in_one_session_each_takes_two_scans_four_taps_and_a_signature(
    world: World, gent: Any, hands: Any
) -> None:
    """A pick-up moment: after each the next is asked for, and the scanner needs no tap to be heard."""

    def waiting(now: Any) -> list[tuple[str, str, str]]:
        make_policy(world, now=now)
        told = []
        for name in ("Amina", "Boris", "Chloé"):
            borrower = make_borrower(world, first_name=name, now=now)
            make_application(world, borrower, state="approved", now=now)
            told.append((name, str(borrower.code), str(make_ready_device(world, now=now).code)))
        return told

    people = gent(waiting)
    nele = hands(world.nele, "/gent/loans/hand-over/moments/desk")
    assert not problems_of(nele.page)
    for at, (name, person, laptop) in enumerate(people):
        nele.scans = nele.taps = nele.strokes = 0
        assert nele.page.evaluate("document.activeElement.name") == "text"
        for code in (person, laptop):
            nele.scan(code, into="main input[name=text]:not([type=hidden])")
        nele.tap(", in cash")
        nele.sign("signature-group")
        nele.tap("Signed")
        nele.tap("Followed")
        nele.tap(f"Hand over to {name}")
        nele.page.get_by_text(f"{at + 1} of 3 helped").wait_for()
        nele.held_to(scans=2, taps=4, strokes=1)


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
