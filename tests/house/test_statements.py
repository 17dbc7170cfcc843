"""What a page asks of the database: a known number of questions, however many rows there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from inventory import scanning
from inventory.foundation import clock
from inventory.foundation.tenancy import inside
from inventory.stocktaking import actions as stocktaking
from tests.make import (
    make_agreement,
    make_borrower,
    make_device,
    make_loan,
    make_lot,
    make_outing_on_the_road,
    make_place,
    make_ready_device,
    make_waiting_label,
)

#: the most questions a page may ask; a page that needs more says so here, and why it is worth it
MOST = {
    "/gent/devices/": 6,
    "/gent/devices/?stage=received": 6,
    "/gent/devices/?search=latitude": 7,
    "/gent/devices/{device}": 6,
    "/gent/devices/{device}/history": 4,
    # of these one asks who at the bench waits for help, one which mobile days are on the road or leave tomorrow, one
    # which finders wait for an answer, one who wants to keep a laptop longer, and two what is or should be counted
    "/gent/today/": 23,
    "/gent/loans": 8,
    "/gent/borrowers/": 3,
    "/gent/applications/": 4,
    "/gent/applications/policy": 3,
    "/gent/wiping": 15,
    "/gent/bench": 5,
    "/gent/places/": 4,
    "/gent/stocktakes/": 3,
    "/gent/stocktakes/{open_count}": 8,
    "/gent/stocktakes/{open_count}/close": 8,
    "/gent/stocktakes/{closed_count}/report": 8,
    "/gent/deposits": 8,
    "/gent/agreements/": 3,
    "/gent/agreements/{agreement}": 7,
    "/gent/labels/waiting": 4,
    "/gent/labels/settings": 4,
    "/gent/labels/sheets": 3,
    "/gent/scan": 2,
    "/gent/scan/test-card": 2,
    "/gent/badges/": 4,
    "/gent/badges/mine": 3,
    # one asks what is clean, for what can be done with the pile
    "/gent/collect?codes={device}": 5,
    "/gent/collect/miss?codes={device}": 4,
    "/gent/lots/": 4,
    "/gent/lots/{lot}": 14,
    "/gent/outings/": 5,
    "/gent/outings/{outing}": 11,
    "/gent/outings/{outing}/pack": 4,
    "/gent/outings/{outing}/on-site": 12,
    "/gent/outings/{outing}/unpack": 11,
}


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement sent while the block runs; BEGIN is no question."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT")):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def fill(world: Any, times: int) -> dict[str, Any]:
    """As much of everything as a small digibank, or a larger one, has; one of each, by what stands in an address."""
    with inside(world.gent):
        place = make_place(world)
        for _one in range(times):
            make_device(world, place_id=place.id, media=2)
            make_ready_device(world)
            make_loan(world)
            make_borrower(world)
            make_waiting_label(world)
            agreement = make_agreement(world)
            lot = make_lot(world, partner=agreement.partner)
        for _one in range(times):
            make_device(world, lot_id=lot.id, donor_id=lot.partner_id)
        outing = make_outing_on_the_road(world, lent=times, spares=times)
        device = make_device(world)
        counts = {f"{state}_count": _count(world, times, state == "closed") for state in ("open", "closed")}
        return {
            "device": device.code, "lot": lot.code, "agreement": agreement.id, "outing": outing.id, **counts,
        }  # fmt: skip


def _count(world: Any, times: int, is_closed: bool) -> int:
    """A count of a place, begun just now, with `times` devices scanned and as many not."""
    place = make_place(world)
    for _one in range(times):
        make_device(world, place_id=place.id)
    count = stocktaking.begin(world.fatima.actor, place, now=clock.now())
    for at in range(times):
        for text in (str(make_device(world).code), f"unknown {at}"):
            reading = scanning.read(text, hosts=frozenset())
            stocktaking.scan(world.fatima.actor, count, reading, key=text, now=clock.now())
    if is_closed:
        stocktaking.close(world.fatima.actor, count, now=clock.now())
    return count.id


#: what stands in an address of the house with so many of each; filled once in a run
_THINGS: dict[int, dict[str, Any]] = {}


def house_of(times: int, app: Any, world: Any, engine: Any) -> dict[str, Any]:
    """Put the house with so many of each in place; one of each, by what stands in an address."""
    name = f"house of {times}"
    if name not in engine.kept:
        engine.clean()
        with app.test_request_context():
            _THINGS[times] = fill(world, times)
        engine.keep(name)
    engine.clean(name)
    return _THINGS[times]


@pytest.mark.slow
@pytest.mark.parametrize("path", MOST)
def test_a_page_asks_no_more_when_there_is_more(
    client: Any, world: Any, app: Any, engine: Any, path: str
) -> None:
    client.sign_in(world.fatima)
    asked = []
    for times in (1, 6):
        shown = path.format(**house_of(times, app, world, engine))
        client.get(shown)  # the first time a template is compiled and a mapper configured
        with counted() as sent:
            assert client.get(shown).status_code == 200
        asked.append(sent)
    few, many = asked
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= MOST[path], f"{len(many)} questions:\n" + "\n".join(line[:120] for line in many)
