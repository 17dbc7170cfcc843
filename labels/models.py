"""How a digibank's labels look, its label printers, and what is to come out of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.digibank.models import User
from inventory.foundation.database import EnumText, Model, Moment, Versioned, db, one_of, to_one, walls
from inventory.foundation.made_files import MadeFile, Making, one_to_come
from inventory.foundation.tenancy import BelongsToDigibank
from labels.rules import PrintState, Trouble


class PrinterKind(StrEnum):
    """What a printer understands, and how it is reached."""

    #: a Zebra of 203 dots per inch, spoken to in its own language
    ZEBRA_203 = "zebra-203"
    #: the same with 300 dots per inch
    ZEBRA_300 = "zebra-300"
    #: any printer that takes PDF over IPP, itself or through CUPS
    IPP = "ipp"

    @property
    def dpi(self) -> int | None:
        """Dots per inch, where we must know."""
        return {"zebra-203": 203, "zebra-300": 300}.get(self)


class Printer(BelongsToDigibank, Versioned, Model):
    """A label printer in the network of a digibank."""

    __tablename__ = "label_printer"
    __table_args__ = (
        *walls("label_printer"),
        one_of(PrinterKind, "kind"),
        one_of(Trouble, "trouble"),
        # Not a door to whatever else listens in that network.
        CheckConstraint(
            "(kind = 'ipp' AND port = 631) OR (kind <> 'ipp' AND port BETWEEN 9100 AND 9109)", name="port"
        ),
        CheckConstraint("(trouble IS NULL) = (trouble_since IS NULL)", name="trouble_has_a_beginning"),
        Index(
            "uq_label_printer_name",
            "digibank_id",
            "name",
            unique=True,
            sqlite_where=db.text("removed_at IS NULL"),
            postgresql_where=db.text("removed_at IS NULL"),
        ),
    )
    #: as people say it: "Zebra at the bench"
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[PrinterKind] = mapped_column(EnumText(PrinterKind))
    #: a name or an address; what it stands for is looked up, and checked, each time
    host: Mapped[str] = mapped_column(String(253))
    port: Mapped[int]
    #: the queue on a print server, `printers/labels`; empty for a Zebra
    queue: Mapped[str] = mapped_column(String(120), default="")
    #: the paper that lies in it; see `stocks.py`
    stock: Mapped[str] = mapped_column(String(40))
    added_at: Mapped[datetime] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    #: why it does not print now; None when it did last time
    trouble: Mapped[Trouble | None] = mapped_column(EnumText(Trouble))
    trouble_since: Mapped[datetime | None] = mapped_column(Moment)
    #: how often it did not answer since it last did
    tries: Mapped[int] = mapped_column(default=0)
    #: before this moment it is left alone
    next_try_at: Mapped[datetime | None] = mapped_column(Moment)


class LabelProfile(BelongsToDigibank, Versioned, Model):
    """How the labels of a digibank look, and what they come out of, unless someone says otherwise."""

    __tablename__ = "label_profile"
    __table_args__ = (
        *walls("label_profile", printer_id="label_printer"),
        UniqueConstraint("digibank_id", name="uq_label_profile_one"),
        CheckConstraint("NOT on_receipt OR printer_id IS NOT NULL", name="on_receipt_needs_a_printer"),
    )
    #: the usual paper; see `stocks.py`
    stock: Mapped[str] = mapped_column(String(40))
    #: a Code 128 besides the QR
    barcode: Mapped[bool] = mapped_column(default=False)
    #: the name of the reuse centre
    centre: Mapped[bool] = mapped_column(default=False)
    #: "Found? Call", and the number
    found: Mapped[bool] = mapped_column(default=True)
    #: the usual printer; None: the labels come as PDF
    printer_id: Mapped[int | None]
    #: a device that comes in gets its label at once
    on_receipt: Mapped[bool] = mapped_column(default=False)
    printer: Mapped[Printer | None] = to_one("Printer", "LabelProfile.printer_id")


class PrintJob(BelongsToDigibank, Versioned, Model):
    """Some labels for one printer. What stands on them is looked up when they are sent."""

    __tablename__ = "print_job"
    __table_args__ = (
        *walls("print_job", printer_id="label_printer", again_of_id="print_job"),
        one_of(PrintState, "state"),
        one_of(Trouble, "trouble"),
        CheckConstraint(
            "(state IN ('done', 'failed', 'cancelled')) = (ended_at IS NOT NULL)", name="ended_has_a_moment"
        ),
        CheckConstraint("state <> 'sending' OR sent_at IS NOT NULL", name="sending_has_a_moment"),
        # A printer takes one thing at a time, and two of us never send the same.
        Index(
            "uq_print_job_sending",
            "digibank_id",
            "printer_id",
            unique=True,
            sqlite_where=db.text("state = 'sending'"),
            postgresql_where=db.text("state = 'sending'"),
        ),
        Index("ix_print_job_state", "digibank_id", "state", "id"),
        Index("ix_print_job_printer", "digibank_id", "printer_id", "state"),
    )
    printer_id: Mapped[int]
    #: of the things that get a label, in order
    codes: Mapped[list[str]] = mapped_column(JSON)
    barcode: Mapped[bool] = mapped_column(default=False)
    centre: Mapped[bool] = mapped_column(default=False)
    state: Mapped[PrintState] = mapped_column(EnumText(PrintState), default=PrintState.WAITING)
    #: why it is not done; None when nothing is wrong
    trouble: Mapped[Trouble | None] = mapped_column(EnumText(Trouble))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    #: None: the house itself, for a device that came in
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: since when it waits for its printer; a new answer or another printer begins anew
    waits_since: Mapped[datetime] = mapped_column(Moment)
    #: how often sending was begun; whoever sends holds this number
    tries: Mapped[int] = mapped_column(default=0)
    #: when sending was last begun
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    #: the print that this one repeats
    again_of_id: Mapped[int | None]
    printer: Mapped[Printer] = to_one("Printer", "PrintJob.printer_id")
    asked_by: Mapped[User | None] = relationship()

    @property
    def count(self) -> int:
        """How many labels."""
        return len(self.codes)


class SheetRun(MadeFile, Model):
    """A PDF of many labels: asked for, made, kept for a while, removed."""

    __tablename__ = "sheet_run"
    __table_args__ = (
        *walls("sheet_run"),
        one_of(Making, "state"),
        # A person asks for one at a time: pressing twice gives the same one.
        one_to_come("uq_sheet_run_under_way", "asked_by_id", "fingerprint"),
        CheckConstraint("done >= 0 AND done <= total", name="done_is_a_part"),
        CheckConstraint("state <> 'ready' OR kept_until IS NOT NULL", name="ready_is_kept"),
        Index("ix_sheet_run_state", "digibank_id", "state", "id"),
    )
    #: of the things that get a label, in order
    codes: Mapped[list[str]] = mapped_column(JSON, deferred=True)
    stock: Mapped[str] = mapped_column(String(40))
    #: the first free label of the first sheet, from 1
    start: Mapped[int] = mapped_column(default=1)
    barcode: Mapped[bool] = mapped_column(default=False)
    centre: Mapped[bool] = mapped_column(default=False)
    #: SHA-256 of all that was asked
    fingerprint: Mapped[str] = mapped_column(String(64))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_by: Mapped[User] = relationship()
