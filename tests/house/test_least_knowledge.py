"""What a role never sees is on no page, in no list, no paper and no JSON that it can reach.

Not hidden by a style, not left out of a column: not there. Each of these people opens every door that lets
them in, with every code and id that their digibank has.
"""

import re

import pytest

from inventory.foundation.tenancy import inside
from tests.house.addresses import Things, addresses, doors, things_in
from tests.house.filling_names import GENT, PERSON, PHONE
from tests.house.reading import text_of

MONEY = re.compile(r"€|\bEUR\b|_cents|1[.,]?234[.,]56")
#: the telephone number, however it is written: as typed, as kept, as a link
NUMBER = re.compile(r"(?:0|32\D?)" + r"\D?".join(PHONE.replace(" ", "")[1:]))
#: what a page of each may not hold: a borrower by any piece of name, address or note, and money
NEVER = {
    "tom": [re.compile(PERSON, re.IGNORECASE), NUMBER, MONEY],
    "sofie": [re.compile(PERSON, re.IGNORECASE), NUMBER, MONEY],
    "dirk": [re.compile(PERSON, re.IGNORECASE), NUMBER, MONEY],
    # A teacher calls people by their first name, and no more.
    "lotte": [re.compile(rf"(?<!{GENT}){PERSON}", re.IGNORECASE), NUMBER, MONEY],
    # A referrer sees whom they sent themselves: of those in this house nobody.
    "rita": [re.compile(PERSON, re.IGNORECASE), NUMBER, MONEY],
    "olga": [re.compile(PERSON, re.IGNORECASE), NUMBER, MONEY],
}


@pytest.fixture
def gent(app, filled):
    """What Gent has, eight of each in hand."""
    with app.test_request_context():
        return Things(filled.gent, most=8)


#: the letter that says of what kind a code is, and how many of a kind, here and there, are tried at a door first
_LETTER, _TRIED = re.compile(r"(?<=/)[A-Z](?=\d{6})"), 5
#: by what Gent has: at which addresses of a door something is
_there = {}


def _where_something_is(app, client, world, gent):
    """By door every address that leads somewhere.

    Who may open everything asks them all, once, and each of the others only those at which that one did not hear
    "not here". What the coordinator may not open is asked in full.
    """
    had = str((sorted(gent.ids.items()), gent.codes))
    if had not in _there:
        client.sign_in(world.fatima)
        found = {}
        for rule in doors(app, "GET"):
            paths = addresses(rule, *[gent] * len(things_in(rule)), digibank="gent")
            may = world.fatima.actor.permissions & set(app.view_functions[rule.endpoint].asks)
            found[rule.rule] = _those_that_lead_somewhere(client, paths) if may else paths
        _there[had] = found
    return _there[had]


def _those_that_lead_somewhere(client, paths):
    """Of all these addresses of one door. Of ten codes nine are of another kind of thing than the door is about: of
    each kind a few are asked, and the others only when one of those was found."""
    kinds = {}
    for path in paths:
        kinds.setdefault(tuple(_LETTER.findall(path)), []).append(path)
    found = []
    for letters, alike in kinds.items():
        tried = alike[:: max(1, len(alike) // _TRIED)] if letters else alike
        there = [path for path in tried if client.get(path).status_code != 404]
        rest = [path for path in alike if path not in tried] if there else []
        found += there + [path for path in rest if client.get(path).status_code != 404]
    return found


def _told(app, client, world, person, gent):
    """Every answer that this person gets from any door, as (address, text)."""
    where = _where_something_is(app, client, world, gent)
    client.sign_in(person)
    for rule in doors(app, "GET"):
        if not person.actor.permissions & set(app.view_functions[rule.endpoint].asks):
            continue
        for path in where[rule.rule]:
            answer = client.get(path)
            if answer.status_code == 200:
                yield path, text_of(answer)


@pytest.mark.parametrize("name", sorted(NEVER))
def test_nothing_that_this_person_can_open_tells_what_they_may_not_know(app, client, world, gent, name):
    told = list(_told(app, client, world, getattr(world, name), gent))
    assert told, f"{name} opens nothing: this proves nothing"
    wrong = [
        f"{path}: …{text[max(0, match.start() - 60) : match.end() + 20]!r}"
        for path, text in told
        for never in NEVER[name]
        if (match := never.search(text))
    ]
    assert not wrong, "\n".join(wrong)


def test_who_may_know_the_number_is_told_it(app, client, world, gent):
    told = _told(app, client, world, world.fatima, gent)
    assert any(NUMBER.search(text) for _path, text in told), (
        "nobody is told it: the tests above prove nothing"
    )


def test_the_treasurer_sees_no_screening(app, client, world, gent):
    for path, text in _told(app, client, world, world.karim, gent):
        assert "/applications" not in path
        assert not re.search(r"attest of|resident|Do you live", text), path


def test_a_machine_of_a_technician_learns_no_borrower(app, client, world, gent, now):
    from inventory.digibank import actions
    from inventory.digibank.models import User
    from inventory.foundation.database import db

    with app.test_request_context(), inside(world.gent):
        user = db.session.get(User, world.tom.user_id)
        _token, secret = actions.make_token(world.fatima.actor, user, name="rig", now=now)
    headers = {"Authorization": f"Bearer {secret}"}
    for path in [
        "devices",
        *(f"devices/{code}" for code in gent.codes),
        *(f"certificates/{code}" for code in gent.codes),
    ]:
        text = client.get(f"/api/v1/{path}", headers=headers).text
        assert PERSON.lower() not in text.lower(), path


def test_a_stranger_with_a_sticker_learns_whom_to_call_and_nothing_else(app, client, world, gent):
    for code in gent.codes:
        text = client.get(f"/i/{code}").text
        assert GENT not in text, code
        assert PERSON not in text, code


def test_no_letter_and_no_log_line_names_a_borrower_to_another(app, client, world, gent, caplog):
    caplog.set_level("INFO")
    client.sign_in(world.fatima)
    for rule in doors(app, "GET"):
        for path in addresses(rule, *[gent] * len(things_in(rule)), digibank="gent")[:3]:
            client.get(path)
    assert PERSON not in caplog.text
