"""Find a borrower by name, telephone number or pass; and who may be one and the same."""

from sqlalchemy import ColumnElement, Select, and_, or_, select

from inventory import codes
from inventory.borrowers.models import PERSONAL, Borrower, ReplacedPass
from inventory.borrowers.rules import (
    Likeness,
    NotAPhone,
    PassReplaced,
    Person,
    folded,
    look_alikes,
    phone_number,
)
from inventory.codes import Code, Kind
from inventory.digibank.numbers import find_by_code
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere


def matching(text: str) -> Select[Borrower]:
    """Those who answer to `text`: every word in the name, or the telephone number, or the pass code.

    Who is forgotten answers only to the code. The number of a pass that was replaced finds whose it was.
    """
    query = select(Borrower)
    text = text.strip()[:120]
    if not text:
        return query.where(Borrower.anonymised_at.is_(None))
    roads: list[ColumnElement[bool]] = []
    if words := folded(text).split():
        named = [Borrower.name_key.contains(word, autoescape=True) for word in words]
        roads.append(Borrower.anonymised_at.is_(None) & and_(*named))
    if phone := _phone(text):
        roads.append(Borrower.phone == phone)
    if (serial := _pass_serial(text)) is not None:
        once = select(ReplacedPass.borrower_id).where(ReplacedPass.code_serial == serial)
        roads.append(or_(Borrower.code_serial == serial, Borrower.id.in_(once)))
    return query.where(or_(*roads)) if roads else query.where(Borrower.id < 0)


def who_looks_like(details: Person) -> list[tuple[Borrower, Likeness]]:
    """Borrowers here who may be the same person, surest first; a person decides."""
    roads: list[ColumnElement[bool]] = []
    if words := folded(f"{details.first_name} {details.last_name}").split():
        roads.append(and_(*(Borrower.name_key.contains(word, autoescape=True) for word in words)))
    if details.phone:
        roads.append(Borrower.phone == details.phone)
    if not roads:
        return []
    query = select(Borrower).where(or_(*roads), Borrower.anonymised_at.is_(None)).limit(50)
    rows = {row.id: row for row in db.session.execute(query).scalars()}
    rows.pop(details.id or -1, None)
    alike = look_alikes(details, [row.as_person() for row in rows.values()])
    return [(rows[person.id], why) for person, why in alike if person.id is not None]


def get_borrower(borrower_id: int) -> Borrower:
    """The person with this id in the digibank we are inside of; NotHere otherwise."""
    known = db.session.execute(select(Borrower).where(Borrower.id == borrower_id)).scalar()
    if known is None:
        raise NotHere
    return known


def found(text: str, limit: int) -> list[Borrower]:
    """The first of those who answer to `text` and are not forgotten."""
    query = matching(text).where(Borrower.anonymised_at.is_(None))
    return list(db.session.execute(query.order_by(Borrower.name_key, Borrower.id).limit(limit)).scalars())


def household_of(borrower: Borrower) -> list[Borrower]:
    """Those who live with this person, without the person; empty where nobody said so."""
    if borrower.household_id is None:
        return []
    query = select(Borrower).where(Borrower.household_id == borrower.household_id, Borrower.id != borrower.id)
    return list(db.session.execute(query.order_by(Borrower.name_key, Borrower.id).limit(50)).scalars())


def who_may_live_with(borrower: Borrower) -> list[Borrower]:
    """Those who bear the same last name in the same town, or are called on the same number; a person says who."""
    roads: list[ColumnElement[bool]] = []
    if last := folded(borrower.last_name):
        named = Borrower.name_key.startswith(f"{last} ", autoescape=True)
        roads.append(named & (Borrower.postcode == borrower.postcode) if borrower.postcode else named)
    if borrower.phone:
        roads.append(Borrower.phone == borrower.phone)
    if not roads:
        return []
    query = select(Borrower).where(or_(*roads), Borrower.anonymised_at.is_(None), Borrower.id != borrower.id)
    if borrower.household_id is not None:
        query = query.where(Borrower.household_id.is_distinct_from(borrower.household_id))
    return list(db.session.execute(query.order_by(Borrower.id.desc()).limit(10)).scalars())


def must_count(code: Code | None, *, field: str) -> None:
    """Refuse with PassReplaced at this field when `code` is that of a pass which was replaced."""
    old = find_by_code(ReplacedPass, code) if code is not None else None
    if old is not None:
        raise PassReplaced(on=old.replaced_at, field=field)


def lock(*borrowers: Borrower) -> None:
    """Nobody else forgets, merges or writes for these people until the deed under way is kept; they are read anew.

    Ask after it whether someone is forgotten: whoever waited here learns what the other did.
    """
    query = select(Borrower).where(Borrower.id.in_([one.id for one in borrowers])).order_by(Borrower.id)
    query = query.with_for_update(of=Borrower).execution_options(populate_existing=True)
    db.session.execute(query).scalars().all()


def half_forgotten() -> list[Borrower]:
    """Those who were made anonymous and of whom something personal is left; there should be none."""
    known = Borrower.birth_year.is_not(None) | Borrower.household_id.is_not(None)
    named = or_(known, *(getattr(Borrower, column) != "" for column in PERSONAL))
    query = select(Borrower).where(Borrower.anonymised_at.is_not(None), named).order_by(Borrower.id)
    return list(db.session.execute(query.limit(100)).scalars())


def _phone(text: str) -> str:
    try:
        return phone_number(text)
    except NotAPhone:
        return ""


def _pass_serial(text: str) -> int | None:
    try:
        code = codes.read(text)
    except codes.WrongDigit:
        return None
    return code.serial if code and code.kind in (None, Kind.PASS) else None
