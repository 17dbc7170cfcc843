"""What other pages show of counts: on a place, and on today's page of whoever may count."""

from datetime import date

from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.offers import Panel, offers
from inventory.permissions import Permission
from inventory.places.models import Place
from inventory.stocktaking import queries
from inventory.stocktaking.rules import is_over


def hang() -> None:
    """Called by the views, so that what is offered comes with the doors it links to."""


@offers("place.panels")
def on_place(place: Place, actor: Actor) -> Panel | None:
    """Count this shelf, or go on with the count that is under way."""
    if not actor.may(Permission.DEVICE_MOVE):
        return None
    under_way = queries.open_at(place)
    if under_way is not None and is_over(under_way.begun_at, now()):
        under_way = None
    context = {"place": place, "under_way": under_way, "last": queries.last_closed_at(place)}
    return Panel("inventory/stocktaking/_on_place.html", context, weight=20)


@offers("today.technician")
def today_panel(actor: Actor, _today: date) -> Panel | None:
    """Counts that someone may go on with, and shelves that nobody counted for long."""
    if not actor.may(Permission.DEVICE_MOVE):
        return None
    moment = now()
    under_way, forgotten = queries.under_way(moment), queries.long_uncounted(moment)
    if not under_way and not forgotten:
        return None
    return Panel(
        "inventory/stocktaking/_today.html", {"under_way": under_way, "forgotten": forgotten}, weight=60
    )


@offers("check")
def check() -> list[str]:
    """Counts of which what was kept does not fit together."""
    return list(queries.broken())
