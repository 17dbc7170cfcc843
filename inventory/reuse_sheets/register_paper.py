"""The register of a period on paper: totals first, then a device on each line, then what recyclers took."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale, format_date, ngettext
from flask_babel import gettext as _
from reportlab.platypus import Flowable

from inventory.devices.models import DeviceKind
from inventory.foundation import long_papers, papers
from inventory.foundation.long_papers import Cells, Note, Row
from inventory.foundation.period import Period
from inventory.foundation.weight import kilograms
from inventory.reuse_sheets import register
from inventory.reuse_sheets.files import how_words
from inventory.reuse_sheets.register import Sum, Totals, Waste
from inventory.reuse_sheets.rules import KINDS, WeightSource
from inventory.reuse_sheets.words import category_words
from inventory.wording import say

#: raised with every change of what stands on the paper
EDITION = "1"


@dataclass(frozen=True)
class RegisterFacts:
    """Everything that stands on the register of a period."""

    centre: str
    house: str
    footer: str
    period: Period
    rows: tuple[register.Row, ...]
    waste: tuple[Waste, ...]
    printed_on: date

    @property
    def totals(self) -> Totals:
        """What the lines add up to."""
        return register.totals_of(iter(self.rows))


def draw(facts: RegisterFacts, locale: str) -> bytes:
    """The register as PDF in this language; the same facts give the same bytes."""
    with force_locale(locale):
        furniture = long_papers.Furniture(
            house=facts.centre,
            house_too=facts.house if facts.house != facts.centre else "",
            title=_("Register of preparation for reuse"),
            locale=locale,
            footer=facts.footer,
            version=_("register %(edition)s", edition=EDITION),
            page_of=_("Page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
            size=10,
        )
        return long_papers.long_paper(furniture, list(_story(facts)))


def _story(facts: RegisterFacts) -> Iterator[Flowable]:
    totals = facts.totals
    yield papers.grid(
        [
            (_("From"), _day(facts.period.since), 1),
            (_("Until and including"), _day(facts.period.until), 1),
            (_("As it stood on"), _day(facts.printed_on), 1),
        ]
    )
    words = ngettext("%(num)s device came in", "%(num)s devices came in", totals.all.pieces)
    yield papers.verdict(
        f"{words}, {kilograms(totals.all.grams)}",
        _weighing(totals),
        "note" if totals.all.unweighed else "good",
    )
    for title, sums in _sums(totals):
        yield papers.heading(title, before=3)
        yield papers.table([_("What"), _("Pieces"), _("Weight")], sums, [90, 25, 35])
    yield papers.heading(_("Devices"))
    titles = (_("Code"), _("Device"), _("EEA"), _("Weight"), _("Came in"), _("Destination"))
    yield long_papers.groups(titles, _lines(facts.rows), (19, 46, 10, 22, 45, 45))
    yield papers.heading(_("Taken by recyclers"))
    if facts.waste:
        titles = (_("Taken along on"), _("Recycler"), _("Waste code"), _("Pieces"), _("Weight"), _("Receipt"))
        yield long_papers.groups(titles, _waste(facts.waste), (24, 60, 22, 16, 34, 30))
    else:
        yield papers.text(_("No recycler took anything in this period."))
    yield papers.gap(3)
    for kind, known in KINDS.items():
        if known.source and any(
            row.kind == kind and row.weight.source is WeightSource.KIND for row in facts.rows
        ):
            yield papers.small(f"{say(DeviceKind(kind))}, {say(WeightSource.KIND)} (±): {known.source}")


def _weighing(totals: Totals) -> str:
    """How far the weight rests on a scale, in a sentence."""
    told = _(
        "Weighed here or known of the model: %(known)s. Usual for the kind: %(usual)s.",
        known=totals.all.pieces - totals.by_source[WeightSource.KIND] - totals.all.unweighed,
        usual=totals.by_source[WeightSource.KIND],
    )
    if totals.all.unweighed:
        left_out = _("Without a weight, and not in the sum: %(number)s.", number=totals.all.unweighed)
        return f"{told} {left_out}"
    return told


def _sums(totals: Totals) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    yield _("Origin"), _table({say(key): one for key, one in totals.by_origin.items()})
    yield _("Destination"), _table({say(key): one for key, one in totals.by_destination.items()})
    yield _("EEA category"), _table({category_words(key): one for key, one in totals.by_category.items()})


def _table(sums: Mapping[str, Sum]) -> list[tuple[str, str, str]]:
    return [(words, str(one.pieces), kilograms(one.grams) or "–") for words, one in sums.items()]


def _lines(rows: tuple[register.Row, ...]) -> Iterator[list[Row]]:
    for row in rows:
        weight = kilograms(row.weight.grams) or _("not weighed")
        end = f"{say(row.destination)}, {_short(row.destination_since)}"
        if row.recycler:
            end = f"{end}\n{row.recycler} {row.receipt}".strip()
        origin = ": ".join(filter(None, (say(row.origin), row.giver)))
        yield [
            Cells(
                (
                    row.code,
                    "\n".join(filter(None, (row.name or say(row.kind), row.serial))),
                    str(row.eea_category),
                    weight if row.weight.source is not WeightSource.KIND else f"± {weight}",
                    f"{_short(row.came_on)} {origin}",
                    end,
                )
            )
        ]


def _waste(waste: tuple[Waste, ...]) -> Iterator[list[Row]]:
    for one in waste:
        weight = kilograms(one.grams)
        yield [
            Cells(
                (
                    _short(one.left_on),
                    "\n".join(filter(None, (one.recycler, one.address))),
                    one.waste_code or "–",
                    str(one.pieces),
                    f"{weight}\n{how_words(one.how)}" if weight else how_words(one.how),
                    one.receipt or _("none yet"),
                )
            ),
            Note(_("Given by: %(names)s", names=", ".join(one.givers) or "–")),
        ]


def _day(on: date) -> str:
    return str(format_date(on, "d MMMM yyyy"))


def _short(on: date) -> str:
    return str(format_date(on, "dd/MM/yyyy"))
