"""What is said of applications, screening and policies."""

from flask_babel import lazy_gettext as _l

from inventory.applications import actions, document, policy_form
from inventory.applications.assessment import Outcome, Outlook
from inventory.applications.policy import Gate, Mode, ProofKind, Tariff, TermKind, WorkshopMode
from inventory.applications.states import (
    Alternative,
    ApplicationState,
    Purpose,
    ReferralChannel,
    RefusalReason,
)
from inventory.wording import says

# One call per enum: two members that share a text would be one key of a dictionary.
says(
    {
        ApplicationState.WAITING: _l("Waiting"),
        ApplicationState.APPROVED: _l("Approved"),
        ApplicationState.REFUSED: _l("Not now"),
        ApplicationState.WITHDRAWN: _l("Withdrawn"),
        ApplicationState.FULFILLED: _l("Laptop taken home"),
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
        RefusalReason.ELSEWHERE: _l("Lives outside our area"),
        RefusalReason.CONDITIONS: _l("Does not meet the conditions"),
        RefusalReason.HAS_ONE: _l("Has a laptop that works"),
        RefusalReason.HAS_LOAN: _l("Has a loan here already"),
        RefusalReason.NO_STOCK: _l("We have no fitting device"),
        RefusalReason.OTHER: _l("Another reason"),
    }
)
#: what the applicant reads when nobody writes other words; "another reason" has none, so it asks for them
TO_THE_APPLICANT = {
    RefusalReason.ELSEWHERE: _l("You live outside the towns for which we lend."),
    RefusalReason.CONDITIONS: _l("You do not meet the conditions for our laptops now."),
    RefusalReason.HAS_ONE: _l("You have a laptop that works. We keep ours for people who have none."),
    RefusalReason.HAS_LOAN: _l("You have a laptop of ours already."),
    RefusalReason.NO_STOCK: _l("We have no laptop now that does what you need."),
}
says(
    {
        Alternative.LIBRARY: _l("The computers of the library are free to use."),
        Alternative.DIGIPUNT: _l("At a digipunt someone helps you for free."),
        Alternative.OTHER_DIGIBANK: _l("The digibank of your own town can help you."),
        Alternative.ASK_AGAIN: _l("You can ask again when you have the proof."),
        Alternative.LATER: _l("You can ask again in a few months."),
    }
)
says(
    {
        Outcome.MET: _l("Yes, seen"),
        Outcome.NOT_SHOWN: _l("Yes, not seen yet"),
        Outcome.VOUCHED: _l("The service looked at it"),
        Outcome.NOT_MET: _l("No"),
        Outcome.OPEN: _l("Not asked"),
    }
)
says(
    {
        Outlook.ELIGIBLE: _l("Can borrow"),
        Outlook.PROOF_TO_SHOW: _l("Can borrow, proof comes later"),
        Outlook.ASK_FURTHER: _l("Still questions to ask"),
        Outlook.NOT_NOW: _l("Does not meet the conditions now"),
        Outlook.NOT_SET: _l("No conditions set: you decide"),
    }
)
says(
    {
        ProofKind.ATTEST: _l("a paper"),
        ProofKind.CARD: _l("a card"),
        ProofKind.ADDRESS: _l("an address on a card or letter"),
        ProofKind.ENROLMENT: _l("an enrolment"),
        ProofKind.REFERRER: _l("the word of a service"),
        ProofKind.TEST: _l("the result of a test"),
        ProofKind.INQUIRY: _l("the result of a social inquiry"),
        ProofKind.OWN_WORD: _l("their own word"),
    }
)
says(
    {
        Mode.ALL: _l("All of these"),
        Mode.ANY: _l("One of these is enough"),
        Mode.NONE: _l("None of these"),
    }
)
says(
    {
        TermKind.MONTHS: _l("A number of months"),
        TermKind.SCHOOL_YEAR: _l("Until the end of the school year"),
        TermKind.INDEFINITE: _l("Without an end date"),
    }
)
says(
    {
        Tariff.NORMAL: _l("Normal"),
        Tariff.SOCIAL: _l("Social tariff"),
        Tariff.WAIVED: _l("No deposit"),
        Tariff.THIRD_PARTY: _l("Someone else pays"),
    }
)
says(
    {
        WorkshopMode.NONE: _l("No start workshop"),
        WorkshopMode.AT_HAND_OVER: _l("Explanation at the hand-over"),
        WorkshopMode.SESSION: _l("A session in a group"),
    }
)
says(
    {
        Gate.BEFORE: _l("Before the laptop goes along"),
        Gate.AT: _l("Together with the laptop"),
        Gate.AFTER: _l("Afterwards"),
    }
)
says(
    {
        actions.AsksAlready: _l("%(name)s has an open application already."),
        actions.DecidedAlready: _l("This application stands at “%(state)s” now. Look at it again."),
        actions.NotApproved: _l("Approve this application first."),
        actions.NotAService: _l("Choose a service, a school or a workshop."),
        actions.NotYourService: _l("You send people for your own service only. Choose it."),
        actions.NoSuchQuestion: _l("The conditions changed. Go on from here."),
        actions.WantsAMotive: _l("The answers do not lead to a yes. Write why you approve all the same."),
        actions.WantsAReason: _l("Write the reason in plain words. The applicant reads it."),
        actions.DeviceIsBroken: _l("Something on this device is broken. Choose another."),
        actions.HasOpenApplication: _l("This person has an open application. Withdraw it first."),
        policy_form.NotWhole: _l("Type whole numbers here."),
        document.PolicyFlaw: _l("We cannot read the policy at “%(where)s”."),
        document.UnknownSetting: _l("We do not know the setting “%(where)s”."),
        document.NotAGroup: _l("At “%(where)s” a group of settings belongs."),
        document.NotAList: _l("At “%(where)s” a list belongs."),
        document.NotANumber: _l("At “%(where)s” a whole number from %(least)s to %(most)s belongs."),
        document.NotAChoice: _l("At “%(where)s” only these words may stand: %(choices)s."),
        document.NoText: _l("At “%(where)s” a text of at most %(most)s characters belongs."),
        document.NotACode: _l("At “%(where)s” a code of small letters, digits and underscores belongs."),
        document.CodeTwice: _l("The code “%(code)s” stands twice in “%(where)s”."),
        document.EmptyGroup: _l("Put at least one condition in “%(where)s”."),
        document.TooMuch: _l("“%(where)s” holds more than a person can follow."),
        document.Contradiction: _l("“%(where)s” does not fit with another setting."),
    }
)
says(
    {
        "applications.policy_set": _l("Policy changed"),
        "applications.applied": _l("Application received"),
        "applications.vouched": _l("Sent by a service"),
        "applications.answered": _l("Condition checked"),
        "applications.approved": _l("Application approved"),
        "applications.refused": _l("Application refused"),
        "applications.withdrawn": _l("Application withdrawn"),
        "applications.reconsidered": _l("Approval taken back"),
        "applications.device_reserved": _l("Device set apart"),
        "applications.device_released": _l("Device let go"),
        "applications.device_freed": _l("Device free again"),
        "applications.fulfilled": _l("Application fulfilled"),
        "applications.fulfilment_undone": _l("Hand-over taken back"),
    }
)
