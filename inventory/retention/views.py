"""What will go, why, and what went; how long each kind of record is kept; and keeping one here a while longer."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, current_app, g, redirect, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from inventory.borrowers.models import Borrower
from inventory.foundation.actor import Actor
from inventory.foundation.clock import day, now, today
from inventory.foundation.expiring import Basis, Keeping
from inventory.foundation.forms import ButtonForm
from inventory.foundation.listing import shelf
from inventory.foundation.offers import Panel, offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.transaction import each_by_itself
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission
from inventory.retention import actions, forgetting, others, people, queries
from inventory.retention.forms import HoldForm, RuleForm
from inventory.retention.models import RetentionNotice
from inventory.retention.rules import NOTICE, HoldReason, is_held
from inventory.retention.words import days_in_words

room = Blueprint("retention", __name__, url_prefix="/<digibank>/retention")
#: hung on the points of the house by being there
_ELSEWHERE = (forgetting, others, people)


@room.get("")
@needs(Permission.RETENTION_MANAGE)
def index() -> Any:
    """What goes in the coming week, what went, and what waits too long to be wiped."""
    rules = queries.in_force()
    return page(
        "inventory/retention/index.html",
        ahead=queries.ahead(today(), rules),
        rules=rules,
        went=queries.went(),
        in_all=queries.went_in_all(),
        unwiped=queries.unwiped_too_long(today()),
        most_days=queries.WIPE_WITHIN,
        notice=NOTICE.days,
        backup_days=current_app.config["BACKUP_DAYS"],
    )


@room.get("/coming/<record_type>")
@needs(Permission.RETENTION_MANAGE)
def coming(record_type: str) -> Any:
    """Each thing of one kind that will go: which, on which day, and what keeps it here."""
    one = queries.get_type(record_type)
    query = select(RetentionNotice).where(RetentionNotice.record_type == record_type)
    found = shelf(query, RetentionNotice.goes_on, RetentionNotice.id)
    return page(
        "inventory/retention/coming.html",
        type=one,
        found=found,
        told=one.told([notice.thing_id for notice in found.rows]),
        is_held=is_held,
        today=today(),
        refusal_called=queries.refusal_called,
        form=ButtonForm(),
    )


@room.route("/notices/<int:notice_id>/keep", methods=["GET", "POST"])
@needs(Permission.RETENTION_MANAGE)
def keep(notice_id: int) -> Any:
    """Keep one thing here until a day, and say why."""
    notice, form = queries.get_notice(notice_id), HoldForm()
    one = queries.get_type(notice.record_type)
    if form.validate_on_submit():
        with told_on(form):
            assert form.until.data is not None
            because = HoldReason(form.because.data)
            actions.keep_here(g.actor, notice.id, because, until=form.until.data, now=now())
            say_done(_("It stays here until and with that day."))
            return redirect(url_for(".coming", record_type=notice.record_type), 303)
    told = one.told([notice.thing_id]).get(notice.thing_id)
    return page("inventory/retention/keep.html", form=form, notice=notice, type=one, told=told)


@room.post("/notices/<int:notice_id>/release")
@needs(Permission.RETENTION_MANAGE)
def release(notice_id: int) -> Any:
    """Nothing keeps it here any more."""
    kind = queries.get_notice(notice_id).record_type
    actions.let_it_go(g.actor, notice_id, now=now())
    say_done(_("It goes on its day."))
    return redirect(url_for(".coming", record_type=kind), 303)


@room.get("/rules")
@needs(Permission.RETENTION_MANAGE)
def rules() -> Any:
    """How long everything is kept, from when, on which ground and why."""
    every = queries.in_force().values()
    kinds = [(kind, [one for one in every if one.type.keeping is kind]) for kind in Keeping]
    return page("inventory/retention/rules.html", kinds=kinds, in_words=days_in_words)


@room.route("/rules/<record_type>", methods=["GET", "POST"])
@needs(Permission.RETENTION_MANAGE)
def rule(record_type: str) -> Any:
    """Change how long one kind of record is kept."""
    one = queries.in_force().get(record_type)
    if one is None or not one.type.is_set_here:
        raise NotHere
    form = RuleForm(days=one.days, basis=str(one.basis))
    if form.validate_on_submit():
        with told_on(form):
            actions.set_rule(
                g.actor, one.type, days=form.days.data or 0, basis=Basis(form.basis.data), now=now()
            )
            say_done(_("From tonight on this is kept so long."))
            return redirect(url_for(".rules"), 303)
    return page("inventory/retention/rule.html", form=form, one=one)


@offers("nightly")
def nightly(actor: Actor, today: date) -> None:
    """Let go what was told a week ago, then tell what goes in a week."""
    each_by_itself(lambda work: work(actor, today, now=now()), (actions.run, actions.plan))


@offers("borrower.panels")
def backups_know(borrower: Borrower, actor: Actor) -> Panel | None:
    """Until which day a backup still knows a person who was forgotten; nothing is asked of the database for it."""
    if borrower.anonymised_at is None or not actor.may(Permission.BORROWER_FORGET):
        return None
    last = day(borrower.anonymised_at) + timedelta(days=current_app.config["BACKUP_DAYS"])
    if last < today():
        return None
    return Panel("inventory/retention/_backups.html", {"last": last}, weight=90)
