"""Which policy is in force, who waits, what the answers amount to, and which devices could go."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from inventory.applications.assessment import Assessment, Outcome, decide
from inventory.applications.deciding import Asking, Decision, Result, decide_on
from inventory.applications.models import Application, CriterionSeen, Policy, RoadTaken, StepTaken
from inventory.applications.policy import Criterion, ExceptionRoad, LendingPolicy, LentKind, policy_for
from inventory.applications.screening import wants_second
from inventory.applications.states import OPEN_STATES, ApplicationState
from inventory.applications.waiting import Standing, Waiting, asks_conditions, in_order
from inventory.borrowers.models import Borrower
from inventory.borrowers.queries import household_of
from inventory.devices.models import Device
from inventory.foundation.clock import day, today
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.refusal import NotHere
from inventory.journey import Stage
from inventory.partners.models import Contact, Partner, PartnerKind
from inventory.refurbishing.queries import may_be_lent

#: a waiting list longer than this is put in order as far as its oldest
MOST_IN_ORDER = 2000
#: partners who may send people to us
SENDING_KINDS = (PartnerKind.REFERRER, PartnerKind.SCHOOL, PartnerKind.WORKSHOP)


def policy_in_force() -> Policy | None:
    """The newest version of this digibank's policy; None while nothing was ever set."""
    return db.session.execute(select(Policy).order_by(Policy.version.desc()).limit(1)).scalar()


def get_policy(policy_id: int) -> Policy:
    """The version of the policy with this id in the digibank we are inside of; NotHere otherwise."""
    found = db.session.execute(select(Policy).where(Policy.id == policy_id)).scalar()
    if found is None:
        raise NotHere
    return found


def policy_versions() -> list[Policy]:
    """The newest versions of the policy, with who set them."""
    query = select(Policy).options(joinedload(Policy.set_by)).order_by(Policy.version.desc())
    return list(db.session.execute(query.limit(50)).scalars())


def rules_in_force() -> LendingPolicy:
    """What the policy in force says; where nothing was ever set, everything is unset."""
    policy = policy_in_force()
    return policy.rules if policy else LendingPolicy()


def rules_of(application: Application) -> LendingPolicy:
    """What holds for the device that is asked for, by the policy of the decision, else by the one in force."""
    rules = application.policy.rules if application.policy else rules_in_force()
    return policy_for(rules, application.device_kind)


def weighed_on(application: Application) -> date:
    """The day on which its proofs must hold: that of the decision, else this day."""
    return day(application.decided_at) if application.decided_at else today()


def assessment_of(application: Application) -> Assessment:
    """What the answers so far amount to, under the policy of its decision, else the one in force."""
    on = weighed_on(application)
    answers = {row.code: row.as_answer(on) for row in seen_for(application)}
    return decide(answers, rules_of(application), referred=application.vouched)


def proofs_to_see(application: Application | None) -> tuple[Criterion, ...]:
    """The conditions whose proof was promised for the hand-over, and not seen yet."""
    return assessment_of(application).to_show if application is not None else ()


def promised_proofs(
    applications: Sequence[Application], in_force: LendingPolicy
) -> dict[int, tuple[Criterion, ...]]:
    """The same of many applications, by id, asked at once; `in_force` for who was decided before there was a policy."""
    query = select(CriterionSeen).where(CriterionSeen.application_id.in_([one.id for one in applications]))
    seen: dict[int, list[CriterionSeen]] = {}
    for row in db.session.execute(query.order_by(CriterionSeen.id)).scalars():
        seen.setdefault(row.application_id, []).append(row)
    told = {}
    for one in applications:
        rules = policy_for(one.policy.rules if one.policy else in_force, one.device_kind)
        answers = {row.code: row.as_answer(weighed_on(one)) for row in seen.get(one.id, [])}
        told[one.id] = decide(answers, rules, referred=one.vouched).to_show
    return told


@dataclass(frozen=True)
class WrittenDown:
    """What the desk wrote down of one application: answers, steps, exceptions."""

    seen: list[CriterionSeen]
    steps: list[StepTaken]
    roads: list[RoadTaken]


def written_down_of(application: Application) -> WrittenDown:
    """All of it, as it is in the database now."""
    return WrittenDown(seen_for(application), steps_for(application), roads_for(application))


def decision_of(
    application: Application, *, on: date, alone: bool = False, known: WrittenDown | None = None
) -> Decision:
    """What all that is known of an application comes to on that day: answers, steps, exceptions, limits.

    `alone` leaves the first yes out that waits for a second colleague; `known` spares asking for it again.
    """
    rules, borrower = rules_of(application), application.borrower
    proofs_on = weighed_on(application) if application.decided_at else on
    known = known or written_down_of(application)
    roads = {row.road for row in known.roads if row.result is Result.YES}
    if application.waits_for_a_second and not alone:
        roads.add(ExceptionRoad.SECOND_DECIDER)
    own, together = at_home_with(borrower) if _has_limits(rules) else (0, 0)
    return decide_on(
        rules,
        Asking(
            door=application.door,
            kind=application.device_kind,
            answers={row.code: row.as_answer(proofs_on) for row in known.seen},
            vouched=application.vouched,
            steps={row.step: row.result for row in known.steps},
            roads=frozenset(roads),
            running_loans=own,
            household_loans=together,
            workshop_followed=borrower.workshop_on is not None,
            workshop_waived=borrower.workshop_waived is not None,
            starts_on=on,
        ),
    )


def _has_limits(rules: LendingPolicy) -> bool:
    return rules.loans_per_person is not None or rules.loans_per_household is not None


def at_home_with(borrower: Borrower) -> tuple[int, int]:
    """How many of our devices this person has at home, and how many all who live together have."""
    people = [borrower.id, *(one.id for one in household_of(borrower))]
    counts = _at_home(people)
    return counts.get(borrower.id, 0), sum(counts.values())


def _at_home(borrower_ids: Collection[int]) -> dict[int, int]:
    """What lending knows, a room ahead."""
    counts: dict[int, int] = {}
    for some in offered("borrower.at_home", borrower_ids):
        counts |= some
    return counts


def still_wants_second(
    application: Application, decision: Decision, roads: Collection[RoadTaken], by: int | None
) -> bool:
    """Must a colleague of the account `by` say yes too, or have said so, before that one's yes decides?"""
    named = decision.rules.exceptions or ()
    taken = [row.written_by_id for row in roads if row.result is Result.YES and row.road in named]
    has_first = application.waits_for_a_second and application.first_yes_by_id != by
    return not has_first and wants_second(decision, by=by, written_by=taken)


def steps_for(application: Application) -> list[StepTaken]:
    """The steps of the screening that were taken, oldest first."""
    query = select(StepTaken).where(StepTaken.application_id == application.id)
    return list(db.session.execute(query.order_by(StepTaken.id)).scalars())


def roads_for(application: Application) -> list[RoadTaken]:
    """The ways round a condition that were tried, oldest first."""
    query = select(RoadTaken).where(RoadTaken.application_id == application.id)
    return list(db.session.execute(query.order_by(RoadTaken.id)).scalars())


def seen_for(application: Application) -> list[CriterionSeen]:
    """What was seen so far, as it is in the database now, oldest first."""
    query = select(CriterionSeen).where(CriterionSeen.application_id == application.id)
    return list(db.session.execute(query.order_by(CriterionSeen.id)).scalars())


def met_by(application: Application) -> frozenset[str]:
    """The codes of the conditions of which the proof was seen, and held on the day of the decision."""
    on = weighed_on(application)
    return frozenset(row.code for row in seen_for(application) if row.as_answer(on).outcome is Outcome.MET)


def find_application(application_id: int) -> Application | None:
    """The application with this id in the digibank we are inside of, if there is one."""
    return db.session.execute(select(Application).where(Application.id == application_id)).scalar()


def get_application(application_id: int) -> Application:
    """The application with this id in the digibank we are inside of; NotHere otherwise."""
    found = find_application(application_id)
    if found is None:
        raise NotHere
    return found


def open_application_of(borrower: Borrower) -> Application | None:
    """The application of this person that still waits or is approved, if there is one."""
    query = select(Application).where(
        Application.borrower_id == borrower.id, Application.state.in_(sorted(OPEN_STATES))
    )
    return db.session.execute(query).scalar()


def approved_application_of(borrower: Borrower) -> Application | None:
    """The approved application of this person that waits for its laptop, if there is one."""
    found = open_application_of(borrower)
    return found if found and found.state is ApplicationState.APPROVED else None


def applications_of(borrower: Borrower) -> list[Application]:
    """Everything this person ever asked, newest first."""
    query = select(Application).where(Application.borrower_id == borrower.id)
    return list(db.session.execute(query.order_by(Application.id.desc())).scalars())


def kept_for(device: Device) -> Application | None:
    """The approved application for which this device is set apart, if there is one."""
    query = select(Application).where(
        Application.device_id == device.id, Application.state == ApplicationState.APPROVED
    )
    return db.session.execute(query).scalar()


def in_state(state: ApplicationState) -> Select[Application]:
    """Applications that stand so, with their people at hand, so that a list asks a fixed number of times."""
    return (
        select(Application)
        .where(Application.state == state)
        .options(
            joinedload(Application.borrower), joinedload(Application.referrer), joinedload(Application.device)
        )
    )


def someone_else_waits(borrower_id: int) -> bool:
    """Does anyone but this person wait for an answer, or for the laptop that was promised?"""
    waits = or_(
        Application.state == ApplicationState.WAITING,
        and_(Application.state == ApplicationState.APPROVED, Application.device_id.is_(None)),
    )
    query = select(Application.id).where(waits, Application.borrower_id != borrower_id)
    return db.session.execute(query.limit(1)).first() is not None


def waiting_now() -> tuple[int, datetime | None, LendingPolicy]:
    """How many wait for an answer, since when the first of them does, and the rules in force: in one question."""
    waiting = (
        select(func.count(Application.id).label("count"), func.min(Application.applied_at).label("first"))
        .where(Application.state == ApplicationState.WAITING)
        .subquery()
    )
    newest = select(func.max(Policy.version)).scalar_subquery()
    query = select(waiting.c.count, waiting.c.first, Policy).select_from(waiting)
    count, first, policy = db.session.execute(query.outerjoin(Policy, Policy.version == newest)).one()
    return count, first, policy.rules if policy else LendingPolicy()


def order_of(state: ApplicationState, priority: tuple[str, ...] | None) -> list[Standing]:
    """Who waits in this state, for an answer or (approved) for a laptop, in the digibank's own order."""
    waits = [Application.state == state]
    if state is ApplicationState.APPROVED:
        waits.append(Application.device_id.is_(None))
    asked = select(Application.id, Application.applied_at, Application.purpose, Application.wishes)
    asked = asked.where(*waits).order_by(Application.applied_at, Application.id).limit(MOST_IN_ORDER)
    rows = db.session.execute(asked).all()
    met: dict[int, set[str]] = {}
    if codes := asks_conditions(priority):
        said_yes = select(CriterionSeen.application_id, CriterionSeen.code).where(
            CriterionSeen.application_id.in_(select(Application.id).where(*waits)),
            CriterionSeen.code.in_(sorted(codes)),
            CriterionSeen.outcome.in_([Outcome.MET, Outcome.NOT_SHOWN]),
        )
        for application_id, code in db.session.execute(said_yes):
            met.setdefault(application_id, set()).add(code)
    return in_order(
        [Waiting(row.id, row.applied_at, row.purpose, met.get(row.id, ()), row.wishes or ()) for row in rows],
        priority,
    )


def in_their_order(
    state: ApplicationState, priority: tuple[str, ...] | None, most: int
) -> list[tuple[Standing, Application]]:
    """The first `most` of the waiting list, each with where it stands and why."""
    standings = order_of(state, priority)[:most]
    query = in_state(state).where(Application.id.in_([one.id for one in standings]))
    found = {row.id: row for row in db.session.execute(query).scalars()}
    return [(one, found[one.id]) for one in standings if one.id in found]


def next_waiting(but: int) -> Application | None:
    """Who comes first for an answer, apart from the application `but`: in the digibank's own order."""
    if priority := rules_in_force().priority:
        order = order_of(ApplicationState.WAITING, priority)
        return next((get_application(one.id) for one in order if one.id != but), None)
    query = (
        select(Application)
        .where(Application.state == ApplicationState.WAITING, Application.id != but)
        .order_by(Application.applied_at, Application.id)
        .limit(1)
    )
    return db.session.execute(query).scalar()


def without_device(priority: tuple[str, ...] | None) -> list[Application]:
    """Approved applications for which nothing is set apart yet, in the digibank's own order, else longest first."""
    if priority:
        return [one for _standing, one in in_their_order(ApplicationState.APPROVED, priority, 20)]
    query = (
        in_state(ApplicationState.APPROVED)
        .where(Application.device_id.is_(None))
        .order_by(Application.decided_at, Application.id)
    )
    return list(db.session.execute(query.limit(20)).scalars())


def counts_of(asked: Select[Application]) -> dict[ApplicationState, int]:
    """How many of the applications that `asked` finds stand where."""
    ids = asked.with_only_columns(Application.id)
    query = select(Application.state, func.count(Application.id)).where(Application.id.in_(ids))
    return dict(db.session.execute(query.group_by(Application.state)).all())


def counts_by_state() -> dict[ApplicationState, int]:
    """How many applications stand where."""
    query = select(Application.state, func.count(Application.id)).group_by(Application.state)
    return dict(db.session.execute(query).all())


def devices_to_choose(limit: int = 30, *, kind: LentKind | None = None) -> list[Device]:
    """Devices that could be set apart: ready, of a grade that is lent, nothing broken; longest on the shelf first.

    With `kind` only devices of that sort.
    """
    query = (
        select(Device)
        .where(Device.stage == Stage.READY, Device.defect == "", may_be_lent())
        .order_by(Device.stage_since, Device.id)
        .limit(limit)
    )
    if kind is not None:
        query = query.where(Device.kind == kind.value)
    return list(db.session.execute(query).scalars())


def reserved_for_nobody() -> list[Device]:
    """Devices that are set apart without an approved application that waits for them; there should be none."""
    waits = select(Application.id).where(
        Application.device_id == Device.id, Application.state == ApplicationState.APPROVED
    )
    query = select(Device).where(Device.stage == Stage.RESERVED, ~waits.exists()).order_by(Device.id)
    return list(db.session.execute(query.limit(100)).scalars())


def services() -> list[Partner]:
    """Partners who may send people to us, by name."""
    query = select(Partner).where(Partner.kind.in_(SENDING_KINDS)).order_by(Partner.name, Partner.id)
    return list(db.session.execute(query.limit(500)).scalars())


def services_of(user_id: int | None) -> list[Partner]:
    """The services for which this person sends people to us, in the digibank we are inside of."""
    own = select(Contact.partner_id).where(Contact.user_id == user_id, Contact.anonymised_at.is_(None))
    query = select(Partner).where(Partner.id.in_(own), Partner.kind.in_(SENDING_KINDS))
    return list(db.session.execute(query.order_by(Partner.name, Partner.id)).scalars())


def accounts_of(service: Partner | None) -> set[int]:
    """The accounts of who sends people to us for `service`."""
    return {contact.user_id for contact in service.contacts if contact.user_id} if service else set()


def sent_by(user_id: int | None) -> Select[Application]:
    """What this person asked for someone, for a service where they still work; nobody else's."""
    ids = [service.id for service in services_of(user_id)]
    return (
        select(Application)
        .where(Application.enroller_id == user_id, Application.referrer_id.in_(ids))
        .options(joinedload(Application.borrower))
    )


def get_service(partner_id: int) -> Partner:
    """The service with this id in this digibank; NotHere when there is none."""
    query = select(Partner).where(Partner.id == partner_id, Partner.kind.in_(SENDING_KINDS))
    found = db.session.execute(query).scalar()
    if found is None:
        raise NotHere
    return found
