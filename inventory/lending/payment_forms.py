"""What is asked about reminders to pay: on which days, how, and what may be asked for costs after them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from inventory.digibank.forms import LANGUAGES
from inventory.foundation.forms import HouseForm, choices_of
from inventory.foundation.money import NotAnAmount, amount_text, cents_from
from inventory.lending.ladder import Way
from inventory.lending.payment_ladder import LATEST, MOST_STEPS, WAYS
from inventory.lending.reminder_forms import MOST_OF_OUR_OWN
from inventory.wording import say

_STEPS = range(1, MOST_STEPS + 1)


class _LadderForm(HouseForm):
    """The steps of the ladder; a step without a day is not taken."""

    costs = StringField(_l("What may you ask for costs after that, in euro?"), [Length(max=12)])

    def ways(self) -> dict[int, Way]:
        """Each day that was filled in, with its way; a day that stands there twice counts once."""
        steps = [(getattr(self, f"days_{at}").data, getattr(self, f"way_{at}").data) for at in _STEPS]
        return {days: Way(way) for days, way in steps if days is not None}

    def costs_cents(self) -> int:
        """What was typed, in cents; nothing is nothing. NotAnAmount at its field."""
        try:
            return cents_from(self.costs.data) if self.costs.data else 0
        except NotAnAmount as refusal:
            raise NotAnAmount(field="costs", typed=self.costs.data) from refusal

    def own_words(self) -> dict[str, str]:
        """What is added, by language."""
        return {locale: getattr(self, f"words_{locale}").data or "" for locale, _told in LANGUAGES}


def ladder_form(plan: Mapping[int, Way], costs_cents: int, words: Mapping[str, str]) -> _LadderForm:
    """The form, filled in with the ladder that holds now."""
    steps = [*sorted(plan.items()), *((None, Way.PREFERRED) for _none in _STEPS)][:MOST_STEPS]
    fields: dict[str, Any] = {}
    for at, (days, way) in zip(_STEPS, steps, strict=True):
        fields[f"days_{at}"] = IntegerField(
            _("Reminder %(number)s: how many days after the day of payment?", number=at),
            [Optional(), NumberRange(1, LATEST, _("Between 1 and %(most)s days.", most=LATEST))],
            default=days,
        )
        fields[f"way_{at}"] = SelectField(
            _("Reminder %(number)s: how?", number=at), choices=choices_of(WAYS, say), default=str(way)
        )
    for locale, told in LANGUAGES:
        fields[f"words_{locale}"] = TextAreaField(
            told, [Length(max=MOST_OF_OUR_OWN)], default=words.get(locale, "")
        )
    made: _LadderForm = type("LadderForm", (_LadderForm,), fields)(
        costs=amount_text(costs_cents) if costs_cents else ""
    )
    return made
