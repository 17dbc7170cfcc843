"""Indicators 7 and 8: where people are sent on to, whether they came there, and how they walk from service to service.

(belgium.md §5.3.) Someone who was sent on *came* when that is known for a day within 60 days. Until those 60 days are
over, who did not come yet is still under way: shown as such, and in no percentage.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from inventory.indicators import grids
from inventory.indicators.answer import Answer, Indicator, Unit
from inventory.indicators.facts import Begun, SentOn
from inventory.indicators.grids import ALL
from inventory.indicators.referring import CHANNELS, Referral
from inventory.indicators.visitors import SERVICES

#: who came within so many days, came because they were sent
WITHIN = timedelta(days=60)
#: an episode that begins within so many days after another follows from it
GAP = timedelta(days=90)
_ENDS = ("came", "did_not_come", "under_way")


def destinations(sent: Sequence[SentOn], came_in: Sequence[Referral], today: date) -> Answer:
    """Where people were sent on to in the period and whether they came; and from where they were sent to us.

    A destination is one of our services or another organisation. `came_in` are the first referrals of the episodes that
    began in the period; who came by themselves or by nobody knows which way is in their own column.
    """
    ended = grids.tally((row, _ended(one, today)) for one in sent for row in (ALL, _to(one)))
    services = [row for row in SERVICES if any(_to(one) == row for one in sent)]
    partners = grids.keys_in("partner", (one.to_partner for one in sent), with_unknown=False)
    rows = [*services, *partners]
    places = grids.tally(
        (grids.key("location", one.to_location), _ended(one, today)) for one in sent if one.to_service
    )
    at = grids.keys_in("location", (one.to_location for one in sent if one.to_service))
    entering = grids.tally((f"service:{one.begun.service}", one.channel) for one in came_in)
    return Answer(
        Indicator.DESTINATIONS,
        n=len(sent),
        missing=ended[ALL, "under_way"],
        grids=(
            grids.counted("by_destination", Unit.CASES, rows, _ENDS, ended),
            grids.parts_of(
                "realised", [ALL, *rows], ["came"],
                lambda row, _: ended[row, "came"], lambda row, _: sum(ended[row, end] for end in _ENDS[:2]),
            ),
            grids.counted("by_location", Unit.CASES, at, _ENDS, places),
            grids.counted("referred_in", Unit.CASES, SERVICES, CHANNELS, entering),
        ),
        numbers={
            "sent_on": (Unit.CASES, len(sent)),
            "came": (Unit.CASES, ended[ALL, "came"]),
            "under_way": (Unit.CASES, ended[ALL, "under_way"]),
            "referred_in": (Unit.CASES, sum(one.is_known for one in came_in)),
        },
    )  # fmt: skip


def internal_referrals(arrived: Iterable[Begun], begun: Iterable[Begun], sent: Iterable[SentOn]) -> Answer:
    """From which service people walk to which: of each episode that began in the period, the one just before it.

    *Just before*: of the same person, begun on an earlier day, at most 90 days earlier, and with none in between. It is
    *aware* when a contact of the earlier episode says that they were sent to that service, no later than the day on
    which the later one began. `begun` are the episodes from 90 days before the period on.
    """
    before: dict[int, list[Begun]] = defaultdict(list)
    for one in begun:
        if one.person is not None:
            before[one.person].append(one)
    first_sent: dict[tuple[int, str], date] = {}
    for sending in sent:
        if sending.to_service is not None:
            at = (sending.episode, sending.to_service)
            first_sent[at] = min(first_sent.get(at, sending.on), sending.on)
    pairs, people, anonymous, total = [], set(), 0, 0
    for later in arrived:
        total += 1
        if later.person is None:
            anonymous += 1
            continue
        for earlier in _just_before(later, before[later.person]):
            said = first_sent.get((earlier.episode, later.service))
            pairs.append((earlier.service, later.service, said is not None and said <= later.on))
            people.add(later.person)
    count = grids.tally((f"service:{one}", f"service:{other}") for one, other, _ in pairs)
    aware = grids.tally((f"service:{one}", f"service:{other}") for one, other, is_aware in pairs if is_aware)
    known = sum(aware.values())
    return Answer(
        Indicator.INTERNAL_REFERRALS,
        n=len(pairs),
        missing=anonymous,
        grids=(
            grids.counted("pairs", Unit.CASES, SERVICES, SERVICES, count),
            grids.counted("aware_pairs", Unit.CASES, SERVICES, SERVICES, aware),
            grids.parts_of("aware", SERVICES, SERVICES, lambda *at: aware[at], lambda *at: count[at]),
            grids.parts_of("aware_together", [ALL], [ALL], lambda *_: known, lambda *_: len(pairs)),
        ),
        numbers={
            "episodes": (Unit.CASES, total),
            "people": (Unit.PEOPLE, len(people)),
            "aware": (Unit.CASES, known),
        },
    )


def _just_before(later: Begun, episodes: Iterable[Begun]) -> list[Begun]:
    """The episodes of the last earlier day, when that is at most 90 days ago."""
    earlier = [one for one in episodes if one.on < later.on]
    last = max((one.on for one in earlier), default=None)
    if last is None or later.on - last > GAP:
        return []
    return [one for one in earlier if one.on == last]


def _to(one: SentOn) -> str:
    return f"service:{one.to_service}" if one.to_service else grids.key("partner", one.to_partner)


def _ended(one: SentOn, today: date) -> str:
    if one.came_on is not None and one.came_on <= one.on + WITHIN:
        return "came"
    return "did_not_come" if one.came_on is not None or one.on + WITHIN < today else "under_way"
