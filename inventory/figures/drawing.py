"""Which picture answers which question: an answer's grids as charts with their question, sentence and table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from inventory.figures.labels import Saying, joined, said_number
from inventory.foundation import charts
from inventory.indicators.answer import Answer, Grid, Unit


class Drawn(StrEnum):
    """How a grid is drawn."""

    LINE = "line"
    COLUMNS = "columns"
    BARS = "bars"
    #: bars of one group, with a mark for the other
    MARKED = "marked"
    #: one bar of parts
    STRIP = "strip"
    #: a table whose squares are warmer where there is more
    HEAT = "heat"
    TABLE = "table"


#: the question above each grid
_QUESTIONS: dict[str, Any] = {
    "new_by_month": _l("How many new people came each month?"),
    "cumulative_by_month": _l("How far are we to the target?"),
    "people_by_month": _l("How many different people came each month?"),
    "people_by_service": _l("Which services do they come to?"),
    "contacts_by_service": _l("How many contacts were there per service?"),
    "returning_share": _l("Which part comes back?"),
    "people_by_times": _l("How often do they come?"),
    "contacts_per_person": _l("How many contacts does each have?"),
    "services_together": _l("Which services do the same people use?"),
    "age": _l("How old are they?"),
    "gender": _l("Women or men?"),
    "language": _l("Which language do they like to speak?"),
    "municipality": _l("Where do they live?"),
    "channel": _l("How did they find us?"),
    "groups": _l("Which target groups do they belong to?"),
    "contacts_by_location": _l("How many contacts were there per place?"),
    "people_by_location": _l("How many different people came to each place?"),
    "contacts_by_month": _l("How did each place do, month by month?"),
    "contacts_since_opening": _l("How does a new place grow?"),
    "people": _l("How many people of each group came to each place?"),
    "share": _l("Which part of each place belongs to which group?"),
    "by_channel": _l("How did people find us?"),
    "by_partner": _l("Which services send people to us?"),
    "applications": _l("What came of their applications?"),
    "conversion": _l("Which part of the applications ends in a loan?"),
    "days_to_loan": _l("How many days from asking to going along?"),
    "groups_by_channel": _l("How does each target group find us?"),
    "share_by_channel": _l("Which part of each group found us how?"),
    "groups_by_partner": _l("Which service reaches which group?"),
    "share_by_partner": _l("Which part of each group was sent by whom?"),
    "silent_partners": _l("Of whom could we expect more?"),
    "by_destination": _l("Where were people sent on to?"),
    "realised": _l("Which part came there within 60 days?"),
    "by_location": _l("To which place?"),
    "referred_in": _l("How did people come to each service?"),
    "pairs": _l("From where to where do people go within 90 days?"),
    "aware_pairs": _l("How many of those were sent on by us?"),
    "aware": _l("Which part was sent on by us?"),
    "aware_together": _l("Which part of all was sent on by us?"),
    "by_question": _l("What are the questions about?"),
    "by_theme": _l("What are the questions about, in short?"),
    "by_purpose": _l("What are the laptops for?"),
    "moments": _l("How many moments were there?"),
    "bookings": _l("Who booked, and who came?"),
    "filled": _l("Which part of the seats was booked?"),
    "came": _l("Which part of who booked came?"),
    "booked_by_hour": _l("When do people book?"),
    "came_by_hour": _l("When do people come?"),
    "walk_ins": _l("Who came without booking?"),
    "by_device_kind": _l("What do we lend?"),
    "by_term": _l("With or without an end?"),
    "by_month": _l("How many laptops went along each month?"),
    "active_by_month": _l("How many laptops were with people at the end of each month?"),
    "days": _l("How long was agreed, and what came of it?"),
    "running": _l("How long have the running loans lasted so far?"),
    "overdue": _l("How late are the late ones?"),
    "extensions": _l("How often are loans extended?"),
    "endings": _l("How do loans end?"),
    "waiting": _l("How long do people wait for a laptop?"),
    "deposits": _l("Which deposit was asked?"),
}
_LINES = ("cumulative_by_month", "active_by_month")
_STRIPS = ("endings", "deposits")
_TABLES = ("silent_partners",)
#: a strip of more parts cannot be told apart
_MOST_PARTS = 5
#: longer names and more columns than this go down instead of across
_WIDEST = 13
#: a table of more columns takes the width of the page
_BESIDE = 3
#: more than this that are equally much do not fit in a sentence
_MOST_EQUAL = 3


@dataclass(frozen=True)
class Row:
    """One line of a table: what it is of, and its numbers as they are said."""

    label: str
    cells: tuple[str, ...]
    #: how warm each is, in a heat map
    warmth: tuple[int, ...] = ()


@dataclass(frozen=True)
class Picture:
    """One question: its picture, one sentence that says what is seen, and every number in a table."""

    name: str
    kind: Drawn
    question: str
    sentence: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    #: of what kind, whatever `kind` needs
    chart: Any = None
    #: the names of the series or parts, in order
    legend: tuple[str, ...] = field(default=())
    #: how many people or cases are behind a number that is no count
    note: str = ""

    @property
    def is_wide(self) -> bool:
        """Is it a table of more columns than fit beside another card?"""
        return self.kind in (Drawn.HEAT, Drawn.TABLE) and len(self.headings) > _BESIDE


def pictures(answer: Answer, say_key: Saying, kept_back: str = "") -> list[Picture]:
    """Every grid of an answer that says something; `kept_back` stands where a small number does not."""
    found = [_picture(grid, answer, say_key, kept_back) for grid in answer.grids]
    return [one for one in found if one.rows and one.headings]


def shown(told: Answer, say_key: Saying, kept_back: str) -> tuple[list[Picture], list[str]]:
    """Of what may leave: the pictures in which a number stands, and the questions of those in which none may."""
    found = pictures(told, say_key, kept_back)
    is_bare = [all(text == kept_back for row in one.rows for text in row.cells) for one in found]
    return (
        [one for one, bare in zip(found, is_bare, strict=True) if not bare],
        [one.question for one, bare in zip(found, is_bare, strict=True) if bare],
    )


def _picture(grid: Grid, answer: Answer, say_key: Saying, kept_back: str) -> Picture:
    grid = _upright(grid if kept_back else _with_something(grid))
    kind = _kind(grid)
    if not kept_back and kind in (Drawn.LINE, Drawn.COLUMNS):
        grid = _without_empty(grid)
    if kind is not Drawn.TABLE and _has_gaps(grid) and kind is not Drawn.HEAT:
        kind = Drawn.TABLE  # a gap would tell what is kept back
    most = max((value or 0 for line in grid.values for value in line), default=0)
    rows = tuple(
        Row(
            say_key(row),
            tuple(_cell(grid, value, column, kept_back) for value, column in zip(line, grid.columns, strict=True)),
            tuple(charts.heat(value or 0, most) for value in line) if kind is Drawn.HEAT else (),
        )
        for row, line in zip(grid.rows, grid.values, strict=True)
    )  # fmt: skip
    chart, legend = _chart(kind, grid, answer, say_key)
    question = question_of(grid.name)
    if any(other.name == f"{grid.name}_share" for other in answer.grids):
        question = _("%(question)s In numbers", question=question)
    return Picture(
        grid.name, kind, question, _sentence(kind, grid, say_key, bool(kept_back)),
        tuple(map(say_key, grid.columns)), rows,
        chart, legend, _("People may belong to several groups.") if _is_of_groups(grid) else "",
    )  # fmt: skip


def summed(grid: Grid) -> Grid:
    """Each row with all its columns together, of a grid whose columns add up."""
    sums = tuple((sum(value or 0 for value in line),) for line in grid.values)
    return Grid(grid.name, grid.unit, grid.rows, ("all",), sums)


def question_of(name: str) -> str:
    """The question that a grid of this name answers, as it stands above it."""
    base = name.removesuffix("_share")
    return str(_QUESTIONS.get(name) or _QUESTIONS.get(base) or name.replace("_", " ").capitalize())


def _is_of_groups(grid: Grid) -> bool:
    return any(key.startswith("group:") for key in (*grid.rows, *grid.columns))


def _cell(grid: Grid, value: int | None, column: str, kept_back: str) -> str:
    return kept_back if value is None and kept_back else said_number(grid.unit, value, column)


def _with_something(grid: Grid) -> Grid:
    """Without the rows and columns that have nothing to count from: dashes alone say nothing."""
    rows = [at for at, line in enumerate(grid.values) if set(line) != {None}]
    columns = [at for at in range(len(grid.columns)) if any(grid.values[row][at] is not None for row in rows)]
    return Grid(
        grid.name, grid.unit, tuple(grid.rows[at] for at in rows), tuple(grid.columns[at] for at in columns),
        tuple(tuple(grid.values[row][column] for column in columns) for row in rows),
    )  # fmt: skip


def _upright(grid: Grid) -> Grid:
    """Many columns go down instead of across; rows and columns where nothing ever stands are left out."""
    rows = [at for at, line in enumerate(grid.values) if any(line) or None in line or len(grid.columns) < 3]
    columns = [
        at for at in range(len(grid.columns))
        if len(grid.columns) < 4 or any(line[at] or line[at] is None for line in grid.values)
    ]  # fmt: skip
    values = tuple(tuple(grid.values[row][column] for column in columns) for row in rows)
    names = tuple(grid.rows[row] for row in rows), tuple(grid.columns[column] for column in columns)
    if len(columns) > _WIDEST and len(rows) < len(columns):
        return Grid(grid.name, grid.unit, names[1], names[0], tuple(zip(*values, strict=True)))
    return Grid(grid.name, grid.unit, *names, values)


def _has_gaps(grid: Grid) -> bool:
    return any(value is None for line in grid.values for value in line)


def _without_empty(grid: Grid) -> Grid:
    """Without the months of which there is nothing to tell yet."""
    lines = [(row, line) for row, line in zip(grid.rows, grid.values, strict=True) if None not in line]
    return Grid(
        grid.name, grid.unit, tuple(row for row, _ in lines), grid.columns, tuple(line for _, line in lines)
    )


def _kind(grid: Grid) -> Drawn:
    if grid.name in _TABLES or grid.unit in (Unit.DAYS, Unit.THINGS) or grid.unit.value == "times":
        return Drawn.TABLE
    if grid.columns[-1:] == ("difference",):
        return Drawn.MARKED
    if grid.name in _LINES and len(grid.rows) > 1:
        return Drawn.LINE
    if grid.name in _STRIPS and len(grid.rows) <= _MOST_PARTS:
        return Drawn.STRIP
    if grid.rows and all(row.startswith("month:") for row in grid.rows) and len(grid.columns) <= 2:
        return Drawn.COLUMNS
    if len(grid.columns) == 1:
        return Drawn.BARS
    return Drawn.HEAT if len(grid.rows) * len(grid.columns) > 1 else Drawn.TABLE


def _chart(kind: Drawn, grid: Grid, answer: Answer, say_key: Saying) -> tuple[Any, tuple[str, ...]]:
    def points(at: int = 0) -> list[charts.Point]:
        return [
            charts.Point(say_key(row), line[at] or 0)
            for row, line in zip(grid.rows, grid.values, strict=True)
        ]

    if kind is Drawn.LINE:
        goal = (
            (answer.numbers.get("target") or (None, None))[1] if grid.name == "cumulative_by_month" else None
        )
        highest = max((point.value for point in points()), default=0)
        band = (goal, max(goal, highest)) if goal else None
        return charts.line_chart(_short(points()), band), ()
    if kind is Drawn.COLUMNS:
        # What began and what ended are no parts of one whole: only the first is drawn, the table has both.
        short = _short(points())
        series = [charts.Series(say_key(grid.columns[0]), [point.value for point in short])]
        return charts.column_chart([point.label for point in short], series), ()
    if kind is Drawn.MARKED:
        others = [line[1] for line in grid.values]
        return charts.bars(points(), others), tuple(say_key(column) for column in grid.columns[:2])
    if kind is Drawn.BARS:
        return charts.bars(points()), ()
    if kind is Drawn.STRIP:
        return charts.strip(points()), tuple(say_key(row) for row in grid.rows)
    return None, ()


def _short(points: Sequence[charts.Point]) -> list[charts.Point]:
    """Months without their year where all are of one: there is little room under a picture."""
    years = {point.label.rsplit(" ", 1)[-1] for point in points}
    if len(years) > 1:
        return list(points)
    return [charts.Point(point.label.rsplit(" ", 1)[0], point.value) for point in points]


# --- what is seen ---


@dataclass(frozen=True)
class _Known:
    """One number of a grid, and of what it is."""

    value: int
    row: str
    column: str


def _sentence(kind: Drawn, grid: Grid, say_key: Saying, may_hide: bool) -> str:
    """One sentence on what this picture shows, worked out from the same numbers."""
    rows, columns = _told_apart(grid.rows), _told_apart(grid.columns, "difference")
    if kind is Drawn.COLUMNS:
        columns = columns[:1]  # the one that is drawn
    cells = [
        (value, row, column)
        for row, line in zip(grid.rows, grid.values, strict=True)
        for column, value in zip(grid.columns, line, strict=True)
        if row in rows and column in columns and (row != column or len(grid.rows) == 1)
    ]
    known = [_Known(value, row, column) for value, row, column in cells if value is not None]
    is_hidden = may_hide and len(known) < len(cells)
    if not any(one.value for one in known):
        return _nothing(grid, is_hidden)
    if kind is Drawn.LINE:
        last = known[-1]
        return _(
            "At the end of %(what)s: %(number)s.",
            what=say_key(last.row), number=said_number(grid.unit, last.value),
        )  # fmt: skip
    if kind is Drawn.MARKED:
        return _apart(grid, say_key)
    if "median" in columns:
        return _middles(known, grid, say_key)
    is_one_column = kind is Drawn.COLUMNS or len(grid.columns) == 1
    return _most(known, grid, say_key, is_one_column=is_one_column, is_hidden=is_hidden)


def _told_apart(keys: Sequence[str], *but: str) -> list[str]:
    """What a sentence may name: not everyone together, nor those of whom it is not known."""
    named = [key for key in keys if key != "all" and not _is_unknown(key) and key not in but]
    return named or [key for key in keys if key == "all"]


def _is_unknown(key: str) -> bool:
    return key.rpartition(":")[2] == "unknown"


def _nothing(grid: Grid, is_hidden: bool) -> str:
    if is_hidden:
        return _("No number can be shown here: these are too few people.")
    is_of_nobody = any(value for line in grid.values for value in line)
    return (
        _("Of nobody do we know this yet.") if is_of_nobody else _("There is nothing to tell about this yet.")
    )


def _middles(known: Sequence[_Known], grid: Grid, say_key: Saying) -> str:
    """The middle of each row; of many rows only the largest."""
    middles = [one for one in known if one.column == "median"]
    if len(middles) > 2:
        middles = [max(middles, key=lambda one: one.value)]
    return " ".join(
        _(
            "%(what)s: %(number)s.",
            what=f"{say_key(one.row)}, {say_key(one.column).lower()}", number=said_number(grid.unit, one.value),
        )
        for one in middles
    )  # fmt: skip


def _most(
    known: Sequence[_Known], grid: Grid, say_key: Saying, *, is_one_column: bool, is_hidden: bool
) -> str:
    """Where most is; where several have equally much, each of them."""
    most = max(one.value for one in known)
    equal = [one for one in known if one.value == most]
    if len(equal) > _MOST_EQUAL:
        equal = equal[:1]
    names = [
        say_key(one.row) if is_one_column else f"{say_key(one.row)}, {say_key(one.column)}" for one in equal
    ]
    what, number = joined(names), said_number(grid.unit, most, equal[0].column)
    if is_hidden:
        return _("Most of what is shown: %(what)s (%(number)s).", what=what, number=number)
    return _("Most: %(what)s (%(number)s).", what=what, number=number)


def _apart(grid: Grid, say_key: Saying) -> str:
    told = [
        (line[2], row) for row, line in zip(grid.rows, grid.values, strict=True)
        if line[2] is not None and not _is_unknown(row)
    ]  # fmt: skip
    if not told:
        return _("There are too few people in one of both groups to compare.")
    difference, row = max(told, key=lambda one: abs(one[0]))
    number = said_number(Unit.PER_MILLE, abs(difference)).removesuffix(" %")
    if difference > 0:
        return _("Borrowers are more often “%(what)s”: %(number)s points.", what=say_key(row), number=number)
    if difference < 0:
        return _("Borrowers are less often “%(what)s”: %(number)s points.", what=say_key(row), number=number)
    return _("Borrowers and other visitors do not differ here.")
