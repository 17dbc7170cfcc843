"""How our forms say what WTForms would say: calm, and without words like "invalid"."""

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

_OURS = {
    "Not a valid choice.": _l("Choose one of the answers."),
    "Invalid Choice: could not coerce.": _l("Choose one of the answers."),
    "This field is required.": _l("Fill this in."),
    "Not a valid date value.": _l("This is not a day. Type it like this: 31/12/2026."),
    "Not a valid datetime value.": _l("This is not a day with a time. Look at both."),
    "Not a valid time value.": _l("This is not a time. Type it like this: 14:30."),
    "Not a valid integer value.": _l("This is not a whole number. Type digits only."),
    "Not a valid decimal value.": _l("This is not a number. Type it like this: 12,5."),
    "Not a valid float value.": _l("This is not a number. Type it like this: 12,5."),
    "Number must be at least %(min)s.": _l("Type %(min)s or more."),
    "Number must be at most %(max)s.": _l("Type %(max)s or less."),
    "Number must be between %(min)s and %(max)s.": _l("Type a number from %(min)s to %(max)s."),
    "Invalid email address.": _l("This is not an e-mail address. Look at the part around the @."),
}


class FormWords:
    """What WTForms asks for its sentences; anything we do not reword goes through the catalogue as it is."""

    def gettext(self, sentence: str) -> str:
        """Our words for `sentence`, its places still open for WTForms to fill."""
        ours = _OURS.get(sentence)
        return str(ours) if ours is not None else gettext(sentence)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Only lengths are counted: how much is too long, or too short."""
        if "cannot be longer" in one or "at most" in one:
            return self._open(
                ngettext(
                    "This is too long. Keep it to %(num)s character.",
                    "This is too long. Keep it to %(num)s characters.",
                    count,
                )
            )
        if "at least" in one:
            return self._open(
                ngettext(
                    "This is too short. It needs %(num)s character.",
                    "This is too short. It needs %(num)s characters.",
                    count,
                )
            )
        return one if count == 1 else many

    def _open(self, sentence: str) -> str:
        """WTForms fills places once more, so a percent sign of ours must survive that."""
        return sentence.replace("%", "%%")
