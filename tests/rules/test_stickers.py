"""Stickers: what stands on them, where they go, and that a camera reads them back."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from inventory.codes import Code, Kind
from labels import printing
from labels.code import bars_of, modules_of
from labels.sheet import MOST, NoSuchCell, TooManyLabels, pages_needed, spots
from labels.stocks import STOCKS
from labels.tag import Tag, link_to, tag_for

BASE = "https://leen.digibank.example"


def make_tag(serial: int = 4182, name: str = "Fictron N14", kind: Kind = Kind.DEVICE) -> Tag:
    """A sticker of the digibank of the examples."""
    return tag_for(
        Code(kind, serial),
        base=BASE,
        name=name,
        found="Gevonden? Bel",
        phone="09 123 45 67",
        owner="Digibank Voorbeeldstreek",
    )


def test_the_link_is_all_capitals_and_small_enough_for_a_coarse_qr():
    assert link_to(BASE, Code(Kind.DEVICE, 4182)) == "HTTPS://LEEN.DIGIBANK.EXAMPLE/I/T041825"
    assert modules_of(make_tag().link).size == 29


def test_a_sticker_says_its_code_in_words_and_bare():
    assert (make_tag().letter, make_tag().digits, make_tag().bare) == ("T", "041 825", "T041825")


def test_a_barcode_begins_and_ends_with_a_bar():
    width, bars = bars_of("T041825")
    assert bars[0] == (0, 2)
    assert sum(bars[-1]) == width


@given(st.sampled_from(list(STOCKS.values())), st.data())
def test_no_sticker_overlaps_another_or_leaves_the_sheet(stock, drawn):
    start = drawn.draw(st.integers(1, stock.cells))
    count = drawn.draw(st.integers(0, 150))
    places = list(spots(stock, count, start))
    assert len(places) == len(set(places)) == count
    for place in places:
        assert place.left >= 0
        assert place.left + stock.width <= stock.page_width + 1e-6
        assert place.top >= 0
        assert place.top + stock.height <= stock.page_height + 1e-6
    for one in places[:70]:
        for other in places[:70]:
            if one != other and one.page == other.page:
                apart = abs(one.left - other.left) >= stock.width - 1e-6
                assert apart or abs(one.top - other.top) >= stock.height - 1e-6
    assert pages_needed(stock, count, start) >= (places[-1].page + 1 if places else 0)


@pytest.mark.parametrize("start", [0, 25, -1])
def test_a_print_begins_at_a_cell_that_the_sheet_has(start):
    with pytest.raises(NoSuchCell):
        list(spots(STOCKS["a4-24"], 1, start))


def test_a_print_of_thousands_is_refused():
    with pytest.raises(TooManyLabels):
        list(spots(STOCKS["a4-24"], MOST + 1))


def test_a_sheet_tells_no_printer_to_scale_it():
    reader = PdfReader(BytesIO(printing.sheet([make_tag()], STOCKS["a4-24"], title="Labels", locale="nl")))
    assert reader.root_object["/ViewerPreferences"]["/PrintScaling"] == "/None"
    assert reader.root_object["/Lang"] == "nl"
    assert "041 825" in reader.pages[0].extract_text()


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)
def test_hostile_names_fit_on_every_sticker(stock):
    names = ["🙂" * 90, "W" * 300, "محمد علي", "Ğüşİı <b>&", ""]
    tags = [make_tag(10**6 + number, name) for number, name in enumerate(names)]
    assert printing.sheet(tags, stock, title="Labels", locale="nl")
    assert printing.ruler(stock, title="Proef", locale="nl", measure="Meet dit. Is het 50 mm?")
