"""What is said of loans, hand-overs and everything that may stand in their way."""

from flask_babel import lazy_gettext as _l

from inventory.lending import (
    actions,
    drafts,
    longer,
    meanwhile,
    payment_words,  # noqa: F401 -- words of its own
    reminder_words,  # noqa: F401 -- words of its own
    signature,
)
from inventory.lending.drafts import Step
from inventory.lending.models import Accessory, Ending, LoanState, LossKind, PaperKind
from inventory.lending.rules import (
    ChargerAtSwap,
    Letter,
    LongerAnswer,
    NoLonger,
    NotLeft,
    NotSwapped,
    NotYet,
    Signing,
    SwapReason,
    VisitFinding,
    WorkshopAnswer,
)
from inventory.wording import says

# One call per enum: members of two enums that share a text would be one key of one dictionary.
says(
    {
        LoanState.OPEN: _l("Running"),
        LoanState.ENDED: _l("Ended"),
    }
)
says(
    {
        Ending.RETURNED: _l("Brought back"),
        Ending.UNDONE: _l("Not taken along after all"),
        Ending.LOST: _l("Lost"),
        Ending.TRANSFERRED: _l("The borrower's own now"),
        Ending.WRITTEN_OFF: _l("Written off"),
    }
)
says(
    {
        PaperKind.AGREEMENT: _l("Loan agreement"),
        PaperKind.SWAP: _l("Swap slip"),
        PaperKind.TITLE: _l("Paper of ownership"),
    }
)
says(
    {
        SwapReason.DOES_NOT_START: _l("It does not start"),
        SwapReason.SCREEN: _l("The screen is broken"),
        SwapReason.KEYBOARD: _l("The keyboard or touchpad is broken"),
        SwapReason.BATTERY: _l("The battery is empty too soon"),
        SwapReason.SLOW: _l("It is too slow for what they do"),
        SwapReason.FAILS: _l("Something else does not work"),
    }
)
says(
    {
        ChargerAtSwap.STAYS: _l("It stays: it fits the other laptop too"),
        ChargerAtSwap.EXCHANGED: _l("It came back; another one goes along"),
        ChargerAtSwap.MISSING: _l("It did not come back; another one goes along"),
        meanwhile.ChargerNotLookedAt: _l("Say what became of the charger."),
        meanwhile.NoChargerOfItsOwn: _l("There is no charger with this laptop. Choose another laptop."),
    }
)
says(
    {
        VisitFinding.FINE: _l("All is well"),
        VisitFinding.MAINTAINED: _l("Looked after, all is well"),
        VisitFinding.FAILS: _l("Something does not work"),
    }
)
says(
    {
        NotSwapped.ENDED: _l("This loan has ended."),
        NotSwapped.SWAPPED_ALREADY: _l("A colleague swapped it a moment ago. Look at the loan."),
        NotSwapped.NOT_HERE: _l("The old laptop is gone. End this loan, and lend another one."),
        NotSwapped.SAME_ONE: _l("They have this laptop already."),
        NotSwapped.NOT_READY: _l("This laptop does not stand ready any more. Choose another."),
        NotSwapped.IN_A_VAN: _l("This laptop lies in the van of a mobile day. Choose another."),
        NotSwapped.BROKEN_TOO: _l("Something on this laptop is broken too. Choose another."),
        NotSwapped.OTHER_SORT: _l("This is another sort of device. End this loan and begin another."),
    }
)
says(
    {
        NotLeft.ENDED: _l("This loan has ended."),
        NotLeft.NOT_AT_HOME: _l("The laptop is not at the borrower's home now."),
        NotLeft.NOT_IN_POLICY: _l("The policy of this loan does not know this end."),
    }
)
says(
    {
        Accessory.CHARGER: _l("charger"),
        Accessory.MOUSE: _l("mouse"),
        Accessory.BAG: _l("bag"),
    }
)
says(
    {
        LossKind.MISSING: _l("Lost"),
        LossKind.STOLEN: _l("Stolen"),
    }
)
says(
    {
        Signing.SCREEN: _l("Signed on the screen"),
        Signing.TYPED: _l("Typed the own name"),
        Signing.PAPER: _l("Signed on paper"),
    }
)
says(
    {
        WorkshopAnswer.FOLLOWED: _l("Followed"),
        WorkshopAnswer.PLANNED: _l("Planned"),
        WorkshopAnswer.NOT_NEEDED: _l("Not needed"),
    }
)
says(
    {
        Letter.DUE_SOON: _l("Reminder: soon back"),
        Letter.LATE: _l("Reminder: late"),
    }
)
says(
    {
        Step.WHO: _l("Who?"),
        Step.WHAT: _l("What?"),
        Step.DEPOSIT: _l("Deposit"),
        Step.SIGN: _l("Sign"),
        Step.WORKSHOP: _l("Start workshop"),
    }
)
says(
    {
        NotYet.NO_BORROWER: _l("Say first who borrows."),
        NotYet.BORROWER_GONE: _l("This person was forgotten. Register them again."),
        NotYet.NOT_APPROVED: _l("There is no approved application for this person."),
        NotYet.PROOF_TO_SEE: _l("A proof was promised and is still to be seen."),
        NotYet.STILL_HAS_ONE: _l("This person still has a laptop of ours."),
        NotYet.HOUSEHOLD_HAS_ENOUGH: _l(
            "The people in this household have as many laptops of ours as they may. Take one back first."
        ),
        NotYet.NO_DEVICE: _l("Scan the laptop that goes along."),
        NotYet.DEVICE_LENT: _l("This laptop is out on loan already."),
        NotYet.DEVICE_NOT_READY: _l("This laptop is not wiped and checked yet. It cannot go."),
        NotYet.KEPT_FOR_SOMEONE_ELSE: _l("This laptop is kept for someone else."),
        NotYet.DEVICE_BROKEN: _l("Something on this laptop is broken. Have it repaired first."),
        NotYet.NO_CHARGER: _l("A laptop goes with its charger."),
        NotYet.END_OPEN: _l("Say until when the loan lasts."),
        NotYet.DEPOSIT_OPEN: _l("The deposit is not arranged yet."),
        NotYet.NOT_SIGNED: _l("The agreement is not signed yet."),
        NotYet.WORKSHOP_OPEN: _l("Say what was agreed about the start workshop."),
        NotYet.WORKSHOP_FIRST: _l("Here the start workshop comes first."),
        NotYet.WORKSHOP_NOW: _l("Here the start workshop goes together with the laptop."),
    }
)
says(
    {
        NoLonger.ENDED: _l("This loan has ended."),
        NoLonger.NOT_ALLOWED: _l("Here a loan is not extended."),
        NoLonger.OFTEN_ENOUGH: _l("This loan was extended as often as the policy allows."),
        NoLonger.SOMEONE_WAITS: _l("Someone else waits for a laptop, so this loan is not extended now."),
        NoLonger.VISIT_FIRST: _l("First they come by with the laptop."),
        NoLonger.NOT_LATER: _l("Choose a day after the agreed one."),
        NoLonger.IN_THE_PAST: _l("This day is past. Choose a later one."),
    }
)
says(
    {
        LongerAnswer.WAITS: _l("Asked to keep it longer"),
        LongerAnswer.YES: _l("Yes"),
        LongerAnswer.WAITED_FOR: _l("No, someone else waits for a laptop"),
        LongerAnswer.LONG_ENOUGH: _l("No, it goes to someone else now"),
        LongerAnswer.LET_US_TALK: _l("Not yet, we want to talk first"),
    }
)
says(
    {
        actions.NotComplete: _l("Not yet. %(because)s"),
        actions.BothBorrow: _l(
            "Together they have more laptops than one person may have. Take one back first."
        ),
        actions.StillAtHome: _l("This person still has a laptop of ours."),
        longer.NotExtended: _l("Not like this. %(because)s"),
        longer.NothingAsked: _l("Nobody waits for an answer about this loan any more."),
        meanwhile.CannotSwap: _l("Not like this. %(because)s"),
        meanwhile.CannotLeave: _l("Not like this. %(because)s"),
        actions.LoanOver: _l("This loan has ended already."),
        actions.TooLateToUndo: _l("Only on the day itself. Take the laptop back instead."),
        drafts.HandOverOver: _l("This hand-over was finished before."),
        drafts.NotForAHandOver: _l("This is neither a laptop nor a borrower. Scan another code."),
        drafts.NothingToSign: _l("Arrange the laptop and the deposit first. Then sign."),
        drafts.EndMissing: _l("Choose a day, or tick that there is no end."),
        drafts.EndInThePast: _l("This day is past. Choose a later one."),
        drafts.DayMissing: _l("Choose a day from today on."),
        drafts.AmountMissing: _l("Fill in the amount. Your policy names none."),
        signature.NotSigned: _l("Nothing here yet. Sign in the box or on paper."),
        signature.NotASignature: _l("We cannot read this signature. Sign again, or on paper."),
    }
)
says(
    {
        "lending.hand_over_begun": _l("Hand-over begun"),
        "lending.hand_over_answered": _l("Hand-over gone on with"),
        "lending.hand_over_dropped": _l("Hand-over given up"),
        "lending.handed_over": _l("Handed over"),
        "lending.hand_over_undone": _l("Not taken along after all"),
        "lending.extended": _l("Loan extended"),
        "lending.longer_asked": _l("Asked to keep it longer"),
        "lending.longer_declined": _l("Not lent longer"),
        "lending.loss_reported": _l("Reported missing by the borrower"),
        "lending.visited": _l("Came by with the laptop"),
        "lending.swapped": _l("Given in the place of another"),
        "lending.swapped_back": _l("Swapped for another"),
        "lending.left": _l("Stays with the borrower"),
        "lending.reminder_written": _l("Reminder written"),
    }
)
