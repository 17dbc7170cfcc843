"""Found a digibank, invite people, give and take roles, change settings, make tokens."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, url_for
from flask_security.utils import hash_password
from sqlalchemy import func, select

from inventory.digibank.models import Digibank, Invitation, Membership, Token, TokenKind, User
from inventory.foundation import chance
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.outbox import post
from inventory.foundation.refusal import NotHere, Refusal
from inventory.foundation.tenancy import everywhere, inside
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission, Role

_A_WEEK = timedelta(days=7)
_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
#: words that are the first part of our own addresses, so no digibank may be called so
RESERVED_SLUGS = frozenset(
    [
        "a",
        "api",
        "app",
        "apply",
        "c",
        "found",
        "health",
        "i",
        "invitation",
        "kept",
        "login",
        "logout",
        "m",
        "metrics",
        "new",
        "portal",
        "ready",
        "set-up",
        "static",
    ]
)


class SlugTaken(Refusal):
    """Another digibank has this short name."""


class BadSlug(Refusal):
    """The short name does not fit in an address."""

    status = 422


class AlreadyFounded(Refusal):
    """The first visit was before."""


class AlreadyMember(Refusal):
    """This person has this role here."""


class InvitationGone(Refusal):
    """Used, or too old."""


class LastCoordinator(Refusal):
    """A digibank without a coordinator cannot help itself."""


class PasswordTooWeak(Refusal):
    """Too short, or too common."""

    status = 422


class EmailKnown(Refusal):
    """There is an account with this address."""


def is_founded() -> bool:
    """Has the first digibank been founded?"""
    return db.session.execute(select(Digibank.id).limit(1)).first() is not None


def found(
    *, name: str, slug: str, coordinator_name: str, email: str, password: str, locale: str, now: datetime,
    **details: str,
) -> tuple[Digibank, User]:  # fmt: skip
    """Found a digibank with its first coordinator; `details` are phone, municipality and the like."""
    check_slug(slug)
    check_password(password)
    with transaction():
        if db.session.execute(select(Digibank.id).where(Digibank.slug == slug)).first():
            raise SlugTaken(field="slug")
        digibank = Digibank(name=name, slug=slug, locale=locale, founded_at=now, **details)
        db.session.add(digibank)
        db.session.flush()  # its id is the scope of all that follows
        user = find_user(email) or make_user(
            name=coordinator_name, email=email, password=password, locale=locale, now=now
        )
        with inside(digibank.id):
            db.session.add(Membership(user=user, role=Role.COORDINATOR, joined_at=now))
            db.session.flush()
            actor = Actor("person", user.id, digibank.id, frozenset(Permission))
            record(actor, "digibank.founded", digibank, now=now)
            offered("digibank.founded", actor, now)
    return digibank, user


def found_first(**given: Any) -> tuple[Digibank, User]:
    """Found the very first digibank, from the set-up page; AlreadyFounded when someone was before us."""
    with transaction():
        if is_founded():
            raise AlreadyFounded
        return found(**given)


def check_slug(slug: str) -> None:
    """Refuse a short name that does not fit in an address."""
    if not _SLUG.fullmatch(slug) or not 2 <= len(slug) <= 40 or slug in RESERVED_SLUGS:
        raise BadSlug(field="slug")


def check_password(password: str) -> None:
    """Refuse a password that anyone could guess (NIST SP 800-63B §5.1.1: length above all)."""
    if len(password) < 10 or len(set(password)) < 5 or password.lower() in _COMMON:
        raise PasswordTooWeak(field="password")


_COMMON = frozenset(
    {"1234567890", "0123456789", "azertyuiop", "qwertyuiop", "wachtwoord", "wachtwoord1", "password12"}
)


def find_user(email: str) -> User | None:
    """The account with this address, or None."""
    query = select(User).where(func.lower(User.email) == email.strip().lower())
    return db.session.execute(query).scalar_one_or_none()


def make_user(*, name: str, email: str, password: str | None, locale: str, now: datetime) -> User:
    """An account for a person, who may sign in by a link in the mail; without a password only so."""
    user = User(
        name=name, email=email.strip().lower(), locale=locale, fs_uniquifier=chance.hexadecimal(32),
        password=hash_password(password) if password else None, confirmed_at=now, create_datetime=now,
    )  # fmt: skip
    db.session.add(user)
    db.session.flush()  # its id is needed by the membership and the trace
    # Flask-Security mails a link only to who was set up for it.
    current_app.extensions["security"].datastore.us_setup_email(user)
    return user


def change_account(user_id: int, *, name: str, locale: str) -> None:
    """Change one's own name and language. An account belongs to no digibank, so no journal tells of it."""
    with transaction():
        user = db.session.get_one(User, user_id)
        user.name, user.locale = name, locale


def invite(
    actor: Actor, *, email: str, role: Role, now: datetime, partner_id: int | None = None,
    by_hand: bool = False,
) -> tuple[Invitation, str]:  # fmt: skip
    """Promise `role` to whoever reads mail at `email`; the invitation and its token, told only once.

    `by_hand`: no letter is written, and the actor is shown the link. Then it proves nothing about the mailbox,
    and the actor could take it up: that is kept, and told to everyone whom it concerns.
    """
    actor.must(Permission.MEMBER_MANAGE)
    token = secrets.token_urlsafe(32)
    with transaction():
        user = find_user(email)
        if user is not None and _find_membership(user.id, role):
            raise AlreadyMember(email=email, field="email")
        digibank = db.session.get_one(Digibank, actor.digibank_id)
        invitation = Invitation(
            email=email.strip().lower(), role=role, token_hash=_hash(token), partner_id=partner_id,
            invited_by_id=actor.user_id, invited_at=now, expires_at=now + _A_WEEK,
            shown_to_id=actor.user_id if by_hand else None,
        )  # fmt: skip
        db.session.add(invitation)
        if not by_hand:
            link = url_for("digibank.accept_invitation", token=token, _external=True)
            post(
                "digibank/invitation", to_email=invitation.email, locale=digibank.locale, now=now,
                digibank=digibank, role=role, link=link,
            )  # fmt: skip
        db.session.flush()  # the trace names its id
        record(actor, "digibank.member_invited", invitation, now=now, role=role)
        if by_hand:
            record(actor, "digibank.invitation_shown", invitation, now=now)
    return invitation, token


def find_invitation(token: str, now: datetime) -> Invitation:
    """The open invitation of this token; InvitationGone when used or too old."""
    with everywhere(because="whoever holds the token may be new to every digibank"):
        found = db.session.execute(select(Invitation).where(Invitation.token_hash == _hash(token))).scalar()
    if found is None:
        raise NotHere
    if found.used_at is not None or found.expires_at < now:
        raise InvitationGone
    return found


def accept(
    token: str, *, name: str, password: str | None, locale: str, now: datetime, user_id: int | None
) -> User:
    """Take up an invitation: with the account that is signed in, or with a new one."""
    with transaction():
        invitation = find_invitation(token, now)
        with inside(invitation.digibank_id):
            invitation = db.session.get_one(Invitation, invitation.id)
            user = db.session.get(User, user_id) if user_id else None
            if user is None:
                if find_user(invitation.email):
                    raise EmailKnown
                if password is not None:
                    check_password(password)
                user = make_user(name=name, email=invitation.email, password=password, locale=locale, now=now)
            if not _find_membership(user.id, invitation.role):
                membership = Membership(user=user, role=invitation.role, joined_at=now)
                membership.link_from_id = invitation.shown_to_id
                db.session.add(membership)
            invitation.used_at = now
            db.session.flush()
            offered("invitation.accepted", invitation, user, now)
            actor = Actor("person", user.id, invitation.digibank_id, frozenset())
            shown = {"shown_to": invitation.shown_to_id} if invitation.shown_to_id else {}
            record(actor, "digibank.invitation_used", invitation, now=now, role=invitation.role, **shown)
    return user


def give_role(actor: Actor, user: User, role: Role, *, now: datetime) -> Membership:
    """Give someone who has an account a role in this digibank."""
    actor.must(Permission.MEMBER_MANAGE)
    with transaction():
        if _find_membership(user.id, role):
            raise AlreadyMember(email=user.email)
        membership = Membership(user=user, role=role, joined_at=now)
        db.session.add(membership)
        db.session.flush()
        record(actor, "digibank.role_given", membership, now=now, role=role, user_id=user.id)
    return membership


def take_role(actor: Actor, membership: Membership, *, now: datetime) -> None:
    """Take a role away; the last coordinator stays."""
    actor.must(Permission.MEMBER_MANAGE)
    with transaction():
        coordinators = select(func.count(Membership.id)).where(Membership.role == Role.COORDINATOR)
        if membership.role == Role.COORDINATOR and db.session.execute(coordinators).scalar_one() == 1:
            raise LastCoordinator
        record(
            actor,
            "digibank.role_taken",
            membership,
            now=now,
            role=membership.role,
            user_id=membership.user_id,
        )
        user_id = membership.user_id
        db.session.delete(membership)
        db.session.flush()
        if not db.session.execute(
            select(Membership.id).where(Membership.user_id == user_id).limit(1)
        ).first():
            offered("member.left", user_id, actor, now)


def change_settings(actor: Actor, digibank: Digibank, *, now: datetime, **settings: str) -> None:
    """Change what a digibank says of itself."""
    actor.must(Permission.DIGIBANK_SETTINGS)
    with transaction():
        changed = [key for key, value in settings.items() if getattr(digibank, key) != value]
        for key in changed:
            setattr(digibank, key, settings[key])
        record(actor, "digibank.settings_changed", digibank, now=now, changed=changed)


def make_token(actor: Actor, user: User, *, name: str, now: datetime) -> tuple[Token, str]:
    """A key for a machine that acts for `user`; the token itself is told only now."""
    actor.must(Permission.TOKEN_MANAGE)
    with transaction():
        token, secret = give_token(user.id, TokenKind.PERSON, name=name, now=now)
        record(actor, "digibank.token_made", token, now=now, user_id=user.id)
    return token, secret


def give_token(user_id: int, kind: TokenKind, *, name: str, now: datetime) -> tuple[Token, str]:
    """A new token and what it is, told only now; inside the deed that says what it is for."""
    secret = "lk_" + secrets.token_urlsafe(32)
    token = Token(name=name, token_hash=_hash(secret), kind=kind, user_id=user_id, made_at=now)
    db.session.add(token)
    db.session.flush()  # its id is the trace's
    return token, secret


def revoke_token(actor: Actor, token: Token, *, now: datetime) -> None:
    """From now on this token opens nothing."""
    actor.must(Permission.TOKEN_MANAGE)
    with transaction():
        token.revoked_at = token.revoked_at or now
        record(actor, "digibank.token_revoked", token, now=now)


def _find_membership(user_id: int, role: Role) -> Membership | None:
    query = select(Membership).where(Membership.user_id == user_id, Membership.role == role)
    return db.session.execute(query).scalar_one_or_none()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
