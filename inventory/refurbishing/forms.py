"""What is asked at the bench."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectMultipleField, StringField
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from inventory.devices.models import Grade
from inventory.foundation.forms import HouseForm, Needed
from inventory.refurbishing.checklist import Point
from inventory.refurbishing.rules import second_look_at
from inventory.wording import say


class DoneForm(HouseForm):
    """The end of a checklist: how it looks, and how much battery is left."""

    grade = RadioField(_l("How does it look?"), validators=[Needed(_l("Choose how the device looks."))])
    battery_percent = IntegerField(
        _l("Battery health"), validators=[Optional(), NumberRange(0, 100, _l("Type a number from 0 to 100."))]
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Fill in the grades in the reader's language."""
        super().__init__(*args, **options)
        self.grade.choices = [(str(grade), f"{grade}. {say(grade)}") for grade in Grade]


class PartForm(HouseForm):
    """Which part a device waits for."""

    part = StringField(
        _l("Which part?"),
        validators=[
            Needed(_l("Write which part.")),
            Length(max=80, message=_l("Use at most 80 characters.")),
        ],
    )


class SecondCheckForm(HouseForm):
    """What the second person looked at again."""

    looked_at = SelectMultipleField(
        _l("Look again at these points"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def __init__(self, kind: str, *args: Any, **options: Any) -> None:
        """Ask the points of this kind of device."""
        super().__init__(*args, **options)
        self.looked_at.choices = [(str(point), say(point)) for point in second_look_at(kind)]

    @property
    def points(self) -> set[Point]:
        """The points that were ticked."""
        return {Point(point) for point in self.looked_at.data or ()}


class SendBackForm(HouseForm):
    """What must be done again."""

    reason = StringField(
        _l("What must be done again?"),
        validators=[
            Needed(_l("Write what must be done again.")),
            Length(max=200, message=_l("Use at most 200 characters.")),
        ],
    )
