"""Choose things, choose paper, print."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, request, session, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from inventory.digibank.numbers import get_by_code
from inventory.foundation import qr
from inventory.foundation.clock import now
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, small_number, told_on
from inventory.intake.models import Lot
from inventory.permissions import Permission
from labels import actions, choosing, printing, queue, sheets, zpl
from labels.forms import PDF, LotPrintForm, PrintForm, network_choice
from labels.models import Printer
from labels.profile import USUAL_STOCK, printers, profile
from labels.rules import AT_ONCE
from labels.sheet import spots
from labels.stocks import STOCKS, Stock
from labels.tag import link_to
from labels.words import STOCKS as STOCK_NAMES

room = Blueprint("labels", __name__, url_prefix="/<digibank>/labels")

#: what a label may have besides; each a field of the form
_EXTRAS = ("barcode", "centre")


@room.route("/", methods=["GET", "POST"])
@needs(Permission.LABEL_PRINT)
def choose() -> Any:
    """Which things get a label, and on which paper."""
    if request.args.get("lot"):
        return redirect(url_for(".lot", code=request.args["lot"]), 303)
    codes = "\n".join(choosing.numbers_in(request.args.get("codes", "")))
    known = printers()
    form = PrintForm(codes=codes, stock=_stock().key, printer=_printer(known), printers=known, **_extras())
    if form.validate_on_submit():
        with told_on(form):
            things = choosing.chosen(choosing.numbers_in(form.codes.data))
            if (printer := _networked(form.printer.data, known)) is not None:
                return _queued(form, printer, things)
            _check(form, len(things))
            _remember(form)
            codes = ",".join(str(thing.code) for thing in things)
            return redirect(_address(codes=codes, start=form.start.data), 303)
    return page("labels/choose.html", form=form, paper_in=_papers_in(known))


@room.route("/lots/<code>", methods=["GET", "POST"])
@needs(Permission.LABEL_PRINT)
def lot(code: str) -> Any:
    """A label for every device of a lot."""
    given = get_by_code(Lot, code)
    known = printers()
    form = LotPrintForm(stock=_stock().key, printer=_printer(known), printers=known, **_extras())
    count = len(choosing.of_lot(given))
    if form.validate_on_submit():
        with told_on(form):
            if (printer := _networked(form.printer.data, known)) is not None:
                return _queued(form, printer, choosing.of_lot(given))
            _check(form, count)
            _remember(form)
            if form.printer.data == PDF and count > AT_ONCE:
                return _drawn_later(form, choosing.of_lot(given))
            return redirect(_address(lot=given.code, start=form.start.data), 303)
    return page("labels/lot.html", form=form, lot=given, count=count, paper_in=_papers_in(known))


def _check(form: PrintForm, count: int) -> None:
    """Refuse, at its field, what this paper and this printer cannot do."""
    stock = STOCKS[form.stock.data]
    list(spots(stock, count, form.start.data))
    if form.printer.data != PDF:
        zpl.check_takes(stock)


def _printer(known: list[Printer]) -> str:
    """What this computer printed on last, or else the usual printer of the digibank; as a choice of the form."""
    last = session.get("printer", "")
    if last in (PDF, "203", "300") or _networked(last, known):
        return str(last)
    usual = profile().printer_id
    return next((network_choice(one) for one in known if one.id == usual), PDF)


def _networked(choice: str, known: list[Printer]) -> Printer | None:
    """The printer of the network that was chosen; None for a file."""
    return next((one for one in known if network_choice(one) == choice), None)


def _papers_in(known: list[Printer]) -> dict[str, Any]:
    """What lies in each printer, under its name."""
    return {network_choice(one): STOCK_NAMES[one.stock] for one in known}


def _queued(form: PrintForm, printer: Printer, things: Sequence[Any]) -> Any:
    """Straight to a printer, on the paper that lies in it."""
    queue.ask(g.actor, printer, things, barcode=form.barcode.data, centre=form.centre.data, now=now())
    session["printer"] = network_choice(printer)
    session["label_extras"] = [name for name in _EXTRAS if form[name].data]
    say_done(
        ngettext(
            "%(num)s label goes to %(name)s.",
            "%(num)s labels go to %(name)s.",
            len(things),
            name=printer.name,
        )
    )
    return redirect(url_for(".waiting"), 303)


def _drawn_later(form: PrintForm, things: Sequence[Any]) -> Any:
    """So many labels that nobody should wait for the page."""
    sheets.ask(
        g.actor, things, stock=form.stock.data, start=form.start.data, barcode=form.barcode.data,
        centre=form.centre.data, now=now(),
    )  # fmt: skip
    say_done(ngettext("%(num)s label is being drawn.", "%(num)s labels are being drawn.", len(things)))
    return redirect(url_for(".sheets"), 303)


def _remember(form: PrintForm) -> None:
    """This computer stands beside one printer: what it printed on last is what it prints on next."""
    session["printer"] = form.printer.data
    session["stock"] = form.stock.data
    session["label_extras"] = [name for name in _EXTRAS if form[name].data]


def _address(**values: Any) -> str:
    values |= dict.fromkeys(session["label_extras"], 1)
    if (dpi := session["printer"]) != PDF:
        return url_for(".print_zebra", stock=session["stock"], dpi=dpi, **values)
    return url_for(".print_sheet", stock=session["stock"], **values)


def _extras() -> dict[str, bool]:
    """What else stands on the labels: as the address says, as this computer printed last, or as is usual here."""
    if "stock" in request.args:
        return {name: name in request.args for name in _EXTRAS}
    if (last := session.get("label_extras")) is not None:
        return {name: name in last for name in _EXTRAS}
    usual = profile()
    return {name: getattr(usual, name) for name in _EXTRAS}


def _sender(*, centre: bool = False) -> choosing.Sender:
    """What all labels of this digibank say."""
    return choosing.sender_of(
        g.digibank, current_app.config["PUBLIC_URL"], centre=centre, found=profile().found
    )


@room.get("/labels.pdf")
@needs(Permission.LABEL_PRINT)
def print_sheet() -> Any:
    """The labels as PDF, on the paper and from the label that the address says."""
    return _printed(_asked(), _stock(), request.args.get("start", 1, type=small_number))


@room.get("/labels.zpl")
@needs(Permission.LABEL_PRINT)
def print_zebra() -> Any:
    """The same labels as a file for a Zebra printer."""
    things, stock, extras = _asked(), _stock(), _extras()
    sender = _sender(centre=extras["centre"])
    tags = [choosing.tag_of(thing, sender) for thing in things]
    dpi = request.args.get("dpi", type=small_number)
    content = zpl.stickers(
        tags, stock, dpi=dpi if dpi in zpl.RESOLUTIONS else zpl.RESOLUTIONS[0], barcode=extras["barcode"]
    )
    actions.note_printed(g.actor, things, stock=stock.key, now=now())
    headers = {"Content-Disposition": 'attachment; filename="labels.zpl"', "Cache-Control": "no-store"}
    return Response(content, mimetype="application/octet-stream", headers=headers)


def _asked() -> list[Any]:
    """The things that the address names: those of a lot, or by their codes."""
    if request.args.get("lot"):
        return list(choosing.of_lot(get_by_code(Lot, request.args["lot"])))
    return list(choosing.chosen(choosing.numbers_in(request.args.get("codes", ""))))


@room.get("/<code>/label.pdf")
@needs(Permission.LABEL_PRINT)
def one(code: str) -> Any:
    """One label, on the paper that this computer printed on last; for a printer of the network it asks first."""
    thing, known = _thing(code), printers()
    if _networked(_printer(known), known):
        return redirect(url_for(".choose", codes=thing.code), 303)
    return _printed([thing], _stock(), 1)


def _thing(code: str) -> Any:
    """The device or place with the code in an address; NotHere when it is not ours."""
    try:
        return choosing.chosen([code])[0]
    except choosing.UnknownCodes:
        raise NotHere from None


def _printed(things: list[Any], stock: Stock, start: int) -> Response:
    """The PDF of these things' labels; that it was made is written down."""
    extras = _extras()
    sender = _sender(centre=extras["centre"])
    tags = [choosing.tag_of(thing, sender) for thing in things]
    with force_locale(g.digibank.locale):
        title = _("Labels of %(owner)s", owner=g.digibank.name)
    content = printing.sheet(
        tags, stock, title=title, locale=g.digibank.locale, start=start, barcode=extras["barcode"]
    )
    actions.note_printed(g.actor, things, stock=stock.key, now=now())
    return _pdf(content, "labels")


def _stock() -> Stock:
    """The paper in the address, or the last one of this computer, or the usual one here."""
    for key in (request.args.get("stock"), session.get("stock")):
        if key in STOCKS:
            return STOCKS[key]
    return STOCKS.get(profile().stock, STOCKS[USUAL_STOCK])


@room.get("/test-print.pdf")
@needs(Permission.LABEL_PRINT)
def test_print() -> Any:
    """A line of 50 mm, to measure whether the printer keeps the scale."""
    words = _("Measure this. Is it 50 mm? Then the scale is right.")
    stock = _stock()
    content = printing.ruler(stock, title=_("Test print"), locale=str(g.digibank.locale), measure=words)
    return _pdf(content, "test-print")


@room.get("/<code>/barcode.pdf")
@needs(Permission.LABEL_PRINT)
def barcode(code: str) -> Any:
    """A strip with a barcode, for a scanner that reads no QR."""
    thing = _thing(code)
    tag = choosing.tag_of(thing, _sender())
    content = printing.barcode(tag, title=f"{tag.letter} {tag.digits}", locale=g.digibank.locale)
    actions.note_printed(g.actor, [thing], stock="barcode", now=now())
    return _pdf(content, f"barcode-{tag.bare}")


def _pdf(content: bytes, name: str) -> Response:
    return Response(
        content,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"},
    )


@room.get("/<code>/qr.svg", endpoint="qr")
@needs(Permission.LABEL_PRINT, Permission.DEVICE_SEE, Permission.PLACE_SEE)
def qr_picture(code: str) -> Any:
    """The QR of one thing as a picture."""
    thing = _thing(code)
    drawn = qr.svg(link_to(current_app.config["PUBLIC_URL"], thing.code), thing.spoken)
    return Response(str(drawn), mimetype="image/svg+xml", headers={"Cache-Control": "private, max-age=86400"})


# More of this room hangs on the same blueprint.
from labels import printer_views, sending  # noqa: E402, F401 -- their doors, and what they do in the background
