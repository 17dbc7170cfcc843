"""What this person scanned here: the first word of a sentence, and the last five scans of today with their undo.

It is kept in the browser's own signed session, so that it costs the database nothing and is gone when the
browser forgets. Only codes and moments stand in it: what a code belongs to is asked when it is shown.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, request, session, url_for
from flask_babel import gettext as _

from inventory import codes
from inventory.codes import Code, Kind
from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation.clock import now, today
from inventory.foundation.refusal import Refusal
from inventory.foundation.web import needs, say_done, say_problem
from inventory.permissions import Permission
from inventory.places.models import Place
from inventory.places.rules import check_takes

room = Blueprint("trail", __name__, url_prefix="/<digibank>/scan")

#: the first scan of a sentence is forgotten after this many seconds
A_MINUTE = 60
#: scans that are remembered; with more the cookie would grow
_MOST = 5
#: these stay the first word: a trolley is emptied onto one shelf, a queue of people is ticked in one workshop
_STAYS = frozenset({Kind.PLACE, Kind.BOX, Kind.SESSION})


class MovedSince(Refusal):
    """It was put somewhere else after that scan; undoing would lose where it is."""


@dataclass(frozen=True)
class Scan:
    """One scan of today. `before` is where the scan took it from ("" for nowhere); None when it moved nothing."""

    code: Code
    at: float
    before: str | None = None
    after: str = ""

    @property
    def spoken(self) -> str:
        """The code as printed for people."""
        return codes.spoken(self.code.kind or Kind.DEVICE, self.code.serial)


# --- the first word ---


def first_words() -> list[Code]:
    """What was scanned within the last minute and waits for what goes with it, the newest first.

    Besides the last scan this may be a shelf or a workshop to which one thing after another is brought.
    """
    moment = now().timestamp()
    kept = [text for text, at in session.get("words") or [] if 0 <= moment - at <= A_MINUTE]
    return [word for text in kept if (word := codes.read(text))]


def remember_words(*words: Code) -> None:
    """From now on and for a minute, these are the first words of the next sentence."""
    session["words"] = [[str(word), now().timestamp()] for word in words]


def staying(*words: Code) -> list[Code]:
    """Those of `words` that stay after their sentence was said."""
    return [word for word in words if word.kind in _STAYS]


@room.post("/forget")
@needs(Permission.SCAN)
def forget() -> Any:
    """The × beside the first scan: it was not meant as the beginning of a sentence."""
    remember_words()
    came_from, box = urlsplit(request.referrer or ""), url_for("scan.scan")
    if came_from.netloc != request.host or came_from.path == box:
        return redirect(box, 303)  # with its query the box would only scan it again
    return redirect(came_from.path + (f"?{came_from.query}" if came_from.query else ""), 303)


@room.app_template_global()
def scans_waiting() -> list[Scan]:
    """For the chip on every page: the first words, while they wait. Asks the database nothing."""
    return [Scan(word, 0) for word in first_words()] if g.get("actor") else []


# --- the last five ---


def note_scan(code: Code) -> None:
    """Remember that `code` was scanned."""
    rows = [row for row in _rows() if row[0] != str(code) or row[2] is not None]
    _keep([[str(code), now().timestamp(), None, ""], *rows])


def note_move(device: Device, before: Place | None, after: Place) -> None:
    """Remember that a scan put `device` on `after`, so that it can be taken back."""
    rows = [row for row in _rows() if row[0] != str(device.code)]
    came_from = str(before.code) if before is not None else ""
    _keep([[str(device.code), now().timestamp(), came_from, str(after.code)], *rows])


def last_scans() -> list[Scan]:
    """The last scans of this person in this digibank today, newest first; those of which the code is still ours."""
    return [
        Scan(code, at, before, after) for text, at, before, after in _rows() if (code := codes.read(text))
    ]


def last_move() -> Scan | None:
    """The newest of them that moved a laptop."""
    return next((scan for scan in last_scans() if scan.before is not None), None)


def says_move(place: Code) -> bool:
    """Did the scans say all of it: this place after a laptop, or one more laptop for a place that is being filled?

    A place that was scanned first may have been opened only to look, so the first laptop after it is asked about.
    """
    words, last = first_words(), just_moved()
    is_last = bool(words) and words[0] == place
    return is_last or (last is not None and last.after == str(place))


@room.app_template_global()
def just_moved() -> Scan | None:
    """What this person's last scan moved, for the button that takes it back; None after a minute."""
    last = last_move() if g.get("actor") else None
    return last if last is not None and now().timestamp() - last.at <= A_MINUTE else None


def _rows() -> list[list[Any]]:
    kept = session.get("scans") or {}
    is_theirs = kept.get("whose") == [g.actor.user_id, g.actor.digibank_id]
    return list(kept["rows"]) if is_theirs and kept.get("day") == today().isoformat() else []


def _keep(rows: list[list[Any]]) -> None:
    whose = [g.actor.user_id, g.actor.digibank_id]
    session["scans"] = {"whose": whose, "day": today().isoformat(), "rows": rows[:_MOST]}


@room.post("/undo/<device>")
@needs(Permission.DEVICE_MOVE)
def undo(device: str) -> Any:
    """Put a laptop back where it stood before this person's scan moved it."""
    laptop = get_by_code(Device, device)
    scan = next((one for one in last_scans() if one.code == laptop.code and one.before is not None), None)
    if scan is None:
        say_problem(_("There is nothing to undo for %(code)s.", code=laptop.spoken))
        return redirect(url_for("scan.scan"), 303)
    stands_on = str(laptop.place.code) if laptop.place is not None else ""
    if stands_on != scan.after:
        raise MovedSince(code=laptop.spoken)
    back_to = _place(scan.before)
    if back_to is not None:
        check_takes(back_to.closed, back_to.name)
    devices.place(g.actor, laptop, back_to, now=now())
    _keep(
        [
            [text, at, None, ""] if text == str(laptop.code) else [text, at, *rest]
            for text, at, *rest in _rows()
        ]
    )
    if back_to is None:
        say_done(_("Undone: %(code)s stands nowhere, as before.", code=laptop.spoken))
    else:
        say_done(_("Undone: %(code)s is back on %(place)s.", code=laptop.spoken, place=back_to.name))
    return redirect(url_for("scan.scan"), 303)


def _place(text: str | None) -> Place | None:
    code = codes.read(text) if text else None
    return find_by_code(Place, code) if code is not None else None
