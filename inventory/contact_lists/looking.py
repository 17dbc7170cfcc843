"""What will become of each row of a list, and who may be who: looked at once, and kept until somebody says yes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, update

from inventory.borrowers.rules import Person
from inventory.contact_lists import meanings, queries
from inventory.contact_lists.columns import ContactField
from inventory.contact_lists.content import digest_of, unpacked
from inventory.contact_lists.models import ContactList, ContactRow, ListedPerson, ListState
from inventory.contact_lists.people import is_told_apart, key_of, propose
from inventory.contact_lists.rows import ReadRow, RowVerdict, Usual, read_rows
from inventory.contact_lists.rules import MOST_ASKED
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission

_AT_ONCE = 1000


@dataclass
class _Entry:
    """Somebody in the list, and the rows in which they stand."""

    person: Person
    row: ReadRow
    numbers: list[int] = field(default_factory=list)


def rows_of(one: ContactList) -> list[list[str]]:
    """The rows of a list as they came, without what was refused."""
    return unpacked(one.content)


def mapping_of(one: ContactList) -> dict[ContactField, int]:
    """Which column holds what."""
    return {ContactField(name): index for name, index in one.mapping.items()}


def read_again(one: ContactList, known: meanings.Known) -> list[ReadRow]:
    """Each row as we understand it, always the same for the same list and the same meanings."""
    return list(
        read_rows(
            rows_of(one)[one.headed :],
            mapping_of(one),
            known,
            usual=Usual(one.usual_service, one.usual_place),
            first_number=1 + one.headed,
            today=day(one.uploaded_at),
            order=one.day_order,
        )
    )


def look(actor: Actor, one: ContactList, *, now: datetime) -> None:
    """Read every row, and write down what will become of it, which words ask for a meaning, and who may be who."""
    actor.must(Permission.CONTACT_IMPORT)
    known = queries.known_meanings()
    rows = read_again(one, known)
    digests = {row.number: digest_of(row.facts) for row in rows if row.verdict is RowVerdict.COMES}
    here = queries.digests_in(set(digests.values()))
    coming = [row for row in rows if row.verdict is RowVerdict.COMES and digests[row.number] not in here]
    asked = meanings.unknown((row.words for row in coming), known)
    entries = _entries(coming)
    proposals = propose([one.person for one in entries], queries.people_like(one.person for one in entries))
    list_id = one.id
    with transaction():
        one = queries.get_list(list_id)
        queries.hold_list(one)
        if one.state is not ListState.LOOKING:
            return  # another worker looked, or somebody let go of it
        _forget_the_last_look(list_id)
        varied = next((name for name, values in asked.items() if len(values) > MOST_ASKED), None)
        if varied is not None:
            one.state, one.too_varied = ListState.UPLOADED, varied
            record(actor, "contact_lists.not_understood", one, now=now, column=varied)
            return
        people = _write_people(list_id, entries, proposals)
        _write_rows(list_id, rows, digests, here, people)
        one.asked = [[str(name), value, times] for name in asked for value, times in asked[name].items()]
        one.state, one.done = ListState.LOOKED, one.total
        record(actor, "contact_lists.looked_at", one, now=now, rows=len(rows), coming=len(coming))


def _forget_the_last_look(list_id: int) -> None:
    for model in (ContactRow, ListedPerson):
        db.session.execute(
            delete(model).where(model.list_id == list_id), execution_options={"synchronize_session": False}
        )


def _entries(coming: Sequence[ReadRow]) -> list[_Entry]:
    """Everybody in the list once, as they are written there."""
    found: dict[Any, _Entry] = {}
    for row in coming:
        if row.person is not None:
            entry = found.setdefault((key_of(row.person), row.email), _Entry(row.person, row))
            entry.numbers.append(row.number)
    return list(found.values())


def _write_people(list_id: int, entries: Sequence[_Entry], proposals: Mapping[int, Any]) -> dict[int, int]:
    """Everybody of the list; the id of each by the numbers of their rows."""
    table = ListedPerson.__table__
    ids: list[int] = []
    for start in range(0, len(entries), _AT_ONCE):
        values = [
            _person_values(list_id, at, entries[at], proposals.get(at))
            for at in range(start, min(start + _AT_ONCE, len(entries)))
        ]
        statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        ids += db.session.execute(statement, values).scalars()
    for at, proposal in proposals.items():
        if proposal.entry is not None:
            earlier = {"like_person_id": ids[proposal.entry]}
            db.session.execute(update(table).where(table.c.id == ids[at]).values(earlier))
    return {number: ids[at] for at, entry in enumerate(entries) for number in entry.numbers}


def _person_values(list_id: int, at: int, entry: _Entry, proposal: Any) -> dict[str, Any]:
    person, row = entry.person, entry.row
    is_one = True if len(entry.numbers) == 1 or is_told_apart(person) else None
    return {
        "digibank_id": current_digibank_id(), "list_id": list_id, "position": at,
        "first_name": person.first_name, "last_name": person.last_name, "birth_year": person.birth_year,
        "postcode": person.postcode, "phone": person.phone, "email": row.email, "municipality": row.municipality,
        "language": _word(row, ContactField.LANGUAGE), "gender": _word(row, ContactField.GENDER),
        "groups": list(row.words.get(ContactField.GROUPS, ())),
        "rows": len(entry.numbers), "rows_are_one": is_one,
        "like_borrower_id": proposal.borrower_id if proposal else None, "like_person_id": None,
        "why": proposal.why if proposal else None,
        "is_same": True if proposal and proposal.is_sure else None, "borrower_id": None,
    }  # fmt: skip


def _word(row: ReadRow, name: ContactField) -> str:
    return next(iter(row.words.get(name, ())), "")


def _write_rows(
    list_id: int,
    rows: Sequence[ReadRow],
    digests: Mapping[int, str],
    here: set[str],
    people: Mapping[int, int],
) -> None:
    for start in range(0, len(rows), _AT_ONCE):
        values = []
        for row in rows[start : start + _AT_ONCE]:
            digest = digests.get(row.number, "")
            verdict = RowVerdict.KNOWN if digest and digest in here else row.verdict
            values.append(
                {
                    "digibank_id": current_digibank_id(), "list_id": list_id, "number": row.number,
                    "verdict": verdict, "digest": digest, "said": row.said[:300],
                    "unread": ",".join(row.unread)[:120], "person_id": people.get(row.number),
                    "made_borrower_id": None,
                }
            )  # fmt: skip
        db.session.execute(insert(ContactRow.__table__), values)
