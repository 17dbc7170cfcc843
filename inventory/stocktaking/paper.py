"""The report of a count on paper: what stands there, what does not, and what was done about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale, format_datetime, ngettext
from flask_babel import gettext as _
from reportlab.platypus import Flowable

from inventory.foundation import long_papers, papers
from inventory.foundation.long_papers import Band, Cells, Row
from inventory.stocktaking.rules import Outcome
from inventory.wording import say

#: raised with every change of what stands on the paper
EDITION = "1"


@dataclass(frozen=True)
class Line:
    """One device on the paper."""

    code: str
    name: str
    place: str
    done: str


@dataclass(frozen=True)
class CountFacts:
    """Everything that stands on the report of one count."""

    house: str
    footer: str
    place: str
    #: letter and spoken digits of the place
    place_code: tuple[str, str]
    begun_at: datetime
    begun_by: str
    closed_at: datetime
    closed_by: str
    found: int
    expected: int
    #: how many scans the closing browser still held
    unsent: int
    sections: tuple[tuple[Outcome, tuple[Line, ...]], ...]
    unknown: tuple[str, ...]
    late: tuple[tuple[str, str], ...]
    #: nobody went on with it, and it changed nothing
    is_left: bool


def draw(facts: CountFacts, locale: str) -> bytes:
    """The report as PDF in this language; the same facts give the same bytes. Needs the app's words."""
    with force_locale(locale):
        furniture = long_papers.Furniture(
            house=facts.house,
            title=_("Stocktake of %(place)s", place=facts.place),
            locale=locale,
            footer=facts.footer,
            version=_("stocktake %(edition)s", edition=EDITION),
            page_of=_("Page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
            code=facts.place_code,
            size=10,
        )
        return long_papers.long_paper(furniture, list(_story(facts)))


def _story(facts: CountFacts) -> Iterator[Flowable]:
    is_whole = facts.found == facts.expected and not facts.unknown and not facts.is_left
    words = ngettext(
        "%(found)s of %(num)s device found",
        "%(found)s of %(num)s devices found",
        facts.expected,
        found=facts.found,
    )
    under = _("Nobody went on with this count. It changed nothing.") if facts.is_left else ""
    yield papers.verdict(words, under, "good" if is_whole else "note")
    yield papers.gap(3)
    yield papers.grid(
        [
            (_("Begun"), f"{_moment(facts.begun_at)}\n{facts.begun_by}", 1),
            (_("Closed"), f"{_moment(facts.closed_at)}\n{facts.closed_by}", 1),
            (_("Not sent when it was closed"), str(facts.unsent), 1),
        ]
    )
    yield papers.gap(3)
    titles = (_("Code"), _("Device"), _("Recorded in"), _("What was done"))
    yield long_papers.groups(titles, _groups(facts), (20, 36, 26, 40))


def _groups(facts: CountFacts) -> Iterator[list[Row]]:
    for outcome, lines in facts.sections:
        rows: list[Row] = [Band(str(say(outcome)), str(len(lines)))]
        rows += [Cells((one.code, one.name, one.place or "–", one.done)) for one in lines]
        yield rows
    if facts.unknown:
        yield [
            Band(_("Code that nobody knows"), str(len(facts.unknown))),
            *(Cells((one, "", "", "")) for one in facts.unknown),
        ]
    if facts.late:
        yield [
            Band(_("Scanned during the count, sent after it was closed"), str(len(facts.late))),
            *(Cells((code, "", "", word)) for code, word in facts.late),
        ]


def _moment(moment: datetime) -> str:
    return format_datetime(moment, "d MMMM yyyy HH:mm")
