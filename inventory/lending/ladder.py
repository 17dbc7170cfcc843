"""The ladder of reminders: which rung a loan stands on today, through which channel, and what stops it.

A rung is a number of days from the agreed day. The policy names the days, the digibank names a way for each, and
how someone can be reached decides: where a way is missing the next one is taken, so that nobody is skipped in
silence. The order of the ways, and what is usual when, is the practice of the Flemish digibanken: texts first,
then a call to the service that sent someone, then a letter, then a person who decides.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inventory.borrowers.rules import ContactChannel
from inventory.lending.rules import LADDER, Letter, letter_of, reminder_due


class Channel(StrEnum):
    """How a reminder goes out."""

    SMS = "sms"
    MAIL = "mail"
    #: on paper, by post
    PAPER = "paper"
    #: a colleague calls the borrower
    CALL = "call"
    #: a colleague calls the service that sent the borrower
    CALL_REFERRER = "call_referrer"


class Way(StrEnum):
    """What a digibank chose for a rung."""

    #: as this person likes to be reached
    PREFERRED = "preferred"
    SMS = "sms"
    MAIL = "mail"
    PAPER = "paper"
    CALL = "call"
    CALL_REFERRER = "call_referrer"


class Stop(StrEnum):
    """Why no reminder goes out about a loan."""

    ENDED = "ended"
    NO_END = "no_end"
    #: the borrower told that it is missing or stolen
    LOST = "lost"
    #: the borrower asked for longer, and waits for our answer
    ASKED_LONGER = "asked_longer"
    #: a colleague said so, with a reason
    PAUSED = "paused"


#: what is written is never about money: that is the business of the deposits
WRITTEN = frozenset({Channel.SMS, Channel.MAIL, Channel.PAPER})

#: from which day on a call, a letter and a person's decision are usual
_CALL_FROM, _LETTER_FROM, _DECIDE_FROM = 14, 21, 28

_AFTER: dict[Channel, tuple[Channel, ...]] = {
    Channel.SMS: (Channel.SMS, Channel.MAIL, Channel.PAPER, Channel.CALL, Channel.CALL_REFERRER),
    Channel.MAIL: (Channel.MAIL, Channel.SMS, Channel.PAPER, Channel.CALL, Channel.CALL_REFERRER),
    Channel.PAPER: (Channel.PAPER, Channel.MAIL, Channel.SMS, Channel.CALL, Channel.CALL_REFERRER),
    Channel.CALL: (Channel.CALL, Channel.CALL_REFERRER),
    Channel.CALL_REFERRER: (Channel.CALL_REFERRER, Channel.CALL),
}
#: someone who would rather be called gets a text for what a text can say; the rungs that need a talk are calls anyway
_PREFERRED = {
    ContactChannel.SMS: Channel.SMS,
    ContactChannel.PHONE: Channel.SMS,
    ContactChannel.EMAIL: Channel.MAIL,
    ContactChannel.REFERRER: Channel.CALL_REFERRER,
}


#: words by which a letter would speak of money, in our three languages; whole words, for "free of cost" is no claim
_MONEY = frozenset(
    [
        "euro",
        "euros",
        "eur",
        "geld",
        "betaal",
        "betaalt",
        "betalen",
        "betaling",
        "waarborg",
        "boete",
        "boetes",
        "kost",
        "kosten",
        "factuur",
        "argent",
        "payer",
        "payez",
        "paiement",
        "caution",
        "amende",
        "amendes",
        "frais",
        "facture",
        "money",
        "pay",
        "payment",
        "paid",
        "deposit",
        "fee",
        "fees",
        "cost",
        "costs",
        "invoice",
    ]
)


def speaks_of_money(text: str) -> bool:
    """Would these words make a reminder a claim for money? A return is asked for, and nothing else."""
    return "€" in text or bool(_MONEY & set(re.findall(r"\w+", text.casefold())))


@dataclass(frozen=True)
class Reach:
    """How one borrower can be reached; empty and False where we do not know, or may not."""

    prefers: ContactChannel = ContactChannel.PHONE
    #: as `+32470123456`
    phone: str = ""
    email: str = ""
    #: street, postcode and town are known
    has_address: bool = False
    #: texts can be sent from here, and this person did not object to them
    takes_sms: bool = False
    #: a service sent this person, and we have its number
    has_referrer: bool = False


@dataclass(frozen=True)
class Standing:
    """What is known of a loan that decides about reminders."""

    due_on: date | None
    started_on: date
    ended: bool = False
    lost: bool = False
    asked_longer: bool = False
    paused: bool = False


@dataclass(frozen=True)
class Due:
    """One reminder that should go out now."""

    rung: int
    channel: Channel
    #: what the digibank chose for this rung
    way: Way
    letter: Letter

    @property
    def fell_back(self) -> bool:
        """Was the chosen way missing for this person?"""
        return self.way is not Way.PREFERRED and self.way.value != self.channel.value


def usual_way(rung: int) -> Way:
    """The way that is usual that many days from the agreed day."""
    if rung >= _DECIDE_FROM:
        return Way.CALL
    if rung >= _LETTER_FROM:
        return Way.PAPER
    return Way.CALL_REFERRER if rung >= _CALL_FROM else Way.PREFERRED


def plan_of(days: Iterable[int] | None, ways: Mapping[int, Way]) -> dict[int, Way]:
    """Each rung with its way: the policy's days (None: the usual ones), the digibank's ways where it chose."""
    return {rung: ways.get(rung, usual_way(rung)) for rung in sorted(LADDER if days is None else set(days))}


def stop_of(standing: Standing) -> Stop | None:
    """Why nothing goes out about this loan, None when it may."""
    checks = {
        Stop.ENDED: standing.ended,
        Stop.NO_END: standing.due_on is None,
        Stop.LOST: standing.lost,
        Stop.ASKED_LONGER: standing.asked_longer,
        Stop.PAUSED: standing.paused,
    }
    return next((stop for stop, holds in checks.items() if holds), None)


def can_text(phone: str) -> bool:
    """Can this number take a text? In Belgium a mobile one, 04…; of other countries we do not know, and try."""
    return bool(phone) and (not phone.startswith("+32") or phone.startswith("+324"))


def channel_for(way: Way, reach: Reach) -> Channel:
    """The channel that `way` comes to for this person: itself, or the next one there is.

    At the end of the line stands a call, even without a number: then a colleague finds out how.
    """
    first = _PREFERRED[reach.prefers] if way is Way.PREFERRED else Channel(way.value)
    order = _AFTER[first]
    if first is Channel.CALL_REFERRER and way is Way.PREFERRED:
        order = (first, *_AFTER[Channel.SMS])
    possible = {
        Channel.SMS: reach.takes_sms and can_text(reach.phone),
        Channel.MAIL: bool(reach.email),
        Channel.PAPER: reach.has_address,
        Channel.CALL: bool(reach.phone),
        Channel.CALL_REFERRER: reach.has_referrer,
    }
    return next((channel for channel in order if possible[channel]), Channel.CALL)


def due_now(
    standing: Standing, reach: Reach, plan: Mapping[int, Way], *, today: date, done: Collection[int]
) -> Due | None:
    """The reminder that should go out today, None when there is none.

    Only the latest rung that was reached: after a week without a night's work nobody gets three messages at once.
    `done` are the rungs that went out for this agreed day. A loan that was extended stands on a new ladder.
    """
    if stop_of(standing) is not None:
        return None
    rung = reminder_due(standing.due_on, started_on=standing.started_on, today=today, ladder=plan)
    if rung is None or rung in done:
        return None
    return Due(rung, channel_for(plan[rung], reach), plan[rung], letter_of(rung))
