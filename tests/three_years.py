"""Three years of loans as rows of the database, what becomes of each on which day, and what should have gone out.

What should have gone out is reckoned here from a loan's own days, apart from the code under test: by plain dates,
night after night. Run as a program it is one more worker: `python -m tests.three_years 2026-05-04T02:00:00+00:00`
does the night's work of that moment on the database of the settings.
"""

import random
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, update

from inventory.borrowers.rules import ContactChannel, Language
from inventory.foundation import clock, quiet
from inventory.foundation.clock import BRUSSELS
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.lending.ladder import Channel, Reach, Way, channel_for
from tests.cast import NOW, World

#: all of it, and the winter that the usual run takes, with Christmas and New Year in it
YEARS, WINTER = (date(2026, 1, 1), date(2028, 12, 31)), (date(2026, 12, 3), date(2027, 1, 11))
#: the usual ladder as a digibank would read it out: days from the agreed day, and how
USUAL = {
    -14: Way.PREFERRED, -3: Way.PREFERRED, 1: Way.PREFERRED, 7: Way.PREFERRED, 14: Way.CALL_REFERRER,
    21: Way.PAPER,
}  # fmt: skip
_WRITTEN = {Channel.SMS: "sms", Channel.MAIL: "mail", Channel.PAPER: "paper"}
_LANGUAGES = {Language.DUTCH: "nl", Language.FRENCH: "fr", Language.ENGLISH: "en"}
_HALF_PAST_EIGHT, _FOUR = time(8, 30), time(4)


@dataclass(frozen=True)
class Message:
    """One thing that goes out about a loan."""

    loan_id: int
    key: str
    on: date
    #: sms, mail, paper or call
    how: str
    #: empty for a call
    locale: str
    #: mail and texts reach someone; what a loan's end overtook in the morning stays here
    leaves: bool


@dataclass
class Life:
    """One loan: whose, until when, and what happens to it on which day."""

    number: int
    digibank_id: int
    started: date
    due: date
    ends: date
    #: it ends at half past eight in the morning of that day, after the night and before the post
    ends_in_the_morning: bool
    extends: date | None
    lost: date | None
    #: from and until when a wish to keep it longer waits for an answer
    asks: tuple[date, date] | None
    language: Language
    prefers: ContactChannel
    phone: str
    email: str
    has_address: bool
    has_referrer: bool
    loan_id: int = 0

    @property
    def reach(self) -> Reach:
        """How this person can be reached, where texts can be sent."""
        return Reach(self.prefers, self.phone, self.email, self.has_address, True, self.has_referrer)

    @property
    def locale_of(self) -> str | None:
        """The language of their letters; None: the digibank's own."""
        return _LANGUAGES.get(self.language)


def days_of(period: tuple[date, date]) -> list[date]:
    """Every day of it."""
    first, last = period
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]


def lives(count: int, digibank_ids: Sequence[int], period: tuple[date, date], seed: int = 5) -> list[Life]:
    """As many loans as asked that end in this period, in each of these digibanken in turn; the same for a seed."""
    dice, days = random.Random(seed), days_of(period)
    return [_life(dice, number, digibank_ids[number % len(digibank_ids)], days) for number in range(count)]


def _life(dice: random.Random, number: int, digibank_id: int, days: Sequence[date]) -> Life:
    due = dice.choice(days)
    started = due - timedelta(days=dice.choice((10, 30, 90, 182, 365)))
    asked = due - timedelta(days=dice.randrange(20))
    phone = dice.choice((f"+32470{number:06d}", f"+32470{number:06d}", f"+329{number:07d}", ""))
    return Life(
        number, digibank_id, started, due,
        ends=due + timedelta(days=dice.choice((-20, -3, -1, 0, 1, 1, 2, 5, 7, 16, 30, 60))),
        ends_in_the_morning=dice.random() < 0.5,
        extends=due - timedelta(days=dice.randrange(25)) if dice.random() < 0.2 else None,
        lost=due + timedelta(days=dice.randrange(-10, 10)) if dice.random() < 0.03 else None,
        asks=(asked, asked + timedelta(days=dice.randrange(1, 12))) if dice.random() < 0.1 else None,
        language=dice.choice((*_LANGUAGES, *_LANGUAGES, Language.TURKISH, Language.OTHER)),
        prefers=dice.choice(list(ContactChannel)),
        phone=phone,
        email=dice.choice(("", f"lener{number}@example.org")),
        has_address=dice.random() < 0.8,
        has_referrer=dice.random() < 0.3,
    )  # fmt: skip


# --- as rows ---


def write(told: Sequence[Life], world: World) -> None:
    """Make the rows of these loans, in bulk; each learns the number of its own."""
    for digibank_id in sorted({life.digibank_id for life in told}):
        with inside(digibank_id), upkeep():
            _write([life for life in told if life.digibank_id == digibank_id], digibank_id)


def _write(told: Sequence[Life], digibank_id: int) -> None:
    from inventory.applications.models import Application
    from inventory.applications.states import ApplicationState
    from inventory.borrowers.models import Borrower
    from inventory.contacts.rules import Purpose
    from inventory.devices.models import Device
    from inventory.journey import Stage
    from inventory.lending.models import Loan
    from inventory.partners.models import Partner, PartnerKind

    (service,) = _rows(
        Partner,
        [
            {
                "name": "OCMW",
                "name_key": f"ocmw {told[0].number}",
                "kind": PartnerKind.REFERRER,
                "phone": "+3291234567",
            }
        ],
        digibank_id,
    )
    borrowers = _rows(Borrower, [_person(life) for life in told], digibank_id)
    devices = _rows(
        Device, [{"stage": Stage.LENT, "stage_since": _at(life.started, _FOUR)} for life in told], digibank_id
    )
    applications = _rows(
        Application,
        [
            {
                "borrower_id": borrower, "purpose": Purpose.TRAINING, "state": ApplicationState.FULFILLED,
                "applied_at": _at(life.started, _FOUR), "referrer_id": service if life.has_referrer else None,
            }
            for life, borrower in zip(told, borrowers, strict=True)
        ],
        digibank_id,
    )  # fmt: skip
    loans = [
        {
            "device_id": device, "borrower_id": borrower, "application_id": application,
            "started_on": life.started, "due_on": life.due, "handed_over_at": _at(life.started, _FOUR),
            "token": f"three-years-{life.number:08d}",
        }
        for life, device, borrower, application in zip(told, devices, borrowers, applications, strict=True)
    ]  # fmt: skip
    for life, loan_id in zip(told, _rows(Loan, loans, digibank_id), strict=True):
        life.loan_id = loan_id


def _person(life: Life) -> dict[str, Any]:
    street, postcode, town = ("Voorbeeldlaan 1", "9000", "Gent") if life.has_address else ("", "", "")
    return {
        "first_name": f"Lener{life.number}", "last_name": "Voorbeeld", "phone": life.phone,
        "email": life.email, "language": life.language, "contact_channel": life.prefers, "street": street,
        "postcode": postcode, "municipality": town, "registered_at": NOW,
    }  # fmt: skip


def _rows(model: Any, told: Sequence[dict[str, Any]], digibank_id: int) -> list[int]:
    """Write these rows; their ids, in the same order. What bears a code gets one."""
    from inventory.digibank.numbers import Coded, give_serials

    rows = [{"digibank_id": digibank_id, **one} for one in told]
    if issubclass(model, Coded):
        for row, serial in zip(rows, give_serials(model.letter, len(rows)), strict=True):
            row["code_serial"] = serial
    table = model.__table__
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return [one.id for one in db.session.execute(statement, rows)]


# --- what happens to them ---


class Events:
    """What becomes of each loan on which day, and the writing of it."""

    def __init__(self, told: Iterable[Life]) -> None:
        """Put everything that will happen on its day."""
        self.before: dict[date, list[tuple[Any, dict[str, Any]]]] = defaultdict(list)
        self.in_the_morning: dict[date, list[tuple[Any, dict[str, Any]]]] = defaultdict(list)
        for life in told:
            for on, deed in self._of(life):
                self.before[on].append(deed)
            ended = self._ended(life)
            (self.in_the_morning if life.ends_in_the_morning else self.before)[last_day(life)].append(ended)

    def _of(self, life: Life) -> Iterator[tuple[date, tuple[Any, dict[str, Any]]]]:
        from inventory.lending.models import Loan, LongerRequest, Loss, LossKind
        from inventory.lending.rules import LongerAnswer

        its = {"digibank_id": life.digibank_id, "loan_id": life.loan_id}
        if life.asks is not None:
            asked, answered = life.asks
            longer = LongerRequest.__table__
            its_wish = longer.c.loan_id == life.loan_id
            moments = {"asked_at": _at(asked, _FOUR), "until": asked + timedelta(days=100)}
            yield asked, (insert(longer), {**its, **moments})
            said = {"answer": LongerAnswer.LET_US_TALK, "answered_at": _at(answered, _FOUR)}
            yield answered, (update(longer).where(its_wish).values(said), {})
        if extends(life):
            assert life.extends is not None
            loans = Loan.__table__
            later = update(loans).where(loans.c.id == life.loan_id).values(due_on=new_due(life))
            yield life.extends, (later, {})
        if life.lost is not None:
            moments = {"kind": LossKind.STOLEN, "reported_at": _at(life.lost, _FOUR)}
            yield life.lost, (insert(Loss.__table__), {**its, **moments})

    def _ended(self, life: Life) -> tuple[Any, dict[str, Any]]:
        from inventory.lending.models import Ending, Loan, LoanState

        loans = Loan.__table__
        at = _at(last_day(life), _HALF_PAST_EIGHT)
        told = {"state": LoanState.ENDED, "ended_at": at, "ending": Ending.RETURNED}
        return update(loans).where(loans.c.id == life.loan_id).values(told), {}

    def happen(self, deeds: Sequence[tuple[Any, dict[str, Any]]]) -> None:
        """Write these, as others in the house would have done."""
        if not deeds:
            return
        with upkeep():
            for statement, values in deeds:
                db.session.execute(statement, values or None)


def extends(life: Life) -> bool:
    """Was its day moved while it ran?"""
    return life.extends is not None and life.started < life.extends < life.ends


def new_due(life: Life) -> date:
    """The day after it was moved."""
    return life.due + timedelta(days=100)


def last_day(life: Life) -> date:
    """The day on which it comes back."""
    return max(life.ends, new_due(life) + timedelta(days=3)) if extends(life) else life.ends


def _at(on: date, hour: time) -> datetime:
    return datetime.combine(on, hour, BRUSSELS).astimezone(UTC)


def night_of(on: date) -> datetime:
    """Four in the night."""
    return _at(on, _FOUR)


def morning_of(on: date) -> datetime:
    """Nine, when people may be disturbed on a working day."""
    return _at(on, time(9))


# --- what should have gone out ---


@dataclass
class Reckoned:
    """What should have gone out about one loan, night after night."""

    life: Life
    own_locale: str
    #: the days of the period on whose night the house worked and people may be reminded, in order
    nights: Sequence[date]
    done: set[tuple[date, int]] = field(default_factory=set)

    def messages(self) -> Iterator[Message]:
        """In order of time."""
        over = bisect_right(self.nights, last_day(self.life))
        for today in self.nights[bisect_right(self.nights, self.life.started) : over]:
            if self._runs(today):
                yield from self._night(today)

    def _runs(self, today: date) -> bool:
        """Is it out this night, and does nothing stop the ladder?"""
        life = self.life
        over = today > last_day(life) or (today == last_day(life) and not life.ends_in_the_morning)
        lost = life.lost is not None and life.lost <= today
        waits = life.asks is not None and life.asks[0] <= today < life.asks[1]
        return not over and not lost and not waits

    def _night(self, today: date) -> Iterator[Message]:
        life = self.life
        moved = extends(life) and life.extends is not None and life.extends <= today
        due = new_due(life) if moved else life.due
        reached = [rung for rung in USUAL if life.started < due + timedelta(days=rung) <= today]
        if not reached or (due, max(reached)) in self.done:
            return
        rung = max(reached)
        self.done.add((due, rung))
        channel = channel_for(USUAL[rung], life.reach)
        how = _WRITTEN.get(channel, "call")
        back = life.ends_in_the_morning and last_day(life) == today
        yield Message(
            life.loan_id, f"loan:{life.loan_id}:due:{due}:{rung}", today, how,
            locale="" if how == "call" else life.locale_of or self.own_locale,
            leaves=how in ("sms", "mail") and not back,
        )  # fmt: skip


def reckon(told: Iterable[Life], locales: dict[int, str], nights: Iterable[date]) -> list[Message]:
    """Everything that should have gone out in these nights; `locales`: the language of each digibank."""
    worked = sorted(night for night in nights if not quiet.is_day_of_rest(night))
    return [
        message for life in told for message in Reckoned(life, locales[life.digibank_id], worked).messages()
    ]


def _work(moment: datetime) -> None:
    """One night's work, at this moment, as the worker of a deployment does it."""
    from inventory.digibank.nightly import night
    from wsgi import create_app

    clock._ask = lambda: moment
    app = create_app()
    with app.app_context():
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        night()


if __name__ == "__main__":
    _work(datetime.fromisoformat(sys.argv[1]))
