"""What is asked when deposit money moves outside of a hand-over or a return."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import Length

from inventory.deposits.ledger import DepositWay
from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.wording import say


class ReceiveForm(HouseForm):
    """A deposit that comes in later, or in parts."""

    amount = StringField(_l("Amount in euro"), [Needed(_l("Fill in the amount.")), Length(max=12)])
    way = RadioField(_l("How is it paid?"), [Needed(_l("Choose how the deposit is paid."))])
    slip = StringField(_l("Number on the slip"), [Length(max=40)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the ways in which money comes in at the desk."""
        super().__init__(*args, **kwargs)
        self.way.choices = choices_of((DepositWay.CASH, DepositWay.CARD), say)


class ReasonForm(HouseForm):
    """Something that needs a reason in words."""

    because = StringField(_l("Why?"), [Needed(_l("Say why, in a few words.")), Length(max=300)])
