"""What is asked of who learns, of a buddy, and of who leads."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, Length

from inventory.foundation.forms import HouseForm, Needed


class BuddyForm(HouseForm):
    """The badge and the PIN of who stands beside."""

    buddy_code = StringField(
        _l("Badge of your buddy"), [Needed(_l("Scan the badge of your buddy.")), Length(max=200)]
    )
    buddy_pin = PasswordField(
        _l("PIN of your buddy"), [Needed(_l("Your buddy types the PIN.")), Length(max=20)]
    )


class PinForm(HouseForm):
    """Four digits, typed twice."""

    pin = PasswordField(_l("Four digits"), [Needed(_l("Type four digits.")), Length(max=20)])
    again = PasswordField(
        _l("The same once more"),
        [Needed(_l("Type the four digits once more.")), EqualTo("pin", _l("These are not the same digits."))],
    )


class SkillForm(HouseForm):
    """A skill of the digibank's own."""

    name = StringField(
        _l("Another skill"),
        [Needed(_l("Write what is learnt.")), Length(max=80, message=_l("Use at most 80 characters."))],
    )
