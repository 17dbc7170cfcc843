"""How the labels of a digibank look, and its label printers: kept, changed, taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission
from labels import rules, zpl
from labels.models import LabelProfile, Printer, PrinterKind, PrintJob
from labels.rules import Network, PrintState
from labels.stocks import STOCKS

#: the paper of a digibank that chose none
USUAL_STOCK = "a4-24"
#: what of a printer may still come out of it
UNDER_WAY = (PrintState.WAITING, PrintState.SENDING, PrintState.UNSURE)


@dataclass(frozen=True)
class Told:
    """What someone says of a printer; see `Printer`."""

    name: str
    kind: PrinterKind
    host: str
    port: int
    queue: str
    stock: str


def profile() -> LabelProfile:
    """The profile of the digibank we are inside of; one that is not kept yet says what everyone begins with."""
    query = select(LabelProfile).options(joinedload(LabelProfile.printer))
    found = db.session.execute(query).scalar_one_or_none()
    return found or LabelProfile(
        stock=USUAL_STOCK, barcode=False, centre=False, found=True, printer_id=None, on_receipt=False
    )


def printers() -> list[Printer]:
    """The printers of this digibank, by name."""
    query = select(Printer).where(Printer.removed_at.is_(None)).order_by(Printer.name, Printer.id)
    return list(db.session.execute(query).scalars())


def get_printer(printer_id: int | None) -> Printer:
    """A printer of this digibank; NotHere when there is none, or not any more."""
    printer = db.session.get(Printer, printer_id) if printer_id is not None else None
    if printer is None or printer.removed_at is not None:
        raise NotHere
    return printer


def save_profile(
    actor: Actor, *, stock: str, barcode: bool, centre: bool, found: bool, printer: Printer | None,
    on_receipt: bool, now: datetime,
) -> LabelProfile:  # fmt: skip
    """How labels look from now on. NeedsAPrinter when they are to come by themselves and there is nothing to do it."""
    actor.must(Permission.DIGIBANK_SETTINGS)
    if stock not in STOCKS:
        raise NotHere
    with transaction():
        printer_id = get_printer(printer.id).id if printer else None
        if on_receipt and printer_id is None:
            raise rules.NeedsAPrinter(field="printer")
        kept = profile()
        if kept.id is None:
            db.session.add(kept)
        kept.stock, kept.barcode, kept.centre, kept.found = stock, barcode, centre, found
        kept.printer_id, kept.on_receipt = printer_id, on_receipt
        db.session.flush()  # its id is the trace's
        record(
            actor, "labels.profile_changed", kept, now=now, stock=stock, barcode=barcode, centre=centre,
            found=found, printer_id=printer_id, on_receipt=on_receipt,
        )  # fmt: skip
    return kept


def save_printer(
    actor: Actor,
    told: Told,
    *,
    now: datetime,
    printer: Printer | None = None,
    networks: Sequence[Network] = (),
) -> Printer:
    """A printer is added, or what is known of it corrected. `networks`: where printers may be; see `rules`.

    NotAPrinterAddress, AddressForbidden, NotAQueueName, NotOnARoll, PrinterKnown.
    """
    actor.must(Permission.DIGIBANK_SETTINGS)
    host = rules.check_host(told.host, networks)
    is_ipp = told.kind is PrinterKind.IPP
    queue = rules.clean_queue(told.queue) if is_ipp else ""
    port = rules.IPP_PORT if is_ipp else told.port
    if port not in rules.RAW_PORTS and not is_ipp:
        raise rules.NotAPrinterAddress(field="port")
    if not is_ipp:
        zpl.check_takes(STOCKS[told.stock])
    with transaction():
        if any(one.name.casefold() == told.name.casefold() and one is not printer for one in printers()):
            raise rules.PrinterKnown(name=told.name, field="name")
        kept = printer or Printer(added_at=now)
        kept.name, kept.kind, kept.host, kept.port = told.name, told.kind, host, port
        kept.queue, kept.stock = queue, told.stock
        # Whatever was wrong with it may be what was just put right.
        kept.trouble = kept.trouble_since = kept.next_try_at = None
        kept.tries = 0
        db.session.add(kept)
        db.session.flush()  # its id is the trace's
        deed = "labels.printer_changed" if printer else "labels.printer_added"
        record(actor, deed, kept, now=now, kind=kept.kind, stock=kept.stock, port=port)
    return kept


def remove_printer(actor: Actor, printer: Printer, *, now: datetime) -> None:
    """It is not there any more. PrinterHasWork while labels wait for it; the profile goes on without it."""
    actor.must(Permission.DIGIBANK_SETTINGS)
    with transaction():
        waits = select(PrintJob.id).where(PrintJob.printer_id == printer.id, PrintJob.state.in_(UNDER_WAY))
        if db.session.execute(waits.limit(1)).first():
            raise rules.PrinterHasWork(name=printer.name)
        kept = profile()
        if kept.printer_id == printer.id:
            kept.printer_id, kept.on_receipt = None, False
        printer.removed_at = printer.removed_at or now
        record(actor, "labels.printer_removed", printer, now=now)
