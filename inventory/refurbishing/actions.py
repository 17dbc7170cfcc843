"""Begin a check-up, answer it, finish it, look again, and declare a device ready or send it back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from inventory.devices.actions import move, redrawn
from inventory.devices.models import Device, Grade
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import hold, transaction
from inventory.journey import Move, NotFromHere, Stage
from inventory.learning import guiding
from inventory.learning.rules import Trade
from inventory.permissions import Permission
from inventory.refurbishing import queries, rules
from inventory.refurbishing.checklist import Answer, Fault, Point, StepKind, step_of
from inventory.refurbishing.editing import list_in_force
from inventory.refurbishing.models import CheckPhoto, CheckResult, Checkup, CheckupState
from inventory.refurbishing.naming import title_of
from inventory.refurbishing.queries import find_living
from inventory.repairing import actions as repairing
from inventory.repairing.queries import points_in_repair
from inventory.wording import say


class NothingToCheck(Refusal):
    """Nobody has begun a check-up of this device, or it is signed off already."""


class NotDoneYet(Refusal):
    """The first person is still at it."""


class EnoughPhotos(Refusal):
    """Enough pictures on one list."""


def start(actor: Actor, device: Device, *, now: datetime) -> Checkup:
    """Take a wiped device onto the bench, or go on where someone stopped."""
    actor.must(Permission.REFURBISH)
    with transaction():
        hold(device)  # two who begin at once begin one list
        comes = device.stage != Stage.REFURBISHING
        if comes:
            move(actor, device, Move.REFURBISH, now=now)
        living = find_living(device)
        if living is not None:
            if comes:  # it was wiped again in between
                record(actor, "refurbishing.started", living, now=now, device=device)
            return living
        checklist = list_in_force(actor, device.kind, now=now)
        checkup = Checkup(
            device=device,
            lap=device.lap,
            checklist=checklist,
            started_by_id=actor.user_id,
            started_at=now,
            answers={},
            faults={},
            values={},
            differing={},
            battery_percent=device.battery_percent,
        )
        checkup.count()
        db.session.add(checkup)
        db.session.flush()  # its id is the trace's
        record(actor, "refurbishing.started", checkup, now=now, device=device, version=checklist.number)
    return checkup


@dataclass(frozen=True)
class _Told:
    """One answer as it was given."""

    answer: Answer
    fault: Fault | None = None
    value: str = ""
    photo_id: int | None = None

    @property
    def what(self) -> tuple[str, str]:
        """What can differ from what another says, as `CheckResult.what` has it."""
        return str(self.answer), self.value or (str(self.photo_id) if self.photo_id else "")


def answer(
    actor: Actor,
    device: Device,
    point: str,
    seen: Answer,
    *,
    now: datetime,
    fault: Fault | None = None,
    having_seen: int | None = None,
) -> Checkup:
    """Write down what was seen at one point; changing an answer opens a finished list again.

    `having_seen` is the last result on the page from which this comes: who answers without having seen that another
    says something else makes a difference, which a further answer settles.
    """
    actor.must(Permission.REFURBISH)
    with transaction():
        checkup = _living(device)
        step = rules.check_answer(checkup.steps, point, seen)
        named = (fault or Fault.OTHER) if seen == Answer.REPAIR else None
        _keep(actor, checkup, {step.point: _Told(seen, named)}, now=now, having_seen=having_seen)
        wrong = f"{title_of(step)}: {say(named)}" if named else ""
        if wrong or step.point not in checkup.differing:  # what another wants repaired is not settled unseen
            applies = seen != Answer.NOT_THERE
            repairing.heed(actor, device, point=str(step.point), wrong=wrong, applies=applies, now=now)
        record(
            actor,
            "refurbishing.answered",
            checkup,
            now=now,
            device=device,
            point=step.point,
            seen=seen,
            fault=named,
        )
    return checkup


def fill_in(
    actor: Actor, device: Device, point: str, value: str, *, now: datetime, having_seen: int | None = None
) -> Checkup:
    """Write down what was measured or said at one step; a Refusal for what cannot be."""
    actor.must(Permission.REFURBISH)
    with transaction():
        checkup = _living(device)
        step = step_of(checkup.steps, point)
        if step is None or step.kind not in (StepKind.NUMBER, StepKind.CHOICE, StepKind.TEXT):
            raise rules.NotOnThisList(point=point)
        told = _Told(Answer.FINE, value=rules.check_value(step, value))
        _keep(actor, checkup, {step.point: told}, now=now, having_seen=having_seen)
        record(actor, "refurbishing.filled_in", checkup, now=now, device=device, point=step.point)
    return checkup


_MOST_PHOTOS = 20


def add_photo(actor: Actor, device: Device, point: str, content: bytes, *, now: datetime) -> Checkup:
    """Answer a step with a picture, drawn anew: smaller, upright, and without the camera's notes."""
    actor.must(Permission.REFURBISH)
    clean, _width, _height = redrawn(content, field="photo")
    with transaction():
        checkup = _living(device)
        step = step_of(checkup.steps, point)
        if step is None or step.kind != StepKind.PHOTO:
            raise rules.NotOnThisList(point=point)
        if queries.count_photos(checkup) >= _MOST_PHOTOS:
            raise EnoughPhotos(most=_MOST_PHOTOS, field="photo")
        photo = CheckPhoto(checkup_id=checkup.id, content=clean, taken_at=now)
        db.session.add(photo)
        db.session.flush()  # its id is the answer's
        # A newer picture says nothing else than the one before: it is only newer.
        _keep(actor, checkup, {step.point: _Told(Answer.FINE, photo_id=photo.id)}, now=now)
        record(actor, "refurbishing.photographed", checkup, now=now, device=device, point=step.point)
    return checkup


def rest_is_fine(actor: Actor, device: Device, *, now: datetime, having_seen: int | None = None) -> Checkup:
    """Every required tap not given yet is in order. SafetyFirst while a safety point is open.

    What another answered meanwhile, unseen by who says this, is told in two ways from now on.
    """
    actor.must(Permission.REFURBISH)
    with transaction():
        checkup = _living(device)
        rest = {step.point: _Told(Answer.FINE) for step in rules.rest_of(checkup.steps, checkup.given)}
        unseen = _said_meanwhile(actor, checkup, having_seen)
        _keep(actor, checkup, rest | unseen, now=now, having_seen=having_seen, with_the_rest=True)
        for point in points_in_repair(device) & rest.keys():  # of an earlier round, say
            repairing.heed(actor, device, point=point, wrong="", now=now)
        record(actor, "refurbishing.rest_fine", checkup, now=now, device=device)
    return checkup


def _said_meanwhile(actor: Actor, checkup: Checkup, having_seen: int | None) -> dict[str, _Told]:
    """What was open on this person's page, and of which another said something else than "in order" meanwhile."""
    if having_seen is None or having_seen >= checkup.last_result:
        return {}
    fine = _Told(Answer.FINE)
    by_point: dict[str, list[CheckResult]] = {}
    for result in queries.results_of(checkup):  # the newest first
        by_point.setdefault(result.point, []).append(result)
    return {
        step.point: fine
        for step in rules.asked(checkup.steps)
        if step.required and step.is_yes_no and (said := by_point.get(step.point))
        and said[-1].id > having_seen and said[0].given_by_id != actor.user_id and said[0].what != fine.what
    }  # fmt: skip


def _keep(
    actor: Actor,
    checkup: Checkup,
    told: Mapping[str, _Told],
    *,
    now: datetime,
    having_seen: int | None = None,
    with_the_rest: bool = False,
) -> None:
    """Add these answers; the latest holds, and what two people tell in two ways waits for one of them."""
    checkup.state, checkup.done_by_id, checkup.done_at = CheckupState.OPEN, None, None
    is_behind = having_seen is not None and having_seen < checkup.last_result
    last = queries.last_said(checkup, list(told)) if is_behind else {}
    results = [
        CheckResult(
            checkup_id=checkup.id,
            point=point,
            answer=one.answer,
            fault=one.fault,
            value=one.value,
            photo_id=one.photo_id,
            with_the_rest=with_the_rest,
            against_id=rules.contradicted(last.get(point), one.what, actor.user_id, having_seen),
            given_by_id=actor.user_id,
            given_at=now,
        )
        for point, one in told.items()
    ]
    db.session.add_all(results)
    db.session.flush()  # their ids tell who had seen what
    answers, faults, values = dict(checkup.answers), dict(checkup.faults), dict(checkup.values)
    differing = dict(checkup.differing)
    for result in results:
        point, apart = result.point, differing.pop(result.point, [])
        answers[point] = str(result.answer)
        faults.pop(point, None)
        values.pop(point, None)
        if result.fault:
            faults[point] = str(result.fault)
        if result.value:
            values[point] = result.value
        if result.against_id is not None:
            differing[point] = [*(apart or [result.against_id]), result.id]
    checkup.answers, checkup.faults, checkup.values, checkup.differing = answers, faults, values, differing
    checkup.last_result = max([checkup.last_result, *(result.id for result in results)])
    if not faults:
        checkup.waits_for = ""
    checkup.count()


def wait_for_part(actor: Actor, device: Device, part: str, *, now: datetime) -> Checkup:
    """Put the device aside until a part comes; an empty `part` means it came."""
    actor.must(Permission.REFURBISH)
    with transaction():
        checkup = _living(device)
        _open_again(checkup)
        checkup.waits_for = part.strip()
        record(
            actor, "refurbishing.waits_for_part", checkup, now=now, device=device, waits=bool(part.strip())
        )
    return checkup


def finish(
    actor: Actor, device: Device, *, grade: Grade | None, now: datetime, battery_percent: int | None = None
) -> Checkup:
    """The first person is done: every required step, nothing to repair or to settle, and a grade that is lent."""
    actor.must(Permission.REFURBISH)
    with transaction():
        checkup = _living(device)
        rules.check_complete(checkup.steps, checkup.given, checkup.differing)
        if grade is None:
            raise rules.NoGradeYet(field="grade")
        rules.check_grade(grade, queries.uses()[grade])
        guided = guiding.must(actor, Trade.CHECKLIST, now=now)
        if battery_percent is not None:
            checkup.battery_percent = battery_percent
        checkup.grade, checkup.state = grade, CheckupState.DONE
        checkup.done_by_id, checkup.done_at = actor.user_id, now
        checkup.waits_for = checkup.sent_back_because = ""
        record(actor, "refurbishing.finished", checkup, now=now, device=device, grade=grade, **guided.told)
        guided.practised(actor, device, checkup, now=now)
    return checkup


def sign_off(actor: Actor, device: Device, *, looked_at: Collection[str], now: datetime) -> Checkup:
    """Another person looked again: the device is ready to be lent. StillHoldsData when it was not wiped."""
    actor.must(Permission.REFURBISH_SIGN_OFF)
    with transaction():
        checkup = _done(device)
        rules.check_complete(checkup.steps, checkup.given, checkup.differing)
        answered = queries.who_answered(checkup)
        rules.check_second_person(checkup.steps, checkup.done_by_id, actor.user_id, looked_at, answered)
        guiding.check_fresh_eyes(actor, checkup)
        guided = guiding.must(actor, Trade.SECOND_LOOK, now=now)
        guiding.check_fresh_buddy(guided, checkup, did_it=checkup.done_by_id)
        checkup.state = CheckupState.SIGNED_OFF
        checkup.signed_off_by_id, checkup.signed_off_at = actor.user_id, now
        db.session.flush()  # the road to *ready* asks the database for it
        _tell_device(device, checkup)
        move(actor, device, Move.DECLARE_READY, now=now)
        checkup.served_at = now
        record(
            actor,
            "refurbishing.signed_off",
            checkup,
            now=now,
            device=device,
            grade=checkup.grade,
            **guided.told,
        )
        guided.practised(actor, device, checkup, now=now)
    return checkup


def send_back(actor: Actor, device: Device, *, reason: str, now: datetime) -> Checkup:
    """The second person found something: back to the bench, with what to do again."""
    actor.must(Permission.REFURBISH_SIGN_OFF)
    with transaction():
        checkup = _done(device)
        _open_again(checkup)
        checkup.sent_back_because = reason.strip()
        record(actor, "refurbishing.sent_back", checkup, now=now, device=device)
    return checkup


def check_again(actor: Actor, device: Device, *, now: datetime) -> Checkup:
    """A ready device turned out not to be: back to the bench, with a new list."""
    actor.must(Permission.REFURBISH)
    with transaction():
        move(actor, device, Move.SEND_BACK, now=now)
        return start(actor, device, now=now)


def _tell_device(device: Device, checkup: Checkup) -> None:
    """What the list found that the register keeps."""
    device.grade = checkup.grade
    if checkup.battery_percent is not None:
        device.battery_percent = checkup.battery_percent
    if checkup.given.get(Point.CHARGER) is not None:
        device.charger = checkup.given[Point.CHARGER] == Answer.FINE
    if layout := checkup.values.get(Point.LAYOUT):
        device.keyboard = layout[:40]
    device.defect = ""


def _living(device: Device) -> Checkup:
    """The list under way, held until this deed is done; a list of a device that has left the bench is closed."""
    checkup = find_living(device)
    if checkup is None:
        raise NothingToCheck
    hold(checkup)  # two who answer at once both count
    if checkup.state == CheckupState.SIGNED_OFF:
        raise NothingToCheck
    if device.stage != Stage.REFURBISHING:
        raise NotFromHere(stage=device.stage, move=Move.DECLARE_READY)
    return checkup


def _done(device: Device) -> Checkup:
    checkup = _living(device)
    if checkup.state != CheckupState.DONE:
        raise NotDoneYet
    return checkup


def _open_again(checkup: Checkup) -> None:
    checkup.state = CheckupState.OPEN
    checkup.done_by_id = checkup.done_at = None
