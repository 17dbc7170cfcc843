"""The app once, a clean database each time, and no way out to the world."""

import contextvars
import gc
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import has_app_context
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from pytest_socket import socket_allow_hosts

from tests.cast import NOW, PASSWORD, Person, World, build_world
from tests.engines import OnPostgresql, OnSqlite
from tests.page_checks import problems_of

# How long a busy machine takes says nothing about the code.
settings.register_profile(
    "unhurried",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine", choices=("sqlite", "postgresql"), default="sqlite", help="the database to test on"
    )


def pytest_sessionstart() -> None:
    """A test may import any room first, and some ask what a model knows while they are imported."""
    from wsgi import load_models

    load_models()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long goes first, so that at the end nobody waits for one worker with a long test in hand."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_report_header(config: pytest.Config) -> str:
    return f"engine: {config.getoption('--engine')}"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Only to this machine: the database and the test's own server."""
    if item.get_closest_marker("browser") is None:
        socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def engine_name(request: pytest.FixtureRequest) -> str:
    return request.config.getoption("--engine")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("leenkring")


@pytest.fixture(scope="session")
def engine(engine_name: str, folder: Path) -> Iterator[Any]:
    if engine_name == "sqlite":
        yield OnSqlite(folder)
        return
    server = (
        Path(os.environ.get("LEENKRING_TEST_SERVER") or tempfile.gettempdir()) / "leenkring-test-postgresql"
    )
    postgresql = OnPostgresql(folder, server)
    yield postgresql
    postgresql.stop()


@pytest.fixture(scope="session")
def built(engine: Any, folder: Path) -> Iterator[Any]:
    """The app and its template world, made once."""
    os.environ["LEENKRING_DATA"] = str(folder)
    os.environ["LEENKRING_PUBLIC_URL"] = "http://localhost"
    from inventory.config import engine_options
    from inventory.foundation.database import db
    from wsgi import create_app

    app = create_app(
        {
            "TESTING": True,
            "SQLALCHEMY_DATABASE_URI": engine.url,
            "SQLALCHEMY_ENGINE_OPTIONS": engine_options(engine.url),
            "WTF_CSRF_ENABLED": False,
            "RATELIMIT_ENABLED": False,
            "JOBS_URL": f"sqlite:///{folder}/jobs.db",
            "JOBS_IMMEDIATE": False,
            "SERVER_NAME": None,
        }
    )
    with app.app_context():
        from flask_security.utils import hash_password

        from inventory.foundation import schema

        schema.upgrade()
        with app.test_request_context():
            world = build_world(hash_password(PASSWORD))
        engine.keep("world")
        db.session.remove()
    # The app stays until the end: whoever collects what is left over need not look at it each time.
    gc.collect()
    gc.freeze()
    return app, world


@pytest.fixture
def app(built: Any, engine: Any) -> Iterator[Any]:
    """The app on a clean database, inside its context."""
    application, _world = built
    with application.app_context():
        engine.clean()
        yield application
        from inventory.foundation.database import db

        db.session.remove()


@pytest.fixture
def world(built: Any, app: Any) -> World:
    return built[1]


@pytest.fixture
def now() -> Any:
    return NOW


@pytest.fixture
def in_gent(app: Any, world: World) -> Iterator[int]:
    """Inside Digibank Gent, for actions and queries."""
    from inventory.foundation.tenancy import inside

    with app.test_request_context(), inside(world.gent):
        yield world.gent


class CheckingClient(FlaskClient):
    """A browser without a screen that looks critically at every page it gets."""

    def open(self, *args: Any, **options: Any) -> Any:
        """Ask, and fail the test when the page is not well made."""
        # In a context of its own, as a real request is: nothing of the test's own `g` or scope leaks in.
        # Read to its end in there, too: a list goes out line by line.
        options.setdefault("buffered", True)
        response = contextvars.Context().run(super().open, *args, **options)
        if has_app_context():
            from inventory.foundation.database import db

            db.session.rollback()  # what the test holds is old news now
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 307, 308):
            problems = problems_of(response.get_data(as_text=True))
            assert not problems, f"{args[0] if args else ''}: " + "; ".join(problems)
        return response

    def sign_in(self, person: Person) -> "CheckingClient":
        """Be this person from now on."""
        with self.session_transaction() as session:
            session.clear()
            session["_user_id"] = person.uniquifier
            session["_fresh"] = True
            session["fs_cc"] = "set"
            session["fs_paa"] = time.time()
        return self

    def sign_out(self) -> None:
        """Be nobody."""
        with self.session_transaction() as session:
            session.clear()


@pytest.fixture
def client(app: Any) -> CheckingClient:
    app.test_client_class = CheckingClient
    return app.test_client()
