"""Which policy is in force, who waits, what the answers amount to, and which devices could go."""

from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from inventory.applications.assessment import Assessment, decide
from inventory.applications.models import Application, CriterionSeen, Policy
from inventory.applications.policy import LendingPolicy
from inventory.applications.states import OPEN_STATES, ApplicationState
from inventory.borrowers.models import Borrower
from inventory.devices.models import Device
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.journey import Stage
from inventory.partners.models import Contact, Partner, PartnerKind

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


def assessment_of(application: Application) -> Assessment:
    """What the answers so far amount to, under the policy of its decision, else the one in force."""
    rules = application.policy.rules if application.policy else rules_in_force()
    answers = {row.code: row.as_answer() for row in seen_for(application)}
    return decide(answers, rules, referred=application.vouched)


def seen_for(application: Application) -> list[CriterionSeen]:
    """What was seen so far, as it is in the database now, oldest first."""
    query = select(CriterionSeen).where(CriterionSeen.application_id == application.id)
    return list(db.session.execute(query.order_by(CriterionSeen.id)).scalars())


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


def waiting_since() -> tuple[int, datetime | None]:
    """How many wait for an answer, and since when the first of them does."""
    query = select(func.count(Application.id), func.min(Application.applied_at)).where(
        Application.state == ApplicationState.WAITING
    )
    count, first = db.session.execute(query).one()
    return count, first


def next_waiting(but: int) -> Application | None:
    """Who waits longest for an answer, apart from the application `but`."""
    query = (
        select(Application)
        .where(Application.state == ApplicationState.WAITING, Application.id != but)
        .order_by(Application.applied_at, Application.id)
        .limit(1)
    )
    return db.session.execute(query).scalar()


def without_device() -> list[Application]:
    """Approved applications for which nothing is set apart yet, whoever waits longest first."""
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


def devices_to_choose(limit: int = 30) -> list[Device]:
    """Devices that could be set apart: ready, nothing broken; longest on the shelf first."""
    query = (
        select(Device)
        .where(Device.stage == Stage.READY, Device.defect == "")
        .order_by(Device.stage_since, Device.id)
        .limit(limit)
    )
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
