"""Words that may stand in one place only, and the reason for each."""

import ast
import re
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
SOURCES = [
    path for package in ("inventory", "workshop", "labels") for path in sorted((TOP / package).rglob("*.py"))
] + [TOP / "wsgi.py"]
TEMPLATES = sorted((TOP / "templates").rglob("*.html"))

#: where a table is asked for without the ORM, so that the wall does not narrow it; each narrows by itself
CORE = {
    "inventory/reconciling/exactly.py": "what is certain of thousands is booked in bulk, stamped with its digibank",
    "inventory/banking/keeping.py": "a statement of thousands is written in bulk, stamped with its digibank",
    "inventory/devices/actions.py": "a list of thousands is written in bulk, stamped with its digibank",
    "inventory/contact_lists/looking.py": "people and rows of a list are written in bulk, stamped with their digibank",
    "inventory/contact_lists/taking.py": "a hundred thousand contacts are written in bulk, stamped with their digibank",
    "inventory/contact_lists/undoing.py": "rows found by the ORM are undone in bulk; what points to a person is named",
    "inventory/devices/search.py": "creates the index of the table, asks nothing",
    "inventory/digibank/numbers.py": "gives out numbers over all digibanken, in bulk",
    "inventory/indicators/keeping.py": "raises the counters of the digibank that changed, just before the commit",
    "inventory/intake/importing.py": "a list of thousands is written in bulk, stamped with its digibank",
}
#: what is marked as safe HTML, and why it is
MARKUP = {
    "inventory/digibank/furniture.py": "each panel was escaped by its own template",
    "inventory/foundation/marks.py": "shapes of our own; whatever fills their blanks is escaped",
    "inventory/foundation/qr.py": "an image of modules, holds no one's text",
    "labels/picture.py": "shapes of our own; whatever fills their blanks is escaped",
}


#: saying that a table only grows asks nothing of it
_TABLE = r"^(?!.*append_only\().*__table__"


def _name(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


def _lines(pattern: str, paths=SOURCES) -> list[str]:
    """`file:line` of each place where code, not a comment or docstring, holds `pattern`."""
    found = []
    for path in paths:
        source = path.read_text(encoding="utf-8")
        if not re.search(pattern, source, re.MULTILINE):
            continue
        silent = _spoken_lines(source) if path.suffix == ".py" else set()
        for number, line in enumerate(source.splitlines(), start=1):
            if number not in silent and re.search(pattern, line.split("  #")[0]):
                found.append(f"{_name(path)}:{number}")
    return found


def _spoken_lines(source: str) -> set[int]:
    """The lines of docstrings and comments."""
    spoken = {n for n, line in enumerate(source.splitlines(), start=1) if line.lstrip().startswith("#")}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            spoken.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return spoken


def _outside(found: list[str], *allowed: str) -> list[str]:
    return [place for place in found if not place.startswith(allowed)]


def test_only_the_transaction_commits():
    found = _outside(_lines(r"\bcommit\(\)"), "inventory/foundation/transaction.py")
    assert not found, "a deed is done with `with transaction():`"


def test_raw_sql_stands_only_on_the_ground():
    found = _outside(_lines(r"\bfrom sqlalchemy import .*\btext\b|sqlalchemy\.text\b|\bsa\.text\("),
                     "inventory/foundation/")  # fmt: skip
    assert not found, "the wall does not see text(): ask with the ORM"


def test_a_table_is_asked_for_only_where_someone_looked():
    found = _outside(_lines(_TABLE), "inventory/foundation/", *CORE)
    assert not found, (
        "the wall does not see __table__: ask with the ORM, or list the file in CORE with its reason"
    )


def test_only_the_clock_knows_the_time():
    found = _lines(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)\(")
    assert not _outside(found, "inventory/foundation/clock.py"), "take `now` as a parameter"


def test_no_rule_and_no_action_asks_for_the_time():
    asks = r"from inventory\.foundation\.clock import .*\b(now|today)\b|clock\.(now|today)\("
    rooms = [path for path in SOURCES if path.name in ("actions.py", "rules.py", "ledger.py", "models.py")]
    assert not _lines(asks, rooms), "actions and rules are told the time"


def test_a_bug_is_never_swallowed():
    swallowed = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ExceptHandler):
                continue
            catches_all = node.type is None or ast.unparse(node.type) in ("Exception", "BaseException")
            if catches_all and not any(isinstance(step, ast.Raise) for step in ast.walk(node)):
                swallowed.append(f"{_name(path)}:{node.lineno}")
    assert not swallowed, "catch what you expect by its name, or raise again"


def test_html_is_escaped_unless_someone_looked():
    assert not _lines(r"\|\s*safe\b|autoescape false", TEMPLATES), "a template marks nothing as safe"
    assert not _outside(_lines(r"\bMarkup\("), *MARKUP), "list the file in MARKUP with its reason"


@pytest.mark.parametrize("listed", [CORE, MARKUP], ids=["CORE", "MARKUP"])
def test_no_exception_outlives_its_reason(listed):
    words = _TABLE if listed is CORE else r"\bMarkup\("
    idle = [name for name in listed if not _lines(words, [TOP / name] if (TOP / name).is_file() else [])]
    assert not idle, f"take {idle} off the list"


def test_nothing_outside_the_walls_without_a_reason():
    found = _lines(r"\beverywhere\((?!because=|because: str)")
    assert not _outside(found, "inventory/foundation/tenancy.py"), "everywhere(because=...)"


def test_no_module_is_named_after_nothing():
    empty = {"utils", "helpers", "common", "core", "services", "managers", "constants", "misc", "base"}
    assert not [_name(path) for path in SOURCES if path.stem in empty or path.parent.name in empty]


def test_no_file_holds_both_sides_of_a_merge():
    """Two who changed one line are settled by a person, in every file that we keep."""
    marks = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)
    kept = [
        *SOURCES, *TEMPLATES, *TOP.glob("*.md"), *TOP.glob("*.toml"), *(TOP / "docs").rglob("*.md"),
        *(TOP / "translations").rglob("*.po"), *(TOP / "tests").rglob("*.py"), *(TOP / "static" / "src").rglob("*.*"),
    ]  # fmt: skip
    assert [_name(path) for path in kept if marks.search(path.read_text(encoding="utf-8"))] == []
