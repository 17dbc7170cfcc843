"""What lists of contacts that are not in yet, or that came in, say of a person, for that person to read."""

from typing import Any

from sqlalchemy import or_, select

from inventory.borrowers.models import Borrower
from inventory.contact_lists.models import ContactRow, ListedPerson
from inventory.foundation.database import db
from inventory.foundation.offers import PersonSection, offers


@offers("person.tells")
def tells(borrower: Borrower) -> PersonSection:
    """As who someone stands in a list that waits, and that they became known through a row of one."""
    listed = select(ListedPerson).where(
        or_(
            ListedPerson.borrower_id == borrower.id,
            (ListedPerson.like_borrower_id == borrower.id) & ListedPerson.is_same.is_(True),
        )
    )
    made = select(ContactRow).where(ContactRow.made_borrower_id == borrower.id).order_by(ContactRow.id)
    told: list[dict[str, Any]] = [
        _person(one) for one in db.session.scalars(listed.order_by(ListedPerson.id))
    ]
    told += [{"row_of_list": one.number} for one in db.session.scalars(made)]
    tables = frozenset({ListedPerson.__tablename__, ContactRow.__tablename__})
    return PersonSection("listed", told, tables)


def _person(one: ListedPerson) -> dict[str, Any]:
    return {
        "first_name": one.first_name,
        "last_name": one.last_name,
        "birth_year": one.birth_year,
        "postcode": one.postcode,
        "municipality": one.municipality,
        "phone": one.phone,
        "email": one.email,
        "language": one.language,
        "gender": one.gender,
        "groups": list(one.groups),
    }
