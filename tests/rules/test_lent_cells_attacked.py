"""What of laptops with people leaves the house: whoever subtracts all papers of a year finds no few people."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from inventory.impact.hiding import Did, Uses, in_steps, told_of_year

#: (in which quarter, whose laptop, which person) of one stay that began; each is of a laptop of its own
STAYS = some.lists(
    some.tuples(some.integers(0, 3), some.integers(0, 2), some.integers(1, 9)), min_size=4, max_size=60
)


def _did(stays, quarters) -> Did:
    here = [(at, stay) for at, stay in enumerate(stays) if stay[0] in quarters]

    def uses(whose) -> Uses:
        own = [one for one in here if one[1][1] in whose]
        return Uses(len({stay[2] for _at, stay in own}), len(own), len(own), sum(at + 1 for at, _stay in own))

    lost = len([one for one in here if one[1][2] > 6])
    return Did(uses(range(3)), {giver: uses([giver]) for giver in range(3)}, len(here), lost, 0)


def _first_times(did: Did) -> dict[str, int]:
    return {"all": did.every.first_times} | {
        str(giver): one.first_times for giver, one in did.by_giver.items()
    }


@settings(max_examples=40, deadline=None)
@given(STAYS)
def test_no_difference_of_quarters_givers_and_year_is_of_a_few(stays):
    quarters = [_did(stays, [at]) for at in range(4)]
    year = _did(stays, range(4))
    told, of_year = told_of_year(quarters, year)
    assert of_year is not None
    papers = [*zip(quarters, told, strict=True), (year, of_year)]
    for did, may in papers:
        assert may.by_giver[0] == type(may.by_giver[0])(), "who gave nothing stands nowhere"
        for whose, uses in did.by_giver.items():
            if uses.people < 5:
                assert may.by_giver[whose] == type(may.by_giver[whose])(), "of a few nothing is told"
        for name in ("loans", "lost"):
            assert getattr(may, name) is None or getattr(may, name) >= 5
        assert None in (may.loans, may.lost) or not 0 < may.loans - may.lost < 5
        for whole, parts in _rests(may):
            assert None in (whole, *parts) or not 0 < whole - sum(parts) < 5
    for name in ("first_times", "days"):
        for whose in ("all", 1, 2):
            values = [_of(may, whose, name) for _did_it, may in papers]
            people = [_laptops(did, whose) for did, _may in papers]
            kept = [at for at, value in enumerate(values) if value is None]
            if len(kept) == 1:
                assert people[kept[0]] == 0 or people[kept[0]] >= 5, (whose, name, values)


def _rests(may):
    yield may.every.first_times, [may.by_giver[giver].first_times for giver in (1, 2)]


def _of(may, whose, name):
    return getattr(may.every if whose == "all" else may.by_giver[whose], name)


def _laptops(did, whose):
    return (did.every if whose == "all" else did.by_giver[whose]).laptops


def test_the_last_quarter_and_the_year_give_way():
    def of(many: int) -> Did:
        return Did(Uses(many, many, many, 90 * many), {1: Uses(many, many, many, 90 * many)}, many)

    told, year = told_of_year([of(20), of(20), of(20), of(3)], of(63))
    assert year is not None
    assert [one.every.first_times for one in told] == [20, 20, 20, None]
    assert (year.every.first_times, year.every.days, year.by_giver[1].days) == (None, None, None)
    running, none = told_of_year([of(20), of(3)], None)
    assert ([one.by_giver[1].people for one in running], none) == ([20, None], None)


@pytest.mark.parametrize(
    ("people", "told"), [(0, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15)]
)
def test_what_stays_in_the_house_is_told_in_steps(people, told):
    uses = Uses(people, people, people, 30 * people)
    may = in_steps(Did(uses, {3: replace(uses)}, people, 4, 0))
    assert (may.every.people, may.by_giver[3].first_times, may.loans, may.lost) == (told, told, told, None)
    assert may.every.days is None or may.every.days % 100 == 0
