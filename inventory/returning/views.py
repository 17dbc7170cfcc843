"""The returns desk: one page with five checks, and the ticket that the borrower will read."""

from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import gettext as _

from inventory.applications.policy import Tariff
from inventory.codes import Code, Kind
from inventory.deposits.giving_back import ways_back
from inventory.deposits.ledger import standing_of
from inventory.deposits.queries import deposit_of, entries_of, receipts_of
from inventory.deposits.refund_models import RefundOrder
from inventory.deposits.refund_orders import orders_of
from inventory.deposits.refund_rules import OrderState
from inventory.deposits.tills import name_of_till, to_sign
from inventory.devices.models import Device
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.money import round_euros
from inventory.foundation.offers import NextStep, offers
from inventory.foundation.refusal import Refusal
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.journey import Stage
from inventory.lending.models import Loan
from inventory.lending.queries import open_loan_of, rules_of
from inventory.lending.views import loan_shown_for
from inventory.permissions import OVERSIGHT, Permission
from inventory.returning import actions
from inventory.returning import of_person as _of_person  # noqa: F401  # what a person may read of themselves is offered at import
from inventory.returning.forms import LaterForm, ReturnForm
from inventory.returning.models import Inspection
from inventory.returning.rules import Files, Settlement, preselected

room = Blueprint("returning", __name__, url_prefix="/<digibank>/returns")


@room.route("/<code>", methods=["GET", "POST"])
@needs(Permission.LOAN_TAKE_BACK)
def take_back(code: str) -> Any:
    """Look at the laptop together, choose about what is broken, and give the deposit back."""
    loan = get_by_code(Loan, code)
    if not loan.is_open:
        return redirect(url_for("lending.show", code=loan.code), 303)
    form = _form_for(loan)
    if form.validate_on_submit() and "look" not in request.form:
        with told_on(form):
            inspection = actions.take_back(
                g.actor, loan, files=Files(form.files.data), findings=form.findings, choices=form.decisions,
                back=form.back, now=now(),
            )  # fmt: skip
            say_done(_done_words(loan, inspection))
            return redirect(url_for(".done", code=loan.code), 303)
    if "look" in request.form:
        form.form_errors.clear()
        for field in form:
            field.errors = []
    return page(
        "inventory/returning/take_back.html",
        form=form,
        loan=loan,
        settlement=_settlement(loan, form),
        held=standing_of(entries_of(loan)).held,
        prices=actions.prices_for(loan, rules_of(loan)),
        missing=loan.device.stage is Stage.MISSING,
        Stage=Stage,
    )


def _form_for(loan: Loan) -> ReturnForm:
    agreed = deposit_of(loan)
    social = agreed is not None and agreed.tariff == Tariff.SOCIAL
    form = ReturnForm()
    form.offer(
        actions.checks_for(loan),
        actions.prices_for(loan, rules_of(loan)),
        preselected(social=social, proposed=None),
    )
    form.offer_back(ways_back(loan))
    return form


def _settlement(loan: Loan, form: ReturnForm) -> Settlement | None:
    """What the answers so far mean for the deposit; None while a choice is open."""
    try:
        return actions.settlement_of(loan, form.findings, form.decisions)
    except (Refusal, ValueError):
        return None


def _done_words(loan: Loan, inspection: Inspection) -> str:
    name = loan.borrower.first_name
    if not inspection.refund_cents:
        return _("The laptop of %(name)s is back.", name=name)
    amount = round_euros(inspection.refund_cents)
    if payer := actions.payer_of(loan):
        return _("%(amount)s goes back to %(name)s. Give no cash.", amount=amount, name=payer)
    if order := _order_of(loan):
        return _by_bank(amount, order)
    return _("Give %(amount)s back to %(name)s.", amount=amount, name=name)


def _order_of(loan: Loan) -> RefundOrder | None:
    """What goes back by bank; None when it went otherwise, or was called off."""
    found = [order for order in orders_of(loan) if order.state is not OrderState.CANCELLED]
    return found[-1] if found else None


def _by_bank(amount: str, order: RefundOrder) -> str:
    return _(
        "%(amount)s goes back by bank, to the account ending in %(number)s. Give no cash.",
        amount=amount,
        number=order.last_four,
    )


@room.get("/<code>/done")
@needs(Permission.LOAN_TAKE_BACK)
def done(code: str) -> Any:
    """What to give back, which paper to hand out, and where the laptop goes."""
    loan = get_by_code(Loan, code)
    inspection = db.session.scalar(db.select(Inspection).where(Inspection.loan_id == loan.id))
    if inspection is None:
        return redirect(url_for("lending.show", code=loan.code), 303)
    receipts = receipts_of(loan)
    given, order = to_sign(entries_of(loan)), _order_of(loan)
    return page(
        "inventory/returning/done.html",
        loan=loan,
        inspection=inspection,
        receipt=receipts[-1] if receipts else None,
        given=given[-1] if given else None,
        till=name_of_till(given[-1]) if given else "",
        payer=actions.payer_of(loan),
        by_bank=_by_bank(round_euros(inspection.refund_cents), order) if order is not None else "",
    )


@room.route("/<code>/later", methods=["GET", "POST"])
@needs(Permission.LOAN_TAKE_BACK)
def later(code: str) -> Any:
    """What waited is settled: it was brought, or it is kept with a reason."""
    loan, form = get_by_code(Loan, code), LaterForm()
    form.offer_back(ways_back(loan))
    if form.validate_on_submit():
        with told_on(form):
            brought = form.brought.data == "yes"
            why = form.because.data or ""
            actions.settle_later(g.actor, loan, brought=brought, because=why, back=form.back, now=now())
            say_done(_("Settled."))
            return redirect(url_for("deposits.show", code=loan.code), 303)
    held = standing_of(entries_of(loan)).held
    return page("inventory/returning/later.html", form=form, loan=loan, held=held)


# --- what this room shows on other pages ---


@offers("device.next_steps")
def next_steps(device: Device, actor: Actor) -> list[NextStep]:
    """A laptop that is out, or turns up again, is taken back."""
    if not actor.may(Permission.LOAN_TAKE_BACK):
        return []
    loan = loan_shown_for(device)
    if loan is None:
        return []
    step = NextStep(
        _("Take back"), "returning.take_back", {"code": str(loan.code)}, is_main=True, icon="returned"
    )
    return [step]


@offers("scan.lands")
def landing(code: Code, actor: Actor) -> str | None:
    """At the desk, the scan of a laptop that is out means that it is back, and after that what to give back for it.

    Who oversees all of the digibank sees its loan first.
    """
    if code.kind is not Kind.DEVICE or not actor.may(Permission.LOAN_TAKE_BACK):
        return None
    device = find_by_code(Device, code)
    loan = open_loan_of(device) if device is not None else None
    if loan is None:
        ended = _just_ended(device) if device is not None and not actor.may(OVERSIGHT) else None
        return url_for("returning.done", code=ended.code) if ended is not None else None
    return url_for("lending.show" if actor.may(OVERSIGHT) else "returning.take_back", code=loan.code)


def _just_ended(device: Device) -> Loan | None:
    """The loan from which this laptop came back, until the wiping bench takes it."""
    if device.stage is not Stage.RETURNED:
        return None
    query = db.select(Loan).join(Inspection, Inspection.loan_id == Loan.id).where(Loan.device_id == device.id)
    return db.session.scalars(query.order_by(Loan.id.desc()).limit(1)).first()
