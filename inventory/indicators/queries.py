"""The target against which the number of different people is held."""

from sqlalchemy import select

from inventory.foundation.database import db
from inventory.indicators.models import USUAL_TARGET, FigureSettings


def settings_now() -> FigureSettings | None:
    """What this digibank set; None: nothing, so the usual holds."""
    return db.session.execute(select(FigureSettings)).scalar()


def target_now() -> int:
    """How many different people this digibank wants to reach."""
    settings = settings_now()
    return settings.visitors_target if settings is not None else USUAL_TARGET
