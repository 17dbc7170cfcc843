"""Issuing a report: worked out once, and kept for ever as it was. The same again is a new edition beside it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import undefer

from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from inventory.foundation.period import Period
from inventory.foundation.tenancy import row_here
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission
from inventory.reports import blocks, files, paper
from inventory.reports.models import IssuedReport, ReportSchedule
from inventory.reports.rules import must_be_a_period
from inventory.reports.shape import Report, from_kept
from inventory.reports.template import Document, as_it_was
from inventory.reports.templates import get_template
from inventory.reports.working_out import worked_out


@dataclass(frozen=True)
class Prepared:
    """A report that was worked out, and is not kept yet."""

    template: str
    template_number: int
    document: Document
    period: Period
    report: Report


def prepare(name: str, period: Period, *, locale: str, today: date, municipality: str = "") -> Prepared:
    """Work a report out. Outside every deed: it takes a while, and nobody should wait for it.

    PeriodOutOfOrder, NotYetBegun, PeriodTooLong; NotHere when there is no such template.
    """
    must_be_a_period(period, today)
    document, number = get_template(name)
    report = worked_out(document, period, locale=locale, today=today, municipality=municipality)
    return Prepared(name, number, document, period, report)


def issue(
    actor: Actor, name: str, period: Period, *, locale: str, now: datetime, municipality: str = ""
) -> IssuedReport:
    """Work the report out and keep it for ever; the same again is a new edition beside it. As `prepare` refuses."""
    actor.must(Permission.REPORT_EDIT)
    return keep(
        actor, prepare(name, period, locale=locale, today=day(now), municipality=municipality), now=now
    )


def keep(
    actor: Actor, made: Prepared, *, now: datetime, schedule: ReportSchedule | None = None
) -> IssuedReport:
    """Keep what was worked out, for ever, under the next number."""
    actor.must(Permission.REPORT_EDIT)
    with transaction():
        number = 1 + (db.session.scalar(select(func.max(IssuedReport.number))) or 0)
        edition = 1 + (db.session.scalar(select(func.max(IssuedReport.edition)).where(_same(made))) or 0)
        report = made.report
        pdf = paper.draw(report, number=f"R-{number:04d}", edition=edition, issued_on=day(now))
        issued = IssuedReport(
            number=number, template=made.template, template_number=made.template_number,
            document=made.document.as_kept(), title=report.title, since=made.period.since, until=made.period.until,
            municipality=report.municipality, locale=report.locale, edition=edition, figures=report.as_kept(), pdf=pdf,
            csv=files.written(report, "csv"), xlsx=files.written(report, "xlsx"),
            sha256=hashlib.sha256(pdf).hexdigest(), issued_at=now, issued_by_id=actor.user_id,
            schedule_id=schedule.id if schedule is not None else None,
        )  # fmt: skip
        issued.figures_sha256 = digest_of(issued)
        db.session.add(issued)
        db.session.flush()  # its id is the trace's
        record(
            actor, "reports.issued", issued, now=now, number=issued.spoken, template=issued.template,
            since=issued.since, until=issued.until, edition=edition, sha256=issued.sha256,
        )  # fmt: skip
    return issued


def _same(made: Prepared) -> ColumnElement[bool]:
    """Is this an edition of the same report?"""
    return and_(
        IssuedReport.template == made.template, IssuedReport.since == made.period.since,
        IssuedReport.until == made.period.until, IssuedReport.municipality == made.report.municipality,
        IssuedReport.locale == made.report.locale,
    )  # fmt: skip


def digest_of(issued: IssuedReport) -> str:
    """The SHA-256 of everything that an issued report bears beside its paper."""
    told = json.dumps([issued.document, issued.figures], sort_keys=True, ensure_ascii=False)
    sheets = [hashlib.sha256(content).hexdigest() for content in (issued.csv, issued.xlsx)]
    return hashlib.sha256("\n".join([told, *sheets]).encode()).hexdigest()


def get_issued(report_id: int) -> IssuedReport:
    """The report that was issued with this id; NotHere when there is none."""
    return row_here(IssuedReport, report_id)


def as_issued(issued: IssuedReport) -> Report:
    """The report exactly as it was."""
    return from_kept(issued.figures)


def as_today(issued: IssuedReport, today: date) -> Report:
    """What the same template says of the same days by what is known today; parts that exist no more say nothing."""
    document = as_it_was(issued.document, blocks.known())
    # What was told in steps is told so again: else every number would differ once its days are over.
    return worked_out(
        document, Period(issued.since, issued.until), locale=issued.locale, today=today,
        municipality=issued.municipality, stays=as_issued(issued).stays_in_the_house,
    )  # fmt: skip


@offers("check")
def altered() -> list[str]:
    """Issued reports that are not what was issued."""
    everything = (
        undefer(IssuedReport.pdf), undefer(IssuedReport.csv), undefer(IssuedReport.xlsx),
        undefer(IssuedReport.figures), undefer(IssuedReport.document),
    )  # fmt: skip
    query = select(IssuedReport).options(*everything).order_by(IssuedReport.id)
    return [
        f"issued report {one.id} was altered"
        for one in db.session.scalars(query)
        if hashlib.sha256(one.pdf).hexdigest() != one.sha256 or digest_of(one) != one.figures_sha256
    ]
