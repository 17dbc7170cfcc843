"""The letter that each donor gets once a year, as it was written."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inventory.foundation.database import Model, Moment, append_only, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.partners.models import Partner


class YearLetter(BelongsToDigibank, Model):
    """What one donor was told about one year: facts, factors and paper, for ever as they were."""

    __tablename__ = "year_letter"
    __table_args__ = (
        *walls("year_letter", partner_id="partner"),
        UniqueConstraint("digibank_id", "partner_id", "year", name="uq_year_letter_once"),
        CheckConstraint("year BETWEEN 2000 AND 9999", name="year"),
    )
    partner_id: Mapped[int]
    year: Mapped[int]
    locale: Mapped[str] = mapped_column(String(5))
    #: everything that stands on it; see `yearly.py`
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    written_at: Mapped[datetime] = mapped_column(Moment)
    #: did a letter leave by mail? Not when we know no address
    was_mailed: Mapped[bool]
    partner: Mapped[Partner] = to_one("Partner", "YearLetter.partner_id")


append_only(YearLetter.__table__)
