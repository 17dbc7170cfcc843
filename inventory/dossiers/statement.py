"""What stands on the attest of a whole lot: plain values, kept as they were on the day it was issued.

The paper, the check page and the signature all read this and nothing else. It repeats what the attests of the
devices say, names each of them with the fingerprint of its paper, and always says what is not attested.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

import rfc8785

from inventory.dossiers.rules import OPEN, Destination, Since, Why
from inventory.wiping.attest import (
    NONE,
    NOT_KNOWN,
    AgreementOnIt,
    AttestLine,
    DonorsWord,
    NotAttested,
    agreement_document,
    kept_line,
    line_from,
    lowest_category,
    medium_document,
    outcome_of_line,
    person_document,
    validation_document,
)
from inventory.wiping.categories import Category

FORMAT = "leenkring.lot-attest/1"


@dataclass(frozen=True)
class AttestedDevice:
    """One device of the lot, as its own attest tells of it."""

    code: str
    kind: str
    name: str
    serial: str
    donor_asset_number: str
    uuid: str
    chassis: str
    received_at: str
    #: came without standing on the giver's list
    is_extra: bool
    destination: str
    #: its own attest: number, day of issue, and the SHA-256 of its paper per language
    attest_code: str
    attest_issued_at: str
    attest_sha256: dict[str, str]
    lines: tuple[AttestLine, ...]
    #: what the donor said of its wipe, as its own attest knows
    donors_word: DonorsWord | None = None


@dataclass(frozen=True)
class NotAttestedDevice:
    """One device of the lot that this attest does not cover."""

    why: str
    #: empty when it never came
    code: str = ""
    name: str = ""
    serial: str = ""
    donor_asset_number: str = ""
    #: in our words at the door, or why an attest was revoked
    remark: str = ""


@dataclass(frozen=True)
class NotAttestedMedium:
    """One disk of an attested device that was not erased, but taken out or destroyed."""

    why: str
    device_code: str
    serial: str
    statement: str
    #: what became of it since; empty for a destroyed one
    since: str = ""
    #: the attest of its own, when it has one: C019882
    attest_code: str = ""


@dataclass(frozen=True)
class Reconciled:
    """What was promised held against what came (GBA recommendation 2020, §240)."""

    expected: int | None
    listed: int
    received: int
    sent_back: int
    missing: int
    extra: int


@dataclass(frozen=True)
class LotStatement:
    """One gift, on the day on which its attest was issued."""

    code: str
    control_code: str
    issued_at: str
    check_url: str
    issuer: str
    reconciled: Reconciled
    issuer_address: str = ""
    issuer_enterprise_number: str = ""
    issuer_phone: str = ""
    issuer_email: str = ""
    reuse_centre: str = ""
    place: str = ""
    #: who issued it: name and function
    issued_by: str = ""
    issued_by_role: str = ""
    lot_code: str = ""
    donor: str = ""
    donor_enterprise_number: str = ""
    donor_contact: str = ""
    donation_agreement: AgreementOnIt | None = None
    processor_agreement: AgreementOnIt | None = None
    #: the least that a wipe must reach, as agreed on or asked; empty: nothing was
    minimum: str = ""
    #: how confidential the data were, as the giver said; empty: nobody said
    confidentiality: str = ""
    announced_at: str = ""
    handed_over_at: str = ""
    handed_over_by: str = ""
    #: screen, paper, or empty when nobody signed
    handed_over_how: str = ""
    taken_by: str = ""
    taken_by_role: str = ""
    receipt_sha256: str = ""
    #: numbers of seals and boxes, as they stand on the manifest that both signed; and the manifest's fingerprint
    transport_seals: str = ""
    manifest_sha256: str = ""
    devices: tuple[AttestedDevice, ...] = ()
    not_attested: tuple[NotAttestedDevice, ...] = ()
    not_attested_media: tuple[NotAttestedMedium, ...] = ()
    seal_key_id: str = ""
    seal_public_key: str = ""
    seal_certificate_sha256: str = ""

    def as_snapshot(self) -> dict[str, Any]:
        """For keeping as JSON."""
        kept = asdict(self)
        for device in kept["devices"]:
            device["lines"] = [kept_line(line) for line in device["lines"]]
        for name in ("devices", "not_attested", "not_attested_media"):
            kept[name] = list(kept[name])
        return kept

    @property
    def lines(self) -> Iterable[AttestLine]:
        """Every medium, device after device."""
        return (line for device in self.devices for line in device.lines)

    @property
    def outcomes(self) -> Counter[str]:
        """How many media fared how."""
        return Counter(outcome_of_line(line) for line in self.lines)

    @property
    def validated(self) -> int:
        """Of how many devices the donor accepted the wipe."""
        return sum(
            one.donors_word is not None and one.donors_word.answer == "accepted" for one in self.devices
        )

    @property
    def validates_itself(self) -> bool:
        """Does the donor have a say of its own in this lot?"""
        return any(one.donors_word is not None and one.donors_word.answer != "none" for one in self.devices)

    @property
    def category(self) -> Category:
        """The weakest category of all media: no more may be claimed for the lot."""
        return lowest_category(self.lines)

    @property
    def media_count(self) -> int:
        """How many media were erased or destroyed."""
        return sum(line.means not in ("absent", "removed") for line in self.lines)

    @property
    def open_ones(self) -> list[Why]:
        """What is not done yet."""
        return [why for one in self.not_attested if (why := Why(one.why)) in OPEN]

    @property
    def serials(self) -> frozenset[str]:
        """Every serial number that is attested."""
        own = (device.serial for device in self.devices)
        gone = {one.serial for one in self.not_attested_media if one.why == Why.TAKEN_OUT}
        return frozenset(
            one for one in (*own, *(line.serial for line in self.lines)) if one and one not in gone
        )

    @property
    def serials_not_attested(self) -> frozenset[str]:
        """Every serial number that stands on the attest as not attested."""
        gone = [one.serial for one in self.not_attested_media if one.why == Why.TAKEN_OUT]
        return frozenset(one for one in (*gone, *(one.serial for one in self.not_attested)) if one)


def from_snapshot(snapshot: dict[str, Any]) -> LotStatement:
    """The statement that was kept."""
    devices = tuple(
        AttestedDevice(
            **{
                **device,
                "lines": tuple(line_from(line) for line in device["lines"]),
                "donors_word": DonorsWord(**word) if (word := device.get("donors_word")) else None,
            }
        )
        for device in snapshot["devices"]
    )
    agreements = {
        name: AgreementOnIt(**snapshot[name])
        for name in ("donation_agreement", "processor_agreement")
        if snapshot.get(name)
    }
    return LotStatement(
        **{
            **snapshot,
            **agreements,
            "reconciled": Reconciled(**snapshot["reconciled"]),
            "devices": devices,
            "not_attested": tuple(NotAttestedDevice(**one) for one in snapshot["not_attested"]),
            "not_attested_media": tuple(NotAttestedMedium(**one) for one in snapshot["not_attested_media"]),
        }
    )


def content_hash(statement: LotStatement) -> str:
    """The SHA-256 of everything but number, moment, who issued it and seal: equal when nothing new is to be said."""
    bare = replace(
        statement, code="", control_code="", check_url="", issued_at="", issued_by="", issued_by_role="",
        seal_key_id="", seal_public_key="", seal_certificate_sha256="",
    )  # fmt: skip
    return hashlib.sha256(canonical(bare)).hexdigest()


# --- the facts for a machine ------------------------------------------------------------------------


def canonical(statement: LotStatement) -> bytes:
    """The facts as the one text that RFC 8785 allows: what is signed, and what lies in the PDF."""
    return rfc8785.dumps(document(statement))


def document(statement: LotStatement) -> dict[str, Any]:
    """Everything that stands on the attest, in English words that no language changes."""
    return {
        "format": FORMAT,
        "title": "Attest van gegevenswissing",
        "number": statement.code,
        "control_code": statement.control_code,
        "check_url": statement.check_url,
        "issued_at": statement.issued_at,
        "status_when_issued": "valid",
        "level": "donation",
        "category": str(statement.category),
        "outcomes": dict(sorted(statement.outcomes.items())),
        "issuer": {
            "name": statement.issuer,
            "address": statement.issuer_address or NOT_KNOWN,
            "enterprise_number": statement.issuer_enterprise_number or NOT_KNOWN,
            "phone": statement.issuer_phone or NOT_KNOWN,
            "email": statement.issuer_email or NOT_KNOWN,
            "workshop": statement.reuse_centre or NONE,
            "place": statement.place or NOT_KNOWN,
            "issued_by": person_document(statement.issued_by, statement.issued_by_role, statement.issued_at),
        },
        "donor": {
            "name": statement.donor,
            "enterprise_number": statement.donor_enterprise_number or NOT_KNOWN,
            "contact": statement.donor_contact or NOT_KNOWN,
            "donation_agreement": agreement_document(statement.donation_agreement),
            "processor_agreement": agreement_document(statement.processor_agreement),
            "confidentiality_before": statement.confidentiality or NOT_KNOWN,
            "minimum_category": statement.minimum or NONE,
            "validation_by_donor": {"devices_accepted": statement.validated}
            if statement.validates_itself
            else NONE,
        },
        "lot": _lot(statement),
        "devices_attested": len(statement.devices),
        "media_attested": statement.media_count,
        "devices": [_device(device, statement) for device in statement.devices],
        "not_attested": {
            "devices": [_not_attested(one) for one in statement.not_attested],
            "media": [
                {
                    "why": one.why,
                    "device": one.device_code,
                    "serial": one.serial or NONE,
                    "statement": one.statement or NONE,
                    "since": one.since or NONE,
                    "attest": one.attest_code or NONE,
                }
                for one in statement.not_attested_media
            ],
            "never": [str(one) for one in NotAttested],
        },
        "seal": {
            "key_id": statement.seal_key_id,
            "public_key": statement.seal_public_key,
            "certificate_sha256": statement.seal_certificate_sha256,
        },
    }


def _lot(statement: LotStatement) -> dict[str, Any]:
    counts = statement.reconciled
    return {
        "number": statement.lot_code,
        "announced_at": statement.announced_at or NOT_KNOWN,
        "handed_over": {
            "at": statement.handed_over_at or NOT_KNOWN,
            "given_by": statement.handed_over_by or NOT_KNOWN,
            "taken_by": person_document(
                statement.taken_by, statement.taken_by_role, statement.handed_over_at
            ),
            "signed_on": statement.handed_over_how or NONE,
            "place": NOT_KNOWN,
            "transport_seal": statement.transport_seals or (NONE if statement.manifest_sha256 else NOT_KNOWN),
            "manifest_sha256": statement.manifest_sha256 or NONE,
            "receipt_sha256": statement.receipt_sha256 or NONE,
        },
        "reconciliation": {
            "announced": NOT_KNOWN if counts.expected is None else counts.expected,
            "listed": counts.listed or NONE,
            "received": counts.received,
            "sent_back": counts.sent_back,
            "did_not_come": counts.missing if counts.listed else NOT_KNOWN,
            "extra": counts.extra if counts.listed else NOT_KNOWN,
        },
    }


def _device(device: AttestedDevice, statement: LotStatement) -> dict[str, Any]:
    has_list = bool(statement.reconciled.listed)
    return {
        "number": device.code,
        "donor_asset_number": device.donor_asset_number or NONE,
        "kind": device.kind,
        "name": device.name or NOT_KNOWN,
        "serial": device.serial or NONE,
        "uuid": device.uuid or NOT_KNOWN,
        "chassis": device.chassis or NOT_KNOWN,
        "received_at": device.received_at or NOT_KNOWN,
        "on_the_list": not device.is_extra if has_list else NOT_KNOWN,
        "loose_media_looked_for": NOT_KNOWN,
        "destination": device.destination,
        "attest": {
            "number": device.attest_code,
            "issued_at": device.attest_issued_at,
            "sha256": device.attest_sha256,
        },
        "validation_by_donor": validation_document(device.donors_word),
        "media": [medium_document(line, statement.minimum) for line in device.lines],
    }


def _not_attested(one: NotAttestedDevice) -> dict[str, str]:
    return {
        "why": one.why,
        "number": one.code or NONE,
        "name": one.name or NOT_KNOWN,
        "serial": one.serial or NONE,
        "donor_asset_number": one.donor_asset_number or NONE,
        "remark": one.remark or NONE,
    }


__all__ = [
    "AttestedDevice", "Destination", "LotStatement", "NotAttestedDevice", "NotAttestedMedium", "Reconciled", "Since",
    "canonical", "content_hash", "document", "from_snapshot",
]  # fmt: skip
