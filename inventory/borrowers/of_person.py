"""What the register keeps of a person, for that person to read."""

from sqlalchemy import select

from inventory.borrowers.models import Borrower, Household, Merge, ReplacedPass
from inventory.borrowers.queries import household_of
from inventory.foundation.database import db
from inventory.foundation.offers import PersonSection, offers


@offers("person.tells")
def tells(borrower: Borrower) -> list[PersonSection]:
    """Who someone is, as far as we know; of who lives with them only how many, for they are persons too."""
    passes = select(ReplacedPass).where(ReplacedPass.borrower_id == borrower.id).order_by(ReplacedPass.id)
    merges = select(Merge).where(Merge.stays_id == borrower.id, Merge.undone_at.is_(None)).order_by(Merge.id)
    person = {
        "first_name": borrower.first_name,
        "last_name": borrower.last_name,
        "birth_year": borrower.birth_year,
        "street": borrower.street,
        "postcode": borrower.postcode,
        "municipality": borrower.municipality,
        "phone": borrower.phone,
        "email": borrower.email,
        "language": borrower.language,
        "contact_channel": borrower.contact_channel,
        "note": borrower.note,
        "pass_number": borrower.spoken,
        "registered_at": borrower.registered_at,
        "workshop_on": borrower.workshop_on,
        "workshop_waived": borrower.workshop_waived,
        "lives_with": len(household_of(borrower)) or None,
        "restricted_at": borrower.restricted_at,
        "no_calls_at": borrower.no_calls_at,
        "gender": borrower.gender,
    }
    return [
        PersonSection("person", [person], frozenset({Borrower.__tablename__, Household.__tablename__})),
        PersonSection(
            "replaced_passes",
            [
                {"pass_number": old.spoken, "replaced_at": old.replaced_at}
                for old in db.session.scalars(passes)
            ],
            frozenset({ReplacedPass.__tablename__}),
        ),
        PersonSection(
            "merged_entries",
            [{"merged_at": one.merged_at} for one in db.session.scalars(merges)],
            frozenset({Merge.__tablename__}),
        ),
    ]
