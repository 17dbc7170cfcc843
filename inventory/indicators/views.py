"""No page of its own: what is counted in the background, the night, the check, and the ear of the counters."""

from datetime import date

from inventory.foundation.actor import Actor
from inventory.foundation.clock import today
from inventory.foundation.offers import offers
from inventory.indicators import asking, keeping, kept

#: so many kept answers a check of the whole house looks at; `leenkring figures check` looks at all
_SAMPLE = 12

assert keeping.COUNTERS  # from here on every session is listened to


@offers("background")
def count() -> None:
    """Figures for which somebody waits."""
    asking.count_what_waits()


@offers("check")
def check() -> list[str]:
    """What is kept of the figures is what the facts say."""
    return list(asking.wrong(today(), most=_SAMPLE))


@offers("nightly")
def tidy(_actor: Actor, day: date) -> None:
    """Answers that nobody asked for in a long while are not kept."""
    kept.let_go(day)
