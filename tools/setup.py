"""Everything a fresh machine needs, with nothing but Python: the environment, the assets, the translations.

Each step keeps a note of what it was made from. The note is removed before a step begins and written when it
has ended well, so a step that was stopped halfway is done again, and a step whose sources are unchanged
costs one hash. Where packages come from is the machine's own setting; no host is named here.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
VENV = TOP / ".venv"
NOTES = TOP / "build" / "notes"
NEWEST_FIRST = ("python3.14", "python3.13", "python3.12", "python3.11")


def main():
    """Bring every step up to date; 0 when all is there."""
    _must_be_new_enough()
    os.chdir(str(TOP))
    NOTES.mkdir(parents=True, exist_ok=True)
    with open(str(NOTES / "lock"), "w") as lock:
        _wait_for(lock)
        step("environment", environment_of, make_environment, lambda: _python().exists())
        step("assets", assets_of, make_assets, (TOP / "static" / "dist" / "manifest.json").is_file)
        step("words", words_of, make_words, _has_words)
    return 0


def step(name, sources, make, is_there):
    """Do one step, unless its note says that it was made from exactly these sources, and its fruit is there.

    `make` is told whether the step had ended well before; `is_there` looks whether its fruit was removed.
    """
    note = NOTES / name
    if name == "environment":
        note = VENV / ".made-from"  # goes with the environment when someone removes it
    wanted = sources()
    if note.is_file() and note.read_text(encoding="ascii") == wanted and is_there():
        return
    had_note = note.is_file()
    if had_note:
        note.unlink()
    begun = time.monotonic()
    make(had_note)
    half = note.with_suffix(".half")
    half.write_text(wanted, encoding="ascii")
    half.replace(note)
    print(f"  {name} ready in {time.monotonic() - begun:.0f} s", flush=True)


def fingerprint(*paths):
    """One hash over the names and contents of files, and of all files in folders."""
    mark = hashlib.sha256()
    for path in paths:
        inside = sorted(found for found in path.rglob("*") if found.is_file()) if path.is_dir() else [path]
        for file in inside:
            mark.update(str(file.relative_to(TOP)).encode() + b"\0" + file.read_bytes() + b"\0")
    return mark.hexdigest()


def environment_of():
    """What the environment is made from: the pins, this Python, and where it stands (it cannot be moved)."""
    python = f"{sys.version_info[0]}.{sys.version_info[1]} {TOP}"
    return hashlib.sha256((python + fingerprint(TOP / "pyproject.toml")).encode()).hexdigest()


def assets_of():
    """What static/dist is made from."""
    return fingerprint(
        TOP / "package.json", TOP / "package-lock.json", TOP / "tools" / "assets.py", TOP / "static" / "src"
    )


def words_of():
    """What the compiled catalogues are made from."""
    return fingerprint(TOP / "translations", TOP / "tools" / "words.py")


def make_environment(is_whole):
    """Create .venv, or bring a whole one up to date; one that was left half-made is begun again."""
    if VENV.exists() and not (is_whole and _same_python()):
        print("removing an environment that was left half-made or belongs to another Python", flush=True)
        _remove(VENV)
    if not VENV.exists():
        _must_have_ensurepip()
        print("creating the environment in .venv", flush=True)
        run(sys.executable, "-m", "venv", str(VENV))
    print("installing the pinned packages (the first time takes about a minute)", flush=True)
    pip = (str(_python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--editable", ".[dev]")


def make_assets(_was_whole):
    """Bundle the stylesheet, the scripts and the fonts."""
    print("building the front-end assets", flush=True)
    run(str(_python()), "tools/assets.py")


def make_words(_was_whole):
    """Compile the translations."""
    print("compiling the translations", flush=True)
    run(str(_python()), "tools/words.py", "compile")


def run(*command):
    """Run one command; when it fails, say which and stop."""
    done = subprocess.run(command, cwd=str(TOP), check=False)
    if done.returncode != 0:
        told = " ".join(command[:4])
        raise SystemExit(
            f"setup stopped: `{told} ...` ended with code {done.returncode}; run it again to go on"
        )


def _python():
    return VENV / "bin" / "python"


def _same_python():
    kept = VENV / "pyvenv.cfg"
    wanted = f"{sys.version_info[0]}.{sys.version_info[1]}."
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.is_file() else []
    return any(line.startswith("version") and line.split("=")[1].strip().startswith(wanted) for line in lines)


def _has_words():
    built = TOP / "build" / "translations"
    return all((built / name / "LC_MESSAGES" / "messages.mo").is_file() for name in ("nl", "fr"))


def _remove(folder):
    """Move aside first, so that a stop in the middle leaves no folder that looks whole."""
    aside = NOTES / f"old-{os.getpid()}"
    folder.rename(aside)
    shutil.rmtree(str(aside), ignore_errors=True)


def _wait_for(lock):
    """Two set-ups at once would tread on each other; the second waits."""
    try:
        import fcntl
    except ImportError:  # not on Windows
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        print("waiting for another set-up to end", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)


def _must_be_new_enough():
    if sys.version_info >= (3, 11):  # noqa: UP036 -- this file is run by whatever Python there is
        return
    for name in NEWEST_FIRST:
        better = shutil.which(name)
        if better:
            os.execv(better, [better, *sys.argv])  # noqa: S606 -- the same command again, under a newer Python
    raise SystemExit("Leenkring needs Python 3.11 or newer; PYTHON=... make setup names another one.")


def _must_have_ensurepip():
    """Debian and Ubuntu ship Python without the part that makes environments."""
    if importlib.util.find_spec("ensurepip") is not None:
        return
    sys.path.insert(0, str(TOP / "tools"))
    import machine

    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if not machine.install(package):
        raise SystemExit(f"This Python cannot make environments. Try: sudo apt-get install {package}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("setup was stopped; run it again to go on")
