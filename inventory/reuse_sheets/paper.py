"""The reuse sheet on paper: one device, what it is, and every step that was taken with it, for whoever inspects."""

from collections.abc import Iterator
from datetime import date, datetime

from flask_babel import force_locale, format_date, format_datetime
from flask_babel import gettext as _
from reportlab.platypus import Flowable

from inventory.foundation import papers
from inventory.foundation.offers import SheetLine
from inventory.foundation.weight import kilograms
from inventory.reuse_sheets.sheet import Sheet
from inventory.reuse_sheets.words import category_words
from inventory.wording import say

#: raised with every change of what stands on the paper
EDITION = "1"


def draw(sheet: Sheet, locale: str, *, link: str, printed_on: date) -> bytes:
    """The sheet as PDF in this language; the same facts give the same bytes.

    The lines of `sheet` are words already: gather it in the same language. `link` is what the QR says.
    """
    with force_locale(locale):
        furniture = papers.Furniture(
            house=sheet.centre,
            house_too=sheet.house if sheet.house != sheet.centre else "",
            title=_("Reuse sheet"),
            locale=locale,
            footer=sheet.footer,
            version=_("reuse sheet %(edition)s", edition=EDITION),
            page_of=_("Page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
            code=sheet.code,
            qr=link,
            size=10,
        )
        return papers.paper(furniture, list(_story(sheet, printed_on)))


def _story(sheet: Sheet, printed_on: date) -> Iterator[Flowable]:
    yield papers.grid(list(_head(sheet)), columns=4)
    if sheet.defect:
        yield papers.verdict(_("Known defect"), sheet.defect, "note")
    yield papers.heading(_("What was done, and what came of it"), before=4)
    if sheet.lines:
        yield papers.table(
            [_("When"), _("Step"), _("Result"), _("Parts"), _("By"), _("Minutes")],
            [_row(line) for line in sheet.lines],
            [23, 44, 46, 26, 26, 13],
            size=8,
        )
    else:
        yield papers.text(_("Nothing was done with this device yet."))
    yield papers.gap(3)
    told = _(
        "The sheet as it stood on %(day)s. It goes on with each step.",
        day=format_date(printed_on, "d MMMM yyyy"),
    )
    if sheet.minutes:
        worked = _("Minutes of work written down: %(number)s.", number=sheet.minutes)
        told = f"{told} {worked}"
    yield papers.small(told)


def _head(sheet: Sheet) -> Iterator[tuple[str, str, int]]:
    yield _("Device"), f"{say(sheet.kind)}: {sheet.name}", 2
    yield _("Serial number"), sheet.serial or "–", 1
    yield _("Made in"), str(sheet.made_in or _("not known")), 1
    yield _("EEA category"), category_words(sheet.eea_category), 2
    yield _("Weight"), weight_words(sheet), 2
    origin = say(sheet.lot_kind) if sheet.lot_kind else _("not known")
    yield _("Came from"), ": ".join(filter(None, (origin, sheet.giver))), 2
    yield _("Received"), _day(sheet.received_at), 1
    yield _("Round"), str(sheet.lap), 1
    yield _("Where it is now"), f"{say(sheet.stage)}, {_day(sheet.stage_since)}", 2
    yield _("Grade"), f"{sheet.grade}: {say(sheet.grade)}" if sheet.grade else _("not graded"), 2
    battery = f"{sheet.battery_percent} %" if sheet.battery_percent is not None else "–"
    yield _("Battery health"), battery, 1
    yield _("Attest of data erasure"), ", ".join(sheet.attests) or "–", 1
    yield _("Processor and memory"), sheet.specification or "–", 2


def weight_words(sheet: Sheet) -> str:
    """The weight, and how we know, in the language that is set."""
    weighed = kilograms(sheet.weight.grams)
    if weighed is None:
        return _("not weighed")
    return f"{weighed} ({say(sheet.weight.source)})"


def _row(line: SheetLine) -> tuple[str, ...]:
    return (
        format_datetime(line.at, "dd/MM/yyyy HH:mm"),
        line.step,
        line.result or "–",
        line.parts or "–",
        line.who or "–",
        str(line.minutes) if line.minutes is not None else "–",
    )


def _day(moment: datetime | None) -> str:
    return say(moment) if moment is not None else "–"
