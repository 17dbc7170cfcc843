"""Gathering what stands on a lot's attest: from the attests of its devices, its list, and how it was handed over."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import defer

from inventory.codes import Code
from inventory.devices.models import Device, Medium, serial_key
from inventory.digibank.models import Digibank, User
from inventory.dossiers import rules
from inventory.dossiers.models import Dossier, LotAttest, LotAttestMember
from inventory.dossiers.rules import Since, Why
from inventory.dossiers.statement import (
    AttestedDevice,
    LotStatement,
    NotAttestedDevice,
    NotAttestedMedium,
    Reconciled,
)
from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import db
from inventory.intake import manifest
from inventory.intake.models import OPEN_STATES, Lot, LotLine
from inventory.intake.queries import standing_of
from inventory.wiping.attest import Attest, AttestLine, from_snapshot
from inventory.wiping.issuing import agreement_on_it, function_of
from inventory.wiping.models import (
    Certificate,
    CertificateChange,
    CertificatePaper,
    CertificateState,
    Means,
)
from inventory.wiping.queries import OF_A_DEVICE, certificates_of_media


def first_certificates_of(lot: Lot, *, with_facts: bool) -> dict[int, list[Certificate]]:
    """Every attest about the giver's own data, by device, in the order in which they were issued.

    What stands on them is long: it is read only `with_facts`.
    """
    found: dict[int, list[Certificate]] = defaultdict(list)
    query = (
        select(Certificate)
        .join(Device, Device.id == Certificate.device_id)
        .where(Device.lot_id == lot.id, Certificate.lap == 1, OF_A_DEVICE)
        .order_by(Certificate.id)
    )
    if not with_facts:
        query = query.options(defer(Certificate.snapshot))
    for one in db.session.execute(query).scalars():
        found[one.device_id].append(one)
    return found


def devices_of(lot: Lot) -> list[Device]:
    """Every device of the lot, in the order in which they were written down."""
    query = select(Device).where(Device.lot_id == lot.id).order_by(Device.id)
    return list(db.session.execute(query).scalars())


class Gathered:
    """Everything about one lot that its attest will say; asked in a few questions, however many devices there are."""

    def __init__(self, lot: Lot, *, with_facts: bool = True) -> None:
        self.lot = lot
        self.devices = devices_of(lot)
        self.certificates = first_certificates_of(lot, with_facts=with_facts)
        self.lines = list(
            db.session.execute(select(LotLine).where(LotLine.lot_id == lot.id).order_by(LotLine.id)).scalars()
        )
        self.listed = {line.device_id for line in self.lines if line.device_id is not None}
        self._media = self._media_once_inside()
        self.of_media = certificates_of_media(lot.id)

    def valid(self, device: Device) -> Certificate | None:
        """The attest of this device that holds today."""
        held = [one for one in self.certificates.get(device.id, ()) if one.state is CertificateState.VALID]
        return held[-1] if held else None

    def why_not(self, device: Device) -> Why | None:
        """Why this device is not attested; None when it is."""
        return rules.why_not(
            device.stage,
            has_valid=self.valid(device) is not None,
            had_one=bool(self.certificates.get(device.id)),
            sealed=device.sealed,
            is_coming_in=self.lot.state in OPEN_STATES,
        )

    def attested(self) -> Iterable[tuple[Device, Certificate]]:
        """The devices that are attested, each with its attest."""
        for device in self.devices:
            certificate = self.valid(device)
            if certificate is not None:
                yield device, certificate

    def left_out(self) -> list[NotAttestedDevice]:
        """Devices that the attest does not cover, and lines of the list of which no device came."""
        found = []
        for device in self.devices:
            why = self.why_not(device)
            if why is not None:
                found.append(
                    NotAttestedDevice(
                        str(why),
                        str(device.code),
                        device.name if device.maker or device.model else "",
                        device.serial,
                        device.donor_asset_number,
                        self._remark(device, why),
                    )
                )
        never = Why.AWAITED if self.lot.state in OPEN_STATES else Why.NEVER_CAME
        for line in self.lines:
            if line.device_id is None:
                name = f"{line.maker} {line.model}".strip()
                found.append(NotAttestedDevice(str(never), "", name, line.serial, line.donor_asset_number))
        return found

    def _remark(self, device: Device, why: Why) -> str:
        if why is Why.REFUSED:
            return device.defect
        change = self.certificates[device.id][-1].last_change if why is Why.REVOKED else None
        return change.reason if change else ""

    def _media_once_inside(self) -> dict[tuple[int, str], Medium]:
        """Media that were taken out of a device of the lot, by that device and their serial number."""
        ids = [device.id for device in self.devices]
        query = select(Medium).where(Medium.last_device_id.in_(ids)).order_by(Medium.id)
        media = db.session.execute(query).scalars() if ids else ()
        return {(one.last_device_id, one.serial_key): one for one in media if one.last_device_id}

    def _taken_out(self, device: Device, line: AttestLine) -> NotAttestedMedium:
        """A disk that was taken out of this device: what became of it since, and its own attest if it has one."""
        medium = self._media.get((device.id, serial_key(line.serial))) if line.serial else None
        own = [
            one
            for one in self.of_media
            if medium is not None and one.medium_id == medium.id and one.state is CertificateState.VALID
        ]
        return NotAttestedMedium(
            str(Why.TAKEN_OUT), str(device.code), line.serial, line.statement, str(self._since(medium)),
            attest_code=str(own[-1].code) if own else "",
        )  # fmt: skip

    @staticmethod
    def _since(medium: Medium | None) -> Since:
        if medium is None:
            return Since.NOT_KNOWN
        if medium.destroyed_at is not None:
            return Since.DESTROYED
        return Since.ERASED if medium.is_clean else Since.OPEN

    def paper_hashes(self) -> dict[int, dict[str, str]]:
        """The SHA-256 of every paper of the attests that hold, by attest and language."""
        ids = [certificate.id for _device, certificate in self.attested()]
        hashes: dict[int, dict[str, str]] = defaultdict(dict)
        query = select(CertificatePaper.certificate_id, CertificatePaper.locale, CertificatePaper.sha256)
        for start in range(0, len(ids), 500):
            part = query.where(CertificatePaper.certificate_id.in_(ids[start : start + 500]))
            for certificate_id, locale, sha256 in db.session.execute(part):
                hashes[certificate_id][locale] = sha256
        return hashes

    def attested_devices(self) -> tuple[tuple[AttestedDevice, ...], tuple[NotAttestedMedium, ...]]:
        """The devices as their own attests tell of them; and their disks that were not erased."""
        hashes, has_list = self.paper_hashes(), bool(self.lines)
        devices, media = [], []
        for device, certificate in self.attested():
            attest = from_snapshot(certificate.snapshot)
            is_extra = has_list and device.id not in self.listed
            devices.append(_device(device, certificate, attest, hashes[certificate.id], is_extra))
            for line in attest.lines:
                if line.means == Means.DESTROYED:
                    media.append(
                        NotAttestedMedium(str(Why.DESTROYED), str(device.code), line.serial, line.statement)
                    )
                elif line.means == Means.REMOVED:
                    media.append(self._taken_out(device, line))
        return tuple(devices), tuple(media)


def _device(
    device: Device, certificate: Certificate, attest: Attest, hashes: dict[str, str], is_extra: bool
) -> AttestedDevice:
    return AttestedDevice(
        code=attest.device_code, kind=attest.device_kind, name=attest.device_name, serial=attest.device_serial,
        donor_asset_number=attest.donor_asset_number, uuid=attest.device_uuid, chassis=attest.device_chassis,
        received_at=attest.received_at, is_extra=is_extra,
        destination=str(rules.destination_of(device.stage)), attest_code=attest.code,
        attest_issued_at=attest.issued_at, attest_sha256=dict(sorted(hashes.items())), lines=attest.lines,
        donors_word=attest.donors_word,
    )  # fmt: skip


def statement_of(
    gathered: Gathered, *, now: datetime, code: Code, control_code: str, issuer_id: int | None
) -> LotStatement:
    """What the attest of this lot says, as things stand now."""
    lot = gathered.lot
    house = db.session.get_one(Digibank, lot.digibank_id)
    devices, media = gathered.attested_devices()
    standing = standing_of(lot)
    issuer = db.session.get(User, issuer_id) if issuer_id else None
    signed = manifest.last_of(lot)
    taker = db.session.get(User, signed.taken_by_id) if signed else _who_took(lot)
    town = f"{house.postcode} {house.municipality}".strip()
    is_known = lot.contact is not None and not lot.contact.anonymised_at
    check_path = f"/C/{str(code)[1:]}/{control_code}"
    return LotStatement(
        code=str(code),
        control_code=control_code,
        issued_at=now.isoformat(),
        check_url=(current_app.config["PUBLIC_URL"] + check_path).upper(),
        issuer=house.name,
        issuer_address=", ".join(part for part in (house.street, town) if part),
        issuer_enterprise_number=house.enterprise_number,
        issuer_phone=house.phone,
        issuer_email=house.email,
        reuse_centre=house.reuse_centre,
        place=house.municipality,
        issued_by=issuer.name if issuer else "",
        issued_by_role=function_of(issuer.id) if issuer else "",
        lot_code=str(lot.code),
        donor=lot.partner.name,
        donor_enterprise_number=lot.partner.enterprise_number,
        donor_contact=lot.contact.name if lot.contact and is_known else "",
        donation_agreement=agreement_on_it(lot.donation),
        processor_agreement=agreement_on_it(lot.processing),
        minimum=str(lot.minimum or ""),
        confidentiality=str(lot.confidentiality or ""),
        announced_at=lot.announced_at.isoformat(),
        handed_over_at=lot.handed_over_at.isoformat() if lot.handed_over_at else "",
        handed_over_by=lot.handed_over_by,
        handed_over_how=_how_signed(lot),
        taken_by=taker.name if taker else "",
        taken_by_role=function_of(taker.id) if taker else "",
        receipt_sha256=lot.receipt_hash,
        transport_seals=signed.seals if signed else "",
        manifest_sha256=signed.sha256 if signed else "",
        reconciled=Reconciled(
            standing.expected, standing.listed, standing.received, standing.refused, standing.missing,
            standing.extra,
        ),
        devices=devices,
        not_attested=tuple(gathered.left_out()),
        not_attested_media=media,
    )  # fmt: skip


def _how_signed(lot: Lot) -> str:
    if lot.handed_over_at is None:
        return ""
    return "paper" if lot.signed_on_paper else "screen"


def _who_took(lot: Lot) -> User | None:
    """Who of us stood there when it was handed over: as the journal knows."""
    query = (
        select(AuditEvent.actor_id)
        .where(
            AuditEvent.thing == "lot", AuditEvent.thing_id == lot.id, AuditEvent.deed == "intake.signed_for"
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )
    user_id = db.session.execute(query).scalar_one_or_none()
    return db.session.get(User, user_id) if user_id else None


def latest_of(lot: Lot) -> LotAttest | None:
    """The attest of this lot that was issued last."""
    query = select(LotAttest).where(LotAttest.lot_id == lot.id).order_by(LotAttest.edition.desc()).limit(1)
    return db.session.execute(query).scalar_one_or_none()


def attests_of(lot: Lot) -> list[LotAttest]:
    """Every attest of this lot, latest first."""
    query = select(LotAttest).where(LotAttest.lot_id == lot.id).order_by(LotAttest.edition.desc())
    return list(db.session.execute(query).scalars())


def valid_of(lot: Lot) -> LotAttest | None:
    """The attest of this lot that holds today."""
    latest = latest_of(lot)
    return latest if latest is not None and latest.state is CertificateState.VALID else None


def dossiers_of(lot: Lot, limit: int = 10) -> list[Dossier]:
    """The dossiers about this lot that were asked for last, latest first."""
    query = select(Dossier).where(Dossier.lot_id == lot.id).order_by(Dossier.id.desc()).limit(limit)
    return list(db.session.execute(query).scalars())


def overview(lot: Lot) -> dict[str, Any]:
    """For the page on which it is issued: how many would be attested, and what would stay out, and why."""
    gathered = Gathered(lot, with_facts=False)
    left_out = gathered.left_out()
    counts: dict[Why, int] = defaultdict(int)
    for one in left_out:
        counts[Why(one.why)] += 1
    attested = sum(1 for _one in gathered.attested())
    return {
        "attested": attested,
        "left_out": [(why, counts[why]) for why in Why if counts[why]],
        "open": sum(count for why, count in counts.items() if why in rules.OPEN),
        "all": attested + len(left_out),
    }


def fallen_and_replaced(attest: LotAttest) -> tuple[list[Certificate], list[Certificate]]:
    """The device attests on a lot's attest that were revoked since; and those of which there is a newer one now.

    A revoked one leaves a hole in the whole; a replaced one is only said better elsewhere.
    """
    changed = select(CertificateChange.certificate_id)
    query = (
        select(Certificate)
        .join(LotAttestMember, LotAttestMember.certificate_id == Certificate.id)
        .where(LotAttestMember.lot_attest_id == attest.id, Certificate.id.in_(changed))
        .options(defer(Certificate.snapshot))
        .order_by(Certificate.id)
    )
    found = list(db.session.execute(query).scalars())
    return (
        [one for one in found if one.state is CertificateState.REVOKED],
        [one for one in found if one.state is CertificateState.SUPERSEDED],
    )
