"""A report as a sheet: each number on a line of its own, and then the published numbers with their source."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from inventory.foundation.sheets import WRITERS, Sheet
from inventory.impact.rules import FactorKind, Method
from inventory.reports.models import IssuedReport
from inventory.reports.said import in_a_sheet, unit_of
from inventory.reports.shape import Report, flat
from inventory.wording import say


def file_name(issued: IssuedReport, kind: str) -> str:
    """Under which name it is kept elsewhere; of one that stays in the house the name says so."""
    stays = "-in-house-only" if issued.figures["stays_in_the_house"] else ""
    return f"{issued.spoken}-{issued.since.isoformat()}-{issued.until.isoformat()}{stays}.{kind}"


def written(report: Report, kind: str) -> bytes:
    """The report as `csv` or `xlsx`, in its own language."""
    with force_locale(report.locale):
        headings = [
            _("Period"), _("Municipality"), _("Part"), _("Table"), _("What"), _("Column"), _("Number"), _("Unit"),
            _("For whom"),
        ]  # fmt: skip
        sheets = [Sheet(_("Figures"), headings, _figures(report))]
        named = [_("What"), _("How does it count?"), _("Value (kg)"), _("Source"), _("Year")]
        sheets.append(Sheet(_("Sources"), named, _sources(report)))
        file = BytesIO()
        WRITERS[kind](file, sheets)
        return file.getvalue()


def _figures(report: Report) -> Iterator[Sequence[Any]]:
    period = f"{report.since}/{report.until}"
    # On every line, for lines are copied.
    whom = _("only in the house") if report.stays_in_the_house else _("may be passed on")
    for heading, caption, row, column, kind, cell in flat(report):
        yield (
            period, report.municipality, heading, caption, row, column, in_a_sheet(cell, kind), unit_of(kind), whom,
        )  # fmt: skip
    for factor in report.factors:
        # CSV has one sheet: the sources stand in it too.
        yield (
            period, "", _("Source"), factor["source"], str(say(FactorKind(factor["kind"]))), str(factor["year"]),
            factor["grams"] / 1000, "kg", whom,
        )  # fmt: skip


def _sources(report: Report) -> Iterator[Sequence[Any]]:
    for factor in report.factors:
        yield (
            str(say(FactorKind(factor["kind"]))), str(say(Method(factor["method"]))), factor["grams"] / 1000,
            factor["source"], factor["year"],
        )  # fmt: skip
