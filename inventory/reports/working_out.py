"""From a template and some days to a report: every block worked out, in one language, on what is known now."""

from datetime import date

from flask_babel import force_locale
from sqlalchemy import select

from inventory.digibank.models import Digibank
from inventory.foundation.database import db
from inventory.foundation.period import Period
from inventory.foundation.tenancy import current_digibank_id
from inventory.reports import blocks, figures  # noqa: F401 -- its blocks are among those that are known
from inventory.reports.blocks import Asked
from inventory.reports.shape import Report
from inventory.reports.template import Document, said


def worked_out(
    document: Document,
    period: Period,
    *,
    locale: str,
    today: date,
    municipality: str = "",
    stays: bool = False,
) -> Report:
    """What this template says of these days, in this language; with `stays` as one that stays in the house."""
    house = db.session.execute(select(Digibank).where(Digibank.id == current_digibank_id())).scalar_one()
    stays = stays or not blocks.may_leave(document.blocks, period, municipality, today)
    asked = Asked(period, today, municipality, stays)
    with force_locale(locale):
        parts = tuple(blocks.part_of(asked, one) for one in document.blocks)
        return Report(
            title=said(document.title, locale),
            introduction=said(document.introduction, locale),
            house=house.name,
            footer=" · ".join(part for part in (house.name, house.phone, house.email) if part),
            locale=locale,
            since=period.since.isoformat(),
            until=period.until.isoformat(),
            municipality=municipality,
            is_running=period.until >= today,
            stays_in_the_house=stays,
            parts=parts,
            factors=tuple(factor.as_kept() for factor in asked.factors.values()),
        )
