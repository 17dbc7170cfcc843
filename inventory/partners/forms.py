"""What a person fills in about a partner or a contact."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, SelectField, StringField, TelField
from wtforms.validators import Length, ValidationError

from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.partners.models import PartnerKind
from inventory.wording import say

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


class LooksLikeEmail:
    """Has the form of an e-mail address, or is empty; only a letter can prove more."""

    def __call__(self, _form: Any, field: Any) -> None:
        """Refuse what cannot be an address."""
        if field.data and not _EMAIL.fullmatch(field.data):
            raise ValidationError(str(_l("This is no e-mail address. It looks like name@example.be.")))


class PartnerForm(HouseForm):
    """An organisation."""

    name = StringField(_l("Name"), validators=[Needed(_l("Fill in the name.")), Length(max=120)])
    kind = SelectField(_l("What are they to us?"))
    enterprise_number = StringField(_l("Enterprise number"), validators=[Length(max=20)])
    email = EmailField(_l("E-mail"), validators=[LooksLikeEmail(), Length(max=254)])
    phone = TelField(_l("Phone"), validators=[Length(max=40)])
    street = StringField(_l("Street and number"), validators=[Length(max=120)])
    postcode = StringField(_l("Postcode"), validators=[Length(max=10)])
    municipality = StringField(_l("Municipality"), validators=[Length(max=80)])
    may_be_named = BooleanField(_l("We may say in public that they help us"))

    def __init__(self, **given: Any) -> None:
        """Say the kinds in the reader's language."""
        super().__init__(**given)
        self.kind.choices = choices_of(PartnerKind, say)

    def told(self) -> dict[str, Any]:
        """What was filled in, by the names of the columns."""
        values = {
            field.short_name: field.data
            for field in self
            if field.short_name not in ("csrf_token", "once", "kind")
        }
        return {**values, "kind": PartnerKind(self.kind.data)}


class ContactForm(HouseForm):
    """A person at a partner."""

    name = StringField(_l("Name"), validators=[Needed(_l("Fill in the name.")), Length(max=80)])
    email = EmailField(_l("E-mail"), validators=[LooksLikeEmail(), Length(max=254)])
    phone = TelField(_l("Phone"), validators=[Length(max=40)])

    def told(self) -> dict[str, str]:
        """What was filled in."""
        return {"name": self.name.data, "email": self.email.data, "phone": self.phone.data}
