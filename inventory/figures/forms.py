"""What is asked about figures."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired

from inventory.foundation.forms import HouseForm


class ReflectionForm(HouseForm):
    """What we think of these figures."""

    text = TextAreaField(_l("What do we think of this?"))


class TargetForm(HouseForm):
    """How many different people we want to reach."""

    target = IntegerField(
        _l("How many different people do we want to reach?"),
        [InputRequired(_l("Fill in a number of people."))],
    )
