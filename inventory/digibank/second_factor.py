"""The second step before a deed that weighs: a code from one's phone, asked again after half an hour.

Signing in by a link in the mail proves who reads that mailbox. What stands on a sealed attest asks for more.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app, redirect, request, session, url_for
from flask_login import current_user

from inventory.digibank.models import User
from inventory.foundation import clock
from inventory.foundation.kept_form import keep_form
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import apart

_HALF_AN_HOUR = timedelta(minutes=30)
#: how far a phone's clock may be off
_SECONDS_OFF = 30
_MARK = "second_factor"


class WrongCode(Refusal):
    """Not the code that the phone shows now."""

    status = 422


def is_set_up(user: User) -> bool:
    """Does this person have a phone that shows codes?"""
    return bool(user.tf_totp_secret) and user.tf_primary_method == "authenticator"


def check(user: User, code: str) -> None:
    """Remember in this session that the phone was at hand; WrongCode when it was not."""
    security = current_app.extensions["security"]
    digits = "".join(code.split())
    secret = user.tf_totp_secret or ""
    if not (
        is_set_up(user)
        and digits.isascii()
        and digits.isdigit()
        and security.totp_factory.verify_totp(digits, secret, user, _SECONDS_OFF)
    ):
        raise WrongCode(field="code")
    session[_MARK] = [user.fs_uniquifier, clock.now().timestamp()]


def is_fresh(user: User) -> bool:
    """Was the code of this person's phone typed here in the last half hour?"""
    whose, at = session.get(_MARK) or ("", 0.0)
    typed_at = datetime.fromtimestamp(at, UTC)
    return whose == user.fs_uniquifier and clock.now() - typed_at < _HALF_AN_HOUR


def way_to_the_code() -> Any:
    """Where to type the code first, or None when it was typed; what was typed into a form waits meanwhile.

    To be asked once it is known that what is asked for is this person's own: to a stranger it is not there.
    """
    if is_set_up(current_user) and is_fresh(current_user):
        return None
    wanted = request.full_path.rstrip("?")
    if request.method == "POST":
        with apart(because="what was typed waits for its writer, who has not done anything yet"):
            wanted = url_for("kept_form.show", token=keep_form())
    return redirect(url_for("digibank.second_factor", next=wanted), 303)


def onwards(wanted: str) -> str:
    """Where to go after the code: only to a path of our own."""
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_path else url_for("digibank.front")
