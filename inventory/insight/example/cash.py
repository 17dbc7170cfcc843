"""The example's cash boxes: a float from the bank, closed each Friday, and what is too much brought to the bank.

Nobody is chosen by dice here, so that the rest of the year stays as it was told before.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from inventory.deposits import till_deeds, tills
from inventory.deposits.ledger import held_of
from inventory.deposits.queries import entries_of
from inventory.deposits.till_models import Till
from inventory.deposits.till_rules import PIECES, CountKind
from inventory.digibank.models import User
from inventory.foundation.clock import BRUSSELS, day
from inventory.foundation.database import db
from inventory.insight.example.cast import Cast
from inventory.permissions import Role

_FLOAT = 10_000
#: with more than this on a Friday, all above the float goes to the bank
_TOO_MUCH = 20_000
_WEEKS = 81
#: in how many weeks a count finds something else than was booked
_SELDOM = 26
_FRIDAY = 4

_NAMES = {"nl": ("Kas balie", "Kas onderweg"), "fr": ("Caisse du guichet", "Caisse de route")}
_WHY = {
    "nl": "Twee keer nageteld. Waarschijnlijk verkeerd teruggegeven.",
    "fr": "Recompté deux fois. Sans doute une erreur en rendant la monnaie.",
}


def keep(cast: Cast, began: datetime) -> Iterator[datetime]:
    """A box for the desk and one for the road, from the first week on; and every Friday evening the count."""
    at = began + timedelta(days=3)
    yield at
    desk, road = _make(cast, at)
    first = day(cast.until) - timedelta(weeks=_WEEKS)
    friday = first + timedelta(days=(_FRIDAY - first.weekday()) % 7)
    for week in range(_WEEKS):
        evening = datetime.combine(friday + timedelta(weeks=week), time(20, 30), BRUSSELS)
        if evening <= at:
            continue
        yield evening
        _close(cast, desk, week, evening)
    # Change for the mobile day that is planned for next week.
    afternoon = cast.until - timedelta(minutes=30)
    yield afternoon
    _top_up(cast, db.session.get_one(Till, desk), 2 * _FLOAT, afternoon)
    both = [db.session.get_one(Till, number) for number in (desk, road)]
    till_deeds.move_into(_clerk(cast), *both, cents=5000, now=afternoon)


def enough_to_give_back(cast: Cast, loan: Any, now: datetime) -> None:
    """Before someone comes for a deposit, whoever sits at the desk sees to it that there is enough in the box."""
    till = tills.till_of(_clerk(cast))
    if till is not None:
        _top_up(cast, till, held_of(entries_of(loan)), now)


def _clerk(cast: Cast) -> Any:
    return cast.actors[Role.DESK][0]


def _make(cast: Cast, now: datetime) -> tuple[int, int]:
    at_desk, on_road = _NAMES[cast.bank.locale]
    desk = tills.make_till(cast.coordinator, name=at_desk, float_cents=_FLOAT, now=now)
    traveller = db.session.get_one(User, cast.actors[Role.DESK][-1].user_id)
    road = tills.make_till(cast.coordinator, name=on_road, holder=traveller, float_cents=5000, now=now)
    till_deeds.fetch_from_bank(_clerk(cast), desk, cents=_FLOAT, slip="", now=now)
    return desk.id, road.id


def _top_up(cast: Cast, till: Till, needed: int, now: datetime) -> None:
    if till.balance_cents < needed:
        missing = _FLOAT * -(-(needed - till.balance_cents) // _FLOAT)
        till_deeds.fetch_from_bank(_clerk(cast), till, cents=missing, slip="", now=now)


def _close(cast: Cast, till_id: int, week: int, now: datetime) -> None:
    till, clerk = db.session.get_one(Till, till_id), _clerk(cast)
    if till.balance_cents > _TOO_MUCH:
        slip = f"{now:%y%m%d}-{week:02d}"
        till_deeds.bring_to_bank(clerk, till, cents=till.balance_cents - _FLOAT, slip=slip, now=now)
    found = till.balance_cents - (200 if week % _SELDOM == _SELDOM - 1 and till.balance_cents else 0)
    till_deeds.count(
        clerk, till, CountKind.CLOSING, _in_pieces(found), because=_WHY[cast.bank.locale], now=now
    )


def _in_pieces(cents: int) -> dict[int, int]:
    """An amount in notes and coins of a size that a desk has, fewest first."""
    pieces = {}
    for piece in (piece for piece in PIECES if piece <= 5000):
        pieces[piece], cents = divmod(cents, piece)
    return pieces
