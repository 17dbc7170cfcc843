"""What is said of the attests of whole lots and of auditors' dossiers."""

from flask_babel import lazy_gettext as _l

from inventory.dossiers import rules
from inventory.dossiers.rules import Destination, Fit, Since, Why
from inventory.wording import says

# One call per enum: members of two enums with the same text would be one key of a dictionary.
says(
    {
        Why.NEVER_CAME: _l("Never came"),
        Why.AWAITED: _l("Not come yet"),
        Why.REFUSED: _l("Sent back to the donor at the door"),
        Why.WAITS: _l("Here, and not erased yet"),
        Why.AT_THE_BENCH: _l("Still at the wiping bench"),
        Why.MISSING: _l("Missing, and not erased"),
        Why.SEALED: _l("Came factory-sealed, so nothing was erased"),
        Why.REVOKED: _l("Its statement was revoked"),
        Why.WITHOUT_ATTEST: _l("Has no statement of its own"),
        Why.DESTROYED: _l("Disk destroyed, and so not erased"),
        Why.TAKEN_OUT: _l("Disk taken out, and not covered"),
    }
)
says(
    {
        Since.ERASED: _l("Erased since then."),
        Since.DESTROYED: _l("Destroyed since then."),
        Since.OPEN: _l("It lies with us and still holds its data."),
        Since.NOT_KNOWN: _l("What became of it is not known."),
    }
)
says(
    {
        Destination.REUSE: _l("to be used again"),
        Destination.PARTS: _l("taken apart"),
        Destination.RECYCLED: _l("to the recycler"),
        Destination.SENT_BACK: _l("back to the donor"),
        Destination.MISSING: _l("missing"),
        Destination.OPEN: _l("not decided yet"),
    }
)
says(
    {
        Fit.ATTESTED: _l("Yes. This serial number stands on the certificate."),
        Fit.LEFT_OUT: _l("No. This serial number stands on the certificate as not attested."),
        Fit.NOT_THERE: _l("No. This serial number does not stand on the certificate."),
    }
)
says(
    {
        rules.NotAGift: _l("This lot was bought. Only a gift gets this certificate."),
        rules.NothingToAttest: _l("No laptop of this lot has a certificate that holds. Wipe first."),
        rules.StillOpen: _l("%(count)s devices are not done. Tick that they may stay out, or wait."),
        rules.SaysTheSame: _l("Certificate %(code)s says exactly this already. Nothing changed since."),
        rules.StillPrinting: _l("The last certificate is still being printed. Wait a minute."),
        rules.DossierGone: _l("This dossier was removed. Ask for it again: it is made anew."),
        "dossiers.attest_issued": _l("Certificate of a lot issued"),
        "dossiers.attest_revoked": _l("Certificate of a lot revoked"),
        "dossiers.paper_printed": _l("Certificate of a lot printed"),
        "dossiers.dossier_asked": _l("Dossier asked for"),
        "dossiers.dossier_made": _l("Dossier made"),
        "dossiers.dossier_removed": _l("Dossier removed"),
    }
)
