"""The cash boxes: which there are, the book of each by day, counting, closing, and the way to the bank and back."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from inventory.deposits import queries, till_book, till_deeds, tills
from inventory.deposits.ledger import Reason
from inventory.deposits.till_forms import CountForm, IntoForm, MoveForm, ReopenForm, TillForm
from inventory.deposits.till_models import Till
from inventory.deposits.till_rules import PIECES, CountKind, Reopening
from inventory.digibank.models import Membership, User
from inventory.foundation.clock import day, now
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm
from inventory.foundation.listing import as_file
from inventory.foundation.money import Cents, cents_from, round_euros
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import ROLES, Permission
from inventory.wording import say

boxes = Blueprint("tills", __name__, url_prefix="/tills")


@boxes.get("")
@needs(Permission.DEPOSIT_SEE)
def index() -> Any:
    """Every cash box, what should be in it, and from which one this colleague works."""
    every = db.session.scalars(select(Till).order_by(Till.is_open.desc(), Till.id)).all()
    return page(
        "inventory/deposits/tills.html",
        tills=every,
        mine=tills.till_of(g.actor),
        people={user.id: user.name for user in _people()} if any(till.holder_id for till in every) else {},
        counts=till_book.last_counts(),
        today=day(now()),
        form=ButtonForm(),
    )


@boxes.route("/new", methods=["GET", "POST"])
@needs(Permission.TILL_MANAGE)
def make() -> Any:
    """One more cash box: at a desk, or with someone on the road."""
    people, form = _people(), TillForm()
    form.offer([(user.id, user.name) for user in people])
    if form.validate_on_submit():
        with told_on(form):
            till = tills.make_till(
                g.actor, name=form.name.data or "", now=now(),
                holder=next((user for user in people if str(user.id) == form.holder.data), None),
                float_cents=cents_from(form.float.data or "0"),
            )  # fmt: skip
            say_done(_("%(name)s is there.", name=till.name))
            return redirect(url_for(".index"), 303)
    return page("inventory/deposits/till_make.html", form=form)


@boxes.post("/<int:till_id>/mine")
@needs(Permission.DEPOSIT_RECEIVE)
def mine(till_id: int) -> Any:
    """From now on this colleague works from this one."""
    till, form = tills.get_till(till_id), ButtonForm()
    if form.validate_on_submit():
        tills.work_from(g.actor, till, now=now())
        say_done(_("You work from %(name)s.", name=till.name))
    return redirect(url_for(".index"), 303)


@boxes.get("/<int:till_id>")
@needs(Permission.DEPOSIT_SEE)
def show(till_id: int) -> Any:
    """The book of one day: it begins with what was in it, and ends with what is."""
    till, today = tills.get_till(till_id), day(now())
    on = _day(request.args.get("on", ""), today)
    return page(
        "inventory/deposits/till.html",
        till=till,
        book=till_book.day_of(till, on, queries.notes_of),
        is_today=on == today,
        is_closed=till.closed_on is not None and till.closed_on >= on,
        others=[other for other in tills.tills_in_use() if other.id != till.id],
        Reason=Reason,
        CountKind=CountKind,
        form=ButtonForm(),
    )


def _day(typed: str, today: date) -> date:
    """The day in the address; today when there is none that can be read."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return today


@boxes.route("/<int:till_id>/<any(opening, count, closing):kind>", methods=["GET", "POST"])
@needs(Permission.TILL_CLOSE)
def count(till_id: int, kind: str) -> Any:
    """Coins and notes, counted; what differs from the books is asked, and only then told."""
    till, form = tills.get_till(till_id), CountForm()
    is_looking = "look" in request.form
    if form.validate_on_submit() and not is_looking:
        with told_on(form):
            done = till_deeds.count(
                g.actor, till, CountKind(kind), form.pieces, because=form.because.data or "", now=now()
            )
            say_done(_counted_words(done, till))
            return redirect(url_for(".show", till_id=till.id), 303)
    if is_looking:
        form.form_errors.clear()
        for field in form:
            field.errors = []
    return page(
        "inventory/deposits/till_count.html", form=form, till=till, kind=CountKind(kind), pieces=PIECES,
        asks_why=bool(form.because.data or form.because.errors),
    )  # fmt: skip


def _counted_words(done: Any, till: Till) -> str:
    amount = round_euros(done.counted_cents)
    if done.kind is CountKind.CLOSING:
        return _("%(name)s is closed for today, with %(amount)s in it.", name=till.name, amount=amount)
    return _("Counted: %(amount)s in %(name)s.", name=till.name, amount=amount)


@boxes.route("/<int:till_id>/reopen", methods=["GET", "POST"])
@needs(Permission.TILL_CLOSE)
def reopen(till_id: int) -> Any:
    """A day that was closed goes on."""
    till, form = tills.get_till(till_id), ReopenForm()
    if form.validate_on_submit():
        with told_on(form):
            till_deeds.reopen(g.actor, till, Reopening(form.why.data), now=now())
            say_done(_("%(name)s is open again. Count and close it afterwards.", name=till.name))
            return redirect(url_for(".show", till_id=till.id), 303)
    return page("inventory/deposits/till_reopen.html", form=form, till=till)


@boxes.route("/<int:till_id>/<any('to-bank', 'from-bank'):way>", methods=["GET", "POST"])
@needs(Permission.TILL_CLOSE)
def bank(till_id: int, way: str) -> Any:
    """Cash goes to the bank, or comes from it; it is on its way until the bank's statement shows it."""
    till, form = tills.get_till(till_id), MoveForm()
    if form.validate_on_submit():
        deed = till_deeds.bring_to_bank if way == "to-bank" else till_deeds.fetch_from_bank
        with told_on(form):
            entry = deed(
                g.actor, till, cents=cents_from(form.amount.data or ""), slip=form.slip.data or "", now=now()
            )
            say_done(_("%(what)s: %(amount)s.", what=say(entry.reason), amount=round_euros(entry.cents)))
            return redirect(url_for(".show", till_id=till.id), 303)
    return page("inventory/deposits/till_bank.html", form=form, till=till, is_to_bank=way == "to-bank")


@boxes.route("/<int:till_id>/into", methods=["GET", "POST"])
@needs(Permission.TILL_CLOSE)
def into(till_id: int) -> Any:
    """Cash goes into another box: change for the road, or what came home with it."""
    till, form = tills.get_till(till_id), IntoForm()
    others = [other for other in tills.tills_in_use() if other.id != till.id]
    form.offer(others)
    if form.validate_on_submit():
        other = next(one for one in others if str(one.id) == form.into.data)
        with told_on(form):
            entry = till_deeds.move_into(
                g.actor, till, other, cents=cents_from(form.amount.data or ""), now=now()
            )
            amount = round_euros(entry.cents)
            say_done(_("%(amount)s went into %(name)s.", amount=amount, name=other.name))
            return redirect(url_for(".show", till_id=till.id), 303)
    return page("inventory/deposits/till_into.html", form=form, till=till, others=others)


@boxes.post("/<int:till_id>/put-away")
@needs(Permission.TILL_MANAGE)
def put_away(till_id: int) -> Any:
    """This one is not used any more."""
    till, form = tills.get_till(till_id), ButtonForm()
    if form.validate_on_submit():
        till_deeds.put_away(g.actor, till, now=now())
        say_done(_("%(name)s is put away. Its book stays.", name=till.name))
    return redirect(url_for(".index"), 303)


@boxes.get("/<int:till_id>/book.<any(csv, xlsx):kind>")
@needs(Permission.DEPOSIT_SEE)
def export(till_id: int, kind: str) -> Response:
    """The book of a year as a file: brought forward, every line, and what was in it after each."""
    till, today = tills.get_till(till_id), day(now())
    year = _day(request.args.get("on", ""), today).year
    opening, lines = till_book.book_of(till, date(year, 1, 1), date(year, 12, 31))
    headings = [_("Entry"), _("On"), _("Loan"), _("What"), _("Slip"), _("In"), _("Out"), _("In the cash box")]
    rows: list[list[Any]] = [["", "", "", _("Brought forward"), "", "", "", _typed(opening)]]
    rows += [
        [
            line.entry.id, line.entry.booked_at, str(line.entry.loan.code) if line.entry.loan else "",
            say(line.entry.reason), line.entry.slip or "", _typed(max(line.cents, 0)),
            _typed(max(-line.cents, 0)), _typed(line.after),
        ]
        for line in lines
    ]  # fmt: skip
    return as_file(kind, f"till-{till.id}-{year}", headings, rows)


def _typed(cents: int) -> str:
    return f"{Cents(cents) / 100:.2f}".replace(".", ",")


def _people() -> list[User]:
    """Colleagues who may take cash."""
    roles = [role for role, permissions in ROLES.items() if Permission.DEPOSIT_RECEIVE in permissions]
    going = select(Membership.user_id).where(Membership.role.in_(roles))
    return list(db.session.scalars(select(User).where(User.id.in_(going)).order_by(User.name, User.id)))
