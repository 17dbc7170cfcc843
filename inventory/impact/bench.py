"""What happened at the bench in some days: from gift to ready, where devices waited, what was right the first time.

Numbers of laptops and of donors' gifts. Never of who worked on them: nothing here asks who did anything.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from inventory.devices.models import Device, Passage
from inventory.foundation import clock
from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import db
from inventory.foundation.period import Period
from inventory.impact import flow
from inventory.impact.flow import ON_THE_WAY, WAITING, Flow, Stay, Step
from inventory.intake.findings import RefusedBecause
from inventory.journey import Stage
from inventory.partners.models import Partner
from inventory.refurbishing.models import Checkup
from inventory.repairing.models import RepairTicket
from inventory.repairing.rules import Result
from inventory.wording import say


@dataclass(frozen=True)
class Wait:
    """One stage: how long half of those that left it had waited, how many wait there now, and the oldest of them."""

    stage: Stage
    left: int
    median: int | None
    now: int
    oldest: int | None


@dataclass(frozen=True)
class Refused:
    """What went back to one giver at the door, by reason."""

    giver: str
    reasons: tuple[tuple[str, int], ...]

    @property
    def count(self) -> int:
        """How many in all."""
        return sum(number for _reason, number in self.reasons)


@dataclass(frozen=True)
class FirstTime:
    """Of the checklists that were signed off: how many were right the first time."""

    signed: int
    sent_back: int
    came_back: int

    @property
    def percent(self) -> int | None:
        """The share, in whole percents."""
        return (
            round(100 * (self.signed - self.sent_back - self.came_back) / self.signed)
            if self.signed
            else None
        )


def flow_in(period: Period) -> Flow:
    """The passages of every device that moved in this period, and what came of them."""
    first, end = period.begin, period.end
    moved = select(Passage.device_id).where(Passage.passed_at >= first, Passage.passed_at < end)
    query = (
        select(Passage.device_id, Passage.lap, Passage.end, Passage.passed_at)
        .where(Passage.device_id.in_(moved), Passage.passed_at < end)
        .order_by(Passage.device_id, Passage.id)
    )
    return flow.flow_of((Step(*row) for row in db.session.execute(query)), period.since, period.until)


@dataclass(frozen=True)
class Standing:
    """One device that waits somewhere on the walk now."""

    stage: Stage
    since: date
    #: the day on which it came in; None: it was ready before, or nobody knows
    new_since: date | None


def standing() -> list[Standing]:
    """Every device that waits somewhere now."""
    query = select(Device.stage, Device.stage_since, Device.lap, Device.received_at).where(
        Device.stage.in_(WAITING)
    )
    return [
        Standing(stage, clock.day(since), clock.day(came) if lap == 1 and came is not None else None)
        for stage, since, lap, came in db.session.execute(query)
    ]


def running(here: Iterable[Standing], today: date) -> list[int]:
    """How many days ago each device came in that was never ready yet and is on its way."""
    return [
        (today - one.new_since).days for one in here if one.stage in ON_THE_WAY and one.new_since is not None
    ]


def waits(found: Flow, here: Iterable[Standing], today: date) -> list[Wait]:
    """Each stage at which a device waits: how long those waited that left it, and who waits there now."""
    days: dict[Stage, list[int]] = {}
    for one in here:
        days.setdefault(one.stage, []).append(Stay(one.stage, one.since, None).days(today))
    return [
        Wait(
            stage,
            len(found.waited.get(stage, ())),
            flow.median(found.waited.get(stage, ())),
            len(days.get(stage, ())),
            max(days.get(stage, ()), default=None),
        )
        for stage in WAITING
    ]


def first_time(period: Period) -> FirstTime:
    """Signed off in this period; of those what was sent back first, or came back from a loan with the same fault.

    The checklist of the next round tells that: who lends or takes back says what is wrong in words, of no point.
    """
    first, end = period.begin, period.end
    signed = select(Checkup.id).where(Checkup.signed_off_at >= first, Checkup.signed_off_at < end)
    count = db.session.execute(select(db.func.count()).select_from(signed.subquery())).scalar_one()
    sent = select(AuditEvent.thing_id).where(
        AuditEvent.thing == Checkup.__tablename__, AuditEvent.deed == "refurbishing.sent_back",
        AuditEvent.thing_id.in_(signed),
    )  # fmt: skip
    sent_back = set(db.session.execute(sent).scalars())
    repaired, again = db.aliased(RepairTicket), db.aliased(RepairTicket)
    came = (
        select(Checkup.id)
        .join(repaired, (repaired.device_id == Checkup.device_id) & (repaired.lap == Checkup.lap))
        .join(again, (again.device_id == repaired.device_id) & (again.point == repaired.point))
        .where(
            Checkup.id.in_(signed), repaired.point != "", repaired.result == Result.REPAIRED,
            repaired.closed_at <= Checkup.signed_off_at, again.lap == Checkup.lap + 1,
        )
    )  # fmt: skip
    came_back = set(db.session.execute(came).scalars()) - sent_back
    return FirstTime(count, len(sent_back), len(came_back))


def refused(period: Period) -> list[Refused]:
    """What went back at the door in this period, by giver and reason; who gave most back first."""
    first, end = period.begin, period.end
    query = (
        select(Partner.name, AuditEvent.particulars_text)
        .select_from(AuditEvent)
        .join(Device, Device.id == AuditEvent.device_id)
        .outerjoin(Partner, Partner.id == Device.donor_id)
        .where(
            AuditEvent.deed == "intake.refused", AuditEvent.happened_at >= first, AuditEvent.happened_at < end,
            AuditEvent.thing == Device.__tablename__,
        )
    )  # fmt: skip
    counts: dict[str, dict[str, int]] = {}
    for giver, told in db.session.execute(query):
        because = json.loads(told).get("because", "")
        reason = say(RefusedBecause(because)) if because in set(RefusedBecause) else say(RefusedBecause.OTHER)
        own = counts.setdefault(giver or _("Not known"), {})
        own[reason] = own.get(reason, 0) + 1
    found = [
        Refused(giver, tuple(sorted(own.items(), key=lambda pair: (-pair[1], pair[0]))))
        for giver, own in counts.items()
    ]
    return sorted(found, key=lambda one: (-one.count, one.giver))
