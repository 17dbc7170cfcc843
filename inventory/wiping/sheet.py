"""What a device's reuse sheet tells of wiping: each attempt on each disk, and the second person's answer."""

from flask_babel import gettext as _
from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from inventory.devices.models import Device, Medium
from inventory.digibank.models import User
from inventory.foundation.offers import SheetLine, offers
from inventory.foundation.tenancy import rows_of
from inventory.wiping.categories import Category
from inventory.wiping.models import Means, WipeRun
from inventory.wording import say

_operator, _verifier, _decliner = aliased(User), aliased(User), aliased(User)
_RUNS = (
    select(
        WipeRun.means, WipeRun.verdict, WipeRun.category, WipeRun.tool, WipeRun.tool_version, WipeRun.recorded_at,
        WipeRun.verified_at, WipeRun.declined_at, WipeRun.decline_reason, _operator.name.label("operator"),
        _verifier.name.label("verifier"), _decliner.name.label("decliner"), Medium.kind, Medium.model, Medium.serial,
    )
    .outerjoin(_operator, _operator.id == WipeRun.operator_id)
    .outerjoin(_verifier, _verifier.id == WipeRun.verified_by_id)
    .outerjoin(_decliner, _decliner.id == WipeRun.declined_by_id)
    .outerjoin(Medium, Medium.id == WipeRun.medium_id)
    .where(WipeRun.device_id == bindparam("device_id"))
    .order_by(WipeRun.id)
)  # fmt: skip


@offers("reuse_sheet.lines")
def lines(device: Device) -> list[SheetLine]:
    """What was done to its disks, and by whom it was looked at."""
    told = []
    for run in rows_of(_RUNS, device_id=device.id):
        disk = " ".join(filter(None, (say(run.kind) if run.kind else "", run.model, run.serial)))
        step = _("Erasing data: %(disk)s", disk=disk) if disk else _("Erasing data")
        told.append(SheetLine(run.recorded_at, step, run.operator or "", _result(run)))
        if run.verified_at is not None:
            told.append(
                SheetLine(
                    run.verified_at,
                    _("Second look: %(step)s", step=step),
                    run.verifier or "",
                    _("Found right"),
                )
            )
        if run.declined_at is not None:
            told.append(
                SheetLine(
                    run.declined_at,
                    _("Second look: %(step)s", step=step),
                    run.decliner or "",
                    run.decline_reason,
                )
            )
    return told


def _result(run: WipeRun) -> str:
    if run.means not in (Means.REPORT, Means.STATEMENT):
        return say(run.means)
    parts = [say(run.verdict)]
    if run.category is not Category.NONE:
        parts.append(say(run.category))
    parts.append(f"{run.tool} {run.tool_version}".strip() if run.tool else say(run.means))
    return ", ".join(parts)
