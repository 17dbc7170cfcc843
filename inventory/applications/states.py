"""Where an application stands, why someone asks, how they came, and why the answer may be no."""

from enum import StrEnum


class ApplicationState(StrEnum):
    """Where an application stands."""

    #: nobody decided yet
    WAITING = "waiting"
    #: a person said yes; perhaps a device is set apart
    APPROVED = "approved"
    #: a person said no, with a reason and another way
    REFUSED = "refused"
    #: the applicant does not need it any more
    WITHDRAWN = "withdrawn"
    #: the laptop went home
    FULFILLED = "fulfilled"


OPEN_STATES = frozenset({ApplicationState.WAITING, ApplicationState.APPROVED})


class RefusalReason(StrEnum):
    """Why a person said no; the words beside it are for the applicant."""

    #: lives outside the area
    ELSEWHERE = "elsewhere"
    #: meets none of the conditions
    CONDITIONS = "conditions"
    #: has a laptop that works
    HAS_ONE = "has_one"
    #: has a loan here already
    HAS_LOAN = "has_loan"
    #: nothing fitting in stock for a long time
    NO_STOCK = "no_stock"
    OTHER = "other"


class Alternative(StrEnum):
    """The other way that always goes with a no."""

    #: the computers of the library
    LIBRARY = "library"
    #: a digipunt, with help
    DIGIPUNT = "digipunt"
    #: the digibank of the own town
    OTHER_DIGIBANK = "other_digibank"
    #: ask again with the proof
    ASK_AGAIN = "ask_again"
    #: ask again when there is stock
    LATER = "later"


class Wish(StrEnum):
    """What someone wishes of the device, beside what it is for; never why."""

    SCREEN_READER = "screen_reader"
    LARGE_LETTERS = "large_letters"
    BIG_KEYBOARD = "big_keyboard"
    #: a camera and a microphone, for lessons and talks from afar
    CAMERA = "camera"
