"""What may be asked about one's own data, by when it is answered, and how long things are known. Plain values only.

The articles are those of the GDPR (Regulation 2016/679). One month, to be made two months longer with a reason (art.
12 §3); a breach is told to the authority within seventy-two hours (art. 33).
"""

import calendar
from datetime import date, datetime, timedelta
from enum import StrEnum

from inventory.foundation.refusal import Refusal


class RequestKind(StrEnum):
    """What a person asks."""

    #: art. 15: what do you have about me?
    ACCESS = "access"
    #: art. 16: this is wrong
    CORRECTION = "correction"
    #: art. 17: forget me
    ERASURE = "erasure"
    #: art. 18: keep it, and do nothing with it
    RESTRICTION = "restriction"
    #: art. 20: give it to me, or to another, so that a machine can read it
    PORTABILITY = "portability"
    #: art. 21: no text messages
    NO_TEXTS = "no_texts"
    #: art. 21: no telephone calls
    NO_CALLS = "no_calls"


#: what the law calls it
ARTICLES: dict[RequestKind, int] = {
    RequestKind.ACCESS: 15,
    RequestKind.CORRECTION: 16,
    RequestKind.ERASURE: 17,
    RequestKind.RESTRICTION: 18,
    RequestKind.PORTABILITY: 20,
    RequestKind.NO_TEXTS: 21,
    RequestKind.NO_CALLS: 21,
}


class Asker(StrEnum):
    """Who asks."""

    PERSON = "person"
    #: who looks after someone's affairs by order of the justice of the peace
    ADMINISTRATOR = "administrator"
    #: the service that sent the person, on their behalf
    REFERRER = "referrer"


class PartThatWent(StrEnum):
    """What can go while something keeps the person known (art. 17 §3: what the law wants is kept, and no more)."""

    OLD_APPLICATIONS = "old_applications"
    OWN_LAPTOPS = "own_laptops"
    INVITATIONS = "invitations"
    LEVELS = "levels"


class Answer(StrEnum):
    """What came of a request."""

    GRANTED = "granted"
    #: in part, and the answer says what not and why
    PARTLY = "partly"
    REFUSED = "refused"
    #: the person does not ask it any more
    WITHDRAWN = "withdrawn"


#: the term of an answer, and how much longer it may take, in months
TERM, LONGER = 1, 2
#: a breach is told to the authority within so many hours
BREACH_HOURS = 72
#: who looked at a file is known for so long
LOOKS_KEPT = timedelta(days=365)


class AnsweredBefore(Refusal):
    """A colleague answered this request before."""


class LongerBefore(Refusal):
    """The term was made longer before; that may be done once."""


class TooLateForLonger(Refusal):
    """The person must hear within the first month that it takes longer."""


class WhyNeeded(Refusal):
    """The person must be told why."""

    status = 422


class IdentityNeeded(Refusal):
    """How was it checked that it is this person? Nobody gets another's data."""

    status = 422


class NotADayYet(Refusal):
    """A request was received today or before."""

    status = 422


class NumberNotKept(Refusal):
    """Which card was looked at is said in words; the number on it is not kept."""

    status = 422


class NothingOpen(Refusal):
    """Nobody answers on behalf of who was forgotten."""


class NothingGoesApart(Refusal):
    """All that is known of this person is needed, or none of it: there is no part that can go by itself."""

    status = 422


class WaitsForAnswer(Refusal):
    """Nobody is forgotten by the night while they wait for an answer about their data."""


def months_on(start: date, months: int) -> date:
    """The same day of the month so many months on; in a shorter month its last day."""
    number = start.year * 12 + start.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def due_on(received_on: date, *, is_longer: bool = False) -> date:
    """The last day on which a request is answered in time."""
    return months_on(received_on, TERM + LONGER if is_longer else TERM)


def tell_authority_by(found_at: datetime) -> datetime:
    """Until when the authority is told of a breach in time."""
    return found_at + timedelta(hours=BREACH_HOURS)


class BreachRisk(StrEnum):
    """How much a breach may harm people."""

    NONE = "none"
    #: the authority is told
    SOME = "some"
    #: the people are told as well (art. 34)
    HIGH = "high"


class LegalForm(StrEnum):
    """What sort of organisation answers for the data; it decides on which basis they are used."""

    #: a municipality or a public centre for social welfare
    LOCAL_AUTHORITY = "local_authority"
    #: an association without the aim of profit, a cooperative, a school
    ASSOCIATION = "association"
