"""What came of the laptops and its reports, in a digibank that is filled with a row of every model."""

from datetime import date

from inventory.foundation.actor import Actor
from inventory.impact.rules import FactorKind, Method
from tests.cast import NOW


def fill_reports(boss: Actor, word: str) -> None:
    """A published number of its own."""
    from inventory.impact.actions import set_factor

    told = {"grams": 31_000, "source": f"{word} study", "year": 2025, "valid_from": date(2026, 1, 1)}
    set_factor(boss, FactorKind.CO2, Method.PER_YEAR, **told, now=NOW)
