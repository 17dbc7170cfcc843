"""The badges of who works here: printed, replaced when lost, and what the scan of one leads to.

A scanned badge leads to a page with one button: it signs out whoever works here, and the sign-in page waits for
the password of whose badge it is.
"""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from inventory import codes
from inventory.codes import Code, Kind
from inventory.digibank import badges, sign_in
from inventory.digibank.models import MemberBadge
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.offers import offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done
from inventory.permissions import Permission
from inventory.portal import card_paper
from labels.tag import link_to

room = Blueprint("badges", __name__, url_prefix="/<digibank>/badges")


@room.get("/")
@needs(Permission.MEMBER_MANAGE)
def index() -> Any:
    """Who works here, each with the badge that counts."""
    valid = {badge.user_id: badge for badge in badges.valid_badges()}
    people = [(person, valid.get(person.id)) for person in badges.workers()]
    return page("inventory/portal/badges.html", people=people, is_whole=len(valid) == len(people))


@room.post("/make")
@needs(Permission.MEMBER_MANAGE)
def make() -> Any:
    """A badge for everyone who has none."""
    made = badges.make_missing(g.actor, now=now())
    say_done(
        ngettext("%(num)s badge is made. Print it now.", "%(num)s badges are made. Print them now.", made)
    )
    return redirect(url_for(".index"), 303)


@room.get("/sheet.pdf")
@needs(Permission.MEMBER_MANAGE)
def sheet() -> Any:
    """All badges that count, to cut and to laminate."""
    return _paper(badges.valid_badges(), "badges.pdf")


@room.get("/mine")
@needs(Permission.SCAN)
def mine() -> Any:
    """One's own badge."""
    return page("inventory/portal/badge_mine.html", badge=badges.badge_of(g.actor.user_id))


@room.post("/mine/make")
@needs(Permission.SCAN)
def make_mine() -> Any:
    """Make one's own badge."""
    badges.make_badge(g.actor, g.actor.user_id, now=now())
    say_done(_("Your badge is made. Print it now."))
    return redirect(url_for(".mine"), 303)


@room.get("/<code>.pdf")
@needs(Permission.SCAN)
def one(code: str) -> Any:
    """One badge that counts on paper: one's own, or any for who manages the members."""
    badge = _own_or_managed(code)
    if badge.replaced_at is not None or not badges.works_here(badge.user_id):
        raise NotHere
    return _paper([badge], f"{badge.code}.pdf")


@room.post("/<code>/replace")
@needs(Permission.SCAN)
def replace(code: str) -> Any:
    """A badge was lost: it does nothing from now on, and there is another."""
    badge = badges.replace_badge(g.actor, _own_or_managed(code), now=now())
    say_done(
        _("The new badge is %(code)s. Print it now; the old one does nothing any more.", code=badge.spoken)
    )
    return redirect(url_for(".mine" if badge.user_id == g.actor.user_id else ".index"), 303)


def _own_or_managed(text: str) -> MemberBadge:
    badge = get_by_code(MemberBadge, text)
    if badge.user_id != g.actor.user_id and not g.actor.may(Permission.MEMBER_MANAGE):
        raise NotHere
    return badge


def _paper(found: Sequence[MemberBadge], name: str) -> Response:
    """The badges in the language of the digibank: the name, the number, and whom to call for who finds one."""
    with force_locale(g.digibank.locale):
        under = _("Found? Call %(phone)s", phone=g.digibank.phone) if g.digibank.phone else g.digibank.name
        title = _("Badges of %(owner)s", owner=g.digibank.name)
    drawn = [
        card_paper.Card(
            "badge",
            badge.user.name,
            (badge.letter, codes.grouped(badge.code_serial)),
            link_to(current_app.config["PUBLIC_URL"], badge.code),
            under,
        )
        for badge in found
    ]
    content = card_paper.draw(drawn, title=title, locale=g.digibank.locale)
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype="application/pdf", headers=headers)


# --- scanned ---


@offers("scan.lands")
def lands(code: Code, actor: Actor) -> str | None:
    """A badge leads to changing hands."""
    if code.kind is not Kind.MEMBER or not actor.may(Permission.SCAN):
        return None
    badge = find_by_code(MemberBadge, code)
    return url_for("badges.show", code=badge.code) if badge is not None else None


@room.get("/<code>")
@needs(Permission.SCAN)
def show(code: str) -> Any:
    """A badge was scanned: whose turn it is now, or why it does nothing."""
    badge = get_by_code(MemberBadge, code)
    is_own = badge.user_id == g.actor.user_id
    successor = None
    if badge.replaced_at is not None and (is_own or g.actor.may(Permission.MEMBER_MANAGE)):
        successor = badges.badge_of(badge.user_id)
    counts = badge.replaced_at is None and badges.works_here(badge.user_id)
    told = {"badge": badge, "is_own": is_own, "counts": counts, "successor": successor}
    return page("inventory/portal/badge.html", **told)


@room.post("/<code>/switch")
@needs(Permission.SCAN)
def switch(code: str) -> Any:
    """Make way for whose badge this is; with one's own, sign out."""
    badge = get_by_code(MemberBadge, code)
    if badge.replaced_at is not None or not badges.works_here(badge.user_id):
        return redirect(url_for(".show", code=badge.code), 303)
    is_own = badge.user_id == g.actor.user_id
    wanted = None if is_own else url_for("today.show")
    sign_in.make_way(None if is_own else badge)
    return redirect(url_for("security.login", next=wanted), 303)
