"""Every part of templates/_kit, drawn once in each language, well made and in words of that language."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from inventory.journey import Stage
from inventory.look import TONES, look_of, rail_of
from tests.house.every_part import TOP, draw_every_part, names_in
from tests.page_checks import problems_of


@pytest.fixture
def styleguide(app: Any, world: Any) -> Callable[..., str]:
    """Draws the page on which every part stands once."""
    return lambda lang, sent=None: draw_every_part(app, world, lang, sent)


@pytest.mark.parametrize("lang", ["nl", "fr", "en"])
@pytest.mark.parametrize(
    "sent", [None, {"name": "", "note": "typed <b>text</b>"}], ids=["fresh", "with-remarks"]
)
def test_every_part_is_well_made_in_every_language(styleguide: Any, lang: str, sent: Any) -> None:
    page = styleguide(lang, sent)
    assert not problems_of(page)
    assert f'<html lang="{lang}"' in page
    ways_to_say = {"nl": "Naar de inhoud", "fr": "Vers le contenu", "en": "To the content"}
    assert ways_to_say[lang] in page


def test_a_remark_is_linked_to_its_field_and_the_typed_text_stays(styleguide: Any) -> None:
    page = styleguide("en", {"name": "", "note": "typed <b>text</b>"})
    field = re.search(r'<input[^>]*id="name"[^>]*>', page)
    assert field is not None
    assert 'aria-invalid="true"' in field.group()
    assert 'aria-describedby="name-hint name-error"' in field.group()
    assert 'id="name-error"' in page
    assert '<a href="#name">Fill in the name.</a>' in page
    assert "typed &lt;b&gt;text&lt;/b&gt;" in page
    assert "This laptop is not wiped yet." in page


def test_two_buttons_on_a_page_have_their_own_key_and_no_shared_id(styleguide: Any) -> None:
    keys = re.findall(r'name="once"[^>]*value="([^"]+)"', styleguide("en"))
    assert len(keys) >= 3
    assert len(set(keys)) == len(keys)


def test_each_stage_looks_like_itself_without_colour() -> None:
    icons = [look_of(stage).icon for stage in Stage]
    assert len(set(icons)) == len(icons)
    assert set(icons) <= set(names_in("icons.svg"))


def test_each_tone_has_its_colours_in_the_stylesheet() -> None:
    css = (TOP / "static/src/css/tones.css").read_text(encoding="utf-8")
    assert {tone for tone in TONES if f".st-{tone} " not in css} == set()


def test_the_rail_shows_seven_stops_and_where_the_device_is() -> None:
    dots = rail_of(Stage.RESERVED, 2)
    assert [dot.state for dot in dots] == ["done"] * 5 + ["now", "later"]
    assert dots[0].stage is Stage.RETURNED
    assert rail_of(Stage.RECEIVED)[0].stage is Stage.RECEIVED


def test_a_device_off_the_round_is_nowhere_on_the_rail() -> None:
    assert {dot.state for dot in rail_of(Stage.MISSING)} == {"later"}
    assert rail_of(Stage.MISSING, 1, {Stage.RECEIVED})[0].state == "done"


_ASKED = re.compile(r'\b(?:icon|tile)\("([a-z-]+)"')
_HANDED = re.compile(r'icon_name="([a-z-]+)"')
_PICTURED = re.compile(r'\bpic\("([a-z-]+)"')


def test_every_picture_that_a_page_asks_for_was_drawn() -> None:
    icons, pictograms = set(names_in("icons.svg")), set(names_in("pictograms.svg"))
    lost = []
    for path in sorted((TOP / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        asked = set(_ASKED.findall(text)) | set(_HANDED.findall(text))
        lost += [f"{path.name}: icon {name}" for name in sorted(asked - icons)]
        lost += [
            f"{path.name}: pictogram {name}" for name in sorted(set(_PICTURED.findall(text)) - pictograms)
        ]
    assert lost == []


def test_no_template_has_inline_script_or_style() -> None:
    guilty = re.compile(r"<script(?![^>]*\bsrc=)|\sstyle=[\"']|\son[a-z]+=[\"']")
    found = [
        path.name for path in (TOP / "templates").rglob("*.html") if guilty.search(path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("lang", "calm"), [("nl", "Kies een van de antwoorden."), ("en", "Choose one of the answers.")]
)
def test_a_form_never_calls_anyone_invalid(styleguide: Any, lang: str, calm: str) -> None:
    page = styleguide(lang, {"name": ""})
    assert calm in page
    assert not re.search(r"[Oo]ngeldig|[Ii]nvalid|valid choice", page.replace("aria-invalid", ""))
