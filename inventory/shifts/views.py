"""The day at the bench: one page to begin, go on and take the next; and the hours."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import Select, select

from inventory.devices.models import Device
from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.clock import local, now
from inventory.foundation.listing import as_csv
from inventory.foundation.offers import offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.journey import Stage
from inventory.learning import queries as learning
from inventory.learning.models import LearnerSkill
from inventory.learning.rules import Level
from inventory.learning.shown import icon_of, name_of
from inventory.permissions import Permission
from inventory.shifts import actions, expiring, queries
from inventory.shifts.forms import HoursForm
from inventory.shifts.models import BenchDay
from inventory.shifts.rules import MAY, TRADES, Work, minutes_of
from inventory.wiping import bench as reports
from inventory.wiping import queries as wiping
from inventory.wiping.spots import spots

expiring.hang()
room = Blueprint("shifts", __name__, url_prefix="/<digibank>/bench-day")

#: beside the word, never instead of it: picture and tone
LOOKS: dict[Work, tuple[str, str]] = {
    Work.RETURNED: ("returned", "returned"),
    Work.WIPE: ("wiping", "wiping"),
    Work.CHECKLIST: ("refurbishing", "refurbishing"),
    Work.REPAIR: ("broken", "broken"),
    Work.SECOND_LOOK: ("checking", "checking"),
}
#: where each is done
_PLACES: dict[Work, str] = {
    Work.RETURNED: "wiping.device",
    Work.WIPE: "wiping.device",
    Work.CHECKLIST: "refurbishing.checklist",
    Work.SECOND_LOOK: "refurbishing.second_check",
}
#: fewer people than this are not counted in a file
_FEWEST = 5


@room.get("")
@needs(Permission.BENCH_OWN)
def bench() -> Any:
    """My day: begin, go on where I stopped, take the next; and who works on what."""
    me = g.actor.user_id
    works = [work for work in Work if g.actor.may(MAY[work])]
    in_hand = queries.in_hand()
    under_way = queries.open_days(me)
    return page(
        "inventory/shifts/bench.html",
        today=clock.today(),
        under_way=next((one for one in under_way if one.day == clock.today()), None),
        unfinished=[one for one in under_way if one.day != clock.today()],
        mine=[one for one in in_hand if one.user_id == me],
        others=[one for one in in_hand if one.user_id != me],
        ready=queries.ready(works, me),
        levels=learning.levels_of(me, set(TRADES.values())),
        trades=TRADES,
        NOT_YET=Level.NOT_YET,
        WITH_BUDDY=Level.WITH_BUDDY,
        spots=spots(wiping.pictures_of(wiping.at_the_bench(Stage.WIPING)), reports.waiting()),
        asking=learning.asking() if g.actor.may(Permission.BENCH_LEAD) else [],
        name_of=name_of,
        icon_of=icon_of,
        looks=LOOKS,
        link_to=link_to,
        days_since=lambda moment: (clock.today() - clock.day(moment)).days,
        first_name=lambda name: name.split(" ")[0],
    )


def link_to(one: queries.InHand) -> str:
    """Where this piece of work is done."""
    if one.ticket_id is not None:
        return url_for("repairing.show", ticket_id=one.ticket_id)
    return url_for(_PLACES[one.work], code=one.device.code)


# --- taking ---


@room.post("/take/<work>")
@needs(Permission.BENCH_OWN)
def take(work: str) -> Any:
    """Give me the next of this kind, and lead me to it."""
    kind = _work(work)
    if kind is Work.REPAIR:
        ticket = actions.take_repair(g.actor, now=now())
        _say_where(ticket.device)
        return redirect(url_for("repairing.show", ticket_id=ticket.id), 303)
    device = actions.take_next(g.actor, kind, now=now()).device
    _say_where(device)
    return redirect(url_for(_PLACES[kind], code=device.code), 303)


def _say_where(device: Device) -> None:
    where = device.place.name if device.place else ""
    if where:
        say_done(_("Take %(code)s. It lies at %(place)s.", code=device.spoken, place=where))
    else:
        say_done(_("Take %(code)s, %(name)s.", code=device.spoken, name=device.name))


def _work(text: str) -> Work:
    try:
        return Work(text)
    except ValueError:
        raise NotHere from None


@room.post("/put-back/<int:taken_id>")
@needs(Permission.BENCH_OWN)
def put_back(taken_id: int) -> Any:
    """Let one go that was taken."""
    taken = queries.get_taken(taken_id)
    spoken = taken.device.spoken
    actions.put_back(g.actor, taken, now=now())
    say_done(_("%(code)s lies ready again.", code=spoken))
    return redirect(url_for(".bench"), 303)


# --- hours ---


@room.post("/begin")
@needs(Permission.BENCH_OWN)
def begin() -> Any:
    """I begin."""
    begun = actions.begin_day(g.actor, now=now())
    say_done(_("You began at %(clock)s. Good work!", clock=f"{local(begun.started_at):%H:%M}"))
    return redirect(url_for(".bench"), 303)


@room.post("/end")
@needs(Permission.BENCH_OWN)
def end() -> Any:
    """I stop for now."""
    ended = actions.end_day(g.actor, now=now())
    if ended is not None:
        say_done(_("You stopped. See you next time!"))
    return redirect(url_for(".hours"), 303)


@room.post("/go-on/<int:bench_day_id>")
@needs(Permission.BENCH_OWN)
def go_on(bench_day_id: int) -> Any:
    """I stopped too early: take that back."""
    actions.go_on(g.actor, queries.get_day(bench_day_id), now=now())
    return redirect(url_for(".bench"), 303)


@room.get("/hours")
@needs(Permission.BENCH_OWN)
def hours() -> Any:
    """My own hours of one month."""
    return _hours_page(None)


@room.get("/hours/of/<int:membership_id>")
@needs(Permission.BENCH_LEAD)
def hours_of(membership_id: int) -> Any:
    """The hours of one person of the team."""
    return _hours_page(queries.get_membership(membership_id))


def _hours_page(membership: Any) -> Any:
    user_id = membership.user_id if membership else g.actor.user_id
    first, last = _month()
    days = queries.days_of(user_id, first, last)
    return page(
        "inventory/shifts/hours.html",
        membership=membership,
        days=days,
        months=_months(),
        month=first,
        minutes=minutes_of((one.started_at, one.ended_at) for one in days),
        in_hours=in_hours,
        today=clock.today(),
        is_under_way=any(one.ended_at is None and one.day == clock.today() for one in days),
    )


def in_hours(minutes: int) -> str:
    """Minutes as people say hours: 7:30."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def _month() -> tuple[date, date]:
    """The first and last day of the month that is asked for; this one by default."""
    asked = request.args.get("month", "")
    first = next((one for one in _months() if f"{one:%Y-%m}" == asked), _months()[0])
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def _months() -> Sequence[date]:
    """This month and the eleven before it, the newest first."""
    found = [clock.today().replace(day=1)]
    while len(found) < 12:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


@room.route("/hours/new", methods=["GET", "POST"])
@needs(Permission.BENCH_OWN)
def new_hours() -> Any:
    """Write down my hours that were forgotten."""
    return _write(g.actor.user_id, None, url_for(".hours"))


@room.route("/hours/of/<int:membership_id>/new", methods=["GET", "POST"])
@needs(Permission.BENCH_LEAD)
def new_hours_of(membership_id: int) -> Any:
    """Write down hours of one of the team."""
    membership = queries.get_membership(membership_id)
    back = url_for(".hours_of", membership_id=membership_id)
    return _write(membership.user_id, None, back, membership.user.name)


@room.route("/hours/<int:bench_day_id>", methods=["GET", "POST"])
@needs(Permission.BENCH_OWN)
def correct(bench_day_id: int) -> Any:
    """Put hours right: mine, or those of the team for who leads."""
    found = _mine_or_led(bench_day_id)
    is_own = found.user_id == g.actor.user_id
    name = found.user.name if found.user and not is_own else ""
    return _write(found.user_id, found, url_for(".hours" if is_own else ".team"), name)


def _mine_or_led(bench_day_id: int) -> BenchDay:
    found = queries.get_day(bench_day_id)
    if found.user_id != g.actor.user_id and not g.actor.may(Permission.BENCH_LEAD):
        raise NotHere
    return found


def _write(user_id: Any, found: BenchDay | None, back: str, name: str = "") -> Any:
    told: dict[str, Any] = {"day": clock.today()}
    if found is not None:
        begins, ends = local(found.started_at), local(found.ended_at) if found.ended_at else None
        told = {"day": found.day, "start": begins.time(), "until": ends.time() if ends else None}
    form = HoursForm(data=told)
    if form.validate_on_submit():
        with told_on(form):
            begins, ends = form.moments
            actions.write_hours(g.actor, user_id, begins, ends, now=now(), instead=found)
            say_done(_("The hours are written down."))
            return redirect(back, 303)
    return page("inventory/shifts/write.html", form=form, found=found, back=back, name=name)


@room.post("/hours/<int:bench_day_id>/remove")
@needs(Permission.BENCH_OWN)
def remove(bench_day_id: int) -> Any:
    """Take hours away that were never worked."""
    found = _mine_or_led(bench_day_id)
    is_own = found.user_id == g.actor.user_id
    actions.remove_hours(g.actor, found, now=now())
    say_done(_("The hours are taken away."))
    return redirect(url_for(".hours" if is_own else ".team"), 303)


@room.get("/hours/team")
@needs(Permission.BENCH_LEAD)
def team() -> Any:
    """The hours of the team in one month, by name."""
    first, last = _month()
    found = queries.team_hours(first, last)
    return page("inventory/shifts/team.html", team=found, months=_months(), month=first, in_hours=in_hours)


@room.get("/hours/total.csv")
@needs(Permission.BENCH_LEAD)
def total() -> Any:
    """The hours of all together by month, as a file; of so few people that one could guess, how many is left out."""
    months = _months()
    last = months[0].replace(day=monthrange(months[0].year, months[0].month)[1])
    counted = queries.hours_by_month(months[-1], last)
    rows = [
        (month, in_hours(minutes), people if people >= _FEWEST else _("not shown"))
        for month, (minutes, people) in counted.items()
    ]
    return as_csv(f"bench-hours-{months[0]:%Y-%m}", [_("Month"), _("Hours"), _("People")], rows)


@room.app_template_filter("month_in_words")
def month_in_words(one: date) -> str:
    """A month as people say it."""
    return str(format_date(one, "MMMM yyyy"))


# --- what this room shows elsewhere, and what it does by itself ---


_ASKED: Select[Any] = select(LearnerSkill.id).where(LearnerSkill.asked_at.is_not(None))


@offers("counts")
def counts(actor: Actor) -> dict[str, Select[Any]]:
    """How many skills wait to be seen, in the menu of who leads."""
    return {"shifts.bench": _ASKED} if actor.may(Permission.BENCH_LEAD) else {}


@offers("member.left")
def left(user_id: int, actor: Actor, moment: Any) -> None:
    """What who leaves had in hand lies ready again."""
    actions.leave(actor, user_id, now=moment)


@offers("nightly")
def nightly(actor: Actor, _today: date) -> None:
    """What is done or left lies ready again."""
    actions.tidy(actor, now=now())
