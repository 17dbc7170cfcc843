"""What is asked of figures: what we thought, what we share, and what others shared with an observer."""

from collections.abc import Sequence

from sqlalchemy import select

from inventory.digibank.models import Digibank, Membership
from inventory.figures.models import Reflection, SharedAnswer, SharedIndicator
from inventory.figures.rules import SHARED_BY_ITSELF
from inventory.foundation.database import db
from inventory.foundation.period import Period
from inventory.foundation.tenancy import everywhere
from inventory.indicators.answer import Indicator
from inventory.permissions import ROLES, Permission


def reflections(indicator: Indicator, period: Period) -> Sequence[Reflection]:
    """What we thought of an indicator over exactly these days, the newest wording first."""
    query = select(Reflection).where(
        Reflection.indicator == indicator, Reflection.since == period.since, Reflection.until == period.until
    )
    return db.session.execute(query.order_by(Reflection.id.desc()).limit(20)).scalars().all()


def find_switch(indicator: Indicator) -> SharedIndicator | None:
    """What this digibank chose for one indicator, when it did."""
    query = select(SharedIndicator).where(SharedIndicator.indicator == indicator)
    return db.session.execute(query).scalar_one_or_none()


def shares() -> list[Indicator]:
    """The indicators that observers may see, in their order."""
    chosen = {one.indicator: one.is_shared for one in db.session.execute(select(SharedIndicator)).scalars()}
    return [one for one in Indicator if chosen.get(one, one in SHARED_BY_ITSELF)]


def laid_ready() -> Sequence[SharedAnswer]:
    """Everything that observers see of this digibank, the newest days first."""
    query = select(SharedAnswer).order_by(
        SharedAnswer.since.desc(), SharedAnswer.until.desc(), SharedAnswer.id
    )
    return db.session.execute(query).scalars().all()


def homes_of(user_id: int) -> list[Digibank]:
    """The digibanken in which this person may see what is shared."""
    seeing = [role for role, permissions in ROLES.items() if Permission.INDICATOR_SEE in permissions]
    query = select(Digibank).join(Membership, Membership.digibank_id == Digibank.id)
    query = query.where(Membership.user_id == user_id, Membership.role.in_(seeing)).distinct()
    with everywhere(because="an observer may be one in several digibanken"):
        return list(db.session.execute(query.order_by(Digibank.name)).scalars())


def shared_by(homes: Sequence[Digibank], indicator: Indicator, period: Period) -> dict[int, SharedAnswer]:
    """What these digibanken share of one indicator over these days, by digibank."""
    query = select(SharedAnswer).where(
        SharedAnswer.digibank_id.in_([home.id for home in homes]), SharedAnswer.indicator == indicator,
        SharedAnswer.since == period.since, SharedAnswer.until == period.until,
    )  # fmt: skip
    with everywhere(because="an observer reads what digibanken laid ready for them, and no row of a person"):
        return {one.digibank_id: one for one in db.session.execute(query).scalars()}
