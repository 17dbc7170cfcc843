"""Invitations to the own form: made at the desk for one person or a pasted list, each a link that opens one form once.

The link is shown or mailed when it is made, and not kept: who loses it gets a new invitation.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from flask import Blueprint, current_app, g, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import Length

from inventory.applications import queries
from inventory.applications.models import Application
from inventory.applications.policy import Door
from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import folded, is_called, is_wholly_called
from inventory.digibank.models import Digibank
from inventory.foundation import chance, outbox
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import now as this_moment
from inventory.foundation.database import db
from inventory.foundation.forms import HouseForm, Needed
from inventory.foundation.listing import shelf
from inventory.foundation.offers import Part, offers
from inventory.foundation.outbox import post
from inventory.foundation.refusal import NotHere, SomeoneElseWasFirst
from inventory.foundation.tenancy import current_digibank_id, everywhere
from inventory.foundation.transaction import hold, transaction
from inventory.foundation.web import needs, page, say_done, told_on, told_once
from inventory.permissions import Permission
from inventory.portal import applying_rules as rules
from inventory.portal import inviting_rules
from inventory.portal.inviting_rules import (
    DAYS,
    InvitationState,
    Invitee,
    NotInvitedHere,
    people_in,
    state_of,
)
from inventory.portal.models import BegunForm, FormInvitation

room = Blueprint("inviting", __name__)


def find(token: str) -> tuple[int, Digibank] | None:
    """The invitation behind this link, and whose it is; None when there is none."""
    if not rules.is_a_link(token):
        return None
    with everywhere(because="the link says which invitation, and only that says which digibank"):
        query = select(FormInvitation).where(FormInvitation.token_hash == inviting_rules.hashed(token))
        row = db.session.execute(query).scalar()
        return (row.id, db.session.get_one(Digibank, row.digibank_id)) if row is not None else None


def link_to(token: str) -> str:
    """The link of an invitation, whole."""
    return f"{current_app.config['PUBLIC_URL']}{url_for('applying.invited', token=token)}"


def invite(
    actor: Actor, people: Sequence[Invitee], *, days: int, now: datetime, by_mail: bool = False
) -> list[tuple[FormInvitation, str]]:
    """An invitation for each of these, with its link, told only now; all of them or none.

    `by_mail`: who has a mail address gets it there too. NotInvitedHere when the policy in force has no such door.
    """
    actor.must(Permission.APPLICATION_REGISTER)
    actor.must(Permission.APPLICATION_SEE)
    with transaction():
        if Door.INVITED not in (queries.rules_in_force().doors or ()):
            raise NotInvitedHere
        ours = db.session.get_one(Digibank, current_digibank_id())
        made = []
        for person in people:
            token = chance.letters(rules.LINK_LETTERS, rules.LINK_LENGTH)
            invitation = FormInvitation(
                name=person.name, contact=person.contact, token_hash=inviting_rules.hashed(token), made_at=now,
                made_by_id=actor.user_id, expires_at=inviting_rules.holds_until(now, days),
            )  # fmt: skip
            db.session.add(invitation)
            made.append((invitation, token))
        db.session.flush()  # the traces name their ids
        for (invitation, token), person in zip(made, people, strict=True):
            record(actor, "portal.person_invited", invitation, now=now, expires_at=invitation.expires_at)
            if by_mail and person.email:
                post(
                    "portal/invited", to_email=person.email, locale=ours.locale, now=now, of=invitation,
                    about=_about(invitation),
                    link=link_to(token), until=invitation.expires_at, digibank=ours,
                )  # fmt: skip
        return [(invitation, link_to(token)) for invitation, token in made]


def revoke(actor: Actor, invitation: FormInvitation, *, now: datetime) -> None:
    """Take an invitation back, and its mail that did not leave yet. InvitationOver when it opens nothing any more."""
    actor.must(Permission.APPLICATION_REGISTER)
    actor.must(Permission.APPLICATION_SEE)
    with transaction():
        hold(invitation)
        if state_of(invitation, now) is not InvitationState.OPEN:
            raise inviting_rules.InvitationOver
        invitation.revoked_at = now
        outbox.hold_back(_about(invitation))
        record(actor, "portal.invitation_revoked", invitation, now=now)


def _about(invitation: FormInvitation) -> str:
    return f"form_invitation:{invitation.id}"


# --- forgetting ---


@offers("nightly")
def forget_names(actor: Actor, _today: date) -> None:
    """Two weeks after an invitation opens nothing any more, whom it was for is gone; that it was made stays."""
    now = this_moment()
    before = now - rules.KEPT
    is_old = (
        (FormInvitation.used_at < before)
        | (FormInvitation.revoked_at < before)
        | (FormInvitation.expires_at < before)
    ) & (FormInvitation.name != "")
    for invitation_id in db.session.scalars(select(FormInvitation.id).where(is_old)).all():
        with suppress(SomeoneElseWasFirst), transaction():
            invitation = db.session.get_one(FormInvitation, invitation_id)
            blank(invitation)
            record(actor, "portal.invitation_forgotten", invitation, now=now)


def invitations_of(borrower: Borrower) -> Sequence[FormInvitation]:
    """Invitations of this person that still say so: by the form that came of it, else by how they are called.

    A number or a mail address may be a housemate's too, so that the name must be theirs, and no housemate whom we
    know may bear more of it; a name alone must be all of theirs, and of nobody else whom we know.
    """
    asked = select(Application.id).where(Application.borrower_id == borrower.id)
    used = select(BegunForm.invitation_id).where(BegunForm.application_id.in_(asked))
    reached = [one.lower() for one in (borrower.phone, borrower.email) if one]
    contact = func.lower(FormInvitation.contact)
    query = select(FormInvitation).where(
        FormInvitation.name != "",
        FormInvitation.id.in_(used) | contact.in_(reached) | (FormInvitation.contact == ""),
    )
    names = borrower.first_name, borrower.last_name
    by_form = set(db.session.scalars(used))
    found: list[FormInvitation] = []
    for one in db.session.scalars(query.order_by(FormInvitation.id)):
        is_named = is_called(one.name, *names) if one.contact else is_wholly_called(one.name, *names)
        is_theirs = _is_no_housemates if one.contact else _is_the_only_one_called_so
        if one.id in by_form or (is_named and is_theirs(borrower, one)):
            found.append(one)
    return found


def _is_no_housemates(borrower: Borrower, invitation: FormInvitation) -> bool:
    """Is there nobody with this number or address whose longer first name stands on it as well?"""
    contact = invitation.contact.lower()
    same = (Borrower.phone == contact) | (func.lower(Borrower.email) == contact)
    # An entry that was joined with another is nobody else.
    others = db.session.scalars(
        select(Borrower).where(same, Borrower.id != borrower.id, Borrower.merged_into_id.is_(None))
    )
    words = len(folded(borrower.first_name).split())
    return not any(
        len(folded(other.first_name).split()) > words
        and is_called(invitation.name, other.first_name, other.last_name)
        for other in others
    )


def _is_the_only_one_called_so(borrower: Borrower, _invitation: FormInvitation) -> bool:
    others = select(Borrower.id).where(Borrower.name_key == borrower.name_key, Borrower.id != borrower.id)
    return db.session.scalar(others.limit(1)) is None


@offers("person.letters")
def letters(borrower: Borrower) -> tuple[str, list[int]]:
    """An invitation is for who is named on it, whoever shares the mail address."""
    return FormInvitation.__tablename__, [one.id for one in invitations_of(borrower)]


@offers("borrower.parts")
def old_invitations(borrower: Borrower) -> Part | None:
    """Whom we invited is no matter any more once the invitation opens nothing."""
    over = [
        one for one in invitations_of(borrower) if state_of(one, this_moment()) is not InvitationState.OPEN
    ]
    return Part("invitations", lambda _now: _blank_each(over)) if over else None


@offers("borrower.forgotten")
def forget_invitations(borrower: Borrower, _now: datetime) -> None:
    """Who is forgotten stands on no list of invitations either; what their form was begun with went with the form."""
    _blank_each(invitations_of(borrower))


def _blank_each(invitations: Sequence[FormInvitation]) -> None:
    for invitation in invitations:
        blank(invitation)


def blank(invitation: FormInvitation) -> None:
    """Whom it was for goes, with what was written to them; that it was made stays."""
    invitation.name = invitation.contact = ""
    outbox.blank_letters_about(FormInvitation.__tablename__, [invitation.id])


# --- at the desk ---


class InviteForm(HouseForm):
    """Whom, and for how long."""

    people = TextAreaField(
        _l("Whom do you invite? One person a line"),
        [Needed(_l("Fill in at least one name.")), Length(max=40_000)],
    )
    days = SelectField(_l("How many days does the link hold?"), coerce=int)
    by_mail = BooleanField(_l("Mail the link to who has a mail address"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the days."""
        super().__init__(*args, **kwargs)
        self.days.choices = [(days, str(days)) for days in DAYS]


@room.route("/<digibank>/applications/invitations", methods=["GET", "POST"])
@needs(Permission.APPLICATION_SEE)
def index() -> Any:
    """Who was invited and what became of it; and inviting more. The links are shown once, right after."""
    form = InviteForm()
    if form.validate_on_submit():
        with told_on(form):
            made = invite(
                g.actor, people_in(form.people.data or ""), days=form.days.data, by_mail=form.by_mail.data,
                now=this_moment(),
            )  # fmt: skip
            told_once()
            return page("inventory/portal/invitations_made.html", made=made)
    found = shelf(select(FormInvitation), FormInvitation.made_at, FormInvitation.id, descending=True)
    return page(
        "inventory/portal/invitations.html", form=form, found=found, now=this_moment(), state_of=state_of,
        is_open=Door.INVITED in (queries.rules_in_force().doors or ()),
    )  # fmt: skip


@room.post("/<digibank>/applications/invitations/<int:form_invitation_id>/revoke")
@needs(Permission.APPLICATION_SEE)
def take_back(form_invitation_id: int) -> Any:
    """The link opens nothing any more."""
    invitation = db.session.scalar(select(FormInvitation).where(FormInvitation.id == form_invitation_id))
    if invitation is None:
        raise NotHere
    revoke(g.actor, invitation, now=this_moment())
    say_done(_("Taken back. The link opens nothing any more."))
    return redirect(url_for(".index"), 303)
