"""What is asked of an outing: the day, who comes, the scans at the crate, a note from the road, and the cash box."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField, SelectMultipleField, StringField, TimeField
from wtforms.validators import Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from inventory import scanning
from inventory.applications.models import Application
from inventory.digibank.models import User
from inventory.foundation.clock import BRUSSELS, local
from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.foundation.money import NotAnAmount, amount_text, cents_from
from inventory.outings.actions import Plan
from inventory.outings.models import Outing, OutingDevice
from inventory.outings.rules import MOST_SPARES, Answer, NoteKind
from inventory.places.models import Place
from inventory.wording import say


def euros_typed(_form: Any, field: Any) -> None:
    """An amount of money, or nothing."""
    if (field.data or "").strip():
        try:
            cents_from(field.data)
        except NotAnAmount as refusal:
            raise ValidationError(say(refusal)) from refusal


def a_few(_form: Any, field: Any) -> None:
    """A whole number of spares."""
    text = (field.data or "").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= MOST_SPARES):
        raise ValidationError(_("Type a number from 0 to %(most)s.", most=MOST_SPARES))


def _cents(text: str | None) -> int:
    return cents_from(text) if text and text.strip() else 0


class PlanForm(HouseForm):
    """Where, when, in which crate, with whom and with how much change."""

    municipality = StringField(_l("Town"), [Needed(_l("Fill in the town.")), Length(max=80)])
    venue = StringField(_l("Building and street"), [Length(max=120)])
    on = DateField(_l("Day"), [Needed(_l("Choose the day."))])
    begins = TimeField(_l("Begins at"), [Needed(_l("Choose the time."))])
    until = TimeField(_l("Ends at"), [Needed(_l("Choose the time."))])
    place = SelectField(_l("Crate or van"))
    spares = StringField(_l("Spare laptops"), [a_few])
    float_amount = StringField(_l("Change in the cash box"), [euros_typed])
    travellers = SelectMultipleField(
        _l("Who goes along?"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )

    def offer(self, crates: Sequence[Place], people: Sequence[User], outing: Outing | None = None) -> None:
        """The crates and colleagues to choose from; what stands already, when it is changed."""
        self._crates = {str(place.id): place for place in crates}
        self._people = {str(user.id): user for user in people}
        if outing is not None:
            self._crates.setdefault(str(outing.place_id), outing.place)
        own = [(number, place.name) for number, place in self._crates.items()]
        fresh = [] if outing is not None else [("", _("A new crate, with its own code"))]
        self.place.choices = [*fresh, *own]
        self.travellers.choices = [(number, user.name) for number, user in self._people.items()]

    def show(self, outing: Outing, travellers: Sequence[User]) -> None:
        """Fill in what stands, the first time."""
        if self.is_submitted():
            return
        starts, ends = local(outing.starts_at), local(outing.ends_at)
        self.municipality.data, self.venue.data = outing.municipality, outing.venue
        self.on.data, self.begins.data, self.until.data = starts.date(), starts.time(), ends.time()
        self.place.data, self.spares.data = str(outing.place_id), str(outing.spares)
        self.float_amount.data = amount_text(outing.float_cents)
        self.travellers.data = [str(user.id) for user in travellers]

    def told(self) -> Plan:
        """What was filled in, as the actions take it."""
        on = self.on.data or date.min
        return Plan(
            municipality=self.municipality.data or "",
            venue=self.venue.data or "",
            starts_at=datetime.combine(on, self.begins.data or time.min, BRUSSELS),
            ends_at=datetime.combine(on, self.until.data or time.min, BRUSSELS),
            spares=int(self.spares.data or 0),
            float_cents=_cents(self.float_amount.data),
            place=self._crates.get(self.place.data or ""),
            travellers=tuple(
                user for number, user in self._people.items() if number in (self.travellers.data or ())
            ),
        )


class VisitsForm(HouseForm):
    """A time beside each person who may come; empty is no appointment."""

    @classmethod
    def of(cls, people: Sequence[Application], times: dict[int, datetime]) -> "VisitsForm":
        """The form with a field for each of `people`, filled with the times that stand."""
        fields = {
            f"at_{one.id}": TimeField(
                _("Time for %(name)s", name=one.borrower.short_name),
                [Optional()],
                default=local(times[one.id]).time() if one.id in times else None,
            )
            for one in people
        }
        form: VisitsForm = type("VisitsOfOuting", (cls,), fields)()
        form.people = people
        return form

    people: Sequence[Application] = ()

    def told(self, on: date) -> dict[Application, datetime]:
        """Who comes at what time of that day."""
        given = ((one, self[f"at_{one.id}"].data) for one in self.people)
        return {one: datetime.combine(on, at, BRUSSELS) for one, at in given if at is not None}


class ScanForm(HouseForm):
    """What a scanner, a phone or a finger typed at the crate."""

    code = StringField(
        _l("Scan a laptop"),
        [
            Needed(_l("Scan or type a code.")),
            Length(max=scanning.LONGEST, message=_l("This is too long for a code.")),
        ],
    )
    #: the shelf onto which what is scanned goes, by its code
    shelf = HiddenField()


class NoteForm(HouseForm):
    """What was done on paper: which laptop, for whom, how much cash. Its button says which kind of note it is."""

    kind = HiddenField()
    visit = HiddenField()
    code = StringField(
        _l("Laptop"),
        [
            Needed(_l("Scan or type a code.")),
            Length(max=scanning.LONGEST, message=_l("This is too long for a code.")),
        ],
    )
    cash = StringField(_l("Cash"), [euros_typed])

    @property
    def told_kind(self) -> NoteKind | None:
        """Which kind of note; None for one that there is not."""
        return NoteKind(self.kind.data) if self.kind.data in set(NoteKind) else None

    @property
    def cash_cents(self) -> int:
        """The amount, in cents."""
        return _cents(self.cash.data)


class CloseForm(HouseForm):
    """What was counted, and where each laptop is that is not in the van."""

    counted = StringField(_l("Counted in the cash box"), [Needed(_l("Count the cash box.")), euros_typed])

    @classmethod
    def of(cls, missing: Sequence[OutingDevice], **filled: Any) -> "CloseForm":
        """The form with a question for each laptop that nobody scanned."""
        fields = {
            f"where_{row.id}": SelectField(
                _("Where is %(code)s?", code=row.device.spoken),
                choices=choices_of(Answer, say),
                default=str(Answer.LOOK_LATER),
            )
            for row in missing
        }
        form: CloseForm = type("CloseOfOuting", (cls,), fields)(**filled)
        form.missing = missing
        return form

    missing: Sequence[OutingDevice] = ()

    @property
    def answers(self) -> dict[int, Answer]:
        """Each question's answer, by the line it is about."""
        return {row.id: Answer(self[f"where_{row.id}"].data) for row in self.missing}

    @property
    def counted_cents(self) -> int:
        """The counted amount, in cents."""
        return _cents(self.counted.data)
