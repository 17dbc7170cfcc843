"""What a visitor signs when the digibank wrote no terms of its own, in plain words."""

from flask_babel import gettext as _


def usual_terms(days: int) -> str:
    """The usual terms in the language that is set; one sentence on each line."""
    return "\n".join(
        (
            _("We look at your laptop as well as we can. We promise no result."),
            _("Looking costs nothing. If a part costs money, we ask you first."),
            _("We do not look at your files, and leave them as they are. Make a copy yourself when you can."),
            _("We erase your data only when you sign for that."),
            _("We do not write your password down. Type it yourself, or come when we need it."),
            _("We tell you when it is ready. Fetch it within four weeks."),
            _("We forget your name and number %(days)s days after you fetched it.", days=days),
        )
    )
