"""One field of a line of CODA: digits, an amount, a day, an account. Each raises a kind of Crooked with the line."""

from datetime import date
from functools import lru_cache

from inventory.banking import refusals as no
from inventory.banking.references import belgian_iban, is_iban


def digits_in(field: str, at: int) -> str:
    """A field in which only digits may stand."""
    if not (field.isascii() and field.isdigit()):
        raise no.NotANumber(line=at, found=field.strip())
    return field


def cents_in(field: str, at: int) -> int:
    """Fifteen digits, of which the last three are thousandths of a euro, as whole cents."""
    thousandths = int(digits_in(field, at))
    cents, rest = divmod(thousandths, 10)
    if rest:
        raise no.FractionOfACent(line=at, found=f"{thousandths // 1000},{thousandths % 1000:03d}")
    return cents


def signed_in(field: str, at: int) -> int:
    """A sign (0: credit, 1: debit) and an amount."""
    if field[0] not in "01":
        raise no.NotANumber(line=at, found=field[0])
    cents = cents_in(field[1:], at)
    return -cents if field[0] == "1" else cents


def day_in(field: str, at: int) -> date:
    """A day written DDMMYY, in this century: the version that we read is of 2006."""
    day = _day(field)
    if day is None:
        raise no.NotADay(line=at, found=field.strip())
    return day


def day_or_none(field: str, at: int) -> date | None:
    """A day, or None where zeros or blanks say that there is none."""
    return None if field in ("000000", "      ") else day_in(field, at)


@lru_cache(maxsize=1000)
def _day(field: str) -> date | None:
    if not (field.isascii() and field.isdigit()):
        return None
    try:
        return date(2000 + int(field[4:6]), int(field[2:4]), int(field[:2]))
    except ValueError:
        return None


def account_in(structure: str, field: str, at: int) -> str:
    """The IBAN in the 37 characters of an account and its currency; only euros, and only right check digits.

    Structure 0 is an old Belgian number, 2 a Belgian IBAN, 1 and 3 a foreign one.
    """
    is_old = structure == "0"
    if structure not in "0123":
        raise no.NotANumber(line=at, found=structure)
    currency = field[13:16] if is_old else field[34:37]
    if currency != "EUR":
        raise no.NotInEuros(line=at, currency=currency.strip())
    number = field[:12] if is_old else field[:34].strip()
    if is_old:
        number = belgian_iban(digits_in(number, at))
    if not is_iban(number):
        raise no.WrongIban(line=at, found=number)
    return number
