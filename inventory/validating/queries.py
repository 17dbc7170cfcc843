"""Questions about the donor's word: who may give it, what waits for it, and what was said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from inventory.devices.models import Device
from inventory.foundation.database import db
from inventory.foundation.tenancy import row_here
from inventory.intake.models import Lot, LotKind
from inventory.journey import Stage
from inventory.validating import rules
from inventory.validating.models import ValidatedWipe, Validation, Validator
from inventory.validating.rules import Answer
from inventory.wiping.models import Certificate, CertificateChange, WipeRun
from inventory.wiping.queries import OF_A_DEVICE


@dataclass(frozen=True)
class Waiting:
    """A lot of which devices wait for their donor's word."""

    lot: Lot
    count: int
    #: since when the first of them waits
    since: datetime

    def is_silent(self, now: datetime) -> bool:
        """Is the term over?"""
        return rules.is_silent(self.since, now)


def validators_of(partner_id: int) -> list[Validator]:
    """Who was appointed by this donor and is in office."""
    query = select(Validator).where(Validator.partner_id == partner_id, Validator.ended_at.is_(None))
    return list(db.session.execute(query.order_by(Validator.id)).scalars())


def validator_for(user_id: int | None, partner_id: int) -> Validator | None:
    """This person's appointment at this donor; None for who has none, or is no contact of it any more."""
    query = select(Validator).options(joinedload(Validator.contact))
    query = query.where(
        Validator.partner_id == partner_id, Validator.user_id == user_id, Validator.ended_at.is_(None)
    )
    found = db.session.execute(query).scalar_one_or_none()
    return found if found is not None and found.contact.user_id == user_id else None


def get_validator(validator_id: int) -> Validator:
    """The appointment, or NotHere."""
    return row_here(Validator, validator_id)


def is_waiting(device: Device) -> bool:
    """Does this device wait for its donor's word?"""
    # The cheap half of the rule first: most devices are elsewhere, or not in their first round.
    if device.stage is not Stage.WIPED or device.lap != 1 or device.lot_id is None:
        return False
    in_office = exists().where(Validator.partner_id == Lot.partner_id, Validator.ended_at.is_(None))
    query = select(in_office).where(Lot.id == device.lot_id, Lot.kind == LotKind.DONATION)
    answer = last_answer(device)
    return rules.waits(
        stage=device.stage,
        lap=device.lap,
        validates_itself=bool(db.session.execute(query).scalar()),
        answer=answer.answer if answer else None,
    )


def validates_itself(lot: Lot) -> bool:
    """Has the giver of this lot appointed somebody who is in office?"""
    return lot.kind is LotKind.DONATION and bool(validators_of(lot.partner_id))


def last_answer(device: Device) -> Validation | None:
    """What the donor said of this device last."""
    query = select(Validation).where(Validation.device_id == device.id).order_by(Validation.id.desc())
    return db.session.execute(query.limit(1)).scalar_one_or_none()


def may_go_on() -> ColumnElement[bool]:
    """A condition on wiped devices: those that wait for no donor."""
    accepted = exists().where(Validation.device_id == Device.id, Validation.answer == Answer.ACCEPTED)
    in_office = exists().where(
        Lot.id == Device.lot_id,
        Lot.kind == LotKind.DONATION,
        Validator.partner_id == Lot.partner_id,
        Validator.ended_at.is_(None),
    )
    return or_(Device.lap != 1, Device.lot_id.is_(None), accepted, ~in_office)


def _unanswered() -> Select[Certificate]:
    """Attests that wait: they hold, they are about a gift's first round, and nobody accepted that device."""
    accepted = exists().where(Validation.device_id == Device.id, Validation.answer == Answer.ACCEPTED)
    changed = exists().where(CertificateChange.certificate_id == Certificate.id)
    in_office = exists().where(Validator.partner_id == Lot.partner_id, Validator.ended_at.is_(None))
    return (
        select(Certificate)
        .join(Device, Device.id == Certificate.device_id)
        .join(Lot, and_(Lot.id == Device.lot_id, Lot.kind == LotKind.DONATION))
        .where(Device.stage == Stage.WIPED, Device.lap == 1, Certificate.lap == 1, OF_A_DEVICE)
        .where(in_office, ~accepted, ~changed)
    )


def waiting_in(lot: Lot, *, up_to: int | None = None) -> list[Certificate]:
    """The attests of this lot that wait for an answer, oldest first; up to the one with id `up_to`."""
    query = _unanswered().where(Device.lot_id == lot.id).options(joinedload(Certificate.device))
    if up_to is not None:
        query = query.where(Certificate.id <= up_to)
    return list(db.session.execute(query.order_by(Certificate.id)).scalars())


def waiting_lots(*, partner_ids: Iterable[int] | None = None) -> list[Waiting]:
    """Every lot of which devices wait, longest first."""
    query = _unanswered().with_only_columns(
        Lot.id, func.count(Certificate.id), func.min(Certificate.issued_at)
    )
    if partner_ids is not None:
        query = query.where(Lot.partner_id.in_(list(partner_ids)))
    rows = db.session.execute(query.group_by(Lot.id).order_by(func.min(Certificate.issued_at))).all()
    if not rows:
        return []
    lots = {
        lot.id: lot
        for lot in db.session.execute(
            select(Lot).where(Lot.id.in_([row[0] for row in rows])).options(joinedload(Lot.partner))
        ).scalars()
    }
    # Nobody was asked before somebody was appointed.
    first = select(Validator.partner_id, func.min(Validator.appointed_at)).where(Validator.ended_at.is_(None))
    asked = dict(db.session.execute(first.group_by(Validator.partner_id)).all())
    return [
        Waiting(lots[lot_id], count, max(since, asked[lots[lot_id].partner_id]))
        for lot_id, count, since in rows
    ]


def newest_waiting(lot: Lot) -> int:
    """The id of the newest attest of this lot that waits; 0 when none does."""
    query = _unanswered().where(Device.lot_id == lot.id).with_only_columns(func.max(Certificate.id))
    return db.session.execute(query).scalar() or 0


def refused_at_the_bench() -> list[Validation]:
    """Refusals of devices that are at the wiping bench again, newest first."""
    last = select(func.max(Validation.id)).group_by(Validation.device_id)
    query = (
        select(Validation)
        .join(Device, Device.id == Validation.device_id)
        .where(Validation.id.in_(last), Validation.answer == Answer.REFUSED, Device.stage == Stage.WIPING)
        .options(joinedload(Validation.device), joinedload(Validation.lot).joinedload(Lot.partner))
    )
    return list(db.session.execute(query.order_by(Validation.id.desc()).limit(100)).scalars())


def answers_in(lot: Lot) -> dict[int, Validation]:
    """The last answer of each device of this lot, by its id."""
    query = select(Validation).where(Validation.lot_id == lot.id).order_by(Validation.id)
    return {one.device_id: one for one in db.session.execute(query).scalars()}


def answer_on(certificate: Certificate) -> Validation | None:
    """What was said of exactly this attest."""
    query = select(Validation).where(Validation.certificate_id == certificate.id)
    return db.session.execute(query).scalar_one_or_none()


def runs_behind(certificates: Iterable[Certificate]) -> dict[int, list[WipeRun]]:
    """What two people agreed on in the first round, by device."""
    ids = [certificate.device_id for certificate in certificates]
    query = (
        select(WipeRun)
        .where(WipeRun.device_id.in_(ids), WipeRun.lap == 1, WipeRun.verified_at.is_not(None))
        .order_by(WipeRun.id)
    )
    found: dict[int, list[WipeRun]] = {device_id: [] for device_id in ids}
    for run in db.session.execute(query).scalars():
        found[run.device_id].append(run)
    return found


def accepted_without_a_new_attest() -> list[Validation]:
    """Acceptances of which no attest tells yet: the attest that was accepted still holds as it was."""
    changed = exists().where(CertificateChange.certificate_id == Validation.certificate_id)
    query = select(Validation).where(Validation.answer == Answer.ACCEPTED, ~changed)
    return list(db.session.execute(query.order_by(Validation.id)).scalars())


def broken_promises() -> Iterator[str]:
    """Sentences on what should never be: an answer by one of the first two, or one that covers no act."""
    own = select(ValidatedWipe.id).join(WipeRun, WipeRun.id == ValidatedWipe.wipe_run_id)
    own = own.where(
        (ValidatedWipe.answered_by_id == WipeRun.operator_id)
        | (ValidatedWipe.answered_by_id == WipeRun.verified_by_id)
    )
    for one in db.session.execute(own).scalars():
        yield f"validated wipe {one}: by one of the two who did it"
    covers = exists().where(ValidatedWipe.validation_id == Validation.id)
    did = exists().where(
        WipeRun.device_id == Validation.device_id, WipeRun.lap == 1, WipeRun.verified_at.is_not(None)
    )
    for one in db.session.execute(select(Validation.id).where(~covers, did)).scalars():
        yield f"validation {one}: says nothing of what was done"
