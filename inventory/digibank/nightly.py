"""What the house does by itself: post letters, do what takes long, and once a night what is due in each digibank."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from inventory.digibank.models import Digibank
from inventory.foundation import clock, jobs, kept_form, once, outbox
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from inventory.foundation.offers import offering
from inventory.foundation.refusal import SomeoneElseWasFirst
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import each_by_itself, upkeep
from inventory.permissions import Permission

log = logging.getLogger("leenkring.jobs")

#: so often one piece of a night's work may be done by another worker just before us, in one room of one digibank
_MOST_RACES = 100


def digibank_ids() -> list[int]:
    """Every digibank of this deployment."""
    return list(db.session.execute(select(Digibank.id).order_by(Digibank.id)).scalars())


def post_letters() -> None:
    """Send what waits in every digibank's outbox."""
    _in_each(lambda digibank_id: outbox.send_waiting(digibank_id, clock.now()))


def _in_each(work: Callable[[int], object]) -> None:
    """One digibank after the other. Trouble in one does not stop the next, and is raised when all is done."""
    each_by_itself(work, digibank_ids())


def night() -> None:
    """What is due today, in one digibank after the other; trouble in one does not stop the next.

    Nor does trouble with one piece of work stop the rest of that digibank's; it is raised when all is done, and what
    was left undone is made up for the next night.
    """
    with upkeep():
        once.forget_answers(clock.now() - timedelta(days=7))
        once.fall_silent(clock.now() - timedelta(hours=1))
        kept_form.forget_old(clock.now())
    _in_each(_night_of)


def _night_of(digibank_id: int) -> None:
    with ExitStack() as rest:
        rest.callback(log.info, "the night's work is done", extra={"digibank": digibank_id})
        for work in reversed(offering("nightly")):
            rest.callback(_do, work, digibank_id)


def _do(work: Callable[..., object], digibank_id: int) -> None:
    """One room's work in one digibank. Of trouble only its kind is told here: its words may name people."""
    try:
        with inside(digibank_id):
            _to_its_end(work, Actor.house("nightly", digibank_id, Permission))
    except Exception as problem:
        db.session.rollback()
        log.error(
            "the night's work stumbled in %s: %s", work.__module__, type(problem).__name__,
            extra={"digibank": digibank_id},
        )  # fmt: skip
        raise


def _to_its_end(work: Callable[..., object], actor: Actor) -> None:
    """Until nobody was before us. A piece that another worker did is done: what is left is looked up anew."""
    for _race in range(_MOST_RACES):
        try:
            work(actor, clock.today())
        except SomeoneElseWasFirst:
            db.session.rollback()
        else:
            return
    work(actor, clock.today())


def background() -> None:
    """What takes too long for a page and waits to be done, in one digibank after the other.

    Trouble in one room does not stop the next one: whoever waits there would wait for ever.
    """
    _in_each(_background_of)


def _background_of(digibank_id: int) -> None:
    with inside(digibank_id):
        each_by_itself(lambda work: work(), offering("background"))


JOBS: dict[str, tuple[Any, Any]] = {
    "post_letters": (post_letters, jobs.every_minute),
    "background": (background, jobs.every_minute),
    "night": (night, jobs.at_four),
}
