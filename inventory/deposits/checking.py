"""Every sum of the ledger, summed anew from its lines: what does not hold, in a sentence each."""

from dataclasses import dataclass

from inventory.deposits import queries
from inventory.deposits.asked import asked_too_much
from inventory.deposits.ledger import Account
from inventory.deposits.refund_orders import wrong_orders
from inventory.deposits.till_book import wrong_tills


@dataclass(frozen=True)
class Wrong:
    """One thing in the books that is not as it must be: which, and how. Amounts are in cents."""

    #: `loan`, `account`, `entry`, `receipts`, `refund` or `till`
    what: str
    #: its code, name or number
    which: str
    told: str


def wrong_books() -> list[Wrong]:
    """Everything in the books of this digibank that does not hold; empty is what an honest book gives."""
    return [
        *(
            Wrong("entry", str(number), f"ledger entry {number} does not add up")
            for number in queries.unbalanced_entries()
        ),
        *(
            Wrong(
                "loan", str(loan.code), f"loan {loan.code}: {kept} cents are held, its lines come to {anew}"
            )
            for loan, kept, anew in queries.wrong_holdings()
        ),
        *(
            Wrong(
                "loan",
                str(loan.code),
                f"loan {loan.code}: {kept} cents too much are kept, its lines come to {anew}",
            )
            for loan, kept, anew in queries.wrong_holdings(Account.SURPLUS)
        ),
        *(
            Wrong(
                "account",
                account.value,
                f"account {account}: {kept} cents are kept, its lines come to {anew}",
            )
            for account, kept, anew in queries.wrong_balances()
        ),
        *(
            Wrong("receipts", str(year), f"receipts of {year}: {count} of {highest} numbers are there")
            for year, count, highest in queries.gaps_in_receipts()
        ),
        *(
            Wrong("loan", str(loan.code), f"loan {loan.code}: more is asked by bank than is owed")
            for loan in asked_too_much()
        ),
        *(
            Wrong(
                "refund",
                one.end_to_end_id,
                f"refund {one.end_to_end_id}: {one.underway_cents} cents are on their way, its state is {one.state}",
            )
            for one in wrong_orders()
        ),
        *(Wrong("till", "", sentence) for sentence in wrong_tills()),
    ]
