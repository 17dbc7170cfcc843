"""docs/api.md tells of every address that machines may ask, and of no other."""

import re
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]


def test_the_api_page_and_the_routes_tell_the_same(app):
    page = (TOP / "docs" / "api.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^### `([A-Z]+) (\S+)`$", page, re.MULTILINE))
    routes = {
        (method, re.sub(r"<\w+:", "<", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert routes - told == set(), "docs/api.md does not tell of these"
    assert told - routes == set(), "docs/api.md tells of these, which do not exist"


def test_the_api_page_names_every_stage_and_every_permission_it_asks(app):
    from inventory.journey import Stage

    page = (TOP / "docs" / "api.md").read_text(encoding="utf-8")
    asked = {one for name, view in app.view_functions.items() if name.startswith("api.") for one in view.asks}
    assert [one for one in (*Stage, *asked) if f"`{one}`" not in page] == []
