"""What is said of borrowers."""

from flask_babel import lazy_gettext as _l

from inventory.borrowers import actions, merging, rules, unmerging
from inventory.borrowers.rules import ContactChannel, Gender, Language, Likeness, WaiverReason
from inventory.wording import says

# One call per enum: two members that share a text would be one key of a dictionary.
says(
    {
        Language.DUTCH: _l("Dutch"),
        Language.FRENCH: _l("French"),
        Language.ENGLISH: _l("English"),
        Language.ARABIC: _l("Arabic"),
        Language.BULGARIAN: _l("Bulgarian"),
        Language.DARI: _l("Dari or Farsi"),
        Language.GERMAN: _l("German"),
        Language.PASHTO: _l("Pashto"),
        Language.POLISH: _l("Polish"),
        Language.PORTUGUESE: _l("Portuguese"),
        Language.ROMANIAN: _l("Romanian"),
        Language.RUSSIAN: _l("Russian"),
        Language.SOMALI: _l("Somali"),
        Language.SPANISH: _l("Spanish"),
        Language.TIGRINYA: _l("Tigrinya"),
        Language.TURKISH: _l("Turkish"),
        Language.UKRAINIAN: _l("Ukrainian"),
        Language.OTHER: _l("Another language"),
    }
)
says(
    {
        ContactChannel.SMS: _l("Text message"),
        ContactChannel.PHONE: _l("Phone call"),
        ContactChannel.EMAIL: _l("E-mail"),
        ContactChannel.REFERRER: _l("Through the service that sent them"),
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
        WaiverReason.SKILLED: _l("Works well with a computer already"),
        WaiverReason.EARLIER: _l("Followed it with an earlier loan"),
        WaiverReason.COURSE: _l("Follows a computer course elsewhere"),
        WaiverReason.INTERPRETS: _l("Helps others or interprets in the workshop"),
        WaiverReason.HELP_AT_HOME: _l("Has someone at home who helps"),
    }
)
says(
    {
        Likeness.SAME_PHONE: _l("the same phone number"),
        Likeness.SAME_NAME: _l("the same name"),
    }
)
says(
    {
        rules.PassReplaced: _l(
            "This pass was replaced on %(on)s. Ask for the new one, or look for the person by name."
        ),
        rules.NotAPhone: _l("This is not a phone number. Type it like this: 0470 12 34 56."),
        rules.NotABirthYear: _l("Type the year of birth in four digits, from %(oldest)s on."),
        rules.TooYoung: _l("A borrower is %(age)s or older. For a child an adult borrows."),
        rules.NotAPostcode: _l("Type a Belgian postcode of four digits, or leave it empty."),
        rules.NoWayToReach: _l("Fill this in, or choose another way to reach this person."),
        actions.TooLong: _l("This is too long. Keep it under %(most)s characters."),
        actions.NoName: _l("Fill in a name."),
        unmerging.TooLateToPutApart: _l(
            "This was more than thirty days ago. What each entry was is not known any more."
        ),
        unmerging.PutApartBefore: _l("A colleague put these entries apart already."),
        unmerging.JoinedSince: _l("This entry became part of another one since. Put those apart first."),
        unmerging.TakenSince: _l(
            "This cannot be put apart any more: something that goes back was given to someone else since, "
            "such as a chair in a start workshop."
        ),
        actions.IsRestricted: _l(
            "This person asked us to keep their data and do nothing else with it. Talk to the coordinator first."
        ),
        actions.LivesAlone: _l("Choose someone else: nobody lives with themselves."),
        merging.SameEntry: _l("This is one entry already. Choose two."),
        actions.AlreadyForgotten: _l("This person was forgotten. You cannot change anything any more."),
    }
)
says(
    {
        "borrowers.registered": _l("Borrower registered"),
        "borrowers.edited": _l("Borrower corrected"),
        "borrowers.pass_replaced": _l("Pass of a borrower replaced"),
        "borrowers.workshop_noted": _l("Start workshop followed"),
        "borrowers.waiver_taken_back": _l("Start workshop needed after all"),
        "borrowers.workshop_taken_back": _l("Start workshop taken back"),
        "borrowers.workshop_waived": _l("No start workshop needed"),
        "borrowers.live_together": _l("Lives with another borrower"),
        "borrowers.live_alone": _l("Lives with no other borrower"),
        "borrowers.merged": _l("Two entries became one"),
        "borrowers.merge_settled": _l("Two entries are one for good"),
        "borrowers.merge_undone": _l("One entry became two again"),
        "borrowers.restricted": _l("Data of a borrower only kept"),
        "borrowers.restriction_lifted": _l("Data of a borrower used again"),
        "borrowers.no_calls": _l("Wants no telephone calls"),
        "borrowers.calls_again": _l("May be called again"),
        "borrowers.forgotten": _l("Borrower forgotten"),
    }
)
