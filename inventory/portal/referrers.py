"""The referrers' door: ask for a laptop for someone who sits with you, and see how it stands.

A social worker sees the applications that they wrote down themselves, and nobody else's; whom we know already
is not told. The conditions are those of the policy in force, and who has looked at them says so with a tick.
"""

from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, TextAreaField
from wtforms.validators import Length

from inventory.applications import actions, queries
from inventory.applications.models import Application
from inventory.applications.policy import asked_of, criteria_of, said
from inventory.applications.states import ApplicationState
from inventory.borrowers.forms import BorrowerForm
from inventory.borrowers.views import defaults
from inventory.contacts.rules import Purpose
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm, Needed, choices_of
from inventory.foundation.listing import shelf
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.partners.models import Partner
from inventory.permissions import Permission
from inventory.wording import say
from workshop.actions import enrol_outside
from workshop.proposing import proposals
from workshop.rules import EnrolledBy

room = Blueprint("referrers", __name__, url_prefix="/<digibank>/referrer")


class ReferralForm(BorrowerForm):
    """Someone who sits with a social worker, and what the laptop is for."""

    service = SelectField(_l("For which service?"), coerce=int)
    purpose = RadioField(
        _l("What is the laptop for?"), validators=[Needed(_l("Choose what the laptop is for."))]
    )
    need = TextAreaField(_l("What must the laptop be able to do?"), [Length(max=500)])
    has_looked = BooleanField(_l("I saw the proof: this person meets the conditions"))

    def __init__(self, services: list[Partner], *args: Any, **options: Any) -> None:
        """The services of whoever fills it in."""
        super().__init__(*args, **options)
        self.purpose.choices = choices_of(Purpose, say)
        self.service.choices = [(service.id, service.name) for service in services]
        if self.service.data is None and services:
            self.service.data = services[0].id


@room.get("/")
@needs(Permission.OWN_APPLICATION_SEE)
def index() -> Any:
    """Whom this person sent, latest first, and how it stands with each."""
    return page(
        "inventory/portal/referrers.html",
        services=queries.services_of(g.actor.user_id),
        shelf=shelf(queries.sent_by(g.actor.user_id), Application.id, descending=True),
        counts=queries.counts_of(queries.sent_by(g.actor.user_id)),
    )


@room.route("/new", methods=["GET", "POST"])
@needs(Permission.OWN_APPLICATION_SEE)
def new() -> Any:
    """Ask for a laptop for someone."""
    services = queries.services_of(g.actor.user_id)
    if not services:
        return redirect(url_for(".index"), 303)
    form = ReferralForm(services, **defaults(), **_town_of(services[0]))
    if form.validate_on_submit():
        with told_on(form):
            service = next(one for one in services if one.id == form.service.data)
            application = actions.send(
                g.actor, form.details(), service=service, purpose=Purpose(form.purpose.data),
                note=form.need.data or "", has_looked=form.has_looked.data, now=now(),
            )  # fmt: skip
            say_done(_("Sent. We look at the application of %(name)s.", name=application.borrower.short_name))
            return redirect(url_for(".index"), 303)
    return page("inventory/portal/referrers_new.html", form=form, conditions=_conditions())


@room.route("/<int:number>/workshop", methods=["GET", "POST"])
@needs(Permission.WORKSHOP_ENROL)
def workshop(number: int) -> Any:
    """A start workshop for someone this person sent: what fits, a seat in one tap."""
    application, form = _sent(number), ButtonForm()
    borrower = application.borrower
    offered = [] if borrower.has_had_workshop else proposals(borrower, now(), most=8)
    if form.validate_on_submit():
        with told_on(form):
            wanted = request.form.get("session", "")
            chosen = next((one for one in offered if str(one.session.code) == wanted), None)
            if chosen is None:
                raise NotHere
            seat = enrol_outside(
                g.actor, chosen.session, borrower, by=EnrolledBy.REFERRER, only_lessons=chosen.only_lessons,
                now=now(),
            )  # fmt: skip
            say_done(_("%(name)s: %(state)s", name=borrower.short_name, state=say(seat.state)))
            return redirect(url_for(".index"), 303)
    return page(
        "inventory/portal/referrers_workshop.html", form=form, application=application, proposals=offered
    )


def _sent(number: int) -> Application:
    """An approved application that this person sent; NotHere for anyone else's."""
    query = queries.sent_by(g.actor.user_id).where(Application.id == number)
    application = db.session.scalar(query)
    if application is None or application.state is not ApplicationState.APPROVED:
        raise NotHere
    return application


def _town_of(service: Partner) -> dict[str, str]:
    """Where most people whom a service sends will live: in its own town."""
    return {"postcode": service.postcode, "municipality": service.municipality}


def _conditions() -> list[str]:
    """What the policy in force asks, in the reader's language."""
    locale = str(get_locale() or "nl")[:2]
    return [said(criterion.text, locale) for criterion in criteria_of(asked_of(queries.rules_in_force()))]
