"""Doing it twice does it once.

A writing request carries a key: a form's hidden field, or the header `Idempotency-Key` of a machine. The
key and the first answer are kept in the same transaction as the deed, so a double click, a retry or a
second tab gets the first answer, and nothing happens again.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from markupsafe import escape
from sqlalchemy import JSON, CursorResult, Index, Insert, String, delete, insert, null, or_, select, update
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import Mapped, mapped_column

from inventory.foundation.database import Model, Moment, db


class AnsweredRequest(Model):
    """A key that was used, and what was answered. Kept for a week, in no digibank: the key holds the who."""

    __tablename__ = "answered_request"
    __table_args__ = (
        # Only those that still say something: few, for each night most of them fall silent.
        Index(
            "ix_answered_request_speaks",
            "answered_at",
            sqlite_where=db.text("body IS NOT NULL OR said IS NOT NULL"),
            postgresql_where=db.text("body IS NOT NULL OR said IS NOT NULL"),
        ),
    )
    #: SHA-256 of digibank, actor, endpoint and the key that was sent
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    answered_at: Mapped[datetime] = mapped_column(Moment, index=True)
    status: Mapped[int | None]
    location: Mapped[str | None] = mapped_column(String(2000))
    body: Mapped[str | None]
    content_type: Mapped[str | None] = mapped_column(String(80))
    #: the sentences on the green band, to be said again
    said: Mapped[list[Any] | None] = mapped_column(JSON)


_SPEAKS = or_(AnsweredRequest.__table__.c.body.is_not(None), AnsweredRequest.__table__.c.said.is_not(None))


@dataclass(frozen=True)
class Answer:
    """What was answered the first time."""

    status: int
    location: str | None
    body: str | None
    content_type: str | None
    said: list[Any]


class AlreadyAnswered(Exception):
    """This key was used before; `answer` is what was said then."""

    def __init__(self, answer: Answer) -> None:
        """Carry the first answer to the door."""
        super().__init__("answered before")
        self.answer = answer


def key_of(*parts: object) -> str:
    """One key of fixed size from whoever asks, what for, and what they sent."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()


def find_answer(key: str) -> Answer | None:
    """The first answer to this key, if there was one."""
    table = AnsweredRequest.__table__
    found = db.session.execute(select(table).where(table.c.key == key)).first()
    if found is None or found.status is None:
        return None
    return Answer(found.status, found.location, found.body, found.content_type, found.said or [])


def claim(key: str, now: datetime) -> None:
    """Take the key inside the transaction under way; AlreadyAnswered when another had it first."""
    table = AnsweredRequest.__table__
    statement: Insert
    if db.engine.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_or_not

        # A second asker waits here until the first is through.
        statement = insert_or_not(table).values(key=key, answered_at=now).on_conflict_do_nothing()
    else:
        statement = insert(table).prefix_with("OR IGNORE").values(key=key, answered_at=now)
    # Session.execute is typed for rows; what an INSERT gives is a CursorResult.
    done = cast("CursorResult[Any]", db.session.execute(statement))
    if done.rowcount == 0:
        answer = find_answer(key)
        assert answer is not None, "a key without an answer cannot have been committed"
        raise AlreadyAnswered(answer)


def keep_answer(key: str, answer: Answer) -> None:
    """Remember what was answered, in the same transaction as the deed."""
    table = AnsweredRequest.__table__
    db.session.execute(
        update(table)
        .where(table.c.key == key)
        .values(
            status=answer.status,
            location=answer.location,
            body=answer.body,
            content_type=answer.content_type,
            said=answer.said,
        )
    )


def fall_silent(before: datetime) -> None:
    """What was said so long ago is not said again: it may name people. Who asks again is still led to the same page."""
    table = AnsweredRequest.__table__
    db.session.execute(
        update(table).where(_SPEAKS, table.c.answered_at < before).values(body=None, said=null())
    )


def forget_what_was_said(words: Collection[str]) -> None:
    """Someone is being forgotten: no answer that is kept for a retry says any of these words."""
    table = AnsweredRequest.__table__
    said = cast_to(table.c.said, String)
    holds = [
        column.contains(one, autoescape=True)
        for word in words
        for one in {word, json.dumps(word)[1:-1], str(escape(word))}
        for column in (said, table.c.body)
    ]
    if holds:
        db.session.execute(update(table).where(_SPEAKS, or_(*holds)).values(body=None, said=null()))


def forget_answers(before: datetime) -> None:
    """Let go of keys that nobody will retry any more."""
    table = AnsweredRequest.__table__
    db.session.execute(delete(table).where(table.c.answered_at < before))
