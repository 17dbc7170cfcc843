"""What a borrower reads when a loan cannot go on as they asked; short sentences, and never about money."""

from flask_babel import lazy_gettext as _l

from inventory.lending.rules import LongerAnswer

WHY_NOT = {
    LongerAnswer.WAITED_FOR: _l("Someone else waits for a laptop. So we cannot lend yours longer now."),
    LongerAnswer.LONG_ENOUGH: _l("We cannot lend this laptop longer. It goes to someone else now."),
    LongerAnswer.LET_US_TALK: _l("We want to talk about it with you. Call us."),
}
