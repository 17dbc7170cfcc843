"""What the register of contacts keeps of a person, for that person to read."""

from sqlalchemy import select

from inventory.borrowers.models import Borrower
from inventory.contacts.models import BorrowerGroup, ReferralOut, ServiceContact
from inventory.foundation.database import db
from inventory.foundation.offers import PersonSection, offers
from inventory.foundation.tongue import tongue


@offers("person.tells")
def tells(borrower: Borrower) -> list[PersonSection]:
    """To which services someone came, to where they were sent on, and to which groups they said they belong."""
    own = select(ServiceContact.id).where(ServiceContact.borrower_id == borrower.id)
    contacts = select(ServiceContact).where(ServiceContact.borrower_id == borrower.id)
    referrals = select(ReferralOut).where(ReferralOut.contact_id.in_(own)).order_by(ReferralOut.id)
    groups = select(BorrowerGroup).where(BorrowerGroup.borrower_id == borrower.id).order_by(BorrowerGroup.id)
    return [
        PersonSection(
            "contacts",
            [
                _contact(one)
                for one in db.session.scalars(
                    contacts.order_by(ServiceContact.happened_on, ServiceContact.id)
                )
            ],
            frozenset({"service_contact"}),
        ),
        PersonSection(
            "referrals",
            [
                {
                    "referred_on": one.referred_on,
                    "to_service": one.to_service,
                    "came_there": one.realised_on,
                }
                for one in db.session.scalars(referrals)
            ],
            frozenset({"referral_out"}),
        ),
        PersonSection(
            "groups",
            [{"group": _title(one.group.titles)} for one in db.session.scalars(groups)],
            frozenset({"borrower_group"}),
        ),
    ]


def _contact(one: ServiceContact) -> dict[str, object]:
    return {
        "happened_on": one.happened_on,
        "service": one.service,
        "step": one.step,
        "place": one.location.name if one.location else None,
        "channel": one.channel,
        "referrer": one.referrer.name if one.referrer else None,
        "help_type": _title(one.help_type.titles) if one.help_type else None,
        "purpose": one.purpose,
        "outcome": one.outcome,
        "age_band": one.age_band,
        "municipality": one.municipality,
    }


def _title(titles: dict[str, str]) -> str:
    return titles.get(tongue()) or next(iter(titles.values()), "")
