"""Check-ups for tests, through the real actions: looked at by one person and signed off by another."""

from typing import Any

from inventory.devices.models import Device, Grade
from inventory.foundation.actor import Actor
from inventory.refurbishing import actions, rules
from inventory.refurbishing.checklist import Answer
from inventory.refurbishing.models import Checkup


def answer_all(actor: Actor, device: Device, *, now: Any) -> Checkup:
    """Every required step of the list under way is in order, as a person taps it."""
    checkup = actions.start(actor, device, now=now)
    for step in rules.open_rows(checkup.steps, checkup.given):
        if step.safety:
            actions.answer(actor, device, step.point, Answer.FINE, now=now)
    return actions.rest_is_fine(actor, device, now=now)


def make_checked(device: Device, first: Actor, second: Actor, *, now: Any, grade: Grade = Grade.B) -> Device:
    """A wiped device, or one on the bench, that is ready from now on: checked by one and signed off by another."""
    checkup = answer_all(first, device, now=now)
    actions.finish(first, device, grade=grade, now=now)
    again = rules.points_to_look_again(checkup.steps)
    actions.sign_off(second, device, looked_at=again, now=now)
    return device
