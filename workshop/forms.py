"""What is asked to plan a start workshop, and to find who comes."""

from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TimeField
from wtforms.validators import Length, ValidationError

from inventory.borrowers.rules import Language
from inventory.digibank.models import User
from inventory.foundation.clock import BRUSSELS
from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.wording import say
from workshop.queries import teachers
from workshop.rules import SessionKind


def whole_number(_form: Any, field: Any) -> None:
    """Digits that make a number of at most four."""
    text = (field.data or "").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) > 0):
        raise ValidationError(str(_l("Type a whole number.")))


class PlanForm(HouseForm):
    """When, where, for how many, by whom."""

    starts_on = DateField(_l("Day"), [Needed(_l("Choose the day."))])
    starts_at = TimeField(_l("Time"), [Needed(_l("Choose the time."))])
    minutes = StringField(_l("How many minutes"), [whole_number])
    place = StringField(_l("Where"), [Needed(_l("Fill in where it is.")), Length(max=120)])
    capacity = StringField(_l("How many seats"), [whole_number])
    kind = SelectField(_l("What sort of workshop"))
    language = SelectField(_l("Language"))
    teacher = SelectField(_l("Who gives it"))

    def __init__(self, *args: Any, **options: Any) -> None:
        """Kinds, languages and teachers in the reader's words."""
        super().__init__(*args, **options)
        self.kind.choices = choices_of(SessionKind, say)
        self.language.choices = choices_of(Language, say)
        self._teachers = {str(user.id): user for user in teachers()}
        people = [(number, user.name) for number, user in self._teachers.items()]
        self.teacher.choices = [("", str(_l("Not known yet"))), *people]

    def planned(self) -> dict[str, Any]:
        """What was filled in, as `actions.plan` takes it."""
        teacher: User | None = self._teachers.get(self.teacher.data or "")
        moment = datetime.combine(self.starts_on.data or date.min, self.starts_at.data, BRUSSELS)
        return {
            "starts_at": moment,
            "minutes": int(self.minutes.data or 0),
            "place": self.place.data or "",
            "capacity": int(self.capacity.data or 0),
            "kind": SessionKind(self.kind.data),
            "language": Language(self.language.data),
            "teacher": teacher,
        }


class AttendForm(HouseForm):
    """Scan or type the pass, the letter or the laptop of whoever came."""

    who = StringField(
        _l("Scan a pass, a letter or a laptop"), [Needed(_l("Scan or type a code.")), Length(max=60)]
    )
