"""The calendar of one teacher or one place, as a private link for whatever calendar they use themselves.

No borrower stands in it, by name or by number. What was moved has a higher SEQUENCE; what does not take place stays as
cancelled, so that a calendar strikes it through and keeps no ghost. The rules of summer time go along: the library's
own put the night in March an hour late, which shows in nobody's agenda until a workshop falls just then.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import current_app, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vRecur
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from inventory.digibank.models import Digibank, Membership, User
from inventory.foundation import chance
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import BRUSSELS, day, local
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, NotHere, Refusal
from inventory.foundation.tenancy import everywhere, inside
from inventory.foundation.transaction import transaction, upkeep
from inventory.permissions import Permission
from inventory.wording import say
from workshop.day_models import CalendarFeed
from workshop.models import Lesson, Seat, Session, Venue
from workshop.queries import sees_all

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
#: 26 of 31 letters: 128 bits
_LENGTH = 26
#: what was stays this long, so that a calendar that was switched off hears of a cancellation
_PAST, _AHEAD = timedelta(days=62), timedelta(days=400)
#: how often a calendar does well to ask again
_EVERY = "PT1H"
_MOST_LINKS = 20


class TooManyLinks(Refusal):
    """So many links to one calendar are forgotten somewhere; end some first."""


def make(
    actor: Actor, *, now: datetime, teacher: User | None = None, venue: Venue | None = None
) -> tuple[CalendarFeed, str]:
    """A new link to the calendar of a teacher or a place, and its secret, which is told only now.

    A teacher makes links to the own calendar; who plans also to those of others and of places. MayNot, TooManyLinks.
    """
    actor.must(Permission.WORKSHOP_SEE)
    if not sees_all(actor) and (teacher is None or teacher.id != actor.user_id):
        raise MayNot(permission=Permission.WORKSHOP_PLAN)
    with transaction():
        open_ones = [one for one in feeds_of(actor) if one.revoked_at is None]
        same = [
            one for one in open_ones
            if one.teacher_id == (teacher.id if teacher else None)
            and one.venue_id == (venue.id if venue else None)
        ]  # fmt: skip
        if len(same) >= _MOST_LINKS:
            raise TooManyLinks(most=_MOST_LINKS)
        secret = chance.letters(_LETTERS, _LENGTH)
        feed = CalendarFeed(
            teacher_id=teacher.id if teacher else None, venue_id=venue.id if venue else None,
            token_hash=_hash(secret), made_at=now, made_by_id=actor.user_id,
        )  # fmt: skip
        db.session.add(feed)
        db.session.flush()  # the trace names its id
        record(actor, "workshop.calendar_opened", feed, now=now, teacher=feed.teacher_id, venue=feed.venue_id)
    return feed, secret


def revoke(actor: Actor, feed: CalendarFeed, *, now: datetime) -> CalendarFeed:
    """From now on this link opens nothing. Revoked twice is revoked once."""
    actor.must(Permission.WORKSHOP_SEE)
    if not sees_all(actor) and feed.teacher_id != actor.user_id:
        raise NotHere
    with transaction():
        if feed.revoked_at is None:
            feed.revoked_at = now
            record(actor, "workshop.calendar_closed", feed, now=now)
    return feed


def feeds_of(actor: Actor) -> Sequence[CalendarFeed]:
    """The links this person may know of, newest first: all for who plans, the own ones for a teacher."""
    query = select(CalendarFeed).options(joinedload(CalendarFeed.teacher), selectinload(CalendarFeed.venue))
    if not sees_all(actor):
        query = query.where(CalendarFeed.teacher_id == actor.user_id)
    return db.session.execute(query.order_by(CalendarFeed.id.desc()).limit(200)).scalars().all()


def get_feed(actor: Actor, feed_id: int) -> CalendarFeed:
    """One of them, or NotHere."""
    feed = db.session.get(CalendarFeed, feed_id)
    if feed is None or not (sees_all(actor) or feed.teacher_id == actor.user_id):
        raise NotHere
    return feed


def address_of(secret: str) -> str:
    """What is pasted into a calendar."""
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}/calendar/{secret}.ics"


def find(secret: str, now: datetime) -> tuple[int, Digibank] | None:
    """The id of the feed with this secret and whose it is; None when there is none any more, or its teacher left."""
    if len(secret) != _LENGTH or not set(secret) <= set(_LETTERS):
        return None
    with everywhere(because="the link says which calendar, and only its row says which digibank"):
        feed = db.session.scalar(
            select(CalendarFeed).where(
                CalendarFeed.token_hash == _hash(secret), CalendarFeed.revoked_at.is_(None)
            )
        )
        if feed is None or not _is_still_ours(feed):
            return None
        found = feed.id, db.session.get_one(Digibank, feed.digibank_id)
        is_first_today = feed.used_at is None or day(feed.used_at) < day(now)
    if is_first_today:
        with inside(found[1].id), upkeep():
            db.session.get_one(CalendarFeed, found[0]).used_at = now
        with everywhere(because="the digibank was read before this row was written"):
            return found[0], db.session.get_one(Digibank, found[1].id)
    return found


def _is_still_ours(feed: CalendarFeed) -> bool:
    """A place stays; a teacher's link opens nothing once they have no role in this digibank any more."""
    if feed.teacher_id is None:
        return True
    query = select(Membership.id).where(
        Membership.user_id == feed.teacher_id, Membership.digibank_id == feed.digibank_id
    )
    return db.session.scalar(query.limit(1)) is not None


def as_ics(feed_id: int, owner: Digibank, now: datetime) -> bytes:
    """The whole calendar of a feed as RFC 5545 text, in the digibank's language. Call it inside the digibank."""
    feed = db.session.get_one(CalendarFeed, feed_id)
    calendar = Calendar()
    with force_locale(owner.locale):
        calendar.add("prodid", "-//Leenkring//start workshops//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", _("Start workshops: %(whose)s", whose=_whose(feed)))
        calendar.add("x-wr-timezone", str(BRUSSELS))
        calendar.add("x-published-ttl", _EVERY)
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        calendar.add_component(_brussels())
        for session in db.session.execute(_sessions(feed, now)).scalars():
            for lesson in session.lessons:
                calendar.add_component(_event(session, lesson, owner))
    return bytes(calendar.to_ical())


def of_seat(seat: Seat, lessons: Sequence[Lesson], owner: Digibank) -> bytes:
    """What one person puts into their own calendar: the lessons that they come to, and how to get there."""
    calendar = Calendar()
    calendar.add("prodid", "-//Leenkring//start workshops//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_brussels())
    for lesson in lessons:
        event = _event(seat.session, lesson, owner)
        del event["url"]  # it leads to a page for our own people
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _whose(feed: CalendarFeed) -> str:
    if feed.teacher is not None:
        return feed.teacher.name
    return str(feed.venue.name)


def _sessions(feed: CalendarFeed, now: datetime) -> Select[Session]:
    mine = Session.teacher_id == feed.teacher_id if feed.teacher_id else Session.venue_id == feed.venue_id
    query = select(Session).where(
        mine, Session.ends_at >= now - _PAST, Session.starts_at <= now + _AHEAD,
        # Planned and called off before anyone could have seen it: no calendar need hear of it.
        or_(Session.cancelled_at.is_(None), Session.cancelled_at >= now - _PAST),
    )  # fmt: skip
    query = query.options(
        selectinload(Session.lessons), joinedload(Session.kind), joinedload(Session.venue),
        joinedload(Session.teacher),
    )  # fmt: skip
    return query.order_by(Session.starts_at, Session.id).limit(1000)


def _event(session: Session, lesson: Lesson, owner: Digibank) -> Event:
    event = Event()
    host = urlsplit(current_app.config["PUBLIC_URL"]).hostname
    event.add("uid", f"{owner.slug}-{session.code}-{lesson.number}@{host}")
    event.add("sequence", session.sequence)
    event.add("dtstamp", session.changed_at)
    event.add("last-modified", session.changed_at)
    event.add("dtstart", local(lesson.starts_at))
    event.add("dtend", local(lesson.ends_at))
    event.add("status", "CANCELLED" if session.cancelled_at else "CONFIRMED")
    event.add("summary", _summary(session, lesson, owner))
    venue = session.venue
    event.add("location", ", ".join(part for part in (venue.name, venue.address) if part))
    event.add("description", "\n".join(_description(session)))
    event.add("url", url_for("workshop.show", digibank=owner.slug, code=session.code, _external=True))
    return event


def _summary(session: Session, lesson: Lesson, owner: Digibank) -> str:
    title = session.kind.title(owner.locale)
    if len(session.lessons) > 1:
        title = _(
            "%(title)s, lesson %(number)s of %(all)s",
            title=title,
            number=lesson.number,
            all=len(session.lessons),
        )
    return title if session.cancelled_at is None else _("Does not take place: %(title)s", title=title)


def _description(session: Session) -> list[str]:
    lines = [_("Language: %(language)s", language=say(session.language))]
    if session.teacher is not None:
        lines.append(_("Teacher: %(name)s", name=session.teacher.name))
    if session.has_aids:
        lines.append(", ".join(say(aid) for aid in session.has_aids))
    if session.venue.bus_stop:
        lines.append(session.venue.bus_stop)
    return lines


def _brussels() -> Timezone:
    """Belgian time since 1996 (directive 2000/84): forward on the last Sunday of March, back on that of October.

    The onset is told by the clock that is about to change, as RFC 5545 asks: two o'clock in March, three in October.
    """
    zone = Timezone()
    zone.add("tzid", str(BRUSSELS))
    for part, name, month, hour, before, after in (
        (TimezoneDaylight(), "CEST", 3, 2, 1, 2), (TimezoneStandard(), "CET", 10, 3, 2, 1),
    ):  # fmt: skip
        part.add("tzname", name)
        part.add("dtstart", datetime(1996, month, 31 if month == 3 else 27, hour))  # noqa: DTZ001 -- a clock on the wall
        part.add("rrule", vRecur({"freq": "yearly", "bymonth": month, "byday": "-1su"}))
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(part)
    return zone
