"""What is asked about a place."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length

from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.places.models import PlaceKind
from inventory.wording import say


class PlaceForm(HouseForm):
    """A place: what it is called and what sort it is."""

    name = StringField(
        _l("Name"),
        validators=[
            Needed(_l("Give the place a name.")),
            Length(max=80, message=_l("Use at most 80 characters.")),
        ],
    )
    kind = SelectField(_l("What sort of place?"), validators=[Needed()])
    note = StringField(_l("Note"), validators=[Length(max=300, message=_l("Use at most 300 characters."))])
    closed = BooleanField(_l("Closed: takes nothing new"))

    def __init__(self, *args: Any, **options: Any) -> None:
        """Fill in the sorts in the reader's language."""
        super().__init__(*args, **options)
        self.kind.choices = choices_of(PlaceKind, say)
