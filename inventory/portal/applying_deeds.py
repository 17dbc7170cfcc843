"""What is done with an applicant's own form: begin, answer, send, withdraw; and forget what nobody finished.

Whoever applies is always written down as someone new: whom we know already is told to no stranger. The desk,
which sees who looks alike, decides whether it is the same one.
"""

import hmac
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import func, select

from inventory.applications import actions as applications
from inventory.applications import asking
from inventory.applications.models import Application
from inventory.applications.policy import LendingPolicy, said
from inventory.applications.queries import policy_in_force, rules_in_force
from inventory.applications.states import Wish
from inventory.borrowers import actions as borrowers
from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import Language, is_called
from inventory.contacts.groups import answer as say_groups
from inventory.contacts.models import TargetGroup
from inventory.contacts.rules import Purpose, ReferralChannel
from inventory.digibank.models import Digibank
from inventory.foundation import chance
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import now as this_moment
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from inventory.foundation.outbox import Letter, post
from inventory.foundation.refusal import SomeoneElseWasFirst
from inventory.foundation.tenancy import everywhere
from inventory.foundation.transaction import attempt, hold, transaction
from inventory.permissions import Permission
from inventory.portal import applying_rules as rules
from inventory.portal import inviting
from inventory.portal.applying_rules import CHECK, ForWhom, Helper, Question
from inventory.portal.inviting_rules import use
from inventory.portal.models import BegunForm, FormInvitation

#: one address gets no second letter of a sort within this, however many forms a stranger fills in with it
_MAILED_ONCE_IN = timedelta(days=1)
#: who mistypes an address corrects it; who names more than this with one form is no applicant
_MOST_ADDRESSES = 3


def applicant(digibank_id: int) -> Actor:
    """Whoever fills in the form: nobody signed in, who may ask and nothing else."""
    return Actor.house("the applicant", digibank_id, [Permission.APPLICATION_REGISTER])


def find(token: str) -> tuple[int, Digibank] | None:
    """The form behind this link, and whose it is; None when there is none (any more)."""
    if not rules.is_a_link(token):
        return None
    with everywhere(because="the link says which form, and only the form says which digibank"):
        row = db.session.execute(select(BegunForm).where(BegunForm.token == token.upper())).scalar()
        return (row.id, db.session.get_one(Digibank, row.digibank_id)) if row is not None else None


def find_open_house(slug: str) -> Digibank | None:
    """The digibank of this name; its own form is an address that it hands out itself."""
    return db.session.execute(select(Digibank).where(Digibank.slug == slug)).scalar()


def link_to(token: str) -> str:
    """The own link of a form, whole."""
    address = url_for("applying.show", token=token)
    return f"{current_app.config['PUBLIC_URL']}{address}"


def rules_now(form: BegunForm) -> LendingPolicy:
    """The policy in force, with the doors that are open to this form."""
    return rules.as_seen(rules_in_force(), is_invited=form.invitation_id is not None)


def begin(
    actor: Actor, values: Mapping[str, Any], *, locale: str, now: datetime, invitation: Any = None
) -> BegunForm:
    """Someone answered the first question. TooManyBegun when it is no longer likely that people do.

    With an `invitation` it is used from now on: InvitationOver when it was before, taken back or too old.
    """
    actor.must(Permission.APPLICATION_REGISTER)
    with transaction():
        if invitation is not None:
            hold(invitation)
            use(invitation, now)
        today = select(func.count(BegunForm.id)).where(
            BegunForm.begun_at > now - timedelta(days=1), BegunForm.sent_at.is_(None)
        )
        if db.session.execute(today).scalar_one() >= rules.MOST_BEGUN_A_DAY:
            raise rules.TooManyBegun
        form = BegunForm(
            token=_new_token(), locale=locale, begun_at=now, changed_at=now,
            answers={Question.FOR_WHOM.value: dict(values)},
            invitation_id=invitation.id if invitation is not None else None,
        )  # fmt: skip
        db.session.add(form)
        db.session.flush()  # the trace names its id
        record(actor, "portal.form_begun", form, now=now)
    return form


def keep(
    actor: Actor, form: BegunForm, question: str, values: Mapping[str, Any], *, locale: str, now: datetime
) -> None:
    """Keep one answer; again corrects it. Only what was answered is kept. SentAlready once the form is gone.

    Another mail address takes the key from the one that had it: the form may get another token.
    """
    actor.must(Permission.APPLICATION_REGISTER)
    with transaction():
        if form.application_id is not None:
            raise rules.SentAlready
        given = {name: value for name, value in values.items() if value not in ("", None, [])}
        form.answers = {**form.answers, question: given}
        form.locale, form.changed_at = locale, now
        record(actor, "portal.form_answered", form, now=now, question=question)
        if question == Question.REACH:
            _take_the_key_back(form, but_from=given.get("email", ""))
            if given.get("email"):
                _write_where_to_go_on(form, given["email"], now)


def send(
    actor: Actor, form: BegunForm, *, locale: str, now: datetime, groups: Collection[TargetGroup] = ()
) -> Application:
    """The answers become an application, of someone new. Sent twice it is still the first one.

    DoorIsClosed when the policy closed it meanwhile, NotYetAll when something is missing: the form stays.
    """
    actor.must(Permission.APPLICATION_REGISTER)
    with transaction():
        if form.application is not None:
            return form.application
        policy, answers = rules_now(form), form.answers
        door = rules.door_of(answers, policy)
        if rules.next_open(answers, policy) != CHECK:
            raise rules.NotYetAll
        digibank = db.session.get_one(Digibank, actor.digibank_id)
        borrower = borrowers.register(actor, _details(answers, digibank), now=now)
        say_groups(actor, borrower, groups, now=now)
        application = applications.apply(
            actor, borrower, purpose=Purpose(_one(answers, Question.PURPOSE, "purpose")), door=door,
            channel=ReferralChannel(_one(answers, Question.HEARD, "channel")),
            wishes=[Wish(one) for one in _one(answers, Question.WISHES, "wishes", [])],
            note=_note(answers, digibank), now=now,
        )  # fmt: skip
        application.heard_from = _one(answers, Question.HEARD, "which")
        if _one(answers, Question.HELP, "helper") == Helper.DIGIHELPER:
            application.helped_by = _one(answers, Question.HELP, "helper_name")
            application.helped_from = _one(answers, Question.HELP, "organisation")
        for seen in rules.seen_in(answers, policy):
            asking.answer(actor, application, seen.code, seen.outcome, proof=seen.proof, now=now)
        bring = rules.to_bring(answers, policy)
        form.application, form.application_id, form.sent_at = application, application.id, now
        form.answers, form.locale, form.changed_at = {}, locale, now
        form.told_number = borrower.spoken
        _forget_letters(form)
        record(actor, "portal.form_sent", form, now=now, application_id=application.id)
        if borrower.email:
            # Nobody proved that the address is theirs, so that the letter says no word that they chose.
            _post_once_a_day(
                "portal/applied", borrower.email, locale=locale, now=now, digibank=digibank, of=application,
                spoken=borrower.spoken, link=link_to(form.token),
                bring=[said(criterion.text, locale) for criterion in bring],
            )  # fmt: skip
    return application


def withdraw(actor: Actor, form: BegunForm, *, now: datetime) -> None:
    """The applicant does not need it any more; without an application there is nothing to withdraw."""
    if form.application is None or not form.application.is_open:
        return
    with transaction():
        applications.withdraw(actor, form.application, now=now)
        form.changed_at = now


def is_over(form: BegunForm, now: datetime) -> bool:
    """Was it closed so long ago that the link tells no longer how? While it waits or a laptop comes, it is not."""
    application = form.application
    if application is None or application.is_open:
        return False
    # A withdrawal is no decision: there counts what the applicant did last.
    return now - max(application.decided_at or form.changed_at, form.changed_at) > rules.TOLD


def rules_for(form: BegunForm) -> LendingPolicy:
    """The policy by which this form is read: of a decided application its own, else the one in force."""
    if form.application is not None and form.application.policy is not None:
        return form.application.policy.rules
    policy = policy_in_force()
    return policy.rules if policy else LendingPolicy()


def _one(answers: rules.Answers, question: str, name: str, otherwise: Any = "") -> Any:
    return answers.get(question, {}).get(name, otherwise)


def _details(answers: rules.Answers, digibank: Digibank) -> borrowers.Details:
    reach = answers[Question.REACH]
    phone, email = reach.get("phone", ""), reach.get("email", "")
    with force_locale(digibank.locale):
        via = _("To be reached through: %(who)s", who=reach["via"]) if reach.get("via") else ""
    return borrowers.Details(
        first_name=_one(answers, Question.NAME, "first_name"),
        last_name=_one(answers, Question.NAME, "last_name"),
        birth_year=int(_one(answers, Question.BORN, "birth_year")),
        postcode=_one(answers, Question.LIVES, "postcode"),
        municipality=_one(answers, Question.LIVES, "municipality"),
        phone=phone,
        email=email,
        language=Language(_one(answers, Question.LANGUAGE, "language")),
        contact_channel=rules.best_channel(phone, email),
        note=via,
    )


def _note(answers: rules.Answers, digibank: Digibank) -> str:
    """What the desk reads beside the wishes, in the digibank's language; the wish itself in the applicant's words."""
    with force_locale(digibank.locale):
        for_child = _one(answers, Question.FOR_WHOM, "for_whom") == ForWhom.CHILD
        parts = [_("For a child.") if for_child else "", _one(answers, Question.WISHES, "other")]
    return " ".join(part for part in parts if part)


def _go_on(form: BegunForm) -> str:
    return f"begun_form:{form.id}"


def _new_token() -> str:
    return chance.letters(rules.LINK_LETTERS, rules.LINK_LENGTH)


def _letters_about(form: BegunForm) -> Sequence[Letter]:
    """The mails that say where to go on, out of the postman's hands until this deed is done."""
    query = select(Letter).where(Letter.about == _go_on(form)).order_by(Letter.id)
    return db.session.execute(query.with_for_update()).scalars().all()


def was_mailed_to(form: BegunForm, email: str) -> bool:
    """Was the own link of this form written to this address?"""
    query = select(Letter.to_email).where(Letter.about == _go_on(form), Letter.to_email.is_not(None))
    return bool(email) and any(_is_same(email, one) for one in db.session.execute(query).scalars() if one)


def _take_the_key_back(form: BegunForm, *, but_from: str) -> None:
    """Whoever got the link at another address, by a slip, has it no longer."""
    astray = [one for one in _letters_about(form) if one.to_email and not _is_same(one.to_email, but_from)]
    if any(letter.sent_at is not None or letter.tries for letter in astray):
        form.token = _new_token()
    for letter in astray:
        _blank(letter)


def _write_where_to_go_on(form: BegunForm, email: str, now: datetime) -> None:
    """A mail with the own link, once for each form and address."""
    letters = _letters_about(form)
    if len(letters) >= _MOST_ADDRESSES or any(_is_same(one.to_email or "", email) for one in letters):
        return
    digibank = db.session.get_one(Digibank, form.digibank_id)
    _post_once_a_day(
        "portal/go_on", email, locale=form.locale, now=now, about=_go_on(form), of=form,
        link=link_to(form.token), digibank=digibank, days=rules.KEPT.days,
    )  # fmt: skip


def _post_once_a_day(kind: str, email: str, *, now: datetime, **more: Any) -> None:
    """A letter to an address that nobody proved to be theirs: one a day of a sort, whoever asks for it.

    What counts is a key that says nothing of the address to who has no secret of ours, so that it may stay when the
    letter is blanked.
    """
    secret = current_app.config["SECRET_KEY"].encode()
    name = hmac.new(secret, f"{kind}:{email.casefold()}".encode(), "sha256").hexdigest()[:32]
    today, yesterday = (f"{kind}:{name}:{day}" for day in (now.date(), (now - _MAILED_ONCE_IN).date()))
    lately = select(Letter.id).where(
        (Letter.once_key == today)
        | ((Letter.once_key == yesterday) & (Letter.written_at > now - _MAILED_ONCE_IN))
    )
    if db.session.execute(lately.limit(1)).first() is not None:
        return
    # Another form with this address may write at the same moment: one of both letters is enough.
    with suppress(SomeoneElseWasFirst), attempt():
        post(kind, to_email=email, now=now, once=today, **more)
        db.session.flush()


def _is_same(email: str, other: str) -> bool:
    return email.casefold() == other.casefold()


def _forget_letters(form: BegunForm) -> None:
    """The mail that said where to go on says nothing any more, and is sent to nobody."""
    for letter in _letters_about(form):
        _blank(letter)


def _blank(letter: Letter) -> None:
    letter.to_email, letter.subject, letter.body, letter.try_after = None, "", "", None


@offers("nightly")
def forget_unfinished(actor: Actor, _today: date) -> None:
    """A form that nobody went on with for two weeks is gone, with the mail that told of it."""
    now = this_moment()
    is_left = BegunForm.sent_at.is_(None) & (BegunForm.changed_at < now - rules.KEPT)
    for form_id in (
        db.session.execute(select(BegunForm.id).where(is_left).order_by(BegunForm.id)).scalars().all()
    ):
        # Somebody goes on with it at this very moment: then it stays, and the others still go.
        with suppress(SomeoneElseWasFirst), transaction():
            form = db.session.execute(select(BegunForm).where(BegunForm.id == form_id, is_left)).scalar()
            if form is not None:
                _forget_letters(form)
                record(actor, "portal.form_forgotten", form, now=now)
                db.session.delete(form)


@offers("borrower.forgotten")
def forget_links(borrower: Borrower, _now: datetime) -> None:
    """Who is forgotten has no link any more that tells how an application stands, and no form that waits."""
    for form in _forms_of(borrower):
        _forget_letters(form)
        if form.invitation_id is not None:
            inviting.blank(db.session.get_one(FormInvitation, form.invitation_id))
        db.session.delete(form)


@offers("person.letters")
def letters(borrower: Borrower) -> tuple[str, list[int]]:
    """Where to go on with a form was told to who began it, whoever shares the mail address."""
    return BegunForm.__tablename__, [one.id for one in _forms_of(borrower)]


def _forms_of(borrower: Borrower) -> list[BegunForm]:
    """The forms that this person sent, and those that wait under their name."""
    own = select(Application.id).where(Application.borrower_id == borrower.id)
    query = select(BegunForm).where(BegunForm.application_id.in_(own) | BegunForm.sent_at.is_(None))
    forms = db.session.execute(query.order_by(BegunForm.id)).scalars()
    return [one for one in forms if one.sent_at is not None or _is_reached_as(borrower, one.answers)]


def _is_reached_as(borrower: Borrower, answers: rules.Answers) -> bool:
    """Does an unfinished form bear the phone or the mail address of this person, and no other's first name?"""
    first_name, last_name = (_one(answers, Question.NAME, name) for name in ("first_name", "last_name"))
    if first_name and not is_called(f"{first_name} {last_name}", borrower.first_name, borrower.last_name):
        return False
    phone, email = (_one(answers, Question.REACH, name) for name in ("phone", "email"))
    same_mail = bool(email) and _is_same(email, borrower.email)
    return same_mail or (bool(phone) and phone == borrower.phone)
