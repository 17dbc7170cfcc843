"""Where people look for counting: the menu, and today's page of whoever may count."""

from datetime import timedelta

import pytest

from inventory.devices import actions as devices
from inventory.foundation.clock import now as real_now
from inventory.foundation.tenancy import inside
from inventory.places.models import PlaceKind
from inventory.stocktaking import actions, queries
from tests.cast import NOW
from tests.make import make_device, make_place


def shelf_with(world, name, *, count=1, kind=PlaceKind.SHELF):
    place = make_place(world, name=name, kind=kind)
    for _one in range(count):
        devices.place(world.tom.actor, make_device(world), place, now=NOW)
    return place


def counted(world, place, at):
    count = actions.begin(world.tom.actor, place, now=at)
    for device in list(queries.sheet_of(count).entries):
        reading = actions.read(str(device.code), frozenset())
        actions.scan(world.tom.actor, count, reading, key=f"k{device.device_id}", now=at)
    return actions.close(world.tom.actor, count, now=at)


def test_shelves_that_wait_longest_come_first_and_only_those_with_something_on_them(world, in_gent):
    never, long, lately = (shelf_with(world, name) for name in ("Rek 1", "Rek 2", "Rek 3"))
    shelf_with(world, "Rek 4", count=0)
    shelf_with(world, "Wisplek", kind=PlaceKind.BENCH)
    counted(world, long, NOW - timedelta(days=91))
    counted(world, lately, NOW - timedelta(days=89))
    found = [(place.name, last, count) for place, last, count in queries.long_uncounted(NOW)]
    assert found == [("Rek 1", None, 1), ("Rek 2", NOW - timedelta(days=91), 1)]
    assert never.name == "Rek 1"


def test_three_at_most_so_that_it_is_work_for_a_minute(world, in_gent):
    for at in range(5):
        shelf_with(world, f"Rek {at}", count=at + 1)
    assert [place.name for place, _last, _count in queries.long_uncounted(NOW)] == ["Rek 4", "Rek 3", "Rek 2"]


def test_a_shelf_that_is_being_counted_goes_on_and_is_not_asked_for_again(world, in_gent):
    place = shelf_with(world, "Rek 1")
    count = actions.begin(world.tom.actor, place, now=NOW)
    assert queries.long_uncounted(NOW) == []
    assert [(one.id, name) for one, name, _who in queries.under_way(NOW)] == [(count.id, "Rek 1")]
    # A count goes on for a day; the next morning but one it is a shelf that nobody counted.
    late = NOW + timedelta(hours=25)
    assert queries.under_way(late) == []
    assert [one.name for one, _last, _count in queries.long_uncounted(late)] == ["Rek 1"]


@pytest.mark.parametrize(
    ("who", "sees"), [("tom", True), ("sofie", True), ("fatima", True), ("karim", False)]
)
def test_today_begins_a_count_with_one_tap_and_goes_on_with_another(client, app, world, who, sees):
    with app.test_request_context(), inside(world.gent):
        code = str(shelf_with(world, "Rek 7").code)
    client.sign_in(getattr(world, who))
    page = client.get("/gent/today/").text
    assert (f"/gent/stocktakes/at/{code}" in page) is sees
    assert ('href="/gent/stocktakes/"' in page) is sees
    if not sees:
        return
    begun = client.post(f"/gent/stocktakes/at/{code}", data={"once": "a"})
    page = client.get("/gent/today/").text
    assert "Go on counting Rek 7" in page
    assert begun.location in page
    assert f"/gent/stocktakes/at/{code}" not in page


def test_a_day_without_anything_to_count_shows_no_card(client, app, world):
    with app.test_request_context(), inside(world.gent):
        counted(world, shelf_with(world, "Rek 7"), real_now() - timedelta(days=1))
    client.sign_in(world.tom)
    assert "today-counting" not in client.get("/gent/today/").text
