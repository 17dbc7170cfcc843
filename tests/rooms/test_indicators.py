"""An observer reads the numbers of the digibanken where they are one: no person, and no number under five."""

import re

import pytest

from inventory.digibank.models import Membership
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.lending.models import Ending, LoanState
from inventory.permissions import Role
from tests.cast import NOW
from tests.counting import counted
from tests.make import make_loan, make_session


@pytest.fixture(autouse=True)
def in_the_year_of_the_tests(monkeypatch):
    from inventory.foundation import clock

    monkeypatch.setattr(clock, "_ask", lambda: NOW)


@pytest.fixture
def olga(client, world):
    """Olga's browser."""
    return client.sign_in(world.olga)


def lend(app, world, home, count, **wanted):
    with app.test_request_context(), inside(home):
        for _ in range(count):
            make_loan(world, **wanted)


def told(page: str, name: str) -> list[str]:
    """The cells of the first line with this name."""
    row = re.search(rf'<th scope="row">{re.escape(name)}</th>(.*?)</tr>', page, re.DOTALL)[1]
    return [cell.strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]


def test_an_observer_lands_on_the_numbers(olga):
    assert olga.get("/").location == "/gent/indicators/"
    assert "The numbers of 2026" in olga.get("/gent/indicators/").text


def test_four_loans_are_not_told_and_five_are(olga, app, world):
    lend(app, world, world.gent, 4)
    assert told(olga.get("/gent/indicators/").text, "Begun in this year") == ["not shown"]
    lend(app, world, world.gent, 1)
    page = olga.get("/gent/indicators/").text
    assert told(page, "Begun in this year") == ["5"]
    assert told(page, "Different people who asked, borrowed or came to a workshop") == ["5"]
    assert told(page, "30 to 54 years") == ["5"]
    assert told(page, "Training or study") == ["5"]


def test_only_the_digibanken_where_one_is_observer_are_counted(olga, app, world):
    lend(app, world, world.luik, 5)
    page = olga.get("/gent/indicators/").text
    assert "Luik" not in page
    assert told(page, "Begun in this year") == ["not shown"]
    with app.test_request_context(), upkeep(), inside(world.luik):
        db.session.add(Membership(user_id=world.olga.user_id, role=Role.OBSERVER, joined_at=NOW))
        db.session.flush()
    page = olga.get("/gent/indicators/").text
    assert told(page, "Begun in this year") == ["not shown", "5"]


def test_another_role_elsewhere_shows_nothing_of_there(client, app, world):
    with app.test_request_context(), upkeep(), inside(world.luik):
        db.session.add(Membership(user_id=world.olga.user_id, role=Role.TECHNICIAN, joined_at=NOW))
        db.session.flush()
    assert "Luik" not in client.sign_in(world.olga).get("/gent/indicators/").text


def test_another_year_counts_its_own(olga, app, world):
    lend(app, world, world.gent, 5)
    page = olga.get("/gent/indicators/?year=2025").text
    assert "The numbers of 2025" in page
    assert told(page, "Begun in this year") == ["not shown"]
    for made_up in ("1", "x", "-5", "99999999999999"):
        assert "The numbers of 2026" in olga.get(f"/gent/indicators/?year={made_up}").text


def test_what_stays_with_its_borrower_is_an_end_of_its_own(olga, app, world):
    name = "Ended because the laptop stayed with its borrower"
    with app.test_request_context(), inside(world.gent):
        loans = [make_loan(world) for _ in range(5)]
        with upkeep():
            for number, loan in enumerate(loans):
                ending = Ending.WRITTEN_OFF if number else Ending.TRANSFERRED
                loan.state, loan.ending, loan.ended_at = LoanState.ENDED, ending, NOW
    page = olga.get("/gent/indicators/").text
    assert told(page, name) == ["5"]
    assert told(page, "Brought back in this year") == ["not shown"]
    assert told(olga.get("/gent/indicators/?year=2025").text, name) == ["not shown"]


def test_seats_are_things_and_told_however_few(olga, app, world):
    with app.test_request_context(), inside(world.gent):
        make_session(world, days=3)
    page = olga.get("/gent/indicators/").text
    assert told(page, "Sessions") == ["1"]
    assert told(page, "Seats") == ["10"]
    assert told(page, "Enrolled") == ["not shown"]


@pytest.mark.parametrize(
    ("name", "status"), [("olga", 200), ("fatima", 200), ("nele", 403), ("rita", 403), ("bram", 404)]
)
def test_who_reads_the_numbers(client, world, name, status):
    assert client.sign_in(getattr(world, name)).get("/gent/indicators/").status_code == status


def test_the_numbers_ask_as_often_for_many_as_for_few(olga, app, world):
    def questions() -> int:
        with counted() as sent:
            olga.get("/gent/indicators/")
        return len(sent)

    olga.get("/gent/indicators/")
    before = questions()
    lend(app, world, world.gent, 4)
    assert questions() == before
