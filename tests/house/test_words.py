"""Everything that is said has words, in three languages; and nothing is said that nobody wrote."""

import ast
import importlib
import pkgutil
from enum import StrEnum
from pathlib import Path

import pytest

from inventory.foundation.refusal import Refusal
from inventory.permissions import Permission
from inventory.wording import has_words
from tools import words

TOP = Path(__file__).resolve().parents[2]
#: enums that only the code reads, with the reason why nobody says them
SILENT = {
    "Permission": "a permission is asked, never shown",
    "Drawn": "how a grid is drawn is seen",
}
#: refusals that are caught and told by another sentence
SILENT_REFUSALS: dict[str, str] = {}


def _modules():
    for name in ("inventory", "workshop", "labels"):
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if "__main__" not in found.name:
                yield importlib.import_module(found.name)


def _classes(kind):
    for module in _modules():
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, kind) and thing.__module__ == module.__name__:
                yield thing


def test_what_is_said_of_many_is_translated_too():
    for language, many in (("nl", "dagen"), ("fr", "jours")):
        book, _problems = words.whole(language)
        assert book.num_plurals == 2, "gettext would look for a form that nobody wrote, and say it in English"
        assert many in book.get(("%(num)s day", "%(num)s days")).string[1]


def test_every_member_of_every_enum_has_words(app):
    silent = [
        f"{enum.__module__}.{enum.__name__}.{member.name}"
        for enum in _classes(StrEnum)
        if enum.__name__ not in SILENT
        for member in enum
        if not has_words(member)
    ]
    assert not silent, "give these words in their room's words.py:\n" + "\n".join(silent)


def test_every_refusal_has_a_sentence_of_its_own(app):
    silent = [
        f"{one.__module__}.{one.__name__}"
        for one in _classes(Refusal)
        if not has_words(one) and not _is_told_by_its_kind(one)
    ]
    assert not silent, "give these a sentence in their room's words.py:\n" + "\n".join(silent)


def _is_told_by_its_kind(refusal) -> bool:
    """A narrower kind may use the sentence of the wider one, but not that of all refusals."""
    return refusal is Refusal or any(has_words(kind) for kind in refusal.__mro__[1:] if kind is not Refusal)


def _deeds():
    for package in ("inventory", "workshop", "labels"):
        for path in sorted((TOP / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or len(node.args) < 2:
                    continue
                called = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                deed = node.args[1]
                if called in ("record", "record_many") and isinstance(deed, ast.Constant):
                    yield deed.value, f"{path.relative_to(TOP)}:{node.lineno}"


def test_every_deed_in_the_journal_has_words(app):
    silent = [f"{deed} ({where})" for deed, where in _deeds() if not has_words(deed)]
    assert not silent, "give these words in their room's words.py:\n" + "\n".join(silent)


def test_a_deed_is_named_after_its_room_and_in_the_past():
    rooms = {"places", "portal", "workshop", "labels"} | {
        path.name for path in (TOP / "inventory").iterdir() if path.is_dir()
    }
    for deed, where in _deeds():
        room, _dot, done = deed.partition(".")
        assert room in rooms, f"{where}: {deed}"
        assert done.replace("_", "").isalpha(), f"{where}: {deed}"


def test_words_inside_an_f_string_are_found(tmp_path, monkeypatch):
    written = tmp_path / "views.py"
    written.write_text("def say(name):\n    return f\"{name}: {_('never found')}\"\n", encoding="utf-8")
    monkeypatch.setattr(words, "TOP", tmp_path)
    monkeypatch.setattr(words, "sources", lambda: [(written, "python")])
    assert words.hidden() == ["views.py:2 says something inside an f-string"]


def test_our_words_are_complete_in_every_language():
    wrong = words.check()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_translation_forgets_its_ending_or_its_capital(language):
    book, _problems = words.whole(language)
    for message in book:
        if not message.id or not isinstance(message.id, str) or not message.string:
            continue
        ends = " " in message.id and message.id[-1] in ".?!" and not message.id.endswith("…")
        assert not ends or message.string.rstrip("»” \u00a0")[-1] in ".?!…", f"{language}: {message.id!r}"


def test_permissions_are_never_said():
    assert "Permission" in SILENT
    assert not [one for one in Permission if has_words(one)]
