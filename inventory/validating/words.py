"""What is said of the donor's own check."""

from flask_babel import lazy_gettext as _l

from inventory.validating import actions, rules
from inventory.validating.rules import Answer
from inventory.wording import says

says(
    {
        Answer.ACCEPTED: _l("Accepted by the donor"),
        Answer.REFUSED: _l("Refused by the donor"),
        rules.WaitsForDonor: _l("The donor still has to accept this wipe. Until then %(code)s stays here."),
        rules.OwnWipe: _l("You wiped or checked this disk yourself. Somebody else must answer."),
        actions.NotADonor: _l("Only a donor checks wipes itself."),
        actions.NoAccount: _l("%(name)s cannot sign in yet. Invite this person to the portal first."),
        actions.SaidOtherwise: _l("This was answered already, and differently. Look at how it stands now."),
        actions.NothingToAnswer: _l("This device does not wait for your answer any more."),
        actions.WhyRefused: _l("Say what is wrong, so that the bench can put it right."),
        actions.WhyEnded: _l("Say why."),
        actions.StillWaiting: _l(
            "%(count)s devices wait for this person's answer, and nobody else may give it. Appoint someone else "
            "first, or tick that the donor knows."
        ),
        "validating.appointed": _l("Donor's validator appointed"),
        "validating.ended": _l("Donor's validator no longer in office"),
        "validating.accepted": _l("Wipe accepted by the donor"),
        "validating.refused": _l("Wipe refused by the donor"),
        "validating.told": _l("Donor or coordinator written about what waits"),
    }
)
