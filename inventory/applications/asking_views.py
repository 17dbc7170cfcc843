"""The questions of the screening, one by one: each answer is a button, and which proof was seen."""

from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _

from inventory.applications import actions, asking, queries, uitpas, uitpas_register
from inventory.applications.assessment import Assessment
from inventory.applications.door import room
from inventory.applications.forms import (
    AnswerForm,
    CardForm,
    VouchForm,
    chosen_service,
)
from inventory.applications.models import Application
from inventory.applications.policy import (
    Criterion,
    ProofKind,
    said,
)
from inventory.applications.states import ApplicationState
from inventory.foundation.clock import now
from inventory.foundation.refusal import NotHere
from inventory.foundation.tongue import tongue
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission


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
            asking.answer(
                g.actor, application, criterion.code, outcome, proof=proof, now=now(),
                valid_until=form.valid_until.data,
            )  # fmt: skip
            return redirect(next_page(application), 303)
    return _question_page(form, application, assessment, criterion)


@room.post("/<int:number>/ask/<code>/card")
@needs(Permission.APPLICATION_SEE)
def look_at_card(number: int, code: str) -> Any:
    """What a UiTPAS tells, by its register or by its number; nothing of it is kept, the answer is a person's."""
    application = queries.get_application(number)
    assessment = queries.assessment_of(application)
    criterion, card, seen = _question(assessment, code), CardForm(), None
    if criterion is None or ProofKind.CARD not in criterion.proofs:
        raise NotHere
    if card.validate_on_submit():
        with told_on(card):
            seen = uitpas_register.look(uitpas.read(card.number.data or ""), locale=tongue())
    form = AnswerForm(criterion, formdata=None)
    body, status = _question_page(form, application, assessment, criterion, card=card, seen=seen)
    return body, 422 if card.errors else status


def _question_page(
    form: AnswerForm, application: Application, assessment: Assessment, criterion: Criterion, *,
    card: CardForm | None = None, seen: uitpas.CardSeen | None = None,
) -> Any:  # fmt: skip
    return page(
        "inventory/applications/ask.html",
        form=form, application=application, assessment=assessment, criterion=criterion,
        vouch=VouchForm(formdata=None), also=_second_language(criterion, application), seen=seen,
        card_form=card if card is not None else CardForm(formdata=None),
        locale_text=text_here, previous=_previous(assessment, criterion),
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
    return redirect(next_page(application), 303)


def next_page(application: Application) -> str:
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
    return (wanted, text) if text and wanted != tongue() else None


def text_here(texts: dict[str, str]) -> str:
    return said(texts, tongue())
