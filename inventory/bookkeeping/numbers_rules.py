"""Under which number a bookkeeper writes each account: the Belgian standard chart (MAR), or what a digibank says.

A deposit is a debt and no turnover (MAR 488); what was kept of it is income; coins, the bank and what is on its way
between them stand where every Belgian bookkeeper looks for them.
"""

import re

from inventory.deposits.ledger import Account
from inventory.foundation.refusal import Refusal

#: royal decree of 21 October 2018, annex (minimum standard chart), by the name of our account. A deposit that is held
#: for more than a year may stand on 178: a digibank that wants so says so.
USUAL: dict[str, str] = {
    # deposits received in cash: what we owe back
    "held": "488",
    # at the bank: current accounts
    "bank": "550",
    # cash in hand
    "till": "570",
    # internal transfers: left one place of ours, and is not yet seen at the other
    "card": "580",
    "in_transit": "580",
    "underway": "580",
    # other amounts to be received
    "third_party": "416",
    # other debts: paid above what was asked, owed back
    "surplus": "489",
    # turnover: what visitors pay at the repair desk
    "repairs": "700",
    # other operating income
    "retained": "743",
    # other operating charges
    "till_difference": "643",
}
_NUMBER = re.compile(r"[0-9]{2,8}")


class WrongNumber(Refusal):
    """A number of the chart of accounts has two to eight digits."""

    status = 422


def usual_number(account: Account) -> str:
    """The number of `account` where nobody said another."""
    return USUAL[account.value]


def number_from(typed: str, *, field: str) -> str:
    """The number that was typed, without blanks and points: `488 001`, `488.001`. WrongNumber at `field` otherwise."""
    bare = re.sub(r"[\s.]", "", typed)
    if not (bare.isascii() and _NUMBER.fullmatch(bare)):
        raise WrongNumber(field=field)
    return bare
