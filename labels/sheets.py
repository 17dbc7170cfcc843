"""Thousands of labels as one PDF: asked for, drawn in the background, got or taken back, and removed after two days.

Labels are looked up some hundred at a time and drawn into a file.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inventory.devices.models import Device
from inventory.digibank.models import Digibank
from inventory.foundation import clock, jobs
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.made_files import TO_COME, Claim, MadeFiles, Making, written
from inventory.foundation.offers import offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import current_digibank_id, row_here
from inventory.foundation.transaction import after_commit, transaction
from inventory.permissions import Permission
from inventory.places.models import Place
from labels import actions, choosing, printing, rules
from labels.models import SheetRun
from labels.profile import profile
from labels.sheet import spots
from labels.stocks import STOCKS
from labels.tag import Tag

#: things that are looked up together
_TOGETHER = 200
#: a sign of life after so many labels
_A_SIGN = 200
#: runs that the page shows
_SHOWN = 20


FILES = MadeFiles(SheetRun, "labels", ".pdf", silence=rules.SILENCE)


@dataclass(frozen=True)
class _Asked:
    """What a run is of: read once, for the row is forgotten with each part that is looked up."""

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
            SheetRun.state.in_(TO_COME),
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
    return row_here(SheetRun, run_id)


def cancel(actor: Actor, run: SheetRun, *, now: datetime) -> None:
    """Nobody wants it any more; whoever draws it stops at the next page. SheetsReady when it is made already."""
    actor.must(Permission.LABEL_PRINT)
    with transaction():
        if run.state is Making.CANCELLED:
            return
        if not run.is_under_way:
            raise rules.SheetsReady
        run.state = Making.CANCELLED
        record(actor, "labels.sheets_cancelled", run, now=now)


def get_ready(run_id: int) -> tuple[SheetRun, Path]:
    """A run that may be downloaded, and its file; NotHere before that, SheetsGone when it was removed."""
    run = get_run(run_id)
    if run.state not in (Making.READY, Making.REMOVED):
        raise NotHere
    path = FILES.path_of(run)
    if run.state is Making.REMOVED or not path.is_file():
        raise rules.SheetsGone
    return run, path


@offers("background")
def make_waiting() -> None:
    """Draw every run that waits, or that somebody began and did not finish."""
    FILES.make_waiting(_make)


def _make(claim: Claim) -> None:
    run = get_run(claim.row_id)
    asked = _Asked(tuple(run.codes), run.stock, run.start, run.barcode, run.centre)
    try:
        with FILES.half(claim) as half:
            _draw(claim, asked, half)
            _put_in_place(claim, asked, half)
    except (choosing.NothingChosen, ValueError):
        # Everything is gone, or something went while we drew: nobody can use a sheet with holes.
        FILES.give_up(claim)


def _draw(claim: Claim, asked: _Asked, half: Path) -> None:
    digibank = db.session.get_one(Digibank, current_digibank_id())
    locale = digibank.locale
    sender = choosing.sender_of(
        digibank, current_app.config["PUBLIC_URL"], centre=asked.centre, found=profile().found
    )
    with force_locale(locale):
        title = _("Labels of %(owner)s", owner=digibank.name)
    count = sum(len(choosing.living(part)) for part in _parts(asked.codes))
    if not count:
        raise choosing.NothingChosen
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        if done - told >= _A_SIGN:
            told = done
            FILES.tell(claim, done)

    with written(half) as file:
        printing.sheet_into(
            file, _tags(asked, sender), count, STOCKS[asked.stock], title=title, locale=locale,
            start=asked.start, barcode=asked.barcode, tell=tell,
        )  # fmt: skip


def _parts(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    return (codes[at : at + _TOGETHER] for at in range(0, len(codes), _TOGETHER))


def _tags(asked: _Asked, sender: choosing.Sender) -> Iterator[Tag]:
    """The stickers, looked up some at a time and forgotten."""
    for part in _parts(asked.codes):
        tags = [choosing.tag_of(thing, sender) for thing in choosing.living(part)]
        yield from tags


def _put_in_place(claim: Claim, asked: _Asked, half: Path) -> None:
    now = clock.now()
    actor = Actor.house("background", current_digibank_id(), {Permission.LABEL_PRINT})
    with transaction():
        run = FILES.held(claim)
        run.done = run.total
        record(actor, "labels.sheets_made", run, now=now, count=run.total)
        for part in _parts(asked.codes):
            actions.note_printed(actor, choosing.living(part), stock=asked.stock, now=now)
        FILES.put_in_place(run, half, kept_until=now + rules.KEPT_SHEETS)


@offers("nightly")
def remove_old(actor: Actor, _today: date) -> None:
    """Files that were kept long enough go; and what a process that died left behind."""
    now = clock.now()
    FILES.remove_old(now, lambda run: record(actor, "labels.sheets_removed", run, now=now))
