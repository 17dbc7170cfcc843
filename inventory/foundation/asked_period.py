"""Which days an address asks for. What cannot be read is told in a sentence; what was typed stays."""

from dataclasses import dataclass, field
from datetime import date

from flask import request
from flask_babel import gettext as _

from inventory.foundation.period import Period, year_of


@dataclass
class AskedPeriod:
    """What was typed in the two fields of a period, what it means, and what of it cannot be."""

    period: Period
    since: str
    until: str
    problems: list[str] = field(default_factory=list)


def asked_period(today: date, usual: Period | None = None) -> AskedPeriod:
    """The period in the address; without one, this year (or the `usual` one)."""
    usual = usual or year_of(today.year)
    since, until = (request.args.get(name, "").strip()[:20] for name in ("since", "until"))
    asked = AskedPeriod(usual, since or usual.since.isoformat(), until or usual.until.isoformat())
    try:
        period = Period(date.fromisoformat(asked.since), date.fromisoformat(asked.until))
    except ValueError:
        asked.problems.append(_("This is not a day. Type it like this: 31/12/2026."))
        return asked
    if period.is_in_order:
        asked.period = period
    else:
        asked.problems.append(
            _("The first day comes after the last one, or is too long ago. Choose other days.")
        )
    return asked
