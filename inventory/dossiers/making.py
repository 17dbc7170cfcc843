"""Making the dossiers that were asked for, in the background, and removing them when they were kept long enough."""

from datetime import date, timedelta
from pathlib import Path

from inventory.dossiers import packing
from inventory.dossiers.models import Dossier
from inventory.dossiers.rules import DossierGone
from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.made_files import Claim, MadeFiles, Making, written
from inventory.foundation.offers import offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission

#: how long a dossier may be downloaded; then it is made anew for whoever asks
KEPT = timedelta(days=30)
#: a sign of life with every so many files
_AT_ONCE = 20

FILES = MadeFiles(Dossier, "dossiers", ".zip", silence=timedelta(minutes=10))


def make_waiting() -> None:
    """Make every dossier that waits, or that somebody began and did not finish."""
    FILES.make_waiting(_make)


def _make(claim: Claim) -> None:
    dossier = db.session.get_one(Dossier, claim.row_id)
    with FILES.half(claim) as half:
        with written(half) as file:
            packing.pack(
                dossier.lot_id, dossier.locale, file, moment=dossier.asked_at,
                tell=lambda done, total: _tell(claim, done, total),
            )  # fmt: skip
        _put_in_place(claim, half)


def _tell(claim: Claim, done: int, total: int) -> None:
    if done % _AT_ONCE == 0 or done == total:
        FILES.tell(claim, done, total)


def _put_in_place(claim: Claim, half: Path) -> None:
    actor = Actor.house("background", current_digibank_id(), {Permission.DOSSIER_MAKE})
    actor.must(Permission.DOSSIER_MAKE)
    sha256, size = packing.fingerprint(half)
    now = clock.now()
    with transaction():
        dossier = FILES.held(claim)
        dossier.ready_at, dossier.sha256, dossier.size_bytes = now, sha256, size
        record(actor, "dossiers.dossier_made", dossier, now=now, sha256=sha256, size=size)
        FILES.put_in_place(dossier, half, kept_until=now + KEPT)


def get_ready(dossier_id: int) -> tuple[Dossier, Path]:
    """A dossier that may be downloaded, and its file; NotHere before that, DossierGone when it was removed."""
    dossier = db.session.get(Dossier, dossier_id)
    if dossier is None or dossier.state not in (Making.READY, Making.REMOVED):
        raise NotHere
    path = FILES.path_of(dossier)
    if dossier.state is Making.REMOVED or not path.is_file():
        raise DossierGone
    return dossier, path


@offers("nightly")
def remove_old(actor: Actor, _today: date) -> None:
    """Dossiers that were kept long enough go; and files that belong to none."""
    now = clock.now()
    FILES.remove_old(now, lambda dossier: record(actor, "dossiers.dossier_removed", dossier, now=now))
