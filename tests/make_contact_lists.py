"""Lists of contacts for tests, through the real actions."""

from typing import Any

from inventory.foundation.actor import Actor
from tests.cast import NOW


def make_list(actor: Actor, rows: str, *, name: str = "list.csv", now: Any = NOW) -> Any:
    """A list that was read and waits for a yes; its headings say what its columns hold."""
    from inventory.contact_lists import actions
    from inventory.contact_lists.actions import Layout
    from inventory.contact_lists.columns import ContactField

    one = actions.upload(actor, rows.encode(), name, now=now)
    mapping = {ContactField(field): index for field, index in one.mapping.items()}
    return actions.explain(actor, one, Layout(mapping=mapping, headed=one.headed), now=now)


def answer(actor: Actor, one: Any, *, meaning: str = "new", now: Any = NOW) -> Any:
    """Every word of it is something new of ours, and whoever looks alike is one person."""
    from sqlalchemy import select

    from inventory.contact_lists import actions, queries
    from inventory.contact_lists.actions import Decision
    from inventory.contact_lists.columns import ContactField
    from inventory.foundation.database import db

    if one.asked:
        answers = {(ContactField(field), value): meaning for field, value, _times in one.asked}
        one = actions.answer(actor, one, answers, now=now)
    people = db.session.execute(select(queries.proposals_of(one).subquery().c.id)).scalars().all()
    actions.decide(actor, one, dict.fromkeys(people, Decision(True, True)), now=now)
    return one


def fill(boss: Actor, word: str, person: str) -> None:
    """A list that is in, one that waits for answers, and what was said of its words; each name bears `word`."""
    from inventory.contact_lists import actions

    head = "Datum;Naam;Deelwerking;Locatie\n"
    came = make_list(
        boss, f"{head}20/11/2026;{word}{person}v {person};Digipunt;{word} bib\n", name=f"{word}.csv"
    )
    actions.take(boss, answer(boss, came), now=NOW)
    waits = f"{head}19/11/2026;{word}{person}w {person};Digipunt;{word} zaal\n"
    make_list(boss, waits + waits.splitlines()[1].replace("19/", "18/"), name=f"{word} waits.csv")
