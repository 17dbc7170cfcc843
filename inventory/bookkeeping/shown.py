"""How tariffs, lending places and payers are said, and the doors from the deposits to the books."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from inventory.bookkeeping.held import HeldNow, Sum, tariff_of
from inventory.foundation.actor import Actor
from inventory.foundation.offers import NextStep, offers
from inventory.permissions import Permission
from inventory.wording import say


def tariff_words(tariff: str) -> str:
    """A tariff as people say it; one that no policy knows any more, as it was written down."""
    known = tariff_of(tariff)
    return say(known) if known is not None else tariff


def place_words(place: str) -> str:
    """Where something was lent."""
    return place or _("Our own desk")


def payer_words(payer: str) -> str:
    """Who paid: an organisation by its name, a borrower by no name."""
    return payer or _("The borrower")


@dataclass(frozen=True)
class Added:
    """What is held, added up in one way: by what, and of each how many loans and cents."""

    caption: str
    head: str
    rows: list[tuple[str, int, int]]


def added(now: HeldNow) -> list[Added]:
    """What is held by tariff, by lending place and by payer."""
    told: list[tuple[str, str, Sequence[Sum], Callable[[str], str]]] = [
        (_("By tariff"), _("Tariff"), now.by_tariff, tariff_words),
        (_("By lending place"), _("Lent at"), now.by_place, place_words),
        (_("By who paid"), _("Paid by"), now.by_payer, payer_words),
    ]
    return [
        Added(caption, head, [(words(one.of), one.loans, one.cents) for one in sums])
        for caption, head, sums, words in told
    ]


@offers("deposits.doors")
def doors(actor: Actor) -> list[NextStep]:
    """From the deposits to the books, for whoever keeps them."""
    if not actor.may(Permission.BOOKS_SEE):
        return []
    return [
        NextStep(_("Books"), "bookkeeping.index", icon="table"),
        NextStep(_("Unclaimed deposits"), "bookkeeping.unclaimed.index", icon="clock"),
    ]
