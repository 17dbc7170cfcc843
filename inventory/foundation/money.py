"""Euros as whole cents. Nothing here, or anywhere, counts money in fractions."""

import re
from decimal import Decimal

from babel.numbers import format_currency

from inventory.foundation.refusal import Refusal


class Cents(int):
    """An amount that a refusal tells of: said in euros, in the reader's language."""


class NotAnAmount(Refusal):
    """What was typed does not read as euros and cents."""

    status = 422


def euros(cents: int, locale: str = "nl_BE") -> str:
    """`cents` as people in Belgium write it: `€ 30,00` (nl), `30,00 €` (fr), `€30.00` (en)."""
    return format_currency(Decimal(cents) / 100, "EUR", locale=locale)


_TYPED = re.compile(r"(\d{1,7})(?:[.,](\d{1,2}))?")


def cents_from(text: str) -> int:
    """Whole cents from typed euros: `30`, `30,5`, `€ 30.50`. NotAnAmount for anything else."""
    bare = text.replace("€", "").replace("EUR", "").replace("\u00a0", "").replace(" ", "")
    match = _TYPED.fullmatch(bare)
    if match is None:
        raise NotAnAmount(typed=text)
    whole, fraction = match.groups()
    return int(whole) * 100 + int((fraction or "0").ljust(2, "0"))


def round_euros(cents: int, locale: str = "nl_BE") -> str:
    """`cents` as said aloud: `€ 30`; with cents only where there are some."""
    text = euros(cents, locale)
    return text.replace(",00", "").replace(".00", "") if cents % 100 == 0 else text


def amount_text(cents: int) -> str:
    """`cents` as one types it in a field: `30` or `30,50`; cents_from reads it back."""
    return f"{cents // 100},{cents % 100:02d}".removesuffix(",00")
