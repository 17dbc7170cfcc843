"""Badges of members: make one, replace a lost one, and whose it is.

A badge says who someone is, and proves nothing: whoever scans one signs in with a password all the same.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inventory.codes import Code
from inventory.digibank.models import MemberBadge, Membership, User
from inventory.digibank.numbers import give_code
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import everywhere
from inventory.foundation.transaction import transaction
from inventory.permissions import ROLES, Permission

#: the roles of those who work here: who scans nothing has no use for a badge
WORKING = frozenset(role for role, permissions in ROLES.items() if Permission.SCAN in permissions)


def make_badge(actor: Actor, user_id: int, *, now: datetime) -> MemberBadge:
    """The badge of someone who works here; a new one only when there is none. NotHere for anyone else.

    One's own needs no more than to scan; another's is for who manages the members.
    """
    _must(actor, user_id)
    with transaction():
        if user_id not in {person.id for person in workers()}:
            raise NotHere
        return badge_of(user_id) or _new(actor, user_id, now)


def make_missing(actor: Actor, *, now: datetime) -> int:
    """A badge for everyone who works here and has none; how many were made."""
    actor.must(Permission.MEMBER_MANAGE)
    with transaction():
        have = {badge.user_id for badge in valid_badges()}
        missing = [person for person in workers() if person.id not in have]
        for person in missing:
            _new(actor, person.id, now)
    return len(missing)


def replace_badge(actor: Actor, badge: MemberBadge, *, now: datetime) -> MemberBadge:
    """Another badge in the place of one that was lost; one that was replaced before stays with its successor."""
    _must(actor, badge.user_id)
    with transaction():
        badge = db.session.get_one(MemberBadge, badge.id)
        if badge.replaced_at is None:
            if badge.user_id not in {person.id for person in workers()}:
                raise NotHere
            badge.replaced_at, badge.replaced_by_id = now, actor.user_id
            db.session.flush()  # its place must be free before the next one takes it
            record(actor, "digibank.badge_replaced", badge, now=now, code=badge.code)
            return _new(actor, badge.user_id, now)
        successor = badge_of(badge.user_id)
        if successor is None:
            raise NotHere
        return successor


def _must(actor: Actor, user_id: int) -> None:
    actor.must(Permission.SCAN if actor.user_id == user_id else Permission.MEMBER_MANAGE)


def _new(actor: Actor, user_id: int, now: datetime) -> MemberBadge:
    badge = give_code(MemberBadge(user_id=user_id, made_at=now))
    db.session.add(badge)
    db.session.flush()  # its id is the trace's
    record(actor, "digibank.badge_made", badge, now=now, code=badge.code, user_id=user_id)
    return badge


def workers() -> Sequence[User]:
    """Everyone who works in the digibank we are inside of, by name."""
    here = select(Membership.user_id).where(Membership.role.in_(WORKING))
    query = select(User).where(User.id.in_(here)).order_by(User.name, User.id)
    return db.session.execute(query).scalars().all()


def works_here(user_id: int) -> bool:
    """Does this person work in the digibank we are inside of?"""
    query = select(Membership.id).where(Membership.user_id == user_id, Membership.role.in_(WORKING))
    return db.session.execute(query.limit(1)).first() is not None


def badge_of(user_id: int) -> MemberBadge | None:
    """The badge of this person here that counts, or None."""
    query = select(MemberBadge).where(MemberBadge.user_id == user_id, MemberBadge.replaced_at.is_(None))
    return db.session.execute(query).scalar_one_or_none()


def valid_badges() -> Sequence[MemberBadge]:
    """The badges here that count, of who still works here, by name."""
    here = select(Membership.user_id).where(Membership.role.in_(WORKING))
    query = (
        select(MemberBadge)
        .join(User, User.id == MemberBadge.user_id)
        .where(MemberBadge.replaced_at.is_(None), MemberBadge.user_id.in_(here))
        .options(joinedload(MemberBadge.user))
        .order_by(User.name, MemberBadge.id)
    )
    return db.session.execute(query).scalars().all()


def owner_of(code: Code) -> User | None:
    """Whose badge this is, in whichever digibank; None when it was replaced, or its owner works there no more."""
    query = (
        select(User)
        .join(MemberBadge, MemberBadge.user_id == User.id)
        .join(
            Membership,
            (Membership.user_id == MemberBadge.user_id) & (Membership.digibank_id == MemberBadge.digibank_id),
        )
        .where(
            MemberBadge.code_serial == code.serial,
            MemberBadge.replaced_at.is_(None),
            Membership.role.in_(WORKING),
        )
        .limit(1)
    )
    with everywhere(because="who signs in is in no digibank yet"):
        return db.session.execute(query).scalar_one_or_none()
