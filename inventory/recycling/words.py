"""What is said of recyclers' receipts."""

from flask_babel import lazy_gettext as _l

from inventory.recycling import actions
from inventory.wording import says

says(
    {
        actions.NotARecycler: _l("This partner is no recycler. Choose another."),
        actions.NotRecycled: _l("One of these devices did not go to a recycler. Look at the list again."),
        actions.HasAReceipt: _l("One of these devices has a receipt already. Look at the list again."),
        actions.NoDevice: _l("Tick at least one device."),
        actions.NotYet: _l("This day is still to come."),
        "recycling.receipt_kept": _l("Recycler's receipt kept"),
    }
)
