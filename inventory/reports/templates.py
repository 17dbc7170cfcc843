"""The templates of a digibank: the house's own, those that were changed, and those that were added. As data."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission
from inventory.reports import (
    blocks,
    figures,  # noqa: F401 -- its blocks are among those that are known
)
from inventory.reports.models import TemplateEdition
from inventory.reports.presets import PRESETS
from inventory.reports.template import Document, as_it_was, read


def templates() -> dict[str, Document]:
    """Every template as it holds today, by the name under which it stands in an address."""
    query = select(TemplateEdition).order_by(TemplateEdition.template, TemplateEdition.number)
    own = {one.template: as_it_was(one.document, blocks.known()) for one in db.session.scalars(query)}
    usual = {name: read(document, blocks.known()) for name, document in PRESETS.items()}
    return {**usual, **own}


def get_template(name: str) -> tuple[Document, int]:
    """One template as it holds today, and the number of its edition (0: the house's own); NotHere where none is."""
    query = select(TemplateEdition).where(TemplateEdition.template == name)
    edition = db.session.scalars(query.order_by(TemplateEdition.number.desc()).limit(1)).first()
    if edition is not None:
        return as_it_was(edition.document, blocks.known()), edition.number
    if name not in PRESETS:
        raise NotHere
    return read(PRESETS[name], blocks.known()), 0


def editions_of(name: str) -> list[TemplateEdition]:
    """Every edition of a template that was made here, the latest first."""
    query = select(TemplateEdition).where(TemplateEdition.template == name)
    return list(db.session.scalars(query.order_by(TemplateEdition.number.desc())))


def change_template(
    actor: Actor, name: str, data: Mapping[str, Any], *, now: datetime
) -> TemplateEdition | None:
    """From now on the template says this; None when it says it already. As `template.read` refuses."""
    actor.must(Permission.REPORT_EDIT)
    document = read(data, blocks.known())
    with transaction():
        before, number = get_template(name)
        if before == document:
            return None
        return _new_edition(actor, name, document, number + 1, now)


def add_template(actor: Actor, data: Mapping[str, Any], *, now: datetime) -> TemplateEdition:
    """Another template beside those that are there."""
    actor.must(Permission.REPORT_EDIT)
    document = read(data, blocks.known())
    with transaction():
        taken = set(db.session.scalars(select(TemplateEdition.template).distinct()))
        number = next(one for one in range(1, len(taken) + 2) if f"own-{one}" not in taken)
        return _new_edition(actor, f"own-{number}", document, 1, now)


def _new_edition(
    actor: Actor, name: str, document: Document, number: int, moment: datetime
) -> TemplateEdition:
    edition = TemplateEdition(
        template=name, number=number, document=document.as_kept(), made_at=moment, made_by_id=actor.user_id
    )
    db.session.add(edition)
    db.session.flush()  # its id is the trace's
    record(actor, "reports.template_changed", edition, now=moment, template=name, number=number)
    return edition
