"""The desk's side of asking: who waits, one application, its screening, the decision, a laptop for it."""

from io import BytesIO
from typing import Any

from flask import Blueprint, g, redirect, request, send_file, url_for
from flask_babel import gettext as _

from inventory.applications import actions, offerings, policy_files, queries
from inventory.applications.assessment import Assessment, Outlook
from inventory.applications.document import PolicyFlaw
from inventory.applications.forms import (
    AnswerForm,
    ApplicationForm,
    ApproveForm,
    ChooseDeviceForm,
    NewApplicantForm,
    RefuseForm,
    VouchForm,
    chosen_service,
)
from inventory.applications.models import Application, Policy
from inventory.applications.policy import Criterion, LendingPolicy, LentKind, policy_for, said
from inventory.applications.policy_form import PolicyFileForm, PolicyForm
from inventory.applications.presets import DEFAULT, PRESETS, Preset
from inventory.applications.sentences import beside_the_answers, told
from inventory.applications.states import Alternative, ApplicationState, RefusalReason
from inventory.applications.words import TO_THE_APPLICANT
from inventory.borrowers import actions as borrowers
from inventory.borrowers.models import Borrower
from inventory.borrowers.queries import matching, who_looks_like
from inventory.borrowers.rules import letter_language
from inventory.borrowers.views import defaults
from inventory.digibank.numbers import get_by_code
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.listing import shelf
from inventory.foundation.refusal import NotHere
from inventory.foundation.tongue import tongue
from inventory.foundation.web import needs, page, say_done, small_number, tell, told_on
from inventory.permissions import Permission

room = Blueprint("applications", __name__, url_prefix="/<digibank>/applications")
offerings.hang()


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


@room.route("/new", methods=["GET", "POST"])
@needs(Permission.BORROWER_EDIT)
def new() -> Any:
    """Someone stands here and asks for a laptop: a person we know, or a new one, on one screen."""
    if request.args.get("borrower"):
        return _new_for(get_by_code(Borrower, request.args["borrower"]))
    search = request.args.get("search", "").strip()[:100]
    found = list(db.session.execute(matching(search).limit(10)).scalars()) if search else []
    form, proposals = NewApplicantForm(**defaults()), []
    if form.validate_on_submit():
        proposals = form.proposals()
        if not proposals:
            with told_on(form):
                borrower = borrowers.register(g.actor, form.details(), now=now())
                application = actions.apply(g.actor, borrower, **form.asked(), now=now())
                say_done(_("The application of %(name)s waits for an answer.", name=borrower.short_name))
                return redirect(_next_page(application), 303)
    return page(
        "inventory/applications/new.html", form=form, borrower=None, search=search, found=found,
        proposals=proposals, choose=lambda known: url_for(".new", borrower=known.code),
    )  # fmt: skip


def _new_for(borrower: Borrower) -> Any:
    form = ApplicationForm()
    if form.validate_on_submit():
        with told_on(form):
            application = actions.apply(g.actor, borrower, **form.asked(), now=now())
            say_done(_("The application of %(name)s waits for an answer.", name=borrower.short_name))
            return redirect(_next_page(application), 303)
    already = queries.open_application_of(borrower)
    return page("inventory/applications/new.html", form=form, borrower=borrower, already=already)


@room.get("/<int:number>")
@needs(Permission.APPLICATION_SEE)
def show(number: int) -> Any:
    """One application: who, why, what was seen, what is still needed, and what can be done now."""
    application = queries.get_application(number)
    assessment = queries.assessment_of(application)
    return page(
        "inventory/applications/show.html",
        application=application,
        assessment=assessment,
        yes=_yes_at_once(application, assessment),
        decided=_just_approved(),
        also=_also_to_know(application, assessment),
        seen={row.code: row for row in queries.seen_for(application)},
        earlier=[one for one in queries.applications_of(application.borrower) if one.id != number],
        alike=who_looks_like(application.borrower.as_person()) if _came_from_outside(application) else [],
        locale_text=_text_in_page_language,
    )


def _yes_at_once(application: Application, assessment: Assessment) -> ApproveForm | None:
    """Where everything says yes, one tap does too, with the laptop that stands ready longest."""
    may = g.actor.may(Permission.APPLICATION_DECIDE) and application.state is ApplicationState.WAITING
    if not may or assessment.to_ask or not assessment.welcomes:
        return None
    form = ApproveForm(formdata=None)
    form.device.data = next((code for code, _told in form.device.choices), "")
    return form


def _just_approved() -> Application | None:
    """The one that this person approved a moment ago, and may take back from the page of the next."""
    number = request.args.get("approved", type=small_number)
    found = queries.find_application(number) if number is not None else None
    is_so = found is not None and found.state is ApplicationState.APPROVED
    return found if is_so and g.actor.may(Permission.APPLICATION_DECIDE) else None


def _after_a_yes(application: Application) -> str:
    """To whoever waits next, or to the list when nobody does."""
    following = queries.next_waiting(but=application.id)
    if following is None:
        return url_for(".show", number=application.id, approved=application.id)
    return url_for(".show", number=following.id, approved=application.id)


def _also_to_know(application: Application, assessment: Assessment) -> list[str]:
    """What the policy says to whoever decides, while nobody did."""
    if application.state is not ApplicationState.WAITING:
        return []
    return beside_the_answers(queries.rules_in_force(), not_met=assessment.outlook is Outlook.NOT_NOW)


def _came_from_outside(application: Application) -> bool:
    """Did a referrer write it down, to whom we showed nobody who looks alike?"""
    is_waiting = application.state is ApplicationState.WAITING
    return is_waiting and application.enroller_id in queries.accounts_of(application.referrer)


@room.route("/<int:number>/ask", defaults={"code": ""}, methods=["GET", "POST"])
@room.route("/<int:number>/ask/<code>", methods=["GET", "POST"])
@needs(Permission.APPLICATION_SEE)
def ask(number: int, code: str) -> Any:
    """One question, and each answer is a button."""
    application = queries.get_application(number)
    assessment = queries.assessment_of(application)
    criterion = _question(assessment, code)
    is_over = request.method == "GET" and application.state is not ApplicationState.WAITING
    if criterion is None or is_over:
        return redirect(url_for(".show", number=number), 303)
    form = AnswerForm(criterion)
    if form.validate_on_submit():
        outcome, proof = form.heard()
        with told_on(form):
            actions.answer(g.actor, application, criterion.code, outcome, proof=proof, now=now())
            return redirect(_next_page(application), 303)
    return page(
        "inventory/applications/ask.html",
        form=form, application=application, assessment=assessment, criterion=criterion,
        vouch=VouchForm(formdata=None), also=_second_language(criterion, application),
        locale_text=_text_in_page_language, previous=_previous(assessment, criterion),
    )  # fmt: skip


@room.post("/<int:number>/vouch")
@needs(Permission.APPLICATION_SEE)
def vouch(number: int) -> Any:
    """A social service sent this person: no questions needed."""
    application, form = queries.get_application(number), VouchForm()
    service = chosen_service(form.referrer.data)
    if service is None or not form.validate():
        return redirect(url_for(".ask", number=number), 303)
    actions.vouch(g.actor, application, service, now=now())
    say_done(_("%(service)s sent this person. The questions are not needed.", service=service.name))
    return redirect(_next_page(application), 303)


@room.route("/<int:number>/approve", methods=["GET", "POST"])
@needs(Permission.APPLICATION_DECIDE)
def approve(number: int) -> Any:
    """A person says yes, with a laptop set apart or without."""
    application = queries.get_application(number)
    assessment, form = queries.assessment_of(application), ApproveForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.approve(
                g.actor, application, device=form.chosen(), reason=form.reason.data or "", now=now()
            )
            return redirect(_after_a_yes(application), 303)
    return page(
        "inventory/applications/approve.html", form=form, application=application, assessment=assessment
    )


@room.route("/<int:number>/refuse", methods=["GET", "POST"])
@needs(Permission.APPLICATION_DECIDE)
def refuse(number: int) -> Any:
    """A person says no, with a reason in plain words and another way."""
    application, form = queries.get_application(number), RefuseForm()
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
        "inventory/applications/refuse.html", form=form, application=application, sentences=TO_THE_APPLICANT
    )


@room.route("/<int:number>/device", methods=["GET", "POST"])
@needs(Permission.APPLICATION_DECIDE)
def choose_device(number: int) -> Any:
    """Set a laptop apart for an approved application."""
    application, form = queries.get_application(number), ChooseDeviceForm()
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


@room.get("/policy")
@needs(Permission.APPLICATION_SEE)
def policy() -> Any:
    """What this digibank asks and promises now, in plain sentences: of all devices, or of one sort."""
    versions = queries.policy_versions()
    return _policy_page(versions[0] if versions else None, versions)


@room.get("/policy/<int:policy_id>")
@needs(Permission.APPLICATION_SEE)
def policy_version(policy_id: int) -> Any:
    """What one version of the policy says: loans that began under it keep it."""
    return _policy_page(queries.get_policy(policy_id), queries.policy_versions())


def _policy_page(shown: Policy | None, versions: list[Policy]) -> Any:
    rules, kind = shown.rules if shown else LendingPolicy(), request.args.get("kind", "")
    return page(
        "inventory/applications/policy.html",
        policy=shown, versions=versions, kind=kind, kinds=list(LentKind),
        passages=told(policy_for(rules, kind) if kind in set(LentKind) else rules, _locale()),
    )  # fmt: skip


@room.get("/policy/<int:policy_id>/leenkring.yaml")
@needs(Permission.APPLICATION_SEE)
def policy_file(policy_id: int) -> Any:
    """This version as a file, which can be read in again, here or at another digibank."""
    kept = queries.get_policy(policy_id)
    content = policy_files.write_file(kept.rules)
    name = f"{g.digibank.slug}-{kept.version}.yaml"
    return send_file(BytesIO(content), "application/yaml", as_attachment=True, download_name=name)


@room.route("/policy/import", methods=["GET", "POST"])
@needs(Permission.POLICY_EDIT)
def import_policy() -> Any:
    """Read a policy from a file: every slip at its line, else what it says in plain words; then save it."""
    form, rules = PolicyFileForm(), None
    if form.validate_on_submit():
        rules = form.look()
        if form.may_save and request.form.get("deed") == "save":
            with told_on(form):
                actions.set_policy(g.actor, form.document, now=now())
                say_done(_("Saved. Loans that run keep the policy they began with."))
                return redirect(url_for(".policy"), 303)
    return page(
        "inventory/applications/import_policy.html",
        form=form, passages=told(rules, _locale()) if rules and not form.errors else [],
    )  # fmt: skip


@room.route("/policy/edit", methods=["GET", "POST"])
@needs(Permission.POLICY_EDIT)
def edit_policy() -> Any:
    """Change the policy; running loans keep theirs. `from` begins with another one's."""
    preset = _preset(request.args.get("from", ""))
    form = PolicyForm(locale=_locale(), before=preset.policy if preset else queries.rules_in_force())
    if form.validate_on_submit():
        with told_on(form):
            try:
                actions.set_policy(g.actor, form.document(), now=now())
            except PolicyFlaw as flaw:
                flaw.field = flaw.field or form.field_of(str(flaw.particulars["where"]))
                tell(form, flaw)
            else:
                say_done(_("Saved. Loans that run keep the policy they began with."))
                return redirect(url_for(".policy"), 303)
    return page("inventory/applications/edit_policy.html", form=form, preset=preset, presets=PRESETS)


def _preset(name: str) -> Preset | None:
    if name == "default":
        return Preset(_("a usual digibank"), DEFAULT)
    if name and name not in PRESETS:
        raise NotHere
    return PRESETS.get(name)


def _next_page(application: Application) -> str:
    """The next question while one can still matter, else the application with its result."""
    assessment = queries.assessment_of(application)
    endpoint = ".ask" if assessment.to_ask else ".show"
    return url_for(endpoint, number=application.id)


def _question(assessment: Assessment, code: str) -> Criterion | None:
    """The question asked for, or without a code the next one; None when there is nothing to ask."""
    if code:
        asked = [finding.criterion for finding in assessment.findings if finding.criterion.code == code]
        if not asked:
            raise NotHere
        return asked[0]
    return assessment.to_ask[0] if assessment.to_ask else None


def _previous(assessment: Assessment, criterion: Criterion) -> Criterion | None:
    """The question that stands before this one."""
    codes = [finding.criterion for finding in assessment.findings]
    at = codes.index(criterion)
    return codes[at - 1] if at else None


def _second_language(criterion: Criterion, application: Application) -> tuple[str, str] | None:
    """The question once more for the applicant: as chosen with `also`, or as they speak; (language, text)."""
    wanted = request.args.get("also") or application.borrower.language.value
    text = criterion.text.get(wanted)
    return (wanted, text) if text and wanted != _locale() else None


def _text_in_page_language(texts: dict[str, str]) -> str:
    return said(texts, _locale())


def _locale() -> str:
    return tongue()
