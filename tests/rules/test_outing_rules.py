"""What travels, what a scan at the crate means, and what should lie in the cash box. No app, no database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.journey import JOURNEY, Move, Stage
from inventory.outings import rules
from inventory.outings.rules import Packed, Pick, Scanned, TravelEnd, Unpacked

NINE = datetime(2026, 12, 3, 8, 0, tzinfo=UTC)


def test_set_apart_laptops_come_first_then_the_oldest_ready_then_spares():
    picks = rules.pack_list([(1, 70), (2, None)], [10, 11, 12, 13], spares=1)
    assert picks == [Pick(70, 1), Pick(10, 2), Pick(11, None)]


def test_a_list_is_shorter_when_too_few_laptops_are_ready():
    assert rules.pack_list([(1, None), (2, None)], [10], spares=2) == [Pick(10, 1)]


def test_what_is_in_the_crate_is_not_named_again():
    assert rules.pack_list([(1, None)], [10, 11], spares=0, taken=[10]) == [Pick(11, 1)]


@given(
    visits=st.lists(st.one_of(st.none(), st.integers(100, 110)), max_size=8),
    ready=st.lists(st.integers(1, 20), unique=True),
    spares=st.integers(0, 5),
    taken=st.sets(st.integers(1, 20)),
)
def test_no_laptop_is_named_twice_and_never_more_spares_than_asked(visits, ready, spares, taken):
    named = list(dict.fromkeys(one for one in visits if one is not None))
    apart = [one if one is None or (one in named[:1] and visits.count(one) == 1) else None for one in visits]
    picks = rules.pack_list(enumerate(apart), ready, spares=spares, taken=taken)
    devices = [pick.device_id for pick in picks]
    assert len(devices) == len(set(devices))
    assert not set(devices) & taken
    assert sum(pick.visit_id is None for pick in picks) <= spares


@pytest.mark.parametrize(
    ("scanned", "means"),
    [
        (Scanned(Stage.READY, listed=True), Packed.AS_LISTED),
        (Scanned(Stage.RESERVED, listed=True), Packed.AS_LISTED),
        (Scanned(Stage.READY), Packed.EXTRA),
        (Scanned(Stage.READY, listed=True, packed=True), Packed.ALREADY),
        (Scanned(Stage.WIPING, listed=True), Packed.NOT_READY),
        (Scanned(Stage.LENT), Packed.NOT_READY),
        (Scanned(Stage.READY, broken=True), Packed.BROKEN),
        (Scanned(Stage.RESERVED, kept_for_other=True), Packed.KEPT_FOR_OTHER),
        (Scanned(Stage.READY, elsewhere=True), Packed.ELSEWHERE),
    ],
)
def test_what_a_scan_at_the_crate_means(scanned, means):
    assert rules.packed_of(scanned) is means


@pytest.mark.parametrize("stage", Stage)
def test_only_what_may_be_lent_goes_into_the_crate(stage):
    goes = rules.packed_of(Scanned(stage, listed=True)) in rules.GOES_IN
    assert goes == (stage in JOURNEY[Move.LEND].starts)


@pytest.mark.parametrize(
    ("stage", "facts", "means"),
    [
        (Stage.READY, (True, False, False), Unpacked.BACK),
        (Stage.LENT, (True, False, False), Unpacked.LENT_OUT),
        (Stage.RETURNED, (True, False, True), Unpacked.BROUGHT_IN),
        (Stage.RETURNED, (False, False, True), Unpacked.BROUGHT_IN),
        (Stage.READY, (False, True, False), Unpacked.ALREADY),
        (Stage.READY, (False, False, False), Unpacked.STAYED_HOME),
    ],
)
def test_what_a_scan_at_home_means(stage, facts, means):
    travels, was_back, returned = facts
    assert rules.unpacked_of(stage, travels=travels, was_back=was_back, returned_since=returned) is means


def test_what_nobody_scanned_is_a_question_unless_its_stage_answers():
    assert rules.end_of(Stage.LENT) is TravelEnd.LENT
    assert rules.end_of(Stage.MISSING) is TravelEnd.MISSING
    for stage in (Stage.READY, Stage.RESERVED, Stage.RETURNED):
        assert rules.end_of(stage) is None


def test_times_are_half_an_hour_apart_and_closer_on_a_short_day():
    noon = NINE + timedelta(hours=3)
    assert rules.slots(NINE, noon, 3) == [NINE + timedelta(minutes=30 * at) for at in range(3)]
    many = rules.slots(NINE, noon, 12)
    assert many[1] - many[0] == timedelta(minutes=15)
    assert many[-1] < noon
    assert rules.slots(NINE, noon, 0) == []


def test_a_day_ends_after_it_begins_and_takes_a_handful_of_spares():
    rules.check_day(NINE, NINE + timedelta(hours=1), 0)
    with pytest.raises(rules.EndsBeforeItBegins):
        rules.check_day(NINE, NINE, 0)
    with pytest.raises(rules.TooManySpares):
        rules.check_day(NINE, NINE + timedelta(hours=1), rules.MOST_SPARES + 1)


@given(st.integers(0, 10**6), st.integers(-(10**6), 10**6), st.lists(st.integers(-5000, 5000)))
def test_the_cash_box_adds_up_to_the_cent(change, booked, noted):
    expected = rules.expected_cents(change, booked, noted)
    assert expected - change - booked == sum(noted)
    assert rules.difference_cents(expected, expected) == 0
    assert rules.difference_cents(expected - 500, expected) == -500


def test_a_laptop_in_a_van_may_only_go_home_with_someone_or_get_lost():
    roads = {move for move, step in JOURNEY.items() if step.starts & {Stage.READY, Stage.RESERVED}}
    assert roads - rules.NOT_FROM_A_VAN == {Move.LEND, Move.RELEASE, Move.MISS}
