"""Which kinds of records there are, how long each is kept here, what is due, what will go and how many went."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from inventory.devices.models import Device
from inventory.foundation.database import db
from inventory.foundation.expiring import Basis, Keeping, RecordType
from inventory.foundation.offers import offered
from inventory.foundation.quiet import is_day_of_rest
from inventory.foundation.refusal import NotHere, Refusal
from inventory.foundation.tenancy import row_here
from inventory.journey import Stage
from inventory.retention.models import RetentionNotice, RetentionRule, RetentionTally
from inventory.retention.rules import lapsed_before, working_day_before

#: so many working days a laptop that came back may wait for the wiping bench (belgium.md §2.5)
WIPE_WITHIN = 5


@dataclass(frozen=True)
class InForce:
    """One kind of record with the rule that holds for it here."""

    type: RecordType
    days: int
    basis: Basis
    #: the digibank's own rule; None while it keeps to the usual
    own: RetentionRule | None


def types() -> dict[str, RecordType]:
    """Every kind of record, by its key, in the order of the rooms."""
    return {one.key: one for one in offered("retention.records")}


def in_force() -> dict[str, InForce]:
    """What holds here for every kind of record."""
    own = {rule.record_type: rule for rule in db.session.scalars(select(RetentionRule))}
    return {key: _in_force(one, own.get(key)) for key, one in types().items()}


def _in_force(one: RecordType, own: RetentionRule | None) -> InForce:
    usual = one.days() if one.days is not None else one.usual_days
    return InForce(one, own.days if own else usual, own.basis if own else one.basis, own)


def get_type(key: str) -> RecordType:
    """The kind of record with this key, NotHere otherwise."""
    found = types().get(key)
    if found is None:
        raise NotHere
    return found


def rule_of(key: str) -> RetentionRule | None:
    """The digibank's own rule for one kind, if it has one."""
    query = select(RetentionRule).where(RetentionRule.record_type == key)
    return db.session.scalars(query).one_or_none()


# --- what is due ---


def lapsed(on: date, rules: dict[str, InForce]) -> dict[str, datetime]:
    """By kind: what counted from before this moment was kept long enough on that day."""
    return {key: lapsed_before(on, one.days) for key, one in rules.items()}


def due_unannounced(one: InForce, moments: dict[str, datetime], after: int, most: int) -> list[int]:
    """Ids that are due by then and stand on no page yet, in their order, from `after` on."""
    column = _id_of(one.type, moments)
    announced = select(RetentionNotice.thing_id).where(
        RetentionNotice.record_type == one.type.key, RetentionNotice.thing_id == column
    )
    query = _due(one.type, moments).where(column > after, ~announced.exists()).order_by(column).limit(most)
    return list(db.session.scalars(query))


def still_due(one: RecordType, moments: dict[str, datetime], ids: Sequence[int]) -> set[int]:
    """Which of these are due by then."""
    return set(db.session.scalars(_due(one, moments).where(_id_of(one, moments).in_(ids))))


def _due(one: RecordType, moments: dict[str, datetime]) -> Any:
    assert one.due is not None
    return one.due(moments)


def _id_of(one: RecordType, moments: dict[str, datetime]) -> Any:
    """The column of ids that the question about this kind answers with."""
    return _due(one, moments).column_descriptions[0]["expr"]


# --- what was told ---


def notices(key: str, after: int, most: int, *, by: date | None = None) -> list[RetentionNotice]:
    """What of one kind was told, in portions; `by`: only what may go on that day."""
    query = select(RetentionNotice).where(RetentionNotice.record_type == key, RetentionNotice.id > after)
    if by is not None:
        held = RetentionNotice.held_until
        query = query.where(RetentionNotice.goes_on <= by, held.is_(None) | (held < by))
    return list(db.session.scalars(query.order_by(RetentionNotice.id).limit(most)))


def get_notice(notice_id: int) -> RetentionNotice:
    """One notice; NotHere when it went meanwhile."""
    return row_here(RetentionNotice, notice_id)


@dataclass(frozen=True)
class Ahead:
    """What of one kind will go, and how much of it stays for now."""

    type: RecordType
    #: the next day on which some of it goes; None when all of it is held
    on: date | None
    count: int
    held: int


def ahead(today: date, rules: dict[str, InForce]) -> list[Ahead]:
    """Per kind how many will go, from which day on, and how many are kept here by a person or by a rule."""
    is_held = (RetentionNotice.held_until >= today) | (RetentionNotice.kept_by != "")
    query = select(
        RetentionNotice.record_type,
        func.min(RetentionNotice.goes_on).filter(~is_held | RetentionNotice.held_until.is_(None)),
        func.count(),
        func.count().filter(is_held),
    ).group_by(RetentionNotice.record_type)
    found = {key: (on, count, held) for key, on, count, held in db.session.execute(query)}
    return [Ahead(rules[key].type, *found[key]) for key in rules if key in found]


def went(most: int = 30) -> list[RetentionTally]:
    """How many went, the latest day first."""
    query = select(RetentionTally).order_by(RetentionTally.went_on.desc(), RetentionTally.id.desc())
    return list(db.session.scalars(query.limit(most)))


def went_in_all() -> dict[str, int]:
    """How many of each kind went since the beginning."""
    query = select(RetentionTally.record_type, func.sum(RetentionTally.went)).group_by(
        RetentionTally.record_type
    )
    return {key: int(count) for key, count in db.session.execute(query)}


def tally_of(key: str, on: date) -> RetentionTally | None:
    """What went of one kind on one day, so far."""
    query = select(RetentionTally).where(RetentionTally.record_type == key, RetentionTally.went_on == on)
    return db.session.scalars(query.with_for_update()).one_or_none()


# --- what is only watched ---


def unwiped_too_long(today: date) -> int:
    """How many laptops came back more than five working days ago, and still hold what a borrower left on them."""
    before = lapsed_before(working_day_before(today, WIPE_WITHIN, is_day_of_rest), 0)
    query = select(func.count(Device.id)).where(Device.stage == Stage.RETURNED, Device.stage_since < before)
    return db.session.execute(query).scalar_one()


# --- refusals by name ---


def name_of(refusal: Refusal) -> str:
    """A refusal as a notice remembers it; of one with particulars the more general one, for they may change."""
    kind = type(refusal).__base__ if refusal.particulars else type(refusal)
    assert kind is not None
    return f"{kind.__module__}.{kind.__qualname__}"


def refusal_called(name: str) -> Refusal:
    """The refusal of this name, to be said; the most general one when there is none of it any more."""
    found = next(
        (kind for kind in _kinds(Refusal) if f"{kind.__module__}.{kind.__qualname__}" == name), Refusal
    )
    return found()


def _kinds(of: type[Refusal]) -> Iterator[type[Refusal]]:
    for kind in of.__subclasses__():
        yield kind
        yield from _kinds(kind)


#: nothing of these is done at night
PASSIVE = frozenset({Keeping.SOON, Keeping.STAYS})
