"""A digibank's own checklists: each edit makes the next version, and what is under way keeps the one it began with."""

from collections.abc import Callable, Sequence
from datetime import datetime

from inventory.devices.models import DeviceKind
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal, SomeoneElseWasFirst
from inventory.foundation.transaction import attempt, transaction
from inventory.permissions import Permission
from inventory.refurbishing import list_rules
from inventory.refurbishing.checklist import Point, Step, as_data, house_list
from inventory.refurbishing.models import Checklist
from inventory.refurbishing.queries import find_list, keys_ever, steps_in_force, versions_of


class NothingBefore(Refusal):
    """There is no earlier version to go back to."""


def list_in_force(actor: Actor, kind: DeviceKind, *, now: datetime) -> Checklist:
    """The version that a check-up begun now is done with; drawn from the list of the house while nobody edited it."""
    newest = find_list(kind)
    if newest is not None and (not newest.is_default or newest.asks == house_list(kind)):
        return newest
    try:
        with attempt():
            return _next_version(actor, kind, house_list(kind), newest, now=now, is_default=True)
    except SomeoneElseWasFirst:  # another began the first check-up of all at the same moment
        newest = find_list(kind)
        assert newest is not None
        return newest


def move_step(actor: Actor, kind: DeviceKind, point: str, by: int, *, now: datetime) -> Checklist:
    """One step a place up (-1) or down (1)."""
    return _edit(actor, kind, lambda steps: list_rules.moved(steps, point, by), now=now)


def switch_step(actor: Actor, kind: DeviceKind, point: str, *, now: datetime) -> Checklist:
    """One step off that was on, or on that was off. NothingLeft when no safety or second look would be left."""
    return _edit(actor, kind, lambda steps: list_rules.switched(steps, point), now=now)


def write_step(actor: Actor, kind: DeviceKind, step: Step, *, now: datetime) -> Checklist:
    """A step as it is from now on; a new one, without a key yet, comes at the end."""

    def edit(steps: Sequence[Step]) -> tuple[Step, ...]:
        key = step.point or list_rules.next_key(keys_ever(kind))
        keyed = Step(**{**step.__dict__, "point": key})
        list_rules.check_step(keyed, has_words=key in list(Point))
        return list_rules.written(steps, keyed)

    return _edit(actor, kind, edit, now=now)


def back_to_house_list(actor: Actor, kind: DeviceKind, *, now: datetime) -> Checklist:
    """The list of the house again, and whatever it becomes."""
    return _edit(actor, kind, lambda _steps: house_list(kind), now=now, is_default=True)


def undo_edit(actor: Actor, kind: DeviceKind, *, now: datetime) -> Checklist:
    """The list as it was before the last edit. NothingBefore when there is none."""
    last = versions_of(kind, limit=2)
    if len(last) < 2:
        if not last or last[0].is_default:
            raise NothingBefore
        return back_to_house_list(actor, kind, now=now)
    before = last[1]
    return _edit(actor, kind, lambda _steps: before.asks, now=now, is_default=before.is_default)


def _edit(
    actor: Actor,
    kind: DeviceKind,
    edit: Callable[[Sequence[Step]], tuple[Step, ...]],
    *,
    now: datetime,
    is_default: bool = False,
) -> Checklist:
    actor.must(Permission.CHECKLIST_EDIT)
    with transaction():
        newest = find_list(kind)
        steps = edit(steps_in_force(kind))
        list_rules.check_list(steps)
        return _next_version(actor, kind, steps, newest, now=now, is_default=is_default)


def _next_version(
    actor: Actor,
    kind: DeviceKind,
    steps: Sequence[Step],
    before: Checklist | None,
    *,
    now: datetime,
    is_default: bool,
) -> Checklist:
    made = Checklist(
        kind=kind,
        number=before.number + 1 if before else 1,
        is_default=is_default,
        steps=as_data(steps),
        made_by_id=None if is_default else actor.user_id,
        made_at=now,
    )
    db.session.add(made)
    db.session.flush()  # its id is the trace's
    record(actor, "refurbishing.list_written", made, now=now, kind=kind, number=made.number)
    return made
