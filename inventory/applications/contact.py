"""An application is a contact: noted with it, and following what comes of it. Part of each deed, which records it."""

from datetime import datetime

from sqlalchemy import select

from inventory.applications.models import Application
from inventory.applications.policy import Door
from inventory.applications.states import ApplicationState
from inventory.contacts import actions, locations
from inventory.contacts.actions import Happened
from inventory.contacts.checking import unlike
from inventory.contacts.rules import ContactOutcome, ReferralChannel, Service, Step
from inventory.foundation.actor import Actor
from inventory.foundation.clock import day

#: as the contact names what it follows from
SOURCE = Application.__tablename__
_OUTCOMES = {
    ApplicationState.WAITING: ContactOutcome.OPEN,
    ApplicationState.APPROVED: ContactOutcome.OPEN,
    ApplicationState.REFUSED: ContactOutcome.REFUSED,
    ApplicationState.WITHDRAWN: ContactOutcome.WITHDRAWN,
    ApplicationState.FULFILLED: ContactOutcome.HELPED,
}
#: whoever came in through one of these stood at our desk
_AT_THE_DESK = frozenset({Door.DESK, Door.INTERNAL})


def follow(actor: Actor, application: Application, *, now: datetime) -> None:
    """The contact of this application says what is known of it now."""
    actions.note(
        actor,
        Happened(
            service=Service.LENDING,
            step=Step.APPLICATION,
            on=day(application.applied_at),
            source=SOURCE,
            source_id=application.id,
            borrower=application.borrower,
            location=locations.desk() if application.door in _AT_THE_DESK else None,
            enroller_id=application.enroller_id,
            referrer=application.referrer,
            channel=application.channel or ReferralChannel.UNKNOWN,
            purpose=application.purpose,
            outcome=_OUTCOMES[application.state],
        ),
        now=now,
    )


def check() -> list[str]:
    """What is wrong between applications and their contacts."""
    return unlike(SOURCE, Step.APPLICATION, select(Application.id))
