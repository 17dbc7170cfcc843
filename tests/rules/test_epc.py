"""The payment QR, line by line as EPC069-12 tells it."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from inventory.banking.epc import CannotBeAsked, NameDoesNotFit, payload
from inventory.banking.iban import WrongIban
from inventory.banking.ogm import WrongReference, make

ASKED = {"name": "Digibank Zuid vzw", "iban": "BE71096123456769", "cents": 3000, "reference": "000000123470"}


def test_its_lines_are_those_of_the_standard():
    assert payload(**ASKED).split("\n") == [
        "BCD", "002", "1", "SCT", "", "Digibank Zuid vzw", "BE71096123456769", "EUR30.00", "", "000000123470",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cents", "line"), [(1, "EUR0.01"), (3005, "EUR30.05"), (99_999_999_999, "EUR999999999.99")]
)
def test_the_amount_has_a_dot_and_two_decimals(cents, line):
    assert payload(**{**ASKED, "cents": cents}).split("\n")[7] == line


@pytest.mark.parametrize("cents", [0, -1, 100_000_000_000])
def test_no_such_amount_is_asked(cents):
    with pytest.raises(CannotBeAsked):
        payload(**{**ASKED, "cents": cents})


@pytest.mark.parametrize("name", ["", "  ", "x" * 71, "Digibank\nZuid", "Digibank\u2028Zuid"])
def test_a_name_that_does_not_fit_is_not_shortened(name):
    with pytest.raises(NameDoesNotFit):
        payload(**{**ASKED, "name": name})


def test_an_account_or_reference_that_is_wrong_gives_no_qr():
    with pytest.raises(WrongIban):
        payload(**{**ASKED, "iban": "BE71096123456768"})
    for wrong in ("000000123471", "+++000/0001/23470+++", ""):
        with pytest.raises(WrongReference):
            payload(**{**ASKED, "reference": wrong})


@given(
    some.text(some.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=70),
    some.integers(1, 99_999_999_999),
    some.integers(1, 9_999_999),
)
def test_it_never_grows_over_its_331_bytes_and_keeps_the_name_to_the_letter(name, cents, serial):
    try:
        text = payload(**{**ASKED, "name": name, "cents": cents, "reference": make(1, serial)})
    except NameDoesNotFit:
        assert len(name.encode()) > 331 - 70
        return
    assert len(text.encode()) <= 331
    assert text.split("\n")[5] == name
