"""What is said of the day itself and after: levels, faces, where people go next, and what could not be."""

from flask_babel import lazy_gettext as _l

from inventory.wording import says
from workshop import calendar_feeds, day, followup, papers, referrals
from workshop.day_models import AnsweredBy, Destination, Face
from workshop.day_rules import Level, When

says(
    {
        Level.ONE: _l("Never used a computer"),
        Level.TWO: _l("Needs someone beside them"),
        Level.THREE: _l("Can do what was shown"),
        Level.FOUR: _l("Finds new things with a little help"),
        Level.FIVE: _l("Needs nobody, and helps others"),
    }
)
says({When.BEFORE: _l("At the start"), When.AFTER: _l("At the end")})
says(
    {
        Destination.DIGIPUNT: _l("Digipunt"),
        Destination.COURSE: _l("Course at Ligo or CVO"),
        Destination.REPAIR: _l("Repair desk"),
    }
)
says({Face.GOOD: _l("Yes, often"), Face.SO_SO: _l("A little"), Face.BAD: _l("No")})
says({AnsweredBy.LINK: _l("by the link"), AnsweredBy.PHONE: _l("on the phone")})
says(
    {
        day.UnknownCode: _l("We do not know this code. Look at the digits."),
        day.NothingSaid: _l("Write a line, or tap Told."),
        day.NoteTooLong: _l("Write at most %(most)s characters."),
        followup.LoanIsOver: _l("This laptop is back already. There is nothing to ask."),
        papers.DidNotCome: _l("A certificate is for who followed the whole workshop."),
        referrals.WithdrawnReferral: _l("This was taken back. Send the person on anew."),
        calendar_feeds.TooManyLinks: _l("There are %(most)s links to this calendar already. End one first."),
    }
)
says(
    {
        "workshop.said_again": _l("Attendance said again"),
        "workshop.topic_told": _l("Topic of a workshop noted"),
        "workshop.level_noted": _l("Digital level looked at"),
        "workshop.referred": _l("Sent on to another service"),
        "workshop.referral_withdrawn": _l("Sending on taken back"),
        "workshop.referral_realised": _l("Went to the other service"),
        "workshop.referral_open_again": _l("Not sure any more whether someone went"),
        "workshop.follow_up_asked": _l("Asked how it goes with the laptop"),
        "workshop.follow_up_to_call": _l("Call asked: how does it go with the laptop"),
        "workshop.follow_up_answered": _l("Said how it goes with the laptop"),
        "workshop.follow_up_closed": _l("No longer asked how it goes"),
        "workshop.calendar_opened": _l("Link to a calendar made"),
        "workshop.calendar_closed": _l("Link to a calendar ended"),
    }
)
