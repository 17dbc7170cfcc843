"""Figures: an overview, a page for each indicator, what we share, and digibanken side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any

from flask import Blueprint, g, redirect, request, send_file, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from inventory.contacts.models import ServiceContact, ServiceLocation
from inventory.contacts.queries import towns
from inventory.contacts.rules import Service
from inventory.devices.models import DeviceKind
from inventory.figures import actions, labels, paper, queries, sentences, telling
from inventory.figures.asked import Asked, asked_of, not_heard
from inventory.figures.drawing import Picture, pictures, question_of, shown, summed
from inventory.figures.forms import ReflectionForm, TargetForm
from inventory.figures.hiding import Told
from inventory.figures.rules import Preset, calendar_of, may_leave
from inventory.figures.standing import pictures_of
from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm
from inventory.foundation.offers import offers
from inventory.foundation.period import Calendar, Period
from inventory.foundation.refusal import NotHere
from inventory.foundation.sheets import Sheet, as_download
from inventory.foundation.tongue import tongue
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.indicators import asking
from inventory.indicators.actions import set_target
from inventory.indicators.answer import Answer, Indicator, Question, Unit
from inventory.indicators.grids import previous
from inventory.indicators.queries import target_now
from inventory.permissions import Permission
from inventory.wording import say

room = Blueprint("figures", __name__, url_prefix="/<digibank>/figures")

#: on the overview: of each indicator the picture that says most
_ON_TOP = {
    Indicator.UNIQUE_VISITORS: "cumulative_by_month",
    Indicator.LOANS: "by_month",
    Indicator.BORROWERS: "age_share",
    Indicator.REFERRERS: "by_channel",
    Indicator.HELP_QUESTIONS: "by_purpose",
    Indicator.LOCATIONS: "contacts_by_location",
}
#: on the overview, all services of a place together
_TOGETHER = ("contacts_by_location",)


@dataclass(frozen=True)
class Big:
    """One of the four numbers on top: what it is, how much, how much more or fewer, and where more stands."""

    label: str
    value: int
    apart: int
    indicator: Indicator


@dataclass(frozen=True)
class Choices:
    """What one may choose to see only a part."""

    municipalities: Sequence[str]
    places: Sequence[tuple[int, str]]
    #: nothing but laptops is known of contacts here
    is_lending_only: bool
    services: Sequence[Service] = tuple(Service)
    device_kinds: Sequence[DeviceKind] = tuple(DeviceKind)


@room.get("/")
@needs(Permission.FIGURE_SEE)
def index() -> Any:
    """The four numbers and the big questions."""
    asked = asked_of(clock.today())
    now_and_then = asking.at_hand(list(Indicator), asked.question, previous(asked.question))
    if not all(one.is_whole for one in now_and_then):
        return _being_counted(asked)
    answers, before = (one.answers for one in now_and_then)
    say_key = labels.saying(answers[one] for one in _ON_TOP)
    cards = [
        (one, sentences.headline(answers[one], say_key), _one_picture(answers[one], name, say_key))
        for one, name in _ON_TOP.items()
    ]
    return page(
        "inventory/figures/index.html",
        asked=asked,
        Preset=Preset,
        choices=_choices(),
        not_heard=not_heard(asked.question),
        big=_big(answers, before),
        laptops=pictures_of(asked.period, clock.today()),
        cards=cards,
        others=[one for one in Indicator if one not in _ON_TOP],
        in_words=in_words(asked.period),
        counting=_counting(now_and_then),
    )


def _being_counted(asked: Asked, indicator: Indicator | None = None) -> Any:
    """There is so much that it takes a while, and nobody asked this before: the page fills by itself."""
    return page(
        "inventory/figures/being_counted.html",
        indicator=indicator,
        asked=asked,
        Preset=Preset,
        choices=_choices(),
        in_words=in_words(asked.period),
    )


def _counting(shown: Iterable[asking.AtHand]) -> datetime | None:
    """Of when the oldest of these figures is that no longer holds; None: all of them are of now."""
    return min((one.as_of for one in shown if one.as_of is not None), default=None)


def _one_picture(answer: Answer, name: str, say_key: labels.Saying) -> Picture | None:
    if not answer.n:
        return None
    grids = [summed(one) if one.name in _TOGETHER else one for one in answer.grids if one.name == name]
    return next(iter(pictures(replace(answer, grids=tuple(grids)), say_key)), None)


def _big(answers: Mapping[Indicator, Answer], before: Mapping[Indicator, Answer]) -> list[Big]:
    asked = (
        (_("Laptops with people"), Indicator.LOANS, "active"),
        (_("Different people reached"), Indicator.UNIQUE_VISITORS, "unique"),
        (_("New people reached"), Indicator.UNIQUE_VISITORS, "new_unique"),
        (_("People who came back"), Indicator.RETURNING_VISITORS, "returning"),
    )
    found = []
    for label, indicator, name in asked:
        value, then = (_number(one[indicator], name) for one in (answers, before))
        found.append(Big(label, value, value - then, indicator))
    return found


def _number(answer: Answer, name: str) -> int:
    return (answer.numbers.get(name) or (Unit.THINGS, 0))[1] or 0


def _choices() -> Choices:
    places = select(ServiceLocation.id, ServiceLocation.name).order_by(
        ServiceLocation.name, ServiceLocation.id
    )
    elsewhere = (
        select(ServiceContact.id)
        .where(ServiceContact.service.not_in((Service.LENDING, Service.START_WORKSHOP, Service.REPAIR_DESK)))
        .limit(1)
    )
    return Choices(
        towns(),
        [(number, name) for number, name in db.session.execute(places)],
        db.session.execute(elsewhere).first() is None,
    )


def in_words(period: Period) -> str:
    """The days of a period as people say them."""
    return _(
        "%(since)s to %(until)s",
        since=format_date(period.since, "d MMMM yyyy"),
        until=format_date(period.until, "d MMMM yyyy"),
    )


def _indicator(word: str) -> Indicator:
    if word not in set(Indicator):
        raise NotHere
    return Indicator(word)


@room.route("/target", methods=["GET", "POST"])
@needs(Permission.DIGIBANK_SETTINGS)
def target() -> Any:
    """The number of different people against which what was reached is held."""
    form = TargetForm(target=target_now())
    if form.validate_on_submit():
        with told_on(form):
            set_target(g.actor, form.target.data or 0, now=now())
            say_done(_("Kept. The line of the people reached is held against it."))
            return redirect(url_for(".show", word=Indicator.UNIQUE_VISITORS), 303)
    return page("inventory/figures/target.html", form=form)


@room.get("/<word>")
@needs(Permission.FIGURE_SEE)
def show(word: str) -> Any:
    """One indicator: what is seen, its pictures and tables, and what we think of it."""
    return _show(_indicator(word), ReflectionForm())


@room.post("/<word>")
@needs(Permission.FIGURE_REFLECT)
def reflect(word: str) -> Any:
    """Keep what we think of it."""
    indicator, form, asked = _indicator(word), ReflectionForm(), asked_of(clock.today())
    if form.validate_on_submit():
        with told_on(form):
            actions.reflect(g.actor, indicator, asked.period, form.text.data or "", now=now())
            say_done(_("Kept. It is printed with these figures."))
            return redirect(url_for(".show", word=word, **asked.address) + "#think", 303)
    return _show(indicator, form)


def _show(indicator: Indicator, form: ReflectionForm) -> Any:
    asked = asked_of(clock.today())
    now_and_then = asking.at_hand([indicator], asked.question, previous(asked.question))
    if not all(one.is_whole for one in now_and_then):
        return _being_counted(asked, indicator)
    answer, before = (one.answers[indicator] for one in now_and_then)
    say_key = labels.saying([answer])
    thoughts = queries.reflections(indicator, asked.period)
    if form.text.data is None and thoughts:
        form.text.data = thoughts[0].text
    return page(
        "inventory/figures/show.html",
        form=form,
        indicator=indicator,
        asked=asked,
        Preset=Preset,
        choices=_choices(),
        not_heard=not_heard(asked.question, indicator),
        answer=answer,
        before=before,
        before_in_words=in_words(Period(*_days(previous(asked.question)))),
        headline=sentences.headline(answer, say_key),
        compared=sentences.compared(answer, before) if answer.n else "",
        numbers=_numbers(answer, before),
        pictures=pictures(answer, say_key) if answer.n else [],
        as_known=sentences.as_known(indicator),
        thoughts=thoughts,
        leaving=may_leave(clock.today()),
        calendar_words=calendar_words,
        in_words=in_words(asked.period),
        counting=_counting(now_and_then),
    )


def _days(question: Question) -> tuple[Any, Any]:
    return question.since, question.until


def _numbers(answer: Answer, before: Answer) -> list[tuple[str, str, str]]:
    """Each number by itself, and what it was in the period before."""
    return [
        (labels.said(name), labels.said_number(unit, value), labels.said_number(unit, _value(before, name)))
        for name, (unit, value) in answer.numbers.items()
    ]


def _value(answer: Answer, name: str) -> int | None:
    return (answer.numbers.get(name) or (None, None))[1]


def calendar_words(calendar: Calendar) -> str:
    """A year or quarter as people say it."""
    if calendar.quarter:
        return _("quarter %(number)s of %(year)s", number=calendar.quarter, year=calendar.year)
    return str(calendar.year)


# --- what leaves the house ---


def _leaving(word: str) -> tuple[Indicator, Calendar, Told | None]:
    indicator = _indicator(word)
    calendar = calendar_of(request.args.get("of", ""), clock.today())
    return indicator, calendar, telling.ready(indicator, calendar)


@room.get("/<word>/files")
@needs(Permission.FIGURE_SEE)
def files(word: str) -> Any:
    """The files of an indicator over a year or quarter that is over, or that they are being made."""
    indicator, calendar, told = _leaving(word)
    return page(
        "inventory/figures/files.html", indicator=indicator, of=calendar.word, is_ready=told is not None,
        days=in_words(calendar.period),
    )  # fmt: skip


def _not_ready(indicator: Indicator, calendar: Calendar) -> Any:
    return redirect(url_for(".files", word=indicator, of=calendar.word), 303)


@room.get("/<word>/cells.<any(csv, xlsx):kind>")
@needs(Permission.FIGURE_SEE)
def export(word: str, kind: str) -> Any:
    """Every number of an indicator over a year or quarter that is over, as a file: small ones are hidden."""
    indicator, calendar, told = _leaving(word)
    if told is None:
        return _not_ready(indicator, calendar)
    headings = [_("Question"), _("Row"), _("Column"), _("Number"), _("Unit")]
    rows = list(_file_rows(told, labels.saying([told])))
    sheet = Sheet(calendar.word, headings, rows)
    return as_download(kind, f"{indicator.replace('_', '-')}-{calendar.word}", sheet)


def _file_rows(told: Told, say_key: labels.Saying) -> Any:
    yield _("How many it rests on"), "", "", _in_file(Unit.CASES, told.n), ""
    yield _("Of how many something is not known"), "", "", _in_file(Unit.CASES, told.missing), ""
    for name, (unit, value) in told.numbers.items():
        yield labels.said(name), "", "", _in_file(unit, value), say(unit)
    for grid in told.grids:
        for row, line in zip(grid.rows, grid.values, strict=True):
            for column, value in zip(grid.columns, line, strict=True):
                number = _in_file(grid.unit, value)
                yield question_of(grid.name), say_key(row), say_key(column), number, say(grid.unit)


def _in_file(unit: Unit, value: int | None) -> Any:
    if value is None:
        return _("not shown")
    return value / 10 if unit is Unit.PER_MILLE else value


@room.get("/<word>/paper.pdf")
@needs(Permission.FIGURE_SEE)
def as_paper(word: str) -> Any:
    """An indicator over a year or quarter that is over on paper, with what we think of it."""
    indicator, calendar, told = _leaving(word)
    if told is None:
        return _not_ready(indicator, calendar)
    thoughts = queries.reflections(indicator, calendar.period)
    drawn, bare = shown(told, labels.saying([told]), _("not shown")) if told.n != 0 else ([], [])
    facts = paper.FigurePaper(
        house=g.digibank.name,
        footer=" · ".join(part for part in (g.digibank.name, g.digibank.phone, g.digibank.email) if part),
        question=str(say(indicator)),
        days=in_words(calendar.period),
        n=labels.said_number(Unit.CASES, told.n) if told.n is not None else _("not shown"),
        numbers=tuple(
            (labels.said(name), labels.said_number(unit, value) if value is not None else _("not shown"))
            for name, (unit, value) in told.numbers.items()
        ),
        pictures=tuple(drawn),
        bare=tuple(bare),
        as_known=sentences.as_known(indicator),
        thought=thoughts[0].text if thoughts else "",
        printed_on=clock.today(),
    )
    return send_file(
        BytesIO(paper.draw(facts, tongue())),
        mimetype="application/pdf",
        download_name=f"{indicator.replace('_', '-')}-{calendar.word}.pdf",
    )


# --- what we share ---


@room.get("/sharing")
@needs(Permission.FIGURE_SHARE)
def sharing() -> Any:
    """Which indicators observers see, and exactly what they see of us."""
    ready: dict[Indicator, list[tuple[int, str]]] = {}
    for one in queries.laid_ready():
        ready.setdefault(one.indicator, []).append((one.id, _periods_words(one.since, one.until)))
    return page(
        "inventory/figures/sharing.html",
        form=ButtonForm(),
        indicators=list(Indicator),
        chosen=queries.shares(),
        ready=ready,
    )


@room.get("/sharing/<int:shared_answer_id>")
@needs(Permission.FIGURE_SHARE)
def shared(shared_answer_id: int) -> Any:
    """One thing that observers see of us, as they see it."""
    found = next((one for one in queries.laid_ready() if one.id == shared_answer_id), None)
    if found is None:
        raise NotHere
    told = telling.from_kept(found.indicator, found.told)
    drawn, bare = shown(told, labels.saying_kept(found.told["names"]), _("not shown"))
    return page(
        "inventory/figures/shared.html",
        shared=found,
        days=_periods_words(found.since, found.until),
        told=told,
        as_known=sentences.as_known(found.indicator),
        numbers=_told_numbers(told),
        pictures=drawn,
        bare=bare,
    )


def _told_numbers(told: Told) -> list[tuple[str, str]]:
    hidden = _("not shown")
    return [
        (labels.said(name), labels.said_number(unit, value) if value is not None else hidden)
        for name, (unit, value) in told.numbers.items()
    ]


def _periods_words(since: Any, until: Any) -> str:
    months = until.month - since.month + 1
    return calendar_words(Calendar(since.year, 0 if months == 12 else (since.month + 2) // 3))


@room.post("/sharing/<word>/<any(on, off):switch>")
@needs(Permission.FIGURE_SHARE)
def share(word: str, switch: str) -> Any:
    """Let observers see this one, or no longer."""
    indicator = _indicator(word)
    actions.share(g.actor, indicator, switch == "on", now=now())
    if switch == "on":
        say_done(_("Observers see it from now on: %(what)s", what=say(indicator)))
    else:
        say_done(_("Observers no longer see it: %(what)s", what=say(indicator)))
    return redirect(url_for(".sharing"), 303)


# --- digibanken side by side ---


@dataclass(frozen=True)
class Line:
    """One number, for each digibank: as it is said, or nothing where it is not shared."""

    label: str
    cells: tuple[str, ...]


@room.get("/side-by-side")
@needs(Permission.INDICATOR_SEE)
def side_by_side() -> Any:
    """What digibanken share of one indicator over one year or quarter, a column for each."""
    periods = may_leave(clock.today())
    asked = request.args.get("of", "")
    calendar = next((one for one in periods if one.word == asked), periods[0])
    word = request.args.get("indicator", "")
    indicator = Indicator(word) if word in set(Indicator) else Indicator.UNIQUE_VISITORS
    homes = queries.homes_of(g.actor.user_id)
    found = queries.shared_by(homes, indicator, calendar.period)
    told = {home: telling.from_kept(indicator, one.told) for home, one in found.items()}
    names = {home: labels.saying_kept(one.told["names"]) for home, one in found.items()}
    return page(
        "inventory/figures/side_by_side.html",
        homes=homes,
        told=told,
        calendar=calendar,
        periods=periods,
        calendar_words=calendar_words,
        indicator=indicator,
        indicators=list(Indicator),
        as_known=sentences.as_known(indicator),
        lines=_lines(homes, told),
        parts=[
            (home, *shown(told[home.id], names[home.id], _("not shown"))) for home in homes if home.id in told
        ],
    )


def _lines(homes: Sequence[Any], told: dict[int, Told]) -> list[Line]:
    """How many it rests on and each number by itself, for every digibank."""

    def cell(home: Any, value: Any) -> str:
        if home.id not in told:
            return _("not shared")
        unit, number = value(told[home.id])
        return labels.said_number(unit, number) if number is not None else _("not shown")

    names = list(dict.fromkeys(name for one in told.values() for name in one.numbers))
    rows = [
        (_("How many it rests on"), lambda one: (Unit.CASES, one.n)),
        (_("Of how many something is not known"), lambda one: (Unit.CASES, one.missing)),
        *(
            (labels.said(name), lambda one, name=name: one.numbers.get(name, (Unit.CASES, None)))
            for name in names
        ),
    ]
    return [Line(label, tuple(cell(home, value) for home in homes)) for label, value in rows]


# --- by itself ---


@offers("nightly")
def nightly(actor: Actor, _today: Any) -> None:
    """What is shared is laid ready as it stands now."""
    actions.publish(actor, now=now())
