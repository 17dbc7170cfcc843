"""What is said of start workshops."""

from flask_babel import lazy_gettext as _l

from inventory.wording import says
from workshop import actions
from workshop.rules import SeatState, SessionKind

# One call per enum: two members that share a text would be one key of a dictionary.
says(
    {
        SessionKind.INTRODUCTION: _l("Introduction"),
        SessionKind.LESSON: _l("Lesson of a course"),
        SessionKind.INDIVIDUAL: _l("One person at a time"),
    }
)
says(
    {
        SeatState.BOOKED: _l("Expected"),
        SeatState.WAITING: _l("On the waiting list"),
        SeatState.ATTENDED: _l("Was there"),
        SeatState.MISSED: _l("Was absent"),
        SeatState.RELEASED: _l("Seat given up"),
    }
)
says(
    {
        actions.NoSeats: _l("Type a number of seats from 1 to %(most)s."),
        actions.InThePast: _l("Choose a moment that is still to come."),
        actions.EnrolledAlready: _l("%(name)s has a seat in this workshop already."),
        actions.NotHeldYet: _l("You can tick who came from %(day)s on."),
        actions.TooLateToRelease: _l("This workshop is over. Tick who came and who did not."),
        actions.Cancelled: _l("This workshop does not take place."),
    }
)
says(
    {
        "workshop.planned": _l("Start workshop planned"),
        "workshop.cancelled": _l("Start workshop cancelled"),
        "workshop.enrolled": _l("Seat given"),
        "workshop.seat_released": _l("Seat given up"),
        "workshop.attended": _l("Came to the start workshop"),
        "workshop.missed": _l("Did not come to the start workshop"),
        "workshop.tick_taken_back": _l("Attendance taken back"),
    }
)
