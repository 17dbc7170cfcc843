"""A report before it is issued, and an issued one as it would be today: worked out here, or in the background.

In a large digibank a report takes longer than anyone waits for a page. Then it is worked out beside the page, which
shows it when it is there; and what was looked at is what is issued.
"""

from datetime import date
from functools import partial
from typing import Any

from inventory.foundation.clock import today
from inventory.foundation.long_answers import Asked, AtHand, at_hand, long_answer
from inventory.foundation.period import Period
from inventory.indicators.asking import is_large
from inventory.reports import actions, blocks
from inventory.reports.actions import Prepared
from inventory.reports.models import IssuedReport
from inventory.reports.rules import must_be_a_period
from inventory.reports.shape import Report, from_kept
from inventory.reports.template import as_it_was
from inventory.reports.templates import get_template

_NEW, _AGAIN = "reports.new", "reports.again"


def prepared(name: str, period: Period, *, locale: str, municipality: str = "") -> AtHand[Prepared]:
    """A report about these days, to be looked at and issued.

    PeriodOutOfOrder, NotYetBegun, PeriodTooLong; NotHere when there is no such template.
    """
    must_be_a_period(period, today())
    _document, number = get_template(name)
    asked = {
        "template": name, "number": number, "since": period.since.isoformat(), "until": period.until.isoformat(),
        "locale": locale, "municipality": municipality,
    }  # fmt: skip
    return at_hand(_NEW, asked, waits=not is_large()).read_by(partial(_read, name, period))


@long_answer(_NEW)
def _prepare(asked: Asked) -> dict[str, Any]:
    period = Period(date.fromisoformat(asked["since"]), date.fromisoformat(asked["until"]))
    made = actions.prepare(
        asked["template"], period, locale=asked["locale"], today=today(), municipality=asked["municipality"]
    )
    return {
        "number": made.template_number,
        "document": made.document.as_kept(),
        "report": made.report.as_kept(),
    }


def _read(name: str, period: Period, told: Any) -> Prepared:
    document = as_it_was(told["document"], blocks.known())
    return Prepared(name, told["number"], document, period, from_kept(told["report"]))


def as_today(issued: IssuedReport) -> AtHand[Report]:
    """An issued report as it would be worked out today."""
    return at_hand(_AGAIN, {"report": issued.id}, waits=not is_large()).read_by(from_kept)


@long_answer(_AGAIN)
def _again(asked: Asked) -> dict[str, Any]:
    return actions.as_today(actions.get_issued(asked["report"]), today()).as_kept()
