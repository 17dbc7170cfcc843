"""Begin a check-up, answer it, finish it, look again, and declare a device ready or send it back."""

from datetime import datetime

from inventory.devices.actions import move
from inventory.devices.models import Device, Grade
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.journey import Move, NotFromHere, Stage
from inventory.learning import guiding
from inventory.learning.rules import Trade
from inventory.permissions import Permission
from inventory.refurbishing import rules
from inventory.refurbishing.checklist import Answer, Fault, Point
from inventory.refurbishing.models import Checkup, CheckupState
from inventory.refurbishing.queries import find_living
from inventory.repairing import actions as repairing
from inventory.wording import say


class NothingToCheck(Refusal):
    """Nobody has begun a check-up of this device, or it is signed off already."""


class NotDoneYet(Refusal):
    """The first person is still at it."""


def start(actor: Actor, device: Device, *, now: datetime) -> Checkup:
    """Take a wiped device onto the bench, or go on where someone stopped."""
    actor.must(Permission.REFURBISH)
    with transaction():
        living = find_living(device)
        if living is not None:
            if device.stage == Stage.WIPED:  # it was wiped again in between
                move(actor, device, Move.REFURBISH, now=now)
                record(actor, "refurbishing.started", living, now=now, device=device)
            return living
        if device.stage != Stage.REFURBISHING:
            move(actor, device, Move.REFURBISH, now=now)
        checkup = Checkup(
            device=device,
            lap=device.lap,
            started_by_id=actor.user_id,
            started_at=now,
            answers={},
            faults={},
            battery_percent=device.battery_percent,
        )
        db.session.add(checkup)
        db.session.flush()  # its id is the trace's
        record(actor, "refurbishing.started", checkup, now=now, device=device)
    return checkup


def answer(
    actor: Actor, device: Device, point: Point, seen: Answer, *, now: datetime, fault: Fault | None = None
) -> Checkup:
    """Write down what was seen at one point; changing an answer opens a finished list again."""
    actor.must(Permission.REFURBISH)
    with transaction():
        checkup = _living(device)
        rules.check_answer(device.kind, point, seen)
        _open_again(checkup)
        checkup.answers = {**checkup.answers, str(point): str(seen)}
        faults = {key: value for key, value in checkup.faults.items() if key != point}
        if seen == Answer.REPAIR:
            faults[str(point)] = str(fault or Fault.OTHER)
        checkup.faults = faults
        if not faults:
            checkup.waits_for = ""
        wrong = f"{say(point)}: {say(fault or Fault.OTHER)}" if seen == Answer.REPAIR else ""
        repairing.heed(actor, device, point=str(point), wrong=wrong, now=now)
        record(
            actor,
            "refurbishing.answered",
            checkup,
            now=now,
            device=device,
            point=point,
            seen=seen,
            fault=fault,
        )
    return checkup


def rest_is_fine(actor: Actor, device: Device, *, now: datetime) -> Checkup:
    """Everything not answered yet is in order. SafetyFirst while a safety point is open."""
    actor.must(Permission.REFURBISH)
    with transaction():
        checkup = _living(device)
        _open_again(checkup)
        told = rules.with_the_rest_fine(device.kind, checkup.given)
        checkup.answers = {str(point): str(seen) for point, seen in told.items()}
        record(actor, "refurbishing.rest_fine", checkup, now=now, device=device)
    return checkup


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
    """The first person is done: every point answered, nothing to repair, and a grade."""
    actor.must(Permission.REFURBISH)
    with transaction():
        checkup = _living(device)
        rules.check_complete(device.kind, checkup.given)
        if grade is None:
            raise rules.NoGradeYet(field="grade")
        guided = guiding.must(actor, Trade.CHECKLIST, now=now)
        if battery_percent is not None:
            checkup.battery_percent = battery_percent
        checkup.grade, checkup.state = grade, CheckupState.DONE
        checkup.done_by_id, checkup.done_at = actor.user_id, now
        checkup.waits_for = checkup.sent_back_because = ""
        record(actor, "refurbishing.finished", checkup, now=now, device=device, grade=grade, **guided.told)
        guided.practised(actor, device, checkup, now=now)
    return checkup


def sign_off(actor: Actor, device: Device, *, looked_at: set[Point], now: datetime) -> Checkup:
    """Another person looked again: the device is ready to be lent. StillHoldsData when it was not wiped."""
    actor.must(Permission.REFURBISH_SIGN_OFF)
    with transaction():
        checkup = _done(device)
        rules.check_complete(device.kind, checkup.given)
        rules.check_second_person(device.kind, checkup.done_by_id, actor.user_id, looked_at)
        guiding.check_fresh_eyes(actor, checkup)
        guided = guiding.must(actor, Trade.SECOND_LOOK, now=now)
        checkup.state = CheckupState.SIGNED_OFF
        checkup.signed_off_by_id, checkup.signed_off_at = actor.user_id, now
        _tell_device(device, checkup)
        move(actor, device, Move.DECLARE_READY, now=now)
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
    device.defect = ""


def _living(device: Device) -> Checkup:
    """The list under way; a list of a device that has left the bench is closed."""
    checkup = find_living(device)
    if checkup is None:
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
