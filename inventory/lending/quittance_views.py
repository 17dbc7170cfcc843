"""One page on which somebody signs for the deposit that they got back in cash."""

from typing import Any

from flask import Blueprint, g, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField

from inventory.deposits.queries import entries_of
from inventory.deposits.till_rules import SignedHow
from inventory.deposits.tills import name_of_till, to_sign
from inventory.digibank.numbers import get_by_code
from inventory.foundation.clock import now
from inventory.foundation.forms import HouseForm, InkField, Needed, choices_of
from inventory.foundation.refusal import NotHere
from inventory.foundation.signature import signature_from
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.lending import quittance
from inventory.lending.models import Loan
from inventory.permissions import Permission
from inventory.wording import say

signing = Blueprint("quittance", __name__)


class QuittanceForm(HouseForm):
    """With a finger, or with a pen."""

    how = RadioField(_l("How do they sign?"), [Needed(_l("Choose one of the answers."))])
    signature = InkField(_l("Sign here with your finger"))
    is_seen = BooleanField(_l("I saw the signature on the paper"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name both ways."""
        super().__init__(*args, **kwargs)
        self.how.choices = choices_of(SignedHow, say)


@signing.route("/<code>/refunds/<int:entry_id>/sign", methods=["GET", "POST"])
@needs(Permission.DEPOSIT_REFUND)
def sign(code: str, entry_id: int) -> Any:
    """The borrower reads the amount and signs for it."""
    loan = get_by_code(Loan, code)
    entry = next((one for one in entries_of(loan) if one.id == entry_id), None)
    if entry is None:
        raise NotHere
    form = QuittanceForm(how=SignedHow.SCREEN)
    if form.validate_on_submit():
        with told_on(form):
            how = SignedHow(form.how.data)
            ink = signature_from(form.signature.data or "") if how is SignedHow.SCREEN else None
            paper = quittance.sign(
                g.actor, loan, entry, how, now=now(), ink=ink, is_seen=bool(form.is_seen.data)
            )
            say_done(_("Signed. The receipt has number %(number)s.", number=paper.full_number))
            return redirect(url_for("deposits.show", code=loan.code), 303)
    return page(
        "inventory/lending/quittance.html", form=form, loan=loan, entry=entry, till=name_of_till(entry),
        is_open=bool(to_sign([entry])),
    )  # fmt: skip
