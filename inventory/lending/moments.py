"""Pick-up moments: everyone who is expected on one day at one place, and what still stands between each and a laptop.

The desk's own moment is whoever may come. Rooms ahead offer theirs (`lending.moments`): a mobile day, a session.
However many people are expected, the same few questions are asked.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from inventory.applications.models import Application
from inventory.applications.policy import Criterion, LendingPolicy, WorkshopGate, policy_for, workshop_gate
from inventory.applications.queries import promised_proofs, rules_in_force
from inventory.applications.states import ApplicationState
from inventory.borrowers.models import Borrower
from inventory.deposits.ledger import DepositWay
from inventory.devices.models import Device
from inventory.foundation.actor import Actor
from inventory.foundation.clock import BRUSSELS
from inventory.foundation.database import db
from inventory.foundation.offers import NextStep, offered
from inventory.foundation.refusal import NotHere
from inventory.lending.drafts import earlier_workshop
from inventory.lending.models import HandOver, Loan, LoanState
from inventory.lending.queries import approved_applications, open_loans_by_person
from inventory.lending.rules import HandOverFacts, NotYet, Signing, WorkshopAnswer, reasons_to_refuse

#: the desk's own, as in its address
DESK = "desk"
#: more people than can be helped in a day
_MOST = 60
#: what is asked while someone stands at the desk is no reason not to call them
_ASKED_THERE = frozenset({NotYet.NO_DEVICE, NotYet.WORKSHOP_OPEN})


@dataclass(frozen=True)
class Moment:
    """One day at one place, and whose applications are expected there."""

    #: as in an address: `desk`, `outing-3`
    key: str
    #: the town or the place; empty for our own desk
    place: str = ""
    starts_at: datetime | None = None
    #: the ids of the applications in the order of the day, each with its time when one was agreed
    expected: Mapping[int, datetime | None] = field(default_factory=dict)
    #: laptops that travel for one of these applications, where the application itself names none
    laptops: Mapping[int, Device] = field(default_factory=dict)
    #: which of these applications are of someone who was seen in the room; None where nobody keeps such a list
    here: frozenset[int] | None = None
    #: where that list is kept
    roll: NextStep | None = None


@dataclass(frozen=True)
class Expected:
    """One person of a moment."""

    application: Application
    at: datetime | None
    device: Device | None
    #: what is missing; empty when everything is in order
    reasons: tuple[NotYet, ...] = ()
    #: the loan that began at this moment
    loan: Loan | None = None

    @property
    def borrower(self) -> Borrower:
        """Who is expected."""
        return self.application.borrower

    @property
    def is_helped(self) -> bool:
        """Did the laptop go home?"""
        return self.application.state is ApplicationState.FULFILLED

    @property
    def comes(self) -> bool:
        """Is this person still to be helped?"""
        return self.application.state is ApplicationState.APPROVED


def moments(actor: Actor, today: date) -> list[Moment]:
    """The moments of today that this person may see: those that rooms offer, then our own desk."""
    return [*offered("lending.moments", actor, today), _desk(today)]


def moment_of(actor: Actor, key: str, today: date) -> Moment:
    """The moment with this key; NotHere when it is not one of today's."""
    if key == DESK:
        return _desk(today)
    found = next((one for one in offered("lending.moments", actor, today) if one.key == key), None)
    if found is None:
        raise NotHere
    return found


def _desk(today: date) -> Moment:
    """Whoever may come, longest waiting first; then who was helped today."""
    since = datetime.combine(today, time.min, BRUSSELS)
    helped = select(Loan.application_id).where(Loan.handed_over_at >= since, Loan.application_id.is_not(None))
    ids = [one.id for one in approved_applications(limit=_MOST)]
    ids += [one for one in db.session.scalars(helped.order_by(Loan.id)) if one is not None]
    return Moment(DESK, expected=dict.fromkeys(ids))


def people_of(moment: Moment) -> list[Expected]:
    """Everyone who is expected, in the order of the day: who is still to come first, then who was helped."""
    ids = list(moment.expected)
    query = select(Application).where(Application.id.in_(ids))
    query = query.options(
        selectinload(Application.borrower), selectinload(Application.device), selectinload(Application.policy)
    )
    found = {one.id: one for one in db.session.scalars(query)}
    applications = [found[one] for one in ids if one in found]
    facts = _FactsOf(applications, rules_in_force())
    loans = _loans_of(ids)
    people = [_person(moment, application, facts, loans.get(application.id)) for application in applications]
    return sorted(people, key=lambda one: not one.comes)


def _person(moment: Moment, application: Application, facts: "_FactsOf", loan: Loan | None) -> Expected:
    device = loan.device if loan is not None else application.device or moment.laptops.get(application.id)
    person = Expected(application, moment.expected[application.id], device, loan=loan)
    return replace(person, reasons=tuple(facts.reasons(application, device))) if person.comes else person


def _loans_of(ids: Collection[int]) -> dict[int, Loan]:
    query = select(Loan).where(Loan.application_id.in_(ids)).options(selectinload(Loan.device))
    return {
        loan.application_id: loan for loan in db.session.scalars(query) if loan.application_id is not None
    }


class _FactsOf:
    """What decides about many hand-overs, asked at once."""

    def __init__(self, applications: Sequence[Application], rules: LendingPolicy) -> None:
        """Ask for the proofs that were promised, and for what these people have at home."""
        self.rules = rules
        self.promised: dict[int, tuple[Criterion, ...]] = promised_proofs(applications, rules)
        self.own = open_loans_by_person([one.borrower_id for one in applications])
        households = {one.borrower.household_id for one in applications} - {None}
        self.together = _at_home_of(households) if rules.loans_per_household is not None else {}

    def reasons(self, application: Application, device: Device | None) -> Iterable[NotYet]:
        """What stands between this person and this laptop, but for what is asked while they stand here."""
        borrower = application.borrower
        rules = policy_for(self.rules, device.kind) if device is not None else self.rules
        gate, workshop = workshop_gate(rules), earlier_workshop(borrower)
        own = self.own.get(borrower.id, 0)
        facts = HandOverFacts(
            has_borrower=True,
            borrower_gone=borrower.is_forgotten,
            approved=True,
            proof_to_see=bool(self.promised.get(application.id)),
            open_loans=own,
            most_loans=rules.loans_per_person or 1_000,
            household_loans=self.together.get(borrower.household_id or 0, own),
            most_household_loans=rules.loans_per_household or 1_000,
            stage=device.stage if device is not None else None,
            broken=device is not None and bool(device.defect),
            deposit_way=DepositWay.NONE,
            signing=Signing.PAPER,
            # Where the workshop comes first and was not followed yet, someone must know before they call the name.
            workshop=WorkshopAnswer.PLANNED if gate is WorkshopGate.FIRST and workshop is None else workshop,
            workshop_known=borrower.has_had_workshop,
            workshop_gate=gate,
        )
        return [reason for reason in reasons_to_refuse(facts) if reason not in _ASKED_THERE]


def _at_home_of(households: Collection[int | None]) -> dict[int, int]:
    """How many laptops each of these households has."""
    query = (
        select(Borrower.household_id, func.count(Loan.id))
        .join(Loan, Loan.borrower_id == Borrower.id)
        .where(Borrower.household_id.in_(households), Loan.state == LoanState.OPEN)
        .group_by(Borrower.household_id)
    )
    return {household: count for household, count in db.session.execute(query).all() if household is not None}


def begun_for(borrower: Borrower) -> HandOver | None:
    """The hand-over to this person that someone began and did not finish: it goes on, a second is not begun."""
    query = select(HandOver).where(
        HandOver.borrower_id == borrower.id, HandOver.loan_id.is_(None), HandOver.dropped_at.is_(None)
    )
    return db.session.scalar(query.order_by(HandOver.id.desc()).limit(1))
