"""What persons ask about their own data, everything that is known of one, and who opened whose file."""

import json
from datetime import datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from inventory.borrowers import actions as borrowers
from inventory.borrowers.models import Borrower
from inventory.deposits.papers import as_response
from inventory.digibank.models import Membership
from inventory.digibank.numbers import get_by_code
from inventory.foundation.asked_period import asked_period
from inventory.foundation.clock import BRUSSELS, now, today
from inventory.foundation.database import db
from inventory.foundation.listing import shelf
from inventory.foundation.looking import PageKind, looked_at, looks
from inventory.foundation.period import Period
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.lending import calling
from inventory.permissions import Permission
from inventory.rights import actions, letter, offered, telling
from inventory.rights import expiring as _expiring  # noqa: F401  # how long things are known is offered at import
from inventory.rights import looks as look_log
from inventory.rights.breach_views import breach_room
from inventory.rights.forms import AnswerForm, AskForm, LongerForm
from inventory.rights.models import FileLook, PersonRequest
from inventory.rights.notice_views import notice_room
from inventory.rights.rules import Answer, Asker, PartThatWent, RequestKind

room = Blueprint("rights", __name__, url_prefix="/<digibank>/rights")
room.register_blueprint(breach_room)
room.register_blueprint(notice_room)
offered.hang()

#: languages in which a letter can be written
_LANGUAGES = ("nl", "fr", "en")


@room.after_app_request
def write_down_who_looked(response: Response) -> Response:
    """Whose files this page showed is written down once it has left; a machine's key looks as who made it."""
    actor, seen = g.get("actor"), looks()
    if seen and actor is not None and actor.user_id is not None and response.status_code == 200:
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy has it
        errand = look_log.errand(app, actor, seen, now())
        if errand is not None:
            response.call_on_close(errand)
    return response


@room.get("/")
@needs(Permission.RIGHTS_SEE)
def index() -> Any:
    """Every request that waits for an answer, the most urgent on top; and those that were answered."""
    answered = request.args.get("show") == "answered"
    query = select(PersonRequest)
    if answered:
        rows = shelf(query.where(PersonRequest.answered_on.is_not(None)), PersonRequest.id, descending=True)
    else:
        rows = shelf(query.where(PersonRequest.answered_on.is_(None)), PersonRequest.due_on, PersonRequest.id)
    return page("inventory/rights/index.html", shelf=rows, answered=answered, today=today())


@room.get("/people/<code>")
@needs(Permission.RIGHTS_ANSWER)
def person(code: str) -> Any:
    """Everything that every room knows of someone, and what they asked about it."""
    borrower = _known(code)
    looked_at(borrower.id, PageKind.COPY)
    return page(
        "inventory/rights/person.html",
        borrower=borrower,
        lists=telling.told(telling.sections_of(borrower)),
        requests=telling.requests_of(borrower),
        holds=actions.holds_of(borrower),
        locale_of_letter=letter.language_of(borrower, g.digibank),
        no_texts=calling.objects_to_texts(borrower),
    )


@room.get("/people/<code>/copy.pdf")
@needs(Permission.RIGHTS_ANSWER)
def copy_pdf(code: str) -> Any:
    """The same as a letter, in the language of the person or in the one that is asked for."""
    borrower, locale = _known(code), request.args.get("in", "")
    looked_at(borrower.id, PageKind.COPY)
    locale = locale if locale in _LANGUAGES else letter.language_of(borrower, g.digibank)
    with force_locale(locale):
        sections = telling.sections_of(borrower)
    pdf = letter.draw_copy(borrower, sections, letter.sender_of(g.digibank), on=today(), locale=locale)
    return as_response(pdf, f"{borrower.code}-{today().isoformat()}")


@room.get("/people/<code>/copy.json")
@needs(Permission.RIGHTS_ANSWER)
def copy_json(code: str) -> Any:
    """The same for a machine (art. 20), to hand over."""
    borrower = _known(code)
    looked_at(borrower.id, PageKind.COPY)
    told = telling.document(borrower, telling.sections_of(borrower), now=now())
    headers = {
        "Content-Disposition": f'attachment; filename="{borrower.code}.json"',
        "Cache-Control": "no-store",
    }
    content = json.dumps(told, ensure_ascii=False, indent=1)
    return Response(content, content_type="application/json", headers=headers)


@room.route("/people/<code>/ask", methods=["GET", "POST"])
@needs(Permission.RIGHTS_ASK)
def ask(code: str) -> Any:
    """Write down that someone asks something about the own data."""
    borrower = _known(code)
    form = AskForm(received_on=today(), asker=Asker.PERSON.value)
    if form.validate_on_submit():
        with told_on(form):
            asked = actions.ask(
                g.actor, borrower, RequestKind(form.kind.data), asker=Asker(form.asker.data),
                identity=form.identity.data or "", received_on=form.received_on.data,
                asked=form.asked.data or "", now=now(),
            )  # fmt: skip
            say_done(_("Written down. Answer before %(day)s.", day=offered.said(asked.due_on)))
            if g.actor.may(Permission.RIGHTS_SEE):
                return redirect(url_for(".show", person_request_id=asked.id), 303)
            return redirect(url_for("borrowers.show", code=borrower.code), 303)
    return page("inventory/rights/ask.html", form=form, borrower=borrower)


@room.get("/requests/<int:person_request_id>")
@needs(Permission.RIGHTS_SEE)
def show(person_request_id: int) -> Any:
    """One request: what, by whom, until when, and what can be done now."""
    found = actions.get_request(person_request_id)
    return page(
        "inventory/rights/show.html",
        one=found,
        today=today(),
        holds=actions.holds_of(found.borrower) if found.kind is RequestKind.ERASURE else [],
        PartThatWent=PartThatWent,
        form=None,
    )


@room.route("/requests/<int:person_request_id>/answer", methods=["GET", "POST"])
@needs(Permission.RIGHTS_ANSWER)
def answer(person_request_id: int) -> Any:
    """Answer; what is granted is done in the same moment."""
    found, form = actions.get_request(person_request_id), AnswerForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.answer(
                g.actor, found, Answer(form.answer.data), words=form.in_words.data or "", now=now()
            )
            say_done(_("Answered."))
            return redirect(url_for(".show", person_request_id=found.id), 303)
    is_erasure = found.kind is RequestKind.ERASURE
    parts = (
        [PartThatWent(part.key) for part in actions.parts_of(found.borrower, today())] if is_erasure else []
    )
    if is_erasure and not parts:
        form.offer_no_part()
    holds = actions.holds_of(found.borrower) if is_erasure else []
    return page("inventory/rights/answer.html", form=form, one=found, holds=holds, parts=parts)


@room.route("/requests/<int:person_request_id>/longer", methods=["GET", "POST"])
@needs(Permission.RIGHTS_ANSWER)
def longer(person_request_id: int) -> Any:
    """It takes two months longer, and why."""
    found, form = actions.get_request(person_request_id), LongerForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.make_longer(g.actor, found, because=form.because.data or "", now=now())
            say_done(
                _(
                    "The new last day is %(day)s. Tell the person: print the letter.",
                    day=offered.said(found.due_on),
                )
            )
            return redirect(url_for(".show", person_request_id=found.id), 303)
    return page("inventory/rights/longer.html", form=form, one=found)


@room.get("/requests/<int:person_request_id>/letter.pdf")
@needs(Permission.RIGHTS_ANSWER)
def letter_pdf(person_request_id: int) -> Any:
    """The answer as a letter, in the language of the person."""
    found = actions.get_request(person_request_id)
    if found.borrower.is_forgotten:
        raise NotHere
    locale = letter.language_of(found.borrower, g.digibank)
    holds = actions.holds_of(found.borrower)
    pdf = letter.draw_answer(found, letter.sender_of(g.digibank), holds=holds, on=today(), locale=locale)
    return as_response(pdf, f"{found.borrower.code}-{found.id}")


@room.post("/people/<code>/use-again")
@needs(Permission.RIGHTS_ANSWER)
def use_again(code: str) -> Any:
    """The person takes the restriction back."""
    borrower = _known(code)
    borrowers.lift_restriction(g.actor, borrower, now=now())
    say_done(_("The data of %(name)s may be used again.", name=borrower.short_name))
    return redirect(url_for(".person", code=borrower.code), 303)


@room.post("/people/<code>/call-again")
@needs(Permission.RIGHTS_ANSWER)
def call_again(code: str) -> Any:
    """The person may be called again."""
    borrower = _known(code)
    borrowers.calls_again(g.actor, borrower, now=now())
    say_done(_("%(name)s may be called again.", name=borrower.short_name))
    return redirect(url_for(".person", code=borrower.code), 303)


@room.post("/people/<code>/text-again")
@needs(Permission.RIGHTS_ANSWER)
def text_again(code: str) -> Any:
    """The person may be sent text messages again."""
    borrower = _known(code)
    calling.allow_texts(g.actor, borrower, now=now())
    say_done(_("%(name)s may be sent text messages again.", name=borrower.short_name))
    return redirect(url_for(".person", code=borrower.code), 303)


@room.get("/people/<code>/looks")
@needs(Permission.RIGHTS_ANSWER)
def looks_of_person(code: str) -> Any:
    """Who opened this file, in the days that are asked for."""
    borrower, asked = _known(code), _last_weeks()
    query = look_log.of_file(borrower, *_moments(asked.period))
    rows = shelf(query, FileLook.hour, FileLook.id, descending=True)
    roles = telling.roles_of({one.user_id for one in rows.rows})
    return page(
        "inventory/rights/looks.html", borrower=borrower, member=None, shelf=rows, asked=asked, roles=roles
    )


@room.get("/members/<int:membership_id>/looks")
@needs(Permission.RIGHTS_ANSWER)
def looks_of_member(membership_id: int) -> Any:
    """Whose files a colleague opened, in the days that are asked for."""
    member = db.session.scalar(select(Membership).where(Membership.id == membership_id))
    if member is None:
        raise NotHere
    asked = _last_weeks()
    query = look_log.of_member(member.user_id, *_moments(asked.period))
    rows = shelf(query, FileLook.hour, FileLook.id, descending=True)
    return page(
        "inventory/rights/looks.html", borrower=None, member=member, shelf=rows, asked=asked, roles={}
    )


def _last_weeks() -> Any:
    return asked_period(today(), Period(today() - timedelta(days=27), today()))


def _moments(period: Period) -> tuple[datetime, datetime]:
    """From the first moment of the first day to the last of the last, here."""
    since = datetime.combine(period.since, time(), BRUSSELS)
    return since, datetime.combine(period.until + timedelta(days=1), time(), BRUSSELS)


def _known(code: str) -> Borrower:
    """The person with this pass; nobody is told of who was forgotten."""
    borrower = get_by_code(Borrower, code)
    if borrower.is_forgotten:
        raise NotHere
    return borrower
