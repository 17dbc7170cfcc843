"""Set a policy; apply, decide; set a device apart and let it go again. What came of asking stands in `asking.py`.

The answers to a screening decide nothing: a person approves or refuses, and a no always carries its reason
in plain words and another way (GDPR art. 22).
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from inventory.applications import contact
from inventory.applications import document as documents
from inventory.applications.clashes import clashes_in
from inventory.applications.deciding import Verdict
from inventory.applications.document import PolicyFlaw
from inventory.applications.models import Application, Policy
from inventory.applications.policy import (
    Door,
    LentKind,
    texts_of,
)
from inventory.applications.queries import (
    SENDING_KINDS,
    applications_of,
    decision_of,
    kept_for,
    open_application_of,
    policy_in_force,
    roads_for,
    rules_of,
    services_of,
    steps_for,
    still_wants_second,
    written_down_of,
)
from inventory.applications.screening import is_the_coordinators, wants_motive
from inventory.applications.states import Alternative, ApplicationState, RefusalReason, Wish
from inventory.borrowers import actions as borrowers
from inventory.borrowers.actions import AlreadyForgotten, Details, must_be_usable
from inventory.borrowers.models import Borrower
from inventory.borrowers.queries import lock
from inventory.borrowers.rules import letter_language
from inventory.contacts.rules import Purpose, ReferralChannel
from inventory.devices.actions import move
from inventory.devices.models import Device
from inventory.digibank.models import Digibank
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.outbox import blank_letters_about, correspondence_of, hold_back, post
from inventory.foundation.refusal import NationalNumber, Refusal
from inventory.foundation.transaction import transaction
from inventory.journey import Move, Stage
from inventory.partners.models import Partner, PartnerKind
from inventory.permissions import Permission

#: the good news leaves this much later, so that a yes can be taken back before anyone was told
_TO_THINK = timedelta(minutes=5)


class AsksAlready(Refusal):
    """One person has one open application."""


class DecidedAlready(Refusal):
    """A colleague decided; look at how it stands."""


class NotApproved(Refusal):
    """Only for an approved application is a device set apart or handed over."""


class OnlyTheCoordinator(Refusal):
    """Here only the coordinator says that someone needs no start workshop."""


class NotAService(Refusal):
    """Only a service, a school or a workshop sends people to us."""


class NotYourService(Refusal):
    """A referrer sends people for the own service only."""

    status = 422


class WantsAMotive(Refusal):
    """Approving against the answers is possible, with a word of why."""

    status = 422


class WantsAReason(Refusal):
    """Nobody is refused without a reason in words."""

    status = 422


class SecondPairOfEyes(Refusal):
    """The same person does not decide twice: another colleague must look."""


class TheCoordinators(Refusal):
    """The policy leaves this step, or the answer, to the coordinator."""


class DeviceIsBroken(Refusal):
    """Something on this device waits for repair."""


class HasOpenApplication(Refusal):
    """Someone whose application is open cannot be forgotten yet."""


class BothAsk(Refusal):
    """Two entries with an open application each are not made one: one person has one."""


class Clashes(PolicyFlaw):
    """Two settings speak against each other, so that the policy is not saved."""


def set_policy(actor: Actor, document: object, *, now: datetime) -> Policy:
    """A new version of the policy; running loans keep the one they began under.

    `document` is parsed JSON; a PolicyFlaw names the first place that cannot be read, or that clashes.
    """
    actor.must(Permission.POLICY_EDIT)
    with transaction():
        rules = documents.read(document)
        for found in clashes_in(rules):
            raise Clashes(where=found.where, clash=found.clash)
        if any(has_national_number(text) for text in texts_of(rules)):
            raise NationalNumber
        newest = db.session.execute(select(func.max(Policy.version))).scalar() or 0
        policy = Policy(
            version=newest + 1, document=documents.write(rules), valid_from=now, set_by_id=actor.user_id
        )
        db.session.add(policy)
        db.session.flush()  # the trace names its id
        record(actor, "applications.policy_set", policy, now=now, version=policy.version)
    return policy


def apply(
    actor: Actor, borrower: Borrower, *, purpose: Purpose, now: datetime,
    channel: ReferralChannel = ReferralChannel.UNKNOWN, referrer: Partner | None = None, note: str = "",
    has_looked: bool = True, door: Door | None = None, kind: LentKind = LentKind.LAPTOP,
    wishes: Collection[Wish] = (),
) -> Application:  # fmt: skip
    """`borrower` asks for a device of that `kind`, which came in through `door` (None: nobody said).

    A social service that is named as referrer vouches at once; not when it says itself that it has not looked
    (`has_looked`): then we ask the conditions, as of anyone.
    """
    actor.must(Permission.APPLICATION_REGISTER)
    with transaction():
        lock(borrower)
        if borrower.is_forgotten:
            raise AlreadyForgotten
        must_be_usable(borrower)
        if open_application_of(borrower) is not None:
            raise AsksAlready(field="borrower", name=borrower.short_name)
        application = Application(
            borrower=borrower, borrower_id=borrower.id, purpose=purpose, channel=channel, note=kept(note),
            enroller_id=actor.user_id, applied_at=now, door=door, device_kind=kind,
            wishes=[wish.value for wish in Wish if wish in wishes],
        )  # fmt: skip
        if referrer is not None:
            _send_by(application, referrer)
            application.vouched = application.vouched and has_looked
        db.session.add(application)
        db.session.flush()  # the trace names its id
        record(
            actor, "applications.applied", application, now=now, purpose=purpose, channel=channel, door=door
        )
        contact.follow(actor, application, now=now)
    return application


def send(
    actor: Actor, details: Details, *, service: Partner, purpose: Purpose, now: datetime, note: str = "",
    has_looked: bool = False, wishes: Collection[Wish] = (),
) -> Application:  # fmt: skip
    """A referrer asks for someone who sits with them. NotYourService unless they work for `service`.

    Always for a person who is new to us: whom we know is none of a referrer's business. The desk, which sees
    who looks alike, decides whether it is the same one.
    """
    actor.must(Permission.OWN_APPLICATION_SEE)
    with transaction():
        if service.id not in {one.id for one in services_of(actor.user_id)}:
            raise NotYourService(field="service")
        borrower = borrowers.register(actor, details, now=now)
        return apply(
            actor, borrower, purpose=purpose, referrer=service, note=note, has_looked=has_looked, now=now,
            door=Door.REFERRER, wishes=wishes,
        )  # fmt: skip


def vouch(actor: Actor, application: Application, referrer: Partner, *, now: datetime) -> None:
    """One click: a social service sent this person and looked at the conditions for us."""
    actor.must(Permission.APPLICATION_REGISTER)
    with transaction():
        must_be(application, ApplicationState.WAITING)
        _send_by(application, referrer)
        application.vouched = True
        record(actor, "applications.vouched", application, now=now, partner_id=referrer.id)
        contact.follow(actor, application, now=now)


def _send_by(application: Application, referrer: Partner) -> None:
    if referrer.kind not in SENDING_KINDS:
        raise NotAService(field="referrer")
    application.referrer = referrer
    application.referrer_id = referrer.id
    # A school knows its pupils, not their income: only a service vouches by being named.
    application.vouched = referrer.kind is PartnerKind.REFERRER
    if application.channel in {None, ReferralChannel.UNKNOWN}:
        is_service = referrer.kind is PartnerKind.REFERRER
        application.channel = ReferralChannel.SOCIAL_SERVICE if is_service else ReferralChannel.EDUCATION


def approve(
    actor: Actor, application: Application, *, now: datetime, device: Device | None = None, reason: str = ""
) -> Application:
    """A person says yes. With `device`, that one is set apart at once.

    WantsAMotive when the policy does not lead there and no reason says why all the same. Where the policy
    wants a second colleague, the first yes waits (`waits_for_a_second`), and another person's decides;
    SecondPairOfEyes to the same one. Both motives are kept, the first one first. TheCoordinators where the policy
    leaves the answer to the coordinator.
    """
    actor.must(Permission.APPLICATION_DECIDE)
    with transaction():
        must_be(application, ApplicationState.WAITING)
        _may_answer(actor, application)
        known = written_down_of(application)
        alone = decision_of(application, on=day(now), alone=True, known=known)
        if still_wants_second(application, alone, known.roads, actor.user_id):
            if application.waits_for_a_second:
                raise SecondPairOfEyes
            return _first_yes(actor, application, reason, now)
        if alone.verdict is Verdict.ELIGIBLE or application.first_yes_by_id == actor.user_id:
            _forget_first_yes(application)
        decision = decision_of(application, on=day(now), known=known)
        first = application.reason
        against = wants_motive(decision)
        if against and not reason.strip() and not first:
            raise WantsAMotive(field="reason")
        _decide(actor, application, ApplicationState.APPROVED, reason, now)
        application.reason = "\n".join(one for one in (first, application.reason) if one)
        if device is not None:
            _set_apart(actor, application, device, now)
        record(
            actor, "applications.approved", application, now=now, device=device,
            outlook=decision.assessment.outlook, verdict=decision.verdict, by_exception=against,
        )  # fmt: skip
        _write_to(application, "applications/approved", now, about=_good_news(application), waits=_TO_THINK)
    return application


def _may_answer(actor: Actor, application: Application) -> None:
    if is_the_coordinators(rules_of(application)) and not actor.may(Permission.APPLICATION_COORDINATE):
        raise TheCoordinators


def _first_yes(actor: Actor, application: Application, reason: str, now: datetime) -> Application:
    """The first of two yeses: nothing is decided, nothing set apart, nobody told."""
    if not reason.strip():
        raise WantsAMotive(field="reason")
    application.first_yes_by_id, application.first_yes_at = actor.user_id, now
    application.reason = kept(reason)
    record(actor, "applications.first_yes", application, now=now)
    return application


def _forget_first_yes(application: Application) -> None:
    if application.first_yes_at is not None:
        application.first_yes_by_id = application.first_yes_at = None
        application.reason = ""


def refuse(
    actor: Actor, application: Application, *, why: RefusalReason, alternative: Alternative, reason: str,
    now: datetime,
) -> Application:  # fmt: skip
    """A person says no: why for the numbers, `reason` in plain words for the applicant, and another way."""
    actor.must(Permission.APPLICATION_DECIDE)
    with transaction():
        must_be(application, ApplicationState.WAITING)
        _may_answer(actor, application)
        if not reason.strip():
            raise WantsAReason(field="reason")
        _forget_first_yes(application)
        _decide(actor, application, ApplicationState.REFUSED, reason, now)
        application.refusal_reason, application.alternative = why, alternative
        record(actor, "applications.refused", application, now=now, why=why, alternative=alternative)
        contact.follow(actor, application, now=now)
        _write_to(application, "applications/refused", now)
    return application


def withdraw(actor: Actor, application: Application, *, now: datetime) -> Application:
    """The applicant does not need it any more; a device that was set apart is free again."""
    actor.must(Permission.APPLICATION_REGISTER)
    with transaction():
        must_be(application, ApplicationState.WAITING, ApplicationState.APPROVED)
        _let_go(actor, application, now)
        if application.state is ApplicationState.WAITING:
            _forget_first_yes(application)
        application.state = ApplicationState.WITHDRAWN
        hold_back(_good_news(application))
        record(actor, "applications.withdrawn", application, now=now)
        contact.follow(actor, application, now=now)
    return application


def reconsider(actor: Actor, application: Application, *, now: datetime) -> Application:
    """Undo an approval before anything went along: the application waits again."""
    actor.must(Permission.APPLICATION_DECIDE)
    with transaction():
        must_be(application, ApplicationState.APPROVED)
        _let_go(actor, application, now)
        application.state = ApplicationState.WAITING
        application.policy, application.policy_id = None, None
        application.decided_by_id = application.decided_at = None
        application.first_yes_by_id = application.first_yes_at = None
        application.reason = ""
        hold_back(_good_news(application))
        record(actor, "applications.reconsidered", application, now=now)
    return application


def reserve(actor: Actor, application: Application, device: Device, *, now: datetime) -> Application:
    """Set a ready device apart for an approved application; another one it had is free again."""
    actor.must(Permission.APPLICATION_DECIDE)
    with transaction():
        if application.state is not ApplicationState.APPROVED:
            raise NotApproved
        _let_go(actor, application, now)
        _set_apart(actor, application, device, now)
    return application


def release(actor: Actor, application: Application, *, now: datetime) -> Application:
    """Let the device go that was set apart; the application stays approved."""
    actor.must(Permission.APPLICATION_DECIDE)
    with transaction():
        must_be(application, ApplicationState.APPROVED)
        _let_go(actor, application, now)
        record(actor, "applications.device_released", application, now=now)
    return application


def free_claim_on(actor: Actor, device: Device, *, now: datetime) -> None:
    """This device goes home with someone else: whoever it once waited for, before it was lost and found, waits anew."""
    old = kept_for(device)
    if old is not None:
        old.device, old.device_id = None, None
        db.session.flush()  # one claim on a device at a time
        record(actor, "applications.device_freed", old, now=now, device=device)


def fulfil(actor: Actor, application: Application, device: Device, *, now: datetime) -> Application:
    """The laptop goes home; lending calls this inside its own deed, before or after it moves the device.

    Another device that was set apart is free again.
    """
    actor.must(Permission.LOAN_HAND_OVER)
    with transaction():
        if application.state is not ApplicationState.APPROVED:
            raise NotApproved
        if application.device_id != device.id:
            _let_go(actor, application, now)
            _drop_old_claim(actor, application, device, now)
        application.device, application.device_id = device, device.id
        application.state = ApplicationState.FULFILLED
        record(actor, "applications.fulfilled", application, now=now, device=device)
        contact.follow(actor, application, now=now)
    return application


def undo_fulfil(actor: Actor, application: Application, *, now: datetime) -> Application:
    """The laptop did not go along after all: the application is approved again, with no device set apart."""
    actor.must(Permission.LOAN_HAND_OVER)
    with transaction():
        must_be(application, ApplicationState.FULFILLED)
        application.device, application.device_id = None, None
        application.state = ApplicationState.APPROVED
        record(actor, "applications.fulfilment_undone", application, now=now)
        contact.follow(actor, application, now=now)
    return application


def blank_for(borrower: Borrower) -> None:
    """Blank what applications keep in words of someone who is being forgotten; the numbers stay.

    Their letters too, also those to an address that the person has no more.
    """
    _blank_words_of(applications_of(borrower))


def came_to_nothing(borrower: Borrower) -> list[Application]:
    """Applications that ended without a laptop, and of which words are left."""
    return [
        one
        for one in applications_of(borrower)
        if one.state in (ApplicationState.REFUSED, ApplicationState.WITHDRAWN)
        and (
            any((one.note, one.reason, one.helped_by, one.helped_from, one.heard_from))
            or any(letter.body for letter in correspondence_of(one))
        )
    ]


def blank_what_came_to_nothing(borrower: Borrower) -> None:
    """Of applications that ended without a laptop the words go, while the person stays known."""
    _blank_words_of(came_to_nothing(borrower))


def _blank_words_of(applications: Sequence[Application]) -> None:
    blank_letters_about(Application.__tablename__, [one.id for one in applications])
    for application in applications:
        application.note = application.reason = ""
        for step in steps_for(application):
            step.why = ""
        for road in roads_for(application):
            road.by_whom = road.why = ""
        application.helped_by = application.helped_from = application.heard_from = ""


def _decide(
    actor: Actor, application: Application, state: ApplicationState, reason: str, now: datetime
) -> None:
    application.state = state
    application.policy = policy_in_force()
    application.policy_id = application.policy.id if application.policy else None
    application.decided_by_id, application.decided_at = actor.user_id, now
    application.reason = kept(reason)


def _set_apart(actor: Actor, application: Application, device: Device, now: datetime) -> None:
    if device.defect:
        raise DeviceIsBroken(field="device")
    move(actor, device, Move.RESERVE, now=now)
    _drop_old_claim(actor, application, device, now)
    application.device, application.device_id = device, device.id
    record(actor, "applications.device_reserved", application, now=now, device=device)


def _drop_old_claim(actor: Actor, application: Application, device: Device, now: datetime) -> None:
    """A device that went missing while set apart, and came round again, no longer waits for that person."""
    old = kept_for(device)
    if old is not None and old.id != application.id:
        free_claim_on(actor, device, now=now)


def _let_go(actor: Actor, application: Application, now: datetime) -> None:
    """Free the device that was set apart, if there is one; one that went missing meanwhile stays so."""
    device = application.device
    if device is None:
        return
    application.device, application.device_id = None, None
    db.session.flush()  # another may be set apart in the same deed
    if device.stage is Stage.RESERVED:
        move(actor, device, Move.RELEASE, now=now)
        record(actor, "applications.device_freed", application, now=now, device=device)


def must_be(application: Application, *states: ApplicationState) -> None:
    """DecidedAlready unless it stands at one of these."""
    if application.state not in states:
        raise DecidedAlready(state=application.state)


def kept(text: str) -> str:
    """Free text as it is kept: 500 characters at most, and never with a national number in it."""
    if has_national_number(text):
        raise NationalNumber
    return text.strip()[:500]


def _good_news(application: Application) -> str:
    return f"application:{application.id}:approved"


def _write_to(application: Application, kind: str, now: datetime, **how: Any) -> None:
    """A letter to the applicant, if there is an address for one; who has none is called."""
    borrower = application.borrower
    if not borrower.email:
        return
    digibank = db.session.get_one(Digibank, application.digibank_id)
    context: dict[str, Any] = {"application": application, "borrower": borrower, "digibank": digibank}
    language = letter_language(borrower.language, fallback=digibank.locale)
    post(kind, to_email=borrower.email, locale=language, now=now, of=application, **how, **context)
