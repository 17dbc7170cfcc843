"""The buddy at the bench: what an action asks before it is done by someone who learns, and what it leaves behind.

An action of any room asks `must(...)` inside its transaction, tells the journal what that answers with, and says with
`practised(...)` what was done. The word of a buddy is given beforehand, for one deed; so an action is held whichever
way it is reached: a page, a card, an import or a machine.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_security.utils import verify_password
from sqlalchemy import select

from inventory import codes
from inventory.devices.models import Device
from inventory.digibank.models import MemberBadge, User
from inventory.digibank.numbers import find_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere, Refusal
from inventory.foundation.transaction import apart, hold, transaction
from inventory.learning import rules
from inventory.learning.models import BuddyPin, BuddyWord, Learner, LearnerSkill, Practice, Skill
from inventory.learning.queries import works_at_the_bench
from inventory.learning.rules import Level, Standing, Trade
from inventory.permissions import Permission


@dataclass(frozen=True)
class Guided:
    """Who does a deed: someone who learns, with a buddy or alone; or someone of whom nothing is asked."""

    trade: Trade
    learner_id: int | None = None
    buddy_id: int | None = None

    @property
    def told(self) -> dict[str, Any]:
        """What the journal says of it."""
        return {"buddy_id": self.buddy_id} if self.buddy_id is not None else {}

    def practised(self, actor: Actor, device: Device, thing: Any, *, now: datetime) -> None:
        """Write down that it was done, and in the buddy's name that they stood beside. `thing` has its id."""
        if self.learner_id is None:
            return
        done = Practice(
            learner_id=self.learner_id, trade=self.trade, device_id=device.id, thing=thing.__tablename__,
            thing_id=thing.id, buddy_id=self.buddy_id, done_at=now,
        )  # fmt: skip
        db.session.add(done)
        db.session.flush()  # its id is the trace's
        if self.buddy_id is None:
            record(actor, "learning.practised", done, now=now, device=device, trade=self.trade)
        else:
            buddy = Actor("person", self.buddy_id, actor.digibank_id, frozenset())
            record(buddy, "learning.stood_beside", done, now=now, device=device, trade=self.trade)


def must(actor: Actor, trade: Trade, *, now: datetime) -> Guided:
    """Refuse what this person may not do yet, or not without a buddy: NotLearntYet, NeedsBuddy.

    Inside the deed's transaction: the word that a buddy gave is used up by it, and only when it succeeds.
    """
    learner, standing = _standing(actor.user_id, trade)
    if learner is None:
        return Guided(trade)
    rules.check_may(standing, trade)
    if standing.is_alone:
        return Guided(trade, learner.id)
    return Guided(trade, learner.id, _use_word(learner, trade, now))


def _use_word(learner: Learner, trade: Trade, now: datetime) -> int:
    query = (
        select(BuddyWord)
        .where(
            BuddyWord.learner_id == learner.id,
            BuddyWord.trade == trade,
            BuddyWord.used_at.is_(None),
            BuddyWord.given_at > now - rules.WORD_HOLDS,
        )
        .order_by(BuddyWord.id.desc())
        .limit(1)
    )
    word = db.session.execute(query).scalar_one_or_none()
    if word is None:
        raise rules.NeedsBuddy(trade=trade)
    hold(word)
    # Whoever could do it alone a minute ago may have been told otherwise since.
    _learner, standing = _standing(word.buddy_id, trade)
    if word.used_at is not None or not standing.is_alone or not works_at_the_bench(word.buddy_id):
        raise rules.NeedsBuddy(trade=trade)
    word.used_at = now
    return word.buddy_id


def check_fresh_eyes(actor: Actor, thing: Any) -> None:
    """Refuse a second look by who stood beside the work as a buddy. WasTheBuddy."""
    if actor.user_id is not None and _stood_beside(actor.user_id, thing):
        raise rules.WasTheBuddy


def check_fresh_buddy(guided: Guided, thing: Any, *, did_it: int | None) -> None:
    """Refuse a second look beside which the buddy is who did the work, or stood beside it. BuddyIsNotFresh."""
    buddy_id = guided.buddy_id
    if buddy_id is not None and (buddy_id == did_it or _stood_beside(buddy_id, thing)):
        raise rules.BuddyIsNotFresh


def _stood_beside(user_id: int, thing: Any) -> bool:
    query = select(Practice.id).where(
        Practice.thing == thing.__tablename__,
        Practice.thing_id == thing.id,
        Practice.buddy_id == user_id,
    )
    return db.session.execute(query.limit(1)).first() is not None


def _standing(user_id: int | None, trade: Trade) -> tuple[Learner | None, Standing]:
    """What this person may do of this skill: one question, also for the many who learn nothing."""
    if user_id is None:
        return None, rules.standing_of(False, None)
    query = (
        select(Learner, LearnerSkill.level, Skill.closed)
        .select_from(Learner)
        .outerjoin(Skill, Skill.trade == trade)
        .outerjoin(
            LearnerSkill, (LearnerSkill.learner_id == Learner.id) & (LearnerSkill.skill_id == Skill.id)
        )
        .where(Learner.user_id == user_id, Learner.ended_at.is_(None))
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        return None, rules.standing_of(False, None)
    learner, level, closed = found
    return learner, rules.standing_of(True, Level.ALONE if closed else level)


def standing_of(user_id: int | None, trade: Trade) -> Standing:
    """What this person may do of this skill, for a page that says it before it is tried."""
    return _standing(user_id, trade)[1]


# --- the buddy's word ---


def give_word(actor: Actor, trade: Trade, *, badge: str, pin: str, now: datetime) -> User:
    """A buddy gives a word for one deed of who is signed in; whose badge it is.

    A wrong PIN is counted whatever becomes of the request, so that nobody tries all of them.
    """
    actor.must(Permission.BENCH_OWN)
    buddy = _owner_of(badge)
    if buddy is not None and buddy.id == actor.user_id:
        raise rules.OwnCode(field="buddy_code")
    if buddy is None:
        raise rules.WrongCode(field="buddy_code")
    with apart(because="a wrong PIN counts, also when the page says no"):
        refused = _try_pin(actor, buddy, pin, now)
    if refused is not None:
        raise refused
    with transaction():
        learner, _own = _standing(actor.user_id, trade)
        if learner is None:
            raise NotHere
        rules.check_buddy(learner.user_id or 0, buddy.id, standing_of(buddy.id, trade), trade)
        word = BuddyWord(learner_id=learner.id, buddy_id=buddy.id, trade=trade, given_at=now)
        db.session.add(word)
        db.session.flush()  # its id is the trace's
        record(actor, "learning.word_given", word, now=now, trade=trade, buddy_id=buddy.id)
    return buddy


def _owner_of(text: str) -> User | None:
    """Whose badge this is here, when it counts: scanned, typed, or as the link on the card."""
    try:
        code = codes.read(text.rstrip("/").rsplit("/", 1)[-1])
    except codes.WrongDigit:
        return None
    badge = find_by_code(MemberBadge, code) if code else None
    if badge is None or badge.replaced_at is not None or not works_at_the_bench(badge.user_id):
        return None
    return badge.user


def _try_pin(actor: Actor, buddy: User, pin: str, now: datetime) -> Refusal | None:
    """What is wrong with this PIN of this buddy; a wrong one is counted, and a right one forgets the wrong ones."""
    buddy_id = buddy.id
    with transaction():
        kept = db.session.execute(select(BuddyPin).where(BuddyPin.user_id == buddy_id)).scalar_one_or_none()
        if kept is None:
            return rules.NoPinYet(field="buddy_code")
        hold(kept)
        try:
            rules.check_may_try(kept.wrong, kept.wrong_at, now)
        except Refusal as refused:
            return refused
        if verify_password(pin, kept.pin_hash):
            if kept.wrong:
                kept.wrong, kept.wrong_at = 0, None
                record(actor, "learning.pin_right", kept, now=now)
            return None
        kept.wrong, kept.wrong_at = kept.wrong + 1, now
        record(actor, "learning.pin_wrong", kept, now=now, wrong=kept.wrong)
    return rules.WrongCode(field="buddy_pin")
