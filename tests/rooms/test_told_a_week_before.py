"""Own laptops at the repair desk, messages of finders and hours at the bench stand a week on the page, and then go."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.expiring import Basis
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import inside
from inventory.portal import finders
from inventory.portal.models import FinderMessage
from inventory.repair_desk import actions as repair_desk
from inventory.repair_desk.models import VisitorTicket
from inventory.retention import actions, queries
from inventory.retention.models import RetentionTally
from inventory.shifts import actions as shifts
from inventory.shifts.models import BenchDay
from tests.cast import NOW
from tests.make import anyone, make_device
from tests.visitors import make_ticket

#: how many days each is kept, as is usual
KEPT = {"repair_visitors": 60, "finders": 60, "bench_hours": 3 * 365}


def of_each(world: Any) -> None:
    """One of each, of which the days begin to count now."""
    ticket = make_ticket(world)
    repair_desk.recycle(world.fatima.actor, ticket, signed=repair_desk.Ink(on_paper=True), now=NOW)
    finders.leave(anyone(world.gent), make_device(world).code, words="Found", reply_to="a@b.example", now=NOW)
    shifts.write_hours(
        world.tom.actor, world.tom.user_id, NOW - timedelta(hours=3), NOW - timedelta(hours=1), now=NOW
    )


def known() -> dict[str, bool]:
    """Of which it is still known whose they were."""
    return {
        "repair_visitors": bool(db.session.scalars(select(VisitorTicket.first_name)).one()),
        "finders": bool(db.session.scalars(select(FinderMessage.words)).one()),
        "bench_hours": db.session.scalars(select(BenchDay.user_id)).one() is not None,
    }


def night(world: Any, days: int) -> dict[str, int]:
    """One night, so many days on: what is told, and what goes."""
    moment: datetime = NOW + timedelta(days=days)
    gone = actions.run(world.fatima.actor, day(moment), now=moment)
    told = actions.plan(world.fatima.actor, day(moment), now=moment)
    return {key: gone[key] - told[key] for key in KEPT if gone[key] or told[key]}


@pytest.mark.parametrize("key", KEPT)
def test_what_is_kept_for_its_days_was_told_a_week_before(world: Any, in_gent: int, key: str) -> None:
    of_each(world)
    assert night(world, KEPT[key] - 7).get(key) is None, "it is kept for so many whole days"
    assert night(world, KEPT[key] - 6)[key] == -1
    assert known()[key]
    assert night(world, KEPT[key] + 1)[key] == 1
    assert not known()[key]
    tally = select(RetentionTally.went).where(RetentionTally.record_type == key)
    assert db.session.scalars(tally).all() == [1]


def test_days_that_stand_in_signed_terms_are_set_with_the_terms(world: Any, in_gent: int) -> None:
    owners = queries.get_type("repair_visitors")
    with pytest.raises(NotHere):
        actions.set_rule(world.fatima.actor, owners, days=30, basis=Basis.CONTRACT, now=NOW)
    repair_desk.set_terms(
        world.fatima.actor, terms=dict.fromkeys(("nl", "fr", "en"), ""), forget_after_days=20, now=NOW
    )
    assert queries.in_force()["repair_visitors"].days == 20


def test_the_page_says_which_they_are_and_where_their_days_are_set(client: Any, world: Any, app: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        of_each(world)
        night(world, max(KEPT.values()))
    client.sign_in(world.fatima)
    listed = {key: client.get(f"/gent/retention/coming/{key}").text for key in KEPT}
    assert "Nadia Voorbeeld" in listed["repair_visitors"]
    assert "Message of 23 November 2026" in listed["finders"]
    assert "Tom, 23 November 2026" in listed["bench_hours"]
    rules = client.get("/gent/retention/rules").text
    assert 'href="/gent/repair-desk/terms"' in rules
    assert 'href="/gent/retention/rules/finders"' in rules
    assert client.get("/gent/retention/rules/repair_visitors").status_code == 404
