"""Issuing an attest, once; and what may become of it afterwards: superseded or revoked, never changed.

Each paper holds the facts as canonical JSON with their signature, and is sealed over every byte.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import hashes
from flask import current_app
from sqlalchemy import select

from inventory.agreements.models import Agreement
from inventory.devices import actions as devices
from inventory.devices.models import Device, Medium
from inventory.digibank.models import Digibank, Membership
from inventory.digibank.numbers import give_code
from inventory.foundation import chance
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.outbox import post
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.intake import thanks
from inventory.intake.models import Lot, LotKind
from inventory.permissions import Permission, Role
from inventory.seals import actions as seals
from inventory.seals.checking import FACTS, SIGNATURE
from inventory.seals.keys import KeyPair
from inventory.seals.sealing import Attached, seal_all
from inventory.wiping import certificate as paper
from inventory.wiping import queries
from inventory.wiping.attest import (
    AgreementOnIt,
    Attest,
    AttestLine,
    DonorsWord,
    canonical,
    from_snapshot,
)
from inventory.wiping.bench import AT_THE_BENCH, arrivals
from inventory.wiping.models import (
    Certificate,
    CertificateChange,
    CertificatePaper,
    CertificateState,
    WipeRun,
)

#: easily told apart in print and on both keyboards; eight of them are guessed once in 10^11
CONTROL_ALPHABET = "23456789BCDFGHJKLNPRSTVX"


class NoLongerHolds(Refusal):
    """This attest was revoked or replaced already."""


class NeedsAReason(Refusal):
    """An attest is not taken back or replaced without saying why."""

    status = 422


def issue(
    actor: Actor, device: Device, *, now: datetime, medium: Medium | None = None, reason: str = "",
    issued_by_id: int | None = None, is_told: bool = True,
) -> Certificate:  # fmt: skip
    """Write the attest for this device in this round, in three languages; an earlier one is superseded.

    With `medium` it is about that one disk, which was taken out of the device and closed on its own.
    The caller has seen to it that every medium is closed; `reason` says why an earlier one is replaced.
    `issued_by_id` is who answers for it when the house itself issues; without `is_told` the donor, who asked
    for it, gets no letter about the earlier one.
    """
    actor.must(Permission.CERTIFICATE_ISSUE)
    with transaction():
        earlier = (
            queries.valid_certificate_of_medium(medium, device)
            if medium
            else queries.valid_certificate_of(device.id, device.lap)
        )
        lap = queries.round_of(medium, device)
        certificate = give_code(
            Certificate(
                device=device, medium=medium, lap=lap, control_code=new_control_code(), issued_at=now,
                issued_by_id=issued_by_id or actor.user_id, snapshot={},
            )
        )  # fmt: skip
        _seal, pair = seals.in_use(actor, now=now)
        attest = sealed_by(pair, attest_of(device, certificate))
        certificate.snapshot = attest.as_snapshot()
        db.session.add(certificate)
        db.session.flush()  # its id is the papers'
        papers = _papers(certificate, attest, pair)
        db.session.add_all(papers)
        if earlier is not None:
            _change(
                actor,
                earlier,
                CertificateState.SUPERSEDED,
                reason,
                now,
                successor=certificate,
                is_told=is_told,
            )
        record(
            actor,
            "wiping.certificate_issued",
            certificate,
            now=now,
            device=device,
            code=str(certificate.code),
            # So that nobody can alter an attest together with its own hash.
            snapshot=hash_of_snapshot(certificate.snapshot),
            papers=[one.sha256 for one in papers],
        )
    return certificate


def hash_of_snapshot(snapshot: dict[str, Any]) -> str:
    """The SHA-256 of what an attest says, in hexadecimal; the journal keeps it."""
    facts = json.dumps(snapshot, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(facts.encode()).hexdigest()


def new_control_code() -> str:
    """Eight characters that nobody guesses."""
    return chance.letters(CONTROL_ALPHABET, 8)


def sealed_by(pair: KeyPair, attest: Attest) -> Attest:
    """The attest that names the keys it will be sealed with, so that neither can be put in another's place."""
    return replace(attest, **seal_facts(pair))


def seal_facts(pair: KeyPair) -> dict[str, Any]:
    """What an attest says of the seal that it is issued under, by the names of its fields."""
    return {
        "seal_key_id": pair.key_id,
        "seal_public_key": base64.b64encode(pair.signing.public_key().public_bytes_raw()).decode(),
        "seal_certificate_sha256": pair.certificates[0].fingerprint(hashes.SHA256()).hex(),
    }


def _papers(certificate: Certificate, attest: Attest, pair: KeyPair) -> list[CertificatePaper]:
    sealed = sealed_drawings(attest, [paper.draw(attest, locale) for locale in paper.LOCALES], pair)
    return [
        CertificatePaper(
            certificate=certificate, locale=locale, content=content,
            sha256=hashlib.sha256(content).hexdigest(),
        )
        for locale, content in zip(paper.LOCALES, sealed, strict=True)
    ]  # fmt: skip


def sealed_paper(attest: Attest, locale: str, pair: KeyPair) -> bytes:
    """The attest as a sealed PDF in one language, with its facts and their signature inside."""
    return sealed_drawings(attest, [paper.draw(attest, locale)], pair)[0]


def sealed_drawings(attest: Attest, drawn: Sequence[bytes], pair: KeyPair) -> list[bytes]:
    """A drawn attest in some languages, each sealed with the same facts inside."""
    facts = canonical(attest)
    return sealed_with(pair, drawn, facts, issuer=attest.issuer, issued_at=attest.issued_at)


def sealed_with(
    pair: KeyPair, drawn: Sequence[bytes], facts: bytes, *, issuer: str, issued_at: str
) -> list[bytes]:
    """Drawn papers, each sealed, with the facts on them as canonical JSON and their one signature inside."""
    attached = (
        Attached(FACTS, facts, "application/json", "The facts on this page (RFC 8785)", "Source"),
        Attached(SIGNATURE, pair.signing.sign(facts), "application/octet-stream", "Ed25519 over attest.json"),
    )
    return seal_all(
        drawn, attached, pair, name=issuer, reason="Attest van gegevenswissing",
        moment=datetime.fromisoformat(issued_at), time_stamps=current_app.config["TIME_STAMPS"],
    )  # fmt: skip


def attest_of(device: Device, certificate: Certificate) -> Attest:
    """What is to stand on the attest, from what two people agreed on."""
    medium, lap = certificate.medium, certificate.lap
    digibank = db.session.get(Digibank, device.digibank_id)
    assert digibank is not None
    town = f"{digibank.postcode} {digibank.municipality}".strip()
    lot = db.session.get(Lot, device.lot_id) if device.lot_id and lap == 1 else None
    # In a later round it came back from a borrower, on the day it last arrived.
    arrived_at = device.received_at if lap == 1 else arrivals([device]).get(device.id)
    return Attest(
        code=str(certificate.code),
        control_code=certificate.control_code,
        issued_at=certificate.issued_at.isoformat(),
        check_url=(current_app.config["PUBLIC_URL"] + certificate.check_path).upper(),
        issuer=digibank.name,
        issuer_address=", ".join(part for part in (digibank.street, town) if part),
        issuer_enterprise_number=digibank.enterprise_number,
        issuer_phone=digibank.phone,
        issuer_email=digibank.email,
        reuse_centre=digibank.reuse_centre,
        device_code=str(device.code),
        device_kind=str(device.kind),
        device_name=f"{device.maker} {device.model}".strip(),
        device_serial=device.serial,
        donor_asset_number=device.donor_asset_number if lap == 1 else "",
        received_at=arrived_at.isoformat() if arrived_at else "",
        donor=lot.partner.name if lot else "",
        lot_code=str(lot.code) if lot else "",
        donor_enterprise_number=lot.partner.enterprise_number if lot else "",
        donor_contact=lot.contact.name if lot and lot.contact else "",
        device_uuid=device.uuid,
        device_chassis=device.chassis,
        **_donors_word(device, has_donor=lot is not None and medium is None),
        place=digibank.municipality,
        lap=lap,
        level="medium" if medium else "device",
        donation_agreement=agreement_on_it(lot.donation) if lot else None,
        processor_agreement=agreement_on_it(lot.processing) if lot else None,
        minimum=str(lot.minimum or "") if lot else "",
        lines=tuple(_line_of_loose(medium) if medium else _lines(device)),
    )  # fmt: skip


def _donors_word(device: Device, *, has_donor: bool) -> dict[str, str]:
    """What whose data it was says of the wipe, as a room ahead on the walk knows it."""
    if not has_donor:
        return {}
    word = next(iter(offered("attest.validation", device)), DonorsWord("none"))
    return {
        "donor_answer": word.answer,
        "donor_validator": word.name,
        "donor_answered_at": word.at,
        "donor_answered_on": word.certificate,
    }


def agreement_on_it(agreement: Agreement | None) -> AgreementOnIt | None:
    """A signed agreement as an attest refers to it; None when there is none."""
    if agreement is None or agreement.signing is None:
        return None
    return AgreementOnIt(agreement.reference, agreement.text.number, agreement.signing.signed_on.isoformat())


def _lines(device: Device) -> list[AttestLine]:
    """One line per medium: the last thing two people agreed on; and media that were clean already."""
    last: dict[int | None, WipeRun] = {run.medium_id: run for run in queries.accepted_runs(device)}
    media = {medium.id: medium for medium in devices.media_of(device)}
    if media or len(last) > 1:
        last.pop(None, None)
    lines = [_line_of(run) for run in last.values()]
    for medium in media.values():
        if medium.id not in last:
            lines.append(_line_from_before(medium))
    return lines


def _line_of_loose(medium: Medium) -> list[AttestLine]:
    """The one line of a disk that was closed outside a device."""
    run = queries.closing_run_of(medium)
    return [_line_of(run)] if run else []


def _line_from_before(medium: Medium) -> AttestLine:
    """A clean medium that came in from another device: what made it clean there, told as it was."""
    runs = [run for run in queries.runs_on(medium) if run.verified_at is not None]
    if runs:
        return _line_of(runs[0])
    clean_at = medium.clean_at.isoformat() if medium.clean_at else ""
    return replace(_medium_line(medium, "statement"), recorded_at=clean_at)


def _medium_line(medium: Medium | None, means: str) -> AttestLine:
    if medium is None:
        return AttestLine(means=means)
    return AttestLine(
        means=means, serial=medium.serial, maker=medium.maker, model=medium.model,
        kind=str(medium.kind), interface=medium.interface, size_bytes=medium.size_bytes,
        soldered=medium.soldered or None,
    )  # fmt: skip


def _line_of(run: WipeRun) -> AttestLine:
    evidence, finding = run.evidence, run.finding
    assert run.verified_at is not None
    assert run.verified_by is not None
    line = replace(
        _medium_line(run.medium, str(run.means)),
        verdict=str(run.verdict), technique=str(run.technique), category=str(run.category),
        rule=run.rule, standard=run.standard, method=run.method, verification=run.verification,
        tool=run.tool, tool_version=run.tool_version, remarks=tuple(run.remarks), statement=run.statement,
        clock_started=finding.clock_started if finding else "",
        clock_ended=finding.clock_ended if finding else "",
        operator=run.operator.name, operator_role=function_of(run.operator_id),
        recorded_at=run.recorded_at.isoformat(),
        verifier=run.verified_by.name, verifier_role=function_of(run.verified_by_id),
        verified_at=run.verified_at.isoformat(),
    )  # fmt: skip
    if evidence is None:
        return line
    return replace(
        line,
        size_bytes=run.size_bytes or line.size_bytes,
        evidence_file=evidence.file_name,
        evidence_sha256=evidence.sha256,
        parser_version=evidence.parser_version,
        evidence_received_at=evidence.received_at.isoformat(),
        proof=tuple((marker["line"], marker["text"]) for marker in run.markers),
    )


def function_of(user_id: int | None) -> str:
    """What someone is here on this day: the role by which they work at the bench, or nothing for who left."""
    query = select(Membership.role).where(Membership.user_id == user_id)
    roles = set(db.session.execute(query).scalars())
    bench = (Role.SUPERVISOR, Role.TECHNICIAN, Role.COORDINATOR)
    return next((str(role) for role in bench if role in roles), "")


def revoke(actor: Actor, certificate: Certificate, *, reason: str, now: datetime) -> CertificateChange:
    """Take an attest back. It stays as it is; its check page says for ever that it no longer holds."""
    actor.must(Permission.CERTIFICATE_REVOKE)
    with transaction():
        if not reason.strip():
            raise NeedsAReason(field="reason")
        if certificate.state is CertificateState.REVOKED:
            raise NoLongerHolds
        change = _change(actor, certificate, CertificateState.REVOKED, reason.strip(), now)
        record(
            actor, "wiping.certificate_revoked", certificate, now=now, device=certificate.device,
            code=str(certificate.code),
        )  # fmt: skip
    return change


def _change(
    actor: Actor, certificate: Certificate, state: CertificateState, reason: str, now: datetime,
    successor: Certificate | None = None, is_told: bool = True,
) -> CertificateChange:  # fmt: skip
    change = CertificateChange(
        certificate=certificate, state=state, reason=reason, changed_at=now, successor=successor,
        changed_by_id=actor.user_id or (successor.issued_by_id if successor else None),
    )  # fmt: skip
    db.session.add(change)
    db.session.flush()
    db.session.expire(certificate, ["changes"])
    if is_told:
        _tell_donor(change, now)
    return change


def _tell_donor(change: CertificateChange, now: datetime) -> None:
    """Write to whoever gave the device that its attest no longer holds; a later round is no donor's business."""
    certificate, attest = change.certificate, from_snapshot(change.certificate.snapshot)
    device = certificate.device
    lot = db.session.get(Lot, device.lot_id) if device.lot_id and certificate.lap == 1 else None
    if lot is None or lot.kind is not LotKind.DONATION or not (address := thanks.address_of(lot)):
        return
    digibank = db.session.get_one(Digibank, certificate.digibank_id)
    post(
        "wiping/no_longer_holds", to_email=address, locale=digibank.locale, now=now,
        about=f"certificate:{certificate.id}:{change.id}", name=attest.donor_contact or attest.donor,
        certificate=certificate, thing=_thing_words(attest),
        successor=change.successor, reason=change.reason, digibank=digibank,
        link=current_app.config["PUBLIC_URL"] + certificate.check_path.replace("/C/", "/c/"),
    )  # fmt: skip


def _thing_words(attest: Attest) -> str:
    """What an attest is about, as its donor knows it: a device, or a disk, by name and serial number."""
    if attest.is_about_a_disk:
        line = attest.lines[0]
        return f"{line.maker} {line.model} {line.serial}".strip()
    return f"{attest.device_name} {attest.device_serial}".strip()


def reissue(actor: Actor, certificate: Certificate, *, reason: str, now: datetime) -> Certificate:
    """Issue a new attest for the same device and round, or the same disk, from what is agreed on today, and say why."""
    actor.must(Permission.CERTIFICATE_ISSUE)
    with transaction():
        if not reason.strip():
            raise NeedsAReason(field="reason")
        if not may_be_issued_anew(certificate):
            raise NoLongerHolds
        return issue(actor, certificate.device, medium=certificate.medium, reason=reason.strip(), now=now)


def may_be_issued_anew(certificate: Certificate) -> bool:
    """Does what it is about still stand as it did? What goes round, or back to the bench, gets an attest there."""
    device, medium = certificate.device, certificate.medium
    if certificate.state is CertificateState.SUPERSEDED:
        return False
    if medium is not None:
        return medium.device_id is None and medium.is_clean
    is_here = device.lap == certificate.lap and device.stage not in AT_THE_BENCH
    return is_here and not queries.picture_of(device).blockers


def paper_of(certificate: Certificate, locale: str) -> CertificatePaper:
    """The paper in this language, or in the first there is."""
    by_locale = {one.locale: one for one in certificate.papers}
    return by_locale.get(locale) or by_locale["nl"]
