"""What is asked about a recycler's receipt."""

import re
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from inventory.devices.models import Device
from inventory.foundation.forms import HouseForm, Needed, UploadField
from inventory.foundation.papers_in import MOST_BYTES
from inventory.partners.models import Partner

_KILOGRAMS = re.compile(r"\d{1,6}([.,]\d{1,3})?")


class ReceiptForm(HouseForm):
    """The recycler's paper, and the devices of one lot that it is about."""

    recycler = SelectField(_l("Which recycler?"), coerce=int)
    taken_on = DateField(_l("Taken along on"), [Needed(_l("Fill in the day."))])
    number = StringField(_l("Number on their paper"), [Length(max=60)])
    kilograms = StringField(_l("Weight in kg"), [Length(max=12)])
    file = UploadField(
        _l("Their receipt"),
        max_bytes=MOST_BYTES,
        kinds=("application/pdf", "image/jpeg", "image/png", "image/webp"),
        description=_l("The donor can open this paper. Cover what it says of other donors."),
    )
    devices = SelectMultipleField(
        _l("For which devices?"), coerce=int, widget=ListWidget(), option_widget=CheckboxInput()
    )

    def __init__(self, recyclers: list[Partner], recycled: list[Device], *args: Any, **options: Any) -> None:
        """The recyclers we know, and the devices of this lot without a receipt."""
        super().__init__(*args, **options)
        self.file.flags.required = self.devices.flags.required = True
        self.recycler.choices = [(one.id, one.name) for one in recyclers]
        self.devices.choices = [
            (one.id, f"{one.spoken} · {one.name} {one.serial}".strip()) for one in recycled
        ]

    def validate_file(self, field: Any) -> None:
        """There must be one."""
        if not field.content:
            raise ValidationError(_("Choose the file or take a photo."))

    def validate_kilograms(self, field: Any) -> None:
        """A number as one types it here."""
        if field.data and not _KILOGRAMS.fullmatch(field.data.strip()):
            raise ValidationError(_("Fill in a number of kg, such as 12,5."))

    @property
    def grams(self) -> int | None:
        """The weight as we keep it."""
        typed = (self.kilograms.data or "").strip().replace(",", ".")
        return int(Decimal(typed) * 1000) or None if typed else None
