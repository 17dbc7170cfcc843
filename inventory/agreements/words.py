"""What is said of agreements."""

from flask_babel import lazy_gettext as _l

from inventory.agreements import actions, rules, scans
from inventory.agreements.rules import AgreementKind, AgreementState, EndedBecause, Minimum, SignedHow
from inventory.wording import says

says(
    {
        AgreementKind.DONATION: _l("Donation agreement"),
        AgreementKind.PROCESSING: _l("Processor agreement"),
    }
)
says(
    {
        # The three words of the standard are not translated: a lawyer looks them up.
        Minimum.CLEAR: "Clear",
        Minimum.PURGE: "Purge",
        Minimum.DESTROY: "Destroy",
    }
)
says(
    {
        AgreementState.DRAFT: _l("Draft"),
        AgreementState.SIGNED: _l("Signed"),
        AgreementState.ENDED: _l("Ended"),
    }
)
says(
    {
        SignedHow.ON_SCREEN: _l("signed on screen"),
        SignedHow.UPLOADED: _l("signed elsewhere, brought as PDF"),
    }
)
says(
    {
        EndedBecause.RUN_OUT: _l("Its last day is over."),
        EndedBecause.RENEWED: _l("Another agreement came in its place."),
        EndedBecause.STOPPED: _l("Someone ended it."),
    }
)
says(
    {
        rules.EndsBeforeItBegins: _l("The last day lies before the first. Choose a later day."),
        rules.NoLongerADraft: _l(
            "This agreement is no draft any more, so it stays as it is. Renew it instead."
        ),
        rules.BeginsLater: _l("It begins on %(day)s only. Sign on that day, or choose an earlier first day."),
        rules.RunsOutBefore: _l("Its last day, %(day)s, is over already. Choose a later one first."),
        rules.NotSignedYet: _l("Only a signed agreement can be renewed. Open this one to see how it stands."),
        rules.SignedInTheFuture: _l("This day is still to come. Fill in the day under the signature."),
        rules.WeakerThanPromised: _l(
            "These devices were handed over for at least %(minimum)s. You may ask more, not less."
        ),
        scans.NotAPdf: _l("This is no whole PDF. Scan the paper again and save it as PDF."),
        scans.PdfIsLocked: _l("This PDF has a password. Save it without one: we keep it for years."),
        scans.PdfDoesThings: _l(
            "This PDF holds a script, a form or an attachment. Print it, scan it, and send the scan."
        ),
        scans.PdfUnpacksTooFar: _l("This PDF unpacks into something huge. Scan the paper and send the scan."),
        actions.NotADonor: _l("These agreements are with donors. Choose one."),
        actions.AlreadyInForce: _l(
            "%(reference)s is still in force with them. Renew that one, or end it first."
        ),
        actions.EndedBefore: _l("This agreement has ended already."),
        actions.NeedsAReason: _l("Say in a few words why it ends."),
        "agreements.text_made": _l("New version of a text"),
        "agreements.drafted": _l("Agreement drafted"),
        "agreements.edited": _l("Agreement changed"),
        "agreements.signed": _l("Agreement signed"),
        "agreements.ended": _l("Agreement ended"),
    }
)
