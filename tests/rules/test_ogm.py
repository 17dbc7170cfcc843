"""The structured communication: made, printed, read and found; strict in its check."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from inventory.banking.ogm import SERIALS, SERIES, WrongReference, found_in, is_right, make, printed, read


@pytest.mark.parametrize(
    "digits", ["010806817183", "000000009797", "000000123470", "999999999948", "702600521948"]
)
def test_the_worked_examples_are_right(digits):
    assert is_right(digits)


def test_every_remainder_of_97_has_one_check_and_no_other():
    seen = set()
    for serial in range(1, 98):
        digits = make(0, serial)
        base, check = int(digits[:10]), int(digits[10:])
        seen.add(base % 97)
        # The sum that the standard tells, worked out here once more.
        assert check == (base % 97 or 97)
        wrong = [f"{base:010d}{other:02d}" for other in range(100) if other != check]
        assert not [one for one in wrong if is_right(one)], base
    assert seen == set(range(97))


def test_a_check_of_00_does_not_exist():
    assert make(0, 97) == "000000009797"
    with pytest.raises(WrongReference):
        read("000000009700")
    assert not is_right("000000000000")


@given(some.sampled_from(SERIES), some.sampled_from(SERIALS))
def test_what_is_made_is_printed_and_read_back(series, serial):
    digits = make(series, serial)
    on_paper = printed(digits)
    assert len(on_paper) == 20
    assert on_paper == f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"
    assert read(on_paper) == read(on_paper.replace("+", "*")) == read(digits) == digits
    assert found_in(f"waarborg {on_paper} dank") == [digits]


@given(some.sampled_from(SERIALS), some.integers(0, 11), some.integers(1, 9))
def test_one_wrong_digit_is_always_seen(serial, at, more):
    digits = make(1, serial)
    wrong = digits[:at] + str((int(digits[at]) + more) % 10) + digits[at + 1 :]
    with pytest.raises(WrongReference):
        read(wrong)


@pytest.mark.parametrize(("series", "serial"), [(-1, 1), (1000, 1), (0, 0), (0, 10_000_000)])
def test_no_number_is_made_outside_of_its_series(series, serial):
    with pytest.raises(ValueError, match="no reference"):
        make(series, serial)


@pytest.mark.parametrize(
    "typed",
    ["+++000/0001/23470+++", "***000/0001/23470***", "000/0001/23470", "000 0001 23470", "000.0001.23470",
     " +++ 000/0001/23470 +++ ", "000000123470"],
)  # fmt: skip
def test_it_is_read_as_people_type_it(typed):
    assert read(typed) == "000000123470"


@pytest.mark.parametrize(
    "typed",
    ["", "+++", "000/0001/23471", "00/0001/23470", "+++000/0001/23470***", "+++000/0001/23470", "OOO/0001/23470",
     "٠٠٠٠٠٠١٢٣٤٧٠", "0000000123470", "000000123470 000000123470"],
)  # fmt: skip
def test_what_is_none_is_refused(typed):
    with pytest.raises(WrongReference):
        read(typed)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("waarborg 000/0001/23470 dank", ["000000123470"]),
        ("L 10482***000/0001/23470***", ["000000123470"]),
        ("000000123470", ["000000123470"]),
        ("000000123470 en 010/8068/17183, 000000123470", ["000000123470", "010806817183"]),
        ("000/0001/23471", []),
        ("gsm 0475 12 34 56", []),
        ("BE71 0961 2345 6769", []),
        ("1000000123470", []),
        ("", []),
    ],
)
def test_it_is_found_among_other_words(text, found):
    assert found_in(text) == found


@pytest.mark.parametrize("digits", ["000000123471", "", "0000001234700"])
def test_a_wrong_one_is_never_printed(digits):
    with pytest.raises(WrongReference):
        printed(digits)
