"""The number on a UiTPAS: thirteen digits, a check digit, and which sort of card was issued."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from inventory.applications.uitpas import CardSays, NotACardNumber, NotThirteenDigits, read
from inventory.foundation.national_numbers import has_national_number


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0900000067513", CardSays.ISSUED_REDUCED),
        ("0900000095902", CardSays.ISSUED_REGULAR),
        (" 0900 0000 6751 3\n", CardSays.ISSUED_REDUCED),
    ],
)
def test_published_test_cards_are_cards(text, says):
    assert read(text).says is says


@pytest.mark.parametrize("text", ["", "123", "09000000675133", "09000000675x3", "٠٩٠٠٠٠٠٠٦٧٥١٣", "T 041 825"])
def test_what_has_no_thirteen_digits_is_none(text):
    with pytest.raises(NotThirteenDigits):
        read(text)


@given(st.integers(0, 10**11 - 1), st.sampled_from("01"), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(serial, sort, place, by):
    digits = f"{serial:011d}{sort}"
    whole = digits + luhn.calc_check_digit(digits)
    assert read(whole).digits == whole
    wrong = whole[:place] + str((int(whole[place]) + by) % 10) + whole[place + 1 :]
    with pytest.raises(NotACardNumber):
        read(wrong)


@given(st.integers(0, 10**11 - 1), st.sampled_from("23456789"))
def test_a_twelfth_digit_that_names_no_sort_is_no_card(serial, sort):
    digits = f"{serial:011d}{sort}"
    with pytest.raises(NotACardNumber):
        read(digits + luhn.calc_check_digit(digits))


def test_the_guard_against_national_numbers_lets_a_card_through():
    assert not has_national_number("0900000067513")
