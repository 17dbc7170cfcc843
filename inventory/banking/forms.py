"""What is asked about a bank account, and of a file of the bank."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Length, ValidationError

from inventory.banking.actions import AccountDetails
from inventory.banking.models import PainVersion
from inventory.foundation.forms import HouseForm, Needed, UploadField, choices_of
from inventory.wording import say


class AccountForm(HouseForm):
    """An account that is there: all but its number can be put right."""

    holder_name = StringField(
        _l("Name of the holder"),
        [Needed(_l("Fill in the name, exactly as the bank writes it.")), Length(max=70)],
    )
    nickname = StringField(_l("What we call it"), [Length(max=40)])
    bic = StringField(_l("BIC"), [Length(max=20)])
    pain_version = SelectField(_l("Payment files"), [Needed()])

    def __init__(self, *args: Any, **options: Any) -> None:
        """Fill in the editions of a payment file."""
        super().__init__(*args, **options)
        self.pain_version.choices = choices_of(PainVersion, say)

    @property
    def details(self) -> AccountDetails:
        """What was filled in."""
        return AccountDetails(
            holder_name=self.holder_name.data,
            nickname=self.nickname.data or "",
            bic=self.bic.data or "",
            pain_version=PainVersion(self.pain_version.data),
        )


class NewAccountForm(AccountForm):
    """A new account, with its number."""

    iban = StringField(_l("IBAN"), [Needed(_l("Fill in the IBAN.")), Length(max=50)])


#: some 140,000 movements of CODA; what is larger goes by `leenkring bank import`
MOST_BYTES = 60_000_000


class StatementForm(HouseForm):
    """A file of the bank."""

    file = UploadField(_l("Bank statement"), max_bytes=MOST_BYTES, kinds=(".cod", ".coda", ".txt", ".xml"))

    def validate_file(self, field: Any) -> None:
        """Something must be there."""
        if field.content is None and not field.errors:
            raise ValidationError(_("Choose a file first."))

    @property
    def sent(self) -> bytes:
        """The file's bytes, once the form was found in order."""
        return self.file.content or b""
