"""What a digibank says of its own figures: the target."""

from datetime import datetime

from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.indicators.models import FigureSettings
from inventory.indicators.queries import settings_now
from inventory.permissions import Permission

#: more people than live in any town of Flanders
_MOST = 1_000_000


class NotATarget(Refusal):
    """A target is a number of people that one can reach."""

    status = 422


def set_target(actor: Actor, target: int, *, now: datetime) -> FigureSettings:
    """So many different people this digibank wants to reach."""
    actor.must(Permission.DIGIBANK_SETTINGS)
    with transaction():
        if not 1 <= target <= _MOST:
            raise NotATarget(field="target", most=_MOST)
        settings = settings_now() or FigureSettings()
        settings.visitors_target = target
        db.session.add(settings)
        db.session.flush()  # the trace names its id
        record(actor, "indicators.target_set", settings, now=now, target=target)
    return settings
