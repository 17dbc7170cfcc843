"""Find lists, their rows and their people; and what words mean in this digibank."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Select, and_, func, or_, select

from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import Person, folded
from inventory.contact_lists.columns import ContactField
from inventory.contact_lists.meanings import ENUMS, meaning_key
from inventory.contact_lists.models import (
    ContactList,
    ContactRow,
    ListedColumns,
    ListedMeaning,
    ListedPerson,
    ListState,
)
from inventory.contact_lists.rows import RowVerdict
from inventory.contacts import lists as our_lists
from inventory.contacts.models import HelpType, ServiceContact, ServiceLocation, TargetGroup
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.foundation.transaction import hold
from inventory.partners.models import Partner

#: the source that the contacts of a list name
SOURCE = "contact_row"
_AT_ONCE = 400

T = TypeVar("T")


def portions(things: Iterable[T], size: int = _AT_ONCE) -> Iterator[list[T]]:
    """`things` in portions that fit in one question."""
    turn = iter(things)
    while portion := list(islice(turn, size)):
        yield portion


def get_list(contact_list_id: int) -> ContactList:
    """The list with this id in the digibank we are inside of; NotHere otherwise."""
    found = db.session.execute(select(ContactList).where(ContactList.id == contact_list_id)).scalar()
    if found is None:
        raise NotHere
    return found


def hold_list(one: ContactList) -> None:
    """Nobody else works at this list until the deed under way is kept."""
    hold(one)


def lists() -> Select[Any]:
    """Every list, as it is asked for page by page."""
    return select(ContactList).where(ContactList.state != ListState.DROPPED)


def of_file(sha256: str) -> ContactList | None:
    """The list that these bytes are, if it is in, on its way, or waits."""
    query = select(ContactList).where(
        ContactList.sha256 == sha256, ContactList.state.not_in((ListState.UNDONE, ListState.DROPPED))
    )
    return db.session.execute(query.order_by(ContactList.id.desc()).limit(1)).scalar()


def in_state(*states: ListState) -> Sequence[int]:
    """The ids of the lists that are in one of these states."""
    query = select(ContactList.id).where(ContactList.state.in_(states))
    return db.session.execute(query.order_by(ContactList.id)).scalars().all()


def columns_by(fingerprint: str) -> ListedColumns | None:
    """What the columns with these headings held the last time."""
    query = select(ListedColumns).where(ListedColumns.fingerprint == fingerprint)
    return db.session.execute(query).scalar_one_or_none()


def rows_of(one: ContactList) -> Select[Any]:
    """The rows of a list."""
    return select(ContactRow).where(ContactRow.list_id == one.id)


def verdicts_of(one: ContactList) -> dict[RowVerdict, int]:
    """How many rows of a list have each verdict."""
    query = (
        select(ContactRow.verdict, func.count())
        .where(ContactRow.list_id == one.id)
        .group_by(ContactRow.verdict)
    )
    return dict(tuple(row) for row in db.session.execute(query).all())  # type: ignore[misc]  # pairs


def unread_of(one: ContactList) -> Counter[ContactField]:
    """How many cells of each column could not be read, in rows that come in all the same."""
    query = select(ContactRow.unread, func.count()).where(
        ContactRow.list_id == one.id, ContactRow.unread != ""
    )
    counts: Counter[ContactField] = Counter()
    for fields, count in db.session.execute(query.group_by(ContactRow.unread)):
        for field in fields.split(","):
            counts[ContactField(field)] += count
    return counts


def proposals_of(one: ContactList) -> Select[Any]:
    """People of a list of whom somebody may say who they are: several rows, or like someone else."""
    return select(ListedPerson).where(
        ListedPerson.list_id == one.id, or_(ListedPerson.rows > 1, ListedPerson.why.is_not(None))
    )


def is_undecided() -> Any:
    """Nobody said yet whether it is one person, or the same as another."""
    return or_(
        ListedPerson.rows_are_one.is_(None),
        and_(ListedPerson.why.is_not(None), ListedPerson.is_same.is_(None)),
    )


def count(query: Select[Any]) -> int:
    """How many rows a query has."""
    return db.session.execute(select(func.count()).select_from(query.subquery())).scalar_one()


def digests_in(digests: Collection[str]) -> set[str]:
    """Of these rows those that are in the register already."""
    found: set[str] = set()
    for some in portions(sorted(digests)):
        query = select(ContactRow.digest).where(
            ContactRow.digest.in_(some), ContactRow.verdict == RowVerdict.TAKEN
        )
        found |= set(db.session.execute(query).scalars())
    return found


def people_like(asked: Iterable[Person]) -> list[Person]:
    """Who in the register has one of these telephone numbers, or one of these names either way round."""
    phones, names = set(), set()
    for person in asked:
        if person.phone:
            phones.add(person.phone)
        first, last = folded(person.first_name), folded(person.last_name)
        names |= {" ".join(f"{one} {other}".split()) for one, other in ((last, first), (first, last))}
    found: dict[int, Person] = {}
    for column, values in ((Borrower.phone, phones), (Borrower.name_key, names - {""})):
        for some in portions(sorted(values)):
            query = select(
                Borrower.first_name, Borrower.last_name, Borrower.birth_year, Borrower.postcode, Borrower.phone,
                Borrower.id,
            ).where(column.in_(some), Borrower.anonymised_at.is_(None))  # fmt: skip
            found |= {row.id: Person(*row) for row in db.session.execute(query)}
    return [found[number] for number in sorted(found)]


# --- what words mean ------------------------------------------------------------------------------------


def known_meanings() -> dict[ContactField, dict[str, str]]:
    """By field what a word means: the names of our own places, groups, questions and referrers, and what was said."""
    known: dict[ContactField, dict[str, str]] = {field: {} for field in ContactField}
    for field, rows in (
        (ContactField.PLACE, db.session.execute(select(ServiceLocation.id, ServiceLocation.name))),
        (ContactField.REFERRER, db.session.execute(select(Partner.id, Partner.name))),
    ):
        known[field] = {meaning_key(name): str(number) for number, name in rows}
    titled: Any = (
        (ContactField.GROUPS, select(TargetGroup.id, TargetGroup.titles)),
        (ContactField.HELP_TYPE, select(HelpType.id, HelpType.titles)),
    )
    for field, query in titled:
        for number, titles in db.session.execute(query):
            known[field] |= {meaning_key(title): str(number) for title in titles.values() if title}
    for one in db.session.execute(select(ListedMeaning)).scalars():
        if one.field not in ENUMS or one.meaning in ("", *ENUMS[one.field]):
            known[one.field][one.key] = one.meaning
    return known


def choices_for(field: ContactField, title: Any) -> list[tuple[str, str]]:
    """Of our own lists the rows that a word may mean; `title` says one of several languages."""
    if field is ContactField.PLACE:
        query = select(ServiceLocation.id, ServiceLocation.name).where(ServiceLocation.closed_at.is_(None))
        return [
            (str(number), name)
            for number, name in db.session.execute(query.order_by(ServiceLocation.name, ServiceLocation.id))
        ]
    if field is ContactField.REFERRER:
        found = db.session.execute(
            select(Partner.id, Partner.name).order_by(Partner.name, Partner.id).limit(500)
        )
        return [(str(number), name) for number, name in found]
    if field is ContactField.GROUPS:
        return [(str(one.id), title(one.titles)) for one in our_lists.groups()]
    return [
        (str(one.id), title(one.titles)) for head, under in our_lists.help_types() for one in (head, *under)
    ]


# --- what must hold ---------------------------------------------------------------------------------------


def rows_without_contact() -> Sequence[int]:
    """Rows that are in and have no contact; there should be none."""
    contact = select(ServiceContact.source_id).where(ServiceContact.source == SOURCE)
    query = select(ContactRow.id).where(ContactRow.verdict == RowVerdict.TAKEN, ContactRow.id.not_in(contact))
    return db.session.execute(query.order_by(ContactRow.id).limit(100)).scalars().all()


def contacts_without_row() -> Sequence[int]:
    """Contacts of a list of which the row is not in; there should be none."""
    taken = select(ContactRow.id).where(ContactRow.verdict == RowVerdict.TAKEN)
    query = select(ServiceContact.id).where(
        ServiceContact.source == SOURCE, ServiceContact.source_id.not_in(taken)
    )
    return db.session.execute(query.order_by(ServiceContact.id).limit(100)).scalars().all()


def lists_that_hold_on() -> Sequence[int]:
    """Lists that are in, taken back or dropped and still hold what stood in them; there should be none."""
    is_over = ContactList.state.in_((ListState.DONE, ListState.UNDONE, ListState.DROPPED))
    people = select(ListedPerson.list_id)
    query = select(ContactList.id).where(
        is_over, or_(ContactList.content.is_not(None), ContactList.id.in_(people))
    )
    return db.session.execute(query.order_by(ContactList.id).limit(100)).scalars().all()
