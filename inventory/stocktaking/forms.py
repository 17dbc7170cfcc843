"""What is asked while counting: a scan, a word about a difference, and whether it may be closed."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import Length

from inventory import scanning
from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.stocktaking.rules import Decision
from inventory.wording import say


class ShelfForm(HouseForm):
    """Which shelf to count."""

    text = StringField(
        _l("Scan or type the code of a shelf"),
        [
            Needed(_l("Scan or type a code.")),
            Length(max=scanning.LONGEST, message=_l("This is too long for a code.")),
        ],
    )


class ScanForm(HouseForm):
    """One scan. It may be sent long after it was made, so it says when that was."""

    text = StringField(
        _l("Scan or type a code"),
        [
            Needed(_l("Scan or type a code.")),
            Length(max=scanning.LONGEST, message=_l("This is too long for a code.")),
        ],
    )
    moment = HiddenField(render_kw={"data-moment": ""})

    @property
    def scanned_at(self) -> datetime | None:
        """When it was made, as the browser says; None when it says nothing that can be read."""
        try:
            return datetime.fromisoformat(self.moment.data or "")
        except ValueError:
            return None


class DecideForm(HouseForm):
    """What to do about one device."""

    device = HiddenField()
    decision = SelectField(_l("What about it?"), choices=[])

    def __init__(self, *args: object, **options: object) -> None:
        """The decisions in the reader's language."""
        super().__init__(*args, **options)
        self.decision.choices = choices_of(Decision, say)

    @property
    def device_id(self) -> int:
        """The device; 0 when it is no number."""
        text = self.device.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class CloseForm(HouseForm):
    """Close the count; the browser says how many scans it still holds."""

    unsent = HiddenField(default="0", render_kw={"data-unsent-count": ""})
    is_sure = BooleanField(_l("Close it without them. Nothing is reported missing."))

    @property
    def unsent_count(self) -> int:
        """How many scans wait in this browser; as far as it says so."""
        text = self.unsent.data or ""
        return min(int(text), 9999) if text.isascii() and text.isdigit() and len(text) < 10 else 0
