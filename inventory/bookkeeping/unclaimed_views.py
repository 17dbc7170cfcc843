"""The work list of deposits that nobody fetched: how long, what was done, what comes next; and a digibank's days."""

from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from inventory.bookkeeping import ageing, files
from inventory.bookkeeping.ageing_rules import Age, How, Outcome, Step
from inventory.bookkeeping.forms import DAY_FIELDS, days_typed, rule_form, step_form
from inventory.deposits.models import Deposit
from inventory.deposits.queries import get_loan
from inventory.foundation.clock import day, now, today
from inventory.foundation.database import db
from inventory.foundation.listing import filtered_address, shelf
from inventory.foundation.money import euros
from inventory.foundation.refusal import NotHere
from inventory.foundation.sheets import as_download
from inventory.foundation.tongue import tongue
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.lending.models import Loan
from inventory.permissions import Permission
from inventory.wording import say

unclaimed = Blueprint("unclaimed", __name__, url_prefix="/unclaimed")


@unclaimed.get("")
@needs(Permission.BOOKS_SEE)
def index() -> Any:
    """Who should get money back and did not come for it, the longest waiting first."""
    wanted = request.args.get("age", "")
    age = Age(wanted) if wanted in set(Age) else None
    found = shelf(ageing.unclaimed(age, today=today()), Loan.ended_at, Loan.id, scalars=False)
    counted = ageing.by_age(today())
    tabs = [
        (
            _("All"),
            filtered_address(age=None),
            age is None,
            sum(number for number, _cents in counted.values()),
        )
    ]
    tabs += [(say(one), filtered_address(age=one), one is age, counted[one][0]) for one in Age]
    return page(
        "inventory/bookkeeping/unclaimed.html", found=found, told=ageing.told(found.rows, today=today()),
        tabs_shown=tabs, cents=sum(cents for _number, cents in counted.values()), today=today(), rule=ageing.rule(),
    )  # fmt: skip


@unclaimed.get("/list.<any(csv, xlsx):kind>")
@needs(Permission.BOOKS_SEE)
def export(kind: str) -> Response:
    """The same as a file, all of them."""
    return as_download(kind, f"unclaimed-{today().isoformat()}", files.unclaimed_sheet(today()))


@unclaimed.route("/<code>/<any(message, letter, referrer, decide):step>", methods=["GET", "POST"])
@needs(Permission.BOOKS_EDIT)
def note(code: str, step: str) -> Any:
    """Somebody took this step about one deposit."""
    loan, taken = get_loan(code), Step(step)
    deposit = db.session.scalar(select(Deposit).where(Deposit.loan_id == loan.id))
    if deposit is None or not deposit.held_cents or loan.ended_at is None:
        raise NotHere
    form = step_form(taken, today())
    if form.validate_on_submit():
        with told_on(form):
            ageing.note(
                g.actor, loan, taken, how=How(form.how.data), outcome=Outcome(form.outcome.data),
                done_on=form.done_on.data, now=now(),
            )  # fmt: skip
            say_done(_("Written down. The money stays held."))
            return redirect(url_for(".index"), 303)
    return page(
        "inventory/bookkeeping/step.html", form=form, loan=loan, step=taken, over_on=day(loan.ended_at),
        amount=euros(deposit.held_cents, f"{tongue()}_BE"), done=ageing.steps_of([loan.id])[loan.id],
        rule=ageing.rule() if taken is Step.DECIDE else None,
    )  # fmt: skip


@unclaimed.route("/rule", methods=["GET", "POST"])
@needs(Permission.BOOKS_EDIT)
def rule() -> Any:
    """After how many days each step is due here."""
    form = rule_form(ageing.days_in_force(), ageing.rule())
    if form.validate_on_submit():
        with told_on(form):
            ageing.set_rule(
                g.actor, days_typed(form), words=form.own_rule.data or "", fields=DAY_FIELDS, now=now()
            )
            say_done(_("Kept. The list follows these days."))
            return redirect(url_for(".index"), 303)
    return page("inventory/bookkeeping/rule.html", form=form, fields=list(DAY_FIELDS.values()))
