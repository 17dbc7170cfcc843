"""The list of partners, one partner with its people, and what can be put right."""

from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from inventory.digibank import actions as members
from inventory.digibank.models import Invitation, User
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.forms import ButtonForm
from inventory.foundation.listing import filtered_address, shelf
from inventory.foundation.offers import offered, offers, panels
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on, told_once
from inventory.partners import actions
from inventory.partners.forms import ContactForm, PartnerForm
from inventory.partners.models import Contact, Partner, PartnerKind, name_key
from inventory.permissions import Permission, Role
from inventory.wording import say

room = Blueprint("partners", __name__, url_prefix="/<digibank>/partners")


@room.get("/")
@needs(Permission.PARTNER_SEE)
def index() -> Any:
    """Every partner by name, of one kind or by a piece of the name."""
    search = request.args.get("search", "").strip()[:100]
    kind = request.args["kind"] if request.args.get("kind") in set(PartnerKind) else ""
    query = select(Partner)
    if kind:
        query = query.where(Partner.kind == kind)
    if search:
        query = query.where(Partner.name_key.contains(name_key(search), autoescape=True))
    tabs = [(_("All"), filtered_address(kind=None), not kind, "")]
    tabs += [(say(one), filtered_address(kind=one), kind == one, "") for one in PartnerKind]
    return page(
        "inventory/partners/index.html",
        shelf=shelf(query, Partner.name_key, Partner.id),
        search=search,
        tabs_shown=tabs,
        doors=offered("partners.doors", g.actor),
    )


@room.route("/new", methods=["GET", "POST"])
@needs(Permission.PARTNER_EDIT)
def new() -> Any:
    """Add a partner."""
    kind = request.args["kind"] if request.args.get("kind") in set(PartnerKind) else PartnerKind.DONOR
    form = PartnerForm(data={"kind": str(kind)} if request.method == "GET" else None)
    if form.validate_on_submit():
        with told_on(form):
            partner = actions.register(g.actor, now=now(), **form.told())
            say_done(_("%(name)s is in the list.", name=partner.name))
            return redirect(url_for(".show", partner_id=partner.id), 303)
    return page("inventory/partners/new.html", form=form)


@room.get("/<int:partner_id>")
@needs(Permission.PARTNER_SEE)
def show(partner_id: int) -> Any:
    """One partner and the people there."""
    partner = actions.get_partner(partner_id)
    has_lots = "intake.index" in current_app.view_functions and g.actor.may(Permission.LOT_SEE)
    return page(
        "inventory/partners/show.html",
        partner=partner,
        contacts=[contact for contact in partner.contacts if contact.anonymised_at is None],
        lots_url=url_for("intake.index", partner=partner.id) if has_lots else "",
        may_edit=g.actor.may(Permission.PARTNER_EDIT),
        panels_here=panels("partner.panels", partner, g.actor),
        may_invite=g.actor.may(Permission.MEMBER_MANAGE) and partner.kind in _PORTAL_ROLES,
    )


@room.route("/<int:partner_id>/edit", methods=["GET", "POST"])
@needs(Permission.PARTNER_EDIT)
def edit(partner_id: int) -> Any:
    """Correct what we know of a partner."""
    partner = actions.get_partner(partner_id)
    form = PartnerForm(obj=partner)
    if form.validate_on_submit():
        with told_on(form):
            actions.edit(g.actor, partner, now=now(), **form.told())
            say_done(_("%(name)s is kept.", name=partner.name))
            return redirect(url_for(".show", partner_id=partner.id), 303)
    return page("inventory/partners/edit.html", form=form, partner=partner)


@room.route("/<int:partner_id>/contacts/new", methods=["GET", "POST"])
@needs(Permission.PARTNER_EDIT)
def new_contact(partner_id: int) -> Any:
    """Add someone to call or write to."""
    partner = actions.get_partner(partner_id)
    form = ContactForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.add_contact(g.actor, partner, now=now(), **form.told())
            say_done(_("%(name)s is in the list.", name=form.name.data))
            return redirect(url_for(".show", partner_id=partner.id), 303)
    return page("inventory/partners/new_contact.html", form=form, partner=partner)


@room.route("/<int:partner_id>/contacts/<int:contact_id>", methods=["GET", "POST"])
@needs(Permission.PARTNER_EDIT)
def edit_contact(partner_id: int, contact_id: int) -> Any:
    """Correct how to reach someone, or forget them."""
    partner, contact = _contact(partner_id, contact_id)
    form = ContactForm(obj=contact)
    if form.validate_on_submit():
        with told_on(form):
            actions.edit_contact(g.actor, contact, now=now(), **form.told())
            say_done(_("%(name)s is kept.", name=contact.name))
            return redirect(url_for(".show", partner_id=partner.id), 303)
    return page("inventory/partners/edit_contact.html", form=form, partner=partner, contact=contact)


@room.post("/<int:partner_id>/contacts/<int:contact_id>/forget")
@needs(Permission.PARTNER_EDIT)
def forget_contact(partner_id: int, contact_id: int) -> Any:
    """Blank a person."""
    partner, contact = _contact(partner_id, contact_id)
    if ButtonForm().validate_on_submit():
        actions.forget_contact(g.actor, contact, now=now())
        say_done(_("We forgot this contact."))
    return redirect(url_for(".show", partner_id=partner.id), 303)


#: what a contact of such a partner becomes in the portal
_PORTAL_ROLES = {PartnerKind.DONOR: Role.DONOR, PartnerKind.REFERRER: Role.REFERRER}


@room.post("/<int:partner_id>/contacts/<int:contact_id>/invite")
@needs(Permission.MEMBER_MANAGE)
def invite(partner_id: int, contact_id: int) -> Any:
    """Let someone at a donor or referrer see what is theirs."""
    partner, contact = _contact(partner_id, contact_id)
    if partner.kind not in _PORTAL_ROLES or not contact.email:
        raise NotHere
    if not ButtonForm().validate_on_submit():
        return redirect(url_for(".show", partner_id=partner.id), 303)
    by_hand = not current_app.config["MAIL_SERVER"]
    invitation, token = members.invite(
        g.actor, email=contact.email, role=_PORTAL_ROLES[partner.kind], partner_id=partner.id, now=now(),
        by_hand=by_hand,
    )  # fmt: skip
    if not by_hand:
        say_done(_("The invitation for %(email)s is on its way.", email=contact.email))
        return redirect(url_for(".show", partner_id=partner.id), 303)
    link = url_for("digibank.accept_invitation", token=token, _external=True)
    told_once()
    return page("inventory/digibank/invited.html", invitation=invitation, link=link)


@offers("invitation.accepted")
def link_account(invitation: Invitation, user: User, moment: datetime) -> None:
    """Whoever was invited for a partner is that partner's contact from now on."""
    if invitation.partner_id is None:
        return
    actor = Actor("person", user.id, invitation.digibank_id, frozenset())
    actions.link_account(actor, actions.get_partner(invitation.partner_id), user, now=moment)


def _contact(partner_id: int, contact_id: int) -> tuple[Partner, Contact]:
    partner = actions.get_partner(partner_id)
    return partner, actions.get_contact(partner, contact_id)
