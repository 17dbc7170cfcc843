"""What is asked about the weight of a device, the year in which it was made, and the weight of a model."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.recycling.forms import KilogramsField
from inventory.reuse_sheets.rules import SAID_OF_A_MODEL
from inventory.wording import say


class CompleteForm(HouseForm):
    """What the sheet of one device still needs."""

    kilograms = KilogramsField(_l("Weight in kg"), description=_l("Without the charger."))
    for_the_model = BooleanField(_l("Every device of this model weighs this"))
    made_in = IntegerField(
        _l("Made in"),
        [Optional()],
        description=_l("The year, if it stands on the device or in its serial number."),
    )


class ModelForm(HouseForm):
    """What every device of a model weighs, and how we know."""

    kilograms = KilogramsField(_l("Weight in kg"), description=_l("Without the charger."))
    source = RadioField(_l("How do we know?"), [Needed(_l("Choose how we know."))])
    note = StringField(
        _l("Where can it be looked up?"),
        [Length(max=200)],
        description=_l("For example: data sheet of the maker, March 2021."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """The sources that a person may name."""
        super().__init__(*args, **options)
        self.kilograms.validators = [InputRequired(_l("Fill in the weight.")), *self.kilograms.validators]
        self.source.choices = choices_of(SAID_OF_A_MODEL, say)
