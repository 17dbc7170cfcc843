"""Every deed has its contact, and no contact stands without its deed: asked by the keeper's check, room by room."""

from typing import Any

from sqlalchemy import Select, select

from inventory.contacts.models import ServiceContact
from inventory.contacts.rules import Step
from inventory.foundation.database import db

#: enough to see what is wrong
_MOST = 100


def unlike(source: str, step: Step, wanted: Select[Any]) -> list[str]:
    """Sentences on rows among `wanted` (their ids) without a contact, and on contacts that follow from none of them."""
    noted = select(ServiceContact.source_id).where(
        ServiceContact.source == source, ServiceContact.step == step
    )
    column = wanted.selected_columns[0]
    missing = wanted.where(column.not_in(noted)).order_by(column).limit(_MOST)
    stray = noted.where(ServiceContact.source_id.not_in(wanted)).order_by(ServiceContact.id).limit(_MOST)
    return [
        *(f"{source} {row_id} has no contact for its {step}" for row_id in db.session.scalars(missing)),
        *(f"a contact follows from the {step} of {source} {row_id}, which did not take place"
          for row_id in db.session.scalars(stray)),
    ]  # fmt: skip
