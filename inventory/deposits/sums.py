"""What the ledger comes to, kept beside it: per account, per loan, and per movement of the bank what is left to book.

Summing every line ever written would take longer each year. The database itself adds each new line to its sum, in
the same statement that writes the line, and refuses one by which more would leave for a loan than is held, or more
of a movement be booked than the bank moved: so all hold also when two desks book at once. `leenkring deposits check`
sums the lines anew and compares.

The sums are always written in the same order, what is held first: two deeds that book one entry each queue for the
first sum, and never wait for each other. Of two that book many entries, one may be told that the other was first.
"""

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from inventory.deposits.ledger import Account
from inventory.foundation.database import EnumText, Model, one_of, walls
from inventory.foundation.tenancy import BelongsToDigibank

#: Runs after each new line. The name is that of all rules which a copy that is filled in leaves out, for the copy
#: brings the sums along.
SQL: dict[str, list[str]] = {
    "sqlite": [
        """
CREATE TRIGGER IF NOT EXISTS posting_sums_only_while_open AFTER INSERT ON posting
BEGIN
  INSERT INTO account_balance (digibank_id, account, balance_cents)
  VALUES (NEW.digibank_id, NEW.account, NEW.amount_cents)
  ON CONFLICT (digibank_id, account) DO UPDATE SET balance_cents = balance_cents + excluded.balance_cents;
  UPDATE deposit
  SET held_cents = held_cents - CASE NEW.account WHEN 'held' THEN NEW.amount_cents ELSE 0 END,
  surplus_cents = surplus_cents - CASE NEW.account WHEN 'surplus' THEN NEW.amount_cents ELSE 0 END
  WHERE NEW.account IN ('held', 'surplus') AND digibank_id = NEW.digibank_id
  AND loan_id = (SELECT loan_id FROM ledger_entry WHERE id = NEW.entry_id);
  UPDATE open_movement SET left_cents = left_cents - NEW.amount_cents
  WHERE NEW.account = 'bank' AND digibank_id = NEW.digibank_id
  AND movement_id = (SELECT movement_id FROM ledger_entry WHERE id = NEW.entry_id);
END
"""
    ],
    "postgresql": [
        # Once for all lines of a statement: a sum that is written for each of fifty thousand lines in one
        # transaction would leave as many versions of itself behind, each to be passed by the next.
        """
CREATE OR REPLACE FUNCTION posting_sums_only_while_open() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  INSERT INTO account_balance (digibank_id, account, balance_cents)
  SELECT digibank_id, account, sum(amount_cents) FROM added
  GROUP BY digibank_id, account ORDER BY digibank_id, account <> 'held', account
  ON CONFLICT (digibank_id, account)
  DO UPDATE SET balance_cents = account_balance.balance_cents + EXCLUDED.balance_cents;
  UPDATE deposit SET held_cents = held_cents - of_loan.held, surplus_cents = surplus_cents - of_loan.surplus
  FROM (
    SELECT ledger_entry.digibank_id, ledger_entry.loan_id,
    coalesce(sum(added.amount_cents) FILTER (WHERE added.account = 'held'), 0) AS held,
    coalesce(sum(added.amount_cents) FILTER (WHERE added.account = 'surplus'), 0) AS surplus
    FROM added JOIN ledger_entry ON ledger_entry.id = added.entry_id
    WHERE added.account IN ('held', 'surplus') GROUP BY ledger_entry.digibank_id, ledger_entry.loan_id
  ) AS of_loan
  WHERE deposit.digibank_id = of_loan.digibank_id AND deposit.loan_id = of_loan.loan_id;
  UPDATE open_movement SET left_cents = left_cents - booked.cents
  FROM (
    SELECT ledger_entry.digibank_id, ledger_entry.movement_id, sum(added.amount_cents) AS cents
    FROM added JOIN ledger_entry ON ledger_entry.id = added.entry_id
    WHERE added.account = 'bank' AND ledger_entry.movement_id IS NOT NULL
    GROUP BY ledger_entry.digibank_id, ledger_entry.movement_id
  ) AS booked
  WHERE open_movement.digibank_id = booked.digibank_id AND open_movement.movement_id = booked.movement_id;
  RETURN NULL;
END $$
""",
        """
CREATE OR REPLACE TRIGGER posting_sums_only_while_open AFTER INSERT ON posting
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION posting_sums_only_while_open()
""",
    ],
}


class AccountBalance(BelongsToDigibank, Model):
    """What stands on one account of the ledger; written by the database with each line."""

    __tablename__ = "account_balance"
    __table_args__ = (
        *walls("account_balance"),
        Index("ix_account_balance_account", "digibank_id", "account", unique=True),
        one_of(Account, "account"),
    )
    account: Mapped[Account] = mapped_column(EnumText(Account))
    balance_cents: Mapped[int] = mapped_column(BigInteger)
