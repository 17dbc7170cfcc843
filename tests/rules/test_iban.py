"""Account numbers: what is right, what is wrong, and what is only unusual."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from inventory.banking.iban import (
    BicUnknown,
    WrongBic,
    WrongIban,
    bic_from,
    iban_from,
    is_bank_unknown,
    spaced,
)


@pytest.mark.parametrize(
    "typed", ["BE71096123456769", "be71 0961 2345 6769", " BE71-0961-2345-6769 ", "BE71.0961.2345.6769"]
)
def test_a_number_is_read_as_people_type_it(typed):
    assert iban_from(typed) == "BE71096123456769"


@pytest.mark.parametrize(
    "typed", ["", "BE", "BE71096123456768", "BE7109612345676", "BE710961234567690", "XX71096123456769", "é"]
)
def test_what_is_no_number_is_refused_at_its_field(typed):
    with pytest.raises(WrongIban) as no:
        iban_from(typed)
    assert no.value.field == "iban"


@given(some.integers(4, 15), some.integers(1, 9))
def test_one_wrong_digit_is_always_seen(at, more):
    number = "BE71096123456769"
    wrong = number[:at] + str((int(number[at]) + more) % 10) + number[at + 1 :]
    with pytest.raises(WrongIban):
        iban_from(wrong)


def test_a_bank_that_is_not_on_the_list_is_unusual_and_not_wrong():
    assert iban_from("BE68 5390 0754 7034") == "BE68539007547034"
    assert is_bank_unknown("BE68539007547034")
    assert not is_bank_unknown("BE71096123456769")
    assert not is_bank_unknown("NL91ABNA0417164300")


def test_the_bic_is_looked_up_where_the_bank_is_known():
    assert bic_from("", "BE71096123456769") == "GKCCBEBB"
    assert bic_from("kredbebb", "BE71096123456769") == "KREDBEBB"
    for number in ("BE68539007547034", "NL91ABNA0417164300"):
        with pytest.raises(BicUnknown):
            bic_from(" ", number)
    with pytest.raises(WrongBic):
        bic_from("KRED", "BE71096123456769")


def test_it_is_written_in_fours():
    assert spaced("BE71096123456769") == "BE71 0961 2345 6769"
