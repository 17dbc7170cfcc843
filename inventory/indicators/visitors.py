"""Indicators 1 and 2: who came, who was new, and who came back (belgium.md §5.3, from the impact study's chapter 3B).

A person is counted once, whatever they came for. Who stays anonymous is counted as a contact and never as a person.
Someone *comes back* by another episode on another day: the steps of one loan (asked for, picked up, looked at, brought
back) are one episode.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from inventory.contacts.rules import AgeBand, Service
from inventory.indicators import grids
from inventory.indicators.answer import Answer, Grid, Indicator, Question, Unit
from inventory.indicators.facts import Contact, FirstDays, Traits
from inventory.indicators.grids import ALL, UNKNOWN

SERVICES = grids.members("service", Service)
#: from so many contacts on they are told together
MANY = 6


def unique_visitors(
    question: Question, contacts: Sequence[Contact], first: Iterable[FirstDays], target: int
) -> Answer:
    """How many different people came, how many of them for the first time ever, and how far that is to the target.

    *New* is whose first contact ever, with any service, lies in the period; asked of one place or town only, whose
    contacts of that first day were also there. The cumulative line counts everyone new since the very beginning.
    """
    seen = _people(contacts)
    new = [one.ever for one in first if one.asked == one.ever and one.ever <= question.until]
    in_period = [day for day in new if day >= question.since]
    months = grids.months_of(question)
    by_month = grids.tally(grids.month_key(day) for day in in_period)
    so_far, line = len(new) - len(in_period), {}
    for month in months:
        so_far += by_month[month]
        line[month] = so_far
    by_service = grids.sets((f"service:{one.service}", one.person) for one in contacts if one.person)
    of_service = grids.tally(f"service:{one.service}" for one in contacts)
    monthly = grids.sets((grids.month_key(one.on), one.person) for one in contacts if one.person)
    return Answer(
        Indicator.UNIQUE_VISITORS,
        n=len(contacts),
        missing=sum(one.person is None for one in contacts),
        grids=(
            grids.listed("new_by_month", Unit.PEOPLE, "new", {month: by_month[month] for month in months}),
            grids.listed("cumulative_by_month", Unit.PEOPLE, "new_so_far", line, is_exclusive=False),
            grids.people(
                "people_by_month", months, [ALL], {(month, ALL): who for month, who in monthly.items()}
            ),
            grids.people(
                "people_by_service", SERVICES, [ALL], {(row, ALL): who for row, who in by_service.items()}
            ),
            grids.listed("contacts_by_service", Unit.CASES, ALL, {row: of_service[row] for row in SERVICES}),
        ),
        numbers={
            "unique": (Unit.PEOPLE, len(seen)),
            "new_unique": (Unit.PEOPLE, len(in_period)),
            "cumulative": (Unit.PEOPLE, len(new)),
            "target": (Unit.THINGS, target),
            "contacts": (Unit.CASES, len(contacts)),
            "anonymous": (Unit.CASES, sum(one.person is None for one in contacts)),
        },
    )


def returning_visitors(
    contacts: Sequence[Contact], earlier: Iterable[tuple[int, int]], traits: Traits
) -> Answer:
    """How many of the people who came, came back: within the period, or after an earlier one.

    *Within*: two episodes, of which the first days in the period differ. *After an earlier one*: an episode in the
    period, and another one with a contact before it. `earlier` are the (person, episode) pairs before the period.
    """
    named = [one for one in contacts if one.person is not None]
    seen = _people(named)
    back, again = _within(named), _after_an_earlier(named, earlier)
    once = seen - back
    contacts_of = grids.tally(one.person for one in named)
    often = {who: contacts_of[who] for who in back}
    both = grids.sets((one.person, one.service) for one in named if one.person)
    parts = {"within": back, "earlier": again, "either": back | again}
    columns = {"returning": back, "once": once}
    return Answer(
        Indicator.RETURNING_VISITORS,
        n=len(seen),
        missing=len(contacts) - len(named),
        grids=(
            grids.parts_of(
                "returning_share", list(parts), [ALL],
                lambda row, _column: len(parts[row]), lambda _row, _column: len(seen),
            ),
            grids.listed("people_by_times", Unit.PEOPLE, "returning", _times(often.values())),
            grids.ranks("contacts_per_person", {"returning": list(often.values())}, Unit.TIMES),
            _together(both),
            *profile("", columns, traits),
        ),
        numbers={
            "unique": (Unit.PEOPLE, len(seen)),
            "returning": (Unit.PEOPLE, len(back)),
            "returning_earlier": (Unit.PEOPLE, len(again)),
            "returning_either": (Unit.PEOPLE, len(back | again)),
        },
    )  # fmt: skip


def profile(prefix: str, columns: Mapping[str, Collection[int]], traits: Traits) -> list[Grid]:
    """Who people are, group beside group: one grid per trait, each with those of whom it is not known.

    People may belong to several target groups, so those rows do not add up; the others do.
    """
    kinds: list[tuple[str, str, Mapping[int, str]]] = [
        ("age", "band", traits.age),
        ("gender", "gender", traits.gender),
        ("language", "language", traits.language),
        ("municipality", "municipality", traits.municipality),
        ("channel", "channel", traits.channel),
    ]
    told = [_one_trait(f"{prefix}{name}", kind, columns, known) for name, kind, known in kinds]
    return [*told, _groups(f"{prefix}groups", columns, traits.groups)]


def _one_trait(
    name: str, kind: str, columns: Mapping[str, Collection[int]], known: Mapping[int, str]
) -> Grid:
    count = {
        (row, column): n
        for column, some in columns.items()
        for row, n in grids.tally(grids.key(kind, known.get(who)) for who in some).items()
    }
    occurring = {known.get(who) for some in columns.values() for who in some}
    rows = (
        grids.members(kind, AgeBand) if kind == "band" else grids.keys_in(kind, occurring, with_unknown=False)
    )
    return grids.counted(name, Unit.PEOPLE, [*rows, UNKNOWN], list(columns), count)


def _groups(name: str, columns: Mapping[str, Collection[int]], groups: Mapping[int, frozenset[int]]) -> Grid:
    who = {
        (row, column): found
        for column, some in columns.items()
        for row, found in grids.sets((row, one) for one in some for row in groups_of(one, groups)).items()
    }
    occurring = {group for some in columns.values() for one in some for group in groups.get(one, ())}
    return grids.people(name, grids.keys_in("group", occurring), list(columns), who)


def groups_of(person: int | None, groups: Mapping[int, frozenset[int]]) -> list[str]:
    """The rows of target groups in which a person stands; "unknown" when nobody said."""
    known = groups.get(person, frozenset()) if person is not None else frozenset()
    return [f"group:{group}" for group in known] or [UNKNOWN]


def _people(contacts: Iterable[Contact]) -> set[int]:
    return {one.person for one in contacts if one.person is not None}


def _within(named: Sequence[Contact]) -> set[int]:
    """Who has episodes of which the first days in the period differ."""
    begins: dict[tuple[int, int], date] = {}
    for one in named:
        assert one.person is not None
        at = (one.person, one.episode)
        begins[at] = min(begins.get(at, one.on), one.on)
    days: dict[int, set[date]] = defaultdict(set)
    for (person, _episode), day in begins.items():
        days[person].add(day)
    return {person for person, some in days.items() if len(some) > 1}


def _after_an_earlier(named: Sequence[Contact], earlier: Iterable[tuple[int, int]]) -> set[int]:
    """Who has an episode in the period, and another one before it."""
    before = grids.sets(earlier)
    now = grids.sets((one.person, one.episode) for one in named if one.person is not None)
    return {
        person for person, episodes in now.items() if (old := before.get(person)) and len(old | episodes) > 1
    }


def _times(often: Iterable[int]) -> dict[str, int]:
    """How many people came so often."""
    counts = grids.tally(min(one, MANY) for one in often)
    return {(f"times:{n}" if n < MANY else f"times:{MANY}+"): counts[n] for n in range(2, MANY + 1)}


def _together(both: Mapping[int, set[str]]) -> Grid:
    """Of each pair of services how many people came to both; on the diagonal how many came to it at all."""
    count: dict[tuple[str, str], int] = defaultdict(int)
    for services in both.values():
        for first in services:
            for second in services:
                count[f"service:{first}", f"service:{second}"] += 1
    return grids.counted("services_together", Unit.PEOPLE, SERVICES, SERVICES, count, is_exclusive=False)
