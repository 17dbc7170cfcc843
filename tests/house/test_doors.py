"""Every door has a lock, the reviewed table says who holds the key, and the locks do what the table says."""

import pytest

from inventory.foundation.web import needs
from inventory.permissions import ROLES, Role
from tools import doors

STAFF = ("fatima", "tom", "sofie", "nele", "karim", "lotte", "dirk", "rita", "olga")


def _inside(app):
    """Doors inside a digibank that ask for nothing but the digibank, and can be looked at."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.arguments == {"digibank"} and "GET" in rule.methods and rule.endpoint not in doors.SECURITY
    ]


def test_every_door_has_a_lock_or_says_why_not(app):
    without = [line for line in doors.lines(app) if line.endswith("NO LOCK")]
    assert not without, (
        "put needs(...), needs_sign_in(because=...) or open_to_anyone(because=...) on: " + str(without)
    )


def test_a_lock_asks_for_a_permission_that_exists(app):
    from inventory.permissions import Permission

    for endpoint, view in app.view_functions.items():
        for asked in getattr(view, "asks", ()):
            assert asked in set(Permission), f"{endpoint} asks {asked!r}, which nobody has"


def test_nothing_inside_a_digibank_is_open_to_anyone(app):
    for rule in app.url_map.iter_rules():
        if "digibank" in rule.arguments:
            assert hasattr(app.view_functions[rule.endpoint], "asks"), f"{rule} asks no permission"


@pytest.mark.parametrize("name", STAFF)
def test_each_role_enters_where_the_table_says_and_nowhere_else(app, client, world, name):
    person = getattr(world, name)
    client.sign_in(person)
    for rule in _inside(app):
        asks = app.view_functions[rule.endpoint].asks
        status = client.get(rule.rule.replace("<digibank>", "gent")).status_code
        if ROLES[person.role] & set(asks):
            assert status != 403, f"{name} may not enter {rule}"
        else:
            assert status == 403, f"{name} enters {rule}: {status}"


def test_who_is_not_signed_in_is_asked_to(app, client):
    for rule in _inside(app):
        answer = client.get(rule.rule.replace("<digibank>", "gent"))
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/login"), str(rule)


def test_a_digibank_that_does_not_exist_answers_as_one_of_which_i_am_no_member(app, client, world):
    client.sign_in(world.bram)
    answers = [client.get(f"/{slug}/today/") for slug in ("gent", "nowhere")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text.replace("gent", "") == answers[1].text.replace("nowhere", "")


def test_every_role_has_permissions_that_someone_asks(app):
    asked = {one for view in app.view_functions.values() for one in getattr(view, "asks", ())}
    coming = {Role.REFERRER}  # asks nothing of us yet but through the desk
    idle = {role for role, may in ROLES.items() if may and not may & asked} - coming
    assert not idle, f"nothing is open to {idle}"
    assert set(ROLES) == set(Role)


def test_a_door_without_permission_is_a_mistake():
    assert needs("thing:deed")(lambda: None).asks == ("thing:deed",)
