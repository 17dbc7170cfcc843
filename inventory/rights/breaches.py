"""The log of breaches: what happened to data of persons, what was done, and whether authority and people were told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.refusal import NationalNumber, NotHere, Refusal
from inventory.foundation.transaction import hold, transaction
from inventory.permissions import Permission
from inventory.rights.models import Breach
from inventory.rights.rules import BreachRisk, tell_authority_by


class FoundLater(Refusal):
    """A breach was found already, or nobody could write it down."""

    status = 422


class ToldBeforeFound(Refusal):
    """Nobody is told of what nobody found, nor in the time to come."""

    status = 422


class RiskUntold(Refusal):
    """Where there is a risk for people, the authority is told before the log is closed; or the log says why not."""

    status = 422


@dataclass(frozen=True)
class Told:
    """What is written down of a breach; most of it comes bit by bit."""

    found_at: datetime
    what: str
    risk: BreachRisk
    which_data: str = ""
    how_many: int | None = None
    measures: str = ""
    remark: str = ""
    told_authority_at: datetime | None = None
    told_people_at: datetime | None = None


def note(actor: Actor, told: Told, *, now: datetime) -> Breach:
    """Write down a breach; the three days begin when it was found."""
    actor.must(Permission.RIGHTS_ANSWER)
    with transaction():
        breach = Breach(noted_at=now, noted_by_id=actor.user_id)
        _fill(breach, told, now)
        db.session.add(breach)
        db.session.flush()  # the trace names its id
        record(actor, "rights.breach_noted", breach, now=now, found_at=told.found_at, risk=told.risk)
    return breach


def correct(actor: Actor, breach: Breach, told: Told, *, now: datetime) -> None:
    """More is known; the trace says how many and whom we told, never what happened to whom."""
    actor.must(Permission.RIGHTS_ANSWER)
    with transaction():
        hold(breach)
        _fill(breach, told, now)
        record(
            actor, "rights.breach_corrected", breach, now=now, risk=told.risk, how_many=told.how_many,
            told_authority_at=told.told_authority_at, told_people_at=told.told_people_at,
        )  # fmt: skip


def close(actor: Actor, breach: Breach, *, now: datetime) -> None:
    """Nothing is left to do; where there was a risk, the authority knows or the log says why not."""
    actor.must(Permission.RIGHTS_ANSWER)
    with transaction():
        hold(breach)
        if breach.risk is not BreachRisk.NONE and breach.told_authority_at is None and not breach.remark:
            raise RiskUntold
        breach.closed_at = breach.closed_at or now
        record(actor, "rights.breach_closed", breach, now=now)


def _fill(breach: Breach, told: Told, now: datetime) -> None:
    if any(has_national_number(text) for text in (told.what, told.which_data, told.measures, told.remark)):
        raise NationalNumber
    if told.found_at > now:
        raise FoundLater(field="found_on")
    authority, people = told.told_authority_at, told.told_people_at
    if authority is not None and not told.found_at <= authority <= now:
        raise ToldBeforeFound(field="told_authority_on")
    if people is not None and not day(told.found_at) <= day(people) <= day(now):
        raise ToldBeforeFound(field="told_people_on")
    for name, value in vars(told).items():
        setattr(breach, name, value.strip() if isinstance(value, str) and name != "risk" else value)


def all_of_them() -> Sequence[Breach]:
    """Every breach, newest first; there are few, or something is very wrong."""
    return db.session.scalars(
        select(Breach).order_by(Breach.found_at.desc(), Breach.id.desc()).limit(200)
    ).all()


def waits_for_authority(breach: Breach) -> datetime | None:
    """Until when the authority is still to be told; None when it was, need not be, or the log is closed."""
    if breach.closed_at is not None or breach.told_authority_at is not None or breach.risk is BreachRisk.NONE:
        return None
    return tell_authority_by(breach.found_at)


def get_breach(breach_id: int) -> Breach:
    """The breach with this id in the digibank we are inside of; NotHere otherwise."""
    found = db.session.scalar(select(Breach).where(Breach.id == breach_id))
    if found is None:
        raise NotHere
    return found
