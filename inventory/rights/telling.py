"""Everything that every room knows of a person, for that person: to read, on paper, and for a machine.

Rooms offer it at `person.tells`. Here it gets words, and what no room can know by itself: the letters, the requests,
and which roles opened the file. Of colleagues only the role is told: whoever asks learns what was done with the
data, and who works here keeps a name of their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import format_date, format_datetime
from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.sql import ColumnElement

from inventory.applications.models import Application
from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import spoken_phone
from inventory.digibank.models import Digibank, Membership
from inventory.foundation import clock
from inventory.foundation.clock import local
from inventory.foundation.database import db
from inventory.foundation.money import Cents, euros
from inventory.foundation.offers import PersonSection, offered, offers
from inventory.foundation.outbox import Letter
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.tongue import tongue
from inventory.lending.models import Loan
from inventory.permissions import Role
from inventory.rights import labels, rules
from inventory.rights.models import FileLook, PersonRequest
from inventory.rights.rules import PartThatWent
from inventory.wording import has_words, say
from workshop.models import Seat

#: what the machine-readable copy is; a change that a reader must know of makes it another number
FORMAT = "leenkring-person"
VERSION = 1


#: what is about these tells whose it is
_OF_ONE_PERSON = [one.__tablename__ for one in (Application, Loan, Seat, Borrower)]
#: a number is read as one says it here; a machine gets it as it is kept
_PHONES = frozenset({"phone", "wrong_phone"})


@dataclass(frozen=True)
class Told:
    """One list with its title and, for each thing in it, what is known, in words."""

    key: str
    title: str
    things: Sequence[Sequence[tuple[str, str]]]


def sections_of(borrower: Borrower) -> list[PersonSection]:
    """All that is known of this person, in the order of the rooms; also what is empty."""
    return list(offered("person.tells", borrower))


def told(sections: Sequence[PersonSection]) -> list[Told]:
    """The lists that hold something, in words of the reader."""
    lists = []
    for section in sections:
        things = [list(_said_of(thing)) for thing in section.things]
        if things := [thing for thing in things if thing]:
            lists.append(Told(section.key, str(labels.TITLES[section.key]), things))
    return lists


def _said_of(thing: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in thing.items():
        if not _is_unknown(value):
            yield str(labels.LABELS[name]), spoken_phone(value) if name in _PHONES else said(value)


def _is_unknown(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == ()


def said(value: Any) -> str:
    """A fact as people say it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Cents):
        return _money(value)
    if isinstance(value, datetime):
        return format_datetime(local(value), "d MMMM yyyy, HH:mm", rebase=False)
    if isinstance(value, date):
        return format_date(value, "d MMMM yyyy")
    if isinstance(value, list | tuple):
        return ", ".join(said(one) for one in value)
    return say(value) if isinstance(value, StrEnum) and has_words(value) else str(value)


def _money(cents: Cents) -> str:
    return euros(cents, f"{tongue()}_BE")


def document(borrower: Borrower, sections: Sequence[PersonSection], *, now: datetime) -> dict[str, Any]:
    """The copy for a machine (art. 20): the same lists by key, with plain values. `docs/privacy.md` tells of it."""
    ours = db.session.get_one(Digibank, current_digibank_id())
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": now.isoformat(),
        "digibank": ours.name,
        "pass_number": str(borrower.code),
        "sections": {
            section.key: [
                {name: plain(value) for name, value in thing.items() if not _is_unknown(value)}
                for thing in section.things
            ]
            for section in sections
        },
    }


def plain(value: Any) -> Any:
    """A fact as a machine reads it: amounts in cents, days and moments as ISO 8601, members by their code."""
    if isinstance(value, Cents):
        return int(value)
    if isinstance(value, date):  # a moment is one too
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value.value if isinstance(value, StrEnum) else value


# --- what stands in no room by itself ---


@offers("person.tells")
def tells(borrower: Borrower) -> list[PersonSection]:
    """The letters, the requests, and which roles opened the file."""
    return [
        PersonSection("letters", [_letter(one) for one in letters_of(borrower)], frozenset({"letter"})),
        PersonSection("requests", [_request(one) for one in requests_of(borrower)], frozenset({"person_request"})),
        PersonSection("looked", _looks(borrower), frozenset({"file_look"})),
    ]  # fmt: skip


def letters_about(borrower: Borrower) -> dict[str, list[int]]:
    """By table: the things of this person on which letters hang, as the room that keeps them tells."""
    return dict(offered("person.letters", borrower))


def letters_of(borrower: Borrower) -> Sequence[Letter]:
    """Everything that was written to this person: about what is theirs, or to their number or address."""
    roads: list[ColumnElement[bool]] = [
        (Letter.thing == model.__tablename__)
        & Letter.thing_id.in_(select(model.id).where(model.borrower_id == borrower.id))
        for model in (Application, Loan, Seat)
    ]
    roads.append((Letter.thing == Borrower.__tablename__) & (Letter.thing_id == borrower.id))
    about = letters_about(borrower)
    for table, ids in about.items():
        roads.append((Letter.thing == table) & Letter.thing_id.in_(ids))
    # An address may be of two people: what is about something of the other is the other's.
    is_free = Letter.thing.is_(None) | Letter.thing.not_in([*_OF_ONE_PERSON, *about])
    if borrower.email:
        roads.append((Letter.to_email == borrower.email) & is_free)
    if borrower.phone:
        roads.append((Letter.to_phone == borrower.phone) & is_free)
    return db.session.scalars(select(Letter).where(or_(*roads)).order_by(Letter.id)).all()


def _letter(one: Letter) -> dict[str, Any]:
    return {
        "written_at": one.written_at,
        "medium": one.medium,
        "sent_to": one.to_email or one.to_phone or one.to_address,
        "sent_at": one.sent_at,
        "subject": one.subject,
        "body": one.body,
    }


def requests_of(borrower: Borrower) -> Sequence[PersonRequest]:
    """What was asked about the data of this person, newest first."""
    query = select(PersonRequest).where(PersonRequest.borrower_id == borrower.id)
    return db.session.scalars(query.order_by(PersonRequest.id.desc())).all()


def _request(one: PersonRequest) -> dict[str, Any]:
    return {
        "received_on": one.received_on,
        "kind": one.kind,
        "asker": one.asker,
        "asked_in_words": one.asked,
        "identity": one.identity,
        "due_on": one.due_on,
        "longer_because": one.longer_because,
        "answer": one.answer,
        "answered_on": one.answered_on,
        "answered": one.answered,
        "went": [PartThatWent(part) for part in one.went],
    }


def _looks(borrower: Borrower) -> list[dict[str, Any]]:
    """Which role opened which part of the file when: for who asks, colleagues are roles and not names."""
    since = clock.now() - rules.LOOKS_KEPT
    found = db.session.execute(
        select(FileLook.hour, FileLook.kind, FileLook.user_id)
        .where(FileLook.borrower_id == borrower.id, FileLook.hour >= since)
        .order_by(FileLook.hour, FileLook.id)
    ).all()
    roles = roles_of({user_id for _hour, _kind, user_id in found})
    return [
        {"looked_on": hour, "page_kind": kind, "role": roles.get(user_id, [_("Someone who worked here")])}
        for hour, kind, user_id in found
    ]


def roles_of(user_ids: set[int]) -> dict[int, list[Role | str]]:
    """What these members are here now, by their id."""
    roles: dict[int, list[Role | str]] = {}
    query = select(Membership.user_id, Membership.role).where(Membership.user_id.in_(user_ids))
    for user_id, role in db.session.execute(query.order_by(Membership.id)).all():
        roles.setdefault(user_id, []).append(role)
    return roles
