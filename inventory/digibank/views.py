"""Whose house we are in: founding it, choosing one, its people, its settings, its journal; and one's own account."""

from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request, send_from_directory, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_security import login_user
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import joinedload

from inventory.digibank import actions
from inventory.digibank import second_factor as codes_from_phone
from inventory.digibank.forms import (
    AcceptForm,
    AccountForm,
    CodeForm,
    InviteForm,
    SettingsForm,
    SetUpForm,
    TokenForm,
)
from inventory.digibank.models import Digibank, Invitation, Membership, Token, TokenKind, User
from inventory.foundation import schema
from inventory.foundation.assets import file_name_of
from inventory.foundation.audit import AuditEvent, verify
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm
from inventory.foundation.offers import offered
from inventory.foundation.tenancy import everywhere, row_here
from inventory.foundation.web import (
    needs,
    needs_sign_in,
    open_to_anyone,
    page,
    say_done,
    small_number,
    told_on,
    told_once,
)
from inventory.permissions import Permission, Role
from inventory.wording import say

room = Blueprint("digibank", __name__)


@room.get("/")
@open_to_anyone(because="only shows the way: to the set-up, to signing in, or to one's own digibank")
def front() -> Any:
    """The first door: set-up on a first visit, then sign-in, then the digibank one works in."""
    if not actions.is_founded():
        return redirect(url_for(".set_up"), 303)
    if not current_user.is_authenticated:
        return redirect(url_for("security.login"), 303)
    homes = memberships_of(current_user.id)
    slugs = {digibank.slug for digibank, _roles in homes}
    if len(slugs) != 1:
        return redirect(url_for(".choose"), 303)
    digibank, roles = homes[0]
    return redirect(home_of(digibank.slug, roles), 303)


def home_of(slug: str, roles: list[Role]) -> str:
    """Where a person with these roles begins: who works here at today, who does not at a door of their own."""
    if set(roles) <= _FIRST_DOORS.keys():
        return url_for(next(door for role, door in _FIRST_DOORS.items() if role in roles), digibank=slug)
    return url_for("today.show", digibank=slug)


#: where people from outside begin; who is more than one of these at the first
_FIRST_DOORS = {
    Role.REFERRER: "referrers.index",
    Role.DONOR: "donors.index",
    Role.OBSERVER: "figures.side_by_side",
}


def memberships_of(user_id: int) -> list[tuple[Digibank, list[Role]]]:
    """Every digibank in which this person has a role, with the roles."""
    query = (
        select(Digibank, Membership.role)
        .join(Membership, Membership.digibank_id == Digibank.id)
        .where(Membership.user_id == user_id)
        .order_by(Digibank.name, Digibank.id, Membership.role)
    )
    homes: dict[int, tuple[Digibank, list[Role]]] = {}
    with everywhere(because="a person may work in several digibanken"):
        for digibank, role in db.session.execute(query):
            homes.setdefault(digibank.id, (digibank, []))[1].append(role)
    return list(homes.values())


@room.route("/set-up", methods=["GET", "POST"])
@open_to_anyone(because="the first visit has nobody to ask; it closes for ever once a digibank is founded")
def set_up() -> Any:
    """The first visit: found a digibank with its first coordinator, or start with example data."""
    if actions.is_founded():
        return redirect(url_for(".front"), 303)
    form = SetUpForm(locale="nl")
    if form.validate_on_submit():
        with told_on(form):
            given = {key: value for key, value in form.data.items() if key not in ("csrf_token", "once")}
            digibank, user = actions.found_first(**given, now=now())
            login_user(user, authn_via=["password"])
            say_done(_("%(name)s is founded. Welcome.", name=digibank.name))
            return redirect(url_for("today.show", digibank=digibank.slug), 303)
    return page("inventory/digibank/set_up.html", form=form, example=ButtonForm(formdata=None))


@room.post("/set-up/example")
@open_to_anyone(because="the first visit has nobody to ask; it closes for ever once a digibank is founded")
def load_example() -> Any:
    """Fill an empty house with two invented digibanken, and show how to sign in."""
    if actions.is_founded():
        return redirect(url_for(".front"), 303)
    signs = offered("example.load", now())
    return render_template("inventory/digibank/example_ready.html", signs=signs)


@room.get("/choose")
@needs_sign_in(because="shows only the digibanken in which this person has a role")
def choose() -> Any:
    """The digibanken one works in."""
    homes = [
        (digibank, [say(role) for role in roles], home_of(digibank.slug, roles))
        for digibank, roles in memberships_of(current_user.id)
    ]
    return render_template("inventory/digibank/choose.html", homes=homes)


@room.route("/account", methods=["GET", "POST"])
@needs_sign_in(because="one's own name, language and ways to sign in")
def account() -> Any:
    """One's own account."""
    form = AccountForm(obj=current_user)
    if form.validate_on_submit():
        actions.change_account(current_user.id, name=form.name.data, locale=form.locale.data)
        say_done(_("Saved."))
        return redirect(url_for(".account", lang=form.locale.data), 303)
    return page("inventory/digibank/account.html", form=form, homes=memberships_of(current_user.id))


@room.route("/second-factor", methods=["GET", "POST"])
@needs_sign_in(because="asks whoever is signed in for the code on their own phone, and changes nothing else")
def second_factor() -> Any:
    """Type the code from one's phone before a deed that weighs; first set the phone up."""
    form = CodeForm()
    is_set_up = codes_from_phone.is_set_up(current_user)
    wanted = codes_from_phone.onwards(request.args.get("next", ""))
    if is_set_up and form.validate_on_submit():
        with told_on(form):
            codes_from_phone.check(current_user, form.code.data)
            return redirect(wanted, 303)
    return page("inventory/digibank/second_factor.html", form=form, is_set_up=is_set_up, wanted=wanted)


@room.route("/invitation/<token>", methods=["GET", "POST"])
@open_to_anyone(because="whoever holds the unguessable token from the mail may take up the invitation, once")
def accept_invitation(token: str) -> Any:
    """Take up an invitation: with the account one has, or with a new one."""
    invitation = actions.find_invitation(token, now())
    digibank = db.session.get_one(Digibank, invitation.digibank_id)
    name, locale = digibank.name, digibank.locale  # going inside lets go of what was read outside
    known = actions.find_user(invitation.email) is not None
    is_theirs = current_user.is_authenticated and current_user.email == invitation.email
    form: Any = ButtonForm() if is_theirs else AcceptForm(locale=locale)
    if not is_theirs and invitation.role in (Role.DONOR, Role.REFERRER):
        del form.password  # who looks in a few times a year signs in by a link in the mail
    if known and not is_theirs:
        return redirect(url_for("security.login", next=url_for(".accept_invitation", token=token)), 303)
    if form.validate_on_submit():
        with told_on(form):
            user = actions.accept(
                token, name=getattr(getattr(form, "name", None), "data", ""),
                password=form.password.data if "password" in form else None,
                locale=locale if is_theirs else form.locale.data, now=now(),
                user_id=current_user.id if is_theirs else None,
            )  # fmt: skip
            if not is_theirs:
                login_user(user, authn_via=["password" if "password" in form else "email"])
            say_done(_("Welcome at %(name)s.", name=name))
            return redirect(url_for(".front"), 303)
    invitation = actions.find_invitation(token, now())
    g.digibank = db.session.get_one(Digibank, invitation.digibank_id)
    return page(
        "inventory/digibank/accept_invitation.html", form=form, invitation=invitation, is_theirs=is_theirs
    )


@room.get("/<digibank>/members")
@needs(Permission.MEMBER_MANAGE)
def members() -> Any:
    """Who works here, and who was invited."""
    people = db.session.execute(
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .options(joinedload(Membership.user), joinedload(Membership.link_from))
        .order_by(User.name, User.id, Membership.role)
    ).scalars()
    invited = db.session.execute(
        select(Invitation)
        .where(Invitation.used_at.is_(None), Invitation.expires_at > now())
        .options(joinedload(Invitation.shown_to))
        .order_by(Invitation.id)
    ).scalars()
    return render_template("inventory/digibank/members.html", members=list(people), invitations=list(invited))


@room.route("/<digibank>/members/invite", methods=["GET", "POST"])
@needs(Permission.MEMBER_MANAGE)
def invite() -> Any:
    """Promise someone a role, by mail or by a link to hand over."""
    form = InviteForm()
    by_hand = not current_app.config["MAIL_SERVER"]
    if form.validate_on_submit():
        with told_on(form):
            invitation, token = actions.invite(
                g.actor, email=form.email.data, role=Role(form.role.data), now=now(), by_hand=by_hand
            )
            if not by_hand:
                say_done(_("The invitation for %(email)s is on its way.", email=invitation.email))
                return redirect(url_for(".members"), 303)
            link = url_for(".accept_invitation", token=token, _external=True)
            told_once()
            return render_template("inventory/digibank/invited.html", invitation=invitation, link=link)
    return page("inventory/digibank/invite.html", form=form, by_hand=by_hand)


@room.post("/<digibank>/members/<int:membership_id>/remove")
@needs(Permission.MEMBER_MANAGE)
def remove_member(membership_id: int) -> Any:
    """Take a role away."""
    membership = row_here(Membership, membership_id)
    actions.take_role(g.actor, membership, now=now())
    say_done(_("The role is taken away."))
    return redirect(url_for(".members"), 303)


@room.route("/<digibank>/settings", methods=["GET", "POST"])
@needs(Permission.DIGIBANK_SETTINGS)
def settings() -> Any:
    """What this digibank says of itself on labels, papers and public pages."""
    form = SettingsForm(obj=g.digibank)
    if form.validate_on_submit():
        with told_on(form):
            given = {key: value for key, value in form.data.items() if key not in ("csrf_token", "once")}
            actions.change_settings(g.actor, db.session.get_one(Digibank, g.digibank.id), **given, now=now())
            say_done(_("Saved."))
            return redirect(url_for(".settings"), 303)
    return page("inventory/digibank/settings.html", form=form)


@room.route("/<digibank>/tokens", methods=["GET", "POST"])
@needs(Permission.TOKEN_MANAGE)
def tokens() -> Any:
    """Keys with which machines speak to us."""
    form, secret = TokenForm(), None
    if form.validate_on_submit():
        with told_on(form):
            user = db.session.get_one(User, g.actor.user_id)
            _token, secret = actions.make_token(g.actor, user, name=form.name.data, now=now())
            told_once()
    query = select(Token).where(Token.kind == TokenKind.PERSON).options(joinedload(Token.user))
    every = db.session.execute(query.order_by(Token.id.desc())).scalars()
    return page("inventory/digibank/tokens.html", form=form, tokens=list(every), secret=secret)


@room.post("/<digibank>/tokens/<int:token_id>/revoke")
@needs(Permission.TOKEN_MANAGE)
def revoke_token(token_id: int) -> Any:
    """End a machine's key."""
    token = row_here(Token, token_id, kind=TokenKind.PERSON)
    actions.revoke_token(g.actor, token, now=now())
    say_done(_("This token opens nothing any more."))
    return redirect(url_for(".tokens"), 303)


_PAGE = 50


@room.get("/<digibank>/journal")
@needs(Permission.AUDIT_SEE)
def journal() -> Any:
    """Everything that was done here, newest first."""
    before = request.args.get("before", type=small_number)
    query = select(AuditEvent).order_by(AuditEvent.number.desc()).limit(_PAGE + 1)
    if before:
        query = query.where(AuditEvent.number < before)
    events = list(db.session.execute(query).scalars())
    older = events[_PAGE - 1].number if len(events) > _PAGE else None
    return render_template(
        "inventory/digibank/journal.html", events=events[:_PAGE], older=older, names=names_of(events),
        breaks=list(verify()) if request.args.get("verify") else None,
    )  # fmt: skip


def names_of(events: list[AuditEvent]) -> dict[int, str]:
    """The names of the people who did these, in one question."""
    ids = {event.actor_id for event in events if event.actor_id}
    if not ids:
        return {}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in rows}


@room.get("/worker.js")
@open_to_anyone(
    because="a browser fetches it by itself; it is the same for everyone and says nothing of anyone"
)
def worker() -> Any:
    """What brings a page back where there is no network; from the top, or it could look after no page."""
    script = send_from_directory(current_app.static_folder or "static", f"dist/{file_name_of('worker.js')}")
    script.mimetype = "text/javascript"
    return script


@room.get("/health")
@open_to_anyone(because="a machine asks whether this process lives; it answers nothing else")
def health() -> Any:
    """This process lives."""
    return {"alive": True}


@room.get("/ready")
@open_to_anyone(because="a machine asks whether requests can be sent here; it answers nothing else")
def ready() -> Any:
    """The database answers and has the tables this code expects."""
    try:
        is_current = schema.revision_of_database() == schema.revision_of_code()
    except SQLAlchemyError:
        is_current = False
    return {"ready": is_current}, 200 if is_current else 503
