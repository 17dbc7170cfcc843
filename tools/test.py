"""The whole suite on SQLite, then on PostgreSQL, and how many tests ran on each. `make test` calls it.

Arguments go on to pytest: `.venv/bin/python tools/test.py tests/rooms`.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import machine

TOP = Path(__file__).resolve().parent.parent
ENGINES = ("sqlite", "postgresql")
_PART = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed|deselected)")
_RAN = ("passed", "failed", "xfailed", "xpassed")


def main(arguments: list[str]) -> int:
    """Run everything; 0 only when both engines were clean."""
    have_chromium()
    have_poppler()
    have_curl()
    codes, lines = {}, {}
    for engine in ENGINES:
        print(f"\n== the suite on {engine} ==", flush=True)
        codes[engine], lines[engine] = run_on(engine, arguments)
    print()
    for engine in ENGINES:
        print(f"{engine}: {lines[engine]}")
    print("tests run: " + ", ".join(f"{ran_in(lines[engine])} on {engine}" for engine in ENGINES))
    return max(codes.values())


def have_chromium() -> None:
    """See to it that the browser tests have a browser, or say how to get one."""
    if machine.chromium() or machine.install("chromium"):
        return
    print("No Chromium, so no browser tests. To have them: sudo apt-get install chromium", flush=True)


def have_poppler() -> None:
    """See to it that a stranger's program (`pdfsig`, `pdftoppm`) judges our papers, or say how to get it."""
    if (shutil.which("pdfsig") and shutil.which("pdftoppm")) or machine.install("poppler-utils"):
        return
    print(
        "No pdfsig, so some papers go unchecked. To have it: sudo apt-get install poppler-utils", flush=True
    )


def have_curl() -> None:
    """See to it that the stick's script at the wiping bench can send, or say how to get what it sends with."""
    if not (shutil.which("curl") or machine.install("curl")):
        print(
            "No curl, so the stick's script goes untried. To have it: sudo apt-get install curl", flush=True
        )


def run_on(engine: str, arguments: list[str]) -> tuple[int, str]:
    """pytest on one engine, its lines passed on as they come; its exit code and its closing line."""
    workers = str(max(1, min(os.cpu_count() or 1, 8)))
    # Neighbours share what they set up, so a worker keeps its row of tests; who has none left takes over half a row.
    command = [sys.executable, "-m", "pytest", "-n", workers, "--dist", "worksteal"]
    command += ["--engine", engine, *arguments]
    closing = "nothing ran"
    with subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, text=True) as pytest:
        assert pytest.stdout is not None
        for line in pytest.stdout:
            print(line, end="", flush=True)
            if _PART.search(line) and " in " in line:
                closing = line.strip(" =\n")
    return pytest.returncode, closing


def ran_in(closing: str) -> int:
    """How many tests ran, from pytest's closing line; skipped ones did not."""
    return sum(int(count) for count, what in _PART.findall(closing) if what in _RAN)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
