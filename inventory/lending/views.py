"""The lending desk: who has what, hand over in five questions, extend, report lost, and the papers."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, bindparam, select

from inventory.applications.queries import rules_in_force
from inventory.applications.sentences import of_extensions
from inventory.borrowers.models import Borrower
from inventory.codes import Code, Kind
from inventory.deposits import actions as deposits
from inventory.deposits.asked import requests_of
from inventory.deposits.asking_views import shown
from inventory.deposits.forms import ReceiveForm
from inventory.deposits.ledger import DepositWay, standing_of, surplus_of
from inventory.deposits.papers import as_response
from inventory.deposits.queries import deposit_of, entries_of, receipts_of
from inventory.deposits.refund_orders import is_on_its_way, orders_of
from inventory.deposits.refund_rules import MoneyOnItsWay, OwedToThem
from inventory.devices.models import Device
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now, today
from inventory.foundation.database import db
from inventory.foundation.listing import among, as_file, filtered_address, shelf
from inventory.foundation.looking import PageKind, looked_at
from inventory.foundation.money import amount_text, cents_from
from inventory.foundation.offers import NextStep, Panel, offered, offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.journey import Stage
from inventory.lending import actions, calling, contact, longer, meanwhile, queries
from inventory.lending import of_person as _of_person  # noqa: F401  # what a person may read of themselves is offered at import
from inventory.lending.by_bank_views import by_bank
from inventory.lending.forms import ExtendForm, LossForm
from inventory.lending.hand_over_views import desk
from inventory.lending.longer_views import answering
from inventory.lending.meanwhile_views import running
from inventory.lending.models import HandOver, Loan, LoanState, LossKind, PaperKind
from inventory.lending.moment_views import moment_room
from inventory.lending.payment_views import paying
from inventory.lending.quittance_views import signing
from inventory.lending.reminder_views import reaching, shown_with
from inventory.lending.reminders import letters_due
from inventory.lending.rules import NoLonger, days_late, is_late, is_to_be_called, may_undo
from inventory.lending.unpaid import payments_due
from inventory.permissions import OVERSIGHT, Permission
from inventory.wording import say

room = Blueprint("lending", __name__, url_prefix="/<digibank>/loans")
room.register_blueprint(moment_room)
room.register_blueprint(desk)
room.register_blueprint(answering)
room.register_blueprint(by_bank)
room.register_blueprint(running)
room.register_blueprint(signing)
room.register_blueprint(reaching)
room.register_blueprint(paying)

_TABS = ("open", "late", "ended")
#: so long before the day a visit stands on today's page, that there is time to call
_VISITS_AHEAD = timedelta(days=14)


@room.get("")
@needs(Permission.LOAN_SEE)
def index() -> Any:
    """Who has which laptop until when: running, late or ended."""
    shown = request.args.get("show", "open")
    if shown not in _TABS:
        raise NotHere
    day = today()
    query = _loans_shown(shown, day)
    if shown == "ended":
        found = shelf(query, Loan.id, descending=True)
    else:
        found = shelf(query, Loan.started_on, Loan.id, descending=shown == "open")
    late = queries.count_late(day)
    tabs = [
        (_("Running"), filtered_address(show="open"), shown == "open", queries.count_open()),
        (_("Late"), filtered_address(show="late"), shown == "late", late),
        (_("Ended"), filtered_address(show="ended"), shown == "ended", ""),
    ]
    return page(
        "inventory/lending/index.html",
        found=found,
        tabs=tabs,
        shown=shown,
        today=day,
        under_way=queries.open_hand_overs() if g.actor.may(Permission.LOAN_HAND_OVER) else [],
        late=late,
        is_late=is_late,
        is_to_be_called=is_to_be_called,
    )


def _loans_shown(shown: str, day: date) -> Any:
    query = queries.with_people(db.select(Loan))
    if shown == "ended":
        return query.where(Loan.state == LoanState.ENDED)
    query = query.where(Loan.state == LoanState.OPEN)
    return query.where(Loan.due_on < day) if shown == "late" else query


@room.get("/loans.<kind>")
@needs(Permission.LOAN_SEE)
def export(kind: str) -> Response:
    """Every loan as a file, without a name: numbers are for reports, names are for the desk."""
    if kind not in {"csv", "xlsx"}:
        raise NotHere
    headings = [
        _("Loan"), _("Laptop"), _("Since"), _("Until"), _("Ended on"), _("State"), _("Municipality"),
    ]  # fmt: skip
    loans = db.session.scalars(queries.with_people(db.select(Loan).order_by(Loan.id)))
    # Gathered before the answer leaves: a stream would outlive our being inside this digibank.
    rows = [
        [
            str(loan.code), str(loan.device.code), loan.started_on, loan.due_on, loan.ended_at,
            say(loan.state), loan.borrower.municipality,
        ]
        for loan in loans
    ]  # fmt: skip
    return as_file(kind, "loans", headings, rows)


@room.get("/<code>")
@needs(Permission.LOAN_SEE)
def show(code: str) -> Any:
    """Everything of one loan: until when, what went along, the money, the papers."""
    loan = get_by_code(Loan, code)
    looked_at(loan.borrower_id, PageKind.LOAN)
    sees_money = g.actor.may(Permission.DEPOSIT_SEE)
    day = today()
    asked = requests_of(loan, only_open=True) if sees_money else []
    return page(
        "inventory/lending/show.html",
        loan=loan,
        deposit=deposit_of(loan) if sees_money else None,
        standing=standing_of(entries_of(loan)) if sees_money else None,
        receipts=receipts_of(loan) if sees_money else [],
        asked=shown(asked) if asked else [],
        papers=queries.papers_of(loan),
        extensions=queries.extensions_of(loan),
        losses=queries.losses_of(loan),
        swaps=meanwhile.swaps_of(loan),
        days_late=days_late(loan.due_on, day) if loan.is_open else 0,
        may_undo=loan.is_open and may_undo(loan.started_on, day),
        link=queries.link_to(loan.token),
        steps=offered("device.next_steps", loan.device, g.actor) if loan.is_open else [],
        **shown_with(loan, g.actor),
    )


@room.route("/<code>/extend", methods=["GET", "POST"])
@needs(Permission.LOAN_EXTEND)
def extend(code: str) -> Any:
    """Move the day on which this loan ends; each choice is a button."""
    loan, form = get_by_code(Loan, code), ExtendForm()
    choices = longer.choices_for(loan, today())
    chosen = request.form.get("choice", "")
    if form.validate_on_submit():
        with told_on(form):
            until = form.until.data or _day_of(chosen, choices)
            if until is None and chosen != "no_end":
                raise actions.NotExtended([NoLonger.NOT_LATER])
            actions.extend(g.actor, loan, until=until, now=now())
            said = _(
                "%(name)s keeps the laptop until %(day)s.", name=loan.borrower.first_name, day=say(until)
            )
            say_done(said if until else _("This loan has no end any more."))
            return redirect(url_for(".show", code=loan.code), 303)
    rules = queries.rules_of(loan)
    return page(
        "inventory/lending/extend.html", form=form, loan=loan, choices=choices,
        agreed=of_extensions(rules.extensions), waits=queries.someone_waits(loan, rules),
        visit_first=queries.visit_comes_first(loan, rules),
        asked=longer.waiting_of(loan),
    )  # fmt: skip


def _day_of(chosen: str, choices: list[date]) -> date | None:
    """The day whose button was pressed; None for a made-up one."""
    return next((day for day in choices if day.isoformat() == chosen), None)


@room.route("/<code>/receive", methods=["GET", "POST"])
@needs(Permission.DEPOSIT_RECEIVE)
def receive(code: str) -> Any:
    """A deposit that was to be paid later comes in, whole or in part."""
    loan = get_by_code(Loan, code)
    open_cents = deposits.open_of(loan)
    form = ReceiveForm(amount=amount_text(open_cents), way=DepositWay.CASH)
    if form.validate_on_submit():
        with told_on(form):
            paper = actions.receive(
                g.actor, loan, way=DepositWay(form.way.data), cents=cents_from(form.amount.data or ""),
                slip=form.slip.data or "", now=now(),
            )  # fmt: skip
            number = paper.full_number if paper is not None else ""
            say_done(_("Received. The receipt has number %(number)s.", number=number))
            return redirect(url_for("deposits.show", code=loan.code), 303)
    return page("inventory/lending/receive.html", form=form, loan=loan, open_cents=open_cents)


@room.route("/<code>/lost", methods=["GET", "POST"])
@needs(Permission.LOAN_TAKE_BACK)  # the page names the borrower, whom the bench never sees
def lost(code: str) -> Any:
    """The borrower tells that the laptop is missing or stolen."""
    loan, form = get_by_code(Loan, code), LossForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.report_loss(
                g.actor, loan, LossKind(form.kind.data), now=now(),
                happened_on=form.happened_on.data, police_report=form.police_report.data or "",
            )  # fmt: skip
            say_done(_("Written down. If the laptop turns up, scan it."))
            return redirect(url_for(".show", code=loan.code), 303)
    return page("inventory/lending/lost.html", form=form, loan=loan)


@room.post("/<code>/undo")
@needs(Permission.LOAN_HAND_OVER)
def undo(code: str) -> Any:
    """The borrower did not take it along after all."""
    loan = actions.undo(g.actor, get_by_code(Loan, code), now=now())
    say_done(_("Undone. Give the deposit back, and take the laptop to the wiping bench."))
    return redirect(url_for(".show", code=loan.code), 303)


@room.get("/<code>/agreement-<locale>.pdf")
@needs(Permission.LOAN_SEE)
def agreement(code: str, locale: str) -> Response:
    """The agreement as it was signed, byte for byte."""
    loan = get_by_code(Loan, code)
    agreements = (paper for paper in queries.papers_of(loan) if paper.kind is PaperKind.AGREEMENT)
    paper = next((paper for paper in agreements if paper.locale == locale), None)
    if paper is None or paper.pdf is None or not g.actor.may(Permission.BORROWER_SEE):
        raise NotHere
    return as_response(paper.pdf, f"{loan.code}-{locale}")


# --- what this room shows on other pages ---


@offers("device.panels")
def device_panel(device: Device, actor: Actor) -> Panel | None:
    """Who has this laptop now; a technician sees only that it is out, and until when."""
    loan = loan_shown_for(device)
    if loan is None:
        return None
    sees_who = actor.may(Permission.LOAN_SEE) and actor.may(Permission.BORROWER_SEE)
    context = {
        "loan": loan,
        "name": loan.borrower.short_name if sees_who else "",
        "may_open": actor.may(Permission.LOAN_SEE),
        "days_late": days_late(loan.due_on, today()),
    }
    return Panel("inventory/lending/_on_device.html", context, weight=20)


#: where a device can have an open loan; what is lost stays on loan until someone ends that
_MAY_BE_ON_LOAN = frozenset({Stage.LENT, Stage.MISSING})


def loan_shown_for(device: Device) -> Loan | None:
    """The open loan of the device on this page: its panel and its buttons ask for it, the database is asked once."""
    if device.stage not in _MAY_BE_ON_LOAN:
        return None
    if "loan_shown" not in g or g.loan_shown[0] != device.id:
        g.loan_shown = (device.id, queries.open_loan_of(device))
    loan: Loan | None = g.loan_shown[1]
    return loan


@offers("device.next_steps")
def next_steps(device: Device, actor: Actor) -> list[NextStep]:
    """From ready to a borrower; and what can happen while it is out."""
    steps = []
    if device.stage in {Stage.READY, Stage.RESERVED} and actor.may(Permission.LOAN_HAND_OVER):
        values = {"device": str(device.code)}
        steps.append(NextStep(_("Hand over"), "lending.hand_over.begin", values, is_main=True, icon="hand"))
    loan = loan_shown_for(device)
    if loan is not None and actor.may(Permission.LOAN_EXTEND):
        steps.append(NextStep(_("Extend"), "lending.extend", {"code": str(loan.code)}, icon="calendar"))
    if loan is not None and device.stage is Stage.LENT:
        steps += _at_home(loan, actor)
    return steps


def _at_home(loan: Loan, actor: Actor) -> list[NextStep]:
    """What else can happen to a laptop that is at someone's home."""
    values, steps = {"code": str(loan.code)}, []
    if actor.may(Permission.LOAN_EXTEND) and loan.visit_due_on is not None:
        steps.append(NextStep(_("Came by with it"), "lending.meanwhile.visit", values, icon="check"))
    if actor.may(Permission.LOAN_TAKE_BACK):
        steps.append(NextStep(_("Swap for another"), "lending.meanwhile.swap", values, icon="loop"))
        steps.append(NextStep(_("Lost or stolen"), "lending.lost", values, icon="missing"))
    if actor.may(Permission.LOAN_TAKE_BACK) and actor.may(Permission.DEVICE_DISCARD):
        steps.append(NextStep(_("Stays with the borrower"), "lending.meanwhile.stays", values, icon="heart"))
    return steps


@offers("borrower.panels")
def borrower_panel(borrower: Borrower, actor: Actor) -> Panel | None:
    """What this person has or had from us."""
    if not actor.may(Permission.LOAN_SEE):
        return None
    context = {"loans": queries.loans_of(borrower), "today": today(), "is_late": is_late}
    return Panel("inventory/lending/_of_borrower.html", context, weight=20)


@offers("borrower.at_home")
def at_home(borrower_ids: Collection[int]) -> dict[int, int]:
    """How many of our laptops each of these people has."""
    return queries.open_loans_by_person(borrower_ids)


@offers("borrower.holds")
def borrower_hold(borrower: Borrower) -> actions.StillAtHome | None:
    """Nobody is forgotten while a laptop of ours is at their home."""
    return actions.StillAtHome() if queries.open_loans_of(borrower) else None


@offers("borrower.holds")
def refund_hold(borrower: Borrower) -> MoneyOnItsWay | None:
    """Nobody is forgotten while their deposit is on its way to their account."""
    loans = queries.loans_of(borrower)
    return MoneyOnItsWay() if any(is_on_its_way(orders_of(loan)) for loan in loans) else None


@offers("borrower.holds")
def surplus_hold(borrower: Borrower) -> OwedToThem | None:
    """Nobody is forgotten while what was paid too much for them is still here: then nobody knew whose it is."""
    loans = queries.loans_of(borrower)
    return OwedToThem() if any(surplus_of(entries_of(loan)) for loan in loans) else None


@offers("borrower.merge_holds")
def both_borrow(stays: Borrower, goes: Borrower) -> actions.BothBorrow | None:
    """Two entries do not become one person with more laptops than one may have."""
    most = rules_in_force().loans_per_person
    has = queries.open_loans_by_person([stays.id, goes.id])
    return actions.BothBorrow() if most is not None and len(has) == 2 and sum(has.values()) > most else None


@offers("borrower.merging")
def loans_move(_stays: Borrower, goes: Borrower) -> list[str]:
    """How many loans go along."""
    count = len(queries.loans_of(goes))
    return [ngettext("%(num)s loan moves.", "%(num)s loans move.", count)] if count else []


@offers("borrower.merged")
def move_loans(stays: Borrower, goes: Borrower, _moment: Any) -> None:
    """What the entry that goes has or had, the one that stays has or had."""
    actions.move_to(stays, goes)
    calling.move_no_texts(stays, goes)
    if stays.no_calls_at or goes.no_calls_at:
        calling.turn_calls(stays)


@offers("today.desk")
def late_card(actor: Actor, day: date) -> Panel | None:
    """The loans that are late, the ones to call first on top; and who is expected to come by with theirs."""
    if not actor.may(Permission.BORROWER_SEE) or not actor.may(Permission.LOAN_SEE):
        return None
    found = queries.loans_on_the_desk(day, day + _VISITS_AHEAD, limit=6)
    context = {
        "loans": found.late,
        "count": found.how_many_late,
        "visits": found.to_visit if actor.may(Permission.LOAN_EXTEND) else [],
        "today": day,
        "days_late": days_late,
        "is_to_be_called": is_to_be_called,
    }
    return Panel("inventory/lending/_late.html", context, weight=40)


@offers("today.desk")
def under_way_card(actor: Actor, day: date) -> Panel | None:
    """Hand-overs that someone began and did not finish."""
    if not actor.may(Permission.LOAN_HAND_OVER):
        return None
    drafts = queries.open_hand_overs(limit=5)
    return Panel("inventory/lending/_under_way.html", {"drafts": drafts}, weight=30) if drafts else None


@offers("scan.lands")
def landing(code: Code, actor: Actor) -> str | None:
    """A loan's code opens the loan; a laptop or a pass joins the hand-over that this person has in hand.

    Without one, a pass leads to the loan of whoever has a laptop at home.
    """
    if code.kind is Kind.LOAN and actor.may(Permission.LOAN_SEE):
        loan = find_by_code(Loan, code)
        return url_for("lending.show", code=loan.code) if loan is not None else None
    if code.kind not in {Kind.DEVICE, Kind.PASS} or not actor.may(Permission.LOAN_HAND_OVER):
        return None
    borrower = find_by_code(Borrower, code) if code.kind is Kind.PASS else None
    if code.kind is Kind.PASS and borrower is None:
        return None  # replaced: it joins nothing, and the register says so
    draft = _in_hand(actor)
    if draft is not None and _is_missing(draft, code.kind):
        step = "what" if code.kind is Kind.DEVICE else "who"
        return url_for(f"lending.hand_over.{step}", draft_id=draft.id, text=str(code))
    if code.kind is Kind.DEVICE:
        device = find_by_code(Device, code)
        goes_home = {Stage.RESERVED} if actor.may(OVERSIGHT) else {Stage.READY, Stage.RESERVED}
        if device is not None and device.stage in goes_home:
            return url_for("lending.hand_over.begin", device=str(device.code))
        return None
    loan = queries.running_loan_of(borrower)
    return url_for("lending.show", code=loan.code) if loan is not None else None


@offers("scan.sentences")
def lend_to(first: Code, second: Code, actor: Actor) -> str | None:
    """A pass or a loan, and a laptop that may go home: this laptop for this person."""
    by_kind = {first.kind: first, second.kind: second}
    who = by_kind.get(Kind.PASS) or by_kind.get(Kind.LOAN)
    what = by_kind.get(Kind.DEVICE)
    if who is None or what is None or not actor.may(Permission.LOAN_HAND_OVER) or _in_hand(actor) is not None:
        return None
    device, borrower = find_by_code(Device, what), _borrower_of(who)
    if device is None or borrower is None or device.stage not in {Stage.READY, Stage.RESERVED}:
        return None
    return url_for("lending.hand_over.begin", device=str(device.code), borrower=str(borrower.code))


def _borrower_of(code: Code) -> Borrower | None:
    """Whose pass this is, or whose loan."""
    if code.kind is Kind.PASS:
        return find_by_code(Borrower, code)
    loan = find_by_code(Loan, code)
    return loan.borrower if loan is not None else None


def _in_hand(actor: Actor) -> HandOver | None:
    """The hand-over that this person began within the hour and has not finished."""
    draft = queries.newest_hand_over_of(actor)
    return draft if draft is not None and draft.started_at > now() - timedelta(hours=1) else None


def _is_missing(draft: HandOver, kind: Kind) -> bool:
    return (draft.device_id if kind is Kind.DEVICE else draft.borrower_id) is None


_LATE = select(Loan.id).where(among(Loan.state, LoanState.OPEN), Loan.due_on < bindparam("today"))


@offers("counts")
def counts(actor: Actor) -> dict[str, Select[Any]]:
    """How many loans are late, beside the menu's word."""
    return {"lending.index": _LATE} if actor.may(Permission.LOAN_SEE) else {}


@offers("check")
def check() -> list[str]:
    """Every laptop that is out has its open loan; that it has only one, the database keeps."""
    query = db.select(Device).where(Device.stage == Stage.LENT)
    has_loan = db.select(Loan.id).where(Loan.device_id == Device.id, Loan.state == LoanState.OPEN).exists()
    lent = db.session.scalars(query.where(~has_loan))
    return [*(f"{device.code} is lent without an open loan" for device in lent), *contact.check()]


@offers("nightly")
def write_reminders(actor: Actor, day: date) -> None:
    """The letters that are due: about laptops, and apart from those about deposits that were not paid."""
    letters_due(actor, day, now=now())
    payments_due(actor, day, now=now())


@offers("borrower.forgotten")
def blank(borrower: Borrower, _moment: Any) -> None:
    """What names a person goes: agreements, signatures, receipts, reasons; the loans and the sums stay."""
    actions.blank_for(borrower)
