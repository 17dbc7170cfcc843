"""For which mobile days a person has an appointment, for that person to read."""

from sqlalchemy import select

from inventory.applications.models import Application
from inventory.borrowers.models import Borrower
from inventory.foundation.database import db
from inventory.foundation.offers import PersonSection, offers
from inventory.outings.models import OutingVisit


@offers("person.tells")
def tells(borrower: Borrower) -> PersonSection:
    """Each appointment in another town, and what came of it."""
    own = select(Application.id).where(Application.borrower_id == borrower.id)
    query = select(OutingVisit).where(OutingVisit.application_id.in_(own)).order_by(OutingVisit.id)
    visits = [
        {"number": one.application_id, "appointment_at": one.visit_at, "visit_ended": one.ended}
        for one in db.session.scalars(query)
    ]
    return PersonSection("appointments", visits, frozenset({OutingVisit.__tablename__}))
