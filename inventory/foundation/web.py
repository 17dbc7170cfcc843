"""Doors: who may come in, what a request may do once, and how a refusal is told.

Every view asks a permission aloud with `needs(...)`, or says with `open_to_anyone(because=...)` why it asks
none. A house test walks the map of all doors and fails on one without a lock.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.routing import IntegerConverter

from inventory.foundation import clock, once
from inventory.foundation.refusal import MayNot, NotHere, Refusal
from inventory.foundation.transaction import request_unit

log = logging.getLogger("leenkring")

V = TypeVar("V", bound=Callable[..., Any])


def only_reads(view: V) -> V:
    """A page that is asked for all day and changes nothing: its questions stand one by one (`ask_one_by_one`).

    Stands closest to the view. Not for what is fetched row by row, nor for a page that also takes a form.
    """
    view.only_reads = True  # type: ignore[attr-defined]  # read by the doorman before the first question
    return view


def needs(*permissions: str) -> Callable[[V], V]:
    """Only for a signed-in member of this digibank whose role has one of `permissions`."""

    def guard(view: V) -> V:
        @wraps(view)
        def door(**values: Any) -> Any:
            # A machine's token makes an actor without anyone being signed in.
            actor = g.get("actor")
            if actor is None and not current_user.is_authenticated:
                return ask_to_sign_in()
            if actor is None:
                abort(404)
            if not any(actor.may(permission) for permission in permissions):
                raise MayNot(permission=permissions[0])
            return _answer(view, values)

        door.asks = permissions  # type: ignore[attr-defined]  # a function may carry it; tools/doors.py reads it
        return door  # type: ignore[return-value]  # called as `view` is, which the checker cannot see

    return guard


def open_to_anyone(because: str) -> Callable[[V], V]:
    """No permission is asked here, and that is why."""
    assert because

    def guard(view: V) -> V:
        @wraps(view)
        def door(**values: Any) -> Any:
            return _answer(view, values)

        door.open_because = because  # type: ignore[attr-defined]  # a function may carry it; tools/doors.py reads it
        return door  # type: ignore[return-value]  # called as `view` is, which the checker cannot see

    return guard


def needs_sign_in(because: str) -> Callable[[V], V]:
    """For anyone with an account, in whichever digibank or in none; `because` says why that is enough."""
    assert because

    def guard(view: V) -> V:
        @wraps(view)
        def door(**values: Any) -> Any:
            if not current_user.is_authenticated:
                return ask_to_sign_in()
            return _answer(view, values)

        door.signed_in_because = because  # type: ignore[attr-defined]  # a function may carry it; tools/doors.py reads it
        return door  # type: ignore[return-value]  # called as `view` is, which the checker cannot see

    return guard


def ask_to_sign_in() -> Any:
    """To the sign-in page, and afterwards back to what was asked, with what was typed still there."""
    from inventory.foundation.kept_form import keep_form

    if request.headers.get("Authorization"):
        return Response(status=401)
    if asks_json():
        return {"refused": "signed_out", "because": _("Sign in again.")}, 401
    wanted = request.full_path
    if request.method == "POST":
        wanted = url_for("kept_form.show", token=keep_form()) if was_sent_from_here() else "/"
    return redirect(url_for("security.login", next=wanted.rstrip("?")), 303)


def was_sent_from_here() -> bool:
    """Did a page of ours send this form? Another site may not put words into who signs in next."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc.lower() in our_hosts()


def our_hosts() -> frozenset[str]:
    """The addresses at which we are, in small letters: the public one, and the one this browser uses."""
    return frozenset({urlsplit(current_app.config["PUBLIC_URL"]).netloc.lower(), request.host.lower()})


def _answer(view: Callable[..., Any], values: dict[str, Any]) -> Any:
    """Let the view answer; for a writing request, as one unit that happens once."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return view(**values)
    if _was_written_by_another():
        return {"refused": "signed_out", "because": _("Sign in again.")}, 401
    sent = request.headers.get("Idempotency-Key") or request.form.get("once")
    key = _key(sent) if sent else None
    if key and (answer := once.find_answer(key)):
        return _say_again(answer)

    def claim() -> None:
        if key:
            once.claim(key, clock.now())

    try:
        with request_unit(on_begin=claim) as settle:
            response = make_response(view(**values))
            if response.status_code < 400:
                _finish(response, key, settle)
            return response
    except once.AlreadyAnswered as already:
        return _say_again(already.answer)


def _was_written_by_another() -> bool:
    """What waited in a browser names its writer (`sent_by`), and goes under nobody else's name.

    A machine brings a key of its own, and its bytes are read by nobody before its door.
    """
    actor = g.get("actor")
    if actor is not None and actor.kind != "person":
        return False
    writer = request.form.get("sent_by")
    return writer is not None and (actor is None or writer != str(actor.user_id))


def _key(sent: str) -> str:
    actor = g.get("actor")
    whose = (actor.digibank_id, actor.kind, actor.user_id, actor.token_id) if actor else (0, "", "", "")
    return once.key_of(*whose, request.endpoint, request.path, sent)


def _finish(response: Response, key: str | None, settle: Callable[[], None]) -> None:
    from inventory.foundation.transaction import unit_has_begun

    if key and unit_has_begun():
        said = [list(pair) for pair in session.get("_flashes", [])]
        if g.get("is_told_once"):
            once.keep_answer(key, once.Answer(303, request.path, None, None, said))
        else:
            is_text = response.mimetype in ("application/json", "text/html")
            body = response.get_data(as_text=True) if is_text and not response.location else None
            answer = once.Answer(response.status_code, response.location, body, response.mimetype, said)
            once.keep_answer(key, answer)
    settle()


def told_once() -> None:
    """This answer holds a secret: no copy of it is kept; who sends the form again gets the page anew."""
    g.is_told_once = True


def _say_again(answer: once.Answer) -> Any:
    for category, message in answer.said:
        flash(message, category)
    if answer.location:
        return redirect(answer.location, answer.status if 300 <= answer.status < 400 else 303)
    return Response(answer.body, status=answer.status, content_type=answer.content_type)


@contextmanager
def told_on(form: Any) -> Iterator[None]:
    """Turn a refusal into a line on the form: at its field, or above all. What was typed stays."""
    try:
        yield
    except Refusal as refusal:
        if refusal.status == 404 or refusal.has_own_page:
            raise
        tell(form, refusal)


def tell(form: Any, refusal: Refusal) -> None:
    """Say a refusal on the form."""
    sentence = current_app.extensions["say"](refusal)
    field = form._fields.get(refusal.field) if refusal.field else None
    if field is not None:
        field.errors = [*field.errors, sentence]
    else:
        form.form_errors.append(sentence)


def page(template: str, *, form: Any = None, **context: Any) -> Any:
    """The page; 422 when its form has something to say to whoever filled it in."""
    status = 422 if form is not None and form.errors else 200
    return render_template(template, form=form, **context), status


def say_done(message: str) -> None:
    """On the green band of the next page: what was done."""
    flash(str(message), "done")


def say_problem(message: str) -> None:
    """On the amber band of the next page: what was not."""
    flash(str(message), "problem")


#: the largest number that a row's id may have on either engine
_LARGEST = 2**31 - 1


class SmallNumber(IntegerConverter):
    """`<int:…>` in an address: as large as an id can be, and no larger, or the database would choke on it."""

    def __init__(self, url_map: Any, **rules: Any) -> None:
        """Set the end."""
        super().__init__(url_map, **{"max": _LARGEST, **rules})


def small_number(text: str) -> int:
    """A number from the query of an address, for `request.args.get(…, type=small_number)`."""
    number = int(text)
    if abs(number) > _LARGEST:
        raise ValueError("no id is as large as this")
    return number


def small_numbers(text: str | None, most: int) -> list[int]:
    """The ids that an address or a form names, as in "3.7.9", and no more than `most`. Nonsense names none."""
    try:
        return [small_number(one) for one in (text or "").split(".")[:most]]
    except ValueError:
        return []


def wants_json() -> bool:
    """Is a machine asking?"""
    return request.path.startswith("/api/") or asks_json()


def asks_json() -> bool:
    """Does this request ask aloud for JSON, as our own scripts do?"""
    return request.accept_mimetypes.best == "application/json"


def hang_refusals(app: Flask) -> None:
    """A refusal that no form caught becomes a page (or JSON) with its sentence and its status."""

    @app.errorhandler(Refusal)
    def _refused(refusal: Refusal) -> Any:
        sentence = app.extensions["say"](refusal)
        if wants_json():
            return {"refused": _name_of(refusal), "because": sentence}, refusal.status
        if refusal.status == 409 and request.method == "POST":
            # A button on a page that has grown old: say why, and show how things stand now.
            say_problem(sentence)
            return redirect(_back(), 303)
        return _error_page(refusal.status, sentence)

    for status in (400, 404, 405, 413, 429, 500):
        app.register_error_handler(status, _told_error)


def _name_of(refusal: Refusal) -> str:
    """A refusal as machines know it: SerialKnown is `serial_known`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(refusal).__name__).lower()


def _back() -> str:
    """Where this person came from, if that is ours; otherwise the front page."""
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc == request.host:
        return came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return url_for("digibank.front")


def _told_error(error: Any) -> Any:
    status = getattr(error, "code", 500) or 500
    if status == 500:
        log.error("a bug", exc_info=getattr(error, "original_exception", error), extra=who())
    if wants_json():
        name = getattr(error, "name", "error").lower().replace(" ", "_")
        return {"refused": name, "because": _sentence(status)}, status
    return _error_page(status, _sentence(status))


def _sentence(status: int) -> str:
    if status == 413:
        has_files = request.mimetype == "multipart/form-data"
        limit = current_app.config["MAX_CONTENT_LENGTH" if has_files else "MAX_FORM_MEMORY_SIZE"] // 1_000_000
        return ngettext(
            "This is too large. Send at most %(num)s megabyte.",
            "This is too large. Send at most %(num)s megabytes.",
            limit,
        )
    return {
        400: _("We could not read what your browser sent. Go back and try again."),
        404: _("This page is not here. Perhaps it moved, or the address has a typing error."),
        405: _("This page cannot be asked for in this way. Go back and use the button."),
        429: _("That was too often in a short time. Wait a minute and try again."),
    }.get(
        status, _("Something went wrong on our side. What you filled in is not lost: go back and try again.")
    )


def _error_page(status: int, sentence: str) -> Any:
    if status == 404 and isinstance(sentence, str):
        sentence = _sentence(404)
    return render_template("_house/error.html", status=status, sentence=sentence), status


def who() -> dict[str, Any]:
    """For the log: the digibank, the actor and the request, never a personal value."""
    actor = g.get("actor")
    return {
        "digibank": actor.digibank_id if actor else None,
        "actor": actor.user_id if actor else None,
        "request": g.get("request_id"),
    }


__all__ = ["MayNot", "NotHere", "needs", "needs_sign_in", "open_to_anyone", "page", "say_done", "told_on"]
