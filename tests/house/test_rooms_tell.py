"""No room keeps something of a person without telling it to that person."""

from typing import Any

from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.tenancy import inside
from inventory.rights import labels, telling
from inventory.wording import has_words
from tests.house.filling import fill
from tests.make import make_borrower, make_loan

#: what hangs on a person, a loan, an application or a seat and is told by none, each with its reason
UNTOLD = {
    "outing_device": "a laptop on a list; whose visit it is for is told as an appointment",
    "refund_order": "told, by the loan",
    "till_line": "told, by the loan",
}


def _hang_on(*roots: str) -> set[str]:
    """Every table that points at one of these."""
    return {
        table.name
        for table in db.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in roots and key.column.name == "id"
    }


def test_no_table_with_a_person_in_it_is_silent(world: Any, in_gent: int) -> None:
    sections = offered("person.tells", make_borrower(world))
    told = set().union(*(section.tables for section in sections))
    kept = _hang_on("borrower", "application", "loan", "seat", "service_contact") | {"borrower"}
    assert kept - told - set(UNTOLD) == set()
    assert len({section.key for section in sections}) == len(sections)


def test_every_fact_has_a_label_and_every_member_its_words(world: Any, app: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        fill(world, "Zeppelin")
        people = {borrower.id: borrower for borrower in _everyone()}
        people[0] = make_loan(world).borrower
        seen = 0
        for borrower in people.values():
            for section in telling.sections_of(borrower):
                assert section.key in labels.TITLES
                for thing in section.things:
                    for name, value in thing.items():
                        assert name in labels.LABELS, (section.key, name)
                        for one in value if isinstance(value, list | tuple) else [value]:
                            if hasattr(one, "name") and hasattr(type(one), "__members__"):
                                assert has_words(one), (section.key, name, one)
                        seen += value is not None
        assert seen > 200


def _everyone() -> list[Any]:
    from inventory.borrowers.models import Borrower

    return list(db.session.scalars(db.select(Borrower).where(Borrower.anonymised_at.is_(None))))
