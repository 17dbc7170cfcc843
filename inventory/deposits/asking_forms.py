"""What is asked when a request for payment is changed, or one is made for many loans."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField
from wtforms.validators import Length

from inventory.foundation.forms import HouseForm, Needed


class ChangeForm(HouseForm):
    """Another amount or another day."""

    amount = StringField(_l("Amount in euro"), [Needed(_l("Fill in the amount.")), Length(max=12)])
    due_on = DateField(_l("Paid by which day?"), [Needed(_l("Fill in a day."))])


class ManyForm(HouseForm):
    """One statement for an organisation: by which day."""

    due_on = DateField(_l("Paid by which day?"), [Needed(_l("Fill in a day."))])
