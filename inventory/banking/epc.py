"""The payment QR that a bank's app reads: EPC069-12, version 002, whose lines stand in `payload`.

The structured communication goes bare on line 10, for there apps know it as one; on line 11 it is only text. The
name is the holder's to the letter: the payer's bank compares it with the account and warns when it differs.
"""

from inventory.banking import ogm
from inventory.banking.iban import iban_from
from inventory.foundation.refusal import Refusal

#: the most bytes of a payload, and the error correction of its QR (EPC069-12, v2.1)
MOST_BYTES, LEVEL = 331, "M"
#: the most letters of a name, and the most euro cents of one transfer
_LONGEST_NAME, _MOST_CENTS = 70, 99_999_999_999


class CannotBeAsked(Refusal):
    """An amount that no transfer can have: nothing, less than nothing, or a billion."""

    status = 422


class NameDoesNotFit(Refusal):
    """The holder's name is empty, too long, or has a line break; it may not be shortened."""

    status = 422


def payload(*, name: str, iban: str, cents: int, reference: str, bic: str = "") -> str:
    """The text of the QR that asks `cents` on `iban` of `name` with the twelve digits `reference`.

    Raises CannotBeAsked, NameDoesNotFit, WrongIban or WrongReference rather than draw a QR that pays wrongly.
    """
    if not 0 < cents <= _MOST_CENTS:
        raise CannotBeAsked(cents=cents)
    if not name.strip() or len(name) > _LONGEST_NAME or len(name.splitlines()) > 1:
        raise NameDoesNotFit(name=name)
    if not ogm.is_right(reference):
        raise ogm.WrongReference(field="reference")
    lines = (
        "BCD",  # service tag
        "002",  # version, in which the BIC may be left out within the EEA
        "1",  # UTF-8
        "SCT",  # a SEPA credit transfer
        bic,
        name,
        iban_from(iban),
        f"EUR{cents // 100}.{cents % 100:02d}",
        "",  # purpose
        reference,
    )
    text = "\n".join(lines)
    if len(text.encode()) > MOST_BYTES:
        raise NameDoesNotFit(name=name)
    return text
