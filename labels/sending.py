"""Labels to their printers, in the background: each once, in the order in which they were asked for.

A print is claimed, then sent, then called done. A printer that does not answer is left alone for a while, longer
each time, and everything for it waits. What breaks off on the way, or with us, may have come out or not: that is
asked of a person, for a second sticker with the same number is worse than a question.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import or_, select

from inventory.digibank.models import Digibank
from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import transaction, upkeep
from inventory.permissions import Permission
from labels import actions, choosing, ipp, network, printing, rules, zpl
from labels.models import Printer, PrinterKind, PrintJob
from labels.profile import profile
from labels.rules import PrintState, Trouble
from labels.stocks import STOCKS

log = logging.getLogger("leenkring.jobs")


@dataclass(frozen=True)
class _Claim:
    """A print that this process sends, until someone thinks it dead; and where to."""

    job_id: int
    tries: int
    codes: tuple[str, ...]
    barcode: bool
    centre: bool
    printer_id: int
    kind: PrinterKind
    host: str
    port: int
    queue: str
    stock: str


class _TakenOver(Exception):
    """Someone thought this process dead, and asked a person what came out."""


@offers("background")
def send_waiting() -> None:
    """Send what waits for printers that may be tried now."""
    ask_about_silence()
    give_up_old()
    for printer_id in _printers_with_work(clock.now()):
        while (claim := _claim(printer_id, clock.now())) is not None:
            try:
                if not _send(claim):
                    break
            except _TakenOver:
                log.warning("a print was taken over", extra={"print_job": claim.job_id})
                break


def _house() -> Actor:
    return Actor.house("printing", current_digibank_id(), {Permission.LABEL_PRINT})


def ask_about_silence() -> None:
    """What was being sent when we stopped: a person must say whether it came out."""
    now = clock.now()
    query = select(PrintJob.id).where(
        PrintJob.state == PrintState.SENDING, PrintJob.sent_at <= now - rules.SILENCE
    )
    for job_id in db.session.execute(query).scalars().all():
        with transaction():
            job = db.session.get_one(PrintJob, job_id)
            if job.state is PrintState.SENDING and job.sent_at and job.sent_at <= now - rules.SILENCE:
                _end_unsure(job, Trouble.STOPPED, now)


def _end_unsure(job: PrintJob, trouble: Trouble, now: datetime) -> None:
    job.state, job.trouble = PrintState.UNSURE, trouble
    record(_house(), "labels.print_broke_off", job, now=now, printer_id=job.printer_id, trouble=trouble)


def give_up_old() -> None:
    """What waited for days for a printer that is off is not what anyone expects to come out of it."""
    now = clock.now()
    query = select(PrintJob.id).where(
        PrintJob.state == PrintState.WAITING, PrintJob.waits_since <= now - rules.KEPT_WAITING
    )
    for job_id in db.session.execute(query).scalars().all():
        with transaction():
            job = db.session.get_one(PrintJob, job_id)
            if job.state is PrintState.WAITING:
                _end_failed(job, job.printer.trouble or Trouble.OFF, now)


def _end_failed(job: PrintJob, trouble: Trouble, now: datetime) -> None:
    job.state, job.trouble, job.ended_at = PrintState.FAILED, trouble, now
    record(_house(), "labels.print_failed", job, now=now, printer_id=job.printer_id, trouble=trouble)


def _may_be_tried(now: datetime) -> Any:
    return or_(Printer.next_try_at.is_(None), Printer.next_try_at <= now)


def _printers_with_work(now: datetime) -> list[int]:
    """The printers for which something waits, and that are not left alone now."""
    waits = select(PrintJob.printer_id).where(PrintJob.state == PrintState.WAITING)
    query = select(Printer.id).where(Printer.id.in_(waits), _may_be_tried(now)).order_by(Printer.id)
    return list(db.session.execute(query).scalars())


def _claim(printer_id: int, now: datetime) -> _Claim | None:
    """Take the next print of this printer so that no other process does; None when it is at work, or nothing waits."""
    with upkeep():
        query = select(Printer).where(Printer.id == printer_id, _may_be_tried(now))
        printer = db.session.execute(query.with_for_update(skip_locked=True)).scalar_one_or_none()
        if printer is None:
            return None
        under_way = select(PrintJob.id).where(
            PrintJob.printer_id == printer_id, PrintJob.state == PrintState.SENDING
        )
        if db.session.execute(under_way.limit(1)).first():
            return None
        waits = select(PrintJob).where(
            PrintJob.printer_id == printer_id, PrintJob.state == PrintState.WAITING
        )
        job = db.session.execute(waits.order_by(PrintJob.id).limit(1).with_for_update()).scalar_one_or_none()
        if job is None:
            return None
        job.state, job.tries, job.sent_at = PrintState.SENDING, job.tries + 1, now
        return _Claim(
            job.id, job.tries, tuple(job.codes), job.barcode, job.centre, printer.id, printer.kind,
            printer.host, printer.port, printer.queue, printer.stock,
        )  # fmt: skip


def _send(claim: _Claim) -> bool:
    """Send one print, and write down how it went. May the next one follow?"""
    things = choosing.living(claim.codes)
    if not things:
        return _end(claim, Trouble.GONE)
    content = _drawn(claim, things)
    thing_ids = [(thing.__class__, thing.id) for thing in things]
    # Nothing is read or held in the database while a printer takes its time.
    db.session.rollback()
    try:
        _to_printer(claim, content)
    except network.NotSent as refused:
        if refused.for_good:
            return _end(claim, refused.trouble)
        return _wait(claim, refused.trouble)
    except network.BrokeOff:
        return _ask(claim)
    _done(claim, thing_ids)
    return True


def _drawn(claim: _Claim, things: list[Any]) -> bytes:
    """The labels in the printer's own language, with what holds of these things now."""
    stock, wanted = STOCKS[claim.stock], profile()
    digibank = db.session.get_one(Digibank, current_digibank_id())
    sender = choosing.sender_of(
        digibank, current_app.config["PUBLIC_URL"], centre=claim.centre, found=wanted.found
    )
    tags = [choosing.tag_of(thing, sender) for thing in things]
    if claim.kind.dpi:
        return zpl.stickers(tags, stock, dpi=claim.kind.dpi, barcode=claim.barcode).encode()
    with force_locale(digibank.locale):
        title = _("Labels of %(owner)s", owner=digibank.name)
    return printing.sheet(tags, stock, title=title, locale=digibank.locale, barcode=claim.barcode)


def _to_printer(claim: _Claim, content: bytes) -> None:
    networks = current_app.config["PRINTER_NETWORKS"]
    if claim.kind is PrinterKind.IPP:
        ipp.print_pdf(
            claim.host, ipp.PORT, claim.queue, content, name=f"Leenkring {claim.job_id}", networks=networks
        )
    else:
        network.send_raw(claim.host, claim.port, content, networks)


def _held(claim: _Claim) -> PrintJob:
    """The print, while it is still this process that sends it."""
    query = select(PrintJob).where(PrintJob.id == claim.job_id).with_for_update()
    job = db.session.execute(query).scalar_one()
    if job.state is not PrintState.SENDING or job.tries != claim.tries:
        raise _TakenOver
    return job


def _done(claim: _Claim, thing_ids: list[tuple[Any, int]]) -> None:
    now = clock.now()
    with transaction():
        job = _held(claim)
        job.state, job.trouble, job.ended_at = PrintState.DONE, None, now
        printer = db.session.get_one(Printer, claim.printer_id)
        if printer.trouble or printer.tries:
            printer.trouble = printer.trouble_since = printer.next_try_at = None
            printer.tries = 0
        record(_house(), "labels.print_done", job, now=now, printer_id=claim.printer_id)
        things = [one for model, one_id in thing_ids if (one := db.session.get(model, one_id))]
        actions.note_printed(_house(), things, stock=claim.stock, now=now)


def _wait(claim: _Claim, trouble: Trouble) -> bool:
    """Nothing was printed: it waits again, and the printer is left alone for a while."""
    now = clock.now()
    with upkeep():
        job = _held(claim)
        job.state, job.trouble = PrintState.WAITING, trouble
        _leave_alone(claim, trouble, now)
    return False


def _leave_alone(claim: _Claim, trouble: Trouble, now: datetime) -> None:
    printer = db.session.get_one(Printer, claim.printer_id)
    printer.tries += 1
    printer.trouble, printer.trouble_since = trouble, printer.trouble_since or now
    printer.next_try_at = now + rules.pause_after(printer.tries)


def _ask(claim: _Claim) -> bool:
    """It broke off on the way."""
    now = clock.now()
    with transaction():
        _end_unsure(_held(claim), Trouble.BROKE_OFF, now)
        _leave_alone(claim, Trouble.BROKE_OFF, now)
    return False


def _end(claim: _Claim, trouble: Trouble) -> bool:
    """It is no use to try again; what waits behind it may still be printed."""
    with transaction():
        _end_failed(_held(claim), trouble, clock.now())
    return True
