"""How long a text message is, and which signs a plain telephone shows."""

import pytest

from inventory.foundation import texting


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ç" * 70, 1),
        ("ç" * 71, 2),
        ("😀" * 36, 2),
    ],
)
def test_in_how_many_messages_a_text_is_sent(text, count):
    assert texting.parts(text) == count


def test_a_sign_from_outside_the_alphabet_makes_it_unicode():
    assert texting.septets("één café à 14u") == 14
    assert texting.septets("Zoë") is None


def test_marks_go_where_the_telephone_has_none_and_names_stay():
    assert texting.plain("Zoë’s  laptop\nfrançais – œuf …") == "Zoe's laptop francais - oeuf ..."
    assert texting.plain("café à Gent") == "café à Gent"
    assert texting.plain("أمينة") == "أمينة"
