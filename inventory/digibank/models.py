"""Digibanken, the people who sign in, and what each may do where."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_security.core import RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.codes import Kind
from inventory.digibank.numbers import Coded
from inventory.foundation.database import EnumText, Model, Moment, Versioned, db, one_of, walls
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.permissions import ROLES, Role


class Digibank(Versioned, Model):
    """A local partnership that lends laptops. Scope: the deployment."""

    __tablename__ = "digibank"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: in every URL: /gent/...
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    #: as its people say it, on every public page
    name: Mapped[str] = mapped_column(String(120))
    #: whom to call; on every label
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    street: Mapped[str] = mapped_column(String(120), default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    municipality: Mapped[str] = mapped_column(String(80), default="")
    #: number in the Belgian register of enterprises (KBO), as printed on certificates
    enterprise_number: Mapped[str] = mapped_column(String(20), default="")
    #: who wipes and repairs, as named on certificates
    reuse_centre: Mapped[str] = mapped_column(String(120), default="")
    locale: Mapped[str] = mapped_column(String(5), default="nl")
    founded_at: Mapped[datetime] = mapped_column(Moment)


class User(UserMixin, Model):
    """A person who signs in; may work in several digibanken. Scope: the deployment."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    #: as colleagues say it
    name: Mapped[str] = mapped_column(String(80))
    locale: Mapped[str] = mapped_column(String(5), default="nl")
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    #: changes when every session of this person must end
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)  # type: ignore[assignment]  # Flask-Security says str; None until the first passkey
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    create_datetime: Mapped[datetime | None] = mapped_column(Moment)  # type: ignore[assignment]  # Flask-Security says datetime; our column may be empty
    update_datetime: Mapped[datetime | None] = mapped_column(Moment)  # type: ignore[assignment]  # likewise
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    us_totp_secrets: Mapped[str | None]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON))
    memberships: Mapped[list["Membership"]] = relationship(
        primaryjoin="User.id == foreign(Membership.user_id)", viewonly=True
    )
    roles: Mapped[list["SecurityRole"]] = relationship(secondary="account_security_role")  # type: ignore[assignment]  # Flask-Security says list[RoleMixin], and a list is invariant
    webauthn: Mapped[list["Passkey"]] = relationship(back_populates="user", cascade="all, delete-orphan")  # type: ignore[assignment]  # Flask-Security says list[WebAuthnMixin], likewise


class SecurityRole(RoleMixin, Model):
    """Asked for by Flask-Security; our roles are memberships, per digibank. Always empty."""

    __tablename__ = "security_role"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str | None] = mapped_column(String(255))


class _UserSecurityRole(Model):
    """Asked for by Flask-Security. Always empty."""

    __tablename__ = "account_security_role"
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("security_role.id"), primary_key=True)


class Passkey(WebAuthnMixin, Model):
    """A passkey with which a person signs in. Scope: the deployment."""

    __tablename__ = "passkey"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True, index=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON))
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(String(255))
    #: Flask-Security counts on the database for this; the moment of last use says enough
    create_datetime: Mapped[datetime | None] = mapped_column(Moment)
    lastuse_datetime: Mapped[datetime] = mapped_column(Moment)
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))
    user: Mapped[User] = relationship(back_populates="webauthn")

    def get_user_mapping(self) -> dict[str, Any]:
        """How Flask-Security finds the owner of a passkey."""
        return {"id": self.user_id}


class Membership(BelongsToDigibank, Model):
    """What one person is in one digibank."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("digibank_id", "id", name="uq_membership_wall"),
        UniqueConstraint("digibank_id", "user_id", "role", name="uq_membership_once"),
        Index("ix_membership_user", "user_id"),
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[Role] = mapped_column(EnumText(Role))
    joined_at: Mapped[datetime] = mapped_column(Moment)
    #: who handed over the invitation's link, and so could have taken it up; None when it went by mail
    link_from_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    user: Mapped[User] = relationship(foreign_keys=user_id)
    link_from: Mapped[User | None] = relationship(foreign_keys=link_from_id)


class Invitation(BelongsToDigibank, Model):
    """A promise of a role, sent by mail or handed over by who made it; used once, within a week."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("digibank_id", "id", name="uq_invitation_wall"),)
    #: SHA-256 of the token in the link
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[Role] = mapped_column(EnumText(Role))
    #: the donor's or referrer's organisation, when the role is one of those
    partner_id: Mapped[int | None]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    invited_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    #: to whom the link was shown, because no mail went out; whatever mail server comes later, it was shown
    shown_to_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    invited_by: Mapped[User] = relationship(foreign_keys=invited_by_id)
    shown_to: Mapped[User | None] = relationship(foreign_keys=shown_to_id)


class MemberBadge(BelongsToDigibank, Coded, Model):
    """The card by which a member says who takes over a shared computer. It opens nothing without a password."""

    __tablename__ = "member_badge"
    letter = Kind.MEMBER
    __table_args__ = (
        *walls("member_badge"),
        CheckConstraint("(replaced_at IS NULL) = (replaced_by_id IS NULL)", name="replaced_by_someone"),
        Index(
            "ix_member_badge_valid",
            "digibank_id",
            "user_id",
            unique=True,
            sqlite_where=db.text("replaced_at IS NULL"),
            postgresql_where=db.text("replaced_at IS NULL"),
        ),
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    #: lost, or worn: a new one was made then, and this one says so for ever
    replaced_at: Mapped[datetime | None] = mapped_column(Moment)
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    user: Mapped[User] = relationship(foreign_keys=user_id)


class TokenKind(StrEnum):
    """For whom a machine's key acts."""

    #: for the person who made it, with at most that person's permissions
    PERSON = "person"
    #: for a station at the wiping bench, which sends evidence and does nothing else
    STATION = "station"


class Token(BelongsToDigibank, Model):
    """A machine's key to the API."""

    __tablename__ = "token"
    __table_args__ = (
        UniqueConstraint("digibank_id", "id", name="uq_token_wall"),
        one_of(TokenKind, "kind"),
    )
    name: Mapped[str] = mapped_column(String(80))
    #: SHA-256 of the token; shown once at its making
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[TokenKind] = mapped_column(EnumText(TokenKind), default=TokenKind.PERSON)
    #: who made it; a station goes on when this person leaves
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    user: Mapped[User] = relationship()


def permissions_of(roles: list[Role]) -> frozenset[str]:
    """Everything that these roles together may do."""
    return frozenset().union(*(ROLES[role] for role in roles))
