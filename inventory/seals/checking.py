"""Is a sealed PDF still what was sealed, and by whom? Asked of the file alone: no house, no database, no network.

Two things must agree. The PAdES seal covers every byte of the file, and the Ed25519 signature covers the facts
inside it. Whose keys these are is another question: only the public part of a seal, had from the digibank
itself, answers that.
"""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import rfc8785
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from inventory.foundation.refusal import Refusal
from inventory.seals.keys import key_id_of
from inventory.seals.sealing import FIELD
from inventory.seals.waiting import to_its_end

#: the files that a sealed paper holds
FACTS, SIGNATURE = "attest.json", "attest.sig"
_BLOCK = re.compile(r"-----BEGIN ([A-Z ]+)-----.*?-----END \1-----", re.DOTALL)


class NoPublicKey(Refusal):
    """The file that should hold the public part of a seal does not."""

    status = 422


@dataclass(frozen=True)
class Published:
    """Public parts of seals, as a digibank hands them out."""

    certificates: tuple[x509.Certificate, ...]
    public_keys: tuple[ed25519.Ed25519PublicKey, ...]


@dataclass(frozen=True)
class Finding:
    """One thing that was checked: it is so, it is not, or nobody can tell from here (None)."""

    is_so: bool | None
    told: str


@dataclass(frozen=True)
class Checked:
    """Everything that was checked of one file."""

    findings: tuple[Finding, ...]
    #: what stands on the paper, when it could be read
    facts: dict[str, Any] | None = None

    @property
    def is_whole(self) -> bool:
        """Nothing that could be checked was found wrong."""
        return all(finding.is_so is not False for finding in self.findings)


def read_published(pem: str) -> Published:
    """The certificates and keys in a file that was downloaded from a check page."""
    certificates, public_keys = [], []
    try:
        for block in _BLOCK.finditer(pem):
            if block[1] == "CERTIFICATE":
                certificates.append(x509.load_pem_x509_certificate(block[0].encode()))
            elif block[1] == "PUBLIC KEY":
                key = serialization.load_pem_public_key(block[0].encode())
                if isinstance(key, ed25519.Ed25519PublicKey):
                    public_keys.append(key)
    except ValueError as error:
        raise NoPublicKey from error
    if not certificates or not public_keys:
        raise NoPublicKey
    return Published(tuple(certificates), tuple(public_keys))


def check(pdf: bytes, published: Published | None = None) -> Checked:
    """What holds of this file; `published` are seals that one trusts to be the digibank's."""
    try:
        opened = _open(pdf)
        of_the_seal = _of_the_seal(opened, published)
    except _Broken as broken:
        return Checked((Finding(False, str(broken)),))
    findings = [Finding(True, "the file is a PDF with one seal"), *of_the_seal]
    facts, said = _of_the_facts(opened)
    findings += said
    findings.append(_whose(opened, facts, published))
    return Checked(tuple(findings), facts)


class _Broken(Exception):
    """The file cannot be read as a sealed PDF; the text says how far it could."""


@dataclass(frozen=True)
class _Opened:
    pdf: bytes
    seal: Any
    certificate: x509.Certificate
    files: dict[str, bytes]


def _open(pdf: bytes) -> _Opened:
    from pyhanko.pdf_utils.reader import PdfFileReader

    if not pdf.startswith(b"%PDF-"):
        raise _Broken("the file is not a PDF")
    try:
        reader = PdfFileReader(BytesIO(pdf))
        seals = list(reader.embedded_signatures)
        files = dict(_files_in(reader))
        shape = [(one.field_name, one.signer_cert.dump()) for one in seals]
    except Exception as error:  # a damaged file fails in as many ways as there are bytes
        raise _Broken("the file is damaged: it cannot be read as a PDF with a seal") from error
    if [name for name, _certificate in shape] != [FIELD]:
        raise _Broken("the file has no seal of ours, or more than one")
    return _Opened(pdf, seals[0], x509.load_der_x509_certificate(shape[0][1]), files)


def _files_in(reader: Any) -> Iterator[tuple[str, bytes]]:
    if "/Names" not in reader.root:
        return
    names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    for at in range(0, len(names), 2):
        yield str(names[at]), names[at + 1]["/EF"]["/F"].data


# --- the seal over the file -------------------------------------------------------------------------


def _of_the_seal(opened: _Opened, published: Published | None) -> list[Finding]:
    try:
        status = _status(opened, published)
        covers = status.coverage.name == "ENTIRE_FILE" and _is_exact(opened, published)
    except Exception as error:  # likewise
        raise _Broken("the seal is damaged") from error
    holds = status.intact and status.valid and covers
    if not holds:
        return [Finding(False, "the file was changed after it was sealed")]
    told = f"not one byte was changed since it was sealed at {opened.seal.self_reported_timestamp:%Y-%m-%d %H:%M %Z}"
    findings = [Finding(True, told)]
    if status.timestamp_validity is not None:
        stamp = status.timestamp_validity
        is_whole = bool(stamp.intact and stamp.valid)
        findings.append(
            Finding(is_whole, f"time stamp of another party: {stamp.timestamp:%Y-%m-%d %H:%M %Z}")
        )
    return findings


def _status(opened: _Opened, published: Published | None) -> Any:
    """What pyHanko says of the seal, at the moment at which it was set."""
    from asn1crypto import x509 as asn1
    from pyhanko.sign.validation import KeyUsageConstraints, async_validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    trusted = published.certificates if published else (opened.certificate,)
    roots = [asn1.Certificate.load(one.public_bytes(serialization.Encoding.DER)) for one in trusted]
    context = ValidationContext(
        trust_roots=roots, allow_fetching=False, moment=opened.seal.self_reported_timestamp
    )
    usage = KeyUsageConstraints(
        key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
    )
    return to_its_end(async_validate_pdf_signature(opened.seal, context, key_usage_settings=usage))


def _is_exact(opened: _Opened, published: Published | None) -> bool:
    """Is the seal itself written just as we write it? It stands outside the bytes that it covers."""
    _start, before, after, _rest = (int(one) for one in opened.seal.byte_range)
    hexadecimal = opened.pdf[before:after]
    container = bytes.fromhex(hexadecimal[1:-1].decode("ascii"))
    if hexadecimal != b"<" + container.hex().upper().encode() + b">":
        return False
    length = _length_of(container)
    signed = opened.seal.signed_data
    [signer] = signed["signer_infos"]
    has_stamp = signer["unsigned_attrs"].native is not None
    known = (
        {one.public_bytes(serialization.Encoding.DER) for one in published.certificates}
        if published
        else None
    )
    return (
        _written_anew(signed, signer, opened.seal.signer_cert) == container[:length]
        and not container[length:].strip(b"\0")
        and (has_stamp or len(container) - length <= 4)
        and (known is None or all(one.chosen.dump() in known for one in signed["certificates"]))
    )


def _written_anew(signed: Any, signer: Any, certificate: Any) -> bytes:
    """The same seal from its parts: what the signature covers, the signature, and the certificates it names."""
    from asn1crypto import cms

    kept = {key: signer[key] for key in ("signed_attrs", "signature_algorithm", "signature")}
    if signer["unsigned_attrs"].native is not None:
        kept["unsigned_attrs"] = signer["unsigned_attrs"]
    sid = cms.IssuerAndSerialNumber(
        {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    )
    anew = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": sid}),
            "digest_algorithm": {"algorithm": "sha256"},
            **kept,
        }
    )
    content = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "data"},
            "certificates": signed["certificates"],
            "signer_infos": [anew],
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": content}).dump()


def _length_of(der: bytes) -> int:
    """How many bytes the outermost value takes, by its own head."""
    if der[1] < 0x80:
        return 2 + der[1]
    width = der[1] & 0x7F
    return 2 + width + int.from_bytes(der[2 : 2 + width], "big")


# --- the signature over the facts -------------------------------------------------------------------


def _of_the_facts(opened: _Opened) -> tuple[dict[str, Any] | None, list[Finding]]:
    content, signature = opened.files.get(FACTS), opened.files.get(SIGNATURE)
    if content is None or signature is None:
        return None, [Finding(False, f"{FACTS} and {SIGNATURE} are not in the file")]
    try:
        facts = json.loads(content)
        public = public_key_in(facts)
        certificate = facts["seal"]["certificate_sha256"]
        is_canonical = rfc8785.dumps(facts) == content
        public.verify(signature, content)
    except (ValueError, KeyError, TypeError, InvalidSignature):
        return None, [Finding(False, f"{FACTS} was changed after it was signed")]
    if not is_canonical:
        return None, [Finding(False, f"{FACTS} is not written as RFC 8785 asks")]
    told = Finding(True, f"{FACTS} is signed by key {key_id_of(public)}")
    is_same = certificate == opened.certificate.fingerprint(hashes.SHA256()).hex()
    return facts, [told, Finding(is_same, "the seal and the signature belong together")]


def public_key_in(facts: dict[str, Any]) -> ed25519.Ed25519PublicKey:
    """The Ed25519 key that the facts say they are signed by."""
    return ed25519.Ed25519PublicKey.from_public_bytes(
        base64.b64decode(facts["seal"]["public_key"], validate=True)
    )


def _whose(opened: _Opened, facts: dict[str, Any] | None, published: Published | None) -> Finding:
    if published is None:
        return Finding(
            None, "whose key it is was not checked: give --public-key, a file from the digibank itself"
        )
    known = {key.public_bytes_raw() for key in published.public_keys}
    is_known = (
        facts is not None
        and public_key_in(facts).public_bytes_raw() in known
        and opened.certificate in published.certificates
    )
    told = (
        "the keys are those in the public key file"
        if is_known
        else "the keys are not those in the public key file"
    )
    return Finding(is_known, told)
