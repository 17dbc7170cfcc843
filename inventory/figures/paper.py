"""An indicator over a year or quarter on paper: what it says, every number that may leave, and what we think of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from reportlab.platypus import Flowable

from inventory.figures.drawing import Picture
from inventory.foundation import papers

#: raised with every change of what stands on the paper
EDITION = "2"
#: more columns than this do not fit beside each other: the rest comes under it
_MOST_COLUMNS = 7


@dataclass(frozen=True)
class FigurePaper:
    """Everything that stands on it, as it is said."""

    house: str
    footer: str
    question: str
    days: str
    n: str
    numbers: tuple[tuple[str, str], ...]
    pictures: tuple[Picture, ...]
    #: the questions of which no number may leave
    bare: tuple[str, ...]
    thought: str
    #: of which day what is told of people is; may be empty
    as_known: str
    printed_on: date


def draw(facts: FigurePaper, locale: str) -> bytes:
    """The paper as PDF in this language; the same facts give the same bytes."""
    with force_locale(locale):
        furniture = papers.Furniture(
            house=facts.house,
            title=facts.question,
            locale=locale,
            footer=facts.footer,
            version=_("figures %(edition)s", edition=EDITION),
            page_of=_("Page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
            size=10.5,
        )
        return papers.paper(furniture, list(_story(facts)))


def _story(facts: FigurePaper) -> Iterator[Flowable]:
    yield papers.text(facts.days, bold=True)
    yield papers.small(
        _("Printed on %(day)s. A number of people under five is not shown, nor what would give it away.",
          day=format_date(facts.printed_on, "d MMMM yyyy"))
    )  # fmt: skip
    yield papers.gap(2)
    yield papers.facts([(_("How many it rests on"), facts.n), *facts.numbers])
    if facts.thought:
        yield papers.heading(_("What do we think of this?"))
        yield papers.text(facts.thought)
    for picture in facts.pictures:
        yield papers.heading(picture.question)
        yield papers.small(picture.sentence)
        columns = picture.headings
        for first in range(0, len(columns), _MOST_COLUMNS):
            part = slice(first, first + _MOST_COLUMNS)
            yield papers.table(
                ["", *columns[part]],
                [[row.label, *row.cells[part]] for row in picture.rows],
                [3, *([1.2] * len(columns[part]))],
            )
            yield papers.gap(2)
    if facts.bare:
        yield papers.heading(_("Too few people to show"))
        for question in facts.bare:
            yield papers.text(question)
    if facts.as_known:
        yield papers.small(facts.as_known)
