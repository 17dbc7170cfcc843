"""The books of two digibanken as a test keeps them that does random deeds with money.

They know nothing of entries and lines: they say what each deed must do to every account, and to what is held for
each loan.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select

from inventory.deposits.ledger import Account, DepositWay
from inventory.deposits.models import LedgerEntry, PaymentRequest
from inventory.deposits.queries import deposit_of
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from tests import make
from tests.walks.machines import OnACleanHouse

WAYS = st.sampled_from(
    [DepositWay.CASH, DepositWay.LATER, DepositWay.LATER, DepositWay.TRANSFER, DepositWay.THIRD_PARTY]
)
HOUSES = st.sampled_from(["gent", "gent", "luik"])
PICKS = st.integers(0, 10_000)
CENTS = st.sampled_from([1, 500, 1000, 1500, 2999, 3000, 3001, 6000])
OURS = {"gent": "BE71096123456769", "luik": "BE72000000001616"}
THEIRS = "BE43068999999501"

Delta = Counter[Account]


def delta(**cents: int) -> Delta:
    """What a deed does to each account, by its name."""
    return Counter({Account(name): amount for name, amount in cents.items()})


class House:
    """One digibank's books as the test keeps them."""

    def __init__(self) -> None:
        self.stands: Delta = Counter()
        self.of_loan: dict[int, Delta] = {}
        #: what a counter-entry takes back, by the entry
        self.booked: dict[int, tuple[int | None, Delta]] = {}
        self.left: Counter[int] = Counter()
        self.aside: set[int] = set()
        self.sequence, self.opening = 0, 0
        self.last_file = b""

    def add(self, loan_id: int | None, change: Delta, entry: LedgerEntry | None = None) -> None:
        """A deed was done."""
        for account, cents in change.items():
            self.stands[account] += cents
            if loan_id is not None:
                self.of_loan.setdefault(loan_id, Counter())[account] += cents
        if entry is not None:
            self.booked[entry.id] = (loan_id, change)
            if entry.movement_id is not None:
                self.left[entry.movement_id] -= change[Account.BANK]

    def of(self, loan_id: int, account: Account) -> int:
        """What stands on an account for one loan."""
        return self.of_loan.get(loan_id, Counter())[account]


class Books(OnACleanHouse):
    """Two digibanken, and who does something there; what is done, the parts of the machine say."""

    client: Any
    step = timedelta(minutes=1)

    def __init__(self) -> None:
        super().__init__()
        self.houses = {"gent": House(), "luik": House()}
        self.refusals: Counter[str] = Counter()

    def boss(self, house: str) -> Any:
        return make.anyone(getattr(self.world, house), self._people(house)[0].user_id)

    def second(self, house: str) -> Any:
        return make.anyone(getattr(self.world, house), self._people(house)[1].user_id)

    def _people(self, house: str) -> tuple[Any, Any]:
        return (
            (self.world.fatima, self.world.karim) if house == "gent" else (self.world.bram, self.world.suzy)
        )

    def try_to(self, deed: Callable[[], Any]) -> Any:
        """Do it; a refusal is an answer, anything else is a bug."""
        try:
            return deed()
        except Refusal as refusal:
            self.refusals[type(refusal).__name__] += 1
            return None

    def some(self, model: Any, at: int, *conditions: Any) -> Any:
        """Any row of the digibank that we are inside of."""
        ids = list(db.session.scalars(select(model.id).where(*conditions).order_by(model.id)))
        db.session.expunge_all()
        return db.session.get(model, ids[at % len(ids)]) if ids else None

    def account(self, house: str) -> Any:
        from inventory.banking.queries import account_for_deposits

        return account_for_deposits()

    def by_bank(self, house: str, loan_id: int, cents: int) -> Delta:
        """What sending a deposit back by bank does: what was only promised goes off the promise."""
        unpaid = min(max(0, self.houses[house].of(loan_id, Account.THIRD_PARTY)), cents)
        return delta(held=cents, underway=unpaid - cents, third_party=-unpaid)

    def _paid_in(self, request: PaymentRequest, cents: int) -> Delta:
        agreed = deposit_of(request.loan)
        theirs = agreed is not None and agreed.way is DepositWay.THIRD_PARTY
        return delta(bank=cents, **({"third_party": -cents} if theirs else {"held": -cents}))

    def _undone(self, house: str, counter: LedgerEntry) -> None:
        books = self.houses[house]
        loan_id, change = books.booked[counter.corrects_id or 0]
        back = Counter({account: -cents for account, cents in change.items()})
        books.add(loan_id, back)
        if counter.movement_id is not None:
            books.left[counter.movement_id] -= back[Account.BANK]
