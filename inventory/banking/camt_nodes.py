"""XML from a bank as small nodes that know their line; an entry is handed over as soon as it is whole.

So a file of 200,000 entries never stands in memory as a tree, and a refusal can say where. Document types, entities
and references to outside are refused by defusedxml before any of them is read.
"""

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from inventory.banking import refusals as no

#: camt.053 is nested 15 deep at most
_DEEPEST = 40
#: elements that stand in memory at once: a batch of 20,000 payments in one entry, and not what only fills a memory
_MOST_KEPT = 1_000_000
#: what follows the last part of a statement that is handed over by itself
_APART = "Ntry"


class Node:
    """One element: its name without namespace, its attributes, what it says, and what is in it."""

    __slots__ = ("attributes", "inside", "line", "name", "said")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        """An element that has just begun."""
        self.name, self.attributes, self.line = name, attributes, line
        self.said: str = ""
        self.inside: list[Node] = []

    def each(self, path: str) -> "Iterator[Node]":
        """Every element at `path` (names with slashes)."""
        first, _slash, rest = path.partition("/")
        for one in self.inside:
            if one.name == first:
                if rest:
                    yield from one.each(rest)
                else:
                    yield one

    def find(self, path: str) -> "Node | None":
        """The first element at `path`."""
        return next(self.each(path), None)

    def first(self, *paths: str) -> str:
        """What the first of the `paths` says that says something, without the blanks around it."""
        for path in paths:
            found = self.find(path)
            if found is not None and found.said.strip():
                return found.said.strip()
        return ""

    def needed(self, path: str) -> "Node":
        """The element at `path`; ElementMissing when there is none."""
        found = self.find(path)
        if found is None:
            raise no.ElementMissing(line=self.line, element=f"{self.name}/{path}")
        return found


class _Builder:
    """What the parser tells of each element, in the order of the file."""

    def __init__(self, begun: Callable[[Node], None], whole: Callable[[Node, Node], None]) -> None:
        """`begun` hears of the two outermost elements; `whole` of each entry, with the statement it is in."""
        self.begun, self.whole = begun, whole
        self.open: list[Node] = []
        self.root: Node | None = None
        self.line = lambda: 0
        self.kept = self.kept_before_entry = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if len(self.open) >= _DEEPEST or self.kept >= _MOST_KEPT:
            raise no.DamagedXml(line=self.line())
        node = Node(tag.rpartition("}")[2], attributes, self.line())
        if node.name == _APART:
            self.kept_before_entry = self.kept
        self.kept += 1
        if len(self.open) < 2:
            if not self.open:
                # The namespace says which message it is.
                node.attributes = {**attributes, "xmlns": tag.rpartition("}")[0].lstrip("{")}
                self.root = node
            self.begun(node)
        if self.open:
            self.open[-1].inside.append(node)
        self.open.append(node)

    def data(self, text: str) -> None:
        """A piece of what the innermost element says."""
        if self.open:
            self.open[-1].said += text

    def end(self, _tag: str) -> None:
        """An element is whole."""
        node = self.open.pop()
        if node.inside:
            node.said = ""
        if node.name == _APART and self.open:
            self.open[-1].inside.pop()
            self.kept = self.kept_before_entry
            self.whole(node, self.open[-1])

    def close(self) -> "Node | None":
        """The file is whole."""
        return self.root


def parse(content: bytes, begun: Callable[[Node], None], whole: Callable[[Node, Node], None]) -> Node:
    """The outermost element of `content`, without the entries that were handed to `whole`."""
    builder = _Builder(begun, whole)
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.line = lambda: parser.parser.CurrentLineNumber
    try:
        parser.feed(content)
        root: Node | None = parser.close()
    except DefusedXmlException as trouble:
        raise no.HoldsEntities(line=builder.line()) from trouble
    except ParseError as trouble:
        # "no element found" at the end: the file was cut in half.
        line = trouble.position[0]
        is_cut = bool(builder.open) and line >= content.count(b"\n") + 1 and trouble.code in (3, 5)
        raise (no.BrokenOff if is_cut else no.DamagedXml)(line=line) from trouble
    except (ValueError, LookupError) as trouble:
        raise no.DamagedXml(line=builder.line()) from trouble
    if root is None:
        raise no.DamagedXml(line=1)
    return root
