"""What does not stay for ever: kinds of records, how long each is kept, why, and how one of them goes.

A room that keeps something of people offers its kinds at `retention.records`; the room *retention* tells a week before
what will go, and lets it go. Nothing here asks the database.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select

from inventory.foundation.actor import Actor
from inventory.foundation.refusal import Refusal

#: kept as long as the books (seven years), or as long as a proof may be asked (ten)
SEVEN_YEARS, TEN_YEARS = 7 * 365 + 2, 10 * 365 + 3


class Basis(StrEnum):
    """On which ground of article 6 GDPR something is kept."""

    #: 6(1)(e): a task of public interest, such as the social policy of a town
    PUBLIC_TASK = "public_task"
    #: 6(1)(b): the agreement with the person
    CONTRACT = "contract"
    #: 6(1)(c): the law says so
    LEGAL_DUTY = "legal_duty"
    #: 6(1)(f): an interest of ours that weighs more than the harm
    LEGITIMATE_INTEREST = "legitimate_interest"


class Keeping(StrEnum):
    """How a kind of record comes to its end."""

    #: told a week before, then gone
    TOLD_BEFORE = "told_before"
    #: so soon gone that nobody needs to be told; its own room sees to it
    SOON = "soon"
    #: nothing of a person stands in it, or the law wants it: it stays, at least so long
    STAYS = "stays"


@dataclass(frozen=True)
class Told:
    """One thing that will go, as the people who may see it know it: its name, and where it is looked at."""

    name: str
    url: str


#: by the key of a record type: what counted from before this moment was kept long enough
Lapsed = Mapping[str, datetime]


@dataclass(frozen=True)
class RecordType:
    """One kind of record: what it is, how long it is kept and why, what is due, and how one of it goes."""

    key: str
    title: Any
    #: what goes, in words
    what_goes: Any
    reason: Any
    #: from when its days count, in words
    counts_from: Any
    basis: Basis
    usual_days: int
    keeping: Keeping = Keeping.TOLD_BEFORE
    #: the law, or plain sense, wants it no shorter and no longer
    fewest_days: int = 1
    most_days: int = TEN_YEARS
    #: the ids of what was kept long enough, as a question of one column
    due: Callable[[Lapsed], Select[Any]] | None = None
    #: let one go, as a deed of its own that is recorded; a Refusal says why it cannot be
    erase: Callable[[Actor, int, datetime], None] | None = None
    #: what keeps one of them here
    holds: Callable[[int], Sequence[Refusal]] = lambda _thing_id: ()
    #: which of these are of a borrower, and go when the borrower is forgotten
    of_person: Callable[[Any], Sequence[int]] = lambda _borrower: ()
    #: how people know these, as long as they are known
    told: Callable[[Sequence[int]], dict[int, Told]] = lambda _ids: {}
    #: where its days are set, when not with the others
    endpoint: str = ""
    #: how many days it is kept, when not the rule but its own room knows
    days: Callable[[], int] | None = None

    @property
    def is_set_here(self) -> bool:
        """Are its days set with the others?"""
        return self.keeping is Keeping.TOLD_BEFORE and self.days is None
