"""Who opened whose file: once an hour for each part, read by the coordinator, and known for a year."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from inventory.foundation import clock
from inventory.foundation.database import db
from inventory.foundation.looking import PageKind
from inventory.foundation.tenancy import inside
from inventory.rights import looks
from inventory.rights.models import FileLook
from inventory.rights.rules import LOOKS_KEPT
from tests.cast import NOW
from tests.counting import counted
from tests.make import make_borrower, make_loan


@pytest.fixture(autouse=True)
def _as_a_new_process() -> None:
    looks.forget_what_was_written()


def test_whoever_opens_a_file_is_written_down_once_an_hour(client: Any, world: Any, app: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        loan = make_loan(world)
        person, code, loan_code = loan.borrower_id, loan.borrower.code, loan.code
    client.sign_in(world.nele)
    for _again in range(3):
        client.get(f"/gent/borrowers/{code}")
    client.get(f"/gent/loans/{loan_code}")
    with app.test_request_context(), inside(world.gent):
        found = db.session.execute(select(FileLook.borrower_id, FileLook.user_id, FileLook.kind)).all()
    assert sorted(found) == sorted(
        (person, world.nele.user_id, kind) for kind in (PageKind.FILE, PageKind.LETTERS, PageKind.LOAN)
    )
    with counted() as sent:
        client.get(f"/gent/borrowers/{code}")
    assert not [one for one in sent if "file_look" in one]
    # Another process knows nothing of it, and the database keeps one.
    looks.forget_what_was_written()
    client.get(f"/gent/borrowers/{code}")
    with app.test_request_context(), inside(world.gent):
        assert len(db.session.scalars(select(FileLook)).all()) == 3


def test_the_coordinator_reads_who_looked_and_nobody_else(client: Any, world: Any, app: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        code = make_borrower(world).code
    client.sign_in(world.nele)
    client.get(f"/gent/borrowers/{code}")
    assert client.get(f"/gent/rights/people/{code}/looks").status_code == 403
    client.sign_in(world.fatima)
    assert "Nele" in client.get(f"/gent/rights/people/{code}/looks").get_data(as_text=True)
    earlier = client.get(f"/gent/rights/people/{code}/looks?since=2020-01-01&until=2020-02-01")
    assert "Nele" not in earlier.get_data(as_text=True)
    with app.test_request_context(), inside(world.gent):
        from inventory.digibank.models import Membership

        member = db.session.scalar(select(Membership.id).where(Membership.user_id == world.nele.user_id))
    assert "Noor" in client.get(f"/gent/rights/members/{member}/looks").get_data(as_text=True)


def test_what_is_older_than_a_year_goes(world: Any, in_gent: int) -> None:
    noor, now = make_borrower(world).id, clock.now()
    for moment in (now - LOOKS_KEPT - timedelta(hours=2), now - LOOKS_KEPT + timedelta(hours=2), NOW):
        looks.write(world.nele.actor, [(noor, PageKind.FILE)], moment)
    assert looks.erase_old(now) == 1
    assert len(db.session.scalars(select(FileLook)).all()) == 2
