"""A few dozen contacts, loans and moments by chance, written as rows of the database and kept as plain dictionaries.

The dictionaries are what the obvious computation reads; they know nothing of how the database keeps them. Two entries
of one person are joined through the real deed, in both.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from types import SimpleNamespace
from typing import Any

from inventory.applications.models import Application
from inventory.applications.states import ApplicationState
from inventory.borrowers import merging
from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import Gender, Language
from inventory.codes import Kind
from inventory.contacts.models import (
    BorrowerGroup,
    HelpType,
    ReferralOut,
    ServiceContact,
    ServiceLocation,
    TargetGroup,
)
from inventory.contacts.rules import AgeBand, Purpose, ReferralChannel, Service, Step, band_of
from inventory.deposits.ledger import DepositWay
from inventory.deposits.models import Deposit
from inventory.deposits.till_rules import SignedHow
from inventory.devices import actions as devices
from inventory.devices.models import DeviceKind
from inventory.digibank.numbers import give_code
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.transaction import transaction
from inventory.lending.models import Ending, Extension, Loan, LoanState, Swap
from inventory.lending.rules import SwapReason
from inventory.outings.models import Outing, OutingVisit
from inventory.outings.rules import OutingState, VisitEnd
from inventory.partners.models import Partner, PartnerKind
from inventory.places.models import Place
from inventory.repair_desk.models import VisitorTicket
from inventory.repair_desk.rules import TicketState
from tests import make
from tests.cast import World
from workshop.models import Seat, Session, Venue, WorkshopKind
from workshop.rules import EnrolledBy, Form, SeatState

#: everything lies between these days; the clock goes forward and back in them
FIRST, LAST = date(2025, 10, 1), date(2026, 12, 31)
NOW = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)
#: nights in which a clock in Brussels shows an hour twice, or skips one, and the turn of the year
_EDGES = [datetime(2025, 10, 25, 22, tzinfo=UTC), datetime(2026, 3, 28, 22, tzinfo=UTC),
          datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2025, 12, 31, 21, tzinfo=UTC)]  # fmt: skip
TOWNS = ["", "Gent", "Aalst"]
_DEPOSITS = [
    ("normal", DepositWay.CASH), ("social", DepositWay.CARD), ("waived", DepositWay.WAIVED),
    ("normal", DepositWay.NONE), ("old", DepositWay.CASH),
]  # fmt: skip
_numbers = count(1)


def by_chance(world: World, digibank_id: int, seed: int) -> SimpleNamespace:
    """Write a small world into the digibank we are inside of; what is in it, as plain values."""
    chance = Random(seed)
    actor = make.anyone(digibank_id, world.fatima.user_id)
    told = SimpleNamespace(
        contacts=[], sent=[], loans=[], moves=[], applications=[], slots=[], bookings=[], merged={},
    )  # fmt: skip
    with transaction():
        _ground(told, chance)
        record(actor, "contacts.noted", told.location_rows[0], now=NOW)
    kinds = [chance.choice(list(DeviceKind)[:3]) for _ in range(9)]
    told.devices = [
        (devices.register(actor, now=NOW, maker="Dell", model="5400", serial=f"IND{next(_numbers):06d}", kind=kind).id,
         str(kind)) for kind in kinds
    ]  # fmt: skip
    with transaction():
        for _ in range(chance.randint(0, 9)):
            _application(told, chance)
        for _ in range(chance.randint(0, 12)):
            _loan(told, chance)
        for _ in range(chance.randint(0, 30)):
            _contact(told, chance)
        record(actor, "contacts.noted", told.location_rows[0], now=NOW)
    _join(told, actor)
    with transaction():
        for _ in range(chance.randint(0, 10) if told.contacts else 0):
            _send_on(told, chance)
        _moments(told, chance)
        record(actor, "contacts.noted", told.location_rows[0], now=NOW)
    return told


def _save(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def _day(chance: Random) -> date:
    return FIRST + timedelta(days=chance.randrange((LAST - FIRST).days + 1))


def _moment(chance: Random) -> datetime:
    """Any moment, or one around an edge of the clock."""
    if chance.random() < 0.4:
        return chance.choice(_EDGES) + timedelta(minutes=chance.randrange(300))
    on = _day(chance)
    return datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(minutes=chance.randrange(1440))


def _ground(told: SimpleNamespace, chance: Random) -> None:
    """Places, groups, questions, organisations and people."""
    named = [("Bib", "Gent"), ("Huis", "Aalst"), ("Zaal", "")]
    told.location_rows = [_save(ServiceLocation(name=name, municipality=town)) for name, town in named]
    told.locations = [one.id for one in told.location_rows]
    told.groups = [_save(TargetGroup(titles={"nl": name})).id for name in "abc"]
    above = _save(HelpType(titles={"nl": "mail"}))
    below = [_save(HelpType(titles={"nl": name}, parent_id=above.id)) for name in "xy"]
    told.help = {above.id: None, **{one.id: above.id for one in below}}
    kinds = [PartnerKind.REFERRER, PartnerKind.SCHOOL, PartnerKind.REFERRER, PartnerKind.DONOR]
    told.partners = {
        _save(Partner(name=f"P{n}", name_key=f"p{n}", kind=kind)).id: str(kind)
        for n, kind in enumerate(kinds)
    }
    told.people, told.person_rows = {}, {}
    for n in range(7):
        row = Borrower(
            first_name=f"A{n}", last_name="V", birth_year=chance.choice([None, 1950, 1980, 2000]),
            municipality=chance.choice(TOWNS), language=chance.choice([Language.DUTCH, Language.ARABIC]),
            gender=chance.choice([None, *Gender]), registered_at=NOW,
        )  # fmt: skip
        give_code(row)
        _save(row)
        mine = [group for group in told.groups if chance.random() < 0.3]
        for group in mine:
            _save(BorrowerGroup(borrower_id=row.id, group_id=group))
        told.person_rows[row.id] = row
        told.people[row.id] = {
            "language": str(row.language), "gender": row.gender and str(row.gender), "groups": set(mine),
        }  # fmt: skip


def _contact(told: SimpleNamespace, chance: Random, **fixed: Any) -> dict[str, Any]:
    known = list(told.people)
    facts: dict[str, Any] = {
        "person": chance.choice([None, *known]), "on": _day(chance), "service": str(chance.choice(list(Service))),
        "step": "visit", "location": chance.choice([None, *told.locations]),
        "partner": chance.choice([None, None, *told.partners]),
        "channel": str(chance.choice([ReferralChannel.UNKNOWN, *ReferralChannel])),
        "help": chance.choice([None, *told.help]), "source": "typed", "source_id": next(_numbers),
        "band": str(chance.choice(list(AgeBand))), "town": chance.choice(TOWNS), "opener": None,
    } | fixed  # fmt: skip
    same = [one for one in told.contacts if one["person"] == facts["person"] and one["opener"] is None
            and one["service"] == facts["service"] and one["on"] <= facts["on"]]  # fmt: skip
    if same and facts["opener"] is None and chance.random() < 0.4:
        facts["opener"] = chance.choice(same)["id"]
    row = ServiceContact(
        borrower_id=facts["person"], happened_on=facts["on"], service=facts["service"], step=facts["step"],
        location_id=facts["location"], referrer_id=facts["partner"], channel=facts["channel"],
        help_type_id=facts["help"], source=facts["source"], source_id=facts["source_id"],
        age_band=facts["band"], municipality=facts["town"], episode_id=facts["opener"], noted_at=NOW,
    )  # fmt: skip
    facts["id"] = _save(row).id
    told.contacts.append(facts)
    return facts


def _application(told: SimpleNamespace, chance: Random) -> None:
    free = [
        one for one in told.people if not any(a["person"] == one and a["open"] for a in told.applications)
    ]
    state = chance.choice(list(ApplicationState))
    is_open = state in (ApplicationState.WAITING, ApplicationState.APPROVED)
    if is_open and not free:
        return
    person, at = chance.choice(free if is_open else list(told.people)), _moment(chance)
    partner, purpose = chance.choice([None, *told.partners]), chance.choice(list(Purpose))
    row = _save(Application(
        borrower_id=person, state=state, purpose=purpose, applied_at=at, referrer_id=partner,
        device_kind=chance.choice(list(DeviceKind)[:3]),
    ))  # fmt: skip
    facts = {
        "id": row.id, "person": person, "partner": partner, "state": str(state), "at": at, "open": is_open,
        "purpose": str(purpose), "kind": str(row.device_kind),
    }  # fmt: skip
    told.applications.append(facts)
    _contact(
        told, chance, person=person, service="lending", step="application", source="application", source_id=row.id,
    )  # fmt: skip


def _loan(told: SimpleNamespace, chance: Random) -> None:
    began, asked = _day(chance), chance.choice([None, *told.applications])
    ending = chance.choice([None, *Ending])
    person = asked["person"] if asked else chance.choice(list(told.people))
    taken = {one["device"] for one in told.loans if one["ended_at"] is None}
    device, kind = chance.choice([one for one in told.devices if one[0] not in taken])
    due = chance.choice([None, began + timedelta(days=chance.randrange(1, 300))])
    ended_at = None
    if ending is not None:
        noon = datetime(began.year, began.month, began.day, 12, tzinfo=UTC)
        some_day = noon + timedelta(days=chance.randrange(400) - 300)
        ended_at = max(_moment(chance), noon + timedelta(hours=10), some_day)
    row = Loan(
        device_id=device, borrower_id=person, application_id=asked and asked["id"], started_on=began, due_on=due,
        handed_over_at=datetime(began.year, began.month, began.day, 10, tzinfo=UTC), ended_at=ended_at, ending=ending,
        state=LoanState.OPEN if ending is None else LoanState.ENDED, token=f"token{next(_numbers):08d}",
    )  # fmt: skip
    give_code(row)
    _save(row)
    facts = {
        "id": row.id, "person": person, "application": asked, "began": began, "due": due, "ended_at": ended_at,
        "ending": ending and str(ending), "device": device, "kind": kind, "deposit": None,
    }  # fmt: skip
    told.loans.append(facts)
    if chance.random() < 0.3:
        facts["kind"] = _swap(told, chance, row)
    if chance.random() < 0.8:
        tariff, way = chance.choice(_DEPOSITS)
        _save(Deposit(loan_id=row.id, tariff=tariff, asked_cents=0, way=way))
        facts["deposit"] = (tariff, str(way))
    for at in sorted(_moment(chance) for _ in range(chance.choice([0, 0, 1, 2, 4]))):
        to = chance.choice([None, began + timedelta(days=chance.randrange(300, 600))])
        _save(Extension(loan_id=row.id, from_on=facts["due"], to_on=to, extended_at=at))
        told.moves.append({"loan": row.id, "at": at, "from": facts["due"], "to": to})
        facts["due"] = row.due_on = to
    if ending is not Ending.UNDONE and chance.random() < 0.8:
        _contact(
            told, chance, person=person, on=began, service="lending", step="pick_up", source="loan", source_id=row.id,
        )  # fmt: skip


def _swap(told: SimpleNamespace, chance: Random, loan: Loan) -> str:
    """Other laptops came before the one that is there now; the kind of the first one counts."""
    others = [one for one in told.devices if one[0] != loan.device_id]
    first, second = chance.sample(others, 2)
    for old, new in ((first[0], second[0]), (second[0], loan.device_id)):
        _save(Swap(
            loan_id=loan.id, from_device_id=old, to_device_id=new, because=next(iter(SwapReason)), swapped_at=NOW,
        ))  # fmt: skip
    return first[1]


def _join(told: SimpleNamespace, actor: Any) -> None:
    """The last two entries are the first two people, where nothing keeps them apart."""
    for stays, goes in list(zip(list(told.people)[:2], list(told.people)[-2:], strict=True)):
        both = [db.session.get_one(Borrower, one) for one in (stays, goes)]
        if merging.outcome_of(*both).holds:
            continue
        year, town = both[0].birth_year or both[1].birth_year, both[0].municipality or both[1].municipality
        gender = both[0].gender or both[1].gender
        merging.merge(actor, *both, now=NOW)
        gone = told.people.pop(goes)
        told.people[stays]["groups"] |= gone["groups"]
        told.people[stays]["gender"] = gender and str(gender)
        for one in (*told.contacts, *told.loans, *told.applications):
            if one["person"] == goes:
                one["person"] = stays
        for one in told.contacts:
            if one["person"] == stays:
                band = str(band_of(year, one["on"].year)) if year else one["band"]
                one |= {"band": band, "town": one["town"] or town}


def _send_on(told: SimpleNamespace, chance: Random) -> None:
    at, on = chance.choice(told.contacts), None
    sent = at["on"] + timedelta(days=chance.choice([0, 0, 3]))
    if chance.random() < 0.5:
        on = sent + timedelta(days=chance.choice([0, 30, 60, 61, 80]))
    to = str(chance.choice(list(Service))) if chance.random() < 0.7 else None
    facts = {
        "contact": at["id"], "on": sent, "service": to,
        "location": chance.choice([None, *told.locations]) if to else None,
        "partner": None if to else chance.choice(list(told.partners)), "came": on,
    }  # fmt: skip
    _save(ReferralOut(
        contact_id=at["id"], referred_on=sent, to_service=to, to_location_id=facts["location"],
        to_partner_id=facts["partner"], realised_on=on,
    ))  # fmt: skip
    told.sent.append(facts)


def _moments(told: SimpleNamespace, chance: Random) -> None:
    """Start workshops, mobile days and the repair desk."""
    kind = _save(WorkshopKind(form=Form.INFO, titles={"nl": "Start"}, minutes=60, capacity=8))
    places = [("Bib", "Gent"), ("Zaal", "Aalst"), ("Elders", "Gent")]
    venues = [_save(Venue(name=name, municipality=town)) for name, town in places]
    for _ in range(chance.randint(0, 4)):
        at, where = _moment(chance), chance.randrange(3)
        session = Session(
            kind_id=kind.id, venue_id=venues[where].id, starts_at=at, ends_at=at + timedelta(hours=1),
            capacity=chance.randint(1, 5), changed_at=NOW, cancelled_at=NOW if chance.random() < 0.2 else None,
        )  # fmt: skip
        give_code(session)
        _save(session)
        slot = {"service": "start_workshop", "id": session.id, "at": at, "capacity": session.capacity,
                "place": places[where], "gone": session.cancelled_at is not None}  # fmt: skip
        told.slots.append(slot)
        for turn, person in enumerate(chance.sample(list(told.people), 3), 1):
            state, by = (
                chance.choice(list(SeatState)),
                chance.choice([EnrolledBy.DESK, EnrolledBy.AT_THE_DOOR]),
            )
            sits = state not in (SeatState.WAITING, SeatState.RELEASED)
            _save(Seat(
                session_id=session.id, borrower_id=person, state=state, chair=turn if sits else None, turn=turn,
                booked_at=NOW, enrolled_by=by, answer_by=NOW if state is SeatState.OFFERED else None,
            ))  # fmt: skip
            told.bookings.append({"slot": slot, "state": str(state), "door": str(by), "at": at})
    _outings(told, chance)
    for _ in range(chance.randint(0, 6)):
        _ticket(told, chance)


def _outings(told: SimpleNamespace, chance: Random) -> None:
    number = next(_numbers)
    crate = Place(name=f"Krat {number}", mark=Kind.BOX)
    give_code(crate)
    _save(crate)
    for place in (("Bib", "Gent"), ("", "Aalst")):
        at = _moment(chance)
        outing = _save(Outing(
            municipality=place[1], venue=place[0], starts_at=at, ends_at=at + timedelta(hours=3), place_id=crate.id,
            state=chance.choice([OutingState.PLANNED, OutingState.PLANNED, OutingState.CALLED_OFF]),
        ))  # fmt: skip
        slot = {"service": "lending", "id": outing.id, "at": at, "capacity": None,
                "place": (place[0] or place[1], place[1]), "gone": outing.state is OutingState.CALLED_OFF}  # fmt: skip
        told.slots.append(slot)
        for one in told.applications[:3]:
            ended, visit_at = chance.choice(list(VisitEnd)), at + timedelta(minutes=chance.randrange(180))
            _save(OutingVisit(outing_id=outing.id, application_id=one["id"], visit_at=visit_at, ended=ended))
            told.bookings.append({"slot": slot, "state": str(ended), "door": "", "at": visit_at})


def _ticket(told: SimpleNamespace, chance: Random) -> None:
    state = chance.choice([TicketState.EXPECTED, TicketState.CALLED_OFF, TicketState.WAITING])
    walked = state is TicketState.WAITING and chance.random() < 0.5
    at, made = None if walked else _moment(chance), _moment(chance)
    ended = (
        (at + timedelta(hours=chance.choice([-30, 30]))) if state is TicketState.CALLED_OFF and at else None
    )
    row = VisitorTicket(
        state=state, state_since=NOW, made_at=made, appointment_at=at, first_name="B", what="Acer", complaint="traag",
        token=f"ticket{next(_numbers):08d}", ended_at=ended,
        signed_how=SignedHow.PAPER if state is TicketState.WAITING else None,
    )  # fmt: skip
    give_code(row)
    slot = {"service": "repair_desk", "id": _save(row).id, "at": at or made, "capacity": None, "place": None,
            "gone": walked or (ended is not None and at is not None and ended < at)}  # fmt: skip
    told.slots.append(slot)
    told.bookings.append(
        {"slot": slot, "state": "walked_in" if walked else str(state), "door": "", "at": at or made}
    )


__all__ = ["FIRST", "LAST", "TOWNS", "Step", "by_chance"]
