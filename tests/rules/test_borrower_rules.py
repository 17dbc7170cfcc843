"""Who a borrower is: phones, years, names, and people who look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.borrowers.rules import (
    ContactChannel,
    Language,
    Likeness,
    NotABirthYear,
    NotAPhone,
    NotAPostcode,
    NoWayToReach,
    Person,
    TooYoung,
    check_birth_year,
    check_postcode,
    check_reachable,
    decade,
    folded,
    letter_language,
    look_alikes,
    name_key,
    phone_number,
    spoken_phone,
)
from inventory.foundation.refusal import Refusal


@pytest.mark.parametrize(
    ("typed", "kept", "said"),
    [
        ("0470 12 34 56", "+32470123456", "0470 12 34 56"),
        ("+32 (0)470/12.34.56", "+32470123456", "0470 12 34 56"),
        ("0032470123456", "+32470123456", "0470 12 34 56"),
        ("02 123 45 67", "+3221234567", "02 123 45 67"),
        ("011-12 34 56", "+3211123456", "011 12 34 56"),
        ("04 222 33 44", "+3242223344", "04 222 33 44"),
        ("+31 6 12345678", "+31612345678", "+31612345678"),
    ],
)
def test_a_phone_number_is_kept_one_way_however_it_was_written(typed: str, kept: str, said: str) -> None:
    assert phone_number(typed) == kept
    assert spoken_phone(kept) == said


@pytest.mark.parametrize(
    "typed", ["12", "0470 12 34", "047012345678", "bel mij", "+", "٠٤٧٠١٢٣٤٥٦", "470123456"]
)
def test_what_cannot_be_dialled_is_refused_at_the_phone(typed: str) -> None:
    with pytest.raises(NotAPhone) as refusal:
        phone_number(typed)
    assert refusal.value.field == "phone"


def test_no_phone_is_fine() -> None:
    assert phone_number("  ") == ""


@given(st.text(max_size=80))
def test_any_text_as_a_phone_is_kept_or_refused_and_keeping_it_again_changes_nothing(text: str) -> None:
    try:
        kept = phone_number(text)
    except Refusal:
        return
    assert phone_number(kept) == kept
    assert phone_number(spoken_phone(kept)) == kept


def test_a_borrower_is_an_adult_of_a_plausible_age() -> None:
    for year in (None, 2008, 1958, 1911):
        check_birth_year(year, this_year=2026)
    with pytest.raises(TooYoung):
        check_birth_year(2009, this_year=2026)
    for year in (1910, 2027, 85, -3):
        with pytest.raises(NotABirthYear):
            check_birth_year(year, this_year=2026)


def test_a_postcode_is_belgian_or_unknown() -> None:
    for good in ("", "9000", "1000"):
        check_postcode(good)
    for bad in ("0999", "900", "90000", "٩٠٠٠", "B-90"):
        with pytest.raises(NotAPostcode):
            check_postcode(bad)


def test_the_way_to_reach_someone_needs_its_number_or_address() -> None:
    check_reachable(ContactChannel.SMS, phone="+32470123456", email="")
    check_reachable(ContactChannel.REFERRER, phone="", email="")
    with pytest.raises(NoWayToReach) as refusal:
        check_reachable(ContactChannel.PHONE, phone="", email="noor@example.org")
    assert refusal.value.field == "phone"
    with pytest.raises(NoWayToReach) as refusal:
        check_reachable(ContactChannel.EMAIL, phone="+32470123456", email="")
    assert refusal.value.field == "email"


def test_letters_go_out_in_a_language_we_write() -> None:
    assert letter_language(Language.FRENCH, fallback="nl") == "fr"
    assert letter_language(Language.TIGRINYA, fallback="nl") == "nl"


def test_names_are_compared_without_case_accents_and_marks() -> None:
    assert folded("Zoë  d'Hondt-ÇELİK") == "zoe d hondt celik"
    assert folded("Şahin IŞIK") == folded("sahin isik")
    assert folded("مُحَمَّد") == folded("محمد")
    assert name_key("Noor", "Tahiri") == "tahiri noor"
    assert folded("🙂") == ""


@given(st.text(max_size=60))
def test_folding_a_name_twice_is_folding_it_once(name: str) -> None:
    assert folded(folded(name)) == folded(name)


NOOR = Person("Noor", "Tahiri", 1994, "9000", "+32470123456", id=1)


def test_the_same_phone_is_proposed_first() -> None:
    sister = Person("Lina", "Tahiri", 1996, "9000", "+32470123456", id=2)
    namesake = Person("Noor", "Tahiri", None, "", "", id=3)
    asked = Person("noor", "TAHIRI", 1994, "9000", "+32470123456")
    found = look_alikes(asked, [namesake, sister])
    assert found == [(sister, Likeness.SAME_PHONE), (namesake, Likeness.SAME_NAME)]


def test_a_swapped_name_is_the_same_name() -> None:
    assert look_alikes(Person("Tahiri", "Noor", 1994), [NOOR]) == [(NOOR, Likeness.SAME_NAME)]


def test_another_year_or_postcode_makes_another_person() -> None:
    assert look_alikes(Person("Noor", "Tahiri", 1990), [NOOR]) == []
    assert look_alikes(Person("Noor", "Tahiri", 1994, "8000"), [NOOR]) == []


def test_only_the_decade_stays() -> None:
    assert (decade(1994), decade(1990), decade(None)) == (1990, 1990, None)
