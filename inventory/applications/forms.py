"""What is asked when someone asks for a laptop, and when a person decides."""

from collections.abc import Iterable
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from inventory.applications.assessment import Outcome
from inventory.applications.deciding import Result
from inventory.applications.policy import Criterion, Door, ExceptionRoad, LentKind, ProofKind
from inventory.applications.queries import devices_to_choose, get_service, rules_in_force, services
from inventory.applications.states import Alternative, RefusalReason, Wish
from inventory.applications.words import IN_AT_THE_DESK, ONE_OF, TO_THE_APPLICANT
from inventory.borrowers.forms import BorrowerForm
from inventory.contacts.rules import Purpose, ReferralChannel
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
    door = SelectField(_l("How does this application come in?"), validate_choice=False)
    device_kind = SelectField(_l("What is asked for?"), validate_choice=False)
    wishes = SelectMultipleField(_l("What should it have?"), validate_choice=False)

    def fill_choices(self) -> None:
        """The reader's words, and the services of this digibank."""
        self.purpose.choices = choices_of(Purpose, say)
        self.channel.choices = choices_of(ReferralChannel, say)
        self.referrer.choices = [("", str(_l("None, or not known"))), *_service_choices()]
        self.door.choices = [(door.value, str(told)) for door, told in IN_AT_THE_DESK.items()]
        self.device_kind.choices = [(kind.value, str(told)) for kind, told in ONE_OF.items()]
        self.wishes.choices = choices_of(Wish, say)

    def asked(self) -> dict[str, Any]:
        """What was filled in, as `actions.apply` takes it."""
        return {
            "purpose": Purpose(self.purpose.data),
            "channel": ReferralChannel(self.channel.data),
            "referrer": chosen_service(self.referrer.data),
            "note": self.need.data or "",
            "door": Door(self.door.data) if self.door.data in IN_AT_THE_DESK else usual_door(),
            "kind": LentKind(self.device_kind.data) if self.device_kind.data in ONE_OF else LentKind.LAPTOP,
            "wishes": [Wish(one) for one in self.wishes.data or () if one in set(Wish)],
        }


def usual_door() -> Door:
    """How an application that is written down at the desk comes in: at the desk, unless the policy has it otherwise."""
    doors = rules_in_force().doors or (Door.DESK,)
    return next((door for door in (Door.DESK, *doors) if door in doors and door in IN_AT_THE_DESK), Door.DESK)


class ApplicationForm(AskingFields, HouseForm):
    """Someone we know asks."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Fill the choices in the reader's language."""
        usual = {"channel": ReferralChannel.UNKNOWN.value, "door": usual_door().value}
        super().__init__(*args, **{**usual, **options})
        self.fill_choices()


class NewApplicantForm(AskingFields, BorrowerForm):
    """Someone new asks: the person and the application on one screen."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Fill the choices in the reader's language."""
        usual = {"channel": ReferralChannel.UNKNOWN.value, "door": usual_door().value}
        super().__init__(*args, **{**usual, **options})
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
    valid_until = DateField(_l("Until when does the proof hold?"), [Optional()])

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


class CardForm(HouseForm):
    """The number of a UiTPAS, scanned or typed: looked at, never kept."""

    number = StringField(
        _l("Number on the UiTPAS"),
        [Needed(_l("Scan the UiTPAS, or type its thirteen digits.")), Length(max=40)],
    )


class DeviceForm(HouseForm):
    """Which device is set apart; the one that stands ready longest comes first."""

    device = RadioField(_l("Which laptop?"), validate_choice=False)

    def __init__(self, kind: LentKind = LentKind.LAPTOP, *args: Any, **options: Any) -> None:
        """Every device of that sort that may go."""
        super().__init__(*args, **options)
        self.device.choices = [(str(device.code), _told(device)) for device in devices_to_choose(kind=kind)]

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


class StepForm(HouseForm):
    """What came of one step of the screening; one tap, or with a word of why. Empty takes it back."""

    result = RadioField(_l("How did it go?"), default="")
    why = TextAreaField(_l("A word of why"), [Length(max=300)])

    def __init__(self, *args: Any, **options: Any) -> None:
        """Good, not good, or not taken yet."""
        super().__init__(*args, **options)
        self.result.choices = [*choices_of(Result, say), ("", str(_l("Not taken yet")))]

    def heard(self) -> Result | None:
        """What came of it; None: it was not taken."""
        return Result(self.result.data) if self.result.data else None


class RoadForm(HouseForm):
    """A motivation by someone who guides the applicant, or what a small social inquiry came to."""

    by_whom = StringField(
        _l("Which service, and which function?"),
        [Needed(_l("Fill in the service and the function.")), Length(max=120)],
    )
    why = TextAreaField(_l("What do they write?"), [Length(max=500)])
    result = RadioField(_l("What did it come to?"), default=Result.YES.value)

    def __init__(self, road: ExceptionRoad, *args: Any, **options: Any) -> None:
        """A motivation is always in favour; an inquiry may not be."""
        super().__init__(*args, **options)
        self.result.choices = choices_of(Result, say)
        if road is ExceptionRoad.MOTIVATION:
            del self.result

    def told(self) -> dict[str, Any]:
        """What was filled in, as `asking.take_road` takes it."""
        result = Result(self.result.data) if "result" in self else Result.YES
        return {"by_whom": self.by_whom.data or "", "why": self.why.data or "", "result": result}


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
