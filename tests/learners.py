"""Who learns the trade, for tests, through the real actions."""

from typing import Any

from sqlalchemy import select

from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.digibank import badges
from inventory.digibank.models import Membership
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.transaction import transaction
from inventory.journey import Move
from inventory.learning import actions, queries
from inventory.learning.rules import Level, Trade
from tests.cast import NOW, Person
from tests.make import anyone, make_device

PIN = "2580"


def begins(leads: Person, person: Person, *, now: Any = NOW) -> Any:
    """This person learns from now on; inside their digibank."""
    query = select(Membership).where(Membership.user_id == person.user_id)
    return actions.begin(leads.actor, db.session.execute(query).scalar_one(), now=now)


def may(leads: Person, learner: Any, trade: Trade, level: Level, *, now: Any = NOW) -> Any:
    """Who leads says what this person can."""
    skill = next(one for one in queries.skills(also_closed=True) if one.trade is trade)
    return actions.say_level(leads.actor, learner, skill, level, now=now)


def buddy(person: Person, pin: str = PIN, *, now: Any = NOW) -> str:
    """This person has a badge and a PIN; the code on the badge."""
    actions.set_pin(person.actor, pin, now=now)
    return str(badges.make_badge(person.actor, person.user_id, now=now).code)


def clean_device(world: Any, *, now: Any = NOW, **details: Any) -> Device:
    """A laptop that was wiped by nobody of the cast, so that no one's work is asked for a buddy."""
    device = make_device(world, now=now, **details)
    actor = anyone(device.digibank_id, world.fatima.user_id)
    with transaction():
        devices.move(actor, device, Move.START_WIPE, now=now)
        for medium in devices.media_of(device):
            devices.mark_clean(actor, medium, now=now)
        devices.move(actor, device, Move.FINISH_WIPE, now=now)
        record(actor, "devices.corrected", device, now=now)
    return device
