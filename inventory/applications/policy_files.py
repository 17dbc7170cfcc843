"""A policy as a file: YAML or JSON in, YAML out. What is read comes from strangers.

Refused are: more than 64 KB, deeper than anyone writes, anchors, aliases and tags of YAML, a name that stands
twice, more than one document. `yes`, `no`, `12:30` and `1e3` stay text, as anyone who writes them means.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from inventory.applications import document as documents
from inventory.applications.policy import LendingPolicy
from inventory.foundation.refusal import Refusal

MOST_BYTES = 64_000
DEEPEST = 20
#: a number with more digits is no amount and no month
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,11})")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


class UnreadableFile(Refusal):
    """This is neither YAML nor JSON as we read them."""

    status = 422


class FileTooLarge(UnreadableFile):
    """Larger than any policy."""


class NotText(UnreadableFile):
    """These bytes are not text in UTF-8."""


class CrookedFile(UnreadableFile):
    """The file breaks off or is not written as YAML or JSON."""


class FileTooDeep(UnreadableFile):
    """Groups within groups within groups."""


class TagOrAlias(UnreadableFile):
    """YAML can point and call; a policy only says."""


class NameTwice(UnreadableFile):
    """Which of the two is meant, nobody knows."""


class NotOneDocument(UnreadableFile):
    """Nothing in it, or several documents."""


@dataclass(frozen=True)
class ReadFile:
    """What a file says, and at which line each place of it stands: `term.months` → 12."""

    content: Any
    lines: dict[str, int] = field(default_factory=dict)

    def line_of(self, where: str) -> int | None:
        """The line of `where`, else of the nearest thing around it."""
        place = where.removeprefix("policy.")
        while place and place not in self.lines:
            place = place.rpartition(".")[0]
        return self.lines.get(place)


def read_file(content: bytes) -> ReadFile:
    """What stands in a YAML or JSON file. An UnreadableFile says at which line it breaks, where one is known."""
    if len(content) > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES // 1000)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotText from None
    if text.lstrip()[:1] in {"{", "["}:
        try:
            return _read_json(text)
        except json.JSONDecodeError:
            pass  # the braces of YAML, or JSON with a slip, whose place YAML tells
    return _read_yaml(text)


def write_file(policy: LendingPolicy) -> bytes:
    """`policy` as a YAML file that `read_file` and `document.read` read back."""
    text: str = yaml.safe_dump(documents.write(policy), allow_unicode=True, sort_keys=False, width=100)
    return text.encode()


def _read_json(text: str) -> ReadFile:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for name, value in pairs:
            if name in built:
                raise NameTwice(name=name[:40], line=text[: text.rfind(f'"{name}"')].count("\n") + 1)
            built[name] = value
        return built

    def no_number(text: str) -> Any:
        return text  # NaN and Infinity are no numbers; as text they are refused where they stand

    def whole(text: str) -> Any:
        return int(text) if _INTEGER.fullmatch(text) else text

    if _is_deep(text):
        raise FileTooDeep(line=1)
    content = json.loads(
        text, object_pairs_hook=once, parse_constant=no_number, parse_float=no_number, parse_int=whole
    )
    try:
        return ReadFile(content, _read_yaml(text).lines)
    except UnreadableFile:
        return ReadFile(content)  # some JSON is no YAML: then nobody knows the lines


def _is_deep(text: str) -> bool:
    """Does JSON go deeper than we read? Brackets inside text count too; nobody writes that many."""
    depth = 0
    for mark in re.findall(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', text):
        depth += (mark in "[{") - (mark in "]}") if len(mark) == 1 else 0
        if depth > DEEPEST:
            return True
    return False


def _read_yaml(text: str) -> ReadFile:
    try:
        # By its events first: those come one by one, however deep it goes; building the tree would recurse.
        documents_in_it = sum(_look_at(event) for event in _watched(yaml.parse(text, Loader=yaml.SafeLoader)))
        if documents_in_it != 1:
            raise NotOneDocument
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        assert root is not None, "there is one document"
    except yaml.MarkedYAMLError as slip:
        raise CrookedFile(line=slip.problem_mark.line + 1 if slip.problem_mark else 1) from None
    except yaml.YAMLError:
        raise NotText from None  # a character that YAML does not take
    lines: dict[str, int] = {}
    return ReadFile(_built(root, "", lines), lines)


def _watched(events: Iterator[Any]) -> Iterator[Any]:
    depth = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise FileTooDeep(line=event.start_mark.line + 1)
        yield event


def _look_at(event: Any) -> int:
    """1 for each document; TagOrAlias for what points or calls."""
    if getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None:
        raise TagOrAlias(line=event.start_mark.line + 1)
    return int(isinstance(event, yaml.DocumentStartEvent))


def _built(node: yaml.Node, place: str, lines: dict[str, int]) -> Any:
    """What a node says; where each part stands is noted in `lines`."""
    lines.setdefault(place, node.start_mark.line + 1)
    inside = f"{place}." if place else ""
    if isinstance(node, yaml.SequenceNode):
        return [_built(part, f"{inside}{at}", lines) for at, part in enumerate(node.value, start=1)]
    if isinstance(node, yaml.MappingNode):
        built: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise CrookedFile(line=line)
            if key.value in built:
                raise NameTwice(name=key.value[:40], line=line)
            name = f"{inside}{key.value[:40]}"
            lines.setdefault(name, line)
            built[key.value] = _built(value, name, lines)
        return built
    assert isinstance(node, yaml.ScalarNode), "there are three sorts of nodes"
    return _meant(node)


def _meant(node: yaml.ScalarNode) -> Any:
    """A plain word as it is meant; what stands between quotes is always text."""
    text = str(node.value)
    if node.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.fullmatch(text) else text
