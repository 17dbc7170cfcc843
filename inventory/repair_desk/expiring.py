"""How long the repair desk knows whose laptop it was, told to whoever asks what is kept."""

from flask_babel import lazy_gettext as _l

from inventory.foundation.expiring import Basis, Keeping, RecordType
from inventory.foundation.offers import offers
from inventory.repair_desk.queries import days_known


def hang() -> None:
    """Called by the views, so that what is offered comes with the doors it links to."""


@offers("retention.records")
def visitors() -> RecordType:
    """Owners of visitors' laptops; the terms that they sign say how long."""
    return RecordType(
        "repair_visitors", _l("Owners at the repair desk"),
        what_goes=_l("name, phone, mail, complaint, photo and signatures"),
        counts_from=_l("the laptop was fetched or recycled"),
        reason=_l("The owner can come back with the same trouble. The signed terms say how long."),
        basis=Basis.CONTRACT, usual_days=30, keeping=Keeping.SOON, endpoint="repair_desk.terms", days=days_known,
    )  # fmt: skip
