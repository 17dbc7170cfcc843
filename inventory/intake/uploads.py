"""The doors for files: a giver's list, and hardware reports; shown first, saved after a yes."""

from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from inventory.foundation.clock import now
from inventory.foundation.listing import as_csv
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.intake import actions, importing, reporting
from inventory.intake.forms import ColumnsForm, ConfirmForm, ListUploadForm, ReportsForm
from inventory.intake.hardware import report as hardware
from inventory.intake.machines import SAVED
from inventory.intake.models import ImportDraft, Lot
from inventory.intake.rows import COMES_IN, ListField, ReportedRow
from inventory.intake.views import room
from inventory.permissions import Permission
from inventory.wording import say

#: rows named on the page; what cannot come in is named first
_SHOWN = 200


@room.route("/<code>/list", methods=["GET", "POST"])
@needs(Permission.LOT_RECEIVE)
def upload_list(code: str) -> Any:
    """Send a giver's list."""
    lot, form = actions.get_lot(code), ListUploadForm()
    if form.validate_on_submit():
        with told_on(form):
            draft = importing.upload_list(g.actor, lot, form.sent, form.list.file_name, now=now())
            return redirect(url_for(".check_list", code=lot.code, draft_id=draft.id), 303)
    return page("inventory/intake/upload_list.html", form=form, lot=lot)


@room.route("/<code>/list/<int:draft_id>", methods=["GET", "POST"])
@needs(Permission.LOT_RECEIVE)
def check_list(code: str, draft_id: int) -> Any:
    """What will become of each row; say what the columns mean, then confirm."""
    lot = actions.get_lot(code)
    draft = importing.get_draft(lot, draft_id)
    columns_form = ask_columns(draft)
    form = ConfirmForm()
    if request.form.get("step") == "columns":
        if columns_form.validate_on_submit():
            with told_on(columns_form):
                headed = columns_form.headed.data
                importing.map_columns(g.actor, draft, columns_form.told(), headed=headed, now=now())
                return redirect(url_for(".check_list", code=lot.code, draft_id=draft.id), 303)
    elif form.validate_on_submit():
        with told_on(form):
            count = importing.confirm_list(g.actor, draft, seal=form.seal.data or "", now=now())
            say_done(
                ngettext("%(num)s device is on the list now.", "%(num)s devices are on the list now.", count)
            )
            return redirect(url_for(".show", code=lot.code), 303)
    report = importing.report_of(draft)
    form.seal.data = importing.seal_of(report)
    return _list_page(lot, draft, form, columns_form, report)


def _list_page(
    lot: Lot, draft: ImportDraft, form: ConfirmForm, columns_form: ColumnsForm, report: list[ReportedRow]
) -> Any:
    told_wrong = form if form.errors else columns_form
    left_out = [row for row in report if row.verdict not in COMES_IN]
    coming = [row for row in report if row.verdict in COMES_IN]
    response, _status = page(
        "inventory/intake/check_list.html",
        form=form,
        columns_form=columns_form,
        lot=lot,
        draft=draft,
        shown=[*left_out, *coming][:_SHOWN],
        coming=len(coming),
        left_out=len(left_out),
        total=len(report),
        comes_in=COMES_IN,
        fields=[str(field) for field in ListField],
    )
    return response, 422 if told_wrong.errors else 200


@room.get("/<code>/list/<int:draft_id>/report.csv")
@needs(Permission.LOT_RECEIVE)
def list_report(code: str, draft_id: int) -> Any:
    """The whole report as a file, to send back to the giver."""
    lot = actions.get_lot(code)
    report = importing.report_of(importing.get_draft(lot, draft_id))
    headings = [_("Row"), _("Serial number"), _("Maker"), _("Model"), _("What will become of it")]
    rows = [
        (row.number, row.serial, row.maker, row.model, say(row.verdict, named=row.named)) for row in report
    ]
    return as_csv(f"{lot.code}-report", headings, rows)


def ask_columns(draft: ImportDraft) -> ColumnsForm:
    """The mapping form, with each column by its heading and its first value."""
    rows = draft.content
    headed = importing.is_headed(draft)
    sample = rows[1] if headed and len(rows) > 1 else rows[0]
    names = []
    for number, example in enumerate(sample, start=1):
        heading = rows[0][number - 1] if headed else _("Column %(number)s", number=number)
        names.append(f"{heading[:40]} ({example[:30]})" if example else heading[:40])
    given = {str(field): index for field, index in importing.columns_of(draft).items()}
    absent = {str(field): -1 for field in ListField}
    is_sent = request.form.get("step") == "columns"
    return ColumnsForm(names, data=None if is_sent else {**absent, **given, "headed": headed},
                       **({} if is_sent else {"formdata": None}))  # fmt: skip


@room.route("/<code>/reports", methods=["GET", "POST"])
@needs(Permission.LOT_RECEIVE)
def upload_reports(code: str) -> Any:
    """Send hardware reports."""
    lot, form = actions.get_lot(code), ReportsForm()
    if form.validate_on_submit():
        with told_on(form):
            draft = reporting.upload_reports(g.actor, lot, form.files, now=now())
            return redirect(url_for(".check_reports", code=lot.code, draft_id=draft.id), 303)
    return page("inventory/intake/upload_reports.html", form=form, lot=lot)


@room.route("/<code>/reports/<int:draft_id>", methods=["GET", "POST"])
@needs(Permission.LOT_RECEIVE)
def check_reports(code: str, draft_id: int) -> Any:
    """What will become of each machine; then confirm."""
    lot = actions.get_lot(code)
    draft = importing.get_draft(lot, draft_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        with told_on(form):
            saved = reporting.confirm_reports(g.actor, draft, seal=form.seal.data or "", now=now())
            say_done(ngettext("%(num)s device came in.", "%(num)s devices came in.", len(saved)))
            return redirect(url_for(".show", code=lot.code), 303)
    plan = reporting.plan_of(draft)
    form.seal.data = reporting.seal_of(plan)
    return page(
        "inventory/intake/check_reports.html",
        form=form,
        lot=lot,
        plan=plan,
        refused=[_refused(name, kind) for name, kind in reporting.refused_files(draft)],
        coming=sum(one.verdict in SAVED for one in plan),
        saved=SAVED,
    )


def _refused(name: str, kind: str) -> str:
    """Why a file could not be read, as a sentence."""
    refusal = getattr(hardware, kind, hardware.UnknownReport)
    return say(refusal(file=name, megabytes=5))
