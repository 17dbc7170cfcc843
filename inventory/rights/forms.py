"""What is asked when someone asks about the own data."""

import re
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from inventory.foundation.clock import BRUSSELS
from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.rights.breaches import Told
from inventory.rights.editions import Filled
from inventory.rights.rules import Answer, Asker, BreachRisk, LegalForm, RequestKind
from inventory.wording import say

_TIME = re.compile(r"([01]?\d|2[0-3])[:.h]([0-5]\d)")


def a_time(_form: Any, field: Any) -> None:
    """A time as one types it, or nothing."""
    if field.data and not _TIME.fullmatch(field.data):
        raise ValidationError(_("Type the time like 14:30."))


def a_number(_form: Any, field: Any) -> None:
    """A number of people, or nothing."""
    if field.data and not (field.data.isascii() and field.data.isdigit()):
        raise ValidationError(_("Type a whole number."))


def _moment(on: date | None, at: str | None) -> datetime | None:
    """A day and a time here; without a time, noon."""
    if on is None:
        return None
    read = _TIME.fullmatch(at or "12:00")
    assert read is not None
    return datetime.combine(on, time(int(read[1]), int(read[2])), BRUSSELS)


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
    in_words = TextAreaField(
        _l("In words, for the person"),
        [Length(max=2000)],
        description=_l("Short sentences. When you do not do it, or not all of it: say why."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """The answers in the reader's words."""
        super().__init__(*args, **options)
        self.answer.choices = choices_of(Answer, say)

    def offer_no_part(self) -> None:
        """Nothing can go apart, so that nobody is asked whether it should."""
        self.answer.choices = [
            (value, words) for value, words in self.answer.choices if value != Answer.PARTLY
        ]


class LongerForm(HouseForm):
    """Why it takes longer."""

    because = TextAreaField(
        _l("Why does it take longer?"), [Needed(_l("Write down why. The person reads this.")), Length(max=500)]
    )  # fmt: skip


class BreachForm(HouseForm):
    """What happened to data of persons, and whom we told. Most of it comes bit by bit."""

    found_on = DateField(_l("Found on"), [Needed(_l("Fill in the day."))])
    found_at = StringField(_l("at"), [Needed(_l("Type the time like 14:30.")), a_time])
    what = TextAreaField(
        _l("What happened?"),
        [Needed(_l("Fill in what happened.")), Length(max=1000)],
        description=_l("Describe it without names."),
    )
    which_data = TextAreaField(_l("Which data, of whom?"), [Length(max=500)])
    how_many = StringField(_l("How many people, about?"), [a_number, Length(max=9)])
    risk = RadioField(_l("How much may it harm people?"))
    measures = TextAreaField(_l("What do you do about it?"), [Length(max=1000)])
    told_authority_on = DateField(_l("Authority told on"), [Optional()])
    told_authority_at = StringField(_l("at"), [a_time])
    told_people_on = DateField(_l("People told on"), [Optional()])
    remark = TextAreaField(_l("Why the authority is not told, or later"), [Length(max=500)])

    def __init__(self, *args: Any, **options: Any) -> None:
        """The answers in the reader's words."""
        super().__init__(*args, **options)
        self.risk.choices = choices_of(BreachRisk, say)

    def told(self) -> Told:
        """What was filled in, as the actions take it."""
        found = _moment(self.found_on.data, self.found_at.data)
        assert found is not None
        return Told(
            found_at=found, what=self.what.data or "", risk=BreachRisk(self.risk.data),
            which_data=self.which_data.data or "", how_many=int(self.how_many.data) if self.how_many.data else None,
            measures=self.measures.data or "", remark=self.remark.data or "",
            told_authority_at=_moment(self.told_authority_on.data, self.told_authority_at.data),
            told_people_at=_moment(self.told_people_on.data, None),
        )  # fmt: skip


class NoticeForm(HouseForm):
    """What a digibank fills in on its privacy notice and its registers."""

    legal_form = RadioField(_l("What are you?"))
    controller = StringField(
        _l("Who is responsible for the data?"),
        [Length(max=200)],
        description=_l("Only when that is another than the digibank: the town, for example."),
    )
    contact = StringField(
        _l("Who answers questions about data?"),
        [Length(max=200)],
        description=_l("Phone or mail address of the data protection officer, for example."),
    )
    partners = TextAreaField(_l("Partners that see a part of the data"), [Length(max=500)])
    host = TextAreaField(
        _l("Who keeps the computers?"), [Length(max=500)], description=_l("And who helps them with it.")
    )
    more_nl = TextAreaField(_l("What you add, in Dutch"), [Length(max=2000)])
    more_fr = TextAreaField(_l("What you add, in French"), [Length(max=2000)])
    more_en = TextAreaField(_l("What you add, in English"), [Length(max=2000)])

    def __init__(self, *args: Any, **options: Any) -> None:
        """The answers in the reader's words."""
        super().__init__(*args, **options)
        self.legal_form.choices = choices_of(LegalForm, say)

    def filled(self) -> Filled:
        """What was filled in, as the actions take it."""
        texts = {name: self._fields[name].data or "" for name in vars(Filled()) if name != "legal_form"}
        return Filled(legal_form=LegalForm(self.legal_form.data), **texts)
