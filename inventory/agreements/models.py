"""What was agreed with a giver: the text in its versions, the agreement itself, and the paper that was signed.

A version of a text and a signed paper are never changed: the database refuses it. An agreement is a draft until it
is signed; from then on what was signed stands in its signing, as facts and as bytes.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.agreements.rules import (
    AgreementKind,
    AgreementState,
    EndedBecause,
    Minimum,
    SignedHow,
    reference,
)
from inventory.digibank.models import User
from inventory.foundation.database import (
    EnumText,
    Model,
    Moment,
    Versioned,
    append_only,
    db,
    one_of,
    to_one,
    walls,
)
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.partners.models import Partner


class AgreementText(BelongsToDigibank, Model):
    """One version of the text of an agreement, in every language, as it was when it was made."""

    __tablename__ = "agreement_text"
    __table_args__ = (
        *walls("agreement_text"),
        one_of(AgreementKind, "kind"),
        UniqueConstraint("digibank_id", "kind", "number", name="uq_agreement_text_number"),
    )
    kind: Mapped[AgreementKind] = mapped_column(EnumText(AgreementKind))
    number: Mapped[int]
    #: which edition of the house's own text it holds
    edition: Mapped[str] = mapped_column(String(10))
    #: {"nl": [["heading", "text"], …], "fr": …, "en": …}
    articles: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: what this digibank adds, in its own words; empty when nothing
    own_clause: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(Moment)
    #: None: the house itself, at first need
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_by: Mapped[User | None] = relationship()


append_only(AgreementText.__table__)


class Agreement(BelongsToDigibank, Versioned, Model):
    """One agreement with one giver: a draft, then signed, then ended."""

    __tablename__ = "agreement"
    __table_args__ = (
        *walls("agreement", partner_id="partner", text_id="agreement_text", renews_id="agreement"),
        one_of(AgreementKind, "kind"),
        one_of(AgreementState, "state"),
        one_of(Minimum, "minimum"),
        CheckConstraint(f"ended_because IS NULL OR ended_because IN ({', '.join(map(repr, map(str, EndedBecause)))})",
                        name="ended_because"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="period"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ends_once"),
        UniqueConstraint("digibank_id", "kind", "number", name="uq_agreement_number"),
        # Two that hold at once would say two things of one gift.
        Index(
            "ix_agreement_one_in_force",
            "digibank_id",
            "partner_id",
            "kind",
            unique=True,
            sqlite_where=db.text("state = 'signed'"),
            postgresql_where=db.text("state = 'signed'"),
        ),
        Index("ix_agreement_partner", "digibank_id", "partner_id", "id"),
    )  # fmt: skip
    kind: Mapped[AgreementKind] = mapped_column(EnumText(AgreementKind))
    number: Mapped[int]
    partner_id: Mapped[int]
    text_id: Mapped[int]
    #: nl, fr or en: the language in which it is signed
    locale: Mapped[str] = mapped_column(String(5))
    #: the least that a wipe must reach
    minimum: Mapped[Minimum] = mapped_column(EnumText(Minimum))
    valid_from: Mapped[date]
    #: the last day; None: until someone ends it
    valid_until: Mapped[date | None]
    state: Mapped[AgreementState] = mapped_column(EnumText(AgreementState), default=AgreementState.DRAFT)
    drafted_at: Mapped[datetime] = mapped_column(Moment)
    #: the agreement in whose place this one comes
    renews_id: Mapped[int | None]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_because: Mapped[EndedBecause | None] = mapped_column(EnumText(EndedBecause))
    end_reason: Mapped[str] = mapped_column(String(300), default="")
    partner: Mapped[Partner] = to_one("Partner", "Agreement.partner_id")
    text: Mapped[AgreementText] = to_one("AgreementText", "Agreement.text_id")
    renews: Mapped["Agreement | None"] = relationship(
        primaryjoin="foreign(Agreement.renews_id) == remote(Agreement.id)", viewonly=True
    )
    signing: Mapped["AgreementSigning | None"] = relationship(
        primaryjoin="Agreement.id == foreign(AgreementSigning.agreement_id)", viewonly=True, uselist=False
    )

    @property
    def reference(self) -> str:
        """As printed and filed: SO-0012."""
        return reference(self.kind, self.number)


class AgreementSigning(BelongsToDigibank, Model):
    """That an agreement was signed: by whom, when, what stood in it, and the paper byte for byte."""

    __tablename__ = "agreement_signing"
    __table_args__ = (
        *walls("agreement_signing", agreement_id="agreement"),
        one_of(SignedHow, "how"),
        UniqueConstraint("digibank_id", "agreement_id", name="uq_agreement_signing_once"),
    )
    agreement_id: Mapped[int]
    how: Mapped[SignedHow] = mapped_column(EnumText(SignedHow))
    #: the day that stands under the signature
    signed_on: Mapped[date]
    kept_at: Mapped[datetime] = mapped_column(Moment)
    #: who signed for the giver. On a signed paper a name stays, as long as the paper does
    name: Mapped[str] = mapped_column(String(80))
    function: Mapped[str] = mapped_column(String(80))
    #: who of the digibank signed with an account of their own
    for_us_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    #: what was agreed on, as it was: partner, kind, text, minimum, period
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: as it was called when it was brought; empty when it was drawn here
    file_name: Mapped[str] = mapped_column(String(120), default="")
    paper: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    agreement: Mapped[Agreement] = to_one("Agreement", "AgreementSigning.agreement_id")
    for_us: Mapped[User] = relationship()


append_only(AgreementSigning.__table__)
