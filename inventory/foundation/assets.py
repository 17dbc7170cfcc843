"""Where the built stylesheet, script, icons and fonts are.

tools/assets.py gives every file a name with a hash of its content, so a browser may keep it for a year, and
writes which is which in a manifest. This module reads that manifest, once per change of it.
"""

import json
from functools import lru_cache
from pathlib import Path

from flask import current_app, url_for

#: addresses that were worked out; a new build comes with a new process
_addresses: dict[str, str] = {}


def asset(name: str) -> str:
    """The address of a built file such as `app.css`; its plain name when nothing has been built yet."""
    known = _addresses.get(name)
    if known is not None:
        return known
    built = _manifest(Path(current_app.static_folder or "static") / "dist").get(name)
    address = url_for("static", filename=f"dist/{built or name}")
    if built:
        _addresses[name] = address
    return address


def file_name_of(name: str) -> str:
    """What a built file such as `worker.js` is really called; its plain name when nothing has been built yet."""
    return _manifest(Path(current_app.static_folder or "static") / "dist").get(name, name)


def font_file(name: str) -> Path:
    """The TrueType file of a paper font such as `NotoSans-Bold.ttf`; FileNotFoundError when not built yet."""
    path = Path(current_app.static_folder or "static") / "dist" / "fonts" / name
    if not path.is_file():
        raise FileNotFoundError(f"{name} is not built yet: run `python tools/assets.py`")
    return path


def _manifest(folder: Path) -> dict[str, str]:
    path = folder / "manifest.json"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


@lru_cache(maxsize=4)
def _read(path: Path, _changed_ns: int) -> dict[str, str]:
    manifest: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return manifest
