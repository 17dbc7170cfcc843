"""How a checklist may be edited: what is a list at all, and what one edit makes of it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import count

from inventory.foundation.refusal import Refusal
from inventory.refurbishing.checklist import Step, StepKind
from inventory.refurbishing.rules import asked


class NothingLeft(Refusal):
    """A list keeps at least one safety point, and one point that another person looks at again."""


class TooLong(Refusal):
    """Nobody walks so long a list."""


class NoSuchStep(Refusal):
    """This step is not on the list (any more)."""

    status = 404


class NoName(Refusal):
    """A step needs a name, in one language at least."""

    status = 422


class BoundsCrossed(Refusal):
    """The lowest is above the highest."""

    status = 422


class NothingToChoose(Refusal):
    """A choice needs two words to choose from."""

    status = 422


class NotASafetyPoint(Refusal):
    """What may hurt is looked at and answered with a tap; nobody leaves it out."""

    status = 422


#: more steps than this are no checklist
MOST_STEPS = 40


def check_list(steps: Sequence[Step]) -> None:
    """Refuse a list by which a device would be ready unseen, or that nobody would walk."""
    on = asked(steps)
    if len(steps) > MOST_STEPS:
        raise TooLong(most=MOST_STEPS)
    if not any(step.safety for step in on) or not any(step.second_look for step in on):
        raise NothingLeft


def check_step(step: Step, *, has_words: bool) -> None:
    """Refuse a step that cannot be asked. `has_words`: the house has words for it."""
    if not has_words and not any(step.titles.values()):
        raise NoName(field="title_nl")
    if step.safety and not (step.is_yes_no and step.required):
        raise NotASafetyPoint(field="safety")
    if (
        step.kind == StepKind.NUMBER
        and step.low is not None
        and step.high is not None
        and step.low > step.high
    ):
        raise BoundsCrossed(field="high")
    if step.kind == StepKind.CHOICE and len(step.choices) < 2:
        raise NothingToChoose(field="choices")


def moved(steps: Sequence[Step], point: str, by: int) -> tuple[Step, ...]:
    """The list with one step a place up (-1) or down (1); at the end it stays where it is."""
    order = list(steps)
    at = _at(order, point)
    to = min(max(at + by, 0), len(order) - 1)
    order.insert(to, order.pop(at))
    return tuple(order)


def switched(steps: Sequence[Step], point: str) -> tuple[Step, ...]:
    """The list with one step on that was off, or off that was on."""
    order = list(steps)
    at = _at(order, point)
    order[at] = replace(order[at], is_on=not order[at].is_on)
    return tuple(order)


def written(steps: Sequence[Step], step: Step) -> tuple[Step, ...]:
    """The list with this step in the place of the one of the same key, or at the end."""
    order = list(steps)
    at = next((at for at, one in enumerate(order) if one.point == step.point), None)
    if at is None:
        return (*order, step)
    order[at] = step
    return tuple(order)


def next_key(taken: Collection[str]) -> str:
    """The first key that no step has or ever had: own_1, own_2, …"""
    return next(key for number in count(1) if (key := f"own_{number}") not in taken)


def _at(steps: Sequence[Step], point: str) -> int:
    for at, step in enumerate(steps):
        if step.point == point:
            return at
    raise NoSuchStep
