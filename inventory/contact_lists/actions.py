"""A list comes in: sent, its columns and words explained, its people decided, taken in, and taken back if need be.

Nothing counts before somebody said yes. What the house does by itself after a yes stands in `looking.py`, `taking.py`
and `undoing.py`; a short list goes through in the same deed.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from inventory.contact_lists import columns, looking, meanings, queries, taking, undoing
from inventory.contact_lists.columns import ContactField
from inventory.contact_lists.content import MOST, packed
from inventory.contact_lists.dates import DayOrder
from inventory.contact_lists.letting_go import let_go_of_content
from inventory.contact_lists.models import (
    WAITS,
    ContactList,
    ContactRow,
    ListedColumns,
    ListedMeaning,
    ListedPerson,
    ListState,
)
from inventory.contact_lists.rows import RowVerdict
from inventory.contact_lists.rules import (
    AT_ONCE,
    AlreadyIn,
    NoAnswer,
    NoDayColumn,
    NoServiceTold,
    NothingComesIn,
    NothingLeft,
    NotNow,
    StillAsks,
)
from inventory.contacts import lists
from inventory.contacts.locations import named
from inventory.contacts.models import HelpType, ServiceLocation, TargetGroup
from inventory.foundation import jobs
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.lists_in import read_list
from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.transaction import after_commit, hold, transaction
from inventory.permissions import Permission

#: an answer that makes what the word says
NEW = "new"


@dataclass(frozen=True)
class Layout:
    """What the columns of a list hold, and what holds for every row of it."""

    mapping: Mapping[ContactField, int]
    headed: bool = True
    day_order: DayOrder = DayOrder.BY_ITSELF
    usual_service: str = ""
    usual_place: str = ""


@dataclass(frozen=True)
class Decision:
    """What somebody said of a person in a list; None where nothing was asked."""

    rows_are_one: bool | None = None
    is_same: bool | None = None


def upload(actor: Actor, content: bytes, file_name: str, *, now: datetime) -> ContactList:
    """Keep the rows of a file until somebody says what becomes of them; no column of national numbers among them.

    The file that waits already is that list. AlreadyIn when it came in before; a kind of Unreadable when it is no list.
    """
    actor.must(Permission.CONTACT_IMPORT)
    sha256 = hashlib.sha256(content).hexdigest()
    known = queries.of_file(sha256)
    if known is not None and known.state in WAITS:
        return known
    if known is not None:
        raise AlreadyIn(on=known.uploaded_at, field="file")
    rows = read_list(content, file_name, MOST)
    headed = columns.is_headed(rows)
    rows, refused = columns.without_national_numbers(rows, has_national_number, headed=headed)
    if not rows[0]:
        raise NothingLeft(field="file")
    headings = [cell[:60] for cell in rows[0]] if headed else []
    with transaction():
        habit = queries.columns_by(columns.fingerprint(rows[0])) if headed else None
        guess = columns.guess(rows[0]) if headed else columns.guess_without_headings(rows)
        one = ContactList(
            file_name=columns.TAKEN_OUT if has_national_number(file_name) else file_name[:120],
            uploaded_at=now, uploaded_by_id=actor.user_id, sha256=sha256,
            content=packed(rows), headed=headed, headings=headings, total=len(rows) - headed,
            refused_columns=[name[:60] for name in refused],
            mapping=habit.mapping if habit else {str(key): index for key, index in guess.items()},
            day_order=habit.day_order if habit else DayOrder.BY_ITSELF,
            usual_service=habit.usual_service if habit else "",
            usual_place=habit.usual_place if habit else "",
        )  # fmt: skip
        db.session.add(one)
        db.session.flush()  # its id is the trace's
        record(actor, "contact_lists.uploaded", one, now=now, rows=one.total, refused=len(refused))
    return one


def explain(actor: Actor, one: ContactList, layout: Layout, *, now: datetime) -> ContactList:
    """Say what the columns hold; then its rows are read. It is remembered for the next list with these headings."""
    actor.must(Permission.CONTACT_IMPORT)
    with transaction():
        _in_one_of(one, WAITS)
        if ContactField.DAY not in layout.mapping:
            raise NoDayColumn(field="day")
        if ContactField.SERVICE not in layout.mapping and not layout.usual_service:
            raise NoServiceTold(field="usual_service")
        one.total += one.headed - layout.headed
        one.headed, one.day_order = layout.headed, layout.day_order
        one.mapping = {str(key): index for key, index in layout.mapping.items()}
        one.usual_service, one.usual_place = layout.usual_service[:120], layout.usual_place[:120]
        if one.headed and one.headings:
            _remember(one)
        record(
            actor, "contact_lists.explained", one, now=now, columns=sorted(str(key) for key in layout.mapping)
        )
        _look(actor, one, now)
    return one


def _remember(one: ContactList) -> None:
    # A national number's column is gone from the headings, so the same form has the same ones each time.
    fingerprint = columns.fingerprint(looking.rows_of(one)[0])
    habit = queries.columns_by(fingerprint) or ListedColumns(fingerprint=fingerprint)
    habit.mapping, habit.day_order = dict(one.mapping), one.day_order
    habit.usual_service, habit.usual_place = one.usual_service, one.usual_place
    db.session.add(habit)


def _look(actor: Actor, one: ContactList, now: datetime) -> None:
    one.state, one.done, one.too_varied = ListState.LOOKING, 0, None
    db.session.flush()
    if one.total <= AT_ONCE:
        looking.look(actor, one, now=now)
    else:
        after_commit(_wake)


def answer(
    actor: Actor, one: ContactList, answers: Mapping[tuple[ContactField, str], str], *, now: datetime
) -> ContactList:
    """Say what words of the list mean, from now on in every list: a thing of ours, NEW, or nothing."""
    actor.must(Permission.CONTACT_IMPORT)
    with transaction():
        _in_one_of(one, {ListState.LOOKED})
        asked = [(ContactField(name), value) for name, value, _times in one.asked]
        missing = [value for name, value in asked if (name, value) not in answers]
        if missing:
            raise NoAnswer(field=f"word-{[value for _name, value in asked].index(missing[0])}")
        for name, value in asked:
            meaning = answers[name, value]
            _mean(name, value, _made(actor, name, value, now) if meaning == NEW else meaning)
        one.asked = []
        record(actor, "contact_lists.words_answered", one, now=now, words=len(asked))
        if any(name is ContactField.SERVICE for name, _value in asked):
            _look(actor, one, now)  # a word that is no service of ours leaves its rows out
    return one


def _made(actor: Actor, name: ContactField, value: str, now: datetime) -> str:
    """What this word says, newly made in our own lists; groups and questions by who may write those."""
    if name is ContactField.PLACE:
        made: ServiceLocation | TargetGroup | HelpType = named(value)
    elif name is ContactField.GROUPS:
        made = lists.add_group(actor, {"nl": value}, now=now)
    else:
        made = lists.add_help_type(actor, {"nl": value}, now=now)
    db.session.flush()
    return str(made.id)


def _mean(name: ContactField, value: str, meaning: str) -> None:
    key = meanings.meaning_key(value)
    query = select(ListedMeaning).where(ListedMeaning.field == name, ListedMeaning.key == key)
    said = db.session.execute(query).scalar_one_or_none() or ListedMeaning(field=name, key=key)
    said.meaning = meaning[:40]
    db.session.add(said)


def decide(actor: Actor, one: ContactList, decisions: Mapping[int, Decision], *, now: datetime) -> None:
    """Say of people in the list whether their rows are one person, and whether they are who they look like."""
    actor.must(Permission.CONTACT_IMPORT)
    with transaction():
        _in_one_of(one, {ListState.LOOKED})
        query = queries.proposals_of(one).where(ListedPerson.id.in_(decisions))
        found = db.session.execute(query).scalars().all()
        for person in found:
            told = decisions[person.id]
            if person.rows > 1 and told.rows_are_one is not None:
                person.rows_are_one = told.rows_are_one
            if person.why is not None and told.is_same is not None:
                person.is_same = told.is_same
        record(actor, "contact_lists.people_decided", one, now=now, people=len(found))


def take(actor: Actor, one: ContactList, *, now: datetime) -> ContactList:
    """Yes: everything that can come in comes in. StillAsks while words or people wait for an answer."""
    actor.must(Permission.CONTACT_IMPORT)
    with transaction():
        _in_one_of(one, {ListState.LOOKED})
        if one.asked or queries.count(queries.proposals_of(one).where(queries.is_undecided())):
            raise StillAsks
        if not queries.verdicts_of(one).get(RowVerdict.COMES):
            raise NothingComesIn
        one.state, one.done, one.decided_by_id = ListState.TAKING, 0, actor.user_id
        db.session.flush()
        record(actor, "contact_lists.confirmed", one, now=now)
        if one.total <= AT_ONCE:
            taking.take_in(actor, one.id, now=now)
        else:
            after_commit(_wake)
    return one


def take_back(actor: Actor, one: ContactList, *, now: datetime) -> ContactList:
    """Undo: every contact of the list goes, and whoever was known by it alone."""
    actor.must(Permission.CONTACT_IMPORT)
    with transaction():
        _in_one_of(one, {ListState.DONE, ListState.TAKING})
        one.state, one.done, one.decided_by_id = ListState.UNDOING, 0, actor.user_id
        db.session.flush()
        record(actor, "contact_lists.taken_back", one, now=now)
        if one.total <= AT_ONCE:
            undoing.take_out(actor, one.id, now=now)
        else:
            after_commit(_wake)
    return one


def drop(actor: Actor, one: ContactList, *, now: datetime) -> None:
    """Nobody wants it in: what stood in it goes."""
    actor.must(Permission.CONTACT_IMPORT)
    with transaction():
        _in_one_of(one, WAITS | {ListState.LOOKING})
        _let_go(actor, one, now)


def drop_old(actor: Actor, *, before: datetime, now: datetime) -> int:
    """Lists to which nobody said yes for so long go; their number."""
    query = select(ContactList).where(
        ContactList.state.in_((*WAITS, ListState.LOOKING)), ContactList.uploaded_at < before
    )
    with transaction():
        old = db.session.execute(query.order_by(ContactList.id)).scalars().all()
        for one in old:
            _let_go(actor, one, now)
    return len(old)


def _let_go(actor: Actor, one: ContactList, now: datetime) -> None:
    one.state = ListState.DROPPED
    let_go_of_content(one)
    db.session.execute(delete(ContactRow).where(ContactRow.list_id == one.id))
    record(actor, "contact_lists.dropped", one, now=now)


def _in_one_of(one: ContactList, states: Collection[ListState]) -> None:
    hold(one)
    if one.state not in states:
        raise NotNow


def _wake() -> None:
    jobs.wake("background")
