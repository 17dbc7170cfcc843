"""What is said of mobile days."""

from flask_babel import lazy_gettext as _l

from inventory.outings import actions, coming_home, packing, rules
from inventory.outings.rules import Answer, NoteKind, OutingState, Packed, TravelEnd, Unpacked, VisitEnd
from inventory.wording import says

# One call per enum: two members that share a text would be one key of a dictionary.
says(
    {
        OutingState.PLANNED: _l("Planned"),
        OutingState.ON_THE_ROAD: _l("On the road"),
        OutingState.CLOSED: _l("Closed"),
        OutingState.CALLED_OFF: _l("Does not take place"),
    }
)
says(
    {
        VisitEnd.HELPED: _l("Has a laptop"),
        VisitEnd.NOT_HELPED: _l("Got no laptop"),
        VisitEnd.CALLED_OFF: _l("Called off"),
    }
)
says(
    {
        TravelEnd.BACK: _l("Home again"),
        TravelEnd.LENT: _l("Went home with someone"),
        TravelEnd.STAYED: _l("Stayed on its shelf"),
        TravelEnd.LOOKED_FOR: _l("Not found: look for it"),
        TravelEnd.MISSING: _l("Missing"),
    }
)
says(
    {
        Answer.LOOK_LATER: _l("We look for it later"),
        Answer.MISSING: _l("Missing: report it"),
    }
)
says(
    {
        NoteKind.HANDED_OVER: _l("Handed over on paper"),
        NoteKind.CAME_BACK: _l("Brought back"),
    }
)
says(
    {
        Packed.AS_LISTED: _l("It is on the list."),
        Packed.EXTRA: _l("It is not on the list."),
        Packed.ALREADY: _l("It is in the crate already."),
        Packed.NOT_READY: _l("It is not ready to be lent."),
        Packed.BROKEN: _l("Something on it is broken."),
        Packed.KEPT_FOR_OTHER: _l("It is set apart for someone who does not come on this day."),
        Packed.ELSEWHERE: _l("It goes along on another day."),
    }
)
says(
    {
        Unpacked.BACK: _l("It is home again."),
        Unpacked.BROUGHT_IN: _l("Its borrower brought it back."),
        Unpacked.ALREADY: _l("It was scanned already."),
        Unpacked.LENT_OUT: _l("It is lent out in our books. Take it back first, or undo the hand-over."),
        Unpacked.STAYED_HOME: _l("It did not go along on this day."),
    }
)
says(
    {
        rules.EndsBeforeItBegins: _l("The day ends before it begins. Check the hours."),
        rules.TooManySpares: _l("Type a number from 0 to %(most)s."),
        actions.NotPlanned: _l("This day left already, or does not take place. Look at how it stands."),
        coming_home.NotOnTheRoad: _l("This day is not on the road. Look at how it stands."),
        packing.NotIntoTheCrate: _l("%(code)s stays here. %(because)s"),
        coming_home.NotOutOfTheCrate: _l("%(code)s: look at this one. %(because)s"),
        packing.NothingPacked: _l("Nothing is in the crate yet. Scan the laptops first."),
        packing.NoLongerFit: _l("%(code)s cannot be lent any more. Take it out of the crate."),
        packing.OtherDayOnTheRoad: _l("%(place)s is still on the road, in %(town)s. Close that day first."),
        actions.InvitedElsewhere: _l("%(name)s has an appointment on another mobile day."),
        packing.NotAlong: _l("%(code)s did not go along."),
        coming_home.NotedBefore: _l("%(code)s was noted already."),
        coming_home.WorkshopFirst: _l(
            "Here the start workshop comes first, and %(name)s did not follow it yet."
        ),
        coming_home.WhoseAppointment: _l(
            "Here the start workshop comes before the laptop. Write it down beside the name of who it is for."
        ),
        coming_home.PaperWaits: _l("First complete what was done on paper: %(code)s."),
        actions.OnTheRoad: _l(
            "%(code)s is on the road, in %(town)s. Wait until it is back, or choose another."
        ),
    }
)
says(
    {
        "outings.planned": _l("Mobile day planned"),
        "outings.changed": _l("Mobile day changed"),
        "outings.appointments_made": _l("Appointments for a mobile day made"),
        "outings.pack_list_made": _l("Pack list made"),
        "outings.packed": _l("Packed for a mobile day"),
        "outings.taken_out": _l("Taken out of the crate"),
        "outings.called_off": _l("Mobile day called off"),
        "outings.departed": _l("Went on the road"),
        "outings.left": _l("Mobile day left"),
        "outings.noted": _l("Noted on the road"),
        "outings.note_withdrawn": _l("Note from the road withdrawn"),
        "outings.unpacked": _l("Unpacked after a mobile day"),
        "outings.not_in_the_van": _l("Not in the van after a mobile day"),
        "outings.closed": _l("Mobile day closed"),
    }
)
