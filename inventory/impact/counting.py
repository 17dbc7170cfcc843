"""What is asked of the database about what came of the laptops: numbers of things, days and money, and never a person.

A person comes in only as a number that tells people apart; how many they were is told from five on.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, or_, select

from inventory.devices.models import Device, DeviceKind
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.period import Calendar, Period, quarters_of
from inventory.impact.hiding import Did, Told, Uses, told_of_year
from inventory.impact.models import ImpactFactor
from inventory.impact.rules import (
    Came,
    Factor,
    FactorKind,
    Method,
    Outcome,
    Spread,
    Use,
    avoided,
    days_within,
    in_force,
    middle,
    prognosis,
    shared,
    spread_of,
)
from inventory.journey import Stage
from inventory.lending.models import Ending, Loan, Loss, LossKind
from inventory.lending.queries import stays_of
from inventory.partners.models import Partner
from inventory.repairing.models import RepairTicket
from inventory.reuse_sheets.models import SheetFacts
from inventory.reuse_sheets.register import model_weights
from inventory.reuse_sheets.rules import model_key, weight_of

#: fewer people than this are never counted out loud
FEWEST_PEOPLE = 5
#: the loop, in which laptops are shown: from the door to the borrower and back, and then what left it
LOOP = tuple(stage for stage in Stage if stage is not Stage.ANNOUNCED)


def stages_now(kind: DeviceKind | None = None) -> dict[Stage, int]:
    """How many devices are at each stage of the loop, in its order; also those at which there is none."""
    query = select(Device.stage, func.count(Device.id)).group_by(Device.stage)
    if kind is not None:
        query = query.where(Device.kind == kind)
    counts = dict(db.session.execute(query).all())
    return {stage: counts.get(stage, 0) for stage in LOOP}


# --- days with someone -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lent:
    """What laptops did in a period: their days with people, and how many went out for the first time."""

    #: days of each laptop that was with someone in the period
    days: Mapping[int, int]
    first_times: int
    people: int

    @property
    def all_days(self) -> int:
        """Of all laptops together."""
        return sum(self.days.values())

    @property
    def middle_days(self) -> int | None:
        """Half of the laptops that were with someone were so for as many days, or less."""
        return middle(list(self.days.values()))


def uses_of(donor_ids: Sequence[int] | None = None) -> list[Use]:
    """Each stay of a laptop with someone; of the laptops of these givers only, if asked."""
    ours = select(Device.id).where(Device.kind == DeviceKind.LAPTOP)
    if donor_ids is not None:
        ours = ours.where(Device.donor_id.in_(donor_ids))
    return uses_among(ours)


def uses_among(ours: Any, until: date | None = None) -> list[Use]:
    """Each stay of these devices with someone that began by then; a hand-over that was undone is none."""
    undone = set(db.session.scalars(select(Loan.id).where(Loan.ending == Ending.UNDONE)))
    found = []
    for one in stays_of(ours):
        since = day(one.since)
        if one.loan_id not in undone and (until is None or since <= until):
            found.append(
                Use(one.device_id, one.borrower_id, since, day(one.until) if one.until is not None else None)
            )
    return found


def lent_in(uses: Iterable[Use], period: Period, today: date) -> Lent:
    """What these uses were in the period; nothing of days that are still to come."""
    until = min(period.until, today)
    days: dict[int, int] = defaultdict(int)
    first: dict[int, date] = {}
    people: set[int | None] = set()
    for use in uses:
        first[use.device_id] = min(first.get(use.device_id, use.since), use.since)
        if use.since <= until and (use.until is None or use.until >= period.since):
            days[use.device_id] += days_within(use, period.since, until)
            people.add(use.who)
    return Lent(days, sum(period.since <= one <= until for one in first.values()), len(people - {None}))


# --- what became of what came in ---------------------------------------------------------------------


@dataclass(frozen=True)
class Given:
    """What one giver's devices that came in during a period came to. `None` is "fewer than five people"."""

    donor_id: int
    donor: str
    spread: Spread
    people: int | None
    days: int | None
    first_times: int | None


def _came_in(period: Period, uses: Iterable[Use], donor_id: int | None = None) -> dict[int, list[Came]]:
    """What became of each device that came in, by giver (0: none); of one giver only, if asked."""
    lent, weights = {use.device_id for use in uses}, model_weights()
    query = (
        select(
            Device.id,
            Device.stage,
            Device.kind,
            Device.maker,
            Device.model,
            SheetFacts.grams,
            Device.donor_id,
        )
        .outerjoin(SheetFacts, SheetFacts.device_id == Device.id)
        .where(Device.received_at >= period.begin, Device.received_at < period.end)
        .where(Device.stage != Stage.REFUSED)
    )
    if donor_id is not None:
        query = query.where(Device.donor_id == donor_id)
    found: dict[int, list[Came]] = defaultdict(list)
    for one in db.session.execute(query):
        weight = weight_of(one.kind, one.grams, weights.get((one.kind, model_key(one.maker, one.model))))
        found[one.donor_id or 0].append(Came(outcome_of(one.stage, was_lent=one.id in lent), weight.grams))
    return found


def outcome_of(stage: Stage, *, was_lent: bool) -> Outcome:
    """What became of a device at this stage."""
    if was_lent or stage in (Stage.LENT, Stage.TRANSFERRED):
        return Outcome.REUSED
    return _OUTCOMES.get(stage, Outcome.HERE)


_OUTCOMES = {
    Stage.PARTS: Outcome.PARTS,
    Stage.RECYCLED: Outcome.RECYCLED,
    Stage.MISSING: Outcome.MISSING,
}


def spread_in(period: Period, uses: Sequence[Use]) -> Spread:
    """What became of every device that came in during the period."""
    return spread_of(one for some in _came_in(period, uses).values() for one in some)


def given_in(
    period: Period, today: date, donor_id: int | None = None, *, uses: Sequence[Use] | None = None
) -> list[Given]:
    """What became of the gifts of each giver, most devices first; of one of them only, if asked.

    Who knows all `uses` already gives them along.
    """
    if uses is None:
        uses = uses_of(None if donor_id is None else [donor_id])
    names = names_of_givers()
    owners = _owners(donor_id)
    per_donor: dict[int, list[Use]] = defaultdict(list)
    for use in uses:
        per_donor[owners[use.device_id]].append(use)
    came = _came_in(period, uses, donor_id)
    ids = [donor_id] if donor_id is not None else sorted({*came, *per_donor} - {0})
    found = []
    for one in ids:
        lent = lent_in(per_donor.get(one, []), period, today)
        is_told = lent.people >= FEWEST_PEOPLE
        found.append(
            Given(
                one, names[one], spread_of(came.get(one, [])),
                lent.people if is_told else None,
                lent.all_days if is_told else None,
                lent.first_times if is_told else None,
            )
        )  # fmt: skip
    found = [one for one in found if donor_id is not None or one.spread.received or one.people]
    return sorted(found, key=lambda one: (-one.spread.received, one.donor))


def names_of_givers() -> dict[int, str]:
    """What every partner is called, by its id."""
    return dict(db.session.execute(select(Partner.id, Partner.name)).all())


def _owners(donor_id: int | None) -> dict[int, int]:
    """Who gave each laptop (0: nobody), by its id."""
    query = select(Device.id, Device.donor_id).where(Device.kind == DeviceKind.LAPTOP)
    if donor_id is not None:
        query = query.where(Device.donor_id == donor_id)
    return {device_id: giver or 0 for device_id, giver in db.session.execute(query)}


# --- what of people may leave ----------------------------------------------------------------------


def did_in(uses: Sequence[Use], period: Period, today: date) -> Did:
    """All that is counted of people over some days, whoever gave the laptops: whole numbers, for the house."""
    owners = _owners(None)
    per_giver: dict[int, list[Use]] = defaultdict(list)
    for use in uses:
        per_giver[owners[use.device_id]].append(use)
    lost = lost_in(period)
    return Did(
        _did(lent_in(uses, period, today)),
        {giver: _did(lent_in(some, period, today)) for giver, some in per_giver.items()},
        lost.loans,
        lost.lost,
        lost.written_off,
    )


def _did(lent: Lent) -> Uses:
    return Uses(lent.people, len(lent.days), lent.first_times, lent.all_days)


def leaving(uses: Sequence[Use], calendar: Calendar, today: date) -> Told:
    """What may leave of a year or quarter that is over, beside the other quarters of that year and the year."""
    over = [one for one in quarters_of(calendar.year) if one.is_over(today)]
    whole = Calendar(calendar.year)
    of_year = did_in(uses, whole.period, today) if whole.is_over(today) else None
    quarters, year = told_of_year([did_in(uses, one.period, today) for one in over], of_year)
    found = dict(zip(over, quarters, strict=True)) | ({whole: year} if year is not None else {})
    return found[calendar]


# --- loss and cost -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lost:
    """Of the loans that ran in a period: how many were told in it as gone, and are; and how many ran."""

    #: the borrower told that it is missing or stolen, and it did not come back
    lost: int
    #: of those: it was stolen
    stolen: int
    #: it stays where it is, and is in our books no more
    written_off: int
    loans: int

    @property
    def per_hundred(self) -> int | None:
        """Lost or written off, of a hundred loans, in tenths."""
        return shared(1000 * (self.lost + self.written_off), self.loans)


def lost_in(period: Period) -> Lost:
    """Of the loans that ran in the period: from how many the laptop did not come back."""
    told = (Loss.reported_at >= period.begin) & (Loss.reported_at < period.end)
    gone = Loan.id.in_(select(Loss.loan_id).where(told)) & (
        Loan.ending.is_(None) | Loan.ending.in_((Ending.LOST, Ending.WRITTEN_OFF))
    )
    stolen = Loan.id.in_(select(Loss.loan_id).where(told, Loss.kind == LossKind.STOLEN))
    ended = (Loan.ended_at >= period.begin) & (Loan.ended_at < period.end)
    query = select(
        func.count(case((gone, 1))),
        func.count(case((gone & stolen, 1))),
        func.count(case((ended & (Loan.ending == Ending.WRITTEN_OFF) & ~gone, 1))),
        func.count(Loan.id),
    ).where(
        Loan.started_on <= period.until,
        or_(Loan.ended_at.is_(None), Loan.ended_at >= period.begin),
        or_(Loan.ending.is_(None), Loan.ending != Ending.UNDONE),
    )
    return Lost(*(int(one) for one in db.session.execute(query).one()))


@dataclass(frozen=True)
class Cost:
    """What repairs cost in a period, in cents, as far as somebody wrote it down."""

    cents: int
    #: repairs that ended in the period; of so many the cost is known
    repairs: int
    known: int
    #: days that laptops were with people
    days: int

    @property
    def cents_per_day(self) -> int | None:
        """For each day that a laptop was with someone; None while nothing is known or nothing was lent."""
        return shared(self.cents, self.days) if self.known else None


def cost_in(period: Period, lent: Lent) -> Cost:
    """What the repairs that ended in the period cost, against the days that laptops were lent in it."""
    query = select(
        func.coalesce(func.sum(RepairTicket.cost_cents), 0),
        func.count(RepairTicket.id),
        func.count(RepairTicket.cost_cents),
    ).where(RepairTicket.closed_at >= period.begin, RepairTicket.closed_at < period.end)
    cents, repairs, known = (int(one or 0) for one in db.session.execute(query).one())
    return Cost(cents, repairs, known, lent.all_days)


# --- what was saved ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Saved:
    """What of one kind was saved, in grams, and by which factor; a prognosis is never part of what was realised.

    None where that may not be told; an expectation is None too where it is counted already.
    """

    factor: Factor
    grams: int | None
    expected: int | None


def factors_on(on: date) -> dict[FactorKind, Factor]:
    """Which factor of each kind holds here on this day."""
    query = select(ImpactFactor).where(ImpactFactor.withdrawn_at.is_(None)).order_by(ImpactFactor.id)
    return in_force((row.as_factor for row in db.session.scalars(query)), on)


def saved_by(days: int | None, first_times: int | None, factors: Mapping[FactorKind, Factor]) -> list[Saved]:
    """What these days and first loans saved, of each kind; nothing of what may not be told."""
    return [
        Saved(one, _realised(one, days, first_times), _expected(one, first_times))
        for one in map(factors.__getitem__, FactorKind)
    ]


def _realised(factor: Factor, days: int | None, first_times: int | None) -> int | None:
    """By days or by first loans, as the factor says; whoever knows the grams knows of how many they are."""
    rests_on = first_times if factor.method is Method.PER_LAPTOP else days
    return None if rests_on is None else avoided(factor, days=rests_on, first_times=rests_on)


def _expected(factor: Factor, first_times: int | None) -> int | None:
    return None if first_times is None else prognosis(factor, first_times=first_times)
