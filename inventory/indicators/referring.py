"""Indicators 5 and 6: who sends people to us, what comes of it, and which target groups they send (belgium.md §5.3).

An episode is counted once, by its *first referral*: the first of its contacts (by day) that names a service or says how
someone found us. When no contact of it does, the referral is not known.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from inventory.applications.states import OPEN_STATES, ApplicationState
from inventory.contacts.rules import ReferralChannel
from inventory.indicators import grids
from inventory.indicators.answer import Answer, Grid, Indicator, Unit
from inventory.indicators.facts import Asked, Begun, Contact
from inventory.indicators.grids import ALL, UNKNOWN
from inventory.indicators.visitors import groups_of

CHANNELS = [*grids.members("channel", ReferralChannel), UNKNOWN]


class Referral(NamedTuple):
    """How one episode came to us."""

    begun: Begun
    #: the row of the organisation, and that of the way
    partner: str
    channel: str

    @property
    def is_known(self) -> bool:
        """Did anyone say anything of it?"""
        return self.partner != UNKNOWN or self.channel != UNKNOWN


def first_referrals(begun: Iterable[Begun], contacts: Iterable[Contact]) -> list[Referral]:
    """Of each episode its first referral; `contacts` are those of these episodes."""
    of_episode: dict[int, list[Contact]] = defaultdict(list)
    for one in contacts:
        of_episode[one.episode].append(one)
    return [_first(one, of_episode[one.episode]) for one in begun]


def _first(begun: Begun, contacts: list[Contact]) -> Referral:
    for one in sorted(contacts, key=lambda one: (one.on, one.id)):
        if one.referrer is not None or one.channel != ReferralChannel.UNKNOWN:
            return Referral(begun, grids.key("partner", one.referrer), grids.key("channel", one.channel))
    return Referral(begun, UNKNOWN, UNKNOWN)


def referrers(found: Sequence[Referral], applications: Sequence[Asked]) -> Answer:
    """Episodes begun in the period by who sent them and by how they came; and what came of applications.

    An application leads to a loan when a laptop went along that was not brought back the same day as a mistake.
    The part that does is taken of the applications that are decided: who still waits is shown, and not counted in.
    Days run from the application to the laptop going along.
    """
    partners = grids.tally(one.partner for one in found)
    channels = grids.tally(one.channel for one in found)
    named = [int(row.removeprefix("partner:")) for row in partners if row != UNKNOWN]
    asked_by = grids.keys_in("partner", (one.referrer for one in applications))
    became = grids.tally((row, _became(one)) for one in applications for row in (ALL, _by(one)))
    rows = [ALL, *asked_by]
    ends = ("lent", "refused", "withdrawn", "open")
    days = {
        row: [(one.lent_on - one.on).days for one in applications if one.lent_on and row in (ALL, _by(one))]
        for row in rows
    }
    return Answer(
        Indicator.REFERRERS,
        n=len(found),
        missing=sum(not one.is_known for one in found),
        grids=(
            grids.listed("by_channel", Unit.CASES, ALL, {row: channels[row] for row in CHANNELS}),
            grids.listed(
                "by_partner", Unit.CASES, ALL, {row: partners[row] for row in grids.keys_in("partner", named)}
            ),
            grids.counted("applications", Unit.CASES, asked_by, ends, became),
            grids.parts_of(
                "conversion", rows, ["lent"],
                lambda row, _: became[row, "lent"], lambda row, _: sum(became[row, end] for end in ends[:3]),
            ),
            grids.ranks("days_to_loan", days),
        ),
        numbers={
            "applications": (Unit.CASES, len(applications)),
            "lent": (Unit.CASES, became[ALL, "lent"]),
            "open": (Unit.CASES, became[ALL, "open"]),
        },
    )  # fmt: skip


def groups_by_referrer(
    found: Sequence[Referral], groups: Mapping[int, frozenset[int]], known_partners: Sequence[int]
) -> Answer:
    """The same episodes by target group of the person, across channels and organisations, with the part of each row.

    Who stayed anonymous has no target groups, and is not in here but in what is missing. `known_partners` are the
    services that refer; those that sent nobody in the period are listed.
    """
    named = [one for one in found if one.begun.person is not None]
    occurring = (group for one in named for group in groups.get(one.begun.person or 0, ()))
    rows = grids.keys_in("group", occurring)
    pairs = [(row, one) for one in named for row in groups_of(one.begun.person, groups)]
    sent = {one.partner for one in found}
    partners = grids.keys_in(
        "partner", (int(one.partner.removeprefix("partner:")) for one in named if one.partner != UNKNOWN)
    )
    silent = [f"partner:{partner}" for partner in known_partners if f"partner:{partner}" not in sent]
    return Answer(
        Indicator.GROUPS_BY_REFERRER,
        n=len(named),
        missing=len(found) - len(named) + sum(one.begun.person not in groups for one in named),
        grids=(
            *_crosstab("channel", rows, CHANNELS, grids.tally((row, one.channel) for row, one in pairs)),
            *_crosstab("partner", rows, partners, grids.tally((row, one.partner) for row, one in pairs)),
            grids.listed("silent_partners", Unit.THINGS, ALL, dict.fromkeys(silent, 0)),
        ),
        numbers={"silent": (Unit.THINGS, len(silent)), "anonymous": (Unit.CASES, len(found) - len(named))},
    )


def _crosstab(
    name: str, rows: Sequence[str], columns: Sequence[str], count: Mapping[tuple[str, str], int]
) -> list[Grid]:
    """Counts, and the part that each is of its row; people may stand in several rows."""

    def whole(row: str, _column: str) -> int:
        return sum(count.get((row, column), 0) for column in columns)

    return [
        grids.counted(f"groups_by_{name}", Unit.CASES, rows, columns, count, is_exclusive=False),
        grids.parts_of(
            f"share_by_{name}", rows, columns, lambda row, column: count.get((row, column), 0), whole
        ),
    ]


def _by(one: Asked) -> str:
    return grids.key("partner", one.referrer)


def _became(one: Asked) -> str:
    """What came of an application; a fulfilled one without a loan waits as it did before."""
    if one.lent_on is not None:
        return "lent"
    if one.state in OPEN_STATES or one.state == ApplicationState.FULFILLED:
        return "open"
    return str(one.state)
