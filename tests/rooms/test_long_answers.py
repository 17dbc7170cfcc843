"""What takes longer than anyone waits for: worked out beside the page, shown as it was last, and let go in the end."""

from datetime import timedelta
from typing import Any

import pytest

from inventory.foundation import clock, long_answers
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from inventory.foundation.long_answers import FRESH, AtHand, LongAnswer, at_hand, let_go, work_out_what_waits
from inventory.foundation.tenancy import inside
from inventory.permissions import Permission
from tests.cast import NOW

SPRING = {"since": "2026-03-01", "until": "2026-05-31"}
WHAT = "test.count"


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A clock that the test sets."""
    at = {"now": NOW}
    monkeypatch.setattr(clock, "_ask", lambda: at["now"])
    return at


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Everything that was worked out, in order; each answer says the how manieth it is."""
    done: list[Any] = []

    def count(asked: Any) -> dict[str, int]:
        done.append(asked)
        return {"turn": len(done)}

    monkeypatch.setitem(long_answers._MAKERS, WHAT, count)
    monkeypatch.setitem(long_answers._EDITIONS, WHAT, "one")
    return done


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(long_answers, "wake", names.append)
    return names


def look(asked: Any = SPRING) -> AtHand:
    """What a page is told; afterwards as the next request would begin."""
    db.session.rollback()
    told = at_hand(WHAT, asked, waits=False)
    db.session.rollback()
    return told


def test_where_it_is_quick_the_page_waits_and_nothing_is_kept(in_gent, made, woken):
    assert at_hand(WHAT, SPRING, waits=True) == AtHand({"turn": 1})
    assert (db.session.scalars(db.select(LongAnswer)).all(), woken) == ([], [])


def test_where_it_is_not_the_background_works_and_the_page_shows_what_was_last(in_gent, made, woken, hour):
    assert [look(), look()] == [AtHand(None, None, is_waited_for=True)] * 2
    assert (made, woken) == ([], ["background"]), "a page that looks again asks once"
    work_out_what_waits()
    assert look() == AtHand({"turn": 1}, NOW)
    hour["now"] = NOW + FRESH - timedelta(seconds=1)
    assert look() == AtHand({"turn": 1}, NOW), "it is fresh enough"
    hour["now"] = NOW + FRESH
    assert [look(), look()] == [AtHand({"turn": 1}, NOW, is_waited_for=True)] * 2
    assert look().newest is None, "nobody is given an old file"
    assert woken == ["background"] * 2
    work_out_what_waits()
    assert look() == AtHand({"turn": 2}, NOW + FRESH)
    work_out_what_waits()
    assert made == [SPRING, SPRING], "nobody waits any more"


def test_what_an_older_house_wrote_is_not_read(in_gent, made, woken, monkeypatch):
    look()
    work_out_what_waits()
    monkeypatch.setitem(long_answers._EDITIONS, WHAT, "two")
    assert look() == AtHand(None, None, is_waited_for=True)
    work_out_what_waits()
    assert look().newest == {"turn": 2}


def test_the_same_question_in_another_order_is_the_same_question(in_gent, made, woken):
    look()
    look(dict(reversed(SPRING.items())))
    look({**SPRING, "until": "2026-06-01"})
    work_out_what_waits()
    assert made == [SPRING, {**SPRING, "until": "2026-06-01"}]


def test_one_that_stumbles_keeps_no_other_waiting(in_gent, made, woken, monkeypatch):
    def stumbles(_asked: Any) -> Any:
        raise ValueError

    monkeypatch.setitem(long_answers._MAKERS, "test.stumbles", stumbles)
    monkeypatch.setitem(long_answers._EDITIONS, "test.stumbles", "one")
    at_hand("test.stumbles", {}, waits=False)
    look()
    with pytest.raises(ValueError):
        work_out_what_waits()
    assert look().told == {"turn": 1}
    monkeypatch.delitem(long_answers._MAKERS, "test.stumbles")
    work_out_what_waits()  # what an older house asked is asked of nobody


def test_what_nobody_asks_for_any_more_goes_at_night(in_gent, made, woken, hour):
    look()
    look({"since": "2026-09-01"})
    work_out_what_waits()
    hour["now"] = NOW + timedelta(days=39)
    at_hand(WHAT, {"since": "2026-12-01"}, waits=False)
    night = Actor.house("nightly", in_gent, Permission)
    db.session.rollback()
    let_go(night, clock.today())
    assert len(db.session.scalars(db.select(LongAnswer)).all()) == 3
    hour["now"] += timedelta(days=2)
    db.session.rollback()
    let_go(night, clock.today())
    assert db.session.scalars(db.select(LongAnswer)).all() == []


def test_each_digibank_has_its_own_answers(app, world, made, woken):
    with app.test_request_context():
        with inside(world.gent):
            look()
        with inside(world.luik):
            work_out_what_waits()
            assert made == []
            assert look().is_waited_for
        with inside(world.gent):
            work_out_what_waits()
            assert look().told == {"turn": 1}
