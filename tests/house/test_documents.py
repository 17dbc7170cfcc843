"""What our documents say of the code is so: paths exist, pictures are current, words are used."""

import re
from pathlib import Path

import pytest

from tools import docs

TOP = Path(__file__).resolve().parents[2]
DOCUMENTS = ["ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"] + [
    path.relative_to(TOP).as_posix() for path in sorted((TOP / "docs").rglob("*.md"))
]
#: a name with a slash and an ending, or a folder, between backticks; <room> and * stand for many
_PATH = re.compile(r"`([\w.\-]+/[\w./\-]*|[A-Z]+\.md|\w+\.py)`")
_OWN = (
    "inventory/",
    "workshop/",
    "labels/",
    "templates/",
    "static/",
    "tests/",
    "tools/",
    "docs/",
    "migrations/",
)


def _text(name: str) -> str:
    return (TOP / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_that_a_document_names_exists(name):
    named = {one for one in _PATH.findall(_text(name)) if one.startswith(_OWN) or one.endswith(".md")}
    built = ("static/dist", "build")  # made by `make setup`, on no fresh clone
    missing = [one for one in sorted(named) if not (TOP / one).exists() and not one.startswith(built)]
    assert not missing, f"{name} names what is not there: {missing}"


def test_every_part_written_from_the_code_is_current():
    assert not docs.stale(), "run `python tools/docs.py write`"


def test_the_picture_of_the_journey_draws_every_stage():
    from inventory.journey import Stage

    picture = docs.journey()
    assert [stage for stage in Stage if str(stage) not in picture] == []


def test_every_room_of_the_walk_is_on_the_map_of_the_house():
    import wsgi

    told = docs.rooms()
    packages = {room.replace("inventory.", "inventory/") for room in wsgi.ROOMS}
    assert [one for one in sorted(packages) if f"{one}/" not in told] == []


def test_what_a_deed_consists_of_is_what_the_code_does():
    source = _text("inventory/lending/actions.py")
    deed = source[source.index("def hand_over(") :]
    for part in ("actor.must(", "with transaction():", "record(\n"):
        assert part in deed, f"ARCHITECTURE.md says that hand_over has {part}"


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_the_glossary_speaks_three_languages_everywhere(language):
    rows = [line.split("|")[1:-1] for line in _text("docs/glossary.md").splitlines() if line.startswith("| ")]
    words = [row for row in rows if len(row) == 4][1:]
    column = {"nl": 1, "fr": 2}[language]
    assert len(words) > 30
    assert [row[0] for row in words if not row[column].strip()] == []


def test_words_that_the_glossary_avoids_name_nothing_in_the_code():
    avoided = re.compile(r"\b(def|class) \w*(checkout|checkin|customer|asset_tag|borg\b)\w*", re.IGNORECASE)
    found = [
        f"{path.relative_to(TOP)}: {match.group()}"
        for package in ("inventory", "workshop", "labels")
        for path in sorted((TOP / package).rglob("*.py"))
        for match in avoided.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not found, "say it as docs/glossary.md does"


def test_each_decision_says_why_what_and_what_it_costs():
    decisions = sorted((TOP / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]
    assert numbers == [f"{number:04d}" for number in range(1, len(decisions) + 1)]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Context", "Decision", "What it costs"], (
            path.name
        )
        assert len(text.splitlines()) < 60, f"{path.name} is longer than a page"
