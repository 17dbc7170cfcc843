"""Breaches: the authority hears within seventy-two hours, and the log says whom we told."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from inventory.foundation.database import db
from inventory.foundation.refusal import NationalNumber
from inventory.foundation.tenancy import inside
from inventory.rights import breaches
from inventory.rights.breaches import Told
from inventory.rights.models import Breach
from inventory.rights.rules import BreachRisk
from tests.cast import NOW

STOLEN = Told(found_at=NOW - timedelta(hours=2), what="Een laptop van de balie is weg", risk=BreachRisk.SOME)


def test_a_breach_with_a_risk_is_told_within_three_days_or_says_why_not(world: Any, in_gent: int) -> None:
    fatima = world.fatima.actor
    breach = breaches.note(fatima, STOLEN, now=NOW)
    assert breaches.waits_for_authority(breach) == NOW + timedelta(hours=70)
    with pytest.raises(breaches.RiskUntold):
        breaches.close(fatima, breach, now=NOW)
    told = Told(**{**vars(STOLEN), "told_authority_at": NOW, "how_many": 12})
    breaches.correct(fatima, breach, told, now=NOW + timedelta(hours=1))
    assert breaches.waits_for_authority(breach) is None
    breaches.close(fatima, breach, now=NOW)
    assert breach.closed_at == NOW


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"found_at": NOW + timedelta(hours=1)}, breaches.FoundLater),
        ({"told_authority_at": NOW - timedelta(days=1)}, breaches.ToldBeforeFound),
        ({"told_people_at": NOW + timedelta(days=2)}, breaches.ToldBeforeFound),
        ({"what": "Blad met 85.07.30-033 28 erop"}, NationalNumber),
    ],
)
def test_what_cannot_be(world: Any, in_gent: int, wrong: dict[str, Any], refusal: Any) -> None:
    with pytest.raises(refusal):
        breaches.note(world.fatima.actor, Told(**{**vars(STOLEN), **wrong}), now=NOW)
    assert db.session.scalar(select(Breach)) is None


def test_it_is_written_down_on_a_page_and_what_was_typed_stays(client: Any, world: Any, app: Any) -> None:
    client.sign_in(world.fatima)
    typed = {"found_on": "2026-11-20", "found_at": "25:00", "what": "Mail naar de verkeerde", "risk": "high"}
    refused = client.post("/gent/rights/breaches/new", data=typed)
    assert refused.status_code == 422
    assert "Mail naar de verkeerde" in refused.get_data(as_text=True)
    saved = client.post("/gent/rights/breaches/new", data={**typed, "found_at": "14:30"})
    assert saved.status_code == 303
    with app.test_request_context(), inside(world.gent):
        breach = db.session.scalars(select(Breach)).one()
        number, found = breach.id, breach.found_at
    assert (found.hour, found.minute) == (13, 30)  # half past two here in winter
    assert "Mail naar de verkeerde" in client.get("/gent/rights/breaches/").get_data(as_text=True)
    more = {**typed, "found_at": "14:30", "told_authority_on": "2026-11-21", "told_people_on": "2026-11-20"}
    assert client.post(f"/gent/rights/breaches/{number}", data=more).status_code == 303
    assert client.post(f"/gent/rights/breaches/{number}/close").status_code == 303
