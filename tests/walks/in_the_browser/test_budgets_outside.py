"""How few taps and keys it takes those who do not work here: flows 14 to 16 of the design, on a phone."""

from collections.abc import Callable
from typing import Any

import pytest

from inventory.digibank.models import User
from inventory.foundation.database import db
from inventory.partners.actions import link_account
from inventory.wiping.models import Certificate
from tests.cast import World
from tests.make import make_device, make_partner, make_service, make_wiped_lot
from tests.walks.in_the_browser.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: what a phone shows in width, in pixels
PHONE = 390


@pytest.fixture
def given(world: World, gent: Callable[..., Any]) -> str:
    """A gift of Dirk's company, wiped; its code. He announces and looks in its name."""

    def came(now: Any) -> str:
        company = make_partner(
            world, name="Bakkerij Voorbeeld", street="Kaai 3", postcode="9000", municipality="Gent"
        )
        link_account(world.fatima.actor, company, db.session.get_one(User, world.dirk.user_id), now=now)
        return str(make_wiped_lot(world, count=3, partner=company, now=now).code)

    return str(gent(came))


@pytest.fixture
def outside(visit: Callable[..., Any]) -> Callable[..., Hands]:
    """Someone outside with a phone; where they begin was opened before, or by their camera."""

    def at(person: Any, path: str) -> Hands:
        visitor = visit(person, width=PHONE, lang="en")
        visitor.go(path)
        return Hands(visitor)

    return at


def test_14_a_gift_is_announced_with_five_answers(world: World, given: str, outside: Any) -> None:
    """Flow 14: what we know of a company already stands there; five fields or fewer are the giver's."""
    dirk = outside(world.dirk, "/gent/donor/new")
    dirk.type("expected_count", "12")
    dirk.type("days", "Tuesday")
    dirk.tap("Secret", goes=False)
    fields = 3
    dirk.tap("Announce this gift")
    assert "Waits for our answer" in dirk.page.content()
    assert fields <= 5
    dirk.held_to(taps=2, keys=2 + 7)


def test_14_or_with_a_list_and_two_taps(world: World, given: str, outside: Any, tmp_path: Any) -> None:
    """Flow 14 with a list: the file, the announcement, and the yes to what will become of each row."""
    sheet = tmp_path / "list.csv"
    sheet.write_text("serial;maker;model\nSN-1;HP;ProBook 430\nSN-2;HP;ProBook 430\n", encoding="utf-8")
    dirk = outside(world.dirk, "/gent/donor/new")
    dirk.files += 1
    dirk.page.locator("main input[type=file]").set_input_files(sheet)
    dirk.page.locator("label[for=confidentiality-1]").click()  # one field, as in the flow without a list
    dirk.tap("Announce this gift")
    dirk.tap("Keep this list")
    assert dirk.page.get_by_text("SN-2").count()
    dirk.held_to(taps=2, files=1)


def test_14b_all_attests_come_with_one_tap(world: World, given: str, outside: Any) -> None:
    dirk = outside(world.dirk, f"/gent/donor/{given}")
    with dirk.page.expect_download() as attests:
        dirk.page.get_by_role("link", name="All attests (zip)").click()
    dirk.taps += 1
    assert attests.value.suggested_filename.endswith(".zip")
    dirk.held_to(taps=1)


def test_14c_anyone_checks_an_attest_with_its_qr_or_with_fourteen_keys(
    world: World, given: str, gent: Any, outside: Any
) -> None:
    """Flow 14c: the phone's camera opens the address in the QR; or the number and the code, and one tap."""

    def printed(_now: Any) -> tuple[str, str]:
        attest = db.session.execute(db.select(Certificate).order_by(Certificate.id)).scalars().first()
        return str(attest.code), attest.control_code

    number, control = gent(printed)
    by_camera = outside(None, f"/c/{number}/{control}")
    by_camera.scans += 1
    anyone = outside(None, "/c")
    anyone.type("number", number.removeprefix("C"))
    anyone.type("control", control)
    anyone.tap("Check")
    for person in (by_camera, anyone):
        assert person.page.get_by_text("This certificate is real").count(), person.page.content()
        person.visitor.assert_fine()
    by_camera.held_to(scans=1)
    anyone.held_to(taps=1, keys=14)


def test_15_a_referrer_sends_someone_with_six_taps_and_forty_keys(
    world: World, gent: Any, outside: Any
) -> None:
    """Flow 15: the second time, when their service and their town stand there already."""

    def works_there(now: Any) -> None:
        service = make_service(name="Sociaal Huis Voorbeke", postcode="9000", municipality="Gent")
        link_account(world.fatima.actor, service, db.session.get_one(User, world.rita.user_id), now=now)

    gent(works_there)
    rita = outside(world.rita, "/gent/referrer/")
    rita.tap("Ask for a laptop")
    for name, text in (("first_name", "Amina"), ("last_name", "El Khatib"), ("phone", "0470123456")):
        rita.type(name, text)
    rita.type("birth_year", "1986")
    rita.tap("School", goes=False)
    rita.tap("I saw the proof", goes=False)
    rita.tap("Send it")
    assert rita.page.get_by_text("We look at the application of Amina").count()
    rita.held_to(taps=6, keys=40)


def test_16_who_finds_a_laptop_calls_with_one_tap(world: World, gent: Any, outside: Any) -> None:
    code = gent(lambda now: str(make_device(world, now=now).code))
    finder = outside(None, f"/i/{code}")
    finder.scans += 1
    call = finder.page.locator("main").get_by_role("link", name="Call ")
    assert call.get_attribute("href").startswith("tel:09")
    finder.taps += 1
    finder.visitor.assert_fine()
    finder.held_to(scans=1, taps=1)
