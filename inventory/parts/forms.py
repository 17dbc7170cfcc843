"""What is asked of parts and of loose disks."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from inventory.foundation.forms import HouseForm, Needed, TicksField, choices_of
from inventory.parts.actions import TypeDetails
from inventory.parts.models import PartType
from inventory.parts.rules import MOST, Fit, PartKind, Trial
from inventory.places.models import Place
from inventory.wording import say

_SENTENCE = _l("Fill in a number from 0 to 999.")


def _place() -> SelectField:
    return SelectField(_l("Where does it lie?"), default="")


def _choices_of_places(places: Iterable[Place]) -> list[tuple[str, str]]:
    return [(str(place.code), f"{place.name} · {place.spoken}") for place in places]


class TypeForm(HouseForm):
    """A kind of part: what it is, for which laptops, where it lies, how many there should be."""

    kind = SelectField(_l("What sort of part?"))
    name = StringField(
        _l("Name"),
        [Needed(_l("Give it a name.")), Length(max=120, message=_l("Use at most 120 characters."))],
    )
    fits = TextAreaField(_l("For which laptops?"), [Length(max=2000)])
    part_number = StringField(_l("Number of the part"), [Length(max=60)])
    plug = StringField(_l("Plug"), [Length(max=40)])
    watts = IntegerField(
        _l("Watts"), [Optional(), NumberRange(1, 1000, message=_l("Fill in a number from 1 to 1000."))]
    )
    minimum = IntegerField(
        _l("How many should there be?"), [Optional(), NumberRange(0, MOST, message=_SENTENCE)], default=0
    )
    counted = IntegerField(
        _l("How many lie in the bin?"), [Optional(), NumberRange(0, MOST, message=_SENTENCE)], default=0
    )
    place = _place()

    def __init__(
        self, places: Iterable[Place], *args: Any, of: PartType | None = None, **options: Any
    ) -> None:
        """Fill in the kinds and places; `of` is the one that is put right, which is counted elsewhere."""
        told = _told_of(of) if of is not None else {}
        super().__init__(*args, **{**told, **options})
        if of is not None:
            del self.counted
        self.kind.choices = choices_of(PartKind, say)
        self.place.choices = [("", _("No fixed place")), *_choices_of_places(places)]

    def told(self, place: Place | None) -> TypeDetails:
        """What was filled in."""
        return TypeDetails(
            kind=PartKind(self.kind.data), name=self.name.data, fits=fits_in(self.fits.data or ""),
            part_number=self.part_number.data or "", plug=self.plug.data or "", watts=self.watts.data,
            minimum=self.minimum.data or 0, place=place,
        )  # fmt: skip


def _told_of(one: PartType) -> dict[str, Any]:
    lines = "\n".join(f"{fit.maker} {fit.model}".strip() for fit in one.fits)
    return {
        "kind": str(one.kind), "name": one.name, "fits": lines, "part_number": one.part_number,
        "plug": one.plug, "watts": one.watts, "minimum": one.minimum,
        "place": str(one.place.code) if one.place else "",
    }  # fmt: skip


def fits_in(text: str) -> tuple[Fit, ...]:
    """The laptops named in a text, one a line: the maker's word first, then how its models begin."""
    found = []
    for line in text.splitlines():
        maker, _space, model = " ".join(line.split()).partition(" ")
        if maker:
            found.append(Fit(maker[:80], model[:120]))
    return tuple(dict.fromkeys(found))


class CountForm(HouseForm):
    """How many lie in a bin."""

    counted = IntegerField(
        _l("How many lie in the bin now?"),
        [Needed(_l("Fill in the number.")), NumberRange(0, MOST, message=_SENTENCE)],
    )


class HarvestForm(HouseForm):
    """What came out of a laptop that is taken apart."""

    kinds = TicksField(_l("What did you take out?"))
    tested = RadioField(_l("Were the parts tested?"), default=Trial.NOT_YET)
    place = SelectField(_l("Where do the parts go?"), default="")

    def __init__(
        self, kinds: Iterable[PartKind], places: Iterable[Place], *args: Any, **options: Any
    ) -> None:
        """Offer what can come out of this kind of device."""
        super().__init__(*args, **options)
        self.kinds.choices = choices_of(kinds, say)
        self.tested.choices = choices_of((Trial.NOT_YET, Trial.WORKS), say)
        self.place.choices = [("", _("No fixed place")), *_choices_of_places(places)]

    def validate_kinds(self, field: Any) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError(_("Tick what you took out."))


class LayForm(HouseForm):
    """Where a part lies."""

    place = _place()

    def __init__(self, places: Iterable[Place], *args: Any, **options: Any) -> None:
        """Fill in the places."""
        super().__init__(*args, **options)
        self.place.choices = [("", _("No fixed place")), *_choices_of_places(places)]


class DiskForm(HouseForm):
    """Where a disk lies that came out; the answer is needed, for nothing goes on before it."""

    place = SelectField(_l("Where does the disk go?"), [Needed(_l("Choose where the disk goes."))])

    def __init__(self, places: Iterable[Place], *args: Any, **options: Any) -> None:
        """Fill in the places."""
        super().__init__(*args, **options)
        self.place.choices = [("", _("Choose a place")), *_choices_of_places(places)]


class IntoForm(HouseForm):
    """Into which laptop a disk goes."""

    code = StringField(
        _l("Scan the laptop"), [Needed(_l("Scan the laptop, or type its code.")), Length(max=80)]
    )
