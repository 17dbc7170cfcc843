"""What is asked about a recycler's receipt."""

import re
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Length, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from inventory.devices.models import Device
from inventory.foundation.forms import HouseForm, Needed, UploadField
from inventory.foundation.papers_in import MOST_BYTES
from inventory.partners.models import Partner

_KILOGRAMS = re.compile(r"\d{1,6}([.,]\d{1,3})?")


class KilogramsField(StringField):
    """A weight as one types it here: 1,65. `grams` is how we keep it; None when nothing was typed."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        """As long as a weight is."""
        super().__init__(label, [Length(max=12)], **options)

    def pre_validate(self, form: Any) -> None:
        """A number, and more than nothing."""
        if self.data and (not _KILOGRAMS.fullmatch(self.data.strip()) or not self.grams):
            raise ValidationError(_("Fill in a number of kg, such as 12,5."))

    @property
    def grams(self) -> int | None:
        """The weight as we keep it."""
        typed = (self.data or "").strip().replace(",", ".")
        return int(Decimal(typed) * 1000) if typed else None


def file_field() -> UploadField:
    """A recycler's paper, with what may come in."""
    return UploadField(
        _l("Their receipt"),
        max_bytes=MOST_BYTES,
        kinds=("application/pdf", "image/jpeg", "image/png", "image/webp"),
        description=_l("The donor can open this paper. Cover what it says of other donors."),
    )


class ReceiptForm(HouseForm):
    """The recycler's paper, and the devices of one lot that it is about."""

    recycler = SelectField(_l("Which recycler?"), coerce=int)
    taken_on = DateField(_l("Taken along on"), [Needed(_l("Fill in the day."))])
    number = StringField(_l("Number on their paper"), [Length(max=60)])
    kilograms = KilogramsField(_l("Weight in kg"))
    file = file_field()
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


class BatchForm(HouseForm):
    """To whom a batch goes."""

    recycler = SelectField(_l("Which recycler?"), coerce=int)

    def __init__(self, recyclers: list[Partner], *args: Any, **options: Any) -> None:
        """The recyclers we know."""
        super().__init__(*args, **options)
        self.recycler.choices = [(one.id, one.name) for one in recyclers]


class PickForm(HouseForm):
    """Which of the devices that wait go into the batch."""

    devices = SelectMultipleField(
        _l("Which devices go along?"), coerce=int, widget=ListWidget(), option_widget=CheckboxInput()
    )

    def __init__(self, waiting: list[Device], *args: Any, **options: Any) -> None:
        """The recycled devices that leave in no batch yet."""
        super().__init__(*args, **options)
        self.devices.flags.required = True
        self.devices.choices = [
            (one.id, f"{one.spoken} · {one.name} {one.serial}".strip()) for one in waiting
        ]


class ScanInForm(HouseForm):
    """One device into the batch, by its label."""

    text = StringField(_l("Scan a device"), [Needed(_l("Scan or type a code.")), Length(max=200)])


class HandOverForm(HouseForm):
    """The batch leaves."""

    taken_on = DateField(_l("Taken along on"), [Needed(_l("Fill in the day."))])
    kilograms = KilogramsField(_l("Weight on our scale, in kg"))
    waste_code = StringField(
        _l("Waste code"),
        [
            Length(max=10),
            Regexp(
                r"^\s*(\d{2}\s?\d{2}\s?\d{2}\*?)?\s*$",
                message=_l("A waste code has six digits, such as 20 01 36."),
            ),
        ],
        description=_l("The six digits of the European list of waste, as the recycler writes them."),
    )


class BatchPaperForm(HouseForm):
    """The recycler's paper for a whole batch."""

    number = StringField(_l("Number on their paper"), [Length(max=60)])
    kilograms = KilogramsField(_l("Weight in kg"))
    file = file_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        """The file must be there."""
        super().__init__(*args, **options)
        self.file.flags.required = True

    def validate_file(self, field: Any) -> None:
        """There must be one."""
        if not field.content:
            raise ValidationError(_("Choose the file or take a photo."))
