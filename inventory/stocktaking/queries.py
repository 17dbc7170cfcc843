"""How a count stands: every device that it is about with what to make of it, and the report of a closed one."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from inventory import codes
from inventory.codes import Code, Kind
from inventory.devices.models import Device
from inventory.digibank.models import User
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.journey import IN_THE_HOUSE, Stage
from inventory.places.models import Place, PlaceKind
from inventory.stocktaking.models import (
    ExpectedDevice,
    Stocktake,
    StocktakeDecision,
    StocktakeLine,
    StocktakeScan,
)
from inventory.stocktaking.rules import (
    CHOICES,
    GOES_ON_FOR,
    IN_ORDER,
    CountState,
    Decision,
    Deed,
    Outcome,
    Tally,
    decided,
    long_ago,
    outcome,
    tally,
)


@dataclass(frozen=True)
class Scanned:
    """One scan that counts."""

    scan_id: int
    device_id: int | None
    text: str
    scanned_at: datetime
    by: str


@dataclass(frozen=True)
class Entry:
    """One device in a count."""

    device_id: int
    code_serial: int
    name: str
    stage: Stage
    #: where it is recorded; empty for nowhere
    place: str
    place_id: int | None
    outcome: Outcome
    decision: Decision | None
    #: what closing did, and the name of what kept it from being done; only of a closed count
    deed: Deed = Deed.NOTHING
    refused: str = ""

    @property
    def code(self) -> Code:
        """As in an address and a QR."""
        return Code(Kind.DEVICE, self.code_serial)

    @property
    def spoken(self) -> str:
        """As printed for people."""
        return codes.spoken(Kind.DEVICE, self.code_serial)

    @property
    def choices(self) -> tuple[Decision, ...]:
        """What may be decided about it."""
        return CHOICES.get(self.outcome, ())


@dataclass(frozen=True)
class Sheet:
    """How a count stands."""

    entries: tuple[Entry, ...]
    #: what was scanned and nobody knows, each text once
    unknown: tuple[Scanned, ...]
    #: every scan that counts, last first
    scans: tuple[Scanned, ...]

    @property
    def tally(self) -> Tally:
        """In numbers."""
        return tally((one.outcome for one in self.entries), len(self.unknown))

    @property
    def differences(self) -> tuple[Entry, ...]:
        """What someone should look at: first what was not found."""
        odd = [one for one in self.entries if one.outcome not in IN_ORDER]
        return tuple(
            sorted(odd, key=lambda one: (one.outcome is not Outcome.NOT_FOUND, one.outcome, one.code_serial))
        )

    @property
    def to_decide(self) -> tuple[Entry, ...]:
        """The differences about which something can be decided."""
        return tuple(one for one in self.differences if one.choices)

    @property
    def people(self) -> dict[str, datetime]:
        """Who counts along, and when they were last heard of."""
        heard: dict[str, datetime] = {}
        for one in self.scans:
            heard[one.by] = max(one.scanned_at, heard.get(one.by, one.scanned_at))
        return heard

    def of(self, device_id: int | None) -> Entry | None:
        """What the count makes of this device."""
        return next((one for one in self.entries if one.device_id == device_id), None)

    def expected_serials(self) -> list[int]:
        """The codes, without check digit, of what is still to be found and of what was."""
        return [one.code_serial for one in self.entries if one.outcome in (Outcome.NOT_FOUND, Outcome.FOUND)]


def get_stocktake(stocktake_id: int) -> Stocktake:
    """The count with its place, or NotHere."""
    query = select(Stocktake).where(Stocktake.id == stocktake_id).options(joinedload(Stocktake.place))
    found = db.session.execute(query).scalar_one_or_none()
    if found is None:
        raise NotHere
    return found


def get_scan(count: Stocktake, scan_id: int) -> StocktakeScan:
    """A scan of this count, or NotHere."""
    found = db.session.get(StocktakeScan, scan_id)
    if found is None or found.stocktake_id != count.id or found.takes_back_id is not None:
        raise NotHere
    return found


def open_at(place: Place) -> Stocktake | None:
    """The count of this place that is not closed, however old."""
    query = select(Stocktake).where(Stocktake.place_id == place.id, Stocktake.closed_at.is_(None))
    return db.session.execute(query).scalar_one_or_none()


def latest(limit: int = 50) -> list[tuple[Stocktake, str, str]]:
    """The last counts with the name of the place and of who began; open ones first."""
    query = (
        select(Stocktake, Place.name, User.name)
        .join(Place, Place.id == Stocktake.place_id)
        .join(User, User.id == Stocktake.begun_by_id)
        .order_by(Stocktake.closed_at.is_not(None), Stocktake.id.desc())
        .limit(limit)
    )
    return [(count, place, who) for count, place, who in db.session.execute(query)]


def under_way(now: datetime, limit: int = 5) -> list[tuple[Stocktake, str, str]]:
    """Counts that go on, with the name of the place and of who began; the latest first."""
    query = (
        select(Stocktake, Place.name, User.name)
        .join(Place, Place.id == Stocktake.place_id)
        .join(User, User.id == Stocktake.begun_by_id)
        .where(Stocktake.closed_at.is_(None), Stocktake.begun_at > now - GOES_ON_FOR)
        .order_by(Stocktake.id.desc())
        .limit(limit)
    )
    return [(count, place, who) for count, place, who in db.session.execute(query)]


def long_uncounted(now: datetime, limit: int = 3) -> list[tuple[Place, datetime | None, int]]:
    """Shelves with devices on them that nobody counted for long or ever, with when and how many devices.

    Whichever waits longest comes first. A shelf that is being counted now is left out.
    """
    last = (
        select(func.max(Stocktake.closed_at))
        .where(Stocktake.place_id == Place.id, Stocktake.state == CountState.CLOSED)
        .correlate(Place)
        .scalar_subquery()
    )
    going_on = select(Stocktake.id).where(
        Stocktake.place_id == Place.id,
        Stocktake.closed_at.is_(None),
        Stocktake.begun_at > now - GOES_ON_FOR,
    )
    devices = func.count(Device.id)
    query = (
        select(Place, last.label("last"), devices)
        .join(Device, Device.place_id == Place.id)
        .where(Place.kind == PlaceKind.SHELF, Place.closed.is_(False), ~going_on.exists())
        .where(Device.stage.in_(IN_THE_HOUSE))  # a lent one may still say where it stood
        .group_by(Place.id)
        .having(or_(last.is_(None), last < long_ago(now)))
        .order_by(last.is_not(None), last, devices.desc(), Place.id)
        .limit(limit)
    )
    return [(place, moment, count) for place, moment, count in db.session.execute(query)]


def last_closed_at(place: Place) -> datetime | None:
    """When this place was last counted to the end."""
    query = select(func.max(Stocktake.closed_at)).where(
        Stocktake.place_id == place.id, Stocktake.state == CountState.CLOSED
    )
    return db.session.execute(query).scalar_one()


def sheet_of(count: Stocktake) -> Sheet:
    """How an open count stands now: five questions, however much stands there."""
    scans = _scans_of(count)
    expected = set(
        db.session.execute(
            select(ExpectedDevice.device_id).where(ExpectedDevice.stocktake_id == count.id)
        ).scalars()
    )
    seen = {one.device_id for one in scans if one.device_id is not None}
    said = _decisions_of(count)
    entries = []
    for device in _devices(count.place_id, expected | seen):
        came_out = outcome(
            device.stage, was_expected=device.id in expected, stands_here=device.place_id == count.place_id,
            is_scanned=device.id in seen,
        )  # fmt: skip
        if came_out is not None:
            entries.append(_entry(device, came_out, decided(came_out, said.get(device.id))))
    # A sticker that nobody knows is read more than once; it is one thing to look at.
    unknown = {one.text: one for one in reversed(scans) if one.device_id is None}
    return Sheet(tuple(entries), tuple(unknown.values()), tuple(scans))


def _entry(row: Any, came_out: Outcome, decision: Decision | None) -> Entry:
    return Entry(
        row.id, row.code_serial, f"{row.maker} {row.model}".strip(), row.stage, row.place or "", row.place_id,
        came_out, decision,
    )  # fmt: skip


_COLUMNS = (
    Device.id,
    Device.code_serial,
    Device.maker,
    Device.model,
    Device.stage,
    Device.place_id,
    Place.name.label("place"),
)


def _devices(place_id: int, ids: Collection[int]) -> list[Any]:
    """What is recorded in this place, and these; a device only once."""
    query = (
        select(*_COLUMNS)
        .outerjoin(Place, Place.id == Device.place_id)
        .where(or_(Device.place_id == place_id, Device.id.in_(ids)))
        .order_by(Device.code_serial)
    )
    return list(db.session.execute(query))


def _scans_of(count: Stocktake, *, late: bool = False) -> list[Scanned]:
    """Every scan that was not taken back, last first."""
    query = (
        select(StocktakeScan, User.name)
        .join(User, User.id == StocktakeScan.by_id)
        .where(StocktakeScan.stocktake_id == count.id)
        .order_by(StocktakeScan.scanned_at.desc(), StocktakeScan.id.desc())
    )
    rows = list(db.session.execute(query))
    gone = {scan.takes_back_id for scan, _who in rows}
    return [
        Scanned(scan.id, scan.device_id, scan.text, scan.scanned_at, who)
        for scan, who in rows
        if scan.id not in gone and scan.takes_back_id is None and scan.is_late is late
    ]


def _decisions_of(count: Stocktake) -> dict[int, Decision]:
    """The last word on each device."""
    query = (
        select(StocktakeDecision.device_id, StocktakeDecision.decision)
        .where(StocktakeDecision.stocktake_id == count.id)
        .order_by(StocktakeDecision.id)
    )
    return dict(db.session.execute(query).all())


@dataclass(frozen=True)
class Report:
    """What a closed count says, and what reached us after."""

    entries: tuple[Entry, ...]
    unknown: tuple[str, ...]
    #: scanned during the count, and sent after it was closed
    late: tuple[tuple[Scanned, Entry | None], ...]
    begun_by: str
    closed_by: str

    @property
    def tally(self) -> Tally:
        """In numbers."""
        return tally((one.outcome for one in self.entries), len(self.unknown))

    def with_outcome(self, *outcomes: Outcome) -> list[Entry]:
        """The lines with one of these outcomes."""
        return [one for one in self.entries if one.outcome in outcomes]


def report_of(count: Stocktake) -> Report:
    """The report of a closed count, as it was written when someone closed it."""
    query = (
        select(StocktakeLine, *_COLUMNS)
        .outerjoin(Device, Device.id == StocktakeLine.device_id)
        .outerjoin(Place, Place.id == StocktakeLine.place_id)
        .where(StocktakeLine.stocktake_id == count.id)
        .order_by(Device.code_serial, StocktakeLine.id)
    )
    rows = list(db.session.execute(query))
    entries = tuple(
        Entry(
            row.id, row.code_serial, f"{row.maker} {row.model}".strip(), row.stage, row.place or "",
            line.place_id, line.outcome, line.decision, line.deed, line.refused,
        )
        for row in rows
        if (line := row[0]).outcome is not None
    )  # fmt: skip
    by_id = {one.device_id: one for one in entries}
    late = tuple((one, by_id.get(one.device_id or 0)) for one in _scans_of(count, late=True))
    people = select(User.id, User.name).where(User.id.in_([count.begun_by_id, count.closed_by_id or 0]))
    names = dict(db.session.execute(people).all())
    return Report(
        entries, tuple(row[0].text for row in rows if row[0].outcome is None), late,
        names.get(count.begun_by_id, ""), names.get(count.closed_by_id or 0, ""),
    )  # fmt: skip


def codes_of(device_ids: Collection[int]) -> dict[int, Code]:
    """The code of each of these devices."""
    query = select(Device.id, Device.code_serial).where(Device.id.in_(device_ids))
    return {device_id: Code(Kind.DEVICE, serial) for device_id, serial in db.session.execute(query)}


def broken() -> Iterator[str]:
    """Counts of which what was kept does not fit together."""
    unmarked = (
        select(Stocktake.id, StocktakeScan.id)
        .join(StocktakeScan, StocktakeScan.stocktake_id == Stocktake.id)
        .where(StocktakeScan.is_late.is_(False), StocktakeScan.received_at > Stocktake.closed_at)
    )
    for count_id, scan_id in db.session.execute(unmarked):
        yield f"stocktake {count_id}: scan {scan_id} came after the closing and is not marked as late"
    own_line = (StocktakeLine.stocktake_id == Stocktake.id) & (
        StocktakeLine.device_id == ExpectedDevice.device_id
    )
    unsaid = (
        select(ExpectedDevice.stocktake_id, ExpectedDevice.device_id)
        .join(Stocktake, Stocktake.id == ExpectedDevice.stocktake_id)
        .outerjoin(StocktakeLine, own_line)
        .where(Stocktake.state == CountState.CLOSED, StocktakeLine.id.is_(None))
    )
    for count_id, device_id in db.session.execute(unsaid):
        yield f"stocktake {count_id}: closed without a word on device {device_id}"
    own_scan = (StocktakeScan.stocktake_id == StocktakeLine.stocktake_id) & (
        StocktakeScan.device_id == StocktakeLine.device_id
    )
    gone = select(StocktakeScan.takes_back_id).where(StocktakeScan.takes_back_id.is_not(None))
    seen = (
        select(StocktakeLine.stocktake_id, StocktakeLine.device_id)
        .join(StocktakeScan, own_scan)
        .where(StocktakeLine.deed.in_((Deed.MISS, Deed.LET_GO)), StocktakeScan.is_late.is_(False))
        .where(StocktakeScan.id.not_in(gone))
    )
    for line_count_id, line_device_id in db.session.execute(seen):
        yield f"stocktake {line_count_id}: device {line_device_id} was scanned, and let go all the same"
