"""Files that take a while: asked for, made in the background, kept for some days, removed.

Whoever makes one claims its row with a number and gives a sign of life now and then; when none comes for a while, the
process is taken for dead and another begins anew. A slow one that lives after all finds another number there, or that
nobody wants the file any more, and lets go. What is made is a half file first, and is put in place in the deed that
says that it is ready.
"""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

from sqlalchemy import Index, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from inventory import config
from inventory.foundation import clock
from inventory.foundation.database import EnumText, Moment, Versioned, db
from inventory.foundation.tenancy import BelongsToDigibank, current_digibank_id
from inventory.foundation.transaction import transaction, upkeep

log = logging.getLogger("leenkring.jobs")

#: a file that could not be made after so many beginnings is given up
MOST_TRIES = 3


class Making(StrEnum):
    """How far a file is."""

    #: asked for
    WAITING = "waiting"
    #: being made
    UNDER_WAY = "making"
    #: may be downloaded
    READY = "ready"
    #: could not be made, and is not tried again
    FAILED = "failed"
    #: somebody took it back
    CANCELLED = "cancelled"
    #: was kept long enough; the file is gone
    REMOVED = "removed"


#: is still to come
TO_COME = (Making.WAITING, Making.UNDER_WAY)


class MadeFile(BelongsToDigibank, Versioned):
    """A row that stands for a file which takes a while. Its table says `one_of(Making, "state")`."""

    state: Mapped[Making] = mapped_column(EnumText(Making), default=Making.WAITING)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    #: how often making it was begun; whoever makes it holds this number
    tries: Mapped[int] = mapped_column(default=0)
    #: when whoever makes it last gave a sign of life
    touched_at: Mapped[datetime | None] = mapped_column(Moment)
    #: how many of its parts are in, of how many
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    kept_until: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def is_under_way(self) -> bool:
        """Is it still to come?"""
        return self.state in TO_COME


def one_to_come(name: str, *columns: str) -> Index:
    """Of the files that are still to come there is one with these columns: who asks twice gets the same."""
    states = text("state IN ({})".format(", ".join(f"'{one}'" for one in TO_COME)))
    return Index(name, "digibank_id", *columns, unique=True, sqlite_where=states, postgresql_where=states)


class TakenOver(Exception):
    """Another process makes this file now, or nobody wants it any more."""


@dataclass(frozen=True)
class Claim:
    """A file that this process makes, until someone thinks it dead or takes the file back."""

    row_id: int
    tries: int


Row = TypeVar("Row", bound=MadeFile)


class MadeFiles(Generic[Row]):
    """All files of one table: `folder` is theirs inside the data folder, `ending` theirs alone (".pdf").

    `silence`: after so long without a sign of life, whoever makes one is taken for dead.
    """

    def __init__(self, model: type[Row], folder: str, ending: str, silence: timedelta) -> None:
        self.model, self.silence = model, silence
        self._folder, self._ending = folder, ending

    def folder(self) -> Path:
        """Where the files are; nobody else on the machine may look in."""
        path = config.data_folder() / self._folder
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    def path_of(self, row: Row) -> Path:
        """Where the file of this row is, or would be."""
        return self.folder() / self._name(row.id)

    def _name(self, row_id: int) -> str:
        return f"{current_digibank_id()}-{row_id}{self._ending}"

    def _half(self, row_id: int) -> str:
        return f".{current_digibank_id()}-{row_id}."

    # --- making -------------------------------------------------------------------------------------

    def make_waiting(self, make: Callable[[Claim], None]) -> None:
        """Let `make` make every file that waits, or that somebody began and did not finish."""
        while (claim := self.claim(clock.now())) is not None:
            try:
                make(claim)
            except TakenOver:
                log.info("a file was cancelled or taken over", extra={self.model.__name__: claim.row_id})

    def claim(self, now: datetime) -> Claim | None:
        """Take one file so that no other process does; one that was begun too often is given up."""
        model = self.model
        with upkeep():
            is_silent = (model.state == Making.UNDER_WAY) & (model.touched_at <= now - self.silence)
            query = (
                select(model)
                .where(or_(model.state == Making.WAITING, is_silent))
                .order_by(model.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            while (found := db.session.execute(query).scalar()) is not None and found.tries >= MOST_TRIES:
                found.state = Making.FAILED
                db.session.flush()
            if found is None:
                return None
            found.state, found.tries, found.touched_at, found.done = Making.UNDER_WAY, found.tries + 1, now, 0
            return Claim(found.id, found.tries)

    def held(self, claim: Claim) -> Row:
        """The row, locked, while it is still this process that makes its file; TakenOver otherwise."""
        query = select(self.model).where(self.model.id == claim.row_id).with_for_update()
        row = db.session.execute(query).scalar_one()
        if row.state is not Making.UNDER_WAY or row.tries != claim.tries:
            raise TakenOver
        return row

    def tell(self, claim: Claim, done: int, total: int | None = None) -> None:
        """A sign of life, and how far it is; TakenOver when another makes it, or nobody wants it any more."""
        with upkeep():
            row = self.held(claim)
            row.done, row.touched_at = done, clock.now()
            row.total = row.total if total is None else total

    def give_up(self, claim: Claim) -> None:
        """It cannot be made, and trying again would not help."""
        with upkeep():
            self.held(claim).state = Making.FAILED

    @contextmanager
    def half(self, claim: Claim) -> Iterator[Path]:
        """Where to make it: a path of this try alone, of which nothing is left afterwards."""
        path = self.folder() / f"{self._half(claim.row_id)}{claim.tries}.half"
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def put_in_place(self, row: Row, half: Path, *, kept_until: datetime) -> None:
        """Ready, inside the deed that says so.

        The file moves before the commit: a file without its row is made again, a row without its file could not be
        downloaded.
        """
        row.state, row.kept_until = Making.READY, kept_until
        db.session.flush()
        half.replace(self.path_of(row))

    # --- removing -----------------------------------------------------------------------------------

    def remove_old(self, now: datetime, note: Callable[[Row], None]) -> None:
        """Files that were kept long enough go, each in a deed that `note` records; and what belongs to no row."""
        model = self.model
        query = (
            select(model.id).where(model.state == Making.READY, model.kept_until <= now).order_by(model.id)
        )
        for row_id in db.session.execute(query).scalars().all():
            with transaction():
                row = db.session.get_one(model, row_id)
                row.state = Making.REMOVED
                note(row)
        self._sweep()

    def _sweep(self) -> None:
        """Files of which the row is not ready (any more), and what a process that died left behind."""
        query = select(self.model.id, self.model.state).where(
            self.model.state.in_((Making.READY, Making.UNDER_WAY))
        )
        rows = db.session.execute(query).all()
        ready = {self._name(row_id) for row_id, state in rows if state is Making.READY}
        making = tuple(self._half(row_id) for row_id, state in rows if state is Making.UNDER_WAY)
        ours = (f"{current_digibank_id()}-", f".{current_digibank_id()}-")
        for path in self.folder().iterdir():
            is_kept = path.name in ready or path.name.startswith(making)
            if path.name.startswith(ours) and not is_kept:
                with suppress(OSError):
                    path.unlink()


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A new file that only this user of the machine may read; on the disk to its last byte when the block ends."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
