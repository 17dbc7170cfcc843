"""Visitors' laptops for tests: as they come in at the desk."""

from typing import Any

from inventory.foundation.tenancy import current_digibank_id
from inventory.repair_desk import actions
from inventory.repair_desk.actions import Brought, Ink
from tests import make
from tests.cast import NOW, World


def brought(**changed: Any) -> Brought:
    """What Nadia tells at the desk."""
    told = {
        "first_name": "Nadia", "last_name": "Voorbeeld", "phone": "0470 12 34 56", "email": "nadia@voorbeeld.example",
        "locale": "en", "what": "Acer Aspire 5", "complaint": "It does not start", "accessories": "Charger",
    }  # fmt: skip
    return Brought(**{**told, **changed})


def make_ticket(world: World, *, now: Any = NOW, signed: Ink | None = None, **changed: Any) -> Any:
    """A laptop that is in the queue, signed for on paper."""
    actor = make.anyone(current_digibank_id(), world.fatima.user_id)
    return actions.receive(
        actor,
        brought(**changed),
        signed=signed or Ink(on_paper=True),
        erase_signed=Ink(on_paper=True),
        now=now,
    )
