"""What may be done with a list of contacts, and when."""

from inventory.foundation.refusal import Refusal

#: so many rows are read and taken in at once, before the page comes back; of more the house tells how far it is
AT_ONCE = 500
#: of a column nobody is asked more meanings than this; then it is not what it was taken for
MOST_ASKED = 200


class AlreadyIn(Refusal):
    """Every byte of this file came in before."""


class NothingLeft(Refusal):
    """Every column of the file holds national register numbers."""

    status = 422


class NoDayColumn(Refusal):
    """Without the day a contact counts nowhere."""

    status = 422


class NoServiceTold(Refusal):
    """Neither a column nor a choice says to which service people came."""

    status = 422


class NotNow(Refusal):
    """The list is not at a point where this can be done: someone did something to it, or the house works at it."""


class StillAsks(Refusal):
    """Words or people of the list still ask for an answer."""


class NothingComesIn(Refusal):
    """Not one row of the list can come in."""


class NoAnswer(Refusal):
    """Something was not answered."""

    status = 422
