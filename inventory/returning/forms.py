"""What is asked at the returns desk: files first, then five checks, then what to do about a loss."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import Length, Optional

from inventory.deposits.refund_forms import BackForm
from inventory.foundation.forms import Needed, choices_of
from inventory.foundation.money import round_euros
from inventory.returning.rules import FINDINGS, Check, Choice, Files, Finding
from inventory.wording import say

_ASKS = {
    Check.STARTS: _l("Does the laptop start up?"),
    Check.SCREEN: _l("Screen"),
    Check.KEYBOARD: _l("Keyboard and touchpad"),
    Check.CHARGER: _l("Charger"),
    Check.EXTRAS: _l("Mouse and bag"),
}


class ReturnForm(BackForm):
    """One question per check, and beside each what to do when something is wrong."""

    files = RadioField(
        _l("Are there still photos or files on it?"), [Needed(_l("Ask this first: photos and files."))]
    )
    starts = RadioField(_ASKS[Check.STARTS], [Optional()])
    screen = RadioField(_ASKS[Check.SCREEN], [Optional()])
    keyboard = RadioField(_ASKS[Check.KEYBOARD], [Optional()])
    charger = RadioField(_ASKS[Check.CHARGER], [Optional()])
    extras = RadioField(_ASKS[Check.EXTRAS], [Optional()])
    starts_choice = RadioField(_l("It does not start up. And now?"), [Optional()])
    screen_choice = RadioField(_l("The screen is broken. And now?"), [Optional()])
    keyboard_choice = RadioField(_l("The keyboard is broken. And now?"), [Optional()])
    charger_choice = RadioField(_l("The charger is missing. And now?"), [Optional()])
    extras_choice = RadioField(_l("Something is missing. And now?"), [Optional()])

    def offer(self, checks: Iterable[Check], prices: Mapping[str, int], preselected: Choice | None) -> None:
        """Leave out what did not go along, and name the price of each loss."""
        self.files.choices = choices_of(Files, say)
        self.checks = list(checks)
        for check in Check:
            if check not in self.checks:
                del self._fields[check.value]
                del self._fields[f"{check.value}_choice"]
                continue
            self[check.value].choices = choices_of(FINDINGS[check], say)
            self[f"{check.value}_choice"].choices = _choices(prices.get(check.value, 0))
            if not self.is_submitted() and preselected is not None:
                self[f"{check.value}_choice"].data = str(preselected)

    @property
    def findings(self) -> dict[Check, Finding]:
        """What was seen, where it was answered."""
        return {check: Finding(self[check.value].data) for check in self.checks if self[check.value].data}

    @property
    def decisions(self) -> dict[Check, Choice]:
        """What was chosen, where it was answered."""
        named = ((check, self[f"{check.value}_choice"].data) for check in self.checks)
        return {check: Choice(chosen) for check, chosen in named if chosen}


def _choices(price_cents: int) -> list[tuple[str, str]]:
    """Keep the price, wait for it, or charge nothing; without a price there is nothing to keep."""
    choices = choices_of((Choice.LATER, Choice.FORGIVE), say)
    if not price_cents:
        return [(str(Choice.FORGIVE), say(Choice.FORGIVE))]
    keep = _("Keep %(amount)s", amount=round_euros(price_cents))
    return [(str(Choice.CHARGE), keep), *choices]


class LaterForm(BackForm):
    """What waited: it was brought, or it is kept with a reason."""

    brought = RadioField(_l("Was it brought?"), [Needed(_l("Choose one of the answers."))])
    because = StringField(_l("Why is it kept?"), [Length(max=300)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name both answers."""
        super().__init__(*args, **kwargs)
        self.brought.choices = [("yes", _("Yes, give it back")), ("no", _("No, keep it"))]
