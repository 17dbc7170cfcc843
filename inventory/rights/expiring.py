"""How long we know who looked, and what an entry was before it was joined with another."""

from flask_babel import lazy_gettext as _l

from inventory.borrowers.unmerging import UNDONE_WITHIN
from inventory.foundation.expiring import Basis, Keeping, RecordType
from inventory.foundation.offers import offers
from inventory.rights.rules import LOOKS_KEPT


@offers("retention.records")
def looks_and_merges() -> list[RecordType]:
    """Who opened whose file, and what is kept to put entries apart again."""
    return [
        RecordType(
            "file_looks", _l("Who opened whose file"), what_goes=_l("who looked, at what and when"),
            counts_from=_l("the hour in which it was opened"),
            reason=_l("A person may ask which roles looked, and a coordinator whether someone looked too much."),
            basis=Basis.LEGITIMATE_INTEREST, usual_days=LOOKS_KEPT.days, keeping=Keeping.SOON,
        ),
        RecordType(
            "joined_entries", _l("What an entry was before it was joined"), what_goes=_l("what each entry held"),
            counts_from=_l("the day on which two entries became one"),
            reason=_l("So that two people who were taken for one can be put apart again."),
            basis=Basis.LEGITIMATE_INTEREST, usual_days=UNDONE_WITHIN.days, keeping=Keeping.SOON,
        ),
    ]  # fmt: skip
