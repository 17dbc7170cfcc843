"""Along the walk a room may look back, never ahead; and rules know neither the web nor the database."""

import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]


def test_rooms_look_back_and_never_ahead():
    # As a command of its own: within a process it silences every log that is there, the house's too.
    said = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=TOP, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stdout + said.stderr


def test_a_package_says_what_it_is_and_imports_nothing():
    for sign in TOP.glob("[iwl]*/**/__init__.py"):
        if sign.relative_to(TOP).parts[0] not in ("inventory", "workshop", "labels"):
            continue
        lines = sign.read_text(encoding="utf-8").splitlines()
        assert lines, f"{sign} says nothing"
        assert lines[0].startswith('"""'), f"{sign} says nothing"
        assert not [line for line in lines if line.startswith(("import ", "from "))], f"{sign} imports"
