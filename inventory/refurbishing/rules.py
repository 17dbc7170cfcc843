"""When a device is ready to be lent.

Every required step was done, nothing waits for repair, no two people say different things, a person gave a grade
that may be lent, and another person looked again. Nobody signs off own work: who has looked at a laptop for an
hour no longer sees it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inventory.foundation.refusal import Refusal
from inventory.refurbishing.checklist import Answer, Point, Step, StepKind, rows_for, step_of


class NotOnThisList(Refusal):
    """This point is not looked at on this kind of device."""

    status = 422


class SafetyFirst(Refusal):
    """The safety points are answered one by one, before the rest together."""


class NotAllAnswered(Refusal):
    """Some points were not looked at yet."""


class StillToRepair(Refusal):
    """Something waits for repair."""


class StillDiffers(Refusal):
    """Two people say different things of one point."""


class NotPlausible(Refusal):
    """Nobody measures such a number."""

    status = 422


class NotANumber(Refusal):
    """A whole number is asked."""

    status = 422


class NotOffered(Refusal):
    """One of the words on the list is asked."""

    status = 422


class NothingSaid(Refusal):
    """A value is asked, and none was given."""

    status = 422


class NoGradeYet(Refusal):
    """A person must say how it looks."""

    status = 422


class NotLent(Refusal):
    """A device of this grade is not lent here."""


class OwnWork(Refusal):
    """The second look is someone else's."""


class LookAgain(Refusal):
    """The second person must look at each of these points, too."""

    status = 422


@dataclass(frozen=True)
class Progress:
    """How far a checklist is: required steps answered, required in all, points to repair, points that differ."""

    answered: int
    total: int
    to_repair: int
    differing: int = 0

    @property
    def left(self) -> int:
        """How much stands between this list and *done*."""
        return self.total - self.answered + self.to_repair + self.differing

    @property
    def is_complete(self) -> bool:
        """Nothing left to look at, nothing to repair and nothing to settle."""
        return not self.left


def asked(steps: Sequence[Step]) -> list[Step]:
    """The steps that are switched on, in order."""
    return [step for step in steps if step.is_on]


def progress_of(
    steps: Sequence[Step], answers: Mapping[str, Answer], differing: Collection[str] = ()
) -> Progress:
    """How far this list is with these answers; what is not required counts only where it waits for repair."""
    on = asked(steps)
    required = [step for step in on if step.required]
    given = sum(step.point in answers for step in required)
    to_repair = sum(answers.get(step.point) == Answer.REPAIR for step in on)
    return Progress(given, len(required), to_repair, sum(step.point in differing for step in on))


def open_rows(steps: Sequence[Step], answers: Mapping[str, Answer]) -> list[Step]:
    """The required steps nobody answered yet, in order."""
    return [step for step in asked(steps) if step.required and step.point not in answers]


def check_answer(steps: Sequence[Step], point: str, answer: Answer) -> Step:
    """The step for this answer; NotOnThisList of what is not asked, or "not there" of what must be there."""
    step = step_of(steps, point)
    if step is None or (answer == Answer.NOT_THERE and not step.may_be_absent):
        raise NotOnThisList(point=point)
    if not step.is_yes_no and answer != Answer.NOT_THERE:
        raise NotOnThisList(point=point)
    return step


#: the largest number that is asked of anyone
_MOST = 1_000_000


def check_value(step: Step, text: str) -> str:
    """What was measured or said, as it is kept; a Refusal for what cannot be."""
    said = " ".join(text.split())
    if not said:
        raise NothingSaid(field="value")
    if step.kind == StepKind.NUMBER:
        return _check_number(step, said)
    if step.kind == StepKind.CHOICE and said not in step.choices:
        raise NotOffered(field="value")
    return said[:80]


def _check_number(step: Step, said: str) -> str:
    if not said.isascii() or not said.removeprefix("-").isdigit():
        raise NotANumber(field="value")
    low, high = step.low if step.low is not None else 0, step.high if step.high is not None else _MOST
    if len(said) > 8 or not low <= int(said) <= high:
        raise NotPlausible(low=low, high=high, unit=step.unit, field="value")
    return str(int(said))


def rest_of(steps: Sequence[Step], answers: Mapping[str, Answer]) -> list[Step]:
    """What "the rest is in order" answers: required taps that nobody gave. Never a value, and never a photo.

    SafetyFirst while a safety point is open.
    """
    left = [step for step in open_rows(steps, answers) if step.is_yes_no]
    if unsafe := [step for step in left if step.safety]:
        raise SafetyFirst(count=len(unsafe))
    return left


def check_complete(
    steps: Sequence[Step], answers: Mapping[str, Answer], differing: Collection[str] = ()
) -> None:
    """Refuse while something is unanswered, waits for repair, or is told in two ways."""
    progress = progress_of(steps, answers, differing)
    if left := progress.total - progress.answered:
        raise NotAllAnswered(count=left)
    if progress.to_repair:
        raise StillToRepair(count=progress.to_repair)
    if progress.differing:
        raise StillDiffers(count=progress.differing)


@dataclass(frozen=True)
class Said:
    """What one person told of one point, as far as it can differ from what another told."""

    number: int
    by: int | None
    what: tuple[str, str]
    #: what it contradicts, unseen; None when it contradicts nothing
    against: int | None = None


def contradicted(
    latest: Said | None, what: tuple[str, str], by: int | None, having_seen: int | None
) -> int | None:
    """The number of what another said that `by` contradicts without having seen it; None when there is none.

    `having_seen` is the last number on the page from which this comes. Who has seen what another said, and says
    something else, settles it: the latest wins.
    """
    if latest is None or having_seen is None or latest.number <= having_seen:
        return None
    if latest.by == by or latest.what == what:
        return latest.against
    return latest.number


class BatteryClass(StrEnum):
    """How long one may work without the charger."""

    GOOD = "good"
    FAIR = "fair"
    #: does not last a lesson
    WORN = "worn"
    #: only with the charger in
    MAINS = "mains"


def minutes_in(values: Mapping[str, str]) -> int | None:
    """How long the battery lasted by these values; None when nobody measured it, or a list asks for words there."""
    told = values.get(Point.BATTERY_MINUTES, "")
    return int(told) if told.isascii() and told.isdigit() else None


def battery_class(percent: int | None, minutes: int | None) -> BatteryClass | None:
    """The class of a battery: the worse of its health and of what was measured; None when neither is known.

    Below 80 % of its first capacity a battery counts as worn (that is where makers' guarantees end); below 40 % it
    does not last a lesson. Measured: three hours, an hour and a half, three quarters of an hour.
    """
    lost = []
    if percent is not None:
        lost.append(sum(percent < limit for limit in (80, 60, 40)))
    if minutes is not None:
        lost.append(sum(minutes < limit for limit in (180, 90, 45)))
    return list(BatteryClass)[max(lost)] if lost else None


def proposed_grade(
    answers: Mapping[str, Answer], battery_percent: int | None, minutes: int | None = None
) -> str:
    """A grade A to D to begin with; a person looks and decides. What a device must do without costs one grade."""
    battery = battery_class(battery_percent, minutes)
    lost = list(BatteryClass).index(battery) if battery else 0
    if Answer.NOT_THERE in answers.values():
        lost += 1
    return "ABCD"[min(lost, 3)]


def points_to_look_again(steps: Sequence[Step]) -> tuple[str, ...]:
    """What the second person looks at again: what may hurt, and what the list says."""
    return tuple(step.point for step in asked(steps) if step.second_look or step.safety)


def second_look_at(kind: str) -> tuple[str, ...]:
    """What the second person looks at again on the list of the house."""
    return points_to_look_again(rows_for(kind))


def check_second_person(
    steps: Sequence[Step], done_by: int | None, signs: int | None, looked_at: Collection[str],
    answered: Collection[int] = (),
) -> None:  # fmt: skip
    """Refuse a second look by who did the work, and one that skipped a point.

    Whoever said *done*, and everyone whose answers hold (`answered`), did the work.
    """
    if signs is None or done_by is None or signs == done_by or signs in answered:
        raise OwnWork
    if left := [point for point in points_to_look_again(steps) if point not in looked_at]:
        raise LookAgain(count=len(left))


class Use(StrEnum):
    """What a device of one grade may be used for."""

    LENT = "lent"
    #: only with us: in the computer room, in the start workshop
    INSIDE = "inside"
    PARTS = "parts"


#: until a digibank says otherwise
USES = {"A": Use.LENT, "B": Use.LENT, "C": Use.LENT, "D": Use.PARTS}


def check_grade(grade: str, use: Use) -> None:
    """Refuse a device of a grade that is not lent here."""
    if use != Use.LENT:  # the letter: a sentence says a grade in words
        raise NotLent(grade=str(grade), use=use, field="grade")
