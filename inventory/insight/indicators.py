"""The numbers that a subsidy asks for, over the digibanken one may look at; never a person, and none under five.

Computed from what this house knows: applications, loans and start workshops. Visits to other services are
counted elsewhere, and the page says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, g, request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select, union

from inventory.applications.models import Application
from inventory.borrowers.models import Borrower
from inventory.contacts.rules import AgeBand, Purpose, ReferralChannel, band_of
from inventory.devices.models import Device
from inventory.digibank.models import Digibank, Membership
from inventory.foundation import clock
from inventory.foundation.database import db
from inventory.foundation.tenancy import everywhere
from inventory.foundation.web import needs, page, small_number
from inventory.insight.counting import middle, shown, spread, whole
from inventory.lending.models import Ending, Loan
from inventory.permissions import ROLES, Permission
from inventory.wiping.models import Certificate
from inventory.wiping.queries import OF_A_DEVICE
from inventory.wording import say
from workshop.models import Seat, Session
from workshop.rules import TAKES_A_CHAIR, SeatState

room = Blueprint("indicators", __name__, url_prefix="/<digibank>/indicators")

#: so many years back one may look
_YEARS_BACK = 3


@dataclass(frozen=True)
class Line:
    """One number, for each digibank; None where it is too small to tell."""

    name: str
    cells: tuple[int | None, ...]


@dataclass(frozen=True)
class Period:
    """One calendar year here."""

    year: int

    @property
    def days(self) -> tuple[date, date]:
        """Its first and its last day."""
        return date(self.year, 1, 1), date(self.year, 12, 31)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Its beginning, and that of the next."""
        zone = clock.local(clock.now()).tzinfo
        return datetime(self.year, 1, 1, tzinfo=zone), datetime(self.year + 1, 1, 1, tzinfo=zone)

    def holds(self, moment: ColumnElement[Any] | Any) -> ColumnElement[bool]:
        """Does this moment of a row lie in it?"""
        begin, end = self.moments
        return (moment >= begin) & (moment < end)


@room.get("/")
@needs(Permission.INDICATOR_SEE)
def show() -> Any:
    """One year, a column for each digibank."""
    this_year = clock.today().year
    years = range(this_year, this_year - _YEARS_BACK, -1)
    asked = request.args.get("year", type=small_number)
    period = Period(asked if asked is not None and asked in years else this_year)
    homes = _homes_of(g.actor.user_id)
    ids = [home.id for home in homes]
    # Their rows are counted, and nothing of them is loaded: no person comes out of this block.
    with everywhere(because="an observer counts over every digibank in which they are one"):
        parts = [
            (_("People and laptops"), _totals(ids, period)),
            (_("Loans"), _loans(ids, period)),
            (_("Start workshops"), _workshops(ids, period)),
            (_("How people found us (applications)"), _channels(ids, period)),
            (_("What the laptops are for (loans)"), _purposes(ids, period)),
            (_("How old borrowers are"), _ages(ids, period)),
        ]
    return page("inventory/insight/indicators.html", homes=homes, parts=parts, years=years, year=period.year)


def _homes_of(user_id: int) -> list[Digibank]:
    """The digibanken in which this person may see the numbers."""
    seeing = [role for role, permissions in ROLES.items() if Permission.INDICATOR_SEE in permissions]
    query = select(Digibank).join(Membership, Membership.digibank_id == Digibank.id)
    query = query.where(Membership.user_id == user_id, Membership.role.in_(seeing)).distinct()
    with everywhere(because="an observer may be one in several digibanken"):
        return list(db.session.execute(query.order_by(Digibank.name)).scalars())


def _per_home(query: Any) -> dict[int, int]:
    """A query for (digibank, number) as numbers by digibank."""
    return defaultdict(int, {row[0]: row[1] or 0 for row in db.session.execute(query)})


def _count(model: Any, ids: list[int], *where: Any, of: Any = None) -> dict[int, int]:
    counted = func.count(model.id) if of is None else of
    query = select(model.digibank_id, counted).where(model.digibank_id.in_(ids), *where)
    return _per_home(query.group_by(model.digibank_id))


def _line(name: str, counts: dict[int, int], ids: list[int]) -> Line:
    """A number of people, or of what points at people."""
    return Line(name, tuple(shown(counts[one]) for one in ids))


def _plain(name: str, counts: dict[int, int], ids: list[int]) -> Line:
    """A number of things, which is told however small."""
    return Line(name, tuple(counts[one] for one in ids))


def _started(period: Period) -> tuple[Any, ...]:
    """A loan that began in the year and was not undone the same day."""
    return Loan.started_on.between(*period.days), (Loan.ending.is_(None) | (Loan.ending != Ending.UNDONE))


def _totals(ids: list[int], period: Period) -> list[Line]:
    asked = select(Application.digibank_id, Application.borrower_id).where(
        period.holds(Application.applied_at)
    )
    lent = select(Loan.digibank_id, Loan.borrower_id).where(*_started(period))
    sat = select(Seat.digibank_id, Seat.borrower_id).join(Session, Session.id == Seat.session_id)
    sat = sat.where(period.holds(Session.starts_at), Seat.state.in_(sorted(TAKES_A_CHAIR)))
    met = union(asked, lent, sat).subquery()  # each person once, whatever they came for
    query = select(met.c.digibank_id, func.count()).where(met.c.digibank_id.in_(ids))
    people = _per_home(query.group_by(met.c.digibank_id))
    received = _count(Device, ids, period.holds(Device.received_at))
    wiped = _count(
        Certificate,
        ids,
        period.holds(Certificate.issued_at),
        OF_A_DEVICE,
        of=func.count(func.distinct(Certificate.device_id)),
    )
    return [
        _line(_("Different people who asked, borrowed or came to a workshop"), people, ids),
        _plain(_("Devices received"), received, ids),
        _plain(_("Devices with a wipe attest"), wiped, ids),
    ]


def _loans(ids: list[int], period: Period) -> list[Line]:
    _begin, end = period.moments
    still_out = Loan.ended_at.is_(None) | (Loan.ended_at >= end)
    ended = (period.holds(Loan.ended_at), Loan.ending == Ending.RETURNED)
    for_good = (period.holds(Loan.ended_at), Loan.ending.in_([Ending.TRANSFERRED, Ending.WRITTEN_OFF]))
    lengths: dict[int, list[int]] = defaultdict(list)
    query = select(Loan.digibank_id, Loan.started_on, Loan.ended_at).where(Loan.digibank_id.in_(ids), *ended)
    for home, started_on, ended_at in db.session.execute(query):
        if ended_at is not None:
            lengths[home].append((clock.day(ended_at) - started_on).days)
    last_day = min(period.days[1], clock.today())
    late = _count(Loan, ids, Loan.ended_at.is_(None), Loan.due_on < last_day, Loan.started_on <= last_day)
    return [
        _line(_("Begun in this year"), _count(Loan, ids, *_started(period)), ids),
        _line(
            _("Out at the end of the year, or today"),
            _count(Loan, ids, Loan.started_on <= last_day, still_out),
            ids,
        ),
        _line(_("Of those, late and still out"), late, ids),
        _line(_("Brought back in this year"), _count(Loan, ids, *ended), ids),
        Line(_("Days that half of those lasted, at most"), tuple(middle(lengths[one]) for one in ids)),
        _line(_("Ended because the laptop stayed with its borrower"), _count(Loan, ids, *for_good), ids),
    ]


def _workshops(ids: list[int], period: Period) -> list[Line]:
    held = (period.holds(Session.starts_at), Session.cancelled_at.is_(None))

    def seats(states: Iterable[SeatState]) -> dict[int, int]:
        query = select(Seat.digibank_id, func.count(Seat.id)).join(Session, Session.id == Seat.session_id)
        query = query.where(Seat.digibank_id.in_(ids), *held, Seat.state.in_(sorted(states)))
        return _per_home(query.group_by(Seat.digibank_id))

    return [
        _plain(_("Sessions"), _count(Session, ids, *held), ids),
        _plain(_("Seats"), _count(Session, ids, *held, of=func.sum(Session.capacity)), ids),
        _line(_("Enrolled"), seats(TAKES_A_CHAIR), ids),
        _line(_("Came"), seats([SeatState.ATTENDED]), ids),
    ]


def _spread(counts: dict[int, dict[Any, int]], keys: Sequence[Any], ids: list[int]) -> list[Line]:
    """How a number is spread over `keys`, and the whole where it gives no small number away."""
    told = [spread(counts[one], keys) for one in ids]
    lines = [Line(say(key), tuple(column[key] for column in told)) for key in keys]
    return [*lines, Line(_("Together"), tuple(whole(counts[one], keys) for one in ids))]


def _by_key(query: Any) -> dict[int, dict[Any, int]]:
    counts: dict[int, dict[Any, int]] = defaultdict(dict)
    for home, key, count in db.session.execute(query):
        counts[home][key] = count
    return counts


def _channels(ids: list[int], period: Period) -> list[Line]:
    query = select(Application.digibank_id, Application.channel, func.count(Application.id))
    query = query.where(Application.digibank_id.in_(ids), period.holds(Application.applied_at))
    counts = _by_key(query.group_by(Application.digibank_id, Application.channel))
    return _spread(counts, list(ReferralChannel), ids)


def _purposes(ids: list[int], period: Period) -> list[Line]:
    query = select(Loan.digibank_id, Application.purpose, func.count(Loan.id))
    query = query.join(Application, Application.id == Loan.application_id)
    query = query.where(Loan.digibank_id.in_(ids), *_started(period))
    counts = _by_key(query.group_by(Loan.digibank_id, Application.purpose))
    return _spread(counts, list(Purpose), ids)


def _ages(ids: list[int], period: Period) -> list[Line]:
    query = select(Loan.digibank_id, Borrower.birth_year, func.count(func.distinct(Borrower.id)))
    query = query.join(Borrower, Borrower.id == Loan.borrower_id)
    query = query.where(Loan.digibank_id.in_(ids), *_started(period))
    counts: dict[int, dict[Any, int]] = defaultdict(lambda: defaultdict(int))
    for home, birth_year, count in db.session.execute(query.group_by(Loan.digibank_id, Borrower.birth_year)):
        counts[home][band_of(birth_year, period.year)] += count
    return _spread(counts, list(AgeBand), ids)
