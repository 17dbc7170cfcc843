"""Numbers of accounts: each account has a usual one, and what is typed is two to eight digits."""

import pytest

from inventory.bookkeeping.numbers_rules import USUAL, WrongNumber, number_from, usual_number
from inventory.deposits.ledger import Account


def test_each_account_has_a_usual_number():
    missing = [account for account in Account if account.value not in USUAL]
    assert not missing, (
        f"say in inventory/bookkeeping/numbers_rules.py under which number {missing} stands (MAR)"
    )
    assert {number_from(usual_number(account), field="x") for account in Account} <= set(USUAL.values())


@pytest.mark.parametrize(
    ("typed", "number"), [("488", "488"), (" 488 001 ", "488001"), ("57", "57"), ("550.000.01", "55000001")]
)
def test_a_number_is_read_as_people_type_it(typed, number):
    assert number_from(typed, field="held") == number


@pytest.mark.parametrize("typed", ["4", "123456789", "48a", "-488", "+488", "48,8", "٤٨٨", "=488", "488\x00"])
def test_what_is_no_number_is_refused_at_its_field(typed):
    with pytest.raises(WrongNumber) as no:
        number_from(typed, field="held")
    assert no.value.field == "held"
