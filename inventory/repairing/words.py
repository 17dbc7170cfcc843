"""What is said of repairs."""

from flask_babel import lazy_gettext as _l

from inventory.repairing import rules
from inventory.repairing.rules import LineKind, NextStep, Result, Source, State
from inventory.wording import says

says(
    {
        State.OPEN: _l("To begin"),
        State.WORKING: _l("Someone is at it"),
        State.WAITING: _l("Waits for a part"),
        State.OUTSIDE: _l("With a repairer"),
        State.CLOSED: _l("Closed"),
        Result.REPAIRED: _l("Repaired"),
        Result.NO_FAULT_FOUND: _l("No fault found"),
        Result.NOT_WORTH_IT: _l("Not worth it"),
        Result.NOT_REPAIRABLE: _l("Cannot be repaired"),
        Result.WITHDRAWN: _l("Opened by mistake"),
        Source.BENCH: _l("From the checklist"),
        Source.RETURN: _l("Seen when it came back"),
        Source.LOAN: _l("The borrower told it"),
        Source.HAND: _l("Seen by a colleague"),
        LineKind.DIAGNOSIS: _l("What I see"),
        LineKind.WORK: _l("What I did"),
        NextStep.BEGIN: _l("Begin this repair"),
        NextStep.TAKE_OVER: _l("Take over this repair"),
        NextStep.FINISH: _l("Finish this repair"),
        NextStep.PART_CAME: _l("The part is here: go on"),
        NextStep.COME_BACK: _l("It is back"),
        NextStep.NOTHING: _l("Nothing left to do"),
        rules.NotNow: _l("This repair is “%(state)s”. That cannot be done now."),
        rules.NoRepairsHere: _l("This laptop is “%(stage)s”. It is not repaired at this stage."),
        rules.SomeoneIsAtIt: _l("%(name)s works on this repair. Ask first, or take it over."),
        rules.HasBegun: _l("Somebody worked on this repair already. Close it with what came of it."),
        rules.AskedByAnother: _l(
            "%(name)s asked this repair. Begin on it and close it with what you find, or ask who leads."
        ),
        rules.NothingDone: _l("Write down what was done."),
        rules.AskedAgain: _l("There is an open repair for the same point already. Go on with that one."),
        rules.PointInRepair: _l(
            "Someone works on this: %(what)s. Close that repair first, then tap “In order”."
        ),
        rules.SayWhy: _l("Write it down in a few words."),
        rules.AbsurdMinutes: _l("Fill in a number of minutes from 0 to %(most)s."),
        rules.AbsurdCost: _l("Fill in an amount from 0 to 10,000 euros."),
        rules.DaysCrossed: _l("These days are not right. It leaves today or before, and comes back later."),
        rules.DataInside: _l(
            "There may still be data on this laptop. Wipe it, or take the disk out, before it goes to a repairer."
        ),
        rules.NotOnTheBench: _l(
            "Only a laptop on the repair bench goes to a repairer. This one is “%(stage)s”."
        ),
        rules.StillInRepair: _l("%(code)s has a repair that is not finished: %(what)s. Finish it first."),
        rules.WrittenOff: _l(
            "%(code)s was not repaired: %(what)s. Take it apart, bring it to the recycler, or open the repair again."
        ),
        rules.AtTheRepairer: _l("%(code)s is with %(name)s. First say in its repair that it is back."),
        rules.TooManyPhotos: _l("There are %(most)s photos of this fault already. That is the most we keep."),
        "repairing.opened": _l("Repair asked"),
        "repairing.said_anew": _l("Fault of a repair said more exactly"),
        "repairing.begun": _l("Repair begun"),
        "repairing.laid_down": _l("Repair left for a colleague"),
        "repairing.written": _l("Line of a repair written"),
        "repairing.struck": _l("Line of a repair taken back"),
        "repairing.waits": _l("Repair waits for a part"),
        "repairing.sent_out": _l("Sent to a repairer"),
        "repairing.came_back": _l("Back from the repairer"),
        "repairing.closed": _l("Repair closed"),
        "repairing.reopened": _l("Repair opened again"),
        "repairing.blocking_set": _l("Whether it may be lent with this fault"),
        "repairing.cost_set": _l("Cost of a repair written"),
        "repairing.photographed": _l("Photo of a fault taken"),
    }
)

#: the picture and tone beside each state
LOOKS = {
    State.OPEN: ("inbox", "careful"),
    State.WORKING: ("refurbishing", "refurbishing"),
    State.WAITING: ("waiting", "refurbishing"),
    State.OUTSIDE: ("truck", "announced"),
    State.CLOSED: ("check", "good"),
}
