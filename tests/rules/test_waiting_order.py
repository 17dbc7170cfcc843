"""Who comes first on the waiting list: the digibank's own order, explained, and nobody lost in it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.applications import document as documents
from inventory.applications.document import CodeTwice, NotAChoice, NotACode, NothingChosen, UnknownSetting
from inventory.applications.states import Wish
from inventory.applications.waiting import LONGEST, Waiting, asks_conditions, in_order, known_entries
from inventory.contacts.rules import Purpose
from tests.cast import NOW

#: Noor waits longest, Omar next, Mila last
NOOR = Waiting(1, NOW - timedelta(days=30), Purpose.ADMINISTRATION)
OMAR = Waiting(2, NOW - timedelta(days=20), Purpose.SCHOOLWORK, wishes=("screen_reader",))
MILA = Waiting(3, NOW - timedelta(days=10), Purpose.SCHOOLWORK, met=("living_wage",))
ALL = [MILA, NOOR, OMAR]


def told(priority):
    return [(one.id, one.because) for one in in_order(ALL, priority)]


@pytest.mark.parametrize("priority", [None, (), (LONGEST,)])
def test_where_nothing_is_set_who_waits_longest_comes_first(priority):
    assert told(priority) == [(1, LONGEST), (2, LONGEST), (3, LONGEST)]


def test_who_answers_to_the_first_entry_comes_before_who_answers_to_the_second():
    assert told(("condition.living_wage", "purpose.schoolwork")) == [
        (3, "condition.living_wage"), (2, "purpose.schoolwork"), (1, LONGEST),
    ]  # fmt: skip
    assert told(("wish.screen_reader", "purpose.schoolwork")) == [
        (2, "wish.screen_reader"), (3, "purpose.schoolwork"), (1, LONGEST),
    ]  # fmt: skip


def test_among_equals_who_waits_longest_comes_first():
    assert told(("purpose.schoolwork",)) == [
        (2, "purpose.schoolwork"),
        (3, "purpose.schoolwork"),
        (1, LONGEST),
    ]


def test_places_count_from_one():
    assert [one.place for one in in_order(ALL, ("purpose.schoolwork",))] == [1, 2, 3]


people = st.builds(
    Waiting, st.integers(1, 999), st.integers(0, 400).map(lambda days: NOW - timedelta(days=days)),
    st.sampled_from(Purpose), st.frozensets(st.sampled_from(["a", "b"])), st.frozensets(st.sampled_from(Wish)),
)  # fmt: skip
orders = st.lists(st.sampled_from([*known_entries(), "condition.a", "condition.b"]), unique=True, max_size=5)


@given(st.lists(people, max_size=8, unique_by=lambda one: one.id), orders, st.randoms())
def test_nobody_is_lost_and_the_order_does_not_hang_on_how_they_came_in(waiting, order, chance):
    standings = in_order(waiting, order)
    assert sorted(one.id for one in standings) == sorted(one.id for one in waiting)
    assert all(one.because in {*order, LONGEST} for one in standings)
    mixed = list(waiting)
    chance.shuffle(mixed)
    assert in_order(mixed, order) == standings


@given(st.lists(people, min_size=2, max_size=8, unique_by=lambda one: one.id), orders)
def test_waiting_longer_never_puts_anyone_further_back(waiting, order):
    last = in_order(waiting, order)[-1]
    older = [
        Waiting(one.id, one.applied_at - timedelta(days=500), one.purpose, one.met, one.wishes)
        if one.id == last.id
        else one
        for one in waiting
    ]
    assert next(one.place for one in in_order(older, order) if one.id == last.id) <= last.place


def test_the_order_stands_in_the_document_and_names_its_conditions():
    entries = ["purpose.schoolwork", "wish.screen_reader", "condition.living_wage", "longest"]
    policy = documents.read({"priority": entries})
    assert policy.priority == tuple(entries)
    assert documents.write(policy) == {"priority": entries}
    assert asks_conditions(policy.priority) == {"living_wage"}


@pytest.mark.parametrize(
    ("priority", "flaw"),
    [
        (["purpose.holiday"], NotAChoice),
        (["wish.gold"], NotAChoice),
        (["soonest"], NotAChoice),
        ([3], NotAChoice),
        (["condition.Not A Code"], NotACode),
        (["longest", "longest"], CodeTwice),
        ([], NothingChosen),
    ],
)
def test_a_slip_in_the_order_is_told(priority, flaw):
    with pytest.raises(flaw):
        documents.read({"priority": priority})


def test_the_order_is_one_for_every_sort_of_device():
    with pytest.raises(UnknownSetting):
        documents.read({"kinds": {"tablet": {"priority": ["longest"]}}})
