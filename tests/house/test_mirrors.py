"""Templates mirror views, letters mirror `post(...)`, and addresses read alike."""

import re
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
TEMPLATES = TOP / "templates"
SOURCES = [
    path for package in ("inventory", "workshop", "labels") for path in sorted((TOP / package).rglob("*.py"))
]
_CODE = {path: path.read_text(encoding="utf-8") for path in [*SOURCES, TOP / "wsgi.py"]}
_PAGES = {path: path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.rglob("*.*"))}
#: addresses that a QR code writes in capitals, because capitals make a coarser code
CAPITALS = {"/I/<code>", "/C/<number>/<control>", "/M/<token>", "/W/<token>", "/H/<token>"}


def _names() -> set[str]:
    return {path.relative_to(TEMPLATES).as_posix() for path in _PAGES}


def _named_in_code() -> set[str]:
    return {
        one
        for text in _CODE.values()
        for one in re.findall(r'"((?:_house|inventory|workshop|labels)/[^"{\n]*\.html)"', text)
    }


def _named_in_pages() -> set[str]:
    steps = r'(?:{%-?\s*(?:extends|include|from|import)\s+|\bdrawn_once\()"([^"]+)"'
    return {one for text in _PAGES.values() for one in re.findall(steps, text)}


def test_every_template_that_is_named_exists():
    missing = sorted((_named_in_code() | _named_in_pages()) - _names())
    assert not missing, missing


def test_no_template_lies_about_unused():
    used = _named_in_code() | _named_in_pages()
    # Flask-Security asks for its own by name; letters are named by room and letter.
    idle = {name for name in _names() - used if not name.startswith(("security/", "mail/"))}
    idle = {name for name in idle if not _is_drawn_by_pattern(name)}
    assert not idle, f"nobody draws {sorted(idle)}"


def _is_drawn_by_pattern(name: str) -> bool:
    """Named by a part that varies: page(f"inventory/lending/hand_over/{step}.html")."""
    folder = name.rsplit("/", 1)[0]
    return any(f'f"{folder}/{{' in text for text in _CODE.values())


def test_a_room_draws_its_own_templates():
    for path, text in _CODE.items():
        room = path.relative_to(TOP).parent.as_posix()
        for name in re.findall(r'(?:page|render_template)\(\s*f?"([^"]+)"', text):
            folder = name.rsplit("/", 1)[0]
            shared = name.startswith(("_house/", "mail/")) or name == "inventory/digibank/invited.html"
            assert shared or folder == room or folder.startswith(f"{room}/"), f"{path.name} draws {name}"


def test_every_letter_that_is_posted_is_written():
    posted = {one for text in _CODE.values() for one in re.findall(r'post\(\s*"(\w+/\w+)"', text)}
    for letter in sorted(posted):
        for part in ("subject.txt", "body.txt"):
            assert f"mail/{letter}/{part}" in _names(), f"write templates/mail/{letter}/{part}"


def test_every_link_in_a_template_leads_somewhere(app):
    ends = set(app.view_functions)
    for path, text in _PAGES.items():
        room = path.relative_to(TEMPLATES).parts
        for named in re.findall(r'url_for\(\s*"([\w.]+)"', text):
            if named.startswith("."):
                found = any(end.endswith(named) for end in ends)
            else:
                found = named in ends
            assert found, f"{'/'.join(room)} links to {named}, which is not there"


def test_every_entry_of_the_menu_leads_somewhere(app):
    from inventory.digibank.furniture import _MENU

    gone = [door.endpoint for door in _MENU if door.endpoint not in app.view_functions]
    assert not gone, f"the menu hides {gone}: no such endpoint"


def test_a_menu_entry_opens_for_whoever_sees_it(app):
    from inventory.digibank.furniture import _MENU

    for door in _MENU:
        asks = app.view_functions[door.endpoint].asks
        assert door.permission in asks, f"{door.endpoint} is shown to {door.permission} and asks {asks}"


def test_a_long_menu_is_told_in_parts_and_a_short_one_is_not(app, client, world):
    client.sign_in(world.fatima)
    long = client.get("/gent/today/").text
    client.sign_in(world.lotte)
    short = client.get("/gent/today/").text
    assert '<p class="sub">Money</p>' in long
    assert '<p class="sub">' not in short
    side = long[long.index('<nav class="side"') : long.index("</nav>", long.index('<nav class="side"'))]
    doors = re.findall(r'href="([^"]+)"', side)
    assert len(doors) == len(set(doors)) > 14, "no door is lost, and none stands twice"


def test_addresses_are_kebab_case_and_typed(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("security.") or rule.rule in CAPITALS:
            continue
        fixed = re.sub(r"<[^>]*>", "", rule.rule)
        assert re.fullmatch(r"[a-z0-9/.\-]*", fixed), f"{rule.rule} is not kebab-case"
        ids = [name for name in rule.arguments if name.endswith("_id")]
        loose = [name for name in ids if not re.search(rf"<int[^<>]*:{name}>", rule.rule)]
        assert not loose, f"{rule.rule}: <int:{loose[0]}>"


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.relative_to(TEMPLATES).as_posix()
)
def test_a_template_holds_no_style_no_script_and_no_bare_words(path):
    text = _PAGES[path]
    assert "style=" not in re.sub(r"{#.*?#}", "", text, flags=re.S), "our content policy drops inline styles"
    assert not re.search(r"\son\w+=", re.sub(r"{[#%{].*?[#%}]}", "", text, flags=re.S)), (
        "… and inline scripts"
    )
