"""Labels printed before there is a laptop: numbers set apart on a roll, each claimed once, at the door."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select

from inventory import scanning
from inventory.codes import Code, Kind
from inventory.devices.models import BlankLabel, Device
from inventory.digibank.numbers import find_by_code, give_serials
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission

#: as many as one address of the print page holds
MOST = 400


class HowMany(Refusal):
    """A roll has at least one label, and not more than are printed at once."""

    status = 422


class LabelTaken(Refusal):
    """This label was blank; it is on a laptop now."""


class HasANumber(Refusal):
    """A laptop that was announced has a number already; a blank label would give it a second one."""


def reserve(actor: Actor, count: int, *, now: datetime) -> Sequence[BlankLabel]:
    """Set `count` numbers apart, to be printed on a roll."""
    actor.must(Permission.LABEL_PRINT)
    if not 1 <= count <= MOST:
        raise HowMany(most=MOST, field="count")
    with transaction():
        labels = [
            BlankLabel(code_serial=serial, reserved_at=now) for serial in give_serials(Kind.DEVICE, count)
        ]
        db.session.add_all(labels)
        db.session.flush()  # the trace names the first
        record(actor, "devices.labels_reserved", labels[0], now=now, count=count, first=labels[0].code)
    return labels


def find(text: str, hosts: Collection[str]) -> BlankLabel | None:
    """The blank label of ours that was scanned; None for one that is on a laptop, and for all other text.

    Bare digits are as likely a serial number, so they are none.
    """
    reading = scanning.read(text, hosts=frozenset(hosts))
    if reading.code is None or (reading.code.kind is None and "/" not in text):
        return None
    return blank_with(reading.code)


def blank_with(code: Code) -> BlankLabel | None:
    """The label with this code, while it is on nothing."""
    label = find_by_code(BlankLabel, code)
    return label if label is not None and label.device_id is None else None


def take(label: BlankLabel) -> int:
    """The number of a blank label, for a new laptop. LabelTaken when another hand was first."""
    if label.device_id is not None:
        raise LabelTaken(code=label.spoken, field="scanned")
    return label.code_serial


def stick(label: BlankLabel, device: Device) -> None:
    """The label is on this laptop from now on."""
    assert label.code_serial == device.code_serial
    label.device_id = device.id


def come_off(device: Device) -> None:
    """A laptop that was a slip of the scanner goes; its label, if it was a blank one, is blank again."""
    label = db.session.execute(
        select(BlankLabel).where(BlankLabel.device_id == device.id)
    ).scalar_one_or_none()
    if label is not None:
        label.device_id = None
        db.session.flush()  # it lets go before the laptop does


def waiting(limit: int = MOST) -> Sequence[BlankLabel]:
    """The labels that are on nothing yet, the oldest number first."""
    query = select(BlankLabel).where(BlankLabel.device_id.is_(None)).order_by(BlankLabel.code_serial)
    return db.session.execute(query.limit(limit)).scalars().all()


def count_waiting() -> int:
    """How many labels are on nothing yet."""
    query = select(func.count(BlankLabel.id)).where(BlankLabel.device_id.is_(None))
    return db.session.execute(query).scalar_one()
