"""Nobody crosses from one digibank into another: by no page, no swapped id, no search, no export, no form.

Two digibanken hold a row of every model. Bram of Luik then walks every door of the house with Gent's codes
and ids in his hands: each must answer as if there were nothing, and Gent must stay as it was to the letter.
"""

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from inventory.foundation.database import db
from inventory.foundation.tenancy import BelongsToDigibank
from tests.house.addresses import Things, address, addresses, doors, tenant_models, things_in
from tests.house.filling_names import GENT, LUIK
from tests.house.reading import text_of

TOP = Path(__file__).resolve().parents[2]
#: tables of which every digibank has rows without anyone making them, or that only later rooms fill
NOT_FILLED = {"letter": "no mail was due"}


def _rows_of(digibank_id: int) -> dict[str, list[Any]]:
    """Every row of one digibank, table by table, straight from the database."""
    db.session.rollback()
    rows = {}
    for model in tenant_models():
        table = model.__table__
        query = select(table).where(table.c.digibank_id == digibank_id).order_by(table.c.id)
        rows[table.name] = [tuple(row) for row in db.session.execute(query)]
    return rows


def _who(app: Any, rule: Any, world: Any) -> Any:
    """Who of Luik may open this door: Bram, or Denis, who gives laptops there."""
    return (
        world.bram
        if world.bram.actor.permissions & set(app.view_functions[rule.endpoint].asks)
        else world.denis
    )


def _swapped(rule: Any, gent: Things, luik: Things) -> list[str]:
    """This door in Luik, with something of Gent at one place or more of its address."""
    hands = itertools.product((gent, luik), repeat=len(things_in(rule)))
    return [one for holders in hands if gent in holders for one in addresses(rule, *holders)]


def test_every_model_is_on_both_sides_of_the_wall(two, world):
    for things, word in zip(two, (GENT, LUIK), strict=True):
        empty = {table for table, ids in things.ids.items() if not ids} - set(NOT_FILLED)
        assert not empty, f"let a tests/house/filling*.py make a row of {empty} ({word})"


def test_every_model_is_of_one_digibank_or_says_that_it_is_of_all(app):
    for mapper in db.Model.registry.mappers:
        model = mapper.class_
        if issubclass(model, BelongsToDigibank):
            walls = [one.name for one in model.__table__.constraints if str(one.name).endswith("_wall")]
            assert walls, f"{model.__name__} lacks walls(...)"
            loose = [
                key.parent.name
                for key in model.__table__.foreign_keys
                if key.column.table.name in _walled() and len(key.constraint.columns) == 1
            ]
            assert not loose, (
                f"{model.__name__}.{loose} may point into another digibank: name it in walls(...)"
            )


def _walled() -> set[str]:
    return {model.__tablename__ for model in tenant_models()}


def test_whatever_bram_asks_of_gent_in_luik_is_not_there(app, client, world, two):
    wrong = []
    for rule in doors(app, "GET"):
        client.sign_in(_who(app, rule, world))
        for path in _swapped(rule, *two):
            answer = client.get(path)
            if answer.status_code != 404 or GENT in text_of(answer):
                wrong.append(f"{rule.endpoint}: {path} answers {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_whatever_bram_sends_to_gents_things_changes_nothing(app, client, world, two):
    before, wrong = _rows_of(world.gent), []
    for rule in doors(app, "POST"):
        client.sign_in(_who(app, rule, world))
        for path in _swapped(rule, *two):
            answer = client.post(path, data={})
            if answer.status_code != 404 or GENT in text_of(answer):
                wrong.append(f"{rule.endpoint}: {path} answers {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert _rows_of(world.gent) == before


def test_bram_cannot_enter_gent_at_all(app, client, world, two):
    gent, _luik = two
    client.sign_in(world.bram)
    for rule in (*doors(app, "GET"), *doors(app, "POST")):
        path = addresses(rule, *[gent] * len(things_in(rule)), digibank="gent")[0]
        for method in ("GET", "POST"):
            if method in rule.methods:
                assert client.open(path, method=method).status_code == 404, f"{method} {path}"


def _asked_names() -> set[str]:
    """Every name that some view reads from the query of an address."""
    found: set[str] = set()
    for package in ("inventory", "workshop", "labels"):
        for path in (TOP / package).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            found |= set(
                re.findall(r"(?:request\.args|arguments)(?:\.get\(|\.getlist\(|\[)\s*\"(\w+)\"", source)
            )
    return found - {"lang", "next"}


def test_no_list_no_search_and_no_export_of_luik_knows_a_word_of_gent(app, client, world, two):
    gent, _luik = two
    client.sign_in(world.bram)
    names, wrong = sorted(_asked_names()), []
    # A page repeats what was searched for: so a piece of the word is asked, and the whole word looked for.
    hands = [
        *(dict.fromkeys(names, code) for code in gent.codes),
        *(dict.fromkeys(names, word) for word in (GENT[1:], "1")),
        {},
    ]
    for rule in doors(app, "GET"):
        if things_in(rule):
            continue
        for asked in hands:
            answer = client.get(address(rule, {}), query_string=asked)
            if answer.status_code >= 500 or GENT in text_of(answer):
                wrong.append(
                    f"{rule.endpoint}, asked {next(iter(asked.values()), None)}, answers {answer.status_code}"
                )
    assert not wrong, "\n".join(wrong)


class _Fields(HTMLParser):
    """The names of all fields in all forms that are sent."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in ("input", "select", "textarea", "button") and attributes.get("name"):
            self.names.add(str(attributes["name"]))


@pytest.mark.slow
def test_no_form_of_luik_takes_hold_of_anything_of_gent(app, client, world, two):
    """Every form of Luik, with Gent's ids and codes typed into every one of its fields."""
    gent, luik = two
    client.sign_in(world.bram)
    before, wrong = _rows_of(world.gent), []
    hands = [*gent.codes, *sorted({ids[0] for ids in gent.ids.values() if ids})]
    for rule in doors(app, "POST"):
        if "GET" not in rule.methods:
            continue
        # Of all kinds of codes only one fits this door.
        for path in addresses(rule, *[luik] * len(things_in(rule))):
            shown = client.get(path)
            if shown.status_code != 200:
                continue
            fields = _Fields()
            fields.feed(shown.get_data(as_text=True))
            for value in hands:
                sent = {name: str(value) for name in fields.names - {"csrf_token", "once"}}
                answer = client.post(path, data=sent)
                if answer.status_code >= 500 or GENT in text_of(answer):
                    wrong.append(f"{path} with {value} answers {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert _rows_of(world.gent) == before
