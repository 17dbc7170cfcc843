"""How quick the long papers are: the attest and the dossier of a whole gift, and what memory they take.

    python tools/bench.py --papers              gifts of 50 and of 500 devices, on SQLite
    python tools/bench.py --papers --lots 20 40

Held against a bare reportlab table of the same texts with a bare pyHanko signature, and against a bare ZIP of the
same files, in the same process. Each gift is measured in a process of its own, so that its peak of memory is its
own: the kernel's high-water mark, beyond what the process took when it was warm.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))
_MB = 1024.0


def seconds(deed: Callable[[], Any]) -> tuple[float, float, Any]:
    """How long a deed takes, how many megabytes it took at its peak, and what came of it."""
    before = _memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the high-water mark begins anew
    begin = time.perf_counter()
    result = deed()
    return time.perf_counter() - begin, max(0.0, _memory("VmHWM") - before), result


def _memory(name: str) -> float:
    """A line of the kernel's own count of this process, in megabytes."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / _MB
    raise RuntimeError(f"this kernel does not tell {name}")


# --- the bare ones ----------------------------------------------------------------------------------


def bare_paper(statement: Any) -> bytes:
    """What one writes first with reportlab: a table of paragraphs with a head on each page."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    style = getSampleStyleSheet()["BodyText"]
    style.fontSize, style.leading = 7.6, 9.5
    rows: list[list[Any]] = [["Device", "Disk", "Erasure", "People"]]
    for device in statement.devices:
        for line in device.lines:
            texts = (
                f"{device.code} {device.name} {device.serial} {device.attest_code} {device.attest_sha256['nl']}",
                f"{line.kind} {line.size_bytes} {line.maker} {line.model} {line.serial} {line.interface}",
                f"{line.method} {line.category} {line.standard} {line.tool} {line.tool_version} "
                f"{line.evidence_file} {line.evidence_sha256}",
                f"{line.operator} {line.recorded_at} {line.verifier} {line.verified_at}",
            )
            rows.append([Paragraph(text, style) for text in texts])
    out = BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build([Table(rows, colWidths=[120, 100, 160, 100], repeatRows=1)])
    return out.getvalue()


def bare_signature(pdf: bytes, pair: Any) -> bytes:
    """What one writes first with pyHanko: its own signer, its own defaults."""
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives import serialization
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    der = serialization.Encoding.DER
    key = pair.sealing.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(pair.certificates[0].public_bytes(der)),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=SimpleCertificateStore(),
    )
    meta = signers.PdfSignatureMetadata(field_name="Signature")
    out = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), meta, signer=signer)
    return out.getvalue()


def bare_zip(folder: Path, files: list[tuple[str, bytes]]) -> None:
    """The same files, from memory into a ZIP."""
    with zipfile.ZipFile(folder / "bare.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)


# --- one gift, in a process of its own --------------------------------------------------------------


def measure(lot_code: str, warm_code: str) -> dict[str, float]:
    """Seconds and megabytes for the gift with this code; `warm_code` is a small one, to warm up with."""
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside
    from wsgi import create_app

    app = create_app({"RATELIMIT_ENABLED": False})
    with app.app_context(), app.test_request_context():
        with inside(_gent()):
            _round(warm_code)
            figures = _round(lot_code)
        db.session.remove()
        db.engine.dispose()
    return figures


def _gent() -> int:
    from inventory.digibank.models import Digibank
    from inventory.foundation.database import db

    return int(db.session.scalars(db.select(Digibank.id).where(Digibank.slug == "gent")).one())


def _round(code: str) -> dict[str, float]:
    from inventory.dossiers import actions, making
    from inventory.dossiers.models import Dossier
    from inventory.dossiers.statement import from_snapshot
    from inventory.foundation import clock
    from inventory.foundation.database import db
    from inventory.intake.actions import get_lot
    from inventory.seals import actions as seals
    from tests.make import anyone

    boss = anyone(_gent(), 1)
    freeze, freeze_mb, attest = seconds(
        lambda: actions.issue(boss, get_lot(code), with_open=True, now=clock.now())
    )
    paper, paper_mb, _paper = seconds(lambda: actions.print_next_paper(boss, attest, now=clock.now()))
    while actions.print_next_paper(boss, attest, now=clock.now()):
        pass
    statement = from_snapshot(attest.snapshot)
    _seal, pair = seals.in_use(boss, now=clock.now())
    bare, bare_mb, _bare = seconds(lambda: bare_signature(bare_paper(statement), pair))
    db.session.expunge_all()
    asked = actions.ask_for_dossier(boss, get_lot(code), locale="nl", now=clock.now()).id
    dossier, dossier_mb, _none = seconds(making.make_waiting)
    made = making.FILES.path_of(db.session.get_one(Dossier, asked))
    with zipfile.ZipFile(made) as archive:
        files = [(name, archive.read(name)) for name in archive.namelist()]
    bare_dossier, _mb, _none = seconds(lambda: bare_zip(made.parent, files))
    return {
        "freeze": freeze, "freeze_mb": freeze_mb, "paper": paper, "paper_mb": paper_mb, "bare": bare,
        "bare_mb": bare_mb, "dossier": dossier, "dossier_mb": dossier_mb, "bare_dossier": bare_dossier,
        "dossier_size_mb": made.stat().st_size / 1e6, "files": len(files),
    }  # fmt: skip


# --- all of them ------------------------------------------------------------------------------------


def run(lots: list[int], settle: Callable[[Any], Any]) -> None:
    """`settle` makes tables and a cast. Fill a house with gifts of these sizes, measure each, and print the table."""
    with tempfile.TemporaryDirectory(prefix="leenkring-bench-", ignore_cleanup_errors=True) as name:
        os.environ.update({"LEENKRING_DATA": name, "LEENKRING_DATABASE_URL": f"sqlite:///{name}/bench.db"})
        codes, warm = _fill(lots, settle)
        print(f"\nsqlite, one gift{'':<28}{'seconds':>9}{'peak MB':>9}   × bare")
        figures = {}
        for count in lots:
            command = [sys.executable, "-m", "tools.bench_papers", codes[count], warm[count]]
            told = subprocess.run(command, cwd=TOP, check=True, capture_output=True, text=True).stdout
            figures[count] = json.loads(told.splitlines()[-1])
            _tell(count, figures[count])
        if len(lots) > 1:
            few, many = figures[lots[0]], figures[lots[-1]]
            for what, about in (("paper_mb", "paper"), ("dossier_mb", "dossier")):
                grown = many[what] - few[what]
                print(
                    f"  memory of a {about}: {grown:+.1f} MB from {lots[0]} to {lots[-1]} devices"
                    f" ({1024 * grown / (lots[-1] - lots[0]):.0f} kB a device)"
                )


def _fill(lots: list[int], settle: Callable[[Any], Any]) -> tuple[dict[int, str], dict[int, str]]:
    """Gifts of these sizes, really received, wiped and checked; and for each a small one to warm up with."""
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside
    from tests.make import make_wiped_lot
    from wsgi import create_app

    app = create_app({"RATELIMIT_ENABLED": False})
    with app.app_context():
        world = settle(app)
        begin = time.perf_counter()
        with app.test_request_context(), inside(world.gent):
            warm = {count: str(make_wiped_lot(world, count=3).code) for count in lots}
            codes = {count: str(make_wiped_lot(world, count=count).code) for count in lots}
        print(f"{sum(lots)} laptops received, wiped, checked, attested: {time.perf_counter() - begin:.0f} s")
        db.session.remove()
        db.engine.dispose()
    return codes, warm


def _tell(count: int, figures: dict[str, float]) -> None:
    def line(name: str, key: str, bare: float | None = None, memory: str = "") -> None:
        ratio = f"{figures[key] / bare:6.1f}×" if bare else "      –"
        taken = f"{figures[memory]:9.1f}" if memory else f"{'':9}"
        print(f"  {f'{count} devices: {name}':<42}{figures[key]:9.2f}{taken}  {ratio}", flush=True)

    line("bare table and signature", "bare", memory="bare_mb")
    line("facts frozen, numbered, recorded", "freeze", memory="freeze_mb")
    line("one paper drawn, sealed, kept", "paper", figures["bare"], "paper_mb")
    line(f"bare zip of its {figures['files']} files", "bare_dossier")
    line(f"dossier of {figures['dossier_size_mb']:.1f} MB", "dossier", figures["bare_dossier"], "dossier_mb")


def main() -> None:
    """One gift, for the process above."""
    parser = argparse.ArgumentParser(description="Measures one gift; called by bench.py --papers.")
    parser.add_argument("lot")
    parser.add_argument("warm")
    chosen = parser.parse_args()
    print(json.dumps(measure(chosen.lot, chosen.warm)))


if __name__ == "__main__":
    main()
