"""The rows of a list come in, a thousand at a time: each portion is a deed of its own, and none is done twice.

A process that dies leaves whole portions; the next goes on where it stopped. Two that work at once wait for each other
and find the other's portion done.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import ContactChannel, Language, decade, name_key
from inventory.codes import Kind
from inventory.contact_lists import looking, meanings, queries
from inventory.contact_lists.columns import ContactField
from inventory.contact_lists.letting_go import let_go_of_content
from inventory.contact_lists.models import ContactList, ContactRow, ListedPerson, ListState
from inventory.contact_lists.queries import SOURCE
from inventory.contact_lists.rows import ReadRow, RowVerdict
from inventory.contacts import groups, realising
from inventory.contacts.models import BorrowerGroup, ServiceContact
from inventory.contacts.rules import ContactOutcome, ReferralChannel, Step, band_of
from inventory.digibank.numbers import give_serials
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record, record_many
from inventory.foundation.database import db
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission

#: rows of one deed
PORTION = 1000


def take_in(actor: Actor, list_id: int, *, now: datetime) -> None:
    """Everything of a list that can come in and is not in yet."""
    actor.must(Permission.CONTACT_IMPORT)
    known = queries.known_meanings()
    one = queries.get_list(list_id)
    read = {row.number: row for row in looking.read_again(one, known) if row.verdict is RowVerdict.COMES}
    while _take_some(actor, list_id, read, known, now):
        pass


def _take_some(
    actor: Actor, list_id: int, read: Mapping[int, ReadRow], known: meanings.Known, now: datetime
) -> bool:
    """One portion; False when nothing is left, or somebody took the list back."""
    with transaction():
        one = queries.get_list(list_id)
        queries.hold_list(one)
        if one.state is not ListState.TAKING:
            return False
        rows = _next_rows(one)
        if not rows:
            one.state, one.taken_at, one.done = ListState.DONE, now, one.total
            let_go_of_content(one)
            record(actor, "contact_lists.taken_in", one, now=now, rows=one.taken, people=one.new_people)
            return False
        here = queries.digests_in({row.digest for row in rows})
        coming = [row for row in rows if row.digest not in here]
        _say(RowVerdict.KNOWN, [row.id for row in rows if row.digest in here])
        people = _People(now, known)
        whose = people.of(coming)
        _write_contacts(
            actor, one, [(row, read[row.number], whose.get(row.id)) for row in coming], known, now
        )
        _say(RowVerdict.TAKEN, [row.id for row in coming])
        people.remember_who_is_new()
        record_many(
            actor, "borrowers.registered", "borrower", [(number, {}) for number in people.made], now=now
        )
        one.done = rows[-1].number - one.headed
        one.taken, one.new_people = one.taken + len(coming), one.new_people + len(people.made)
        record(actor, "contact_lists.rows_taken_in", one, now=now, rows=len(coming), people=len(people.made))
    return True


def _next_rows(one: ContactList) -> Sequence[Any]:
    query = select(ContactRow.id, ContactRow.number, ContactRow.digest, ContactRow.person_id).where(
        ContactRow.list_id == one.id,
        ContactRow.verdict == RowVerdict.COMES,
        ContactRow.number > one.done + one.headed,
    )
    return db.session.execute(query.order_by(ContactRow.number).limit(PORTION)).all()


def _say(verdict: RowVerdict, ids: Sequence[int]) -> None:
    for some in queries.portions(ids):
        table = ContactRow.__table__
        db.session.execute(update(table).where(table.c.id.in_(some)).values(verdict=verdict))


class _People:
    """Who the people of a portion are: somebody who is known, or somebody new."""

    def __init__(self, now: datetime, known: meanings.Known) -> None:
        """Nobody is new yet."""
        self._now, self._known, self._asks_gender = now, known, groups.asks_gender()
        self.made: list[int] = []
        #: by the row of the list that brought them
        self._brought: dict[int, int] = {}
        self._listed: dict[int, ListedPerson] = {}

    def of(self, rows: Sequence[Any]) -> dict[int, Borrower]:
        """The person of each row that has one, by the id of the row."""
        rows = [row for row in rows if row.person_id is not None]
        self._load({row.person_id for row in rows})
        known: dict[int, int] = {}
        #: somebody new, by the row or the entry that they are
        new: dict[tuple[str, int], tuple[int, ListedPerson]] = {}
        slots: dict[int, tuple[str, int]] = {}
        for row in rows:
            first = self._first(self._listed[row.person_id])
            is_apart = self._listed[row.person_id].rows_are_one is False
            if first.borrower_id is not None and not is_apart:
                known[row.id] = first.borrower_id
                continue
            slots[row.id] = ("row", row.id) if is_apart else ("entry", first.id)
            new.setdefault(slots[row.id], (row.id, first))
        made = dict(zip(new, self._make([listed for _row, listed in new.values()]), strict=True))
        for slot, (row_id, listed) in new.items():
            self._brought[row_id] = made[slot]
            listed.borrower_id = listed.borrower_id or made[slot]
        whose = known | {row_id: made[slot] for row_id, slot in slots.items()}
        return self._with_groups(whose, {row.id: self._listed[row.person_id] for row in rows})

    def remember_who_is_new(self) -> None:
        """Which row brought whom, so that the list can be taken back."""
        brought = [{"id": row, "made_borrower_id": whom} for row, whom in self._brought.items()]
        if brought:
            db.session.execute(update(ContactRow), brought)

    def _load(self, ids: set[int]) -> None:
        """These people of the list, and those that they are the same as."""
        while ids := ids - self._listed.keys():
            found: list[ListedPerson] = []
            for some in queries.portions(sorted(ids)):
                query = select(ListedPerson).where(ListedPerson.id.in_(some))
                found += db.session.execute(query).scalars().all()
            self._listed |= {one.id: one for one in found}
            ids = {one.like_person_id for one in found if one.is_same and one.like_person_id is not None}

    def _first(self, listed: ListedPerson) -> ListedPerson:
        """The entry that stands for this person: itself, or the first of those that it is the same as."""
        while listed.borrower_id is None and listed.is_same and listed.like_person_id is not None:
            listed = self._listed[listed.like_person_id]
        if listed.borrower_id is None and listed.is_same:
            listed.borrower_id = listed.like_borrower_id
        return listed

    def _make(self, new: Sequence[ListedPerson]) -> list[int]:
        """Entries in the register of people; their ids."""
        if not new:
            return []
        serials = give_serials(Kind.PASS, len(new))
        values = [self._values(listed, serial) for listed, serial in zip(new, serials, strict=True)]
        table = Borrower.__table__
        statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        made = list(db.session.execute(statement, values).scalars())
        self.made += made
        return made

    def _values(self, listed: ListedPerson, serial: int) -> dict[str, Any]:
        language = meanings.meant(ContactField.LANGUAGE, listed.language, self._known) or Language.DUTCH
        channel = ContactChannel.PHONE if listed.phone else ContactChannel.EMAIL
        return {
            "digibank_id": current_digibank_id(), "code_serial": serial, "version": 1,
            "first_name": listed.first_name, "last_name": listed.last_name,
            "name_key": name_key(listed.first_name, listed.last_name),
            "birth_year": listed.birth_year, "birth_decade": decade(listed.birth_year), "street": "",
            "postcode": listed.postcode, "municipality": listed.municipality, "phone": listed.phone,
            "email": listed.email, "language": language, "note": "", "registered_at": self._now,
            "gender": self._gender(listed),
            "contact_channel": channel if listed.phone or listed.email else ContactChannel.REFERRER,
        }  # fmt: skip

    def _gender(self, listed: ListedPerson) -> str | None:
        """Only where the digibank asks it."""
        if not self._asks_gender:
            return None
        return meanings.meant(ContactField.GENDER, listed.gender, self._known) or None

    def _with_groups(
        self, whose: Mapping[int, int], listed: Mapping[int, ListedPerson]
    ) -> dict[int, Borrower]:
        """The people themselves; what was not known of their groups is added."""
        people: dict[int, Borrower] = {}
        for some in queries.portions(sorted(set(whose.values()))):
            query = select(Borrower).where(Borrower.id.in_(some))
            people |= {one.id: one for one in db.session.execute(query).scalars()}
        told = {
            (whose[row], int(group))
            for row, person in listed.items()
            if row in whose
            for word in person.groups
            if (group := meanings.meant(ContactField.GROUPS, word, self._known))
        }
        known = set()
        for some in queries.portions(sorted({borrower for borrower, _group in told})):
            rows = select(BorrowerGroup.borrower_id, BorrowerGroup.group_id)
            known |= {
                tuple(row) for row in db.session.execute(rows.where(BorrowerGroup.borrower_id.in_(some)))
            }
        values = [
            {"digibank_id": current_digibank_id(), "borrower_id": borrower, "group_id": group}
            for borrower, group in sorted(told - known)
        ]
        if values:
            db.session.execute(insert(BorrowerGroup.__table__), values)
        return {row: people[number] for row, number in whose.items()}


def _write_contacts(
    actor: Actor,
    one: ContactList,
    rows: Sequence[tuple[Any, ReadRow, Borrower | None]],
    known: meanings.Known,
    now: datetime,
) -> None:
    """The contacts of a portion, in one statement."""
    values = [_contact_values(one, row, read, borrower, known, now) for row, read, borrower in rows]
    table = ServiceContact.__table__
    if values:
        written = db.session.execute(insert(table).returning(table.c.id), values).scalars().all()
        with_someone = select(ServiceContact).where(
            ServiceContact.id.in_(written), ServiceContact.borrower_id.is_not(None)
        )
        realising.look_at(db.session.execute(with_someone).scalars().all())


def _contact_values(
    one: ContactList,
    row: Any,
    read: ReadRow,
    borrower: Borrower | None,
    known: meanings.Known,
    now: datetime,
) -> dict[str, Any]:
    def meant(name: ContactField) -> str | None:
        words = read.words.get(name, ())
        return (meanings.meant(name, words[0], known) if words else None) or None

    def id_of(name: ContactField) -> int | None:
        meaning = meant(name)
        return int(meaning) if meaning else None

    assert read.day is not None, "a row without a day does not come in"
    band, town = read.age_band, read.municipality
    if borrower is not None:
        band = band_of(borrower.birth_year, read.day.year) if borrower.birth_year else band
        town = borrower.municipality or town
    return {
        "digibank_id": current_digibank_id(), "version": 1, "borrower_id": borrower.id if borrower else None,
        "happened_on": read.day, "service": meant(ContactField.SERVICE), "step": Step.VISIT,
        "location_id": id_of(ContactField.PLACE), "enroller_id": None,
        "referrer_id": id_of(ContactField.REFERRER),
        "channel": meant(ContactField.CHANNEL) or ReferralChannel.UNKNOWN,
        "help_type_id": id_of(ContactField.HELP_TYPE), "purpose": meant(ContactField.PURPOSE),
        "outcome": meant(ContactField.OUTCOME) or ContactOutcome.HELPED, "episode_id": None,
        "source": SOURCE, "source_id": row.id, "age_band": band, "municipality": town,
        "noted_at": now, "noted_by_id": one.decided_by_id,
    }  # fmt: skip
