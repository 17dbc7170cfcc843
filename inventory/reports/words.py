"""What is said of reports, of their templates, and of what leaves by itself."""

from flask_babel import lazy_gettext as _l

from inventory.reports import leaving, rules, template
from inventory.reports.rules import Every
from inventory.reports.shape import Kind
from inventory.wording import says

says(
    {
        Every.MONTH: _l("Every month"),
        Every.QUARTER: _l("Every quarter"),
        Every.YEAR: _l("Every year"),
    }
)
says(
    {
        Kind.COUNT: _l("Number"),
        Kind.DAYS: _l("Days"),
        Kind.PER_MILLE: _l("Part of the whole"),
        Kind.GRAMS: _l("Weight"),
        Kind.CENTS: _l("Amount"),
        Kind.WORDS: _l("Words"),
    }
)
says(
    {
        leaving.Way.PAPER: _l("The report itself, as PDF"),
        leaving.Way.LINK: _l("A link: it stays in the house"),
        leaving.Way.NONE: _l("Nothing: it stays in the house, and this is no colleague who may see reports"),
    }
)
says(
    {
        leaving.StaysInTheHouse: _l(
            "This report stays in the house, for beside others it could point at someone. Choose a whole quarter or "
            "year and no municipality, or the address of a colleague who may see reports."
        ),
        rules.PeriodTooLong: _l("A report is about %(most)s years at most. Choose a shorter period."),
        rules.PeriodOutOfOrder: _l(
            "The first day comes after the last one, or is too long ago. Choose other days."
        ),
        rules.NotYetBegun: _l("These days are still to come. Choose days that have begun."),
        rules.NotADayOfEveryMonth: _l("Fill in a day from 1 to %(most)s."),
        template.NotATemplate: _l("This is no template: it has a title, an introduction and blocks."),
        template.UnknownBlock: _l("There is no block “%(name)s”. Look at the list for what there is."),
        template.UnknownParameter: _l("The block “%(name)s” cannot be told “%(parameter)s” like this."),
        template.NothingInIt: _l("Choose at least one part."),
        template.NeedsATitle: _l("Give it a title in every language."),
    }
)
says(
    {
        "reports.template_changed": _l("Template of a report changed"),
        "reports.issued": _l("Report issued"),
        "reports.schedule_set": _l("Report leaves by itself from now on"),
        "reports.schedule_ended": _l("Report leaves by itself no more"),
    }
)
