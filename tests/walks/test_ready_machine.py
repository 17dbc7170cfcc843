"""Every road to *ready*, tried at random with random facts, against a plain model of when a device may be ready.

The model knows nothing of versions, results or tables. It says beforehand whether a deed will be taken, and the house
must agree: by the bench, the pile, the common road `move`, a desk that sets apart or lends, and behind everybody's
back in the database. Repairs join in: each point that must be repaired has one, and anyone opens one by hand.
"""

import os
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from inventory.devices import actions as devices
from inventory.devices.models import Device, DeviceKind, Grade, MediumKind
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import transaction
from inventory.journey import Move, Stage
from inventory.portal.collecting import do_with_pile
from inventory.portal.piling import PileDeed
from inventory.refurbishing import actions, editing, grading, queries
from inventory.refurbishing.checklist import LAPTOP, Answer, Step, StepKind
from inventory.refurbishing.rules import Use
from inventory.repairing import actions as repairing
from inventory.repairing.queries import get_ticket
from inventory.repairing.rules import Source
from tests.make import make_wiped_device
from tests.walks.machines import OnACleanHouse

EXAMPLES = int(os.environ.get("LEENKRING_EXAMPLES", "15"))

SAFETY = {str(step.point) for step in LAPTOP if step.safety}
TAPS = {str(step.point) for step in LAPTOP}
ABSENT = {str(step.point) for step in LAPTOP if step.may_be_absent}
#: a number that this digibank requires of every laptop
MEMORY = "own_1"
AGAIN = SAFETY | {"starts"}

BENCH = ("tom", "sofie", "fatima")
SIGNS = ("sofie", "fatima")
people = st.sampled_from([*BENCH, *BENCH, "nele"])


@dataclass
class Model:
    """What a person with a pencil would know of one laptop."""

    stage: Stage = Stage.WIPED
    clean: bool = True
    #: what was said, in order: (point, who, what)
    log: list[tuple[str, str, str]] = field(default_factory=list)
    differing: set[str] = field(default_factory=set)
    is_begun: bool = False
    done_by: str = ""
    graded: str = ""
    #: what the register has, and what each grade may be used for
    grade: str = ""
    lent: set[str] = field(default_factory=lambda: {"A", "B", "C"})
    #: repairs that are open: of points of the list, and "hand"
    repairs: set[str] = field(default_factory=set)

    @property
    def now(self) -> dict[str, str]:
        """The answer that holds, per point."""
        return {point: what for point, _who, what in self.log}

    @property
    def answered(self) -> set[str]:
        """Whose answers hold: of each point, who spoke last."""
        return set({point: who for point, who, _what in self.log}.values())

    @property
    def held(self) -> bool:
        """Is something in repair, so that it is neither ready, nor set apart, nor lent?"""
        return bool(self.repairs)

    @property
    def is_whole(self) -> bool:
        """Every tap and the number given, nothing to repair, nothing to settle."""
        said = self.now
        return TAPS | {MEMORY} <= said.keys() and "repair" not in said.values() and not self.differing

    def begin(self) -> None:
        """A new list on the bench."""
        self.stage, self.is_begun, self.done_by, self.graded = Stage.REFURBISHING, True, "", ""
        self.log, self.differing = [], set()


@dataclass
class Page:
    """What one person has before them: up to where of the model's log, and of the house's own count."""

    upto: int = 0
    seen: int = 0


class RoadsToReady(OnACleanHouse):
    """One laptop of Gent, and whoever would like to have it on the shelf."""

    step = timedelta(minutes=10)

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.pages = {name: Page() for name in BENCH}

    # -- helpers ---------------------------------------------------------------------------------------

    def actor(self, who: str) -> Any:
        return getattr(self.world, who).actor

    def expect(self, is_taken: bool, deed: Any) -> bool:
        """The house takes it exactly when the model says so."""
        with inside(self.world.gent):
            db.session.expunge_all()
            device = db.session.get_one(Device, self.device_id)
            refused = ""
            try:
                deed(device)
            except Refusal as refusal:
                refused = repr(refusal)
            assert is_taken == (not refused), f"{refused or 'taken, and should not be'}: {self.model}"
            return is_taken

    def push(self, made: Move) -> Any:
        """The common road, as any page, import or program would go it."""

        def deed(device: Device) -> None:
            with transaction():
                devices.move(self.actor("fatima"), device, made, now=self.later())
                record(self.actor("fatima"), "devices.placed", device, now=self.now)

        return deed

    @property
    def at_the_list(self) -> bool:
        return self.model.is_begun and self.model.stage == Stage.REFURBISHING

    def say(self, who: str, point: str, what: str, is_blind: bool) -> None:
        """Add it to the model's log, and see whether it differs from what another said unseen."""
        model, page = self.model, self.pages[who]
        before = [(at, by, said) for at, (on, by, said) in enumerate(model.log) if on == point]
        unseen = is_blind and before and before[-1][0] >= page.upto
        if not unseen:
            model.differing.discard(point)
        elif before[-1][1] != who and before[-1][2] != what:
            model.differing.add(point)
        model.log.append((point, who, what))
        model.done_by = ""
        if what == "repair":
            model.repairs.add(point)
        elif point not in model.differing:
            model.repairs.discard(point)

    # -- the bench -------------------------------------------------------------------------------------

    @initialize(so_far=st.sampled_from(["wiped", "done", "ready", "ready"]))
    def bring_one_in(self, so_far: str) -> None:
        """A laptop that is wiped, done or on the shelf, in a house that asks one number more than others."""
        with inside(self.world.gent):
            step = Step("", kind=StepKind.NUMBER, unit="GB", low=2, high=128, titles={"nl": "Geheugen"})
            editing.write_step(self.actor("sofie"), DeviceKind.LAPTOP, step, now=self.now)
            self.device_id = make_wiped_device(self.world, now=self.now).id
        if so_far != "wiped":
            self.begin("tom")
            self.do_it_all_well("tom")
        if so_far == "ready":
            self.sign_off("sofie", 1)

    @rule(who=people)
    def begin(self, who: str) -> None:
        may = who in BENCH and self.model.stage in (Stage.WIPED, Stage.REFURBISHING)
        was_at_it = self.at_the_list
        is_begun = self.expect(may, lambda device: actions.start(self.actor(who), device, now=self.later()))
        if is_begun and not was_at_it:
            self.model.begin()
            self.pages = {name: Page() for name in BENCH}

    @precondition(lambda self: self.at_the_list)
    @rule(who=st.sampled_from(BENCH))
    def look_at_the_page(self, who: str) -> None:
        with inside(self.world.gent):
            device = db.session.get_one(Device, self.device_id)
            self.pages[who] = Page(len(self.model.log), queries.find_living(device).last_result)

    @precondition(lambda self: self.at_the_list)
    @rule(
        who=people,
        point=st.sampled_from(sorted(TAPS)),
        what=st.sampled_from(["fine", "fine", "repair", "not_there"]),
        is_blind=st.booleans(),
    )
    def answer(self, who: str, point: str, what: str, is_blind: bool) -> None:
        is_taken = who in BENCH and (what != "not_there" or point in ABSENT)
        seen = self.pages[who].seen if is_blind and who in BENCH else None
        told = Answer(what)
        if self.expect(
            is_taken,
            lambda device: actions.answer(
                self.actor(who), device, point, told, now=self.later(), having_seen=seen
            ),
        ):
            self.say(who, point, what, is_blind)

    @precondition(lambda self: self.at_the_list)
    @rule(who=st.sampled_from(BENCH), is_blind=st.booleans())
    def the_rest_is_in_order(self, who: str, is_blind: bool) -> None:
        model, page = self.model, self.pages[who]
        seen = page.seen if is_blind else None
        said = model.now
        if self.expect(
            said.keys() >= SAFETY,
            lambda device: actions.rest_is_fine(self.actor(who), device, now=self.later(), having_seen=seen),
        ):
            was_open = TAPS - {point for point, _by, _what in model.log[: page.upto]}
            last = {point: (by, what) for point, by, what in model.log}
            for point in sorted(TAPS):
                if point not in said:
                    self.say(who, point, "fine", False)
                elif is_blind and point in was_open and last[point][0] != who and last[point][1] != "fine":
                    self.say(who, point, "fine", True)
            model.done_by = ""

    @precondition(lambda self: self.at_the_list)
    @rule(who=people, number=st.sampled_from(["8", "16", "1", "zestien"]))
    def fill_in_the_number(self, who: str, number: str) -> None:
        is_taken = who in BENCH and number in ("8", "16")
        deed = lambda device: actions.fill_in(self.actor(who), device, MEMORY, number, now=self.later())  # noqa: E731
        if self.expect(is_taken, deed):
            self.say(who, MEMORY, number, False)

    @precondition(lambda self: self.at_the_list)
    @rule(who=people, grade=st.sampled_from("AABCD"))
    def say_it_is_done(self, who: str, grade: str) -> None:
        is_taken = who in BENCH and self.model.is_whole and grade in self.model.lent
        deed = lambda device: actions.finish(self.actor(who), device, grade=Grade(grade), now=self.later())  # noqa: E731
        if self.expect(is_taken, deed):
            self.model.done_by, self.model.graded = who, grade

    @precondition(lambda self: self.at_the_list)
    @rule(who=st.sampled_from(BENCH))
    def do_it_all_well(self, who: str) -> None:
        """What a good day looks like, so that the machine gets to the shelf at all."""
        for point in sorted(TAPS):
            self.answer(who, point, "fine", False)
        self.fill_in_the_number(who, "16")
        self.say_it_is_done(who, "B")

    @precondition(lambda self: self.model.done_by or self.model.stage != Stage.REFURBISHING)
    @rule(who=st.sampled_from([*SIGNS, *SIGNS, "tom", "nele"]), half=st.integers(0, 5))
    def sign_off(self, who: str, half: int) -> None:
        """Own work, half a look, a disk with data, a grade that is no longer lent: none of these gets through."""
        model = self.model
        looked_at = AGAIN if half else AGAIN - {"battery"}
        is_taken = (
            who in SIGNS and self.at_the_list and model.done_by not in ("", who) and bool(half)
            and who not in model.answered and model.clean and model.graded in model.lent and not model.held
        )  # fmt: skip
        if self.expect(
            is_taken,
            lambda device: actions.sign_off(self.actor(who), device, looked_at=looked_at, now=self.later()),
        ):
            model.stage, model.grade, model.is_begun = Stage.READY, model.graded, False

    @precondition(lambda self: self.at_the_list)
    @rule(who=people)
    def send_it_back(self, who: str) -> None:
        is_taken = who in SIGNS and bool(self.model.done_by)
        if self.expect(
            is_taken,
            lambda device: actions.send_back(
                self.actor(who), device, reason="Kijk nog eens", now=self.later()
            ),
        ):
            self.model.done_by = ""

    # -- round the bench -------------------------------------------------------------------------------

    @rule()
    def declare_it_ready_on_the_common_road(self) -> None:
        self.expect(False, self.push(Move.DECLARE_READY))

    @rule()
    def write_it_into_the_database(self) -> None:
        if self.model.stage in (Stage.READY, Stage.RESERVED):
            return
        with inside(self.world.gent):
            try:
                db.session.execute(text(f"UPDATE device SET stage = 'ready' WHERE id = {self.device_id}"))
            except DatabaseError:
                return
            finally:
                db.session.rollback()
        raise AssertionError(f"the database took it: {self.model}")

    @rule(who=people)
    def back_to_the_bench_in_a_pile(self, who: str) -> None:
        if self.model.stage != Stage.READY or who not in BENCH:
            return
        with inside(self.world.gent):
            db.session.expunge_all()
            code = str(db.session.get_one(Device, self.device_id).code)
            done, _left = do_with_pile(self.actor(who), [code], PileDeed.CHECK_AGAIN, now=self.later())
            assert done
        self.model.begin()
        self.pages = {name: Page() for name in BENCH}

    @rule()
    def off_the_shelf_without_a_list(self) -> None:
        if self.expect(self.model.stage == Stage.READY, self.push(Move.SEND_BACK)):
            self.model.stage = Stage.REFURBISHING

    @rule(made=st.sampled_from([Move.RESERVE, Move.RELEASE, Move.RESERVE, Move.LEND]))
    def set_it_apart_and_back(self, made: Move) -> None:
        model = self.model
        starts = {
            Move.RESERVE: {Stage.READY},
            Move.RELEASE: {Stage.RESERVED},
            Move.LEND: {Stage.READY, Stage.RESERVED},
        }
        is_free = made == Move.RELEASE or (model.grade in model.lent and not model.held)
        if self.expect(model.stage in starts[made] and model.clean and is_free, self.push(made)):
            model.stage = {Move.RESERVE: Stage.RESERVED, Move.RELEASE: Stage.READY, Move.LEND: Stage.LENT}[
                made
            ]

    @rule(found=st.booleans(), rarely=st.integers(0, 4))
    def lose_and_find(self, found: bool, rarely: int) -> None:
        model = self.model
        if model.stage == Stage.LENT or (not found and rarely):
            return
        made = Move.FIND if found else Move.MISS
        is_taken = (model.stage == Stage.MISSING) == found
        if self.expect(is_taken, self.push(made)):
            model.stage, model.clean = (Stage.RETURNED if found else Stage.MISSING), False
            model.is_begun = False

    @precondition(lambda self: self.model.stage == Stage.LENT)
    @rule()
    def bring_it_home(self) -> None:
        if self.expect(True, self.push(Move.TAKE_BACK)):
            self.model.stage, self.model.clean, self.model.is_begun = Stage.RETURNED, False, False

    @precondition(lambda self: self.model.stage == Stage.RETURNED)
    @rule()
    def wipe_it(self) -> None:
        def deed(device: Device) -> None:
            with transaction():
                devices.move(self.actor("tom"), device, Move.START_WIPE, now=self.later())
                for medium in devices.media_of(device):
                    devices.mark_clean(self.actor("tom"), medium, now=self.now)
                devices.move(self.actor("tom"), device, Move.FINISH_WIPE, now=self.now)
                record(self.actor("tom"), "devices.placed", device, now=self.now)

        if self.expect(True, deed):
            self.model.stage, self.model.clean = Stage.WIPED, True

    @precondition(lambda self: "hand" not in self.model.repairs)
    @rule(who=st.sampled_from(["tom", "nele"]), rarely=st.integers(0, 1))
    def say_that_something_is_wrong(self, who: str, rarely: int) -> None:
        if rarely:
            return

        def deed(device: Device) -> None:
            ticket = repairing.open_ticket(
                self.actor(who), device, "Het scharnier kraakt", source=Source.HAND, now=self.later()
            )
            self.ticket_id, self.asked_by = ticket.id, who

        if self.expect(self.model.stage != Stage.MISSING, deed):
            self.model.repairs.add("hand")

    @precondition(lambda self: "hand" in self.model.repairs)
    @rule(who=st.sampled_from([*BENCH, "nele"]))
    def it_was_nothing(self, who: str) -> None:
        def deed(_device: Device) -> None:
            repairing.withdraw(self.actor(who), get_ticket(self.ticket_id), now=self.later())

        if self.expect(who == self.asked_by or who in SIGNS, deed):
            self.model.repairs.discard("hand")

    @precondition(lambda self: self.model.stage == Stage.REFURBISHING and self.model.clean)
    @rule(number=st.integers(1, 10**9))
    def put_a_disk_with_data_in(self, number: int) -> None:
        def deed(device: Device) -> None:
            devices.add_medium(
                self.actor("tom"), device, kind=MediumKind.SSD, serial=f"X{number}", now=self.later()
            )

        if self.expect(True, deed):
            self.model.clean = False

    @precondition(lambda self: self.model.stage == Stage.REFURBISHING and not self.model.clean)
    @rule()
    def and_wipe_that(self) -> None:
        def deed(device: Device) -> None:
            with transaction():
                for medium in devices.media_of(device):
                    devices.mark_clean(self.actor("tom"), medium, now=self.later())

        if self.expect(True, deed):
            self.model.clean = True

    # -- what the house says of grades and lists -------------------------------------------------------

    @rule(grade=st.sampled_from("BCD"), use=st.sampled_from(list(Use)), who=st.sampled_from(["sofie", "tom"]))
    def say_what_a_grade_is_for(self, grade: str, use: Use, who: str) -> None:
        if self.expect(
            who == "sofie",
            lambda _device: grading.set_grade(
                self.actor(who), Grade(grade), use=use, words={}, now=self.later()
            ),
        ):
            self.model.lent = self.model.lent | {grade} if use == Use.LENT else self.model.lent - {grade}

    @rule(grade=st.sampled_from([None, "A", "B", "D"]))
    def put_the_grade_right(self, grade: str | None) -> None:
        """A person may correct the register; taking the grade out of it opens no road."""
        if self.expect(
            True,
            lambda device: devices.correct(
                self.actor("tom"), device, grade=Grade(grade) if grade else None, now=self.later()
            ),
        ):
            self.model.grade = grade or self.signed_grade

    @rule(point=st.sampled_from(["wifi", "clean"]))
    def edit_the_list_meanwhile(self, point: str) -> None:
        """What is under way keeps the list that it began with; the next gets the new one, so it is put back."""
        for _twice in range(2):
            self.expect(
                True,
                lambda _device: editing.switch_step(
                    self.actor("sofie"), DeviceKind.LAPTOP, point, now=self.later()
                ),
            )

    @property
    def signed_grade(self) -> str:
        """The grade of the last list that was signed off, asked of the papers and not of the house."""
        found = db.session.execute(
            text(
                "SELECT grade FROM checkup WHERE state = 'signed_off' AND device_id = :one "
                "ORDER BY id DESC LIMIT 1"
            ),
            {"one": self.device_id},
        ).scalar()
        return found or ""

    # -- what must always hold -------------------------------------------------------------------------

    @invariant()
    def the_house_agrees(self) -> None:
        if not hasattr(self, "device_id"):
            return
        db.session.rollback()
        stage, lap = db.session.execute(
            text("SELECT stage, lap FROM device WHERE id = :one"), {"one": self.device_id}
        ).one()
        assert stage == self.model.stage, self.model
        if stage == "ready":
            signed = db.session.execute(
                text(
                    "SELECT done_by_id, signed_off_by_id, left_count, grade FROM checkup "
                    "WHERE device_id = :one AND lap = :lap AND state = 'signed_off' ORDER BY id DESC LIMIT 1"
                ),
                {"one": self.device_id, "lap": lap},
            ).one()
            assert None not in signed
            assert signed.done_by_id != signed.signed_off_by_id
            assert signed.left_count == 0


def test_no_random_road_to_ready_goes_round_the_rules(built: Any, engine: Any) -> None:
    application, world = built
    machine = type("OnThisEngine", (RoadsToReady,), {"engine": engine, "app": application, "world": world})
    with application.app_context():
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=40,
                database=None,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate,),
                report_multiple_bugs=False,
                print_blob=False,
            ),
        )
