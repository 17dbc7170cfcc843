"""The bank accounts of a digibank: which there are, a new one, and putting one right."""

from typing import Any

from flask import Blueprint, g, redirect, url_for
from flask_babel import gettext as _

from inventory.banking import actions, queries
from inventory.banking.forms import AccountForm, NewAccountForm
from inventory.banking.iban import is_bank_unknown
from inventory.foundation.clock import now
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission

room = Blueprint("banking", __name__, url_prefix="/<digibank>/bank")


@room.get("/accounts")
@needs(Permission.BANK_SEE)
def accounts() -> Any:
    """Every bank account, open ones first."""
    found = queries.accounts()
    unknown = [one for one in found if is_bank_unknown(one.iban)]
    return page("inventory/banking/accounts.html", accounts=found, unknown=unknown)


@room.route("/accounts/new", methods=["GET", "POST"])
@needs(Permission.BANK_EDIT)
def new() -> Any:
    """A bank account of ours."""
    form = NewAccountForm()
    if form.validate_on_submit():
        with told_on(form):
            account = actions.add_account(g.actor, iban=form.iban.data, details=form.details, now=now())
            say_done(_("%(name)s is there. Deposits can be asked by bank now.", name=account.nickname))
            return redirect(url_for(".accounts"), 303)
    return page("inventory/banking/new.html", form=form)


@room.route("/accounts/<int:bank_account_id>", methods=["GET", "POST"])
@needs(Permission.BANK_EDIT)
def edit(bank_account_id: int) -> Any:
    """Put an account right."""
    account = queries.get_account(bank_account_id)
    form = AccountForm(obj=account)
    if form.validate_on_submit():
        with told_on(form):
            actions.change_account(g.actor, account, details=form.details, now=now())
            say_done(_("Saved: %(name)s.", name=account.nickname))
            return redirect(url_for(".accounts"), 303)
    return page("inventory/banking/edit.html", form=form, account=account)


@room.post("/accounts/<int:bank_account_id>/close")
@needs(Permission.BANK_EDIT)
def close(bank_account_id: int) -> Any:
    """Ask nothing more on this account."""
    account = queries.get_account(bank_account_id)
    actions.close_account(g.actor, account, now=now())
    say_done(_("%(name)s is closed. Nothing new is asked on it.", name=account.nickname))
    return redirect(url_for(".accounts"), 303)


@room.post("/accounts/<int:bank_account_id>/open")
@needs(Permission.BANK_EDIT)
def reopen(bank_account_id: int) -> Any:
    """Use this account again."""
    account = queries.get_account(bank_account_id)
    actions.open_account_again(g.actor, account, now=now())
    say_done(_("%(name)s is open again.", name=account.nickname))
    return redirect(url_for(".accounts"), 303)


# More doors of this room hang on the same blueprint.
from inventory.banking import statement_views  # noqa: E402, F401 -- they need it to be there
