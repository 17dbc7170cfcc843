"""Locks of a former owner, and what a visual inspection at the door finds: pure.

A lock is no defect: the laptop is fine, and only its giver can open it. So it waits. Some locks keep a stick of ours
from starting, so that even the wiping must wait; the others only keep it from being lent.
"""

from collections.abc import Collection
from enum import Enum, StrEnum

from inventory.foundation.refusal import Refusal
from inventory.journey import Move


class Lock(StrEnum):
    """What keeps everyone but the former owner out."""

    #: somebody saw a lock and not yet which
    UNKNOWN = "unknown"
    BIOS = "bios"
    #: Windows Autopilot or Intune: after every wipe it asks for its company again
    AUTOPILOT = "autopilot"
    #: Apple Activation Lock, or a company's Apple device management
    APPLE = "apple"
    #: Chrome enterprise enrolment
    CHROME = "chrome"
    #: Absolute (Computrace), which sits in the firmware
    ABSOLUTE = "absolute"


class Criterion(StrEnum):
    """Why a device cannot be used again, as OVAM's visual inspection asks (VLAREMA, art. 5.2.5.8 ff.)."""

    OUTDATED = "outdated"
    RUST = "rust"
    BAD_STATE = "bad_state"
    NOT_WORTH_IT = "not_worth_it"


class Damage(StrEnum):
    """What is broken or missing, seen without a tool."""

    SCREEN = "damage_screen"
    HINGE = "damage_hinge"
    CASE = "damage_case"
    KEYS = "damage_keys"
    NO_DISK = "damage_no_disk"


class BatterySeen(StrEnum):
    """How the battery looks from outside."""

    FINE = "battery_fine"
    SWOLLEN = "battery_swollen"
    ABSENT = "battery_absent"


class Outcome(StrEnum):
    """What becomes of a laptop at the door."""

    ACCEPT = "accept"
    PARTS = "parts"
    RECYCLE = "recycle"
    BACK = "back"


class GiverMustUnlock(Refusal):
    """A lock of the former owner is still on it."""


class LockIsOpen(Refusal):
    """Somebody said already that this lock is off."""


class TakenForParts(Refusal):
    """At the door it was taken in for its parts, or for the recycler."""


class NoLockHere(Refusal):
    """There is no lock to write about."""


#: with these nothing of ours starts, so a wipe must wait
_KEEPS_FROM_STARTING = frozenset({Lock.UNKNOWN, Lock.BIOS, Lock.APPLE, Lock.CHROME, Lock.ABSOLUTE})
#: ways to a borrower
_TO_PEOPLE = frozenset({Move.DECLARE_READY, Move.RESERVE, Move.LEND, Move.TRANSFER})
_TO_THE_BENCH = frozenset({Move.START_WIPE})
#: moves of which somebody asks whether a lock or an earlier word stands in the way
ASKED_ABOUT = _TO_PEOPLE | _TO_THE_BENCH
#: out of the house in pieces: then no lock needs to be opened
IN_PIECES = frozenset({Outcome.PARTS, Outcome.RECYCLE})


def is_held(made: Move, locks: Collection[Lock], outcome: Outcome | None) -> bool:
    """Does one of these locks keep a laptop from this move? What goes out in pieces may be wiped all the same."""
    if made in _TO_PEOPLE:
        return bool(locks)
    return made in _TO_THE_BENCH and outcome not in IN_PIECES and bool(_KEEPS_FROM_STARTING & set(locks))


def is_taken_for_parts(made: Move, outcome: Outcome | None) -> bool:
    """Was it said at the door that nobody will borrow this one?"""
    return made is Move.DECLARE_READY and outcome in IN_PIECES


def proposed(criteria: Collection[Criterion]) -> Outcome:
    """What OVAM's criteria say: one of them is enough not to use a device again; its parts may still be good."""
    if not criteria:
        return Outcome.ACCEPT
    return Outcome.PARTS if set(criteria) <= {Criterion.NOT_WORTH_IT, Criterion.RUST} else Outcome.RECYCLE


class Maker(Enum):
    """Makers whose BIOS is opened each in its own way."""

    DELL = "dell"
    HP = "hp"
    LENOVO = "lenovo"
    OTHER = "other"


def maker_of(name: str) -> Maker:
    """Which maker's way to open a BIOS fits."""
    bare = name.casefold()
    if bare.startswith(("hp", "hewlett")):
        return Maker.HP
    return next((one for one in (Maker.DELL, Maker.LENOVO) if one.value in bare), Maker.OTHER)
