"""Nobody who is forgotten comes in, or comes back, with a list: one that waits goes, of one under way their rows do.

A list that waits can be brought again, so it goes as soon as it may name them. One that is coming in cannot: who is
somebody else in it stays somebody, and the rows of who is forgotten come in as those of nobody.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update

from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import Likeness, Person, folded, likeness
from inventory.contact_lists import actions, looking, queries
from inventory.contact_lists.columns import ContactField
from inventory.contact_lists.content import packed
from inventory.contact_lists.models import WAITS, ContactList, ContactRow, ListedPerson, ListState
from inventory.foundation.actor import Actor
from inventory.foundation.database import db

#: all that is no digit of a number, nor the end of a cell
_NO_DIGIT = re.compile(r"[^\d;]")
_NAMES = (ContactField.FIRST_NAME, ContactField.LAST_NAME, ContactField.NAME)
#: what reaches a person, or says who it is
_WHO = frozenset({*_NAMES, ContactField.PHONE, ContactField.EMAIL})

_Row = Sequence[str]


def forget(actor: Actor, borrower: Borrower, now: datetime) -> None:
    """Part of the deed by which `borrower` is forgotten."""
    for one in _in((*WAITS, ListState.LOOKING)):
        if _names(one, borrower):
            actions.drop(actor, one, now=now)
    for one in _in((ListState.TAKING, ListState.UNDOING)):
        queries.hold_list(one)
        _come_in_as_nobody(one, borrower)
        _blank_rows(one, borrower)
    mine = update(ListedPerson).where(ListedPerson.like_borrower_id == borrower.id)
    gone = {"like_borrower_id": None, "why": None, "is_same": None}
    db.session.execute(mine.values(gone), execution_options={"synchronize_session": "fetch"})


def _in(states: Sequence[ListState]) -> list[ContactList]:
    query = select(ContactList).where(ContactList.state.in_(states))
    return list(db.session.execute(query.order_by(ContactList.id)).scalars())


def _names(one: ContactList, borrower: Borrower) -> bool:
    """Does this list hold the telephone number, the mail address or the name of this person?"""
    found = select(ListedPerson.id).where(
        ListedPerson.list_id == one.id,
        or_(
            ListedPerson.like_borrower_id == borrower.id,
            (ListedPerson.phone != "") & (ListedPerson.phone == borrower.phone),
        ),
    )
    if db.session.execute(found.limit(1)).first() is not None:
        return True
    is_named = _named_in(one, borrower)
    return any(is_named(row) for row in looking.rows_of(one))


def _named_in(one: ContactList, borrower: Borrower) -> Callable[[_Row], bool]:
    """A question to a row of this list: may this person stand in it?"""
    words = set(folded(f"{borrower.first_name} {borrower.last_name}").split())
    number = _NO_DIGIT.sub("", borrower.phone.removeprefix("+32"))
    # The whole address: joana@… is not ana@…
    mail = (
        re.compile(rf"(?<![\w.+-]){re.escape(borrower.email.casefold())}(?![\w-])")
        if borrower.email
        else None
    )
    mapping = looking.mapping_of(one)
    places = [mapping[name] for name in _NAMES if name in mapping]

    def is_named(row: _Row) -> bool:
        # However a number is written, and whatever its column turns out to be.
        if mail is not None and mail.search(" ".join(row).casefold()):
            return True
        if number and f"{number};" in _NO_DIGIT.sub("", f"{';'.join(row)};"):
            return True
        cells = [row[at] for at in places] if places else row
        return bool(words) and words <= set(folded(" ".join(cells)).split())

    return is_named


def _come_in_as_nobody(one: ContactList, borrower: Borrower) -> None:
    """What still comes of this person's rows is counted, and is nobody's."""
    everybody = db.session.scalars(select(ListedPerson).where(ListedPerson.list_id == one.id)).all()
    theirs = {listed.id for listed in everybody if _is(listed, borrower)}
    while (
        more := {listed.id for listed in everybody if listed.is_same and listed.like_person_id in theirs}
        - theirs
    ):
        theirs |= more
    for some in queries.portions(sorted(theirs)):
        for change in (
            update(ContactRow).where(ContactRow.person_id.in_(some)).values(person_id=None),
            update(ListedPerson).where(ListedPerson.like_person_id.in_(some)).values(like_person_id=None),
            delete(ListedPerson).where(ListedPerson.id.in_(some)),
        ):
            db.session.execute(change, execution_options={"synchronize_session": "fetch"})


def _is(listed: ListedPerson, borrower: Borrower) -> bool:
    """Is this entry the person? Who only shares a number or an address with them is somebody else."""
    if borrower.id in (listed.borrower_id, listed.like_borrower_id):
        return listed.borrower_id == borrower.id or listed.is_same is not False
    reached = bool(listed.email) and listed.email == borrower.email.casefold()
    why = likeness(_as_person(listed), _as_person(borrower))
    if why is not Likeness.SAME_PHONE and not reached:
        return why is Likeness.SAME_NAME
    return folded(listed.first_name) in ("", folded(borrower.first_name))


def _as_person(one: ListedPerson | Borrower) -> Person:
    return Person(one.first_name, one.last_name, one.birth_year, one.postcode, one.phone)


def _blank_rows(one: ContactList, borrower: Borrower) -> None:
    """Nothing of a row that may be theirs is kept but what is counted; who it is was read from it before."""
    rows, is_named = looking.rows_of(one), _named_in(one, borrower)
    counted = {at for name, at in looking.mapping_of(one).items() if name not in _WHO}
    named = [at for at, row in enumerate(rows) if at >= one.headed and is_named(row)]
    for at in named:
        rows[at] = [cell if place in counted else "" for place, cell in enumerate(rows[at])]
    if named:
        one.content = packed(rows)
