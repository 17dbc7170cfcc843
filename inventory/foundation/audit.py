"""What was done, by whom, to what. Written with the deed; never changed after.

Each digibank has one chain: every event holds the hash of the one before, so that a row altered, removed
or slipped in behind the app's back is found. An event never holds a personal value: it points at people
by id and carries amounts, dates, codes and stages. What is personal stands in rows that can be blanked,
so a person can vanish and the chain still verifies.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Index, String, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.foundation.actor import Actor
from inventory.foundation.database import Model, Moment, append_only, db, walls
from inventory.foundation.tenancy import BelongsToDigibank, current_digibank_id

FIRST = "0" * 64


class AuditEvent(BelongsToDigibank, Model):
    """One deed, done."""

    __tablename__ = "audit_event"
    __table_args__ = (
        *walls("audit_event"),
        Index("ix_audit_event_number", "digibank_id", "number", unique=True),
        Index("ix_audit_event_device", "digibank_id", "device_id", "id"),
        Index("ix_audit_event_thing", "digibank_id", "thing", "thing_id", "id"),
    )
    #: its place in the digibank's chain, from 1, without gaps
    number: Mapped[int]
    happened_at: Mapped[datetime] = mapped_column(Moment)
    #: `room.deed_in_past_tense`
    deed: Mapped[str] = mapped_column(String(80))
    #: the table and id of what it was done to
    thing: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int]
    #: the device on whose page this shows
    device_id: Mapped[int | None]
    #: person, token or house
    actor_kind: Mapped[str] = mapped_column(String(12))
    actor_id: Mapped[int | None]
    #: what the house was doing
    errand: Mapped[str] = mapped_column(String(40), default="")
    #: amounts, dates, codes and stages as JSON text, exactly as hashed
    particulars_text: Mapped[str] = mapped_column(String)
    previous_hash: Mapped[str] = mapped_column(String(64))
    own_hash: Mapped[str] = mapped_column(String(64))

    @property
    def particulars(self) -> dict[str, Any]:
        """The particulars as a dictionary."""
        return json.loads(self.particulars_text)


append_only(AuditEvent.__table__)


class AuditHead(BelongsToDigibank, Model):
    """Where a digibank's chain ends; the row that writers queue for."""

    __tablename__ = "audit_head"
    __table_args__ = (*walls("audit_head"), Index("ix_audit_head_one", "digibank_id", unique=True))
    number: Mapped[int] = mapped_column(default=0)
    own_hash: Mapped[str] = mapped_column(String(64), default=FIRST)


@dataclass(frozen=True)
class _Noted:
    """A deed noted during a transaction; its ids are read when it is written."""

    actor: Actor
    deed: str
    thing: Any
    happened_at: datetime
    device: Any
    particulars: dict[str, Any]


def record(
    actor: Actor, deed: str, thing: Any, *, now: datetime, device: Any = None, **particulars: Any
) -> None:
    """Note that `actor` did `deed` to `thing`; it is written with the transaction under way.

    `device` puts it on that device's timeline too (a device is its own). Particulars hold no personal value.
    """
    if device is None and getattr(thing, "__tablename__", "") == "device":
        device = thing
    db.session.info.setdefault("noted", []).append(
        _Noted(actor, deed, thing, now.astimezone(UTC), device, _plain(particulars))
    )


def record_many(
    actor: Actor,
    deed: str,
    table: str,
    rows: Sequence[tuple[int, dict[str, Any]]],
    *,
    now: datetime,
    devices: Mapping[int, int] | None = None,
) -> None:
    """Note one deed for many rows that were written in bulk, as (id, particulars).

    `devices` says by the id of a row on which device's timeline it shows too.
    """
    on = (devices or {}).get if table != "device" else int
    noted = db.session.info.setdefault("noted", [])
    for thing_id, particulars in rows:
        device_id = on(thing_id)
        noted.append(
            _Noted(
                actor,
                deed,
                _Row(table, thing_id),
                now.astimezone(UTC),
                _Row("device", device_id) if device_id is not None else None,
                particulars,
            )
        )


@dataclass(frozen=True)
class _Row:
    __tablename__: str
    id: int


def begin(session: Session) -> None:
    """A deed begins, or was abandoned: nothing is noted."""
    session.info.pop("noted", None)


def count(session: Session) -> int:
    """How many deeds are noted so far in the transaction under way."""
    return len(session.info.get("noted", []))


def forget_after(session: Session, kept: int) -> None:
    """Of what is noted only the first `kept` deeds were done after all."""
    del session.info.get("noted", [])[kept:]


def write(session: Session) -> bool:
    """Write what was noted at the end of each digibank's chain. Was there anything?"""
    noted: list[_Noted] = session.info.pop("noted", [])
    if not noted:
        return False
    # A deed is one digibank's; a request may hold several deeds (the example data founds two). In order of id, so
    # that two such requests never wait for each other.
    for digibank_id in sorted({note.actor.digibank_id for note in noted}):
        _lengthen(session, digibank_id, [note for note in noted if note.actor.digibank_id == digibank_id])
    return True


def _lengthen(session: Session, digibank_id: int, noted: list[_Noted]) -> None:
    """Add these deeds to the end of one digibank's chain."""
    head = _locked_head(session, digibank_id)
    number, previous = head
    rows = []
    for note in noted:
        number += 1
        row = _row(note, digibank_id, number, previous)
        previous = row["own_hash"]
        rows.append(row)
    table = AuditEvent.__table__
    for start in range(0, len(rows), 500):
        session.execute(insert(table), rows[start : start + 500])
    heads = AuditHead.__table__
    session.execute(
        update(heads).where(heads.c.digibank_id == digibank_id).values(number=number, own_hash=previous)
    )


def _locked_head(session: Session, digibank_id: int) -> tuple[int, str]:
    heads = AuditHead.__table__
    query = select(heads.c.number, heads.c.own_hash).where(heads.c.digibank_id == digibank_id)
    found = session.execute(query.with_for_update()).first()
    if found is None:
        session.execute(insert(heads).values(digibank_id=digibank_id, number=0, own_hash=FIRST))
        return 0, FIRST
    return found[0], found[1]


def _row(note: _Noted, digibank_id: int, number: int, previous: str) -> dict[str, Any]:
    row = {
        "digibank_id": digibank_id,
        "number": number,
        "happened_at": note.happened_at,
        "deed": note.deed,
        "thing": note.thing.__tablename__,
        "thing_id": note.thing.id,
        "device_id": note.device.id if note.device is not None else None,
        "actor_kind": note.actor.kind,
        "actor_id": note.actor.user_id,
        "errand": note.actor.errand,
        "particulars_text": json.dumps(note.particulars, ensure_ascii=False, sort_keys=True),
        "previous_hash": previous,
    }
    row["own_hash"] = hash_of(row)
    return row


_HASHED = (
    "digibank_id",
    "number",
    "deed",
    "thing",
    "thing_id",
    "device_id",
    "actor_kind",
    "actor_id",
    "errand",
    "particulars_text",
    "previous_hash",
)


def hash_of(row: dict[str, Any]) -> str:
    """The SHA-256 of an event's facts and of the event before it, in hexadecimal."""
    moment = row["happened_at"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    facts = json.dumps([moment, *(row[key] for key in _HASHED)], ensure_ascii=False)
    return hashlib.sha256(facts.encode()).hexdigest()


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold: the event's number and what is wrong with it."""

    digibank_id: int
    number: int
    reason: str


def verify(digibank_id: int | None = None) -> Iterator[Break]:
    """Every break in the chain of this digibank (by default the one we are inside of)."""
    if digibank_id is None:
        digibank_id = current_digibank_id()
    table = AuditEvent.__table__
    query = select(table).where(table.c.digibank_id == digibank_id).order_by(table.c.number)
    previous, expected = FIRST, 1
    for found in db.session.execute(query.execution_options(yield_per=1000)).mappings():
        row = dict(found)
        if row["number"] != expected:
            yield Break(digibank_id, row["number"], "an event is missing before this one")
        elif row["previous_hash"] != previous:
            yield Break(digibank_id, row["number"], "it does not follow from the event before it")
        elif hash_of(row) != row["own_hash"]:
            yield Break(digibank_id, row["number"], "its facts were altered")
        previous, expected = row["own_hash"], row["number"] + 1
    head = db.session.execute(
        select(AuditHead.__table__).where(AuditHead.__table__.c.digibank_id == digibank_id)
    ).first()
    if head is not None and (head.number != expected - 1 or head.own_hash != previous):
        yield Break(digibank_id, head.number, "the end of the chain is missing")


def _plain(particulars: dict[str, Any]) -> dict[str, Any]:
    return {key: _plain_value(value) for key, value in particulars.items() if value is not None}


def _plain_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple):
        return [_plain_value(one) for one in value]
    return str(value)


def length() -> int:
    """How many events the chain of the digibank we are inside of has."""
    heads = AuditHead.__table__
    query = select(heads.c.number).where(heads.c.digibank_id == current_digibank_id())
    return db.session.execute(query).scalar() or 0
