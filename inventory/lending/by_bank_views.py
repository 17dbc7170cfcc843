"""The desk asks what is still open of a deposit by bank: by which day, and in how many parts the policy allows."""

from typing import Any

from flask import Blueprint, g, redirect, url_for
from flask_babel import ngettext

from inventory.banking.queries import account_for_deposits
from inventory.deposits import asked, asking
from inventory.deposits.asking_rules import TooManyParts, first_day
from inventory.digibank.numbers import get_by_code
from inventory.foundation.clock import now, today
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.lending.drafts import most_parts
from inventory.lending.forms import AskForm
from inventory.lending.models import Loan
from inventory.lending.queries import rules_of
from inventory.permissions import Permission

by_bank = Blueprint("by_bank", __name__)


@by_bank.route("/<code>/ask-by-bank", methods=["GET", "POST"])
@needs(Permission.DEPOSIT_ASK)
def ask(code: str) -> Any:
    """One request, or one per part."""
    loan = get_by_code(Loan, code)
    owed = asked.owed_for(loan)
    if account_for_deposits() is None or not owed:
        raise NotHere
    most = most_parts(rules_of(loan))
    form = AskForm(due_on=first_day(today(), None), parts="1")
    form.offer(most)
    if form.validate_on_submit():
        with told_on(form):
            parts = int(form.parts.data or 1)
            if parts > most:
                raise TooManyParts(field="parts", parts=parts)
            made = asking.ask(g.actor, loan, now=now(), due_on=form.due_on.data, parts=parts)
            say_done(
                ngettext(
                    "Asked. Print the request.", "Asked in %(num)s parts. Print the requests.", len(made)
                )
            )
            return redirect(url_for("deposits.show", code=loan.code), 303)
    return page("inventory/lending/ask_by_bank.html", form=form, loan=loan, owed=owed, most_parts=most)
