"""What stands on paper: any name, the same bytes, and a QR that can be read back."""

import shutil
import subprocess
from dataclasses import replace
from io import BytesIO

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from pypdf import PdfReader

from inventory.foundation import lettering, papers, pictograms, qr

LINK = "HTTPS://LEEN.EXAMPLE/C/019882/7KQ2M9XD"
FURNITURE = papers.Furniture(
    house="Digibank Gent",
    house_too="Atelier Noord",
    title="Attest van gegevenswissing",
    locale="nl",
    footer="Vragen? Bel 09 123 45 67",
    version="attest 1",
    page_of="Blad %(page)s van %(pages)s",
    code=("C", "019 882"),
    under_code=("Controlecode", "7KQ2-M9XD"),
    qr=LINK,
    qr_caption="Scan om te controleren",
)


def drawn_signature() -> bytes:
    """A stroke on a transparent ground, as a browser's canvas sends it."""
    picture = Image.new("RGBA", (400, 150), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(30, 90), (150, 30), (220, 120), (370, 50)], fill="black", width=6)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def every_block() -> list:
    """One of each block that a room may use."""
    return [
        papers.verdict("Alle gegevens zijn gewist.", "Nagelezen, zonder fouten."),
        papers.heading("Het toestel"),
        papers.facts([("Toestel", "Fictron N14"), ("Naam", "Şükriye Ğüler")]),
        papers.table(["nr", "naam"], [[str(row), "Mariam"] for row in range(70)], [1, 4]),
        papers.boxes([("Ik ben", "Mariam")], [("Laptop", "Fictron N14")]),
        papers.pictures([(name, "Ik bel.", "Altijd.") for name in pictograms.DRAWINGS]),
        papers.text("Hallo " * 400),
        papers.small("Uitleg."),
        papers.ticks("Iemand las dit voor.", ticked=True),
        papers.amount("€ 30,00"),
        papers.till([("Betaald", "€ 30,00")], ("Terug", "€ 22,00")),
        papers.gap(3),
        papers.signatures(("Ik die leen", "Mariam", drawn_signature()), ("De digibank", "Greet", None)),
    ]


def test_the_same_facts_give_the_same_bytes():
    assert papers.paper(FURNITURE, every_block()) == papers.paper(FURNITURE, every_block())


def test_a_paper_says_its_title_language_author_and_pages():
    reader = PdfReader(BytesIO(papers.paper(FURNITURE, every_block())))
    assert reader.metadata.title == "Attest van gegevenswissing"
    assert reader.metadata.author == "Digibank Gent"
    assert reader.root_object["/Lang"] == "nl"
    assert len(reader.pages) > 2
    for number, page in enumerate(reader.pages, start=1):
        assert f"Blad {number} van {len(reader.pages)}" in page.extract_text()
    assert "019 882" in reader.pages[0].extract_text()
    assert "Şükriye Ğüler" in reader.pages[0].extract_text()


def test_a_table_repeats_its_head_on_each_page():
    rows = [[str(row), "x"] for row in range(120)]
    reader = PdfReader(BytesIO(papers.paper(FURNITURE, [papers.table(["nummer", "naam"], rows, [1, 1])])))
    assert all("nummer" in page.extract_text() for page in reader.pages)


def test_a_receipt_stands_twice_on_one_a4():
    slip = papers.receipt(replace(FURNITURE, title="Ontvangen waarborg"), [papers.amount("€ 30,00")])
    (page,) = PdfReader(BytesIO(slip)).pages
    assert page.extract_text().count("€ 30,00") == 2
    assert round(float(page.mediabox.height)) == 842


def test_arabic_letters_join_and_run_to_the_left():
    (run,) = lettering.runs(lettering.tidy("محمد"))
    assert run.text == "ﺪﻤﺤﻣ"


def test_an_emoji_becomes_a_box_and_not_an_error():
    kinds = [run.font for run in lettering.runs(lettering.tidy("Ann 🙂"))]
    assert kinds[-1] is None
    assert papers.paper(FURNITURE, [papers.text("👩‍👩‍👧 🙂 \ud800 \x00 <b>&amp;")])


def test_a_tick_on_a_receipt_is_a_tick():
    assert all(run.font for run in lettering.runs("Lader ✓ → in orde"))
    assert papers.paper(FURNITURE, [papers.text("Lader ✓ → in orde")])


def test_a_signature_that_is_no_picture_leaves_the_box_empty():
    assert papers.paper(FURNITURE, [papers.signatures(("Wie", "onder", b"\x89PNG\r\n\x1a\nnonsense"))])


def test_a_block_larger_than_a_page_is_refused():
    with pytest.raises(papers.DoesNotFit):
        papers.paper(FURNITURE, [papers.facts([("Label", "woord " * 9000)])])


@settings(max_examples=60)
@given(st.text(max_size=120))
def test_no_text_breaks_a_paper(text):
    papers.paper(
        replace(FURNITURE, title=text, house=text), [papers.text(text), papers.facts([(text, text)])]
    )


@given(st.text(min_size=1, max_size=60), st.floats(min_value=20, max_value=200))
def test_what_is_shortened_fits(text, width):
    short = lettering.shortened(text, 9, width)
    assert short == "…" or lettering.width_of(short, 9) <= width


def test_a_qr_is_read_back_from_its_modules():
    modules = qr.matrix(LINK)
    picture = Image.new("L", (modules.size + 8, modules.size + 8), 255)
    for y, row in enumerate(modules.rows):
        for x, dark in enumerate(row):
            picture.putpixel((x + 4, y + 4), 0 if dark == "1" else 255)
    picture = picture.resize((picture.width * 4, picture.height * 4), Image.Resampling.NEAREST)
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [LINK]


def test_a_qr_on_a_page_has_no_style_and_escapes_its_label():
    drawing = str(qr.svg(LINK, 'Code "1" <b>'))
    assert "style" not in drawing
    assert "<b>" not in drawing


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm (poppler-utils) is not installed")
def test_a_qr_is_read_back_from_the_printed_paper(tmp_path):
    (tmp_path / "paper.pdf").write_bytes(papers.paper(FURNITURE, [papers.text("Hallo")]))
    command = ["pdftoppm", "-r", "150", "-gray", "-png", "paper.pdf", "page"]
    subprocess.run(command, cwd=tmp_path, check=True)
    (picture,) = tmp_path.glob("page*.png")
    with Image.open(picture) as opened:
        assert [found.text for found in zxingcpp.read_barcodes(opened)] == [LINK]


@settings(max_examples=200)
@given(st.text(max_size=200), st.booleans())
def test_the_quick_way_to_measure_text_agrees_with_the_careful_one(text, bold):
    tidied = lettering.tidy(text)
    careful = sum(lettering._width(run, 9) for run in lettering.runs(tidied, bold=bold))
    assert lettering.width_of(text, 9, bold=bold) == pytest.approx(careful)
    for line in lettering.broken(text, 9, 120, bold=bold):
        assert len(line) == 1 or lettering.width_of(line, 9, bold=bold) <= 120 + 1e-6


def test_plain_text_is_drawn_in_one_run_and_anything_else_is_looked_at_letter_by_letter():
    assert [run.text for run in lettering.runs("Één schijf · “gewist” – 256 GB")] == [
        "Één schijf · “gewist” – 256 GB"
    ]
    for text in ("محمد", "e\u0301", "\u00a0", "🙂", "\u200d", "שלום"):
        assert lettering._plain_width(text, False) is None, text
