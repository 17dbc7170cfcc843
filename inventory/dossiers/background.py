"""What is done in the background: first the papers of lots' attests, then the dossiers, which hold those papers."""

import logging
import threading

from sqlalchemy import func, select

from inventory.dossiers import actions
from inventory.dossiers.making import make_waiting
from inventory.dossiers.models import LotAttest, LotAttestChange, LotAttestPaper
from inventory.dossiers.paper import LOCALES
from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from inventory.foundation.refusal import DoesNotFit, SomeoneElseWasFirst
from inventory.foundation.tenancy import current_digibank_id
from inventory.permissions import Permission
from inventory.seals.keys import SealLocked

log = logging.getLogger("leenkring.jobs")

#: the jobs' process has several threads; one that prints is enough, and two would print the same
_printing = threading.Lock()


@offers("background")
def do_what_waits() -> None:
    """Print and pack what was asked for; what is interrupted goes on at the next call."""
    print_papers()
    make_waiting()


def print_papers() -> None:
    """Print what was issued and is not on paper yet, in the order in which it was issued."""
    if not _printing.acquire(blocking=False):
        return
    try:
        actor = Actor.house("background", current_digibank_id(), {Permission.CERTIFICATE_ISSUE})
        tried: set[int] = set()
        # Printing one may issue another: when its seal was replaced meanwhile.
        while waiting := [one for one in _unprinted() if one not in tried]:
            for attest_id in waiting:
                tried.add(attest_id)
                _print(actor, attest_id)
    finally:
        _printing.release()


def _print(actor: Actor, attest_id: int) -> None:
    """Every paper of one attest. One that cannot be printed keeps no other waiting."""
    try:
        while actions.print_next_paper(actor, db.session.get_one(LotAttest, attest_id), now=clock.now()):
            pass
    except (SealLocked, DoesNotFit) as refused:
        log.error(
            "the certificate of a lot is not printed: %s",
            type(refused).__name__,
            extra={"lot_attest": attest_id},
        )
    except SomeoneElseWasFirst:
        log.info("the certificate of a lot is printed elsewhere", extra={"lot_attest": attest_id})


def _unprinted() -> list[int]:
    """The attests that hold and lack a paper."""
    printed = (
        select(LotAttestPaper.lot_attest_id)
        .group_by(LotAttestPaper.lot_attest_id)
        .having(func.count() == len(LOCALES))
    )
    query = (
        select(LotAttest.id)
        .where(LotAttest.id.not_in(printed), LotAttest.id.not_in(select(LotAttestChange.lot_attest_id)))
        .order_by(LotAttest.id)
    )
    return list(db.session.execute(query).scalars())
