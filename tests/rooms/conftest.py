"""What several rooms set in motion: the hour, and printers that are on this machine."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from inventory.foundation import clock
from tests.cast import NOW
from tests.fake_printers import LOOPBACK


@pytest.fixture
def printers_here(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The keeper says that label printers are on this machine."""
    monkeypatch.setitem(app.config, "PRINTER_NETWORKS", LOOPBACK)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """`at(moment)`: from now on it is that late."""

    def be(moment: datetime) -> None:
        monkeypatch.setattr(clock, "_ask", lambda: moment)

    be(NOW)
    return be
