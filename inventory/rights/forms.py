"""What is asked when someone asks about the own data."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.validators import Length

from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.rights.rules import Answer, Asker, RequestKind
from inventory.wording import say


class AskForm(HouseForm):
    """What is asked, by whom, and how we know that."""

    kind = RadioField(_l("What is asked?"))
    asker = RadioField(_l("Who asks?"))
    identity = StringField(
        _l("How do you know who asks?"),
        [Needed(_l("Write down how you know who asks: “identity card looked at”, for example.")), Length(max=200)],
        description=_l("In words. Do not copy a card, and do not write down its number."),
    )  # fmt: skip
    received_on = DateField(_l("Asked on"), [Needed(_l("Fill in the day."))])
    asked = TextAreaField(_l("In their own words"), [Length(max=1000)])

    def __init__(self, *args: Any, **options: Any) -> None:
        """The answers in the reader's words."""
        super().__init__(*args, **options)
        self.kind.choices = choices_of(RequestKind, say)
        self.asker.choices = choices_of(Asker, say)


class AnswerForm(HouseForm):
    """What is answered."""

    answer = RadioField(_l("What is the answer?"))
    words = TextAreaField(
        _l("In words, for the person"),
        [Length(max=2000)],
        description=_l("Short sentences. When you do not do it, or not all of it: say why."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """The answers in the reader's words."""
        super().__init__(*args, **options)
        self.answer.choices = choices_of(Answer, say)


class LongerForm(HouseForm):
    """Why it takes longer."""

    because = TextAreaField(
        _l("Why does it take longer?"), [Needed(_l("Write down why. The person reads this.")), Length(max=500)]
    )  # fmt: skip
