"""What is asked at the wiping bench."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import MultipleFileField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from inventory.devices.models import MediumKind
from inventory.foundation.forms import HouseForm, Needed, clean_file_name, read_at_most
from inventory.places.models import Place
from inventory.wiping.bench import MOST_FILES
from inventory.wiping.evidence.facts import Technique
from inventory.wiping.evidence.text import LARGEST_BYTES
from inventory.wording import say

#: what a person may say was done where no tool could report
BY_HAND = (Technique.FACTORY_RESET, Technique.FIRMWARE_ERASE, Technique.OVERWRITE, Technique.OTHER)


class MultipleReportFilesField(MultipleFileField):
    """Report files, each read up to the size of the largest report; afterwards `contents` is known."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        """Propose the endings of logs; others are looked at too."""
        super().__init__(label, render_kw={"accept": ".log,.txt,.json,.xml,.yaml,.pdf,text/plain"}, **options)
        self.flags.required = True
        self.contents: list[tuple[str, bytes]] = []

    def pre_validate(self, form: Any) -> None:
        """Read every file; one that is too large is named and stops the drop."""
        chosen = [upload for upload in self.data or [] if getattr(upload, "filename", "")]
        if not chosen:
            raise ValidationError(_("Choose at least one file."))
        if len(chosen) > MOST_FILES:
            raise ValidationError(_("Choose at most %(most)s files at once.", most=MOST_FILES))
        for upload in chosen:
            name = clean_file_name(upload.filename or "")
            content = read_at_most(upload.stream.read, LARGEST_BYTES)
            if content is None:
                most = LARGEST_BYTES // (1024 * 1024)
                raise ValidationError(
                    _("%(name)s is too large. A wipe report has at most %(most)s MB.", name=name, most=most)
                )
            self.contents.append((name, content))


class DropForm(HouseForm):
    """Wipe reports, as many as a stick holds."""

    files = MultipleReportFilesField(_l("Drop log files here"))


class ChosenForm(HouseForm):
    """Rows that were ticked; only rows that are on the page can be."""

    chosen = SelectMultipleField(_l("Rows"), coerce=int)

    def __init__(self, ids: Iterable[int], *args: Any, **options: Any) -> None:
        """Remember which rows there are."""
        super().__init__(*args, **options)
        self.chosen.choices = [(one, str(one)) for one in ids]

    def validate_chosen(self, field: Any) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError(_("Tick at least one."))


class ScanForm(HouseForm):
    """The code of a device."""

    code = StringField(
        _l("Scan or type the code of the laptop"),
        validators=[Needed(_l("Scan the laptop.")), Length(max=200)],
    )


class StatementForm(HouseForm):
    """What a person saw or did, in a sentence."""

    statement = TextAreaField(
        _l("What did you see or do?"),
        validators=[
            Needed(_l("Write what you saw or did.")),
            Length(max=500, message=_l("Use at most 500 characters.")),
        ],
    )


class RemovalForm(StatementForm):
    """What a person did with a disk that came out, and where it lies now."""

    place = SelectField(_l("Where does the disk go?"), default="")

    def __init__(self, places: Iterable[Place], *args: Any, **options: Any) -> None:
        """Fill in the places; who does not know yet may say so."""
        super().__init__(*args, **options)
        known = [(str(place.code), f"{place.name} · {place.spoken}") for place in places]
        self.place.choices = [("", _("I do not know yet")), *known]


class SeenForm(HouseForm):
    """What a person saw or did: one of the usual answers, or a sentence of their own."""

    #: in the writer's words it becomes the statement
    USUAL: tuple[Any, ...] = ()
    statement = TextAreaField(
        _l("Or in your own words"),
        validators=[Length(max=500, message=_l("Use at most 500 characters."))],
    )
    usual = RadioField(_l("What did you see or do?"), validate_choice=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Fill in the usual answers in the reader's language, as they are written down."""
        super().__init__(*args, **options)
        self.usual.choices = [(str(one), str(one)) for one in self.USUAL]

    @property
    def told(self) -> str:
        """What is written down: own words win."""
        own = (self.statement.data or "").strip()
        return own or (self.usual.data if self.usual.data in map(str, self.USUAL) else "")

    def validate_statement(self, _field: Any) -> None:
        """One of the two is needed."""
        if not self.told:
            raise ValidationError(str(_l("Write what you saw or did.")))


class DestroyForm(SeenForm):
    """How a disk was destroyed; a colleague must have seen it too."""

    USUAL = (
        _l("Drilled through in several places, here at the bench."),
        _l("Opened and the platters or chips broken, here at the bench."),
        _l("Shredded by a certified firm, before our eyes."),
    )


class ByHandForm(SeenForm):
    """A wipe that no tool reports."""

    USUAL = (
        _l("The program said on its screen that it was done. I saw it."),
        _l("The firmware of the laptop said that it was done. I saw it."),
    )
    technique = RadioField(_l("How was it erased?"), validators=[Needed(_l("Choose how it was erased."))])

    def __init__(self, *args: Any, **options: Any) -> None:
        """Fill in the ways in the reader's language."""
        super().__init__(*args, **options)
        self.technique.choices = [(str(one), say(one)) for one in BY_HAND]


class StationForm(HouseForm):
    """A stick or rig that sends its reports itself."""

    name = StringField(
        _l("What is it called?"),
        validators=[
            Needed(_l("Give the station a name.")),
            Length(max=80, message=_l("Use at most 80 characters.")),
        ],
    )
    place = SelectField(_l("At which bench?"), validators=[Needed(_l("Choose a bench."))])

    def __init__(self, benches: Iterable[Place], *args: Any, **options: Any) -> None:
        """Fill in the benches."""
        super().__init__(*args, **options)
        self.place.choices = [(str(bench.code), f"{bench.name} · {bench.spoken}") for bench in benches]


class ReasonForm(HouseForm):
    """Why not."""

    reason = StringField(
        _l("Why?"),
        validators=[Needed(_l("Say why.")), Length(max=300, message=_l("Use at most 300 characters."))],
    )


class MediumForm(HouseForm):
    """A disk that was seen inside."""

    kind = RadioField(_l("What kind of disk?"), validators=[Needed(_l("Choose the kind of disk."))])
    serial = StringField(
        _l("Serial number of the disk"), validators=[Length(max=80, message=_l("Use at most 80 characters."))]
    )
    model = StringField(
        _l("Maker and model"), validators=[Length(max=120, message=_l("Use at most 120 characters."))]
    )
    size_gb = IntegerField(
        _l("Size"),
        validators=[Optional(), NumberRange(1, 100_000, _l("Type a number of GB, such as 256."))],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Fill in the kinds in the reader's language."""
        super().__init__(*args, **options)
        self.kind.choices = _choices(list(MediumKind))


def _choices(members: Sequence[Any]) -> list[tuple[str, str]]:
    return [(str(member), say(member)) for member in members]
