"""The questions of contacts on the form of a person: which groups, and the gender where a funder asks it."""

from datetime import datetime

from inventory.borrowers.models import Borrower
from inventory.borrowers.questions import Questions
from inventory.contacts import groups
from inventory.contacts.forms import AboutForm
from inventory.foundation.actor import Actor
from inventory.foundation.offers import Panel
from inventory.permissions import Permission


def questions_for(borrower: Borrower | None, actor: Actor) -> Questions | None:
    """The questions, filled with what was told before; None where nothing is asked."""
    if not actor.may(Permission.BORROWER_EDIT):
        return None
    form = AboutForm(borrower)
    if not form.groups.choices and not form.asks_gender:
        return None

    def problems() -> list[str]:
        form.validate()
        return [str(sentence) for field in (form.groups, form.gender) for sentence in field.errors]

    def keep(actor: Actor, borrower: Borrower, now: datetime) -> None:
        groups.answer(actor, borrower, form.chosen(), gender=form.chosen_gender(), now=now)

    return Questions(Panel("inventory/contacts/_about.html", {"about": form}), problems, keep)
