"""What is asked for a report, for what leaves by itself, and of whoever changes a template."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, EmailField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.foundation.period import Period
from inventory.partners.forms import LooksLikeEmail
from inventory.reports.rules import LAST_DAY, Every
from inventory.reports.template import LANGUAGES, MOST_BLOCKS, Block, Document
from inventory.wording import say

#: in the order in which people choose
_TONGUES = (("nl", "Nederlands"), ("fr", "Français"), ("en", "English"))
#: the field of the place of the block with this number
_PLACE = "place_{}"


class IssueForm(HouseForm):
    """About which days, which town, and in which language."""

    since = DateField(_l("From"), [InputRequired(_l("Fill in the day."))])
    until = DateField(_l("Until and including"), [InputRequired(_l("Fill in the day."))])
    municipality = StringField(_l("Only this municipality"), [Length(max=80)])
    locale = RadioField(_l("Language"), [Needed(_l("Choose the language."))], choices=_TONGUES)

    @property
    def period(self) -> Period:
        """The days that were typed."""
        assert self.since.data is not None
        assert self.until.data is not None
        return Period(self.since.data, self.until.data)


def issue_form(period: Period, *, locale: str, municipality: str = "") -> IssueForm:
    """The form as it opens, about these days."""
    return IssueForm(since=period.since, until=period.until, locale=locale, municipality=municipality)


class ScheduleForm(HouseForm):
    """Which report leaves when, to whom."""

    template = SelectField(_l("Which report?"), [Needed(_l("Choose the report."))])
    every = RadioField(_l("How often?"), [Needed(_l("Choose how often."))])
    day = IntegerField(
        _l("On which day of the month that follows?"),
        [
            InputRequired(_l("Fill in the day.")),
            NumberRange(1, LAST_DAY, _l("Fill in a day from 1 to %(most)s.", most=LAST_DAY)),
        ],
    )
    to_email = EmailField(
        _l("To which mail address?"),
        [Needed(_l("Fill in the mail address.")), LooksLikeEmail(), Length(max=254)],
    )
    municipality = StringField(_l("Only this municipality"), [Length(max=80)])
    locale = RadioField(_l("Language"), [Needed(_l("Choose the language."))], choices=_TONGUES)


def schedule_form(named: Iterable[tuple[str, str]], locale: str) -> ScheduleForm:
    """The form for these templates, as it opens."""
    form = ScheduleForm(every=Every.QUARTER.value, day=5, locale=locale)
    form.template.choices = list(named)
    form.every.choices = choices_of(Every, say)
    return form


class DataField(TextAreaField):
    """A template as data: longer than what people type, and read by its own rules."""

    takes_much = True


class DataForm(HouseForm):
    """A whole template as data."""

    whole = DataField(_l("The template as data"), [Needed(_l("Paste the template."))])
    read_data: Any = None

    def validate_whole(self, field: Any) -> None:
        """JSON of a size that a template has."""
        if len(field.data) > 100_000:
            raise ValidationError(_("This is too long. Keep it under %(most)s characters.", most=100_000))
        try:
            self.read_data = json.loads(field.data)
        except (ValueError, RecursionError) as error:
            raise ValidationError(_("This cannot be read: a comma or a bracket is missing.")) from error


def data_form(document: Document) -> DataForm:
    """The form, filled in with the template as it is."""
    return DataForm(whole=json.dumps(document.as_kept(), ensure_ascii=False, indent=2))


class TemplateForm(HouseForm):
    """Title and introduction in each language, and the place of each block; fields are added by `template_form`."""

    offered: tuple[Block, ...] = ()

    def typed(self) -> dict[str, Any]:
        """What was typed, as a template in data."""
        placed = [
            (self[_PLACE.format(at)].data, at, one)
            for at, one in enumerate(self.offered)
            if self[_PLACE.format(at)].data
        ]
        blocks = [one.as_kept() for _place, _at, one in sorted(placed, key=lambda each: each[:2])]
        return {
            "title": self._words("title"),
            "introduction": self._words("introduction"),
            "blocks": blocks,
        }

    def _words(self, name: str) -> dict[str, str]:
        told = {language: (self[f"{name}_{language}"].data or "").strip() for language in LANGUAGES}
        return {language: words for language, words in told.items() if words}


def template_form(document: Document, called: Mapping[str, str]) -> TemplateForm:
    """The form of this template: its blocks in their order, then those that are not in it."""
    there = {block.name for block in document.blocks}
    offered = (*document.blocks, *(Block(name) for name in called if name not in there and name != "text"))
    most = NumberRange(1, MOST_BLOCKS)
    fields: dict[str, Any] = {}
    filled: dict[str, Any] = {}
    for language, spoken in _TONGUES:
        fields[f"title_{language}"] = StringField(
            _("Title (%(language)s)", language=spoken),
            [Needed(_l("Give it a title in every language.")), Length(max=120)],
        )
        fields[f"introduction_{language}"] = TextAreaField(
            _("Introduction (%(language)s)", language=spoken), [Length(max=4000)]
        )
        filled[f"title_{language}"] = document.title.get(language, "")
        filled[f"introduction_{language}"] = document.introduction.get(language, "")
    for at, one in enumerate(offered):
        fields[_PLACE.format(at)] = IntegerField(_heard(one, called), [Optional(), most])
        filled[_PLACE.format(at)] = at + 1 if at < len(document.blocks) else None
    made: TemplateForm = type("MadeForm", (TemplateForm,), {**fields, "offered": offered})(**filled)
    return made


def _heard(one: Block, called: Mapping[str, str]) -> str:
    """What a block is called; of words of one's own their beginning."""
    words = one.given.get("words")
    if isinstance(words, dict) and words:
        return f"{called[one.name]}: {next(iter(words.values()))[:40]}"
    return called[one.name]
