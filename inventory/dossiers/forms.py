"""What is asked about the proof of a whole lot."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

from inventory.dossiers.paper import LOCALES
from inventory.foundation.forms import HouseForm

#: each language in its own words, as at the top of every page
TONGUES = {"nl": "Nederlands", "fr": "Français", "en": "English"}


class IssueForm(HouseForm):
    """May what is not done stay out? Asked only while something is not done."""

    with_open = BooleanField(
        _l("What is not done may stay out. It stands on the certificate as not attested.")
    )


class DossierForm(HouseForm):
    """In which language."""

    tongue = SelectField(_l("Language of the papers"))

    def __init__(self, *args: Any, **options: Any) -> None:
        """Every language that papers are printed in."""
        super().__init__(*args, **options)
        self.tongue.choices = [(locale, TONGUES[locale]) for locale in LOCALES]
