"""The applicant's own door: ask for a laptop oneself, one question per page, kept as one goes.

The address of a begun form is its key: who holds it goes on, on any device, and sees afterwards how the
application stands. Nobody is told here whether we know someone already.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    request,
    session,
    url_for,
)
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from inventory.applications import queries
from inventory.applications.models import Application
from inventory.applications.policy import Door, LendingPolicy, said
from inventory.applications.states import Wish
from inventory.borrowers.rules import Language, spoken_phone
from inventory.contacts.rules import Purpose, ReferralChannel
from inventory.digibank.doorman import limiter
from inventory.digibank.models import Digibank
from inventory.foundation import qr
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.refusal import SomeoneElseWasFirst
from inventory.foundation.tenancy import inside
from inventory.foundation.tongue import tongue
from inventory.foundation.web import needs, open_to_anyone, page, told_on
from inventory.permissions import Permission
from inventory.portal import applying_deeds as deeds
from inventory.portal import applying_rules as rules
from inventory.portal import inviting
from inventory.portal.applying_questions import HEARD_FROM, Ask, SendForm, page_for
from inventory.portal.applying_rules import CHECK, OWN_NAMES, ForWhom, Helper, Question, Word
from inventory.portal.found import is_signed_in
from inventory.portal.inviting_rules import InvitationOver, InvitationState, state_of
from inventory.portal.models import BegunForm, FormInvitation
from inventory.wording import say

room = Blueprint("applying", __name__)

#: a whole library may sit behind one address, and sees its own helpers pass; a stranger begins no more than this,
#: so that none uses up alone what a digibank takes in a day
_PACE_OF_BEGINNING = "20 per day"
#: a form is some fifteen pages; who tries all links is slowed down long before
_PACE = "120 per minute; 1500 per hour"
_BECAUSE = "who needs a laptop has no account; the link itself is the key, and cannot be guessed"
_EXPLAINED = {"purpose": Purpose, "language": Language, "for_whom": ForWhom, "helper": Helper, "word": Word}
_PICTURES = {
    Question.FOR_WHOM: {ForWhom.MYSELF: "person", ForWhom.CHILD: "people", ForWhom.YOUNG: "info"},
    Question.PURPOSE: {
        Purpose.TRAINING: "workshop", Purpose.SCHOOLWORK: "pen", Purpose.LANGUAGE_CLASS: "globe",
        Purpose.JOB_SEARCH: "search", Purpose.ADMINISTRATION: "file", Purpose.SOCIAL_CONTACT: "heart",
        Purpose.OTHER: "dots",
    },
}  # fmt: skip
_OF_A_WORD = {Word.YES: "check", Word.NO: "cross", Word.UNKNOWN: "info"}


@room.route("/apply/<where>", methods=["GET", "POST"])
@limiter.limit(
    _PACE_OF_BEGINNING, methods=["POST"], key_func=lambda: rules.neighbourhood(get_remote_address()),
    exempt_when=is_signed_in,
)  # fmt: skip
@open_to_anyone(because="who needs a laptop has no account; the page asks, and tells nothing of anyone")
def begin(where: str) -> Any:
    """The first question; or, where this door is closed, where to go instead."""
    owner = deeds.find_open_house(where[:40])
    if owner is None:
        abort(404)
    g.digibank = owner
    with inside(owner.id):
        policy = queries.rules_in_force()
        seen = rules.as_seen(policy, is_invited=False)
        if not rules.doors_here(seen):
            return _closed(owner, policy)
        return _first_page(owner, seen, None)


@room.route("/apply/invited/<token>", methods=["GET", "POST"])
@limiter.limit(_PACE, exempt_when=is_signed_in)
@open_to_anyone(because="who was invited has no account; the link itself is the key, and cannot be guessed")
def invited(token: str) -> Any:
    """The first question for who was invited, once; or why the link opens nothing any more."""
    found = inviting.find(token)
    if found is None:
        return page("inventory/portal/applying_not_invited.html", state=None, owner=None, dial="")[0], 404
    invitation_id, owner = found
    g.digibank = owner
    with inside(owner.id):
        invitation = db.session.get_one(FormInvitation, invitation_id)
        policy = queries.rules_in_force()
        state = state_of(invitation, now())
        try:
            if Door.INVITED not in (policy.doors or ()):
                response = make_response(_closed(owner, policy))
            elif state is not InvitationState.OPEN:
                response = _not_invited(owner, state)
            else:
                seen = rules.as_seen(policy, is_invited=True)
                response = make_response(_first_page(owner, seen, invitation))
        except InvitationOver:
            # Twice at the same moment: the other one has the form.
            response = _not_invited(owner, InvitationState.USED)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _not_invited(owner: Digibank, state: InvitationState) -> Response:
    said = page("inventory/portal/applying_not_invited.html", state=state, owner=owner, dial=_dial(owner))[0]
    return make_response(said, InvitationOver.status)


def _first_page(owner: Digibank, policy: LendingPolicy, invitation: FormInvitation | None) -> Any:
    form = page_for(Question.FOR_WHOM, policy, {})
    if form.validate_on_submit():
        if form.website.data:  # type: ignore[attr-defined]  # the first page has it
            return redirect(request.path, 303)
        if form.values()["for_whom"] == ForWhom.YOUNG:
            return page(
                "inventory/portal/applying_young.html", owner=owner, dial=_dial(owner), back=request.path
            )
        try:
            begun = deeds.begin(
                deeds.applicant(owner.id), form.values(), locale=tongue(), now=now(), invitation=invitation
            )
        except rules.TooManyBegun:
            return _too_many(owner)
        return redirect(url_for(".ask", token=begun.token, question=Question.NAME), 303)
    return page(
        "inventory/portal/applying_question.html", owner=owner, policy=policy, begins=True,
        **_shown(Question.FOR_WHOM, form, {}, policy), invited=invitation is not None,
        with_helper=rules.needs_a_digihelper(policy),
    )  # fmt: skip


@room.get("/a/<token>")
@limiter.limit(_PACE, exempt_when=is_signed_in)
@open_to_anyone(because=_BECAUSE)
def show(token: str) -> Any:
    """Go on where one was; after sending, how it stands."""
    return _as_theirs(token, _go_on)


@room.route("/a/<token>/<question>", methods=["GET", "POST"])
@limiter.limit(_PACE, exempt_when=is_signed_in)
@open_to_anyone(because=_BECAUSE)
def ask(token: str, question: str) -> Any:
    """One question, filled with what was answered before."""
    return _as_theirs(token, lambda begun, owner: _ask(begun, owner, question))


@room.route("/a/<token>/check", methods=["GET", "POST"])
@limiter.limit(_PACE, exempt_when=is_signed_in)
@open_to_anyone(because=_BECAUSE)
def check(token: str) -> Any:
    """Everything once more, and the button that sends it."""
    return _as_theirs(token, _check)


@room.get("/a/<token>/later")
@limiter.limit(_PACE, exempt_when=is_signed_in)
@open_to_anyone(because=_BECAUSE)
def later(token: str) -> Any:
    """How to go on later, or on another device."""
    return _as_theirs(token, _later)


@room.post("/a/<token>/withdraw")
@limiter.limit(_PACE, exempt_when=is_signed_in)
@open_to_anyone(because=_BECAUSE)
def withdraw(token: str) -> Any:
    """The applicant does not need it any more."""
    return _as_theirs(token, _withdraw)


@room.get("/<digibank>/applications/own-form")
@needs(Permission.APPLICATION_SEE)
def poster() -> Any:
    """The address of the form, large and as a QR: for a flyer, or for the wall of the library."""
    address, policy = url_for(".begin", where=g.digibank.slug, _external=True), queries.rules_in_force()
    calls = []
    for language in current_app.config["LANGUAGES"]:
        with force_locale(language):
            calls.append((language, _("Borrow a laptop? Ask for it here.")))
    return page(
        "inventory/portal/applying_poster.html", calls=calls, address=address,
        square=qr.svg(address, _("The form as a QR code")),
        is_open=bool(rules.doors_here(rules.as_seen(policy, is_invited=False))),
        invites=Door.INVITED in (policy.doors or ()),
    )  # fmt: skip


@room.errorhandler(429)
def _slowed_down(error: Any) -> Any:
    """Who begins too often is told the phone number; whoever else is too quick, what the house says to everyone."""
    if request.endpoint == f"{room.name}.begin":
        return _too_many(deeds.find_open_house((request.view_args or {})["where"][:40]))
    of_everyone: Any = next(iter(current_app.error_handler_spec[None][429].values()))
    return of_everyone(error)


def _too_many(owner: Digibank | None) -> Response:
    """Nobody did anything wrong who reads this: it was a busy day, and there is a telephone."""
    if owner is None:
        abort(404)
    g.digibank = owner
    said = page("inventory/portal/applying_many.html", owner=owner, dial=_dial(owner))[0]
    return make_response(said, rules.TooManyBegun.status)


def _closed(owner: Digibank, policy: LendingPolicy) -> Any:
    doors = set(policy.doors or ())
    return page(
        "inventory/portal/applying_closed.html", owner=owner, dial=_dial(owner),
        at_desk=not doors or Door.DESK in doors, by_service=bool(doors & {Door.REFERRER, Door.INTERNAL}),
        by_invitation=Door.INVITED in doors,
    )  # fmt: skip


def _as_theirs(token: str, answer: Callable[[BegunForm, Digibank], Any]) -> Any:
    """What `answer` says about the form of this link, inside its digibank and in its reader's language."""
    found = deeds.find(token)
    if found is None:
        return page("inventory/portal/applying_unknown.html", days=rules.KEPT.days)[0], 404
    form_id, owner = found
    g.digibank = owner
    with inside(owner.id):
        begun = db.session.get_one(BegunForm, form_id)
        get_locale()  # keeps a language that was chosen on this page in the session
        with force_locale(session.get("lang") or begun.locale):
            response: Response = make_response(answer(begun, owner))
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _go_on(begun: BegunForm, owner: Digibank) -> Any:
    if begun.application is not None:
        return _stands(begun, begun.application, owner)
    question = rules.next_open(begun.answers, deeds.rules_now(begun))
    return redirect(_way_to(begun, question), 303)


def _way_to(begun: BegunForm, question: str) -> str:
    if question == CHECK:
        return url_for(".check", token=begun.token)
    return url_for(".ask", token=begun.token, question=question)


def _ask(begun: BegunForm, owner: Digibank, question: str) -> Any:
    if begun.application_id is not None:
        return redirect(url_for(".show", token=begun.token), 303)
    policy = deeds.rules_now(begun)
    if question not in set(Question) and rules.criterion_of(question, policy) is None:
        # Nobody's question, or one that the policy no longer asks.
        return redirect(url_for(".show", token=begun.token), 303)
    answers = begun.answers
    form = page_for(question, policy, answers.get(question, {}))
    if form.validate_on_submit():
        if form.values().get("for_whom") == ForWhom.YOUNG:
            back = url_for(".ask", token=begun.token, question=question)
            return page("inventory/portal/applying_young.html", owner=owner, dial=_dial(owner), back=back)
        with told_on(form):
            deeds.keep(
                deeds.applicant(owner.id), begun, question, form.values(), locale=tongue(), now=now()
            )  # fmt: skip
            return redirect(_way_to(begun, rules.following(question, begun.answers, policy)), 303)
    return page(
        "inventory/portal/applying_question.html", owner=owner, policy=policy, begins=False,
        **_shown(question, form, answers, policy), token=begun.token,
        back=rules.before(question, answers, policy), invited=False, with_helper=False,
    )  # fmt: skip


def _shown(question: str, form: Ask, answers: rules.Answers, policy: LendingPolicy) -> dict[str, Any]:
    """What the page of a question shows beside its form."""
    criterion = rules.criterion_of(question, policy)
    at, of = rules.place(question, answers, policy)
    pictures: Any = _OF_A_WORD if criterion else _PICTURES.get(Question(question), {})
    return {
        "form": form,
        "question": question,
        "at": at,
        "of": of,
        "title": said(criterion.text, tongue()) if criterion else say(Question(question)),
        "of_policy": criterion is not None,
        "pictures": pictures,
        "own_names": OWN_NAMES,
        "locale": tongue(),
    }


def _check(begun: BegunForm, owner: Digibank) -> Any:
    if begun.application_id is not None:
        return redirect(url_for(".show", token=begun.token), 303)
    policy = deeds.rules_now(begun)
    form, question = SendForm(policy), rules.next_open(begun.answers, policy)
    if question != CHECK:
        return redirect(_way_to(begun, question), 303)
    if form.validate_on_submit():
        with told_on(form):
            # Sent from another window a moment ago: it went, and this is its page too.
            with suppress(SomeoneElseWasFirst):
                deeds.send(deeds.applicant(owner.id), begun, groups=form.chosen(), locale=tongue(), now=now())
            return redirect(url_for(".show", token=begun.token), 303)
    return page(
        "inventory/portal/applying_check.html", form=form, owner=owner, token=begun.token,
        rows=_rows(begun.answers, policy), back=rules.before(CHECK, begun.answers, policy), locale=tongue(),
    )  # fmt: skip


def _rows(answers: rules.Answers, policy: LendingPolicy) -> list[tuple[str, str, str]]:
    """Question by question: its name, what was asked, and what was answered, as people say it."""
    rows = []
    for question in rules.road(answers, policy):
        if question not in answers:
            continue
        criterion = rules.criterion_of(question, policy)
        asked = said(criterion.text, tongue()) if criterion else say(Question(question))
        rows.append((question, asked, " · ".join(_told(answers[question]))))
    return rows


def _told(answer: Any) -> list[str]:
    told = []
    for name, value in answer.items():
        if name == "wishes":
            told += [say(Wish(one)) for one in value]
        elif name == "channel":
            told.append(str(HEARD_FROM.get(ReferralChannel(value), value)))
        elif name == "phone":
            told.append(spoken_phone(value))
        else:
            told.append(say(_EXPLAINED[name](value)) if name in _EXPLAINED else str(value))
    return told or [_("Nothing")]


def _later(begun: BegunForm, owner: Digibank) -> Any:
    if begun.application_id is not None:
        return redirect(url_for(".show", token=begun.token), 303)
    link = deeds.link_to(begun.token)
    return page(
        "inventory/portal/applying_later.html", owner=owner, link=link, days=rules.KEPT.days,
        square=qr.svg(link, _("Your form as a QR code")), token=begun.token, locale=tongue(),
        mailed=deeds.was_mailed_to(begun, begun.answers.get(Question.REACH, {}).get("email", "")),
    )  # fmt: skip


def _stands(begun: BegunForm, application: Application, owner: Digibank) -> Any:
    if deeds.is_over(begun, now()):
        return page("inventory/portal/applying_over.html", owner=owner, dial=_dial(owner))[0], 410
    assessment = queries.assessment_of(application)
    return page(
        "inventory/portal/applying_stands.html", owner=owner, application=application, token=begun.token,
        number=begun.told_number, dial=_dial(owner), link=deeds.link_to(begun.token), locale=tongue(),
        bring=[said(criterion.text, tongue()) for criterion in assessment.to_show],
        withdraw=SendForm(LendingPolicy()),
    )  # fmt: skip


def _withdraw(begun: BegunForm, owner: Digibank) -> Any:
    deeds.withdraw(deeds.applicant(owner.id), begun, now=now())
    return redirect(url_for(".show", token=begun.token), 303)


def _dial(owner: Digibank) -> str:
    """The number as a phone dials it."""
    return "".join(character for character in owner.phone if character in "+0123456789")
