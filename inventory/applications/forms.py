"""What is asked when someone asks for a laptop, and when a person decides."""

from collections.abc import Iterable
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import Length, ValidationError

from inventory.applications.assessment import Outcome
from inventory.applications.policy import Criterion, ProofKind
from inventory.applications.queries import devices_to_choose, get_service, services
from inventory.applications.states import Alternative, Purpose, ReferralChannel, RefusalReason
from inventory.applications.words import TO_THE_APPLICANT
from inventory.borrowers.forms import BorrowerForm
from inventory.devices.models import Device
from inventory.digibank.numbers import get_by_code
from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.partners.models import Partner
from inventory.wording import say


class AskingFields:
    """What an application asks beside the person: why, through whom, and what the laptop must do."""

    purpose = RadioField(
        _l("What is the laptop for?"), validators=[Needed(_l("Choose what the laptop is for."))]
    )
    channel = SelectField(_l("How did this person find us?"))
    referrer = SelectField(_l("Which service sent this person?"))
    need = TextAreaField(_l("What must the laptop be able to do?"), [Length(max=500)])

    def fill_choices(self) -> None:
        """The reader's words, and the services of this digibank."""
        self.purpose.choices = choices_of(Purpose, say)
        self.channel.choices = choices_of(ReferralChannel, say)
        self.referrer.choices = [("", str(_l("None, or not known"))), *_service_choices()]

    def asked(self) -> dict[str, Any]:
        """What was filled in, as `actions.apply` takes it."""
        return {
            "purpose": Purpose(self.purpose.data),
            "channel": ReferralChannel(self.channel.data),
            "referrer": chosen_service(self.referrer.data),
            "note": self.need.data or "",
        }


class ApplicationForm(AskingFields, HouseForm):
    """Someone we know asks."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Fill the choices in the reader's language."""
        super().__init__(*args, **{"channel": ReferralChannel.UNKNOWN.value, **options})
        self.fill_choices()


class NewApplicantForm(AskingFields, BorrowerForm):
    """Someone new asks: the person and the application on one screen."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Fill the choices in the reader's language."""
        super().__init__(*args, **{"channel": ReferralChannel.UNKNOWN.value, **options})
        self.fill_choices()


class VouchForm(HouseForm):
    """Which service sent this person and looked at the conditions."""

    referrer = SelectField(_l("Which service?"), validators=[Needed(_l("Choose the service."))])

    def __init__(self, *args: Any, **options: Any) -> None:
        """The services of this digibank."""
        super().__init__(*args, **options)
        self.referrer.choices = _service_choices()


class AnswerForm(HouseForm):
    """One question; each answer is a button. `met:card` says which proof was seen."""

    answer = SelectField(_l("Answer"), validators=[Needed(_l("Choose one answer."))])

    def __init__(self, criterion: Criterion, *args: Any, **options: Any) -> None:
        """One yes for each proof that this question takes, no, and yes but not here."""
        super().__init__(*args, **options)
        proofs = [str(proof) for proof in criterion.proofs] or [""]
        values = [f"{Outcome.MET}:{proof}" for proof in proofs]
        self.answer.choices = [(value, value) for value in (*values, Outcome.NOT_MET, Outcome.NOT_SHOWN)]

    def heard(self) -> tuple[Outcome, ProofKind | None]:
        """What the button said."""
        outcome, _colon, proof = str(self.answer.data).partition(":")
        return Outcome(outcome), ProofKind(proof) if proof else None


class DeviceForm(HouseForm):
    """Which device is set apart; the one that stands ready longest comes first."""

    device = RadioField(_l("Which laptop?"), validate_choice=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Every device that may go."""
        super().__init__(*args, **options)
        self.device.choices = [(str(device.code), _told(device)) for device in devices_to_choose()]

    def chosen(self) -> Device | None:
        """The chosen device; one that another desk took meanwhile is refused by the deed, with its reason."""
        return get_by_code(Device, self.device.data) if self.device.data else None


class ChooseDeviceForm(DeviceForm):
    """Here a choice is the whole point."""

    device = RadioField(
        _l("Which laptop?"), validators=[Needed(_l("Choose a laptop."))], validate_choice=False
    )


class ApproveForm(DeviceForm):
    """A yes, with or without a device, and a motive where the answers point elsewhere."""

    reason = TextAreaField(_l("Why do you approve all the same?"), [Length(max=500)])


class RefuseForm(HouseForm):
    """A no: why, in words for the applicant, and another way."""

    why = RadioField(_l("Why is it not possible now?"), validators=[Needed(_l("Choose a reason."))])
    reason = TextAreaField(_l("In other words"), [Length(max=500)])
    alternative = RadioField(
        _l("What is possible?"),
        validators=[Needed(_l("Choose what is possible."))],
        default=str(Alternative.DIGIPUNT),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Reasons and other ways in the reader's words."""
        super().__init__(*args, **options)
        self.why.choices = choices_of(RefusalReason, say)
        self.alternative.choices = choices_of(Alternative, say)

    def validate_reason(self, field: Any) -> None:
        """What we have no sentence for is written by a person."""
        has_a_sentence = self.why.data in set(TO_THE_APPLICANT)
        if not has_a_sentence and not (field.data or "").strip():
            raise ValidationError(str(_l("Write the reason in plain words. The applicant reads it.")))

    def told(self, language: str) -> str:
        """What the applicant reads, in their language."""
        if own := (self.reason.data or "").strip():
            return own
        with force_locale(language):
            return str(TO_THE_APPLICANT[RefusalReason(self.why.data)])


def chosen_service(text: str | None) -> Partner | None:
    """The service with this id in a form, None when none was chosen."""
    return get_service(int(text)) if text and text.isdigit() and len(text) < 10 else None


def _service_choices() -> Iterable[tuple[str, str]]:
    return [(str(partner.id), partner.name) for partner in services()]


def _told(device: Device) -> str:
    parts = [device.spoken, device.name]
    if device.memory_mb:
        parts.append(f"{round(device.memory_mb / 1024)} GB")
    if device.grade:
        parts.append(say(device.grade))
    return " · ".join(parts)
