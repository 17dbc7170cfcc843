"""What is asked when a rule is changed, or when something is kept here a while longer."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField
from wtforms.validators import InputRequired

from inventory.foundation.expiring import Basis
from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.retention.rules import HoldReason
from inventory.wording import say


class RuleForm(HouseForm):
    """For how many days, and on which ground."""

    days = IntegerField(_l("For how many days?"), [InputRequired(_l("Fill in the days."))])
    basis = RadioField(_l("On which ground?"), [Needed(_l("Choose the ground."))])

    def __init__(self, *args: Any, **options: Any) -> None:
        """The four grounds that we use; consent is never one, for nobody may have to give it."""
        super().__init__(*args, **options)
        self.basis.choices = choices_of(Basis, say)


class HoldForm(HouseForm):
    """Why it stays, and until when."""

    because = RadioField(_l("Why does it stay?"), [Needed(_l("Choose why."))])
    until = DateField(_l("Until and with which day?"), [InputRequired(_l("Fill in the day."))])

    def __init__(self, *args: Any, **options: Any) -> None:
        """The reasons that the law knows."""
        super().__init__(*args, **options)
        self.because.choices = choices_of(HoldReason, say)
