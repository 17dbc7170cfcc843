"""How the keys of an answer are said: `service:digipunt`, `month:2026-03`, `location:12`, in the reader's language."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from babel.lists import format_list
from flask_babel import format_date, format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Text, cast, literal, select, union_all

from inventory.applications.policy import Tariff
from inventory.borrowers.rules import Gender, Language
from inventory.contacts.models import HelpType, ServiceLocation, TargetGroup
from inventory.contacts.rules import AgeBand, Purpose, ReferralChannel, Service
from inventory.devices.models import DeviceKind
from inventory.foundation.database import db
from inventory.foundation.tongue import tongue
from inventory.indicators.answer import Answer, Unit
from inventory.lending.models import Ending
from inventory.partners.models import Partner
from inventory.wording import say

_SAID: dict[str, Any] = {
    "service": Service, "channel": ReferralChannel, "band": AgeBand, "gender": Gender, "purpose": Purpose,
    "kind": DeviceKind, "ending": Ending, "tariff": Tariff, "language": Language,
}  # fmt: skip
#: keys that stand for rows of ours: where their names are
_OURS: dict[str, tuple[Any, Any]] = {
    "location": (ServiceLocation, ServiceLocation.name),
    "partner": (Partner, Partner.name),
    "group": (TargetGroup, TargetGroup.titles),
    "help": (HelpType, HelpType.titles),
}
_WORDS: dict[str, Any] = {
    "all": _l("Everyone"), "unknown": _l("Not known"), "new": _l("New"), "new_so_far": _l("New since the beginning"),
    "returning": _l("Came back"), "once": _l("Came once"), "within": _l("Came back in these days"),
    "earlier": _l("Had been before"), "either": _l("One or the other"), "p25": _l("A quarter: at most"),
    "median": _l("Half: at most"), "p75": _l("Three quarters: at most"), "began": _l("Began"),
    "active": _l("Running"), "ended": _l("Ended"), "so_far": _l("Running so far"), "agreed": _l("Agreed"),
    "realised": _l("Came of it"), "overdue": _l("Late"), "waiting": _l("From asking to going along"),
    "lent": _l("Laptop went along"), "refused": _l("Refused"), "withdrawn": _l("Withdrawn"),
    "open": _l("Not decided yet"),
    "came": _l("Came"), "did_not_come": _l("Did not come"), "under_way": _l("Still under way"),
    "booked": _l("Had a seat"), "not_noted": _l("Nobody noted it"), "filled": _l("Filled"),
    "moments": _l("Moments"), "places": _l("Seats"), "borrowers": _l("Borrowers"), "others": _l("Other visitors"),
    "difference": _l("Difference in points"), "term:months": _l("With an end"), "term:indefinite": _l("Without an end"),
    "tariff:none": _l("No deposit asked"),
    "unique": _l("Different people"), "new_unique": _l("New people"), "cumulative": _l("New since the beginning"),
    "target": _l("Target"), "contacts": _l("Contacts"), "anonymous": _l("Anonymous contacts"),
    "returning_earlier": _l("Had been before"), "returning_either": _l("One or the other"),
    "locations": _l("Places"), "new_locations": _l("New places"), "applications": _l("Applications"),
    "silent": _l("Services that sent nobody"), "sent_on": _l("Sent on"), "referred_in": _l("Sent to us"),
    "episodes": _l("Visits and loans begun"), "people": _l("People"), "aware": _l("Sent on by us"),
    "contacts_unknown": _l("Question not known"), "loans": _l("Loans"), "loans_unknown": _l("Purpose not known"),
    "walked_in": _l("Walked in"), "extended": _l("Extended"), "turned_indefinite": _l("Became without an end"),
    "given_away": _l("Became the borrower's own"),
}  # fmt: skip

Saying = Callable[[str], str]


def saying(answers: Iterable[Answer]) -> Saying:
    """How every key of these answers is said; what stands for rows of ours is asked for in one question."""
    names = _names(_keys_of(answers))
    return lambda key: names.get(key) or said(key)


def saying_kept(names: Mapping[str, str]) -> Saying:
    """How the keys of an answer are said that was laid ready with its names."""
    return lambda key: names.get(key) or said(key)


def names_in(answer: Answer) -> dict[str, str]:
    """The names of the rows of ours that an answer speaks of."""
    return _names(_keys_of([answer]))


def _keys_of(answers: Iterable[Answer]) -> set[str]:
    return {
        key
        for answer in answers
        for grid in answer.grids
        for key in (*grid.rows, *grid.columns)
        if ":" in key
    }


def _names(keys: Iterable[str]) -> dict[str, str]:
    ids: dict[str, set[int]] = {}
    for key in keys:
        kind, _colon, value = key.partition(":")
        if kind in _OURS and value.isdecimal():
            ids.setdefault(kind, set()).add(int(value))
    if not ids:
        return {}
    asked = [
        select(literal(kind).label("kind"), model.id.label("id"), cast(named, Text).label("name")).where(
            model.id.in_(ids[kind])
        )
        for kind, (model, named) in _OURS.items()
        if kind in ids
    ]
    found = db.session.execute(union_all(*asked) if len(asked) > 1 else asked[0])
    return {f"{kind}:{number}": _title(name, kind) for kind, number, name in found}


def _title(name: str, kind: str) -> str:
    if kind in ("location", "partner"):
        return name
    titles: dict[str, str] = json.loads(name)
    return titles.get(tongue()) or titles.get("nl") or next(iter(titles.values()), "")


def said(key: str) -> str:
    """One key that needs no looking up; what nobody has a word for is said as it is."""
    if key in _WORDS:
        return str(_WORDS[key])
    kind, colon, value = key.partition(":")
    if not colon:
        return key.replace("_", " ").capitalize()
    if kind in _SAID:
        known = _SAID[kind]
        return say(known(value)) if value in set(known) else value
    return _of_a_number(kind, value)


def _of_a_number(kind: str, value: str) -> str:
    if kind == "month":
        return str(format_date(date.fromisoformat(f"{value}-01"), "MMM yyyy"))
    if kind == "weekday" and value.isdecimal():
        # 1 January 2024 was a Monday.
        return str(format_date(date(2024, 1, int(value)), "EEEE"))
    if kind == "hour":
        return _("%(hour)s o'clock", hour=value)
    if kind == "times":
        return _("%(number)s times", number=value)
    if kind == "days":
        return _("%(number)s days", number=value.replace("-", "–"))
    if kind == "since":
        return _("month %(number)s", number=value)
    return value


def joined(names: Sequence[str]) -> str:
    """Some names in one sentence, as people say them: one, two and three."""
    return format_list(list(names), locale=tongue())


def said_number(unit: Unit, value: int | None, column: str = "") -> str:
    """A number as people read it, with its unit where it needs one; an en dash where there is none."""
    if value is None:
        return "–"
    if unit is Unit.PER_MILLE:
        tenths = str(format_decimal(value / 10, "#,##0.#"))
        if column == "difference":
            return f"+{tenths}" if value > 0 else tenths.replace("-", "−")
        return f"{tenths} %"
    if unit is Unit.DAYS:
        return str(ngettext("%(num)s day", "%(num)s days", value))
    return str(format_decimal(value, "#,##0"))
