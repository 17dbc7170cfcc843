"""A list of any length on paper: heads on each page, nothing torn, and the memory of a short one."""

import re
import tracemalloc
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from inventory.foundation import papers
from inventory.foundation.long_papers import Band, Cells, groups, long_paper
from tests.rules.test_papers import FURNITURE


def devices(count, *, rows=1, words="woord"):
    for number in range(count):
        band = Band(f"toestel-{number}-begin", f"C {number:06d}", "ab" * 32)
        yield [band, *(Cells([f"schijf-{number}-{row}", words, words]) for row in range(rows))]


def printed(coming):
    story = [
        papers.text("Vooraf."),
        groups(["Schijf", "Wat", "Wie"], coming, [1, 1, 1]),
        papers.text("Slot."),
    ]
    return long_paper(FURNITURE, story)


def pages_of(pdf):
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def test_every_row_stands_there_once_and_every_page_has_its_head_and_number():
    pages = pages_of(printed(devices(120)))
    assert len(pages) > 5
    assert re.findall(r"schijf-(\d+)-0", "\n".join(pages)) == [str(number) for number in range(120)]
    for number, page in enumerate(pages, start=1):
        assert "Schijf" in page
        assert f"Blad {number} van {len(pages)}" in page
    assert "Vooraf." in pages[0]
    assert "Slot." in pages[-1]


def test_a_device_is_never_parted_from_its_disks():
    for page in pages_of(printed(devices(60, rows=3))):
        begun = set(re.findall(r"toestel-(\d+)-begin", page))
        for number in begun:
            assert len(re.findall(rf"schijf-{number}-\d", page)) == 3


def test_a_device_with_more_disks_than_a_page_holds_goes_on_at_the_next():
    pages = pages_of(printed(devices(1, rows=90)))
    assert len(pages) > 1
    assert "schijf-0-0" in pages[0]
    assert len(re.findall(r"schijf-0-\d+", "\n".join(pages))) == 90


def test_the_same_rows_give_the_same_bytes():
    assert printed(devices(30)) == printed(devices(30))


def test_an_empty_list_is_a_head_and_no_more():
    assert "Schijf" in pages_of(printed(devices(0)))[0]


def test_a_row_larger_than_a_page_is_refused():
    with pytest.raises(papers.DoesNotFit):
        printed(devices(1, words="woord " * 9000))


def test_ten_times_as_many_devices_take_hardly_more_memory():
    def peak(count):
        printed(devices(5))  # fonts and caches are there before anything is measured
        tracemalloc.start()
        printed(devices(count, words=f"{count} woorden"))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    # What grows is the finished pages, packed, and what is remembered of where lines end, up to its own limit.
    assert peak(400) < peak(40) + 2_500_000


@settings(max_examples=30)
@given(st.lists(st.tuples(st.text(max_size=60), st.text(max_size=300)), max_size=8))
def test_no_text_breaks_a_list(told):
    assert printed([[Band(left, left, right), Cells([left, right, ""])] for left, right in told])
