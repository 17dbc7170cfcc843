"""What a stranger may write to us."""

import pytest

from inventory.portal.finder_rules import HoldsALink, HoldsANumber, must_be_a_message


@pytest.mark.parametrize(
    "words",
    [
        "Gevonden op bus 3, ligt bij mij thuis.",
        "Je l'ai trouvé. Appelez le 0470 12 34 56, après 17h.",
        "Lies bei mir. Mail: anna@example.com",
        "It says T 041 825 on it.Where do I bring it?",
    ],
)
def test_what_an_honest_finder_says_is_taken(words):
    must_be_a_message(words, "0470 12 34 56")
    must_be_a_message(words, "anna@example.com")


@pytest.mark.parametrize(
    ("words", "reply_to", "field"),
    [
        ("Buy now https://x.example/a", "", "message"),
        ("see WWW.Cheap-Laptops.be", "", "message"),
        ("best prices at cheap-pills.shop today", "", "message"),
        ("Found it", "http://x.example", "reply_to"),
    ],
)
def test_a_link_is_refused_at_its_field(words, reply_to, field):
    with pytest.raises(HoldsALink) as refused:
        must_be_a_message(words, reply_to)
    assert refused.value.field == field


def test_a_register_number_is_refused_wherever_it_stands():
    for words, reply_to, field in (
        ("85.07.30-033.28 is his", "", "message"),
        ("Found", "85073003328", "reply_to"),
    ):
        with pytest.raises(HoldsANumber) as refused:
            must_be_a_message(words, reply_to)
        assert refused.value.field == field
