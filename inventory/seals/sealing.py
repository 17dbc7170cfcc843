"""Sealing a PDF: files put inside it, and a PAdES seal over every byte, by pyHanko.

The seal certifies the document and allows no change at all (DocMDP 1), so a reader says "invalid" as soon as
anything was touched. The same PDF, keys and moment give the same bytes, as the rest of our papers do; only a
time-stamp authority, when one is asked, adds something that is never twice the same.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding

from inventory.seals.keys import KeyPair
from inventory.seals.waiting import to_its_end

if TYPE_CHECKING:  # pyHanko takes a second to come in: only who seals or checks waits for it
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfSigner, Signer

log = logging.getLogger("leenkring")

FIELD = "Seal"
#: how long a time-stamp authority may take; an attest does not wait for one that is down
_PATIENCE = 5
_rooms: WeakKeyDictionary[KeyPair, int] = WeakKeyDictionary()


@dataclass(frozen=True)
class Attached:
    """A file inside the PDF."""

    name: str
    content: bytes
    mime_type: str
    #: in one sentence, for who opens the list of attachments
    told: str
    #: what it is to the page, in the words of PDF 2.0 §7.11.3: Data, Source, Supplement
    relation: str = "Data"


def seal_all(
    pdfs: Sequence[bytes], attached: Sequence[Attached], pair: KeyPair, *, name: str, reason: str,
    moment: datetime, time_stamps: str = "",
) -> list[bytes]:  # fmt: skip
    """Each of `pdfs` with these files inside, sealed; `time_stamps` is the address of a time-stamp authority, or
    empty. All in one event loop, for beginning one takes as long as a seal does on a busy machine."""

    async def sealed() -> list[bytes]:
        stamped = _stamped if time_stamps else _sealed
        return [await stamped(pdf, attached, pair, name, reason, moment, time_stamps) for pdf in pdfs]

    return to_its_end(sealed())


def seal(
    pdf: bytes, attached: Sequence[Attached], pair: KeyPair, *, name: str, reason: str, moment: datetime,
    time_stamps: str = "",
) -> bytes:  # fmt: skip
    """One paper, sealed as `seal_all` does."""
    [sealed] = seal_all(
        [pdf], attached, pair, name=name, reason=reason, moment=moment, time_stamps=time_stamps
    )
    return sealed


async def _stamped(
    pdf: bytes, attached: Sequence[Attached], pair: KeyPair, name: str, reason: str, moment: datetime,
    time_stamps: str,
) -> bytes:  # fmt: skip
    """With a time stamp, or without one: whatever a stranger's server does or sends, the attest goes out."""
    from aiohttp import ClientError
    from pyhanko.sign.timestamps.common_utils import TimestampRequestError

    try:
        return await _sealed(pdf, attached, pair, name, reason, moment, time_stamps)
    except (TimestampRequestError, ClientError, OSError, ValueError) as error:
        log.warning("no time stamp: %s", type(error).__name__)
    return await _sealed(pdf, attached, pair, name, reason, moment, "")


async def _sealed(
    pdf: bytes, attached: Sequence[Attached], pair: KeyPair, name: str, reason: str, moment: datetime,
    time_stamps: str,
) -> bytes:  # fmt: skip
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    writer = _writer(pdf)
    for one in attached:
        _put_in(writer, one)
    signer = _pdf_signer(pair, name, reason, time_stamps)
    session = signer.init_signing_session(writer)
    session.system_time = moment
    if time_stamps:
        room = await session.estimate_signature_container_size(None)
    else:
        room = await _room_for_seal(pair)
    to_seal = session.prepare_tbs_document(validation_info=None, bytes_reserved=room)
    out = BytesIO()
    prepared, _same = to_seal.digest_tbs_document(output=out)
    await to_seal.perform_signature(
        document_digest=prepared.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=moment),
    )
    return out.getvalue()


def _writer(pdf: bytes) -> "IncrementalPdfFileWriter":
    """Puts what is added after `pdf`, and nothing of its own: no clock, no chance."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Plain(IncrementalPdfFileWriter):
        """Leaves title, author and dates as they were drawn."""

        def _update_meta(self) -> None:
            """pyHanko would write the time of now; the seal tells the moment of issue."""

    writer = Plain(BytesIO(pdf))
    writer._document_id[1] = generic.ByteStringObject(hashlib.sha256(pdf).digest()[:16])
    return writer


def _put_in(writer: "IncrementalPdfFileWriter", one: Attached) -> None:
    """Not compressed, so that the facts can be read in the file with the plainest of tools."""
    from pyhanko.pdf_utils import embed, generic

    params = embed.EmbeddedFileParams(embed_checksum=False)  # PDF wants MD5 there; the seal covers every byte
    content = embed.EmbeddedFileObject.from_file_data(
        writer, one.content, compress=False, params=params, mime_type=one.mime_type
    )
    spec = embed.FileSpec(
        file_spec_string=one.name, file_name=one.name, embedded_data=content, description=one.told,
        af_relationship=generic.NameObject(f"/{one.relation}"),
    )  # fmt: skip
    embed.embed_file(writer, spec)


def _pdf_signer(pair: KeyPair, name: str, reason: str, time_stamps: str) -> "PdfSigner":
    from pyhanko.sign import fields, signers

    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, name=name,
        reason=reason, certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )  # fmt: skip
    timestamper = None
    if time_stamps:
        from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper

        timestamper = HTTPTimeStamper(time_stamps, timeout=_PATIENCE)
    return signers.PdfSigner(meta, _signer(pair), timestamper=timestamper)


@lru_cache(maxsize=64)
def _signer(pair: KeyPair) -> "Signer":
    """pyHanko's own signer loads its key anew for each signature; this one keeps it."""
    from asn1crypto import x509
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class KeptInMemory(signers.Signer):
        """Signs with the open key of `pair`."""

        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            """One signature; ECDSA without chance (RFC 6979)."""
            key = pair.sealing
            if dry_run:
                return bytes(_longest_signature(pair))
            if isinstance(key, ec.EllipticCurvePrivateKey):
                return key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
            return key.sign(data, padding.PKCS1v15(), hashes.SHA256())

    der = serialization.Encoding.DER
    certificates = [x509.Certificate.load(one.public_bytes(der)) for one in pair.certificates]
    store = SimpleCertificateStore.from_certs(certificates)
    return KeptInMemory(signing_cert=certificates[0], cert_registry=store)


async def _room_for_seal(pair: KeyPair) -> int:
    """Just as many hexadecimal digits as the longest seal by these keys takes; pyHanko would try one each time."""
    if pair not in _rooms:
        tried = await _signer(pair).async_sign(bytes(32), "sha256", use_pades=True, dry_run=True)
        _rooms[pair] = 2 * len(tried.dump())
    return _rooms[pair]


def _longest_signature(pair: KeyPair) -> int:
    key = pair.sealing
    if isinstance(key, ec.EllipticCurvePrivateKey):
        number = (
            3 + (key.key_size + 7) // 8 - (key.key_size % 8 != 0)
        )  # a sign byte, where the top bit can be set
        return 2 * number + (2 if 2 * number < 128 else 3)
    return key.key_size // 8


__all__ = ["Attached", "seal", "seal_all"]
