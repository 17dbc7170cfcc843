"""The register of contacts, and what of it happens along with deeds in other rooms."""

from collections.abc import Collection
from datetime import datetime

from flask import Blueprint
from flask_babel import ngettext

from inventory.borrowers.models import Borrower
from inventory.contacts import (
    actions,
    lists,  # noqa: F401 -- offers what a new digibank begins with
    queries,
)
from inventory.foundation.offers import offers

room = Blueprint("contacts", __name__, url_prefix="/<digibank>/contacts")


@offers("borrower.edited")
def follow_edit(borrower: Borrower, changed: Collection[str]) -> None:
    """The year of birth or the town was put right: what is counted of this person says so."""
    if {"birth_year", "municipality"} & set(changed):
        actions.freeze_again(borrower)


@offers("borrower.merging")
def contacts_move(_stays: Borrower, goes: Borrower) -> list[str]:
    """How many contacts would move."""
    count = queries.count_of(goes)
    return [ngettext("%(num)s contact moves.", "%(num)s contacts move.", count)] if count else []


@offers("borrower.merged")
def move_contacts(stays: Borrower, goes: Borrower, _now: datetime) -> None:
    """Contacts and groups of an entry that turned out to be someone else's."""
    actions.move_to(stays, goes)
