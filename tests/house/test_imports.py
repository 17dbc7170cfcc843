"""Along the walk a room may look back, never ahead; and rules know neither the web nor the database."""

from pathlib import Path

TOP = Path(__file__).resolve().parents[2]


def test_rooms_look_back_and_never_ahead():
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(TOP / "pyproject.toml"), no_cache=True) == 0, (
        "run `lint-imports` to see which room looks ahead"
    )


def test_a_package_says_what_it_is_and_imports_nothing():
    for sign in TOP.glob("[iwl]*/**/__init__.py"):
        if sign.relative_to(TOP).parts[0] not in ("inventory", "workshop", "labels"):
            continue
        lines = sign.read_text(encoding="utf-8").splitlines()
        assert lines, f"{sign} says nothing"
        assert lines[0].startswith('"""'), f"{sign} says nothing"
        assert not [line for line in lines if line.startswith(("import ", "from "))], f"{sign} imports"
