"""What is asked of a list of contacts: the file, its columns, its words, its people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import Length, ValidationError

from inventory.contact_lists import queries
from inventory.contact_lists.actions import NEW, Decision, Layout
from inventory.contact_lists.columns import ContactField
from inventory.contact_lists.content import MOST
from inventory.contact_lists.dates import DayOrder
from inventory.contact_lists.meanings import ENUMS, NOTHING
from inventory.contact_lists.models import ListedPerson
from inventory.contacts.rules import Service
from inventory.foundation.forms import HouseForm, UploadField, choices_of
from inventory.foundation.tongue import tongue
from inventory.permissions import Permission
from inventory.wording import say

#: a word of which nobody has said the meaning
_NOT_SAID = "-"
#: what may be made of a word, and who may make it
_MAKES: Mapping[ContactField, Permission] = {
    ContactField.PLACE: Permission.CONTACT_IMPORT,
    ContactField.GROUPS: Permission.CONTACT_SET,
    ContactField.HELP_TYPE: Permission.CONTACT_SET,
}
_ANSWERS = {"yes": True, "no": False}


class FileForm(HouseForm):
    """A list from elsewhere."""

    file = UploadField(
        _l("List as CSV or Excel"), max_bytes=MOST.bytes, kinds=(".csv", ".txt", ".tsv", ".xlsx")
    )

    def validate_file(self, field: Any) -> None:
        """Something must be there."""
        if field.content is None and not field.errors:
            raise ValidationError(_("Choose a file first."))

    @property
    def sent(self) -> bytes:
        """The file's bytes, once the form was found in order."""
        return self.file.content or b""


class ColumnsForm(HouseForm):
    """What the columns of a list hold, and what holds for every row."""

    headed = BooleanField(_l("The first row holds headings"))
    day_order = SelectField(_l("How are the days written?"))
    usual_service = SelectField(_l("Service, where the list does not say it"))
    usual_place = StringField(_l("Place, where the list does not say it"), [Length(max=120)])

    def __init__(self, columns: Sequence[str], **given: Any) -> None:
        """Offer the columns by their headings."""
        super().__init__(**given)
        choices = [(-1, _("not in the list")), *enumerate(columns)]
        for name in ContactField:
            self[str(name)].choices = choices
        self.day_order.choices = choices_of((one for one in DayOrder if one is not DayOrder.BOTH), say)
        self.usual_service.choices = [("", _("It stands in the list")), *choices_of(Service, say)]

    def names(self) -> list[str]:
        """The fields that are columns."""
        return [str(name) for name in ContactField]

    def told(self) -> Layout:
        """What was chosen."""
        return Layout(
            mapping={name: self[str(name)].data for name in ContactField if self[str(name)].data >= 0},
            headed=self.headed.data,
            day_order=DayOrder(self.day_order.data),
            usual_service=self.usual_service.data or "",
            usual_place=self.usual_place.data or "",
        )


for _name in ContactField:
    setattr(ColumnsForm, _name, SelectField(coerce=int))


def title_of(titles: Mapping[str, str]) -> str:
    """A title in the reader's language, or in any."""
    return titles.get(tongue()) or titles.get("nl") or next(iter(titles.values()), "")


@dataclass(frozen=True)
class Question:
    """A word, how often it stands in the list, and where its meaning is chosen."""

    field: Any
    value: str
    times: int


class WordsForm(HouseForm):
    """What words of a list mean; made by `words_form`."""

    asked: Sequence[tuple[ContactField, str, int]] = ()

    def questions(self, name: ContactField) -> list[Question]:
        """The questions about words of one column."""
        return [
            Question(self[f"word_{at}"], value, times)
            for at, (field, value, times) in enumerate(self.asked)
            if field is name
        ]

    def told(self) -> dict[tuple[ContactField, str], str]:
        """By field and word the meaning that was chosen."""
        chosen = {
            (name, value): self[f"word_{at}"].data for at, (name, value, _times) in enumerate(self.asked)
        }
        return {key: NOTHING if meaning == "none" else meaning for key, meaning in chosen.items()}


def words_form(asked: Sequence[Sequence[Any]], may: Any) -> WordsForm:
    """A form with one question for each word; `may` says what somebody may do."""
    words = [(ContactField(name), value, times) for name, value, times in asked]
    offered = {name: _choices(name, may) for name, _value, _times in words}
    fields: dict[str, Any] = {
        f"word_{at}": SelectField(value, [Chosen()], choices=offered[name])
        for at, (name, value, _times) in enumerate(words)
    }
    return type("WordsForm", (WordsForm,), {**fields, "asked": words})()


def _choices(name: ContactField, may: Any) -> list[tuple[str, str]]:
    ours = choices_of(ENUMS[name], say) if name in ENUMS else queries.choices_for(name, title_of)
    new = [(NEW, _("Something new: make it"))] if name in _MAKES and may(_MAKES[name]) else []
    return [(_NOT_SAID, _("Choose …")), *ours, *new, ("none", _("None of these: leave it out"))]


class Chosen:
    """One of the answers was chosen."""

    field_flags = {"required": True}

    def __call__(self, _form: Any, field: Any) -> None:
        """Refuse the answer that is none."""
        if field.data == _NOT_SAID:
            raise ValidationError(_("Choose one answer."))


class PeopleForm(HouseForm):
    """Who the people of a list are; made by `people_form`."""

    people: Sequence[ListedPerson] = ()

    def told(self, *, rest_is_same: bool) -> dict[int, Decision]:
        """By the person of the list what was said; `rest_is_same`: what was left open is the same person."""
        rest = True if rest_is_same else None
        return {
            person.id: Decision(*(self._answer(f"{what}_{person.id}", rest) for what in ("one", "same")))
            for person in self.people
        }

    def _answer(self, name: str, rest: bool | None) -> bool | None:
        return _ANSWERS.get(self[name].data, rest) if name in self else None


def people_form(people: Sequence[ListedPerson]) -> PeopleForm:
    """A form with a question for each person of whom there is one."""
    fields: dict[str, Any] = {}
    answers = [("yes", _("The same person")), ("no", _("Someone else"))]
    for person in people:
        for what, is_asked, said in (
            ("one", person.rows > 1, person.rows_are_one),
            ("same", person.why is not None, person.is_same),
        ):
            if is_asked:
                before = {None: "", True: "yes", False: "no"}[said]
                fields[f"{what}_{person.id}"] = RadioField(
                    person.name, choices=answers, default=before, validate_choice=False
                )
    return type("PeopleForm", (PeopleForm,), {**fields, "people": people})()
