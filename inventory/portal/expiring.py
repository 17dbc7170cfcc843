"""What strangers leave at our doors is gone within weeks."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from inventory.foundation.database import db
from inventory.foundation.expiring import Basis, Keeping, RecordType, Told
from inventory.foundation.offers import offers
from inventory.portal import applying_rules, finders
from inventory.portal.models import FinderMessage
from inventory.wording import say


def told(ids: Sequence[int]) -> dict[int, Told]:
    """When each finder wrote; nobody knows who it was."""
    query = select(FinderMessage.id, FinderMessage.left_at).where(FinderMessage.id.in_(ids))
    return {
        message_id: Told(_("Message of %(day)s", day=say(left_at)), "")
        for message_id, left_at in db.session.execute(query)
    }


@offers("retention.records")
def left_at_the_door() -> list[RecordType]:
    """What finders wrote, forms that nobody went on with, and names on invitations."""
    return [
        RecordType(
            finders.RECORD_TYPE, _l("Messages of finders"), what_goes=_l("the words and how to reach the finder"),
            counts_from=_l("the day on which it was written"),
            reason=_l("Somebody found a laptop and wants to give it back."),
            basis=Basis.LEGITIMATE_INTEREST, usual_days=finders.USUAL_DAYS, fewest_days=14, most_days=183,
            due=lambda lapsed: finders.due(lapsed[finders.RECORD_TYPE]), erase=finders.forget, told=told,
        ),
        RecordType(
            "begun_forms", _l("Forms that someone began"), what_goes=_l("everything"),
            counts_from=_l("the last answer"),
            reason=_l("Whoever fills in the form may go on with it later."),
            basis=Basis.PUBLIC_TASK, usual_days=applying_rules.KEPT.days, keeping=Keeping.SOON,
        ),
        RecordType(
            "form_invitations", _l("Names on invitations"), what_goes=_l("the name and how to reach the person"),
            counts_from=_l("the end of the invitation"),
            reason=_l("We must know whom we invited to fill in the form."),
            basis=Basis.PUBLIC_TASK, usual_days=applying_rules.KEPT.days, keeping=Keeping.SOON,
        ),
    ]  # fmt: skip
