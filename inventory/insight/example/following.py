"""The example's last weeks after a start workshop: who is asked how it goes, what they say, and who was sent on.

Nobody is chosen by dice here, so that the rest of the year stays as it was told before.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import select

from inventory.foundation import quiet
from inventory.foundation.audit import record
from inventory.foundation.clock import BRUSSELS, day
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.transaction import transaction
from inventory.insight.example.cast import Cast
from inventory.permissions import Role
from workshop import day as days
from workshop import followup, referrals
from workshop.actions import lesson_of
from workshop.day_models import AnsweredBy, Destination, Face, FollowUp
from workshop.models import Session
from workshop.queries import seats_of
from workshop.rules import Presence, SeatState

_NIGHTS = 60
_FACES = (Face.GOOD, Face.GOOD, Face.SO_SO, Face.GOOD, Face.BAD)


def nights(cast: Cast) -> Iterator[datetime]:
    """Each night who is due is asked; by day some answer by the link, and of who does not some are reached by phone."""
    first = day(cast.until) - timedelta(days=_NIGHTS)
    for at in range(_NIGHTS + 1):
        today = first + timedelta(days=at)
        if quiet.is_day_of_rest(today):
            continue
        night = datetime.combine(today, time(5), BRUSSELS)
        yield night
        coordinator = cast.one(Role.COORDINATOR)
        followup.ask_all(coordinator, today, now=night)
        followup.ask_for_calls(coordinator, today, now=night)
        yield (morning := quiet.next_moment(night))
        _leave(cast, morning)
        _answer(cast, morning)


def _leave(cast: Cast, now: datetime) -> None:
    """No example reaches the world: this only says that the letters left."""
    desk = cast.one(Role.DESK)
    with transaction():
        waits = (Letter.kind == followup.KIND, Letter.sent_at.is_(None), Letter.tries == 0)
        for letter in db.session.scalars(select(Letter).where(*waits)).all():
            letter.tries, letter.try_after, letter.sent_at = 1, None, now
            asked = followup.get(int((letter.about or "").split(":")[1]))
            record(desk, "workshop.follow_up_asked", asked, now=now, device=asked.loan.device, written=True)


def _answer(cast: Cast, now: datetime) -> None:
    """Of every three two answer on the day itself; of who is called every second is reached."""
    desk = cast.one(Role.DESK)
    fresh = select(FollowUp).where(
        FollowUp.asked_at > now - timedelta(days=1), FollowUp.face.is_(None), FollowUp.is_written
    )
    for asked in db.session.scalars(fresh.order_by(FollowUp.id)).all():
        if asked.id % 3 and asked.loan.is_open:
            followup.answer(desk, asked, _FACES[asked.id % 5], by=AnsweredBy.LINK, now=now)
    for asked in followup.to_call(now)[:2]:
        if asked.id % 2:
            followup.answer(desk, asked, _FACES[asked.id % 5], by=AnsweredBy.PHONE, now=now)


def hold(cast: Cast, session: Session, now: datetime) -> None:
    """The workshop is held: four of five come, one of them late; some are sent on, and every second goes there."""
    teacher, lesson = cast.one(Role.TEACHER), lesson_of(session, day(now))
    for seat in seats_of(session):
        if seat.state is not SeatState.BOOKED:
            continue
        came = cast.dice.random() < 0.8
        here = Presence.LATE if seat.id % 5 == 0 else Presence.PRESENT
        days.mark(teacher, seat, lesson, here if came else Presence.ABSENT, now=now)
        if came and seat.id % 3 == 0:
            sent = referrals.refer(teacher, seat, list(Destination)[seat.id % 2], now=now)
            if sent.id % 2:
                referrals.realise(cast.one(Role.DESK), sent, now=now)
    for topic in session.kind.topics[: 3 + session.id % 3]:
        days.tell_topic(teacher, lesson, topic["code"], now=now, is_told=True)
