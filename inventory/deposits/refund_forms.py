"""What is asked when a deposit goes back: in which way, by bank to whom, and by which file."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.validators import Length, Optional

from inventory.deposits.giving_back import Back, WaysBack
from inventory.deposits.ledger import DepositWay
from inventory.deposits.refund_rules import Payee
from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.wording import say


class PayeeForm(HouseForm):
    """Whose account it is. What may stay empty is as we know it; no account number is ever filled in for the desk."""

    payee_name = StringField(_l("Whose account is it?"), [Length(max=70)])
    iban = StringField(_l("IBAN"), [Length(max=50)])
    payee_because = StringField(_l("Why to another account?"), [Length(max=300)])

    #: the account from which was paid, as the desk may see it; empty when it is not known
    paid_from = ""

    @property
    def payee(self) -> Payee:
        """What was filled in."""
        return Payee(self.payee_name.data or "", self.iban.data or "", self.payee_because.data or "")

    @property
    def iban_hint(self) -> str:
        """What happens when no number is filled in."""
        if not self.paid_from:
            return _("As it stands on the bank card.")
        return _(
            "Leave it empty for the account it was paid from, ending in %(number)s.", number=self.paid_from
        )


class BackForm(PayeeForm):
    """In which way a deposit goes back."""

    way = RadioField(_l("How does the money go back?"), [Optional()])

    def offer_back(self, found: WaysBack) -> None:
        """Ask only what there is to choose."""
        self.way.choices = choices_of(found.ways, say)
        self.paid_from = found.account
        if DepositWay.TRANSFER not in found.ways:
            for name in ("way", "payee_name", "iban", "payee_because"):
                del self._fields[name]
            return
        if not found.account:
            del self._fields["payee_because"]
        if not self.is_submitted():
            self.payee_name.data, self.way.data = found.payee_name, str(found.usual)

    @property
    def asks_back(self) -> bool:
        """Is there anything to choose?"""
        return "way" in self._fields

    @property
    def back(self) -> Back | None:
        """What was chosen; None when nothing was."""
        if not self.asks_back or not self.way.data:
            return None
        because = self.payee_because.data if "payee_because" in self._fields else ""
        payee = Payee(self.payee_name.data or "", self.iban.data or "", because or "")
        return Back(DepositWay(self.way.data), payee)


class FileForm(HouseForm):
    """A file for the bank: from which account, and on which day it pays."""

    account = SelectField(_l("From which account?"), [Needed()], coerce=int)
    execution_on = DateField(_l("On which day does the bank pay?"), [Needed(_l("Fill in a day."))])

    def offer(self, accounts: Any) -> None:
        """Name the accounts of which something waits."""
        self.account.choices = [(one.id, one.nickname) for one in accounts]
