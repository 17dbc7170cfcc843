"""Serving: web processes and the background jobs, together in one command or apart on several machines.

`serve` keeps both and starts neither again in silence: when one stops, the other is stopped and the command
ends with an error, so that systemd (or a person) sees it and starts the whole anew.
"""

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import FrameType

from inventory import config
from inventory.cli.main import Trouble

_TO_STOP = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
#: PR_SET_PDEATHSIG of Linux's prctl(2)
_TELL_WHEN_PARENT_DIES = 1


def serve(_asked: argparse.Namespace) -> int:
    """Web and jobs as two children; ends when either does."""
    _must_be_free(config.read("LEENKRING_HOST"), int(config.read("PORT")))
    config.data_folder().mkdir(parents=True, exist_ok=True)
    surroundings = {**os.environ, "LEENKRING_SUPERVISED": "1"}
    children = {
        name: subprocess.Popen([sys.executable, "-m", "inventory.cli.main", name], env=surroundings)
        for name in ("web", "jobs")
    }
    asked_to_stop: list[int] = []

    def pass_on(number: int, _frame: FrameType | None) -> None:
        asked_to_stop.append(number)
        _stop(children)

    for number in _TO_STOP:
        signal.signal(number, pass_on)
    print(f"Leenkring serves on http://{config.read('LEENKRING_HOST')}:{config.read('PORT')}", flush=True)
    name, code = _first_to_end(children)
    _stop(children)
    for child in children.values():
        child.wait()
    if asked_to_stop:
        return 0
    raise Trouble(f"`leenkring {name}` ended by itself with code {code}, so everything was stopped")


def _first_to_end(children: dict[str, "subprocess.Popen[bytes]"]) -> tuple[str, int]:
    names = {child.pid: name for name, child in children.items()}
    pid, status = os.wait()
    code = os.waitstatus_to_exitcode(status)
    children[names[pid]].returncode = code
    return names[pid], code


def _stop(children: dict[str, "subprocess.Popen[bytes]"]) -> None:
    for child in children.values():
        if child.returncode is None:
            child.send_signal(signal.SIGTERM)


def web(_asked: argparse.Namespace) -> int:
    """Become gunicorn: threads in a few processes, none of which keeps anything."""
    _end_with_parent()
    os.environ.setdefault(
        "MALLOC_ARENA_MAX", "2"
    )  # threads share their memory pools: a third less per process
    command = [
        sys.executable, "-m", "gunicorn", "wsgi:app",
        "--chdir", str(config.here(".")),
        "--bind", f"{config.read('LEENKRING_HOST')}:{config.read('PORT')}",
        "--worker-class", "gthread",
        "--workers", config.read("LEENKRING_WORKERS"),
        "--threads", config.read("LEENKRING_THREADS"),
        "--timeout", "120",
        "--no-control-socket",  # it would lie in the home folder, one for every gunicorn of this person
        "--preload",  # the house is built once, and its processes share that memory; it opens no database
        "--log-level", "warning",
    ]  # fmt: skip
    if Path("/dev/shm").is_dir():  # noqa: S108 -- gunicorn's heartbeat must not wait for a disk
        command += ["--worker-tmp-dir", "/dev/shm"]  # noqa: S108 -- as above
    os.execv(sys.executable, command)  # noqa: S606 -- it becomes the server, with no shell between


def jobs(asked: argparse.Namespace) -> int:
    """Do what waits in the queue, and what the clock asks for."""
    _end_with_parent()
    os.nice(5)  # pages go first; a letter can wait a moment
    from inventory.cli.house import build
    from inventory.foundation import logs

    app = build()
    logs.set_up(config.read("LEENKRING_LOG_LEVEL"))
    queue = app.extensions["queue"]
    # A letter leaves within two seconds; a queue that is asked more often only keeps the disk awake.
    queue.create_consumer(workers=asked.threads, worker_type="thread", max_delay=2.0).run()
    return 0


def _end_with_parent() -> None:
    """A child of `serve` stops when `serve` was killed outright and could not say so."""
    if os.environ.pop("LEENKRING_SUPERVISED", "") and sys.platform == "linux":
        ctypes.CDLL(None).prctl(_TELL_WHEN_PARENT_DIES, signal.SIGTERM)


def _must_be_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise Trouble(f"port {port} is taken; PORT=8001 leenkring serve takes another") from taken
