"""The register of a period: every device that came in or came back, on one line, and what the recycler took."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from inventory.codes import Kind, spoken
from inventory.devices.models import Device, DeviceKind, Passage
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.period import Period
from inventory.intake.models import Lot
from inventory.journey import Move
from inventory.partners.models import Partner
from inventory.recycling.models import BatchDevice, BatchPaper, RecycledDevice, RecyclerBatch, RecyclerReceipt
from inventory.reuse_sheets.models import ModelWeight, SheetFacts
from inventory.reuse_sheets.rules import (
    KINDS,
    Destination,
    Origin,
    Weight,
    WeightSource,
    destination_of,
    model_key,
    origin_of,
    weight_of,
)


@dataclass(frozen=True)
class Row:
    """One device in the register."""

    code: str
    kind: DeviceKind
    name: str
    serial: str
    eea_category: int
    weight: Weight
    origin: Origin
    #: who gave or sold it
    giver: str
    came_on: date
    destination: Destination
    destination_since: date
    #: who took it for recycling, and the number on its receipt
    recycler: str = ""
    receipt: str = ""


@dataclass
class Sum:
    """Pieces and weight of some devices; `unweighed` are those of which nobody knows the weight."""

    pieces: int = 0
    grams: int = 0
    unweighed: int = 0

    def add(self, weight: Weight) -> None:
        """One device more."""
        self.pieces += 1
        self.grams += weight.grams or 0
        self.unweighed += weight.grams is None


@dataclass
class Totals:
    """What the register adds up to."""

    all: Sum = field(default_factory=Sum)
    by_origin: dict[Origin, Sum] = field(default_factory=dict)
    by_destination: dict[Destination, Sum] = field(default_factory=dict)
    by_category: dict[int, Sum] = field(default_factory=dict)
    by_source: Counter[WeightSource] = field(default_factory=Counter)

    def add(self, row: Row) -> None:
        """One line more."""
        self.all.add(row.weight)
        self.by_origin.setdefault(row.origin, Sum()).add(row.weight)
        self.by_destination.setdefault(row.destination, Sum()).add(row.weight)
        self.by_category.setdefault(row.eea_category, Sum()).add(row.weight)
        self.by_source[row.weight.source] += 1


def totals_of(rows: Iterator[Row]) -> Totals:
    """What these lines add up to, every heading in its own order."""
    found = Totals()
    for row in rows:
        found.add(row)
    found.by_origin = {one: found.by_origin[one] for one in Origin if one in found.by_origin}
    found.by_destination = {
        one: found.by_destination[one] for one in Destination if one in found.by_destination
    }
    found.by_category = dict(sorted(found.by_category.items()))
    return found


def rows_in(period: Period) -> Iterator[Row]:
    """Every device that came in or came back in this period, in the order of their numbers."""
    return _rows(period, _came_back(period))


def _came_back(period: Period) -> dict[int, datetime]:
    """When devices came back in this period for the first time, by id."""
    query = (
        select(Passage.device_id, func.min(Passage.passed_at))
        .where(Passage.move.in_((Move.TAKE_BACK, Move.FIND)))
        .where(Passage.passed_at >= period.begin, Passage.passed_at < period.end)
        .group_by(Passage.device_id)
    )
    return dict(db.session.execute(query).all())


def _rows(period: Period, came_back: dict[int, datetime]) -> Iterator[Row]:
    weights = model_weights()
    is_new = and_(Device.received_at >= period.begin, Device.received_at < period.end)
    back_again = (
        select(Passage.device_id)
        .where(Passage.move.in_((Move.TAKE_BACK, Move.FIND)))
        .where(Passage.passed_at >= period.begin, Passage.passed_at < period.end)
    )
    query = (
        select(
            Device.id, Device.code_serial, Device.kind, Device.maker, Device.model, Device.serial, Device.stage,
            Device.stage_since, Device.received_at, Lot.kind.label("lot_kind"), Partner.name.label("giver"),
            SheetFacts.grams, RecyclerReceipt.id.label("receipt_id"), RecyclerReceipt.number.label("receipt"),
            RecyclerReceipt.partner_id.label("recycler_id"), RecyclerBatch.partner_id.label("batch_recycler_id"),
            BatchPaper.id.label("paper_id"), BatchPaper.number.label("paper"),
        )
        .outerjoin(Lot, Lot.id == Device.lot_id)
        .outerjoin(Partner, Partner.id == Lot.partner_id)
        .outerjoin(SheetFacts, SheetFacts.device_id == Device.id)
        .outerjoin(RecycledDevice, RecycledDevice.device_id == Device.id)
        .outerjoin(RecyclerReceipt, RecyclerReceipt.id == RecycledDevice.receipt_id)
        .outerjoin(BatchDevice, BatchDevice.device_id == Device.id)
        .outerjoin(RecyclerBatch, RecyclerBatch.id == BatchDevice.batch_id)
        .outerjoin(BatchPaper, BatchPaper.batch_id == RecyclerBatch.id)
        .where(or_(is_new, Device.id.in_(back_again)))
        .order_by(Device.code_serial)
    )  # fmt: skip
    recyclers = _names()
    for one in db.session.execute(query.execution_options(yield_per=500)):
        came_in = one.received_at is not None and period.begin <= one.received_at < period.end
        came_at = one.received_at if came_in else came_back[one.id]
        yield Row(
            code=spoken(Kind.DEVICE, one.code_serial),
            kind=one.kind,
            name=f"{one.maker} {one.model}".strip(),
            serial=one.serial,
            eea_category=KINDS[one.kind].eea_category,
            weight=weight_of(one.kind, one.grams, weights.get((one.kind, model_key(one.maker, one.model)))),
            origin=origin_of(came_in_the_period=came_in, lot_kind=one.lot_kind),
            giver=one.giver or "",
            came_on=day(came_at),
            destination=destination_of(
                one.stage, has_receipt=one.receipt_id is not None or one.paper_id is not None
            ),
            destination_since=day(one.stage_since),
            recycler=recyclers.get(one.recycler_id or one.batch_recycler_id or 0, ""),
            receipt=one.receipt or one.paper or "",
        )


def model_weights() -> dict[tuple[DeviceKind, str], tuple[int, WeightSource]]:
    """What is known of whole models: grams and source, by kind and model key."""
    query = select(ModelWeight.kind, ModelWeight.model_key, ModelWeight.grams, ModelWeight.source)
    return {(kind, key): (grams, source) for kind, key, grams, source in db.session.execute(query)}


def _names() -> dict[int, str]:
    """Whoever took something to recycle, by id."""
    query = select(Partner.id, Partner.name).where(
        or_(
            Partner.id.in_(select(RecyclerReceipt.partner_id)),
            Partner.id.in_(select(RecyclerBatch.partner_id)),
        )
    )
    return dict(db.session.execute(query).all())


@dataclass(frozen=True)
class Waste:
    """One line of the register of waste: what left for a recycler, together and with one paper."""

    left_on: date
    recycler: str
    #: its address in one line
    address: str
    waste_code: str
    pieces: int
    #: by the recycler, else by us, else what the devices weigh together; None also where it stands on another line
    grams: int | None
    how: str
    receipt: str
    #: who gave the devices
    givers: tuple[str, ...]


def waste_in(period: Period) -> list[Waste]:
    """What recyclers took in this period: each batch, and each receipt of a lot by itself; oldest first.

    What left on one day, to one recycler, with one number stands in the order in which it was written down.
    """
    found = [*_batches(period), *_receipts(period)]
    return sorted(found, key=lambda one: (one.left_on, one.recycler, one.receipt))


def _batches(period: Period) -> Iterator[Waste]:
    query = (
        select(RecyclerBatch, Partner, BatchPaper.number, BatchPaper.grams)
        .join(Partner, Partner.id == RecyclerBatch.partner_id)
        .outerjoin(BatchPaper, BatchPaper.batch_id == RecyclerBatch.id)
        .where(RecyclerBatch.taken_on >= period.since, RecyclerBatch.taken_on <= period.until)
        .order_by(RecyclerBatch.id)
    )
    batches = db.session.execute(query).all()
    ids = [batch.id for batch, *_rest in batches]
    devices = _weighed(BatchDevice.batch_id, BatchDevice.device_id, ids)
    for batch, partner, number, theirs in batches:
        assert batch.taken_on is not None
        own = devices.get(batch.id, _Together())
        grams, how = _best(theirs, batch.grams, own)
        yield Waste(
            batch.taken_on, partner.name, _address(partner), batch.waste_code, own.pieces, grams, how, number or "",
            tuple(sorted(own.givers)),
        )  # fmt: skip


def _receipts(period: Period) -> Iterator[Waste]:
    # A paper may be kept for several lots, or also for a batch: whoever weighed it weighed all of it, once.
    of_batch = (
        select(BatchPaper.id)
        .where(BatchPaper.sha256 == RecyclerReceipt.sha256, BatchPaper.grams.is_not(None))
        .exists()
    )
    before = aliased(RecyclerReceipt)
    of_another_lot = (
        select(before.id)
        .where(
            before.sha256 == RecyclerReceipt.sha256, before.grams == RecyclerReceipt.grams,
            before.taken_on == RecyclerReceipt.taken_on, before.batch_id.is_(None), before.id < RecyclerReceipt.id,
        )
        .exists()
    )  # fmt: skip
    query = (
        select(RecyclerReceipt, Partner, or_(of_batch, of_another_lot))
        .join(Partner, Partner.id == RecyclerReceipt.partner_id)
        .where(RecyclerReceipt.batch_id.is_(None))
        .where(RecyclerReceipt.taken_on >= period.since, RecyclerReceipt.taken_on <= period.until)
        .order_by(RecyclerReceipt.id)
    )
    receipts = db.session.execute(query).all()
    # One paper may be about devices of a batch and others: those of the batch stand on its own line.
    apart = RecycledDevice.device_id.not_in(select(BatchDevice.device_id))
    ids = [receipt.id for receipt, *_rest in receipts]
    devices = _weighed(RecycledDevice.receipt_id, RecycledDevice.device_id, ids, apart)
    for receipt, partner, is_weighed_elsewhere in receipts:
        own = devices.get(receipt.id, _Together())
        grams, how = (None, "together") if is_weighed_elsewhere else _best(receipt.grams, None, own)
        yield Waste(
            receipt.taken_on, partner.name, _address(partner), "", own.pieces, grams, how, receipt.number,
            tuple(sorted(own.givers)),
        )  # fmt: skip


@dataclass
class _Together:
    pieces: int = 0
    grams: int = 0
    is_weighed: bool = True
    givers: set[str] = field(default_factory=set)


def _weighed(group: Any, device_id: Any, ids: list[int], *only: ColumnElement[bool]) -> dict[int, _Together]:
    """What the devices of each batch or receipt weigh together, by what is known of each."""
    if not ids:
        return {}
    weights = model_weights()
    found: dict[int, _Together] = {}
    query = (
        select(group, Device.kind, Device.maker, Device.model, SheetFacts.grams, Partner.name)
        .join(Device, Device.id == device_id)
        .outerjoin(SheetFacts, SheetFacts.device_id == Device.id)
        .outerjoin(Lot, Lot.id == Device.lot_id)
        .outerjoin(Partner, Partner.id == Lot.partner_id)
        .where(group.in_(ids), *only)
    )
    for key, kind, maker, model, grams, giver in db.session.execute(query):
        together = found.setdefault(key, _Together())
        weight = weight_of(kind, grams, weights.get((kind, model_key(maker, model))))
        together.pieces += 1
        together.grams += weight.grams or 0
        together.is_weighed &= weight.grams is not None
        if giver:
            together.givers.add(giver)
    return found


def _best(theirs: int | None, ours: int | None, own: _Together) -> tuple[int | None, str]:
    if theirs is not None:
        return theirs, "recycler"
    if ours is not None:
        return ours, "scale"
    return (own.grams, "devices") if own.pieces and own.is_weighed else (None, "")


def _address(partner: Partner) -> str:
    return ", ".join(
        part for part in (partner.street, f"{partner.postcode} {partner.municipality}".strip()) if part
    )
