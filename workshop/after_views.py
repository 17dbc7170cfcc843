"""After a start workshop: whom we ask how it goes, where people were sent on, and the private links to calendars."""

from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import gettext as _

from inventory.digibank.models import User
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on, told_once
from inventory.permissions import Permission
from workshop import calendar_feeds, followup, referrals
from workshop.day_models import AnsweredBy, CalendarFeed, Face
from workshop.kinds import venues_open
from workshop.models import Venue
from workshop.queries import sees_all, teachers

after_room = Blueprint("after", __name__)


# --- how it goes ---


@after_room.get("/how-it-goes")
@needs(Permission.LOAN_EXTEND)
def how_it_goes() -> Any:
    """Whom a colleague calls after four weeks: who does not use the laptop first, then who said nothing."""
    return page("workshop/how_it_goes.html", asked=followup.to_call(now()), faces=list(Face))


@after_room.post("/how-it-goes/<int:follow_up_id>")
@needs(Permission.LOAN_EXTEND)
def answer(follow_up_id: int) -> Any:
    """What came of a call: one of the faces, or nobody was reached and we ask no more."""
    asked, form, said = followup.get(follow_up_id), ButtonForm(), request.form.get("said", "")
    if said != "close" and said not in set(Face):
        raise NotHere
    if form.validate_on_submit():
        name = asked.loan.borrower.first_name
        if said == "close":
            followup.close(g.actor, asked, now=now())
            say_done(_("%(name)s is off the list.", name=name))
        else:
            followup.answer(g.actor, asked, Face(said), by=AnsweredBy.PHONE, now=now())
            say_done(_("Noted what %(name)s says.", name=name))
    return redirect(url_for(".how_it_goes"), 303)


# --- sent on ---


@after_room.get("/sent-on")
@needs(Permission.WORKSHOP_PLAN)
def sent_on() -> Any:
    """Who was shown the way to another service in the last sixty days, and of whom we do not know whether they went."""
    return page("workshop/sent_on.html", waiting=referrals.waiting(now()))


@after_room.post("/sent-on/<int:referral_id>/<any(realised, open):deed>")
@needs(Permission.WORKSHOP_PLAN)
def realise(referral_id: int, deed: str) -> Any:
    """This person went there; or not after all."""
    referral, form = referrals.get(referral_id), ButtonForm()
    if form.validate_on_submit():
        name = referral.seat.borrower.first_name
        if deed == "realised":
            referrals.realise(g.actor, referral, now=now())
            say_done(_("%(name)s went there.", name=name))
        else:
            referrals.unrealise(g.actor, referral, now=now())
            say_done(_("It is open again whether %(name)s went there.", name=name))
    return redirect(url_for(".sent_on"), 303)


# --- calendars ---


@after_room.route("/calendars", methods=["GET", "POST"])
@needs(Permission.WORKSHOP_SEE)
def calendars() -> Any:
    """The links to calendars that this person may know of; a new one is shown once."""
    form, secret, fresh = ButtonForm(), None, None
    if form.validate_on_submit():
        with told_on(form):
            teacher, venue = _whose(request.form.get("whose", ""))
            fresh, secret = calendar_feeds.make(g.actor, now=now(), teacher=teacher, venue=venue)
            told_once()
    return page(
        "workshop/calendars.html", form=form, feeds=calendar_feeds.feeds_of(g.actor), fresh=fresh,
        link=calendar_feeds.address_of(secret) if secret else "", choices=_choices(),
    )  # fmt: skip


def _choices() -> list[tuple[str, str]]:
    """Whose calendar may be opened: the own one; for who plans also those of others and of every place."""
    mine = (f"teacher:{g.actor.user_id}", _("My own workshops"))
    if not sees_all(g.actor):
        return [mine]
    others = [(f"teacher:{user.id}", user.name) for user in teachers() if user.id != g.actor.user_id]
    return [mine, *((f"venue:{venue.id}", venue.name) for venue in venues_open()), *others]


def _whose(text: str) -> tuple[User | None, Venue | None]:
    if text not in {value for value, _label in _choices()}:
        raise NotHere
    sort, _colon, number = text.partition(":")
    if sort == "venue":
        return None, db.session.get(Venue, int(number))
    return db.session.get(User, int(number)), None


@after_room.post("/calendars/<int:feed_id>/revoke")
@needs(Permission.WORKSHOP_SEE)
def revoke(feed_id: int) -> Any:
    """This link opens nothing any more."""
    feed: CalendarFeed = calendar_feeds.get_feed(g.actor, feed_id)
    if ButtonForm().validate_on_submit():
        calendar_feeds.revoke(g.actor, feed, now=now())
        say_done(_("This link opens nothing any more."))
    return redirect(url_for(".calendars"), 303)
