"""Templates as data, reports as they were issued, and what leaves by itself.

An issued report only grows: another one about the same days is a new edition beside it. It bears all that it rests
on: the template, the figures, the published numbers that were used, the paper and the sheets.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.digibank.models import User
from inventory.foundation.database import (
    EnumText,
    Model,
    Moment,
    Versioned,
    append_only,
    keeps,
    one_of,
    walls,
)
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.reports.rules import LAST_DAY, Every


class TemplateEdition(BelongsToDigibank, Model):
    """One edition of a template; the one with the highest number holds. Without any, the house's own holds."""

    __tablename__ = "template_edition"
    __table_args__ = (
        *walls("template_edition"),
        UniqueConstraint("digibank_id", "template", "number", name="uq_template_edition_number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("length(template) > 0", name="template"),
    )
    #: under which name it stands in an address: "workshop-year"
    template: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    #: see `template.py`
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_by: Mapped[User | None] = relationship(foreign_keys=[made_by_id])


append_only(TemplateEdition.__table__)


class ReportSchedule(BelongsToDigibank, Versioned, Model):
    """A report that leaves by itself, to one mailbox, on a day after each month, quarter or year."""

    __tablename__ = "report_schedule"
    __table_args__ = (
        *walls("report_schedule"),
        one_of(Every, "every"),
        CheckConstraint(f"day BETWEEN 1 AND {LAST_DAY}", name="day"),
        CheckConstraint("length(to_email) > 2", name="goes_somewhere"),
        Index("ix_report_schedule_ended", "digibank_id", "ended_at", "id"),
    )
    template: Mapped[str] = mapped_column(String(40))
    every: Mapped[Every] = mapped_column(EnumText(Every))
    #: of the month that follows
    day: Mapped[int]
    to_email: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(5))
    municipality: Mapped[str] = mapped_column(String(80), default="")
    set_on: Mapped[date]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


for _column in ("template", "every", "day", "locale", "municipality", "set_on"):
    keeps(ReportSchedule, _column)


class IssuedReport(BelongsToDigibank, Model):
    """One report, for ever as it was issued."""

    __tablename__ = "issued_report"
    __table_args__ = (
        *walls("issued_report", schedule_id="report_schedule"),
        UniqueConstraint("digibank_id", "number", name="uq_issued_report_number"),
        UniqueConstraint(
            "digibank_id", "template", "since", "until", "municipality", "locale", "edition",
            name="uq_issued_report_edition",
        ),
        # What leaves by itself leaves once.
        UniqueConstraint("digibank_id", "schedule_id", "since", "until", name="uq_issued_report_schedule"),
        CheckConstraint("since <= until", name="period"),
        CheckConstraint("number > 0 AND edition > 0", name="numbers"),
        CheckConstraint("length(sha256) = 64 AND length(figures_sha256) = 64", name="digests"),
    )  # fmt: skip
    #: in the order in which this digibank issued them
    number: Mapped[int]
    template: Mapped[str] = mapped_column(String(40))
    #: which edition of the template; 0 is the house's own
    template_number: Mapped[int]
    #: the template as it was
    document: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    title: Mapped[str] = mapped_column(String(120))
    since: Mapped[date]
    until: Mapped[date]
    municipality: Mapped[str] = mapped_column(String(80), default="")
    locale: Mapped[str] = mapped_column(String(5))
    #: 1, and one more each time that the same is issued again
    edition: Mapped[int]
    #: figures and words as they were; see `shape.py`. The published numbers that were used are in it
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    csv: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    xlsx: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    #: of the paper
    sha256: Mapped[str] = mapped_column(String(64))
    #: of the figures, the template and both sheets
    figures_sha256: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    #: None: it left by itself
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    schedule_id: Mapped[int | None]
    issued_by: Mapped[User | None] = relationship(foreign_keys=[issued_by_id])

    @property
    def spoken(self) -> str:
        """Its number as people say it: R-0012."""
        return f"R-{self.number:04d}"


append_only(IssuedReport.__table__)
