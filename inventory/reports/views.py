"""Reports: those that were issued, a new one, their templates, and what leaves by itself."""

from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from inventory.foundation.asked_period import asked_period
from inventory.foundation.clock import now, today
from inventory.foundation.listing import shelf
from inventory.foundation.tongue import tongue
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.indicators.asking import is_large
from inventory.permissions import Permission
from inventory.reports import actions, blocks, leaving, preparing, templates
from inventory.reports.files import file_name
from inventory.reports.forms import IssueForm, data_form, issue_form, schedule_form, template_form
from inventory.reports.models import IssuedReport, ReportSchedule
from inventory.reports.rules import Every, must_be_a_period, period_before
from inventory.reports.said import ToldReport, as_told, told
from inventory.reports.shape import differences
from inventory.reports.template import LANGUAGES, Document, read, said
from inventory.reports.working_out import worked_out

room = Blueprint("reports", __name__, url_prefix="/<digibank>/reports")

_TYPES = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@room.get("/")
@needs(Permission.REPORT_SEE)
def index() -> Any:
    """What was issued, the latest first, and what can be made."""
    found = shelf(select(IssuedReport), IssuedReport.id, descending=True)
    return page(
        "inventory/reports/index.html", found=found, templates=_named(), schedules=leaving.schedules()
    )  # fmt: skip


def _named() -> list[tuple[str, str]]:
    """The templates with their titles in the reader's language, by title."""
    named = [(name, said(one.title, tongue())) for name, one in templates.templates().items()]
    return sorted(named, key=lambda pair: pair[1].casefold())


@room.route("/new/<template_name>", methods=["GET", "POST"])
@needs(Permission.REPORT_EDIT)
def new(template_name: str) -> Any:
    """Choose the days; look at it first, or issue it. What is looked at has an address, for it may take a while."""
    document, _number = templates.get_template(template_name)
    asked = asked_period(today(), period_before(today(), Every.QUARTER))
    form, found = issue_form(asked.period, **_chosen()), None
    if form.validate_on_submit():
        with told_on(form):
            return _looked_at_or_issued(template_name, form, issues="look" not in request.form)
    if "since" in request.args and not form.is_submitted() and not asked.problems:
        with told_on(form):
            found = preparing.prepared(template_name, asked.period, **_chosen())
    report = as_told(found.told.report) if found is not None and found.told is not None else None
    return page(
        "inventory/reports/new.html", form=form, template_name=template_name, title=said(document.title, tongue()),
        found=found, report=report, problems=asked.problems, here=request.full_path,
    )  # fmt: skip


def _looked_at_or_issued(template_name: str, form: IssueForm, *, issues: bool) -> Any:
    period, chosen = form.period, {"locale": form.locale.data, "municipality": form.municipality.data or ""}
    must_be_a_period(period, today())
    found = preparing.prepared(template_name, period, **chosen) if issues else None
    if found is None or found.newest is None:
        days: dict[str, Any] = {"since": period.since.isoformat(), "until": period.until.isoformat()}
        return redirect(
            url_for(".new", template_name=template_name, **days, **chosen, _anchor="counted"), 303
        )
    issued = actions.keep(g.actor, found.newest, now=now())
    say_done(_("Issued as %(number)s. It stays as it is now.", number=issued.spoken))
    return redirect(url_for(".show", report_id=issued.id), 303)


def _chosen() -> dict[str, str]:
    """The language and the town in the address; without them our own language, and every town."""
    locale = request.args.get("locale", "")
    return {
        "locale": locale if locale in LANGUAGES else g.digibank.locale,
        "municipality": request.args.get("municipality", "").strip()[:80],
    }


@room.get("/<int:report_id>")
@needs(Permission.REPORT_SEE)
def show(report_id: int) -> Any:
    """A report exactly as it was issued."""
    issued = actions.get_issued(report_id)
    return page("inventory/reports/show.html", issued=issued, report=as_told(actions.as_issued(issued)))


@room.get("/<int:report_id>.<any(pdf, csv, xlsx):kind>")
@needs(Permission.REPORT_SEE)
def file(report_id: int, kind: str) -> Response:
    """The bytes that were issued, never made again."""
    issued = actions.get_issued(report_id)
    content = getattr(issued, kind)
    name = file_name(issued, kind)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, content_type=_TYPES[kind], headers=headers)


@room.get("/<int:report_id>/today")
@needs(Permission.REPORT_SEE)
def differs(report_id: int) -> Any:
    """What the same report would say today, where that is something else."""
    issued = actions.get_issued(report_id)
    found, then = preparing.as_today(issued), actions.as_issued(issued)
    _document, number = templates.get_template(issued.template)
    return page(
        "inventory/reports/differs.html", issued=issued, found=found, told=told,
        differ=differences(then, found.told) if found.told is not None else [],
        factors_changed=found.told is not None and then.factors != found.told.factors,
        template_changed=number != issued.template_number,
    )  # fmt: skip


# --- templates ---------------------------------------------------------------------------------------


@room.route("/templates/<template_name>", methods=["GET", "POST"])
@needs(Permission.REPORT_EDIT)
def edit(template_name: str) -> Any:
    """What stands in a report, in which order, and what it says first."""
    document, number = templates.get_template(template_name)
    known = blocks.known()
    form, report = template_form(document, {name: blocks.called(name) for name in known}), None
    looks = "look" in request.form
    if form.validate_on_submit():
        with told_on(form):
            if looks:
                report = _preview(read(form.typed(), known))
            else:
                templates.change_template(g.actor, template_name, form.typed(), now=now())
                say_done(_("Kept. What was issued before stays as it is."))
                return redirect(url_for(".index"), 303)
    return page(
        "inventory/reports/edit.html", form=form, template_name=template_name, title=said(document.title, tongue()),
        number=number, places=[name for name in form._fields if name.startswith("place_")], report=report,
        is_too_much=looks and not form.errors and report is None,
    )  # fmt: skip


def _preview(document: Document) -> ToldReport | None:
    """What a template would say of the quarter that is over; None where that is too much to count at once."""
    if is_large():
        return None
    usual = period_before(today(), Every.QUARTER)
    return as_told(worked_out(document, usual, locale=tongue(), today=today()))


@room.route("/templates/<template_name>/data", methods=["GET", "POST"])
@needs(Permission.REPORT_EDIT)
def data(template_name: str) -> Any:
    """The template as data, to be kept elsewhere or pasted in; also what the other page does not ask."""
    document, _number = templates.get_template(template_name)
    form = data_form(document)
    if form.validate_on_submit():
        with told_on(form):
            if "another" in request.form:
                templates.add_template(g.actor, form.read_data, now=now())
                say_done(_("There is another template now."))
            else:
                templates.change_template(g.actor, template_name, form.read_data, now=now())
                say_done(_("Kept. What was issued before stays as it is."))
            return redirect(url_for(".index"), 303)
    return page(
        "inventory/reports/data.html", form=form, template_name=template_name, title=said(document.title, tongue()),
        known=[(name, blocks.called(name)) for name in blocks.known()], editions=templates.editions_of(template_name),
    )  # fmt: skip


# --- by itself ---------------------------------------------------------------------------------------


@room.route("/schedules", methods=["GET", "POST"])
@needs(Permission.REPORT_EDIT)
def schedules() -> Any:
    """What leaves by itself, and a place for more."""
    form = schedule_form(_named(), g.digibank.locale)
    if form.validate_on_submit():
        with told_on(form):
            leaving.set_schedule(
                g.actor, form.template.data, Every(form.every.data), day_of_month=form.day.data,
                to_email=form.to_email.data, locale=form.locale.data, municipality=form.municipality.data or "",
                now=now(),
            )  # fmt: skip
            say_done(_("Kept. The first one leaves when the period that runs now is over."))
            return redirect(url_for(".schedules"), 303)
    return page("inventory/reports/schedules.html", form=form, schedules=_scheduled())


def _scheduled() -> list[tuple[ReportSchedule, str, leaving.Way]]:
    """What leaves by itself, what it is called, and how it leaves as its template is today."""
    every = templates.templates()
    return [
        (
            one, said(every[one.template].title, tongue()),
            leaving.way_of(every[one.template], one.every, one.municipality, one.to_email),
        )
        for one in leaving.schedules()
    ]  # fmt: skip


@room.post("/schedules/<int:schedule_id>/end")
@needs(Permission.REPORT_EDIT)
def end(schedule_id: int) -> Any:
    """It leaves by itself no more."""
    leaving.end_schedule(g.actor, leaving.get_schedule(schedule_id), now=now())
    say_done(_("It leaves by itself no more. What was issued stays."))
    return redirect(url_for(".schedules"), 303)
