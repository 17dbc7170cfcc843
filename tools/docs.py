"""The parts of our documents that the code knows better: they are written from it, between two marks.

python tools/docs.py check      which parts are out of date
python tools/docs.py write      write them anew
"""

import ast
import os
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
#: a move that may start from more stages than this is told in words, or its arrows would hide the walk
_MOST_ARROWS = 4

ROOMS = [
    "foundation",
    "digibank",
    "seals",
    "partners",
    "agreements",
    "places",
    "devices",
    "learning",
    "stocktaking",
    "borrowers",
    "contacts",
    "contact_lists",
    "banking",
    "deposits",
    "reconciling",
    "intake",
    "hardware",
    "wiping",
    "validating",
    "recycling",
    "parts",
    "repairing",
    "dossiers",
    "refurbishing",
    "reuse_sheets",
    "shifts",
    "applications",
    "lending",
    "returning",
    "outings",
    "repair_desk",
    "bookkeeping",
    "indicators",
    "impact",
    "figures",
    "reports",
    "retention",
    "rights",
    "portal",
    "insight",
    "cli",
]


def journey() -> str:
    """The map as a picture, and under it the moves that may start almost anywhere."""
    from inventory.journey import ENDS, JOURNEY, Stage

    lines, words = ["```mermaid", "stateDiagram-v2", "    [*] --> announced", "    [*] --> received"], []
    for move, step in JOURNEY.items():
        if len(step.starts) > _MOST_ARROWS:
            words.append(f"* `{move}` starts at every stage in the house and leads to `{step.ends}`.")
            continue
        lines += [f"    {start} --> {step.ends}: {move}" for start in Stage if start in step.starts]
    lines += [f"    {stage} --> [*]" for stage in Stage if stage in ENDS]
    clean = ", ".join(f"`{move}`" for move, step in JOURNEY.items() if step.only_clean)
    exposing = ", ".join(f"`{move}`" for move, step in JOURNEY.items() if step.exposes)
    words += [
        f"* Only with clean media: {clean}.",
        f"* After these every medium inside counts as exposed: {exposing}.",
    ]
    return "\n".join([*lines, "```", "", *words])


def rooms() -> str:
    """Every package with the first sentence of its sign on the door, in the order of the walk."""
    lines = ["```text"]
    for name in ROOMS:
        lines.append(f"inventory/{name + '/':<15} {_sentence(TOP / 'inventory' / name / '__init__.py')}")
    for name in ("workshop", "labels"):
        lines.append(f"{name + '/':<25} {_sentence(TOP / name / '__init__.py')}")
    for path in sorted((TOP / "inventory").glob("*.py")):
        if path.stem != "__init__":
            lines.append(f"inventory/{path.name:<15} {_sentence(path)}")
    lines.append(f"{'wsgi.py':<25} {_sentence(TOP / 'wsgi.py')}")
    return "\n".join([*lines, "```"])


def _sentence(path: Path) -> str:
    """The first line of a module's docstring."""
    told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return told.split("\n")[0]


def scopes() -> str:
    """Every table, whose rows it holds, and what one row is."""
    import wsgi
    from inventory.foundation.database import Model
    from inventory.foundation.tenancy import BelongsToDigibank

    wsgi.hang_words()
    lines = ["| table | scope | a row is |", "|---|---|---|"]
    models = sorted((mapper.class_ for mapper in Model.registry.mappers), key=lambda one: one.__tablename__)
    for model in models:
        scope = "a digibank" if issubclass(model, BelongsToDigibank) else "the deployment"
        told = (model.__doc__ or "").strip().split("\n")[0].replace(" Scope: the deployment.", "")
        lines.append(f"| `{model.__tablename__}` | {scope} | {told} |")
    return "\n".join(lines)


def roles() -> str:
    """Every role and what it may do."""
    from inventory.permissions import ROLES, Permission

    lines = ["| role | may |", "|---|---|"]
    for role, may in ROLES.items():
        told = ", ".join(f"`{one}`" for one in sorted(may)) or "nothing yet"
        missing = sorted(set(Permission) - may)
        if len(missing) < 5:
            told = "everything but " + ", ".join(f"`{one}`" for one in missing)
        lines.append(f"| `{role}` | {told} |")
    return "\n".join(lines)


PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "ARCHITECTURE.md": {"journey": journey, "rooms": rooms},
    "docs/glossary.md": {"scopes": scopes, "roles": roles},
}


def renewed(name: str) -> str:
    """A document with its written parts as the code tells them now."""
    text = (TOP / name).read_text(encoding="utf-8")
    for part, write in PARTS[name].items():
        marks = re.compile(rf"(<!-- {part}: written by tools/docs.py -->\n).*?(<!-- end of {part} -->)", re.S)
        found = marks.search(text)
        assert found, f"{name} has no place for {part}"
        text = f"{text[: found.start()]}{found[1]}{write()}\n{found[2]}{text[found.end() :]}"
    return text


def stale() -> list[str]:
    """The documents of which a written part is out of date."""
    return [name for name in PARTS if renewed(name) != (TOP / name).read_text(encoding="utf-8")]


def main(arguments: list[str]) -> int:
    """The command line."""
    sys.path.insert(0, str(TOP))
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("LEENKRING_DATA", folder)
        match arguments:
            case ["check"]:
                old = stale()
                print(
                    "\n".join(f"{name} is out of date: python tools/docs.py write" for name in old)
                    or "up to date"
                )
                return 1 if old else 0
            case ["write"]:
                for name in PARTS:
                    (TOP / name).write_text(renewed(name), encoding="utf-8")
                return 0
            case _:
                print(__doc__)
                return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
