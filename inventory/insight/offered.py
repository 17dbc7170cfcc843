"""What insight offers to rooms behind it: the example data, for the set-up page."""

from datetime import datetime
from typing import Any

from inventory.foundation.offers import offers


@offers("example.load")
def load_example(now: datetime) -> list[Any]:
    """Fill an empty house with two invented digibanken; who can sign in."""
    # A year of stories is only read when somebody asks for it.
    from inventory.insight.example.loading import load_for_set_up

    return list(load_for_set_up(now))
