"""When an agreement holds, when it may be signed, and which of two demands is the stricter: plain rules.

A gift stands on two agreements. The donation agreement says when a device becomes ours; the processor agreement
(GDPR art. 28) says what happens to the data on it. Both name the least that a wipe must reach.
"""

from datetime import date
from enum import StrEnum

from inventory.foundation.refusal import Refusal


class AgreementKind(StrEnum):
    """What was agreed on."""

    #: devices are given
    DONATION = "donation"
    #: personal data on them is erased for the giver (GDPR art. 28)
    PROCESSING = "processing"


class Minimum(StrEnum):
    """The least that a wipe must reach, in the words of NIST SP 800-88; weakest first."""

    CLEAR = "clear"
    PURGE = "purge"
    DESTROY = "destroy"


class AgreementState(StrEnum):
    """How far an agreement is."""

    #: may still be changed
    DRAFT = "draft"
    #: both are bound
    SIGNED = "signed"
    #: ended, run out, replaced, or never signed
    ENDED = "ended"


class SignedHow(StrEnum):
    """How an agreement was signed."""

    ON_SCREEN = "on_screen"
    #: signed elsewhere, and brought as a PDF
    UPLOADED = "uploaded"


class EndedBecause(StrEnum):
    """Why an agreement holds no more."""

    #: its last day is over
    RUN_OUT = "run_out"
    #: another was signed in its place
    RENEWED = "renewed"
    #: someone ended it and said why
    STOPPED = "stopped"


class EndsBeforeItBegins(Refusal):
    """The last day lies before the first."""

    status = 422


class NoLongerADraft(Refusal):
    """What was signed or ended is not changed."""


class BeginsLater(Refusal):
    """Signing binds from that day on, so an agreement does not begin after it."""


class RunsOutBefore(Refusal):
    """Its last day is over before anyone signed."""


class NotSignedYet(Refusal):
    """Only what was signed can be renewed."""


class SignedInTheFuture(Refusal):
    """Nobody signs tomorrow's paper."""

    status = 422


#: letters before the number, in the language of whoever files the papers: schenkings-, verwerkersovereenkomst
_LETTERS = {AgreementKind.DONATION: "SO", AgreementKind.PROCESSING: "VO"}


def reference(kind: AgreementKind, number: int) -> str:
    """The number as printed and as filed: SO-0012."""
    return f"{_LETTERS[kind]}-{number:04d}"


class WeakerThanPromised(Refusal):
    """What was promised for data that we already hold is not made less."""

    status = 422


def must_not_weaken(promised: Minimum | None, asked: Minimum | None, *, is_handed_over: bool) -> None:
    """Once the devices are ours, what they were handed over for may become stricter and never weaker."""
    if is_handed_over and stricter(promised, asked) is not asked:
        raise WeakerThanPromised(minimum=promised, field="asked_minimum")


def stricter(*demands: Minimum | None) -> Minimum | None:
    """The strictest of these demands; None when nobody demands anything."""
    order = list(Minimum)
    return max((one for one in demands if one is not None), key=order.index, default=None)


def must_be_a_period(valid_from: date, valid_until: date | None) -> None:
    """EndsBeforeItBegins when the last day lies before the first."""
    if valid_until is not None and valid_until < valid_from:
        raise EndsBeforeItBegins(field="valid_until")


def covers(valid_from: date, valid_until: date | None, on: date) -> bool:
    """Does a period hold on this day? First and last day count."""
    return valid_from <= on and (valid_until is None or on <= valid_until)


def must_be_signable(
    state: AgreementState, valid_from: date, valid_until: date | None, *, signed_on: date, today: date
) -> None:
    """Refuse to sign what is no draft, begins later, is over already, or is dated tomorrow."""
    if state is not AgreementState.DRAFT:
        raise NoLongerADraft
    if signed_on > today:
        raise SignedInTheFuture(field="signed_on")
    if valid_from > today:
        raise BeginsLater(day=valid_from)
    if valid_until is not None and valid_until < today:
        raise RunsOutBefore(day=valid_until)


def must_be_running(state: AgreementState) -> None:
    """NotSignedYet unless it is signed."""
    if state is not AgreementState.SIGNED:
        raise NotSignedYet
