"""How far a visitor's laptop is, what moves it on, and what must be asked of its owner before."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from inventory.deposits.till_rules import SignedHow
from inventory.foundation.money import Cents
from inventory.foundation.refusal import Refusal


class TicketState(StrEnum):
    """How far the laptop on a ticket is."""

    #: comes by appointment; not here yet
    EXPECTED = "expected"
    #: here, with its number; nobody looked yet
    WAITING = "waiting"
    #: somebody is at it
    AT_WORK = "at_work"
    #: it would cost something, and the owner has not answered
    QUOTE_ASKED = "quote_asked"
    WAITS_FOR_PART = "waits_for_part"
    #: may be fetched
    READY = "ready"
    #: may be fetched for a long time, and was not
    NOT_FETCHED = "not_fetched"
    #: its owner has it back; the end
    FETCHED = "fetched"
    #: its owner signed that it may be recycled; the end
    RECYCLED = "recycled"
    #: the appointment did not happen; the end
    CALLED_OFF = "called_off"


class Deed(StrEnum):
    """What moves a ticket on."""

    ARRIVE = "arrive"
    CALL_OFF = "call_off"
    TAKE_UP = "take_up"
    PUT_BACK = "put_back"
    ASK = "ask"
    ACCEPT = "accept"
    DECLINE = "decline"
    WAIT_FOR_PART = "wait_for_part"
    PART_CAME = "part_came"
    DONE = "done"
    REOPEN = "reopen"
    LEAVE = "leave"
    FETCH = "fetch"
    RECYCLE = "recycle"


ENDS = frozenset({TicketState.FETCHED, TicketState.RECYCLED, TicketState.CALLED_OFF})
#: here, in our hands
HERE = frozenset(TicketState) - ENDS - {TicketState.EXPECTED}

_S = TicketState
#: from which states each deed starts, and where it leads
ROADS: dict[Deed, tuple[frozenset[TicketState], TicketState]] = {
    Deed.ARRIVE: (frozenset({_S.EXPECTED}), _S.WAITING),
    Deed.CALL_OFF: (frozenset({_S.EXPECTED}), _S.CALLED_OFF),
    Deed.TAKE_UP: (frozenset({_S.WAITING}), _S.AT_WORK),
    Deed.PUT_BACK: (frozenset({_S.AT_WORK}), _S.WAITING),
    Deed.ASK: (frozenset({_S.AT_WORK}), _S.QUOTE_ASKED),
    Deed.ACCEPT: (frozenset({_S.QUOTE_ASKED}), _S.AT_WORK),
    # It goes back as it came.
    Deed.DECLINE: (frozenset({_S.QUOTE_ASKED}), _S.READY),
    Deed.WAIT_FOR_PART: (frozenset({_S.AT_WORK}), _S.WAITS_FOR_PART),
    Deed.PART_CAME: (frozenset({_S.WAITS_FOR_PART}), _S.AT_WORK),
    Deed.DONE: (frozenset({_S.AT_WORK}), _S.READY),
    Deed.REOPEN: (frozenset({_S.READY, _S.NOT_FETCHED}), _S.AT_WORK),
    Deed.LEAVE: (frozenset({_S.READY}), _S.NOT_FETCHED),
    # Whoever owns it may take it along at any time.
    Deed.FETCH: (HERE, _S.FETCHED),
    Deed.RECYCLE: (HERE, _S.RECYCLED),
}


class DataWish(StrEnum):
    """What may be done with the data on a visitor's laptop."""

    #: we leave them as they are
    UNTOUCHED = "untouched"
    #: the owner signed that everything may be erased
    ERASE = "erase"


class Payment(StrEnum):
    """For what the owner paid."""

    #: parts, as agreed before
    PARTS = "parts"
    #: what they could spare for the work
    GIFT = "gift"


class NotFromThere(Refusal):
    """This cannot be done with a ticket that is so far."""


class NotSigned(Refusal):
    """The owner did not sign the terms."""

    status = 422


class EraseNotSigned(Refusal):
    """Data are erased only when the owner signed for that by itself."""

    status = 422


class NotReachable(Refusal):
    """Neither a telephone number nor a mail address: nobody could be told that it is ready."""

    status = 422


class InThePast(Refusal):
    """An appointment lies ahead."""

    status = 422


class TooFarAhead(Refusal):
    """Nobody remembers an appointment after so long."""

    status = 422


class NotAPrice(Refusal):
    """A price is nothing or more, and less than a new laptop."""

    status = 422


class Answered(Refusal):
    """The owner answered this quote already, and differently."""


class OtherPrice(Refusal):
    """The price or the work is another one since the owner read it."""


class StillToPay(Refusal):
    """Parts that the owner agreed to are not paid."""

    status = 422


class WhoFetches(Refusal):
    """Somebody else fetches it, and nobody wrote down who."""

    status = 422


#: dearer parts than this are a slip of the finger
MOST_CENTS = 50_000
#: an appointment lies at most so far ahead
FARTHEST = timedelta(days=120)
#: ready for so long and not fetched: we write once more
PATIENCE = timedelta(days=28)
#: an appointment to which nobody came is called off after this
MISSED = timedelta(days=2)
#: how long after the end a ticket still knows whose it was, when a digibank said nothing else; and its bounds
USUAL_DAYS, FEWEST_DAYS, MOST_DAYS = 60, 7, 365
#: how long after the last step, mostly our second message, we know whose a laptop is that nobody fetches; its bounds
LEFT_DAYS, FEWEST_LEFT_DAYS, MOST_LEFT_DAYS = 365, 92, 1096


def after(state: TicketState, deed: Deed) -> TicketState:
    """Where this deed leads from `state`; NotFromThere when there is no such road."""
    starts, end = ROADS[deed]
    if state not in starts:
        raise NotFromThere(state=state)
    return end


def must_be_reachable(phone: str, email: str) -> None:
    """Refuse with NotReachable when nobody could be told."""
    if not phone and not email:
        raise NotReachable(field="phone")


def must_lie_ahead(moment: datetime, now: datetime) -> None:
    """Refuse with InThePast or TooFarAhead what is no appointment."""
    if moment <= now:
        raise InThePast(field="appointment_at")
    if moment > now + FARTHEST:
        raise TooFarAhead(field="appointment_at", days=FARTHEST.days)


def must_be_signed(how: SignedHow | None, ink: bytes | None, *, refusal: type[Refusal] = NotSigned) -> None:
    """Refuse unless the owner signed: on the screen with ink, or on paper."""
    if how is None or (how is SignedHow.SCREEN and not ink):
        raise refusal(field="signature" if refusal is NotSigned else "erase_signature")


def must_be_a_price(cents: int, *, field: str = "price") -> None:
    """Refuse with NotAPrice what is below nothing, or dearer than any part."""
    if not 0 <= cents <= MOST_CENTS:
        raise NotAPrice(field=field, most=Cents(MOST_CENTS))


def must_be_the_price_seen(cents: int | None, seen: int | None) -> None:
    """Refuse with OtherPrice what was agreed to on a page that is out of date; None: nobody read it from a page."""
    if seen is not None and seen != cents:
        raise OtherPrice


class Quote(Protocol):
    """What a repair would cost, as a row or as a plain value."""

    @property
    def cents(self) -> int | None: ...

    @property
    def is_accepted(self) -> bool | None: ...

    @property
    def is_waived(self) -> bool: ...


def to_pay(quotes: Iterable[Quote], paid: int) -> int:
    """What is still to be paid for parts, in cents: what was agreed, less what was waived and what was paid."""
    agreed = sum(one.cents or 0 for one in quotes if one.is_accepted and not one.is_waived)
    return max(0, agreed - paid)


def must_be_paid(open_cents: int) -> None:
    """Refuse with StillToPay while parts are to be paid."""
    if open_cents > 0:
        raise StillToPay(cents=Cents(open_cents))


def is_forgotten_after(ended_on: date, days: int, today: date) -> bool:
    """Is it long enough ago that we need not know whose it was?"""
    return today >= ended_on + timedelta(days=days)
