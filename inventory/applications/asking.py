"""What came of asking: conditions answered, proofs seen, steps taken, ways round. Nothing is decided by it."""

from datetime import date, datetime

from sqlalchemy import select

from inventory.applications.actions import TheCoordinators, kept, must_be
from inventory.applications.assessment import Outcome
from inventory.applications.deciding import Result
from inventory.applications.models import Application, CriterionSeen, RoadTaken, StepTaken
from inventory.applications.policy import ExceptionRoad, ProofKind, ScreeningStep, asked_of, criteria_of
from inventory.applications.queries import proofs_to_see, roads_for, rules_of, steps_for
from inventory.applications.screening import may_take, steps_of
from inventory.applications.states import ApplicationState
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission


class NoSuchQuestion(Refusal):
    """The policy no longer asks this; go on from the first open question."""


class NoSuchStep(Refusal):
    """The policy names no such step; look at it again."""


class NoSuchRoad(Refusal):
    """The policy names no such way round its conditions."""


class WhoWrites(Refusal):
    """A motivation or an inquiry comes from a service or a function."""

    status = 422


class WantsTheirWords(Refusal):
    """A motivation is words; without them it is none."""

    status = 422


class ProofIsOver(Refusal):
    """A proof that no longer holds today proves nothing."""

    status = 422


def answer(
    actor: Actor, application: Application, code: str, outcome: Outcome, *, now: datetime,
    proof: ProofKind | None = None, valid_until: date | None = None,
) -> CriterionSeen:  # fmt: skip
    """Write down what came of asking one condition, and which proof was seen. Answering again corrects it.

    `valid_until` is the last day on which that proof holds; ProofIsOver when that is past.
    """
    actor.must(Permission.APPLICATION_REGISTER)
    with transaction():
        must_be(application, ApplicationState.WAITING)
        if code not in {criterion.code for criterion in criteria_of(asked_of(rules_of(application)))}:
            raise NoSuchQuestion
        if valid_until is not None and valid_until < day(now):
            raise ProofIsOver(field="valid_until")
        return _write_seen(actor, application, code, outcome, proof, valid_until, now)


def show_proof(
    actor: Actor, application: Application, code: str, proof: ProofKind | None, *, now: datetime
) -> None:
    """A proof that was promised for the hand-over was seen there. Nothing happens when it was seen already."""
    actor.must(Permission.APPLICATION_REGISTER)
    with transaction():
        must_be(application, ApplicationState.APPROVED)
        if code in {criterion.code for criterion in proofs_to_see(application)}:
            _write_seen(actor, application, code, Outcome.MET, proof, None, now)


def _write_seen(
    actor: Actor, application: Application, code: str, outcome: Outcome, proof: ProofKind | None,
    valid_until: date | None, now: datetime,
) -> CriterionSeen:  # fmt: skip
    query = select(CriterionSeen).where(
        CriterionSeen.application_id == application.id, CriterionSeen.code == code
    )
    seen = db.session.execute(query).scalar()
    if seen is None:
        seen = CriterionSeen(application=application, application_id=application.id, code=code)
        db.session.add(seen)
    seen.outcome, seen.proof_kind = outcome, proof if outcome is Outcome.MET else None
    seen.valid_until = valid_until if seen.proof_kind is not None else None
    seen.seen_by_id, seen.seen_at = actor.user_id, now
    db.session.flush()  # what follows reads it
    record(actor, "applications.answered", application, now=now, code=code)
    return seen


def take_step(
    actor: Actor, application: Application, step: ScreeningStep, result: Result | None, *, now: datetime,
    why: str = "",
) -> None:  # fmt: skip
    """Write down what came of one step of the screening; again corrects it, and None takes it back."""
    actor.must(Permission.APPLICATION_DECIDE)
    with transaction():
        must_be(application, ApplicationState.WAITING)
        named = {one.step: one.by for one in steps_of(rules_of(application))}
        if step not in named:
            raise NoSuchStep
        if not may_take(actor.permissions, named[step]):
            raise TheCoordinators
        taken = next((row for row in steps_for(application) if row.step is step), None)
        if result is None:
            if taken is not None:
                db.session.delete(taken)
        else:
            if taken is None:
                taken = StepTaken(application=application, application_id=application.id, step=step)
                db.session.add(taken)
            taken.result, taken.why, taken.taken_by = result, kept(why)[:300], named[step]
            taken.written_by_id, taken.written_at = actor.user_id, now
        db.session.flush()  # what follows reads it
        record(actor, "applications.step_taken", application, now=now, step=step, result=result)


def take_road(
    actor: Actor, application: Application, road: ExceptionRoad, *, result: Result = Result.YES,
    by_whom: str, why: str = "", now: datetime,
) -> RoadTaken:  # fmt: skip
    """A way round a condition that is not met: who says so (a service and a function, no name), and their words.

    Only a way that the policy names; for a second decider see `approve`. A small inquiry may come to a no.
    """
    actor.must(Permission.APPLICATION_DECIDE)
    with transaction():
        must_be(application, ApplicationState.WAITING)
        if road is ExceptionRoad.SECOND_DECIDER or road not in (rules_of(application).exceptions or ()):
            raise NoSuchRoad
        if not by_whom.strip():
            raise WhoWrites(field="by_whom")
        if road is ExceptionRoad.MOTIVATION and not why.strip():
            raise WantsTheirWords(field="why")
        taken = next((row for row in roads_for(application) if row.road is road), None)
        if taken is None:
            taken = RoadTaken(application=application, application_id=application.id, road=road)
            db.session.add(taken)
        taken.result = Result.YES if road is ExceptionRoad.MOTIVATION else result
        taken.by_whom, taken.why = kept(by_whom)[:120], kept(why)
        taken.written_by_id, taken.written_at = actor.user_id, now
        db.session.flush()  # what follows reads it
        record(actor, "applications.road_taken", application, now=now, road=road, result=taken.result)
    return taken


def leave_road(actor: Actor, application: Application, road: ExceptionRoad, *, now: datetime) -> None:
    """Take a way round back: it was written down by mistake. Nothing happens when it was not there."""
    actor.must(Permission.APPLICATION_DECIDE)
    with transaction():
        must_be(application, ApplicationState.WAITING)
        taken = next((row for row in roads_for(application) if row.road is road), None)
        if taken is not None:
            db.session.delete(taken)
            record(actor, "applications.road_left", application, now=now, road=road)
