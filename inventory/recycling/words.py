"""What is said of recyclers' receipts."""

from flask_babel import lazy_gettext as _l

from inventory.recycling import actions, batches
from inventory.wording import says

says(
    {
        actions.NotARecycler: _l("This partner is no recycler. Choose another."),
        actions.NotRecycled: _l("One of these devices did not go to a recycler. Look at the list again."),
        actions.HasAReceipt: _l("One of these devices has a receipt already. Look at the list again."),
        actions.NoDevice: _l("Tick at least one device."),
        actions.NotYet: _l("This day is still to come."),
        actions.InABatch: _l("One of these devices leaves with a batch already. Look at the list again."),
        batches.BatchLeft: _l("Batch %(number)s is with the recycler. Begin another one."),
        batches.BatchStillHere: _l("This batch is still here. Hand it over first."),
        batches.PaperIsHere: _l("This batch has another receipt already. A receipt is never replaced."),
        "recycling.batch_begun": _l("Batch for the recycler begun"),
        "recycling.put_in_batch": _l("Put in a batch for the recycler"),
        "recycling.taken_out_of_batch": _l("Taken out of the batch for the recycler"),
        "recycling.handed_over": _l("Taken along by the recycler"),
        "recycling.batch_paper_kept": _l("Receipt for a batch kept"),
        "recycling.receipt_kept": _l("Recycler's receipt kept"),
    }
)
