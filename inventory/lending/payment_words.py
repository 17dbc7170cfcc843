"""How reminders to pay and their refusals are said."""

from flask_babel import lazy_gettext as _l

from inventory.lending import payment_ladder
from inventory.wording import says

says(
    {
        payment_ladder.TooSoon: _l(
            "Leave more than 14 days between two reminders, and more than 17 after a letter by post: so the law asks."
        ),
        payment_ladder.NoEnterpriseNumber: _l(
            "Fill in your enterprise number in the settings first. Without it the law lets nobody ask costs."
        ),
        payment_ladder.CostsTooHigh: _l("The law never allows more than € 2000 for costs."),
    }
)
says(
    {
        "lending.payment_reminded": _l("Reminded to pay"),
        "lending.payment_to_decide": _l("Not paid after the reminders"),
        "lending.payment_reminders_over": _l("Reminders to pay not needed any more"),
        "lending.payment_left": _l("No more reminders to pay"),
        "lending.payment_ladder_set": _l("Reminders to pay chosen"),
    }
)
