"""A report's template as data: what it is called, what it says first, and which blocks stand in it, in which order.

A funder changes its template every year; then this data changes, and no code. What it asks for must exist: a block
that nobody knows is refused by its name.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.refusal import NationalNumber, Refusal

LANGUAGES = ("nl", "fr", "en")
MOST_BLOCKS = 40
_LONGEST_TITLE, _LONGEST_WORDS = 120, 4000
#: words of one's own between the figures
TEXT = "text"
#: how far the project is, against how far it should come
TARGET = "target"
#: what a block may say of itself beside its name; and what only some blocks may
_OF_ALL = {"block", "heading"}
_OF_SOME = {
    "indicator": {"municipality", "service", "device_kind", "tables"},
    TEXT: {"words"},
    TARGET: {"municipality"},
}
#: families of blocks that a town in the question makes tell of that town only
FOLLOWS_A_TOWN = frozenset({"indicator", TARGET})


class NotATemplate(Refusal):
    """It is no template: something is missing, or is of another shape."""

    status = 422


class UnknownBlock(Refusal):
    """It asks for a block that does not exist."""

    status = 422


class UnknownParameter(Refusal):
    """A block says something of itself that it cannot."""

    status = 422


class NothingInIt(Refusal):
    """A template without blocks tells nothing."""

    status = 422


class NeedsATitle(Refusal):
    """It has no title in one of the languages."""

    status = 422


@dataclass(frozen=True)
class Block:
    """One part of a report."""

    name: str
    #: by language; empty: the block's own
    heading: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def family(self) -> str:
        """What sort of block: the part before the dot."""
        return self.name.split(".")[0]

    def as_kept(self) -> dict[str, Any]:
        """As plain data."""
        kept: dict[str, Any] = {"block": self.name}
        if self.heading:
            kept["heading"] = dict(self.heading)
        return {**kept, **self.given}


@dataclass(frozen=True)
class Document:
    """A whole template."""

    title: Mapping[str, str]
    introduction: Mapping[str, str]
    blocks: tuple[Block, ...]

    def as_kept(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "title": dict(self.title),
            "introduction": dict(self.introduction),
            "blocks": [block.as_kept() for block in self.blocks],
        }


def read(data: Any, known: Collection[str]) -> Document:
    """The template in this data, of which every block is among `known`.

    NotATemplate, NeedsATitle, NothingInIt, UnknownBlock, UnknownParameter, NationalNumber.
    """
    if not isinstance(data, Mapping) or set(data) - {"title", "introduction", "blocks"}:
        raise NotATemplate(field="whole")
    title = _words(data.get("title", {}), _LONGEST_TITLE)
    if any(not title.get(language) for language in LANGUAGES):
        raise NeedsATitle(field="title_nl")
    asked = data.get("blocks", [])
    if not isinstance(asked, list) or len(asked) > MOST_BLOCKS:
        raise NotATemplate(field="whole")
    blocks = tuple(_block(one, known) for one in asked)
    if not blocks:
        raise NothingInIt(field="whole")
    return Document(title, _words(data.get("introduction", {}), _LONGEST_WORDS), blocks)


def as_it_was(data: Mapping[str, Any], known: Collection[str]) -> Document:
    """A template that was read before, without the blocks that exist no more or are told otherwise since."""
    blocks = []
    for one in data["blocks"]:
        with suppress(Refusal):
            blocks.append(_block(one, known))
    return Document(data["title"], data.get("introduction", {}), tuple(blocks))


def _block(one: Any, known: Collection[str]) -> Block:
    if not isinstance(one, Mapping) or not isinstance(one.get("block"), str):
        raise NotATemplate(field="whole")
    name = one["block"]
    if name not in known:
        raise UnknownBlock(field="whole", name=name[:60])
    given = {key: value for key, value in one.items() if key not in _OF_ALL}
    block = Block(name, _words(one.get("heading", {}), _LONGEST_TITLE), given)
    for key, value in given.items():
        if key not in _OF_SOME.get(block.family, set()) or not _fits(key, value):
            raise UnknownParameter(field="whole", name=name, parameter=str(key)[:60])
    if block.family == TEXT and "words" not in given:
        raise UnknownParameter(field="whole", name=name, parameter="words")
    return block


def _fits(key: str, value: Any) -> bool:
    """Is this something that such a parameter can be?"""
    if key == "words":
        return bool(_words(value, _LONGEST_WORDS))
    if key == "tables":
        return isinstance(value, list) and all(isinstance(one, str) and len(one) < 60 for one in value)
    return isinstance(value, str) and len(value) <= _LONGEST_TITLE and not has_national_number(value)


def _words(told: Any, longest: int) -> dict[str, str]:
    """Words by language; NotATemplate for what is none, NationalNumber for what we keep nowhere."""
    if not isinstance(told, Mapping):
        raise NotATemplate(field="whole")
    for language, text in told.items():
        if language not in LANGUAGES or not isinstance(text, str) or len(text) > longest:
            raise NotATemplate(field="whole")
        if has_national_number(text):
            raise NationalNumber(field="whole")
    return {language: told[language].strip() for language in LANGUAGES if told.get(language, "").strip()}


def said(words: Mapping[str, str], locale: str) -> str:
    """These words in the reader's language, else in one that is there."""
    return next((words[one] for one in (locale, *LANGUAGES) if words.get(one)), "")
