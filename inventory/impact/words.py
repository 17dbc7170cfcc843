"""What is said of factors, of what became of devices, and of what was saved."""

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from inventory.impact import rules
from inventory.impact.rules import Factor, FactorKind, Method, Outcome
from inventory.reuse_sheets.rules import KINDS
from inventory.wording import say, says

says(
    {
        FactorKind.CO2: _l("CO₂ avoided"),
        FactorKind.RAW_MATERIALS: _l("Raw materials that could stay in the ground"),
        FactorKind.E_WASTE: _l("Electronic waste that came later"),
        Method.PER_YEAR: _l("For each year that a laptop was with someone"),
        Method.PER_LAPTOP: _l("Once, for each laptop that was lent for the first time"),
    }
)
says(
    {
        Outcome.REUSED: _l("Reused"),
        Outcome.PARTS: _l("Used for parts"),
        Outcome.RECYCLED: _l("Recycled"),
        Outcome.MISSING: _l("Missing"),
        Outcome.HERE: _l("Still here"),
    }
)
says(
    {
        rules.NotAFactor: _l("Fill in a number of kg between 0 and %(most)s."),
        rules.SourceMissing: _l("Fill in the source. It stands beside every number."),
        rules.NotAPublicationYear: _l("Fill in a year between %(first)s and %(last)s."),
        "impact.factor_set": _l("Factor for what is saved set"),
        "impact.factor_withdrawn": _l("Factor for what is saved taken back"),
    }
)


def told_kilograms(grams: int | None) -> str:
    """Grams as a report says them: whole kilograms from ten on, below that with what stands behind the comma."""
    if grams is None:
        return "–"
    pattern = "#,##0" if abs(grams) >= 10_000 else "#,##0.###"
    return f"{format_decimal(grams / 1000, pattern)} kg"


def told_source(factor: Factor) -> str:
    """Where a number comes from and how it was used, in one sentence."""
    facts = {
        "what": say(factor.kind), "value": told_kilograms(factor.grams), "source": factor.source,
        "year": factor.year,
    }  # fmt: skip
    if factor.method is Method.PER_LAPTOP:
        return _(
            "%(what)s: %(value)s once for each laptop that was lent for the first time (%(source)s, %(year)s).",
            **facts,
        )
    return _(
        "%(what)s: %(value)s for each year that a laptop was with someone (%(source)s, %(year)s).", **facts
    )


def weight_source() -> str:
    """What a laptop weighs that nobody weighed, and who says so."""
    laptop = KINDS["laptop"]
    return _(
        "A laptop that nobody weighed counts for %(value)s (%(source)s).",
        value=told_kilograms(laptop.grams), source=laptop.source,
    )  # fmt: skip


def told_per_mille(number: int | None) -> str:
    """Tenths of a percent, as a share: 66,7 %."""
    return "–" if number is None else f"{format_decimal(number / 10, '#,##0.#')} %"


def told_of_hundred(tenths: int | None) -> str:
    """How many of a hundred, kept in tenths: 7,1."""
    return "–" if tenths is None else str(format_decimal(tenths / 10, "#,##0.#"))
