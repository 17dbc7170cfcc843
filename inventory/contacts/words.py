"""What is said of contacts."""

from flask_babel import lazy_gettext as _l

from inventory.contacts import groups, lists, referrals, rules, typed
from inventory.contacts.rules import (
    AgeBand,
    ContactOutcome,
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
says(
    {
        rules.NotYetThen: _l("This day is still to come."),
        rules.TooLongAgo: _l("This is more than %(days)s days ago. Bring older contacts in with a list."),
        lists.TitleMissing: _l("Fill in the name in Dutch."),
        lists.TooManyToChoose: _l("More than %(most)s is too many to choose from. Close some first."),
        lists.NameTaken: _l("There is a place with this name already."),
        lists.UnderAHead: _l("Two levels are enough: choose a head."),
        groups.SaidAndNotSaid: _l(
            "Someone would rather not say, or belongs to a group: choose one of the two."
        ),
        referrals.NowhereToGo: _l("Choose where this person was sent: a service or an organisation."),
        referrals.BeforeSentOn: _l("This is before they were sent on. Look at the day again."),
        "contacts.noted": _l("Contact noted"),
        "contacts.groups_told": _l("Target groups told"),
        "contacts.gender_asked": _l("Gender is asked from now on"),
        "contacts.gender_not_asked": _l("Gender is not asked any more"),
        "contacts.sent_on": _l("Sent on"),
        "contacts.sent_on_taken_back": _l("Sending on taken back"),
        "contacts.came_there": _l("Came where they were sent"),
        "contacts.came_there_taken_back": _l("Did not come where they were sent after all"),
        typed.NotTyped: _l("This contact follows from a deed. Put that right, and this follows."),
        typed.PlaceClosed: _l("%(name)s is closed. Choose another place."),
        "contacts.corrected": _l("Contact corrected"),
        "contacts.who_told": _l("Told whose contact it was"),
        "contacts.taken_back": _l("Contact taken back"),
        "contacts.group_added": _l("Target group added"),
        "contacts.help_type_added": _l("Kind of question added"),
        "contacts.place_added": _l("Place for contacts added"),
        "contacts.place_renamed": _l("Place for contacts renamed"),
        "contacts.retitled": _l("Choice of a list reworded"),
        "contacts.moved": _l("Place in the list changed"),
        "contacts.closed": _l("Choice of a list closed"),
        "contacts.reopened": _l("Choice of a list opened again"),
    }
)
