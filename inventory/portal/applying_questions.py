"""The questions of the applicant's own form, one page each: what is asked, and what is said to a slip.

No form here asks for a token of a session: the address itself holds the secret, so that a phone which keeps no
cookies, or was put away for an hour, can go on.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Email, Length, Optional, ValidationError

from inventory.applications.policy import LendingPolicy
from inventory.applications.states import Wish
from inventory.borrowers.forms import four_digits
from inventory.borrowers.rules import (
    Language,
    NotABirthYear,
    NotAPhone,
    NotAPostcode,
    TooYoung,
    check_birth_year,
    check_postcode,
    phone_number,
)
from inventory.contacts import lists
from inventory.contacts.forms import title_of
from inventory.contacts.models import TargetGroup
from inventory.contacts.rules import GroupKind, Purpose, ReferralChannel
from inventory.foundation.clock import today
from inventory.foundation.forms import HouseForm, Needed, TicksField, choices_of
from inventory.portal.applying_rules import (
    LONGEST_WAY,
    LONGEST_WISH,
    ForWhom,
    Helper,
    Question,
    Word,
    needs_a_digihelper,
)
from inventory.wording import say

_CHOOSE = _l("Choose one of the answers.")
#: how someone found us, as they say it themselves; a service of our own they would not know as one
HEARD_FROM = {
    ReferralChannel.SOCIAL_SERVICE: _l("A social worker told me"),
    ReferralChannel.EDUCATION: _l("My school or my course told me"),
    ReferralChannel.LIBRARY: _l("At the library or the town hall"),
    ReferralChannel.WORD_OF_MOUTH: _l("Friends or family told me"),
    ReferralChannel.LETTER: _l("I got a letter or a text message"),
    ReferralChannel.WEBSITE: _l("I saw a flyer or a website"),
    ReferralChannel.BY_THEMSELVES: _l("I looked for it myself"),
    ReferralChannel.UNKNOWN: _l("Something else"),
}


class Ask(HouseForm):
    """One page of the form."""

    class Meta(HouseForm.Meta):
        """The address holds the secret."""

        csrf = False

    #: the answers are buttons: one tap answers and goes on
    one_tap = ""

    def __init__(self, policy: LendingPolicy, before: Mapping[str, Any]) -> None:
        """Filled with what was answered before, in the reader's language."""
        super().__init__(data=dict(before))
        self.before = before
        self.prepare(policy)

    def prepare(self, policy: LendingPolicy) -> None:
        """Fill the choices; most pages have none."""

    def values(self) -> dict[str, Any]:
        """What was answered, as it is kept."""
        return {
            name: field.data
            for name, field in self._fields.items()
            if not isinstance(field, HiddenField) and name != "website"
        }


class AskForWhom(Ask):
    """The first page."""

    one_tap = "for_whom"
    for_whom = RadioField(_l("For whom is the laptop?"), validators=[Needed(_CHOOSE)])
    #: no person sees this field; what fills in every field is no person
    website = StringField(_l("Leave this empty"))

    def prepare(self, policy: LendingPolicy) -> None:
        """Who may use it."""
        self.for_whom.choices = choices_of(ForWhom, say)


class AskName(Ask):
    """First and last name."""

    first_name = StringField(_l("First name"), [Needed(_l("Fill in your first name.")), Length(max=80)])
    last_name = StringField(_l("Last name"), [Length(max=80)])


class AskBorn(Ask):
    """The year, not the day."""

    birth_year = StringField(
        _l("In which year were you born?"), [Needed(_l("Type your year of birth, like 1984.")), four_digits]
    )

    def validate_birth_year(self, field: Any) -> None:
        """An adult, and somebody alive."""
        text = field.data or ""
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            return  # said already
        try:
            check_birth_year(int(text), this_year=today().year)
        except TooYoung:
            raise ValidationError(
                _("You are not 18 yet. Ask your mother, your father or another adult to ask for the laptop.")
            ) from None
        except NotABirthYear:
            raise ValidationError(_("Look at the year once more. Type four digits, like 1984.")) from None


class AskLives(Ask):
    """Postcode and municipality; who has no address leaves the first one empty."""

    postcode = StringField(_l("Postcode"), [Length(max=10)])
    municipality = StringField(
        _l("Town or municipality"), [Needed(_l("Fill in the town where you live.")), Length(max=80)]
    )

    def validate_postcode(self, field: Any) -> None:
        """Four digits, or nothing."""
        try:
            check_postcode(field.data or "")
        except NotAPostcode:
            raise ValidationError(_("A postcode has four digits, like 9000. Or leave it empty.")) from None


class AskReach(Ask):
    """A telephone, a mail address, or somebody who can find this person."""

    phone = StringField(_l("Your phone number"), [Length(max=40)])
    email = StringField(
        _l("Your e-mail address"),
        [
            Optional(),
            Email(message=_l("This is not an e-mail address. Look at the part around the @.")),
            Length(max=254),
        ],
    )
    via = StringField(_l("No phone and no e-mail? Through whom can we reach you?"), [Length(max=LONGEST_WAY)])

    def validate_phone(self, field: Any) -> None:
        """Kept in one form; and one of the three must be there."""
        try:
            field.data = phone_number(field.data or "")
        except NotAPhone as refusal:
            raise ValidationError(say(refusal)) from None
        if not (field.data or (self.email.data or "").strip() or (self.via.data or "").strip()):
            raise ValidationError(_("Fill in at least one, so that we can give you an answer."))


class AskLanguage(Ask):
    """In which language someone likes to be spoken to."""

    one_tap = "language"
    language = RadioField(_l("Which language do you speak best?"), validators=[Needed(_CHOOSE)])

    def prepare(self, policy: LendingPolicy) -> None:
        """Every language, those of the country first."""
        self.language.choices = choices_of(Language, say)


class AskPurpose(Ask):
    """What it is for."""

    one_tap = "purpose"
    purpose = RadioField(_l("What is the laptop for?"), validators=[Needed(_CHOOSE)])

    def prepare(self, policy: LendingPolicy) -> None:
        """What the numbers count."""
        self.purpose.choices = choices_of(Purpose, say)


class AskWishes(Ask):
    """What it should have; nothing is an answer."""

    wishes = SelectMultipleField(_l("Does the laptop need something special?"))
    other = TextAreaField(_l("Something else? Write it here"), [Length(max=LONGEST_WISH)])

    def prepare(self, policy: LendingPolicy) -> None:
        """What we know how to give."""
        self.wishes.choices = choices_of(Wish, say)


class AskHeard(Ask):
    """How someone found us (channel), and who sent them (toeleider)."""

    channel = RadioField(_l("How did you find us?"), validators=[Needed(_CHOOSE)])
    which = StringField(_l("Which service, school or person?"), [Length(max=80)])

    def prepare(self, policy: LendingPolicy) -> None:
        """In the applicant's own words."""
        self.channel.choices = [(channel.value, str(told)) for channel, told in HEARD_FROM.items()]


class AskHelp(Ask):
    """Who fills in the form (inschrijver)."""

    helper = RadioField(_l("Does someone help you with this form?"), validators=[Needed(_CHOOSE)])
    helper_name = StringField(_l("Name of the digihelper"), [Length(max=80)])
    organisation = StringField(_l("Organisation of the digihelper"), [Length(max=80)])

    def prepare(self, policy: LendingPolicy) -> None:
        """Where only a digihelper may fill it in, that is the one answer."""
        only = needs_a_digihelper(policy)
        self.helper.choices = choices_of([Helper.DIGIHELPER] if only else Helper, say)
        if only and not self.helper.data:
            self.helper.data = Helper.DIGIHELPER.value

    def validate_helper_name(self, field: Any) -> None:
        """A digihelper has a name."""
        if self.helper.data == Helper.DIGIHELPER and not (field.data or "").strip():
            raise ValidationError(_("Fill in the name of the digihelper."))

    def validate_organisation(self, field: Any) -> None:
        """And works somewhere."""
        if self.helper.data == Helper.DIGIHELPER and not (field.data or "").strip():
            raise ValidationError(_("Fill in where the digihelper works."))


class AskCondition(Ask):
    """One condition of the policy, by one's own word."""

    one_tap = "word"
    word = RadioField(_l("Your answer"), validators=[Needed(_CHOOSE)])

    def prepare(self, policy: LendingPolicy) -> None:
        """Not knowing is an answer too."""
        self.word.choices = choices_of(Word, say)


class SendForm(Ask):
    """The last button, and beside it what someone may say of themselves."""

    groups = TicksField(_l("Do you belong to one of these groups?"), validate_choice=False)

    def __init__(self, policy: LendingPolicy) -> None:
        """Nothing was answered here before."""
        super().__init__(policy, {})

    def prepare(self, policy: LendingPolicy) -> None:
        """The groups that this digibank asks."""
        self._groups = {str(one.id): one for one in lists.groups()}
        self.groups.choices = [(number, title_of(one)) for number, one in self._groups.items()]

    def validate_groups(self, _field: Any) -> None:
        """Either one says it, or would rather not."""
        if len(self.chosen()) > 1 and any(one.kind is GroupKind.PREFERS_NOT for one in self.chosen()):
            raise ValidationError(_("Choose a group, or that you would rather not say. Not both."))

    def chosen(self) -> list[TargetGroup]:
        """The groups that were ticked."""
        return [self._groups[one] for one in self.groups.data or () if one in self._groups]


_PAGES: dict[str, type[Ask]] = {
    Question.FOR_WHOM: AskForWhom,
    Question.NAME: AskName,
    Question.BORN: AskBorn,
    Question.LIVES: AskLives,
    Question.REACH: AskReach,
    Question.LANGUAGE: AskLanguage,
    Question.PURPOSE: AskPurpose,
    Question.WISHES: AskWishes,
    Question.HEARD: AskHeard,
    Question.HELP: AskHelp,
}


def page_for(question: str, policy: LendingPolicy, before: Mapping[str, Any]) -> Ask:
    """The form of one question, filled with what was answered before."""
    return _PAGES.get(question, AskCondition)(policy, before)
