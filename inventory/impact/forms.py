"""What is asked of whoever chooses a published number."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.impact.rules import FactorKind, Method
from inventory.recycling.forms import KilogramsField
from inventory.wording import say


class FactorForm(HouseForm):
    """One number, who published it when, and from which day on it holds here."""

    kind = RadioField(_l("What is saved?"), [Needed(_l("Choose what is saved."))])
    method = RadioField(_l("How does it count?"), [Needed(_l("Choose how it counts."))])
    kilograms = KilogramsField(_l("How many kg?"))
    source = StringField(
        _l("Who published it, and under which title?"),
        [Needed(_l("Fill in the source. It stands beside every number.")), Length(max=200)],
    )
    year = IntegerField(_l("In which year was it published?"), [InputRequired(_l("Fill in the year."))])
    valid_from = DateField(_l("From which day on does it hold?"), [InputRequired(_l("Fill in the day."))])

    def __init__(self, *args: Any, **options: Any) -> None:
        """The kinds and the ways to count."""
        super().__init__(*args, **options)
        self.kilograms.validators = [InputRequired(_l("Fill in the weight.")), *self.kilograms.validators]
        self.kind.choices = choices_of(FactorKind, say)
        self.method.choices = choices_of(Method, say)


def factor_form(today: date) -> FactorForm:
    """The form as it opens: carbon, for each year of use, from the first day of this year on."""
    return FactorForm(
        kind=FactorKind.CO2.value, method=Method.PER_YEAR.value, valid_from=date(today.year, 1, 1)
    )
