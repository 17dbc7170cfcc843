"""When a device is ready to be lent.

Every point was looked at, nothing waits for repair, a person gave a grade, and another person looked again.
Nobody signs off own work: who has looked at a laptop for an hour no longer sees it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from inventory.foundation.refusal import Refusal
from inventory.refurbishing.checklist import Answer, Point, Row, row_of, rows_for


class NotOnThisList(Refusal):
    """This point is not looked at on this kind of device."""

    status = 422


class SafetyFirst(Refusal):
    """The safety points are answered one by one, before the rest together."""


class NotAllAnswered(Refusal):
    """Some points were not looked at yet."""


class StillToRepair(Refusal):
    """Something waits for repair."""


class NoGradeYet(Refusal):
    """A person must say how it looks."""

    status = 422


class OwnWork(Refusal):
    """The second look is someone else's."""


class LookAgain(Refusal):
    """The second person must look at each of these points, too."""

    status = 422


#: what the second person looks at again, apart from the safety points
SECOND_LOOK = (Point.STARTS,)


@dataclass(frozen=True)
class Progress:
    """How far a checklist is: points answered, points in all, points to repair."""

    answered: int
    total: int
    to_repair: int

    @property
    def is_complete(self) -> bool:
        """Nothing left to look at and nothing to repair."""
        return self.answered == self.total and not self.to_repair


def progress_of(kind: str, answers: Mapping[Point, Answer]) -> Progress:
    """How far the checklist of this kind is with these answers."""
    rows = rows_for(kind)
    given = [answers[row.point] for row in rows if row.point in answers]
    return Progress(len(given), len(rows), sum(answer == Answer.REPAIR for answer in given))


def open_rows(kind: str, answers: Mapping[Point, Answer]) -> list[Row]:
    """The points nobody answered yet, in order."""
    return [row for row in rows_for(kind) if row.point not in answers]


def check_answer(kind: str, point: Point, answer: Answer) -> None:
    """Refuse an answer about what is not on the list, and "not there" of what must be there."""
    row = row_of(kind, point)
    if row is None or (answer == Answer.NOT_THERE and not row.may_be_absent):
        raise NotOnThisList(point=point)


def with_the_rest_fine(kind: str, answers: Mapping[Point, Answer]) -> dict[Point, Answer]:
    """The answers, with every unanswered point in order. SafetyFirst while a safety point is open."""
    left = open_rows(kind, answers)
    if unsafe := [row for row in left if row.safety]:
        raise SafetyFirst(count=len(unsafe))
    return {**answers, **{row.point: Answer.FINE for row in left}}


def check_complete(kind: str, answers: Mapping[Point, Answer]) -> None:
    """Refuse while something is unanswered or waits for repair."""
    progress = progress_of(kind, answers)
    if left := progress.total - progress.answered:
        raise NotAllAnswered(count=left)
    if progress.to_repair:
        raise StillToRepair(count=progress.to_repair)


def proposed_grade(answers: Mapping[Point, Answer], battery_percent: int | None) -> str:
    """A grade A to D to begin with; a person looks and decides.

    Below 80 % of its first capacity a battery counts as worn (that is where makers' guarantees end); below
    40 % it does not last a lesson. What a device must do without costs one grade.
    """
    lost = 0
    if battery_percent is not None:
        lost = sum(battery_percent < limit for limit in (80, 60, 40))
    if Answer.NOT_THERE in answers.values():
        lost += 1
    return "ABCD"[min(lost, 3)]


def second_look_at(kind: str) -> tuple[Point, ...]:
    """What the second person looks at again: what may hurt, and whether it starts."""
    return tuple(row.point for row in rows_for(kind) if row.safety or row.point in SECOND_LOOK)


def check_second_person(kind: str, done_by: int | None, signs: int | None, looked_at: set[Point]) -> None:
    """Refuse a second look by who did the work, and one that skipped a point."""
    if signs is None or signs == done_by:
        raise OwnWork
    if left := [point for point in second_look_at(kind) if point not in looked_at]:
        raise LookAgain(count=len(left))
