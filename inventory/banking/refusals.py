"""Why a bank statement is refused: each names the line, and `words.py` says what to do.

A statement is about money. One that does not add up is refused whole: half of it booked would be worse than
nothing, for nobody would see what is missing.
"""

from inventory.foundation.refusal import Unreadable


class Crooked(Unreadable):
    """A bank statement that is not what it should be; `particulars["line"]` is where (the first line is 1)."""


class NotAStatement(Crooked):
    """Neither CODA nor camt.053."""


class EmptyFile(Crooked):
    """There is nothing in the file."""


class FileTooLarge(Crooked):
    """More bytes than any statement has."""

    status = 413


class OtherMessage(Crooked):
    """An ISO 20022 message, but not a statement that we read: camt.052, camt.054, another version."""


class OldVersion(Crooked):
    """CODA version 1, which Belgian banks left in 2007."""


class MarkedDuplicate(Crooked):
    """The bank says that this is a second copy."""


class BrokenOff(Crooked):
    """The file ends before the statement does: cut in half."""


class SpreadOut(Crooked):
    """The statement goes on in another file."""


class WrongLength(Crooked):
    """A line of CODA that has not 128 characters."""


class StrangeSigns(Crooked):
    """Control characters, or bytes that are no text."""


class UnknownRecord(Crooked):
    """A line of a kind that CODA does not have."""


class OutOfPlace(Crooked):
    """A line of a known kind, where it cannot stand."""


class NotANumber(Crooked):
    """Digits should stand here."""


class NotADay(Crooked):
    """A date should stand here."""


class FractionOfACent(Crooked):
    """An amount in thousandths that is no whole cent."""


class WrongSequence(Crooked):
    """A movement, or a statement, is missing or stands here twice."""


class WrongCount(Crooked):
    """The file says that it has another number of records or entries."""


class WrongTotal(Crooked):
    """The movements do not add up to the total that the bank gives."""


class WrongBalance(Crooked):
    """The old balance and the movements do not give the new balance."""


class StandsTwice(Crooked):
    """The file holds the same statement twice."""


class NotContinued(Crooked):
    """A statement does not begin with the balance with which the one before it ended."""


class OtherAccount(Crooked):
    """One statement names two accounts."""


class WrongIban(Crooked):
    """The account number of the statement is no IBAN, or its check digits are wrong."""


class NotInEuros(Crooked):
    """An account or an amount in another currency."""


class WithoutNumber(Crooked):
    """The statement has no sequence number, so nobody could see that one is missing."""


class HoldsEntities(Crooked):
    """XML with a document type or entities of its own, which a bank never sends and an attacker does."""


class DamagedXml(Crooked):
    """XML that is not well formed."""


class ElementMissing(Crooked):
    """An element that every statement has is not there."""


class ElementWrong(Crooked):
    """An element holds what it cannot hold."""
