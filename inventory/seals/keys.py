"""The two keys of a seal: one that seals a PDF as readers know it, and one that signs what stands on it.

The first is an ECDSA P-256 key with a certificate (or what a certificate authority issued, as PKCS#12): PDF
readers show its seal as PAdES. The second is an Ed25519 key for the facts as JSON, which `openssl` checks with
nothing but the public key. Private parts are kept encrypted with a key that HKDF derives from the house's own.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from inventory.foundation import chance
from inventory.foundation.refusal import Refusal

#: RFC 5280 §4.1.2.5: a certificate without an end of its own; a digibank ends it by making another
_NO_END = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
#: the number of points on P-256, so that a private key can be thrown (SEC 2, §2.4.2)
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_SMALLEST_RSA = 2048
_PEM = serialization.Encoding.PEM

Sealing = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class NotPkcs12(Refusal):
    """The file is no PKCS#12, or the password is not its own: the format does not tell which."""

    status = 422


class NothingToSealWith(Refusal):
    """The file holds no private key, or no certificate that belongs to it."""

    status = 422


class KeyTooWeak(Refusal):
    """Neither RSA of at least 2048 bits nor a key on a curve that PDF readers know."""

    status = 422


class CertificateNotValid(Refusal):
    """The certificate does not hold today."""

    status = 422


class MayNotSeal(Refusal):
    """The certificate says itself that it is not for signing."""

    status = 422


class SealLocked(Refusal):
    """The private parts do not open: the house's secret is another than when they were made."""


@dataclass(frozen=True, eq=False)  # the same pair is the same object: what is made ready for it is kept by it
class KeyPair:
    """Both keys of one seal, with what may be shown of them."""

    sealing: Sealing
    signing: ed25519.Ed25519PrivateKey
    #: the sealing key's own certificate first, then what leads to a root
    certificates: tuple[x509.Certificate, ...]

    @property
    def key_id(self) -> str:
        """How this pair is named on paper: sixteen characters that follow from the Ed25519 key."""
        return key_id_of(self.signing.public_key())

    @property
    def public_pem(self) -> str:
        """The Ed25519 public key."""
        return self.signing.public_key().public_bytes(
            _PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ).decode()  # fmt: skip

    @property
    def certificate_pem(self) -> str:
        """The certificate with its chain."""
        return "".join(one.public_bytes(_PEM).decode() for one in self.certificates)


def key_id_of(public: ed25519.Ed25519PublicKey) -> str:
    """The first sixteen hexadecimal characters of the SHA-256 of the raw public key."""
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:16]


def make(*, name: str, municipality: str, enterprise_number: str, now: datetime) -> KeyPair:
    """A new pair with a certificate that the digibank gives itself."""
    sealing = ec.derive_private_key(1 + int(chance.hexadecimal(40), 16) % (_ORDER - 1), ec.SECP256R1())
    return KeyPair(
        sealing, _signing_key(), (_own_certificate(sealing, name, municipality, enterprise_number, now),)
    )


def _signing_key() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.from_private_bytes(bytes.fromhex(chance.hexadecimal(32)))


def _own_certificate(
    key: ec.EllipticCurvePrivateKey, name: str, municipality: str, enterprise_number: str, now: datetime
) -> x509.Certificate:
    said = [
        (NameOID.COUNTRY_NAME, "BE"),
        (NameOID.LOCALITY_NAME, municipality),
        (NameOID.ORGANIZATION_NAME, name),
        (NameOID.SERIAL_NUMBER, enterprise_number),
        (NameOID.COMMON_NAME, name),
    ]
    subject = x509.Name([x509.NameAttribute(oid, words[:64]) for oid, words in said if words])
    public = key.public_key()
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
         "encipher_only", "decipher_only"), False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public)
        .serial_number(int(chance.hexadecimal(16), 16) | 1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(_NO_END)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    )


def bring(content: bytes, password: str, *, now: datetime) -> KeyPair:
    """The pair with a sealing key from a PKCS#12 file, and a new Ed25519 key beside it."""
    try:
        found = pkcs12.load_pkcs12(content, password.encode() if password else None)
    except (ValueError, TypeError) as error:
        raise NotPkcs12(field="file") from error
    if found.key is None or found.cert is None:
        raise NothingToSealWith(field="file")
    certificate = found.cert.certificate
    key = _strong(found.key)
    if certificate.public_key() != key.public_key():
        raise NothingToSealWith(field="file")
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise CertificateNotValid(
            field="file", start=certificate.not_valid_before_utc, end=certificate.not_valid_after_utc
        )
    if not _is_for_signing(certificate):
        raise MayNotSeal(field="file")
    chain = tuple(one.certificate for one in found.additional_certs)
    return KeyPair(key, _signing_key(), (certificate, *chain))


def _strong(key: object) -> Sealing:
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= _SMALLEST_RSA:
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(
        key.curve, ec.SECP256R1 | ec.SECP384R1 | ec.SECP521R1
    ):
        return key
    raise KeyTooWeak(field="file")


def _is_for_signing(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def lock(pair: KeyPair, secret: str) -> bytes:
    """The private parts, encrypted with a key that follows from `secret` and opens nothing else."""
    how = (_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    plain = pair.sealing.private_bytes(*how) + pair.signing.private_bytes(*how)
    return _box(secret, pair.key_id).encrypt(plain)


def unlock(locked: bytes, certificate_pem: str, key_id: str, secret: str) -> KeyPair:
    """The pair again; SealLocked when `secret` is another than when it was locked."""
    try:
        plain = _box(secret, key_id).decrypt(locked)
    except InvalidToken as error:
        raise SealLocked from error
    end = b"-----END PRIVATE KEY-----\n"
    sealing, signing = (serialization.load_pem_private_key(part + end, None) for part in plain.split(end)[:2])
    assert isinstance(sealing, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
    assert isinstance(signing, ed25519.Ed25519PrivateKey)
    certificates = x509.load_pem_x509_certificates(certificate_pem.encode())
    return KeyPair(sealing, signing, tuple(certificates))


@lru_cache(maxsize=64)
def opened(locked: bytes, certificate_pem: str, key_id: str, secret: str) -> KeyPair:
    """As `unlock`, once per process: loading an RSA key takes longer than signing with it."""
    return unlock(locked, certificate_pem, key_id, secret)


def _box(secret: str, key_id: str) -> Fernet:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=f"leenkring seal {key_id}".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret.encode())))
