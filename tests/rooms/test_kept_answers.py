"""An answer is kept while nothing changed that it rests on, and never a moment longer."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, update

from inventory.cli.main import main
from inventory.contacts.models import ServiceContact
from inventory.contacts.rules import Service
from inventory.devices import actions as devices
from inventory.devices.models import Device, DeviceKind
from inventory.foundation import clock
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.tenancy import everywhere, inside
from inventory.foundation.transaction import attempt, transaction, upkeep
from inventory.indicators import actions, asking, kept, loading
from inventory.indicators.actions import NotATarget
from inventory.indicators.answer import Indicator, Question, Unit
from inventory.indicators.models import FigureClock, KeptAnswer
from inventory.journey import Move
from tests import make
from tests.cast import NOW

YEAR = Question(date(2026, 1, 1), date(2026, 12, 31))
SPRING = Question(date(2026, 3, 1), date(2026, 5, 31))
TODAY = date(2026, 11, 23)


@pytest.fixture
def gent(app, world):
    with app.test_request_context(), inside(world.gent):
        yield make.anyone(world.gent, world.fatima.user_id)


@pytest.fixture
def counted(monkeypatch):
    """Each time that contacts are counted from the facts."""
    times = []
    anew = loading.contacts
    monkeypatch.setattr(loading, "contacts", lambda question: times.append(question) or anew(question))
    return times


def came(actor, number, on=TODAY, **told):
    """Somebody came, as a deed writes it."""
    with transaction():
        row = ServiceContact(
            happened_on=on, service=Service.DIGIPUNT, source="typed", source_id=number, noted_at=NOW, **told
        )
        db.session.add(row)
        db.session.flush()
        record(actor, "contacts.noted", row, now=NOW)
    return row


def n(question=YEAR, today=TODAY, indicator=Indicator.UNIQUE_VISITORS):
    db.session.rollback()  # as the next request would begin
    return asking.answer(indicator, question, today=today).n


def keeper(deed):
    """As the command finds the house."""
    db.session.rollback()
    return main(["figures", deed])


def test_what_changes_nothing_that_counts_leaves_it_kept(gent, world, counted):
    came(gent, 1)
    assert [n(), n(), n()] == [1, 1, 1]
    assert len(counted) == 1
    device = make.make_device(world)
    with transaction():
        devices.move(gent, device, Move.START_WIPE, now=NOW)
        record(gent, "devices.corrected", device, now=NOW)
    n(indicator=Indicator.LOANS)
    assert n() == 1
    assert len(counted) == 1


def test_each_way_of_writing_is_seen(gent, world):
    first = came(gent, 1)
    assert n() == 1
    came(gent, 2)
    assert n() == 2
    rows = [
        {
            "digibank_id": world.gent, "happened_on": TODAY, "service": "digipunt", "step": "visit", "source": "list",
            "source_id": at, "noted_at": NOW, "version": 1, "channel": "unknown", "outcome": "helped",
            "age_band": "unknown", "municipality": "",
        } for at in range(3)
    ]  # fmt: skip
    with transaction():
        db.session.execute(insert(ServiceContact.__table__), rows)
        record(gent, "contacts.noted", first, now=NOW)
    assert n() == 5
    with transaction():
        db.session.execute(
            update(ServiceContact).where(ServiceContact.source == "list").values(happened_on=date(2025, 1, 1))
        )
        record(gent, "contacts.noted", first, now=NOW)
    assert n() == 2
    with transaction():
        db.session.delete(db.session.get_one(ServiceContact, first.id))
        record(gent, "contacts.noted", first, now=NOW)
    assert n() == 1


def test_a_laptop_that_turns_out_to_be_a_tablet_counts_as_one(gent, world):
    loan = make.make_loan(world)
    asking.answer(Indicator.LOANS, YEAR, today=TODAY)
    db.session.rollback()
    with transaction():
        device = db.session.get_one(Device, loan.device_id)
        device.kind = DeviceKind.TABLET
        record(gent, "devices.corrected", device, now=NOW)
    db.session.rollback()
    grid = next(
        one for one in asking.answer(Indicator.LOANS, YEAR, today=TODAY).grids if one.name == "by_device_kind"
    )
    assert grid.rows == ("kind:tablet",)


def test_nobody_elses_change_matters(gent, world, counted):
    came(gent, 1)
    assert n() == 1
    bram = make.anyone(world.luik, world.bram.user_id)
    with inside(world.luik):
        came(bram, 1)
        assert n() == 1
    assert n() == 1
    assert len(counted) == 2


def test_what_was_undone_was_never_counted(gent, counted):
    came(gent, 1)
    assert n() == 1
    with pytest.raises(ZeroDivisionError):
        _fails_halfway()
    assert n() == 1
    assert len(counted) == 2


def _fails_halfway():
    with transaction():
        db.session.add(
            ServiceContact(
                happened_on=TODAY, service=Service.COURSE, source="typed", source_id=2, noted_at=NOW
            )
        )
        db.session.flush()
        assert asking.answer(Indicator.UNIQUE_VISITORS, YEAR, today=TODAY).n == 2  # the deed sees its own
        raise ZeroDivisionError


def test_a_day_changes_only_what_is_not_over(gent, counted):
    came(gent, 1, date(2026, 4, 1))
    assert [n(SPRING), n(SPRING, TODAY + timedelta(days=1))] == [1, 1]
    assert len(counted) == 1
    assert [n(), n(today=TODAY + timedelta(days=1))] == [1, 1]
    assert len(counted) == 3
    asked = {"indicator": Indicator.DESTINATIONS}
    n(SPRING, date(2026, 6, 1), **asked)
    n(SPRING, date(2026, 6, 2), **asked)
    db.session.rollback()
    row = db.session.scalars(
        db.select(KeptAnswer).where(KeptAnswer.indicator == Indicator.DESTINATIONS)
    ).one()
    assert row.answered_on == date(2026, 6, 2)


def test_a_target_is_a_number_of_people(gent):
    assert asking.answer(Indicator.UNIQUE_VISITORS, YEAR, today=TODAY).numbers["target"] == (
        Unit.THINGS,
        1000,
    )
    actions.set_target(gent, 500, now=NOW)
    assert asking.answer(Indicator.UNIQUE_VISITORS, YEAR, today=TODAY).numbers["target"] == (Unit.THINGS, 500)
    with pytest.raises(NotATarget):
        actions.set_target(gent, 0, now=NOW)


def test_what_is_kept_wrongly_is_found_and_made_anew(gent, capsys, monkeypatch):
    monkeypatch.setattr(clock, "_ask", lambda: NOW)
    came(gent, 1)
    assert asking.answers(SPRING, today=TODAY).keys() == set(Indicator)
    assert n() == 1
    assert keeper("check") == 0
    assert "13 kept answers, 0 otherwise" in capsys.readouterr().out
    db.session.execute(update(KeptAnswer.__table__).where(KeptAnswer.__table__.c.since == YEAR.since).values(told={
        **db.session.scalars(db.select(KeptAnswer.told).where(KeptAnswer.since == YEAR.since)).one(), "n": 7,
    }))  # fmt: skip
    db.session.commit()
    assert n() == 7
    assert keeper("check") == 1
    assert "gent: unique_visitors of 2026-01-01 to 2026-12-31" in capsys.readouterr().out
    assert keeper("rebuild") == 0
    assert "13 answers made anew" in capsys.readouterr().out
    assert n() == 1
    kept.let_go(TODAY + timedelta(days=41))
    assert kept.every() == []


def test_what_is_refused_within_a_deed_takes_no_change_before_it_along(gent, world):
    came(gent, 1)
    assert n() == 1
    with transaction():
        came(gent, 2)
        with suppress(NotATarget), attempt():
            came(gent, 3)
            raise NotATarget
    assert n() == 2


def test_facts_that_several_indicators_ask_are_read_once(gent, monkeypatch):
    came(gent, 1)
    asked = []
    anew = loading._rows

    def noted(question):
        asked.append((str(question), str(question.compile().params)))
        return anew(question)

    monkeypatch.setattr(loading, "_rows", noted)
    told = asking.answers(YEAR, today=TODAY)
    assert told[Indicator.LOCATIONS].n == told[Indicator.HELP_QUESTIONS].n == 1
    assert len(asked) == len(set(asked)), "the same question was asked twice"
    asked.clear()
    db.session.rollback()
    came(gent, 2)
    assert n() == 2, "another look reads anew"
    assert asked


@pytest.fixture
def large(monkeypatch):
    """Two contacts are more than can be counted while someone waits; the moment stands still."""
    monkeypatch.setattr(asking, "LARGE", 1)
    monkeypatch.setattr(clock, "_ask", lambda: NOW)


def shown():
    """What a page shows; afterwards as the next request would begin."""
    db.session.rollback()
    told = asking.at_hand([Indicator.UNIQUE_VISITORS, Indicator.LOANS], YEAR)
    db.session.rollback()
    return told


def test_a_small_digibank_is_counted_while_one_waits(gent, large):
    came(gent, 1)
    (told,) = shown()
    assert told.answers[Indicator.UNIQUE_VISITORS].n == 1
    assert (told.as_of, told.is_counting, asking.count_what_waits()) == (None, False, 0)


def test_a_page_of_a_large_one_shows_what_was_counted_last_and_the_background_counts_anew(
    gent, large, counted
):
    for number in (1, 2):
        came(gent, number)
    (told,) = shown()
    assert (dict(told.answers), told.as_of, told.is_counting, counted) == ({}, None, True, [])
    assert asking.count_what_waits() == 2
    (told,) = shown()
    assert told.answers[Indicator.UNIQUE_VISITORS].n == 2
    assert (told.as_of, told.is_counting) == (None, False)
    came(gent, 3)
    (told,) = shown()
    assert told.answers[Indicator.UNIQUE_VISITORS].n == 2, "as it was"
    assert (told.as_of, told.is_counting) == (NOW, True)
    assert n() == 3, "who does not ask for what is at hand hears what is so"
    (told,) = shown()
    assert told.answers[Indicator.UNIQUE_VISITORS].n == 3
    assert told.is_counting, "the loans rest on contacts too, and were not asked"
    assert [asking.count_what_waits(), asking.count_what_waits()] == [1, 0]
    assert not shown()[0].is_counting


def test_a_page_that_looks_again_and_again_wakes_the_background_once(gent, large, monkeypatch):
    for number in (1, 2):
        came(gent, number)
    woken = []
    monkeypatch.setattr(asking, "wake", woken.append)
    for _look in range(3):
        shown()
    assert woken == ["background"]
    asking.count_what_waits()
    came(gent, 3)
    for _look in range(3):
        shown()
    assert woken == ["background"] * 2


def test_a_question_at_which_counting_stumbles_keeps_no_other_waiting(gent, large, monkeypatch):
    for number in (1, 2):
        came(gent, number)
    db.session.rollback()
    asking.at_hand([Indicator.UNIQUE_VISITORS], SPRING, YEAR)
    db.session.rollback()
    anew = loading.contacts

    def stumbles(question):
        if question == SPRING:
            raise ValueError
        return anew(question)

    monkeypatch.setattr(loading, "contacts", stumbles)
    with pytest.raises(ValueError):
        asking.count_what_waits()
    assert [question for question, _indicators in kept.wanted()] == [SPRING]
    assert n() == 2
    monkeypatch.setattr(loading, "contacts", anew)
    assert asking.count_what_waits() == 1


def test_what_is_waited_for_and_was_never_counted_goes_as_well(gent, large):
    for number in (1, 2):
        came(gent, number)
    shown()
    assert kept.every() == []
    assert len(kept.wanted()) == 1
    kept.let_go(TODAY + timedelta(days=400))
    assert kept.wanted() == []


def test_who_writes_everywhere_is_seen_by_a_digibank_that_never_counted(gent, world):
    came(gent, 1, municipality="Gent")
    with upkeep():
        db.session.execute(delete(FigureClock))
    db.session.rollback()
    asked = Question(YEAR.since, YEAR.until, municipality="Aalst")
    assert n(asked) == 0, "kept, and it rests on no counter"
    with everywhere(because="the test"), upkeep():
        db.session.execute(update(ServiceContact).values(municipality="Aalst"))
    assert n(asked) == 1
