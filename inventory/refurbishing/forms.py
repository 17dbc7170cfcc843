"""What is asked at the bench, and of whoever writes a checklist."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from inventory.devices.models import Grade
from inventory.foundation.forms import HouseForm, Needed, UploadField, choices_of
from inventory.foundation.web import small_number
from inventory.refurbishing.checklist import Step, StepKind
from inventory.refurbishing.models import GradeRule
from inventory.refurbishing.naming import ICONS, title_of, words_of
from inventory.refurbishing.rules import Use, points_to_look_again
from inventory.wording import say

_LONGEST = Length(max=80, message=_l("Use at most 80 characters."))
_LONG = Length(max=200, message=_l("Use at most 200 characters."))
_PHOTO_KINDS = ("image/jpeg", "image/png", "image/webp")
_PHOTO_BYTES = 15_000_000


def seen_up_to(text: str | None) -> int | None:
    """The last result on the page that was sent; None when it does not say."""
    try:
        return small_number(text) if text else None
    except ValueError:
        return None


class DoneForm(HouseForm):
    """The end of a checklist: how it looks, and how much battery is left."""

    grade = RadioField(_l("How does it look?"), validators=[Needed(_l("Choose how the device looks."))])
    battery_percent = IntegerField(
        _l("Battery health"), validators=[Optional(), NumberRange(0, 100, _l("Type a number from 0 to 100."))]
    )

    def __init__(self, *args: Any, told: Mapping[Grade, GradeRule] | None = None, **options: Any) -> None:
        """Fill in the grades in the reader's language and in this digibank's words."""
        super().__init__(*args, **options)
        told = told or {}
        self.grade.choices = [(str(grade), f"{grade}. {words_of(grade, told.get(grade))}") for grade in Grade]


class ValueForm(HouseForm):
    """What was measured or said at one step."""

    seen = HiddenField()
    value = StringField(validators=[_LONGEST])

    def __init__(self, step: Step, *args: Any, **options: Any) -> None:
        """Ask it in the words of the step."""
        super().__init__(*args, **options)
        self.value.label.text = title_of(step)
        self.value.flags.required = True

    @property
    def having_seen(self) -> int | None:
        """The last result on the page from which this comes."""
        return seen_up_to(self.seen.data)


class ChoiceForm(HouseForm):
    """Which of a few words holds."""

    seen = HiddenField()
    value = RadioField(validators=[Needed(_l("Choose one of the answers."))])

    def __init__(self, step: Step, *args: Any, **options: Any) -> None:
        """Offer the words of the step."""
        super().__init__(*args, **options)
        self.value.label.text = title_of(step)
        self.value.choices = [(choice, choice) for choice in step.choices]

    @property
    def having_seen(self) -> int | None:
        """The last result on the page from which this comes."""
        return seen_up_to(self.seen.data)


class StepPhotoForm(HouseForm):
    """A picture that answers a step, or an example of a grade."""

    photo = UploadField(_l("Photo"), max_bytes=_PHOTO_BYTES, kinds=_PHOTO_KINDS)


def form_for(step: Step, *, seen: int, value: str) -> Any:
    """The form of one step that is answered on a page of its own; None of what is answered with a tap."""
    if step.kind == StepKind.PHOTO:
        return StepPhotoForm()
    if step.kind == StepKind.CHOICE:
        return ChoiceForm(step, seen=str(seen), value=value)
    if step.kind in (StepKind.NUMBER, StepKind.TEXT):
        return ValueForm(step, seen=str(seen), value=value)
    return None


class PartForm(HouseForm):
    """Which part a device waits for."""

    part = StringField(
        _l("Which part?"),
        validators=[Needed(_l("Write which part.")), _LONGEST],
    )


class SecondCheckForm(HouseForm):
    """What the second person looked at again."""

    looked_at = SelectMultipleField(
        _l("Look again at these points"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def __init__(self, steps: Iterable[Step], *args: Any, **options: Any) -> None:
        """Ask the points of this list."""
        super().__init__(*args, **options)
        steps = list(steps)
        again = points_to_look_again(steps)
        self.looked_at.choices = [(str(step.point), title_of(step)) for step in steps if step.point in again]

    @property
    def points(self) -> set[str]:
        """The points that were ticked."""
        return set(self.looked_at.data or ())


class SendBackForm(HouseForm):
    """What must be done again."""

    reason = StringField(
        _l("What must be done again?"),
        validators=[Needed(_l("Write what must be done again.")), _LONG],
    )


class StepForm(HouseForm):
    """One step of a checklist, as whoever writes the list wants it."""

    title_nl = StringField(_l("Name in Dutch"), validators=[_LONGEST])
    title_fr = StringField(_l("Name in French"), validators=[_LONGEST])
    title_en = StringField(_l("Name in English"), validators=[_LONGEST])
    how_nl = StringField(_l("How to look, in Dutch"), validators=[_LONG])
    how_fr = StringField(_l("How to look, in French"), validators=[_LONG])
    how_en = StringField(_l("How to look, in English"), validators=[_LONG])
    kind = SelectField(_l("What is asked?"))
    icon = SelectField(_l("Pictogram"))
    required = BooleanField(_l("Required: without it nothing is ready"))
    safety = BooleanField(_l("Safety: answered by itself, never with the rest"))
    may_be_absent = BooleanField(_l("A device may be without it"))
    second_look = BooleanField(_l("The second person looks at it again"))
    unit = StringField(_l("Unit"), validators=[Length(max=12, message=_l("Use at most 12 characters."))])
    low = IntegerField(
        _l("Lowest number"), validators=[Optional(), NumberRange(0, 1_000_000, _l("Type a whole number."))]
    )
    high = IntegerField(
        _l("Highest number"), validators=[Optional(), NumberRange(0, 1_000_000, _l("Type a whole number."))]
    )
    choices = TextAreaField(
        _l("Answers to choose from, one a line"),
        validators=[Length(max=600, message=_l("Use at most 600 characters."))],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the kinds and pictograms in the reader's language."""
        super().__init__(*args, **options)
        self.kind.choices = choices_of(StepKind, say)
        self.icon.choices = [(name, str(words)) for name, words in ICONS.items()]

    def step(self, before: Step) -> Step:
        """The step as it was filled in; what this form does not ask stays as it was."""
        return replace(
            before,
            titles=self._texts("title"),
            how=self._texts("how"),
            kind=StepKind(self.kind.data),
            icon=self.icon.data,
            required=bool(self.required.data),
            safety=bool(self.safety.data),
            may_be_absent=bool(self.may_be_absent.data),
            second_look=bool(self.second_look.data),
            unit=self.unit.data or "",
            low=self.low.data,
            high=self.high.data,
            choices=tuple(self._lines())[:12],
        )

    def _texts(self, about: str) -> dict[str, str]:
        told = {language: self[f"{about}_{language}"].data for language in ("nl", "fr", "en")}
        return {language: text for language, text in told.items() if text}

    def _lines(self) -> list[str]:
        lines = (" ".join(line.split())[:80] for line in (self.choices.data or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))


def filled_from(step: Step, titles: Mapping[str, str], how: Mapping[str, str]) -> dict[str, Any]:
    """What the form of a step begins with; `titles` and `how` are its words in each language."""
    return {
        **{f"title_{language}": text for language, text in titles.items()},
        **{f"how_{language}": text for language, text in how.items()},
        "kind": str(step.kind),
        "icon": step.icon,
        "required": step.required,
        "safety": step.safety,
        "may_be_absent": step.may_be_absent,
        "second_look": step.second_look,
        "unit": step.unit,
        "low": step.low,
        "high": step.high,
        "choices": "\n".join(step.choices),
    }


class GradeForm(HouseForm):
    """What a grade means here, and what it may be used for."""

    use = RadioField(_l("What may be done with it?"), validators=[Needed(_l("Choose one of the answers."))])
    words_nl = StringField(_l("In Dutch"), validators=[_LONG])
    words_fr = StringField(_l("In French"), validators=[_LONG])
    words_en = StringField(_l("In English"), validators=[_LONG])

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the uses in the reader's language."""
        super().__init__(*args, **options)
        self.use.choices = choices_of(Use, say)

    @property
    def words(self) -> dict[str, str]:
        """What was written, by language."""
        return {language: self[f"words_{language}"].data or "" for language in ("nl", "fr", "en")}
