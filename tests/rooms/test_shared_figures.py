"""Observers see what a digibank laid ready for them: what it switched on, over what is over, and nothing small."""

from datetime import date

import pytest
from sqlalchemy import select

from inventory.contacts.rules import Service
from inventory.digibank.models import Membership
from inventory.figures import actions, queries, telling
from inventory.figures.models import SharedAnswer
from inventory.figures.rules import SHARED_BY_ITSELF
from inventory.foundation.database import db
from inventory.foundation.period import Calendar
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.indicators.answer import Indicator
from inventory.permissions import Role
from tests.cast import NOW
from tests.make import make_borrower
from tests.make_contacts import make_contact

LAST_YEAR = NOW.year - 1
PATH = f"/gent/figures/side-by-side?of={LAST_YEAR}&lang=en"


@pytest.fixture(autouse=True)
def in_the_year_of_the_tests(monkeypatch):
    from inventory.foundation import clock

    monkeypatch.setattr(clock, "_ask", lambda: NOW)


@pytest.fixture
def shared(app, world):
    """Gent had forty different people last year, Luik seven; both laid ready what they share."""
    for home, count, person in ((world.gent, 40, world.fatima), (world.luik, 7, world.bram)):
        with app.test_request_context(), inside(home):
            for at in range(count):
                make_contact(
                    world, borrower=make_borrower(world, first_name="Quirijn"),
                    service=Service.DIGICAFE if at < 3 else Service.DIGIPUNT, on=date(LAST_YEAR, 5, 4),
                )  # fmt: skip
            actions.publish(person.actor, now=NOW)


def _join(world, home):
    with inside(home), upkeep():
        db.session.add(Membership(user_id=world.olga.user_id, role=Role.OBSERVER, joined_at=NOW))


def test_an_observer_lands_on_what_is_shared(client, world, shared):
    olga = client.sign_in(world.olga)
    assert olga.get("/").location == "/gent/figures/side-by-side"
    page = olga.get(PATH).text
    assert ">40<" in page
    assert "Too few people to show" in page
    assert "Quirijn" not in page
    assert not any(f">{number}<" in page for number in (1, 2, 3, 4))


def test_only_where_one_is_observer_stands_side_by_side(client, app, world, shared):
    olga = client.sign_in(world.olga)
    assert "Luik" not in olga.get(PATH).text
    with app.test_request_context():
        _join(world, world.luik)
    page = olga.get(PATH).text
    assert "Luik" in page
    assert ">7<" in page


def test_a_digibank_chooses_what_it_shares(client, app, world, shared):
    fatima = client.sign_in(world.fatima)
    page = fatima.get("/gent/figures/sharing?lang=en").text
    assert page.count("Share no longer") == len(SHARED_BY_ITSELF)
    fatima.post("/gent/figures/sharing/unique_visitors/off", data={})
    with app.test_request_context(), inside(world.gent):
        left = set(db.session.execute(select(SharedAnswer.indicator)).scalars())
        assert Indicator.UNIQUE_VISITORS not in left
        assert Indicator.UNIQUE_VISITORS not in queries.shares()
        actions.publish(world.fatima.actor, now=NOW)
        assert Indicator.UNIQUE_VISITORS not in set(
            db.session.execute(select(SharedAnswer.indicator)).scalars()
        )
    assert "No digibank shares this" in client.sign_in(world.olga).get(PATH).text
    client.sign_in(world.fatima).post("/gent/figures/sharing/unique_visitors/on", data={})
    assert ">40<" in client.sign_in(world.olga).get(PATH).text


def test_a_coordinator_sees_exactly_what_leaves(client, app, world, shared):
    fatima = client.sign_in(world.fatima)
    with app.test_request_context(), inside(world.gent):
        one = next(
            one for one in queries.laid_ready()
            if one.indicator is Indicator.UNIQUE_VISITORS and one.until == date(LAST_YEAR, 12, 31)
            and one.since == date(LAST_YEAR, 1, 1)
        )  # fmt: skip
        number, kept = one.id, one.told
        told = telling.leaving(Indicator.UNIQUE_VISITORS, LAST_YEAR, NOW.date())[Calendar(LAST_YEAR)]
        assert telling.as_kept(told) == kept
        again = telling.from_kept(Indicator.UNIQUE_VISITORS, kept)
        assert (again.n, again.numbers, again.grids) == (told.n, told.numbers, told.grids)
    page = fatima.get(f"/gent/figures/sharing/{number}?lang=en").text
    assert "40" in page
    assert fatima.get("/gent/figures/sharing/999999").status_code == 404
    with app.test_request_context(), inside(world.luik):
        other = next(one.id for one in queries.laid_ready())
    assert fatima.get(f"/gent/figures/sharing/{other}").status_code == 404


def test_published_again_changes_nothing_that_did_not_change(app, world, shared):
    with app.test_request_context(), inside(world.gent):
        before = [(one.id, one.version, one.published_at) for one in queries.laid_ready()]
        actions.publish(world.fatima.actor, now=NOW)
        db.session.expire_all()
        assert [(one.id, one.version, one.published_at) for one in queries.laid_ready()] == before


def test_what_is_switched_off_while_it_is_worked_out_is_not_laid_ready(app, world, shared, monkeypatch):
    worked_out = telling.leaving

    def switched_off_meanwhile(indicator, year, today):
        told = worked_out(indicator, year, today)
        if indicator in queries.shares():
            actions.share(world.fatima.actor, indicator, False, now=NOW)
        return told

    with app.test_request_context(), inside(world.gent):
        monkeypatch.setattr(telling, "leaving", switched_off_meanwhile)
        actions.publish(world.fatima.actor, now=NOW)
        assert queries.laid_ready() == []


def test_who_may_not_share_is_refused(app, world):
    with app.test_request_context(), inside(world.gent), pytest.raises(MayNot):
        actions.share(world.tom.actor, Indicator.LOANS, True, now=NOW)


def test_how_many_since_the_beginning_is_told_while_every_step_is(app, world, shared):
    year = Calendar(LAST_YEAR)

    def since_the_beginning():
        told = telling.leaving(Indicator.UNIQUE_VISITORS, LAST_YEAR, NOW.date())
        return told[year].numbers["cumulative"][1], told[Calendar(LAST_YEAR, 2)].numbers["cumulative"][1]

    with app.test_request_context(), inside(world.gent):
        assert since_the_beginning() == (40, None), "in the first quarter nobody came, and that is not told"
        for at in range(3):
            make_contact(world, borrower=make_borrower(world), on=date(LAST_YEAR - 1, 5, 4 + at))
        assert since_the_beginning() == (None, None), "what is left would be the three of the year before"
        for at in range(4):
            make_contact(world, borrower=make_borrower(world), on=date(LAST_YEAR - 1, 5, 10 + at))
        assert since_the_beginning() == (47, None)
