"""What is said of contacts."""

from flask_babel import lazy_gettext as _l

from inventory.contacts.rules import (
    AgeBand,
    ContactOutcome,
    Gender,
    GroupKind,
    Purpose,
    ReferralChannel,
    Service,
    Step,
)
from inventory.wording import says

# One call per enum: two members that share a text would be one key of a dictionary.
says(
    {
        Service.LENDING: _l("Lending laptops"),
        Service.START_WORKSHOP: _l("Start workshop"),
        Service.DIGIPUNT: _l("Digipunt"),
        Service.DIGICAFE: _l("Digicafé"),
        Service.COURSE: _l("Course or information session"),
        Service.COMPUTER_ROOM: _l("Computer room"),
        Service.REPAIR_DESK: _l("Repair desk"),
        Service.HOME_VISIT: _l("Visit at home"),
        Service.MOBILE: _l("Mobile or pop-up"),
    }
)
says(
    {
        Step.APPLICATION: _l("Application"),
        Step.PICK_UP: _l("Pick-up"),
        Step.CHECK_IN: _l("Visit in between"),
        Step.RETURN: _l("Return"),
        Step.VISIT: _l("Visit"),
    }
)
says(
    {
        ContactOutcome.OPEN: _l("Not known yet"),
        ContactOutcome.HELPED: _l("Helped"),
        ContactOutcome.REFERRED: _l("Sent on"),
        ContactOutcome.REFUSED: _l("Refused"),
        ContactOutcome.WITHDRAWN: _l("Withdrawn"),
        ContactOutcome.NOT_HELPED: _l("Not helped"),
    }
)
says(
    {
        Purpose.TRAINING: _l("Training or study"),
        Purpose.SCHOOLWORK: _l("Schoolwork of a child"),
        Purpose.LANGUAGE_CLASS: _l("Language class"),
        Purpose.JOB_SEARCH: _l("Looking for work"),
        Purpose.ADMINISTRATION: _l("Paperwork"),
        Purpose.SOCIAL_CONTACT: _l("Contact with family and friends"),
        Purpose.OTHER: _l("Something else"),
    }
)
says(
    {
        ReferralChannel.SOCIAL_SERVICE: _l("A social service"),
        ReferralChannel.EDUCATION: _l("School, VDAB, Ligo or CVO"),
        ReferralChannel.LIBRARY: _l("Library or town hall"),
        ReferralChannel.OWN_SERVICE: _l("Another service of the digibank"),
        ReferralChannel.WORD_OF_MOUTH: _l("Friends or family"),
        ReferralChannel.LETTER: _l("A letter or text message"),
        ReferralChannel.WEBSITE: _l("A flyer or website"),
        ReferralChannel.BY_THEMSELVES: _l("By themselves"),
        ReferralChannel.UNKNOWN: _l("Not known"),
    }
)
says(
    {
        Gender.WOMAN: _l("Woman"),
        Gender.MAN: _l("Man"),
        Gender.OTHERWISE: _l("Otherwise"),
    }
)
says(
    {
        GroupKind.GROUP: _l("A group"),
        GroupKind.PREFERS_NOT: _l("Would rather not say"),
    }
)
says(
    {
        AgeBand.CHILD: _l("0 to 17 years"),
        AgeBand.YOUNG: _l("18 to 29 years"),
        AgeBand.MIDDLE: _l("30 to 54 years"),
        AgeBand.OLDER: _l("55 years and older"),
        AgeBand.UNKNOWN: _l("Not known"),
    }
)
