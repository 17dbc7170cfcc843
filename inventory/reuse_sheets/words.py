"""What is said of weights, categories, where a device came from and where it went."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from inventory.reuse_sheets import actions, rules
from inventory.reuse_sheets.rules import Destination, Origin, WeightSource
from inventory.wording import says

says(
    {
        WeightSource.WEIGHED: _l("weighed"),
        WeightSource.MODEL_WEIGHED: _l("another of this model was weighed"),
        WeightSource.MAKER: _l("as the maker says"),
        WeightSource.KIND: _l("usual for its kind"),
        WeightSource.UNKNOWN: _l("not weighed"),
        rules.NotAWeight: _l("Fill in a weight in kg between 0,005 and %(most)s."),
        rules.NotAYear: _l("Fill in a year between %(first)s and %(last)s."),
        actions.NothingTold: _l("Fill in the weight or the year."),
        actions.NoModel: _l("Write down the maker and the model of this device first."),
        "reuse_sheets.completed": _l("Weight or year of making written down"),
        "reuse_sheets.model_weight_set": _l("Weight of a model written down"),
    }
)
says(
    {
        Origin.GIFT: _l("Donation"),
        Origin.PURCHASE: _l("Purchase"),
        Origin.BACK: _l("Back from a loan"),
        Origin.OTHER: _l("On no lot"),
    }
)
says(
    {
        Destination.HERE: _l("Still here"),
        Destination.LENT: _l("Lent"),
        Destination.TRANSFERRED: _l("Given away for good"),
        Destination.PARTS: _l("Used for parts"),
        Destination.RECYCLED: _l("Recycled, with receipt"),
        Destination.RECYCLED_UNPROVEN: _l("Recycled, receipt still to come"),
        Destination.REFUSED: _l("Back to the giver"),
        Destination.MISSING: _l("Missing"),
    }
)


def category_words(number: int) -> str:
    """A category of annex III of directive 2012/19/EU, with what it is."""
    return {
        2: _("2: screens and equipment with a screen above 100 cm²"),
        5: _("5: small equipment"),
        6: _("6: small IT and telecommunication equipment"),
    }[number]
