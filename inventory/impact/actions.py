"""Choosing a published number, and taking it back. A number is never altered: another one holds from its day on."""

from datetime import date, datetime

from sqlalchemy import select

from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.tenancy import row_here
from inventory.foundation.transaction import hold, transaction
from inventory.impact.models import ImpactFactor
from inventory.impact.rules import FactorKind, Method, must_be_a_factor
from inventory.permissions import Permission


def set_factor(
    actor: Actor, kind: FactorKind, method: Method, *, grams: int, source: str, year: int, valid_from: date,
    now: datetime,
) -> ImpactFactor:  # fmt: skip
    """From `valid_from` on this number holds here. NotAFactor, SourceMissing, NotAPublicationYear."""
    actor.must(Permission.FACTOR_EDIT)
    must_be_a_factor(grams, source, year, day(now))
    with transaction():
        factor = ImpactFactor(
            kind=kind, method=method, grams=grams, source=source.strip(), year=year, valid_from=valid_from,
            set_at=now, set_by_id=actor.user_id,
        )  # fmt: skip
        db.session.add(factor)
        db.session.flush()  # its id is the trace's
        record(
            actor, "impact.factor_set", factor, now=now, kind=kind, method=method, grams=grams, year=year,
            valid_from=valid_from,
        )  # fmt: skip
    return factor


def withdraw_factor(actor: Actor, factor: ImpactFactor, *, now: datetime) -> None:
    """It was set by mistake: what held before it holds again. A second time nothing happens."""
    actor.must(Permission.FACTOR_EDIT)
    with transaction():
        hold(factor)
        if factor.withdrawn_at is None:
            factor.withdrawn_at = now
            record(actor, "impact.factor_withdrawn", factor, now=now, kind=factor.kind)


def get_factor(factor_id: int) -> ImpactFactor:
    """The number that was set with this id; NotHere when there is none."""
    return row_here(ImpactFactor, factor_id)


def factors_set() -> list[ImpactFactor]:
    """Every number that was ever set here, the latest first."""
    return list(db.session.scalars(select(ImpactFactor).order_by(ImpactFactor.id.desc())))
