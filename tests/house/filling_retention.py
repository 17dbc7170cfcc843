"""A rule of its own, something that will go and is held, and a count of what went."""

from datetime import timedelta
from typing import Any

from inventory.foundation.actor import Actor
from tests.cast import NOW


def fill_retention(boss: Actor) -> Any:
    """One row of every table of the room, through its own deeds."""
    from inventory.applications.models import Application
    from inventory.foundation.database import db
    from inventory.foundation.expiring import Basis
    from inventory.foundation.transaction import transaction
    from inventory.retention import actions, queries
    from inventory.retention.models import RetentionNotice, RetentionTally
    from inventory.retention.rules import HoldReason

    actions.set_rule(boss, queries.get_type("letters"), days=90, basis=Basis.CONTRACT, now=NOW)
    today = NOW.date()
    application = db.session.scalars(db.select(Application).order_by(Application.id)).first()
    with transaction():
        notice = RetentionNotice(
            record_type="screening", thing_id=application.id, told_on=today, goes_on=today + timedelta(days=7)
        )
        db.session.add_all([notice, RetentionTally(record_type="letters", went_on=today, went=3)])
        db.session.flush()
        from inventory.foundation.audit import record

        record(boss, "retention.told", notice, now=NOW, record_type="screening", count=1)
    actions.keep_here(boss, notice.id, HoldReason.REQUEST, until=today + timedelta(days=30), now=NOW)
    return notice
