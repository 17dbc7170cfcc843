"""What came of the laptops and its reports, in a digibank that is filled with a row of every model."""

from datetime import date

from inventory.foundation.actor import Actor
from inventory.foundation.period import year_of
from inventory.impact.rules import FactorKind, Method
from tests.cast import NOW


def fill_reports(boss: Actor, word: str) -> None:
    """A published number, an own template, a report that is issued and one that leaves, and an answer awaited."""
    from inventory.foundation.long_answers import at_hand
    from inventory.impact.actions import set_factor
    from inventory.reports import actions, leaving, templates
    from inventory.reports.presets import PRESETS
    from inventory.reports.rules import Every

    told = {"grams": 31_000, "source": f"{word} study", "year": 2025, "valid_from": date(2026, 1, 1)}
    set_factor(boss, FactorKind.CO2, Method.PER_YEAR, **told, now=NOW)
    title = dict.fromkeys(("nl", "fr", "en"), f"{word} report")
    templates.change_template(boss, "impact", {**PRESETS["impact"], "title": title}, now=NOW)
    actions.issue(boss, "impact", year_of(NOW.year), locale="nl", now=NOW)
    leaving.set_schedule(
        boss, "impact", Every.QUARTER, day_of_month=5, to_email=f"{word}@funder.example".lower(), locale="nl",
        municipality=word, now=NOW,
    )  # fmt: skip
    at_hand("impact.period", {"since": "2026-01-01", "until": "2026-12-31"}, waits=False)
