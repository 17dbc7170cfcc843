"""What is asked of a borrower. Little, and each question says why where that is not plain."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Email, Length, Optional, ValidationError

from inventory.borrowers.actions import Details
from inventory.borrowers.models import Borrower
from inventory.borrowers.queries import who_looks_like
from inventory.borrowers.rules import (
    ContactChannel,
    Language,
    Likeness,
    NotAPhone,
    Person,
    WaiverReason,
    phone_number,
)
from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.wording import say


def four_digits(_form: Any, field: Any) -> None:
    """A year as four plain digits, or nothing."""
    text = (field.data or "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) == 4):
        raise ValidationError(str(_l("Type the year in four digits, like 1984.")))


class BorrowerForm(HouseForm):
    """Who someone is and how to reach them."""

    first_name = StringField(_l("First name"), [Needed(_l("Fill in the first name.")), Length(max=80)])
    last_name = StringField(_l("Last name"), [Length(max=80)])
    phone = StringField(_l("Phone number"), [Length(max=40)])
    street = StringField(_l("Street and number"), [Length(max=120)])
    municipality = StringField(_l("Municipality"), [Needed(_l("Fill in the municipality.")), Length(max=80)])
    postcode = StringField(_l("Postcode"), [Length(max=10)])
    birth_year = StringField(_l("Year of birth"), [four_digits])
    language = SelectField(_l("Speaks best"))
    contact_channel = SelectField(_l("Reach this person by"))
    email = StringField(
        _l("E-mail address"),
        [
            Optional(),
            Email(message=_l("This is not an e-mail address. Look at the part around the @.")),
            Length(max=254),
        ],
    )
    note = TextAreaField(_l("Good to know"), [Length(max=500)])
    #: the code of whoever was proposed and is someone else
    someone_else = HiddenField()

    def __init__(self, *args: Any, **options: Any) -> None:
        """The languages and channels in the reader's words."""
        super().__init__(*args, **options)
        self.language.choices = choices_of(Language, say)
        self.contact_channel.choices = choices_of(ContactChannel, say)

    def details(self) -> Details:
        """What was filled in, as the actions take it."""
        year = (self.birth_year.data or "").strip()
        return Details(
            first_name=self.first_name.data or "",
            last_name=self.last_name.data or "",
            birth_year=int(year) if year else None,
            street=self.street.data or "",
            postcode=self.postcode.data or "",
            municipality=self.municipality.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            language=Language(self.language.data),
            contact_channel=ContactChannel(self.contact_channel.data),
            note=self.note.data or "",
        )

    def proposals(self) -> list[tuple[Borrower, Likeness]]:
        """Who may be the same person; nobody once the desk said that this is someone else."""
        if self.someone_else.data:
            return []
        told = self.details()
        try:
            phone = phone_number(told.phone)
        except NotAPhone:
            phone = ""  # the action will say so at the field
        return who_looks_like(
            Person(told.first_name, told.last_name, told.birth_year, told.postcode.strip(), phone)
        )


class StartWorkshopForm(HouseForm):
    """Followed on a day, or not needed and why."""

    answer = RadioField(_l("How does this stand?"), validators=[Needed(_l("Choose one answer."))])
    followed_on = DateField(_l("Day of the workshop"), [Optional()])

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        """Followed first, then each reason not to."""
        super().__init__(*args, **options)
        followed = ("followed", str(_l("Followed the start workshop")))
        self.answer.choices = [followed, *choices_of(WaiverReason, say)]
        self.today = today

    def validate_followed_on(self, field: Any) -> None:
        """A workshop that is still to come was not followed."""
        if self.answer.data == "followed" and (field.data is None or field.data > self.today):
            raise ValidationError(str(_l("Fill in the day, today or earlier.")))


class LivesWithForm(HouseForm):
    """With whom someone lives: the code of that person's pass."""

    who = StringField(_l("With whom?"), [Needed(_l("Choose with whom.")), Length(max=40)])


class MergeForm(HouseForm):
    """Cannot be undone, so one tick more than a button."""

    sure = BooleanField(_l("I looked at both: this is one person"))

    def validate_sure(self, field: Any) -> None:
        """The tick is the check."""
        if not field.data:
            raise ValidationError(str(_l("Tick this first. It cannot be undone.")))


class ForgetForm(HouseForm):
    """Cannot be undone, so one tick more than a button."""

    sure = BooleanField(_l("I checked that nothing has to be kept"))

    def validate_sure(self, field: Any) -> None:
        """The tick is the check."""
        if not field.data:
            raise ValidationError(str(_l("Tick this first. Forgetting cannot be undone.")))
