"""A check-up as it stands on the *hergebruikfiche*: two lines, the work and the second look."""

from collections.abc import Sequence

from flask_babel import gettext as _

from inventory.foundation.offers import SheetLine
from inventory.refurbishing.models import Checkup
from inventory.wording import say


def lines_of(checkups: Sequence[Checkup]) -> list[SheetLine]:
    """The lines of these check-ups, in the order in which it was done."""
    lines = []
    for checkup in reversed(checkups):
        who = checkup.done_by or checkup.started_by
        lines.append(
            SheetLine(
                at=checkup.done_at or checkup.started_at,
                step=_("Checklist"),
                who=who.name if who else "",
                result=_result_of(checkup),
            )
        )
        if checkup.signed_off_at:
            lines.append(
                SheetLine(
                    at=checkup.signed_off_at,
                    step=_("Second check"),
                    who=checkup.signed_off_by.name if checkup.signed_off_by else "",
                    result=_("Ready to be lent. Grade %(grade)s.", grade=checkup.grade),
                )
            )
    return lines


def _result_of(checkup: Checkup) -> str:
    """What came of it, in a few words; what was repaired a repair tells itself."""
    told = [_("%(answered)s of %(total)s points", answered=checkup.answered_count, total=checkup.total_count)]
    if checkup.faults:
        told.append(_("to repair: %(count)s", count=len(checkup.faults)))
    if checkup.grade:
        told.append(_("grade %(grade)s", grade=checkup.grade))
    if checkup.battery_percent is not None:
        told.append(_("battery %(percent)s %%", percent=checkup.battery_percent))
    if checkup.minutes is not None:
        told.append(_("battery lasts %(minutes)s min", minutes=checkup.minutes))
    if image := checkup.values.get("image"):
        told.append(image)
    return " · ".join([*told, str(say(checkup.state))] if not checkup.signed_off_at else told)
