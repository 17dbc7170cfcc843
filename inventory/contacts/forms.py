"""What is asked of a contact, of a person beside who they are, and to write down what people choose from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import Gender
from inventory.contacts import groups, lists
from inventory.contacts.models import HelpType, ServiceLocation, TargetGroup
from inventory.contacts.rules import GroupKind, Service
from inventory.foundation.forms import HouseForm, Needed, TicksField, choices_of
from inventory.foundation.tongue import tongue
from inventory.partners.actions import partners_of
from inventory.partners.models import Partner, PartnerKind
from inventory.wording import say

#: the languages in which people choose
LOCALES = ("nl", "fr", "en")
#: where someone may be sent who needs another than us
SENT_TO = (PartnerKind.REFERRER, PartnerKind.SCHOOL)


def title_of(row: Any) -> str:
    """What a group or a kind of question is called in the reader's language, else in Dutch."""
    titles: Mapping[str, str] = row.titles
    return titles.get(tongue()) or titles.get("nl") or next(iter(titles.values()), "")


class WhereForm(HouseForm):
    """Which service, and where: asked once, and remembered for the next contact."""

    service = RadioField(_l("Which service?"), validators=[Needed(_l("Choose the service."))])
    place = SelectField(_l("Where?"), validate_choice=False)
    new_place = StringField(_l("Another place"), [Length(max=120)])
    municipality = StringField(_l("In which municipality?"), [Length(max=80)])
    on = DateField(_l("On which day?"), [Optional()])

    def __init__(self, today: date, *args: Any, **options: Any) -> None:
        """The services and the places that are open."""
        super().__init__(*args, **options)
        self.service.choices = choices_of(Service, say)
        self._places = {str(place.id): place for place in lists.places()}
        named = [(number, _of_town(place)) for number, place in self._places.items()]
        self.place.choices = [("", str(_l("No place"))), *named]
        self.today = today

    def validate_on(self, field: Any) -> None:
        """Today or earlier."""
        if field.data is not None and field.data > self.today:
            raise ValidationError(_("This day is still to come."))

    def chosen_place(self) -> ServiceLocation | None:
        """The place that was chosen from the list."""
        return self._places.get(self.place.data or "")


def _of_town(place: ServiceLocation) -> str:
    return f"{place.name}, {place.municipality}" if place.municipality else place.name


class SendOnForm(HouseForm):
    """Where someone is sent: a service of ours, or an organisation."""

    to = SelectField(
        _l("Where to?"), [Needed(_l("Choose where this person was sent: a service or an organisation."))]
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Our services, then the organisations that we know."""
        super().__init__(*args, **options)
        self._partners = {f"partner-{one.id}": one for one in partners_of(*SENT_TO)}
        self.to.choices = [("", str(_l("Choose"))), *choices_of(Service, say)]
        self.to.choices += [(key, partner.name) for key, partner in self._partners.items()]

    def goes_to(self) -> dict[str, Any]:
        """As `referrals.send_on` takes it."""
        chosen = self.to.data or ""
        partner: Partner | None = self._partners.get(chosen)
        return {
            "to_partner": partner,
            "to_service": Service(chosen) if chosen in set(Service) else None,
        }


class CameForm(HouseForm):
    """On which day someone came where they were sent."""

    on = DateField(_l("On which day?"), [Needed(_l("Fill in the day, today or earlier."))])


class AboutForm(HouseForm):
    """What someone may say of themselves, and may leave out: groups, and the gender where a funder asks it.

    Stands inside the form of a person, which carries the keys.
    """

    class Meta(HouseForm.Meta):
        """The form around it has the token."""

        csrf = False

    groups = TicksField(_l("Does this person belong to one of these groups?"), validate_choice=False)
    gender = RadioField(_l("What is the gender?"), validate_choice=False)

    def __init__(self, borrower: Borrower | None = None, **options: Any) -> None:
        """Filled with what was told before."""
        known = groups.groups_of(borrower) if borrower is not None else []
        gender = borrower.gender.value if borrower is not None and borrower.gender else ""
        super().__init__(
            prefix="about", data={"groups": [str(one.id) for one in known], "gender": gender}, **options
        )
        self._kept_gender = borrower.gender if borrower is not None else None
        # A group that is not asked any more stays with who belongs to it.
        asked = {one.id: one for one in (*lists.groups(), *known)}
        self._groups: dict[str, TargetGroup] = {str(number): one for number, one in asked.items()}
        self.groups.choices = [(number, title_of(one)) for number, one in self._groups.items()]
        self.asks_gender = groups.asks_gender()
        self.gender.choices = [*choices_of(Gender, say), ("", str(_l("Not told")))]

    def validate_groups(self, _field: Any) -> None:
        """Either someone says it, or they would rather not."""
        chosen = self.chosen()
        if len(chosen) > 1 and any(one.kind is GroupKind.PREFERS_NOT for one in chosen):
            raise ValidationError(say(groups.SaidAndNotSaid()))

    def chosen(self) -> list[TargetGroup]:
        """The groups that were ticked."""
        return [self._groups[one] for one in self.groups.data or () if one in self._groups]

    def chosen_gender(self) -> Gender | None:
        """What was told; where it is not asked, what was known stays."""
        if not self.asks_gender:
            return self._kept_gender
        return Gender(self.gender.data) if self.gender.data in set(Gender) else None


class TitleForm(HouseForm):
    """What a choice is called, in the languages of the house."""

    title_nl = StringField(_l("Name in Dutch"), [Needed(_l("Fill in the name in Dutch.")), Length(max=120)])
    title_fr = StringField(_l("Name in French"), [Length(max=120)])
    title_en = StringField(_l("Name in English"), [Length(max=120)])

    def __init__(self, row: Any = None, **options: Any) -> None:
        """Filled with what it is called now."""
        known = {f"title_{locale}": row.titles.get(locale, "") for locale in LOCALES} if row else {}
        super().__init__(data=known, **options)

    def titles(self) -> dict[str, str]:
        """By language."""
        return {locale: self[f"title_{locale}"].data or "" for locale in LOCALES}


class HelpTypeForm(TitleForm):
    """The same, and under which head."""

    under = SelectField(_l("Under which head?"), validate_choice=False)

    def __init__(self, **options: Any) -> None:
        """The heads that are open."""
        super().__init__(**options)
        self._heads = {str(head.id): head for head, _below in lists.help_types()}
        named = [(number, title_of(head)) for number, head in self._heads.items()]
        self.under.choices = [("", str(_l("It is a head itself"))), *named]

    def head(self) -> HelpType | None:
        """The head that was chosen."""
        return self._heads.get(self.under.data or "")


class PlaceForm(HouseForm):
    """What a place is called, and in which town it stands."""

    name = StringField(_l("Name"), [Needed(_l("Fill in the name.")), Length(max=120)])
    municipality = StringField(_l("Municipality"), [Length(max=80)])


class GenderForm(HouseForm):
    """Whether the gender is asked at all."""

    asks = BooleanField(_l("Ask the gender"))
