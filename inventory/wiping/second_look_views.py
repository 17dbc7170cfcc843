"""The second person: what waits for them, one attempt, yes or no."""

from typing import Any

from flask import g, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from inventory.foundation.clock import now
from inventory.foundation.web import needs, page, say_done, say_problem, told_on
from inventory.permissions import Permission
from inventory.wiping import actions, queries
from inventory.wiping.door import room
from inventory.wiping.forms import (
    ChosenForm,
    ReasonForm,
)
from inventory.wiping.reasons import Reason
from inventory.wiping.rules import Remark
from inventory.wiping.shown import size_of


@room.route("/second-look", methods=["GET", "POST"])
@needs(Permission.WIPE_VERIFY)
def second_look():
    """What colleagues wrote down and a second person must agree with."""
    runs = queries.waiting_for_second()
    others = [run for run in runs if run.operator_id != g.actor.user_id]
    form = ChosenForm(run.id for run in others)
    if form.validate_on_submit():
        with told_on(form):
            chosen = [run for run in others if run.id in set(form.chosen.data)]
            made = actions.verify_all(g.actor, chosen, now=now())
            say_done(ngettext("%(num)s disk checked.", "%(num)s disks checked.", len(chosen)))
            if weak := sum(queries.falls_short(run) is not None for run in chosen):
                say_problem(
                    ngettext(
                        "%(num)s disk was wiped to less than its giver asks, and stays on the list.",
                        "%(num)s disks were wiped to less than their givers ask, and stay on the list.",
                        weak,
                    )
                )
            if made:
                say_done(ngettext("%(num)s certificate made.", "%(num)s certificates made.", len(made)))
            return redirect(url_for(".second_look"), 303)
    return page(
        "inventory/wiping/second_look.html",
        form=form,
        runs=others,
        own=[run for run in runs if run.operator_id == g.actor.user_id],
        size_of=size_of,
    )


@room.get("/attempts/<int:run_id>")
@needs(Permission.WIPE_SEE)
def attempt(run_id: int):
    """One attempt, with the lines of the report that it stands on."""
    return _attempt_page(run_id, ReasonForm(formdata=None))


@room.post("/attempts/<int:run_id>/agree")
@needs(Permission.WIPE_VERIFY)
def agree(run_id: int):
    """Agree with one attempt."""
    run = queries.get_run(run_id)
    made = actions.verify_all(g.actor, [run], now=now())
    if made:
        say_done(
            _("The disk is closed. Its certificate is made.")
            if made[0].medium
            else _("%(code)s is wiped. The certificate is made.", code=made[0].device.spoken)
        )
        return redirect(url_for(".certificate", code=made[0].code), 303)
    if queries.falls_short(run):
        say_problem(_("Checked. But the giver asks more: wipe this disk again, or destroy it."))
    else:
        say_done(_("Checked. This laptop still has another disk to do."))
    return redirect(url_for(".device", code=run.device.code), 303)


@room.post("/attempts/<int:run_id>/decline")
@needs(Permission.WIPE_VERIFY)
def decline(run_id: int):
    """Do not agree, and say why."""
    form = ReasonForm()
    if form.validate_on_submit():
        with told_on(form):
            run = actions.decline(g.actor, queries.get_run(run_id), reason=form.reason.data, now=now())
            say_done(_("Written down. The disk stays on the list."))
            return redirect(url_for(".device", code=run.device.code), 303)
    return _attempt_page(run_id, form)


def _attempt_page(run_id: int, form: ReasonForm) -> Any:
    run = queries.get_run(run_id)
    return page(
        "inventory/wiping/attempt.html",
        form=form,
        run=run,
        reasons=[Reason(reason) for reason in run.reasons],
        remarks=[Remark(remark) for remark in run.remarks],
        falls_short=queries.falls_short(run),
        may_answer=run.is_open and g.actor.may(Permission.WIPE_VERIFY) and run.operator_id != g.actor.user_id,
        size_of=size_of,
    )
