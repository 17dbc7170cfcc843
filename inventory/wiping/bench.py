"""The bench: takes in what tools reported, and lays it beside the media that stand here.

A report meets a medium by its serial and by nothing else. What meets none waits, and a person is asked to
scan the device it belongs to; what meets two is never guessed at.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from inventory.devices.models import Device, Medium, Passage, serial_key
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import local
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal, Unreadable
from inventory.foundation.tenancy import row_here
from inventory.foundation.transaction import transaction
from inventory.intake.models import Lot
from inventory.journey import Move, Stage
from inventory.permissions import Permission
from inventory.wiping.evidence.facts import Drive, EvidenceReport
from inventory.wiping.evidence.people import must_name_nobody
from inventory.wiping.evidence.reading import PARSER_VERSION, read_evidence
from inventory.wiping.evidence.text import TellsOfNoWipe, print_of, text_of
from inventory.wiping.meeting import HostAgreement, Known, host_agreement, is_old, reasons_against
from inventory.wiping.models import Evidence, Finding, FindingState, Station, WipeRun
from inventory.wiping.next_steps import NextStep, Standing, next_step, step_after
from inventory.wiping.reasons import Reason
from inventory.wiping.rules import ACCEPTABLE, ASKS_FOR_MORE, Remark, Verdict, judge, serial_of, weigh

#: a USB stick of a busy week
MOST_FILES = 60
#: where a device is while its media may be wiped
AT_THE_BENCH = frozenset({Stage.RECEIVED, Stage.RETURNED, Stage.WIPING})


class TooManyReports(Refusal):
    """More files at once than one look can take in."""

    status = 422


class NothingToBindBy(Refusal):
    """The report gives no serial number, so it can belong to any drive."""


class SetAsideAlready(Refusal):
    """Somebody dealt with this report already."""


@dataclass(frozen=True)
class FileRead:
    """What came of one file: what is held of each disk in it, or why we cannot read it."""

    file_name: str
    report: EvidenceReport | None = None
    #: one per disk in the report, in its order, whether this file told it or one before it
    findings: tuple[Finding, ...] = ()
    #: those that this file told first
    fresh: tuple[Finding, ...] = ()
    refused: Unreadable | None = None


@dataclass
class Intake:
    """What came of one drop of files, file by file."""

    files: list[FileRead] = field(default_factory=list)

    @property
    def taken(self) -> list[Finding]:
        """What is new."""
        return [finding for file in self.files for finding in file.fresh]

    @property
    def known(self) -> list[str]:
        """Names of files that told nothing new."""
        return [file.file_name for file in self.files if not file.refused and not file.fresh]

    @property
    def unreadable(self) -> list[tuple[str, Unreadable]]:
        """Name of the file, and why we cannot read it."""
        return [(file.file_name, file.refused) for file in self.files if file.refused]


def take_evidence(actor: Actor, files: Sequence[tuple[str, bytes]], *, now: datetime) -> Intake:
    """Read the reports in `files` (name, bytes) and keep what is new. Nothing is wiped by this alone.

    A file that cannot be read, or that holds a national number, is told and not kept; the others are.
    """
    actor.must(Permission.EVIDENCE_SEND)
    if len(files) > MOST_FILES:
        raise TooManyReports(most=MOST_FILES, field="files")
    readings = [_reading(file_name, content) for file_name, content in files]
    if all(reading.refused for reading in readings):
        return Intake(readings)
    with transaction():
        kept = [
            reading if reading.report is None else _keep(actor, reading, content, reading.report, now)
            for reading, (_name, content) in zip(readings, files, strict=True)
        ]
    return Intake(kept)


def _reading(file_name: str, content: bytes) -> FileRead:
    """What one file says, before anything of it is kept."""
    try:
        report = _telling(read_evidence(content, file_name))
        must_name_nobody(text_of(content))
    except Unreadable as refused:
        return FileRead(file_name, refused=refused)
    return FileRead(file_name, report)


def _telling(report: EvidenceReport) -> EvidenceReport:
    """The report, when it tells of a wipe at all; a hardware report belongs at the intake."""
    if all(drive.technique is None for drive in report.drives):
        raise TellsOfNoWipe(tool=report.tool)
    return report


def _keep(actor: Actor, reading: FileRead, content: bytes, report: EvidenceReport, now: datetime) -> FileRead:
    """Keep the file and what it says of each drive that we have not heard before."""
    sha256, words = hashlib.sha256(content).hexdigest(), print_of(content)
    told = [fingerprint(report, drive, words) for drive in report.drives]
    query = select(Finding).where(Finding.fingerprint.in_(told))
    held = {finding.fingerprint: finding for finding in db.session.execute(query).scalars()}
    drives = dict(zip(told, report.drives, strict=True))
    fresh = {print_: drive for print_, drive in drives.items() if print_ not in held}
    if fresh:
        station = station_of(actor)
        known = db.session.execute(select(Evidence).where(Evidence.sha256 == sha256)).scalar_one_or_none()
        evidence = known or Evidence(
            sha256=sha256, file_name=reading.file_name[:120], content=content, tool=report.tool[:40],
            tool_version=(report.tool_version or "")[:40], parser_version=PARSER_VERSION,
            received_at=now, received_by_id=actor.user_id, station=station,
        )  # fmt: skip
        db.session.add(evidence)
        held |= {print_: _finding(report, drive, print_, evidence) for print_, drive in fresh.items()}
        db.session.add_all(held[print_] for print_ in fresh)
        db.session.flush()  # its id is the trace's
        record(
            actor, "wiping.evidence_taken", evidence, now=now, sha256=sha256, drives=len(fresh),
            station=station.id if station else None,
        )  # fmt: skip
    return replace(
        reading,
        findings=tuple(held[print_] for print_ in told),
        fresh=tuple(held[print_] for print_ in fresh),
    )


def station_of(actor: Actor) -> Station | None:
    """The station that this is, or None for a person and for the house."""
    if actor.kind != "station":
        return None
    return db.session.execute(select(Station).where(Station.token_id == actor.token_id)).scalar_one()


def fingerprint(report: EvidenceReport, drive: Drive, content_print: str) -> str:
    """The same for the same run, however its file is named or retyped; bound to the words of the file where
    it tells no serial or hour."""
    serial = serial_of(drive)
    what = [str(report.form), drive.method or ""]
    if serial and drive.started_at:
        what += [serial_key(serial), str(drive.started_at), str(drive.ended_at), *map(str, drive.sizes)]
    else:
        what += [content_print, drive.device]
    return hashlib.sha256("|".join(what).encode()).hexdigest()


def _finding(report: EvidenceReport, drive: Drive, print_: str, evidence: Evidence) -> Finding:
    judgement, serial = judge(report, drive), serial_of(drive) or ""
    return Finding(
        evidence=evidence,
        fingerprint=print_,
        drive=drive.device[:60],
        serial=serial[:80],
        serial_key=serial_key(serial)[:80],
        model=(drive.model or "")[:120],
        kind=drive.kind,
        size_bytes=drive.sizes[0] if len(drive.sizes) == 1 and drive.sizes[0] < 2**62 else None,
        technique=drive.technique,
        method=(drive.method or "")[:80],
        verification=str(drive.verification) if drive.verification else "",
        clock_started=drive.started_at.isoformat() if drive.started_at else "",
        clock_ended=drive.ended_at.isoformat() if drive.ended_at else "",
        host_serial=(report.host.serial or "")[:100],
        host_uuid=(report.host.uuid or "")[:100],
        verdict=judgement.verdict,
        reasons=[str(reason) for reason in judgement.reasons],
        remarks=[str(remark) for remark in judgement.remarks],
        markers=[asdict(marker) for marker in judgement.markers],
        state=FindingState.WAITING,
    )


# --- a finding beside the medium it speaks of -------------------------------------------------------


@dataclass(frozen=True)
class Match:
    """What a report says of one drive, laid beside what stands here."""

    finding: Finding
    medium: Medium | None
    device: Device | None
    #: more than one medium here bears this serial
    is_ambiguous: bool
    reasons: tuple[Reason, ...]
    verdict: Verdict
    host: HostAgreement
    #: the report came in long after the wipe
    is_old: bool = False

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What stays to be said beside the verdict."""
        told = [Remark(remark) for remark in self.finding.remarks]
        if self.host is HostAgreement.OTHER:
            told.append(Remark.WIPED_IN_ANOTHER_MACHINE)
        if self.finding.medium_id is not None:
            told.append(Remark.BOUND_BY_HAND)
        if self.is_old:
            told.append(Remark.OLD_REPORT)
        return tuple(told)

    @property
    def is_at_the_bench(self) -> bool:
        """Is the medium where it may be wiped: in a device at the bench, or on its own?"""
        if self.medium is None:
            return False
        return self.medium.device_id is None or (
            self.device is not None and self.device.stage in AT_THE_BENCH
        )

    @property
    def may_be_recorded(self) -> bool:
        """Can this become an attempt that a second person may accept?"""
        return self.is_at_the_bench and self.verdict in ACCEPTABLE and not self.asks_for_more

    @property
    def asks_for_more(self) -> bool:
        """Does it tell of a wipe, and leave out what would let anyone believe it?"""
        return self.verdict in ACCEPTABLE and bool(ASKS_FOR_MORE & set(self.reasons))

    @property
    def is_ready(self) -> bool:
        """Recordable without any question: the row that is ticked beforehand."""
        return self.may_be_recorded and self.host is not HostAgreement.OTHER and not self.is_old

    @property
    def next_step(self) -> NextStep:
        """The one thing to do with it, as long as nobody wrote it down."""
        return next_step(
            Standing(
                self.verdict,
                has_serial=bool(self.finding.serial_key),
                is_known=self.medium is not None,
                is_ambiguous=self.is_ambiguous,
                is_at_the_bench=self.is_at_the_bench,
                asks_for_more=self.asks_for_more,
                is_ready=self.is_ready,
            )
        )


def waiting(limit: int = 200) -> list[Match]:
    """What lies on the bench, problems first, oldest first among equals."""
    query = (
        select(Finding)
        .where(Finding.state == FindingState.WAITING)
        .options(
            joinedload(Finding.evidence)
            .joinedload(Evidence.station)
            .options(joinedload(Station.token), joinedload(Station.place))
        )
        .order_by(Finding.id)
        .limit(limit)
    )
    matches = match(db.session.execute(query).scalars().all())
    return sorted(matches, key=lambda one: (one.is_ready, one.may_be_recorded, one.verdict in ACCEPTABLE))


def match(findings: Iterable[Finding]) -> list[Match]:
    """Lay each finding beside its medium; five queries, however many findings."""
    findings = list(findings)
    keys = {finding.serial_key for finding in findings if finding.serial_key}
    pointed = {finding.medium_id for finding in findings if finding.medium_id}
    query = select(Medium).where(
        (Medium.serial_key.in_(keys) & Medium.destroyed_at.is_(None)) | Medium.id.in_(pointed)
    )
    media = list(db.session.execute(query).scalars()) if keys or pointed else []
    homes = {medium.device_id or medium.last_device_id for medium in media} - {None}
    devices = {
        device.id: device
        for device in db.session.execute(select(Device).where(Device.id.in_(homes))).scalars()
    }
    arrived = arrivals(devices.values())
    reports = select(Evidence).where(Evidence.id.in_({finding.evidence_id for finding in findings}))
    received = {evidence.id: evidence.received_at for evidence in db.session.execute(reports).scalars()}
    copies = _copies(findings)
    return [
        _match(finding, media, devices, arrived, received[finding.evidence_id], is_copy=finding.id in copies)
        for finding in findings
    ]


@dataclass(frozen=True)
class Told:
    """One line of what a drop brought: a disk in a file, or a file that was not taken."""

    file_name: str
    match: Match | None = None
    next_step: NextStep | None = None
    is_known: bool = False
    refused: Unreadable | None = None


def told_of(intake: Intake) -> list[Told]:
    """File by file and disk by disk: what it proves and the one next step. What was not taken comes first."""
    findings = dict.fromkeys(finding for file in intake.files for finding in file.findings)
    matches = match(findings)
    steps, laid = next_steps(matches), {one.finding.id: one for one in matches}
    told = [Told(file.file_name, refused=file.refused) for file in intake.files if file.refused]
    for file in intake.files:
        for finding in dict.fromkeys(file.findings):
            told.append(
                Told(file.file_name, laid[finding.id], steps[finding.id], is_known=finding not in file.fresh)
            )
    return told


def next_steps(matches: Sequence[Match]) -> dict[int, NextStep]:
    """The one next step per id of a finding, also for what was written down or put away meanwhile."""
    written = [one.finding.id for one in matches if one.finding.state is FindingState.RECORDED]
    query = select(WipeRun).where(WipeRun.finding_id.in_(written))
    runs = {run.finding_id: run for run in db.session.execute(query).scalars()} if written else {}
    return {one.finding.id: _step_of(one, runs.get(one.finding.id)) for one in matches}


def _step_of(match: Match, run: WipeRun | None) -> NextStep:
    if match.finding.state is FindingState.WAITING:
        return match.next_step
    if run is None:
        return NextStep.NOTHING
    return step_after(waits_for_second=run.is_open, is_agreed=run.verified_at is not None)


def _copies(findings: list[Finding]) -> set[int]:
    """Findings that tell of the same machine, to the second the same hours as another file did before them, and
    of another disk: one log, retyped with another serial number."""
    hours = {finding.clock_started for finding in findings if finding.clock_started}
    query = select(Finding).where(Finding.clock_started.in_(hours), Finding.host_serial != "")
    told: dict[tuple[str, str, str], list[Finding]] = {}
    for one in db.session.execute(query).scalars() if hours else ():
        told.setdefault((one.host_serial, one.clock_started, one.clock_ended), []).append(one)
    return {
        finding.id
        for finding in findings
        for other in told.get((finding.host_serial, finding.clock_started, finding.clock_ended), ())
        if other.id < finding.id
        and other.evidence_id != finding.evidence_id
        and other.serial_key != finding.serial_key
    }


def _match(
    finding: Finding,
    media: list[Medium],
    devices: dict[int, Device],
    arrived: dict[int, datetime],
    received_at: datetime,
    *,
    is_copy: bool,
) -> Match:
    if finding.medium_id is not None:
        candidates = [medium for medium in media if medium.id == finding.medium_id]
    else:
        candidates = [
            medium for medium in media if finding.serial_key and medium.serial_key == finding.serial_key
        ]
    medium = candidates[0] if len(candidates) == 1 else None
    home = (medium.device_id or medium.last_device_id) if medium else None
    device = devices.get(home) if home else None
    told = tuple(Reason(reason) for reason in finding.reasons)
    against = _against(finding, medium, arrived.get(device.id) if device else None, received_at)
    if is_copy and finding.verdict in ACCEPTABLE:
        against = (*against, Reason.RUN_OF_ANOTHER_DISK)
    reasons = tuple(dict.fromkeys([*told, *against]))
    return Match(
        finding,
        medium,
        device,
        is_ambiguous=len(candidates) > 1,
        reasons=reasons,
        verdict=weigh(reasons),
        host=host_agreement(
            finding.host_serial,
            finding.host_uuid,
            device.serial if device else None,
            device.uuid if device else None,
        ),
        is_old=is_old(_hour(finding.clock_ended), _clock(received_at)),
    )


def _against(
    finding: Finding, medium: Medium | None, arrived_at: datetime | None, received_at: datetime
) -> tuple[Reason, ...]:
    """What our own records hold against a report that was believed by itself."""
    if medium is None or finding.verdict not in ACCEPTABLE:
        return ()
    known = Known(
        exposed_at=_clock(arrived_at or medium.exposed_at),
        received_at=_clock(received_at),
        size_bytes=medium.size_bytes,
    )
    return reasons_against(
        known,
        size_bytes=finding.size_bytes,
        started_at=_hour(finding.clock_started),
        ended_at=_hour(finding.clock_ended),
    )


def _hour(clock: str) -> datetime | None:
    """The tool's own clock, which has no zone."""
    return datetime.fromisoformat(clock) if clock else None


def _clock(moment: datetime) -> datetime:
    """As a clock in Brussels without a zone, to hold against a tool's clock."""
    return local(moment).replace(tzinfo=None)


def arrivals(devices: Iterable[Device]) -> dict[int, datetime]:
    """Since when each device is in our hands in this round: a wipe before that wiped something else.

    For a gift that is when the giver handed it over, which may be days before it was scanned.
    """
    devices = list(devices)
    query = (
        select(Passage.device_id, func.max(Passage.passed_at))
        .where(
            Passage.device_id.in_([device.id for device in devices]),
            Passage.move.in_([Move.RECEIVE, Move.TAKE_BACK, Move.FIND]),
        )
        .group_by(Passage.device_id)
    )
    arrived = {device_id: _aware(moment) for device_id, moment in db.session.execute(query)}
    lots = {device.lot_id for device in devices if device.lap == 1 and device.lot_id}
    given_on = select(Lot.id, Lot.handed_over_at).where(Lot.id.in_(lots))
    handed = {row[0]: row[1] for row in db.session.execute(given_on)} if lots else {}
    for device in devices:
        given = handed.get(device.lot_id) if device.lap == 1 and device.lot_id else None
        if given and device.id in arrived:
            arrived[device.id] = min(given, arrived[device.id])
    return arrived


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


# --- what a person answers --------------------------------------------------------------------------


def get_finding(finding_id: int) -> Finding:
    """The finding, or NotHere."""
    return row_here(Finding, finding_id)


def point_out(actor: Actor, finding: Finding, device: Device, *, now: datetime) -> Medium:
    """A person scanned the device in which this drive sits. The drive becomes known there.

    A medium that was seen inside without a serial gets this one; else a new medium is written down. The
    attest says that a person bound it, and a second person looks at it.
    """
    from inventory.devices.actions import add_medium, media_of
    from inventory.devices.models import MediumKind

    actor.must(Permission.WIPE_RECORD)
    with transaction():
        if finding.state is not FindingState.WAITING:
            raise SetAsideAlready
        if not finding.serial_key:
            raise NothingToBindBy
        inside = media_of(device)
        medium = next((one for one in inside if one.serial_key == finding.serial_key), None)
        nameless = [one for one in inside if not one.serial_key]
        if medium is None and len(nameless) == 1:
            medium = nameless[0]
            medium.serial = finding.serial
        if medium is None:
            exposed_at = arrivals([device]).get(device.id, now)
            medium = add_medium(
                actor, device, now=now, kind=MediumKind(finding.kind), serial=finding.serial,
                model=finding.model, size_bytes=finding.size_bytes, exposed_at=exposed_at,
            )  # fmt: skip
        finding.medium = medium
        record(actor, "wiping.report_bound", finding, now=now, device=device, medium=medium.id)
    return medium


def set_aside(actor: Actor, finding: Finding, *, now: datetime) -> Finding:
    """Put a report away that belongs to nothing here. It stays kept; it only leaves the bench."""
    actor.must(Permission.WIPE_RECORD)
    with transaction():
        if finding.state is not FindingState.WAITING:
            raise SetAsideAlready
        finding.state = FindingState.SET_ASIDE
        record(actor, "wiping.report_set_aside", finding, now=now)
    return finding
