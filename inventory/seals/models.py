"""The seals of a digibank: their public parts, for ever, and the private part of the one in use."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.digibank.models import User
from inventory.foundation.database import EnumText, Model, Moment, append_only, one_of, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank


class Origin(StrEnum):
    """Where a seal's certificate comes from."""

    #: the digibank gave it to itself
    MADE = "made"
    #: a certificate authority issued it; it was brought as PKCS#12
    BROUGHT = "brought"


class Seal(BelongsToDigibank, Model):
    """What anyone may know of a seal. The latest is in use; the others still prove what they sealed."""

    __tablename__ = "seal"
    __table_args__ = (
        *walls("seal"),
        UniqueConstraint("key_id", name="uq_seal_key_id"),
        one_of(Origin, "origin"),
    )
    #: as it stands on every paper that it sealed
    key_id: Mapped[str] = mapped_column(String(16))
    #: the certificate of the sealing key and its chain, as PEM
    certificate: Mapped[str] = mapped_column(Text)
    #: the Ed25519 public key, as PEM
    public_key: Mapped[str] = mapped_column(Text)
    origin: Mapped[Origin] = mapped_column(EnumText(Origin))
    made_at: Mapped[datetime] = mapped_column(Moment)
    #: None: the house itself, at first need
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_by: Mapped[User | None] = relationship()

    @property
    def pem(self) -> str:
        """Everything with which anyone can check what it sealed, as one file."""
        return self.certificate + self.public_key


append_only(Seal.__table__)


class SealSecret(BelongsToDigibank, Model):
    """The private parts of the seal in use, encrypted. Thrown away when another takes its place."""

    __tablename__ = "seal_secret"
    __table_args__ = (
        *walls("seal_secret", seal_id="seal"),
        UniqueConstraint("digibank_id", "seal_id", name="uq_seal_secret_once"),
    )
    seal_id: Mapped[int]
    locked: Mapped[bytes] = mapped_column(LargeBinary)
    seal: Mapped[Seal] = to_one("Seal", "SealSecret.seal_id")
