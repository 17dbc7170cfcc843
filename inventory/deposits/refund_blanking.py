"""Whose account a deposit went to is blanked when the borrower is forgotten: in orders, files and statements.

Part of the deed that forgets, or of the one by which the last of a file is over. Nobody is forgotten while an order
of theirs is on its way.
"""

from typing import Any

from inventory.banking.keeping import blank_payees
from inventory.deposits.refund_models import PaymentFile
from inventory.deposits.refund_orders import orders_in, orders_of
from inventory.deposits.refund_rules import OrderState
from inventory.foundation.database import db


def blank_refunds(loan: Any) -> None:
    """Blank whose account the deposit of `loan` went to; amounts, days and numbers stay."""
    orders = orders_of(loan)
    for order in orders:
        order.payee_name = order.iban = order.because = order.declared_because = None
    for order in orders:
        blank_when_over(order.file)
    blank_payees([order.end_to_end_id for order in orders])


def blank_when_over(file: PaymentFile | None) -> None:
    """Blank the bytes of a file of which all is over, once someone in it was forgotten; its hash stays."""
    if file is None:
        return
    db.session.flush()
    orders = orders_in(file)
    is_over = all(one.state in {OrderState.PAID, OrderState.CANCELLED} for one in orders)
    if is_over and any(one.iban is None for one in orders):
        file.content = None
