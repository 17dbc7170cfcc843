"""Saying no.

A refusal is not a bug: someone asked for something that cannot be, and is told why and what to do instead.
What it says to people stands in a room's `words.py`; here are only its shape and the refusals of the ground.
"""


class Refusal(Exception):
    """No, for a reason that a person may read.

    `particulars` fill the sentence; `field` names a form field.
    """

    #: what a machine is answered with
    status = 409
    #: it is answered with a page of its own, so no form says it
    has_own_page = False
    #: the page on which what stands in the way is taken away: its endpoint and its values
    way_out: tuple[str, dict[str, object]] | None = None

    def __init__(self, *, field: str | None = None, **particulars: object) -> None:
        """Keep the particulars for the sentence that `wording.say` will make of this refusal."""
        super().__init__(", ".join(f"{key}={value}" for key, value in particulars.items()))
        self.field = field
        self.particulars = particulars


class MayNot(Refusal):
    """This person's role does not include this deed."""

    status = 403


class NotHere(Refusal):
    """There is no such thing in this digibank; whether it exists elsewhere is nobody's business."""

    status = 404


class SomeoneElseWasFirst(Refusal):
    """Another person changed the same thing a moment ago."""


class NationalNumber(Refusal):
    """A national register number was typed; it is kept nowhere (law of 8 August 1983, art. 8)."""

    status = 422


class TooLarge(Refusal):
    """What was sent is larger than we read."""

    status = 413


class Unreadable(Refusal):
    """A file is not what it should be."""

    status = 422


class DoesNotFit(Refusal):
    """Something on a paper is larger than the paper."""

    status = 422
