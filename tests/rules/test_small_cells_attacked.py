"""Someone collects every file that ever leaves, and works on the sums: no count from one to four is ever found."""

from collections.abc import Iterator
from itertools import combinations, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from inventory.figures.hiding import hidden, hidden_year, without_silent_rows
from inventory.foundation.giving_away import FEWEST, Line, kept_back
from inventory.indicators.answer import Answer, Grid, Indicator, Unit
from tests.solving import Solver

PLACES, SERVICES = ("location:1", "location:2", "location:3"), ("service:a", "service:b")
QUARTERS = (range(1, 4), range(4, 7), range(7, 10), range(10, 13))

#: (who, where, what for, in which month) of one visit
VISITS = some.lists(
    some.tuples(
        some.integers(1, 14),
        some.sampled_from(PLACES),
        some.sampled_from(SERVICES),
        some.sampled_from([1, 2, 5, 6, 8, 11]),
    ),
    max_size=60,
)


def _month(number: int) -> str:
    return f"month:2026-{number:02d}"


def _answer(visits, months) -> Answer:
    """What an indicator would say of these months: of cases by place and month, of people by service."""
    here = [visit for visit in visits if visit[3] in months]
    cases = tuple(
        tuple(
            sum(
                1
                for visit in here
                if place in (visit[1], "all") and column in (_month(visit[3]), "all")
            )
            for column in (*map(_month, months), "all")
        )
        for place in (*PLACES, "all")
    )  # fmt: skip
    people = tuple(
        (len({visit[0] for visit in here if service in (visit[2], "all")}),) for service in (*SERVICES, "all")
    )
    return Answer(
        Indicator.LOCATIONS,
        n=len({visit[0] for visit in here}),
        missing=0,
        grids=(
            Grid("cases", Unit.CASES, (*PLACES, "all"), (*map(_month, months), "all"), cases),
            Grid("people", Unit.PEOPLE, (*SERVICES, "all"), ("all",), people, is_exclusive=False),
        ),
        numbers={"new": (Unit.PEOPLE, len({visit[0] for visit in here if visit[0] % 3 == 0}))},
    )


def _everything(visits):
    """What leaves of a year and its quarters: [(months, true answer, told answer)]."""
    spans = [range(1, 13), *QUARTERS]
    true = [_answer(visits, months) for months in spans]
    whole, parts = hidden_year(true[0], true[1:])
    return list(zip(spans, true, [whole, *parts], strict=True))


def _case_cells(everything) -> Iterator[tuple[frozenset, int, int | None]]:
    """Of each number of cases: which squares (place, month) it counts, what it is, and what was told."""
    for months, true, told in everything:
        grid, shown = true.grids[0], told.grids[0]
        for at, row in enumerate(grid.rows):
            for place, column in enumerate(grid.columns):
                squares = frozenset(
                    (one, month)
                    for one in PLACES
                    for month in months
                    if row in (one, "all") and column in (_month(month), "all")
                )
                yield squares, grid.values[at][place], shown.values[at][place]


@settings(max_examples=30, deadline=None)
@given(VISITS)
def test_no_sum_of_what_was_told_is_a_small_count(visits):
    cells = list(_case_cells(_everything(visits)))
    solver = Solver()
    for squares, _count, told in cells:
        if told is not None:
            solver.learn(squares)
    found = [
        (sorted(squares), count) for squares, count, _told in cells
        if 0 < count < FEWEST and not solver.left_of(squares)
    ]  # fmt: skip
    assert not found


@settings(max_examples=30, deadline=None)
@given(VISITS)
def test_no_two_exports_differ_by_a_few(visits):
    """Subtracted from each other, cell by cell: also people, who are in several parts at once."""
    everything = _everything(visits)
    for (_months, true, told), (_others, _true, of_year) in product(everything[1:], everything[:1]):
        pairs = [
            *zip((told.n, told.numbers["new"][1]), (of_year.n, of_year.numbers["new"][1]), strict=True),
            *((line[0], year[0]) for line, year in zip(told.grids[1].values, of_year.grids[1].values, strict=True)),
        ]  # fmt: skip
        assert all(None in pair or not 0 < pair[1] - pair[0] < FEWEST for pair in pairs), (true, told)
    for months, _true, told in everything:
        (one,), (other,), (both,) = told.grids[1].values
        if None not in (one, other, both):
            assert not 0 < one + other - both < FEWEST, f"who came for both in {months} follows"
        # among the squares of one file
        cases = told.grids[0].values
        for lines in (cases, list(zip(*cases, strict=True))):
            for line in lines:
                for first, second in combinations([value for value in line if value is not None], 2):
                    assert min(first, second) >= FEWEST
        for line in cases:
            if None not in line[:-1]:
                continue
            rest = None if line[-1] is None else line[-1] - sum(value or 0 for value in line[:-1])
            assert rest is None or rest == 0 or rest >= FEWEST


#: up to three rows and three columns of small numbers, with their sums
TABLES = some.integers(2, 3).flatmap(
    lambda wide: some.lists(
        some.lists(some.integers(0, 7), min_size=wide, max_size=wide), min_size=2, max_size=3
    )
)


def _holds(keys, rest: int, chosen: dict) -> bool:
    together = sum(chosen.get(key, 0) for key in keys)
    return together == rest if all(key in chosen for key in keys) else together <= rest


def _possible(counts, lines, kept):
    """Every value that each count that is kept back could have, to someone who knows all the others: by trying."""
    inner = [key for key in counts if key in kept and "all" not in key]
    sums = []
    for line in lines:
        if line.whole in kept:
            continue
        rest = counts[line.whole] - sum(counts[part] for part in line.parts if part not in kept)
        sums.append(([part for part in line.parts if part in kept], rest))
    most = {key: min([rest for keys, rest in sums if key in keys] or [12]) for key in inner}
    values: dict = {key: set() for key in inner}

    def go_on(at: int, chosen: dict) -> None:
        if at == len(inner):
            for key, value in chosen.items():
                values[key].add(value)
            return
        for value in range(most[inner[at]] + 1):
            chosen[inner[at]] = value
            if all(_holds(keys, rest, chosen) for keys, rest in sums if inner[at] in keys):
                go_on(at + 1, chosen)
            del chosen[inner[at]]

    go_on(0, {})
    return values


@settings(max_examples=20, deadline=None)
@example([[4, 4], [4, 9]])
@example([[3, 6, 8], [7, 4, 2], [6, 5, 1]])
@given(TABLES)
def test_in_a_table_with_its_sums_every_small_count_could_be_another(table):
    high, wide = len(table), len(table[0])
    counts = {(str(row), str(column)): table[row][column] for row in range(high) for column in range(wide)}
    counts |= {(str(row), "all"): sum(table[row]) for row in range(high)}
    counts |= {("all", str(column)): sum(line[column] for line in table) for column in range(wide)}
    lines = [
        Line(tuple((str(row), str(column)) for column in range(wide)), (str(row), "all"), adds=True)
        for row in range(high)
    ] + [
        Line(tuple((str(row), str(column)) for row in range(high)), ("all", str(column)), adds=True)
        for column in range(wide)
    ]
    kept = kept_back(counts, lines)
    if len([key for key in kept if "all" not in key]) > 5:
        return  # too many to try, and the solver above has those
    for key, values in _possible(counts, lines, kept).items():
        assert not 0 < counts[key] < FEWEST or len(values) > 1, (key, counts, kept)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ((20, 3), (None, None)),
        ((20, 6), (20, 6)),
        ((20, 3, 4, 30), (None, None, None, 30)),
        ((20, 2, 3, 3, 30), (20, None, None, None, 30)),
        ((4, 4, 4), (None, None, None)),
        ((0, 9, 30), (None, 9, 30)),
    ],
)
def test_of_parts_that_add_up_as_few_as_possible_are_kept_back(parts, told):
    grid = Grid(
        "ages", Unit.PEOPLE, tuple(map(str, range(len(parts)))), ("people",), tuple((one,) for one in parts)
    )
    answer = hidden(Answer(Indicator.BORROWERS, sum(parts), 0, (grid,)))
    assert tuple(line[0] for line in answer.grids[0].values) == told
    assert answer.n == (sum(parts) if parts != (4, 4, 4) else None), "each would be four"


def test_a_part_in_percents_gives_its_count_away_and_follows_it():
    rows, columns = ("band:0-17", "band:18-29", "band:55+"), ("borrowers", "others", "difference")
    behind = ((40, 50, 90),) * 3
    values = ((75, 200, -125), (500, 400, 100), (425, 400, 25))  # three of the forty are children
    told = hidden(
        Answer(Indicator.BORROWERS, 90, 0, (Grid("ages", Unit.PER_MILLE, rows, columns, values, behind),))
    ).grids[0]
    assert told.values[0] == (None, None, None), "the difference gives the other away"
    assert None in told.values[1] + told.values[2], "the rest of a hundred is the children's part"


def test_days_of_a_few_are_not_told_nor_of_how_many():
    grid = Grid("wait", Unit.DAYS, ("all", "laptop"), ("days",), ((9,), (30,)), ((12,), (2,)))
    told = hidden(Answer(Indicator.LOANS, 12, 2, (grid,)))
    assert told.grids[0].values == ((9,), (None,))
    assert told.grids[0].behind == ((12,), (0,))
    assert (told.n, told.missing) == (12, None)


def test_the_year_gives_way_when_its_quarters_have_left():
    def answer(number: int) -> Answer:
        return Answer(
            Indicator.LOANS, number, 0, (Grid("loans", Unit.CASES, ("all",), ("began",), ((number,),)),)
        )

    year, quarters = hidden_year(answer(63), [answer(number) for number in (20, 20, 20, 3)])
    assert [quarter.n for quarter in quarters] == [20, 20, 20, None]
    assert year.n is None, "what is left of the year would be the last quarter"
    year, quarters = hidden_year(answer(63), [answer(number) for number in (3, 20, 20, 20)])
    assert [quarter.n for quarter in quarters] == [None, 20, 20, None]
    assert year.n == 63


def test_beside_each_other_is_not_a_sum_and_a_whole_in_its_row_is():
    loans = Grid("by_kind", Unit.CASES, ("kind:a", "kind:b"), ("began", "active"), ((20, 3), (30, 9)))
    seats = Grid("seats", Unit.CASES, ("service:a",), ("booked", "came", "missed"), ((23, 20, 3),))
    told = hidden(Answer(Indicator.LOANS, 90, 0, (loans, seats)))
    assert told.grids[0].values == ((20, None), (30, None)), (
        "active: the sum is known, so nine goes with three"
    )
    assert told.grids[1].values[0].count(None) > 1


@pytest.mark.parametrize("few", range(1, 5))
def test_none_is_told_no_more_than_a_few(few):
    def told(number: int):
        grid = Grid("began", Unit.CASES, ("all",), ("began",), ((number,),))
        numbers = {"anonymous": (Unit.CASES, number), "locations": (Unit.THINGS, number)}
        return without_silent_rows(hidden(Answer(Indicator.LOANS, 90, number, (grid,), numbers)))

    assert told(few) == told(0)


def test_things_are_told_however_few():
    grid = Grid("seats", Unit.THINGS, ("all",), ("sessions",), ((2,),))
    assert hidden(Answer(Indicator.OCCUPANCY, 9, 0, (grid,))).grids[0].values == ((2,),)


def test_what_counts_on_from_the_beginning_does_not_leave():
    months = tuple(map(_month, range(1, 4)))
    told = hidden(
        Answer(
            Indicator.UNIQUE_VISITORS, 200, 0,
            (
                Grid("new_by_month", Unit.PEOPLE, months, ("new",), ((20,), (3,), (12,))),
                Grid("cumulative_by_month", Unit.PEOPLE, months, ("new_so_far",), ((120,), (123,), (135,))),
            ),
            {"cumulative": (Unit.PEOPLE, 135), "unique": (Unit.PEOPLE, 60), "new_unique": (Unit.PEOPLE, 58)},
        )
    )  # fmt: skip
    assert told.grids[1].values == ((None,),) * 3
    assert told.numbers["cumulative"] == (Unit.PEOPLE, None)
    assert told.numbers["new_unique"] == (Unit.PEOPLE, None), "two had been before"


def test_who_knows_how_many_run_and_how_many_began_does_not_learn_how_many_ended():
    quarters = [(20, 12, 30), (20, 3, 47)]
    for began, ended, active in quarters:
        told = hidden(
            Answer(
                Indicator.LOANS, 90, 0,
                (Grid("by_kind", Unit.CASES, ("kind:a",), ("began", "active", "ended"), ((began, active, ended),)),),
                {"began": (Unit.CASES, began), "active": (Unit.CASES, active), "ended": (Unit.CASES, ended)},
            )
        )  # fmt: skip
        values = told.grids[0].values[0]
        assert values == ((began, active, ended) if ended == 12 else (None, active, None))
        assert (told.numbers["began"][1] is None) == (ended == 3)


def test_who_came_for_both_stands_twice_and_is_kept_back_twice():
    services = ("service:a", "service:b", "service:c")
    both = ((40, 38, 6), (38, 60, 3), (6, 3, 30))
    told = hidden(
        Answer(
            Indicator.RETURNING_VISITORS, 90, 0,
            (Grid("services_together", Unit.PEOPLE, services, services, both, is_exclusive=False),),
        )
    ).grids[0].values  # fmt: skip
    assert told == tuple(zip(*told, strict=True))
    assert told[1][2] is None
    assert told[0][1] is None, "two came for a and not for b"


def test_who_goes_from_a_service_to_itself_is_a_part_of_all_who_go():
    services = ("service:a", "service:b", "service:c")
    pairs = ((7, 0, 0), (0, 3, 0), (0, 0, 0))
    told = hidden(
        Answer(Indicator.INTERNAL_REFERRALS, 10, 0, (Grid("pairs", Unit.CASES, services, services, pairs),))
    )
    assert told.n is None or told.grids[0].values[0][0] is None, "ten less seven are three"


def test_a_place_that_stands_there_only_because_a_few_came_does_not_stand_there():
    places = ("location:1", "location:2", "location:3", "unknown")
    visits = Grid("visits", Unit.CASES, places, ("all",), ((40,), (3,), (4,), (9,)))
    silent = Grid("silent_partners", Unit.THINGS, ("partner:7",), ("all",), ((0,),))
    left = without_silent_rows(hidden(Answer(Indicator.LOCATIONS, 56, 0, (visits, silent)))).grids
    assert left[0].rows == ("location:1", "unknown"), "not shown would be one to four"
    assert left[1].rows == ()
    told = without_silent_rows(
        hidden(
            Answer(
                Indicator.LOCATIONS, 56, 0, (visits,),
                dict.fromkeys(("locations", "new_locations", "silent", "target"), (Unit.THINGS, 3)),
            )
        )
    )  # fmt: skip
    assert [value for _unit, value in told.numbers.values()] == [None, None, None, 3], (
        "three places less the one that stands there are two to which a few came"
    )
    bands = Grid("age", Unit.PEOPLE, ("band:0-17", "band:55+"), ("people",), ((0,), (30,)))
    told = without_silent_rows(hidden(Answer(Indicator.BORROWERS, 30, 0, (bands,))))
    assert told.grids[0].rows == bands.rows, "every age stands there, whoever came"
