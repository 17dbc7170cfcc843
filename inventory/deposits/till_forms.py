"""What is asked about a cash box: how many of each coin and note, an amount, a name."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import Length, ValidationError

from inventory.deposits.till_models import Till
from inventory.deposits.till_rules import MOST_PIECES, PIECES, Reopening
from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.foundation.money import NotAnAmount, cents_from, euros
from inventory.wording import say


def _euros_typed(_form: Any, field: Any) -> None:
    try:
        cents_from(field.data or "0")
    except NotAnAmount as error:
        raise ValidationError(say(error)) from error


class _Counting(HouseForm):
    """The grid: one box for each coin and note, empty where there is none."""

    because = StringField(_l("Why does it differ?"), [Length(max=300)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Each number is whole and can be."""
        is_fine = super().validate(extra_validators)
        for piece in PIECES:
            field = self[f"piece_{piece}"]
            typed = (field.data or "").strip()
            if typed and not (typed.isascii() and typed.isdigit() and int(typed) <= MOST_PIECES):
                field.errors = [_("Fill in how many there are: a whole number, or nothing.")]
                is_fine = False
        return is_fine

    @property
    def pieces(self) -> dict[int, int]:
        """How many of each, by its cents; nothing typed is none."""
        return {piece: int(self[f"piece_{piece}"].data or 0) for piece in PIECES}

    @property
    def so_far(self) -> int:
        """What was typed comes to, in cents; what cannot be read counts for nothing."""
        typed = {piece: (self[f"piece_{piece}"].data or "").strip() for piece in PIECES}
        return sum(piece * int(text) for piece, text in typed.items() if text.isascii() and text.isdigit())


def _label(cents: int) -> str:
    return euros(cents).replace(",00", "")


CountForm = type(
    "CountForm",
    (_Counting,),
    {f"piece_{piece}": StringField(_label(piece), [Length(max=5)]) for piece in PIECES},
)


class MoveForm(HouseForm):
    """Cash that is brought somewhere: how much, and the number of the bank's slip."""

    amount = StringField(
        _l("Amount in euro"), [Needed(_l("Fill in the amount.")), Length(max=12), _euros_typed]
    )
    slip = StringField(_l("Number on the slip of the bank"), [Length(max=40)])


class IntoForm(HouseForm):
    """Cash that goes into another cash box."""

    amount = StringField(
        _l("Amount in euro"), [Needed(_l("Fill in the amount.")), Length(max=12), _euros_typed]
    )
    into = RadioField(_l("Into which cash box?"), [Needed(_l("Choose a cash box."))])

    def offer(self, tills: Iterable[Till]) -> None:
        """Name the other boxes."""
        self.into.choices = [(str(till.id), till.name) for till in tills]


class TillForm(HouseForm):
    """A new cash box."""

    name = StringField(_l("Name"), [Needed(_l("Give this cash box a name of its own.")), Length(max=60)])
    holder = SelectField(_l("Who has it along?"), validate_choice=True)
    float = StringField(_l("What should be in it in the morning"), [Length(max=12), _euros_typed])

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        """Nobody, or a colleague."""
        self.holder.choices = [
            ("", _("Nobody: it stays at the desk")),
            *((str(number), name) for number, name in people),
        ]


class ReopenForm(HouseForm):
    """Why a closed day goes on."""

    why = RadioField(_l("Why do you open it again?"), [Needed(_l("Choose one of the answers."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the reasons."""
        super().__init__(*args, **kwargs)
        self.why.choices = choices_of(Reopening, say)
