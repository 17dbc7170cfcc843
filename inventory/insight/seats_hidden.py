"""What of the seats of a year of start workshops may leave the house, told by month, place and language at once.

Each table is weighed against the others, and against what the files of the figures tell of the same seats. Who came is
told first; who enrolled beside it only where those who did not come are no few.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from inventory.foundation.giving_away import FEWEST, Key, Line, kept_back

#: who enrolled, came and missed
Seats = tuple[int, int, int]
ToldSeats = tuple[int | None, int | None, int | None]
#: place, first day of the month, language
Cell = tuple[str, date, str]

ENROLLED, CAME, MISSED = range(3)
#: some cells, and which of the three another file tells of them together
Known = tuple[Iterable[Cell], int]


class Protected:
    """The seats of one year, and what may be told of each cell, month, place and language, and of all together."""

    def __init__(self, cells: Mapping[Cell, Seats], known: Iterable[Known] = ()) -> None:
        """Protect all of it together; of the cells in `known` another file tells what they are together."""
        self._counts: dict[Key, int] = {}
        self._groups: dict[Key, list[Cell]] = defaultdict(list)
        for cell in cells:
            for name in _names_of(cell):
                self._groups[name].append(cell)
        for name, members in self._groups.items():
            for what in range(3):
                self._counts[(*name, str(what))] = sum(cells[cell][what] for cell in members)
        small = {
            (*name, str(what))
            for name in self._groups
            if not self._is_safe(name)
            for what in (ENROLLED, MISSED)
        }
        self._kept = kept_back(self._counts, [*self._lines(known)], small)

    def _is_safe(self, name: Key) -> bool:
        """Are neither who did not come, nor who missed it, nor of whom nobody knows, a few?"""
        enrolled, came, missed = (self._counts[(*name, str(what))] for what in range(3))
        return not any(0 < few < FEWEST for few in (enrolled - came, missed, enrolled - came - missed))

    def told(self, *name: str) -> ToldSeats:
        """Who enrolled, came and missed of `"month", "2026-03"`, of `"place", "Bib"` or of `"all"`."""
        enrolled, came, missed = (self._told((*name, str(what))) for what in range(3))
        return enrolled, came, missed

    def of_cell(self, cell: Cell) -> ToldSeats:
        """Of one place, month and language."""
        return self.told(*_names_of(cell)[0])

    def _told(self, key: Key) -> int | None:
        return None if key in self._kept else self._counts.get(key)

    def _lines(self, known: Iterable[Known]) -> Iterator[Line]:
        for name in self._groups:
            enrolled, came, missed = ((*name, str(what)) for what in range(3))
            adds = self._counts[came] + self._counts[missed] == self._counts[enrolled]
            yield Line((came, missed), enrolled, adds=adds)
        for kind in ("month", "place", "language"):
            groups = [name for name in self._groups if name[0] == kind]
            yield from _sums(groups, ("all",))
            for group in groups:
                yield from _sums([_names_of(cell)[0] for cell in self._groups[group]], group)
        for cells, what in known:
            yield Line(tuple((*_names_of(cell)[0], str(what)) for cell in cells), None, adds=True)


def _names_of(cell: Cell) -> list[Key]:
    """Its own name, and those of all in which it is counted."""
    place, month, language = cell
    told = month.isoformat()
    return [
        ("cell", place, told, language), ("month", told), ("place", place), ("language", language), ("all",),
    ]  # fmt: skip


def _sums(parts: Iterable[Key], whole: Key) -> Iterator[Line]:
    names = list(parts)
    for what in map(str, range(3)):
        yield Line(tuple((*name, what) for name in names), (*whole, what), adds=True)


To = TypeVar("To", bound=str)


def told_sent(sent: Mapping[To, tuple[int, int]]) -> dict[To, tuple[int | None, int | None]]:
    """Who was sent where, and who went: not one of the few who went, nor of the few who did not."""
    counts: dict[Key, int] = {}
    lines = []
    for to, (made, realised) in sent.items():
        counts |= {(to, "made"): made, (to, "realised"): realised}
        lines.append(Line(((to, "realised"),), (to, "made"), adds=False))
    lines += [Line(tuple((to, what) for to in sent), None, adds=True) for what in ("made", "realised")]
    kept = kept_back(counts, lines)

    def told(to: To, what: str) -> int | None:
        return None if (to, what) in kept else counts[to, what]

    return {to: (told(to, "made"), told(to, "realised")) for to in sent}
