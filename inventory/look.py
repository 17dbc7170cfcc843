"""How a stage looks: its icon and its tone, told in one place.

The chip, the rail, the tiles, the filters and the style guide all read this table, so a stage never wears
two colours. A tone is the name of a pair of colours in static/src/css/tones.css (`st-lent`); colour never
stands alone, the icon and the word always come along.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from inventory.journey import ENDS, Stage


@dataclass(frozen=True)
class Look:
    """An icon of static/src/icons.svg and a tone of the stylesheet."""

    icon: str
    tone: str


@dataclass(frozen=True)
class Dot:
    """One stop on the journey rail: `state` is done, now or later."""

    stage: Stage
    look: Look
    state: str


_STAGES: dict[Stage, Look] = {
    Stage.ANNOUNCED: Look("announced", "announced"),
    Stage.RECEIVED: Look("received", "received"),
    Stage.WIPING: Look("wiping", "wiping"),
    Stage.WIPED: Look("wiped", "wiped"),
    Stage.REFURBISHING: Look("refurbishing", "refurbishing"),
    Stage.READY: Look("ready", "ready"),
    Stage.RESERVED: Look("reserved", "reserved"),
    Stage.LENT: Look("lent", "lent"),
    Stage.RETURNED: Look("returned", "returned"),
    Stage.PARTS: Look("parts", "ended"),
    Stage.RECYCLED: Look("recycled", "ended"),
    Stage.TRANSFERRED: Look("heart", "lent"),
    Stage.MISSING: Look("missing", "missing"),
    Stage.REFUSED: Look("refused", "ended"),
}

#: Facts shown beside a stage; they have colours too but are no stages.
_FLAGS: dict[str, Look] = {
    "to_wipe": Look("to-wipe", "wiping"),
    "wipe_failed": Look("wipe-failed", "overdue"),
    "waiting_for_part": Look("waiting", "refurbishing"),
    "checking": Look("checking", "checking"),
    "overdue": Look("overdue", "overdue"),
    "broken": Look("broken", "broken"),
    "on_the_road": Look("truck", "announced"),
    "good": Look("check", "good"),
    "bad": Look("cross", "bad"),
    "careful": Look("alert", "careful"),
    "plain": Look("info", "plain"),
}

TONES = frozenset(look.tone for look in (*_STAGES.values(), *_FLAGS.values()))

#: The seven stops of one round; a device that came back begins at RETURNED instead of RECEIVED.
_ROUND = (Stage.WIPING, Stage.WIPED, Stage.REFURBISHING, Stage.READY, Stage.RESERVED, Stage.LENT)


def look_of(name: Stage | str) -> Look:
    """The look of a stage or of a flag such as `overdue`; what nobody drew looks plain."""
    try:
        return _STAGES[Stage(name)]
    except ValueError:
        return _FLAGS.get(name, _FLAGS["plain"])


def rail_of(stage: Stage, lap: int = 1, passed: Iterable[Stage] = ()) -> list[Dot]:
    """The seven dots of the round in which a device at `stage` is.

    For a device that left the round (missing, taken apart …) only what `passed` names counts as done.
    """
    stops = (Stage.RECEIVED if lap == 1 else Stage.RETURNED, *_ROUND)
    been = set(passed)
    if stage is Stage.TRANSFERRED:
        been |= set(stops) - {Stage.LENT}
    at = stops.index(stage) if stage in stops else None
    return [Dot(stop, look_of(stop), _state(index, at, stop in been)) for index, stop in enumerate(stops)]


def _state(index: int, at: int | None, been: bool) -> str:
    if at is None:
        return "done" if been else "later"
    return "now" if index == at else "done" if index < at else "later"


def has_ended(stage: Stage) -> bool:
    """Is this the end of a device's life with us?"""
    return stage in ENDS
