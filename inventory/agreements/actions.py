"""An agreement is drafted from the text in use, changed while it is a draft, signed once, and ended with a reason."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from inventory.agreements import paper, queries, texts
from inventory.agreements.models import Agreement, AgreementSigning, AgreementText
from inventory.agreements.rules import (
    AgreementKind,
    AgreementState,
    EndedBecause,
    Minimum,
    NoLongerADraft,
    SignedHow,
    must_be_a_period,
    must_be_running,
    must_be_signable,
)
from inventory.agreements.scans import must_be_a_scan
from inventory.digibank.models import User
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.refusal import MayNot, Refusal
from inventory.foundation.transaction import transaction
from inventory.partners.models import Partner, PartnerKind
from inventory.permissions import Permission


class NotADonor(Refusal):
    """These agreements are with who gives devices."""

    status = 422


class AlreadyInForce(Refusal):
    """One of this kind holds already with this partner."""


class EndedBefore(Refusal):
    """It was ended already."""


class NeedsAReason(Refusal):
    """An agreement is not ended without saying why."""

    status = 422


@dataclass(frozen=True)
class Terms:
    """What may still be changed in a draft."""

    minimum: Minimum
    valid_from: date
    valid_until: date | None
    #: nl, fr or en
    locale: str


# --- the text -----------------------------------------------------------------------------------------


def text_in_use(actor: Actor, kind: AgreementKind, *, now: datetime) -> AgreementText:
    """The newest version of a text; made when there is none, or when the house's own words changed since."""
    latest = queries.latest_text(kind)
    if latest is not None and latest.edition == texts.EDITION:
        return latest
    return _new_text(actor, kind, latest.own_clause if latest else "", latest, now)


def add_clause(actor: Actor, kind: AgreementKind, clause: str, *, now: datetime) -> AgreementText:
    """From now on this digibank adds these words (or none): a new version. Old ones stay as they were."""
    actor.must(Permission.AGREEMENT_EDIT)
    with transaction():
        latest = text_in_use(actor, kind, now=now)
        if latest.own_clause == clause:
            return latest
        return _new_text(actor, kind, clause, latest, now)


def _new_text(
    actor: Actor, kind: AgreementKind, clause: str, latest: AgreementText | None, now: datetime
) -> AgreementText:
    with transaction():
        text = AgreementText(
            kind=kind, number=latest.number + 1 if latest else 1, edition=texts.EDITION,
            articles=texts.articles_of(kind), own_clause=clause, made_at=now, made_by_id=actor.user_id,
        )  # fmt: skip
        db.session.add(text)
        db.session.flush()  # its id is the trace's
        record(actor, "agreements.text_made", text, now=now, kind=kind, number=text.number)
    return text


# --- the agreement ------------------------------------------------------------------------------------


def draft(
    actor: Actor, partner: Partner, kind: AgreementKind, terms: Terms, *, now: datetime,
    renews: Agreement | None = None,
) -> Agreement:  # fmt: skip
    """Write an agreement down, to be signed."""
    actor.must(Permission.AGREEMENT_EDIT)
    with transaction():
        if partner.kind is not PartnerKind.DONOR:
            raise NotADonor(field="partner")
        must_be_a_period(terms.valid_from, terms.valid_until)
        text = text_in_use(actor, kind, now=now)
        agreement = Agreement(
            kind=kind, number=queries.next_number(kind), partner=partner, partner_id=partner.id, text=text,
            text_id=text.id, locale=terms.locale, minimum=terms.minimum, valid_from=terms.valid_from,
            valid_until=terms.valid_until, state=AgreementState.DRAFT, drafted_at=now,
            renews_id=renews.id if renews else None,
        )  # fmt: skip
        db.session.add(agreement)
        db.session.flush()  # its id is the trace's
        record(actor, "agreements.drafted", agreement, now=now, **_told(agreement))
    return agreement


def _told(agreement: Agreement) -> dict[str, object]:
    """What the journal says of an agreement: never who signed."""
    return {
        "reference": agreement.reference, "partner_id": agreement.partner_id, "minimum": agreement.minimum,
        "valid_from": agreement.valid_from, "valid_until": agreement.valid_until,
    }  # fmt: skip


def edit(actor: Actor, agreement: Agreement, terms: Terms, *, now: datetime) -> Agreement:
    """Change a draft; it takes the newest text. NoLongerADraft once it was signed."""
    actor.must(Permission.AGREEMENT_EDIT)
    with transaction():
        if agreement.state is not AgreementState.DRAFT:
            raise NoLongerADraft
        must_be_a_period(terms.valid_from, terms.valid_until)
        agreement.minimum, agreement.locale = terms.minimum, terms.locale
        agreement.valid_from, agreement.valid_until = terms.valid_from, terms.valid_until
        agreement.text = text_in_use(actor, agreement.kind, now=now)
        agreement.text_id = agreement.text.id
        record(actor, "agreements.edited", agreement, now=now, **_told(agreement))
    return agreement


def sign(
    actor: Actor, agreement: Agreement, *, by: str, function: str, signature: bytes, now: datetime
) -> AgreementSigning:
    """Someone signs for the giver on the screen (`signature` as PNG), and whoever is signed in for us."""
    actor.must(Permission.AGREEMENT_EDIT)
    with transaction():
        us, on = _person(actor), day(now)
        _may_sign(actor, agreement, signed_on=on, now=now)
        signer = paper.Signer(by, function, on, signature, us.name)
        drawn = paper.draw(paper.facts_of(agreement, signer))
        return _signed(actor, agreement, us, SignedHow.ON_SCREEN, by, function, on, drawn, "", now)


def bring_signed(
    actor: Actor, agreement: Agreement, *, by: str, function: str, signed_on: date, content: bytes, file_name: str,
    now: datetime,
) -> AgreementSigning:  # fmt: skip
    """It was signed elsewhere: keep the PDF as it is. Refuses what is no quiet, open PDF."""
    actor.must(Permission.AGREEMENT_EDIT)
    must_be_a_scan(content)
    with transaction():
        us = _person(actor)
        _may_sign(actor, agreement, signed_on=signed_on, now=now)
        return _signed(
            actor, agreement, us, SignedHow.UPLOADED, by, function, signed_on, content, file_name[:120], now
        )


def _person(actor: Actor) -> User:
    """Who answers for us: never the house on its own."""
    person = db.session.get(User, actor.user_id) if actor.user_id else None
    if person is None:
        raise MayNot(permission=Permission.AGREEMENT_EDIT)
    return person


def _may_sign(actor: Actor, agreement: Agreement, *, signed_on: date, now: datetime) -> None:
    """Refuse what cannot be signed; make room for it by ending what has run out or is renewed by it."""
    today = day(now)
    must_be_signable(
        agreement.state, agreement.valid_from, agreement.valid_until, signed_on=signed_on, today=today
    )
    held = queries.signed_with(agreement.partner_id, agreement.kind)
    if held is None:
        return
    if held.valid_until is not None and held.valid_until < today:
        _end(actor, held, EndedBecause.RUN_OUT, "", now)
    elif agreement.renews_id == held.id:
        _end(actor, held, EndedBecause.RENEWED, agreement.reference, now)
    else:
        raise AlreadyInForce(reference=held.reference)


def _signed(
    actor: Actor, agreement: Agreement, us: User, how: SignedHow, by: str, function: str, on: date,
    content: bytes, file_name: str, now: datetime,
) -> AgreementSigning:  # fmt: skip
    signing = AgreementSigning(
        agreement=agreement, agreement_id=agreement.id, how=how, signed_on=on, kept_at=now, name=by,
        function=function, for_us_id=us.id, facts=queries.facts_of(agreement), file_name=file_name,
        paper=content, sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    agreement.state = AgreementState.SIGNED
    db.session.add(signing)
    db.session.flush()  # its id is the trace's
    db.session.expire(agreement, ["signing"])
    record(actor, "agreements.signed", agreement, now=now, how=how, sha256=signing.sha256, **_told(agreement))
    offered("agreement.changed", agreement, actor, now)
    return signing


def end(actor: Actor, agreement: Agreement, *, reason: str, now: datetime) -> Agreement:
    """It holds no more from today, or a draft is put away. What was given under it stays as it was."""
    actor.must(Permission.AGREEMENT_EDIT)
    with transaction():
        if not reason.strip():
            raise NeedsAReason(field="reason")
        if agreement.state is AgreementState.ENDED:
            raise EndedBefore
        _end(actor, agreement, EndedBecause.STOPPED, reason.strip(), now)
    return agreement


def _end(actor: Actor, agreement: Agreement, because: EndedBecause, reason: str, now: datetime) -> None:
    agreement.state, agreement.ended_at = AgreementState.ENDED, now
    agreement.ended_because, agreement.end_reason = because, reason
    record(actor, "agreements.ended", agreement, now=now, reference=agreement.reference, because=because)
    db.session.flush()  # whoever looks now sees it ended
    offered("agreement.changed", agreement, actor, now)


def end_what_ran_out(actor: Actor, today: date, *, now: datetime) -> int:
    """Agreements whose last day is over are ended; how many. No permission is asked: the calendar says so."""
    with transaction():
        over = queries.over_on(today)
        for agreement in over:
            _end(actor, agreement, EndedBecause.RUN_OUT, "", now)
    return len(over)


def renew(actor: Actor, agreement: Agreement, *, now: datetime) -> Agreement:
    """A draft that takes this one's place when it is signed; asked twice, it is the same draft."""
    actor.must(Permission.AGREEMENT_EDIT)
    with transaction():
        must_be_running(agreement.state)
        if (waiting := queries.draft_that_renews(agreement)) is not None:
            return waiting
        terms = Terms(agreement.minimum, day(now), None, agreement.locale)
        return draft(actor, agreement.partner, agreement.kind, terms, now=now, renews=agreement)
