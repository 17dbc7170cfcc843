"""The bench: what waits, one checklist, and the second look. Every answer is kept the moment it is given."""

from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select

from inventory.codes import Code, Kind
from inventory.devices.models import Device, Grade
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.forms import ButtonForm
from inventory.foundation.listing import among
from inventory.foundation.offers import NextStep, Panel, offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.journey import Stage
from inventory.permissions import Permission
from inventory.refurbishing import actions, queries, rules
from inventory.refurbishing.checklist import Answer, Fault, Point, rows_for
from inventory.refurbishing.forms import DoneForm, PartForm, SecondCheckForm, SendBackForm
from inventory.refurbishing.models import CheckupState, answers_in
from inventory.refurbishing.words import HOW, SWOLLEN
from inventory.validating.queries import is_waiting

room = Blueprint("refurbishing", __name__, url_prefix="/<digibank>/bench")


@room.get("")
@needs(Permission.REFURBISH, Permission.REFURBISH_SIGN_OFF)
def bench():
    """What waits for the bench, what lies on it, and what waits for a second look."""
    return page(
        "inventory/refurbishing/bench.html",
        waiting=queries.wiped_devices(),
        open_checkups=queries.checkups_in(CheckupState.OPEN),
        done_checkups=queries.checkups_in(CheckupState.DONE),
        progress_of=_progress_in_words,
    )


@room.route("/<code>", methods=["GET", "POST"])
@needs(Permission.REFURBISH)
def checklist(code: str):
    """The checklist of one device; sending it says that everything was looked at."""
    device = _on_the_bench(code)
    checkup = queries.find_living(device)
    given = checkup.given if checkup else {}
    battery = checkup.battery_percent if checkup else device.battery_percent
    form = DoneForm(
        grade=str(checkup.grade) if checkup and checkup.grade else rules.proposed_grade(given, battery),
        battery_percent=battery,
    )
    if form.validate_on_submit():
        with told_on(form):
            told = {"grade": Grade(form.grade.data), "battery_percent": form.battery_percent.data}
            actions.finish(g.actor, device, now=now(), **told)
            say_done(_("Done. A colleague looks at it once more."))
            return redirect(url_for(".bench"), 303)
    return page("inventory/refurbishing/checklist.html", form=form, **_list_of(device, checkup))


def _list_of(device: Device, checkup: Any) -> dict[str, Any]:
    """What the checklist page shows of one device."""
    given = checkup.given if checkup else {}
    return {
        "device": device,
        "checkup": checkup,
        "rows": rows_for(device.kind),
        "given": given,
        "wrong": checkup.wrong if checkup else {},
        "so_far": rules.progress_of(device.kind, given),
        "rest_may_be_fine": not any(row.safety for row in rules.open_rows(device.kind, given)),
        "how": HOW,
        "swollen": SWOLLEN,
        "Answer": Answer,
        "Fault": Fault,
        "Point": Point,
        "part_form": PartForm(formdata=None, part=checkup.waits_for if checkup else ""),
        "button_form": ButtonForm(formdata=None),
    }


@room.post("/<code>/answer")
@needs(Permission.REFURBISH)
def answer(code: str):
    """Keep one answer: `point:answer` or `point:repair:fault`, as the button said."""
    device = _on_the_bench(code)
    point, seen, fault = _read_answer(request.form.get("answer", ""))
    moment = now()
    actions.start(g.actor, device, now=moment)
    actions.answer(g.actor, device, point, seen, fault=fault, now=moment)
    return redirect(url_for(".checklist", code=device.code, _anchor=f"row-{point}"), 303)


def _read_answer(text: str) -> tuple[Point, Answer, Fault | None]:
    parts = text.split(":")
    try:
        fault = Fault(parts[2]) if len(parts) > 2 else None
        return Point(parts[0]), Answer(parts[1]), fault
    except (ValueError, IndexError):
        raise rules.NotOnThisList from None


@room.post("/<code>/rest")
@needs(Permission.REFURBISH)
def rest(code: str):
    """Everything not answered yet is in order."""
    device = _on_the_bench(code)
    moment = now()
    actions.start(g.actor, device, now=moment)
    actions.rest_is_fine(g.actor, device, now=moment)
    return redirect(url_for(".checklist", code=device.code, _anchor="done"), 303)


@room.route("/<code>/part", methods=["GET", "POST"])
@needs(Permission.REFURBISH)
def part(code: str):
    """Put a device aside until a part comes."""
    device, form = _on_the_bench(code), PartForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.wait_for_part(g.actor, device, form.part.data, now=now())
            say_done(_("%(name)s waits for a part: %(part)s.", name=device.name, part=form.part.data))
            return redirect(url_for(".bench"), 303)
    return page("inventory/refurbishing/part.html", form=form, device=device)


@room.post("/<code>/part-came")
@needs(Permission.REFURBISH)
def part_came(code: str):
    """The part is here; the checklist goes on."""
    device = _on_the_bench(code)
    actions.wait_for_part(g.actor, device, "", now=now())
    return redirect(url_for(".checklist", code=device.code), 303)


@room.route("/<code>/second-check", methods=["GET", "POST"])
@needs(Permission.REFURBISH_SIGN_OFF)
def second_check(code: str):
    """Another person looks again and declares the device ready."""
    device = _on_the_bench(code)
    checkup = queries.find_living(device)
    form = SecondCheckForm(device.kind)
    if form.validate_on_submit():
        with told_on(form):
            actions.sign_off(g.actor, device, looked_at=form.points, now=now())
            say_done(_("%(name)s is ready to be lent.", name=device.name))
            return redirect(url_for(".bench"), 303)
    return page(
        "inventory/refurbishing/second_check.html",
        form=form,
        is_own_work=checkup is not None and checkup.done_by_id == g.actor.user_id,
        send_back_form=SendBackForm(formdata=None),
        **_list_of(device, checkup),
    )


@room.route("/<code>/send-back", methods=["GET", "POST"])
@needs(Permission.REFURBISH_SIGN_OFF)
def send_back(code: str):
    """Something must be done again first."""
    device, form = _on_the_bench(code), SendBackForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.send_back(g.actor, device, reason=form.reason.data, now=now())
            say_done(_("%(name)s goes back to the bench.", name=device.name))
            return redirect(url_for(".bench"), 303)
    return page("inventory/refurbishing/send_back.html", form=form, device=device)


@room.post("/<code>/check-again")
@needs(Permission.REFURBISH)
def check_again(code: str):
    """A ready device goes back to the bench."""
    device = get_by_code(Device, code)
    actions.check_again(g.actor, device, now=now())
    return redirect(url_for(".checklist", code=device.code), 303)


def _on_the_bench(code: str) -> Device:
    """The device with this code, when a checklist is what it needs now; NotHere otherwise."""
    device = get_by_code(Device, code)
    if device.stage not in (Stage.WIPED, Stage.REFURBISHING):
        raise NotHere
    return device


def _progress_in_words(checkup: Any) -> str:
    progress = rules.progress_of(checkup.device.kind, checkup.given)
    return _("%(answered)s of %(total)s points", answered=progress.answered, total=progress.total)


# --- what this room shows on other pages ---


@offers("device.panels")
def panel(device: Device, actor: Actor) -> Panel | None:
    """The last checklist, on the device's page."""
    if not actor.may(Permission.DEVICE_SEE):
        return None
    checkup = queries.glance_at_latest(device)
    if checkup is None:
        return None
    context = {"checkup": checkup, "so_far": rules.progress_of(device.kind, answers_in(checkup.answers))}
    return Panel("inventory/refurbishing/_panel.html", context, weight=40)


@offers("device.next_steps")
def next_steps(device: Device, actor: Actor) -> list[NextStep]:
    """Begin or go on with the checklist, look again, or check a ready device once more."""
    values = {"code": device.code}
    steps = []
    if device.stage == Stage.WIPED and actor.may(Permission.REFURBISH) and not is_waiting(device):
        steps.append(
            NextStep(_("Begin the checklist"), "refurbishing.checklist", values, True, "refurbishing")
        )
    elif device.stage == Stage.REFURBISHING:
        steps += _bench_steps(device, actor, values)
    elif device.stage == Stage.READY and actor.may(Permission.REFURBISH):
        label = _("Something is wrong: back to the bench")
        steps.append(NextStep(label, "refurbishing.check_again", values, icon="undo", posts=True))
    return steps


def _bench_steps(device: Device, actor: Actor, values: dict[str, Any]) -> list[NextStep]:
    checkup = queries.find_living(device)
    is_done = checkup is not None and checkup.state == CheckupState.DONE
    may_look_again = is_done and _may_look_again(checkup, actor)
    steps = []
    if may_look_again:
        steps.append(NextStep(_("Second check"), "refurbishing.second_check", values, True, "checking"))
    if actor.may(Permission.REFURBISH):
        label = _("Look at the checklist") if is_done else _("Go on with the checklist")
        steps.append(NextStep(label, "refurbishing.checklist", values, not is_done, "refurbishing"))
    return steps


def _may_look_again(checkup: Any, actor: Actor) -> bool:
    return actor.may(Permission.REFURBISH_SIGN_OFF) and checkup.done_by_id != actor.user_id


@offers("today.technician")
def today(actor: Actor, _today: Any) -> Panel | None:
    """What waits at the bench."""
    if not actor.may(Permission.REFURBISH):
        return None
    return Panel("inventory/refurbishing/_today.html", queries.counts_of_the_bench(), weight=40)


_AT_THE_BENCH = select(Device.id).where(among(Device.stage, Stage.WIPED, Stage.REFURBISHING))


@offers("counts")
def counts(actor: Actor) -> dict[str, Select[Any]]:
    """How much waits for the bench, for the menu."""
    return {"refurbishing.bench": _AT_THE_BENCH} if actor.may(Permission.REFURBISH) else {}


@offers("scan.lands")
def lands(code: Code, actor: Actor) -> str | None:
    """A scan by someone of the bench leads to the checklist, or to the second look."""
    at_the_bench = actor.may(Permission.REFURBISH) and not actor.may(Permission.LOAN_HAND_OVER)
    if not at_the_bench or code.kind not in (None, Kind.DEVICE):
        return None
    device = find_by_code(Device, code)
    if device is None or device.stage not in (Stage.WIPED, Stage.REFURBISHING):
        return None
    checkup = queries.find_living(device)
    if checkup and checkup.state == CheckupState.DONE and _may_look_again(checkup, actor):
        return url_for("refurbishing.second_check", code=device.code)
    return url_for("refurbishing.checklist", code=device.code)
