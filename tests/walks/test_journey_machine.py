"""Random deeds by random people in two digibanken, and after each the whole list of what must always hold."""

import os
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from inventory.devices import actions as devices
from inventory.devices.models import Device, Grade, MediumKind
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere, Refusal
from inventory.foundation.tenancy import everywhere, inside
from inventory.foundation.transaction import transaction
from inventory.journey import Move, Stage
from inventory.lending import actions as lending
from inventory.lending.models import Loan
from inventory.permissions import ROLES
from inventory.refurbishing import actions as refurbishing
from inventory.refurbishing.checklist import Answer, rows_for
from inventory.returning import actions as returning
from inventory.returning.rules import FINDINGS, Check, Choice, Files
from inventory.wiping import actions as wiping
from inventory.wiping import bench
from inventory.wiping.evidence.facts import Technique
from inventory.wiping.models import Finding, WipeRun
from inventory.wiping.queries import picture_of
from inventory.wiping.sample_log import Outcome
from tests.make import make_device, make_hand_over, make_loan, make_ready_device, make_wipe_log
from tests.walks.invariants import broken
from tests.walks.machines import OnACleanHouse

#: deeper on a quiet evening: LEENKRING_EXAMPLES=200 make test
EXAMPLES = int(os.environ.get("LEENKRING_EXAMPLES", "20"))

#: who would rightly do it, so that the machine gets somewhere; one in nine times it is anyone at all
anyone = st.sampled_from(
    ["tom", "sofie", "nele", "fatima", "karim", "lotte", "dirk", "rita", "olga", "bram", "theo", "suzy"]
)
sometimes_anyone = st.one_of(*[st.none()] * 8, anyone)
picks = st.integers(0, 10_000)


class Journeys(OnACleanHouse):
    """Two digibanken on one database, and people who try things."""

    step = timedelta(hours=1)

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[str, str] = {}
        self.logs: list[bytes] = []
        self.refusals: dict[str, int] = {}

    # -- helpers ---------------------------------------------------------------------------------------

    def who(self, right: str, other: str | None, at: int = 1) -> Actor:
        """Mostly who would rightly do it, one in three times in Luik; sometimes anyone at all."""
        in_luik = {"tom": "theo", "sofie": "suzy", "nele": "bram"}
        return getattr(self.world, other or (in_luik[right] if at % 3 == 0 else right)).actor

    def try_to(self, actor: Actor, deed: Callable[[], Any]) -> Any:
        """Do it in the actor's own digibank; a refusal is an answer, anything else is a bug."""
        with inside(actor.digibank_id):
            try:
                return deed()
            except Refusal as refusal:
                self.refusals[type(refusal).__name__] = self.refusals.get(type(refusal).__name__, 0) + 1
                return None

    def some(self, model: Any, at: int, *conditions: Any) -> Any:
        """Any row, of whichever digibank: whether the actor finds it is the wall's business."""

        with everywhere(because="the test picks blindly"):
            ids = list(
                db.session.execute(db.select(model.id).where(*conditions).order_by(model.id)).scalars()
            )
        if not ids:
            return None
        db.session.expunge_all()
        return db.session.get(model, ids[at % len(ids)])

    def on_device(self, actor: Actor, at: int, deed: Callable[[Device], Any], *stages: Stage) -> None:
        def found() -> Any:
            device = self.some(Device, at, *([Device.stage.in_(stages)] if stages else []))
            if device is None:
                raise NotHere
            return deed(device)

        self.try_to(actor, found)

    # -- deeds -----------------------------------------------------------------------------------------

    @initialize()
    def open_the_houses(self) -> None:
        """Each begins with a laptop at the door, one on the shelf and one at someone's home."""
        for bank in (self.world.gent, self.world.luik):
            with inside(bank):
                make_device(self.world, now=self.now, charger=True)
                make_ready_device(self.world, now=self.now)
                make_loan(self.world, now=self.now)
        self.now += timedelta(days=1)

    @rule(other=sometimes_anyone, media=st.integers(0, 2), in_luik=st.booleans())
    def receive(self, other: str | None, media: int, in_luik: bool) -> None:
        actor = self.who("theo" if in_luik else "tom", other)

        def deed() -> None:
            device = devices.register(
                actor,
                serial=f"M{random.getrandbits(40):010X}",
                maker="HP",
                model="ProBook",
                charger=True,
                now=self.later(),
            )
            for _one in range(media):
                devices.add_medium(
                    actor,
                    device,
                    kind=MediumKind.SSD,
                    serial=f"D{random.getrandbits(40):010X}",
                    now=self.now,
                    size_bytes=256_060_514_304,
                    interface="ATA",
                )

        self.try_to(actor, deed)

    @rule(
        at=picks,
        other=sometimes_anyone,
        how=st.sampled_from([Outcome.ERASED, Outcome.ERASED, Outcome.FAILED, Outcome.ABORTED]),
    )
    def wipe(self, at: int, other: str | None, how: Outcome) -> None:
        actor = self.who("tom", other, at)

        def deed(device: Device) -> None:
            if not devices.media_of(device):
                raise NotHere  # nothing to wipe
            log = make_wipe_log(device, started_at=self.later(), outcome_0=how)
            self.logs.append(log)
            self.now += timedelta(hours=6)
            taken = bench.take_evidence(actor, [("wipe.log", log)], now=self.now)
            wiping.record_wipes(actor, [finding.id for finding in taken.taken], now=self.now)

        self.on_device(actor, at, deed, Stage.RECEIVED, Stage.RETURNED, Stage.WIPING)

    @precondition(lambda self: self.logs)
    @rule(at=picks, other=sometimes_anyone)
    def hand_in_an_old_log_again(self, at: int, other: str | None) -> None:
        actor = self.who("tom", other, at)

        def deed() -> None:
            taken = bench.take_evidence(
                actor, [("again.log", self.logs[at % len(self.logs)])], now=self.later()
            )
            wiping.record_wipes(actor, [finding.id for finding in taken.taken], now=self.now)

        self.try_to(actor, deed)

    @rule(at=picks, other=sometimes_anyone)
    def record_any_finding(self, at: int, other: str | None) -> None:
        actor = self.who("tom", other, at)

        def deed() -> None:
            finding = self.some(Finding, at)
            if finding is not None:
                wiping.record_wipes(actor, [finding.id], now=self.later())

        self.try_to(actor, deed)

    @rule(
        at=picks,
        other=sometimes_anyone,
        means=st.sampled_from(["hand", "destroy", "remove", "absent", "skip"]),
    )
    def close_a_medium_by_hand(self, at: int, other: str | None, means: str) -> None:
        actor = self.who("tom" if means != "skip" else "sofie", other, at)

        def deed(device: Device) -> None:
            media = devices.media_of(device)
            now, told = self.later(), "Seen by the two of us."
            if means == "absent":
                wiping.record_absence(actor, device, statement=told, now=now)
            elif means == "skip":
                wiping.skip_wipe(actor, device, statement=told, now=now)
            elif not media:
                raise NotHere
            elif means == "destroy":
                wiping.record_destruction(actor, media[0], statement=told, now=now)
            elif means == "remove":
                wiping.record_removal(actor, media[0], statement=told, now=now)
            else:
                wiping.record_by_hand(
                    actor, media[0], technique=Technique.FACTORY_RESET, statement=told, now=now
                )

        self.on_device(actor, at, deed)

    @rule(at=picks, other=sometimes_anyone, agrees=st.booleans())
    def look_again(self, at: int, other: str | None, agrees: bool) -> None:
        actor = self.who("sofie", other, at)

        def deed() -> None:
            run = self.some(WipeRun, at, WipeRun.verified_at.is_(None))
            if run is None:
                raise NotHere
            if agrees:
                wiping.verify(actor, run, now=self.later())
            else:
                wiping.decline(actor, run, reason="Not convinced.", now=self.later())

        self.try_to(actor, deed)

    @rule(at=picks, other=sometimes_anyone)
    def verify_what_waits(self, at: int, other: str | None) -> None:
        actor = self.who("sofie", other, at)

        def deed(device: Device) -> None:
            wiping.verify_all(actor, picture_of(device).open_runs, now=self.later())
            with suppress(Refusal):
                wiping.finish(actor, device, now=self.later())

        self.on_device(actor, at, deed, Stage.WIPING)

    @rule(at=picks, other=sometimes_anyone, second=sometimes_anyone)
    def refurbish(self, at: int, other: str | None, second: str | None) -> None:
        actor, looker = self.who("tom", other, at), self.who("sofie", second, at)

        def deed(device: Device) -> None:
            refurbishing.start(actor, device, now=self.later())
            for row in rows_for(device.kind):
                refurbishing.answer(actor, device, row.point, Answer.FINE, now=self.now)
            refurbishing.finish(actor, device, grade=Grade.B, now=self.now)
            refurbishing.sign_off(
                looker, device, looked_at={row.point for row in rows_for(device.kind)}, now=self.later()
            )

        if actor.digibank_id == looker.digibank_id:
            self.on_device(actor, at, deed, Stage.WIPED, Stage.REFURBISHING)

    @rule(at=picks, other=sometimes_anyone, cents=st.integers(0, 9000))
    def hand_over(self, at: int, other: str | None, cents: int) -> None:
        actor = self.who("nele", other, at)

        def deed(device: Device) -> None:
            draft = make_hand_over(self.world, now=self.later(), device=device, cents=cents)
            lending.hand_over(actor, draft, now=self.now)

        self.on_device(actor, at, deed, Stage.READY, Stage.RESERVED, Stage.LENT)

    @rule(at=picks, other=sometimes_anyone, days=st.integers(-30, 700))
    def extend(self, at: int, other: str | None, days: int) -> None:
        actor = self.who("nele", other, at)

        def deed() -> None:
            loan = self.some(Loan, at)
            if loan is not None:
                lending.extend(actor, loan, until=day(self.later()) + timedelta(days=days), now=self.now)

        self.try_to(actor, deed)

    @rule(at=picks, other=sometimes_anyone)
    def take_it_back_the_same_day(self, at: int, other: str | None) -> None:
        actor = self.who("nele", other, at)

        def deed() -> None:
            loan = self.some(Loan, at)
            if loan is not None:
                lending.undo(actor, loan, now=self.later())

        self.try_to(actor, deed)

    @rule(at=picks, other=sometimes_anyone, choose=st.randoms(use_true_random=False))
    def take_back(self, at: int, other: str | None, choose: Any) -> None:
        actor = self.who("nele", other, at)

        def deed() -> None:
            loan = self.some(Loan, at)
            if loan is None:
                raise NotHere
            findings = {check: choose.choice(FINDINGS[check]) for check in Check}
            choices = {check: choose.choice(list(Choice)) for check in Check}
            returning.take_back(
                actor, loan, files=Files.MAY_GO, findings=findings, choices=choices, now=self.later()
            )

        self.try_to(actor, deed)

    @rule(at=picks, other=sometimes_anyone, found=st.booleans())
    def lose_or_find(self, at: int, other: str | None, found: bool) -> None:
        actor = self.who("tom", other, at)
        deed = devices.find if found else devices.miss
        self.on_device(actor, at, lambda device: deed(actor, device, now=self.later()))

    @rule(at=picks, other=sometimes_anyone, made=st.sampled_from([Move.RECYCLE, Move.TAKE_APART]))
    def let_go(self, at: int, other: str | None, made: Move) -> None:
        actor = self.who("sofie", other, at)
        self.on_device(
            actor, at, lambda device: devices.discard(actor, device, made, reason="broken", now=self.later())
        )

    @rule(at=picks, other=sometimes_anyone, comes=st.booleans())
    def take_to_the_bench_or_off_it(self, at: int, other: str | None, comes: bool) -> None:
        actor = self.who("tom", other, at)
        deed = wiping.take_to_bench if comes else wiping.undo_start
        self.on_device(actor, at, lambda device: deed(actor, device, now=self.later()))

    @rule(
        at=picks,
        made=st.sampled_from(
            [Move.RESERVE, Move.RELEASE, Move.TRANSFER, Move.REFURBISH, Move.SEND_BACK, Move.START_WIPE]
        ),
    )
    def push_along_the_map(self, at: int, made: Move) -> None:
        """Whatever calls move(), the map and the media decide."""
        actor = self.world.fatima.actor

        def deed(device: Device) -> None:
            with transaction():
                devices.move(actor, device, made, now=self.later())
                record(actor, "devices.placed", device, now=self.now)

        self.on_device(actor, at, deed)

    @rule(at=picks, other=sometimes_anyone)
    def add_a_disk(self, at: int, other: str | None) -> None:
        actor = self.who("tom", other, at)

        def deed(device: Device) -> None:
            devices.add_medium(
                actor,
                device,
                kind=MediumKind.NVME,
                serial=f"N{random.getrandbits(40):010X}",
                now=self.later(),
            )

        self.on_device(actor, at, deed, Stage.RECEIVED, Stage.WIPING)

    # -- what must always hold -------------------------------------------------------------------------

    @invariant()
    def everything_holds(self) -> None:
        problems = broken([self.world.gent, self.world.luik], self.seen)
        assert not problems, problems


def test_random_people_cannot_break_what_must_always_hold(built: Any, engine: Any) -> None:
    application, world = built
    machine = type("OnThisEngine", (Journeys,), {"engine": engine, "app": application, "world": world})
    with application.app_context():
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=60,
                database=None,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate,),
                report_multiple_bugs=False,
                print_blob=False,
            ),
        )


def test_no_road_leads_from_data_to_a_borrower_or_out_without_the_wiping_bench() -> None:
    """The map is small enough to prove outright: close the bench, and see how far a device with data gets."""
    from inventory.journey import ENDS, JOURNEY, MUST_BE_CLEAN

    dirty = {Stage.RECEIVED, Stage.RETURNED, Stage.MISSING}
    reached, frontier = set(dirty), list(dirty)
    while frontier:
        here = frontier.pop()
        for step in JOURNEY.values():
            if here in step.starts and not step.only_clean and step.ends not in reached:
                reached.add(step.ends)
                frontier.append(step.ends)
    assert not reached & (MUST_BE_CLEAN | (ENDS - {Stage.REFUSED}))


@pytest.mark.parametrize("role", list(ROLES))
def test_every_role_is_in_the_table(role: Any) -> None:
    assert isinstance(ROLES[role], frozenset)
