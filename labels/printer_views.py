"""How labels look, the printers in the network, and what waits for them."""

from typing import Any

from flask import Response, current_app, g, redirect, request, send_file, url_for
from flask_babel import gettext as _

from inventory.codes import Code, Kind
from inventory.foundation.clock import now
from inventory.foundation.forms import ButtonForm
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission
from labels import choosing, picture, queue, rules
from labels import profile as keeping
from labels import sheets as making
from labels.composing import compose
from labels.forms import ElsewhereForm, PrinterForm, ProfileForm
from labels.models import Printer
from labels.stocks import STOCKS, Stock
from labels.tag import tag_for
from labels.views import room
from labels.words import STOCKS as STOCK_NAMES

#: a laptop that nobody has, for the picture
_SAMPLE = Code(Kind.DEVICE, 4182), "Dell Latitude 5400"


@room.route("/settings", methods=["GET", "POST"])
@needs(Permission.DIGIBANK_SETTINGS)
def settings() -> Any:
    """How the labels of this digibank look, with a picture; and its printers."""
    kept, known = keeping.profile(), keeping.printers()
    form = ProfileForm(
        stock=kept.stock, barcode=kept.barcode, centre=kept.centre, found=kept.found, printers=known,
        printer=str(kept.printer_id or ""), on_receipt=kept.on_receipt,
    )  # fmt: skip
    if form.validate_on_submit():
        with told_on(form):
            printer = keeping.get_printer(int(form.printer.data)) if form.printer.data else None
            keeping.save_profile(
                g.actor, stock=form.stock.data, barcode=form.barcode.data, centre=form.centre.data,
                found=form.found.data, printer=printer, on_receipt=form.on_receipt.data, now=now(),
            )  # fmt: skip
            say_done(_("Saved."))
            return redirect(url_for(".settings"), 303)
    stock = STOCKS.get(form.stock.data, STOCKS[keeping.USUAL_STOCK])
    drawn = _drawn(stock, barcode=form.barcode.data, centre=form.centre.data, found=form.found.data)
    return page("labels/settings.html", form=form, printers=known, drawn=drawn, stock_names=STOCK_NAMES)


@room.get("/preview.svg")
@needs(Permission.DIGIBANK_SETTINGS)
def preview() -> Any:
    """The label that the address describes, as it will be printed."""
    asked = {name: name in request.args for name in ("barcode", "centre", "found")}
    stock = STOCKS.get(request.args.get("stock", ""), STOCKS[keeping.USUAL_STOCK])
    drawn = _drawn(stock, **asked)
    return Response(str(drawn), mimetype="image/svg+xml", headers={"Cache-Control": "no-store"})


def _drawn(stock: Stock, *, barcode: bool, centre: bool, found: bool) -> Any:
    """A label of a laptop that nobody has."""
    sender = choosing.sender_of(g.digibank, current_app.config["PUBLIC_URL"], centre=centre, found=found)
    code, name = _SAMPLE
    tag = tag_for(
        code, base=sender.base, name=name, found=sender.found, phone=sender.phone, owner=sender.owner,
        centre=sender.centre,
    )  # fmt: skip
    size = _("Label of %(width)s × %(height)s mm", width=stock.width, height=stock.height)
    return picture.sticker(compose(tag, stock, barcode=barcode), stock, size)


@room.route("/printers/new", methods=["GET", "POST"])
@needs(Permission.DIGIBANK_SETTINGS)
def add_printer() -> Any:
    """Tell of a printer in the network."""
    return _printer_page(PrinterForm(stock="roll-62"), None)


@room.route("/printers/<int:printer_id>", methods=["GET", "POST"])
@needs(Permission.DIGIBANK_SETTINGS)
def edit_printer(printer_id: int) -> Any:
    """Correct what is known of a printer."""
    printer = keeping.get_printer(printer_id)
    return _printer_page(PrinterForm(obj=printer), printer)


def _printer_page(form: PrinterForm, printer: Printer | None) -> Any:
    if form.validate_on_submit():
        with told_on(form):
            networks = current_app.config["PRINTER_NETWORKS"]
            keeping.save_printer(g.actor, form.told(), printer=printer, networks=networks, now=now())
            say_done(_("Saved."))
            return redirect(url_for(".settings"), 303)
    return page("labels/printer.html", form=form, printer=printer)


@room.post("/printers/<int:printer_id>/remove")
@needs(Permission.DIGIBANK_SETTINGS)
def remove_printer(printer_id: int) -> Any:
    """It is not there any more."""
    printer = keeping.get_printer(printer_id)
    if ButtonForm().validate_on_submit():
        keeping.remove_printer(g.actor, printer, now=now())
        say_done(_("%(name)s is taken away.", name=printer.name))
    return redirect(url_for(".settings"), 303)


@room.get("/waiting")
@needs(Permission.LABEL_PRINT)
def waiting() -> Any:
    """What waits for the printers, and what came out."""
    jobs, known = queue.listed(now()), keeping.printers()
    return page(
        "labels/waiting.html",
        jobs=jobs,
        ailing=[one for one in known if one.trouble],
        has_other=len(known) > 1,
        is_under_way=any(one.state in (rules.PrintState.WAITING, rules.PrintState.SENDING) for one in jobs),
        PrintState=rules.PrintState,
    )


@room.post("/waiting/<int:job_id>/cancel")
@needs(Permission.LABEL_PRINT)
def cancel(job_id: int) -> Any:
    """This need not come out any more."""
    job = queue.get_job(job_id)
    if ButtonForm().validate_on_submit():
        queue.cancel(g.actor, job, now=now())
        say_done(_("Cancelled. Nothing comes out."))
    return redirect(url_for(".waiting"), 303)


@room.route("/waiting/<int:job_id>/elsewhere", methods=["GET", "POST"])
@needs(Permission.LABEL_PRINT)
def elsewhere(job_id: int) -> Any:
    """Let another printer do it."""
    job = queue.get_job(job_id)
    others = [one for one in keeping.printers() if one.id != job.printer_id]
    form = ElsewhereForm(printers=others)
    if form.validate_on_submit():
        with told_on(form):
            printer = keeping.get_printer(int(form.printer.data))
            queue.send_elsewhere(g.actor, job, printer, now=now())
            say_done(_("It goes to %(name)s.", name=printer.name))
            return redirect(url_for(".waiting"), 303)
    return page("labels/elsewhere.html", form=form, job=job, others=others)


@room.post("/waiting/<int:job_id>/came-out")
@needs(Permission.LABEL_PRINT)
def came_out(job_id: int) -> Any:
    """Someone looked: it came out, or it did not and is sent anew."""
    job = queue.get_job(job_id)
    if ButtonForm().validate_on_submit():
        is_there = request.form.get("answer") == "yes"
        queue.answer(g.actor, job, came_out=is_there, now=now())
        say_done(_("Noted.") if is_there else _("It is printed anew."))
    return redirect(url_for(".waiting"), 303)


@room.post("/waiting/<int:job_id>/again")
@needs(Permission.LABEL_PRINT)
def again(job_id: int) -> Any:
    """The same labels once more."""
    job = queue.get_job(job_id)
    if ButtonForm().validate_on_submit():
        queue.again(g.actor, job, now=now())
        say_done(_("It is printed once more, with the same number."))
    return redirect(url_for(".waiting"), 303)


@room.post("/printers/<int:printer_id>/try")
@needs(Permission.LABEL_PRINT)
def try_now(printer_id: int) -> Any:
    """Somebody switched it on."""
    printer = keeping.get_printer(printer_id)
    if ButtonForm().validate_on_submit():
        queue.try_now(g.actor, printer, now=now())
        say_done(_("We try %(name)s again now.", name=printer.name))
    return redirect(url_for(".waiting"), 303)


@room.get("/sheets")
@needs(Permission.LABEL_PRINT)
def sheets() -> Any:
    """PDFs of many labels: how far they are, and where to get them."""
    runs = making.listed(now())
    return page(
        "labels/sheets.html",
        runs=runs,
        is_under_way=any(one.is_under_way for one in runs),
        kept_days=rules.KEPT_SHEETS.days,
        stock_names=STOCK_NAMES,
    )


@room.get("/sheets/<int:sheets_id>.pdf")
@needs(Permission.LABEL_PRINT)
def sheets_file(sheets_id: int) -> Any:
    """One that is ready."""
    run, path = making.get_ready(sheets_id)
    return send_file(path, "application/pdf", download_name=f"labels-{run.id}.pdf", max_age=0)


@room.post("/sheets/<int:sheets_id>/cancel")
@needs(Permission.LABEL_PRINT)
def cancel_sheets(sheets_id: int) -> Any:
    """Nobody wants it any more."""
    run = making.get_run(sheets_id)
    if ButtonForm().validate_on_submit():
        making.cancel(g.actor, run, now=now())
        say_done(_("Cancelled. It is not made."))
    return redirect(url_for(".sheets"), 303)
