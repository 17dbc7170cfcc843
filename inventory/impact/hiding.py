"""What of what laptops did may leave the house: nothing that points at a few people, by no sum of quarters or givers.

Days with someone count as the laptops that they are of: whoever is told the days of a few is told of a few. What is
saved follows the days and the first loans, and is told where they are.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inventory.foundation.giving_away import FEWEST, Key, Line, kept_back

#: what stays in the house is told in steps, so that two papers over other days do not differ by a few
STEP, STEP_OF_DAYS = 5, 100


@dataclass(frozen=True)
class Uses:
    """What laptops did in some days, all of them or those of one giver."""

    people: int
    laptops: int
    first_times: int
    days: int


@dataclass(frozen=True)
class Did:
    """All that is counted of people over some days."""

    every: Uses
    #: by giver; 0 is of laptops that nobody gave
    by_giver: Mapping[int, Uses] = field(default_factory=dict)
    loans: int = 0
    lost: int = 0
    written_off: int = 0


@dataclass(frozen=True)
class ToldUses:
    """What may be told of it; None is kept back."""

    people: int | None = None
    laptops: int | None = None
    first_times: int | None = None
    days: int | None = None


@dataclass(frozen=True)
class Told:
    """What may be told of some days; None is kept back."""

    every: ToldUses
    by_giver: Mapping[int, ToldUses]
    loans: int | None
    lost: int | None
    written_off: int | None

    def of_giver(self, donor_id: int) -> ToldUses:
        """Of the laptops of one giver."""
        return self.by_giver.get(donor_id, ToldUses())


def told_of_year(quarters: Sequence[Did], year: Did | None) -> tuple[list[Told], Told | None]:
    """What may leave of the quarters that are over, in their order, and of their year when it is over too.

    A quarter leaves before anyone knows the next: what it told stands, and the last one and the year give way.
    """
    first = [_told([one])[0] for one in quarters[:3]]
    if year is None:
        return first, None
    fixed = {
        key
        for at, (did, told) in enumerate(zip(quarters, first, strict=False), start=1)
        for key in _counts(at, did)
        if _left(told, key)
    }
    of_year, *rest = _told([year, *quarters], fixed)
    return [*first, *rest[3:]], of_year


def in_steps(did: Did) -> Told:
    """What a paper that stays in the house tells of any days: nothing of a few, and the rest in steps."""
    return Told(
        _stepped(did.every),
        {giver: _stepped(uses) for giver, uses in did.by_giver.items()},
        stepped(did.loans),
        stepped(did.lost),
        stepped(did.written_off),
    )


def _stepped(uses: Uses) -> ToldUses:
    if uses.people < FEWEST:
        return ToldUses()
    return ToldUses(
        stepped(uses.people), stepped(uses.laptops), stepped(uses.first_times),
        stepped(uses.days, STEP_OF_DAYS),
    )  # fmt: skip


def stepped(count: int, step: int = STEP) -> int | None:
    """The nearest step; None below five."""
    return nearest(count, step) if count >= FEWEST else None


def nearest(value: int, step: int) -> int:
    """The multiple of `step` that is nearest; half way it is the higher one."""
    return (2 * value + step) // (2 * step) * step


def _told(periods: Sequence[Did], fixed: Collection[Key] = frozenset()) -> list[Told]:
    """Protected together; the first one is the whole of the others."""
    counts: dict[Key, int] = {}
    small: set[Key] = set()
    lines: list[Line] = []
    for at, did in enumerate(periods):
        found = _counts(at, did)
        counts |= found
        small |= _small(at, did)
        lines += _lines(at, did)
    lines += _over_time(counts, len(periods) - 1)
    kept = kept_back(counts, lines, small, fixed)
    return [_without(at, did, kept) for at, did in enumerate(periods)]


#: what of the quarters adds up to the year, and of the givers to all
_ADDS = ("first_times", "days")
#: what is told of all together, and of one giver
_OF_ALL, _OF_GIVER = ("laptops", *_ADDS), ("people", *_ADDS)
_OF_LOANS = ("loans", "lost", "written_off")


def _everyone(did: Did) -> list[tuple[str, Uses, tuple[str, ...]]]:
    """All together and each giver: its name, what its laptops did, and what of it is told."""
    givers = sorted(did.by_giver.items())
    return [("all", did.every, _OF_ALL), *((str(giver), uses, _OF_GIVER) for giver, uses in givers)]


def _counts(at: int, did: Did) -> dict[Key, int]:
    """Every number that may be told, by its name; days as the laptops that they are of."""
    found = {_key(at, "all", name): getattr(did, name) for name in _OF_LOANS}
    for whose, uses, names in _everyone(did):
        for name in names:
            found[_key(at, whose, name)] = (
                min(uses.people, uses.laptops) if name == "days" else getattr(uses, name)
            )
    return found


def _small(at: int, did: Did) -> set[Key]:
    """What points at a few whatever it counts; and what no paper tells, for nobody gave it."""
    return {
        _key(at, whose, name)
        for whose, uses, names in _everyone(did)
        if uses.people < FEWEST or whose == "0"
        for name in names
    }


def _lines(at: int, did: Did) -> list[Line]:
    all_first, laptops, loans = (_key(at, "all", name) for name in ("first_times", "laptops", "loans"))
    lines = [Line((all_first,), laptops, adds=False)] if did.every.first_times <= did.every.laptops else []
    lines += [
        Line((_key(at, "all", name),), loans, adds=False)
        for name in _OF_LOANS[1:]
        if getattr(did, name) <= did.loans
    ]
    if did.by_giver:
        lines += [
            Line(
                tuple(_key(at, str(giver), name) for giver in sorted(did.by_giver)),
                _key(at, "all", name),
                adds=True,
            )
            for name in _ADDS
        ]
    return lines


def _over_time(counts: Mapping[Key, int], quarters: int) -> Iterator[Line]:
    """The year beside its quarters, number by number."""
    for key in [key for key in counts if key[0] == "0"]:
        parts = tuple(one for at in range(quarters) if (one := (str(at + 1), *key[1:])) in counts)
        if parts:
            adds = key[2] in _ADDS or sum(counts[part] for part in parts) == counts[key]
            yield Line(parts, key, adds=adds)


def _key(at: int, whose: str, name: str) -> Key:
    return (str(at), whose, name)


def _without(at: int, did: Did, kept: set[Key]) -> Told:
    uses = {
        whose: ToldUses(
            **{name: None if _key(at, whose, name) in kept else getattr(one, name) for name in names}
        )
        for whose, one, names in _everyone(did)
    }
    loans = {name: None if _key(at, "all", name) in kept else getattr(did, name) for name in _OF_LOANS}
    return Told(uses.pop("all"), {int(giver): one for giver, one in uses.items()}, **loans)


def _left(told: Told, key: Key) -> bool:
    """Was this number told?"""
    _at, whose, name = key
    of: Any = told if name in _OF_LOANS else told.every if whose == "all" else told.of_giver(int(whose))
    return getattr(of, name) is not None
