"""Draws the style guide: the page on which every part of templates/_kit stands once."""

import re
from datetime import date
from pathlib import Path
from typing import Any

from flask import flash, g, render_template
from flask_login import login_user
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from inventory.digibank.models import Digibank, User
from inventory.foundation.charts import Point, line_chart
from inventory.foundation.database import db
from inventory.foundation.forms import HouseForm, Needed, UploadField
from inventory.foundation.offers import NextStep
from inventory.foundation.tenancy import inside
from inventory.journey import Stage

HERE = Path(__file__).parent
TOP = HERE.parents[1]


def names_in(sprite: str) -> list[str]:
    """Every picture in `icons.svg` or `pictograms.svg`."""
    return re.findall(r'<symbol id="([^"]+)"', (TOP / "static" / "src" / sprite).read_text(encoding="utf-8"))


class EveryField(HouseForm):
    """One of each kind of question."""

    how = RadioField(
        "How does Mariam pay?", choices=[("cash", "Cash"), ("card", "Card or QR"), ("later", "Later")]
    )
    name = StringField("Name", [Needed("Fill in the name.")], description="First and last name")
    place = SelectField("Place", choices=[("a", "Shelf 1"), ("b", "Shelf 2")])
    note = TextAreaField("Note")
    price = StringField("Price")
    agreed = BooleanField("I read it aloud")
    several = SelectMultipleField(
        "What goes along?",
        choices=[("m", "Mouse"), ("b", "Bag")],
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    screen = RadioField("Screen", choices=[("fine", "In order"), ("wear", "Wear"), ("broken", "Broken")])
    keys = RadioField("Keys", choices=[("fine", "In order"), ("wear", "Wear"), ("broken", "Broken")])
    logs = UploadField("Logs", max_bytes=1_000_000, kinds=(".log", ".pdf"))
    drawn = StringField("Signature")
    typed = StringField("Or type the name")
    on_paper = BooleanField("Signed on paper")


def draw_every_part(app: Any, world: Any, lang: str, sent: dict[str, str] | None = None) -> str:
    """The page as Fatima sees it; with `sent`, as it comes back after a form that was not fine."""
    kept = app.jinja_loader
    app.jinja_loader = ChoiceLoader([kept, FileSystemLoader(HERE / "templates")])
    method = "POST" if sent is not None else "GET"
    request = app.test_request_context(f"/gent/today/?lang={lang}", method=method, data=sent)
    try:
        with request, inside(world.gent):
            login_user(db.session.get_one(User, world.fatima.user_id))
            g.actor, g.digibank, g.slug = world.fatima.actor, db.session.get_one(Digibank, world.gent), "gent"
            return render_template("every_part.html", form=_form(sent), **_things())
    finally:
        app.jinja_loader = kept


def _form(sent: dict[str, str] | None) -> EveryField:
    form = EveryField()
    if sent is not None:
        form.validate()
        form.form_errors.append("This laptop is not wiped yet.")
        flash("Saved.", "done")
        flash("Not saved.", "problem")
    return form


def _things() -> dict[str, Any]:
    return {
        "chart": line_chart([Point("jan", 3000), Point("feb", 12050)]),
        "stages": list(Stage),
        "today": date(2026, 3, 10),
        "pictograms": names_in("pictograms.svg"),
        "icons": names_in("icons.svg"),
        "steps": [
            NextStep("Hand over", "devices.index", {}, True, "hand"),
            NextStep("Move", "devices.index", {}, False, "rack", True),
        ],
    }
