"""Outings as they stand: which come, who is expected, what is in the crate, what the cash box should hold."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from inventory.applications.models import Application
from inventory.applications.policy import Tariff, deposit_cents
from inventory.applications.queries import devices_to_choose, in_state, kept_for, rules_in_force
from inventory.applications.states import ApplicationState
from inventory.deposits.ledger import Account
from inventory.deposits.models import LedgerEntry, Posting
from inventory.devices.models import Device
from inventory.digibank.models import Membership, User
from inventory.foundation.clock import BRUSSELS
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.journey import Stage
from inventory.lending.models import Loan, Swap
from inventory.lending.moments import Moment
from inventory.lending.queries import Stay, stays_of
from inventory.outings import rules
from inventory.outings.models import Outing, OutingDevice, OutingNote, OutingTraveller, OutingVisit
from inventory.outings.rules import OPEN_STATES, NoteKind, OutingState, Packed, TravelEnd
from inventory.permissions import ROLES, Permission
from inventory.places.models import Place, PlaceKind

#: more people than can be helped in a day
MOST_VISITS = 60

_IS_PACKED = OutingDevice.packed_at.is_not(None)
#: of the lines of an outing: how many are listed, how many of these are packed, and how many are extras
_COUNTS = (
    func.coalesce(func.sum(case((OutingDevice.listed, 1), else_=0)), 0),
    func.coalesce(func.sum(case((OutingDevice.listed & _IS_PACKED, 1), else_=0)), 0),
    func.coalesce(func.sum(case((~OutingDevice.listed & _IS_PACKED, 1), else_=0)), 0),
)


def get_outing(outing_id: int) -> Outing:
    """The outing with this id in the digibank we are inside of; NotHere otherwise."""
    query = select(Outing).where(Outing.id == outing_id).options(joinedload(Outing.place))
    found = db.session.execute(query).scalar()
    if found is None:
        raise NotHere
    return found


def coming() -> Select[Outing]:
    """Outings that are planned or on the road."""
    return select(Outing).where(Outing.state.in_(sorted(OPEN_STATES)))


def past() -> Select[Outing]:
    """Outings that are closed or were called off."""
    return select(Outing).where(Outing.state.not_in(sorted(OPEN_STATES)))


def on_hand(today: date) -> "list[tuple[Outing, Load]]":
    """What is on the road, and what leaves today or tomorrow, each with its load; in one question."""
    edge = datetime.combine(today + timedelta(days=2), time.min, BRUSSELS)
    query = (
        select(Outing, *_COUNTS)
        .outerjoin(OutingDevice, OutingDevice.outing_id == Outing.id)
        .where(Outing.state.in_(sorted(OPEN_STATES)))
        .where((Outing.state == OutingState.ON_THE_ROAD) | (Outing.starts_at < edge))
        .group_by(Outing.id)
        .order_by(Outing.starts_at, Outing.id)
        .limit(10)
    )
    return [(outing, Load(*counts)) for outing, *counts in db.session.execute(query).all()]


def outing_of_crate(place: Place) -> Outing | None:
    """The outing for which this crate is packed or from which it comes home: on the road first, then the next."""
    road_first = case((Outing.state == OutingState.ON_THE_ROAD, 0), else_=1)
    query = coming().where(Outing.place_id == place.id).order_by(road_first, Outing.starts_at, Outing.id)
    return db.session.execute(query.limit(1)).scalar()


def outing_of(device: Device) -> Outing | None:
    """The open outing to which this laptop is bound, in the crate or only on the list."""
    row = open_row_of(device)
    return row.outing if row is not None else None


def open_row_of(device: Device) -> OutingDevice | None:
    """The line of this laptop on an outing that is still open."""
    query = select(OutingDevice).where(OutingDevice.device_id == device.id, OutingDevice.ended.is_(None))
    return db.session.execute(query.options(joinedload(OutingDevice.outing))).scalar()


def bound_of(device_ids: Collection[int], *, along: int | None) -> list[int]:
    """Which of these laptops are bound to an open outing; not those in the van in which user `along` travels."""
    travels = select(OutingTraveller.id).where(
        OutingTraveller.outing_id == OutingDevice.outing_id, OutingTraveller.user_id == along
    )
    query = (
        select(OutingDevice.device_id)
        .join(Outing, Outing.id == OutingDevice.outing_id)
        .where(OutingDevice.device_id.in_(device_ids), OutingDevice.ended.is_(None))
        .where(~((Outing.state == OutingState.ON_THE_ROAD) & travels.exists()))
    )
    return list(db.session.execute(query).scalars())


def crates() -> Sequence[Place]:
    """Places that can travel: crates and vans that take something new, by name."""
    query = select(Place).where(Place.kind.in_([PlaceKind.BOX, PlaceKind.VAN]), Place.closed.is_(False))
    return db.session.execute(query.order_by(Place.name, Place.id)).scalars().all()


def may_travel() -> list[User]:
    """Colleagues who may hand laptops over on the road, by name."""
    roles = [role for role, may in ROLES.items() if Permission.OUTING_GO in may]
    going = select(Membership.user_id).where(Membership.role.in_(roles))
    return list(
        db.session.execute(select(User).where(User.id.in_(going)).order_by(User.name, User.id)).scalars()
    )


def travellers_of(outing: Outing) -> list[User]:
    """Who goes along, by name."""
    going = select(OutingTraveller.user_id).where(OutingTraveller.outing_id == outing.id)
    return list(
        db.session.execute(select(User).where(User.id.in_(going)).order_by(User.name, User.id)).scalars()
    )


def visits_of(outing: Outing) -> list[OutingVisit]:
    """Who is or was expected, in the order of the day, with their people and laptops at hand."""
    application = joinedload(OutingVisit.application)
    query = (
        select(OutingVisit)
        .where(OutingVisit.outing_id == outing.id)
        .options(application.joinedload(Application.borrower), application.joinedload(Application.device))
        .order_by(OutingVisit.visit_at, OutingVisit.id)
    )
    return list(db.session.execute(query).scalars())


def may_be_invited(outing: Outing) -> list[Application]:
    """Approved applications that are on no other open outing; from the town itself first, then by waiting time."""
    elsewhere = select(OutingVisit.application_id).where(
        OutingVisit.ended.is_(None), OutingVisit.outing_id != outing.id
    )
    query = in_state(ApplicationState.APPROVED).where(Application.id.not_in(elsewhere))
    ordered = query.order_by(Application.decided_at, Application.id).limit(MOST_VISITS)
    found = list(db.session.execute(ordered).scalars())
    return sorted(found, key=lambda one: not is_from(one, outing))


def is_from(application: Application, outing: Outing) -> bool:
    """Does this person live in the town of the outing?"""
    return application.borrower.municipality.casefold() == outing.municipality.casefold()


def devices_of(outing: Outing) -> list[OutingDevice]:
    """The laptops of this outing: for appointments in the order of the day, then spares, then extras."""
    query = (
        select(OutingDevice)
        .where(OutingDevice.outing_id == outing.id)
        .options(
            joinedload(OutingDevice.device).joinedload(Device.place),
            joinedload(OutingDevice.visit),
            joinedload(OutingDevice.from_place),
        )
        .order_by(OutingDevice.id)
    )
    rows = list(db.session.execute(query).scalars())
    late = datetime.max.replace(tzinfo=BRUSSELS)
    return sorted(rows, key=lambda row: (row.visit.visit_at if row.visit else late, not row.listed, row.id))


@dataclass(frozen=True)
class Load:
    """How full the crate is: laptops on the list, how many of these are in it, and extras."""

    listed: int
    packed: int
    extras: int

    @property
    def missing(self) -> int:
        """On the list and not in the crate."""
        return self.listed - self.packed


def loads_of(outings: Sequence[Outing]) -> dict[int, Load]:
    """The load of each of these outings, in one question."""
    query = select(OutingDevice.outing_id, *_COUNTS).group_by(OutingDevice.outing_id)
    query = query.where(OutingDevice.outing_id.in_([outing.id for outing in outings]))
    return {outing_id: Load(*counts) for outing_id, *counts in db.session.execute(query).all()}


def load_of(rows: Sequence[OutingDevice]) -> Load:
    """The load that these lines make."""
    listed = [row for row in rows if row.listed]
    return Load(
        len(listed),
        sum(row.packed_at is not None for row in listed),
        sum(not row.listed and row.packed_at is not None for row in rows),
    )


def visit_counts(outings: Sequence[Outing]) -> dict[int, int]:
    """How many appointments each of these outings has."""
    query = select(OutingVisit.outing_id, func.count(OutingVisit.id))
    query = query.where(OutingVisit.outing_id.in_([outing.id for outing in outings]))
    return dict(db.session.execute(query.group_by(OutingVisit.outing_id)).all())


def ready_to_travel(outing: Outing, limit: int = 100) -> list[int]:
    """Laptops that could go along as far as we know: ready, nothing broken, bound to no other outing; oldest first."""
    bound = select(OutingDevice.device_id).where(
        OutingDevice.ended.is_(None), OutingDevice.outing_id != outing.id
    )
    taken = set(db.session.execute(bound).scalars())
    return [device.id for device in devices_to_choose(limit + len(taken)) if device.id not in taken]


def packing_of(outing: Outing, device: Device, rows: Sequence[OutingDevice]) -> Packed:
    """What the scan of this laptop at the crate of this outing means."""
    own = next((row for row in rows if row.device_id == device.id), None)
    bound = open_row_of(device)
    waiting = kept_for(device)
    expected = {visit.application_id for visit in visits_of(outing) if visit.ended is None}
    return rules.packed_of(
        rules.Scanned(
            stage=device.stage,
            broken=bool(device.defect),
            listed=own is not None and own.listed,
            packed=own is not None and own.packed_at is not None,
            elsewhere=bound is not None and bound.outing_id != outing.id,
            kept_for_other=waiting is not None and waiting.id not in expected,
        )
    )


# --- on the road ---


def on_the_road() -> list[Outing]:
    """The days that left and were not closed yet, the first one first."""
    query = select(Outing).where(Outing.state == OutingState.ON_THE_ROAD)
    return list(db.session.execute(query.order_by(Outing.starts_at, Outing.id).limit(10)).scalars())


def moment_of(outing: Outing) -> Moment:
    """This day as a moment at which laptops are picked up."""
    visits = [visit for visit in visits_of(outing) if visit.ended is None]
    along = {row.visit_id: row.device for row in devices_of(outing) if row.visit_id and row.packed_at}
    return Moment(
        f"outing-{outing.id}",
        place=outing.municipality,
        starts_at=outing.starts_at,
        expected={visit.application_id: visit.visit_at for visit in visits},
        laptops={visit.application_id: along[visit.id] for visit in visits if visit.id in along},
    )


def notes_of(outing: Outing) -> list[OutingNote]:
    """What was noted on the road and stands, oldest first."""
    query = select(OutingNote).where(OutingNote.outing_id == outing.id, OutingNote.withdrawn_at.is_(None))
    visit = joinedload(OutingNote.visit).joinedload(OutingVisit.application).joinedload(Application.borrower)
    query = query.options(joinedload(OutingNote.device), visit)
    return list(db.session.execute(query.order_by(OutingNote.id)).scalars())


def get_note(outing: Outing, note_id: int) -> OutingNote:
    """One note of this outing that stands; NotHere when it is another's."""
    query = select(OutingNote).where(
        OutingNote.id == note_id, OutingNote.outing_id == outing.id, OutingNote.withdrawn_at.is_(None)
    )
    found = db.session.execute(query).scalar()
    if found is None:
        raise NotHere
    return found


def stays_since(outing: Outing, ours: Sequence[int] | Select[Any]) -> list[Stay]:
    """With whom these laptops (ids, or a select of them) were, as far as that began or ended after the van left."""
    since = outing.departed_at
    if since is None:
        return []
    return [
        one for one in stays_of(ours) if one.since >= since or (one.until is not None and one.until >= since)
    ]


def is_completed(note: OutingNote, stays: Sequence[Stay], since: datetime) -> bool:
    """Did the desk do, since the van left, what this note says was done on paper?"""
    own = [stay for stay in stays if stay.device_id == note.device_id]
    if note.kind is NoteKind.HANDED_OVER:
        return any(stay.since >= since for stay in own)
    return any(stay.until is not None and stay.until >= since for stay in own)


def swapped_in(outing: Outing) -> list[Device]:
    """What borrowers gave in for a laptop of this van, and what nobody took out of the van yet."""
    line = aliased(OutingDevice)
    known = select(line.id).where(line.outing_id == outing.id, line.device_id == Device.id)
    query = (
        select(Device)
        .join(Swap, Swap.from_device_id == Device.id)
        .join(OutingDevice, OutingDevice.device_id == Swap.to_device_id)
        .where(OutingDevice.outing_id == outing.id, OutingDevice.packed_at.is_not(None))
        .where(Swap.swapped_at >= outing.departed_at, Device.stage == Stage.RETURNED, ~known.exists())
        .order_by(Swap.id)
    )
    return list(db.session.execute(query).scalars())


@dataclass(frozen=True)
class CashBox:
    """What the cash box of an outing should hold, in cents, and of what that is the sum."""

    float_cents: int
    #: received since the van left
    received: int
    #: given back since then
    refunded: int
    #: noted on paper and not yet completed; a plus is in the box
    noted: int

    @property
    def expected(self) -> int:
        """What should be counted."""
        return rules.expected_cents(self.float_cents, self.received - self.refunded, [self.noted])


def cash_box_of(outing: Outing) -> CashBox:
    """What the cash box should hold by now.

    There is one account for all coins and notes, so what belongs to this box is told by the laptop: cash for
    the laptops that travelled, or were brought back on the road, booked since the van left.
    """
    if outing.departed_at is None:
        return CashBox(outing.float_cents, 0, 0, 0)
    notes = notes_of(outing)
    went = select(OutingDevice.device_id).where(OutingDevice.outing_id == outing.id)
    noted = [note.device_id for note in notes]
    stays = stays_since(outing, select(Device.id).where(or_(Device.id.in_(went), Device.id.in_(noted))))
    query = (
        select(Posting.amount_cents)
        .join(LedgerEntry, LedgerEntry.id == Posting.entry_id)
        .where(
            or_(false(), *(_booked_during(stay) for stay in stays)),
            LedgerEntry.booked_at >= outing.departed_at,
            Posting.account == Account.TILL,
        )
    )
    if outing.closed_at is not None:
        query = query.where(LedgerEntry.booked_at <= outing.closed_at)
    moved = list(db.session.execute(query).scalars())
    open_notes = [note for note in notes if not is_completed(note, stays, outing.departed_at)]
    return CashBox(
        outing.float_cents,
        sum(cents for cents in moved if cents > 0),
        -sum(cents for cents in moved if cents < 0),
        sum(
            note.cash_cents if note.kind is NoteKind.HANDED_OVER else -note.cash_cents for note in open_notes
        ),
    )


def _booked_during(stay: Stay) -> ColumnElement[bool]:
    """What was booked for this loan while it was about this laptop; what it cost to end it may come later."""
    of_loan = LedgerEntry.loan_id == stay.loan_id
    if stay.until is not None and stay.is_swapped:
        return and_(of_loan, LedgerEntry.booked_at.between(stay.since, stay.until))
    return and_(of_loan, LedgerEntry.booked_at >= stay.since)


def open_notes(outing: Outing) -> list[OutingNote]:
    """Notes that the desk has not completed."""
    if outing.departed_at is None:
        return []
    notes = notes_of(outing)
    stays = stays_since(outing, [note.device_id for note in notes])
    return [note for note in notes if not is_completed(note, stays, outing.departed_at)]


def tariffs() -> list[tuple[str, int]]:
    """What a deposit is by the policy in force: (which tariff in words, cents); empty where a person names it."""
    words = {Tariff.NORMAL: _("Normal tariff"), Tariff.SOCIAL: _("Social tariff")}
    return [(words[tariff], cents) for tariff, cents in named_tariffs()]


def named_tariffs() -> list[tuple[Tariff, int]]:
    """The tariffs of which the policy in force names the amount, in cents."""
    policy = rules_in_force()
    named = [(tariff, deposit_cents(policy, tariff)) for tariff in (Tariff.NORMAL, Tariff.SOCIAL)]
    return [(tariff, cents) for tariff, cents in named if cents is not None]


def get_visit(outing: Outing, visit_id: int) -> OutingVisit:
    """One appointment of this outing; NotHere when it is another's."""
    found = next((visit for visit in visits_of(outing) if visit.id == visit_id), None)
    if found is None:
        raise NotHere
    return found


def laptop_of(visit: OutingVisit) -> OutingDevice:
    """The laptop that travels for this appointment; NotHere when there is none."""
    query = select(OutingDevice).where(
        OutingDevice.outing_id == visit.outing_id, OutingDevice.visit_id == visit.id
    )
    found = db.session.execute(query.order_by(OutingDevice.id).limit(1)).scalar()
    if found is None:
        raise NotHere
    return found


# --- what must hold ---


def bound_to_a_past_outing() -> list[Any]:
    """Lines of laptops and people that are still open on an outing that is over; there should be none."""
    over = select(Outing.id).where(Outing.state.not_in(sorted(OPEN_STATES)))
    laptops = select(OutingDevice).where(OutingDevice.ended.is_(None), OutingDevice.outing_id.in_(over))
    people = select(OutingVisit).where(OutingVisit.ended.is_(None), OutingVisit.outing_id.in_(over))
    return [
        *db.session.execute(laptops.order_by(OutingDevice.id).limit(100)).scalars(),
        *db.session.execute(people.order_by(OutingVisit.id).limit(100)).scalars(),
    ]


def in_a_van_but_not_packed() -> list[OutingDevice]:
    """Laptops that are on the road by our books without having been scanned into the crate; there should be none."""
    road = select(Outing.id).where(Outing.state == OutingState.ON_THE_ROAD)
    query = select(OutingDevice).where(
        OutingDevice.outing_id.in_(road), OutingDevice.ended.is_(None), OutingDevice.packed_at.is_(None)
    )
    return list(db.session.execute(query.order_by(OutingDevice.id).limit(100)).scalars())


def lent_but_free() -> list[OutingDevice]:
    """Laptops said to have gone home with someone from an outing, which nobody was given then, by loan or by swap."""
    device_id, departed_at = OutingDevice.device_id, Outing.departed_at
    lent = select(Loan.id).where(Loan.device_id == device_id, Loan.handed_over_at >= departed_at)
    swapped = select(Swap.id).where(Swap.to_device_id == device_id, Swap.swapped_at >= departed_at)
    # lent then, and swapped for another one since
    given_in = (
        select(Swap.id)
        .join(Loan, Loan.id == Swap.loan_id)
        .where(Swap.from_device_id == device_id, Loan.handed_over_at >= departed_at)
    )
    query = (
        select(OutingDevice)
        .join(Outing, Outing.id == OutingDevice.outing_id)
        .where(OutingDevice.ended == TravelEnd.LENT)
        .where(~lent.exists(), ~swapped.exists(), ~given_in.exists())
    )
    return list(db.session.execute(query.order_by(OutingDevice.id).limit(100)).scalars())
