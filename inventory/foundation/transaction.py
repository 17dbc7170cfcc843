"""All of it, or none of it; and what is to be done after.

One deed is one transaction. The outermost `transaction()` lets go of what was read, so that rules are asked
on the truth of now, takes SQLite's write lock at once, writes the trace, commits, and only then runs the
errands (letters to post, jobs to wake). A lost race becomes the refusal SomeoneElseWasFirst.

A browser's or machine's request that carries a key of its own is a *unit*: all its deeds share one
transaction with the row that remembers the answer, so that asking twice does it once.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError

from inventory.foundation import audit
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal, SomeoneElseWasFirst

T = TypeVar("T")


@dataclass
class _Unit:
    """What is under way: how deep we are, and what waits for the commit."""

    depth: int = 0
    begun: bool = False
    errands: list[Callable[[], object]] = field(default_factory=list)
    #: called once, right after the real beginning; set when a request carries a key
    on_begin: Callable[[], object] | None = None
    #: a request's unit commits when the request is answered, not when a deed ends
    is_request: bool = False


_unit: ContextVar[_Unit | None] = ContextVar("unit", default=None)


class Unrecorded(RuntimeError):
    """Rows of a digibank changed and nobody said what was done. A bug."""


@contextmanager
def transaction() -> Iterator[None]:
    """One deed: everything in this block, its trace and its letters, or nothing at all."""
    unit = _unit.get()
    token = None
    if unit is None:
        unit = _Unit()
        token = _unit.set(unit)
    unit.depth += 1
    try:
        if not unit.begun:
            _begin(unit)
        with _losing_a_race_politely():
            yield
            if unit.depth == 1:
                db.session.flush()
        if unit.depth == 1 and not unit.is_request:
            _commit(unit)
    except BaseException:
        if unit.depth == 1:
            _undo(unit)
        raise
    finally:
        unit.depth -= 1
        if token is not None:
            _unit.reset(token)
    if token is not None:
        _run_errands(unit)


@contextmanager
def request_unit(on_begin: Callable[[], object]) -> Iterator[Callable[[], None]]:
    """All deeds of one request as one transaction. Gives a `settle` to call when the answer is known.

    `on_begin` runs first inside the transaction, if any deed is done at all. Without `settle`, or after an
    error, nothing of it is kept.
    """
    unit = _Unit(on_begin=on_begin, is_request=True)
    token = _unit.set(unit)
    try:
        yield lambda: _settle(unit)
    finally:
        if unit.begun:
            _undo(unit)
        _unit.reset(token)


@contextmanager
def attempt() -> Iterator[None]:
    """One of many within a deed under way, which may be refused by itself.

    What it wrote, noted and would have posted is gone then, and the others stand; the refusal goes on to the caller.
    """
    unit = _unit.get()
    assert unit is not None, "an attempt is a part of a deed"
    assert unit.begun, "an attempt is a part of a deed"
    session = db.session()
    noted, errands, touched = audit.count(session), len(unit.errands), session.info.get("touched", False)
    try:
        with _losing_a_race_politely(), session.begin_nested():
            yield
    except Refusal:
        audit.forget_after(session, noted)
        del unit.errands[errands:]
        session.info["touched"] = touched
        raise


@contextmanager
def upkeep() -> Iterator[None]:
    """The ground's own bookkeeping (kept forms, the postman's rounds): kept at once, no deed, so no trace."""
    assert _unit.get() is None, "upkeep is never part of a deed"
    db.session.rollback()
    db.session.connection(execution_options={"writing": True})
    try:
        yield
        db.session.flush()
        db.session.info.pop("touched", None)
        db.session.commit()
    except BaseException:
        db.session.rollback()
        db.session.info.pop("touched", None)
        raise


@contextmanager
def apart(because: str) -> Iterator[None]:
    """Deeds in this block commit by themselves, also inside a request with a key. Say why; it is greppable.

    Only before the request did anything: what it did itself would be lost at the first of these commits.
    """
    assert because
    assert not unit_has_begun(), "the request under way has begun already"
    token = _unit.set(None)
    try:
        yield
    finally:
        _unit.reset(token)


def each_by_itself(work: Callable[[T], object], things: Sequence[T]) -> None:
    """Do `work` for each of these, one after the other: trouble with one does not stop the next, and leaves nothing
    half done for it. It is raised when all is done."""
    first: Exception | None = None
    for at, thing in enumerate(things, start=1):
        try:
            work(thing)
        except Exception as problem:  # noqa: BLE001 -- it is raised when all is done
            db.session.rollback()
            first = first or problem
            if at == len(things):
                raise first from None
    if first is not None:
        raise first


def in_portions(work: Callable[[Sequence[T]], object], things: Sequence[T], most: int) -> None:
    """Do `work` for so many of these at once; where it stumbles at some, for each of them alone, so that the others
    are done. It is raised when all is done."""

    def at_once(some: Sequence[T]) -> None:
        try:
            work(some)
        except Exception:
            if len(some) == 1:
                raise
            db.session.rollback()
            each_by_itself(work, [[one] for one in some])

    each_by_itself(at_once, [things[start : start + most] for start in range(0, len(things), most)])


def hold(row: Any) -> None:
    """Read `row` anew and keep others from it until this deed is done; theirs waits for ours.

    Only the row itself: what was loaded along with it may be missing, and PostgreSQL cannot hold what is not there.
    What this deed changed of it already is written first, for reading anew would lose it.
    """
    if db.session.is_modified(row):
        db.session.flush()
    db.session.refresh(row, with_for_update={"of": type(row)})


def unit_has_begun() -> bool:
    """Has a deed been done in the request under way?"""
    unit = _unit.get()
    return unit is not None and unit.begun


def after_commit(errand: Callable[[], object]) -> None:
    """Run `errand` once the deed under way is safely kept; never if it is not. The same one runs once."""
    unit = _unit.get()
    if unit is None:
        raise RuntimeError("after_commit belongs inside a transaction")
    if errand not in unit.errands:
        unit.errands.append(errand)


def _begin(unit: _Unit) -> None:
    db.session.rollback()
    db.session.connection(execution_options={"writing": True})
    unit.begun = True
    audit.begin(db.session())
    if unit.on_begin:
        unit.on_begin()


def _commit(unit: _Unit) -> None:
    with _losing_a_race_politely():
        db.session.flush()
        recorded = audit.write(db.session())
        if db.session.info.pop("touched", False) and not recorded:
            raise Unrecorded("rows of a digibank changed, and nothing was recorded")
        db.session.commit()
    unit.begun = False


def _undo(unit: _Unit) -> None:
    db.session.rollback()
    db.session.info.pop("touched", None)
    audit.begin(db.session())
    unit.begun = False
    unit.errands.clear()


def _settle(unit: _Unit) -> None:
    if unit.begun:
        _commit(unit)
    _run_errands(unit)


def _run_errands(unit: _Unit) -> None:
    errands, unit.errands = unit.errands, []
    for errand in errands:
        errand()


@contextmanager
def _losing_a_race_politely() -> Iterator[None]:
    """A row changed under our hands or went, or a unique place was taken: someone else was first."""
    try:
        yield
    except (StaleDataError, ObjectDeletedError) as error:
        raise SomeoneElseWasFirst from error
    except IntegrityError as error:
        if _is_taken(error):
            raise SomeoneElseWasFirst from error
        raise
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) in {"40001", "40P01"}:
            raise SomeoneElseWasFirst from error
        raise


def _is_taken(error: IntegrityError) -> bool:
    """Did a unique constraint refuse? (23505 is PostgreSQL's word for it.)"""
    original: Any = error.orig
    return getattr(original, "sqlstate", "") == "23505" or "UNIQUE constraint failed" in str(original)


__all__ = [
    "Refusal",
    "Unrecorded",
    "after_commit",
    "attempt",
    "hold",
    "request_unit",
    "transaction",
    "unit_has_begun",
    "upkeep",
]
