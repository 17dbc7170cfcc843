"""What is said of figures."""

from flask_babel import lazy_gettext as _l

from inventory.figures import rules
from inventory.figures.rules import Preset
from inventory.indicators.answer import Indicator, Unit
from inventory.wording import says

says(
    {
        Indicator.UNIQUE_VISITORS: _l("How many different people do we reach?"),
        Indicator.RETURNING_VISITORS: _l("Who comes back, and for what?"),
        Indicator.LOCATIONS: _l("Where do people come?"),
        Indicator.GROUPS_BY_LOCATION: _l("Which target groups come where?"),
        Indicator.REFERRERS: _l("Who sends people to us?"),
        Indicator.GROUPS_BY_REFERRER: _l("Who reaches which target group?"),
        Indicator.DESTINATIONS: _l("Where do we send people on to?"),
        Indicator.INTERNAL_REFERRALS: _l("From which service to which do people go?"),
        Indicator.HELP_QUESTIONS: _l("What do people ask for?"),
        Indicator.OCCUPANCY: _l("How full are our moments?"),
        Indicator.LOANS: _l("How many laptops do we lend, and for how long?"),
        Indicator.BORROWERS: _l("Who borrows, and who does not?"),
    }
)
#: behind a number in a file
says(
    {
        Unit.PEOPLE: _l("people"),
        Unit.CASES: _l("contacts or loans"),
        Unit.THINGS: _l("number"),
        Unit.DAYS: _l("days"),
        Unit.TIMES: _l("times"),
        Unit.PER_MILLE: _l("percent"),
    }
)
says(
    {
        Preset.THIS_YEAR: _l("This year"),
        Preset.LAST_12_MONTHS: _l("Last 12 months"),
        Preset.LAST_QUARTER: _l("Last quarter"),
        Preset.LAST_YEAR: _l("Last year"),
        Preset.OWN_DAYS: _l("Own days"),
        rules.Back.ON_TIME: _l("On time"),
        rules.Back.LATE: _l("Late, but back"),
        rules.Back.NOT_YET: _l("Late, not back yet"),
        rules.Back.GONE: _l("Does not come back"),
        rules.NotOverYet: _l(
            "Only a year or a quarter that is over can leave the house. Choose one from the list."
        ),
        "figures.reflected": _l("Wrote what we think of a figure"),
        "figures.share_set": _l("Chose whether observers see a figure"),
        "figures.published": _l("Figures laid ready for observers"),
        "figures.withdrawn": _l("Figures taken back from observers"),
    }
)
