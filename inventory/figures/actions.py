"""Write what we think of a figure, choose what observers see, and lay that ready for them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select

from inventory.figures import telling
from inventory.figures.models import Reflection, SharedAnswer, SharedIndicator
from inventory.figures.queries import find_switch, shares
from inventory.figures.rules import YEARS_BACK
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.period import Calendar, Period
from inventory.foundation.transaction import hold, transaction
from inventory.indicators.answer import Indicator
from inventory.permissions import Permission


def reflect(actor: Actor, indicator: Indicator, period: Period, text: str, *, now: datetime) -> Reflection:
    """Keep what the digibank thinks of an indicator over a period; earlier wordings stay beside it."""
    actor.must(Permission.FIGURE_REFLECT)
    with transaction():
        written = Reflection(
            indicator=indicator, since=period.since, until=period.until, text=text.strip(),
            written_at=now, written_by_id=actor.user_id,
        )  # fmt: skip
        db.session.add(written)
        db.session.flush()  # its id is the trace's
        record(actor, "figures.reflected", written, now=now, indicator=indicator)
    return written


def share(actor: Actor, indicator: Indicator, is_shared: bool, *, now: datetime) -> None:
    """Let observers see this indicator, or no longer: what was laid ready is gone at once."""
    actor.must(Permission.FIGURE_SHARE)
    with transaction():
        switch = find_switch(indicator)
        if switch is None:
            switch = SharedIndicator(indicator=indicator)
            db.session.add(switch)
        else:
            hold(switch)
        switch.is_shared = is_shared
        if not is_shared:
            db.session.execute(delete(SharedAnswer).where(SharedAnswer.indicator == indicator))
        db.session.flush()  # its id is the trace's
        record(actor, "figures.share_set", switch, now=now, indicator=indicator, is_shared=is_shared)
    if is_shared:
        publish(actor, now=now, indicators=[indicator])


def publish(actor: Actor, *, now: datetime, indicators: Iterable[Indicator] | None = None) -> None:
    """Lay ready for observers what is shared of the years and quarters that are over, as it stands now."""
    chosen = shares()
    this_year = day(now).year
    for indicator in chosen if indicators is None else indicators:
        for year in range(this_year - YEARS_BACK, this_year + 1):
            _publish_year(actor, indicator, year, now)


def _publish_year(actor: Actor, indicator: Indicator, year: int, now: datetime) -> None:
    told = {
        calendar.period: telling.as_kept(answer)
        for calendar, answer in telling.leaving(indicator, year, day(now)).items()
    }
    with transaction():
        switch = find_switch(indicator)
        if switch is not None:
            hold(switch)
        if indicator not in shares():
            return  # somebody switched it off while this was worked out
        whole = Calendar(year).period
        query = select(SharedAnswer).where(
            SharedAnswer.indicator == indicator, SharedAnswer.since.between(whole.since, whole.until)
        )
        kept = {Period(one.since, one.until): one for one in db.session.execute(query).scalars()}
        for period, what in told.items():
            shared = kept.get(period)
            if shared is not None and shared.told == what:
                continue
            if shared is None:
                shared = SharedAnswer(indicator=indicator, since=period.since, until=period.until)
                db.session.add(shared)
            shared.told, shared.published_at = what, now
            db.session.flush()  # its id is the trace's
            record(actor, "figures.published", shared, now=now, indicator=indicator, since=period.since)
