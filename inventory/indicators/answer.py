"""The shape of what an indicator answers: plain numbers under plain keys, to be drawn, told, exported or hidden.

Every number is whole. A key is `kind:value` ("service:digipunt", "group:3", "month:2026-03", "band:18-29") or a plain
word ("all", "unknown"); who shows it looks up how it is said. Nothing here names a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum


class Indicator(StrEnum):
    """The twelve of the impact study (chapter 3B), in its order."""

    UNIQUE_VISITORS = "unique_visitors"
    RETURNING_VISITORS = "returning_visitors"
    LOCATIONS = "locations"
    GROUPS_BY_LOCATION = "groups_by_location"
    REFERRERS = "referrers"
    GROUPS_BY_REFERRER = "groups_by_referrer"
    DESTINATIONS = "destinations"
    INTERNAL_REFERRALS = "internal_referrals"
    HELP_QUESTIONS = "help_questions"
    OCCUPANCY = "occupancy"
    LOANS = "loans"
    BORROWERS = "borrowers"


class Unit(StrEnum):
    """What a number in a grid is a number of."""

    #: different people: small ones point at someone
    PEOPLE = "people"
    #: contacts, loans, applications, seats: small ones point at someone too
    CASES = "cases"
    #: things, places, moments: told however small
    THINGS = "things"
    #: a middle of some days; how many cases are behind it stands in `behind`
    DAYS = "days"
    #: a middle of how often; how many people are behind it stands in `behind`
    TIMES = "times"
    #: a part of a whole in tenths of a percent; how many are behind it stands in `behind`
    PER_MILLE = "per_mille"


@dataclass(frozen=True)
class Grid:
    """Numbers in rows and columns, under one name. None: there is nothing to count from (never "hidden")."""

    name: str
    unit: Unit
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[int | None, ...], ...]
    #: of DAYS, TIMES and PER_MILLE: how many people or cases are behind each number, in the same shape
    behind: tuple[tuple[int, ...], ...] = ()
    #: does each one counted stand in one row only, so that the rows add up to the whole?
    is_exclusive: bool = True


@dataclass(frozen=True)
class Answer:
    """What one indicator says of one question."""

    indicator: Indicator
    #: how many it rests on
    n: int
    #: of how many something that it needs is not known
    missing: int
    grids: tuple[Grid, ...]
    #: numbers of their own, each with its unit: `{"new_unique": (Unit.PEOPLE, 41)}`
    numbers: Mapping[str, tuple[Unit, int | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """Which days, and of what only; what is None or empty is not asked of."""

    since: date
    until: date
    municipality: str = ""
    location_id: int | None = None
    #: a value of Service
    service: str = ""
    #: a value of DeviceKind, where a device is meant
    device_kind: str = ""


def heard(indicator: Indicator, question: Question) -> Question:
    """The question without what this indicator cannot be asked: every loan is of the lending service."""
    return replace(question, service="") if indicator is Indicator.LOANS else question
