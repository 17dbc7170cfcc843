"""The reuse sheet of one device: what stands at its head, and every line that the rooms tell, in order of time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from inventory.devices.models import Device, DeviceKind, Grade
from inventory.digibank.models import Digibank
from inventory.foundation.database import db
from inventory.foundation.offers import SheetLine, offered
from inventory.intake.models import Lot, LotKind
from inventory.journey import Stage
from inventory.partners.models import Partner
from inventory.reuse_sheets.models import ModelWeight, SheetFacts
from inventory.reuse_sheets.rules import KINDS, Weight, WeightSource, model_key, weight_of
from inventory.wiping.models import CertificateState
from inventory.wiping.queries import certificates_at_a_glance


@dataclass(frozen=True)
class Sheet:
    """Everything that stands on the sheet of one device."""

    #: name of the reuse centre: the workshop when the digibank names one, else the digibank
    centre: str
    house: str
    footer: str
    #: letter and spoken digits
    code: tuple[str, str]
    #: what the QR on the sticker says, without the server's address
    code_text: str
    name: str
    kind: DeviceKind
    eea_category: int
    serial: str
    donor_asset_number: str
    #: processor and memory, as far as we know them
    specification: str
    made_in: int | None
    weight: Weight
    #: where the weight of the model can be looked up
    weight_note: str
    lot_kind: LotKind | None
    giver: str
    received_at: datetime | None
    stage: Stage
    stage_since: datetime
    lap: int
    grade: Grade | None
    battery_percent: int | None
    #: what is broken, in a technician's words
    defect: str
    #: numbers of the attests of data erasure that hold
    attests: tuple[str, ...]
    lines: tuple[SheetLine, ...]

    @property
    def minutes(self) -> int:
        """All minutes of work that somebody wrote down."""
        return sum(line.minutes or 0 for line in self.lines)


def gather(device: Device) -> Sheet:
    """The sheet of a device as it stands now."""
    query = (
        select(Digibank, Partner.name, Lot.kind, SheetFacts, ModelWeight)
        .select_from(Device)
        .join(Digibank, Digibank.id == Device.digibank_id)
        .outerjoin(Lot, Lot.id == Device.lot_id)
        .outerjoin(Partner, Partner.id == Lot.partner_id)
        .outerjoin(SheetFacts, SheetFacts.device_id == Device.id)
        .outerjoin(
            ModelWeight,
            (ModelWeight.kind == Device.kind)
            & (ModelWeight.model_key == model_key(device.maker, device.model)),
        )
        .where(Device.id == device.id)
    )
    house, giver, lot_kind, facts, model = db.session.execute(query).one()
    weight = weight_of(
        device.kind,
        facts.grams if facts is not None else None,
        (model.grams, model.source) if model is not None else None,
    )
    memory = f"{device.memory_mb // 1024} GB" if device.memory_mb else ""
    return Sheet(
        centre=house.reuse_centre or house.name,
        house=house.name,
        footer=" · ".join(part for part in (house.name, house.phone, house.email) if part),
        code=(device.letter, device.spoken.removeprefix(f"{device.letter} ")),
        code_text=str(device.code),
        name=device.name,
        kind=device.kind,
        eea_category=KINDS[device.kind].eea_category,
        serial=device.serial,
        donor_asset_number=device.donor_asset_number,
        specification=" · ".join(part for part in (device.processor, memory) if part),
        made_in=facts.made_in if facts is not None else None,
        weight=weight,
        weight_note=_note(device, weight, model),
        lot_kind=lot_kind,
        giver=giver or "",
        received_at=device.received_at,
        stage=device.stage,
        stage_since=device.stage_since,
        lap=device.lap,
        grade=device.grade,
        battery_percent=device.battery_percent,
        defect=device.defect,
        attests=tuple(
            one.spoken
            for one in reversed(certificates_at_a_glance(device))
            if one.state is CertificateState.VALID
        ),
        lines=lines_of(device),
    )


def lines_of(device: Device) -> tuple[SheetLine, ...]:
    """What every room did to this device, oldest first; the order of the walk where two are of the same moment."""
    return tuple(sorted(offered("reuse_sheet.lines", device), key=lambda line: line.at))


def _note(device: Device, weight: Weight, model: ModelWeight | None) -> str:
    if weight.source is WeightSource.KIND:
        return KINDS[device.kind].source
    return model.note if model is not None and weight.source is not WeightSource.WEIGHED else ""
