"""The house's own text of both agreements, article by article, in the language that is set.

Written for a Flemish digibank with its reuse centre and a company that gives devices: short sentences that a
director reads without a lawyer and a lawyer reads without a question. Facts (who, from when, which category) stand
above the articles, so no article has a blank to fill.
"""

from flask_babel import force_locale
from flask_babel import gettext as _

from inventory.agreements.rules import AgreementKind

#: raised with every change of these words: the next agreement then gets a new version of the text
EDITION = "1"
LOCALES = ("nl", "fr", "en")
Article = tuple[str, str]


def articles_of(kind: AgreementKind) -> dict[str, list[list[str]]]:
    """Every article in every language, to be kept as they are today."""
    told = {}
    for locale in LOCALES:
        with force_locale(locale):
            told[locale] = [list(article) for article in _TEXTS[kind]()]
    return told


def _donation() -> tuple[Article, ...]:
    return (
        (
            _("What this is about"),
            _(
                "The donor gives devices to the digibank, for free. This agreement holds for every gift "
                "that the donor announces while it is in force. Each gift has a list of its devices, or a "
                "count when there is no list."
            ),
        ),
        (
            _("From whom to whom"),
            _(
                "A device becomes the property of the digibank when it is handed over and someone has "
                "signed for it. Until then it is the donor's. The donor declares that the devices are its "
                "own to give: not leased, not pledged, and free of the rights of others."
            ),
        ),
        (
            _("What the donor sees to beforehand"),
            _(
                "The donor removes passwords of the firmware, and releases each device from management and "
                "accounts, such as Intune, Autopilot, Apple, Google and Absolute. The donor takes out "
                "cards, sticks and discs, and names what it knows to be wrong, such as a swollen battery."
            ),
        ),
        (
            _("What the digibank does with them"),
            _(
                "The digibank lends the devices to people who would otherwise stay offline, passes them "
                "on, uses them for parts, or brings them to a recognised processor of electrical waste. It "
                "does not sell them."
            ),
        ),
        (
            _("Every data carrier is erased"),
            _(
                "Every data carrier is erased or destroyed before a device goes to a borrower or leaves "
                "the digibank. At least the category that stands above is reached: Clear, Purge or Destroy "
                "as NIST SP 800-88 means them. The digibank does this itself, or the reuse centre that is "
                "named above. A second person checks the work of the first. What else holds for personal "
                "data stands in the processor agreement."
            ),
        ),
        (
            _("The proof"),
            _(
                "For each device the donor gets an attest: which data carriers, how they were erased, "
                "which category was reached, who did it, who checked it, and what is not attested. The "
                "reports of the programs are kept with it. Anyone who holds an attest can check at any "
                "time whether it is genuine."
            ),
        ),
        (
            _("What cannot be erased"),
            _(
                "A data carrier that cannot be erased to the agreed category is taken out and destroyed. "
                "If it is part of the board, the board is destroyed. Two people confirm it, and the donor "
                "gets proof of that too."
            ),
        ),
        (
            _("What cannot be used"),
            _(
                "What the digibank cannot take goes back to the donor at the hand-over, with the reason. "
                "What turns out later to be of no use serves for parts, or goes to a recognised processor, "
                "without a data carrier."
            ),
        ),
        (
            _("List and receipt"),
            _(
                "At the hand-over both sign a list or a count. Afterwards the digibank compares what was "
                "listed with what came, and tells the donor what is missing and what came extra. The donor "
                "gets a receipt that the devices were given for free. It says nothing of their value."
            ),
        ),
        (
            _("Who answers for what"),
            _(
                "From the hand-over on the digibank bears the risk of the devices. The donor does not "
                "answer for defects, unless it knew of a danger and did not name it. For the data each "
                "answers as the processor agreement and the law say."
            ),
        ),
        (
            _("How long it holds"),
            _(
                "This agreement holds from the first day to the last day that stand above. Without a last "
                "day it holds until one of the two ends it in writing, one month ahead. What was given "
                "stays given, and what was promised about data stays promised."
            ),
        ),
        (
            _("What is kept, and which law"),
            _(
                "The digibank keeps this agreement, the lists and the attests for ten years after the last "
                "gift, so that the donor can always ask for the proof. A change holds when both have "
                "signed it. Belgian law applies, and the courts of the place of the digibank decide."
            ),
        ),
    )


def _processing() -> tuple[Article, ...]:
    return (
        (
            _("What this is about"),
            _(
                "Devices that the donor gives may hold personal data for which the donor is the "
                "controller. The digibank processes these data for the donor, for one purpose: to erase "
                "them, or destroy the data carriers, and to prove it. This is the agreement of article 28 "
                "of the GDPR."
            ),
        ),
        (
            _("How long it holds"),
            _(
                "The processing of each gift begins at the hand-over and ends with the attest of its last "
                "data carrier. This agreement holds from the first day to the last day that stand above, "
                "or until one of the two ends it in writing, one month ahead. For what was handed over "
                "before the end it goes on holding."
            ),
        ),
        (
            _("What is done"),
            _(
                "The digibank fetches, stores, erases and destroys data carriers. It does not look at the "
                "data, copies nothing and restores nothing."
            ),
        ),
        (
            _("Which data, of whom"),
            _(
                "Everything that may stand on the data carriers, of everyone about whom the donor keeps "
                "data: its own people, customers, suppliers, members or others. Special categories of data "
                "may be among them. With each gift the donor says how confidential its data are."
            ),
        ),
        (
            _("Instructions"),
            _(
                "The digibank acts only on instructions of the donor in writing. This agreement, the "
                "category that stands above and what the donor says with each gift are those instructions; "
                "of two categories the stricter one counts. If the digibank thinks that an instruction "
                "breaks the law, it says so at once."
            ),
        ),
        (
            _("People"),
            _(
                "Only people who need to handle the data carriers handle them. They are bound to secrecy, "
                "also after they have left."
            ),
        ),
        (
            _("Security"),
            _(
                "Until it is erased, a device stands behind a lock. Each device and each data carrier has "
                "a number, and each step is written in a journal that nobody can change unseen. Erasing is "
                "done as soon as possible, and within ninety days after the hand-over; if that fails, the "
                "digibank tells the donor. Whoever checks a wipe is never the one who did it."
            ),
        ),
        (
            _("Others who help"),
            _(
                "The reuse centre that is named above erases for the digibank, and a recognised processor "
                "may destroy data carriers. They are bound by the same duties, and the digibank answers "
                "for them as for itself. It names any other sub-processor to the donor fourteen days "
                "ahead, and the donor may object."
            ),
        ),
        (
            _("Help to the donor"),
            _(
                "The digibank helps the donor to answer people who ask about their data, to assess risks, "
                "and to answer the data protection authority, as far as it can without looking at the "
                "data."
            ),
        ),
        (
            _("When something goes wrong"),
            _(
                "If a device or data carrier with data is lost, stolen or opened, the digibank tells the "
                "donor without delay, and within 48 hours after it found out: what happened, which "
                "devices, what may follow, and what is being done."
            ),
        ),
        (
            _("Proof and inspection"),
            _(
                "The digibank proves each wipe with an attest and the report of the program. The donor may "
                "appoint someone to validate each wipe, and may come and look, or send an auditor, on a "
                "day that is agreed. The digibank shows what is needed to see that this agreement is kept."
            ),
        ),
        (
            _("Giving back and erasing"),
            _(
                "Erasing is what the digibank is asked for, so at the end no data remain: each data "
                "carrier was erased or destroyed. What the donor wants back before it is erased, it gets "
                "back. What is kept are attests and reports, which hold serial numbers and nothing of the "
                "data, for ten years."
            ),
        ),
        (
            _("Where"),
            _("Data carriers with data do not leave the European Economic Area."),
        ),
        (
            _("Who answers for what"),
            _(
                "Each of the two answers for the harm that it does by not keeping the GDPR or this "
                "agreement, as article 82 of the GDPR says. Belgian law applies, and the courts of the "
                "place of the digibank decide."
            ),
        ),
    )  # fmt: skip


_TEXTS = {AgreementKind.DONATION: _donation, AgreementKind.PROCESSING: _processing}
