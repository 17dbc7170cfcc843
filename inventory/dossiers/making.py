"""Making the dossiers that were asked for, in the background, and removing them when they were kept long enough.

A dossier is claimed, packed into a half file, and put in place in the deed that says it is ready. Whoever makes it
gives a sign of life with every few files; when none comes for a while, the process is taken for dead and another
begins anew. A slow one that lives after all finds that its claim is gone, and lets go.
"""

import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import or_, select

from inventory import config
from inventory.dossiers import packing
from inventory.dossiers.models import Dossier, DossierState
from inventory.dossiers.rules import DossierGone, should_give_up
from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import after_commit, transaction, upkeep
from inventory.permissions import Permission

log = logging.getLogger("leenkring.jobs")

#: how long a dossier may be downloaded; then it is made anew for whoever asks
KEPT = timedelta(days=30)
#: without a sign of life for so long, whoever makes a dossier is taken for dead
_SILENCE = timedelta(minutes=10)
#: a sign of life with every so many files
_AT_ONCE = 20


class _TakenOver(Exception):
    """Another process makes this dossier now."""


@dataclass(frozen=True)
class _Claim:
    """A dossier that this process makes, until someone thinks it dead."""

    dossier_id: int
    lot_id: int
    locale: str
    asked_at: datetime
    tries: int


def folder() -> Path:
    """Where the files are; nobody else on the machine may look in."""
    path = config.data_folder() / "dossiers"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def file_of(dossier: Dossier) -> Path:
    """Where the file of a dossier is, or would be."""
    return folder() / f"{dossier.digibank_id}-{dossier.id}.zip"


def make_waiting() -> None:
    """Make every dossier that waits, or that somebody began and did not finish."""
    while (claim := _claim(clock.now())) is not None:
        try:
            _make(claim)
        except _TakenOver:
            log.warning("a dossier was taken over", extra={"dossier": claim.dossier_id})


def _claim(now: datetime) -> _Claim | None:
    """Take one dossier so that no other process does; one that was begun too often is given up."""
    with upkeep():
        silent = (Dossier.state == DossierState.MAKING) & (Dossier.touched_at <= now - _SILENCE)
        query = (
            select(Dossier)
            .where(or_(Dossier.state == DossierState.WAITING, silent))
            .order_by(Dossier.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        while (found := db.session.execute(query).scalar()) is not None and should_give_up(found.tries):
            found.state = DossierState.FAILED
            db.session.flush()
        if found is None:
            return None
        found.state, found.tries, found.touched_at = DossierState.MAKING, found.tries + 1, now
        found.done = found.total = 0
        return _Claim(found.id, found.lot_id, found.locale, found.asked_at, found.tries)


def _make(claim: _Claim) -> None:
    """Pack it into a half file, then put that in its place."""
    half = folder() / f".{current_digibank_id()}-{claim.dossier_id}.{claim.tries}.half"
    try:
        with os.fdopen(os.open(half, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            packing.pack(
                claim.lot_id, claim.locale, file, moment=claim.asked_at,
                tell=lambda done, total: _tell(claim, done, total),
            )  # fmt: skip
            file.flush()
            os.fsync(file.fileno())
        _put_in_place(claim, half)
    finally:
        half.unlink(missing_ok=True)


def _tell(claim: _Claim, done: int, total: int) -> None:
    """A sign of life, and how far it is."""
    if done % _AT_ONCE and done != total:
        return
    with upkeep():
        dossier = _held(claim)
        dossier.done, dossier.total, dossier.touched_at = done, total, clock.now()


def _held(claim: _Claim) -> Dossier:
    """The dossier, while it is still this process that makes it."""
    query = select(Dossier).where(Dossier.id == claim.dossier_id).with_for_update()
    dossier = db.session.execute(query).scalar_one()
    if dossier.state is not DossierState.MAKING or dossier.tries != claim.tries:
        raise _TakenOver
    return dossier


def _put_in_place(claim: _Claim, half: Path) -> None:
    actor = Actor.house("background", current_digibank_id(), {Permission.DOSSIER_MAKE})
    actor.must(Permission.DOSSIER_MAKE)
    sha256, size = packing.fingerprint(half)
    now = clock.now()
    with transaction():
        dossier = _held(claim)
        dossier.state, dossier.ready_at, dossier.kept_until = DossierState.READY, now, now + KEPT
        dossier.sha256, dossier.size_bytes = sha256, size
        record(actor, "dossiers.dossier_made", dossier, now=now, sha256=sha256, size=size)
        db.session.flush()
        # Before the commit: a file without its row is made again, a row without its file could not be downloaded.
        half.replace(file_of(dossier))


def get_ready(dossier_id: int) -> tuple[Dossier, Path]:
    """A dossier that may be downloaded, and its file; NotHere before that, DossierGone when it was removed."""
    dossier = db.session.get(Dossier, dossier_id)
    if dossier is None or dossier.is_under_way or dossier.state is DossierState.FAILED:
        raise NotHere
    path = file_of(dossier)
    if dossier.state is DossierState.REMOVED or not path.is_file():
        raise DossierGone
    return dossier, path


@offers("nightly")
def remove_old(actor: Actor, _today: date) -> None:
    """Dossiers that were kept long enough go; and files that belong to none."""
    now = clock.now()
    query = select(Dossier).where(Dossier.state == DossierState.READY, Dossier.kept_until <= now)
    for dossier_id in [one.id for one in db.session.execute(query.order_by(Dossier.id)).scalars()]:
        with transaction():
            dossier = db.session.get_one(Dossier, dossier_id)
            dossier.state = DossierState.REMOVED
            record(actor, "dossiers.dossier_removed", dossier, now=now)
            path = file_of(dossier)
            after_commit(lambda path=path: path.unlink(missing_ok=True))  # type: ignore[misc]  # a bound default
    _sweep()


def _sweep() -> None:
    """What a process that died left behind, and files of which the row is not ready (any more)."""
    digibank_id = current_digibank_id()
    living = {
        one.id: one.state
        for one in db.session.execute(
            select(Dossier).where(Dossier.state.in_((DossierState.READY, DossierState.MAKING)))
        ).scalars()
    }
    ready = {f"{digibank_id}-{one}.zip" for one, state in living.items() if state is DossierState.READY}
    making = tuple(f".{digibank_id}-{one}." for one, state in living.items() if state is DossierState.MAKING)
    for path in folder().iterdir():
        is_ours = path.name.startswith((f"{digibank_id}-", f".{digibank_id}-"))
        if is_ours and path.name not in ready and not (making and path.name.startswith(making)):
            with suppress(OSError):
                path.unlink()
