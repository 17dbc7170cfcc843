"""One digibank never sees another's shelves: inside one, or refused.

Every tenant table carries `digibank_id`. Inside a digibank each ORM query on such a table is narrowed to it,
new rows are stamped with it, and touching another's row is an error. Outside, such a query is an error
too: forgetting where one is must be loud. What this net does not see (Core selects on `__table__`, `text()`,
an object already loaded) is forbidden outside this package, and entering another digibank starts with an
empty session.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import ForeignKey, Integer, bindparam, event, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria
from sqlalchemy.sql import visitors

from inventory.foundation.database import Base, db
from inventory.foundation.refusal import NotHere

#: no digibank at all, and every digibank: ids that no row has
_NOWHERE, _EVERYWHERE = -1, -2

R = TypeVar("R", bound=Base)

_scope: ContextVar[int] = ContextVar("digibank", default=_NOWHERE)


class OutsideEveryDigibank(RuntimeError):
    """A tenant table was asked for without saying whose. A bug, never a user's mistake."""


class AcrossTheWall(RuntimeError):
    """A row of one digibank was about to be written from inside another. A bug."""


class BelongsToDigibank:
    """A row that is one digibank's own."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: whose row this is; part of every foreign key to and from it
    digibank_id: Mapped[int] = mapped_column(ForeignKey("digibank.id"), index=False)


def current_digibank_id() -> int:
    """The digibank we are inside of; OutsideEveryDigibank when in none or in all."""
    scope = _scope.get()
    if scope < 0:
        raise OutsideEveryDigibank("say which digibank with inside(...)")
    return scope


def is_inside() -> bool:
    """Are we inside one digibank?"""
    return _scope.get() >= 0


def enter(digibank_id: int) -> Any:
    """Step inside for the rest of a request; give the answer to `leave`.

    What was changed so far is written first: nothing goes along in hand, so it would be lost.
    """
    if _scope.get() != digibank_id and db.session.registry.has():
        db.session.flush()
        db.session.expunge_all()
    return _scope.set(digibank_id)


def leave(token: Any) -> None:
    """Step out again. AcrossTheWall when something was changed in there and not written: it would be lost."""
    if unwritten := _step_out(token):
        names = ", ".join(sorted({type(row).__name__ for row in unwritten}))
        raise AcrossTheWall(f"{names} was changed, and not written before going back")


def _step_out(token: Any) -> list[BelongsToDigibank]:
    """Back inside one digibank, nothing of another is in hand: by its key it would be found without a question.

    What is let go of although it was changed and not written.
    """
    left = _scope.get()
    _scope.reset(token)
    scope = _scope.get()
    if scope < 0 or scope == left or not db.session.registry.has():
        return []
    session = db.session()
    in_hand = [*session.identity_map.values(), *session.new]
    others = _of_others([row for row in in_hand if isinstance(row, BelongsToDigibank)], left, scope)
    unwritten = [
        row
        for row in others
        if row in session.new or row in session.deleted or session.is_modified(row, include_collections=False)
    ]
    for row in others:
        session.expunge(row)
    return unwritten


def _of_others(in_hand: Sequence[BelongsToDigibank], left: int, scope: int) -> list[BelongsToDigibank]:
    """Which of these rows are not of `scope`. Of one whose values ran out by a commit nobody knows, so it is asked."""
    others: list[BelongsToDigibank] = []
    unknown: dict[Any, list[BelongsToDigibank]] = {}
    for row in in_hand:
        # Who stepped inside another began with nothing in hand, so all that tells nothing of itself is of that one.
        whose = row.__dict__.get("digibank_id") or (left if left >= 0 else None)
        if whose is None and inspect(row).persistent:
            unknown.setdefault(type(row), []).append(row)
        elif whose not in (None, scope):
            others.append(row)
    for model, rows in unknown.items():
        ids = {inspect(row).identity[0]: row for row in rows}
        here: set[Any] = set()
        # Where the database is in trouble already, nothing is asked and none is kept: that trouble is what is told.
        with suppress(SQLAlchemyError), db.session.no_autoflush:
            here.update(db.session.scalars(select(model.id).where(model.id.in_(ids))))
        others += [row for key, row in ids.items() if key not in here]
    return others


@contextmanager
def inside(digibank_id: int) -> Iterator[None]:
    """Everything in this block happens inside one digibank."""
    token = enter(digibank_id)
    try:
        yield
    except BaseException:
        _step_out(token)
        raise
    leave(token)


@contextmanager
def everywhere(because: str) -> Iterator[None]:
    """Look over all digibanken: the keeper's errands, sign-in, a public code. Say why; it is greppable."""
    assert because
    token = _scope.set(_EVERYWHERE)
    try:
        yield
    except BaseException:
        _step_out(token)
        raise
    leave(token)


def _asks_for_a_digibanks_rows(statement: Any) -> bool:
    """Does any part of this statement, however deep, name a tenant table's class?"""
    for part in visitors.iterate(statement):
        mapper = getattr(part, "_annotations", {}).get("parententity")
        if mapper is not None and issubclass(mapper.mapper.class_, BelongsToDigibank):
            return True
    return False


#: whose rows; every question gets it with its other values, so that all digibanken share one compiled statement
_HERE = bindparam("the_digibank", type_=Integer(), required=True)
_WALL = with_loader_criteria(
    BelongsToDigibank,
    lambda model: model.digibank_id == _HERE,
    include_aliases=True,
    # What a loaded row fetches later passes here by itself; a refresh of it asks by its key alone.
    propagate_to_loaders=False,
    track_closure_variables=False,
)
#: a question that is written once, at import, is narrowed once; one that is made anew is forgotten with it
_within_the_wall: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    scope = _scope.get()
    if state.is_column_load or scope == _EVERYWHERE:
        return
    if scope == _NOWHERE:
        if _asks_for_a_digibanks_rows(state.statement):
            raise OutsideEveryDigibank("a tenant table was asked for outside inside(...)")
        return
    if not state.is_select:
        # The values of an UPDATE are columns, so whose rows it may touch stands in the statement itself.
        state.statement = state.statement.options(
            with_loader_criteria(
                BelongsToDigibank, lambda model: model.digibank_id == scope, include_aliases=True
            )
        )
        return
    state.statement = _narrowed(state.statement)
    given: Any = state.parameters or {}
    state.parameters = {**given, _HERE.key: scope}


def _narrowed(question: Any) -> Any:
    kept = _within_the_wall.get(question)
    if kept is None:
        kept = _within_the_wall[question] = question.options(_WALL)
    return kept


def rows_of(question: Any, **values: Any) -> Sequence[Any]:
    """The rows of a question that names columns, within the walls; for what is only shown, on pages asked for all day.

    The same as `db.session.execute(question, values).all()`, without the session's part in it: no objects are
    made, and what this request changed and did not flush yet is not seen. Takes half the time.
    """
    asked = {**values, _HERE.key: current_digibank_id()}
    return db.session.connection().execute(_narrowed(question), asked).all()


def row_here(model: type[R], key: object, **values: object) -> R:
    """The row of this digibank with this key, and with these values in it; NotHere when there is none.

    One that stands elsewhere is answered like one that never was.
    """
    found = db.session.get(model, key)
    if found is None or any(getattr(found, name) != value for name, value in values.items()):
        raise NotHere
    return found


@event.listens_for(Session, "before_flush")
def _stamp(session: Session, _context: Any, _instances: Any) -> None:
    scope = _scope.get()
    changed = [*session.new, *session.dirty, *session.deleted]
    for row in changed:
        if not isinstance(row, BelongsToDigibank):
            continue
        session.info["touched"] = True
        if scope == _EVERYWHERE:
            continue
        if scope == _NOWHERE:
            raise OutsideEveryDigibank(f"{type(row).__name__} was about to be written outside inside(...)")
        if row.digibank_id is None and row in session.new:
            row.digibank_id = scope
        if row.digibank_id != scope:
            raise AcrossTheWall(f"{type(row).__name__} of {row.digibank_id} written from inside {scope}")
