"""A national register number is refused wherever it is typed; what only looks a little like one is not."""

import pytest

from inventory.foundation.forms import clean_file_name
from inventory.foundation.national_numbers import has_national_number


@pytest.mark.parametrize(
    "text",
    [
        "85.07.30-033 28",
        "85073003328",
        "born 850730-033.28, Gent",
        "85 07 30 033 28",
        "85.07.30 - 033.28",
        "85.07.30 \u2013 033.28",
        "85\xa007\xa030\xa0033\xa028",
        "\uff18\uff15\uff10\uff17\uff13\uff10\uff10\uff13\uff13\uff12\uff18",
    ],
)
def test_a_national_number_is_seen_however_it_is_written(text):
    assert has_national_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "85.07.30-033 29",
        "+32 470 00 00 13",
        "0470 12 34 56",
        "0900000067513",
        "BE71 0961 2345 6769",
        "",
        "T 041 825",
    ],
)
def test_a_phone_a_pass_and_an_account_are_no_national_numbers(text):
    assert not has_national_number(text)


@pytest.mark.parametrize("before", ["toestel 12 ", "0470 12 34 56 ", "nr. 7/"])
def test_digits_before_it_do_not_hide_a_national_number(before):
    assert has_national_number(f"{before}85.07.30-033.28")


def test_a_file_named_after_a_national_number_is_kept_without_its_name():
    assert clean_file_name("85.07.30-033.28.csv") == "file"
