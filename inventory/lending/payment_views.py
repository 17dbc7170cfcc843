"""Deposits that are unpaid after all reminders, and the ladder of those reminders."""

from typing import Any

from flask import Blueprint, g, redirect, url_for
from flask_babel import gettext as _

from inventory.foundation.clock import now, today
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.lending import unpaid
from inventory.lending.payment_forms import ladder_form
from inventory.lending.payment_ladder import MOST_STEPS
from inventory.permissions import Permission

paying = Blueprint("paying", __name__)


@paying.get("/unpaid")
@needs(Permission.LOAN_EXTEND)
def tasks() -> Any:
    """Who did not pay after all reminders, longest first: a person decides, and nothing happens by itself."""
    return page("inventory/lending/unpaid.html", shown=unpaid.tasks_to_see(today()))


@paying.post("/unpaid/<int:payment_task_id>/leave")
@needs(Permission.LOAN_EXTEND)
def leave(payment_task_id: int) -> Any:
    """Remind no more about it."""
    unpaid.leave_it(g.actor, unpaid.get_task(payment_task_id), now=now())
    say_done(_("Done. No more reminders go out about this amount."))
    return redirect(url_for(".tasks"), 303)


@paying.route("/payment-reminders", methods=["GET", "POST"])
@needs(Permission.POLICY_EDIT)
def ladder() -> Any:
    """When and how this digibank reminds who did not pay."""
    kept = unpaid.plan_kept()
    words, costs = (kept.words or {}, kept.costs_cents) if kept is not None else ({}, 0)
    form = ladder_form(unpaid.plan_in_force(kept), costs, words)
    if form.validate_on_submit():
        with told_on(form):
            unpaid.set_plan(
                g.actor, form.ways(), costs_cents=form.costs_cents(), words=form.own_words(), now=now()
            )
            say_done(_("Saved."))
            return redirect(url_for(".ladder"), 303)
    return page("inventory/lending/payment_ladder.html", form=form, steps=range(1, MOST_STEPS + 1))
