"""Weights: kept in whole grams, said in kilograms."""

from flask_babel import format_decimal


def kilograms(grams: int | None) -> str | None:
    """Grams as people say them: `1,65 kg`; None when nobody weighed it."""
    return None if grams is None else f"{format_decimal(grams / 1000, '#,##0.00#')} kg"
