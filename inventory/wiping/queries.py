"""Questions about wiping: what stands at the bench, what a device lacks, what waits for a second person."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, func, select
from sqlalchemy.orm import joinedload, undefer

from inventory import codes
from inventory.agreements.rules import Minimum
from inventory.codes import Code, Kind
from inventory.devices.models import Device, Medium, MediumKind, Passage, is_clean
from inventory.digibank.models import Digibank, Token, User
from inventory.foundation.database import db
from inventory.foundation.tenancy import current_digibank_id, row_here, rows_of
from inventory.intake.agreeing import minima_of
from inventory.intake.models import Lot
from inventory.journey import BEFORE_ANY_BENCH, Move, Stage
from inventory.places.models import Place
from inventory.wiping.blocking import Blocker, MediumState, blocker_of, blockers
from inventory.wiping.categories import Category, reaches
from inventory.wiping.models import (
    Attempt,
    Certificate,
    CertificateChange,
    CertificatePaper,
    CertificateState,
    Evidence,
    Means,
    Station,
    WipeRun,
    state_after,
)
from inventory.wiping.rules import ACCEPTABLE, Verdict
from inventory.wiping.start_card import ExpectedDisk, StartCard

_DEVICE_IDS: BindParameter[list[int]] = bindparam("device_ids", expanding=True)
_MEDIA = select(Medium).where(Medium.device_id.in_(_DEVICE_IDS)).order_by(Medium.id)
_RUNS = (
    select(WipeRun)
    .where(WipeRun.device_id.in_(_DEVICE_IDS))
    .options(
        joinedload(WipeRun.operator).load_only(User.name),
        joinedload(WipeRun.verified_by).load_only(User.name),
    )
    .order_by(WipeRun.id.desc())
)
#: an attest about one disk outside a device says nothing of the device in which it sat
OF_A_DEVICE = Certificate.medium_id.is_(None)
_CERTIFICATES = (
    select(Certificate)
    .where(Certificate.device_id == bindparam("device_id"), OF_A_DEVICE)
    .order_by(Certificate.id.desc())
)


@dataclass(frozen=True)
class MediumPicture:
    """A medium inside a device, and what was tried on it in this round, latest first."""

    medium: Medium
    runs: tuple[WipeRun, ...]
    blocker: Blocker | None

    @property
    def waiting_run(self) -> WipeRun | None:
        """The attempt that waits for a second person."""
        return next((run for run in self.runs if run.is_open), None)


@dataclass(frozen=True)
class DevicePicture:
    """Everything about one device at the bench."""

    device: Device
    media: tuple[MediumPicture, ...]
    #: attempts in this round on media that are no longer inside, and statements about the whole device
    others: tuple[WipeRun, ...]
    blockers: tuple[Blocker, ...]
    #: the least that its giver asks of a wipe
    minimum: Minimum | None = None

    @property
    def open_runs(self) -> list[WipeRun]:
        """What waits for a second person."""
        inside = [run for picture in self.media for run in picture.runs]
        return [run for run in (*inside, *self.others) if run.is_open]


def picture_of(device: Device) -> DevicePicture:
    """The media of a device, their attempts in this round, and what still blocks it."""
    return pictures_of([device])[0]


def pictures_of(devices: Iterable[Device]) -> list[DevicePicture]:
    """The same for many devices, in four queries."""
    devices = list(devices)
    ids = [device.id for device in devices]
    media = list(db.session.execute(_MEDIA, {"device_ids": ids}).scalars())
    runs = list(db.session.execute(_RUNS, {"device_ids": ids}).scalars())
    minima = minima_for(devices)
    return [
        _picture(
            device,
            minima.get(device.id),
            [medium for medium in media if medium.device_id == device.id],
            [run for run in runs if run.device_id == device.id and run.lap == device.lap],
        )
        for device in devices
    ]


def minima_for(devices: Iterable[Device]) -> dict[int, Minimum]:
    """The least that a wipe must reach, by the id of the device. In a later round its giver has no say: the data
    on it are a borrower's."""
    return _minima(device for device in devices if device.lap == 1)


def _minima(devices: Iterable[Device]) -> dict[int, Minimum]:
    given = [device for device in devices if device.lot_id is not None]
    asked = minima_of(device.lot_id for device in given if device.lot_id)
    return {device.id: asked[device.lot_id] for device in given if device.lot_id in asked}


def minimum_of(run: WipeRun) -> Minimum | None:
    """The least that this attempt must reach: what its giver asks, when the giver's data were on the medium."""
    return _minima([run.device]).get(run.device_id) if run.lap == 1 else None


def round_of(medium: Medium | None, home: Device) -> int:
    """The round of `home` whose data are on a medium: for one that lies loose, that in which it was taken out."""
    if medium is None or medium.device_id is not None:
        return home.lap
    taken_out = (
        select(WipeRun.lap)
        .where(
            WipeRun.medium_id == medium.id,
            WipeRun.device_id == home.id,
            WipeRun.means == Means.REMOVED,
            WipeRun.verified_at.is_not(None),
        )
        .order_by(WipeRun.id.desc())
        .limit(1)
    )
    return db.session.execute(taken_out).scalar() or home.lap


def _picture(
    device: Device, minimum: Minimum | None, media: list[Medium], runs: list[WipeRun]
) -> DevicePicture:
    pictures, states = [], []
    for medium in media:
        own = tuple(run for run in runs if run.medium_id == medium.id)
        state = _state_of(medium.exposed_at, medium.is_clean, own, minimum)
        states.append(state)
        pictures.append(MediumPicture(medium, own, blocker_of(state)))
    inside = {medium.id for medium in media}
    others = tuple(run for run in runs if run.medium_id not in inside)
    return DevicePicture(
        device, tuple(pictures), others, tuple(blockers(states, absence=_absence(media, others))), minimum
    )


@dataclass(frozen=True)
class AttemptGlance(Attempt):
    """An attempt, as far as it tells how a medium stands."""

    means: Means
    verdict: Verdict
    recorded_at: datetime
    verified_at: datetime | None
    declined_at: datetime | None
    category: Category


@dataclass(frozen=True)
class MediumGlance:
    """A medium inside a device in one line of its page: what it is, and what it still lacks."""

    kind: MediumKind
    serial: str
    size_bytes: int | None
    blocker: Blocker | None


_GLANCE = (
    select(
        Medium.id, Medium.kind, Medium.serial, Medium.size_bytes, Medium.exposed_at, Medium.clean_at,
        WipeRun.means, WipeRun.verdict, WipeRun.recorded_at, WipeRun.verified_at, WipeRun.declined_at, WipeRun.category,
        Lot.minimum,
    )
    .outerjoin(
        WipeRun,
        and_(
            WipeRun.device_id == Medium.device_id,
            WipeRun.medium_id == Medium.id,
            WipeRun.lap == bindparam("lap"),
        ),
    )
    .outerjoin(Lot, Lot.id == bindparam("lot_id"))
    .where(Medium.device_id == bindparam("device_id"))
    .order_by(Medium.id, WipeRun.id.desc())
)  # fmt: skip


def glance_at(device: Device) -> list[MediumGlance]:
    """The media of a device and what each still lacks: as `picture_of` says it, in one question of few columns."""
    seen = []
    lot_id = device.lot_id if device.lap == 1 else None
    found = rows_of(_GLANCE, device_id=device.id, lap=device.lap, lot_id=lot_id)
    for (_id, kind, serial, size_bytes, exposed_at, clean_at), rows in groupby(found, lambda row: row[:6]):
        tried = list(rows)
        runs = [AttemptGlance(*row[6:-1]) for row in tried if row.means is not None]
        state = _state_of(exposed_at, is_clean(exposed_at, clean_at), runs, tried[0].minimum)
        seen.append(MediumGlance(kind, serial, size_bytes, blocker_of(state)))
    return seen


def _state_of(
    exposed_at: datetime, clean: bool, runs: Sequence[WipeRun | AttemptGlance], minimum: Minimum | None
) -> MediumState:
    """How a medium stands after these attempts, latest first."""
    tried = [run for run in runs if run.recorded_at >= exposed_at]
    wipes = [run for run in tried if run.means in (Means.REPORT, Means.STATEMENT)]
    return MediumState(
        clean,
        waits=any(run.is_open for run in tried),
        last_verdict=wipes[0].verdict if wipes else None,
        reached=next((run.category for run in wipes if run.verified_at is not None), None),
        minimum=minimum,
    )


def _absence(media: list[Medium], others: tuple[WipeRun, ...]) -> bool | None:
    """Did two people (True), one (False) or nobody (None) say that nothing is left inside?

    Taking out or destroying the last medium is such a statement: two people saw it go.
    """
    said = [
        run
        for run in others
        if run.declined_at is None and run.means in (Means.ABSENT, Means.REMOVED, Means.DESTROYED)
    ]
    if not said:
        return None
    return any(run.verified_at is not None for run in said)


def falls_short(run: WipeRun) -> Minimum | None:
    """What the giver asks, when this wipe reaches less than that; None when it is enough."""
    minimum = minimum_of(run)
    is_wipe = run.means in (Means.REPORT, Means.STATEMENT)
    return minimum if is_wipe and not reaches(run.category, minimum) else None


def at_the_bench(*stages: Stage, limit: int = 200) -> list[Device]:
    """Devices at these stages, longest there first."""
    query = (
        select(Device)
        .where(Device.stage.in_(stages or (Stage.WIPING,)))
        .order_by(Device.stage_since, Device.id)
        .limit(limit)
    )
    return list(db.session.execute(query).scalars())


def way_to_the_bench(device: Device) -> Passage | None:
    """The step that took a device to the wiping bench, while it can be taken back: nothing was written down since."""
    if device.stage is not Stage.WIPING:
        return None
    latest = select(Passage).where(Passage.device_id == device.id).order_by(Passage.id.desc()).limit(1)
    came = db.session.execute(latest).scalar_one_or_none()
    if came is None or came.move is not Move.START_WIPE:
        return None
    since = select(WipeRun.id).where(WipeRun.device_id == device.id, WipeRun.recorded_at >= came.passed_at)
    return None if db.session.execute(since.limit(1)).scalar_one_or_none() is not None else came


def count_at(*stages: Stage) -> int:
    """How many devices are at these stages."""
    return db.session.execute(select(func.count(Device.id)).where(Device.stage.in_(stages))).scalar_one()


#: a lot of more than this is printed in parts
MOST_CARDS = 600


def of_lot_at_the_bench(lot_id: int) -> list[Device]:
    """The devices of a lot that are to be wiped or are being wiped, in the order in which they came."""
    query = (
        select(Device)
        .where(Device.lot_id == lot_id, Device.stage.in_((Stage.RECEIVED, Stage.WIPING)), Device.lap == 1)
        .order_by(Device.id)
        .limit(MOST_CARDS)
    )
    return list(db.session.execute(query).scalars())


def start_cards_of(devices: Sequence[Device], base: str) -> list[StartCard]:
    """What stands on the start card of each; `base` is our address. Five questions, however many devices."""
    digibank = db.session.get_one(Digibank, current_digibank_id())
    ids = [device.id for device in devices]
    media: dict[int, list[Medium]] = {device_id: [] for device_id in ids}
    for medium in db.session.execute(_MEDIA, {"device_ids": ids}).scalars():
        media[medium.device_id or 0].append(medium)
    where = {device.place_id for device in devices if device.place_id}
    places = {one.id: one for one in db.session.execute(select(Place).where(Place.id.in_(where))).scalars()}
    sending = (
        select(Station.place_id)
        .join(Token, Token.id == Station.token_id)
        .where(Station.place_id.in_(where), Token.revoked_at.is_(None))
    )
    stations = set(db.session.execute(sending).scalars())
    return [
        StartCard(
            house=digibank.name,
            code=(device.letter.value, codes.grouped(device.code_serial)),
            link=f"{base.rstrip('/')}/i/{device.code}".upper(),
            name=device.name,
            serial=device.serial,
            place=places[device.place_id].name if device.place_id in places else "",
            reports_itself=device.place_id in stations,
            disks=tuple(
                ExpectedDisk(one.kind, one.serial, one.size_bytes, f"{one.maker} {one.model}".strip())
                for one in media[device.id]
                if not one.is_clean
            ),
        )
        for device in devices
    ]


def loose_media() -> list[Medium]:
    """Media that lie on their own with someone's data still on them."""
    query = (
        select(Medium)
        .where(Medium.device_id.is_(None), Medium.destroyed_at.is_(None))
        .order_by(Medium.removed_at, Medium.id)
        .limit(200)
    )
    return [medium for medium in db.session.execute(query).scalars() if not medium.is_clean]


def waiting_for_second(operator_id: int | None = None, limit: int = 200) -> list[WipeRun]:
    """Attempts that wait for a second person, oldest first; without those of `operator_id`."""
    query = (
        _open_runs()
        .options(
            joinedload(WipeRun.operator),
            joinedload(WipeRun.device),
            joinedload(WipeRun.medium),
            joinedload(WipeRun.evidence),
        )
        .order_by(WipeRun.id)
        .limit(limit)
    )
    if operator_id is not None:
        query = query.where(WipeRun.operator_id != operator_id)
    return list(db.session.execute(query).scalars())


def open_runs_of_others(operator_id: Any) -> Select[Any]:
    """The attempts that this person could look at; `operator_id` may be a blank that is filled later."""
    return _open_runs().with_only_columns(WipeRun.id).where(WipeRun.operator_id != operator_id)


def count_waiting_for_second(operator_id: int | None = None) -> int:
    """How many attempts this person could look at."""
    query = _open_runs().with_only_columns(func.count(WipeRun.id))
    if operator_id is not None:
        query = query.where(WipeRun.operator_id != operator_id)
    return db.session.execute(query).scalar_one()


def _open_runs():
    """Attempts without an answer that an answer could close."""
    proven = WipeRun.means.not_in([Means.REPORT, Means.STATEMENT]) | WipeRun.verdict.in_(list(ACCEPTABLE))
    return select(WipeRun).where(
        WipeRun.verified_at.is_(None), WipeRun.declined_at.is_(None), WipeRun.means != Means.SEALED, proven
    )


def get_run(run_id: int) -> WipeRun:
    """The attempt, or NotHere."""
    return row_here(WipeRun, run_id)


def get_medium(medium_id: int) -> Medium:
    """The medium, or NotHere."""
    return row_here(Medium, medium_id)


def accepted_runs(device: Device) -> list[WipeRun]:
    """What two people agreed on in this round, in the order of the media."""
    query = (
        select(WipeRun)
        .where(
            WipeRun.device_id == device.id,
            WipeRun.lap == device.lap,
            WipeRun.verified_at.is_not(None),
        )
        .order_by(WipeRun.medium_id, WipeRun.id)
    )
    return list(db.session.execute(query).scalars())


def runs_on(medium: Medium) -> list[WipeRun]:
    """Everything that was ever tried on a medium, in whichever device, latest first."""
    query = select(WipeRun).where(WipeRun.medium_id == medium.id).order_by(WipeRun.id.desc())
    return list(db.session.execute(query).scalars())


def certificates_of(device_id: int, *, lap: int | None = None) -> list[Certificate]:
    """The attests of a device, latest first."""
    issued = db.session.execute(_CERTIFICATES, {"device_id": device_id}).scalars()
    return [one for one in issued if lap is None or one.lap == lap]


@dataclass(frozen=True)
class CertificateGlance:
    """An attest in one line of its device's page."""

    code: Code
    issued_at: datetime
    state: CertificateState

    @property
    def spoken(self) -> str:
        """Its number as printed for people."""
        return codes.spoken(Kind.CERTIFICATE, self.code.serial)


_CERTIFICATE_GLANCE = (
    select(Certificate.code_serial, Certificate.issued_at, CertificateChange.state)
    .outerjoin(CertificateChange, CertificateChange.certificate_id == Certificate.id)
    .where(Certificate.device_id == bindparam("device_id"), OF_A_DEVICE)
    .order_by(Certificate.id.desc(), CertificateChange.id)
)


def certificates_at_a_glance(device: Device) -> list[CertificateGlance]:
    """The attests of a device and what each is worth today, latest first."""
    if device.lap == 1 and device.stage in BEFORE_ANY_BENCH:
        return []
    found = rows_of(_CERTIFICATE_GLANCE, device_id=device.id)
    return [
        CertificateGlance(Code(Kind.CERTIFICATE, serial), issued_at, state_after(row.state for row in rows))
        for (serial, issued_at), rows in groupby(found, lambda row: row[:2])
    ]


def valid_certificate_of(device_id: int, lap: int) -> Certificate | None:
    """The attest that holds today for this device in this round, or None."""
    held = [one for one in certificates_of(device_id, lap=lap) if one.state is CertificateState.VALID]
    return held[0] if held else None


def valid_certificate_of_medium(medium: Medium, home: Device) -> Certificate | None:
    """The attest that holds today for this disk, as it came out of this device in that round, or None."""
    query = (
        select(Certificate)
        .where(
            Certificate.medium_id == medium.id,
            Certificate.device_id == home.id,
            Certificate.lap == round_of(medium, home),
        )
        .order_by(Certificate.id.desc())
    )
    held = [one for one in db.session.execute(query).scalars() if one.state is CertificateState.VALID]
    return held[0] if held else None


def closing_run_of(medium: Medium) -> WipeRun | None:
    """What made a loose disk clean, or ended it: the last wipe or destruction that two people agreed on."""
    closed = (Means.REPORT, Means.STATEMENT, Means.DESTROYED)
    return next((run for run in runs_on(medium) if run.verified_at and run.means in closed), None)


def certificates_of_media(lot_id: int) -> list[Certificate]:
    """The attests about disks that came with this lot and were dealt with outside their device, oldest first."""
    query = (
        select(Certificate)
        .join(Device, Device.id == Certificate.device_id)
        .where(Device.lot_id == lot_id, Certificate.lap == 1, Certificate.medium_id.is_not(None))
        .options(joinedload(Certificate.medium), joinedload(Certificate.device))
        .order_by(Certificate.id)
    )
    return list(db.session.execute(query).scalars())


def first_certificates_of(device_ids: Iterable[int]) -> dict[int, Certificate]:
    """For a donor: the attest about the donor's own data, per device id: the latest of round one."""
    query = (
        select(Certificate)
        .where(Certificate.device_id.in_(list(device_ids)), Certificate.lap == 1, OF_A_DEVICE)
        .order_by(Certificate.id)
    )
    return {certificate.device_id: certificate for certificate in db.session.execute(query).scalars()}


def issued(before_id: int | None = None, limit: int = 50) -> list[Certificate]:
    """Attests, latest first, for the list; `before_id` continues after the last one shown."""
    query = (
        select(Certificate)
        .options(joinedload(Certificate.device), joinedload(Certificate.medium))
        .order_by(Certificate.id.desc())
    )
    if before_id is not None:
        query = query.where(Certificate.id < before_id)
    return list(db.session.execute(query.limit(limit)).scalars())


def broken_promises() -> Iterable[str]:
    """Sentences on what should never be: an attest altered after it was issued, work checked by its maker."""
    papers = select(CertificatePaper).options(undefer(CertificatePaper.content)).order_by(CertificatePaper.id)
    for paper in db.session.execute(papers.execution_options(yield_per=50)).scalars():
        if hashlib.sha256(paper.content).hexdigest() != paper.sha256:
            yield f"certificate paper {paper.id}: its bytes were altered"
    reports = select(Evidence).options(undefer(Evidence.content)).order_by(Evidence.id)
    for evidence in db.session.execute(reports.execution_options(yield_per=50)).scalars():
        if hashlib.sha256(evidence.content).hexdigest() != evidence.sha256:
            yield f"evidence {evidence.id}: its bytes were altered"
    own = select(WipeRun.id).where(WipeRun.verified_by_id == WipeRun.operator_id)
    for run_id in db.session.execute(own).scalars():
        yield f"wipe run {run_id}: checked by who made it"
