"""The net under every question: inside one digibank, or refused."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import (
    AcrossTheWall,
    OutsideEveryDigibank,
    current_digibank_id,
    everywhere,
    inside,
    row_here,
    rows_of,
)
from inventory.places.models import Place
from tests.cast import World
from tests.make import make_place


@pytest.fixture
def shelves(app: Any, world: World) -> tuple[int, int]:
    """The id of a shelf in Gent, and of one in Luik."""
    ids = []
    with app.test_request_context():
        for digibank in (world.gent, world.luik):
            with inside(digibank):
                ids.append(make_place(world, name="Rek").id)
    db.session.expunge_all()
    return ids[0], ids[1]


@pytest.mark.parametrize(
    "question",
    [
        select(Place),
        select(func.count(Place.id)),
        select(func.count()).select_from(select(Place.id).subquery()),
        update(Place).values(name="x"),
        delete(Place),
    ],
    ids=["rows", "a count", "deep inside", "an update", "a delete"],
)
def test_outside_every_digibank_no_row_is_asked_for(shelves: tuple[int, int], question: Any) -> None:
    with pytest.raises(OutsideEveryDigibank):
        db.session.execute(question)
    db.session.rollback()


def test_outside_every_digibank_nothing_is_written_and_none_is_the_current_one(
    shelves: tuple[int, int],
) -> None:
    db.session.add(Place(name="Rek"))
    with pytest.raises(OutsideEveryDigibank):
        db.session.flush()
    db.session.rollback()
    with pytest.raises(OutsideEveryDigibank):
        current_digibank_id()


@pytest.mark.parametrize(
    "ids",
    [
        lambda: list(db.session.scalars(select(Place.id))),
        lambda: [one.id for one in rows_of(select(Place.id))],
        lambda: [one.id for one in db.session.scalars(select(Place))],
        lambda: list(db.session.scalars(select(select(Place.id).subquery().c.id))),
    ],
    ids=["columns", "rows_of", "objects", "deep inside"],
)
def test_inside_one_only_its_own_rows_are_there(
    world: World, shelves: tuple[int, int], ids: Callable[[], list[int]]
) -> None:
    for digibank, own in zip((world.gent, world.luik), shelves, strict=True):
        with inside(digibank):
            assert own in ids()
            assert not set(shelves) - {own} & set(ids())


def test_an_update_and_a_delete_stay_within_the_walls(world: World, shelves: tuple[int, int]) -> None:
    with inside(world.luik):
        db.session.execute(update(Place).values(name="Theirs"))
        db.session.execute(delete(Place).where(Place.id == shelves[0]))
    with everywhere("a test"):
        names = dict(db.session.execute(select(Place.id, Place.name).where(Place.id.in_(shelves))).all())
    db.session.rollback()
    assert names == {shelves[0]: "Rek", shelves[1]: "Theirs"}


def test_a_row_of_one_is_never_written_from_inside_another(world: World, shelves: tuple[int, int]) -> None:
    with everywhere("a test"):
        theirs = db.session.get_one(Place, shelves[1])
    with inside(world.gent):
        db.session.add(theirs)
        theirs.name = "Ours"
        with pytest.raises(AcrossTheWall):
            db.session.flush()
    db.session.rollback()


def test_the_row_of_another_one_that_never_was_and_one_with_other_values_are_answered_alike(
    world: World, shelves: tuple[int, int]
) -> None:
    with inside(world.gent):
        assert row_here(Place, shelves[0], name="Rek").id == shelves[0]
        for key, values in ((shelves[1], {}), (10**6, {}), (shelves[0], {"name": "Kast"})):
            with pytest.raises(NotHere):
                row_here(Place, key, **values)


def test_who_looked_into_another_digibank_has_nothing_of_it_in_hand_afterwards(
    world: World, shelves: tuple[int, int]
) -> None:
    with inside(world.gent):
        for elsewhere in (inside(world.luik), everywhere("a test")):
            with elsewhere:
                theirs = db.session.get_one(Place, shelves[1])
            with pytest.raises(NotHere):
                row_here(Place, theirs.id)


@pytest.mark.parametrize("back", [db.session.commit, db.session.rollback], ids=["a commit", "a rollback"])
def test_nor_of_rows_whose_values_ran_out_in_there(
    world: World, shelves: tuple[int, int], back: Callable[[], None]
) -> None:
    with inside(world.gent):
        for elsewhere in (inside(world.luik), everywhere("a test")):
            ours = db.session.get_one(Place, shelves[0])
            with elsewhere:
                theirs = db.session.get_one(Place, shelves[1])
                back()
            with pytest.raises(NotHere):
                row_here(Place, shelves[1])
            assert theirs not in db.session
            assert row_here(Place, shelves[0]).name == "Rek"
        assert ours.name == "Rek"  # who looks everywhere keeps what was in hand


def test_what_was_changed_in_another_and_not_written_is_never_lost_in_silence(
    world: World, shelves: tuple[int, int]
) -> None:
    def change() -> None:
        db.session.get_one(Place, shelves[1]).name = "Kast"

    def add() -> None:
        db.session.add(Place(digibank_id=world.luik, name="Kast"))

    def delete_it() -> None:
        db.session.delete(db.session.get_one(Place, shelves[1]))

    with inside(world.gent):
        for deed in (change, add, delete_it):
            for elsewhere in (inside(world.luik), everywhere("a test")):
                with pytest.raises(AcrossTheWall), elsewhere:
                    deed()
                db.session.rollback()


def test_nor_is_what_was_changed_here_lost_by_who_goes_elsewhere(
    world: World, shelves: tuple[int, int]
) -> None:
    with inside(world.gent):
        db.session.get_one(Place, shelves[0]).name = "Kast"
        with inside(world.luik):
            pass
        assert row_here(Place, shelves[0]).name == "Kast"
        db.session.rollback()


def test_a_new_row_of_another_never_becomes_one_of_here(world: World, shelves: tuple[int, int]) -> None:
    with inside(world.gent):
        with pytest.raises(AcrossTheWall), inside(world.luik):
            db.session.add(Place(name="Kast"))
        db.session.flush()
        assert db.session.scalar(select(func.count(Place.id)).where(Place.name == "Kast")) == 0


def test_a_refusal_in_another_is_told_as_it_is(world: World, shelves: tuple[int, int]) -> None:
    def stumble() -> None:
        with inside(world.luik):
            db.session.get_one(Place, shelves[1]).name = "Kast"
            row_here(Place, shelves[0])

    with inside(world.gent), pytest.raises(NotHere):
        stumble()


def test_trouble_in_the_database_is_told_as_it_is(world: World, shelves: tuple[int, int]) -> None:
    with inside(world.gent):
        ours = db.session.get_one(Place, shelves[0])
        db.session.expire(ours)
        with pytest.raises(DBAPIError, match="no_such_table"), everywhere("a test"):
            db.session.execute(db.text("SELECT 1 FROM no_such_table"))
        db.session.rollback()
