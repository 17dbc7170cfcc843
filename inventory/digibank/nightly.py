"""What the house does by itself: post letters, do what takes long, and once a night what is due in each digibank."""

import logging
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from inventory.digibank.models import Digibank
from inventory.foundation import clock, jobs, once, outbox
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.permissions import Permission

log = logging.getLogger("leenkring.jobs")


def digibank_ids() -> list[int]:
    """Every digibank of this deployment."""
    return list(db.session.execute(select(Digibank.id).order_by(Digibank.id)).scalars())


def post_letters() -> None:
    """Send what waits in every digibank's outbox."""
    for digibank_id in digibank_ids():
        outbox.send_waiting(digibank_id, clock.now())


def night() -> None:
    """What is due today, in one digibank after the other; trouble in one does not stop the next."""
    with upkeep():
        once.forget_answers(clock.now() - timedelta(days=7))
    for digibank_id in digibank_ids():
        with inside(digibank_id):
            offered("nightly", Actor.house("nightly", digibank_id, Permission), clock.today())
        log.info("the night's work is done", extra={"digibank": digibank_id})


def background() -> None:
    """What takes too long for a page and waits to be done, in one digibank after the other."""
    for digibank_id in digibank_ids():
        with inside(digibank_id):
            offered("background")


JOBS: dict[str, tuple[Any, Any]] = {
    "post_letters": (post_letters, jobs.every_minute),
    "background": (background, jobs.every_minute),
    "night": (night, jobs.at_four),
}
