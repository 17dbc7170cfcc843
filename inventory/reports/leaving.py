"""Reports that leave by themselves: set, stopped, and sent in the night, once for each period."""

from datetime import date, datetime

from flask import current_app
from sqlalchemy import select

from inventory.digibank.models import Digibank
from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from inventory.foundation.outbox import post
from inventory.foundation.period import Period
from inventory.foundation.tenancy import current_digibank_id, row_here
from inventory.foundation.transaction import each_by_itself, hold, transaction
from inventory.permissions import Permission
from inventory.reports.actions import keep, prepare
from inventory.reports.models import IssuedReport, ReportSchedule
from inventory.reports.rules import Every, due, must_be_a_day
from inventory.reports.templates import get_template


def set_schedule(
    actor: Actor, name: str, every: Every, *, day_of_month: int, to_email: str, locale: str, now: datetime,
    municipality: str = "",
) -> ReportSchedule:  # fmt: skip
    """From now on this report leaves by itself. NotADayOfEveryMonth; NotHere when there is no such template."""
    actor.must(Permission.REPORT_EDIT)
    must_be_a_day(day_of_month)
    with transaction():
        get_template(name)
        schedule = ReportSchedule(
            template=name, every=every, day=day_of_month, to_email=to_email, locale=locale,
            municipality=municipality, set_on=day(now), set_by_id=actor.user_id,
        )  # fmt: skip
        db.session.add(schedule)
        db.session.flush()  # its id is the trace's
        record(actor, "reports.schedule_set", schedule, now=now, template=name, every=every, day=day_of_month)
    return schedule


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
    """One report and the letter about it, or neither."""
    made = prepare(
        schedule.template, period, locale=schedule.locale, today=day(moment), municipality=schedule.municipality
    )  # fmt: skip
    with transaction():
        issued = keep(actor, made, now=moment, schedule=schedule)
        house = db.session.get_one(Digibank, current_digibank_id())
        post(
            "reports/issued", to_email=schedule.to_email, locale=schedule.locale, now=moment, of=issued,
            report=made.report, issued=issued, digibank=house,
            link=f"{current_app.config['PUBLIC_URL']}/{house.slug}/reports/{issued.id}",
        )  # fmt: skip
    return issued
