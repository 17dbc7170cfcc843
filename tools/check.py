"""Everything that can be said of the code without running it for long; `make check` calls it.

All checks run, also after one failed, so that one look tells everything.
"""

import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
#: the other tests of the house take minutes, and are a part of `make test`
SETTINGS = "tests/house/test_settings.py"

CHECKS: dict[str, list[str | Path]] = {
    "style": [BIN / "ruff", "check", "."],
    "format": [BIN / "ruff", "format", "--check", "."],
    "types": [BIN / "mypy", "inventory", "workshop", "labels", "wsgi.py", "tools"],
    "layers": [BIN / "lint-imports"],
    "words": [PYTHON, "tools/words.py", "check"],
    "documents": [PYTHON, "-m", "pytest", *sorted(TOP.glob("tests/house/test_documents*.py")), SETTINGS],
}


def main() -> int:
    """Run each check; 0 when all are clean."""
    broken = []
    for name, command in CHECKS.items():
        done = subprocess.run(
            [str(part) for part in command], cwd=TOP, capture_output=True, text=True, check=False
        )
        print(f"{name:10} {'clean' if done.returncode == 0 else 'NOT CLEAN'}", flush=True)
        if done.returncode != 0:
            broken.append(name)
            print(done.stdout + done.stderr, flush=True)
    print("all clean" if not broken else f"not clean: {', '.join(broken)}")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
