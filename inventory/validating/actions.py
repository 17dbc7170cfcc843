"""Appoint a donor's validator, take the donor's word on a wipe, and write it on the attest.

Accepting is quick, also for five hundred devices at once: the new attests are made by the house right after.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.digibank.models import Digibank, Membership
from inventory.foundation import jobs
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from inventory.foundation.outbox import already_wrote, post
from inventory.foundation.refusal import MayNot, NotHere, Refusal
from inventory.foundation.transaction import after_commit, transaction
from inventory.intake.models import Lot
from inventory.journey import Move, Stage
from inventory.partners.models import Contact, PartnerKind
from inventory.permissions import Permission, Role
from inventory.validating import queries, rules
from inventory.validating.models import ValidatedWipe, Validation, Validator
from inventory.validating.rules import Answer
from inventory.wiping import issuing
from inventory.wiping.models import Certificate, CertificateState, WipeRun


class NotADonor(Refusal):
    """Only a donor validates: it was its data."""


class NoAccount(Refusal):
    """This contact cannot sign in, so nobody could tell that it is them."""

    status = 422


class SaidOtherwise(Refusal):
    """This wipe was answered already, and differently."""


class NothingToAnswer(Refusal):
    """This device does not wait for an answer (any more)."""


class WhyRefused(Refusal):
    """A refusal without a reason tells the bench nothing."""

    status = 422


class WhyEnded(Refusal):
    """An appointment does not end without saying why."""

    status = 422


class StillWaiting(Refusal):
    """Devices wait for this person, and nobody else of the donor may answer."""


# --- who may -----------------------------------------------------------------------------------------


def appoint(actor: Actor, contact: Contact, *, mandate: str, now: datetime) -> Validator:
    """Write down that a donor lets this person validate; whoever is in office stays in office."""
    actor.must(Permission.VALIDATOR_APPOINT)
    with transaction():
        if contact.partner.kind is not PartnerKind.DONOR:
            raise NotADonor
        if contact.user_id is None or contact.anonymised_at is not None:
            raise NoAccount(name=contact.name, field="contact")
        if (known := queries.validator_for(contact.user_id, contact.partner_id)) is not None:
            return known
        validator = Validator(
            partner_id=contact.partner_id, contact_id=contact.id, user_id=contact.user_id,
            mandate=mandate.strip(), appointed_at=now, appointed_by_id=actor.user_id,
        )  # fmt: skip
        db.session.add(validator)
        db.session.flush()  # its id is the trace's
        record(actor, "validating.appointed", validator, now=now, partner_id=contact.partner_id)
    return validator


def end(actor: Actor, validator: Validator, *, reason: str, is_sure: bool, now: datetime) -> Validator:
    """This person no longer validates. StillWaiting for the last one while devices wait, unless `is_sure`.

    With nobody in office the donor no longer validates itself: what waits may go on, and its attest says so.
    """
    actor.must(Permission.VALIDATOR_APPOINT)
    with transaction():
        if validator.ended_at is not None:
            return validator
        if not reason.strip():
            raise WhyEnded(field="reason")
        is_last = len(queries.validators_of(validator.partner_id)) == 1
        waiting = queries.waiting_lots(partner_ids=[validator.partner_id]) if is_last else []
        if waiting and not is_sure:
            raise StillWaiting(count=sum(one.count for one in waiting))
        validator.ended_at, validator.ended_by_id = now, actor.user_id
        validator.end_reason = reason.strip()
        record(actor, "validating.ended", validator, now=now, waiting=sum(one.count for one in waiting))
    return validator


# --- the donor's word --------------------------------------------------------------------------------


def accept(actor: Actor, certificate: Certificate, *, now: datetime) -> Validation:
    """The donor agrees with this wipe. Said before: the same answer. OwnWipe for one of the first two."""
    with transaction():
        validator, lot = _third_person(actor, certificate)
        if (said := _said(certificate, Answer.ACCEPTED)) is not None:
            return said
        _must_wait(certificate)
        [validation] = _answer(actor, validator, lot, [certificate], Answer.ACCEPTED, "", now)
        after_commit(_make_the_attests)
    return validation


def accept_rest(actor: Actor, lot: Lot, *, up_to: int, now: datetime) -> list[Validation]:
    """The donor agrees with every wipe of this lot that waits and was shown: up to the attest with id `up_to`.

    One that came after the page was shown still waits; so does one in which this person took part.
    """
    with transaction():
        actor.must(Permission.OWN_WIPE_VALIDATE)
        validator = _validator(actor, lot)
        waiting = queries.waiting_in(lot, up_to=up_to)
        if not waiting:
            return []
        made = _answer(actor, validator, lot, waiting, Answer.ACCEPTED, "", now)
        after_commit(_make_the_attests)
    return made


def refuse(actor: Actor, certificate: Certificate, *, reason: str, now: datetime) -> Validation:
    """The donor does not agree: the attest no longer holds, and the device is to be wiped again."""
    with transaction():
        validator, lot = _third_person(actor, certificate)
        if (said := _said(certificate, Answer.REFUSED)) is not None:
            return said
        if not reason.strip():
            raise WhyRefused(field="reason")
        _must_wait(certificate)
        [validation] = _answer(actor, validator, lot, [certificate], Answer.REFUSED, reason.strip(), now)
        # To refuse is to take the attest back: this once, and this one.
        hand = replace(actor, permissions=actor.permissions | {Permission.CERTIFICATE_REVOKE})
        digibank = db.session.get_one(Digibank, certificate.digibank_id)
        with force_locale(digibank.locale):
            public = _("The donor did not accept it: %(reason)s", reason=validation.reason)
        issuing.revoke(hand, certificate, reason=public, now=now)
        devices.move(actor, certificate.device, Move.WIPE_AGAIN, now=now, because=certificate)
    return validation


def _third_person(actor: Actor, certificate: Certificate) -> tuple[Validator, Lot]:
    actor.must(Permission.OWN_WIPE_VALIDATE)
    device = certificate.device
    if certificate.lap != 1 or device.lot_id is None or certificate.medium_id is not None:
        raise NotHere
    lot = db.session.get_one(Lot, device.lot_id)
    return _validator(actor, lot), lot


def _validator(actor: Actor, lot: Lot) -> Validator:
    """The appointment of whoever asks; another donor's lot is not here, and a machine is nobody's person."""
    if actor.kind != "person":
        raise MayNot(permission=Permission.OWN_WIPE_VALIDATE)
    validator = queries.validator_for(actor.user_id, lot.partner_id)
    if validator is None:
        raise NotHere
    return validator


def _said(certificate: Certificate, answer: Answer) -> Validation | None:
    """What was said of this attest before, when it was the same."""
    said = queries.answer_on(certificate)
    if said is not None and said.answer is not answer:
        raise SaidOtherwise
    return said


def _must_wait(certificate: Certificate) -> None:
    device = certificate.device
    if certificate.state is not CertificateState.VALID or not queries.is_waiting(device):
        raise NothingToAnswer


def _answer(
    actor: Actor, validator: Validator, lot: Lot, certificates: Sequence[Certificate], answer: Answer,
    reason: str, now: datetime,
) -> list[Validation]:  # fmt: skip
    """Write the answers down, each with the acts of two others that it is about."""
    runs = queries.runs_behind(certificates)
    if len(certificates) > 1:  # of a whole lot, own work is left for another
        certificates = [one for one in certificates if not _took_part(actor, runs[one.device_id])]
    made = []
    for certificate in certificates:
        behind = runs[certificate.device_id]
        rules.check_third(
            actor.user_id, [who for run in behind for who in (run.operator_id, run.verified_by_id)]
        )
        made.append(
            Validation(
                device_id=certificate.device_id,
                certificate=certificate,
                certificate_id=certificate.id,
                lot_id=lot.id,
                partner_id=lot.partner_id,
                validator_id=validator.id,
                answer=answer,
                reason=reason,
                answered_at=now,
                answered_by_id=actor.user_id,
            )
        )
    db.session.add_all(made)
    db.session.flush()  # their ids are the acts' and the trace's
    for validation in made:
        db.session.add_all(
            ValidatedWipe(
                validation_id=validation.id, wipe_run_id=run.id, operator_id=run.operator_id,
                verified_by_id=run.verified_by_id, answered_by_id=actor.user_id,
            )
            for run in runs[validation.device_id]
        )  # fmt: skip
        deed = "validating.accepted" if answer is Answer.ACCEPTED else "validating.refused"
        certificate = validation.certificate
        record(actor, deed, validation, now=now, device=certificate.device, code=str(certificate.code))
    return made


def _took_part(actor: Actor, runs: Sequence[WipeRun]) -> bool:
    return any(actor.user_id in (run.operator_id, run.verified_by_id) for run in runs)


# --- what follows ------------------------------------------------------------------------------------


def _make_the_attests() -> None:
    jobs.wake("background")


def tell_on_the_attests(actor: Actor, now: datetime) -> int:
    """Issue anew every attest that a donor accepted, so that it says so; how many were made."""
    made = 0
    for validation_id in [one.id for one in queries.accepted_without_a_new_attest()]:
        with transaction():
            validation = db.session.get_one(Validation, validation_id)
            # Two jobs at once: the second finds it done.
            db.session.get_one(Device, validation.device_id, with_for_update=True)
            certificate = validation.certificate
            if certificate.state is not CertificateState.VALID:
                continue
            digibank = db.session.get_one(Digibank, certificate.digibank_id)
            with force_locale(digibank.locale):
                reason = _("The donor accepted the wipe; the new one says so.")
            issuing.issue(
                actor, certificate.device, now=now, reason=reason, issued_by_id=certificate.issued_by_id,
                is_told=False,
            )  # fmt: skip
            made += 1
    return made


def tell_who_waits(actor: Actor, *, now: datetime) -> None:
    """Ask validators for the answers that came to be asked since, and tell coordinators of silence."""
    for waiting in queries.waiting_lots():
        with transaction():
            told = _ask_for_answers(waiting, now)
            if waiting.is_silent(now):
                told += _tell_of_silence(waiting, now)
            if told:
                record(actor, "validating.told", waiting.lot, now=now, letters=told)


def _ask_for_answers(waiting: queries.Waiting, now: datetime) -> int:
    """One letter to each validator for what came to wait since the last one."""
    digibank = db.session.get_one(Digibank, waiting.lot.digibank_id)
    newest = queries.newest_waiting(waiting.lot)
    written = 0
    for validator in queries.validators_of(waiting.lot.partner_id):
        about = f"validation:{waiting.lot.id}:{newest}:{validator.user_id}"
        if validator.contact.user_id != validator.user_id or already_wrote(about):
            continue
        post(
            "validating/asked", to_email=validator.user.email, locale=validator.user.locale, now=now,
            about=about, name=validator.user.name, count=waiting.count, lot=waiting.lot, digibank=digibank,
            days=rules.TERM.days, link=_address(digibank, f"donor/check/{waiting.lot.code}"),
        )  # fmt: skip
        written += 1
    return written


def _address(digibank: Digibank, path: str) -> str:
    """A whole address of ours: at night there is no request to work one out from."""
    return f"{current_app.config['PUBLIC_URL']}/{digibank.slug}/{path}"


def _tell_of_silence(waiting: queries.Waiting, now: datetime) -> int:
    """One letter to each coordinator per lot and term: nobody at the donor answers."""
    digibank = db.session.get_one(Digibank, waiting.lot.digibank_id)
    query = select(Membership).where(Membership.role == Role.COORDINATOR).order_by(Membership.id)
    written = 0
    for membership in db.session.execute(query).scalars():
        about = f"silence:{waiting.lot.id}:{waiting.since:%Y-%m-%d}:{membership.user_id}"
        if already_wrote(about):
            continue
        post(
            "validating/silence", to_email=membership.user.email, locale=membership.user.locale, now=now,
            about=about, name=membership.user.name, count=waiting.count, lot=waiting.lot, digibank=digibank,
            since=waiting.since, days=rules.TERM.days,
            link=_address(digibank, f"partners/{waiting.lot.partner_id}"),
        )  # fmt: skip
        written += 1
    return written


# --- what other rooms ask ----------------------------------------------------------------------------


@offers("device.holds")
def hold(device: Device, made: Move) -> Refusal | None:
    """A device whose donor has not answered goes to no bench, no borrower and no recycler."""
    if made not in rules.HELD or device.stage is not Stage.WIPED:
        return None
    return rules.WaitsForDonor(code=device.spoken) if queries.is_waiting(device) else None
