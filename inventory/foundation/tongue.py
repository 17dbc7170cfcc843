"""In which language we speak at this moment."""

from flask_babel import get_locale


def tongue() -> str:
    """The reader's language: nl, fr or en. Of a letter or a paper that is whoever gets it, not who sends it."""
    locale = get_locale()
    return locale.language if locale else "nl"
