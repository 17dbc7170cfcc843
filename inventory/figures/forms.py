"""What is asked about figures."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from inventory.foundation.forms import HouseForm


class ReflectionForm(HouseForm):
    """What we think of these figures."""

    text = TextAreaField(_l("What do we think of this?"))
