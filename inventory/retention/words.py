"""What is said of how long things are kept, why, and what keeps one of them here longer."""

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from inventory.foundation.expiring import Basis, Keeping
from inventory.retention import rules
from inventory.retention.rules import HoldReason
from inventory.wording import says

_YEAR, _MONTH = 365, 30.4


def days_in_words(days: int) -> str:
    """So many days as people say them: a week, three months, seven years."""
    if days >= 2 * _YEAR - 5:
        return ngettext("%(num)s year", "%(num)s years", round(days / _YEAR))
    if days >= 2 * _MONTH - 2:
        return ngettext("%(num)s month", "%(num)s months", round(days / _MONTH))
    return ngettext("%(num)s day", "%(num)s days", days)


says(
    {
        Basis.PUBLIC_TASK: _l("A task of public interest (art. 6.1.e GDPR)"),
        Basis.CONTRACT: _l("The agreement with the person (art. 6.1.b GDPR)"),
        Basis.LEGAL_DUTY: _l("The law asks it (art. 6.1.c GDPR)"),
        Basis.LEGITIMATE_INTEREST: _l("An interest that weighs more (art. 6.1.f GDPR)"),
        Keeping.TOLD_BEFORE: _l("Goes by itself, after a week on this page"),
        Keeping.SOON: _l("Goes by itself, within days"),
        Keeping.STAYS: _l("Stays at least so long"),
        HoldReason.MONEY: _l("There is money to be paid, or to be given back"),
        HoldReason.INCIDENT: _l("Damage, theft or a complaint that is not closed"),
        HoldReason.LOAN: _l("A loan runs, or is about to"),
        HoldReason.REQUEST: _l("The person asked us something and has no answer yet"),
        HoldReason.PROCEEDINGS: _l("A court, the police or an inspection needs it"),
        rules.NotSoManyDays: _l("Type a number of days from %(fewest)s to %(most)s."),
        rules.HoldTooLong: _l("Choose a day from today on, within a year."),
        rules.NothingToHold: _l("This went already, or does not go any more. Look at the page again."),
        rules.KeptByColleague: _l("A colleague keeps this person here a while longer."),
        rules.KeptUntil: _l(
            "%(by)s keeps this person here until and with %(until)s: %(because)s. "
            "A coordinator lets go of it at “What is kept, and what goes”."
        ),
        "retention.told": _l("Told what will go in a week"),
        "retention.not_due": _l("Some of what was told does not go after all"),
        "retention.went": _l("What was kept long enough is gone"),
        "retention.kept": _l("Something could not go yet"),
        "retention.held": _l("Kept here longer"),
        "retention.released": _l("No longer kept here"),
        "retention.rule_set": _l("How long it is kept was changed"),
        "retention.letter_blanked": _l("Words of an old letter taken away"),
    }
)
