"""Thousands of labels as one PDF: asked for, drawn in the background, got or taken back, and removed after two days.

As with auditors' dossiers, whoever draws holds a number and gives a sign of life; a slow one that was thought dead
finds another number there, and lets go. Labels are looked up some hundred at a time and drawn into a file.
"""

import hashlib
import json
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, undefer

from inventory import config
from inventory.devices.models import Device
from inventory.digibank.models import Digibank
from inventory.foundation import clock, jobs
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import after_commit, transaction, upkeep
from inventory.permissions import Permission
from inventory.places.models import Place
from labels import actions, choosing, printing, rules
from labels.models import SheetRun
from labels.profile import profile
from labels.rules import SheetState
from labels.sheet import spots
from labels.stocks import STOCKS
from labels.tag import Tag

log = logging.getLogger("leenkring.jobs")

#: things that are looked up together
_TOGETHER = 200
#: a sign of life after so many labels
_A_SIGN = 200
#: runs that the page shows
_SHOWN = 20


class _TakenOver(Exception):
    """Somebody cancelled it, or another process draws it now."""


@dataclass(frozen=True)
class _Claim:
    """A run that this process draws, until someone thinks it dead or takes it back."""

    run_id: int
    tries: int
    codes: tuple[str, ...]
    stock: str
    start: int
    barcode: bool
    centre: bool


def ask(
    actor: Actor, things: Sequence[Device | Place], *, stock: str, start: int, barcode: bool, centre: bool,
    now: datetime,
) -> SheetRun:  # fmt: skip
    """A PDF of all these labels. Asking for the same while it is being made gives that one. Refuses as `spots` does."""
    actor.must(Permission.LABEL_PRINT)
    codes = [str(thing.code) for thing in things]
    next(spots(STOCKS[stock], len(codes), start))
    asked = json.dumps([codes, stock, start, barcode, centre])
    fingerprint = hashlib.sha256(asked.encode()).hexdigest()
    with transaction():
        query = select(SheetRun).where(
            SheetRun.asked_by_id == actor.user_id,
            SheetRun.fingerprint == fingerprint,
            SheetRun.state.in_((SheetState.WAITING, SheetState.MAKING)),
        )
        under_way = db.session.execute(query).scalar_one_or_none()
        if under_way is not None:
            return under_way
        run = SheetRun(
            codes=codes, stock=stock, start=start, barcode=barcode, centre=centre, fingerprint=fingerprint,
            asked_at=now, asked_by_id=actor.user_id, total=len(codes),
        )  # fmt: skip
        db.session.add(run)
        db.session.flush()  # its id is the trace's
        record(actor, "labels.sheets_asked", run, now=now, count=len(codes), stock=stock)
        after_commit(lambda: jobs.wake("background"))
    return run


def listed(now: datetime) -> list[SheetRun]:
    """The runs of late, newest first."""
    query = (
        select(SheetRun).options(joinedload(SheetRun.asked_by)).where(SheetRun.asked_at > now - rules.SHOWN)
    )
    return list(db.session.execute(query.order_by(SheetRun.id.desc()).limit(_SHOWN)).scalars())


def get_run(run_id: int) -> SheetRun:
    """A run of this digibank; NotHere otherwise."""
    run = db.session.get(SheetRun, run_id)
    if run is None:
        raise NotHere
    return run


def cancel(actor: Actor, run: SheetRun, *, now: datetime) -> None:
    """Nobody wants it any more; whoever draws it stops at the next page. SheetsReady when it is made already."""
    actor.must(Permission.LABEL_PRINT)
    with transaction():
        if run.state is SheetState.CANCELLED:
            return
        if not run.is_under_way:
            raise rules.SheetsReady
        run.state = SheetState.CANCELLED
        record(actor, "labels.sheets_cancelled", run, now=now)


def get_ready(run_id: int) -> tuple[SheetRun, Path]:
    """A run that may be downloaded, and its file; NotHere before that, SheetsGone when it was removed."""
    run = get_run(run_id)
    if run.state not in (SheetState.READY, SheetState.REMOVED):
        raise NotHere
    path = file_of(run)
    if run.state is SheetState.REMOVED or not path.is_file():
        raise rules.SheetsGone
    return run, path


def folder() -> Path:
    """Where the files are; nobody else on the machine may look in."""
    path = config.data_folder() / "labels"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def file_of(run: SheetRun) -> Path:
    """Where the file of a run is, or would be."""
    return folder() / f"{run.digibank_id}-{run.id}.pdf"


@offers("background")
def make_waiting() -> None:
    """Draw every run that waits, or that somebody began and did not finish."""
    while (claim := _claim(clock.now())) is not None:
        try:
            _make(claim)
        except _TakenOver:
            log.info("a run of labels was cancelled or taken over", extra={"sheet_run": claim.run_id})


def _claim(now: datetime) -> _Claim | None:
    """Take one run so that no other process does; one that was begun too often is given up."""
    with upkeep():
        silent = (SheetRun.state == SheetState.MAKING) & (SheetRun.touched_at <= now - rules.SILENCE)
        query = (
            select(SheetRun)
            .options(undefer(SheetRun.codes))
            .where(or_(SheetRun.state == SheetState.WAITING, silent))
            .order_by(SheetRun.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        while (found := db.session.execute(query).scalar()) is not None and rules.should_give_up(found.tries):
            found.state = SheetState.FAILED
            db.session.flush()
        if found is None:
            return None
        found.state, found.tries, found.touched_at, found.done = SheetState.MAKING, found.tries + 1, now, 0
        return _Claim(
            found.id, found.tries, tuple(found.codes), found.stock, found.start, found.barcode, found.centre
        )


def _make(claim: _Claim) -> None:
    """Draw it into a half file, then put that in its place."""
    half = folder() / f".{current_digibank_id()}-{claim.run_id}.{claim.tries}.half"
    digibank = db.session.get_one(Digibank, current_digibank_id())
    sender = choosing.sender_of(
        digibank, current_app.config["PUBLIC_URL"], centre=claim.centre, found=profile().found
    )
    with force_locale(digibank.locale):
        title = _("Labels of %(owner)s", owner=digibank.name)
    locale = digibank.locale
    count = sum(len(choosing.living(part)) for part in _parts(claim.codes))
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        if done - told >= _A_SIGN:
            told = done
            _tell(claim, done)

    try:
        if not count:
            raise choosing.NothingChosen
        with os.fdopen(os.open(half, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            printing.sheet_into(
                file, _tags(claim, sender), count, STOCKS[claim.stock], title=title, locale=locale,
                start=claim.start, barcode=claim.barcode, tell=tell,
            )  # fmt: skip
            file.flush()
            os.fsync(file.fileno())
        _put_in_place(claim, half)
    except (choosing.NothingChosen, ValueError):
        # Everything is gone, or something went while we drew: nobody can use a sheet with holes.
        _fail(claim)
    finally:
        half.unlink(missing_ok=True)


def _parts(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    return (codes[at : at + _TOGETHER] for at in range(0, len(codes), _TOGETHER))


def _tags(claim: _Claim, sender: choosing.Sender) -> Iterator[Tag]:
    """The stickers, looked up some at a time and forgotten."""
    for part in _parts(claim.codes):
        tags = [choosing.tag_of(thing, sender) for thing in choosing.living(part)]
        yield from tags


def _tell(claim: _Claim, done: int) -> None:
    """A sign of life, and how far it is; _TakenOver when nobody wants it any more."""
    with upkeep():
        run = _held(claim)
        run.done, run.touched_at = done, clock.now()


def _held(claim: _Claim) -> SheetRun:
    """The run, while it is still this process that draws it."""
    query = select(SheetRun).where(SheetRun.id == claim.run_id).with_for_update()
    run = db.session.execute(query).scalar_one()
    if run.state is not SheetState.MAKING or run.tries != claim.tries:
        raise _TakenOver
    return run


def _fail(claim: _Claim) -> None:
    with upkeep():
        _held(claim).state = SheetState.FAILED


def _put_in_place(claim: _Claim, half: Path) -> None:
    now = clock.now()
    actor = Actor.house("background", current_digibank_id(), {Permission.LABEL_PRINT})
    with transaction():
        run = _held(claim)
        run.state, run.done, run.kept_until = SheetState.READY, run.total, now + rules.KEPT_SHEETS
        record(actor, "labels.sheets_made", run, now=now, count=run.total)
        for part in _parts(claim.codes):
            actions.note_printed(actor, choosing.living(part), stock=claim.stock, now=now)
        db.session.flush()
        # Before the commit: a file without its row is drawn again, a row without its file could not be downloaded.
        half.replace(file_of(run))


@offers("nightly")
def remove_old(actor: Actor, _today: date) -> None:
    """Files that were kept long enough go; and what a process that died left behind."""
    now = clock.now()
    query = select(SheetRun.id).where(SheetRun.state == SheetState.READY, SheetRun.kept_until <= now)
    for run_id in db.session.execute(query.order_by(SheetRun.id)).scalars().all():
        with transaction():
            run = db.session.get_one(SheetRun, run_id)
            run.state = SheetState.REMOVED
            record(actor, "labels.sheets_removed", run, now=now)
    digibank_id = current_digibank_id()
    living = select(SheetRun.id, SheetRun.state).where(
        SheetRun.state.in_((SheetState.READY, SheetState.MAKING))
    )
    kept = tuple(
        f"{digibank_id}-{run_id}.pdf" if state is SheetState.READY else f".{digibank_id}-{run_id}."
        for run_id, state in db.session.execute(living)
    )
    for path in folder().iterdir():
        is_ours = path.name.startswith((f"{digibank_id}-", f".{digibank_id}-"))
        if is_ours and not (kept and path.name.startswith(kept)):
            with suppress(OSError):
                path.unlink()
