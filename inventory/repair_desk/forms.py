"""What is asked at the repair desk."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Email, Length, NumberRange, Optional

from inventory.digibank.forms import LANGUAGES
from inventory.foundation.forms import HouseForm, InkField, Needed, UploadField, choices_of
from inventory.repair_desk.rules import FEWEST_DAYS, MOST_DAYS, DataWish, Payment
from inventory.wording import say


class TicketForm(HouseForm):
    """Whose laptop it is, what is wrong, and what the owner signs."""

    first_name = StringField(_l("First name"), [Needed(_l("Fill in the first name.")), Length(max=60)])
    last_name = StringField(_l("Last name"), [Length(max=60)])
    phone = StringField(_l("Phone number"), [Length(max=40)])
    email = StringField(
        _l("Mail address"), [Optional(), Email(_l("This is not a mail address.")), Length(max=254)]
    )
    locale = SelectField(_l("Language"), choices=LANGUAGES)
    what = StringField(
        _l("Which laptop?"),
        [Needed(_l("Fill in the maker or the model.")), Length(max=120)],
        description=_l("Maker and model."),
    )
    complaint = TextAreaField(
        _l("What is wrong?"),
        [Needed(_l("Fill in what is wrong.")), Length(max=500)],
        description=_l("Never write the password down. The owner types it."),
    )
    accessories = StringField(
        _l("What comes along?"), [Length(max=200)], description=_l("Charger, bag, mouse.")
    )
    damage = StringField(_l("Damage that you see now"), [Length(max=300)])
    photo = UploadField(
        _l("Photo of the damage"), max_bytes=15_000_000, kinds=("image/jpeg", "image/png", "image/webp")
    )
    data_wish = RadioField(_l("What about the data?"), [Needed(_l("Choose what happens with the data."))])
    appointment_at = DateTimeLocalField(
        _l("Comes on"),
        [Optional()],
        description=_l("Only for an appointment. Leave it empty when the laptop is here."),
    )
    signature = InkField(_l("The owner signs the terms"))
    on_paper = BooleanField(_l("Signed on paper"))
    erase_signature = InkField(_l("The owner signs that all data may be erased"))
    erase_on_paper = BooleanField(_l("Signed on paper: all data may be erased"))

    def __init__(self, *args: Any, **options: Any) -> None:
        """What may be wished for the data."""
        super().__init__(*args, **options)
        self.data_wish.choices = choices_of(DataWish, say)


class ArriveForm(HouseForm):
    """Whoever had an appointment is here, and signs."""

    data_wish = RadioField(_l("What about the data?"), [Needed(_l("Choose what happens with the data."))])
    signature = InkField(_l("The owner signs the terms"))
    on_paper = BooleanField(_l("Signed on paper"))
    erase_signature = InkField(_l("The owner signs that all data may be erased"))
    erase_on_paper = BooleanField(_l("Signed on paper: all data may be erased"))

    def __init__(self, *args: Any, **options: Any) -> None:
        """What may be wished for the data."""
        super().__init__(*args, **options)
        self.data_wish.choices = choices_of(DataWish, say)


class AskForm(HouseForm):
    """What would be done, before anything costs money."""

    needed = StringField(
        _l("What does it need?"), [Needed(_l("Say what it needs.")), Length(max=300)],
        description=_l("For example: a new battery. The desk looks up the price and asks the owner."),
    )  # fmt: skip


class PartForm(HouseForm):
    """For which part it waits."""

    part = StringField(_l("Which part?"), [Needed(_l("Say which part.")), Length(max=120)])


class DoneForm(HouseForm):
    """What was done, for the owner."""

    done = StringField(
        _l("What did you do?"), [Needed(_l("Say what you did, in a few words.")), Length(max=500)],
        description=_l("The owner reads this."),
    )  # fmt: skip


class PriceForm(HouseForm):
    """What the parts cost."""

    price = StringField(_l("Price of the parts in euro"), [Needed(_l("Fill in the price.")), Length(max=12)])


class PayForm(HouseForm):
    """What the owner pays now."""

    payment = RadioField(_l("For what?"), [Needed(_l("Choose for what."))])
    amount = StringField(_l("Amount in euro"), [Needed(_l("Fill in the amount.")), Length(max=12)])
    way = RadioField(
        _l("How?"),
        [Needed(_l("Choose how it is paid."))],
        choices=[("cash", _l("In cash")), ("card", _l("By card"))],
    )
    slip = StringField(_l("Number on the slip"), [Length(max=40)])

    def __init__(self, *args: Any, **options: Any) -> None:
        """For parts, or what they can spare."""
        super().__init__(*args, **options)
        self.payment.choices = choices_of(Payment, say)


class FetchForm(HouseForm):
    """Who fetches it, and signs."""

    who = RadioField(
        _l("Who fetches it?"), [Needed(_l("Choose who fetches it."))],
        choices=[("owner", _l("The owner")), ("other", _l("Someone else"))],
    )  # fmt: skip
    by = StringField(_l("Name of who fetches it"), [Length(max=80)])
    signature = InkField(_l("Who fetches it signs"))
    on_paper = BooleanField(_l("Signed on paper"))


class RecycleForm(HouseForm):
    """The owner gives the laptop up."""

    signature = InkField(
        _l("The owner signs: my laptop may be recycled, its data are erased or destroyed first")
    )
    on_paper = BooleanField(_l("Signed on paper"))


class TermsForm(HouseForm):
    """The digibank's own terms, and for how long whose laptop it was is known."""

    terms_nl = TextAreaField(_l("Terms in Dutch"), [Length(max=3000)])
    terms_fr = TextAreaField(_l("Terms in French"), [Length(max=3000)])
    terms_en = TextAreaField(_l("Terms in English"), [Length(max=3000)])
    forget_after_days = IntegerField(
        _l("Forget the owner after how many days?"),
        [
            Needed(_l("Fill in a number of days.")),
            NumberRange(FEWEST_DAYS, MOST_DAYS, message=_l("Fill in a number between 7 and 365.")),
        ],
    )
