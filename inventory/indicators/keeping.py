"""Who sees that something changed that is counted, and lets the digibank's counters run on.

A counter per sort of thing, raised once by each transaction that wrote such a thing, just before it commits and so
together with it. The journal's own length would do as well and costs nothing, but it grows with every scan at the
bench: no answer would be kept for a minute. A trigger in the database would see each row, and make every writer wait
for the one row of the counter from its first row on; here it is held only while the journal's end is held anyway.

Seen are rows that the session writes and statements that it executes, so bulk writes too. What writes past the session
(a restored backup brings its own counters) is followed by `leenkring figures rebuild`.
"""

from typing import Any

from sqlalchemy import event, inspect, literal, select, true, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from inventory.digibank.models import Digibank
from inventory.foundation.tenancy import current_digibank_id, is_inside
from inventory.indicators.answer import Indicator
from inventory.indicators.models import FigureClock

COUNTERS = _CONTACTS, _LOANS, _MOMENTS = "contacts", "loans", "moments"
#: by table, which counter its changes raise
_COUNTED = {
    "service_contact": _CONTACTS,
    "referral_out": _CONTACTS,
    "borrower_group": _CONTACTS,
    "service_location": _CONTACTS,
    "help_type": _CONTACTS,
    "borrower": _CONTACTS,
    "partner": _CONTACTS,
    "figure_settings": _CONTACTS,
    "loan": _LOANS,
    "extension": _LOANS,
    "swap": _LOANS,
    "deposit": _LOANS,
    "application": _LOANS,
    "device": _LOANS,
    "workshop_session": _MOMENTS,
    "workshop_venue": _MOMENTS,
    "seat": _MOMENTS,
    "outing": _MOMENTS,
    "outing_visit": _MOMENTS,
    "visitor_ticket": _MOMENTS,
}
#: of a row that is written all day, only what is counted of it
_ONLY = {"device": "kind"}
#: on which counters each indicator rests
RESTS_ON: dict[Indicator, tuple[str, ...]] = {
    Indicator.UNIQUE_VISITORS: (_CONTACTS,),
    Indicator.RETURNING_VISITORS: (_CONTACTS,),
    Indicator.LOCATIONS: (_CONTACTS,),
    Indicator.GROUPS_BY_LOCATION: (_CONTACTS,),
    Indicator.REFERRERS: (_CONTACTS, _LOANS),
    Indicator.GROUPS_BY_REFERRER: (_CONTACTS,),
    Indicator.DESTINATIONS: (_CONTACTS,),
    Indicator.INTERNAL_REFERRALS: (_CONTACTS,),
    Indicator.HELP_QUESTIONS: (_CONTACTS, _LOANS),
    Indicator.OCCUPANCY: (_CONTACTS, _MOMENTS),
    Indicator.LOANS: (_CONTACTS, _LOANS),
    Indicator.BORROWERS: (_CONTACTS, _LOANS),
}
#: where a session remembers what it changed: (digibank or None for all, counter)
_CHANGED = "figures_changed"


@event.listens_for(Session, "after_flush")
def _see_rows(session: Session, _context: Any) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        table = getattr(row, "__tablename__", "")
        if table in _COUNTED and _is_counted(session, row, table):
            _note(session, row.digibank_id, table)


def _is_counted(session: Session, row: Any, table: str) -> bool:
    """Did what is counted of this row change?"""
    if row not in session.dirty:
        return True
    if (only := _ONLY.get(table)) is not None:
        return inspect(row).attrs[only].history.has_changes()
    return session.is_modified(row)


@event.listens_for(Session, "do_orm_execute")
def _see_statements(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        table: Any = getattr(state.statement, "table", None)
        if table is not None and table.name in _COUNTED:
            _note(state.session, current_digibank_id() if is_inside() else None, table.name)


def _note(session: Session, digibank_id: int | None, table: str) -> None:
    session.info.setdefault(_CHANGED, set()).add((digibank_id, _COUNTED[table]))


@event.listens_for(Session, "before_commit")
def _run_on(session: Session) -> None:
    if session.in_nested_transaction() or not session.info.get(_CHANGED):
        return
    changed: set[tuple[int | None, str]] = session.info.pop(_CHANGED)
    # In order of id, so that two who change things in several digibanken never wait for each other.
    for digibank_id in sorted({whose for whose, _ in changed}, key=lambda whose: whose or 0):
        _raise(session, digibank_id, {counter for whose, counter in changed if whose == digibank_id})


@event.listens_for(Session, "after_soft_rollback")
def _never_mind(session: Session, ended: SessionTransaction) -> None:
    # What was undone within a deed takes back no more than itself, and a counter that runs on for nothing costs little.
    if not ended.nested:
        session.info.pop(_CHANGED, None)


def _raise(session: Session, digibank_id: int | None, counters: set[str]) -> None:
    clock = FigureClock.__table__
    one_more = {name: clock.c[name] + 1 for name in counters}
    insert = insert_on_postgresql if session.get_bind().dialect.name == "postgresql" else insert_on_sqlite
    if digibank_id is None:
        # A digibank without counters has answers that rest on none: it begins to count now.
        every = select(Digibank.__table__.c.id, *(literal(0) for _name in COUNTERS))
        missing = insert(clock).from_select(["digibank_id", *COUNTERS], every.where(true()))
        session.execute(missing.on_conflict_do_nothing(index_elements=["digibank_id"]))
        session.execute(update(clock).values(one_more))
        return
    begun = dict.fromkeys(COUNTERS, 0) | dict.fromkeys(counters, 1)
    session.execute(
        insert(clock)
        .values(digibank_id=digibank_id, **begun)
        .on_conflict_do_update(index_elements=["digibank_id"], set_=one_more)
    )
