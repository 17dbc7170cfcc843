"""What is said of applications, screening and policies."""

from flask_babel import lazy_gettext as _l

from inventory.applications import actions, asking, document, policy_files, policy_form, uitpas
from inventory.applications.assessment import Outcome, Outlook
from inventory.applications.clashes import Clash
from inventory.applications.deciding import Because, Result, Verdict
from inventory.applications.policy import (
    Door,
    ExceptionRoad,
    FollowUpKind,
    Gate,
    LentKind,
    LoanEnd,
    Mode,
    PickUp,
    ProofKind,
    Screener,
    ScreeningStep,
    SkillsTest,
    Tariff,
    TermKind,
    VisitKind,
    WaivedBy,
    WorkshopMode,
)
from inventory.applications.states import Alternative, ApplicationState, RefusalReason, Wish
from inventory.applications.uitpas import CardSays
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
        TermKind.TRIAL: _l("To try it out"),
    }
)
says(
    {
        Door.SELF: _l("Anyone, with our own form"),
        Door.DESK: _l("Anyone, at the desk"),
        Door.DIGIHELPER: _l("A digihelper, for someone"),
        Door.REFERRER: _l("A social service, for someone"),
        Door.INTERNAL: _l("Only our own services"),
        Door.INVITED: _l("Who got an invitation"),
    }
)
#: how one application comes in, as the person at the desk says it; the applicant's own form says it by itself
IN_AT_THE_DESK = {
    Door.DESK: _l("The applicant stands at the desk"),
    Door.DIGIHELPER: _l("Through a digihelper"),
    Door.REFERRER: _l("Through a social service"),
    Door.INTERNAL: _l("Through one of our own services"),
    Door.INVITED: _l("With an invitation"),
}
ONE_OF = {
    LentKind.LAPTOP: _l("A laptop"),
    LentKind.TABLET: _l("A tablet"),
    LentKind.DESKTOP: _l("A desktop computer"),
    LentKind.ASSISTIVE: _l("An assistive device"),
    LentKind.ACCESSORY: _l("An accessory"),
}
#: how an application came in, when one looks back
CAME_IN = {**IN_AT_THE_DESK, Door.SELF: _l("With the applicant's own form")}
says(
    {
        Wish.SCREEN_READER: _l("A screen reader"),
        Wish.LARGE_LETTERS: _l("Large letters"),
        Wish.BIG_KEYBOARD: _l("A big keyboard"),
        Wish.CAMERA: _l("A camera and a microphone"),
    }
)
says(
    {
        ScreeningStep.NEED: _l("Look at what is needed"),
        ScreeningStep.TALK: _l("A talk"),
        ScreeningStep.PROOF: _l("Look at the proof"),
        ScreeningStep.DIGITAL_TEST: _l("A test of digital skills"),
        ScreeningStep.APPROVAL: _l("The approval"),
    }
)
says(
    {
        Screener.DIGIHELPER: _l("a digihelper"),
        Screener.DESK: _l("the desk"),
        Screener.COORDINATOR: _l("the coordinator"),
        Screener.REFERRER: _l("the social service that sends"),
        Screener.SOCIAL_HOUSE: _l("the social house"),
        Screener.TEACHER: _l("a teacher"),
    }
)
says(
    {
        SkillsTest.EXCLUDES: _l("Who does not pass cannot borrow"),
        SkillsTest.PLACES: _l("It only says which course fits"),
    }
)
says(
    {
        ExceptionRoad.MOTIVATION: _l("Someone who guides the applicant writes why"),
        ExceptionRoad.SOCIAL_INQUIRY: _l("A small social inquiry"),
        ExceptionRoad.SECOND_DECIDER: _l("A second colleague decides along"),
    }
)
says(
    {
        VisitKind.NONE: _l("No visits during the loan"),
        VisitKind.VISIT: _l("The borrower comes by with the laptop"),
    }
)
says(
    {
        PickUp.WEEKLY_SESSION: _l("At a fixed moment each week"),
        PickUp.APPOINTMENT: _l("By appointment"),
        PickUp.MOBILE_ROTA: _l("Each time in another town"),
        PickUp.HOME: _l("At the borrower's home"),
    }
)
says(
    {
        LoanEnd.RETURN: _l("The laptop comes back"),
        LoanEnd.INDEFINITE: _l("The borrower keeps it on loan"),
        LoanEnd.TITLE_TRANSFER: _l("The borrower becomes the owner"),
        LoanEnd.WRITTEN_OFF: _l("We write it off and leave it there"),
    }
)
says(
    {
        FollowUpKind.NONE: _l("We do not ask"),
        FollowUpKind.SOMETIMES: _l("We ask sometimes"),
        FollowUpKind.PLANNED: _l("We ask everyone"),
    }
)
says(
    {
        LentKind.LAPTOP: _l("Laptops"),
        LentKind.TABLET: _l("Tablets"),
        LentKind.DESKTOP: _l("Desktop computers"),
        LentKind.ASSISTIVE: _l("Assistive devices"),
        LentKind.ACCESSORY: _l("Accessories"),
    }
)
says(
    {
        Verdict.ELIGIBLE: _l("Can borrow, as the policy says"),
        Verdict.NEEDS_REVIEW: _l("A person must look at it"),
        Verdict.NOT_ELIGIBLE: _l("Cannot borrow now, as the policy says"),
    }
)
says({Result.YES: _l("Good"), Result.NO: _l("Not good")})
says(
    {
        Because.WRONG_DOOR: _l("This application came in by another way than the policy names."),
        Because.DOOR_UNKNOWN: _l("It is not told by which way this application came in."),
        Because.CRITERIA_NOT_SET: _l("This digibank has not set its conditions."),
        Because.CRITERIA_NOT_MET: _l("The conditions are not met."),
        Because.CRITERIA_NOT_ALL_NAMED: _l(
            "No condition of the list is met, but there may be other reasons."
        ),
        Because.EXCEPTION_TAKEN: _l("The conditions are not met, and an exception was asked."),
        Because.CRITERIA_OPEN: _l("Not everything was asked yet."),
        Because.PROOF_TO_SHOW: _l("The proof was not seen yet."),
        Because.STEP_OPEN: _l("A step of the screening was not taken yet."),
        Because.STEP_DOUBTS: _l("A step of the screening did not go well."),
        Because.STEP_REFUSES: _l("The step that decides said no."),
        Because.TEST_NOT_PASSED: _l("The test of digital skills was not passed."),
        Because.TEST_EFFECT_NOT_SET: _l("The test was not passed, and it is not set what that means."),
        Because.PERSON_LIMIT: _l("This person has as many devices as one person may have."),
        Because.HOUSEHOLD_LIMIT: _l("This household has as many devices as one household may have."),
    }
)
says(
    {
        Clash.INTERNAL_AND_OTHERS: _l(
            "“Only our own services” goes with no other way in. Leave one of them out."
        ),
        Clash.INVITED_AND_ANYONE: _l("Anyone can apply, and only who was invited. Leave one of them out."),
        Clash.CRITERIA_AND_DELEGATED: _l(
            "The social service decides, and there are conditions too. Leave one of them out."
        ),
        Clash.DELEGATED_WITHOUT_TRUST: _l(
            "The social service decides, but its word does not replace proof. Let it, or set your own conditions."
        ),
        Clash.DELEGATED_WITHOUT_DOOR: _l(
            "The social service decides, but it cannot apply for anyone. Add that way in."
        ),
        Clash.EXHAUSTIVE_WITHOUT_LIST: _l(
            "There is no list of conditions, so it cannot be complete or not. Leave this empty, or set conditions."
        ),
        Clash.EXCEPTION_WITHOUT_CRITERIA: _l(
            "Everyone can borrow, so nobody needs an exception. Leave the exceptions out, or set conditions."
        ),
        Clash.TWO_DECIDE: _l("Only one step can decide. Choose which."),
        Clash.TEST_WITHOUT_STEP: _l(
            "It is set what the test does, but no step takes a test. Add the step, or leave this empty."
        ),
        Clash.HOUSEHOLD_BELOW_PERSON: _l(
            "A household may have fewer than one person alone. Make the number of the household larger."
        ),
        Clash.EXTENDED_WITHOUT_END: _l(
            "A loan without an end cannot be extended. Set a term, or no extensions."
        ),
        Clash.SOFT_WITHOUT_END: _l(
            "A loan without an end has no day to be lenient about. Leave this empty, or set a term."
        ),
        Clash.VISIT_NEVER: _l(
            "Borrowing longer wants a visit, but there are no visits. Set a visit, or ask for none."
        ),
        Clash.TACIT_AND_CONDITION: _l(
            "A loan cannot go on by itself and wait for a condition too. Choose one."
        ),
        Clash.NEVER_EXTENDED: _l("A loan cannot be extended, and it is set how. Leave one of them out."),
        Clash.VISIT_AFTER_END: _l("The visit comes after the loan is over. Set fewer months."),
        Clash.SOCIAL_ABOVE_NORMAL: _l("The social tariff is higher than the normal one. Change one of them."),
        Clash.TARIFF_FOR_NOBODY: _l(
            "This tariff is for who meets a condition that is not asked. Ask it, or choose another."
        ),
        Clash.TWO_TARIFFS: _l("The same condition gives the social tariff and no deposit. Choose one."),
        Clash.TARIFF_WITHOUT_DEPOSIT: _l(
            "No deposit is asked, and yet it is set who pays what. Leave one of them out."
        ),
        Clash.CAP_ABOVE_DEPOSIT: _l("A borrower never pays more than the deposit. Make this amount smaller."),
        Clash.GATE_OF_A_CHOICE: _l(
            "The laptop waits for a workshop that nobody must follow. Make it obligatory, or let the laptop go."
        ),
        Clash.EXPLANATION_IN_SESSIONS: _l(
            "An explanation at the hand-over is one session. Choose a session in a group, or leave the number empty."
        ),
        Clash.FIRST_FOR_NOBODY: _l(
            "First comes who meets a condition that is not asked. Ask it, or choose another."
        ),
        Clash.LONGEST_BEFORE_OTHERS: _l(
            "“Who waits longest” settles everything, so nothing after it can count. Put it last."
        ),
        Clash.REMINDED_WITHOUT_END: _l(
            "A loan without an end has no day to remind of. Leave the days empty, or set a term."
        ),
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
        WaivedBy.DESK: _l("Whoever hands over"),
        WaivedBy.COORDINATOR: _l("Only the coordinator"),
    }
)
says(
    {
        actions.AsksAlready: _l("%(name)s has an open application already."),
        actions.DecidedAlready: _l("This application stands at “%(state)s” now. Look at it again."),
        actions.NotApproved: _l("Approve this application first."),
        actions.OnlyTheCoordinator: _l(
            "Only the coordinator says that someone does not need the start workshop. Ask them."
        ),
        actions.NotAService: _l("Choose a service, a school or a workshop."),
        actions.NotYourService: _l("You send people for your own service only. Choose it."),
        asking.NoSuchQuestion: _l("The conditions changed. Go on from here."),
        actions.WantsAMotive: _l("The policy does not simply say yes. Write why you approve all the same."),
        asking.NoSuchStep: _l("The policy changed: this step is not in it any more. Look at it again."),
        asking.NoSuchRoad: _l("The policy does not name this exception."),
        asking.WhoWrites: _l("Fill in the service and the function."),
        asking.WantsTheirWords: _l("Write down what they write, in a few words."),
        actions.SecondPairOfEyes: _l("You said yes already. Now a colleague must look too."),
        actions.TheCoordinators: _l(
            "At this digibank the coordinator does this. It stands on the coordinator's list; nothing was saved."
        ),
        asking.ProofIsOver: _l("This day is past, so the proof does not hold any more. Ask for a newer one."),
        actions.WantsAReason: _l("Write the reason in plain words. The applicant reads it."),
        actions.DeviceIsBroken: _l("Something on this device is broken. Choose another."),
        actions.BothAsk: _l("Both have an open application. Withdraw one of them first."),
        actions.HasOpenApplication: _l("This person has an open application. Withdraw it first."),
        policy_form.NotWhole: _l("Type whole numbers here."),
        document.PolicyFlaw: _l("We cannot read the policy at “%(where)s”."),
        document.UnknownSetting: _l("We do not know the setting “%(where)s”. Known here: %(known)s."),
        document.NotAGroup: _l("At “%(where)s” a group of settings belongs."),
        document.NotAList: _l("At “%(where)s” a list belongs."),
        document.NotANumber: _l("At “%(where)s” a whole number from %(least)s to %(most)s belongs."),
        document.NotADay: _l("At “%(where)s” a day belongs, such as 2026-12-31."),
        document.NotAChoice: _l("At “%(where)s” only these words may stand: %(choices)s."),
        document.NoText: _l("At “%(where)s” a text of at most %(most)s characters belongs."),
        document.NotACode: _l("At “%(where)s” a code of small letters, digits and underscores belongs."),
        document.CodeTwice: _l("The code “%(code)s” stands twice in “%(where)s”."),
        document.EmptyGroup: _l("Put at least one condition in “%(where)s”."),
        document.NothingChosen: _l("Choose at least one thing at “%(where)s”, or leave it out."),
        document.TooMuch: _l("“%(where)s” holds more than a person can follow."),
        document.Contradiction: _l("“%(where)s” does not fit with another setting."),
        actions.Clashes: _l("%(clash)s (“%(where)s”)"),
        policy_files.UnreadableFile: _l("This file cannot be read."),
        policy_files.FileTooLarge: _l("This file is larger than %(most)s KB. A policy is a page of text."),
        policy_files.NotText: _l("This file is not text. Save it as text in UTF-8."),
        policy_files.CrookedFile: _l(
            "The file cannot be read at line %(line)s. Look at the spaces and quotation marks there."
        ),
        policy_files.FileTooDeep: _l("The file goes too deep at line %(line)s. Use fewer groups in groups."),
        policy_files.TagOrAlias: _l("Line %(line)s uses a tag, an anchor or an alias of YAML. Write it out."),
        policy_files.NameTwice: _l(
            "“%(name)s” stands twice, the second time at line %(line)s. Leave one of them out."
        ),
        policy_files.NotOneDocument: _l("The file must hold one policy: nothing was found, or several."),
    }
)
says(
    {
        "applications.policy_set": _l("Policy changed"),
        "applications.applied": _l("Application received"),
        "applications.vouched": _l("Sent by a service"),
        "applications.answered": _l("Condition checked"),
        "applications.step_taken": _l("Step of the screening written down"),
        "applications.road_taken": _l("Exception written down"),
        "applications.road_left": _l("Exception taken back"),
        "applications.first_yes": _l("First of two colleagues said yes"),
        "applications.approved": _l("Application approved"),
        "applications.refused": _l("Application refused"),
        "applications.withdrawn": _l("Application withdrawn"),
        "applications.reconsidered": _l("Approval taken back"),
        "applications.device_reserved": _l("Device set apart"),
        "applications.device_released": _l("Device let go"),
        "applications.device_freed": _l("Device free again"),
        "applications.screening_trimmed": _l("Answers to conditions taken away; only what was met stays"),
        "applications.fulfilled": _l("Application fulfilled"),
        "applications.fulfilment_undone": _l("Hand-over taken back"),
    }
)
says(
    {
        CardSays.HOLDS: _l("UiTPAS says: reduced rate, and it holds."),
        CardSays.ENDED: _l("UiTPAS says: the reduced rate has ended."),
        CardSays.NONE: _l("UiTPAS says: no reduced rate on this card."),
        CardSays.GROUP: _l("This is the card of a group. It says nothing of one person."),
        CardSays.BLOCKED: _l("UiTPAS says that this card cannot be used."),
        CardSays.UNKNOWN: _l("UiTPAS does not know this card."),
        CardSays.SILENT: _l("UiTPAS does not answer now. Look at another proof, or try again later."),
        CardSays.ISSUED_REDUCED: _l(
            "The number is right: this card was made with reduced rate. Whether that still holds, only UiTPAS knows."
        ),
        CardSays.ISSUED_REGULAR: _l(
            "The number is right: this card was made without reduced rate. Perhaps there is another proof."
        ),
    }
)
says(
    {
        uitpas.NotThirteenDigits: _l("A UiTPAS has thirteen digits. Scan the card again, or count them."),
        uitpas.NotACardNumber: _l("This number is not right. One digit was misread. Scan the card again."),
    }
)
