"""Labels before there are laptops: make numbers for a roll, and print those that are on nothing yet."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, g, redirect, url_for
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import NumberRange

from inventory.devices import blanks
from inventory.devices.models import BlankLabel
from inventory.foundation.clock import now
from inventory.foundation.forms import HouseForm, Needed
from inventory.foundation.web import needs, page, told_on
from inventory.permissions import Permission

room = Blueprint("blank_labels", __name__, url_prefix="/<digibank>/blank-labels")


class RollForm(HouseForm):
    """How many labels a roll gets."""

    count = IntegerField(
        _l("How many labels?"),
        default=40,
        validators=[
            Needed(_l("Type a number.")),
            NumberRange(1, blanks.MOST, _l("Choose a number from 1 to %(max)s.")),
        ],
    )


@room.route("/", methods=["GET", "POST"])
@needs(Permission.LABEL_PRINT)
def index() -> Any:
    """Make numbers, and then choose the paper as for any label."""
    form = RollForm()
    if form.validate_on_submit():
        with told_on(form):
            made = blanks.reserve(g.actor, form.count.data or 0, now=now())
            return redirect(_print(made), 303)
    waiting = blanks.waiting()
    return page(
        "inventory/portal/blank_labels.html",
        form=form,
        count=blanks.count_waiting(),
        print_url=_print(waiting) if waiting else "",
    )


def _print(labels: Sequence[BlankLabel]) -> str:
    return url_for("labels.choose", codes=",".join(str(label.code) for label in labels))
