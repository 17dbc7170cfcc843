"""Nothing typed is lost: a form sent after the sign-in ran out waits here until its writer is back.

The fields are kept for an hour under an unguessable token; files, passwords and tokens of the old session
are not. After signing in the writer sees what was typed and sends it with one press.
"""

import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, unquote

from flask import Blueprint, abort, redirect, render_template, request, session
from flask_wtf import FlaskForm
from sqlalchemy import JSON, String, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from inventory.foundation import clock
from inventory.foundation.database import Model, Moment, db
from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.transaction import upkeep
from inventory.foundation.web import needs_sign_in

room = Blueprint("kept_form", __name__, url_prefix="/kept")

_MOST_BYTES = 200_000
#: nobody needs to sign in to have a form kept, so there is an end to how much is
MOST_KEPT = 100
_NOT_KEPT = {"csrf_token", "password", "password_confirm", "new_password", "buddy_pin"}
_AN_HOUR = timedelta(hours=1)
#: a telephone number has no fewer digits, and is written in no more signs
_A_NUMBER, _LONGEST_NUMBER = 8, 25
_NO_DIGIT = re.compile(r"\D")


class KeptForm(Model):
    """What someone typed just when their sign-in had run out; belongs to the browser that sent it."""

    __tablename__ = "kept_form"
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    kept_at: Mapped[datetime] = mapped_column(Moment, index=True)
    path: Mapped[str] = mapped_column(String(2000))
    fields: Mapped[list[Any]] = mapped_column(JSON)


def keep_form() -> str:
    """Keep the form that was just sent; its token, which this browser's session remembers too."""
    token = secrets.token_urlsafe(32)
    fields = [[key, value] for key, value in request.form.items(multi=True) if key not in _NOT_KEPT]
    if sum(len(key) + len(value) for key, value in fields) > _MOST_BYTES:
        abort(413)
    # No form takes a national number, so none may wait here either.
    fields = [[key, value] for key, value in fields if not has_national_number(value)]
    now = clock.now()
    table = KeptForm.__table__
    with upkeep():
        db.session.execute(delete(table).where(table.c.kept_at < now - _AN_HOUR))
        newest = select(table.c.token).order_by(table.c.kept_at.desc()).limit(MOST_KEPT - 1)
        db.session.execute(delete(table).where(table.c.token.not_in(newest)))
        db.session.execute(
            insert(table).values(token=token, kept_at=now, path=request.full_path, fields=fields)
        )
    session["kept_form"] = token
    return token


def forget_old(now: datetime) -> None:
    """Forms for which nobody came back within the hour are gone; part of the house's own upkeep."""
    table = KeptForm.__table__
    db.session.execute(delete(table).where(table.c.kept_at < now - _AN_HOUR))


def forget_typed(words: Collection[str]) -> None:
    """Someone is being forgotten: no form waits in which any of this was typed. Part of that deed."""
    table = KeptForm.__table__
    told = {word.casefold() for word in words}
    numbers = {digits for word in words if len(digits := _digits_of(word)) >= _A_NUMBER}
    for kept in db.session.execute(select(table)).all():
        typed = [text.casefold() for text in _texts_of(kept.path, kept.fields)]
        named = any(word in text for word in told for text in typed)
        if named or any(number in _digits_of(text) for number in numbers for text in typed):
            db.session.execute(delete(table).where(table.c.token == kept.token))


def _texts_of(path: str, fields: Collection[Any]) -> list[str]:
    """Everything that was typed, as it was typed: an address writes it in signs of its own."""
    page, _mark, query = path.partition("?")
    asked = [value for _key, value in parse_qsl(query, keep_blank_values=True)]
    return [unquote(page), *asked, *(str(value) for _key, value in fields)]


def _digits_of(text: str) -> str:
    """The digits of a text that is a number and little else, however it is written; else none."""
    return _NO_DIGIT.sub("", text) if len(text) <= _LONGEST_NUMBER else ""


@room.get("/<token>")
@needs_sign_in(because="shows only what this same browser sent before it had to sign in")
def show(token: str) -> Any:
    """Show what was typed before the sign-in ran out, ready to send again."""
    table = KeptForm.__table__
    kept = db.session.execute(select(table).where(table.c.token == token)).first()
    if kept is None or session.get("kept_form") != token or kept.kept_at < clock.now() - _AN_HOUR:
        return redirect("/", 303)
    return render_template(
        "_house/kept_form.html", path=kept.path.rstrip("?"), fields=kept.fields, form=FlaskForm()
    )
