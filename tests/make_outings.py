"""Plain functions that make mobile days for tests, and do on the road what is done there, through the real actions."""

from datetime import timedelta
from typing import Any

from tests.cast import NOW, World
from tests.make import anyone, make_approved_borrower, make_hand_over, make_ready_device

#: the day on which what `listed` makes departs, and when it is home
LATER = NOW + timedelta(days=1)
EVENING = LATER + timedelta(hours=9)


def make_outing(world: World, *, now: Any = NOW, days: int = 1, visits: Any = (), **details: Any) -> Any:
    """A mobile day in Leenhove, `days` from `now`, from nine to noon; `visits` are applications that come."""
    from inventory.foundation.tenancy import current_digibank_id
    from inventory.outings import actions

    actor = anyone(current_digibank_id(), world.fatima.user_id)
    starts_at = now.replace(hour=8, minute=0) + timedelta(days=days)
    told = {
        "municipality": "Leenhove", "venue": "Bibliotheek", "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=3), "float_cents": 5000, **details,
    }  # fmt: skip
    outing = actions.plan(actor, actions.Plan(**told), now=now)
    times = {one: starts_at + timedelta(minutes=30 * at) for at, one in enumerate(visits)}
    if times:
        actions.set_visits(actor, outing, times, now=now)
    return outing


def make_outing_on_the_road(
    world: World, *, now: Any = NOW, lent: int = 1, spares: int = 1, **details: Any
) -> Any:
    """A mobile day that left, with `lent` people who come and `spares` spare laptops, all of it in the crate."""
    from inventory.applications.queries import approved_application_of
    from inventory.foundation.tenancy import current_digibank_id
    from inventory.outings import packing, queries

    actor = anyone(current_digibank_id(), world.fatima.user_id)
    people = [make_approved_borrower(world, first_name=f"Gast{at}", now=now) for at in range(lent)]
    for _laptop in range(lent + spares):
        make_ready_device(world, now=now)
    visits = [approved_application_of(one) for one in people]
    outing = make_outing(world, now=now, visits=visits, spares=spares, **details)
    packing.make_list(actor, outing, now=now)
    for row in queries.devices_of(outing):
        packing.pack(actor, outing, row.device, now=now)
    return packing.depart(actor, outing, now=now)


def guest(world: World, **details: Any) -> Any:
    """The approved application of someone who may come for a laptop."""
    from inventory.applications.queries import approved_application_of

    return approved_application_of(make_approved_borrower(world, **details))


def listed(world: World, *, guests: int = 1, spares: int = 1) -> Any:
    """A mobile day with its list made, for so many people and as many spares as told; nothing is packed."""
    from inventory.outings import packing

    visits = [guest(world, first_name=f"Gast{at}") for at in range(guests)]
    for _one in range(guests + spares):
        make_ready_device(world)
    outing = make_outing(world, visits=visits, spares=spares)
    packing.make_list(world.nele.actor, outing, now=NOW)
    return outing


def lend(world: World, row: Any, *, now: Any = LATER, cents: int = 3000) -> Any:
    """The usual hand-over of a packed laptop to the person it is for."""
    from inventory.deposits.ledger import DepositWay
    from inventory.lending.actions import hand_over

    draft = make_hand_over(
        world,
        now=now,
        device=row.device,
        borrower=row.visit.application.borrower,
        way=DepositWay.CASH,
        cents=cents,
    )
    return hand_over(world.nele.actor, draft, now=now)


def swap(world: World, loan: Any, device: Any, *, now: Any = LATER) -> None:
    """Nele gives another laptop for one whose screen broke."""
    from inventory.lending import meanwhile
    from inventory.lending.rules import ChargerAtSwap, SwapReason

    meanwhile.swap(
        world.nele.actor,
        loan,
        device,
        SwapReason.SCREEN,
        instead_of=str(loan.device.code),
        charger=ChargerAtSwap.STAYS,
        now=now,
    )
