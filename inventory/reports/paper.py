"""A report on paper: the same figures as on its page, in its own language. The same figures give the same bytes."""

from collections.abc import Iterator
from datetime import date

from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from reportlab.platypus import Flowable

from inventory.foundation import papers
from inventory.reports.said import ToldPart, ToldReport, as_told
from inventory.reports.shape import Report

#: goes up with every change of how a report looks on paper
EDITION = "2"
#: shares of the width: of the column that names a line, of one with numbers, and of one with words
_NAME, _NUMBER, _WORDS = 5.0, 2.0, 3.0


def draw(report: Report, *, number: str, edition: int, issued_on: date) -> bytes:
    """The report as PDF on A4."""
    with force_locale(report.locale):
        # The head stands on the first page only, the foot on each.
        only = _("only in the house") if report.stays_in_the_house else ""
        furniture = papers.Furniture(
            house=report.house,
            house_too=only,
            title=report.title,
            locale=report.locale,
            footer=" · ".join(part for part in (only, report.footer) if part),
            version=_("report %(number)s, lay-out %(edition)s", number=number, edition=EDITION),
            page_of=_("page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
        )
        return papers.paper(furniture, list(_story(as_told(report), number, edition, issued_on)))


def _story(report: ToldReport, number: str, edition: int, issued_on: date) -> Iterator[Flowable]:
    facts = [(_("Period"), report.period)]
    if report.municipality:
        facts.append((_("Municipality"), report.municipality))
    facts += [
        (_("Issued report"), _("%(number)s, edition %(edition)s", number=number, edition=edition)),
        (_("Issued on"), str(format_date(issued_on, "d MMMM yyyy"))),
    ]
    yield papers.facts(facts)
    for sentence in report.remarks:
        yield papers.verdict(sentence, tone="note")
    yield papers.gap(2)
    for paragraph in report.introduction:
        yield papers.text(paragraph)
    yield papers.small(report.limits)
    for part in report.parts:
        yield from _part(part)


def _part(part: ToldPart) -> Iterator[Flowable]:
    if part.heading:
        yield papers.heading(part.heading)
    for sentence in part.says:
        yield papers.text(sentence)
    for table in part.tables:
        if table.has_own_caption:
            yield papers.heading(table.caption, 9.5, before=2)
        widths = [_NAME, *(_NUMBER if is_number else _WORDS for _label, is_number in table.headings[1:])]
        yield papers.table([label for label, _is in table.headings], table.rows, widths, size=9)
        yield papers.gap(2)
    for note in part.notes:
        yield papers.small(note)
