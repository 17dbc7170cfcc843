"""What the repair desk keeps of a visitor who is also known as a borrower, for that person to read."""

from typing import Any

from inventory.borrowers.models import Borrower
from inventory.foundation.offers import PersonSection, offers
from inventory.repair_desk.expiring import tickets_of
from inventory.repair_desk.models import VisitorTicket


@offers("person.tells")
def tells(borrower: Borrower) -> PersonSection:
    """The own laptops that someone brought under the same first name and phone number or mail address."""
    return PersonSection(
        "own_laptops",
        [_ticket(one) for one in tickets_of(borrower)],
        frozenset({VisitorTicket.__tablename__}),
    )


def _ticket(one: VisitorTicket) -> dict[str, Any]:
    return {
        "repair_number": one.spoken,
        "first_name": one.first_name,
        "last_name": one.last_name,
        "made_at": one.made_at,
        "what": one.what,
        "complaint": one.complaint,
        "accessories_brought": one.accessories,
        "damage": one.damage,
        "data_wish": one.data_wish,
        "repair_state": one.state,
        "what_was_done": one.done,
        "ended_at": one.ended_at,
        "fetched_by": one.fetched_by,
    }
