"""What every page may use: the menu, the language, looks and words, and panels that other rooms offer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from flask import Flask, current_app, g, request, url_for
from flask_babel import force_locale, format_date, format_datetime
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import generate_csrf
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from inventory import look
from inventory.foundation import assets, clock, marks, offers
from inventory.foundation.forms import new_key
from inventory.foundation.listing import bounded, count_each
from inventory.foundation.money import euros, round_euros
from inventory.foundation.templating import drawn_once
from inventory.foundation.tongue import tongue
from inventory.foundation.weight import kilograms
from inventory.permissions import Permission
from inventory.wording import say


class _Part(Enum):
    """A part of a long menu, in the order in which the parts stand; its value is said above it."""

    DAY = ""
    LENDING = _l("Lending")
    BENCH = _l("The bench")
    STOCK = _l("What we have")
    MONEY = _l("Money")
    HOUSE = _l("The digibank")


#: a menu of more doors than this is told in parts
_AT_A_GLANCE = 14


@dataclass(frozen=True)
class _Door:
    """One entry of the menu: shown to whoever may open it."""

    icon: str
    label: Any
    endpoint: str
    permission: Permission
    part: _Part = _Part.HOUSE


#: in the order in which a day meets them
_MENU = (
    _Door("today", _l("Today"), "today.show", Permission.TODAY_SEE, _Part.DAY),
    _Door("inbox", _l("Applications"), "applications.index", Permission.APPLICATION_SEE, _Part.LENDING),
    _Door("hand", _l("Loans"), "lending.index", Permission.LOAN_SEE, _Part.LENDING),
    _Door("truck", _l("Receive"), "intake.index", Permission.LOT_SEE, _Part.BENCH),
    _Door("play", _l("My day"), "shifts.bench", Permission.BENCH_OWN, _Part.BENCH),
    _Door("wiping", _l("Wipe"), "wiping.bench", Permission.WIPE_SEE, _Part.BENCH),
    _Door("refurbishing", _l("Refurbish"), "refurbishing.bench", Permission.REFURBISH, _Part.BENCH),
    _Door("broken", _l("Repairs"), "repairing.index", Permission.REPAIR_WORK, _Part.BENCH),
    _Door("parts", _l("Parts"), "parts.index", Permission.PART_USE, _Part.BENCH),
    _Door("rack", _l("Stock"), "devices.index", Permission.DEVICE_SEE, _Part.STOCK),
    _Door("people", _l("Borrowers"), "borrowers.index", Permission.BORROWER_SEE, _Part.LENDING),
    _Door("person", _l("Contacts"), "contacts.index", Permission.CONTACT_NOTE, _Part.LENDING),
    _Door("workshop", _l("Start workshops"), "workshop.index", Permission.WORKSHOP_SEE, _Part.LENDING),
    _Door("euro", _l("Deposits"), "deposits.index", Permission.DEPOSIT_SEE, _Part.MONEY),
    _Door("loop", _l("Reconcile"), "reconciling.index", Permission.BANK_BOOK, _Part.MONEY),
    _Door("box", _l("Mobile days"), "outings.index", Permission.OUTING_PACK, _Part.LENDING),
    _Door("pin", _l("Places"), "places.index", Permission.PLACE_SEE, _Part.STOCK),
    _Door("checking", _l("Counting"), "stocktaking.index", Permission.DEVICE_MOVE, _Part.STOCK),
    _Door("label", _l("Labels"), "labels.choose", Permission.LABEL_PRINT, _Part.STOCK),
    _Door("laptop", _l("Repair desk"), "repair_desk.index", Permission.REPAIR_DESK_SEE, _Part.LENDING),
    _Door("recycled", _l("Reuse sheets"), "reuse_sheets.index", Permission.REUSE_REGISTER_SEE, _Part.BENCH),
    _Door("chart", _l("Figures"), "figures.index", Permission.FIGURE_SEE),
    _Door("globe", _l("Impact"), "impact.index", Permission.IMPACT_SEE),
    _Door("building", _l("Partners"), "partners.index", Permission.PARTNER_SEE),
    _Door("file", _l("Agreements"), "agreements.index", Permission.AGREEMENT_SEE),
    _Door("gear", _l("Settings"), "digibank.settings", Permission.DIGIBANK_SETTINGS),
)

#: under the thumb on a phone: today, and the first two of these that a person has; the others are behind "More"
_AT_HAND = (
    "applications.index",
    "figures.index",
    "lending.index",
    "wiping.bench",
    "refurbishing.bench",
    "deposits.index",
    "workshop.index",
)
#: so many places are there beside the scan and "More"
_PLACES = 3


@dataclass(frozen=True)
class Entry:
    """A menu entry as a page draws it."""

    icon: str
    label: str
    url: str
    current: bool
    count: str = ""
    part: str = ""
    #: which door it is
    endpoint: str = ""


def hang(app: Flask) -> None:
    """Give every template its furniture."""
    app.jinja_env.globals.update(
        asset=assets.asset,
        marks=marks,
        drawn_once=drawn_once,
        look_of=look.look_of,
        rail_of=look.rail_of,
        language_urls=language_urls,
        scan_url=lambda: url_for("scan.scan") if "scan.scan" in current_app.view_functions else "",
        show_panels=show_panels,
        panels=offers.panels,
        button_fields=button_fields,
        at_hand=at_hand,
        in_parts=in_parts,
        flat=lambda errors: list(_flat(errors)),
        Permission=Permission,
    )
    app.jinja_env.filters.update(
        say=say,
        euros=_euros,
        round_euros=lambda cents: round_euros(cents, f"{tongue()}_BE"),
        moment=moment,
        day=day,
        short_day=short_day,
        long_day=long_day,
        clock=clock_time,
        kilograms=kilograms,
    )
    app.context_processor(_everywhere)


def _everywhere() -> dict[str, Any]:
    return {"locale": tongue(), "navigation": navigation() if g.get("actor") else ()}


def navigation() -> tuple[Entry, ...]:
    """The menu of this person here; worked out once a request."""
    if "navigation" not in g:
        here = (request.endpoint or "").split(".")[0]
        whence = (request.root_path, g.slug)
        g.navigation = _entries(g.actor.permissions, tongue(), whence, here, tuple(waiting().items()))
    entries: tuple[Entry, ...] = g.navigation
    return entries


@lru_cache(maxsize=1000)
def _entries(
    permissions: frozenset[str],
    locale: str,
    _whence: tuple[str, str],
    here: str,
    counts: tuple[tuple[str, str], ...],
) -> tuple[Entry, ...]:
    """The menu of whoever may do this, in one language and one digibank; put together once for the same counts."""
    waiting = dict(counts)
    with force_locale(locale):
        return tuple(
            Entry(
                door.icon,
                str(door.label),
                url_for(door.endpoint),
                door.endpoint.split(".")[0] == here,
                waiting.get(door.endpoint, ""),
                str(door.part.value),
                door.endpoint,
            )
            for door in _MENU
            if door.permission in permissions and door.endpoint in current_app.view_functions
        )


def at_hand(entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """A menu on a phone: the first door and the two that matter most to this person, and all the others."""
    by_endpoint = {entry.endpoint: entry for entry in entries[1:]}
    best = [by_endpoint[endpoint] for endpoint in _AT_HAND if endpoint in by_endpoint]
    rest = [entry for entry in entries[1:] if entry not in best]
    near = [*entries[:1], *best, *rest][:_PLACES]
    return near, [entry for entry in entries if entry not in near]


def in_parts(entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """A menu as (what stands above it, entries); one that is seen at a glance is one part without words."""
    if len(entries) <= _AT_A_GLANCE:
        return [("", list(entries))]
    parts: dict[str, list[Entry]] = {str(part.value): [] for part in _Part}
    for entry in entries:
        parts[entry.part].append(entry)
    return [(words, some) for words, some in parts.items() if some]


def waiting() -> dict[str, str]:
    """How much waits behind each door: asked in one statement a request, and no further than a menu can show.

    A room may count for a door that is in no menu; a card on today's page then asks here, and nobody else.
    """
    if "waiting" not in g:
        asked = {
            endpoint: query for some in offers.offered("counts", g.actor) for endpoint, query in some.items()
        }
        counted = count_each(asked, today=clock.today())
        g.waiting = {endpoint: bounded(number) for endpoint, number in counted.items() if number}
    told: dict[str, str] = g.waiting
    return told


_TONGUES = (("nl", "Nederlands"), ("fr", "Français"), ("en", "English"))
_SAME_PAGE = tuple((locale, name, f"?lang={locale}") for locale, name in _TONGUES)
_FRONT_PAGE = tuple((locale, name, f"/?lang={locale}") for locale, name in _TONGUES)


def language_urls() -> tuple[tuple[str, str, str], ...]:
    """Each language as (nl, Nederlands, where): this same page in it; one that came from a form is asked for anew."""
    if request.method != "GET" or request.endpoint is None:
        return _FRONT_PAGE
    if not request.args:
        return _SAME_PAGE
    asked = request.args.to_dict()
    return tuple((locale, name, f"?{urlencode({**asked, 'lang': locale})}") for locale, name in _TONGUES)


def button_fields() -> Markup:
    """The hidden fields of a form that is only a button: as `ButtonForm` has them, with a key of its own."""
    return Markup(f'{_token_field()}<input name="once" type="hidden" value="{new_key()}">')  # noqa: S704 -- both are of letters that mean nothing in HTML


def _token_field() -> str:
    """The token of this page: the same in each of its forms, so it is asked for once."""
    field: str | None = g.get("token_field")
    if field is None:
        token = generate_csrf() if current_app.config["WTF_CSRF_ENABLED"] else ""
        field = f'<input name="csrf_token" type="hidden" value="{token}">' if token else ""
        g.token_field = field
    return field


@pass_context
def show_panels(page: Context, panels: Iterable[offers.Panel]) -> Markup:
    """The cards that rooms offer for a page, one after the other; each sees what the page sees, and its own facts."""
    drawn = []
    for panel in panels:
        template = current_app.jinja_env.get_template(panel.template)
        card = template.new_context({**page.parent, **panel.context}, shared=True)
        drawn.append("".join(template.root_render_func(card)))
    return Markup("\n").join(Markup(one) for one in drawn)  # noqa: S704 -- each was escaped by its own template


def _flat(errors: Any) -> Iterator[str]:
    """The sentences in a field's errors, also of a field made of fields."""
    if isinstance(errors, dict):
        errors = list(errors.values())
    if not isinstance(
        errors, list | tuple
    ):  # a sentence that is still to be translated can be walked through, too
        yield str(errors)
        return
    for one in errors:
        yield from _flat(one)


def _euros(cents: int) -> str:
    locale = tongue()
    return euros(cents, {"nl": "nl_BE", "fr": "fr_BE", "en": "en_BE"}.get(locale, locale))


def moment(value: datetime) -> str:
    """A moment as people say it: Monday 9 March, 11:02; with its year when that is not this one."""
    here = clock.local(value).replace(second=0, microsecond=0)
    return _moment(here, here.year == clock.today().year, tongue())


@lru_cache(maxsize=4000)
def _moment(here: datetime, is_this_year: bool, locale: str) -> str:
    """A timeline says thirty moments, most of them within the same minutes."""
    pattern = "EEEE d MMMM, HH:mm" if is_this_year else "d MMMM yyyy, HH:mm"
    return str(babel_datetime(here, pattern, tzinfo=clock.BRUSSELS, locale=locale))


def day(value: date | datetime) -> str:
    """A day as people say it: 9 March 2026."""
    return say(value)


def long_day(value: date) -> str:
    """A day with its name: Tuesday 10 March."""
    return str(format_date(value, "EEEE d MMMM"))


def short_day(value: date | datetime) -> str:
    """A day where there is little room: 9 Mar."""
    on = clock.day(value) if isinstance(value, datetime) else value
    return _short_day(on, tongue())


@lru_cache(maxsize=2000)
def _short_day(on: date, locale: str) -> str:
    """A list says the same few days fifty times."""
    return str(babel_date(on, "d MMM", locale=locale))


def clock_time(value: datetime) -> str:
    """The time of day: 11:02."""
    return str(format_datetime(value, "HH:mm"))
