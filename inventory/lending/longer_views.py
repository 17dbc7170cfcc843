"""The desk answers who asks to keep a laptop longer: one tap says yes, a no has its reason."""

from datetime import date
from typing import Any

from flask import Blueprint, g, redirect, url_for
from flask_babel import gettext as _

from inventory.digibank.numbers import get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now, today
from inventory.foundation.offers import Panel, offers
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.lending import actions, longer
from inventory.lending.forms import AnswerForm
from inventory.lending.longer_words import WHY_NOT
from inventory.lending.models import Loan, LongerRequest
from inventory.lending.rules import LongerAnswer
from inventory.permissions import Permission
from inventory.wording import say

answering = Blueprint("longer", __name__)


@answering.route("/<code>/longer", methods=["GET", "POST"])
@needs(Permission.LOAN_EXTEND)
def answer(code: str) -> Any:
    """The borrower asks to keep the laptop longer. Each answer is a button, and leads back to today's page."""
    loan, form = get_by_code(Loan, code), AnswerForm()
    asked = longer.waiting_of(loan)
    if asked is None and form.is_submitted():
        raise longer.NothingAsked
    if asked is None:
        return redirect(url_for("lending.show", code=loan.code), 303)
    if form.validate_on_submit():
        with told_on(form):
            say_done(_answer(loan, asked, LongerAnswer(form.answer.data)))
            return redirect(url_for("today.show"), 303)
    against = longer.reasons_against(loan, asked.until, today())
    return page(
        "inventory/lending/longer.html", form=form, loan=loan, asked=asked, against=against, ways=WHY_NOT
    )


def _answer(loan: Loan, asked: LongerRequest, chosen: LongerAnswer) -> str:
    """Do it; what was done, and who must still be called."""
    name = loan.borrower.first_name
    if chosen is LongerAnswer.YES:
        actions.extend(g.actor, loan, until=asked.until, now=now())
        said = _("%(name)s keeps the laptop until %(day)s.", name=name, day=say(loan.due_on))
    else:
        longer.say_no(g.actor, loan, chosen, now=now())
        said = _("%(name)s reads why it cannot be longer.", name=name)
    if loan.borrower.email:
        return said
    return said + " " + _("There is no e-mail address: call %(phone)s.", phone=loan.borrower.spoken_phone)


@offers("today.desk")
def longer_card(actor: Actor, _today: date) -> Panel | None:
    """Borrowers who ask to keep the laptop longer."""
    if not actor.may(Permission.LOAN_EXTEND) or not actor.may(Permission.BORROWER_SEE):
        return None
    waiting = longer.all_waiting(limit=6)
    return Panel("inventory/lending/_longer.html", {"waiting": waiting}, weight=20) if waiting else None
