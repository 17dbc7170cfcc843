"""Reading a lending policy from a file, and what it decides. Opens no database: anyone may try a policy out.

Exit code 0: fine; 1: the policy or the application says something that we do not take; 2: a file cannot be read.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inventory.foundation.refusal import Refusal

FLAWED, UNREADABLE = 1, 2


def check(asked: argparse.Namespace) -> int:
    """Whether a file holds a policy: each thing that is wrong with its place and what to do."""
    from inventory.applications.clashes import OF_ABSENCE, clashes_in
    from inventory.applications.document import read_what_can
    from inventory.applications.policy_files import ReadFile
    from inventory.cli.house import saying

    with saying() as say:
        read_in = _opened(asked.file, say)
        if not isinstance(read_in, ReadFile):
            return UNREADABLE
        policy, flaws = read_what_can(read_in.content)
        clashes = [one for one in clashes_in(policy) if not flaws or one.clash not in OF_ABSENCE]
        found: list[dict[str, Any]] = [
            {"flaw": type(flaw).__name__, "where": str(flaw.particulars["where"]), "told": say(flaw)}
            for flaw in flaws
        ]
        found += [{"flaw": one.clash.value, "where": one.where, "told": say(one.clash)} for one in clashes]
    for one in found:
        one["line"] = read_in.line_of(one["where"])
    if asked.json:
        not_set = [] if found else [name for name in vars(policy) if getattr(policy, name) is None]
        print(_as_json({"policy": not found, "found": found, "not_set": not_set}))
    else:
        for one in found:
            place = f"{asked.file}:{one['line']}" if one["line"] else asked.file
            print(f"{place}: {one['where']}: {one['told']}")
        if not found:
            print(f"{asked.file}: fine")
    return FLAWED if found else 0


def decide(asked: argparse.Namespace) -> int:
    """What an application comes to under a policy; a person confirms it."""
    from inventory.applications.asking_document import described, read_asking
    from inventory.applications.clashes import clashes_in
    from inventory.applications.deciding import decide_on
    from inventory.applications.document import PolicyFlaw, read
    from inventory.applications.policy_files import ReadFile
    from inventory.cli.house import saying

    with saying() as say:
        policy_in, asking_in = _opened(asked.file, say), _opened(asked.application, say)
        if not isinstance(policy_in, ReadFile) or not isinstance(asking_in, ReadFile):
            return UNREADABLE
        try:
            where = asked.file
            policy = read(policy_in.content)
            for one in clashes_in(policy):
                return _complain(f"{where}: {one.where}: {say(one.clash)}", FLAWED)
            where = asked.application
            asking = read_asking(asking_in.content)
        except PolicyFlaw as flaw:
            return _complain(f"{where}: {say(flaw)}", FLAWED)
        decision = decide_on(policy, asking)
        told = described(decision, asking)
        print(_as_json(told) if asked.json else "\n".join(_in_words(told, decision, say)))
    return 0


def _in_words(told: dict[str, Any], decision: Any, say: Callable[[Any], str]) -> list[str]:
    lines = [f"outcome:   {say(decision.verdict)} (a person confirms it)"]
    lines += [f"why:       {say(one.because)} {', '.join(one.about)}".rstrip() for one in decision.reasons]
    lines += [f"condition: {one['code']}: {one['outcome']}" for one in told["criteria"]]
    lines += [f"helps:     {_as_json(one, indent=None)}" for one in told["would_help"]]
    lines += [
        f"{name + ':':10} {_as_json(told[name], indent=None)}" for name in ("term", "deposit", "workshop")
    ]
    return [*lines, f"not set:   {', '.join(told['not_set']) or 'nothing'}"]


def _opened(file: str, say: Callable[[Any], str]) -> Any:
    """What stands in a file, or None after a complaint."""
    from inventory.applications.policy_files import MOST_BYTES, read_file

    try:
        with Path(file).open("rb") as opened:
            return read_file(opened.read(MOST_BYTES + 1))
    except Refusal as refusal:
        _complain(f"{file}: {say(refusal)}", UNREADABLE)
    except OSError as trouble:
        _complain(str(trouble), UNREADABLE)
    return None


def _complain(sentence: str, code: int) -> int:
    print(f"leenkring: {' '.join(sentence.split())}", file=sys.stderr)
    return code


def _as_json(document: Any, indent: int | None = 2) -> str:
    return json.dumps(document, ensure_ascii=False, indent=indent)
