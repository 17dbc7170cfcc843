"""What was seen when a person brought a laptop back, for that person to read."""

from typing import Any

from sqlalchemy import select

from inventory.borrowers.models import Borrower
from inventory.foundation.database import db
from inventory.foundation.money import Cents
from inventory.foundation.offers import PersonSection, offers
from inventory.lending.queries import loans_of
from inventory.returning.models import Inspection
from inventory.returning.rules import Check, Finding


@offers("person.tells")
def tells(borrower: Borrower) -> PersonSection:
    """Each look at a laptop that came back, and what it meant for the deposit."""
    numbers = {loan.id: loan.spoken for loan in loans_of(borrower)}
    query = select(Inspection).where(Inspection.loan_id.in_(list(numbers))).order_by(Inspection.id)
    looked = [_look(one, numbers[one.loan_id]) for one in db.session.scalars(query)]
    return PersonSection("inspections", looked, frozenset({Inspection.__tablename__}))


def _look(one: Inspection, number: str) -> dict[str, Any]:
    amiss = [Check(check) for check, finding in one.answers.items() if finding != Finding.FINE.value]
    return {
        "number": number,
        "inspected_at": one.inspected_at,
        "amiss": [check for check in amiss if check in Check],
        "held": Cents(one.held_cents),
        "given_back": Cents(one.refund_cents),
        "kept_back": Cents(one.kept_cents),
        "waits": Cents(one.waiting_cents),
    }
