"""What is asked when a donor's validator is appointed, or leaves office."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length

from inventory.foundation.forms import HouseForm, Needed
from inventory.partners.models import Contact


class AppointForm(HouseForm):
    """Who validates for this donor, and how we know that the donor wants it so."""

    contact = SelectField(_l("Who?"), coerce=int)
    mandate = StringField(
        _l("Who at the donor decided this, and how do you know?"),
        [Needed(_l("Say who decided it and how you know.")), Length(max=200)],
        description=_l("For example: mail of An Peeters, IT manager, 3 November."),
    )

    def __init__(self, contacts: list[Contact], *args: Any, **options: Any) -> None:
        """Only contacts who can sign in."""
        super().__init__(*args, **options)
        self.contact.choices = [(contact.id, f"{contact.name} ({contact.email})") for contact in contacts]


class EndForm(HouseForm):
    """This person no longer validates."""

    reason = StringField(_l("Why?"), [Needed(_l("Say why.")), Length(max=200)])
    is_sure = BooleanField(_l("The donor knows that nobody will check what waits now"))
