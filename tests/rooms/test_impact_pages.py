"""What came of the laptops: held against a count by hand, without anyone's name, and with the source of each factor."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest

from inventory.devices.models import Device
from inventory.foundation.database import db
from inventory.foundation.period import Period, year_of
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.impact import actions, counting
from inventory.impact.hiding import Uses
from inventory.impact.models import ImpactFactor
from inventory.impact.rules import FactorKind, Method, Outcome
from inventory.journey import Stage
from inventory.lending import actions as lending
from inventory.lending.models import LossKind
from inventory.partners.models import Partner
from inventory.repairing.models import RepairTicket
from inventory.repairing.rules import Result, Source, State
from inventory.returning.actions import take_back
from inventory.returning.rules import Check, Files, Finding
from tests.cast import NOW
from tests.make import make_device, make_loan, make_partner, make_ready_device

DAY = timedelta(days=1)
TODAY = NOW.date()
YEAR = year_of(NOW.year)


def _given(world: Any, donor: Any, lent_ago: int, back_ago: int | None = None) -> Any:
    """A gift that went home with someone so many days ago, and perhaps came back."""
    out = NOW - lent_ago * DAY
    device = make_ready_device(world, now=out - DAY, donor_id=donor.id)
    loan = make_loan(world, device=device, now=out)
    if back_ago is not None:
        fine = dict.fromkeys(Check, Finding.FINE)
        take_back(
            world.nele.actor, loan, files=Files.MAY_GO, findings=fine, choices={}, now=NOW - back_ago * DAY
        )
    return loan


@pytest.fixture
def gifts(app: Any, world: Any) -> Any:
    """Five laptops of one donor that were lent, one that was taken apart, one that waits; and one of another donor."""
    with app.test_request_context(), inside(world.gent):
        bakery = make_partner(world, name="Bakkerij Voorbeeld")
        for lent_ago, back_ago in ((100, 40), (90, None), (80, None), (10, None), (10, 10)):
            _given(world, bakery, lent_ago, back_ago)
        apart = make_device(world, now=NOW, donor_id=bakery.id)
        make_ready_device(world, now=NOW, donor_id=bakery.id)
        smithy = make_partner(world, name="Smidse Voorbeeld")
        _given(world, smithy, 30)
        with upkeep():
            db.session.get_one(Device, apart.id).stage = Stage.PARTS
            tickets = ((30_00, State.CLOSED, Result.REPAIRED), (None, State.CLOSED, Result.REPAIRED))
            for cents, state, result in tickets:
                db.session.add(
                    RepairTicket(
                        device_id=apart.id, lap=1, source=Source.BENCH, what="x", state=state, result=result,
                        holds=False, cost_cents=cents, opened_at=NOW, closed_at=NOW,
                    )
                )  # fmt: skip
        return bakery.id, smithy.id


def test_days_with_someone_add_up_and_what_did_not_leave_counts_for_nothing(app, world, gifts):
    with app.test_request_context(), inside(world.gent):
        uses = counting.uses_of()
        lent = counting.lent_in(uses, YEAR, TODAY)
        # 60 back, 90 + 1, 80 + 1, 10 + 1, brought back the same day, 30 + 1; today is a day
        assert sorted(lent.days.values()) == [0, 11, 31, 60, 81, 91]
        assert (lent.all_days, lent.first_times, lent.people) == (274, 6, 6)
        parts = [Period(YEAR.since, TODAY - 50 * DAY), Period(TODAY - 49 * DAY, YEAR.until)]
        assert sum(counting.lent_in(uses, one, TODAY).all_days for one in parts) == 274
        assert counting.lent_in(uses, year_of(NOW.year + 1), TODAY).all_days == 0, "nothing of days to come"


def test_each_giver_gets_an_answer_and_below_five_people_nothing_that_points_at_them(app, world, gifts):
    bakery, smithy = gifts
    with app.test_request_context(), inside(world.gent):
        first, second = counting.given_in(YEAR, TODAY)
        assert (first.donor_id, first.spread.received, first.people, first.days) == (bakery, 7, 5, 243)
        pieces = {outcome: count for outcome, count in first.spread.pieces.items() if count}
        assert pieces == {Outcome.REUSED: 5, Outcome.PARTS: 1, Outcome.HERE: 1}
        assert first.spread.grams[Outcome.REUSED] == 5 * 1650
        assert (second.donor_id, second.spread.received) == (smithy, 1)
        assert (second.people, second.days, second.first_times) == (None, None, None)
        [alone] = counting.given_in(YEAR, TODAY, smithy)
        assert alone == second
        [none] = counting.given_in(year_of(2001), TODAY, bakery)
        assert (none.spread.received, none.people) == (0, None)


def test_loss_and_cost(app, world, gifts):
    with app.test_request_context(), inside(world.gent):
        assert counting.lost_in(YEAR) == counting.Lost(0, 0, 0, 6)
        loan = make_loan(world)
        lending.report_loss(world.nele.actor, loan, kind=LossKind.STOLEN, police_report="GE.1/2026", now=NOW)
        lost = counting.lost_in(YEAR)
        assert (lost.loans, lost.lost, lost.stolen) == (7, 1, 1)
        assert lost.per_hundred == 143
        cost = counting.cost_in(YEAR, counting.lent_in(counting.uses_of(), YEAR, TODAY))
        assert (cost.cents, cost.repairs, cost.known) == (3000, 2, 1)
        assert cost.cents_per_day == 11


def test_a_hand_over_that_was_undone_was_no_loan(app, world):
    with app.test_request_context(), inside(world.gent):
        loan = make_loan(world)
        lending.undo(world.nele.actor, loan, now=NOW)
        assert counting.uses_of() == []
        assert counting.lost_in(YEAR).loans == 0


def test_a_factor_of_ones_own_holds_from_its_day_and_may_be_taken_back(app, world):
    told = {"grams": 31_000, "source": "myclimate", "year": 2025, "now": NOW}
    with app.test_request_context(), inside(world.gent):
        own = actions.set_factor(
            world.fatima.actor, FactorKind.CO2, Method.PER_YEAR, valid_from=date(2026, 1, 1), **told
        )
        assert counting.factors_on(TODAY)[FactorKind.CO2].grams == 31_000
        assert counting.factors_on(date(2025, 12, 31))[FactorKind.CO2].grams == 27_000
        actions.withdraw_factor(world.fatima.actor, own, now=NOW)
        actions.withdraw_factor(world.fatima.actor, own, now=NOW)
        assert counting.factors_on(TODAY)[FactorKind.CO2].grams == 27_000
        with pytest.raises(Exception, match="keeps its grams"), upkeep():
            db.session.get_one(ImpactFactor, own.id).grams = 1


def test_the_pages_answer_and_name_nobody(client, world, gifts):
    client.sign_in(world.fatima)
    page = client.get("/gent/impact/?since=2026-01-01&until=2026-11-23").text
    assert "8 devices came in: 75 % were reused" in page
    assert "6 laptops were with someone, for 274 days in all" in page
    assert "20.268 kg" in page or "20 kg" in page
    assert "ADEME" in page
    assert "the cost is known of 1 of 2" in page.lower()
    assert "fewer than 5" in page
    for name in ("Noor", "Nele", "Tom"):
        assert name not in page[page.index("<main") :]
    donor = client.get(f"/gent/impact/donors/{gifts[0]}?since=2026-01-01&until=2026-11-23").text
    assert "7 devices came in: 71.4 % were reused" in donor
    assert "18 kg" in donor
    assert "ADEME" in donor
    file = client.get("/gent/impact/donors.csv?since=2026-01-01&until=2026-11-23").get_data(as_text=True)
    assert "Smidse Voorbeeld;1;1;" in file
    assert "People reached" not in file, "days of one's own may overlap others"
    assert client.get("/gent/impact/donors.xlsx").status_code == 200
    too_long = client.get("/gent/impact/?since=2010-01-01&until=2026-12-31")
    assert too_long.status_code == 422
    assert "Ten years at most" in too_long.text


def test_the_file_of_givers_tells_people_of_whole_quarters_and_never_a_few_first_loans(client, world, gifts):
    """A year with five people: a factor by the laptop would tell how many of them were lent for the first time."""
    with client.application.test_request_context(), inside(world.gent):
        bakery = db.session.get_one(Partner, gifts[0])
        for number in range(3):
            _given(world, bakery, 400 + number)
        told = {"grams": 1000, "source": "own", "year": 2025, "valid_from": date(2025, 1, 1), "now": NOW}
        actions.set_factor(world.fatima.actor, FactorKind.CO2, Method.PER_LAPTOP, **told)
        uses = counting.uses_of()
        assert counting.lent_in(uses, year_of(2025), TODAY).first_times == 3
        did = counting.did_in(uses, year_of(2026), TODAY)
        assert (did.every, did.by_giver[gifts[0]].first_times) == (Uses(9, 9, 6, did.every.days), 5)
    client.sign_in(world.fatima)

    def file(since: str, until: str) -> list[dict[str, str]]:
        text = client.get(f"/gent/impact/donors.csv?since={since}&until={until}").data.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text), delimiter=";"))

    assert "People reached" not in file("2026-01-01", "2026-12-31")[0], "the year is not over"
    assert [row["Donor"] for row in file("2026-07-01", "2026-09-30")] == ["Bakkerij Voorbeeld"], (
        "the smithy gave nothing in that quarter: it would stand there only because someone has its laptop"
    )
    (row,) = file("2026-07-01", "2026-09-30")
    assert (row["People reached"], row["CO₂ avoided (kg)"]) == ("6", "not shown"), "three for the first time"
    assert "People reached" not in file("2026-08-01", "2026-09-30")[0]


def test_who_leads_the_bench_sees_no_money_and_others_nothing(client, world, gifts):
    client.sign_in(world.sofie)
    page = client.get("/gent/impact/").text
    assert "Repairs cost" not in page
    assert "€" not in page[page.index("<main") :]
    assert client.get("/gent/impact/factors").status_code == 403
    for name in ("tom", "nele", "olga", "lotte", "karim"):
        client.sign_in(getattr(world, name))
        assert client.get("/gent/impact/").status_code in (403, 404)
    client.sign_in(world.bram)
    assert client.get(f"/luik/impact/donors/{gifts[0]}").status_code == 404


def test_a_factor_is_set_and_taken_back_on_its_page(client, world):
    client.sign_in(world.fatima)
    told = {
        "kind": "co2", "method": "per_year", "kilograms": "31,5", "source": "myclimate", "year": "2025",
        "valid_from": "2026-01-01",
    }  # fmt: skip
    wrong = client.post("/gent/impact/factors", data=told | {"source": "", "year": "2090"})
    assert wrong.status_code == 422
    assert "31,5" in wrong.text
    assert client.post("/gent/impact/factors", data=told).status_code == 303
    page = client.get("/gent/impact/factors").text
    assert "31.5 kg for each year" in page or "32 kg for each year" in page
    assert "(myclimate, 2025)" in page
    assert client.post("/gent/impact/factors/1/withdraw").status_code == 303
    assert "27 kg for each year" in client.get("/gent/impact/factors").text
