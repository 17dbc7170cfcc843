"""Bank statements on pages: send a file and see what it holds, import it, and look movements up."""

from datetime import date, timedelta
from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import selectinload

from inventory.banking import expiring, importing, queries
from inventory.banking.forms import StatementForm
from inventory.banking.models import BankMovement, BankStatement
from inventory.banking.views import room
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm
from inventory.foundation.listing import shelf
from inventory.foundation.offers import offers
from inventory.foundation.refusal import Refusal
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission
from inventory.wording import say

expiring.hang()
#: how long a file that was shown waits for a yes
_PATIENCE = timedelta(days=7)


@room.get("/statements")
@needs(Permission.BANK_SEE)
def statements() -> Any:
    """Every statement, the newest first, and which are missing in between."""
    query = db.select(BankStatement).options(selectinload(BankStatement.account))
    found = shelf(query, BankStatement.id, descending=True)
    return page("inventory/banking/statements.html", found=found, gaps=queries.gaps())


@room.route("/statements/new", methods=["GET", "POST"])
@needs(Permission.BANK_IMPORT)
def upload() -> Any:
    """Send a file of the bank."""
    form = StatementForm()
    if form.validate_on_submit():
        with told_on(form):
            draft = importing.upload(g.actor, form.sent, form.file.file_name, now=now())
            return redirect(url_for(".draft", statement_draft_id=draft.id), 303)
    return page("inventory/banking/upload.html", form=form)


@room.route("/statements/drafts/<int:statement_draft_id>", methods=["GET", "POST"])
@needs(Permission.BANK_IMPORT)
def draft(statement_draft_id: int) -> Any:
    """What a file holds and what will become of it; then import it."""
    found = importing.get_draft(statement_draft_id)
    form = ButtonForm()
    if form.validate_on_submit():
        with told_on(form):
            _tell(importing.confirm(g.actor, found, now=now()))
            return redirect(url_for(".statements"), 303)
    plan, problem = [], ""
    try:
        plan = importing.plan_of(found)
    except Refusal as refusal:
        problem = say(refusal)
    return page(
        "inventory/banking/draft.html",
        form=form,
        draft=found,
        plan=plan,
        problem=problem,
        new=sum(one.verdict is importing.Verdict.NEW for one in plan),
        is_known=importing.is_known(found.sha256),
    )


def _tell(done: importing.Imported) -> None:
    if not done.new:
        say_done(_("This was here already. Nothing was counted twice."))
        return
    say_done(
        ngettext("%(num)s statement is in now.", "%(num)s statements are in now.", done.new)
        + " "
        + ngettext("%(num)s movement.", "%(num)s movements.", done.movements)
        + " "
        + ngettext("%(num)s of them booked itself.", "%(num)s of them booked themselves.", done.booked)
    )


@room.get("/statements/<int:statement_id>")
@needs(Permission.BANK_SEE)
def statement(statement_id: int) -> Any:
    """One statement and its movements."""
    found = queries.get_statement(statement_id)
    search = request.args.get("search", "").strip()[:100]
    query = queries.movements(search).where(BankMovement.statement_id == found.id)
    movements = shelf(query, BankMovement.number, BankMovement.id)
    return page("inventory/banking/statement.html", statement=found, found=movements, search=search)


@room.get("/movements")
@needs(Permission.BANK_SEE)
def movements() -> Any:
    """Movements of all accounts, the newest first, by what someone remembers of them."""
    search = request.args.get("search", "").strip()[:100]
    whose = selectinload(BankMovement.statement).selectinload(BankStatement.account)
    found = shelf(queries.movements(search).options(whose), BankMovement.id, descending=True)
    return page("inventory/banking/movements.html", found=found, search=search)


@offers("nightly")
def remove_old_drafts(actor: Actor, _today: date) -> None:
    """Files that were shown and never imported go."""
    importing.remove_drafts(actor, now() - _PATIENCE, now=now())


@offers("check")
def check() -> list[str]:
    """Every statement is its movements, and begins where the one before it ended."""
    return [
        *(f"the movements of statement {number} do not add up" for number in queries.crooked_statements()),
        *(
            f"statement {number} does not begin where the one before it ended"
            for number in queries.unlinked()
        ),
    ]
