"""What is asked when a device's details are put right, or it is reported missing, or leaves the circle."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from inventory.devices.models import DeviceKind, Grade
from inventory.foundation.forms import HouseForm, Needed, UploadField, choices_of
from inventory.wording import say


class CorrectForm(HouseForm):
    """What a device really is."""

    kind = SelectField(_l("Kind"))
    maker = StringField(_l("Maker"), [Length(max=80)])
    model = StringField(_l("Model"), [Length(max=120)])
    serial = StringField(_l("Serial number"), [Length(max=80)])
    is_sure = BooleanField(_l("The maker printed it: it really is the serial number"))
    donor_asset_number = StringField(_l("Number on the giver's sticker"), [Length(max=60)])
    processor = StringField(_l("Processor"), [Length(max=120)])
    memory_gb = IntegerField(
        _l("Memory in GB"),
        [Optional(), NumberRange(0, 4096, message=_l("Fill in a number from 0 to 4096."))],
    )
    keyboard = StringField(_l("Keyboard"), [Length(max=40)])
    battery_percent = IntegerField(
        _l("Battery health in percent"),
        [Optional(), NumberRange(0, 100, message=_l("Fill in a number from 0 to 100."))],
    )
    grade = SelectField(_l("Grade"))
    charger = BooleanField(_l("There is a charger with it"))
    defect = StringField(_l("What is broken?"), [Length(max=300)])

    def __init__(self, *args: Any, **options: Any) -> None:
        """Kinds and grades in the reader's language."""
        super().__init__(*args, **options)
        self.kind.choices = choices_of(DeviceKind, say)
        self.grade.choices = [("", "–"), *((str(grade), f"{grade}: {say(grade)}") for grade in Grade)]


class MissForm(HouseForm):
    """It is not where it should be."""

    reason = RadioField(
        _l("What happened?"),
        [Needed(_l("Say whether it is lost or stolen."))],
        choices=[("lost", _l("Lost")), ("stolen", _l("Stolen"))],
    )


class DiscardForm(HouseForm):
    """It leaves the circle for good."""

    move = RadioField(
        _l("Where does it go?"),
        [Needed(_l("Choose where it goes."))],
        choices=[("take_apart", _l("Used for parts")), ("recycle", _l("To the recycler"))],
    )
    reason = RadioField(
        _l("Why?"),
        [Needed(_l("Choose a reason."))],
        choices=[
            ("broken", _l("Broken beyond repair")),
            ("too_old", _l("Too old to be of use")),
            ("locked", _l("Locked by its former owner")),
            ("other", _l("Something else")),
        ],
    )


class PhotoForm(HouseForm):
    """One picture."""

    photo = UploadField(_l("Photo"), max_bytes=15_000_000, kinds=("image/jpeg", "image/png", "image/webp"))
