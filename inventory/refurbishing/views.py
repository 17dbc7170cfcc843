"""The bench: what waits, one checklist, and the second look. Every answer is kept the moment it is given."""

from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select

from inventory.codes import Code, Kind
from inventory.devices.models import Device, Grade
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.forms import ButtonForm
from inventory.foundation.listing import among
from inventory.foundation.offers import NextStep, Panel, SheetLine, offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.journey import Stage
from inventory.permissions import Permission
from inventory.refurbishing import actions, keyboards, list_views, queries, rules, sheet
from inventory.refurbishing.checklist import Answer, Fault, Point, Step, StepKind, step_of
from inventory.refurbishing.forms import (
    DoneForm,
    PartForm,
    SecondCheckForm,
    SendBackForm,
    form_for,
    seen_up_to,
)
from inventory.refurbishing.models import Checkup, CheckupState
from inventory.refurbishing.naming import how_of, title_of
from inventory.refurbishing.words import SWOLLEN
from inventory.validating.queries import is_waiting

room = Blueprint("refurbishing", __name__, url_prefix="/<digibank>/bench")
room.register_blueprint(list_views.lists)


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
        may_edit=g.actor.may(Permission.CHECKLIST_EDIT),
    )


@room.route("/<code>", methods=["GET", "POST"])
@needs(Permission.REFURBISH)
def checklist(code: str):
    """The checklist of one device; sending it says that everything was looked at."""
    device = _on_the_bench(code)
    checkup = queries.find_living(device)
    told = queries.grade_rules()
    form = DoneForm(told=told, **_proposed(device, checkup))
    if form.validate_on_submit():
        with told_on(form):
            graded = {"grade": Grade(form.grade.data), "battery_percent": form.battery_percent.data}
            actions.finish(g.actor, device, now=now(), **graded)
            say_done(_("Done. A colleague looks at it once more."))
            return redirect(url_for(".bench"), 303)
    shown = _list_of(device, checkup)
    examples = queries.example_ids() if shown["so_far"].is_complete else {}
    return page("inventory/refurbishing/checklist.html", form=form, examples=examples, **shown)


def _proposed(device: Device, checkup: Checkup | None) -> dict[str, Any]:
    """What the end of the list begins with: the grade given before, or the one that the answers propose."""
    battery = checkup.battery_percent if checkup else device.battery_percent
    if checkup is None:
        return {"grade": rules.proposed_grade({}, battery), "battery_percent": battery}
    grade = str(checkup.grade or rules.proposed_grade(checkup.given, battery, checkup.minutes))
    return {"grade": grade, "battery_percent": battery}


def _list_of(device: Device, checkup: Checkup | None) -> dict[str, Any]:
    """What the checklist page shows of one device."""
    given = checkup.given if checkup else {}
    steps = rules.asked(checkup.steps if checkup else queries.steps_in_force(device.kind))
    open_steps = rules.open_rows(steps, given)
    return {
        "device": device,
        "checkup": checkup,
        "required": [step for step in steps if step.required],
        "extra": [step for step in steps if not step.required],
        "given": given,
        "wrong": checkup.wrong if checkup else {},
        "values": checkup.values if checkup else {},
        "differing": queries.differing_results(checkup) if checkup else {},
        "seen": checkup.last_result if checkup else 0,
        "so_far": rules.progress_of(steps, given, checkup.differing if checkup else ()),
        "first_open": open_steps[0].point if open_steps else "",
        "rest": [step for step in open_steps if step.is_yes_no],
        "rest_may_be_fine": not any(step.safety for step in open_steps),
        "battery": rules.battery_class(*_battery_of(device, checkup)),
        "title_of": title_of,
        "how_of": how_of,
        "swollen": SWOLLEN,
        "Answer": Answer,
        "Fault": Fault,
        "Point": Point,
        "StepKind": StepKind,
        "part_form": PartForm(formdata=None, part=checkup.waits_for if checkup else ""),
        "button_form": ButtonForm(formdata=None),
    }


def _battery_of(device: Device, checkup: Checkup | None) -> tuple[int | None, int | None]:
    if checkup is None:
        return device.battery_percent, None
    return checkup.battery_percent, checkup.minutes


@room.post("/<code>/answer")
@needs(Permission.REFURBISH)
def answer(code: str):
    """Keep one answer: `point:answer` or `point:repair:fault`, as the button said."""
    device = _on_the_bench(code)
    point, seen, fault = _read_answer(request.form.get("answer", ""))
    moment, having_seen = now(), seen_up_to(request.form.get("seen"))
    actions.start(g.actor, device, now=moment)
    actions.answer(g.actor, device, point, seen, fault=fault, now=moment, having_seen=having_seen)
    return redirect(url_for(".checklist", code=device.code, _anchor=f"row-{point}"), 303)


def _read_answer(text: str) -> tuple[str, Answer, Fault | None]:
    parts = text.split(":")
    try:
        fault = Fault(parts[2]) if len(parts) > 2 else None
        return parts[0], Answer(parts[1]), fault
    except (ValueError, IndexError):
        raise rules.NotOnThisList from None


@room.post("/<code>/rest")
@needs(Permission.REFURBISH)
def rest(code: str):
    """Everything required and not answered yet is in order."""
    device = _on_the_bench(code)
    moment, having_seen = now(), seen_up_to(request.form.get("seen"))
    actions.start(g.actor, device, now=moment)
    actions.rest_is_fine(g.actor, device, now=moment, having_seen=having_seen)
    return redirect(url_for(".checklist", code=device.code, _anchor="done"), 303)


@room.route("/<code>/steps/<point>", methods=["GET", "POST"])
@needs(Permission.REFURBISH)
def step(code: str, point: str):
    """One step by itself: what to look at, what to fill in, and everything that was said of it."""
    device = _on_the_bench(code)
    checkup, asked = _step_of(device, point)
    values, seen = (checkup.values, checkup.last_result) if checkup else ({}, 0)
    form = form_for(asked, seen=seen, value=values.get(point, ""))
    if form is not None and form.validate_on_submit():
        with told_on(form):
            if _fill_in(device, asked, form):
                say_done(_("Kept: %(step)s.", step=title_of(asked)))
                return redirect(url_for(".checklist", code=device.code, _anchor=f"row-{point}"), 303)
    results = queries.results_of(checkup, point) if checkup else []
    return page(
        "inventory/refurbishing/step.html",
        form=form,
        step=asked,
        results=results,
        **_list_of(device, checkup),
    )


def _step_of(device: Device, point: str) -> tuple[Checkup | None, Step]:
    checkup = queries.find_living(device)
    asked = step_of(checkup.steps if checkup else queries.steps_in_force(device.kind), point)
    if asked is None:
        raise NotHere
    return checkup, asked


def _fill_in(device: Device, asked: Step, form: Any) -> bool:
    """Keep what the form says; False when there is no picture on it, which is then said."""
    moment = now()
    if asked.kind == StepKind.PHOTO and not form.photo.content:
        form.photo.errors = [*form.photo.errors, _("Choose or take a photo first.")]
        return False
    actions.start(g.actor, device, now=moment)
    if asked.kind == StepKind.PHOTO:
        actions.add_photo(g.actor, device, asked.point, form.photo.content, now=moment)
    else:
        actions.fill_in(
            g.actor, device, asked.point, form.value.data, now=moment, having_seen=form.having_seen
        )
    return True


@room.get("/<code>/photos/<int:check_photo_id>.jpg")
@needs(Permission.DEVICE_SEE)
def photo(code: str, check_photo_id: int) -> Any:
    """A picture that answered a step."""
    found = queries.get_photo(get_by_code(Device, code), check_photo_id)
    return Response(found.content, mimetype="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})


@room.get("/<code>/keys")
@needs(Permission.REFURBISH)
def keys(code: str):
    """Press every key: each lights up when it works. Without script, a picture to go along by hand."""
    device = _on_the_bench(code)
    asked = request.args.get("layout", "") or device.keyboard
    layout = next((one for one in keyboards.LAYOUTS if one == asked), keyboards.DEFAULT)
    return page(
        "inventory/refurbishing/keys.html",
        rows=keyboards.rows_of(layout),
        layout=layout,
        layouts=keyboards.LAYOUTS,
        **_list_of(device, queries.find_living(device)),
    )


@room.get("/<code>/history")
@needs(Permission.DEVICE_SEE)
def history(code: str):
    """Every list of this device, and every answer that was given."""
    device = get_by_code(Device, code)
    lists = queries.checkups_of(device)
    return page(
        "inventory/refurbishing/history.html",
        device=device,
        lists=[(one, queries.results_of(one)) for one in lists[:_MOST_LISTS]],
        more=len(lists) - _MOST_LISTS,
        title_in=_title_in,
    )


#: a page holds the answers of this many lists; a device makes one a round
_MOST_LISTS = 12


def _title_in(checkup: Checkup, point: str) -> str:
    """What a step was called on the list with which it was answered."""
    found = next((step for step in checkup.steps if step.point == point), None)
    return title_of(found) if found else point


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
    shown = _list_of(device, checkup)
    form = SecondCheckForm(checkup.steps if checkup else shown["required"])
    if form.validate_on_submit():
        with told_on(form):
            actions.sign_off(g.actor, device, looked_at=form.points, now=now())
            say_done(_("%(name)s is ready to be lent.", name=device.name))
            return redirect(url_for(".bench"), 303)
    return page(
        "inventory/refurbishing/second_check.html",
        form=form,
        is_own_work=checkup is not None
        and g.actor.user_id in {checkup.done_by_id, *queries.who_answered(checkup)},
        send_back_form=SendBackForm(formdata=None),
        **shown,
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
    if checkup.differing:
        return _("Two people say different things: settle it.")
    return _("%(answered)s of %(total)s points", answered=checkup.answered_count, total=checkup.total_count)


# --- what this room shows on other pages ---


@offers("device.panels")
def panel(device: Device, actor: Actor) -> Panel | None:
    """The last checklist, on the device's page."""
    if not actor.may(Permission.DEVICE_SEE):
        return None
    checkup = queries.glance_at_latest(device)
    if checkup is None:
        return None
    battery = rules.battery_class(checkup.battery_percent, rules.minutes_in(checkup.values))
    context = {"checkup": checkup, "battery": battery, "device": device}
    return Panel("inventory/refurbishing/_panel.html", context, weight=40)


@offers("reuse_sheet.lines")
def sheet_lines(device: Device) -> list[SheetLine]:
    """Each check-up as lines of the reuse sheet: what was looked at and by whom, and the second look."""
    return sheet.lines_of(queries.checkups_of(device))


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
