"""What is an account number, and of which bank; what is wrong with it is said in words.

The check is that of ISO 13616: letters, length of the country, and the remainder of 97. Whether a Belgian bank
with that code exists is a list that grows old, so a code that is not on it is only remarked upon.
"""

from stdnum import bic, iban
from stdnum.be import iban as belgian
from stdnum.exceptions import ValidationError

from inventory.foundation.refusal import Refusal


class WrongIban(Refusal):
    """What was typed is no IBAN: a digit is wrong, or it is too short or too long."""

    status = 422


class WrongBic(Refusal):
    """What was typed is not a BIC of eight or eleven characters."""

    status = 422


class BicUnknown(Refusal):
    """The BIC was left empty, and we cannot tell it from the IBAN."""

    status = 422


def iban_from(text: str) -> str:
    """The IBAN that was typed, in capitals and without spaces; WrongIban when its check is wrong."""
    try:
        return str(iban.validate(text, check_country=False))
    except ValidationError:
        raise WrongIban(field="iban") from None


def bic_from(text: str, number: str) -> str:
    """The BIC that was typed, or else the one of the bank of the IBAN `number`.

    WrongBic when it is none; BicUnknown when nothing was typed and the bank is not on the list.
    """
    if not text.strip():
        found = bank_of(number)
        if found is None:
            raise BicUnknown(field="bic")
        return found
    try:
        return str(bic.validate(text))
    except ValidationError:
        raise WrongBic(field="bic") from None


def bank_of(number: str) -> str | None:
    """The BIC of the bank of a Belgian IBAN, where the National Bank's list has it."""
    try:
        return belgian.to_bic(number) or None
    except ValidationError:
        return None


def is_bank_unknown(number: str) -> bool:
    """Is it a Belgian IBAN with a bank code that is not on the list? A reason to look twice, never to refuse."""
    return number.startswith("BE") and not belgian.info(number).get("bank")


def spaced(number: str) -> str:
    """As one writes it: BE71 0961 2345 6769."""
    return str(iban.format(number))
