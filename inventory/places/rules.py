"""When a place takes something new."""

from inventory.foundation.refusal import Refusal


class PlaceClosed(Refusal):
    """A closed place takes nothing new."""


def check_takes(closed: bool, name: str) -> None:
    """Refuse with PlaceClosed when the place is `closed`."""
    if closed:
        raise PlaceClosed(name=name, field="code")
