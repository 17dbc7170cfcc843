"""What is asked when a movement is booked on a loan by hand."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import Length

from inventory.foundation.forms import HouseForm, Needed

AS_DEPOSIT, TOO_MUCH = "deposit", "too_much"


class LoanForm(HouseForm):
    """Which loan, how much, and as what."""

    code = StringField(
        _l("Number of the loan"), [Needed(_l("Fill in the number of the loan.")), Length(max=40)]
    )
    amount = StringField(_l("Amount in euro"), [Needed(_l("Fill in the amount.")), Length(max=12)])
    what = RadioField(_l("What is it?"), [Needed(_l("Choose what it is."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name what money on the bank may be for a loan."""
        super().__init__(*args, **kwargs)
        self.what.choices = [
            (AS_DEPOSIT, _l("The deposit of this loan")),
            (TOO_MUCH, _l("Paid too much: it goes back to whoever paid")),
        ]
