"""What was seen of someone's situation goes some months after the decision; that a condition was met stays."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, exists, func, or_, select

from inventory.applications.assessment import Outcome
from inventory.applications.models import Application, CriterionSeen, RoadTaken, StepTaken
from inventory.applications.queries import applications_of, roads_for, seen_for, steps_for
from inventory.applications.states import OPEN_STATES
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.expiring import Basis, Lapsed, RecordType, Told
from inventory.foundation.offers import offers
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission


def hang() -> None:
    """Called by the views, so that what is offered comes with the doors it links to."""


def due(lapsed: Lapsed) -> Select[Any]:
    """Applications that were decided so long ago, and still say more than which conditions were met."""
    says_more = or_(
        exists().where(
            CriterionSeen.application_id == Application.id,
            or_(
                CriterionSeen.outcome != Outcome.MET,
                CriterionSeen.proof_kind.is_not(None),
                CriterionSeen.seen_by_id.is_not(None),
            ),
        ),
        exists().where(StepTaken.application_id == Application.id, StepTaken.why != ""),
        exists().where(
            RoadTaken.application_id == Application.id, or_(RoadTaken.why != "", RoadTaken.by_whom != "")
        ),
    )
    decided = func.coalesce(Application.decided_at, Application.applied_at)
    return select(Application.id).where(
        Application.state.not_in(sorted(OPEN_STATES)), decided < lapsed["screening"], says_more
    )


def erase(actor: Actor, application_id: int, now: datetime) -> None:
    """Keep only which conditions were met: no proof, no day, nobody who saw it, and no words."""
    actor.must(Permission.RETENTION_MANAGE)
    with transaction():
        application = db.session.get_one(Application, application_id)
        for seen in seen_for(application):
            if seen.outcome is Outcome.MET:
                seen.proof_kind = seen.valid_until = seen.seen_by_id = None
            else:
                db.session.delete(seen)
        for step in steps_for(application):
            step.why = ""
        for road in roads_for(application):
            road.by_whom = road.why = ""
        record(actor, "applications.screening_trimmed", application, now=now)


def told(ids: Sequence[int]) -> dict[int, Told]:
    """Which applications they are; whose stands on their page."""
    return {
        one: Told(_("Application %(number)s", number=one), url_for("applications.show", number=one))
        for one in ids
    }


@offers("retention.records")
def screening() -> RecordType:
    """What was seen when someone was screened."""
    return RecordType(
        "screening", _l("Answers to conditions"),
        what_goes=_l("which proof was seen, when and by whom, and words beside it; that a condition was met stays"),
        counts_from=_l("the answer to the application"),
        reason=_l("For three months someone can come back on the decision. Then only the outcome is needed."),
        basis=Basis.PUBLIC_TASK, usual_days=92, fewest_days=30, most_days=366, due=due, erase=erase, told=told,
        of_person=lambda borrower: [one.id for one in applications_of(borrower)],
    )  # fmt: skip
