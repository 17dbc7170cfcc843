"""How long it is known whose hours at the bench they were, told to whoever asks what is kept."""

from flask_babel import lazy_gettext as _l

from inventory.foundation.expiring import Basis, Keeping, RecordType
from inventory.foundation.offers import offers
from inventory.shifts.actions import KEPT


def hang() -> None:
    """Called by the views, so that what is offered comes with the doors it links to."""


@offers("retention.records")
def hours() -> RecordType:
    """Hours at the bench."""
    return RecordType(
        "bench_hours", _l("Hours at the bench"), what_goes=_l("whose hours they were"),
        counts_from=_l("the day itself"),
        reason=_l("Colleagues need them for their paper of what was learnt."),
        basis=Basis.LEGITIMATE_INTEREST, usual_days=KEPT.days, keeping=Keeping.SOON,
    )  # fmt: skip
