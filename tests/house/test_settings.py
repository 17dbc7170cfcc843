"""What docs/settings.md and docs/commands.md tell is what the code does."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from inventory.cli.main import build_parser
from inventory.config import SETTINGS
from inventory.insight.invariants import PROMISES

TOP = Path(__file__).resolve().parents[2]
_ROW = re.compile(r"^\| `(?P<first>[^`]+)` \| (?P<rest>.*) \|$", re.MULTILINE)


def rows_of(document: str) -> dict[str, str]:
    text = (TOP / "docs" / document).read_text(encoding="utf-8")
    return {match["first"]: match["rest"] for match in _ROW.finditer(text)}


def test_every_setting_stands_in_its_table_with_its_default_and_purpose():
    told = rows_of("settings.md")
    assert told == {
        setting.name: f"{f'`{setting.default}`' if setting.default else 'empty'} | {setting.purpose}"
        for setting in SETTINGS
    }, "docs/settings.md and inventory/config.py say different things"


def test_no_setting_is_read_that_the_table_does_not_know():
    known = {setting.name for setting in SETTINGS} | {"LEENKRING_TEST_SERVER", "LEENKRING_SUPERVISED"}
    for path in [TOP / "wsgi.py", *(TOP / "inventory").rglob("*.py")]:
        found = set(re.findall(r"LEENKRING_[A-Z_]+", path.read_text(encoding="utf-8")))
        assert found <= known, f"{path.name} reads {found - known}; add it to SETTINGS and docs/settings.md"


def commands(parser: argparse.ArgumentParser, so_far: str = "leenkring") -> Iterator[str]:
    """Every command as the documents write it: its words, then its arguments."""
    families = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for family in families:
        for name, inner in family.choices.items():
            yield from commands(inner, f"{so_far} {name}")
    if not families:
        yield " ".join([so_far, *(_written(action) for action in _arguments(parser))])


def _arguments(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return [action for action in parser._actions if action.dest != "help"]


def _written(action: argparse.Action) -> str:
    if not action.option_strings:
        return action.dest.upper()
    value = "" if action.nargs == 0 else f" {action.metavar or action.dest.upper()}"
    return f"{action.option_strings[0]}{value}" if action.required else f"[{action.option_strings[0]}{value}]"


def test_every_command_stands_in_its_table_as_it_is_typed():
    told = {row for row in rows_of("commands.md") if row.startswith("leenkring ")}
    assert told == set(commands(build_parser()))


def test_every_promise_that_check_walks_is_told():
    told = {row for row in rows_of("commands.md") if not row.startswith("leenkring ")}
    assert told == {*PROMISES, "room", "walls"}
