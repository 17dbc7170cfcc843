"""Tells the example's year: every story at its hour, in the order in which it happened, through the real deeds.

The same number of devices and the same seed give the same rows, codes, papers and hashes. The year ends on a
fixed day, unless one asks for another.
"""

import heapq
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from flask_babel import force_locale

from inventory.figures import actions as figures
from inventory.foundation import copying, jobs
from inventory.foundation.actor import Actor
from inventory.foundation.chance import marked
from inventory.foundation.clock import BRUSSELS, day
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import apart, transaction
from inventory.insight.example import (
    borrowing,
    cash,
    counting,
    following,
    giving,
    inviting,
    meeting,
    paying,
    reminding,
    repairing,
    teaching,
    travelling,
    visiting,
)
from inventory.insight.example.cast import Cast, SignIn, found, furnish, hashed
from inventory.insight.example.lots import expected, lot
from inventory.insight.example.names import BANKS, Bank
from inventory.insight.example.plan import Fate, fates, into_lots, working
from inventory.journey import Stage

#: the last day of the year that is told, unless someone asks for another
LAST_DAY = date(2026, 11, 20)
_YEAR = timedelta(days=570)
#: deeds that share one commit; more would only hold more in memory
_AT_ONCE = 25

Life = Iterator[datetime]


@dataclass(frozen=True)
class Loaded:
    """What came of it."""

    sign_ins: list[SignIn]
    #: rows per table
    counts: dict[str, int]
    #: one hash over every value of every row
    digest: str


def load_for_set_up(now: datetime) -> list[SignIn]:
    """Fill an empty house until yesterday, for the set-up page; who can sign in."""
    return fill(devices=80, seed=1, last_day=day(now) - timedelta(days=1))


def load(devices: int, seed: int, last_day: date = LAST_DAY) -> Loaded:
    """Fill an empty house with this many devices, and hash what is in it then."""
    sign_ins = fill(devices, seed, last_day)
    db.session.remove()
    counts, digest = copying.digest(db.engine)
    return Loaded(sign_ins, counts, digest)


def fill(devices: int, seed: int, last_day: date = LAST_DAY) -> list[SignIn]:
    """Tell the year of both digibanken; who can sign in."""
    until = datetime(last_day.year, last_day.month, last_day.day, 17, tzinfo=BRUSSELS).astimezone(UTC)
    password_hash, left, sign_ins = hashed(), devices, []
    with jobs.asleep(), apart(because="a year in two digibanken is many deeds, and not one request's"):
        for bank in BANKS:
            count = left if bank is BANKS[-1] else round(devices * bank.share / 100)
            left -= count
            word = f"{seed}-{bank.slug}"
            with marked(word), force_locale(bank.locale):
                sign_ins += _tell(bank, count, Random(word), until, password_hash)  # noqa: S311 -- dice for an example, no secret
    return sign_ins


def _tell(bank: Bank, count: int, dice: Random, until: datetime, password_hash: str) -> list[SignIn]:
    began = working(until - _YEAR - timedelta(days=14), dice)
    cast = found(bank, dice=dice, began=began, until=until)
    with inside(cast.digibank.id):
        with transaction():
            furnish(cast, began=began, password_hash=password_hash)
            giving.sign_agreements(cast, began + timedelta(days=2))
            repairing.fill_bins(cast, began + timedelta(days=3))
        year = Year(cast)
        year.begin(cash.keep(cast, began))
        for story in _stories(cast, count, year):
            year.begin(story)
        year.tell()
        with transaction():
            figures.publish(Actor.house("nightly", cast.digibank.id, ()), now=until)
    return cast.sign_ins


class Year:
    """Stories side by side: whichever has the earliest hour goes on next."""

    def __init__(self, cast: Cast) -> None:
        """Nothing is told yet."""
        self.until = cast.until
        self._waiting: list[tuple[datetime, int, Life]] = []
        self._order = itertools.count()

    def begin(self, story: Life) -> None:
        """Let a story join in."""
        moment = next(story, None)
        if moment is not None and moment <= self.until:
            heapq.heappush(self._waiting, (moment, next(self._order), story))

    def tell(self) -> None:
        """Go on until the last day, a handful of deeds in one transaction."""
        while self._waiting:
            with transaction():
                for _number in range(min(_AT_ONCE, len(self._waiting))):
                    _moment, _order, story = heapq.heappop(self._waiting)
                    self.begin(story)


def _stories(cast: Cast, count: int, year: Year) -> Iterator[Life]:
    dice = cast.dice
    told = fates(count, dice)
    announced = [fate for fate in told if fate.stage is Stage.ANNOUNCED]
    rest = [fate for fate in told if fate.stage is not Stage.ANNOUNCED]
    for members in into_lots(rest, dice):
        listed = dice.random() < 0.45
        missing = [announced.pop()] if listed and len(announced) > 2 else []
        yield _lot(cast, members, missing, year, listed=listed)
    if announced:
        yield _lot(cast, [], announced, year, listed=True)
    for _number in range(round(count * 0.12)):
        moment = working(cast.until - timedelta(days=dice.randint(0, 300)), dice)
        yield borrowing.wait_or_leave(cast, moment)
    for days in range(1, 4):
        yield borrowing.ask_online(cast, cast.until - timedelta(days=days, hours=dice.randint(0, 5)))
    yield from teaching.workshops(cast, _YEAR)
    yield from meeting.days(cast, _YEAR)
    yield inviting.for_the_weeks_to_come(cast)
    yield giving.announce(cast)
    yield travelling.plan_a_day(cast)
    yield counting.count_shelves(cast)
    yield visiting.a_walk_in_day(cast)
    yield reminding.nights(cast)
    yield following.nights(cast)
    yield paying.transfers(cast, weeks=_YEAR.days // 7)


def _lot(cast: Cast, members: Sequence[Fate], missing: Sequence[Fate], year: Year, *, listed: bool) -> Life:
    age = min((fate.age for fate in members), default=-4)
    at = working(cast.until - timedelta(days=max((fate.age for fate in members), default=age)), cast.dice)
    at = min(at, cast.until - timedelta(hours=6))
    sealed = not listed and cast.dice.random() < 0.1
    if not members:
        at = cast.until + timedelta(days=3)
    return lot(cast, expected(cast, [*members, *missing], listed=listed), at, year.begin, sealed=sealed)
