"""Where a coordinator or supervisor writes what is looked at, per kind of device, and what each grade means."""

from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from inventory.devices.models import DeviceKind, Grade
from inventory.foundation.clock import now
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission
from inventory.refurbishing import editing, grading, queries
from inventory.refurbishing.checklist import Answer, Step, StepKind, house_list
from inventory.refurbishing.forms import GradeForm, StepForm, StepPhotoForm, filled_from
from inventory.refurbishing.naming import how_of, title_of, words_of
from inventory.refurbishing.rules import USES, Use, asked

lists = Blueprint("lists", __name__, url_prefix="/lists")
_LANGUAGES = ("nl", "fr", "en")


@lists.get("")
@needs(Permission.CHECKLIST_EDIT)
def index() -> Any:
    """Every list, and what the grades mean."""
    own = queries.lists_by_kind()
    told = queries.grade_rules()
    return page(
        "inventory/refurbishing/lists.html",
        kinds=[(kind, own.get(kind), _steps(kind, own.get(kind))) for kind in DeviceKind],
        grades=[(grade, words_of(grade, told.get(grade)), _use(grade, told)) for grade in Grade],
        ready=queries.ready_by_grade(),
    )


def _steps(kind: DeviceKind, newest: Any) -> list[Step]:
    return asked(house_list(kind) if newest is None or newest.is_default else newest.asks)


def _use(grade: Grade, told: Any) -> Any:
    return told[grade].use if grade in told else USES[grade]


@lists.get("/<device_kind>")
@needs(Permission.CHECKLIST_EDIT)
def show(device_kind: str) -> Any:
    """One list: its steps in order, each with what can be done with it."""
    kind = _kind(device_kind)
    newest = queries.find_list(kind)
    return page(
        "inventory/refurbishing/list.html",
        kind=kind,
        newest=newest,
        steps=queries.steps_in_force(kind),
        versions=queries.versions_of(kind),
        title_of=title_of,
        StepKind=StepKind,
    )


@lists.get("/<device_kind>/preview")
@needs(Permission.CHECKLIST_EDIT)
def preview(device_kind: str) -> Any:
    """The list as it looks at the bench; nothing can be answered here."""
    kind = _kind(device_kind)
    steps = asked(queries.steps_in_force(kind))
    return page(
        "inventory/refurbishing/preview.html",
        kind=kind,
        required=[step for step in steps if step.required],
        extra=[step for step in steps if not step.required],
        title_of=title_of,
        how_of=how_of,
        Answer=Answer,
        StepKind=StepKind,
    )


@lists.post("/<device_kind>/steps/<point>/move")
@needs(Permission.CHECKLIST_EDIT)
def move(device_kind: str, point: str) -> Any:
    """One place up or down."""
    kind = _kind(device_kind)
    editing.move_step(g.actor, kind, point, -1 if request.form.get("way") == "up" else 1, now=now())
    return _back_to(kind, point)


@lists.post("/<device_kind>/steps/<point>/switch")
@needs(Permission.CHECKLIST_EDIT)
def switch(device_kind: str, point: str) -> Any:
    """Off the list, or on it again."""
    kind = _kind(device_kind)
    editing.switch_step(g.actor, kind, point, now=now())
    return _back_to(kind, point)


@lists.route("/<device_kind>/steps/<point>", methods=["GET", "POST"])
@needs(Permission.CHECKLIST_EDIT)
def edit(device_kind: str, point: str) -> Any:
    """Another name, other bounds, required or not."""
    kind = _kind(device_kind)
    before = next((step for step in queries.steps_in_force(kind) if step.point == point), None)
    if before is None:
        raise NotHere
    return _step_page(
        kind, before, StepForm(**filled_from(before, _in_each(title_of, before), _in_each(how_of, before)))
    )


@lists.route("/<device_kind>/add", methods=["GET", "POST"])
@needs(Permission.CHECKLIST_EDIT)
def add(device_kind: str) -> Any:
    """A step of one's own."""
    return _step_page(_kind(device_kind), Step(""), StepForm(kind=str(StepKind.YES_NO), required=False))


def _step_page(kind: DeviceKind, before: Step, form: StepForm) -> Any:
    if form.validate_on_submit():
        with told_on(form):
            editing.write_step(g.actor, kind, form.step(before), now=now())
            say_done(_("The list is changed. What is under way keeps the list it began with."))
            return _back_to(kind, before.point)
    return page("inventory/refurbishing/edit_step.html", form=form, kind=kind, step=before)


def _in_each(words: Any, step: Step) -> dict[str, str]:
    """What is said of a step, in each language, so that whoever edits it begins with the words that stand."""
    told = {}
    for language in _LANGUAGES:
        with force_locale(language):
            told[language] = words(step)
    return told


@lists.post("/<device_kind>/house-list")
@needs(Permission.CHECKLIST_EDIT)
def house(device_kind: str) -> Any:
    """Back to the list of the house."""
    kind = _kind(device_kind)
    editing.back_to_house_list(g.actor, kind, now=now())
    say_done(_("This is the list of the house again. Tap “Undo the last change” to have your own back."))
    return _back_to(kind)


@lists.post("/<device_kind>/undo")
@needs(Permission.CHECKLIST_EDIT)
def undo(device_kind: str) -> Any:
    """The list as it was before the last change."""
    kind = _kind(device_kind)
    editing.undo_edit(g.actor, kind, now=now())
    say_done(_("The last change is undone."))
    return _back_to(kind)


def _back_to(kind: DeviceKind, point: str = "") -> Any:
    anchor = f"step-{point}" if point else None
    return redirect(url_for("refurbishing.lists.show", device_kind=kind, _anchor=anchor), 303)


def _kind(text: str) -> DeviceKind:
    if text not in list(DeviceKind):
        raise NotHere
    return DeviceKind(text)


# --- grades ---


@lists.route("/grades/<grade>", methods=["GET", "POST"])
@needs(Permission.CHECKLIST_EDIT)
def grade(grade: str) -> Any:
    """What one grade means here, what it may be used for, and how it looks."""
    one = _grade(grade)
    told = queries.grade_rules().get(one)
    form = GradeForm(use=str(told.use if told else USES[one]), **_words_in_each(one, told))
    if form.validate_on_submit():
        with told_on(form):
            grading.set_grade(g.actor, one, use=Use(form.use.data), words=form.words, now=now())
            say_done(_("Kept."))
            return redirect(url_for(".index"), 303)
    return page("inventory/refurbishing/grade.html", form=form, **_about(one))


def _about(one: Grade) -> dict[str, Any]:
    return {
        "grade": one,
        "ready": queries.ready_by_grade().get(one, 0),
        "examples": queries.example_ids().get(one, []),
    }


def _words_in_each(one: Grade, told: Any) -> dict[str, str]:
    found = {}
    for language in _LANGUAGES:
        with force_locale(language):
            found[f"words_{language}"] = words_of(one, told)
    return found


@lists.route("/grades/<grade>/photos", methods=["GET", "POST"])
@needs(Permission.CHECKLIST_EDIT)
def add_example(grade: str) -> Any:
    """An example of how a device of this grade looks."""
    one, form = _grade(grade), StepPhotoForm()
    if form.validate_on_submit():
        with told_on(form):
            if form.photo.content:
                grading.add_example(g.actor, one, form.photo.content, now=now())
                say_done(_("The photo is kept."))
                return redirect(url_for(".grade", grade=one), 303)
            form.photo.errors = [*form.photo.errors, _("Choose or take a photo first.")]
    return page("inventory/refurbishing/add_example.html", form=form, grade=one)


@lists.post("/grades/<grade>/photos/<int:example_id>/remove")
@needs(Permission.CHECKLIST_EDIT)
def remove_example(grade: str, example_id: int) -> Any:
    """An example that no longer helps."""
    one = _grade(grade)
    grading.remove_example(g.actor, one, example_id, now=now())
    say_done(_("The photo is taken away."))
    return redirect(url_for(".grade", grade=one), 303)


@lists.get("/grades/<grade>/photos/<int:example_id>.jpg")
@needs(Permission.REFURBISH, Permission.CHECKLIST_EDIT)
def example(grade: str, example_id: int) -> Any:
    """An example picture."""
    photo = grading.get_example(_grade(grade), example_id)
    return Response(photo.content, mimetype="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})


def _grade(text: str) -> Grade:
    if text not in list(Grade):
        raise NotHere
    return Grade(text)
