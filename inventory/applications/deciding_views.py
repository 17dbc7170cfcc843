"""From a question to an answer: the steps, the ways round, yes and no, and a laptop set apart."""

from typing import Any

from flask import g, redirect, url_for
from flask_babel import gettext as _

from inventory.applications import actions, asking, queries
from inventory.applications.door import room
from inventory.applications.forms import (
    ApproveForm,
    ChooseDeviceForm,
    RefuseForm,
    RoadForm,
    StepForm,
)
from inventory.applications.models import Application
from inventory.applications.policy import (
    ExceptionRoad,
    ScreeningStep,
)
from inventory.applications.screening import (
    refused_because,
    steps_of,
    wants_motive,
)
from inventory.applications.states import Alternative, RefusalReason
from inventory.applications.verdicts import why_of
from inventory.applications.words import TO_THE_APPLICANT
from inventory.borrowers.rules import letter_language
from inventory.foundation.clock import now, today
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission


@room.route("/<int:number>/step/<step>", methods=["GET", "POST"])
@needs(Permission.APPLICATION_DECIDE)
def take_step(number: int, step: str) -> Any:
    """Write down what came of one step of the screening: a tap, or a word of why with it."""
    application = queries.get_application(number)
    taken = _step(application, step)
    row = next((one for one in queries.steps_for(application) if one.step is taken), None)
    form = StepForm(result=row.result.value if row else "", why=row.why if row else "")
    if form.validate_on_submit():
        with told_on(form):
            asking.take_step(g.actor, application, taken, form.heard(), why=form.why.data or "", now=now())
            say_done(_("Written down."))
            return redirect(url_for(".show", number=number), 303)
    return page("inventory/applications/take_step.html", form=form, application=application, step=taken)


def _step(application: Application, text: str) -> ScreeningStep:
    """The step that is asked for, if the policy names it; NotHere otherwise."""
    named = [one.step for one in steps_of(queries.rules_of(application)) if one.step.value == text]
    if not named:
        raise NotHere
    return named[0]


@room.route("/<int:number>/road/<road>", methods=["GET", "POST"])
@needs(Permission.APPLICATION_DECIDE)
def take_road(number: int, road: str) -> Any:
    """A way round a condition: who writes why, or what a small inquiry came to."""
    application = queries.get_application(number)
    taken = _road(application, road)
    row = next((one for one in queries.roads_for(application) if one.road is taken), None)
    known = {"by_whom": row.by_whom, "why": row.why, "result": row.result.value} if row else {}
    form = RoadForm(taken, **known)
    if form.validate_on_submit():
        with told_on(form):
            asking.take_road(g.actor, application, taken, **form.told(), now=now())
            say_done(_("Written down."))
            return redirect(url_for(".show", number=number), 303)
    return page("inventory/applications/take_road.html", form=form, application=application, road=taken)


@room.post("/<int:number>/road/<road>/leave")
@needs(Permission.APPLICATION_DECIDE)
def leave_road(number: int, road: str) -> Any:
    """A way round was written down by mistake."""
    application = queries.get_application(number)
    asking.leave_road(g.actor, application, _road(application, road), now=now())
    say_done(_("Taken back."))
    return redirect(url_for(".show", number=number), 303)


def _road(application: Application, text: str) -> ExceptionRoad:
    """The way round that is asked for, if the policy names it and it leaves words; NotHere otherwise."""
    named = queries.rules_of(application).exceptions or ()
    found = [one for one in named if one.value == text and one is not ExceptionRoad.SECOND_DECIDER]
    if not found:
        raise NotHere
    return found[0]


@room.route("/<int:number>/approve", methods=["GET", "POST"])
@needs(Permission.APPLICATION_DECIDE)
def approve(number: int) -> Any:
    """A person says yes, with a laptop set apart or without; where the policy wants it, a second one too."""
    application = queries.get_application(number)
    known, form = queries.written_down_of(application), ApproveForm(application.device_kind)
    decision = queries.decision_of(application, on=today(), known=known)
    if form.validate_on_submit():
        with told_on(form):
            actions.approve(
                g.actor, application, device=form.chosen(), reason=form.reason.data or "", now=now()
            )
            if application.waits_for_a_second:
                say_done(_("Your yes is written down. A colleague must look too."))
                return redirect(url_for(".show", number=number), 303)
            return redirect(_after_a_yes(application), 303)
    return page(
        "inventory/applications/approve.html", form=form, application=application, decision=decision,
        whys=why_of(decision), wants_motive=wants_motive(decision),
        wants_second=queries.still_wants_second(application, decision, known.roads, g.actor.user_id),
    )  # fmt: skip


@room.route("/<int:number>/refuse", methods=["GET", "POST"])
@needs(Permission.APPLICATION_DECIDE)
def refuse(number: int) -> Any:
    """A person says no, with a reason in plain words and another way."""
    application = queries.get_application(number)
    decision = queries.decision_of(application, on=today())
    form = RefuseForm(why=refused_because(decision))
    language = letter_language(application.borrower.language, fallback=g.digibank.locale)
    if form.validate_on_submit():
        with told_on(form):
            actions.refuse(
                g.actor, application, why=RefusalReason(form.why.data),
                alternative=Alternative(form.alternative.data), reason=form.told(language), now=now(),
            )  # fmt: skip
            say_done(_("Written down. Tell %(name)s what is possible.", name=application.borrower.short_name))
            return redirect(url_for(".show", number=number), 303)
    return page(
        "inventory/applications/refuse.html", form=form, application=application, sentences=TO_THE_APPLICANT,
        whys=why_of(decision),
    )  # fmt: skip


@room.route("/<int:number>/device", methods=["GET", "POST"])
@needs(Permission.APPLICATION_DECIDE)
def choose_device(number: int) -> Any:
    """Set a laptop apart for an approved application."""
    application = queries.get_application(number)
    form = ChooseDeviceForm(application.device_kind)
    if form.validate_on_submit():
        with told_on(form):
            device = form.chosen()
            assert device is not None, "the form asks for one"
            actions.reserve(g.actor, application, device, now=now())
            say_done(
                _(
                    "%(code)s stands ready for %(name)s.",
                    code=device.spoken,
                    name=application.borrower.short_name,
                )
            )
            return redirect(url_for(".show", number=number), 303)
    return page("inventory/applications/choose_device.html", form=form, application=application)


@room.post("/<int:number>/release")
@needs(Permission.APPLICATION_DECIDE)
def release(number: int) -> Any:
    """Let the laptop go that was set apart."""
    actions.release(g.actor, queries.get_application(number), now=now())
    say_done(_("The laptop is free again."))
    return redirect(url_for(".show", number=number), 303)


@room.post("/<int:number>/withdraw")
@needs(Permission.APPLICATION_DECIDE)
def withdraw(number: int) -> Any:
    """The applicant does not need it any more."""
    actions.withdraw(g.actor, queries.get_application(number), now=now())
    say_done(_("The application is withdrawn."))
    return redirect(url_for(".show", number=number), 303)


@room.post("/<int:number>/reconsider")
@needs(Permission.APPLICATION_DECIDE)
def reconsider(number: int) -> Any:
    """Take an approval back before a laptop goes along."""
    actions.reconsider(g.actor, queries.get_application(number), now=now())
    say_done(_("The application waits again."))
    return redirect(url_for(".show", number=number), 303)


def _after_a_yes(application: Application) -> str:
    """To whoever waits next, or to the list when nobody does."""
    following = queries.next_waiting(but=application.id)
    if following is None:
        return url_for(".show", number=application.id, approved=application.id)
    return url_for(".show", number=following.id, approved=application.id)
