"""Who was invited to fill in the own form: how a list of people is read, and when an invitation opens something."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from inventory.borrowers.rules import NotAPhone, phone_number
from inventory.foundation.clock import BRUSSELS, day
from inventory.foundation.refusal import Refusal

#: days for which an invitation may hold, the usual first
DAYS = (30, 14, 60, 90)
#: people in one list, and signs in one name
MOST_PEOPLE, LONGEST_NAME, LONGEST_CONTACT = 200, 120, 254
_PARTS = re.compile(r"[,;\t]")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
#: as a letter can carry it in its head (RFC 5322, 3.4.1); anything else would stop the postman
_MAIL = re.compile(rf"{_ATOM}(\.{_ATOM})*@([A-Za-z0-9-]+\.)+[A-Za-z]{{2,}}")


class InvitationState(StrEnum):
    """What became of an invitation."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"


class NobodyNamed(Refusal):
    """An empty list invites nobody."""

    status = 422


class TooManyNamed(Refusal):
    """More people than one list holds."""

    status = 422


class LineUnread(Refusal):
    """A line that is not a name, with a mail address or a number behind it."""

    status = 422


class InvitationOver(Refusal):
    """The invitation was used, taken back, or is too old."""

    status = 410


class NotInvitedHere(Refusal):
    """The conditions do not take who was invited as a way in."""


@dataclass(frozen=True)
class Invitee:
    """One person of a list."""

    name: str
    #: a mail address, a number as +32470123456, or empty
    contact: str = ""

    @property
    def email(self) -> str:
        """The mail address; empty where a number or nothing is known."""
        return self.contact if "@" in self.contact else ""


def people_in(text: str) -> Sequence[Invitee]:
    """The people of a pasted list: a name a line, and behind a comma, semicolon or tab a mail address or a number.

    A person who stands there twice in the same way is one. Raises NobodyNamed, TooManyNamed or LineUnread.
    """
    lines = [(at, line.strip()) for at, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise NobodyNamed(field="people")
    if len(lines) > MOST_PEOPLE:
        raise TooManyNamed(field="people", most=MOST_PEOPLE)
    return list(dict.fromkeys(_invitee(at, line) for at, line in lines))


def _invitee(at: int, line: str) -> Invitee:
    parts = [part for part in (" ".join(one.split()) for one in _PARTS.split(line)) if part]
    if not parts or len(parts) > 2 or len(parts[0]) > LONGEST_NAME or "@" in parts[0]:
        raise LineUnread(field="people", line=at)
    return Invitee(parts[0], _contact(at, parts[1]) if len(parts) > 1 else "")


def _contact(at: int, text: str) -> str:
    if len(text) <= LONGEST_CONTACT and _MAIL.fullmatch(text):
        return text
    try:
        return phone_number(text)
    except NotAPhone as refusal:
        raise LineUnread(field="people", line=at) from refusal


def holds_until(now: datetime, days: int) -> datetime:
    """The last second, by the clock in Brussels, of the day that is told: "until Friday" is all of Friday."""
    last = day(now) + timedelta(days=days)
    return datetime.combine(last, time(23, 59, 59), BRUSSELS).astimezone(UTC)


def state_of(invitation: Any, now: datetime) -> InvitationState:
    """Where an invitation is: taken back and used stay so, whatever the day."""
    if invitation.revoked_at is not None:
        return InvitationState.REVOKED
    if invitation.used_at is not None:
        return InvitationState.USED
    return InvitationState.EXPIRED if invitation.expires_at <= now else InvitationState.OPEN


def use(invitation: Any, now: datetime) -> None:
    """Use it, once; InvitationOver when it opens nothing any more."""
    if state_of(invitation, now) is not InvitationState.OPEN:
        raise InvitationOver
    invitation.used_at = now


def hashed(token: str) -> str:
    """What is kept of the secret part of a link: its SHA-256. It has 100 bits, so nobody tries them all."""
    return hashlib.sha256(token.upper().encode()).hexdigest()
