"""What goes back by bank: what waits, what came back, one order, and the files that carry them to the bank.

The desk sees its orders and the end of an account number. Files, and whole account numbers, are for who prepares or
approves payments.
"""

from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from flask_babel import gettext as _

from inventory.deposits import payment_files, refund_orders, refunds
from inventory.deposits.forms import ReasonForm
from inventory.deposits.ledger import Account, surplus_of
from inventory.deposits.queries import entries_of, get_loan
from inventory.deposits.refund_forms import FileForm, PayeeForm
from inventory.deposits.refund_models import PaymentFile
from inventory.deposits.refund_rules import FileState, OrderState, last_four, pay_on
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now, today
from inventory.foundation.listing import shelf
from inventory.foundation.offers import Panel, offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on, told_once
from inventory.permissions import Permission

refund_room = Blueprint("refunds", __name__, url_prefix="/refunds")

#: who sees the files for the bank
_FILES = (Permission.PAYMENT_PREPARE, Permission.PAYMENT_APPROVE)


def sees_files() -> bool:
    """May this person see files for the bank, and whole account numbers?"""
    return _may_see_files(g.actor)


def _may_see_files(actor: Actor) -> bool:
    return any(actor.may(permission) for permission in _FILES)


@refund_room.get("")
@needs(Permission.DEPOSIT_SEE)
def index() -> Any:
    """What came back, what waits, what is at the bank; and for who prepares payments the files."""
    files = shelf(refund_orders.all_files(), PaymentFile.id, descending=True) if sees_files() else None
    return page(
        "inventory/deposits/refunds.html",
        returned=refund_orders.in_state(OrderState.RETURNED),
        waiting=refund_orders.in_state(OrderState.WAITING),
        sent=refund_orders.in_state(OrderState.IN_FILE),
        files=files,
        sees_files=files is not None,
    )


@refund_room.get("/<int:order_id>")
@needs(Permission.DEPOSIT_SEE)
def show(order_id: int) -> Any:
    """One order, how it stands, and what can be done with it."""
    order = refund_orders.get_order(order_id)
    return page(
        "inventory/deposits/refund.html",
        order=order,
        sees_files=sees_files(),
        OrderState=OrderState,
        is_own=order.declared_by_id == g.actor.user_id,
    )


@refund_room.post("/<int:order_id>/call-off")
@needs(Permission.DEPOSIT_REFUND)
def call_off(order_id: int) -> Any:
    """Do not send it: the money is held again."""
    order = refund_orders.get_order(order_id)
    refunds.call_off(g.actor, order, now=now())
    say_done(_("Called off. The money is held again."))
    return redirect(url_for("deposits.show", code=order.loan.code), 303)


@refund_room.route("/<int:order_id>/again", methods=["GET", "POST"])
@needs(Permission.DEPOSIT_REFUND)
def again(order_id: int) -> Any:
    """What came back goes once more, to another account or the same."""
    order = refund_orders.get_order(order_id)
    if order.state is not OrderState.RETURNED:
        raise NotHere
    name, paid_from = refund_orders.default_payee(order.loan, refunds.source_of(order))
    form = PayeeForm(payee_name=order.payee_name or name)
    form.paid_from = last_four(paid_from)
    if form.validate_on_submit():
        with told_on(form):
            new = refunds.ask_again(g.actor, order, payee=form.payee, now=now())
            say_done(
                _("It waits for the next file, with the account ending in %(number)s.", number=new.last_four)
            )
            return redirect(url_for(".show", order_id=new.id), 303)
    return page("inventory/deposits/refund_again.html", form=form, order=order)


@refund_room.route("/too-much/<code>", methods=["GET", "POST"])
@needs(Permission.DEPOSIT_REFUND)
def too_much(code: str) -> Any:
    """What was paid too much for a loan goes back to whoever paid that, all of it."""
    loan = get_loan(code)
    cents = surplus_of(entries_of(loan))
    if not cents:
        raise NotHere
    name, paid_from = refund_orders.default_payee(loan, Account.SURPLUS)
    form = PayeeForm(payee_name=name)
    form.paid_from = last_four(paid_from)
    if form.validate_on_submit():
        with told_on(form):
            order = refunds.ask_refund(
                g.actor, loan, cents=cents, payee=form.payee, now=now(), out_of=Account.SURPLUS
            )
            say_done(
                _(
                    "It waits for the next file, with the account ending in %(number)s.",
                    number=order.last_four,
                )
            )
            return redirect(url_for(".show", order_id=order.id), 303)
    return page("inventory/deposits/refund_too_much.html", form=form, loan=loan, cents=cents)


@refund_room.route("/<int:order_id>/not-executed", methods=["GET", "POST"])
@needs(Permission.PAYMENT_PREPARE)
def not_executed(order_id: int) -> Any:
    """Say why the bank did not execute it; another person confirms."""
    order, form = refund_orders.get_order(order_id), ReasonForm()
    if not order.is_sent:
        raise NotHere
    if form.validate_on_submit():
        with told_on(form):
            refunds.declare_not_executed(g.actor, order, because=form.because.data, now=now())
            say_done(_("Written down. Another person must confirm it."))
            return redirect(url_for(".show", order_id=order.id), 303)
    return page("inventory/deposits/refund_not_executed.html", form=form, order=order)


@refund_room.post("/<int:order_id>/confirm")
@needs(Permission.PAYMENT_APPROVE)
def confirm(order_id: int) -> Any:
    """Another person confirms that the bank did not execute it."""
    order = refund_orders.get_order(order_id)
    refunds.confirm_not_executed(g.actor, order, now=now())
    say_done(_("Confirmed. The money is held again."))
    return redirect(url_for(".show", order_id=order.id), 303)


@refund_room.route("/files/new", methods=["GET", "POST"])
@needs(Permission.PAYMENT_PREPARE)
def new_file() -> Any:
    """Collect what waits for one account into a file."""
    waiting = refund_orders.in_state(OrderState.WAITING)
    accounts = list({one.bank_account_id: one.bank_account for one in waiting}.values())
    form = FileForm(execution_on=pay_on(today(), None))
    form.offer(accounts)
    if form.validate_on_submit():
        with told_on(form):
            account = next(one for one in accounts if one.id == form.account.data)
            file = payment_files.make_file(g.actor, account, execution_on=form.execution_on.data, now=now())
            say_done(_("The file is there. Let another person look at it and approve it."))
            return redirect(url_for(".show_file", payment_file_id=file.id), 303)
    return page("inventory/deposits/payment_file_new.html", form=form, waiting=waiting, accounts=accounts)


@refund_room.get("/files/<int:payment_file_id>")
@needs(*_FILES)
def show_file(payment_file_id: int) -> Any:
    """What a file carries, who made and approved it, and each time that it was fetched."""
    file = refund_orders.get_file(payment_file_id)
    return page(
        "inventory/deposits/payment_file.html",
        file=file,
        orders=refund_orders.orders_in(file),
        fetches=refund_orders.fetches_of(file),
        FileState=FileState,
        is_own=file.made_by_id == g.actor.user_id,
    )


@refund_room.post("/files/<int:payment_file_id>/approve")
@needs(Permission.PAYMENT_APPROVE)
def approve(payment_file_id: int) -> Any:
    """Say yes to a file that another person made."""
    file = refund_orders.get_file(payment_file_id)
    payment_files.approve(g.actor, file, now=now())
    say_done(_("Approved. It may go to the bank."))
    return redirect(url_for(".show_file", payment_file_id=file.id), 303)


@refund_room.post("/files/<int:payment_file_id>/take-apart")
@needs(Permission.PAYMENT_PREPARE)
def take_apart(payment_file_id: int) -> Any:
    """Undo a file that nobody approved yet."""
    payment_files.take_apart(g.actor, refund_orders.get_file(payment_file_id), now=now())
    say_done(_("Taken apart. Its refunds wait for a new file."))
    return redirect(url_for(".index"), 303)


@refund_room.route("/files/<int:payment_file_id>/fetch", methods=["GET", "POST"])
@needs(Permission.PAYMENT_PREPARE)
def fetch(payment_file_id: int) -> Any:
    """The file itself, byte for byte; who sends the same form twice gets the page of the file."""
    file = refund_orders.get_file(payment_file_id)
    if request.method == "GET":
        return redirect(url_for(".show_file", payment_file_id=file.id), 303)
    content = payment_files.fetch(g.actor, file, now=now())
    told_once()
    headers = {
        "Content-Disposition": f'attachment; filename="{file.message_id}.xml"',
        "Cache-Control": "no-store",
    }
    return Response(content, content_type="application/xml", headers=headers)


@offers("today.desk")
def card(actor: Actor, _day: Any) -> Panel | None:
    """What goes back by bank and waits for this person; nothing when nothing does."""
    if not _may_see_files(actor):
        return None
    waits = refund_orders.what_waits_for(actor.user_id)
    if set(waits.values()) == {"0"}:
        return None
    return Panel("inventory/deposits/_refunds_wait.html", waits, weight=55)
