"""Who comes in, into whose house, in which language; and what every answer wears when it leaves.

The digibank is the first part of the address. Whoever is not a member of it meets a 404: that another
digibank exists is nobody's business.
"""

import hashlib
import logging
import secrets
import time
from typing import Any

from flask import Flask, Response, abort, g, redirect, request, session, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_security import Security, SQLAlchemyUserDatastore
from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm.attributes import set_committed_value

from inventory.digibank.models import (
    Digibank,
    Membership,
    Passkey,
    SecurityRole,
    Token,
    TokenKind,
    User,
    permissions_of,
)
from inventory.digibank.passkeys import PasskeyChoice
from inventory.digibank.post import SecurityPost
from inventory.digibank.sign_in import SignInForm, leave_nothing_behind
from inventory.digibank.sign_in_words import sign_in_words
from inventory.foundation import tenancy, web
from inventory.foundation.actor import Actor
from inventory.foundation.database import ask_one_by_one, db
from inventory.foundation.kept_form import keep_form
from inventory.foundation.tenancy import everywhere
from inventory.foundation.tongue import tongue
from inventory.permissions import STATION

log = logging.getLogger("leenkring.requests")

limiter = Limiter(get_remote_address, default_limits=[])
security = Security(mail_util_cls=SecurityPost, webauthn_util_cls=PasskeyChoice, login_form=SignInForm)

_STRICT = "20 per minute; 100 per hour"
_LIMITED = (
    "security.login", "security.us_signin", "security.us_signin_send_code", "security.us_verify_link",
    "security.forgot_password", "security.reset_password", "security.two_factor_token_validation",
    "security.wan_signin", "security.wan_signin_response", "security.mf_recovery", "digibank.accept_invitation",
    "digibank.second_factor",
)  # fmt: skip

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; media-src 'self' blob:; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
#: the worker that reads a camera's picture is WebAssembly; no page may run any, and the worker nothing else
_CSP_OF_DECODER = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
_DECODER = "/static/dist/decoder-"


_SIGNED_IN = (
    select(User, Digibank, Membership.role)
    .select_from(User)
    .outerjoin(Digibank, Digibank.slug == bindparam("slug"))
    .outerjoin(Membership, and_(Membership.user_id == User.id, Membership.digibank_id == Digibank.id))
    .where(User.fs_uniquifier == bindparam("uniquifier"))
)
_MEMBERSHIP = (
    select(Digibank, Membership.role)
    .join(Membership, Membership.digibank_id == Digibank.id)
    .where(Digibank.slug == bindparam("slug"), Membership.user_id == bindparam("user_id"))
)


class People(SQLAlchemyUserDatastore):
    """Where Flask-Security finds people; it asks who is signed in on every page, and so with a question kept ready."""

    def find_user(self, case_insensitive: bool = False, **sought: Any) -> User | None:
        """The person of whom one thing is known."""
        if list(sought) == ["fs_uniquifier"] and not case_insensitive:
            return _who_comes_in(sought["fs_uniquifier"])
        found: Any = super().find_user(case_insensitive, **sought)
        return found


def _who_comes_in(uniquifier: str) -> User | None:
    """Who is signed in, and on the way what this person is in the digibank of the address: one question for both."""
    asked = {"uniquifier": uniquifier, "slug": g.get("slug") or ""}
    with everywhere(because="who comes in, and into which digibank, is just being found out"):
        rows = db.session.execute(_SIGNED_IN, asked).all()
    if not rows:
        return None
    person, digibank, _role = rows[0]
    # Our roles are memberships. Of Flask-Security's nobody has any, and they are looked for on every page.
    set_committed_value(person, "roles", [])
    roles = [row.role for row in rows if row.role is not None]
    g.found_home = (asked["slug"], person.id, (digibank, permissions_of(roles), roles) if roles else None)
    return person


def stand_at(app: Flask) -> None:
    """Put the doorman at this app's door."""
    datastore = People(db, User, SecurityRole, Passkey)
    app.config.update(sign_in_words())
    security.init_app(app, datastore)
    leave_nothing_behind(app)
    limiter.init_app(app)
    for endpoint in _LIMITED:
        if endpoint in app.view_functions:
            limited: Any = limiter.limit(_STRICT, methods=["POST"])(app.view_functions[endpoint])
            app.view_functions[endpoint] = limited
    app.url_value_preprocessor(_enter)
    app.url_defaults(_stay_inside)
    app.before_request(_greet)
    app.after_request(_dress)
    app.teardown_request(_let_out)


def choose_locale() -> str:
    """The language of this reader: as chosen, as in the account, as the browser asks, or the house's."""
    languages = web.current_app.config["LANGUAGES"]
    chosen = request.args.get("lang") if request else None
    if chosen and chosen in languages:
        session["lang"] = chosen
        return chosen
    if (kept := session.get("lang")) and kept in languages:
        return kept
    if current_user and current_user.is_authenticated:
        return current_user.locale
    return request.accept_languages.best_match(languages) or "nl"


def _greet() -> None:
    g.request_id = secrets.token_hex(6)
    g.started = time.perf_counter()
    # The limit for what is typed; werkzeug sets it only for forms that carry files.
    is_typed = request.mimetype == "application/x-www-form-urlencoded"
    if is_typed and (request.content_length or 0) > web.current_app.config["MAX_FORM_MEMORY_SIZE"]:
        abort(413)
    # No keyboard types it, and PostgreSQL keeps it nowhere.
    if "\0" in request.path:
        abort(404)
    if any("\0" in text for part in request.args.items() for text in part):
        abort(400)


def _enter(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Find out whose house the address names, and what this person is in it."""
    g.actor = g.digibank = None
    slug = values.pop("digibank", None) if values else None
    g.slug = slug
    if slug is None:
        return
    if getattr(web.current_app.view_functions.get(endpoint or ""), "only_reads", False):
        ask_one_by_one()
    if not current_user.is_authenticated:
        return
    # Who signs in with a token or has just signed in was not found by the address, and is asked about here.
    known = g.pop("found_home", ("", 0, None))
    found = known[2] if known[:2] == (slug, current_user.id) else find_membership(slug, current_user.id)
    if found is None:
        abort(404)
    step_in(*found)


def find_membership(slug: str, user_id: int) -> tuple[Digibank, frozenset[str], list[Any]] | None:
    """The digibank of this name with what the person may do there; None when the person is no member."""
    with everywhere(because="which digibank this is, is just being found out"):
        rows = db.session.execute(_MEMBERSHIP, {"slug": slug, "user_id": user_id}).all()
    if not rows:
        return None
    roles = [row.role for row in rows]
    return rows[0][0], permissions_of(roles), roles


def step_in(digibank: Digibank, permissions: frozenset[str], roles: list[Any]) -> None:
    """From here on this request is inside one digibank."""
    g.digibank = digibank
    g.roles = roles
    g.actor = Actor("person", current_user.id, digibank.id, permissions)
    g.scope_token = tenancy.enter(digibank.id)


def admit(secret: str) -> bool:
    """Let a machine in with its token, as the person it acts for or as the station it is; False when it opens
    nothing (any more)."""
    hashed = hashlib.sha256(secret.encode()).hexdigest()
    query = (
        select(Digibank, Token.id, Token.kind, Token.user_id, User.active)
        .join(Token, Token.digibank_id == Digibank.id)
        .join(User, User.id == Token.user_id)
        .where(Token.token_hash == hashed, Token.revoked_at.is_(None))
    )
    with everywhere(because="a token says itself in which digibank it opens"):
        found = db.session.execute(query).first()
    if found is None:
        return False
    digibank, token_id, kind, user_id, is_active = found
    if kind is TokenKind.STATION:
        g.digibank, g.roles = digibank, []
        g.actor = Actor("station", None, digibank.id, STATION, token_id=token_id)
    else:
        held = find_membership(digibank.slug, user_id) if is_active else None
        if held is None:
            return False
        g.digibank, permissions, g.roles = held
        g.actor = Actor("token", user_id, g.digibank.id, permissions, token_id=token_id)
    g.scope_token = tenancy.enter(g.digibank.id)
    return True


def _stay_inside(endpoint: str, values: dict[str, Any]) -> None:
    """A link from inside a digibank stays inside it."""
    if "digibank" in values or not g.get("slug"):
        return
    if web.current_app.url_map.is_endpoint_expecting(endpoint, "digibank"):
        values["digibank"] = g.slug


def _let_out(_error: Any) -> None:
    if (token := g.pop("scope_token", None)) is not None:
        tenancy.leave(token)


def lost_session(_error: Any) -> Any:
    """A form came without its token: mostly because the sign-in ran out. Keep it, and ask to sign in."""
    if web.asks_json() and current_user and current_user.is_authenticated:
        return {"refused": "lost_session", "because": web._sentence(400)}, 400
    if g.get("slug") and current_user and current_user.is_authenticated and web.was_sent_from_here():
        # Signed in anew in another tab. A neighbour on the same machine or domain sends our cookie along, too.
        return redirect(url_for("kept_form.show", token=keep_form()), 303)
    if g.get("slug"):
        return web.ask_to_sign_in()
    return web._error_page(400, web._sentence(400))


def _dress(response: Response) -> Response:
    """The headers that every answer wears, and one line in the log."""
    wears = response.headers
    is_decoder = request.path.startswith(_DECODER)
    wears.setdefault("Content-Security-Policy", _CSP_OF_DECODER if is_decoder else _CSP)
    wears["X-Content-Type-Options"] = "nosniff"
    wears["X-Frame-Options"] = "DENY"
    wears.setdefault("Referrer-Policy", "same-origin")  # a page behind a secret link says less
    wears["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    wears["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.is_secure:
        wears["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if response.mimetype == "text/html":
        wears["Content-Language"] = tongue()
    if request.path.startswith("/static/dist/") and response.status_code == 200:
        # A built file carries a hash of its content in its name, so what has this name never changes.
        wears["Cache-Control"] = "public, max-age=31536000, immutable"
    elif not (request.endpoint or "").endswith("static"):
        # Papers and lists too: a computer at a desk is shared.
        wears["Cache-Control"] = "no-store"
    took = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
    if not request.path.startswith("/static/"):
        # The endpoint, never the path: a path may hold a token.
        told = f"{request.method} {request.endpoint} {response.status_code} {took:.0f} ms"
        log.info(told, extra=web.who())
    return response
