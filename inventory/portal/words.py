"""What is said at the doors of donors, borrowers and the public."""

from flask_babel import lazy_gettext as _l

from inventory.portal.donated import Where
from inventory.portal.trail import MovedSince
from inventory.wording import says

says({MovedSince: _l("%(code)s was put somewhere else since. Look where it stands first.")})
says({"portal.year_letter_written": _l("Letter about a year written to a donor")})
says(
    {
        Where.COMING: _l("Not here yet"),
        Where.AT_THE_BENCH: _l("At our reuse centre"),
        Where.READY: _l("Ready to be lent"),
        Where.IN_USE: _l("In use"),
        Where.LENDING: _l("With our lending service"),
        Where.PARTS: _l("Used for parts"),
        Where.RECYCLED: _l("Recycled"),
        Where.MISSING: _l("Missing"),
        Where.SENT_BACK: _l("Back with you"),
    }
)
