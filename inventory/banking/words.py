"""What is said of bank accounts."""

from flask_babel import lazy_gettext as _l

import inventory.banking.statement_words  # noqa: F401  # hands in its own words
from inventory.banking import actions, epc, iban, ogm
from inventory.banking.models import PainVersion
from inventory.wording import says

says(
    {
        PainVersion.V09: _l("pain.001.001.09, the newest"),
        PainVersion.V03: _l("pain.001.001.03, older banks"),
        actions.AccountKnown: _l("This account is there already."),
        actions.HolderMissing: _l("Fill in the name, exactly as the bank writes it."),
        iban.WrongIban: _l("This is not a right IBAN. Look at it again, digit by digit."),
        iban.WrongBic: _l("This is not a right BIC. It has 8 or 11 characters, such as GKCCBEBB."),
        iban.BicUnknown: _l(
            "We do not know this bank. Fill in its BIC; it stands on a statement of the account."
        ),
        ogm.WrongReference: _l("This is not a right reference. It has 12 digits: +++123/4567/89012+++."),
        epc.CannotBeAsked: _l("This amount cannot be asked by bank transfer."),
        epc.NameDoesNotFit: _l("The name of the account does not fit in a payment QR. Put it right first."),
        "banking.party_forgotten": _l("Name on an old bank statement taken away"),
        "banking.account_added": _l("Bank account added"),
        "banking.account_changed": _l("Bank account put right"),
        "banking.account_closed": _l("Bank account closed"),
        "banking.account_opened": _l("Bank account opened again"),
    }
)
