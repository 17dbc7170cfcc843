"""Reports that leave by themselves: set, stopped, and sent in the night, once for each period.

One that may leave the house goes along as PDF, to any mailbox: who funds us has no account here, and wants to file it.
Of one that stays in the house only a colleague who may see reports gets a link.
"""

from datetime import date, datetime
from enum import StrEnum

from flask import current_app
from sqlalchemy import func, select

from inventory.digibank.models import Digibank, Membership, User
from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from inventory.foundation.outbox import Enclosure, Letter, post
from inventory.foundation.period import Period
from inventory.foundation.refusal import Refusal
from inventory.foundation.tenancy import current_digibank_id, row_here
from inventory.foundation.transaction import each_by_itself, hold, transaction
from inventory.permissions import ROLES, Permission
from inventory.reports.actions import get_issued, keep, prepare
from inventory.reports.blocks import may_leave
from inventory.reports.files import file_name
from inventory.reports.models import IssuedReport, ReportSchedule
from inventory.reports.rules import Every, due, must_be_a_day, period_with
from inventory.reports.template import Document
from inventory.reports.templates import get_template

#: what a colleague is written, and what leaves with the paper
_LINK, _ENCLOSED = "reports/issued", "reports/enclosed"


class Way(StrEnum):
    """How a report leaves by itself."""

    #: it goes along as PDF
    PAPER = "paper"
    #: a link for a colleague, who signs in
    LINK = "link"
    #: it is issued, and mailed to nobody
    NONE = "none"


class StaysInTheHouse(Refusal):
    """Such a report could point at someone; only a colleague who may see reports gets a link to it."""

    status = 422


def set_schedule(
    actor: Actor, name: str, every: Every, *, day_of_month: int, to_email: str, locale: str, now: datetime,
    municipality: str = "",
) -> ReportSchedule:  # fmt: skip
    """From now on this report leaves by itself.

    NotADayOfEveryMonth; StaysInTheHouse for a mailbox outside; NotHere when there is no such template.
    """
    actor.must(Permission.REPORT_EDIT)
    must_be_a_day(day_of_month)
    with transaction():
        document, _number = get_template(name)
        if way_of(document, every, municipality, to_email) is Way.NONE:
            raise StaysInTheHouse(field="to_email")
        schedule = ReportSchedule(
            template=name, every=every, day=day_of_month, to_email=to_email, locale=locale,
            municipality=municipality, set_on=day(now), set_by_id=actor.user_id,
        )  # fmt: skip
        db.session.add(schedule)
        db.session.flush()  # its id is the trace's
        record(actor, "reports.schedule_set", schedule, now=now, template=name, every=every, day=day_of_month)
    return schedule


def way_of(document: Document, every: Every, municipality: str, to_email: str) -> Way:
    """How such a report leaves, to this mailbox, once its days are over."""
    if may_leave(document.blocks, period_with(date(2000, 1, 1), every), municipality, date.max):
        return Way.PAPER
    return Way.LINK if is_a_colleague(to_email) else Way.NONE


def is_a_colleague(email: str) -> bool:
    """Is this the mailbox of someone who may see reports here?"""
    seeing = [role for role, may in ROLES.items() if Permission.REPORT_SEE in may]
    query = select(Membership.id).join(User, User.id == Membership.user_id)
    is_theirs = func.lower(User.email) == email.strip().lower()
    return db.session.scalar(query.where(is_theirs, Membership.role.in_(seeing)).limit(1)) is not None


def end_schedule(actor: Actor, schedule: ReportSchedule, *, now: datetime) -> None:
    """It leaves by itself no more. A second time nothing happens."""
    actor.must(Permission.REPORT_EDIT)
    with transaction():
        hold(schedule)
        if schedule.ended_at is None:
            schedule.ended_at = now
            record(actor, "reports.schedule_ended", schedule, now=now, template=schedule.template)


def get_schedule(schedule_id: int) -> ReportSchedule:
    """The schedule with this id; NotHere when there is none."""
    return row_here(ReportSchedule, schedule_id)


def schedules() -> list[ReportSchedule]:
    """What leaves by itself."""
    query = select(ReportSchedule).where(ReportSchedule.ended_at.is_(None)).order_by(ReportSchedule.id)
    return list(db.session.scalars(query))


@offers("nightly")
def tonight(actor: Actor, today: date) -> None:
    """Issue and send what is due. Trouble with one does not keep another from leaving; it is raised at the end."""
    each_by_itself(lambda one: _send_due(actor, one, today), [schedule.id for schedule in schedules()])


def _send_due(actor: Actor, schedule_id: int, today: date) -> None:
    schedule = get_schedule(schedule_id)
    query = select(IssuedReport.since).where(IssuedReport.schedule_id == schedule_id)
    gone = set(db.session.scalars(query))
    for period in due(schedule.every, schedule.day, set_on=schedule.set_on, today=today):
        if period.since not in gone:
            _send(actor, get_schedule(schedule_id), period, clock.now())


def _send(actor: Actor, schedule: ReportSchedule, period: Period, moment: datetime) -> IssuedReport:
    """One report and the letter about it, or neither. What stays in the house is mailed to nobody outside."""
    made = prepare(
        schedule.template, period, locale=schedule.locale, today=day(moment), municipality=schedule.municipality
    )  # fmt: skip
    with transaction():
        issued = keep(actor, made, now=moment, schedule=schedule)
        if made.report.stays_in_the_house and not is_a_colleague(schedule.to_email):
            return issued
        house = db.session.get_one(Digibank, current_digibank_id())
        post(
            _LINK if made.report.stays_in_the_house else _ENCLOSED, to_email=schedule.to_email, locale=schedule.locale,
            now=moment, of=issued, report=made.report, issued=issued, digibank=house,
            link=f"{current_app.config['PUBLIC_URL']}/{house.slug}/reports/{issued.id}",
        )  # fmt: skip
    return issued


@offers("letter.enclosed")
def enclosed(letter: Letter) -> list[Enclosure]:
    """The paper goes along, as it was issued."""
    if letter.kind != _ENCLOSED or letter.thing_id is None:
        return []
    issued = get_issued(letter.thing_id)
    return [Enclosure(file_name(issued, "pdf"), "application/pdf", issued.pdf)]
