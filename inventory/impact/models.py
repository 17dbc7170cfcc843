"""The published numbers with which a digibank works out what its laptops saved, each with its source.

A factor is never altered: another one holds from its day on, and what was issued keeps the one it used.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from inventory.foundation.database import EnumText, Model, Moment, Versioned, keeps, one_of, walls
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.impact.rules import MOST_GRAMS, Factor, FactorKind, Method


class ImpactFactor(BelongsToDigibank, Versioned, Model):
    """One published number that this digibank chose; without any the usual one holds."""

    __tablename__ = "impact_factor"
    __table_args__ = (
        *walls("impact_factor"),
        one_of(FactorKind, "kind"),
        one_of(Method, "method"),
        CheckConstraint(f"grams BETWEEN 0 AND {MOST_GRAMS}", name="grams"),
        CheckConstraint("length(source) > 0", name="has_a_source"),
        Index("ix_impact_factor_kind", "digibank_id", "kind", "valid_from", "id"),
    )
    kind: Mapped[FactorKind] = mapped_column(EnumText(FactorKind))
    method: Mapped[Method] = mapped_column(EnumText(Method))
    #: a year of use, or a laptop: what the method says
    grams: Mapped[int]
    source: Mapped[str] = mapped_column(String(200))
    #: in which it was published
    year: Mapped[int]
    valid_from: Mapped[date]
    set_at: Mapped[datetime] = mapped_column(Moment)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: it was taken back, and counts for nothing that is asked from then on
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def as_factor(self) -> Factor:
        """As rules read it."""
        return Factor(self.kind, self.method, self.grams, self.source, self.year, self.valid_from)


for _column in ("kind", "method", "grams", "source", "year", "valid_from"):
    keeps(ImpactFactor, _column)
