"""Plain functions that make contacts for tests, through the real actions."""

import itertools
from typing import Any

from inventory.foundation.actor import Actor
from tests.cast import NOW, World
from tests.make import anyone

_numbers = itertools.count(1)


def make_contact(world: World, *, now: Any = NOW, **told: Any) -> Any:
    """Someone came to a digipunt today; `told` is anything of Happened."""
    from inventory.contacts import actions
    from inventory.contacts.rules import Service
    from inventory.foundation.audit import record
    from inventory.foundation.clock import day
    from inventory.foundation.tenancy import current_digibank_id
    from inventory.foundation.transaction import transaction

    actor = anyone(current_digibank_id(), world.fatima.user_id)
    wanted = {
        "service": Service.DIGIPUNT,
        "on": day(now),
        "source": "made",
        "source_id": next(_numbers),
    } | told
    with transaction():
        contact = actions.note(actor, actions.Happened(**wanted), now=now)
        record(actor, "contacts.noted", contact, now=now)
    return contact


def fill(world: World, boss: Actor, word: str, borrower: Any) -> None:
    """A row of every model of contacts in the digibank we are inside of; each name bears `word`."""
    from inventory.contacts import groups, lists, referrals
    from inventory.contacts.rules import Service

    place = lists.add_place(boss, f"Digipunt {word}", word, now=NOW)
    head = lists.add_help_type(boss, {"nl": f"{word} hulp"}, now=NOW)
    kind = lists.add_help_type(boss, {"nl": f"{word} printer"}, now=NOW, under=head)
    group = lists.add_group(boss, {"nl": f"{word} groep"}, now=NOW)
    groups.ask_gender(boss, True, now=NOW)
    groups.answer(boss, borrower, [group], now=NOW)
    contact = make_contact(world, borrower=borrower, location=place, help_type=kind)
    referrals.send_on(boss, contact, to_service=Service.COURSE, now=NOW)
