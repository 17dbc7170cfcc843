"""Two digibanken with a row of every model: filled once in a run, put back for each test that asks."""

from typing import Any

import pytest

from inventory.foundation.tenancy import inside
from tests.cast import World
from tests.house.addresses import Things
from tests.house.filling import fill
from tests.house.filling_names import GENT, LUIK


@pytest.fixture
def filled(app: Any, world: World, engine: Any) -> World:
    """The world, with rows of Gent and of Luik in every table."""
    if "filled" in engine.kept:
        engine.clean("filled")
        return world
    for digibank_id, word in ((world.gent, GENT), (world.luik, LUIK)):
        with app.test_request_context(), inside(digibank_id):
            fill(world, word)
    engine.keep("filled")
    return world


@pytest.fixture
def two(app: Any, filled: World) -> list[Things]:
    """What Gent has, and what Luik has."""
    with app.test_request_context():
        return [Things(filled.gent), Things(filled.luik)]
