"""A policy as a file: what we write we read back, and what strangers write is read or refused, never obeyed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.applications import document as documents
from inventory.applications.document import UnknownSetting, read_what_can
from inventory.applications.policy import LendingPolicy
from inventory.applications.policy_files import (
    MOST_BYTES,
    CrookedFile,
    FileTooDeep,
    FileTooLarge,
    NameTwice,
    NotOneDocument,
    NotText,
    TagOrAlias,
    UnreadableFile,
    read_file,
    write_file,
)
from inventory.applications.presets import DEFAULT, PRESETS
from tests.rules.policies import policies


@given(policies())
def test_what_is_written_is_read_back_the_same(policy: LendingPolicy) -> None:
    assert documents.read(read_file(write_file(policy)).content) == policy
    as_json = json.dumps(documents.write(policy)).encode()
    assert documents.read(read_file(as_json).content) == policy


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_each_preset_goes_out_and_comes_in_again(name: str) -> None:
    policy = PRESETS[name].policy
    assert documents.read(read_file(write_file(policy)).content) == policy


@pytest.mark.parametrize(
    ("content", "refusal", "line"),
    [
        (b"a: " + b"x" * MOST_BYTES, FileTooLarge, None),
        (b"\xff\xfe\x00", NotText, None),
        (b'a: "\x01"', NotText, None),
        (b"[" * 5000, FileTooDeep, 1),
        (b"- " * 5000, FileTooDeep, 1),
        (b'{"a":' * 5000, FileTooDeep, 1),
        (b"a: &a [x]\nb: *a", TagOrAlias, 1),
        (b"term:\n  kind: !!python/object/apply:os.system [id]", TagOrAlias, 2),
        (b"a: !!str 5", TagOrAlias, 1),
        (b"a: 1\nb: 2\na: 3", NameTwice, 3),
        (b'{"a": 1,\n "a": 2}', NameTwice, 2),
        (b"a: 1\n---\nb: 2", NotOneDocument, None),
        (b"", NotOneDocument, None),
        (b"# nothing", NotOneDocument, None),
        (b"a: 1\nb: [", CrookedFile, 2),
        (b"? [a]\n: 1", CrookedFile, 1),
        (b'{"a": 1', CrookedFile, 1),
    ],
)
def test_a_hostile_or_broken_file_is_refused_and_says_where(
    content: bytes, refusal: type[UnreadableFile], line: int | None
) -> None:
    with pytest.raises(refusal) as told:
        read_file(content)
    if line is not None:
        assert told.value.particulars["line"] == line


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_the_bytes_they_are_read_or_refused(content: bytes) -> None:
    try:
        read_file(content)
    except UnreadableFile:
        return


def test_a_plain_word_means_what_people_mean() -> None:
    content = read_file(
        b"a: no\nb: 12:30\nc: 1e3\nd: true\ne: ~\nf: 007\ng: '5'\nh: -14\ni: 2026-01-01"
    ).content
    assert content == {
        "a": "no", "b": "12:30", "c": "1e3", "d": True, "e": None, "f": "007", "g": "5", "h": -14,
        "i": "2026-01-01",
    }  # fmt: skip


def test_a_number_with_a_fraction_is_no_whole_number_in_either_way_of_writing() -> None:
    for content in (b"loans_per_person: 2.0", b'{"loans_per_person": 2.0}', b'{"loans_per_person": NaN}'):
        with pytest.raises(documents.NotANumber):
            documents.read(read_file(content).content)


def test_every_slip_of_a_file_is_told_with_its_line() -> None:
    read_in = read_file(
        b"rent: 5\nterm:\n  kind: months\n  months: 12\n  colour: red\ndeposit:\n  normal: 2\n"
        b"reminder_days: [1, soon]\nkinds: {tablet: {term: {kind: never}}}\n"
    )
    policy, flaws = read_what_can(read_in.content)
    told = [(type(flaw).__name__, read_in.line_of(str(flaw.particulars["where"]))) for flaw in flaws]
    assert sorted(told) == [
        ("NotAChoice", 9), ("NotANumber", 8), ("UnknownSetting", 1), ("UnknownSetting", 5),
    ]  # fmt: skip
    assert policy.deposit is not None
    assert policy.term is not None


def test_a_name_with_dots_or_no_end_is_told_too() -> None:
    _policy, flaws = read_what_can({"a.b.c": 1, "x" * 300: 2, "term": {"kind": "months", "months": 3}})
    assert [type(flaw) for flaw in flaws] == [UnknownSetting, UnknownSetting]
    assert _policy.term is not None


def test_a_comment_and_the_mark_of_utf8_do_no_harm() -> None:
    content = "\ufeff# afspraken\nremarks: {nl: 'één: \"ja\"'}\n".encode()
    assert documents.read(read_file(content).content).remarks == {"nl": 'één: "ja"'}
    assert documents.read(read_file(b"# mine\n" + write_file(DEFAULT)).content) == DEFAULT
