"""What takes longer to work out than anyone waits for a page: asked by a page, worked out in the background.

A room says under a name how an answer is worked out, from plain values to plain values that stand in a page as they
are: numbers and words of ours, never a person. Where that is quick, a page waits for it and nothing is kept. Where it
is not, a page shows what was worked out last and says of when that is, and the background works it out again.
"""

import hashlib
import inspect
import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.beside import write_beside
from inventory.foundation.database import Model, Moment, db, walls
from inventory.foundation.jobs import wake
from inventory.foundation.offers import offers
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.foundation.transaction import each_by_itself, upkeep

log = logging.getLogger("leenkring.jobs")

#: what was worked out no longer ago than this need not be worked out again
FRESH = timedelta(minutes=10)
#: an answer that nobody asked for anew in so long goes
_IDLE = timedelta(days=40)
#: characters in which everything that is asked fits
_MOST = 500
_EDITION = 16
#: plain values: what JSON can hold
Asked = Mapping[str, Any]
_MAKERS: dict[str, Callable[[Asked], Any]] = {}
#: by name, in which wording of its module an answer is written and read
_EDITIONS: dict[str, str] = {}
#: the jobs' process has several threads; one at a time works
_working = threading.Lock()
T = TypeVar("T")
R = TypeVar("R")
F = TypeVar("F", bound=Callable[[Asked], Any])


class LongAnswer(BelongsToDigibank, Model):
    """What was worked out last of one question, or that somebody waits for it. A copy: it may be thrown away."""

    __tablename__ = "long_answer"
    __table_args__ = (
        *walls("long_answer"),
        UniqueConstraint("digibank_id", "what", "asked", name="uq_long_answer_once"),
        CheckConstraint(
            "(told IS NULL) = (made_at IS NULL) AND (told IS NULL) = (edition IS NULL)", name="made"
        ),
        CheckConstraint("told IS NOT NULL OR wanted_at IS NOT NULL", name="made_or_waited_for"),
        Index(
            "ix_long_answer_wanted", "digibank_id", "wanted_at",
            sqlite_where=db.text("wanted_at IS NOT NULL"), postgresql_where=db.text("wanted_at IS NOT NULL"),
        ),
    )  # fmt: skip
    #: under which name it is worked out: "impact.period"
    what: Mapped[str] = mapped_column(String(60))
    #: of what, as JSON with its names in order, so that the same question is the same text
    asked: Mapped[str] = mapped_column(String(_MOST))
    #: when it was begun, so that nothing later is in it; None: not yet, somebody waits for it
    made_at: Mapped[datetime | None] = mapped_column(Moment)
    #: since when somebody waits until it is worked out anew
    wanted_at: Mapped[datetime | None] = mapped_column(Moment)
    told: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    #: how it is written; what an older house wrote is not read
    edition: Mapped[str | None] = mapped_column(String(_EDITION))


def long_answer(what: str) -> Callable[[F], F]:
    """The decorated function works out what is asked under this name.

    What it answers is written and read in its own module, so what was worked out before that changed is not read.
    """

    def hang(maker: F) -> F:
        assert what not in _MAKERS, what
        _MAKERS[what] = maker
        source = Path(inspect.getfile(maker)).read_bytes()
        _EDITIONS[what] = hashlib.sha256(source).hexdigest()[:_EDITION]
        return maker

    return hang


@dataclass(frozen=True)
class AtHand(Generic[T]):
    """What a page can show at once."""

    #: what was worked out last; None: never yet
    told: T | None
    #: of when it is; None: of now
    as_of: datetime | None = None
    #: is it being worked out anew in the background?
    is_waited_for: bool = False

    @property
    def newest(self) -> T | None:
        """What was worked out, unless a newer one is on its way: for a file, which goes to others and stays."""
        return None if self.is_waited_for else self.told

    def read_by(self, reader: Callable[[T], R]) -> "AtHand[R]":
        """The same, its plain values read into what they stand for."""
        told = None if self.told is None else reader(self.told)
        return AtHand(told, self.as_of, self.is_waited_for)


def at_hand(what: str, asked: Asked, *, waits: bool) -> AtHand[Any]:
    """What is known of this now: worked out here where the page `waits`, and else what was worked out last.

    What is older than ten minutes is asked of the background; a page that looks again every few seconds asks once.
    """
    if waits:
        return AtHand(_MAKERS[what](asked))
    now, key = clock.now(), _text(asked)
    query = select(LongAnswer.told, LongAnswer.made_at, LongAnswer.wanted_at, LongAnswer.edition)
    row = db.session.execute(query.where(LongAnswer.what == what, LongAnswer.asked == key)).first()
    told, made_at, wanted_at, edition = row if row is not None else (None, None, None, None)
    if edition != _EDITIONS[what]:
        told = made_at = None
    if made_at is not None and now - made_at < FRESH:
        return AtHand(told, made_at)
    if wanted_at is None:
        _write(
            what,
            key,
            {"told": None, "made_at": None, "edition": None, "wanted_at": now},
            fresh=("wanted_at",),
        )
        wake("background")
    return AtHand(told, made_at, is_waited_for=True)


def _text(asked: Asked) -> str:
    text = json.dumps(asked, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert len(text) <= _MOST, text
    return text


def _write(
    what: str, key: str, values: dict[str, Any], fresh: tuple[str, ...], *, has_time: bool = False
) -> None:
    write_beside(
        LongAnswer, [{"what": what, "asked": key, **values}], key=("what", "asked"), fresh=fresh,
        has_time=has_time,
    )  # fmt: skip


@offers("background")
def work_out_what_waits() -> None:
    """Work out what pages of the digibank we are inside of wait for; trouble with one keeps no other waiting."""
    if not _working.acquire(blocking=False):
        return
    try:
        query = select(LongAnswer.what, LongAnswer.asked).where(LongAnswer.wanted_at.is_not(None))
        waiting = db.session.execute(query.order_by(LongAnswer.wanted_at, LongAnswer.id)).all()
        # Who asked it may have been an older version of the house.
        each_by_itself(_work_out, [(what, key) for what, key in waiting if what in _MAKERS])
    finally:
        _working.release()


def _work_out(one: tuple[str, str]) -> None:
    what, key = one
    db.session.rollback()  # on the facts as they are by now
    begun_at = clock.now()
    told = _MAKERS[what](json.loads(key))
    values = {"told": told, "made_at": begun_at, "edition": _EDITIONS[what], "wanted_at": None}
    _write(what, key, values, fresh=tuple(values), has_time=True)
    log.info("a long answer was worked out", extra={"what": what})


@offers("nightly")
def let_go(_actor: Actor, _today: date) -> None:
    """What nobody asked for in a long while is not kept, nor what could not be worked out in a day."""
    now = clock.now()
    with upkeep():
        db.session.execute(
            delete(LongAnswer).where(
                (LongAnswer.made_at < now - _IDLE)
                | (LongAnswer.made_at.is_(None) & (LongAnswer.wanted_at < now - timedelta(days=1)))
            )
        )
