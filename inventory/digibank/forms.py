"""What is asked when founding a digibank, inviting people and changing settings."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import Email, Length, Optional

from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.permissions import Role
from inventory.wording import say

_EMAIL = Email(message=_l("This is not an e-mail address. Look at the part around the @."))
LANGUAGES = [("nl", "Nederlands"), ("fr", "Français"), ("en", "English")]


class SetUpForm(HouseForm):
    """Found the first digibank, with its first coordinator."""

    name = StringField(
        _l("Name of the digibank"), [Needed(_l("Fill in the name of the digibank.")), Length(max=120)]
    )
    slug = StringField(
        _l("Short name, for the web address"),
        [Needed(_l("Choose a short name, like “gent”.")), Length(max=40)],
    )
    phone = StringField(
        _l("Phone number, for the labels"), [Needed(_l("Fill in the phone number.")), Length(max=40)]
    )
    municipality = StringField(_l("Municipality"), [Needed(_l("Fill in the municipality.")), Length(max=80)])
    locale = SelectField(_l("Language"), choices=LANGUAGES)
    coordinator_name = StringField(_l("Your name"), [Needed(_l("Fill in your name.")), Length(max=80)])
    email = StringField(
        _l("Your e-mail address"), [Needed(_l("Fill in your e-mail address.")), _EMAIL, Length(max=254)]
    )
    password = PasswordField(_l("Choose a password"), [Needed(_l("Choose a password.")), Length(max=200)])


class InviteForm(HouseForm):
    """Invite someone by e-mail."""

    email = StringField(
        _l("E-mail address"), [Needed(_l("Fill in the e-mail address.")), _EMAIL, Length(max=254)]
    )
    role = SelectField(_l("Role"))

    def __init__(self, *args: Any, **options: Any) -> None:
        """The roles in the reader's language; donors and referrers come in through their organisation."""
        super().__init__(*args, **options)
        roles = [role for role in Role if role not in (Role.DONOR, Role.REFERRER)]
        self.role.choices = choices_of(roles, say)


class CodeForm(HouseForm):
    """The code that one's phone shows now."""

    code = StringField(
        _l("Code of six digits"), [Needed(_l("Type the code from your phone.")), Length(max=20)]
    )


class AcceptForm(HouseForm):
    """Take up an invitation with a new account."""

    name = StringField(_l("Your name"), [Needed(_l("Fill in your name.")), Length(max=80)])
    password = PasswordField(_l("Choose a password"), [Needed(_l("Choose a password.")), Length(max=200)])
    locale = SelectField(_l("Language"), choices=LANGUAGES)


class SettingsForm(HouseForm):
    """What a digibank says of itself."""

    name = StringField(
        _l("Name of the digibank"), [Needed(_l("Fill in the name of the digibank.")), Length(max=120)]
    )
    phone = StringField(
        _l("Phone number, for the labels"), [Needed(_l("Fill in the phone number.")), Length(max=40)]
    )
    email = StringField(_l("E-mail address"), [Optional(), _EMAIL, Length(max=254)])
    street = StringField(_l("Street and number"), [Length(max=120)])
    postcode = StringField(_l("Postcode"), [Length(max=10)])
    municipality = StringField(_l("Municipality"), [Needed(_l("Fill in the municipality.")), Length(max=80)])
    enterprise_number = StringField(_l("Enterprise number"), [Length(max=20)])
    reuse_centre = StringField(_l("Who wipes and repairs"), [Length(max=120)])
    locale = SelectField(_l("Language of papers"), choices=LANGUAGES)


class AccountForm(HouseForm):
    """One's own name and language."""

    name = StringField(_l("Your name"), [Needed(_l("Fill in your name.")), Length(max=80)])
    locale = SelectField(_l("Language"), choices=LANGUAGES)


class TokenForm(HouseForm):
    """A key for a machine."""

    name = StringField(_l("What is it for?"), [Needed(_l("Say what this token is for.")), Length(max=80)])
