"""Labels wait here for their printer: asked for, taken back, sent elsewhere, printed again, and answered for."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inventory.devices.models import Device
from inventory.foundation import jobs
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from inventory.foundation.tenancy import row_here
from inventory.foundation.transaction import after_commit, transaction
from inventory.permissions import Permission
from inventory.places.models import Place
from labels import rules
from labels.models import Printer, PrintJob
from labels.profile import get_printer, profile
from labels.rules import PrintState

#: labels in one print: a long one is cut, so that what breaks off is not everything
AT_ONCE = 100
#: prints that the page shows
_SHOWN = 100
_ENDED = (PrintState.DONE, PrintState.FAILED, PrintState.CANCELLED)


def ask(
    actor: Actor, printer: Printer, things: Sequence[Device | Place], *, barcode: bool, centre: bool,
    now: datetime,
) -> list[PrintJob]:  # fmt: skip
    """Labels of these things are to come out of this printer, as soon as it can."""
    actor.must(Permission.LABEL_PRINT)
    codes = [str(thing.code) for thing in things]
    with transaction():
        get_printer(printer.id)
        return [
            _add(actor, printer.id, codes[at : at + AT_ONCE], barcode, centre, now)
            for at in range(0, len(codes), AT_ONCE)
        ]


def _add(
    actor: Actor, printer_id: int, codes: list[str], barcode: bool, centre: bool, now: datetime,
    again_of: PrintJob | None = None,
) -> PrintJob:  # fmt: skip
    """One more print, in a deed under way."""
    job = PrintJob(
        printer_id=printer_id, codes=codes, barcode=barcode, centre=centre, asked_at=now, waits_since=now,
        asked_by_id=actor.user_id, again_of_id=again_of.id if again_of else None, state=PrintState.WAITING,
    )  # fmt: skip
    db.session.add(job)
    db.session.flush()  # its id is the trace's
    told = {"again_of": again_of.id} if again_of else {}
    record(actor, "labels.print_asked", job, now=now, printer_id=printer_id, count=len(codes), **told)
    after_commit(lambda: jobs.wake("background"))
    return job


@offers("device.received")
def on_received(device: Device, actor: Actor, now: datetime) -> None:
    """A device that comes in gets its label at once, where the digibank wants that.

    By the house itself: who receives need not be someone who prints.
    """
    wanted = profile()
    if not wanted.on_receipt or wanted.printer_id is None:
        return
    house = Actor.house("label on receipt", actor.digibank_id, {Permission.LABEL_PRINT})
    _add(house, wanted.printer_id, [str(device.code)], wanted.barcode, wanted.centre, now)


def get_job(job_id: int) -> PrintJob:
    """A print of this digibank; NotHere otherwise."""
    return row_here(PrintJob, job_id)


def listed(now: datetime) -> list[PrintJob]:
    """What is not done first, in the order in which it will be; then what ended lately, newest first."""
    lately = PrintJob.ended_at.is_(None) | (PrintJob.ended_at > now - rules.SHOWN)
    query = (
        select(PrintJob).options(joinedload(PrintJob.printer), joinedload(PrintJob.asked_by)).where(lately)
    )
    # Those without an end come first on both engines when asked so.
    found = db.session.execute(
        query.order_by(PrintJob.ended_at.is_not(None), PrintJob.ended_at.desc(), PrintJob.id).limit(_SHOWN)
    ).scalars()
    return list(found)


def cancel(actor: Actor, job: PrintJob, *, now: datetime) -> None:
    """This need not be printed any more. NotWaiting once it is on its way."""
    actor.must(Permission.LABEL_PRINT)
    with transaction():
        if job.state is PrintState.CANCELLED:
            return
        if job.state is not PrintState.WAITING:
            raise rules.NotWaiting
        job.state, job.ended_at = PrintState.CANCELLED, now
        record(actor, "labels.print_cancelled", job, now=now)


def send_elsewhere(actor: Actor, job: PrintJob, printer: Printer, *, now: datetime) -> None:
    """Let it come out of another printer, on the paper that lies there. NotWaiting once it is on its way."""
    actor.must(Permission.LABEL_PRINT)
    with transaction():
        get_printer(printer.id)
        if job.state is not PrintState.WAITING:
            raise rules.NotWaiting
        if job.printer_id == printer.id:
            return
        job.printer_id, job.trouble, job.waits_since = printer.id, None, now
        record(actor, "labels.print_sent_elsewhere", job, now=now, printer_id=printer.id)
        after_commit(lambda: jobs.wake("background"))


def answer(actor: Actor, job: PrintJob, *, came_out: bool, now: datetime) -> None:
    """Someone looked at the printer: it came out, or it did not and is to be sent anew. NotUnsure when nobody asked."""
    actor.must(Permission.LABEL_PRINT)
    with transaction():
        if job.state is not PrintState.UNSURE:
            raise rules.NotUnsure
        if came_out:
            job.state, job.trouble, job.ended_at = PrintState.DONE, None, now
        else:
            job.state, job.trouble, job.waits_since = PrintState.WAITING, None, now
            after_commit(lambda: jobs.wake("background"))
        record(actor, "labels.print_answered", job, now=now, came_out=came_out)


def again(actor: Actor, job: PrintJob, *, now: datetime) -> PrintJob:
    """The same labels once more: a new print, which says what it repeats. NotPrinted while the first is under way."""
    actor.must(Permission.LABEL_PRINT)
    with transaction():
        if job.state not in _ENDED:
            raise rules.NotPrinted
        get_printer(job.printer_id)
        return _add(actor, job.printer_id, list(job.codes), job.barcode, job.centre, now, again_of=job)


def try_now(actor: Actor, printer: Printer, *, now: datetime) -> None:
    """Somebody switched it on: do not wait for the next try."""
    actor.must(Permission.LABEL_PRINT)
    with transaction():
        printer.next_try_at = None
        record(actor, "labels.printer_tried", printer, now=now)
        after_commit(lambda: jobs.wake("background"))
