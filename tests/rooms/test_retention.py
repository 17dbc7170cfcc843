"""What is kept long enough is told for a week and goes; what is held stays, and every kind has its rule."""

import os
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from inventory.applications.models import CriterionSeen
from inventory.banking.models import MovementParty
from inventory.cli.main import main
from inventory.foundation.audit import AuditEvent, verify
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.expiring import Basis
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.lending.actions import StillAtHome
from inventory.retention import actions, queries
from inventory.retention.models import RetentionNotice, RetentionRule, RetentionTally
from inventory.retention.rules import APPLICANT, LOAN_FILE, VISITOR, HoldReason, NothingToHold, NotSoManyDays
from inventory.retention.views import nightly
from tests.cast import NOW
from tests.make import anyone, make_application, make_borrower, make_loan, make_unclaimed
from tests.make_bank import make_bank_account, make_statement


def after(days: int) -> datetime:
    return NOW + timedelta(days=days)


def told(world: Any, moment: datetime) -> dict[str, int]:
    counted = actions.plan(world.fatima.actor, day(moment), now=moment)
    return {key: count for key, count in counted.items() if count}


def gone(world: Any, moment: datetime) -> dict[str, int]:
    counted = actions.run(world.fatima.actor, day(moment), now=moment)
    return {key: count for key, count in counted.items() if count}


def ended_loan(world: Any) -> Any:
    """A loan without deposit that came back on the day itself."""
    from inventory.returning.actions import take_back
    from inventory.returning.rules import Check, Files, Finding

    loan = make_loan(world)
    findings = dict.fromkeys(Check, Finding.FINE)
    actor = anyone(loan.digibank_id, world.nele.user_id)
    take_back(actor, loan, files=Files.MAY_GO, findings=findings, choices={}, now=NOW)
    return loan


def notices() -> list[RetentionNotice]:
    return list(db.session.scalars(select(RetentionNotice).order_by(RetentionNotice.id)))


def test_each_is_told_a_week_before_and_goes_when_its_days_are_over(world: Any, in_gent: int) -> None:
    visitor = make_borrower(world, first_name="Bezoeker")
    refused = make_application(world, state="refused").borrower
    withdrawn = make_application(world, state="withdrawn").borrower
    asks = make_application(world).borrower
    loan = ended_loan(world)
    running = make_loan(world)
    held_back = make_unclaimed(world)
    assert told(world, after(183 - 7)) == {}, "half a year and not a day more than a week to go"
    assert told(world, after(184 - 7)) == {APPLICANT: 2}
    assert told(world, after(184 - 7)) == {}, "told once"
    assert gone(world, after(183)) == {}, "a week is a week"
    assert gone(world, after(184)) == {APPLICANT: 2}
    assert gone(world, after(184)) == {}
    assert all(one.is_forgotten for one in (refused, withdrawn))
    assert not any(one.is_forgotten for one in (visitor, asks, loan.borrower))
    assert told(world, after(366 - 7)) == {LOAN_FILE: 1}
    assert gone(world, after(366)) == {LOAN_FILE: 1}
    assert loan.borrower.is_forgotten
    assert told(world, after(732 - 7)) == {VISITOR: 1}
    nightly(world.fatima.actor, day(after(732)))
    assert visitor.is_forgotten
    assert not any(one.is_forgotten for one in (asks, running.borrower, held_back.borrower))
    assert notices() == []
    tallies = {one.record_type: one.went for one in db.session.scalars(select(RetentionTally))}
    assert tallies == {APPLICANT: 2, LOAN_FILE: 1, VISITOR: 1}
    assert list(verify()) == []


def test_who_comes_back_meanwhile_does_not_go(world: Any, in_gent: int) -> None:
    borrower = make_application(world, state="refused").borrower
    told(world, after(177))
    assert len(notices()) == 1
    make_application(world, borrower, now=after(180))
    assert gone(world, after(184)) == {}
    assert told(world, after(184)) == {}
    assert notices() == [], "and stands on the page no more"
    assert not borrower.is_forgotten


def test_what_a_person_holds_stays_until_that_day(world: Any, in_gent: int, monkeypatch: Any) -> None:
    borrower = make_application(world, state="refused").borrower
    told(world, after(177))
    [notice_id] = [one.id for one in notices()]
    until = day(after(190))
    with pytest.raises(MayNot):
        actions.keep_here(world.nele.actor, notice_id, HoldReason.REQUEST, until=until, now=after(177))
    actions.keep_here(world.fatima.actor, notice_id, HoldReason.REQUEST, until=until, now=after(177))
    assert gone(world, after(190)) == {}
    assert not borrower.is_forgotten
    monkeypatch.setattr("inventory.foundation.clock._ask", lambda: after(191))
    assert gone(world, after(191)) == {APPLICANT: 1}
    with pytest.raises(NothingToHold):
        actions.keep_here(
            world.fatima.actor, notice_id, HoldReason.REQUEST, until=day(after(200)), now=after(191)
        )
    deeds = set(db.session.scalars(select(AuditEvent.deed).where(AuditEvent.deed.like("retention.%"))))
    assert deeds == {"retention.told", "retention.held", "retention.went"}


def test_what_a_room_holds_is_named_and_keeps_no_other_here(
    world: Any, in_gent: int, monkeypatch: Any
) -> None:
    from inventory.retention import people

    stays, goes = (make_application(world, state="refused").borrower for _two in range(2))
    asked = people.offered

    def one_has_a_laptop(point: str, *facts: Any) -> list[Any]:
        return (
            [StillAtHome()] if point == "borrower.holds" and facts[0].id == stays.id else asked(point, *facts)
        )

    monkeypatch.setattr(people, "offered", one_has_a_laptop)
    monkeypatch.setattr("inventory.borrowers.actions.offered", one_has_a_laptop)
    told(world, after(177))
    assert sorted(one.kept_by.rpartition(".")[2] for one in notices()) == ["", "StillAtHome"]
    assert gone(world, after(184)) == {APPLICANT: 1}
    [notice] = notices()
    assert isinstance(queries.refusal_called(notice.kept_by), StillAtHome)
    assert (stays.is_forgotten, goes.is_forgotten) == (False, True)


def test_a_night_that_was_killed_goes_on_where_it_was(world: Any, in_gent: int, monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "_TOLD_AT_ONCE", 2)
    monkeypatch.setattr(actions, "_GONE_AT_ONCE", 2)
    for _three in range(3):
        make_application(world, state="refused")
    assert told(world, after(177)) == {APPLICANT: 3}
    real, seen = actions._let_go, []

    def killed(*facts: Any) -> int:
        if seen:
            raise KeyboardInterrupt
        seen.append(1)
        return real(*facts)

    monkeypatch.setattr(actions, "_let_go", killed)
    with pytest.raises(KeyboardInterrupt):
        gone(world, after(184))
    monkeypatch.setattr(actions, "_let_go", real)
    assert len(notices()) == 1
    assert gone(world, after(184)) == {APPLICANT: 1}
    assert [one.went for one in db.session.scalars(select(RetentionTally))] == [3]


def test_of_the_screening_only_what_was_met_stays(world: Any, in_gent: int) -> None:
    from inventory.applications.actions import withdraw
    from inventory.applications.assessment import Outcome
    from inventory.applications.policy import ProofKind

    application = make_application(world)
    for code, outcome in (("resident", Outcome.MET), ("income", Outcome.NOT_MET)):
        proof = ProofKind.ATTEST if outcome is Outcome.MET else None
        row = CriterionSeen(
            application_id=application.id, code=code, outcome=outcome, proof_kind=proof,
            seen_by_id=world.nele.user_id, seen_at=NOW,
        )  # fmt: skip
        with upkeep():
            db.session.add(row)
    withdraw(world.nele.actor, application, now=NOW)
    assert told(world, after(93 - 7)) == {"screening": 1}
    assert gone(world, after(93)) == {"screening": 1}
    [row] = db.session.scalars(select(CriterionSeen))
    assert (row.code, row.outcome, row.proof_kind, row.seen_by_id) == ("resident", Outcome.MET, None, None)
    assert told(world, after(100)) == {}, "there is no more to take away"


def test_names_on_bank_statements_go_after_seven_years_and_not_before(world: Any, in_gent: int) -> None:
    make_bank_account(world)
    make_statement(world, payments=2)
    first = db.session.scalars(select(MovementParty)).first()
    assert first is not None
    assert first.name
    assert told(world, after(2557 - 14)).get("books") is None
    assert told(world, after(2557))["books"] == 2
    assert gone(world, after(2564))["books"] == 2
    assert {one.name for one in db.session.scalars(select(MovementParty))} == {None}


def test_a_rule_is_changed_within_what_the_law_allows(world: Any, in_gent: int) -> None:
    books, files = queries.get_type("books"), queries.get_type(LOAN_FILE)
    with pytest.raises(NotSoManyDays):
        actions.set_rule(world.fatima.actor, books, days=2556, basis=Basis.LEGAL_DUTY, now=NOW)
    with pytest.raises(MayNot):
        actions.set_rule(world.karim.actor, files, days=200, basis=Basis.CONTRACT, now=NOW)
    actions.set_rule(world.fatima.actor, files, days=200, basis=Basis.PUBLIC_TASK, now=NOW)
    rule = queries.in_force()[LOAN_FILE]
    assert (rule.days, rule.basis) == (200, Basis.PUBLIC_TASK)
    row = RetentionRule(record_type="books", days=30, basis=Basis.CONTRACT, set_at=NOW)
    with pytest.raises(IntegrityError), upkeep():
        db.session.add(row)
    ended_loan(world)
    assert told(world, after(201 - 7)) == {LOAN_FILE: 1}
    with inside(world.luik):
        assert queries.in_force()[LOAN_FILE].days == 365
        assert notices() == []


def test_the_pages_tell_hold_and_set(client: Any, world: Any, app: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        make_application(world, make_borrower(world, first_name="Noor", last_name="Tahiri"), state="refused")
        notice = _a_notice(world, NOW)
    client.sign_in(world.fatima)
    assert "Applicants without a loan" in client.get("/gent/retention").text
    listed = client.get(f"/gent/retention/coming/{APPLICANT}").text
    assert "Noor Tahiri" in listed
    form = {"because": "request", "until": "2020-01-01"}
    answer = client.post(f"/gent/retention/notices/{notice}/keep", data=form)
    assert answer.status_code == 422
    assert "2020-01-01" in answer.text
    until = (day(NOW) + timedelta(days=60)).isoformat()
    kept = client.post(f"/gent/retention/notices/{notice}/keep", data={**form, "until": until})
    assert kept.status_code in (303, 422)
    assert client.get("/gent/retention/rules").text.count("GDPR") >= 5
    assert (
        client.post("/gent/retention/rules/books", data={"days": "30", "basis": "contract"}).status_code
        == 422
    )
    assert client.get("/gent/retention/rules/journal").status_code == 404
    changed = client.post("/gent/retention/rules/loan_file", data={"days": "300", "basis": "contract"})
    assert changed.status_code == 303
    assert "300 days" in client.get("/gent/retention/rules").text
    client.sign_in(world.tom)
    assert client.get("/gent/retention").status_code == 403


def _a_notice(world: Any, moment: datetime) -> int:
    from inventory.foundation.audit import record
    from inventory.foundation.transaction import transaction

    borrower = queries.types()[APPLICANT]
    assert borrower.due is not None
    [person] = db.session.scalars(borrower.due({key: after(1) for key in queries.types()}))
    today = day(moment)
    with transaction():
        row = RetentionNotice(
            record_type=APPLICANT, thing_id=person, told_on=today, goes_on=today + timedelta(days=7)
        )
        db.session.add(row)
        db.session.flush()
        record(world.fatima.actor, "retention.told", row, now=moment, record_type=APPLICANT, count=1)
    return row.id


def test_the_keeper_does_the_nights_work_and_prunes_old_backups(
    world: Any, in_gent: int, tmp_path: Any, capsys: Any, monkeypatch: Any
) -> None:
    make_application(world, state="refused")
    monkeypatch.setattr("inventory.foundation.clock._ask", lambda: after(177))
    assert main(["retention", "plan", "--digibank", "gent"]) == 0
    assert main(["retention", "run"]) == 0
    monkeypatch.setattr("inventory.foundation.clock._ask", lambda: after(184))
    assert main(["retention", "run", "--digibank", "gent"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told == [
        "gent: 1 applicant goes in a week", "gent: nothing is gone", "luik: nothing is gone",
        "gent: 1 applicant is gone",
    ]  # fmt: skip
    assert main(["retention", "plan", "--digibank", "nowhere"]) == 1
    old, new, other = (tmp_path / name for name in ("old.copy", "new.copy", "notes.txt"))
    for copy in (old, new):
        assert main(["backup", str(copy)]) == 0
    other.write_text("no backup")
    for file, days in ((old, 184 - 36), (new, 184 - 34), (other, 0)):
        os.utime(file, (after(days).timestamp(),) * 2)
    assert main(["prune", str(tmp_path)]) == 0
    assert sorted(one.name for one in tmp_path.iterdir()) == ["new.copy", "notes.txt"]
