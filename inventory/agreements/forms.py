"""What is asked about an agreement, its signature and its text."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from inventory.agreements.actions import Terms
from inventory.agreements.models import Agreement
from inventory.agreements.rules import AgreementKind, Minimum
from inventory.agreements.scans import MOST_BYTES
from inventory.agreements.texts import LOCALES
from inventory.foundation.forms import HouseForm, InkField, Needed, UploadField, choices_of
from inventory.partners.models import Partner
from inventory.wording import say

#: each language by its own name
_TONGUES = {"nl": "Nederlands", "fr": "Français", "en": "English"}


class TermsForm(HouseForm):
    """What two sides agree on, apart from the text."""

    minimum = RadioField(_l("The least that a wipe must reach"))
    valid_from = DateField(_l("First day"), [Needed(_l("Fill in the first day."))])
    valid_until = DateField(_l("Last day"), [Optional()])
    language = RadioField(_l("In which language do you sign?"))

    def __init__(self, **given: Any) -> None:
        """Say the categories and the languages."""
        super().__init__(**given)
        self.minimum.choices = choices_of(Minimum, say)
        self.language.choices = [(locale, _TONGUES[locale]) for locale in LOCALES]

    def told(self) -> Terms:
        """What was filled in."""
        first = self.valid_from.data
        assert first is not None
        return Terms(Minimum(self.minimum.data), first, self.valid_until.data, self.language.data)


class NewForm(TermsForm):
    """A new agreement: of which kind, with whom, on what."""

    kind = RadioField(_l("What do you agree on?"))
    partner = SelectField(_l("With whom?"), coerce=int)

    def __init__(self, partners: Sequence[Partner], **given: Any) -> None:
        """Offer these partners."""
        super().__init__(**given)
        self.kind.choices = choices_of(AgreementKind, say)
        self.partner.choices = [(partner.id, partner.name) for partner in partners]


class _SignerForm(HouseForm):
    """Who signs for the giver."""

    by = StringField(_l("Who signs for the donor?"), [Needed(_l("Fill in the name.")), Length(max=80)])
    function = StringField(
        _l("What is their function?"), [Needed(_l("Fill in the function, such as director.")), Length(max=80)]
    )


class SignForm(_SignerForm):
    """Someone signs on the screen."""

    signature = InkField(_l("Signature"))


class BringForm(_SignerForm):
    """A paper that was signed elsewhere."""

    signed_on = DateField(
        _l("On which day was it signed?"), [Needed(_l("Fill in the day under the signature."))]
    )
    paper = UploadField(_l("The signed paper as PDF"), max_bytes=MOST_BYTES, kinds=(".pdf",))

    def __init__(self, **given: Any) -> None:
        """The paper is what it is about."""
        super().__init__(**given)
        self.paper.flags.required = True

    def validate_paper(self, field: Any) -> None:
        """Something must be there."""
        if not field.content and not field.errors:
            raise ValidationError(_("Choose a file first."))


class EndForm(HouseForm):
    """An agreement ends."""

    reason = StringField(
        _l("Why does it end?"), [Needed(_l("Say in a few words why it ends.")), Length(max=300)]
    )


class ClauseForm(HouseForm):
    """What this digibank adds to the text."""

    clause = TextAreaField(_l("Your own clause"), [Length(max=3000)])


def filled_from(agreement: Agreement) -> dict[str, Any]:
    """A draft as the form shows it."""
    return {
        "minimum": str(agreement.minimum),
        "valid_from": agreement.valid_from,
        "valid_until": agreement.valid_until,
        "language": agreement.locale,
    }
