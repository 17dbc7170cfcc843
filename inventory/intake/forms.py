"""What is asked about a lot, at the door, and of a list."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput

from inventory.agreements.rules import Minimum
from inventory.foundation.forms import (
    HouseForm,
    InkField,
    Needed,
    UploadField,
    choices_of,
    clean_file_name,
    read_at_most,
)
from inventory.foundation.money import NotAnAmount, cents_from
from inventory.intake.findings import Finding, RefusedBecause
from inventory.intake.hardware import reading
from inventory.intake.lists import MOST_BYTES, MOST_ROWS
from inventory.intake.locks import BatterySeen, Criterion, Damage, Lock, Outcome
from inventory.intake.models import Confidentiality, Lot, LotKind
from inventory.intake.reporting import MOST_FILES
from inventory.intake.rows import ListField
from inventory.partners.models import Contact, Partner
from inventory.wording import say

_COUNT = [Optional(), NumberRange(0, MOST_ROWS, message=_l("Fill in a number from 0 to 10,000."))]


class LotForm(HouseForm):
    """What was promised, by whom."""

    kind = RadioField(_l("How do these devices come to us?"))
    partner = SelectField(_l("From whom?"), coerce=int)
    contact = SelectField(_l("Whom do we call about it?"), coerce=int)
    expected_count = IntegerField(_l("How many devices?"), _COUNT)
    invoice_number = StringField(_l("Invoice number"), [Length(max=60)])
    price = StringField(_l("Price of the whole lot, VAT included"), [Length(max=20)])
    funding_source = StringField(_l("Who pays?"), [Length(max=120)])
    confidentiality = SelectField(_l("How confidential are the data on them?"), default="")
    asked_minimum = SelectField(_l("What does the giver ask of a wipe, at least?"), default="")
    sealed = BooleanField(_l("They come new, in the maker's sealed boxes"))
    note = TextAreaField(_l("Remark"), [Length(max=1000)])

    def __init__(
        self, partners: Sequence[Partner], contacts: Sequence[Contact], *, sees_money: bool, **given: Any
    ) -> None:
        """Offer these partners and their people; what it cost is asked of whoever may see money."""
        super().__init__(**given)
        if not sees_money:
            del self.price, self.funding_source
        self.kind.choices = choices_of(LotKind, say)
        self.confidentiality.choices = [("", _("nobody said")), *choices_of(Confidentiality, say)]
        self.asked_minimum.choices = [("", _("nothing besides what was agreed")), *choices_of(Minimum, say)]
        self.partner.choices = [(partner.id, partner.name) for partner in partners]
        names = {partner.id: partner.name for partner in partners}
        self.contact.choices = [(0, "–")] + [
            (contact.id, f"{contact.name} ({names[contact.partner_id]})")
            for contact in contacts
            if contact.partner_id in names
        ]

    def validate_price(self, field: Any) -> None:
        """Euros and cents, or nothing."""
        try:
            self.price_cents = cents_from(field.data) if field.data else None
        except NotAnAmount as refusal:
            raise ValidationError(say(refusal)) from None

    def told(self) -> dict[str, Any]:
        """What was filled in; what belongs to a purchase only when it is one."""
        bought = self.kind.data == LotKind.PURCHASE
        money = (
            {
                "price_cents": self.price_cents if bought else None,
                "funding_source": (self.funding_source.data or "") if bought else "",
            }
            if self.price
            else {}
        )
        return {
            **money,
            "expected_count": self.expected_count.data,
            "note": self.note.data or "",
            "confidentiality": _one_of(Confidentiality, self.confidentiality.data) if not bought else None,
            "asked_minimum": _one_of(Minimum, self.asked_minimum.data) if not bought else None,
            "invoice_number": (self.invoice_number.data or "") if bought else "",
            "sealed": bool(self.sealed.data) if bought else False,
        }


def _one_of(enum: type[StrEnum], chosen: str | None) -> StrEnum | None:
    return enum(chosen) if chosen else None


class ReceiveForm(HouseForm):
    """One laptop at the door."""

    scanned = StringField(_l("Scan the serial number"), [Length(max=80)])
    #: the blank label that was scanned first, and is on the laptop already
    label = HiddenField()
    is_sure = BooleanField(_l("The maker printed it: it really is the serial number"))
    unreadable = BooleanField(_l("The number cannot be read"))
    same = RadioField(_l("Same model as just now?"))
    maker = StringField(_l("Maker"), [Length(max=80)])
    model = StringField(_l("Model"), [Length(max=120)])
    findings = SelectMultipleField(_l("Do you see anything?"), option_widget=CheckboxInput())

    def __init__(self, models: Sequence[tuple[str, str]], **given: Any) -> None:
        """Offer the last models; without any there is only another one."""
        super().__init__(**given)
        self.same.choices = [(f"{maker}||{model}", f"{maker} {model}".strip()) for maker, model in models]
        self.same.choices.append(("", _("Another model")))
        self.findings.choices = choices_of(Finding, say)
        if self.same.data is None:
            self.same.data = self.same.choices[0][0]

    def model_told(self) -> dict[str, str]:
        """Maker and model, as chosen or as typed."""
        if self.same.data:
            maker, _bar, model = self.same.data.partition("||")
            return {"maker": maker, "model": model}
        return {"maker": self.maker.data or "", "model": self.model.data or ""}

    def findings_told(self) -> list[Finding]:
        """What was tapped."""
        return [Finding(word) for word in self.findings.data or ()]


class SignForm(HouseForm):
    """The giver hands over."""

    by = StringField(_l("Who hands it over?"), [Needed(_l("Fill in the name.")), Length(max=80)])
    chargers = IntegerField(_l("How many chargers are in the crate?"), _COUNT)
    counted = IntegerField(_l("How many devices do you count?"), _COUNT)
    seals = StringField(_l("Numbers of seals and boxes"), [Length(max=200)])
    signature = InkField(_l("Signature of who gives"))
    taken = InkField(_l("Signature of who takes, for the digibank"))
    on_paper = BooleanField(_l("Signed on paper"))


class AcceptForm(HouseForm):
    """Yes to a gift that its giver announced."""

    comes_on = DateField(_l("On which day?"), [Optional()])


class DeclineForm(HouseForm):
    """A gift that was announced does not go ahead."""

    reason = StringField(
        _l("Why does it not go ahead?"),
        [Needed(_l("Say why, in a few words.")), Length(max=300, message=_l("Use at most 300 characters."))],
    )


class RefuseForm(HouseForm):
    """A laptop goes back at the door."""

    because = RadioField(_l("Why does it go back?"), [Needed(_l("Choose a reason."))])
    reason = StringField(_l("In your own words"), [Length(max=200)])

    def __init__(self, **given: Any) -> None:
        """Say the reasons in the reader's language."""
        super().__init__(**given)
        self.because.choices = choices_of(RefusedBecause, say)


#: a photo of a phone
_MOST_PHOTO = 15_000_000
_CHARGER = {"yes": True, "no": False, "": None}


class InspectForm(HouseForm):
    """What is seen of a laptop, and what becomes of it."""

    criteria = SelectMultipleField(_l("Why can it not be used again?"), option_widget=CheckboxInput())
    damage = SelectMultipleField(_l("What is broken or missing?"), option_widget=CheckboxInput())
    locks = SelectMultipleField(_l("Which lock is on it?"), option_widget=CheckboxInput())
    charger = RadioField(_l("Is there a charger with it?"), default="")
    battery = RadioField(_l("How does the battery look?"), default="")
    note = StringField(_l("In your own words"), [Length(max=300)])
    photo = UploadField(
        _l("Photo of the damage"), max_bytes=_MOST_PHOTO, kinds=("image/jpeg", "image/png", "image/webp")
    )
    outcome = RadioField(_l("What becomes of it?"), [Needed(_l("Choose one."))])
    because = RadioField(_l("Why does it go back?"), default="")

    def __init__(self, **given: Any) -> None:
        """Say the choices in the reader's language."""
        super().__init__(**given)
        self.criteria.choices = choices_of(Criterion, say)
        self.damage.choices = choices_of(Damage, say)
        self.locks.choices = [(str(lock), say(lock)) for lock in Lock if lock is not Lock.UNKNOWN]
        self.charger.choices = [("yes", _("Yes")), ("no", _("No")), ("", _("Not looked at"))]
        self.battery.choices = [*choices_of(BatterySeen, say), ("", _("Not looked at"))]
        self.outcome.choices = choices_of(Outcome, say)
        self.because.choices = [("", "–"), *choices_of(RefusedBecause, say)]

    def validate_because(self, field: Any) -> None:
        """What goes back needs a reason, for its giver hears it."""
        if self.outcome.data == Outcome.BACK and not field.data:
            raise ValidationError(_("Choose a reason."))

    def told(self) -> dict[str, Any]:
        """What was tapped."""
        return {
            "criteria": [Criterion(one) for one in self.criteria.data or ()],
            "damage": [Damage(one) for one in self.damage.data or ()],
            "locks": [Lock(one) for one in self.locks.data or ()],
            "charger": _CHARGER[self.charger.data or ""],
            "battery": BatterySeen(self.battery.data) if self.battery.data else None,
            "note": (self.note.data or "").strip(),
            "outcome": Outcome(self.outcome.data),
        }


class ListUploadForm(HouseForm):
    """A giver's list."""

    list = UploadField(
        _l("List as CSV or Excel"), max_bytes=MOST_BYTES, kinds=(".csv", ".txt", ".tsv", ".xlsx")
    )

    def validate_list(self, field: Any) -> None:
        """Something must be there."""
        if not field.content and not field.errors:
            raise ValidationError(_("Choose a file first."))

    @property
    def sent(self) -> bytes:
        """The file's bytes, once the form was found in order."""
        return self.list.content or b""


class ColumnsForm(HouseForm):
    """What the columns of a list mean."""

    headed = BooleanField(_l("The first row holds headings"))
    serial = SelectField(_l("Serial number"), coerce=int)
    maker = SelectField(_l("Maker"), coerce=int)
    model = SelectField(_l("Model"), coerce=int)
    donor_asset_number = SelectField(_l("The giver's own number"), coerce=int)
    processor = SelectField(_l("Processor"), coerce=int)
    memory = SelectField(_l("Memory"), coerce=int)

    def __init__(self, columns: Sequence[str], **given: Any) -> None:
        """Offer the columns by their headings."""
        super().__init__(**given)
        choices = [(-1, _("not in the list")), *enumerate(columns)]
        for field in ListField:
            self[str(field)].choices = choices

    def told(self) -> dict[ListField, int]:
        """Which column holds what."""
        return {field: self[str(field)].data for field in ListField if self[str(field)].data >= 0}


class ConfirmForm(HouseForm):
    """Yes to a report that was shown."""

    seal = HiddenField()


class ReportsForm(HouseForm):
    """Hardware reports, several at once."""

    reports = MultipleFileField(_l("Hardware reports"))

    def validate_reports(self, field: Any) -> None:
        """Read every file, and no more than allowed."""
        self.files: list[tuple[str, bytes]] = []
        sent = [file for file in field.data or () if getattr(file, "filename", "")]
        if not sent:
            raise ValidationError(_("Choose a file first."))
        if len(sent) > MOST_FILES:
            raise ValidationError(_("Send at most %(most)s files at once.", most=MOST_FILES))
        for file in sent:
            name = clean_file_name(file.filename)
            content = read_at_most(file.stream.read, reading.MOST_BYTES)
            file.close()
            if content is None:
                size = reading.MOST_BYTES // 2**20
                raise ValidationError(
                    _("%(name)s is too large. Send at most %(size)s MB.", name=name, size=size)
                )
            self.files.append((name, content))


def filled_from(lot: Lot) -> dict[str, Any]:
    """A lot as the form shows it."""
    cents = lot.price_cents
    return {
        "kind": str(lot.kind),
        "partner": lot.partner_id,
        "contact": lot.contact_id or 0,
        "expected_count": lot.expected_count,
        "invoice_number": lot.invoice_number,
        "price": "" if cents is None else f"{cents // 100},{cents % 100:02d}",
        "funding_source": lot.funding_source,
        "sealed": lot.sealed,
        "confidentiality": str(lot.confidentiality or ""),
        "asked_minimum": str(lot.asked_minimum or ""),
        "note": lot.note,
    }
