"""For staff: who validates for a donor, and what waits for a donor's word."""

from typing import Any

from flask import Blueprint, g, redirect, url_for
from flask_babel import gettext as _

from inventory.foundation.clock import now
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.partners.actions import get_contact, get_partner
from inventory.partners.models import PartnerKind
from inventory.permissions import Permission
from inventory.validating import actions, queries
from inventory.validating import shown as _shown  # noqa: F401  # what other pages show is offered at import
from inventory.validating.forms import AppointForm, EndForm
from inventory.validating.rules import TERM

room = Blueprint("validating", __name__, url_prefix="/<digibank>/validating")


@room.get("/")
@needs(Permission.WIPE_VERIFY)
def index() -> Any:
    """Which lots wait for their donor, and what was refused."""
    return page(
        "inventory/validating/index.html",
        waiting=queries.waiting_lots(),
        refused=queries.refused_at_the_bench(),
        now=now(),
        days=TERM.days,
    )


@room.route("/partners/<int:partner_id>/appoint", methods=["GET", "POST"])
@needs(Permission.VALIDATOR_APPOINT)
def appoint(partner_id: int) -> Any:
    """Write down whom a donor appointed."""
    partner = get_partner(partner_id)
    if partner.kind is not PartnerKind.DONOR:
        raise NotHere
    in_office = {validator.contact_id for validator in queries.validators_of(partner.id)}
    contacts = [
        one
        for one in partner.contacts
        if one.user_id and one.anonymised_at is None and one.id not in in_office
    ]
    form = AppointForm(contacts)
    if form.validate_on_submit():
        with told_on(form):
            contact = get_contact(partner, form.contact.data)
            actions.appoint(g.actor, contact, mandate=form.mandate.data, now=now())
            say_done(
                _(
                    "%(name)s checks the wipes for %(donor)s from now on.",
                    name=contact.name,
                    donor=partner.name,
                )
            )
            return redirect(url_for("partners.show", partner_id=partner.id), 303)
    return page(
        "inventory/validating/appoint.html", form=form, partner=partner, contacts=contacts, days=TERM.days
    )


@room.route("/validators/<int:validator_id>/end", methods=["GET", "POST"])
@needs(Permission.VALIDATOR_APPOINT)
def end(validator_id: int) -> Any:
    """This person no longer validates."""
    validator, form = queries.get_validator(validator_id), EndForm()
    is_last = len(queries.validators_of(validator.partner_id)) == 1
    waiting = queries.waiting_lots(partner_ids=[validator.partner_id]) if is_last else []
    if form.validate_on_submit():
        with told_on(form):
            actions.end(g.actor, validator, reason=form.reason.data, is_sure=form.is_sure.data, now=now())
            say_done(_("%(name)s no longer checks the wipes.", name=validator.contact.name))
            return redirect(url_for("partners.show", partner_id=validator.partner_id), 303)
    return page(
        "inventory/validating/end.html",
        form=form,
        validator=validator,
        waiting=sum(one.count for one in waiting),
        is_last=is_last,
    )
