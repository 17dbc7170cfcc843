"""Indicators 9 and 10 (belgium.md §5.3): what people ask help with, what laptops are for, and how full moments are."""

from collections import Counter
from collections.abc import Mapping, Sequence

from inventory.contacts.rules import Purpose, Service
from inventory.indicators import grids
from inventory.indicators.answer import Answer, Indicator, Unit
from inventory.indicators.facts import Booking, Contact, Lent, Slot
from inventory.indicators.grids import ALL, UNKNOWN

#: every service but lending, of which the purpose is asked
_OTHERS = [f"service:{one}" for one in Service if one is not Service.LENDING]
#: for which one can book
BOOKABLE = (Service.START_WORKSHOP, Service.LENDING, Service.REPAIR_DESK)
_WEEK = [f"weekday:{day}" for day in range(1, 8)]
_BOOKED = ("booked", "came", "did_not_come", "not_noted")


def help_questions(
    contacts: Sequence[Contact], parents: Mapping[int, int | None], loans: Sequence[Lent]
) -> Answer:
    """Contacts by what they were about and by service, and loans that began by what the laptop is for.

    Lending has no column: of a laptop the purpose is asked instead, once per loan. `parents` says of each question in
    the list of two levels under which other it stands; the second grid counts by that upper one.
    """
    helped = [one for one in contacts if one.service != Service.LENDING]
    count = grids.tally((grids.key("help", one.help_type), f"service:{one.service}") for one in helped)
    above = {one: parents.get(one) or one for one in parents}
    theme = grids.tally(
        (grids.key("help", above.get(one.help_type or 0)), f"service:{one.service}") for one in helped
    )
    purposes = grids.tally(grids.key("purpose", one.purpose) for one in loans)
    rows = grids.keys_in("help", (one.help_type for one in helped))
    themes = grids.keys_in("help", (above.get(one.help_type or 0) for one in helped))
    return Answer(
        Indicator.HELP_QUESTIONS,
        n=len(helped) + len(loans),
        missing=sum(one.help_type is None for one in helped) + purposes[UNKNOWN],
        grids=(
            grids.counted("by_question", Unit.CASES, rows, _OTHERS, count),
            grids.counted("by_theme", Unit.CASES, themes, _OTHERS, theme),
            grids.listed(
                "by_purpose", Unit.CASES, ALL,
                {row: purposes[row] for row in [*grids.members("purpose", Purpose), UNKNOWN]},
            ),
        ),
        numbers={
            "contacts": (Unit.CASES, len(helped)),
            "contacts_unknown": (Unit.CASES, sum(one.help_type is None for one in helped)),
            "loans": (Unit.CASES, len(loans)),
            "loans_unknown": (Unit.CASES, purposes[UNKNOWN]),
        },
    )  # fmt: skip


def occupancy(slots: Sequence[Slot], bookings: Sequence[Booking], walk_ins: Mapping[str, int]) -> Answer:
    """How many places were booked, how many of those who booked came, and when they were expected.

    Full is what was booked of the places, over moments that have so many; it may be more than all. Who came is taken of
    those of whom somebody noted it. Who walked in booked nothing and is only counted; so are, in `walk_ins`, the visits
    to services where nobody books. Weekday and hour are those of a clock in Brussels, when the moment begins.
    """
    rows = [f"service:{one}" for one in BOOKABLE]
    booked = [one for one in bookings if not one.walked_in]
    sized = {(one.service, one.id) for one in slots if one.capacity is not None}
    ends = grids.tally((f"service:{one.service}", _ended(one)) for one in booked)
    on_a_place = grids.tally(f"service:{one.service}" for one in booked if (one.service, one.slot) in sized)
    moments = grids.tally(f"service:{one.service}" for one in slots)
    places: Counter[str] = Counter()
    for slot in slots:
        places[f"service:{slot.service}"] += slot.capacity or 0
    walked = grids.tally(f"service:{one.service}" for one in bookings if one.walked_in)
    for service, number in walk_ins.items():
        walked[f"service:{service}"] += number
    hours = [one.hour for one in booked]
    columns = [f"hour:{hour}" for hour in range(min(hours), max(hours) + 1)] if hours else []
    expected = grids.tally((f"weekday:{one.weekday}", f"hour:{one.hour}") for one in booked)
    came = grids.tally((f"weekday:{one.weekday}", f"hour:{one.hour}") for one in booked if one.came)
    noted = {row: ends[row, "came"] + ends[row, "did_not_come"] for row in rows}
    return Answer(
        Indicator.OCCUPANCY,
        n=len(booked),
        missing=sum(one.came is None for one in booked),
        grids=(
            grids.counted(
                "moments", Unit.THINGS, rows, ["moments", "places"],
                {(row, "moments"): moments[row] for row in rows} | {(row, "places"): places[row] for row in rows},
            ),
            grids.counted(
                "bookings", Unit.CASES, rows, _BOOKED,
                ends | {(row, "booked"): sum(ends[row, end] for end in _BOOKED[1:]) for row in rows},
            ),
            _filled(rows, on_a_place, places),
            grids.parts_of("came", rows, ["came"], lambda row, _: ends[row, "came"], lambda row, _: noted[row]),
            grids.counted("booked_by_hour", Unit.CASES, _WEEK, columns, expected),
            grids.counted("came_by_hour", Unit.CASES, _WEEK, columns, came),
            grids.listed(
                "walk_ins", Unit.CASES, ALL, {f"service:{one}": walked[f"service:{one}"] for one in Service}
            ),
        ),
        numbers={"walked_in": (Unit.CASES, sum(walked.values()))},
    )  # fmt: skip


def _filled(rows: Sequence[str], booked: Mapping[str, int], places: Mapping[str, int]) -> grids.Grid:
    """Which part of the places was booked; behind it stands how many were."""
    return grids.Grid(
        "filled", Unit.PER_MILLE, tuple(rows), ("filled",),
        tuple((grids.per_mille(booked.get(row, 0), places.get(row, 0)),) for row in rows),
        tuple((booked.get(row, 0),) for row in rows), is_exclusive=False,
    )  # fmt: skip


def _ended(one: Booking) -> str:
    if one.came is None:
        return "not_noted"
    return "came" if one.came else "did_not_come"
