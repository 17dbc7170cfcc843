"""Start workshops by month, place and language: no table less another, nor less a file of the figures, is a few."""

from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as some

from inventory.figures.hiding import hidden_year
from inventory.indicators.answer import Answer, Grid, Indicator, Unit
from inventory.insight.seats_hidden import CAME, Protected, told_sent
from tests.solving import Solver

PLACES, LANGUAGES = ("Bib", "Huis"), ("nl", "ar")
MONTHS = (date(2026, 1, 1), date(2026, 2, 1), date(2026, 5, 1))

#: (who came, missed, and of whom nobody noted it) of one place, month and language
CELLS = some.dictionaries(
    some.tuples(some.sampled_from(PLACES), some.sampled_from(MONTHS), some.sampled_from(LANGUAGES)),
    some.tuples(some.integers(0, 12), some.integers(0, 6), some.integers(0, 3)),
    max_size=10,
)


def _groups(cells):
    """Every number that some table tells: the name of its row, and the cells that it sums."""
    yield ("all",), list(cells)
    for cell in cells:
        yield ("cell", cell[0], str(cell[1]), cell[2]), [cell]
    for at, (kind, values) in enumerate((("place", PLACES), ("month", MONTHS), ("language", LANGUAGES))):
        for value in values:
            yield (kind, str(value)), [cell for cell in cells if cell[at] == value]


def _told_by_the_figures(cells):
    """The cells of which the file of a quarter or of the year tells who came to a place, and which of the three."""
    spans = [MONTHS, MONTHS[:2], MONTHS[2:], [], []]
    answers = []
    for months in spans:
        rows = [[cell for cell in cells if cell[0] == place and cell[1] in months] for place in PLACES]
        values = tuple((sum(cells[cell][CAME] for cell in row),) for row in rows)
        grid = Grid("contacts_by_location", Unit.CASES, PLACES, ("service:start_workshop",), values)
        answers.append(Answer(Indicator.LOCATIONS, sum(value for (value,) in values), 0, (grid,)))
    year, quarters = hidden_year(answers[0], answers[1:])
    for months, told in zip(spans, [year, *quarters], strict=True):
        for place, (value,) in zip(PLACES, told.grids[0].values, strict=True):
            if value is not None:
                yield [cell for cell in cells if cell[0] == place and cell[1] in months], CAME
        if told.n is not None:
            yield [cell for cell in cells if cell[1] in months], CAME


@settings(max_examples=60, deadline=None)
@example({("Bib", MONTHS[0], "nl"): (20, 0, 0), ("Bib", MONTHS[0], "ar"): (3, 0, 0)})
@example(
    {
        ("Bib", MONTHS[0], "nl"): (20, 0, 0),
        ("Huis", MONTHS[1], "nl"): (3, 0, 0),
        ("Bib", MONTHS[2], "nl"): (9, 0, 0),
    }
)
@given(CELLS)
def test_no_rest_of_a_table_or_of_what_the_figures_tell_is_a_few(parts):
    cells = {cell: (sum(part), part[0], part[1]) for cell, part in parts.items()}
    known = list(_told_by_the_figures(cells))
    protected = Protected(cells, known)
    for what in range(3):
        solver, groups = Solver(), [*_groups(cells)]
        for members, of in known:
            if of == what:
                solver.learn(members)
        for name, members in groups:
            if protected.told(*name)[what] is not None:
                solver.learn(members)
        for name, members in groups:
            count = sum(cells[cell][what] for cell in members)
            assert not 0 < count < 5 or solver.left_of(members), (name, what, count)
    for numbers in (protected.told(*name) for name, _members in _groups(cells)):
        assert all(one is None or one >= 5 for one in numbers)
        enrolled, came, _missed = numbers
        assert None in (enrolled, came) or not 0 < enrolled - came < 5


def test_who_came_is_told_where_a_few_did_not():
    month = MONTHS[0]
    protected = Protected({("Bib", month, "nl"): (20, 17, 3), ("Bib", month, "ar"): (12, 12, 0)})
    assert protected.told("place", "Bib") == (None, 29, None)
    assert protected.of_cell(("Bib", month, "ar"))[1] == 12


@settings(max_examples=40, deadline=None)
@given(some.lists(some.tuples(some.integers(0, 12), some.integers(0, 12)), min_size=3, max_size=3))
def test_who_was_sent_and_did_not_go_is_not_a_few_either(sent):
    whole = {str(at): (made, min(made, went)) for at, (made, went) in enumerate(sent)}
    for to, (made, went) in told_sent(whole).items():
        assert made is None or made >= 5
        assert went is None or went >= 5
        assert None in (made, went) or not 0 < made - went < 5
        assert (made, went) == (None, None) or made in (None, whole[to][0])
