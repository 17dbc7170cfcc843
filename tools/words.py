"""Our words in three languages: find what is said, hold it against the catalogues, and compile them.

Each room has a catalogue of its own per language (`translations/nl/lending.po`), so that two people who
write two rooms never meet in one file. `check` names every missing, unused or crooked translation;
`compile` makes the one catalogue per language that the app reads.

    python tools/words.py check      python tools/words.py compile      python tools/words.py missing nl
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

TOP = Path(__file__).resolve().parent.parent
LANGUAGES = ("nl", "fr")
#: one and several; in French nothing at all is one
PLURALS = {"nl": "nplurals=2; plural=(n != 1);", "fr": "nplurals=2; plural=(n > 1);"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "_l": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}
_PLACE = re.compile(r"%\((\w+)\)[sd]")

Message = str | tuple[str, ...]


def room_of(path: Path) -> str:
    """Whose words these are, by where the file stands."""
    parts = path.relative_to(TOP).parts
    if parts[0] == "templates":
        parts = parts[1:]
        if parts[0] == "mail":
            return parts[1]
        if parts[0] in ("_house", "_kit", "security"):
            return "house"
    if parts[0] in ("workshop", "labels"):
        return parts[0]
    if parts[0] == "inventory" and len(parts) > 2 and parts[1] != "foundation":
        return parts[1]
    return "house"


def sources() -> Iterator[tuple[Path, str]]:
    """Every file that may say something, with how to read it."""
    for package in ("inventory", "workshop", "labels"):
        for path in sorted((TOP / package).rglob("*.py")):
            yield path, "python"
    for ending in ("*.html", "*.txt"):
        for path in sorted((TOP / "templates").rglob(ending)):
            yield path, "jinja2.ext:babel_extract"
    yield TOP / "wsgi.py", "python"


def said() -> dict[str, dict[Message, str]]:
    """Per room: every message that is said, and where."""
    rooms: dict[str, dict[Message, str]] = defaultdict(dict)
    for path, method in sources():
        options = {"trimmed": "true", "silent": "false"} if "jinja" in method else {}
        for line, message, _comments, _context in extract_from_file(method, path, KEYWORDS, (), options):
            key = tuple(message) if isinstance(message, list | tuple) else message
            if key:
                rooms[room_of(path)].setdefault(key, f"{path.relative_to(TOP)}:{line}")
    return rooms


def hidden() -> list[str]:
    """What is said inside an f-string, where nobody who looks for words finds it."""
    lines = []
    for path, method in sources():
        if method != "python":
            continue
        for written in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(written, ast.JoinedStr):
                lines += [
                    f"{path.relative_to(TOP)}:{call.lineno} says something inside an f-string"
                    for call in ast.walk(written)
                    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
                    and call.func.id in KEYWORDS and call.args and isinstance(call.args[0], ast.Constant)
                ]  # fmt: skip
    return lines


def catalogue(language: str, room: str) -> Catalog:
    """One room's catalogue in one language; an empty one when there is none yet."""
    path = TOP / "translations" / language / f"{room}.po"
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def rooms_with_words() -> list[str]:
    """Every room that has a catalogue in some language."""
    return sorted(
        {path.stem for language in LANGUAGES for path in (TOP / "translations" / language).glob("*.po")}
    )


def whole(language: str) -> tuple[Catalog, list[str]]:
    """All rooms' catalogues of a language in one, and what is crooked about them."""
    book, problems = Catalog(locale=language), []
    # Babel knows a third form of French, for millions, which no catalogue of ours has: gettext would say it in English.
    book.mime_headers = [("Plural-Forms", PLURALS[language])]
    for room in rooms_with_words():
        for message in catalogue(language, room):
            if not message.id or not _has_text(message.string):
                continue
            known = book.get(message.id)
            if known is not None and _has_text(known.string) and known.string != message.string:
                problems.append(f"{language}/{room}.po: {message.id!r} is said differently in another room")
            if message.fuzzy:
                problems.append(f"{language}/{room}.po: {message.id!r} is marked fuzzy")
            if _places(message.id) != _places(message.string):
                problems.append(
                    f"{language}/{room}.po: {message.id!r} has other placeholders in its translation"
                )
            book.add(message.id, message.string)
    return book, problems


def _has_text(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def _places(text: object) -> set[str]:
    texts = text if isinstance(text, tuple | list) else (text,)
    return {name for one in texts for name in _PLACE.findall(str(one))}


def missing(language: str) -> list[str]:
    """What is said somewhere and has no translation."""
    book, _problems = whole(language)
    lines = []
    for room, messages in sorted(said().items()):
        for message, where in messages.items():
            found = book.get(message[0] if isinstance(message, tuple) else message)
            if found is None or not _has_text(found.string):
                lines.append(f"{language}/{room}.po lacks {message!r} ({where})")
    return lines


def unused(language: str) -> list[str]:
    """What is translated and said nowhere."""
    every = {(m[0] if isinstance(m, tuple) else m) for messages in said().values() for m in messages}
    lines = []
    for room in rooms_with_words():
        for message in catalogue(language, room):
            key = message.id[0] if isinstance(message.id, tuple | list) else message.id
            if key and key not in every:
                lines.append(f"{language}/{room}.po has {key!r}, which nobody says")
    return lines


def check() -> list[str]:
    """Everything that is wrong with our words."""
    lines = hidden()
    for language in LANGUAGES:
        lines += whole(language)[1] + missing(language) + unused(language)
    return lines


def compile_all(folder: Path | None = None) -> None:
    """Make the catalogues that the app reads; each is put in place whole."""
    folder = folder or TOP / "build" / "translations"
    for language in LANGUAGES:
        target = folder / language / "LC_MESSAGES" / "messages.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_suffix(".half")
        with half.open("wb") as file:
            write_mo(file, whole(language)[0])
        half.replace(target)


def main(arguments: list[str]) -> int:
    """The command line."""
    match arguments:
        case ["check"]:
            lines = check()
        case ["missing", language]:
            lines = missing(language)
        case ["compile"]:
            compile_all()
            return 0
        case _:
            print(__doc__)
            return 2
    print("\n".join(lines) or "all words are there")
    return 1 if lines else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
