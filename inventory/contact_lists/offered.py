"""What lists do by themselves: go on in the background, go when nobody says yes, and follow what happens to people."""

import logging
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from inventory.borrowers.models import Borrower
from inventory.contact_lists import actions, forgetting, looking, queries, taking, undoing
from inventory.contact_lists.models import ListedPerson, ListState
from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from inventory.foundation.expiring import Basis, Keeping, RecordType
from inventory.foundation.offers import NextStep, offers
from inventory.foundation.tenancy import current_digibank_id
from inventory.permissions import Permission

log = logging.getLogger("leenkring.jobs")

#: a list to which nobody says yes goes after so long
_PATIENCE = timedelta(days=7)
#: the jobs' process has several threads; one at a time reads the long lists
_working = threading.Lock()


@offers("background")
def go_on() -> None:
    """Read, take in and take out what was asked for; what is interrupted goes on at the next call."""
    if not _working.acquire(blocking=False):
        return
    try:
        actor = Actor.house("background", current_digibank_id(), {Permission.CONTACT_IMPORT})
        for state, work in _WORK.items():
            for list_id in queries.in_state(state):
                work(actor, list_id)
                log.info("a list of contacts went on", extra={"contact_list": list_id})
    finally:
        _working.release()


def _look(actor: Actor, list_id: int) -> None:
    looking.look(actor, queries.get_list(list_id), now=clock.now())


def _take(actor: Actor, list_id: int) -> None:
    taking.take_in(actor, list_id, now=clock.now())


def _take_out(actor: Actor, list_id: int) -> None:
    undoing.take_out(actor, list_id, now=clock.now())


_WORK: dict[ListState, Callable[[Actor, int], None]] = {
    ListState.UNDOING: _take_out,
    ListState.LOOKING: _look,
    ListState.TAKING: _take,
}


@offers("contacts.doors")
def door_to_lists(actor: Actor) -> list[NextStep]:
    """From the list of contacts to those that come from elsewhere, and to the file of a period."""
    may = actor.may(Permission.CONTACT_SEE)
    return [NextStep(_("Lists of contacts"), "contact_lists.index", icon="upload")] if may else []


@offers("nightly")
def drop_old_lists(actor: Actor, _today: date) -> None:
    """Lists to which nobody said yes go, with everything that stood in them."""
    actions.drop_old(actor, before=clock.now() - _PATIENCE, now=clock.now())


@offers("borrower.forgotten")
def forget_in_lists(borrower: Borrower, now: datetime) -> None:
    """Nobody who is forgotten comes in, or comes back, with a list."""
    actor = Actor.house("forgetting", current_digibank_id(), {Permission.CONTACT_IMPORT})
    forgetting.forget(actor, borrower, now)


@offers("borrower.merged")
def follow_merge(stays: Borrower, goes: Borrower, _now: datetime) -> None:
    """Who looks like the entry that goes, looks like the one that stays."""
    for column in (ListedPerson.like_borrower_id, ListedPerson.borrower_id):
        moved = update(ListedPerson).where(column == goes.id).values({column.key: stays.id})
        db.session.execute(moved, execution_options={"synchronize_session": "fetch"})


@offers("check")
def check() -> list[str]:
    """Every row that is in has its contact, every contact of a list its row, and no list holds on to what it held."""
    return [
        *(
            f"row {number} of a list of contacts is in and has no contact"
            for number in queries.rows_without_contact()
        ),
        *(
            f"contact {number} came with a list that does not know it"
            for number in queries.contacts_without_row()
        ),
        *(f"list of contacts {number} holds what stood in it" for number in queries.lists_that_hold_on()),
    ]


@offers("retention.records")
def uploaded_lists() -> RecordType:
    """Lists to which nobody said yes."""
    return RecordType(
        "contact_lists", _l("Lists of contacts that wait"), what_goes=_l("everything"),
        counts_from=_l("the day on which it was brought"),
        reason=_l(
            "Somebody looks at what is in a list before it is taken in. Of one that is in, the file goes at once."
        ),
        basis=Basis.PUBLIC_TASK, usual_days=_PATIENCE.days, keeping=Keeping.SOON,
    )  # fmt: skip
