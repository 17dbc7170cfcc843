"""What a contact is: a service, a moment of it, how someone found us, and what came of it. Plain values, no database.

The words are those of the impact study's chapter on registration (3B): the *enroller* books someone in, the
*referrer* sent them. A person is counted once for the whole project; who stays anonymous is counted as a contact only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from inventory.foundation.refusal import Refusal

#: who is sent on and comes within so many days, came because of it
REALISED_WITHIN = timedelta(days=60)
#: a contact is typed on the day itself or soon after; older ones come in with a list
TYPED_WITHIN = timedelta(days=62)


class Service(StrEnum):
    """Where someone came: one of the things that a digibank does."""

    LENDING = "lending"
    START_WORKSHOP = "start_workshop"
    DIGIPUNT = "digipunt"
    DIGICAFE = "digicafe"
    #: a course or an information session
    COURSE = "course"
    #: computers that anyone may use
    COMPUTER_ROOM = "computer_room"
    REPAIR_DESK = "repair_desk"
    HOME_VISIT = "home_visit"
    #: a bus or a stand, today here and tomorrow there
    MOBILE = "mobile"


class Step(StrEnum):
    """Which moment of a service it was."""

    #: someone asked for it
    APPLICATION = "application"
    #: the laptop went along
    PICK_UP = "pick_up"
    #: the laptop was looked at, or changed, while it was lent
    CHECK_IN = "check_in"
    #: the laptop came back
    RETURN = "return"
    #: someone was there: a lesson, a question, a visit
    VISIT = "visit"


class ContactOutcome(StrEnum):
    """What came of it."""

    #: nobody knows yet
    OPEN = "open"
    HELPED = "helped"
    #: sent on to where they can be helped
    REFERRED = "referred"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOT_HELPED = "not_helped"


class Purpose(StrEnum):
    """What the laptop is for; indicator 9 counts these."""

    TRAINING = "training"
    SCHOOLWORK = "schoolwork"
    LANGUAGE_CLASS = "language_class"
    JOB_SEARCH = "job_search"
    ADMINISTRATION = "administration"
    SOCIAL_CONTACT = "social_contact"
    OTHER = "other"


class ReferralChannel(StrEnum):
    """How someone came to us; indicator 5 counts these."""

    SOCIAL_SERVICE = "social_service"
    EDUCATION = "education"
    LIBRARY = "library"
    OWN_SERVICE = "own_service"
    WORD_OF_MOUTH = "word_of_mouth"
    LETTER = "letter"
    WEBSITE = "website"
    BY_THEMSELVES = "by_themselves"
    UNKNOWN = "unknown"


class GroupKind(StrEnum):
    """What ticking an answer to "to which groups do you belong" means."""

    GROUP = "group"
    #: asked, and not answered: a full answer, which is respected
    PREFERS_NOT = "prefers_not"


class AgeBand(StrEnum):
    """How old someone is, no closer than the subsidy asks."""

    CHILD = "0-17"
    YOUNG = "18-29"
    MIDDLE = "30-54"
    OLDER = "55+"
    UNKNOWN = "unknown"


_BANDS = ((17, AgeBand.CHILD), (29, AgeBand.YOUNG), (54, AgeBand.MIDDLE))


def band_of(birth_year: int | None, year: int) -> AgeBand:
    """In which band someone is who turns so old in `year`."""
    if birth_year is None:
        return AgeBand.UNKNOWN
    age = year - birth_year
    return next((band for most, band in _BANDS if age <= most), AgeBand.OLDER)


class NotYetThen(Refusal):
    """That day has still to come."""

    status = 422


class TooLongAgo(Refusal):
    """What was that long ago is not typed one by one any more."""

    status = 422


def must_be_a_day_to_type(on: date, today: date) -> None:
    """Refuse a day that has still to come, or is so long ago that a slip of the finger is likelier."""
    if on > today:
        raise NotYetThen(field="on")
    if on < today - TYPED_WITHIN:
        raise TooLongAgo(field="on", days=TYPED_WITHIN.days)


@dataclass(frozen=True)
class SentOn:
    """A referral as the rules see it: whom, when, to which service, out of which episode."""

    id: int
    borrower_id: int | None
    on: date
    service: Service | None
    episode: int


@dataclass(frozen=True)
class Came:
    """A contact as the rules see it."""

    id: int
    borrower_id: int | None
    on: date
    service: Service
    episode: int


def came_of(sent: SentOn, contacts: Iterable[Came]) -> Came | None:
    """The first contact of that service with the same person within the days that count; never of the same episode.

    Of someone unknown nobody can tell who came.
    """
    if sent.borrower_id is None or sent.service is None:
        return None
    fitting = (
        one
        for one in contacts
        if one.borrower_id == sent.borrower_id
        and one.service is sent.service
        and one.episode != sent.episode
        and sent.on <= one.on <= sent.on + REALISED_WITHIN
    )
    return min(fitting, key=lambda one: (one.on, one.id), default=None)
