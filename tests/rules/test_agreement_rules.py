"""When an agreement holds and may be signed, which demand is the stricter, and which PDF from outside is kept."""

import time
import zlib
from datetime import date, timedelta
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from inventory.agreements import rules, scans
from inventory.agreements.rules import AgreementKind, AgreementState, Minimum, covers, reference, stricter
from inventory.foundation import papers
from inventory.foundation.refusal import Unreadable

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def test_the_strictest_demand_counts_and_none_is_no_demand():
    assert stricter() is stricter(None, None) is None
    assert stricter(Minimum.CLEAR, None) is Minimum.CLEAR
    assert stricter(Minimum.PURGE, Minimum.CLEAR) is Minimum.PURGE
    assert stricter(Minimum.PURGE, Minimum.DESTROY, Minimum.CLEAR) is Minimum.DESTROY


@given(st.lists(st.sampled_from([None, *Minimum]), max_size=6))
def test_no_demand_is_stricter_than_the_strictest(demands):
    found = stricter(*demands)
    assert all(stricter(found, one) is found for one in demands)
    assert found in demands or not any(demands)


def test_first_and_last_day_count():
    first, last = TODAY - DAY, TODAY + DAY
    assert [covers(first, last, first - DAY), covers(first, last, first), covers(first, last, last)] == [
        False,
        True,
        True,
    ]
    assert not covers(first, last, last + DAY)
    assert covers(first, None, last + 9000 * DAY)


def test_references_are_filed_by_kind():
    assert reference(AgreementKind.DONATION, 12) == "SO-0012"
    assert reference(AgreementKind.PROCESSING, 12345) == "VO-12345"


@pytest.mark.parametrize(
    ("state", "first", "last", "signed_on", "refusal"),
    [
        (AgreementState.SIGNED, TODAY, None, TODAY, rules.NoLongerADraft),
        (AgreementState.ENDED, TODAY, None, TODAY, rules.NoLongerADraft),
        (AgreementState.DRAFT, TODAY + DAY, None, TODAY, rules.BeginsLater),
        (AgreementState.DRAFT, TODAY - 9 * DAY, TODAY - DAY, TODAY, rules.RunsOutBefore),
        (AgreementState.DRAFT, TODAY, None, TODAY + DAY, rules.SignedInTheFuture),
    ],
)
def test_what_cannot_be_signed_is_refused(state, first, last, signed_on, refusal):
    with pytest.raises(refusal):
        rules.must_be_signable(state, first, last, signed_on=signed_on, today=TODAY)


def test_a_draft_of_today_is_signed_and_a_period_runs_forwards():
    rules.must_be_signable(AgreementState.DRAFT, TODAY, TODAY, signed_on=TODAY - DAY, today=TODAY)
    rules.must_be_a_period(TODAY, TODAY)
    with pytest.raises(rules.EndsBeforeItBegins):
        rules.must_be_a_period(TODAY, TODAY - DAY)
    with pytest.raises(rules.NotSignedYet):
        rules.must_be_running(AgreementState.DRAFT)


# --- a PDF from outside -----------------------------------------------------------------------------


def a_scan(**change) -> bytes:
    furniture = papers.Furniture(house="Gever", title="Getekend", locale="nl", footer="", version="1")
    drawn = papers.paper(furniture, [papers.text("Getekend.")])
    if not change:
        return drawn
    writer, out = PdfWriter(clone_from=PdfReader(BytesIO(drawn))), BytesIO()
    if "attachment" in change:
        writer.add_attachment("a.exe", b"MZ")
    if "password" in change:
        writer.encrypt(change["password"], algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def in_a_list_of_objects(words: bytes) -> bytes:
    """A whole PDF of which these words stand only in a compressed list of objects."""
    packed = zlib.compress(words)
    hidden = b"9 0 obj <</Type/ObjStm /N 1 /First 4 /Filter/FlateDecode /Length %d>>\nstream\n%s\nendstream endobj\n"
    return a_scan().replace(b"%%EOF", hidden % (len(packed), packed) + b"%%EOF")


def test_a_plain_scan_is_kept():
    scans.must_be_a_scan(a_scan())
    scans.must_be_a_scan(in_a_list_of_objects(b"9 0 << /Type /Catalog >>"))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", scans.NotAPdf),
        (b"PK\x03\x04 not at all", scans.NotAPdf),
        (b"%PDF-1.7 and nothing %%EOF", scans.NotAPdf),
        (a_scan()[:-200], scans.NotAPdf),
        (a_scan().replace(b"%%EOF", b"7 0 obj <</S/JavaScript/JS (x)>> endobj %%EOF"), scans.PdfDoesThings),
        (a_scan(attachment=True), scans.PdfDoesThings),
        (a_scan(password="geheim"), scans.PdfIsLocked),
        (
            a_scan().replace(b"%%EOF", b"7 0 obj <</S/#4a#61vaScript/J#53 (x)>> endobj %%EOF"),
            scans.PdfDoesThings,
        ),
        (in_a_list_of_objects(b"9 0 << /S /JavaScript /JS (x) >>"), scans.PdfDoesThings),
        (in_a_list_of_objects(b"9 0 << /S /La#75nch >>"), scans.PdfDoesThings),
        (in_a_list_of_objects(b" " * 30_000_000), scans.PdfUnpacksTooFar),
    ],
    ids=[
        "empty",
        "zip",
        "no-page",
        "cut-off",
        "script",
        "attachment",
        "locked",
        "escaped",
        "hidden",
        "hidden-escaped",
        "bomb",
    ],
)
def test_what_could_do_something_or_cannot_be_read_is_refused(content, refusal):
    with pytest.raises(refusal):
        scans.must_be_a_scan(content)


@given(st.binary(max_size=400))
def test_random_bytes_are_refused_and_never_break_the_reader(noise):
    with pytest.raises(scans.NotAPdf):
        scans.must_be_a_scan(b"%PDF-1.4 /ObjStm stream\n" + noise)


def test_a_file_made_to_keep_us_busy_is_refused_soon():
    small = zlib.compress(b"x" * 100)
    head, tail = b"%PDF-1.4 1 0 obj <</Type/Page>> ", b"%%EOF"
    for body in (
        (b"1 0 obj /ObjStm stream\n" + small + b"endstream ") * 150_000,
        b"stream\n" * 1_200_000,
        (b"1 0 obj " + b"#41" * 6600 + b" stream\n") * 450 + b"/Launch ",
        b"1 0 obj /ObjStm stream\n" + small[:-4] + b"endstream and what is hidden" + small,
        b"1 0 obj /ObjStm /DecodeParms << /Predictor 12 >> stream\n" + small + b"endstream ",
        b"/ObjStm" + b" " * 30_000 + b"stream\n" + small + b"endstream ",
    ):
        begun = time.perf_counter()
        with pytest.raises(Unreadable):
            scans.must_be_a_scan(head + body[: scans.MOST_BYTES - 100] + tail)
        assert time.perf_counter() - begun < 15, body[:40]


def test_a_word_that_only_begins_like_a_deed_is_no_deed():
    scans.must_be_a_scan(a_scan().replace(b"%%EOF", b"7 0 obj <</AAPL:Keywords [] /JSON 1>> endobj %%EOF"))
