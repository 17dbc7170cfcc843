"""Packing an auditor's dossier: written straight into a file, one paper after the other, never the whole in memory.

What lies in it is about the giver's own data and nobody else's: papers and reports of the first round only, and a
report that also tells of disks of another giver, or of a later round, stays out and is named.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from inventory.agreements.queries import paper_of as signed_paper_of
from inventory.devices.models import Device, Medium
from inventory.dossiers import custody, gathering
from inventory.dossiers.models import LotAttest, LotAttestPaper
from inventory.dossiers.rules import own_reports
from inventory.dossiers.statement import canonical as lot_canonical
from inventory.dossiers.statement import from_snapshot as lot_from_snapshot
from inventory.foundation.clock import local
from inventory.foundation.database import db
from inventory.foundation.forms import clean_file_name
from inventory.foundation.listing import harmless
from inventory.intake.models import Lot, Manifest
from inventory.recycling.models import RecyclerReceipt
from inventory.seals import actions as seals
from inventory.wiping.attest import canonical, from_snapshot
from inventory.wiping.models import Certificate, CertificatePaper, Evidence, Finding, WipeRun
from inventory.wording import say

#: told how many files are in, of how many
Tell = Callable[[int, int], None]
_CHUNK = 1 << 20


@dataclass
class _Packer:
    """A ZIP in the making, and the fingerprint of everything that went in."""

    archive: zipfile.ZipFile
    moment: datetime
    sums: list[tuple[str, str]] = field(default_factory=list)

    def put(self, name: str, content: bytes) -> None:
        """A file that is there as a whole."""
        self.archive.writestr(self._about(name), content)
        self.sums.append((hashlib.sha256(content).hexdigest(), name))

    @contextmanager
    def table(self, name: str, headings: Iterable[str]) -> Iterator[Callable[[Iterable[Any]], None]]:
        """A CSV that is written row by row, as Belgian spreadsheets expect it."""
        digest, line = hashlib.sha256(), io.StringIO("\ufeff")
        line.seek(0, io.SEEK_END)
        writer = csv.writer(line, delimiter=";")
        with self.archive.open(self._about(name), "w", force_zip64=True) as file:

            def write(row: Iterable[Any]) -> None:
                writer.writerow([harmless(cell) for cell in row])
                written = line.getvalue().encode()
                file.write(written)
                digest.update(written)
                line.seek(0)
                line.truncate()

            write(headings)
            yield write
        self.sums.append((digest.hexdigest(), name))

    def finish(self) -> None:
        """The list of fingerprints, as `sha256sum --check` reads it."""
        listed = "".join(f"{digest}  {name}\n" for digest, name in sorted(self.sums, key=lambda one: one[1]))
        self.archive.writestr(self._about("SHA256SUMS"), listed)

    def _about(self, name: str) -> zipfile.ZipInfo:
        """Every file bears the moment at which the dossier was asked for, so that packing it again gives the same."""
        about = zipfile.ZipInfo(name, local(self.moment).timetuple()[:6])
        about.compress_type = zipfile.ZIP_DEFLATED
        about.external_attr = 0o600 << 16
        return about


def pack(lot_id: int, locale: str, file: IO[bytes], *, moment: datetime, tell: Tell) -> None:
    """Write the dossier of a lot into this file. `tell` may end the transaction, so ids are held and not rows."""
    with (
        force_locale(locale),
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive,
    ):
        packer = _Packer(archive, moment)
        steps = _steps(packer, lot_id, locale)
        for number, step in enumerate(steps):
            tell(number, len(steps))
            step()
        packer.finish()
        tell(len(steps), len(steps))


def _steps(packer: _Packer, lot_id: int, locale: str) -> list[Callable[[], None]]:
    """Everything that goes in, each as a step that reads, writes and forgets."""
    steps: list[Callable[[], None]] = []
    lot_attests = _ids(select(LotAttest.id).where(LotAttest.lot_id == lot_id).order_by(LotAttest.id))
    steps += [lambda one=one: _lot_attest(packer, one, locale) for one in lot_attests]  # type: ignore[misc]  # a bound default
    certificates = _ids(
        select(Certificate.id)
        .join(Device, Device.id == Certificate.device_id)
        .where(Device.lot_id == lot_id, Certificate.lap == 1)
        .order_by(Certificate.id)
    )
    steps += [lambda one=one: _certificate(packer, one, locale) for one in certificates]  # type: ignore[misc]
    own, mixed = _reports(lot_id)
    steps += [lambda one=one: _report(packer, one) for one in own]  # type: ignore[misc]
    steps += [
        lambda: _index(packer, lot_id),
        lambda: _receipt(packer, lot_id),
        lambda: _agreements(packer, lot_id),
        lambda: _manifests(packer, lot_id),
        lambda: _recyclers(packer, lot_id),
        lambda: _custody(packer, lot_id),
        lambda: _seals(packer),
        lambda: _read_me(packer, lot_id, mixed),
    ]
    return steps


def _ids(query: Any) -> list[int]:
    return list(db.session.execute(query).scalars())


def _lot_attest(packer: _Packer, attest_id: int, locale: str) -> None:
    """The attest of the whole lot, in the language that was asked for, and its facts."""
    query = select(LotAttest.code_serial, LotAttest.snapshot).where(LotAttest.id == attest_id)
    _serial, snapshot = db.session.execute(query).one()
    statement = lot_from_snapshot(snapshot)
    paper = select(LotAttestPaper.content).where(
        LotAttestPaper.lot_attest_id == attest_id, LotAttestPaper.locale == locale
    )
    content = db.session.execute(paper).scalar_one_or_none()
    if content is not None:
        packer.put(f"lot/{statement.code}.pdf", content)
    packer.put(f"lot/{statement.code}.json", lot_canonical(statement))


def _certificate(packer: _Packer, certificate_id: int, locale: str) -> None:
    """The attest of one device, and its facts."""
    snapshot = db.session.execute(
        select(Certificate.snapshot).where(Certificate.id == certificate_id)
    ).scalar_one()
    attest = from_snapshot(snapshot)
    paper = select(CertificatePaper.content).where(
        CertificatePaper.certificate_id == certificate_id, CertificatePaper.locale == locale
    )
    content = db.session.execute(paper).scalar_one_or_none()
    if content is not None:
        packer.put(f"attests/{attest.code}.pdf", content)
    packer.put(f"attests/{attest.code}.json", canonical(attest))


def _reports(lot_id: int) -> tuple[list[int], list[int]]:
    """The reports that tell of disks of this lot alone; and those that tell of others too."""
    run = (
        select(WipeRun.evidence_id, WipeRun.finding_id)
        .join(Device, Device.id == WipeRun.device_id)
        .where(Device.lot_id == lot_id, WipeRun.lap == 1, WipeRun.evidence_id.is_not(None))
    )
    runs = list(db.session.execute(run.order_by(WipeRun.evidence_id)))
    reports = list(dict.fromkeys(row[0] for row in runs if row[0] is not None))
    devices = select(Device.id).where(Device.lot_id == lot_id)
    media = select(Medium.serial_key).where(
        Medium.device_id.in_(devices) | Medium.last_device_id.in_(devices), Medium.serial_key != ""
    )
    serials = set(db.session.execute(media).scalars())
    told: list[tuple[int, int, str, bool]] = []
    for start in range(0, len(reports), 500):
        findings = (
            select(Finding.evidence_id, Finding.id, Finding.serial_key, WipeRun.id.is_not(None))
            .outerjoin(WipeRun, WipeRun.finding_id == Finding.id)
            .where(Finding.evidence_id.in_(reports[start : start + 500]))
        )
        told += [(row[0], row[1], row[2], row[3]) for row in db.session.execute(findings)]
    return own_reports(reports, told, own_findings={row[1] for row in runs}, own_serials=serials)


def _report(packer: _Packer, evidence_id: int) -> None:
    """A report of a wiping program, byte for byte as it came."""
    query = select(Evidence.file_name, Evidence.sha256, Evidence.content).where(Evidence.id == evidence_id)
    name, sha256, content = db.session.execute(query).one()
    packer.put(f"evidence/{sha256[:12]}-{clean_file_name(name)}", content)


def _lot_of(lot_id: int) -> Lot:
    return db.session.get_one(Lot, lot_id)


def _index(packer: _Packer, lot_id: int) -> None:
    """Which attest is about which device, and what each is worth today."""
    lot = _lot_of(lot_id)
    gathered = gathering.Gathered(lot, with_facts=False)
    headings = (
        _("Certificate"), _("Our number"), _("Serial number"), _("Number at the donor"), _("Issued"), _("State"),
        _("Since"), _("Reason"),
    )  # fmt: skip
    with packer.table("attests.csv", headings) as write:
        for one in gathering.attests_of(lot):
            write((str(one.code), str(lot.code), "", "", one.issued_at.isoformat(), *_state(one)))
        for device in gathered.devices:
            about = (str(device.code), device.serial, device.donor_asset_number)
            for certificate in gathered.certificates.get(device.id, ()):
                issued = certificate.issued_at.isoformat()
                write((str(certificate.code), *about, issued, *_state(certificate)))
        for loose in gathered.of_media:
            disk = loose.medium.serial if loose.medium else ""
            about = (str(loose.device.code), disk, "")
            write((str(loose.code), *about, loose.issued_at.isoformat(), *_state(loose)))


def _state(one: Certificate | LotAttest) -> tuple[str, str, str]:
    change = one.last_change
    return say(one.state), change.changed_at.isoformat() if change else "", change.reason if change else ""


def _receipt(packer: _Packer, lot_id: int) -> None:
    """The giver's receipt, with both signatures, as it was made when the lot was closed."""
    content = db.session.execute(select(Lot.receipt).where(Lot.id == lot_id)).scalar_one()
    if content:
        packer.put("receipt.pdf", content)


def _agreements(packer: _Packer, lot_id: int) -> None:
    """The agreements under which it came, as they were signed."""
    lot = _lot_of(lot_id)
    for agreement in (lot.donation, lot.processing):
        content = signed_paper_of(agreement) if agreement else None
        if agreement and content:
            packer.put(f"agreements/{agreement.reference}.pdf", content)


def _manifests(packer: _Packer, lot_id: int) -> None:
    """What changed hands, as both signed it; each time it was signed."""
    query = select(Manifest.number, Manifest.paper).where(Manifest.lot_id == lot_id).order_by(Manifest.number)
    for number, content in db.session.execute(query):
        packer.put(f"manifest-{number}.pdf", content)


def _recyclers(packer: _Packer, lot_id: int) -> None:
    """The papers of who took what could not be used again."""
    query = select(RecyclerReceipt.file_name, RecyclerReceipt.sha256, RecyclerReceipt.content)
    query = query.where(RecyclerReceipt.lot_id == lot_id).order_by(RecyclerReceipt.id)
    for name, sha256, content in db.session.execute(query):
        # A photo was drawn anew, and is a JPEG whatever it was called when it came.
        kind = ".pdf" if content.startswith(b"%PDF-") else ".jpg"
        packer.put(f"recycler/{sha256[:12]}-{clean_file_name(Path(name).stem)}{kind}", content)


def _custody(packer: _Packer, lot_id: int) -> None:
    """Every move, who by function, and when."""
    with packer.table("custody.csv", custody.headings()) as write:
        for row in custody.rows(lot_id):
            write(row)


def _seals(packer: _Packer) -> None:
    """The public parts of the seals, with which anyone checks the papers."""
    for seal in seals.every():
        packer.put(f"seals/leenkring-{seal.key_id}.pem", seal.pem.encode())


def _read_me(packer: _Packer, lot_id: int, mixed: list[int]) -> None:
    lot = _lot_of(lot_id)
    lines = [
        _("Dossier about the gift %(lot)s of %(donor)s", lot=lot.spoken, donor=lot.partner.name),
        _("Made on %(moment)s.", moment=local(packer.moment).isoformat(timespec="minutes")),
        "",
        _("lot/: the certificate of the whole gift, as PDF and as facts for a machine."),
        _("attests/: the certificate of each device. attests.csv says what each is worth today."),
        _("evidence/: the reports of the wiping programs, byte for byte as they came."),
        _("receipt.pdf: the receipt for the gift, when the lot was closed."),
        _("agreements/: the agreements under which it came, as they were signed."),
        _("manifest-1.pdf: what changed hands, signed by both; a number for each time it was signed."),
        _("recycler/: the receipts of who took what could not be used again."),
        _("custody.csv: who did what, and when, from the journal; people by their function."),
        _("seals/: the public keys with which the certificates are checked."),
        _("SHA256SUMS: the fingerprint of every file; check them with: sha256sum --check SHA256SUMS"),
        "",
        _(
            "All of this is about the donor's own data. Where a device went afterwards, and to whom, is not told."
        ),
    ]
    if mixed:
        lines += [
            "",
            _("These reports also tell of disks of others. They stay with us, and can be seen on request:"),
        ]
        query = select(Evidence.file_name, Evidence.sha256).where(Evidence.id.in_(mixed[:500]))
        found = db.session.execute(query.order_by(Evidence.id))
        lines += [f"{row.sha256}  {clean_file_name(row.file_name)}" for row in found]
    packer.put("README.txt", ("\n".join(lines) + "\n").encode())


def fingerprint(path: Path) -> tuple[str, int]:
    """The SHA-256 and the size of a file, read in pieces."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size
