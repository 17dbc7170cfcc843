"""What a teacher's phone sends: a word about someone, a scan, a topic, a level; each with its moment."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from inventory.foundation.forms import HouseForm, Needed
from inventory.foundation.web import small_number
from workshop.day import LONGEST_NOTE


class SaidForm(HouseForm):
    """What all of them have: which lesson, whose seat, and when it was said."""

    lesson = HiddenField()
    seat = HiddenField()
    said = HiddenField()
    moment = HiddenField(render_kw={"data-moment": ""})

    @property
    def said_at(self) -> datetime | None:
        """When it was said, as the phone says; None when it says nothing that can be read."""
        try:
            return datetime.fromisoformat(self.moment.data or "")
        except ValueError:
            return None

    @property
    def lesson_number(self) -> int | None:
        """Which lesson; None for that of today."""
        return _number(self.lesson.data)

    @property
    def seat_id(self) -> int:
        """Whose seat; 0, which nobody has, for none."""
        return _number(self.seat.data) or 0


def _number(text: str | None) -> int | None:
    try:
        return small_number(text or "")
    except ValueError:
        return None


class ScanForm(SaidForm):
    """A pass, a letter or a laptop was scanned: this person is here."""

    who = StringField(
        _l("Scan a pass, a letter or a laptop"), [Needed(_l("Scan or type a code.")), Length(max=200)]
    )


class TopicForm(SaidForm):
    """A topic was told, or a note about it."""

    topic = HiddenField()
    words = TextAreaField(_l("What is to be remembered?"), [Length(max=LONGEST_NOTE)])
