"""Signing in with an address or with a badge, always with a password; and leaving nothing behind for who comes next.

At a shared computer a scanned badge says who takes over. The sign-in page then waits for that person's
password with the name filled in; of the one before, nothing is left in this browser's session.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, request, session
from flask_login import user_logged_out
from flask_security import logout_user
from flask_security.forms import EmailValidation, LoginForm
from wtforms import StringField
from wtforms.validators import Length

from inventory import codes, scanning
from inventory.codes import Code, Kind
from inventory.digibank import badges
from inventory.digibank.models import MemberBadge, User
from inventory.foundation.clock import now
from inventory.foundation.web import our_hosts

#: the page waits so long for the person of a scanned badge
PATIENCE = timedelta(minutes=5)
_AWAITED = "badge"
#: what a person leaves in the session beside the sign-in itself: scans that wait, a form, a code from the phone
_LEFT_BEHIND = ("words", "scans", "kept_form", "second_factor", _AWAITED)


def leave_nothing_behind(app: Flask) -> None:
    """From now on whoever signs out takes along what was half done."""
    user_logged_out.connect(_clear, app)


def _clear(_app: Flask, **_told: Any) -> None:
    for key in _LEFT_BEHIND:
        session.pop(key, None)


def make_way(badge: MemberBadge | None) -> None:
    """Sign out whoever is here, with everything in the session; the sign-in page waits for who has `badge`."""
    session.clear()
    logout_user()
    if badge is not None:
        session[_AWAITED] = [str(badge.code), now().timestamp()]


def code_in(text: str) -> Code | None:
    """The badge in what was typed or scanned into the field for the address; None when it is something else."""
    reading = scanning.read(text, hosts=our_hosts())
    if reading.code is None or reading.code.kind not in (None, Kind.MEMBER):
        return None
    return Code(Kind.MEMBER, reading.code.serial)


def awaited() -> tuple[Code, User] | None:
    """For whom the sign-in page waits: the badge that was scanned a moment ago, and whose it is."""
    text, at = session.get(_AWAITED) or ("", 0.0)
    code = codes.read(text) if text else None
    if code is None or now() - datetime.fromtimestamp(at, UTC) > PATIENCE:
        return None
    owner = badges.owner_of(code)
    return (code, owner) if owner is not None else None


def _address_or_badge(form: Any, field: Any) -> None:
    """A badge says who it is; anything else is an address. Whether we know either is told by nothing here."""
    code = code_in(field.data or "")
    if code is None:
        EmailValidation(verify=False)(form, field)
        return
    form.ifield, form.user = field, badges.owner_of(code)


class SignInForm(LoginForm):
    """An address or a badge, and a password."""

    email = StringField(
        validators=[Length(min=1, max=scanning.LONGEST), _address_or_badge],
        filters=[lambda text: text.strip() if text else text],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Who scanned a badge a moment ago stands in the field: as a number, for the address is nobody's business."""
        super().__init__(*args, **options)
        #: whose badge stands in the field, when the page waits for that person
        self.waits_for = ""
        #: a scanner filled in a badge and pressed Enter: no mistake, only the password is still to come
        self.is_half = False
        if request.method == "POST" and not self.password.data:
            self.is_half = code_in(self.email.data or "") is not None
        if "someone_else" in request.args:
            session.pop(_AWAITED, None)
        if (found := awaited()) is None:
            return
        code, owner = found
        if request.method == "GET":
            self.email.data = codes.spoken(Kind.MEMBER, code.serial)
        if code_in(self.email.data or "") == code:
            self.waits_for = owner.name
