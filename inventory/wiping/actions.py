"""Deeds at the wiping bench: begin, write down what was done to a medium, and let a second person look.

One person says what happened to a medium, another agrees; only then is the medium clean, out or no more. The
last medium that is closed takes the device to the next stage, with an attest.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inventory import codes
from inventory.devices import actions as devices
from inventory.devices.models import Device, Medium, MediumKind
from inventory.digibank.models import User
from inventory.digibank.numbers import find_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import BRUSSELS
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, NotHere, Refusal
from inventory.foundation.transaction import transaction
from inventory.intake.models import Lot, LotKind
from inventory.journey import Move, NotFromHere, Stage
from inventory.learning import guiding
from inventory.learning.guiding import Guided
from inventory.learning.rules import Trade
from inventory.permissions import Permission
from inventory.places.models import Place, PlaceKind
from inventory.wiping import issuing, queries
from inventory.wiping.bench import AT_THE_BENCH, Match, arrivals, match
from inventory.wiping.categories import Category, Grade, category, reaches
from inventory.wiping.evidence.facts import Technique
from inventory.wiping.evidence.serials import is_usable
from inventory.wiping.evidence.statement import stated
from inventory.wiping.models import Certificate, Finding, FindingState, Means, WipeRun
from inventory.wiping.rules import Verdict, grade_of, judge
from inventory.wiping.spots import free_bench

_NO_GRADE = Grade(Category.NONE, "", "")


class NotAtTheBench(Refusal):
    """The device is somewhere else on its journey, where nothing is wiped."""


class NotClear(Refusal):
    """A chosen report proves no wipe of a medium that is here."""


class UsedAlready(Refusal):
    """This report stands behind an attempt on the same medium already."""


class ServesAnotherDevice(Refusal):
    """A report that names no machine proves the media of one device, never of two."""


class AsksForMore(Refusal):
    """This report tells of a wipe and lacks what would prove it, so it is neither a wipe nor a failure."""


class OwnWork(Refusal):
    """Whoever did the work may not be the one who checks it."""


class AnsweredAlready(Refusal):
    """A second person has looked at this already."""


class NoProof(Refusal):
    """This attempt did not erase anything, so there is nothing to agree with."""


class ExposedSince(Refusal):
    """The device was out of our hands after this attempt, so it proves nothing any more."""


class HasAMedium(Refusal):
    """There is a medium inside, so nobody can say there is none."""


class OnlySealedPurchases(Refusal):
    """Only what came factory-sealed from a shop was never in anyone's hands."""


class NoSuchDevice(Refusal):
    """No device here has this code."""


class OnTheBenchForAReason(Refusal):
    """Something was written down since it came to the bench, or it came there another way."""


class StillOpen(Refusal):
    """A medium still waits for a wipe or for a second person."""


def note_medium(
    actor: Actor, device: Device, *, now: datetime, kind: MediumKind, serial: str = "", model: str = "",
    size_bytes: int | None = None,
) -> Medium:  # fmt: skip
    """Write down a disk that was seen inside: exposed since the device came into our hands."""
    actor.must(Permission.WIPE_RECORD)
    with transaction():
        return devices.add_medium(
            actor, device, now=now, kind=kind, serial=serial, model=model, size_bytes=size_bytes,
            exposed_at=arrivals([device]).get(device.id, now),
        )  # fmt: skip


def start_wipe(actor: Actor, device: Device, *, now: datetime) -> Device:
    """Take a received or returned device to the wiping bench."""
    actor.must(Permission.WIPE_RECORD)
    with transaction():
        devices.move(actor, device, Move.START_WIPE, now=now)
        record(actor, "wiping.started", device, now=now, lap=device.lap)
    return device


def take_to_bench(actor: Actor, device: Device, *, now: datetime) -> Device:
    """Start the wipe, and give the device the next free bench; all benches taken, it stays where it stands."""
    with transaction():
        start_wipe(actor, device, now=now)
        stands_on_one = device.place is not None and device.place.kind is PlaceKind.BENCH
        bench = None if stands_on_one else free_bench()
        if bench is not None and actor.may(Permission.DEVICE_MOVE):
            devices.place(actor, device, bench, now=now)
    return device


def undo_start(actor: Actor, device: Device, *, now: datetime, stood_on: str | None = None) -> Device:
    """Take a device off the wiping bench again, to the stage from which it came.

    `stood_on` is the code of the place where it stood before, "" for nowhere; None leaves it where it is.
    OnTheBenchForAReason once anything was written down of its wipe.
    """
    actor.must(Permission.WIPE_RECORD)
    with transaction():
        if device.stage is not Stage.WIPING:
            raise NotFromHere(stage=device.stage, move=Move.PUT_BACK_RECEIVED)
        came = queries.way_to_the_bench(device)
        if came is None:
            raise OnTheBenchForAReason(code=device.spoken)
        back = Move.PUT_BACK_RETURNED if came.start is Stage.RETURNED else Move.PUT_BACK_RECEIVED
        devices.move(actor, device, back, now=now)
        record(actor, "wiping.start_undone", device, now=now, lap=device.lap)
        code = codes.read(stood_on) if stood_on else None
        where = find_by_code(Place, code) if code is not None else None
        if stood_on is not None and (where is None or not where.closed) and actor.may(Permission.DEVICE_MOVE):
            devices.place(actor, device, where, now=now)
    return device


def record_wipes(actor: Actor, finding_ids: Sequence[int], *, now: datetime) -> list[WipeRun]:
    """Write down the wipes that these findings prove; all of them, or none.

    NotClear when one of them proves nothing, or its medium is not here (any more).
    """
    actor.must(Permission.WIPE_RECORD)
    with transaction():
        runs = []
        guided = guiding.must(actor, Trade.WIPING, now=now)
        for found in match(_waiting(finding_ids)):
            if not found.may_be_recorded:
                raise NotClear(serial=found.finding.serial or found.finding.drive)
            runs.append(_record(actor, found, now, guided))
    return runs


def note_failure(actor: Actor, finding: Finding, *, now: datetime) -> WipeRun:
    """Write down an attempt that did not erase, so that the medium's page tells of it."""
    actor.must(Permission.WIPE_RECORD)
    with transaction():
        [found] = match(_waiting([finding.id]))
        if found.medium is None or not found.is_at_the_bench:
            raise NotClear(serial=found.finding.serial or found.finding.drive)
        if found.asks_for_more:
            raise AsksForMore
        return _record(actor, found, now, guiding.must(actor, Trade.WIPING, now=now))


def _waiting(finding_ids: Sequence[int]) -> list[Finding]:
    found = [db.session.get(Finding, finding_id) for finding_id in dict.fromkeys(finding_ids)]
    if not found or any(one is None or one.state is not FindingState.WAITING for one in found):
        raise NotHere
    return [one for one in found if one is not None]


def _record(actor: Actor, found: Match, now: datetime, guided: Guided) -> WipeRun:
    finding, medium, device = found.finding, found.medium, found.device
    assert medium is not None
    assert device is not None
    _serves_only_this(finding, medium, device)
    if medium.device_id is not None:
        _bring_to_the_bench(actor, device, now)
    # Our own eyes know the kind better than the tool, which often says no more than ATA.
    kind = medium.kind if medium.kind != "other" else finding.kind
    grade = grade_of(found.verdict, found.reasons, kind, finding.technique) if found.may_be_recorded else None
    finding.state = FindingState.RECORDED
    return _write_run(
        actor, device, medium, guided=guided, now=now, means=Means.REPORT, evidence=finding.evidence, finding=finding,
        verdict=found.verdict, technique=finding.technique or Technique.OTHER, grade=grade or _NO_GRADE,
        tool=finding.evidence.tool, tool_version=finding.evidence.tool_version, method=finding.method,
        verification=finding.verification, size_bytes=finding.size_bytes,
        started_at=_moment(finding.clock_started), ended_at=_moment(finding.clock_ended),
        reasons=[str(reason) for reason in found.reasons],
        remarks=[str(remark) for remark in found.remarks], markers=finding.markers,
    )  # fmt: skip


def _serves_only_this(finding: Finding, medium: Medium, device: Device) -> None:
    """One file serves a medium once, and media of several devices only when it names where they all sat."""
    query = select(WipeRun.medium_id, WipeRun.device_id).where(WipeRun.evidence_id == finding.evidence_id)
    served = [(medium_id, device_id) for medium_id, device_id in db.session.execute(query)]
    if any(medium_id == medium.id for medium_id, _device_id in served):
        raise UsedAlready(serial=finding.serial)
    names_its_host = is_usable(finding.host_serial) or is_usable(finding.host_uuid)
    if not names_its_host and any(device_id != device.id for _medium_id, device_id in served):
        raise ServesAnotherDevice(serial=finding.serial)


def _moment(clock: str) -> datetime | None:
    """The tool's clock, which has no zone, taken as a clock in Brussels."""
    return datetime.fromisoformat(clock).replace(tzinfo=BRUSSELS) if clock else None


def _bring_to_the_bench(actor: Actor, device: Device, now: datetime) -> None:
    if device.stage not in AT_THE_BENCH:
        raise NotAtTheBench(stage=device.stage)
    if device.stage is not Stage.WIPING:
        start_wipe(actor, device, now=now)


def _write_run(
    actor: Actor, device: Device, medium: Medium | None, *, guided: Guided, now: datetime, means: Means,
    verdict: Verdict, technique: Technique, grade: Grade, **details: Any,
) -> WipeRun:  # fmt: skip
    run = WipeRun(
        device=device, medium=medium, lap=queries.round_of(medium, device), means=means, verdict=verdict,
        technique=technique, category=grade.category, rule=grade.rule, standard=grade.standard,
        operator=_person(actor), recorded_at=now, **details,
    )  # fmt: skip
    db.session.add(run)
    db.session.flush()  # its id is the trace's
    record(actor, "wiping.recorded", run, now=now, device=device, means=means, verdict=verdict, **guided.told)
    guided.practised(actor, device, run, now=now)
    return run


def _person(actor: Actor) -> User:
    """Who answers for this: never the house on its own."""
    person = db.session.get(User, actor.user_id) if actor.user_id else None
    if person is None:
        raise MayNot(permission=Permission.WIPE_RECORD)
    return person


def record_by_hand(
    actor: Actor, medium: Medium, *, technique: Technique, statement: str, now: datetime
) -> WipeRun:
    """Write down a wipe that no tool reports: erased, never verified, and the attest says so."""
    actor.must(Permission.WIPE_RECORD)
    with transaction():
        device = _home_of(medium)
        if medium.device_id is not None:
            _bring_to_the_bench(actor, device, now)
        word = stated(technique, serial=medium.serial, model=medium.model, kind=medium.kind)
        judgement = judge(word, word.drives[0])
        grade = grade_of(judgement.verdict, judgement.reasons, medium.kind, technique)
        return _write_run(
            actor, device, medium, guided=guiding.must(actor, Trade.WIPING, now=now), now=now,
            means=Means.STATEMENT, verdict=judgement.verdict,
            technique=technique, grade=grade or _NO_GRADE, statement=statement,
            reasons=[str(reason) for reason in judgement.reasons],
            remarks=[str(remark) for remark in judgement.remarks],
        )  # fmt: skip


def record_destruction(actor: Actor, medium: Medium, *, statement: str, now: datetime) -> WipeRun:
    """Say that a medium was destroyed and how; it is no more when a second person has seen it."""
    return _put_out(actor, medium, Means.DESTROYED, Technique.DESTRUCTION, statement, now)


def record_removal(
    actor: Actor, medium: Medium, *, statement: str, now: datetime, where: Place | None = None
) -> WipeRun:
    """Say that a medium was taken out, and where it lies; its need for a wipe goes with it."""
    return _put_out(actor, medium, Means.REMOVED, Technique.REMOVAL, statement, now, where)


def _put_out(
    actor: Actor, medium: Medium, means: Means, technique: Technique, statement: str, now: datetime,
    where: Place | None = None,
) -> WipeRun:  # fmt: skip
    actor.must(Permission.WIPE_RECORD)
    with transaction():
        device = _home_of(medium)
        if medium.device_id is not None:
            _bring_to_the_bench(actor, device, now)
        grade = category(medium.kind, technique) if means is Means.DESTROYED else _NO_GRADE
        return _write_run(
            actor, device, medium, guided=guiding.must(actor, Trade.WIPING, now=now), now=now, means=means,
            verdict=Verdict.NOT_AN_ERASURE, technique=technique, grade=grade, statement=statement,
            place=where,
        )  # fmt: skip


def _home_of(medium: Medium) -> Device:
    """The device in which a medium sits, or sat last."""
    home = db.session.get(Device, medium.device_id or medium.last_device_id or 0)
    if home is None or medium.destroyed_at is not None:
        raise NotHere
    return home


def record_absence(actor: Actor, device: Device, *, statement: str, now: datetime) -> WipeRun:
    """Say that there is no medium in this device; a second person must have looked too."""
    actor.must(Permission.WIPE_RECORD)
    with transaction():
        if devices.media_of(device):
            raise HasAMedium
        _bring_to_the_bench(actor, device, now)
        return _write_run(
            actor, device, None, guided=guiding.must(actor, Trade.WIPING, now=now), now=now,
            means=Means.ABSENT, verdict=Verdict.NOT_AN_ERASURE,
            technique=Technique.ABSENCE, grade=_NO_GRADE, statement=statement,
        )  # fmt: skip


def skip_wipe(actor: Actor, device: Device, *, statement: str, now: datetime) -> Device:
    """A factory-sealed purchase was never in anyone's hands: it skips the bench, with the reason kept."""
    actor.must(Permission.WIPE_VERIFY)
    with transaction():
        lot = db.session.get(Lot, device.lot_id) if device.lot_id else None
        # What was bought refurbished held someone's data once; only an unbroken seal proves otherwise.
        if not device.sealed and not (lot and lot.kind is LotKind.PURCHASE and lot.sealed):
            raise OnlySealedPurchases
        run = _write_run(
            actor, device, None, guided=Guided(Trade.WIPING), now=now, means=Means.SEALED,
            verdict=Verdict.NOT_AN_ERASURE, technique=Technique.OTHER, grade=_NO_GRADE, statement=statement,
        )  # fmt: skip
        for medium in devices.media_of(device):
            devices.mark_clean(actor, medium, now=now, because=run)
        devices.move(actor, device, Move.SKIP_WIPE, now=now)
        record(actor, "wiping.skipped", device, now=now)
    return device


# --- the second person ------------------------------------------------------------------------------


def verify(actor: Actor, run: WipeRun, *, now: datetime, guided: Guided | None = None) -> WipeRun:
    """Agree with what another did. OwnWork, AnsweredAlready, NoProof, ExposedSince when that cannot be.

    `guided` when it is one of several at once: a buddy's word is given for all of them.
    """
    actor.must(Permission.WIPE_VERIFY)
    with transaction():
        _may_answer(actor, run)
        if not run.may_be_verified:
            raise NoProof
        _still_holds(run)
        guiding.check_fresh_eyes(actor.user_id, run)
        guided = guided or guiding.must(actor, Trade.SECOND_LOOK, now=now)
        if guided.buddy_id is not None:
            if guided.buddy_id == run.operator_id:
                raise OwnWork
            guiding.check_fresh_eyes(guided.buddy_id, run)
        run.verified_by, run.verified_at = _person(actor), now
        _apply(actor, run, now)
        record(actor, "wiping.verified", run, now=now, device=run.device, means=run.means, **guided.told)
        guided.practised(actor, run.device, run, now=now)
    return run


def decline(actor: Actor, run: WipeRun, *, reason: str, now: datetime) -> WipeRun:
    """Do not agree with what another did; the medium stays open."""
    actor.must(Permission.WIPE_VERIFY)
    with transaction():
        _may_answer(actor, run)
        run.declined_by, run.declined_at, run.decline_reason = _person(actor), now, reason
        record(actor, "wiping.declined", run, now=now, device=run.device)
    return run


def _may_answer(actor: Actor, run: WipeRun) -> None:
    if run.verified_at is not None or run.declined_at is not None:
        raise AnsweredAlready
    if run.operator_id == actor.user_id:
        raise OwnWork


def _still_holds(run: WipeRun) -> None:
    device, medium = run.device, run.medium
    if medium is None:
        if devices.media_of(device):
            raise HasAMedium
    elif medium.destroyed_at is not None:
        raise AnsweredAlready
    elif run.recorded_at < medium.exposed_at:
        raise ExposedSince
    if run.lap != device.lap and (medium is None or medium.device_id is not None):
        raise ExposedSince


def _apply(actor: Actor, run: WipeRun, now: datetime) -> None:
    """What the second person's word makes of the medium."""
    medium = run.medium
    if medium is None:
        return
    if run.means is Means.DESTROYED:
        devices.destroy_medium(actor, medium, now=now)
    elif run.means is Means.REMOVED:
        devices.remove_medium(actor, medium, now=now, where=run.place)
    elif reaches(run.category, queries.minimum_of(run)):
        # A wipe that reaches less than its giver asks is true and not enough: the medium stays as it was.
        devices.mark_clean(actor, medium, now=now, because=run)


def verify_all(actor: Actor, runs: Sequence[WipeRun], *, now: datetime) -> list[Certificate]:
    """Agree with several attempts at once, and finish every device on which nothing waits any more.

    A disk outside a device that is closed by it gets an attest of its own.
    """
    actor.must(Permission.WIPE_VERIFY)
    certificates = []
    with transaction():
        guided = guiding.must(actor, Trade.SECOND_LOOK, now=now)
        for run in runs:
            medium = run.medium
            is_loose = medium is not None and medium.device_id is None
            verify(actor, run, now=now, guided=guided)
            if medium is not None and is_loose and medium.is_clean:
                certificates.append(issuing.issue(actor, run.device, medium=medium, now=now))
        for device in dict.fromkeys(run.device for run in runs):
            if device.stage is Stage.WIPING and not queries.picture_of(device).blockers:
                certificates.append(finish(actor, device, now=now))
    return certificates


def finish(actor: Actor, device: Device, *, now: datetime) -> Certificate:
    """Every medium is closed: the device is wiped, and an attest says so. StillOpen when one is not."""
    actor.must(Permission.CERTIFICATE_ISSUE)
    with transaction():
        blockers = queries.picture_of(device).blockers
        if blockers:
            raise StillOpen(because=blockers[0])
        certificate = issuing.issue(actor, device, now=now)
        devices.move(actor, device, Move.FINISH_WIPE, now=now, because=certificate)
        record(actor, "wiping.finished", device, now=now, certificate=str(certificate.code))
    return certificate
