"""Letters before and after the agreed day: friendly, and never twice."""

from datetime import timedelta

import pytest

from inventory.foundation.actor import Actor
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.lending import reminders
from inventory.lending.reminders import KINDS, letters_due
from inventory.permissions import Permission
from tests.make import make_approved_borrower, make_loan

pytestmark = pytest.mark.usefixtures("in_gent")


def _night(world, now, days, loan):
    actor = Actor.house("nightly", world.gent, Permission)
    return letters_due(actor, loan.due_on + timedelta(days=days), now=now)


def _letters():
    return db.session.scalars(db.select(Letter).where(Letter.kind.in_(KINDS)).order_by(Letter.id)).all()


@pytest.fixture
def loan(in_gent, world, now):
    return make_loan(world, borrower=make_approved_borrower(world, email="noor@example.org", language="fr"))


def test_a_letter_goes_out_two_weeks_before_and_only_once(world, now, loan):
    assert _night(world, now, -15, loan) == 0
    assert _night(world, now, -14, loan) + _night(world, now, -13, loan) == 1
    assert _night(world, now, -14, loan) == 0
    assert [letter.kind for letter in _letters()] == ["lending/due_soon"]
    assert _letters()[0].locale == "fr"
    assert loan.token in _letters()[0].body


def test_who_is_late_gets_a_friendly_letter(world, now, loan):
    assert sum(_night(world, now, days, loan) for days in range(1, 5)) == 1
    assert _letters()[-1].kind == "lending/late"
    assert "€" not in _letters()[-1].body


def test_an_extension_starts_the_ladder_anew(world, now, loan):
    from inventory.lending.actions import extend

    for days in (1, 2):
        _night(world, now, days, loan)
    extend(world.nele.actor, loan, until=loan.due_on + timedelta(days=200), now=now)
    assert _night(world, now, -100, loan) == 0
    assert sum(_night(world, now, days, loan) for days in (-14, -13)) == 1


def test_who_has_no_address_is_not_written_to(world, now):
    loan = make_loan(world)
    assert _night(world, now, 1, loan) + _night(world, now, 2, loan) == 0


def test_nobody_is_written_to_on_a_sunday(world, now, loan):
    late = next(days for days in range(1, 8) if (loan.due_on + timedelta(days=days)).weekday() == 6)
    assert _night(world, now, late, loan) == 0
    assert day(now) < loan.due_on


def test_a_loan_at_which_the_night_stumbles_keeps_nobody_elses_letter(world, now, loan, monkeypatch):
    others = [
        make_loan(world, borrower=make_approved_borrower(world, email=f"l{one}@example.be")) for one in "ab"
    ]
    write = reminders._write

    def stumbles(found, *told):
        if found.id == loan.id:
            raise RuntimeError("a name that no letter can hold")
        write(found, *told)

    monkeypatch.setattr(reminders, "_write", stumbles)
    with pytest.raises(RuntimeError):
        _night(world, now, -14, loan)
    assert {letter.thing_id for letter in _letters()} == {other.id for other in others}
