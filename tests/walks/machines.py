"""What every machine of random deeds stands on: a clean house, an open request, and a clock that only goes on."""

import itertools
from datetime import timedelta
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from inventory.foundation.database import db
from tests import make
from tests.cast import NOW, World


class OnACleanHouse(RuleBasedStateMachine):
    """The digibanken of every test, as they are before anyone does anything."""

    engine: Any
    app: Any
    world: World
    #: how much later each deed is than the one before
    step: timedelta

    def __init__(self) -> None:
        super().__init__()
        self.context = self.app.test_request_context()
        self.context.push()
        self.engine.clean()
        db.session.rollback()
        self.now = NOW
        make._numbers = itertools.count(1)  # the same example tells the same story

    def teardown(self) -> None:
        db.session.remove()
        self.context.pop()

    def later(self) -> Any:
        self.now += self.step
        return self.now
