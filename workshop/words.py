"""What is said of start workshops."""

from flask_babel import lazy_gettext as _l

from inventory.wording import says
from workshop import actions, changing, day_words, kinds, materials, pattern, planning  # noqa: F401 -- the day's own words come along
from workshop.fitting import Fits, Part
from workshop.rules import Aid, CallBecause, CountsFor, EnrolledBy, Form, Presence, SeatState

# One call per enum: two members that share a text would be one key of a dictionary.
says(
    {
        Form.EXPLANATION: _l("Explanation at the hand-over"),
        Form.INFO: _l("One session in a group"),
        Form.COURSE: _l("Course of several lessons"),
        Form.TALK: _l("Talk with one person"),
        Form.FOLLOW_UP: _l("Moment to follow up"),
    }
)
says(
    {
        CountsFor.START: _l("As the start workshop"),
        CountsFor.FOLLOW_UP: _l("As the follow-up"),
        CountsFor.NOTHING: _l("For nothing: it is extra"),
    }
)
says(
    {
        Aid.INTERPRETER: _l("An interpreter"),
        Aid.WHEELCHAIR: _l("Good for wheelchairs"),
        Aid.QUIET_ROOM: _l("A quiet room"),
    }
)
says(
    {
        Presence.PRESENT: _l("Was there"),
        Presence.LATE: _l("Came late"),
        Presence.ABSENT: _l("Was absent"),
    }
)
says(
    {
        EnrolledBy.DESK: _l("Enrolled by the desk"),
        EnrolledBy.REFERRER: _l("Enrolled by the service"),
        EnrolledBy.LINK: _l("Enrolled by the own link"),
        EnrolledBy.AT_THE_DOOR: _l("Came without a seat"),
    }
)
says(
    {
        CallBecause.MISSED_TWICE: _l("Did not come twice. Ask what would help."),
        CallBecause.CHANGED: _l("The workshop changed, and we cannot write to this person."),
        CallBecause.ELSEWHERE: _l("Sits in two workshops at once, since one was moved. Ask which one."),
        CallBecause.SEAT_FREE: _l("A seat came free, and we cannot write to this person."),
        CallBecause.AFTER_HAND_OVER: _l("Has the laptop, and did not follow the start workshop yet."),
        CallBecause.FOLLOW_UP: _l("Ask how it goes with the laptop."),
    }
)
says(
    {
        SeatState.BOOKED: _l("Expected"),
        SeatState.OFFERED: _l("Must still say yes"),
        SeatState.WAITING: _l("On the waiting list"),
        SeatState.ATTENDED: _l("Was there"),
        SeatState.PARTLY: _l("Followed a part"),
        SeatState.MISSED: _l("Was absent"),
        SeatState.RELEASED: _l("Seat given up"),
    }
)
says(
    {
        Part.MORNING: _l("Morning"),
        Part.AFTERNOON: _l("Afternoon"),
        Part.EVENING: _l("Evening"),
    }
)
says(
    {
        Fits.LANGUAGE: _l("in this language"),
        Fits.INTERPRETER: _l("with an interpreter"),
        Fits.FREE: _l("at a free moment"),
        Fits.TOWN: _l("in the same town"),
    }
)
says(
    {
        planning.NoSeats: _l("Type a number of seats from 1 to %(most)s."),
        planning.TooLong: _l("Type a number of minutes from 5 to %(most)s."),
        planning.InThePast: _l("Choose a moment that is still to come."),
        planning.TooFarAhead: _l("Choose a moment within a year."),
        changing.SeatsAreTaken: _l("So many seats are taken already: %(taken)s. Choose that many or more."),
        changing.OutOfOrder: _l("The lessons keep their order. Look at lesson %(number)s."),
        planning.Cancelled: _l("This workshop does not take place."),
        planning.Over: _l("This workshop has begun. You cannot move it any more."),
        planning.WasHeld: _l("This workshop is over. It cannot be changed any more."),
        planning.TeacherBusy: _l("%(name)s gives another workshop then, on %(day)s in %(place)s."),
        planning.RoomBusy: _l("There is another workshop in %(place)s then, on %(day)s."),
        planning.NotGivenAnyMore: _l("We do not give this any more. Choose something else."),
        planning.TooManySessions: _l(
            "That is too far ahead, or more than %(most)s sessions. Choose an earlier last day."
        ),
        planning.NothingPlanned: _l("No day is left: choose a later last day."),
        pattern.NoSuchTime: _l("That night the clock skips this hour. Choose another time."),
        kinds.TitleMissing: _l("Give it a name in Dutch."),
        kinds.NoLessons: _l("A course has 2 to %(most)s lessons."),
        kinds.NotALink: _l("Type an address that begins with https://."),
        kinds.NameTaken: _l("There is a place with this name already."),
        actions.EnrolledAlready: _l("%(name)s has a seat in this workshop already."),
        actions.NotHeldYet: _l("You can tick who came from %(day)s on."),
        actions.TooLateToRelease: _l("This workshop is over. Tick who came and who did not."),
        actions.TooLateToEnrol: _l("This workshop is over. Choose another one."),
        actions.NoApplicationAnyMore: _l("%(name)s does not wait for a laptop any more."),
        actions.ElsewhereThen: _l("%(name)s has another workshop at that moment, in %(place)s."),
        actions.NothingOffered: _l("This seat is not free for you any more. Choose another moment."),
    }
)
says(
    {
        "workshop.planned": _l("Start workshop planned"),
        "workshop.series_planned": _l("Series of start workshops planned"),
        "workshop.moved": _l("Start workshop moved"),
        "workshop.seats_changed": _l("Seats of the start workshop changed"),
        "workshop.lesson_moved": _l("Lesson of the course moved"),
        "workshop.teacher_changed": _l("Someone else gives the start workshop"),
        "workshop.cancelled": _l("Start workshop cancelled"),
        "workshop.enrolled": _l("Seat given"),
        "workshop.seat_released": _l("Seat given up"),
        "workshop.offer_taken": _l("Free seat taken"),
        "workshop.line_moved_up": _l("Waiting list moved up"),
        "workshop.offer_lapsed": _l("Free seat not answered"),
        "workshop.attended": _l("Came to the start workshop"),
        "workshop.missed": _l("Did not come to the start workshop"),
        "workshop.tick_taken_back": _l("Attendance taken back"),
        "workshop.called": _l("Called about the start workshop"),
        "workshop.free_told": _l("Told when a workshop suits"),
        materials.TooManyPapers: _l("There are %(most)s papers already. Take one away first."),
        "workshop.paper_kept": _l("Paper to take home kept"),
        "workshop.paper_taken_away": _l("Paper to take home taken away"),
        "workshop.kind_added": _l("Kind of workshop added"),
        "workshop.kind_changed": _l("Kind of workshop changed"),
        "workshop.kind_closed": _l("Kind of workshop closed"),
        "workshop.kind_reopened": _l("Kind of workshop opened again"),
        "workshop.venue_added": _l("Place for workshops added"),
        "workshop.venue_changed": _l("Place for workshops changed"),
        "workshop.venue_closed": _l("Place for workshops closed"),
        "workshop.venue_reopened": _l("Place for workshops opened again"),
        "workshop.letter_printed": _l("Invitation printed for the post"),
        "workshop.reminded": _l("Reminded of the start workshop"),
        "workshop.call_asked": _l("Call about the start workshop asked"),
        "workshop.call_dropped": _l("Call about the start workshop not needed any more"),
    }
)
