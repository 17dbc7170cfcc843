"""Issuing the attest of a whole lot, and what may become of it; asking for an auditor's dossier.

The facts are frozen and numbered in the deed; the papers are printed from them a moment later, in the background,
for five hundred devices take a while. The same facts and keys give the same bytes, so printing twice is no harm.
"""

import hashlib
from dataclasses import replace
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from inventory.digibank.models import Digibank
from inventory.digibank.numbers import give_code
from inventory.dossiers import gathering, paper, rules
from inventory.dossiers.models import (
    Dossier,
    LotAttest,
    LotAttestChange,
    LotAttestMember,
    LotAttestPaper,
)
from inventory.dossiers.statement import canonical, content_hash, from_snapshot
from inventory.foundation import jobs
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.made_files import TO_COME
from inventory.foundation.outbox import post
from inventory.foundation.transaction import after_commit, transaction
from inventory.intake import thanks
from inventory.intake.models import Lot, LotKind
from inventory.permissions import Permission
from inventory.seals import actions as seals
from inventory.seals.keys import KeyPair
from inventory.wiping.issuing import (
    NeedsAReason,
    NoLongerHolds,
    hash_of_snapshot,
    new_control_code,
    seal_facts,
    sealed_with,
)
from inventory.wiping.models import CertificateState


def issue(actor: Actor, lot: Lot, *, with_open: bool, now: datetime) -> LotAttest:
    """Freeze what is to be said of this lot; an earlier attest is superseded. The papers follow by themselves.

    `with_open`: somebody said aloud that what is not done yet may stay out. Refusals: see `rules`.
    """
    actor.must(Permission.CERTIFICATE_ISSUE)
    with transaction():
        earlier = gathering.valid_of(lot)
        if earlier is not None and not is_printed(earlier):
            raise rules.StillPrinting
        return _issue(actor, lot, earlier, issuer_id=actor.user_id, with_open=with_open, now=now)


def _issue(
    actor: Actor,
    lot: Lot,
    earlier: LotAttest | None,
    *,
    issuer_id: int | None,
    with_open: bool,
    now: datetime,
) -> LotAttest:
    """In a transaction, by whoever may."""
    before = gathering.latest_of(lot)
    attest = give_code(
        LotAttest(
            lot=lot, lot_id=lot.id, edition=before.edition + 1 if before else 1,
            control_code=new_control_code(), issued_at=now, issued_by_id=issuer_id,
        )
    )  # fmt: skip
    gathered = gathering.Gathered(lot)
    statement = gathering.statement_of(
        gathered, now=now, code=attest.code, control_code=attest.control_code, issuer_id=issuer_id
    )
    rules.check_issuable(
        is_gift=lot.kind is LotKind.DONATION, attested=len(statement.devices),
        open_ones=statement.open_ones, with_open=with_open,
    )  # fmt: skip
    _seal, pair = seals.in_use(actor, now=now)
    statement = replace(statement, **seal_facts(pair))
    attest.content_hash = content_hash(statement)
    if earlier is not None and earlier.content_hash == attest.content_hash and is_printed(earlier):
        raise rules.SaysTheSame(code=earlier.spoken)
    attest.snapshot, attest.issuer, attest.category = (
        statement.as_snapshot(), statement.issuer, statement.category,
    )  # fmt: skip
    attest.seal_key_id = pair.key_id
    attest.device_count, attest.medium_count = len(statement.devices), statement.media_count
    attest.left_out_count = len(statement.not_attested)
    db.session.add(attest)
    db.session.flush()  # its id is the members' and the trace's
    for _device, certificate in gathered.attested():
        db.session.add(LotAttestMember(lot_attest_id=attest.id, certificate_id=certificate.id))
    if earlier is not None:
        _change(actor, earlier, CertificateState.SUPERSEDED, "", now, successor=attest)
    record(
        actor, "dossiers.attest_issued", attest, now=now, lot=lot.code, code=attest.code,
        devices=attest.device_count, left_out=attest.left_out_count,
        # So that nobody can alter an attest together with its own hash.
        snapshot=hash_of_snapshot(attest.snapshot),
    )  # fmt: skip
    after_commit(lambda: jobs.wake("background"))
    return attest


def is_printed(attest: LotAttest) -> bool:
    """Are all its papers there?"""
    return len(printed_locales(attest)) == len(paper.LOCALES)


def printed_locales(attest: LotAttest) -> list[str]:
    """In which languages its papers are there."""
    query = select(LotAttestPaper.locale).where(LotAttestPaper.lot_attest_id == attest.id)
    return list(db.session.execute(query.order_by(LotAttestPaper.id)).scalars())


def print_next_paper(actor: Actor, attest: LotAttest, *, now: datetime) -> LotAttestPaper | None:
    """Print the next paper of this attest; None when all are there, or it no longer holds.

    When the seal was replaced meanwhile, what was frozen can be sealed by nobody: it is issued anew.
    """
    actor.must(Permission.CERTIFICATE_ISSUE)
    missing = [locale for locale in paper.LOCALES if locale not in printed_locales(attest)]
    if not missing or attest.state is not CertificateState.VALID:
        return None
    _seal, pair = seals.in_use(actor, now=now)
    if pair.key_id != attest.seal_key_id:
        with transaction():
            _issue(
                actor, attest.lot, gathering.valid_of(attest.lot), issuer_id=attest.issued_by_id,
                with_open=True, now=now,
            )  # fmt: skip
        return None
    attest_id, content = attest.id, sealed_paper(attest, missing[0], pair)
    with transaction():
        printed = LotAttestPaper(
            lot_attest_id=attest_id, locale=missing[0], content=content,
            sha256=hashlib.sha256(content).hexdigest(),
        )  # fmt: skip
        db.session.add(printed)
        db.session.flush()  # its id is the trace's
        record(actor, "dossiers.paper_printed", printed, now=now, locale=missing[0], sha256=printed.sha256)
    return printed


def sealed_paper(attest: LotAttest, locale: str, pair: KeyPair) -> bytes:
    """The attest as a sealed PDF in one language; the same attest and keys give the same bytes."""
    statement = from_snapshot(attest.snapshot)
    drawn, facts = [paper.draw(statement, locale)], canonical(statement)
    return sealed_with(pair, drawn, facts, issuer=statement.issuer, issued_at=statement.issued_at)[0]


def revoke(actor: Actor, attest: LotAttest, *, reason: str, now: datetime) -> LotAttestChange:
    """Take a lot's attest back. It stays as it is; its check page says for ever that it no longer holds."""
    actor.must(Permission.CERTIFICATE_REVOKE)
    with transaction():
        if not reason.strip():
            raise NeedsAReason(field="reason")
        if attest.state is not CertificateState.VALID:
            raise NoLongerHolds
        change = _change(actor, attest, CertificateState.REVOKED, reason.strip(), now)
        record(actor, "dossiers.attest_revoked", attest, now=now, code=attest.code)
    return change


def _change(
    actor: Actor, attest: LotAttest, state: CertificateState, reason: str, now: datetime,
    successor: LotAttest | None = None,
) -> LotAttestChange:  # fmt: skip
    change = LotAttestChange(
        lot_attest=attest, lot_attest_id=attest.id, state=state, reason=reason, changed_at=now,
        changed_by_id=actor.user_id, successor=successor, successor_id=successor.id if successor else None,
    )  # fmt: skip
    db.session.add(change)
    db.session.flush()
    db.session.expire(attest, ["changes"])
    if is_printed(attest):
        _tell_donor(change, now)
    return change


def _tell_donor(change: LotAttestChange, now: datetime) -> None:
    """Write to whoever gave the lot that its attest no longer holds; what was never printed nobody has."""
    attest, lot = change.lot_attest, change.lot_attest.lot
    address = thanks.address_of(lot)
    if not address:
        return
    digibank = db.session.get_one(Digibank, attest.digibank_id)
    is_known = lot.contact is not None and not lot.contact.anonymised_at
    post(
        "dossiers/no_longer_holds", to_email=address, locale=digibank.locale, now=now,
        about=f"lot-attest:{attest.id}:{change.id}",
        name=lot.contact.name if lot.contact and is_known and lot.contact.name else lot.partner.name,
        attest=attest, lot=lot, successor=change.successor, reason=change.reason, digibank=digibank,
        link=current_app.config["PUBLIC_URL"] + attest.check_path.replace("/C/", "/c/"),
    )  # fmt: skip


def paper_of(attest: LotAttest, locale: str) -> LotAttestPaper | None:
    """The paper in this language, or in the first there is; None while nothing is printed."""
    by_locale = {one.locale: one for one in attest.papers}
    return by_locale.get(locale) or by_locale.get("nl") or next(iter(by_locale.values()), None)


# --- the auditor's dossier --------------------------------------------------------------------------


def ask_for_dossier(actor: Actor, lot: Lot, *, locale: str, now: datetime) -> Dossier:
    """Ask for everything about a lot in one file; asking twice while it is being made gives the same one."""
    actor.must(Permission.DOSSIER_MAKE)
    with transaction():
        if lot.kind is not LotKind.DONATION:
            raise rules.NotAGift
        query = select(Dossier).where(
            Dossier.lot_id == lot.id,
            Dossier.locale == locale,
            Dossier.state.in_(TO_COME),
        )
        under_way = db.session.execute(query).scalar_one_or_none()
        if under_way is not None:
            return under_way
        dossier = Dossier(lot=lot, lot_id=lot.id, locale=locale, asked_at=now, asked_by_id=actor.user_id)
        db.session.add(dossier)
        db.session.flush()  # its id is the trace's
        record(actor, "dossiers.dossier_asked", dossier, now=now, lot=lot.code, locale=locale)
        after_commit(lambda: jobs.wake("background"))
    return dossier
