"""What is asked about reminders: which way on which rung, why they rest, and what came of a call."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from inventory.digibank.forms import LANGUAGES
from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.lending.ladder import Way
from inventory.lending.reaching import CallAnswer, PauseReason
from inventory.lending.rules import Letter
from inventory.wording import say

#: what a colleague can answer; that a call is not needed any more says the house itself
ANSWERS = (CallAnswer.AGREED, CallAnswer.NOT_REACHED, CallAnswer.WRONG_NUMBER)


#: characters: a letter stays one page
MOST_OF_OUR_OWN = 400


class CallForm(HouseForm):
    """What came of a call; each answer is a button."""

    agreed_on = DateField(_l("Which day was agreed?"), [Optional()])
    answer = RadioField(_l("How did it go?"), [Needed(_l("Choose what came of the call."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the answers."""
        super().__init__(*args, **kwargs)
        self.answer.choices = choices_of(ANSWERS, say)


class PauseForm(HouseForm):
    """Why the reminders rest, and until when."""

    because = RadioField(_l("Why do the reminders rest?"), [Needed(_l("Choose why."))])
    until = DateField(_l("Until and including which day?"), [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the reasons."""
        super().__init__(*args, **kwargs)
        self.because.choices = choices_of(PauseReason, say)


class _PlanForm(HouseForm):
    """Which way on which rung; the rungs are fields that are added per digibank."""

    call_again_days = IntegerField(
        _l("Call again after how many days?"),
        [InputRequired(_l("Fill in a number of days.")), NumberRange(1, 30, _l("Between 1 and 30 days."))],
    )

    def ways(self) -> dict[int, Way]:
        """The way chosen for each rung."""
        return {rung: Way(getattr(self, name_of(rung)).data) for rung in self.rungs}

    def own_words(self) -> dict[str, dict[str, str]]:
        """What is added to each letter, by language."""
        return {
            letter: {
                locale: getattr(self, f"words_{letter}_{locale}").data or "" for locale, _told in LANGUAGES
            }
            for letter in Letter
        }

    rungs: tuple[int, ...] = ()


def name_of(rung: int) -> str:
    """The name of the field of a rung: a minus may not stand in a name."""
    return f"rung_{'before' if rung < 0 else 'after'}_{abs(rung)}"


def plan_form(plan: Mapping[int, Way], again: int, words: Mapping[str, Mapping[str, str]]) -> _PlanForm:
    """The form for these rungs, filled in with the ways and the own words that hold now."""
    fields = {
        name_of(rung): SelectField(rung_words(rung), choices=choices_of(Way, say), default=str(way))
        for rung, way in plan.items()
    }
    own = {
        f"words_{letter}_{locale}": TextAreaField(
            told, [Length(max=MOST_OF_OUR_OWN)], default=words.get(letter, {}).get(locale, "")
        )
        for letter in Letter
        for locale, told in LANGUAGES
    }
    form = type("PlanForm", (_PlanForm,), {**fields, **own, "rungs": tuple(plan)})
    made: _PlanForm = form(call_again_days=again)
    return made


def rung_words(rung: int) -> str:
    """A rung as one says it."""
    from flask_babel import ngettext

    if rung == 0:
        return _("On the day itself")
    if rung < 0:
        return ngettext("%(num)s day before", "%(num)s days before", -rung)
    return ngettext("%(num)s day after", "%(num)s days after", rung)
