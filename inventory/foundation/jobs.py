"""Work for later: huey on SQLite by default, on Redis when several machines share it.

A job is a view without a browser: it enters a digibank, names its actor, calls an action, and may be run
twice without harm. `wake` asks for a named job; what jobs there are is hung by `wsgi.py`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from flask import Flask
from huey import Huey, RedisHuey, crontab
from huey.storage import SqliteStorage

_jobs: dict[str, Callable[[], object]] = {}
_huey: Huey | None = None


def open_queue(url: str, *, immediate: bool = False) -> Huey:
    """The queue at `url`: `sqlite:///file` or `redis://host/0`."""
    if url.startswith("redis"):
        return RedisHuey("leenkring", url=url, immediate=immediate)
    return Huey(
        "leenkring",
        storage_class=_LazyFile,
        filename=url.removeprefix("sqlite:///"),
        create_tables=False,
        immediate=immediate,
    )


class _LazyFile(SqliteStorage):
    """A queue in a file that comes to be with the first job, so that making an app touches no disk."""

    def _create_connection(self) -> Any:
        Path(self.filename).parent.mkdir(parents=True, exist_ok=True)
        connection = super()._create_connection()
        for statement in self.ddl:
            connection.execute(statement)
        return connection


def hang(app: Flask, huey: Huey, jobs: dict[str, tuple[Callable[[], object], Any]]) -> None:
    """Give the queue its jobs: each a function and its hour (a `crontab`), or None for only when woken."""
    global _huey
    _huey = huey
    for name, (function, hour) in jobs.items():
        run = _in_app(app, function)
        _jobs[name] = huey.task(name=f"wake_{name}", retries=2, retry_delay=30)(run)
        if hour is not None:
            huey.periodic_task(hour, name=name)(run)


_asleep: ContextVar[bool] = ContextVar("asleep", default=False)


@contextmanager
def asleep() -> Iterator[None]:
    """In this block nobody is woken: a year of example letters needs one postman, later."""
    token = _asleep.set(True)
    try:
        yield
    finally:
        _asleep.reset(token)


def wake(name: str) -> None:
    """Ask for a job now; without a queue (a command, a test) nothing waits for it."""
    if _huey is not None and name in _jobs and not _asleep.get():
        _jobs[name]()


def _in_app(app: Flask, function: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        with app.app_context():
            return function()

    run.__name__ = function.__name__
    return run


every_minute = crontab(minute="*")
at_four = crontab(minute="0", hour="4")
