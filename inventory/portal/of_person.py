"""What stands in the own forms of applicants and in invitations to them, for the person to read."""

from typing import Any

from sqlalchemy import select

from inventory.applications.models import Application
from inventory.borrowers.models import Borrower
from inventory.foundation.database import db
from inventory.foundation.offers import PersonSection, offers
from inventory.portal.inviting import invitations_of
from inventory.portal.models import BegunForm, FormInvitation


@offers("person.tells")
def tells(borrower: Borrower) -> list[PersonSection]:
    """The own form that someone sent, and the invitations in their name."""
    own = select(Application.id).where(Application.borrower_id == borrower.id)
    forms = select(BegunForm).where(BegunForm.application_id.in_(own)).order_by(BegunForm.id)
    return [
        PersonSection(
            "own_forms",
            [
                {
                    "number": one.told_number,
                    "begun_at": one.begun_at,
                    "sent_at": one.sent_at,
                    "paper_language": one.locale,
                }
                for one in db.session.scalars(forms)
            ],
            frozenset({BegunForm.__tablename__}),
        ),
        PersonSection("invitations", _invitations(borrower), frozenset({FormInvitation.__tablename__})),
    ]


def _invitations(borrower: Borrower) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "sent_to": one.contact, "made_at": one.made_at, "used_at": one.used_at}
        for one in invitations_of(borrower)
    ]
