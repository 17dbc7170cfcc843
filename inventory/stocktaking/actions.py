"""Begin a count, scan, decide about a difference, and close it. Only closing changes anything of a device."""

from datetime import datetime

from sqlalchemy import insert, select

from inventory import scanning
from inventory.codes import Kind, WrongDigit
from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.devices.queries import by_serial_or_asset
from inventory.digibank.numbers import find_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.refusal import NationalNumber, NotHere, Refusal, SomeoneElseWasFirst
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission
from inventory.places.models import Place
from inventory.scanning import Meaning, Reading
from inventory.stocktaking.models import (
    ExpectedDevice,
    Stocktake,
    StocktakeDecision,
    StocktakeLine,
    StocktakeScan,
)
from inventory.stocktaking.queries import Entry, get_scan, open_at, sheet_of
from inventory.stocktaking.rules import (
    IN_THE_HOUSE,
    CountState,
    Decision,
    Deed,
    deed,
    is_over,
    moment_of,
)

#: what is kept of a text that nobody knows, in characters
LONGEST_TEXT = 80


class CountClosed(Refusal):
    """This count is closed, or was left for a day."""


class NotALaptop(Refusal):
    """A code of ours, but of something that is not counted; perhaps of a person, so nothing of it is kept."""

    status = 422


class OtherShelf(Refusal):
    """The code of another shelf was scanned in the middle of a count."""

    status = 422


class NotToDecide(Refusal):
    """There is nothing (any more) to decide about this device, or not this."""


class StillUnsent(Refusal):
    """This browser holds scans that have not been sent; the count would be closed without them."""


def begin(actor: Actor, place: Place, *, now: datetime) -> Stocktake:
    """Count this place; the count that is under way there goes on, unless it was left for a day."""
    actor.must(Permission.DEVICE_MOVE)
    with transaction():
        under_way = open_at(place)
        if under_way is not None and not is_over(under_way.begun_at, now):
            return under_way
        if under_way is not None:
            under_way.state, under_way.closed_at, under_way.closed_by_id = CountState.LEFT, now, actor.user_id
            record(actor, "stocktaking.left", under_way, now=now, place=place.code)
            db.session.flush()  # only one may be open, also for a moment
        count = Stocktake(place_id=place.id, begun_at=now, begun_by_id=actor.user_id)
        db.session.add(count)
        db.session.flush()  # its id is the devices'
        query = select(Device.id).where(Device.place_id == place.id, Device.stage.in_(IN_THE_HOUSE))
        ids = list(db.session.execute(query.order_by(Device.id)).scalars())
        if ids:
            whose = {"digibank_id": current_digibank_id(), "stocktake_id": count.id}
            db.session.execute(insert(ExpectedDevice), [{**whose, "device_id": one} for one in ids])
        record(actor, "stocktaking.begun", count, now=now, place=place.code, expected=len(ids))
    return count


def scan(
    actor: Actor,
    count: Stocktake,
    reading: Reading,
    *,
    key: str,
    now: datetime,
    scanned_at: datetime | None = None,
) -> StocktakeScan:
    """Write down what was scanned. The same `key` again is the same scan; after closing it is kept as late.

    A device of ours is found by its code, its serial number or the giver's own number. Refuses with WrongDigit,
    NationalNumber or NotALaptop what may not be kept.
    """
    actor.must(Permission.DEVICE_MOVE)
    with transaction():
        count = _held(count)
        known = _by_key(count, key)
        if known is not None:
            return known
        device, text = _what(reading)
        one = StocktakeScan(
            stocktake_id=count.id, key=key, device_id=device.id if device else None, text=text,
            by_id=actor.user_id, received_at=now, is_late=not count.is_open or is_over(count.begun_at, now),
            scanned_at=moment_of(scanned_at, begun_at=count.begun_at, now=now),
        )  # fmt: skip
        db.session.add(one)
        db.session.flush()  # its id is the trace's
        record(
            actor, "stocktaking.scanned", one, now=now, device=device, stocktake=count.id, late=one.is_late
        )
    return one


def take_back(actor: Actor, count: Stocktake, scan_id: int, *, key: str, now: datetime) -> StocktakeScan:
    """That scan was a mistake: it does not count. Twice is once."""
    actor.must(Permission.DEVICE_MOVE)
    with transaction():
        count = _open(count, now)
        wrong = get_scan(count, scan_id)
        query = select(StocktakeScan).where(StocktakeScan.takes_back_id == scan_id)
        if (known := db.session.execute(query).scalars().first()) is not None:
            return known
        one = StocktakeScan(
            stocktake_id=count.id, key=key, takes_back_id=scan_id, by_id=actor.user_id, scanned_at=now,
            received_at=now, is_late=False,
        )  # fmt: skip
        db.session.add(one)
        db.session.flush()  # its id is the trace's
        record(actor, "stocktaking.scan_taken_back", one, now=now, device=wrong.device, stocktake=count.id)
    return one


def decide(
    actor: Actor, count: Stocktake, device_id: int, decision: Decision, *, now: datetime
) -> StocktakeDecision:
    """Say what is to be done about one difference; nothing is done before the count is closed."""
    actor.must(Permission.DEVICE_MOVE)
    if decision is Decision.MISSING:
        actor.must(Permission.DEVICE_MISS)
    with transaction():
        count = _open(count, now)
        entry = sheet_of(count).of(device_id)
        if entry is None or decision not in entry.choices:
            raise NotToDecide
        said = StocktakeDecision(
            stocktake_id=count.id, device_id=device_id, decision=decision, by_id=actor.user_id, decided_at=now
        )
        db.session.add(said)
        db.session.flush()  # its id is the trace's
        record(actor, "stocktaking.decided", said, now=now, stocktake=count.id, decision=decision)
    return said


def close(
    actor: Actor, count: Stocktake, *, now: datetime, unsent: int = 0, is_sure: bool = False
) -> Stocktake:
    """Close the count and do what was decided, all of it or nothing; what a rule forbids is told on its line.

    `unsent` is how many scans the closing browser still holds: StillUnsent unless `is_sure`, and then nothing is taken
    for missing.
    """
    actor.must(Permission.DEVICE_MOVE)
    if unsent and not is_sure:
        raise StillUnsent(count=unsent, field="is_sure")
    with transaction():
        count = _open(count, now)
        sheet = sheet_of(count)
        count.state, count.closed_at, count.closed_by_id = CountState.CLOSED, now, actor.user_id
        count.unsent = unsent
        for entry in sheet.entries:
            wanted = deed(entry.outcome, entry.decision, has_unsent=bool(unsent))
            refused = _do(actor, entry, wanted, count.place, now)
            db.session.add(
                StocktakeLine(
                    stocktake_id=count.id, device_id=entry.device_id, outcome=entry.outcome,
                    decision=entry.decision, deed=wanted, refused=refused, place_id=entry.place_id,
                )
            )  # fmt: skip
        for odd in sheet.unknown:
            db.session.add(StocktakeLine(stocktake_id=count.id, text=odd.text))
        tally = sheet.tally
        record(
            actor, "stocktaking.closed", count, now=now, place=count.place.code, found=tally.found,
            expected=tally.expected, surprises=tally.surprises, unsent=unsent,
        )  # fmt: skip
    return count


def _do(actor: Actor, entry: Entry, wanted: Deed, place: Place, now: datetime) -> str:
    """Do one deed; the name of the refusal that keeps it from being done, or nothing."""
    if wanted is Deed.NOTHING:
        return ""
    device = db.session.get_one(Device, entry.device_id)
    try:
        match wanted:
            case Deed.PUT_HERE:
                devices.place(actor, device, place, now=now)
            case Deed.FIND:
                devices.find(actor, device, now=now)
                devices.place(actor, device, place, now=now)
            case Deed.LET_GO:
                devices.place(actor, device, None, now=now)
            case Deed.MISS:
                devices.miss(actor, device, now=now, reason="lost")
    except SomeoneElseWasFirst:
        raise
    except Refusal as refusal:
        # A device that something else holds (a loan, a wipe under way) stays as it is; the others need not wait.
        return type(refusal).__name__
    return ""


def _held(count: Stocktake) -> Stocktake:
    """The count as it is now, with its row held until this deed is through: no scan slips past a closing."""
    query = select(Stocktake).where(Stocktake.id == count.id).with_for_update()
    found = db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if found is None:
        raise NotHere
    return found


def _open(count: Stocktake, now: datetime) -> Stocktake:
    held = _held(count)
    if not held.is_open or is_over(held.begun_at, now):
        raise CountClosed
    return held


def _by_key(count: Stocktake, key: str) -> StocktakeScan | None:
    query = select(StocktakeScan).where(StocktakeScan.stocktake_id == count.id, StocktakeScan.key == key)
    return db.session.execute(query).scalar_one_or_none()


def _what(reading: Reading) -> tuple[Device | None, str]:
    """The device that was scanned, or the text to keep of what nobody knows."""
    match reading.meaning:
        case Meaning.NATIONAL_NUMBER:
            raise NationalNumber(field="text")
        case Meaning.NOTHING | Meaning.CERTIFICATE | Meaning.PERSONAL_LINK:
            raise NotALaptop(field="text")
        case Meaning.CODE:
            assert reading.code is not None
            if (device := find_by_code(Device, reading.code)) is not None:
                return device, ""
    found = by_serial_or_asset(reading.text)
    if len(found) == 1:
        return found[0], ""
    if reading.meaning is Meaning.WRONG_DIGIT:
        raise WrongDigit(field="text")
    if reading.code is not None and reading.code.kind not in (None, Kind.DEVICE):
        raise NotALaptop(field="text")
    text = reading.text[:LONGEST_TEXT]
    if has_national_number(text):
        raise NationalNumber(field="text")
    return None, text


def place_in(reading: Reading) -> Place | None:
    """The place of which this is the code."""
    return find_by_code(Place, reading.code) if reading.code and reading.meaning is Meaning.CODE else None


def read(text: str, hosts: frozenset[str]) -> Reading:
    """What a scanned text means."""
    return scanning.read(text, hosts=hosts)
