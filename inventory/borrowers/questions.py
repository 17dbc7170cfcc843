"""What other rooms ask on the form of a person: shown on it, looked at with it, and kept in the same deed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inventory.borrowers.models import Borrower
from inventory.foundation.actor import Actor
from inventory.foundation.offers import Panel, offered


@dataclass(frozen=True)
class Questions:
    """Some questions of another room: how they look, what is wrong with the answers, and how they are kept."""

    panel: Panel
    problems: Callable[[], Sequence[str]]
    keep: Callable[[Actor, Borrower, datetime], None]


def questions_for(borrower: Borrower | None, actor: Actor) -> list[Questions]:
    """Everything that rooms ask of this person, or of someone new."""
    return offered("borrower.questions", borrower, actor)


def are_answered(form: Any, questions: Sequence[Questions]) -> bool:
    """Whether all can be kept; what is wrong is said above `form`."""
    problems = [problem for one in questions for problem in one.problems()]
    form.form_errors.extend(problems)
    return not problems


def keep(actor: Actor, borrower: Borrower, questions: Sequence[Questions], *, now: datetime) -> None:
    """Keep every answer; part of the request that keeps the person."""
    for one in questions:
        one.keep(actor, borrower, now)
