"""The keeper's commands on a real database: example data, check, backup and restore, keys, reading files."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_socket import enable_socket, socket_allow_hosts
from sqlalchemy import text

from inventory.cli import house
from inventory.cli.main import main
from inventory.codes import Code, Kind
from inventory.foundation import clock
from inventory.foundation.database import db
from tests.engines import EmptyDatabase, OnSqlite

EVIDENCE = Path(__file__).resolve().parents[3] / "shared" / "evidence"
#: enough for one device at every stage in each digibank
DEVICES = "30"


build_house = house.build


class House:
    """An empty database with its own app; every command of a test goes there."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        #: of the example as it was loaded
        self.digest = ""
        self.enter()
        self.app = build_house()

    def enter(self) -> None:
        """From now on the environment means this house."""
        os.environ["LEENKRING_DATABASE_URL"] = self.url
        os.environ["LEENKRING_DATA"] = str(self.folder)
        os.environ["LEENKRING_PUBLIC_URL"] = "http://localhost"

    def leave(self) -> None:
        """Close what was opened."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


@contextmanager
def house_on(engine: Any, folder: Path) -> Iterator[House]:
    kept = {
        name: os.environ.get(name)
        for name in ("LEENKRING_DATABASE_URL", "LEENKRING_DATA", "LEENKRING_PUBLIC_URL")
    }
    empty = EmptyDatabase(engine, folder)
    there = House(empty.url, folder)
    build = house.build
    house.build = lambda: there.app
    try:
        yield there
    finally:
        house.build = build
        there.leave()
        empty.remove()
        for name, value in kept.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


@pytest.fixture
def empty_house(engine: Any, tmp_path: Path) -> Iterator[House]:
    with house_on(engine, tmp_path / "house") as there:
        assert main(["db", "upgrade"]) == 0
        yield there


@pytest.fixture(scope="module")
def example(engine: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with example data; a test that alters it puts it right again."""
    with house_on(engine, tmp_path_factory.mktemp("example")) as there:
        assert main(["db", "upgrade"]) == 0
        assert main(["demo", "load", "--devices", DEVICES, "--seed", "7"]) == 0
        there.digest = digest_of(there)
        yield there


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Do a command: its code, its words, its complaint."""
    capsys.readouterr()
    code = main(list(words))
    heard = capsys.readouterr()
    return code, heard.out, heard.err


# --- example data ---


def test_the_same_seed_tells_the_same_year(example, engine, tmp_path, capsys):
    with house_on(engine, tmp_path / "again"):
        assert main(["db", "upgrade"]) == 0
        code, out, err = said(capsys, "demo", "load", "--devices", DEVICES, "--seed", "7", "--json")
    assert (code, err) == (0, "")
    example.enter()
    told = json.loads(out)
    assert (code, told["sha256"]) == (0, example.digest)
    assert told["tables"]["device"] == int(DEVICES)
    assert {one["role"] for one in told["sign_ins"]} >= {
        "coordinator",
        "technician",
        "desk",
        "donor",
        "observer",
    }


def test_the_example_has_a_device_at_every_stage_and_every_kind_of_application(example):
    from inventory.applications.states import ApplicationState
    from inventory.journey import Stage

    with example.app.app_context(), db.engine.connect() as connection:
        stages = set(connection.execute(text("SELECT DISTINCT stage FROM device")).scalars())
        states = set(connection.execute(text("SELECT DISTINCT state FROM application")).scalars())
    assert stages == {str(stage) for stage in Stage}
    assert states >= {
        str(ApplicationState.APPROVED),
        str(ApplicationState.FULFILLED),
        str(ApplicationState.REFUSED),
    }


def test_the_people_of_the_example_sign_in_with_the_password_that_is_told(example):
    from flask_security.utils import verify_password

    from inventory.digibank.actions import find_user
    from inventory.insight.example.cast import PASSWORD

    with example.app.test_request_context():
        assert verify_password(PASSWORD, find_user("nele@voorbeke.example").password)


def test_everything_holds_on_the_example(example, capsys):
    assert said(capsys, "check")[:2] == (0, "everything holds\n")
    code, out, _err = said(capsys, "audit", "verify")
    assert code == 0
    assert out.count("the chain is whole") == 2


@pytest.mark.parametrize("day", ["tomorrow", "2009-12-31", "9999-01-01", "20/11/2026"])
def test_the_last_day_of_the_example_is_a_day_of_ours(empty_house, capsys, day):
    code, _out, err = said(capsys, "demo", "load", "--until", day)
    assert code == 1
    assert "--until is a day" in err


def test_the_example_can_end_on_another_day(empty_house, capsys):
    code, out, _err = said(
        capsys, "demo", "load", "--devices", "20", "--seed", "1", "--until", "yesterday", "--json"
    )
    yesterday = str(clock.today() - timedelta(days=1))
    assert (code, json.loads(out)["until"]) == (0, yesterday)
    with empty_house.app.app_context():
        last = db.session.execute(text("SELECT max(happened_at) FROM audit_event")).scalar_one()
    assert str(last).startswith(yesterday)


def test_example_data_never_joins_a_real_house(example, capsys):
    code, _out, err = said(capsys, "demo", "load")
    assert code == 1
    assert "empty one" in err
    assert err.count("\n") == 1


# --- altered behind the app's back ---

NATIONAL = f"850730033{97 - 850730033 % 97:02d}"
ALTERATIONS = {
    "journal": ("audit_event", "particulars_text", '{"stage": "ready"}', "deed = 'devices.registered'"),
    "certificates": ("certificate", "snapshot", '{"code": "C000000"}', "1 = 1"),
    "evidence": ("evidence", "sha256", "0" * 64, "1 = 1"),
    "media": ("medium", "clean_at", None, "device_id IN (SELECT id FROM device WHERE stage = 'ready')"),
    "loans": ("device", "stage", "ready", "stage = 'lent'"),
    "journey": ("passage", "lap", 9, "move = 'refurbish'"),
    "reservations": ("device", "stage", "reserved", "stage = 'ready'"),
    "money": ("posting", "amount_cents", 999_999, "amount_cents > 0"),
    "papers": ("receipt", "pdf", b"%PDF-1.4 forged", "pdf IS NOT NULL"),
    "codes": ("given_code", "kind", "X", "kind = 'L'"),
    "national-numbers": ("borrower", "note", f"nummer {NATIONAL}", "1 = 1"),
    "forgotten": ("borrower", "anonymised_at", "2026-01-01 00:00:00+00:00", "1 = 1"),
}


@contextmanager
def altered(table: str, column: str, value: Any, which: str) -> Iterator[None]:
    """One row changed as by someone who holds the database itself: no trigger, no app. Put right afterwards."""
    on_sqlite = db.engine.dialect.name == "sqlite"
    with db.engine.connect().execution_options(writing=True) as connection:
        with connection.begin():
            key = "serial" if table == "given_code" else "id"
            row, before = connection.execute(
                text(f"SELECT {key}, {column} FROM {table} WHERE {which} ORDER BY {key} LIMIT 1")
            ).one()
        triggers = []
        if on_sqlite:
            with connection.begin():
                triggers = list(
                    connection.execute(
                        text(
                            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
                        ),
                        {"table": table},
                    )
                )

        def put(what: Any) -> None:
            with connection.begin():
                for name, _sql in triggers:
                    connection.exec_driver_sql(f"DROP TRIGGER {name}")
                if not on_sqlite:
                    connection.execute(text("SET LOCAL session_replication_role = replica"))
                cast = "CAST(:what AS json)" if not on_sqlite and column == "snapshot" else ":what"
                connection.execute(
                    text(f"UPDATE {table} SET {column} = {cast} WHERE {key} = :row"),
                    {"what": what, "row": row},
                )
                for _name, sql in triggers:
                    connection.exec_driver_sql(sql)

        put(value)
        try:
            yield
        finally:
            put(json.dumps(before) if column == "snapshot" and not isinstance(before, str) else before)


@pytest.mark.parametrize("promise", ALTERATIONS)
def test_a_row_altered_behind_the_app_is_found_and_named(example, capsys, promise):
    with example.app.app_context(), altered(*ALTERATIONS[promise]):
        db.session.remove()
        code, out, _err = said(capsys, "check")
        verified, told, _err = said(capsys, "audit", "verify")
    assert code == 1
    assert f": {promise}: " in out
    assert verified == (1 if promise == "journal" else 0)
    assert ("its facts were altered" in told) == (promise == "journal")


# --- backup and restore ---


def digest_of(there: House) -> str:
    from inventory.foundation import copying

    with there.app.app_context():
        return copying.digest(db.engine)[1]


@pytest.mark.parametrize("way", [[], ["--portable"]], ids=["own", "portable"])
def test_what_was_backed_up_comes_back_on_either_engine(example, engine, folder, tmp_path, capsys, way):
    copy = tmp_path / "copy.leenkring"
    code, _out, _err = said(capsys, "backup", str(copy), *way)
    assert code == 0, _err
    wanted, others = digest_of(example), {engine, OnSqlite(folder)}
    for number, other in enumerate(others):
        with house_on(other, tmp_path / f"other{number}") as there:
            assert main(["restore", str(copy)]) == 0
            assert digest_of(there) == wanted
            assert said(capsys, "check")[0] == 0
            with there.app.app_context():
                from inventory.codes import Kind
                from inventory.digibank.numbers import give_serials
                from inventory.foundation.tenancy import inside
                from inventory.foundation.transaction import upkeep

                with inside(1), upkeep():
                    assert give_serials(Kind.DEVICE, 1)[0] > 1  # it counts on where the copy ended
    example.enter()


def test_a_backup_overwrites_no_file_and_a_restore_no_data(example, tmp_path, capsys):
    copy = tmp_path / "copy"
    assert said(capsys, "backup", str(copy))[0] == 0
    code, _out, err = said(capsys, "backup", str(copy))
    assert code == 1
    assert "overwrites nothing" in err
    code, _out, err = said(capsys, "restore", str(copy))
    assert code == 1
    assert "--force" in err


def test_with_force_a_restore_replaces_everything(empty_house, tmp_path, capsys):
    copy = tmp_path / "copy"
    assert main(["demo", "load", "--devices", "20", "--seed", "1"]) == 0
    before = digest_of(empty_house)
    assert said(capsys, "backup", str(copy))[0] == 0
    with empty_house.app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE borrower SET note = 'iets anders'"))
    assert digest_of(empty_house) != before
    assert said(capsys, "restore", str(copy), "--force")[0] == 0
    assert digest_of(empty_house) == before


def test_what_is_no_backup_is_said_to_be_none(empty_house, tmp_path, capsys):
    for number, content in enumerate((b"", b"hello", b"SQLite format 3\0", b"PK\x03\x04")):
        other = tmp_path / f"other{number}"
        other.write_bytes(content)
        code, _out, err = said(capsys, "restore", str(other))
        assert code == 1
        assert "is not a backup" in err


# --- keys ---


def test_a_key_is_told_once_and_kept_as_a_hash(example, capsys):
    code, out, _err = said(
        capsys,
        "token",
        "create",
        "--digibank",
        "voorbeke",
        "--email",
        "tom@voorbeke.example",
        "--name",
        "bench",
    )
    assert code == 0
    secret = out.strip()
    assert secret.startswith("lk_")
    with example.app.app_context(), db.engine.connect() as connection:
        kept = connection.execute(text("SELECT token_hash FROM token")).scalars().all()
    assert secret not in kept
    assert said(capsys, "audit", "verify")[0] == 0


# --- labels ---


def test_labels_come_out_of_a_command_and_are_in_the_journal(example, capfdbinary):
    with example.app.app_context(), db.engine.connect() as connection:
        serials = connection.execute(text("SELECT code_serial FROM device ORDER BY id")).scalars().all()
    first, last = (str(Code(Kind.DEVICE, serial)) for serial in (serials[0], serials[-1]))
    assert main(["labels", "pdf", "--stock", "l7160", first]) == 0
    assert capfdbinary.readouterr().out.startswith(b"%PDF-")
    assert main(["labels", "zpl", "--stock", "roll-62", "--dpi", "300", "--barcode", first]) == 0
    assert f"/I/{first}^FS".encode() in capfdbinary.readouterr().out
    assert main(["audit", "verify"]) == 0
    capfdbinary.readouterr()
    for words, told in (
        (["pdf", "--stock", "papyrus", first], b"roll-62"),
        (["pdf", "--stock", "a4-24", str(Code(Kind.DEVICE, 99_990))], b"nobody gave out"),
        (["pdf", "--stock", "a4-24", "T000018"], b"Check the digits"),
        (["pdf", "--stock", "a4-24", first, last], b"several digibanken"),
        (["pdf", "--stock", "a4-24", "--start", "99", first], b"1 to 24"),
        (["zpl", "--stock", "a4-24", first], b"takes a roll"),
    ):
        assert main(["labels", *words]) == 1
        out, err = capfdbinary.readouterr()
        assert (out, err.count(b"\n")) == (b"", 1)
        assert told in err


@pytest.mark.parametrize(
    ("slug", "email"),
    [("nergens", "tom@voorbeke.example"), ("valbrume", "tom@voorbeke.example"), ("voorbeke", "x@y.be")],
)
def test_a_key_needs_someone_who_works_there(example, capsys, slug, email):
    code, _out, err = said(capsys, "token", "create", "--digibank", slug, "--email", email, "--name", "bench")
    assert code == 1
    assert err.count("\n") == 1


# --- reading files ---


def files_to_read() -> list[Path]:
    return sorted(path for path in EVIDENCE.rglob("*") if path.is_file()) if EVIDENCE.is_dir() else []


@pytest.mark.parametrize("family", ["evidence", "hardware"])
def test_every_file_is_read_or_refused_in_one_line(example, tmp_path, capsys, family):
    dice = random.Random(5)
    files = files_to_read()
    for number in range(40):
        files.append(tmp_path / f"{number}.bin")
        files[-1].write_bytes(
            dice.choice((b"", b"{", b"[", b"<?xml", b"nwipe ")) + dice.randbytes(dice.randint(0, 900))
        )
    for path in files:
        code, out, err = said(capsys, family, "read", str(path), "--json")
        if code == 0:
            assert isinstance(json.loads(out), dict), path
            assert said(capsys, family, "read", str(path))[0] == 0, path
        else:
            assert (code, out, err.count("\n")) == (1, "", 1), path
            assert "Traceback" not in err


def test_a_file_that_is_not_there_is_one_line(capsys, tmp_path):
    for path in (tmp_path / "nothing", tmp_path):
        code, _out, err = said(capsys, "hardware", "read", str(path))
        assert (code, err.count("\n")) == (1, 1)


# --- the commands themselves ---


def test_the_console_opens_neither_database_nor_network():
    heavy = "{'sqlalchemy', 'flask', 'alembic', 'huey'}"
    program = f"import sys, inventory.cli.main; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_database_of_another_version_is_named(engine, tmp_path, capsys):
    with house_on(engine, tmp_path / "house"):
        code, _out, err = said(capsys, "check")
        assert code == 1
        assert "leenkring db upgrade" in err


def test_an_upgrade_may_be_asked_twice(empty_house):
    assert main(["db", "upgrade"]) == 0


@pytest.mark.slow
def test_serve_answers_and_stops_when_asked(empty_house):
    enable_socket()  # to this machine only
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "inventory.cli.main", "serve"]
    surroundings = {**os.environ, "PORT": str(port), "LEENKRING_WORKERS": "1", "LEENKRING_LOG_LEVEL": "ERROR"}
    with subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE) as serving:
        try:
            for path in ("health", "ready"):
                assert answer_of(f"http://127.0.0.1:{port}/{path}") == 200
            assert main(["db", "upgrade"]) == 0
        finally:
            serving.send_signal(signal.SIGTERM)
        assert serving.wait(timeout=60) == 0


def answer_of(url: str, patience: float = 60) -> int:
    """The status that this address answers with, as soon as somebody listens there."""
    until = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(url, timeout=patience) as answer:
                return int(answer.status)
        except OSError:
            if time.monotonic() > until:
                raise
            select_a_little()


def select_a_little() -> None:
    """Wait for nothing in particular: a socket that nobody writes to."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(0.1)
        try:
            ours.recv(1)
        except TimeoutError:
            return
