"""What is asked about reports, a laptop's keyboard, what it is for, and the floor."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, MultipleFileField, RadioField, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from inventory.devices.models import Device
from inventory.devices.queries import get_device
from inventory.foundation.forms import HouseForm, Needed, choices_of, clean_file_name, read_at_most
from inventory.foundation.refusal import NotHere
from inventory.hardware.fitness import Fit
from inventory.intake.hardware.reading import MOST_BYTES
from inventory.wording import say

#: the reports of one laptop
MOST_FILES = 12
#: layouts that are seen here; anything else is typed
LAYOUTS = ("AZERTY (BE)", "AZERTY (FR)", "QWERTY (US)", "QWERTY (NL)", "QWERTZ (DE)")


class ReportsForm(HouseForm):
    """The reports of one laptop."""

    reports = MultipleFileField(_l("Hardware reports"))

    def validate_reports(self, field: Any) -> None:
        """Read every file, and no more of it than a report ever is."""
        self.files: list[tuple[str, bytes]] = []
        sent = [file for file in field.data or () if getattr(file, "filename", "")]
        if not sent:
            raise ValidationError(_("Choose a file first."))
        if len(sent) > MOST_FILES:
            raise ValidationError(_("Send at most %(most)s files at once.", most=MOST_FILES))
        for file in sent:
            name = clean_file_name(file.filename)
            content = read_at_most(file.stream.read, MOST_BYTES)
            file.close()
            if content is None:
                raise ValidationError(
                    _(
                        "%(file)s is longer than %(megabytes)s MB. That is no hardware report. Make it again with "
                        "one tool, such as lshw -json, and send only that file.",
                        file=name, megabytes=MOST_BYTES // 2**20,
                    )
                )  # fmt: skip
            self.files.append((name, content))


class WhoseForm(HouseForm):
    """Of which laptop a report tells."""

    device_code = StringField(
        _l("Of which laptop is this report?"), [Needed(_l("Scan the laptop.")), Length(max=80)]
    )

    def validate_device_code(self, field: Any) -> None:
        """A laptop of ours."""
        try:
            self.device: Device = get_device(field.data or "")
        except NotHere:
            raise ValidationError(_("We do not know this laptop. Scan its label.")) from None


class KeyboardForm(HouseForm):
    """Which letters stand on the keys."""

    layout = RadioField(_l("Which letters stand at the top left of the keyboard?"))
    other = StringField(_l("Another layout"), [Length(max=40)])

    def __init__(self, **given: Any) -> None:
        """Offer the layouts that are seen here."""
        super().__init__(**given)
        self.layout.choices = [*((one, one) for one in LAYOUTS), ("", _("Another layout"))]

    def validate_other(self, field: Any) -> None:
        """When none of ours, then say which."""
        if not self.layout.data and not (field.data or "").strip():
            raise ValidationError(_("Say which layout it is."))

    @property
    def told(self) -> str:
        """The layout, as chosen or as typed."""
        return self.layout.data or (self.other.data or "").strip()


class FitForm(HouseForm):
    """For what a laptop is taken."""

    fit = RadioField(_l("What do we take it for?"), [Needed(_l("Choose one."))])

    def __init__(self, **given: Any) -> None:
        """Say the choices in the reader's language."""
        super().__init__(**given)
        self.fit.choices = choices_of(Fit, say)


class FloorForm(HouseForm):
    """The least that this digibank lends."""

    memory_gb = IntegerField(
        _l("Memory, at least"),
        [Optional(), NumberRange(1, 256, message=_l("Fill in a number from 1 to 256."))],
    )
    disk_gb = IntegerField(
        _l("Disk, at least"),
        [Optional(), NumberRange(1, 10000, message=_l("Fill in a number from 1 to 10,000."))],
    )
    battery_percent = IntegerField(
        _l("Battery health, at least"),
        [Optional(), NumberRange(1, 100, message=_l("Fill in a number from 1 to 100."))],
    )
    year = IntegerField(
        _l("Processor of this year or later"),
        [Optional(), NumberRange(2000, 2100, message=_l("Fill in a year, such as 2015."))],
    )
