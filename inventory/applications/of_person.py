"""What is kept of the applications of a person, for that person to read."""

from collections.abc import Iterator
from typing import Any

from inventory.applications.models import Application, CriterionSeen, RoadTaken, StepTaken
from inventory.applications.policy import criteria_of, said
from inventory.applications.queries import applications_of, roads_for, rules_of, seen_for, steps_for
from inventory.borrowers.models import Borrower
from inventory.foundation.offers import PersonSection, offers
from inventory.foundation.tongue import tongue


@offers("person.tells")
def tells(borrower: Borrower) -> list[PersonSection]:
    """What someone asked, which conditions were met and by which proof (never the proof itself), and the answer."""
    asked = list(reversed(applications_of(borrower)))
    return [
        PersonSection("applications", [_application(one) for one in asked], frozenset({"application"})),
        PersonSection(
            "conditions",
            [fact for one in asked for fact in _conditions(one)],
            frozenset({CriterionSeen.__tablename__}),
        ),
        PersonSection(
            "screening",
            [fact for one in asked for fact in _screening(one)],
            frozenset({StepTaken.__tablename__, RoadTaken.__tablename__}),
        ),
    ]


def _application(one: Application) -> dict[str, Any]:
    return {
        "number": one.id,
        "applied_at": one.applied_at,
        "purpose": one.purpose,
        "device_kind": one.device_kind,
        "note": one.note,
        "channel": one.channel,
        "referrer": one.referrer.name if one.referrer else None,
        "heard_from": one.heard_from,
        "helped_by": one.helped_by,
        "helped_from": one.helped_from,
        "state": one.state,
        "decided_at": one.decided_at,
        "refusal_reason": one.refusal_reason,
        "reason": one.reason,
    }


def _conditions(one: Application) -> Iterator[dict[str, Any]]:
    names = {criterion.code: criterion.text for criterion in criteria_of(rules_of(one).criteria)}
    for seen in seen_for(one):
        yield {
            "number": one.id,
            "condition": said(names[seen.code], tongue()) if seen.code in names else seen.code,
            "outcome": seen.outcome,
            "proof": seen.proof_kind,
            "seen_at": seen.seen_at,
            "valid_until": seen.valid_until,
        }


def _screening(one: Application) -> Iterator[dict[str, Any]]:
    for step in steps_for(one):
        yield {
            "number": one.id, "screening_step": step.step, "result": step.result, "why": step.why,
            "written_at": step.written_at,
        }  # fmt: skip
    for road in roads_for(one):
        yield {
            "number": one.id, "exception": road.road, "result": road.result, "by_whom": road.by_whom,
            "why": road.why, "written_at": road.written_at,
        }  # fmt: skip
