"""How far each device of the example has come, and on which working hours things happened there. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from inventory.journey import Stage

BRUSSELS = ZoneInfo("Europe/Brussels")

#: of a hundred devices, how many are at each stage today
SHARES: dict[Stage, int] = {
    Stage.LENT: 32,
    Stage.READY: 12,
    Stage.RECEIVED: 8,
    Stage.WIPING: 7,
    Stage.REFURBISHING: 7,
    Stage.RECYCLED: 6,
    Stage.WIPED: 5,
    Stage.RETURNED: 5,
    Stage.ANNOUNCED: 4,
    Stage.RESERVED: 4,
    Stage.PARTS: 3,
    Stage.REFUSED: 3,
    Stage.MISSING: 2,
    Stage.TRANSFERRED: 2,
}
#: how many days ago its lot came in: at least, at most
AGES: dict[Stage, tuple[int, int]] = {
    Stage.ANNOUNCED: (1, 9),
    Stage.RECEIVED: (1, 9),
    Stage.WIPING: (4, 18),
    Stage.WIPED: (8, 25),
    Stage.REFURBISHING: (10, 40),
    Stage.READY: (25, 120),
    Stage.RESERVED: (25, 120),
    Stage.REFUSED: (20, 300),
    Stage.PARTS: (40, 500),
    Stage.RECYCLED: (40, 500),
    Stage.LENT: (40, 560),
    Stage.RETURNED: (200, 500),
    Stage.MISSING: (150, 500),
    Stage.TRANSFERRED: (300, 560),
}
#: in these its first borrower may have brought it back, and it is going round again
MAY_BE_SECOND_ROUND = frozenset(
    {Stage.WIPING, Stage.WIPED, Stage.REFURBISHING, Stage.READY, Stage.RESERVED, Stage.LENT}
)


@dataclass(frozen=True)
class Fate:
    """Where one device ends, and in which round."""

    stage: Stage
    laps: int
    #: days ago that its lot came in
    age: int


def fates(count: int, dice: Random) -> list[Fate]:
    """The fates of `count` devices, oldest first; from fourteen devices on every stage has one."""
    stages = list(SHARES) if count >= len(SHARES) else []
    while len(stages) < count:
        stages.append(dice.choices(list(SHARES), list(SHARES.values()))[0])
    return sorted((_fate(stage, dice) for stage in stages), key=lambda fate: -fate.age)


def _fate(stage: Stage, dice: Random) -> Fate:
    least, most = AGES[stage]
    if stage in MAY_BE_SECOND_ROUND and dice.random() < 0.28:
        return Fate(stage, 2, dice.randint(300, 560))
    laps = 2 if stage is Stage.TRANSFERRED and dice.random() < 0.5 else 1
    return Fate(stage, laps, dice.randint(least, most))


def into_lots(fates: list[Fate], dice: Random) -> Iterator[list[Fate]]:
    """Devices that came together: neighbours in age, five to twenty at a time."""
    at = 0
    while at < len(fates):
        size = dice.randint(5, 20)
        yield fates[at : at + size]
        at += size


def working(moment: datetime, dice: Random) -> datetime:
    """The same day, or the Monday after, on a morning hour at which people work."""
    local = moment.astimezone(BRUSSELS)
    local += timedelta(days={5: 2, 6: 1}.get(local.weekday(), 0))
    return local.replace(hour=dice.randint(8, 10), minute=dice.randint(0, 59), second=0, microsecond=0)


def mornings(start: datetime, end: datetime, count: int, dice: Random) -> list[datetime]:
    """`count` mornings after the day of `start` and before the day of `end`, no two on one day."""
    days = [start + timedelta(days=day) for day in range(1, max(2, (end - start).days))]
    at_work = [day for day in days if day.astimezone(BRUSSELS).weekday() < 5]
    chosen = at_work if len(at_work) >= count else days
    # Too young for all that should happen: then the last things did not happen yet.
    told = [working(day, dice) for day in sorted(dice.sample(chosen, min(count, len(chosen))))]
    return sorted({moment.date(): moment for moment in told}.values())
