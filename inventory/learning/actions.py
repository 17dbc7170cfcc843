"""Begin and end to learn, say what someone can, ask to be seen, choose a PIN, and keep the list of skills."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_security.utils import hash_password
from sqlalchemy import ColumnElement, select

from inventory.digibank.models import Membership
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere, Refusal
from inventory.foundation.transaction import transaction
from inventory.learning import rules
from inventory.learning.models import BuddyPin, Learner, LearnerSkill, Skill
from inventory.learning.rules import Level, Trade
from inventory.permissions import Permission

#: so long after the end it is forgotten whose it was; until then they can come back for their paper
KEPT = timedelta(days=3 * 365)


class SkillKnown(Refusal):
    """There is a skill with this name."""

    status = 422


def begin(actor: Actor, membership: Membership, *, now: datetime) -> Learner:
    """Someone learns the trade from now on; who did so before goes on where it stopped."""
    actor.must(Permission.BENCH_LEAD)
    with transaction():
        make_skills(actor, now=now)
        if membership.user_id == actor.user_id:
            raise rules.OwnLevel
        query = select(Learner).where(Learner.user_id == membership.user_id)
        learner = db.session.execute(query).scalar_one_or_none()
        if learner is not None and learner.ended_at is None:
            return learner
        if learner is None:
            learner = Learner(user_id=membership.user_id, started_at=now, started_by_id=actor.user_id)
            db.session.add(learner)
        learner.ended_at = None
        db.session.flush()  # its id is the trace's
        record(actor, "learning.begun", learner, now=now, user_id=learner.user_id)
    return learner


def end(actor: Actor, learner: Learner, *, now: datetime) -> None:
    """They need no buddy any more: everything alone. What was written down stays."""
    actor.must(Permission.BENCH_LEAD)
    with transaction():
        _not_oneself(actor, learner)
        if learner.ended_at is None:
            learner.ended_at = now
        _nobody_waits(LearnerSkill.learner_id == learner.id)
        record(actor, "learning.ended", learner, now=now, user_id=learner.user_id)


def say_level(actor: Actor, learner: Learner, skill: Skill, level: Level, *, now: datetime) -> LearnerSkill:
    """Who leads says what someone can; nobody says it of themselves."""
    actor.must(Permission.BENCH_LEAD)
    with transaction():
        _not_oneself(actor, learner)
        said = _said(learner, skill)
        said.level, said.said_at, said.said_by_id, said.asked_at = level, now, actor.user_id, None
        db.session.flush()  # its id is the trace's
        record(actor, "learning.level_said", said, now=now, level=level, skill_id=skill.id)
    return said


def ask(actor: Actor, skill: Skill, *, now: datetime, asks: bool = True) -> LearnerSkill:
    """Someone who learns thinks they can do it alone, and asks who leads to look; or takes that back."""
    actor.must(Permission.BENCH_OWN)
    with transaction():
        query = select(Learner).where(Learner.user_id == actor.user_id, Learner.ended_at.is_(None))
        learner = db.session.execute(query).scalar_one_or_none()
        if learner is None or actor.user_id is None or skill.closed:
            raise NotHere
        said = _said(learner, skill)
        said.asked_at = now if asks and said.level is not Level.ALONE else None
        db.session.flush()  # its id is the trace's
        record(actor, "learning.asked", said, now=now, skill_id=skill.id, asks=asks)
    return said


def _said(learner: Learner, skill: Skill) -> LearnerSkill:
    query = select(LearnerSkill).where(
        LearnerSkill.learner_id == learner.id, LearnerSkill.skill_id == skill.id
    )
    said = db.session.execute(query).scalar_one_or_none()
    if said is None:
        said = LearnerSkill(learner_id=learner.id, skill_id=skill.id, level=rules.FIRST_LEVEL)
        db.session.add(said)
    return said


def _nobody_waits(of: ColumnElement[bool]) -> None:
    """Nobody comes to look at this any more: what was asked would wait on the pages of who leads for ever."""
    asked = select(LearnerSkill).where(of, LearnerSkill.asked_at.is_not(None))
    for said in db.session.execute(asked).scalars():
        said.asked_at = None


def _not_oneself(actor: Actor, learner: Learner) -> None:
    if learner.user_id == actor.user_id:
        raise rules.OwnLevel


def _is_alone(actor: Actor, skill: Skill) -> bool:
    """May this person do it alone, as who does not learn or as was said of them?"""
    query = (
        select(LearnerSkill.level)
        .select_from(Learner)
        .outerjoin(
            LearnerSkill, (LearnerSkill.learner_id == Learner.id) & (LearnerSkill.skill_id == skill.id)
        )
        .where(Learner.user_id == actor.user_id, Learner.ended_at.is_(None))
    )
    learns = db.session.execute(query).one_or_none()
    return rules.standing_of(learns is not None, learns.level if learns is not None else None).is_alone


def set_pin(actor: Actor, pin: str, *, now: datetime) -> None:
    """Choose the four digits that stand beside one's badge; another forgets how often the old one was wrong."""
    actor.must(Permission.BENCH_OWN)
    rules.check_pin(pin)
    with transaction():
        if actor.user_id is None:
            raise NotHere
        query = select(BuddyPin).where(BuddyPin.user_id == actor.user_id)
        kept = db.session.execute(query).scalar_one_or_none()
        if kept is None:
            kept = BuddyPin(user_id=actor.user_id, pin_hash="", set_at=now)
            db.session.add(kept)
        kept.pin_hash, kept.set_at, kept.wrong, kept.wrong_at = hash_password(pin), now, 0, None
        db.session.flush()  # its id is the trace's
        record(actor, "learning.pin_set", kept, now=now)


# --- the list of skills ---


def make_skills(actor: Actor, *, now: datetime) -> Sequence[Skill]:
    """The skills that every bench has, those that this digibank lacks; inside the deed that needs them."""
    have = set(db.session.execute(select(Skill.trade)).scalars())
    missing = [Skill(trade=trade) for trade in Trade if trade not in have]
    db.session.add_all(missing)
    db.session.flush()
    for skill in missing:
        record(actor, "learning.skill_added", skill, now=now, trade=skill.trade)
    return missing


def add_skill(actor: Actor, name: str, *, now: datetime) -> Skill:
    """A skill of this digibank's own. The house does not ask for a buddy at it; people do."""
    actor.must(Permission.BENCH_LEAD)
    with transaction():
        make_skills(actor, now=now)
        wanted = name.strip()
        names = db.session.execute(select(Skill.name).where(Skill.trade.is_(None))).scalars()
        if wanted.casefold() in {one.casefold() for one in names}:
            raise SkillKnown(field="name", name=wanted)
        skill = Skill(name=wanted)
        db.session.add(skill)
        db.session.flush()  # its id is the trace's
        record(actor, "learning.skill_added", skill, now=now)
    return skill


def close_skill(actor: Actor, skill: Skill, *, now: datetime, closed: bool = True) -> None:
    """Not learnt here (any more), or again. Of a closed one no buddy is asked: OwnLevel for who needs one at it."""
    actor.must(Permission.BENCH_LEAD)
    with transaction():
        if closed and skill.trade in rules.ASKED and not _is_alone(actor, skill):
            raise rules.OwnLevel
        skill.closed = closed
        if closed:
            _nobody_waits(LearnerSkill.skill_id == skill.id)
        record(actor, "learning.skill_closed" if closed else "learning.skill_opened", skill, now=now)


# --- who leaves, and what is forgotten ---


def leave(actor: Actor, user_id: int, *, now: datetime) -> None:
    """Someone works here no more: the plan ends and the PIN is gone; what was learnt waits for its paper."""
    with transaction():
        query = select(Learner).where(Learner.user_id == user_id, Learner.ended_at.is_(None))
        learner = db.session.execute(query).scalar_one_or_none()
        if learner is not None:
            learner.ended_at = now
            _nobody_waits(LearnerSkill.learner_id == learner.id)
            record(actor, "learning.ended", learner, now=now, user_id=user_id)
        pin = db.session.execute(select(BuddyPin).where(BuddyPin.user_id == user_id)).scalar_one_or_none()
        if pin is not None:
            record(actor, "learning.pin_gone", pin, now=now)
            db.session.delete(pin)


def forget(actor: Actor, *, now: datetime) -> int:
    """Of who ended long ago it is forgotten whose it was; the numbers stay. How many."""
    with transaction():
        query = select(Learner).where(Learner.user_id.is_not(None), Learner.ended_at < now - KEPT)
        old = list(db.session.execute(query).scalars())
        for learner in old:
            learner.user_id = learner.started_by_id = None
            record(actor, "learning.forgotten", learner, now=now)
    return len(old)
