"""Tell what will go, let it go a week later, keep something here a while longer, and set how long what is kept.

The night's work is done in portions, each a deed of its own: killed midway it goes on where it was, and done twice it
changes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial

from sqlalchemy import select

from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.expiring import Basis, Keeping, RecordType
from inventory.foundation.refusal import NotHere, Refusal, SomeoneElseWasFirst
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import attempt, each_by_itself, in_portions, transaction
from inventory.permissions import Permission
from inventory.retention import queries
from inventory.retention.models import RetentionNotice, RetentionRule, RetentionTally
from inventory.retention.rules import (
    NOTICE,
    HoldReason,
    NothingToHold,
    is_held,
    must_be_a_hold,
    must_be_days,
)

#: told, or looked at again, in one deed; and gone in one deed
_TOLD_AT_ONCE, _GONE_AT_ONCE = 500, 50


def plan(actor: Actor, today: date, *, now: datetime) -> dict[str, int]:
    """Tell what will be kept long enough in a week, and take back what is not due any more; how many are new."""
    actor.must(Permission.RETENTION_MANAGE)
    rules = queries.in_force()
    moments = queries.lapsed(today + NOTICE, rules)
    told = {one.type.key: 0 for one in _at_night(rules.values())}

    def tell(one: queries.InForce, ids: Sequence[int]) -> None:
        told[one.type.key] += _tell(actor, one, moments, ids, today, now)

    def look_at(one: queries.InForce) -> None:
        _take_back(actor, one.type, moments, today, now)
        in_portions(partial(tell, one), _untold(one, moments), _TOLD_AT_ONCE)

    each_by_itself(look_at, _at_night(rules.values()))
    return told


def _at_night(rules: Iterable[queries.InForce]) -> list[queries.InForce]:
    return [one for one in rules if one.type.keeping is Keeping.TOLD_BEFORE and one.type.due is not None]


def _untold(one: queries.InForce, moments: dict[str, datetime]) -> list[int]:
    """What of one kind is due and stands on no page yet, by its ids."""
    ids: list[int] = []
    while some := queries.due_unannounced(one, moments, ids[-1] if ids else 0, _TOLD_AT_ONCE):
        ids += some
    return ids


def _tell(
    actor: Actor, one: queries.InForce, moments: dict[str, datetime], ids: Sequence[int], today: date,
    now: datetime,
) -> int:  # fmt: skip
    """One portion, in one deed; how many are new."""
    with transaction():
        # Another worker may have told some of these since.
        fresh = queries.due_unannounced(one, moments, ids[0] - 1, len(ids))
        rows = [_notice(one.type, thing_id, today) for thing_id in fresh if thing_id <= ids[-1]]
        db.session.add_all(rows)
        if rows:
            db.session.flush()  # the trace names the first
            record(
                actor, "retention.told", rows[0], now=now, record_type=one.type.key, count=len(rows),
                goes_on=today + NOTICE,
            )  # fmt: skip
    return len(rows)


def _notice(one: RecordType, thing_id: int, today: date) -> RetentionNotice:
    return RetentionNotice(
        digibank_id=current_digibank_id(), record_type=one.key, thing_id=thing_id, told_on=today,
        goes_on=today + NOTICE, kept_by=_kept_by(one, thing_id),
    )  # fmt: skip


def _kept_by(one: RecordType, thing_id: int) -> str:
    """The name of what keeps it here, if anything does."""
    return next((queries.name_of(refusal) for refusal in one.holds(thing_id)), "")


def _take_back(
    actor: Actor, one: RecordType, moments: dict[str, datetime], today: date, now: datetime
) -> None:
    """Someone came back, or asked anew: what was told does not go after all.

    What a person holds stays on the page: it may be due again before that day, and the hold is on its notice.
    """
    last = 0
    while some := queries.notices(one.key, last, _TOLD_AT_ONCE):
        last = some[-1].id
        ids = [notice.thing_id for notice in some]
        if len(queries.still_due(one, moments, ids)) == len(ids):
            continue
        with transaction():
            due = queries.still_due(one, moments, ids)
            gone = [
                notice
                for notice in queries.notices(one.key, some[0].id - 1, _TOLD_AT_ONCE)
                if notice.id <= last and notice.thing_id not in due and not is_held(notice.held_until, today)
            ]
            for notice in gone:
                db.session.delete(notice)
            if gone:
                record(actor, "retention.not_due", gone[0], now=now, record_type=one.key, count=len(gone))


def run(actor: Actor, today: date, *, now: datetime) -> dict[str, int]:
    """Let go what was told a week ago and is still due; how many went of each kind. What is held stays."""
    actor.must(Permission.RETENTION_MANAGE)
    rules = queries.in_force()
    moments = queries.lapsed(today, rules)
    gone = {one.type.key: 0 for one in _at_night(rules.values())}

    def let_go(one: RecordType, ids: Sequence[int]) -> None:
        gone[one.key] += _let_go(actor, one, (ids[0], ids[-1]), moments, today, now)

    each_by_itself(
        lambda one: in_portions(partial(let_go, one), _told_by(one, today), _GONE_AT_ONCE),
        [one.type for one in _at_night(rules.values())],
    )
    return gone


def _told_by(one: RecordType, today: date) -> list[int]:
    """The notices of one kind whose day has come, by their ids."""
    ids: list[int] = []
    while some := [
        notice.id for notice in queries.notices(one.key, ids[-1] if ids else 0, _GONE_AT_ONCE, by=today)
    ]:
        ids += some
    return ids


def _let_go(
    actor: Actor, one: RecordType, among: tuple[int, int], moments: dict[str, datetime], today: date, now: datetime
) -> int:  # fmt: skip
    """One portion, in one deed: each by itself, so that one that stays keeps no other here."""
    first, last = among
    with transaction():
        some = [
            notice
            for notice in queries.notices(one.key, first - 1, _GONE_AT_ONCE, by=today)
            if notice.id <= last
        ]
        due = queries.still_due(one, moments, [notice.thing_id for notice in some])
        went, kept = [], []
        for notice in some:
            if notice.thing_id not in due:
                continue
            keeps = _erase(actor, one, notice.thing_id, now)
            if keeps is None:
                went.append(notice)
            elif keeps and keeps != notice.kept_by:
                notice.kept_by = keeps
                kept.append(notice)
        if kept:
            record(actor, "retention.kept", kept[0], now=now, record_type=one.key, count=len(kept))
        if went:
            tally = _tally(one, today)
            tally.went += len(went)
            for notice in went:
                db.session.delete(notice)
            db.session.flush()  # the trace names the tally
            record(actor, "retention.went", tally, now=now, record_type=one.key, count=len(went), on=today)
    return len(went)


def _erase(actor: Actor, one: RecordType, thing_id: int, now: datetime) -> str | None:
    """None when it went; otherwise the name of what keeps it here, or nothing when another was at it."""
    assert one.erase is not None
    try:
        with attempt():
            one.erase(actor, thing_id, now)
    except SomeoneElseWasFirst:
        return ""
    except Refusal as refusal:
        return queries.name_of(refusal)
    return None


def _tally(one: RecordType, today: date) -> RetentionTally:
    found = queries.tally_of(one.key, today)
    if found is None:
        found = RetentionTally(record_type=one.key, went_on=today, went=0)
        db.session.add(found)
    return found


# --- by hand ---


def keep_here(actor: Actor, notice_id: int, because: HoldReason, *, until: date, now: datetime) -> None:
    """Keep this one here until a day, and say why; NothingToHold when it went meanwhile."""
    actor.must(Permission.RETENTION_MANAGE)
    must_be_a_hold(until, day(now))
    with transaction():
        notice = _still_there(notice_id)
        notice.held_because, notice.held_until, notice.held_by_id = because, until, actor.user_id
        record(
            actor, "retention.held", notice, now=now, record_type=notice.record_type, because=because,
            until=until,
        )  # fmt: skip


def let_it_go(actor: Actor, notice_id: int, *, now: datetime) -> None:
    """Undo: nothing keeps it here any more, and it goes on its day."""
    actor.must(Permission.RETENTION_MANAGE)
    with transaction():
        notice = _still_there(notice_id)
        notice.held_because = notice.held_until = notice.held_by_id = None
        record(actor, "retention.released", notice, now=now, record_type=notice.record_type)


def _still_there(notice_id: int) -> RetentionNotice:
    query = select(RetentionNotice).where(RetentionNotice.id == notice_id).with_for_update()
    found = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NothingToHold
    return found


def set_rule(actor: Actor, one: RecordType, *, days: int, basis: Basis, now: datetime) -> None:
    """Keep this kind for so many days from now on, and on this ground; the trace says how many it was."""
    actor.must(Permission.RETENTION_MANAGE)
    if not one.is_set_here:
        raise NotHere
    must_be_days(days, one.fewest_days, one.most_days)
    with transaction():
        rule = queries.rule_of(one.key)
        before = rule.days if rule is not None else one.usual_days
        if rule is None:
            rule = RetentionRule(record_type=one.key)
            db.session.add(rule)
        rule.days, rule.basis, rule.set_at, rule.set_by_id = days, basis, now, actor.user_id
        db.session.flush()  # its id is the trace's
        record(
            actor, "retention.rule_set", rule, now=now, record_type=one.key, days=days, before=before,
            basis=basis,
        )  # fmt: skip
