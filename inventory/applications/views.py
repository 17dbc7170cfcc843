"""The desk's side of asking: who waits, one application, and what stands on its page."""

from dataclasses import replace
from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _

from inventory.applications import (
    actions,
    asking_views,
    deciding_views,
    expiring,
    offerings,
    policy_views,
    queries,
)
from inventory.applications import of_person as _of_person  # noqa: F401  # what a person may read of themselves is offered at import
from inventory.applications.asking_views import next_page, text_here
from inventory.applications.deciding import Decision, Verdict
from inventory.applications.door import room
from inventory.applications.forms import (
    ApplicationForm,
    ApproveForm,
    NewApplicantForm,
)
from inventory.applications.models import Application
from inventory.applications.policy import (
    ExceptionRoad,
    ScreeningStep,
)
from inventory.applications.screening import (
    is_the_coordinators,
    lacks_conditions,
    may_take,
    steps_of,
    wants_motive,
)
from inventory.applications.sentences import beside_the_answers, of_entry, told_step
from inventory.applications.states import ApplicationState
from inventory.applications.verdicts import help_of, why_of
from inventory.applications.words import CAME_IN, ONE_OF
from inventory.borrowers import actions as borrowers
from inventory.borrowers.models import Borrower
from inventory.borrowers.queries import matching, who_looks_like
from inventory.borrowers.questions import are_answered, keep, questions_for
from inventory.borrowers.views import defaults
from inventory.digibank.numbers import get_by_code
from inventory.foundation.clock import now, today
from inventory.foundation.database import db
from inventory.foundation.listing import shelf
from inventory.foundation.looking import PageKind, looked_at
from inventory.foundation.tongue import tongue
from inventory.foundation.web import needs, page, say_done, small_number, told_on
from inventory.permissions import Permission

offerings.hang()
expiring.hang()
#: hung on the same room by being there
_ELSEWHERE = (asking_views, deciding_views, policy_views)
#: so many of each list stand on the page of the waiting list
_MOST_SHOWN = 100


@room.get("/")
@needs(Permission.APPLICATION_SEE)
def index() -> Any:
    """Who waits, whoever waits longest first; or the applications in another state."""
    asked = request.args.get("state", ApplicationState.WAITING)
    state = ApplicationState(asked) if asked in set(ApplicationState) else ApplicationState.WAITING
    is_open = state in (ApplicationState.WAITING, ApplicationState.APPROVED)
    query = queries.in_state(state)
    rows = shelf(query, Application.applied_at, Application.id, descending=not is_open)
    return page(
        "inventory/applications/index.html",
        shelf=rows,
        state=state,
        counts=queries.counts_by_state(),
        now=now(),
    )


@room.get("/waiting-list")
@needs(Permission.APPLICATION_SEE)
def waiting_list() -> Any:
    """Who waits for an answer and who for a laptop, in the digibank's own order; why each stands where they do."""
    rules = queries.rules_in_force()
    lists = [
        (state, queries.in_their_order(state, rules.priority, _MOST_SHOWN))
        for state in (ApplicationState.WAITING, ApplicationState.APPROVED)
    ]
    return page(
        "inventory/applications/waiting_list.html",
        lists=lists, counts=queries.counts_by_state(), now=now(), most=_MOST_SHOWN,
        order=[of_entry(entry, rules, tongue()) for entry in rules.priority or ()],
        because=lambda standing: of_entry(standing.because, rules, tongue()),
    )  # fmt: skip


@room.route("/new", methods=["GET", "POST"])
@needs(Permission.BORROWER_EDIT)
def new() -> Any:
    """Someone stands here and asks for a laptop: a person we know, or a new one, on one screen."""
    if request.args.get("borrower"):
        return _new_for(get_by_code(Borrower, request.args["borrower"]))
    search = request.args.get("search", "").strip()[:100]
    found = list(db.session.execute(matching(search).limit(10)).scalars()) if search else []
    form, proposals = NewApplicantForm(**defaults()), []
    questions = questions_for(None, g.actor)
    if form.validate_on_submit() and are_answered(form, questions):
        proposals = form.proposals()
        if not proposals:
            with told_on(form):
                borrower = borrowers.register(g.actor, form.details(), now=now())
                keep(g.actor, borrower, questions, now=now())
                application = actions.apply(g.actor, borrower, **form.asked(), now=now())
                say_done(_("The application of %(name)s waits for an answer.", name=borrower.short_name))
                return redirect(next_page(application), 303)
    return page(
        "inventory/applications/new.html", form=form, borrower=None, search=search, found=found,
        proposals=proposals, choose=lambda known: url_for(".new", borrower=known.code), questions=questions,
    )  # fmt: skip


def _new_for(borrower: Borrower) -> Any:
    form, questions = ApplicationForm(), questions_for(borrower, g.actor)
    if form.validate_on_submit() and are_answered(form, questions):
        with told_on(form):
            keep(g.actor, borrower, questions, now=now())
            application = actions.apply(g.actor, borrower, **form.asked(), now=now())
            say_done(_("The application of %(name)s waits for an answer.", name=borrower.short_name))
            return redirect(next_page(application), 303)
    already = queries.open_application_of(borrower)
    return page(
        "inventory/applications/new.html", form=form, borrower=borrower, already=already, questions=questions
    )


@room.get("/<int:number>")
@needs(Permission.APPLICATION_SEE)
def show(number: int) -> Any:
    """One application: who, why, what was seen, what is still needed, and what can be done now."""
    application = queries.get_application(number)
    looked_at(application.borrower_id, PageKind.APPLICATION)
    known = queries.written_down_of(application)
    decision = queries.decision_of(application, on=today(), known=known)
    assessment = decision.assessment
    wants_second = queries.still_wants_second(application, decision, known.roads, g.actor.user_id)
    return page(
        "inventory/applications/show.html",
        application=application,
        assessment=assessment,
        decision=decision,
        whys=why_of(decision),
        helps=help_of(decision),
        yes=None if wants_second else _yes_at_once(application, decision),
        must_wait=wants_second and application.waits_for_a_second,
        decided=_just_approved(),
        also=_also_to_know(application, decision),
        may_answer=_may_answer(decision),
        may_take=lambda step: may_take(g.actor.permissions, step.by),
        steps=steps_of(decision.rules),
        told_step=told_step,
        taken={row.step: row for row in known.steps},
        roads=_roads(decision),
        may_round=lacks_conditions(decision),
        gone={row.road: row for row in known.roads},
        came_in=CAME_IN,
        one_of=ONE_OF,
        seen={row.code: row for row in known.seen},
        proofs_on=queries.weighed_on(application),
        earlier=[one for one in queries.applications_of(application.borrower) if one.id != number],
        alike=who_looks_like(application.borrower.as_person()) if _came_from_outside(application) else [],
        locale_text=text_here,
    )


def _yes_at_once(application: Application, decision: Decision) -> ApproveForm | None:
    """Where everything says yes, one tap does too, with the laptop that stands ready longest.

    The second of two colleagues needs one tap as well: the first wrote why.
    """
    may = _may_answer(decision) and application.state is ApplicationState.WAITING
    if not may or decision.assessment.to_ask or wants_motive(decision):
        return None
    form = ApproveForm(application.device_kind, formdata=None)
    form.device.data = next((code for code, _told in form.device.choices), "")
    return form


def _may_answer(decision: Decision) -> bool:
    """Is a yes or a no this person's to say, by their role and by the policy?"""
    if is_the_coordinators(decision.rules):
        return g.actor.may(Permission.APPLICATION_COORDINATE)
    return g.actor.may(Permission.APPLICATION_DECIDE)


def _roads(decision: Decision) -> list[ExceptionRoad]:
    """The ways round that the policy names and that leave words of their own."""
    named = decision.rules.exceptions or ()
    return [road for road in named if road is not ExceptionRoad.SECOND_DECIDER]


def _just_approved() -> Application | None:
    """The one that this person approved a moment ago, and may take back from the page of the next."""
    number = request.args.get("approved", type=small_number)
    found = queries.find_application(number) if number is not None else None
    is_so = found is not None and found.state is ApplicationState.APPROVED
    return found if is_so and g.actor.may(Permission.APPLICATION_DECIDE) else None


def _also_to_know(application: Application, decision: Decision) -> list[str]:
    """What the policy says to whoever decides, while nobody did."""
    if application.state is not ApplicationState.WAITING:
        return []
    # The steps to take and the exceptions stand on the page by themselves, with what came of them.
    rest = tuple(one for one in decision.rules.screening or () if one.step is ScreeningStep.APPROVAL)
    rules = replace(decision.rules, screening=rest or None, exceptions=None)
    return beside_the_answers(rules, not_met=decision.verdict is not Verdict.ELIGIBLE)


def _came_from_outside(application: Application) -> bool:
    """Did someone write it down to whom we showed nobody who looks alike: a referrer, or the applicant?"""
    is_waiting = application.state is ApplicationState.WAITING
    by_nobody_of_ours = application.door is not None and application.enroller_id is None
    return is_waiting and (
        by_nobody_of_ours or application.enroller_id in queries.accounts_of(application.referrer)
    )
