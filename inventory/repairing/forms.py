"""What is asked of a repair."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from inventory.foundation.forms import HouseForm, Needed, UploadField, choices_of
from inventory.foundation.money import NotAnAmount, cents_from
from inventory.partners.models import Partner
from inventory.repairing.rules import MOST_MINUTES, LineKind, Result
from inventory.wording import say

_PICTURES = ("image/jpeg", "image/png", "image/webp")
_SHORT = Length(max=300, message=_l("Use at most 300 characters."))
_LONG = Length(max=1000, message=_l("Use at most 1000 characters."))


def _minutes() -> IntegerField:
    sentence = _l("Fill in a number of minutes from 0 to 1440.")
    return IntegerField(_l("Minutes"), [Optional(), NumberRange(0, MOST_MINUTES, message=sentence)])


def _photo() -> UploadField:
    return UploadField(_l("Photo of what is wrong"), max_bytes=15_000_000, kinds=_PICTURES)


class OpenForm(HouseForm):
    """What is wrong with a device."""

    what = StringField(_l("What is wrong?"), [Needed(_l("Write what is wrong.")), _SHORT])
    may_be_lent = BooleanField(_l("It may be lent with this fault"))
    photo = _photo()


class LineForm(HouseForm):
    """What a technician saw or did."""

    kind = RadioField(_l("What do you write down?"), default=LineKind.DIAGNOSIS)
    told = TextAreaField(_l("In a few words"), [Needed(_l("Write it down in a few words.")), _LONG])
    minutes = _minutes()

    def __init__(self, *args: Any, **options: Any) -> None:
        """Fill in the kinds in the reader's language."""
        super().__init__(*args, **options)
        self.kind.choices = choices_of(LineKind, say)


class WaitForm(HouseForm):
    """Which part must come first."""

    part = StringField(
        _l("Which part?"),
        [Needed(_l("Write which part.")), Length(max=120, message=_l("Use at most 120 characters."))],
    )


class SendForm(HouseForm):
    """To whom a device goes, and until when."""

    repairer = SelectField(_l("To which repairer?"), [Needed(_l("Choose a repairer."))])
    sent_on = DateField(_l("It leaves on"), [Needed(_l("Fill in the day."))])
    expected_on = DateField(_l("We expect it back on"), [Optional()])

    def __init__(self, repairers: Iterable[Partner], today: date, *args: Any, **options: Any) -> None:
        """Offer these repairers, and today."""
        super().__init__(*args, **{"sent_on": today, **options})
        self.repairer.choices = [(str(one.id), one.name) for one in repairers]


class CloseForm(HouseForm):
    """What came of it."""

    result = RadioField(_l("What came of it?"), [Needed(_l("Choose what came of it."))])
    told = TextAreaField(_l("What did you do?"), [_LONG])
    minutes = _minutes()

    def __init__(self, *args: Any, may_write_off: bool, **options: Any) -> None:
        """Only who may give up a repair is offered to."""
        super().__init__(*args, **options)
        left_out = {Result.WITHDRAWN} if may_write_off else {Result.WITHDRAWN, Result.NOT_WORTH_IT}
        self.result.choices = choices_of((one for one in Result if one not in left_out), say)


class CostForm(HouseForm):
    """What it cost in all."""

    cost = StringField(_l("Cost in all"), [Length(max=20)])
    cents: int | None = None

    def validate_cost(self, field: Any) -> None:
        """Euros and cents, or nothing."""
        try:
            self.cents = cents_from(field.data) if field.data else None
        except NotAnAmount as refusal:
            raise ValidationError(say(refusal)) from None


class PhotoForm(HouseForm):
    """One picture."""

    photo = _photo()

    def validate_photo(self, field: Any) -> None:
        """There must be one."""
        if not field.content:
            raise ValidationError(_("Choose or take a photo first."))
