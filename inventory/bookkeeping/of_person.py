"""What was tried to give a deposit back that nobody claimed, for the person whose it is to read."""

from sqlalchemy import select

from inventory.bookkeeping.models import UnclaimedStep
from inventory.borrowers.models import Borrower
from inventory.foundation.database import db
from inventory.foundation.offers import PersonSection, offers
from inventory.lending.queries import loans_of


@offers("person.tells")
def tells(borrower: Borrower) -> PersonSection:
    """Each time that we tried to reach someone about money of theirs that is still here."""
    numbers = {loan.id: loan.spoken for loan in loans_of(borrower)}
    query = select(UnclaimedStep).where(UnclaimedStep.loan_id.in_(list(numbers))).order_by(UnclaimedStep.id)
    steps = [
        {
            "number": numbers[one.loan_id], "done_on": one.done_on, "unclaimed_step": one.step, "tried_how": one.how,
            "outcome": one.outcome,
        }
        for one in db.session.scalars(query)
    ]  # fmt: skip
    return PersonSection("unclaimed", steps, frozenset({UnclaimedStep.__tablename__}))
