"""Who learns here, how far each is, what was practised, and what waits for who leads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from inventory.digibank.models import Membership, User
from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.learning.models import BuddyPin, Learner, LearnerSkill, Practice, Skill
from inventory.learning.rules import ASKED, FIRST_LEVEL, Level, Trade
from inventory.permissions import ROLES, Permission

#: the roles that work at the bench
AT_THE_BENCH = frozenset(role for role, may in ROLES.items() if Permission.BENCH_OWN in may)


@dataclass(frozen=True)
class Practised:
    """What someone did of one skill since they learn: how many devices it helped, and when last."""

    devices: int = 0
    with_buddy: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True)
class Row:
    """One skill of one person."""

    skill: Skill
    level: Level
    said_at: datetime | None = None
    said_by: str = ""
    asked_at: datetime | None = None
    done: Practised = field(default_factory=Practised)

    @property
    def is_asked(self) -> bool:
        """Does the house itself ask for the buddy's code at this?"""
        return self.skill.trade in ASKED


@dataclass(frozen=True)
class Member:
    """Someone of the bench, for who leads: whether they learn, how many skills alone, and what they ask."""

    membership: Membership
    learner: Learner | None
    alone: int = 0
    asks: int = 0


def skills(*, also_closed: bool = False) -> Sequence[Skill]:
    """The skills of this bench: what every bench has, in order, then its own by name."""
    query = select(Skill) if also_closed else select(Skill).where(Skill.closed.is_(False))
    order = list(Trade)
    found = db.session.execute(query).scalars()
    return sorted(
        found,
        key=lambda one: (order.index(one.trade) if one.trade else len(order), one.name.casefold(), one.id),
    )


def find_learner(user_id: int | None) -> Learner | None:
    """Of this person here, as long as they learn."""
    query = select(Learner).where(Learner.user_id == user_id, Learner.ended_at.is_(None))
    return db.session.execute(query).scalar_one_or_none() if user_id is not None else None


def get_learner(learner_id: int) -> Learner:
    """The learner with this id, also one who stopped; NotHere when it was forgotten whose it is."""
    query = select(Learner).where(Learner.id == learner_id).options(joinedload(Learner.user))
    found = db.session.execute(query).scalar_one_or_none()
    if found is None or found.user is None:
        raise NotHere
    return found


def get_skill(skill_id: int) -> Skill:
    """The skill with this id, or NotHere."""
    found = db.session.execute(select(Skill).where(Skill.id == skill_id)).scalar_one_or_none()
    if found is None:
        raise NotHere
    return found


def rows_of(learner: Learner) -> list[Row]:
    """Every skill of one person, in order."""
    query = (
        select(LearnerSkill)
        .where(LearnerSkill.learner_id == learner.id)
        .options(joinedload(LearnerSkill.said_by))
    )
    said = {one.skill_id: one for one in db.session.execute(query).scalars()}
    done = _practised(learner)
    rows = []
    for skill in skills():
        one = said.get(skill.id)
        practised = done.get(skill.trade, Practised()) if skill.trade else Practised()
        if one is None:
            rows.append(Row(skill, FIRST_LEVEL, done=practised))
            continue
        by = one.said_by.name if one.said_by else ""
        rows.append(Row(skill, one.level, one.said_at, by, one.asked_at, practised))
    return rows


def _practised(learner: Learner) -> dict[Trade, Practised]:
    query = (
        select(
            Practice.trade, func.count(Practice.device_id.distinct()), func.count(Practice.buddy_id),
            func.max(Practice.done_at),
        )
        .where(Practice.learner_id == learner.id)
        .group_by(Practice.trade)
    )  # fmt: skip
    return {
        trade: Practised(devices, beside, last) for trade, devices, beside, last in db.session.execute(query)
    }


def devices_helped(learner: Learner) -> int:
    """How many devices passed through these hands, each once."""
    query = select(func.count(Practice.device_id.distinct())).where(Practice.learner_id == learner.id)
    return db.session.execute(query).scalar_one()


@dataclass(frozen=True)
class Said:
    """One line of the history of someone's skills: what was said, of what, when and by whom."""

    at: datetime
    skill: Skill
    level: Level
    by: str


def history_of(learner: Learner, most: int = 60) -> list[Said]:
    """What was said of this person's skills, newest first: straight from the journal."""
    ids = select(LearnerSkill.id).where(LearnerSkill.learner_id == learner.id)
    query = (
        select(AuditEvent, User.name)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(
            AuditEvent.thing == LearnerSkill.__tablename__, AuditEvent.thing_id.in_(ids),
            AuditEvent.deed == "learning.level_said",
        )
        .order_by(AuditEvent.id.desc())
        .limit(most)
    )  # fmt: skip
    known = {one.id: one for one in skills(also_closed=True)}
    return [
        Said(event.happened_at, known[told["skill_id"]], Level(told["level"]), name or "")
        for event, name in db.session.execute(query)
        if (told := event.particulars)["skill_id"] in known
    ]


def works_at_the_bench(user_id: int) -> bool:
    """Is this person of the bench today? Who moved to the desk stands beside no work any more."""
    query = select(Membership.id).where(Membership.user_id == user_id, Membership.role.in_(AT_THE_BENCH))
    return db.session.execute(query.limit(1)).first() is not None


def team(learnt: Sequence[Skill]) -> list[Member]:
    """Everyone of the bench by name, each once, whoever of them learns; `learnt` are the skills of this bench."""
    members = select(Membership).where(Membership.role.in_(AT_THE_BENCH)).options(joinedload(Membership.user))
    learners = {
        one.user_id: one for one in db.session.execute(select(Learner)).scalars() if one.ended_at is None
    }
    open_skills = [one.id for one in learnt]
    counted = select(
        LearnerSkill.learner_id,
        func.sum(db.case((LearnerSkill.level == Level.ALONE, 1), else_=0)),
        func.count(LearnerSkill.asked_at),
    ).where(LearnerSkill.skill_id.in_(open_skills))
    counts = {row[0]: row for row in db.session.execute(counted.group_by(LearnerSkill.learner_id))}
    found: dict[int, Member] = {}
    for membership in db.session.execute(members).scalars():
        learner = learners.get(membership.user_id)
        _id, alone, asks = counts.get(learner.id if learner else 0, (0, 0, 0))
        found.setdefault(membership.user_id, Member(membership, learner, alone or 0, asks))
    return sorted(found.values(), key=lambda one: (one.membership.user.name.casefold(), one.membership.id))


def former() -> Sequence[Learner]:
    """Who learnt here and stopped, as long as it is not forgotten whose it was."""
    query = select(Learner).where(Learner.ended_at.is_not(None), Learner.user_id.is_not(None))
    query = (
        query.options(joinedload(Learner.user)).order_by(Learner.ended_at.desc(), Learner.id.desc()).limit(60)
    )
    return db.session.execute(query).scalars().all()


def asking() -> Sequence[LearnerSkill]:
    """Who asks to be seen at what, longest first."""
    query = (
        select(LearnerSkill)
        .join(Learner, Learner.id == LearnerSkill.learner_id)
        .where(LearnerSkill.asked_at.is_not(None), Learner.ended_at.is_(None))
        .options(joinedload(LearnerSkill.learner).joinedload(Learner.user), joinedload(LearnerSkill.skill))
        .order_by(LearnerSkill.asked_at, LearnerSkill.id)
    )
    return db.session.execute(query).scalars().all()


def has_pin(user_id: int | None) -> bool:
    """Has this person chosen a PIN here?"""
    query = select(BuddyPin.id).where(BuddyPin.user_id == user_id).limit(1)
    return db.session.execute(query).first() is not None


def stood_beside(device_id: int) -> Sequence[Practice]:
    """What was done to this device with a buddy beside, oldest first."""
    query: Select[Any] = (
        select(Practice)
        .where(Practice.device_id == device_id, Practice.buddy_id.is_not(None))
        .options(joinedload(Practice.buddy))
        .order_by(Practice.id)
    )
    return db.session.execute(query).scalars().all()


def levels_of(user_id: int | None, trades: Iterable[Trade]) -> dict[Trade, Level] | None:
    """What this person may do of these skills; None for who learns nothing and may do everything."""
    learner = find_learner(user_id)
    if learner is None:
        return None
    query = (
        select(Skill.trade, LearnerSkill.level, Skill.closed)
        .outerjoin(
            LearnerSkill, (LearnerSkill.skill_id == Skill.id) & (LearnerSkill.learner_id == learner.id)
        )
        .where(Skill.trade.is_not(None))
    )
    told = {
        trade: Level.ALONE if closed else level or FIRST_LEVEL
        for trade, level, closed in db.session.execute(query)
    }
    return {trade: told.get(trade, FIRST_LEVEL) for trade in trades}
