"""How quick proof is: reports read, attests issued, and the page that checks one. `tools/bench.py` calls it.

    python -m tools.bench_proof                  alone, on SQLite, with a small house

An attest is held against what anyone would write with the same libraries: the same facts as a reportlab table,
and a pyHanko signature with a key that is in memory. Both are made three times, for an attest has three papers.
"""

import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import Any

from tools.bench import Browser, Line, beside, served, settle

TOP = Path(__file__).resolve().parent.parent
#: reports of real tools, where they stand beside the project
EVIDENCE = TOP.parent / "shared" / "evidence"
_SECONDS = 1.5
#: labels with their values on an attest of one disk
_FACTS = 36


# --- reports read per second ------------------------------------------------------------------------


def reports() -> dict[str, list[tuple[str, bytes]]]:
    """Reports by tool: real ones where they stand beside the project, else those of our own pen."""
    found: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    if (EVIDENCE / "EXPECTED.json").exists():
        for name in json.loads((EVIDENCE / "EXPECTED.json").read_text(encoding="utf-8")):
            found[name.split("/")[0]].append((name, (EVIDENCE / name).read_bytes()))
        return found
    from inventory.wiping.sample_log import SampleDrive, nwipe_log
    from tests.cast import NOW

    for count in (1, 4, 20):
        drives = [SampleDrive(f"BENCH{at:04d}", device=f"sd{chr(97 + at)}") for at in range(count)]
        found["nwipe"].append((f"{count}.log", nwipe_log(drives, started_at=NOW, host_serial="HOST1")))
    return found


def reading() -> Iterator[str]:
    """Per tool: files read and judged in a second, and how much that is."""
    from inventory.foundation.refusal import Unreadable
    from inventory.wiping.describing import describe
    from inventory.wiping.evidence.reading import read_evidence

    yield f"\n{'reports read and judged':<30}{'files':>8}{'files/s':>12}{'MB/s':>10}"
    for tool, files in sorted(reports().items()):
        rounds, begin = 0, time.perf_counter()
        while time.perf_counter() - begin < _SECONDS:
            for name, content in files:
                with suppress(Unreadable):  # a few of the collection are there to be refused
                    describe(read_evidence(content, name))
            rounds += 1
        took = time.perf_counter() - begin
        size = sum(len(content) for _name, content in files)
        yield f"  {tool:<28}{len(files):8}{rounds * len(files) / took:12.0f}{rounds * size / took / 1e6:10.1f}"


# --- an attest, against bare reportlab and bare pyHanko ---------------------------------------------


def attests(world: Any) -> Iterator[Line]:
    """Issuing an attest: drawn, its facts embedded, sealed and stored, in three languages; then its parts."""
    from inventory.foundation.tenancy import inside
    from inventory.seals import actions as seals
    from inventory.wiping import certificate as paper
    from inventory.wiping import issuing, queries
    from inventory.wiping.attest import from_snapshot
    from tests.cast import NOW
    from tests.make import make_wiped_device

    with inside(world.gent):
        devices = [make_wiped_device(world) for _one in range(46)]  # each once: a house seldom issues anew
        attest = from_snapshot(queries.certificates_of(devices[0].id)[0].snapshot)
        _seal, pair = seals.in_use(world.sofie.actor, now=NOW)
        bare = bare_papers(attest.as_snapshot())
        turn = iter(devices)
        yield beside(
            "attest issued: drawn, sealed, stored, 3 languages",
            lambda: issuing.issue(world.sofie.actor, next(turn), now=NOW),
            bare, rounds=40, warm=2,
        )  # fmt: skip
        drawn = [paper.draw(attest, one) for one in paper.LOCALES]
        parts: dict[str, Callable[[], object]] = {
            "of which drawing, 3 languages": lambda: [paper.draw(attest, one) for one in paper.LOCALES],
            "of which embedding and sealing, 3 papers": lambda: issuing.sealed_drawings(attest, drawn, pair),
        }
        for name, deed in parts.items():
            yield beside(name, deed, bare, rounds=20, warm=2)


def bare_papers(facts: dict[str, Any]) -> Callable[[], list[bytes]]:
    """The same facts three times: a table as reportlab's own book teaches it, signed as pyHanko's own does."""
    from inventory.foundation import lettering

    told = [*facts.items(), *(pair for line in facts["lines"] for pair in line.items())]
    # As many as stand on ours: labels with a value, without the keys and the lists for machines.
    rows = [(name, str(value)) for name, value in told if value and not isinstance(value, list)][:_FACTS]
    font = lettering._fonts(False)[0][0]  # the same letters as ours, registered once
    sign = bare_signer()
    return lambda: [sign(bare_page(rows, font)) for _language in range(3)]


def bare_page(rows: list[tuple[str, str]], font: str) -> bytes:
    """Label and value in three columns."""
    from xml.sax.saxutils import escape

    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    small, large = (
        ParagraphStyle("label", fontName=font, fontSize=7.5),
        ParagraphStyle("value", fontName=font),
    )
    cells = [[Paragraph(escape(name), small), Paragraph(escape(value[:120]), large)] for name, value in rows]
    cells += [[Paragraph("", small)]] * (-len(cells) % 3)
    lines = [cells[at : at + 3] for at in range(0, len(cells), 3)]
    out = BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build([Paragraph("Attest", large), Table(lines)])
    return out.getvalue()


def bare_signer() -> Callable[[bytes], bytes]:
    """pyHanko with a P-256 key of its own making, loaded once."""
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives import serialization
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    from inventory.seals.keys import make
    from tests.cast import NOW

    pair = make(name="Bare", municipality="Gent", enterprise_number="", now=NOW)
    how = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    certificate = x509.Certificate.load(pair.certificates[0].public_bytes(serialization.Encoding.DER))
    signer = signers.SimpleSigner(
        signing_cert=certificate,
        signing_key=keys.PrivateKeyInfo.load(pair.sealing.private_bytes(*how)),
        cert_registry=SimpleCertificateStore.from_certs([certificate]),
    )
    told = signers.PdfSignatureMetadata(
        field_name="Seal", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )

    def sign(pdf: bytes) -> bytes:
        # With room for the seal given beforehand: pyHanko would else try it first, at half as much again.
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        signed: Any = signers.sign_pdf(writer, told, signer=signer, bytes_reserved=8192)
        return signed.getvalue()

    return sign


# --- the check page, against the scanned device page ------------------------------------------------


def checks(world: Any, url: str, folder: Path, port: int) -> Iterator[Line]:
    """The page behind the QR of an attest, beside the page of a device that was scanned, on one server."""
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside
    from inventory.wiping import queries
    from tests.make import make_wiped_device

    with inside(world.gent):
        wiped = [make_wiped_device(world) for _one in range(10)]
        codes = [str(device.code) for device in wiped]
        papers = [queries.certificates_of(device.id)[0].check_path for device in wiped]
    db.session.remove()
    with served("tools.bench_proof:app", port, url, folder) as connection:
        browser, anyone = Browser(connection).sign_in("fatima@gent.example"), Browser(connection)
        device, check = cycle(codes), cycle(papers)
        yield beside(
            "check page of an attest, beside the device page",
            lambda: anyone.get(next(check)),
            lambda: browser.get(f"/gent/devices/{next(device)}"),
        )


def __getattr__(name: str) -> Any:
    """`tools.bench_proof:app` for a web server: ours, without the pace that keeps people from guessing codes."""
    if name == "app":
        from wsgi import create_app

        return create_app({"RATELIMIT_ENABLED": False})
    raise AttributeError(name)


def main() -> None:
    """Everything about proof, on a small house."""
    for row in reading():
        print(row, flush=True)
    with tempfile.TemporaryDirectory(prefix="leenkring-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/bench.db"
        os.environ.update({"LEENKRING_DATABASE_URL": url, "LEENKRING_DATA": name})
        from inventory.foundation.database import db
        from wsgi import create_app

        app = create_app({"RATELIMIT_ENABLED": False})
        with app.app_context():
            world = settle(app)
            print(f"\n{'proof':<32}{'median ms':>26}{'p95':>9}   × bare")
            for line in attests(world):
                print(line, flush=True)
            for line in checks(world, url, folder, 8796):
                print(line, flush=True)
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    sys.path.insert(0, str(TOP))
    main()
