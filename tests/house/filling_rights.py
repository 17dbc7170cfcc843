"""A row of each thing that is kept of a person's rights; every name in it bears the digibank's word."""

from typing import Any

from inventory.borrowers.merging import merge
from inventory.foundation.actor import Actor
from inventory.foundation.looking import PageKind
from inventory.rights import actions, breaches, editions, looks
from inventory.rights.breaches import Told
from inventory.rights.editions import Filled
from inventory.rights.rules import Asker, BreachRisk, RequestKind
from tests import make
from tests.cast import NOW, World


def fill_rights(world: World, boss: Actor, word: str, borrower: Any) -> None:
    """Someone asked, someone looked, two entries became one, the notice was filled in, and something went wrong."""
    actions.ask(
        boss, borrower, RequestKind.ACCESS, asker=Asker.PERSON, identity=f"{word} kaart gezien",
        received_on=NOW.date(), asked=f"{word} alles", now=NOW,
    )  # fmt: skip
    looks.write(boss, [(borrower.id, PageKind.FILE)], NOW)
    one, other = (make.make_borrower(world, first_name=f"{word}{name}") for name in ("Eens", "Anders"))
    merge(boss, one, other, now=NOW)
    editions.issue(boss, Filled(partners=f"{word} partner", more_nl=f"{word} meer"), now=NOW)
    breaches.note(boss, Told(found_at=NOW, what=f"{word} laptop", risk=BreachRisk.SOME), now=NOW)
