"""While a loan runs: the borrower came by, gets another laptop, or keeps this one for good."""

from typing import Any

from flask import Blueprint, Response, g, redirect, url_for
from flask_babel import gettext as _

from inventory.applications.policy import LoanEnd
from inventory.deposits.papers import as_response
from inventory.devices.models import Device
from inventory.digibank.numbers import get_by_code
from inventory.foundation.clock import now
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.lending import meanwhile, queries
from inventory.lending.forms import LeaveForm, SwapForm, VisitForm
from inventory.lending.models import Accessory, Loan
from inventory.lending.rules import ChargerAtSwap, SwapReason, VisitFinding
from inventory.permissions import Permission

running = Blueprint("meanwhile", __name__)


@running.route("/<code>/visit", methods=["GET", "POST"])
@needs(Permission.LOAN_EXTEND)
def visit(code: str) -> Any:
    """They came by with the laptop. Each finding is a button."""
    loan, form = get_by_code(Loan, code), VisitForm()
    if form.validate_on_submit():
        with told_on(form):
            found = meanwhile.note_visit(g.actor, loan, VisitFinding(form.finding.data), now=now())
            say_done(_("%(name)s came by. Written down.", name=loan.borrower.first_name))
            fails = found.finding is VisitFinding.FAILS and g.actor.may(Permission.LOAN_TAKE_BACK)
            return redirect(url_for(".swap" if fails else "lending.show", code=loan.code), 303)
    return page(
        "inventory/lending/visit.html", form=form, loan=loan, visit=queries.rules_of(loan).visit,
        last=meanwhile.last_visit_of(loan), findings=list(VisitFinding),
    )  # fmt: skip


@running.route("/<code>/swap", methods=["GET", "POST"])
@needs(Permission.LOAN_TAKE_BACK)
def swap(code: str) -> Any:
    """This one does not work: another one for the same loan."""
    loan = get_by_code(Loan, code)
    form = SwapForm(instead_of=str(loan.device.code))
    form.offer(meanwhile.instead_of(g.actor, loan))
    if form.validate_on_submit():
        with told_on(form):
            device = get_by_code(Device, form.device.data)
            old = loan.device
            reason, before = SwapReason(form.because.data), form.instead_of.data or ""
            charger = ChargerAtSwap(form.charger.data) if form.charger.data else None
            meanwhile.swap(g.actor, loan, device, reason, instead_of=before, charger=charger, now=now())
            say_done(
                _(
                    "%(name)s has %(new)s now. Take %(old)s to the wiping bench.",
                    name=loan.borrower.first_name,
                    new=device.spoken,
                    old=old.spoken,
                )
            )
            return redirect(url_for("lending.show", code=loan.code), 303)
    return page(
        "inventory/lending/swap.html", form=form, loan=loan, has_charger=Accessory.CHARGER in loan.accessory_list
    )  # fmt: skip


@running.route("/<code>/stays", methods=["GET", "POST"])
@needs(Permission.LOAN_TAKE_BACK)  # the page names the borrower, whom the bench never sees
def stays(code: str) -> Any:
    """The laptop stays with its borrower for good; what that means stands beside each way."""
    if not g.actor.may(Permission.DEVICE_DISCARD):
        raise NotHere  # that a laptop leaves for good, the coordinator decides
    loan, form = get_by_code(Loan, code), LeaveForm()
    if form.validate_on_submit():
        with told_on(form):
            meanwhile.leave(g.actor, loan, LoanEnd(form.way.data), now=now())
            say_done(_("The laptop stays with %(name)s. The loan has ended.", name=loan.borrower.first_name))
            return redirect(url_for("lending.show", code=loan.code), 303)
    return page("inventory/lending/stays.html", form=form, loan=loan, ways=meanwhile.may_stay(loan))


@running.get("/<code>/papers/<int:paper_id>.pdf")
@needs(Permission.LOAN_SEE)
def paper(code: str, paper_id: int) -> Response:
    """One paper of this loan as it was issued, byte for byte."""
    loan = get_by_code(Loan, code)
    found = next((one for one in queries.papers_of(loan) if one.id == paper_id), None)
    if found is None or found.pdf is None or not g.actor.may(Permission.BORROWER_SEE):
        raise NotHere
    return as_response(found.pdf, f"{loan.code}-{found.kind}-{found.locale}")
