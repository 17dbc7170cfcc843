"""The borrower's own page: enough to bring a laptop back, and nothing that is nobody's business."""

from datetime import timedelta

import pytest

from inventory.foundation.tenancy import inside
from tests.make import make_loan


@pytest.fixture
def token(app, world):
    with app.test_request_context(), inside(world.gent):
        return make_loan(world).token


def test_the_link_shows_a_first_name_a_laptop_and_a_day(client, token):
    page = client.get(f"/m/{token}?lang=en")
    assert page.status_code == 200
    for words in ("Noor", "Latitude", "23 November 2027", "09 000 00 00"):
        assert words in page.text
    assert "Voorbeeld<" not in page.text
    assert "Noor V" not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_the_qr_in_capitals_leads_to_the_same_page(client, token):
    assert client.get(f"/M/{token}").status_code == 200


@pytest.mark.parametrize("made_up", ["AAAAAAAAAAAAAAAA", "x", "1" * 200, "%00", "é" * 16])
def test_a_made_up_link_leads_nowhere(client, token, made_up):
    answer = client.get(f"/m/{made_up}")
    assert answer.status_code == 404
    assert "Noor" not in answer.text


def test_an_ended_loan_says_only_that(client, app, world, now, token):
    from inventory.foundation.database import db
    from inventory.lending.actions import undo
    from inventory.lending.models import Loan

    with app.test_request_context(), inside(world.gent):
        loan = db.session.scalars(db.select(Loan)).one()
        undo(world.nele.actor, loan, now=now + timedelta(hours=1))
    page = client.get(f"/m/{token}?lang=en").text
    assert "This loan has ended" in page
    assert "Noor" not in page
    assert "Latitude" not in page
