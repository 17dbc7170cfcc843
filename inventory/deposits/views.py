"""What is held and for whom; one loan's entries; receipts; and the bookkeeper's file."""

from typing import Any

from flask import Blueprint, Response, g, redirect, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from inventory.banking.queries import account_for_deposits
from inventory.deposits import actions, asked, queries
from inventory.deposits.asking_views import asking_room, qr_of, shown
from inventory.deposits.checking import wrong_books
from inventory.deposits.forms import ReasonForm
from inventory.deposits.ledger import Account, standing_of, surplus_of
from inventory.deposits.models import LedgerEntry, PaymentRequest, Receipt
from inventory.deposits.papers import as_response
from inventory.deposits.refund_orders import orders_of
from inventory.deposits.refund_views import refund_room
from inventory.deposits.till_views import boxes
from inventory.deposits.tills import name_of_till, to_sign
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.listing import shelf
from inventory.foundation.offers import Panel, offered, offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission

#: what is owed or earned, which stands with a minus and is shown below what we have
OWED = {Account.HELD, Account.RETAINED, Account.UNDERWAY, Account.SURPLUS, Account.REPAIRS}

room = Blueprint("deposits", __name__, url_prefix="/<digibank>/deposits")
room.register_blueprint(asking_room)
room.register_blueprint(boxes)
room.register_blueprint(refund_room)


@room.get("")
@needs(Permission.DEPOSIT_SEE)
def index() -> Any:
    """What is held, where the money is, and the last entries."""
    return page(
        "inventory/deposits/index.html",
        balances=queries.balances(),
        accounts=[account for account in Account if account not in OWED],
        Account=Account,
        held=queries.held_per_loan(),
        found=shelf(with_loans(), LedgerEntry.id, descending=True),
        doors=offered("deposits.doors", g.actor),
    )


def with_loans() -> Any:
    """The entries with their loans at hand: a page asks as often for one entry as for fifty."""
    return db.select(LedgerEntry).options(selectinload(LedgerEntry.loan))


@room.get("/<code>")
@needs(Permission.DEPOSIT_SEE)
def show(code: str) -> Any:
    """Every entry of one loan, and how its deposit stands."""
    loan = queries.get_loan(code)
    entries = queries.entries_of(loan)
    requests = sorted(asked.requests_of(loan), key=lambda one: not one.is_open)
    waits = next((one for one in requests if one.is_open), None)
    return page(
        "inventory/deposits/show.html",
        loan=loan,
        deposit=queries.deposit_of(loan),
        entries=entries,
        notes=queries.notes_of(entries),
        standing=standing_of(entries),
        surplus=surplus_of(entries),
        receipts=queries.receipts_of(loan),
        orders=orders_of(loan),
        shown=shown(requests) if requests else [],
        qr=qr_of(waits) if waits is not None else "",
        may_ask=_may_ask(loan, requests),
        unsigned=to_sign(entries) if g.actor.may(Permission.DEPOSIT_REFUND) else [],
        name_of_till=name_of_till,
        may_undo=lambda entry: (
            g.actor.may(Permission.DEPOSIT_REFUND)
            and (g.actor.may(Permission.BANK_BOOK) or not actions.touches_bank(entry))
        ),
    )


def _may_ask(loan: Any, requests: list[PaymentRequest]) -> bool:
    """Is something owed for `loan` that could be asked by bank, and may this person do so?"""
    if not g.actor.may(Permission.DEPOSIT_ASK) or any(one.is_open for one in requests):
        return False
    return account_for_deposits() is not None and asked.owed_for(loan) > 0


@room.route("/entries/<int:entry_id>/undo", methods=["GET", "POST"])
@needs(Permission.DEPOSIT_REFUND)
def undo(entry_id: int) -> Any:
    """A mistake is undone with a counter-entry; the mistake itself stays to be seen."""
    entry = db.session.scalar(db.select(LedgerEntry).where(LedgerEntry.id == entry_id))
    if entry is None:
        raise NotHere
    form = ReasonForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.correct(g.actor, entry, because=form.because.data, now=now())
            say_done(_("Undone with a counter-entry."))
            return redirect(url_for(".show", code=entry.loan.code) if entry.loan else url_for(".index"), 303)
    return page("inventory/deposits/undo.html", form=form, entry=entry, loan=entry.loan)


@room.get("/receipts/<int:receipt_id>.pdf")
@needs(Permission.DEPOSIT_SEE)
def receipt(receipt_id: int) -> Response:
    """A receipt as it was handed out, byte for byte."""
    found = db.session.scalar(db.select(Receipt).where(Receipt.id == receipt_id))
    if found is None or found.pdf is None:
        raise NotHere
    return as_response(found.pdf, f"receipt-{found.full_number}")


# --- what this room shows on other pages ---


@offers("today.desk")
def held_card(actor: Actor, _day: Any) -> Panel | None:
    """How much is in the cash box and how much is held."""
    if not actor.may(Permission.DEPOSIT_SEE):
        return None
    balances = queries.balances()
    context = {"till": balances[Account.TILL], "held": -balances[Account.HELD]}
    return Panel("inventory/deposits/_held.html", context, weight=60)


@offers("check")
def check() -> list[str]:
    """The books add up, every sum is that of its lines, and no receipt number is missing."""
    return [one.told for one in wrong_books()]
