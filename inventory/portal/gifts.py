"""What is asked of the database for one donor: own lots, own devices, own attests, and never a borrower.

Only attests of a device's first round are a donor's business: later ones are about a borrower's data.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from inventory.agreements.models import Agreement
from inventory.agreements.queries import get_agreement
from inventory.agreements.rules import AgreementState
from inventory.devices.models import Device, DeviceKind
from inventory.digibank.numbers import get_by_code
from inventory.dossiers import making
from inventory.dossiers.models import Dossier, LotAttest
from inventory.foundation.database import db
from inventory.foundation.made_files import Making
from inventory.foundation.period import end_of
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import row_here
from inventory.impact.counting import factors_on, uses_among
from inventory.impact.rules import Factor, FactorKind
from inventory.intake.models import Lot, LotKind
from inventory.journey import Stage
from inventory.partners.models import Contact, Partner, PartnerKind
from inventory.portal import donated
from inventory.portal.impact import Impact
from inventory.portal.impact import impact_of as impact_rules
from inventory.recycling.models import RecyclerReceipt
from inventory.recycling.queries import get_receipt
from inventory.reuse_sheets.rules import KINDS
from inventory.wiping.models import Certificate, CertificateChange, Means, WipeRun
from inventory.wiping.queries import OF_A_DEVICE


@dataclass
class Tally:
    """The numbers of one lot, or of all a donor's lots together."""

    stages: Counter[Stage] = field(default_factory=Counter)
    #: devices with a valid attest of their first round
    wiped: int = 0
    #: media that were destroyed in the first round
    destroyed: int = 0

    @property
    def received(self) -> int:
        """How many devices came and stayed."""
        return donated.received(self.stages)


def donors_of(user_id: int | None) -> list[Partner]:
    """The donors for which this person is a contact, in the digibank we are inside of."""
    own = select(Contact.partner_id).where(Contact.user_id == user_id, Contact.anonymised_at.is_(None))
    query = select(Partner).where(Partner.id.in_(own), Partner.kind == PartnerKind.DONOR)
    return list(db.session.execute(query.order_by(Partner.name_key)).scalars())


def lots_of(donors: Iterable[Partner]) -> list[Lot]:
    """Their gifts, latest first."""
    ids = [donor.id for donor in donors]
    query = select(Lot).where(Lot.partner_id.in_(ids), Lot.kind == LotKind.DONATION)
    return list(db.session.execute(query.order_by(Lot.id.desc()).limit(200)).scalars())


def get_own_lot(user_id: int | None, code: str) -> Lot:
    """This person's own gift with this code; NotHere when it is another's."""
    lot = get_by_code(Lot, code)
    if lot.kind != LotKind.DONATION or lot.partner_id not in {donor.id for donor in donors_of(user_id)}:
        raise NotHere
    return lot


def get_own_certificate(user_id: int | None, code: str) -> Certificate:
    """The attest about this person's own gift; NotHere for another's, and for a later round."""
    certificate = get_by_code(Certificate, code)
    if certificate.lap != 1 or certificate.device.lot_id is None:
        raise NotHere
    get_own_lot(user_id, str(lot_of(certificate).code))
    return certificate


def get_own_lot_attest(user_id: int | None, code: str) -> LotAttest:
    """The attest of this person's own whole gift; NotHere for another's."""
    attest = get_by_code(LotAttest, code)
    get_own_lot(user_id, str(attest.lot.code))
    return attest


def get_own_dossier(user_id: int | None, dossier_id: int) -> tuple[Dossier, Path]:
    """A dossier about this person's own gift that is ready, and its file; NotHere for another's."""
    dossier = row_here(Dossier, dossier_id)
    get_own_lot(user_id, str(dossier.lot.code))
    return making.get_ready(dossier_id)


def ready_dossier_of(lot: Lot, now: datetime) -> Dossier | None:
    """The dossier about this gift that was made last and may still be downloaded."""
    query = select(Dossier).where(
        Dossier.lot_id == lot.id, Dossier.state == Making.READY, Dossier.kept_until > now
    )
    return db.session.execute(query.order_by(Dossier.id.desc()).limit(1)).scalar_one_or_none()


def lot_of(certificate: Certificate) -> Lot:
    """The gift with which the device of this attest came."""
    return db.session.get_one(Lot, certificate.device.lot_id)


def agreements_of(donors: Iterable[Partner]) -> list[Agreement]:
    """What is signed with them and holds, by kind."""
    query = select(Agreement).where(
        Agreement.partner_id.in_([donor.id for donor in donors]), Agreement.state == AgreementState.SIGNED
    )
    return list(
        db.session.execute(query.order_by(Agreement.partner_id, Agreement.kind, Agreement.id)).scalars()
    )


def get_own_agreement(user_id: int | None, agreement_id: int) -> Agreement:
    """An agreement of this person's organisation, signed or ended; NotHere when it is another's."""
    agreement = get_agreement(agreement_id)
    if agreement.partner_id not in {donor.id for donor in donors_of(user_id)}:
        raise NotHere
    return agreement


def tallies_of(lots: Iterable[Lot]) -> dict[int, Tally]:
    """The numbers per lot, in three questions however many devices there are."""
    ids = [lot.id for lot in lots]
    tallies: dict[Any, Tally] = defaultdict(Tally)
    stages = select(Device.lot_id, Device.stage, func.count(Device.id)).where(Device.lot_id.in_(ids))
    for lot_id, stage, count in db.session.execute(stages.group_by(Device.lot_id, Device.stage)):
        tallies[lot_id].stages[stage] = count
    wiped = _per_lot(func.count(func.distinct(Device.id)), ids).join(
        Certificate, Certificate.device_id == Device.id
    )
    wiped = wiped.where(
        Certificate.lap == 1, OF_A_DEVICE, Certificate.id.not_in(select(CertificateChange.certificate_id))
    )
    for lot_id, count in db.session.execute(wiped):
        tallies[lot_id].wiped = count
    destroyed = _per_lot(func.count(func.distinct(WipeRun.medium_id)), ids).join(
        WipeRun, WipeRun.device_id == Device.id
    )
    destroyed = destroyed.where(
        WipeRun.lap == 1, WipeRun.means == Means.DESTROYED, WipeRun.verified_at.is_not(None)
    )
    for lot_id, count in db.session.execute(destroyed):
        tallies[lot_id].destroyed = count
    return tallies


def _per_lot(counted: ColumnElement[int], ids: list[int]) -> Select[int | None, int]:
    return select(Device.lot_id, counted).where(Device.lot_id.in_(ids)).group_by(Device.lot_id)


def together(tallies: Iterable[Tally]) -> Tally:
    """The numbers of all lots together."""
    every = Tally()
    for tally in tallies:
        every.stages.update(tally.stages)
        every.wiped += tally.wiped
        every.destroyed += tally.destroyed
    return every


def impact_of(lots: Iterable[Lot], *, until: date) -> Impact:
    """What these gifts were good for up to and including this day; of loans only how long each was."""
    ids = [lot.id for lot in lots]
    here = (Stage.ANNOUNCED, Stage.REFUSED)
    kinds = select(Device.kind, func.count(Device.id)).where(
        Device.lot_id.in_(ids), Device.stage.not_in(here), Device.received_at < end_of(until)
    )
    counts = dict(db.session.execute(kinds.group_by(Device.kind)).all())
    ours = select(Device.id).where(Device.lot_id.in_(ids), Device.kind == DeviceKind.LAPTOP)
    return impact_rules(
        devices=sum(counts.values()),
        laptops=counts.get(DeviceKind.LAPTOP, 0),
        grams_each=KINDS[DeviceKind.LAPTOP].grams or 0,
        uses=uses_among(ours, until),
        until=until,
        factor=co2_factor(until),
    )


def co2_factor(on: date) -> Factor:
    """The published number for carbon that holds here on this day."""
    return factors_on(on)[FactorKind.CO2]


def get_own_recycler_receipt(user_id: int | None, receipt_id: int) -> RecyclerReceipt:
    """A recycler's receipt about this person's own gift; NotHere for another's."""
    receipt = get_receipt(receipt_id)
    get_own_lot(user_id, str(receipt.lot.code))
    return receipt


def devices_in(lot: Lot) -> Select[Device]:
    """The devices of one gift, as a query to page through."""
    return select(Device).where(Device.lot_id == lot.id)


def certificates_of(lot: Lot) -> dict[int, Certificate]:
    """Every device's attest of its first round, by the id of the device: the latest one that was issued."""
    query = select(Certificate).join(Device, Device.id == Certificate.device_id)
    query = query.where(Device.lot_id == lot.id, Certificate.lap == 1, OF_A_DEVICE).order_by(Certificate.id)
    return {one.device_id: one for one in db.session.execute(query).scalars()}
