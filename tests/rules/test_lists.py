"""Lists from strangers: any encoding, any separator, and what is said of each row."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from inventory.foundation import lists_in
from inventory.foundation.lists_in import EmptyList, NotAList, OldExcel, TooManyRows
from inventory.foundation.refusal import Refusal, TooLarge
from inventory.intake.lists import MOST, MOST_BYTES, MOST_ROWS
from inventory.intake.rows import (
    TAKEN_OUT,
    KnownDevice,
    ListField,
    RowVerdict,
    guess_mapping,
    has_headings,
    memory_of,
    report_on,
    without_national_numbers,
)

ROWS = [["Serienummer", "Merk"], ["AB 1", "Fictron"], ["AB2", "Société Évidence"]]


def read_list(content: bytes, file_name: str) -> list[list[str]]:
    return lists_in.read_list(content, file_name, MOST)


def as_csv(rows: list[list[str]], separator: str = ";") -> str:
    return "\r\n".join(separator.join(row) for row in rows)


def as_excel(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def report(rows, known=None, mapping=None):
    mapping = mapping or {ListField.SERIAL: 0, ListField.MODEL: 1}
    return report_on(
        rows, mapping, known or {}, lot_id=1, first_number=1, key_of=lambda s: s.upper().replace(" ", "")
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_list_reads_the_same_in_every_encoding_and_with_every_separator(encoding, separator):
    assert read_list(as_csv(ROWS, separator).encode(encoding), "list.csv") == ROWS


def test_a_quoted_separator_and_the_word_of_excel_are_understood():
    assert read_list(b'sep=,\r\nAB1,"Modula 15, 8 GB"\r\n', "list.csv") == [["AB1", "Modula 15, 8 GB"]]


def test_an_excel_list_reads_numbers_as_they_are_printed_and_formulas_as_formulas():
    rows = read_list(
        as_excel([["Serial", "Memory"], [12345678, 8.0], ["=A1&A2", None], [None, None]]), "list.xlsx"
    )
    assert rows == [["Serial", "Memory"], ["12345678", "8"], ["=A1&A2", ""]]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", EmptyList),
        (b"\r\n;;;\r\n", EmptyList),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", NotAList),
        (b"%PDF-1.7 ...", NotAList),
        (b"PK\x03\x04 not really", NotAList),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OldExcel),
        (b"x" * (MOST_BYTES + 1), TooLarge),
        (b"A\n" * (MOST_ROWS + 5), TooManyRows),
    ],
)
def test_what_is_no_list_is_refused_with_its_reason(content, why):
    with pytest.raises(why):
        read_list(content, "file")


def test_an_excel_file_with_a_million_cells_in_one_row_is_refused_before_it_is_read():
    fine = as_excel([["Serial"], ["ABC123"]])
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(fine)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in given.namelist():
            part = given.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"</row>", b"<c><v>1</v></c>" * 300_000 + b"</row>", 1)
            archive.writestr(name, part)
    assert len(out.getvalue()) < 50_000
    with pytest.raises(TooManyRows):
        read_list(out.getvalue(), "bomb.xlsx")


def test_a_zip_that_unpacks_into_a_flood_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 250_000_000)
    assert len(out.getvalue()) < MOST_BYTES
    with pytest.raises(NotAList):
        read_list(out.getvalue(), "bomb.xlsx")


@given(st.binary(max_size=800) | st.binary(max_size=400).map(lambda rest: b"PK\x03\x04" + rest))
@settings(max_examples=200)
def test_whatever_the_bytes_the_answer_is_rows_or_a_refusal(content):
    try:
        rows = read_list(content, "file")
    except Refusal:
        return
    assert len({len(row) for row in rows}) == 1


def test_the_headings_say_what_the_columns_are_in_dutch_french_and_english():
    dutch = guess_mapping(["Eigen nummer", "Merk", "Type toestel", "Serienummer", "Geheugen (GB)"])
    assert dutch == {
        ListField.ASSET_NUMBER: 0, ListField.MAKER: 1, ListField.MODEL: 2, ListField.SERIAL: 3,
        ListField.MEMORY: 4,
    }  # fmt: skip
    french = guess_mapping(["Marque", "Modèle", "Numéro de série"])
    assert french == {ListField.MAKER: 0, ListField.MODEL: 1, ListField.SERIAL: 2}
    assert guess_mapping(["Asset tag", "S/N", "Device description", "Model"])[ListField.MODEL] == 3
    assert not has_headings([["AB1", "Fictron"]])


def test_each_row_says_what_will_become_of_it():
    known = {
        "HERE": KnownDevice(1, "T 1", lot_id=9, is_announced=False),
        "AWAY": KnownDevice(2, "T 2", lot_id=9, is_announced=True),
        "MINE": KnownDevice(3, "T 3", lot_id=1, is_announced=False),
        "LIST": KnownDevice(4, "T 4", lot_id=1, is_announced=True, is_listed=True),
    }
    cells = [
        "NEW1", "new 1", "", "To Be Filled By O.E.M.", "1,23457E+12", "=1+1", "@SUM(A1)", "here", "away",
        "mine", "list", TAKEN_OUT, "x" * 81, "-5CD-OK",
    ]  # fmt: skip
    verdicts = [row.verdict for row in report([[cell, "m"] for cell in cells], known)]
    assert verdicts == [
        "new", "twice", "no_serial", "filler", "shortened", "formula", "formula", "known", "other_lot",
        "matched", "listed", "national_number", "too_long", "new",
    ]  # fmt: skip


def test_a_row_without_serial_comes_in_by_the_givers_own_number():
    rows = report([["", "Modula", "A-17"]], mapping={ListField.SERIAL: 0, ListField.ASSET_NUMBER: 2})
    assert (rows[0].verdict, rows[0].donor_asset_number) == (RowVerdict.NEW, "A-17")


def test_a_national_number_is_taken_out_before_anything_is_kept():
    kept = without_national_numbers(
        [["AB1", "Jan 85.07.30-033.28"]], lambda cell: "850730" in cell.replace(".", "")
    )
    assert kept == [["AB1", TAKEN_OUT]]


def test_memory_is_understood_with_and_without_its_unit():
    assert [memory_of(words) for words in ("8", "8 GB", "8192", "16,0 GB", "8192MB", "veel", "")] == [
        8192, 8192, 8192, 16384, 8192, None, None,
    ]  # fmt: skip
