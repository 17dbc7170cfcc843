"""What is asked of whoever keeps the books: numbers of accounts, days and words of a rule, a step that was taken."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from inventory.bookkeeping.ageing_rules import MOST_DAYS, OUTCOMES, How, Step
from inventory.bookkeeping.books import Book, Named
from inventory.bookkeeping.models import UnclaimedRule
from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.wording import say


class NumbersForm(HouseForm):
    """A number for each account; the accounts are fields that are added per digibank, by their keys."""

    books: tuple[Book, ...] = ()

    def typed(self) -> dict[Book, str]:
        """What was typed for each account; nothing is the usual number."""
        return {book: self[book.key].data or "" for book in self.books}


def numbers_form(named: Sequence[Named]) -> NumbersForm:
    """The form for these accounts, filled in with the numbers that hold now."""
    fields = {
        one.book.key: StringField(
            one.name, [Length(max=20)], default=one.number, render_kw={"inputmode": "numeric"}
        )
        for one in named
    }
    form = type("NumbersForm", (NumbersForm,), {**fields, "books": tuple(one.book for one in named)})
    made: NumbersForm = form()
    return made


class StepForm(HouseForm):
    """What was done about one deposit."""

    done_on = DateField(_l("On which day?"), [InputRequired(_l("Fill in the day."))])
    how = RadioField(_l("How?"), [Needed(_l("Choose how it was done."))])
    outcome = RadioField(_l("What came of it?"), [Needed(_l("Choose what came of it."))])


def step_form(step: Step, today: date) -> StepForm:
    """The form for `step`, as if it was done today."""
    usual = {
        Step.MESSAGE: How.TEXT,
        Step.LETTER: How.LETTER,
        Step.REFERRER: How.CALL,
        Step.DECIDE: How.IN_PERSON,
    }
    form = StepForm(done_on=today, how=usual[step].value, outcome=OUTCOMES[step][0].value)
    form.how.choices = choices_of(How, say)
    form.outcome.choices = choices_of(OUTCOMES[step], say)
    return form


class RuleForm(HouseForm):
    """After how many days each step is due, and what the digibank's own rule says in the end."""

    own_rule = TextAreaField(_l("What does your own rule say in the end?"), [Length(max=600)])


#: the field of each step
DAY_FIELDS: dict[Step, str] = {step: f"days_{step}" for step in Step}


def rule_form(days: Mapping[Step, int | None], ours: UnclaimedRule | None) -> RuleForm:
    """The form, filled in with what holds now."""
    between = NumberRange(0, MOST_DAYS, _l("Fill in a number of days, from 0 to %(most)s.", most=MOST_DAYS))
    fields = {DAY_FIELDS[step]: IntegerField(say(step), [Optional(), between]) for step in Step}
    form = type("RuleForm", (RuleForm,), fields)
    known = {DAY_FIELDS[step]: days.get(step) for step in Step}
    made: RuleForm = form(own_rule=ours.words if ours is not None else "", **known)
    return made


def days_typed(form: RuleForm) -> dict[Step, int | None]:
    """The days that were typed; nothing typed is not set."""
    return {step: form[name].data for step, name in DAY_FIELDS.items()}
