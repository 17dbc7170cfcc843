"""Indicators 3 and 4 (belgium.md §5.3): where people came, how a new place grows, and what groups come there."""

from collections.abc import Mapping, Sequence
from datetime import date

from inventory.indicators import grids
from inventory.indicators.answer import Answer, Grid, Indicator, Question, Unit
from inventory.indicators.facts import Contact
from inventory.indicators.grids import ALL
from inventory.indicators.visitors import SERVICES, groups_of

#: so many months of a new place are told
MONTHS = 24


def locations(question: Question, contacts: Sequence[Contact], opened: Mapping[int, date]) -> Answer:
    """Contacts and different people per place, by service and by month, and per month since a new place opened.

    `opened` says on which day somebody came to a place for the first time ever; it is *new* when that day is in the
    period. Its months are calendar months, the first one 0. A contact of which nobody said where stands apart.
    """
    rows = grids.keys_in("location", (one.location for one in contacts))
    months = grids.months_of(question)
    of_service = grids.tally((_row(one), f"service:{one.service}") for one in contacts)
    of_month = grids.tally((_row(one), grids.month_key(one.on)) for one in contacts)
    named = [one for one in contacts if one.person is not None]
    services = grids.sets(
        ((_row(one), column), one.person) for one in named for column in (ALL, f"service:{one.service}")
    )
    monthly = grids.sets(((_row(one), grids.month_key(one.on)), one.person) for one in named)
    used = [column for column in SERVICES if any((row, column) in of_service for row in rows)]
    return Answer(
        Indicator.LOCATIONS,
        n=len(contacts),
        missing=sum(one.location is None for one in contacts),
        grids=(
            grids.counted("contacts_by_location", Unit.CASES, rows, used, of_service),
            grids.people("people_by_location", rows, [ALL, *used], _whole(services)),
            grids.counted("contacts_by_month", Unit.CASES, rows, months, of_month),
            grids.people("people_by_month", rows, months, _whole(monthly)),
            _since_opening(question, contacts, opened),
        ),
        numbers={
            "locations": (Unit.THINGS, len(rows) - 1),
            "new_locations": (Unit.THINGS, len(_new(question, contacts, opened))),
            "contacts": (Unit.CASES, len(contacts)),
            "unique": (Unit.PEOPLE, len({one.person for one in named})),
        },
    )


def groups_by_location(contacts: Sequence[Contact], groups: Mapping[int, frozenset[int]]) -> Answer:
    """Different people per place and target group, and which part of the people of that place they are.

    People may belong to several groups, so the parts of a row come to more than a whole. Who said nothing stands under
    "unknown"; who would rather not say, under the group that says so.
    """
    named = [one for one in contacts if one.person is not None]
    people = {one.person for one in named if one.person is not None}
    rows = [ALL, *grids.keys_in("location", (one.location for one in named))]
    columns = grids.keys_in("group", (group for person in people for group in groups.get(person, ())))
    who = _whole(
        grids.sets(
            ((row, column), one.person)
            for one in named
            for row in (ALL, _row(one))
            for column in (ALL, *groups_of(one.person, groups))
        )
    )
    return Answer(
        Indicator.GROUPS_BY_LOCATION,
        n=len(people),
        missing=sum(person not in groups for person in people),
        grids=(
            grids.people("people", rows, [ALL, *columns], who),
            grids.parts_of(
                "share", rows, columns,
                lambda row, column: len(who.get((row, column), ())), lambda row, _: len(who.get((row, ALL), ())),
            ),
        ),
    )  # fmt: skip


def _row(one: Contact) -> str:
    return grids.key("location", one.location)


def _whole(found: Mapping[tuple[str, str], set[int | None]]) -> dict[tuple[str, str], set[int]]:
    return {key: {who for who in some if who is not None} for key, some in found.items()}


def _new(question: Question, contacts: Sequence[Contact], opened: Mapping[int, date]) -> list[int]:
    """The places that opened in the period, of those to which somebody came."""
    seen = sorted({one.location for one in contacts if one.location is not None})
    return [place for place in seen if question.since <= opened[place] <= question.until]


def _since_opening(question: Question, contacts: Sequence[Contact], opened: Mapping[int, date]) -> Grid:
    places = _new(question, contacts, opened)
    count = grids.tally(
        (f"location:{one.location}", f"since:{grids.months_between(opened[one.location], one.on)}")
        for one in contacts
        if one.location in places
    )
    last = max((grids.months_between(opened[place], question.until) for place in places), default=-1)
    columns = [f"since:{month}" for month in range(min(last + 1, MONTHS))]
    return grids.counted(
        "contacts_since_opening", Unit.CASES, [f"location:{place}" for place in places], columns, count
    )
