"""Reminders, three years long, in two digibanken: the very jobs of the worker, a real mail server, real rows.

The usual run takes few loans and one winter; `LEENKRING_LOANS=10000` takes three years and as many as that, in eight
minutes on half a busy core:

    LEENKRING_LOANS=10000 python -m pytest -s tests/rooms/test_reminders_of_three_years.py [--engine postgresql]
"""

import os
import random
import subprocess
import sys
import time as stopwatch
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from inventory.digibank import nightly
from inventory.foundation import clock, quiet
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter, LetterState
from inventory.foundation.tenancy import inside
from inventory.lending import reminders
from inventory.lending.reaching import PhoneCall
from inventory.permissions import Permission
from tests import three_years
from tests.counting import counted
from tests.fake_gateway import gateway_here
from tests.fake_post import post_office
from tests.three_years import Message, morning_of, night_of
from workshop import followup

_ASKED = os.environ.get("LEENKRING_LOANS")
LOANS, PERIOD = (int(_ASKED), three_years.YEARS) if _ASKED else (45, three_years.WINTER)
DAYS = three_years.days_of(PERIOD)
#: the machine was off
NO_NIGHT = frozenset(random.Random(7).sample(DAYS, len(DAYS) // 27))


class Killed(BaseException):
    """The worker fell over; no handler of trouble catches this."""


@pytest.fixture
def years(app, world, monkeypatch):
    """A mail server, a gateway, and a clock that stands where it is put."""
    with post_office() as office, gateway_here() as gateway:
        for name, value in (
            ("MAIL_SERVER", "127.0.0.1"), ("MAIL_PORT", office.port), ("MAIL_STARTTLS", False),
            ("SMS_URL", gateway.url), ("SMS_CLIENT_ID", "id"),
        ):  # fmt: skip
            monkeypatch.setitem(app.config, name, value)
        yield Years(app, world, monkeypatch, office, gateway)


class Years:
    """Three years that go by."""

    def __init__(self, app, world, monkeypatch, office, gateway):
        self.app, self.world, self.patch = app, world, monkeypatch
        self.office, self.gateway = office, gateway
        self.dice = random.Random(11)
        self.ways = Counter()
        # Whether the laptop is used is asked in the same nights, by another room: here it would be one letter too many.
        monkeypatch.setattr(followup, "AFTER", timedelta(days=10_000))

    def put_clock(self, moment):
        self.patch.setattr(clock, "_ask", lambda: moment)

    @property
    def received(self):
        return len(self.office.mails) + len(self.gateway.taken)

    def go_by(self, events):
        """Every day: what happens, the night's work one way or another, the morning, the post."""
        for earlier in sorted({*events.before, *events.in_the_morning}):
            if earlier < DAYS[0]:
                events.happen(events.before[earlier] + events.in_the_morning[earlier])
        for today in DAYS:
            events.happen(events.before[today])
            if today not in NO_NIGHT:
                self.put_clock(night_of(today))
                self._night()
                before = self.received
                nightly.post_letters()
                assert self.received == before, f"someone was disturbed at night: {today}"
            self.put_clock(morning_of(today))
            events.happen(events.in_the_morning[today])
            before = self.received
            nightly.post_letters()
            if quiet.is_day_of_rest(today):
                assert self.received == before, f"someone was disturbed on a day of rest: {today}"

    def _night(self):
        """Once; or twice; or by one that fell over half-way and one after it; or by two at once."""
        way = self.dice.choices(("once", "twice", "killed", "together"), (79, 7, 7, 7))[0]
        self.ways[way] += 1
        if way == "together":
            self._together()
            return
        if way == "killed":
            self._killed()
        nightly.night()
        if way == "twice":
            nightly.night()

    def _killed(self):
        """With the first, second or third message of this night it ends: before it was written, or half-way."""
        real, at, half_way, written = reminders._write, self.dice.randint(1, 3), self.dice.random() < 0.5, []

        def write(*told):
            written.append(told)
            if half_way or len(written) < at:
                real(*told)
            if len(written) == at:
                raise Killed

        with self.patch.context() as patched:
            patched.setattr(reminders, "_write", write)
            patched.setattr(reminders, "_AT_ONCE", 2)
            try:
                nightly.night()
            except Killed:
                self.ways["fell over"] += 1
        db.session.rollback()

    def _together(self):
        barrier = Barrier(2)

        def work(_number):
            with self.app.app_context():
                barrier.wait(timeout=60)
                try:
                    nightly.night()
                finally:
                    db.session.remove()

        db.session.remove()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(work, range(2)))


def went_out(world):
    """Everything that went out about loans, as it is kept."""
    found = []
    for digibank_id in (world.gent, world.luik):
        with inside(digibank_id):
            letters = db.session.scalars(db.select(Letter).where(Letter.kind.in_(reminders.KINDS)))
            found += [
                Message(
                    one.thing_id, one.once_key, clock.day(one.written_at), str(one.medium), one.locale,
                    leaves=one.state is LetterState.SENT,
                )
                for one in letters
            ]  # fmt: skip
            calls = db.session.scalars(db.select(PhoneCall).where(PhoneCall.once_key.is_not(None)))
            found += [
                Message(one.loan_id, one.once_key, clock.day(one.asked_at), "call", "", leaves=False)
                for one in calls
            ]
    return found


def _sorted(messages):
    return sorted(messages, key=lambda one: (one.loan_id, one.on, one.key))


@pytest.mark.slow
def test_three_years_of_loans_send_each_reminder_once(world, years):
    told = three_years.lives(LOANS, (world.gent, world.luik), PERIOD)
    three_years.write(told, world)
    began = stopwatch.perf_counter()
    years.go_by(three_years.Events(told))
    seconds = stopwatch.perf_counter() - began
    expected = three_years.reckon(told, {world.gent: "nl", world.luik: "fr"}, set(DAYS) - NO_NIGHT)
    found = went_out(world)
    assert len({one.key for one in found}) == len(found)
    assert all(years.ways[way] for way in ("once", "twice", "together", "fell over")), "each way was tried"
    assert _sorted(found) == _sorted(expected)
    _reached(years, told, expected)
    sys.stdout.write(
        f"\n{LOANS} loans, {len(DAYS)} days, {seconds:.0f} s: {len(expected)} reminders, "
        f"{dict(Counter(one.how for one in expected))}, {years.received} delivered; nights: {dict(years.ways)}\n"
    )


def _reached(years, told, expected):
    """What the mail server and the gateway got is what should have left, to whom it was for, in their language."""
    by_loan = {life.loan_id: life for life in told}
    to = Counter(by_loan[one.loan_id].email for one in expected if one.leaves and one.how == "mail")
    assert Counter(mail["To"] for mail in years.office.mails) == to
    phones = Counter(by_loan[one.loan_id].phone for one in expected if one.leaves and one.how == "sms")
    assert Counter(f"+{taken['to']}" for taken in years.gateway.taken) == phones
    by_email = {life.email: life for life in told}
    for mail in years.office.mails:
        life = by_email[mail["To"]]
        locale = life.locale_of or {years.world.gent: "nl", years.world.luik: "fr"}[life.digibank_id]
        hello = {"nl": "Dag", "fr": "Bonjour", "en": "Hello"}[locale]
        assert mail.get_content().startswith(f"{hello} Lener{life.number}"), mail.get_content()


# --- one night, seen closely ---


def _one_night(world, count, number=0):
    """Loans of which every one asks for something on the same night; that night."""
    told = three_years.lives(count, (world.gent, world.luik), three_years.WINTER)
    night = three_years.WINTER[0] + timedelta(days=14)
    for life in told:
        life.number += number
        life.due, life.started = night - timedelta(days=1), night - timedelta(days=300)
        life.ends, life.extends, life.lost, life.asks = night + timedelta(days=90), None, None, None
    three_years.write(told, world)
    return told, night


@pytest.mark.slow
def test_a_worker_that_is_killed_and_two_at_once_send_each_once(app, world, folder, monkeypatch):
    """The system ends a process after its first messages; then another and this one begin at the same moment."""
    told, night = _one_night(world, 60)
    with ExitStack() as stack:
        killed, other = (stack.enter_context(_worker(app, folder, night)) for _one in range(2))
        for worker in (killed, other):
            stack.callback(worker.kill)
            assert worker.stdout.readline() == "ready\n"
        _begin(killed)
        until = stopwatch.monotonic() + 60
        while not (begun := len(went_out(world))) and stopwatch.monotonic() < until:
            db.session.rollback()
        killed.kill()
        killed.wait()
        assert 0 < begun < len(told), "it was killed half-way"
        monkeypatch.setitem(app.config, "SMS_CLIENT_ID", "id")
        monkeypatch.setattr(clock, "_ask", lambda: night_of(night))
        _begin(other)
        nightly.night()
        assert other.wait(timeout=120) == 0
    db.session.rollback()
    expected = three_years.reckon(told, {world.gent: "nl", world.luik: "fr"}, {night})
    assert len(expected) == len(told)
    waits = [replace(one, leaves=False) for one in expected]
    assert _sorted(went_out(world)) == _sorted(waits)


def _worker(app, folder, night):
    """One more process of this deployment, which waits for a sign to begin."""
    settings = {
        **os.environ, "LEENKRING_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "LEENKRING_DATA": str(folder), "LEENKRING_PUBLIC_URL": "http://localhost",
        "LEENKRING_SMS_CLIENT_ID": "id",
    }  # fmt: skip
    db.session.remove()
    return subprocess.Popen(
        [sys.executable, "-m", "tests.three_years", night_of(night).isoformat()],
        cwd=Path(__file__).parents[2],
        env=settings,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def _begin(worker):
    worker.stdin.write("\n")
    worker.stdin.flush()


def test_a_night_with_nothing_due_asks_as_often_among_many_loans(app, world):
    _told, night = _one_night(world, 12)
    few = _asked(world, night)
    _one_night(world, 240, number=1000)
    many = _asked(world, night)
    assert many == few
    with inside(world.gent):
        assert len(db.session.scalars(db.select(Letter)).all()) > 100


def _asked(world, night):
    """The night's work of this room, done; and then how often it asks once there is nothing left."""
    with inside(world.gent):
        actor = Actor.house("nightly", world.gent, Permission)
        reminders.letters_due(actor, night, now=night_of(night), sends_sms=True)
        db.session.rollback()
        with counted() as asked:
            assert reminders.letters_due(actor, night, now=night_of(night), sends_sms=True) == 0
    return len(asked)
