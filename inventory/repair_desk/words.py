"""What is said of the repair desk: how far a ticket is, what was asked, what is refused."""

from flask_babel import lazy_gettext as _l

from inventory.repair_desk import expiring, paying, rules
from inventory.repair_desk.rules import DataWish, Deed, Payment, TicketState
from inventory.wording import says

says(
    {
        TicketState.EXPECTED: _l("Comes by appointment"),
        TicketState.WAITING: _l("Waiting"),
        TicketState.AT_WORK: _l("Being looked at"),
        TicketState.QUOTE_ASKED: _l("Price asked"),
        TicketState.WAITS_FOR_PART: _l("Waits for a part"),
        TicketState.READY: _l("Ready to fetch"),
        TicketState.NOT_FETCHED: _l("Not fetched"),
        TicketState.FETCHED: _l("Fetched"),
        TicketState.RECYCLED: _l("Given to the recycler"),
        TicketState.CALLED_OFF: _l("Did not come"),
    }
)
says(
    {
        Deed.ARRIVE: _l("Is here"),
        Deed.CALL_OFF: _l("Does not come"),
        Deed.TAKE_UP: _l("I look at it"),
        Deed.PUT_BACK: _l("Back in the queue"),
        Deed.ASK: _l("Ask for a price"),
        Deed.ACCEPT: _l("The owner agrees"),
        Deed.DECLINE: _l("The owner does not agree"),
        Deed.WAIT_FOR_PART: _l("Put it aside"),
        Deed.PART_CAME: _l("The part is here"),
        Deed.DONE: _l("It is ready"),
        Deed.REOPEN: _l("Look at it again"),
        Deed.LEAVE: _l("Not fetched"),
        Deed.FETCH: _l("Fetched"),
        Deed.RECYCLE: _l("To the recycler"),
    }
)
says(
    {
        DataWish.UNTOUCHED: _l("Leave the data as they are"),
        DataWish.ERASE: _l("Erase all data"),
        Payment.PARTS: _l("Parts"),
        Payment.GIFT: _l("What you can spare"),
        rules.NotFromThere: _l("This ticket is “%(state)s”. Look at it again."),
        expiring.LaptopAtRepairDesk: _l(
            "A laptop of this person is still at the repair desk. Give it back first."
        ),
        rules.NotSigned: _l("Let the owner sign, or tick that it was signed on paper."),
        rules.EraseNotSigned: _l(
            "Data are erased only when the owner signs for that. Let them sign here too."
        ),
        rules.NotReachable: _l(
            "Fill in a phone number or a mail address, so that we can say when it is ready."
        ),
        rules.InThePast: _l("This moment is over. Choose another."),
        rules.TooFarAhead: _l("Choose a moment within %(days)s days."),
        rules.NotAPrice: _l("Fill in a price between € 0 and %(most)s."),
        rules.Answered: _l("The owner answered this already, and differently. Look at how it stands now."),
        rules.OtherPrice: _l("The price is another one meanwhile. Look at how it stands now."),
        rules.StillToPay: _l("There is still %(cents)s to pay for parts. Book it, or choose not to ask it."),
        rules.WhoFetches: _l("Write down who fetches it."),
        paying.MoreThanParts: _l(
            "For parts there is %(cents)s to pay. Book the rest as what they can spare."
        ),
        "repair_desk.received": _l("Brought to the repair desk"),
        "repair_desk.appointed": _l("Appointment at the repair desk"),
        "repair_desk.arrived": _l("Came to the appointment"),
        "repair_desk.called_off": _l("Appointment called off"),
        "repair_desk.taken_up": _l("Taken up"),
        "repair_desk.moved": _l("Moved on"),
        "repair_desk.quote_asked": _l("Price asked"),
        "repair_desk.price_named": _l("Price named"),
        "repair_desk.quote_accepted": _l("Owner agreed to the price"),
        "repair_desk.quote_declined": _l("Owner did not agree to the price"),
        "repair_desk.waived": _l("Parts not charged"),
        "repair_desk.done": _l("Ready to fetch"),
        "repair_desk.erased": _l("Data erased as the owner signed"),
        "repair_desk.paid": _l("Paid at the repair desk"),
        "repair_desk.payment_undone": _l("Payment at the repair desk undone"),
        "repair_desk.fetched": _l("Fetched"),
        "repair_desk.recycled": _l("Given to the recycler"),
        "repair_desk.not_fetched": _l("Not fetched"),
        "repair_desk.forgotten": _l("Owner forgotten"),
        "repair_desk.terms_set": _l("Terms of the repair desk changed"),
    }
)
