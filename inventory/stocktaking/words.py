"""What is said of counts."""

from flask_babel import lazy_gettext as _l

from inventory.stocktaking import actions
from inventory.stocktaking.rules import CountState, Decision, Deed, Outcome
from inventory.wording import says

says(
    {
        CountState.OPEN: _l("Under way"),
        CountState.CLOSED: _l("Closed"),
        CountState.LEFT: _l("Left unfinished"),
        Outcome.FOUND: _l("Found"),
        Outcome.NOT_FOUND: _l("Not found"),
        Outcome.UNEXPECTED: _l("Belonged elsewhere"),
        Outcome.LENT: _l("Lent, yet here"),
        Outcome.WAS_MISSING: _l("Was missing, is here"),
        Outcome.GONE: _l("Left the circle, yet here"),
        Outcome.ANNOUNCED: _l("Never received, yet here"),
        Outcome.MOVED_ON: _l("Put elsewhere during the count"),
        Outcome.CAME: _l("Put here during the count"),
        Decision.LATER: _l("Look for it later"),
        Decision.ELSEWHERE: _l("Stands elsewhere"),
        Decision.MISSING: _l("Report missing"),
        Decision.HERE: _l("Move here"),
        Decision.NOT_HERE: _l("Leave as it was"),
        Deed.NOTHING: _l("Nothing done"),
        Deed.PUT_HERE: _l("Moved here"),
        Deed.FIND: _l("Found again"),
        Deed.LET_GO: _l("Has no place now"),
        Deed.MISS: _l("Reported missing"),
        actions.CountClosed: _l("This count is closed. Begin a new one."),
        actions.NotALaptop: _l("This is no laptop. It is not counted."),
        actions.NotToDecide: _l(
            "There is nothing to decide about this one any more. Look at the list again."
        ),
        actions.StillUnsent: _l(
            "%(count)s of your scans are not sent yet. Wait for a network, or close without them."
        ),
        actions.OtherShelf: _l("This is the code of %(name)s. Finish this count first."),
        "stocktaking.begun": _l("Count begun"),
        "stocktaking.left": _l("Count left unfinished"),
        "stocktaking.scanned": _l("Scanned in a count"),
        "stocktaking.scan_taken_back": _l("Scan in a count taken back"),
        "stocktaking.decided": _l("Decided about a difference"),
        "stocktaking.closed": _l("Count closed"),
    }
)
