"""What every form of the house has: a key so that sending twice does it once, and a guard on free text.

The guard refuses a national register number in any text (law of 8 August 1983, art. 8), and bytes that no
keyboard types. Uploads are read up to a limit and never trusted by their name.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from inventory.foundation.form_words import FormWords
from inventory.foundation.national_numbers import has_national_number

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_ENDS = re.compile(r"[\r\n\x85\u2028\u2029]+")
#: longest text in a field that sets no limit of its own
_MOST_CHARACTERS = 4000
#: in which a day that someone fills in lies
_YEARS = range(1990, 2101)


def _strip(text: Any) -> Any:
    if text is None:
        return ""  # a field that was not sent at all, which only a browser of its own making does
    return _CONTROL.sub("", text).strip() if isinstance(text, str) else text


def _on_one_line(text: Any) -> Any:
    """A name with a line break in it would begin a line of its own in a letter."""
    return _LINE_ENDS.sub(" ", text) if isinstance(text, str) else text


def _takes_lines(field_class: type[StringField]) -> bool:
    """May what is in it have lines: a large box, or what a page and not a person filled in?"""
    return issubclass(field_class, TextAreaField | HiddenField | InkField)


def new_key() -> str:
    """A key for one form: sending it twice does it once."""
    return secrets.token_urlsafe(18)


class HouseForm(FlaskForm):
    """A form with the house's key and guards. `csrf_token` and `once` come with `form.hidden_tag()`."""

    once = HiddenField(default=new_key)

    class Meta(FlaskForm.Meta):
        """Every text is stripped of what no keyboard types, and stays on its one line where there is one."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Give text fields the house's filter."""
            if issubclass(unbound_field.field_class, StringField):
                house = [_strip] if _takes_lines(unbound_field.field_class) else [_strip, _on_one_line]
                options["filters"] = [*house, *unbound_field.kwargs.get("filters", ())]
                unbound_field.kwargs.pop("filters", None)
            return unbound_field.bind(form=form, **options)

        def get_translations(self, form: Any) -> FormWords:
            """WTForms' own sentences, said our way."""
            return FormWords()

    def validate(self, extra_validators: Any = None) -> bool:
        """Every field on its own, then the house's guards over all text."""
        is_fine = bool(super().validate(extra_validators))
        for field in self:
            if isinstance(field, HiddenField) or not isinstance(field, StringField | DateField):
                continue
            problem = _problem_with(field)
            if problem:
                field.errors = [*field.errors, problem]
                is_fine = False
        return is_fine


def _problem_with(field: Any) -> str | None:
    text = field.data or ""
    if isinstance(text, date) and text.year not in _YEARS:
        # Nobody means it, and whoever counts on from the year 9999 falls off the calendar.
        return _("This is not a day. Type it like this: 31/12/2026.")
    if not isinstance(text, str) or getattr(field, "takes_much", False):
        return None
    if len(text) > _MOST_CHARACTERS:
        return _("This is too long. Keep it under %(most)s characters.", most=_MOST_CHARACTERS)
    if has_national_number(text):
        return _("This looks like a national register number. We do not keep it. Take it out.")
    return None


class InkField(StringField):
    """A drawn signature as the pad sends it: long, and no text that a person typed.

    Not a hidden field: those are written once by the form itself, and the pad writes this one.
    """

    takes_much = True


class TicksField(SelectMultipleField):
    """Several answers, each with a tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ButtonForm(HouseForm):
    """A form that is only a button."""


class Needed:
    """The field must be filled in; `what` is a full sentence that asks for it: "Fill in the municipality."."""

    field_flags = {"required": True}

    def __init__(self, what: Any = None) -> None:
        """Remember the sentence."""
        self.what = what or _l("Fill this in.")

    def __call__(self, _form: Any, field: Any) -> None:
        """Refuse an empty answer."""
        empty = field.data is None or (isinstance(field.data, str) and not field.data.strip())
        if empty:
            if not field.errors:
                field.errors = []
            raise ValidationError(str(self.what))


class UploadField(FileField):
    """One uploaded file, read up to `max_bytes`; afterwards `content` and `file_name` are known."""

    render_kw: dict[str, Any] | None

    def __init__(
        self, label: Any = None, *, max_bytes: int, kinds: Sequence[str] = (), **options: Any
    ) -> None:
        """Set the limit and the endings that the browser proposes."""
        super().__init__(label, **options)
        self.max_bytes = max_bytes
        self.kinds = kinds
        self.content: bytes | None = None
        self.file_name = ""
        if kinds:
            self.render_kw = {**(self.render_kw or {}), "accept": ",".join(kinds)}

    def pre_validate(self, form: Any) -> None:
        """Read the file, and no more of it than allowed."""
        if not self.data:
            return
        self.file_name = clean_file_name(self.data.filename or "")
        self.content = read_at_most(self.data.stream.read, self.max_bytes)
        self.data.close()
        if self.content is None:
            size = self.max_bytes // 1_000_000 or 1
            raise ValidationError(
                _("%(name)s is too large. Send at most %(size)s MB.", name=self.file_name, size=size)
            )


def read_at_most(read: Callable[[int], bytes], most: int) -> bytes | None:
    """All bytes that `read` gives, or None when there are more than `most`. A network gives them in pieces."""
    pieces, room = [], most + 1
    while room > 0 and (piece := read(room)):
        pieces.append(piece)
        room -= len(piece)
    return b"".join(pieces) if room > 0 else None


def clean_file_name(name: str) -> str:
    """The last part of a file's name without what does not belong on a page or in a header."""
    last = re.split(r"[/\\]", name)[-1]
    if has_national_number(last[:_MOST_CHARACTERS]):
        return "file"
    return _CONTROL.sub("", last).replace('"', "").strip()[:120] or "file"


def choices_of(members: Iterable[Any], say: Callable[[Any], str]) -> list[tuple[str, str]]:
    """The members of an enum as the choices of a select or radio field."""
    return [(str(member), say(member)) for member in members]
