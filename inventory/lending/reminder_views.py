"""Reminders at the desk: calls to make, letters to print, why one rests, and which way a digibank takes when."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import joinedload

from inventory.banking import epc
from inventory.borrowers.models import Borrower
from inventory.deposits.papers import as_response
from inventory.digibank.numbers import get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day, now, today
from inventory.foundation.database import db
from inventory.foundation.looking import PageKind, looked_at
from inventory.foundation.offers import Panel, offers
from inventory.foundation.outbox import Letter, Medium
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import row_here
from inventory.foundation.transaction import transaction
from inventory.foundation.web import needs, page, say_done, small_numbers, told_on
from inventory.lending import calling, letter_paper, reminders, unpaid
from inventory.lending.models import Loan
from inventory.lending.queries import house, link_to
from inventory.lending.reaching import CallAnswer, PauseReason, PhoneCall, Whom
from inventory.lending.reminder_forms import CallForm, PauseForm, plan_form
from inventory.lending.rules import Letter as ReminderLetter
from inventory.permissions import Permission
from inventory.wording import say

reaching = Blueprint("reaching", __name__)

#: letters that one PDF holds; more come with the next
_MOST_SHEETS = 100


# --- calls ---


@reaching.get("/calls")
@needs(Permission.LOAN_EXTEND)
def calls() -> Any:
    """Whom to call today, longest waiting first."""
    due = calling.calls_due(today())
    return page(
        "inventory/lending/calls.html",
        calls=due,
        services=calling.with_services(due),
        today=today(),
        Whom=Whom,
    )


@reaching.route("/calls/<int:phone_call_id>", methods=["GET", "POST"])
@needs(Permission.LOAN_EXTEND)
def call(phone_call_id: int) -> Any:
    """One call: the number, what to say, and what came of it. Each answer is a button."""
    asked = _call(phone_call_id)
    form = CallForm(agreed_on=calling.working_day(today() + timedelta(days=1)))
    if (asked.answer is not None or not asked.loan.is_open) and not form.is_submitted():
        return redirect(url_for("lending.show", code=asked.loan.code), 303)
    if form.validate_on_submit():
        with told_on(form):
            said = CallAnswer(form.answer.data)
            calling.answer(g.actor, asked, said, now=now(), agreed_on=form.agreed_on.data)
            say_done(_after(asked))
            return redirect(url_for(".calls"), 303)
    services = calling.with_services([asked])
    name, number = services.get(asked.id, ("", ""))
    return page(
        "inventory/lending/call.html", form=form, call=asked, loan=asked.loan, service=name, number=number,
        Whom=Whom, again=calling.again_after_days(), digibank=g.digibank,
    )  # fmt: skip


def _call(phone_call_id: int) -> PhoneCall:
    return row_here(PhoneCall, phone_call_id)


def _after(asked: PhoneCall) -> str:
    """What follows from an answer, in a sentence."""
    if asked.due_on != asked.loan.due_on:
        return _("Written down. Another day was agreed meanwhile, so the call does not come back.")
    if asked.answer is CallAnswer.AGREED:
        return _("Agreed on %(day)s. Until then no reminders go out.", day=say(asked.agreed_on))
    if asked.answer is CallAnswer.NOT_REACHED:
        days = calling.again_after_days()
        return _("Written down. The call comes back in %(days)s days.", days=days)
    return _("Written down. No text messages go to this number any more.")


# --- letters on paper ---


def _to_print(today: date) -> Any:
    """The letters that wait for a printer and are still so, as a question."""
    this_day = "loan:" + cast(Loan.id, String) + ":due:" + cast(Loan.due_on, String) + ":%"
    return (
        select(Letter)
        .join(Loan, (Loan.id == Letter.thing_id) & (Loan.digibank_id == Letter.digibank_id))
        .where(
            Letter.medium == Medium.PAPER, Letter.thing == "loan", Letter.sent_at.is_(None),
            Letter.withdrawn_at.is_(None), Letter.to_address.is_not(None),
            (Letter.once_key.like(this_day) & calling.still_so(today)) | unpaid.is_still_asked(today),
        )
    )  # fmt: skip


def _waiting(ids: Collection[int] | None = None) -> Sequence[Letter]:
    """Those letters, oldest first; with `ids`, only these."""
    query = _to_print(today()).order_by(Letter.id).limit(_MOST_SHEETS)
    found = db.session.scalars(query if ids is None else query.where(Letter.id.in_(ids))).all()
    changed = unpaid.over_among(found, today())
    return [letter for letter in found if letter.id not in changed]


@reaching.get("/letters")
@needs(Permission.LOAN_EXTEND)
def letters() -> Any:
    """Which letters wait for the printer."""
    waiting = _waiting()
    return page(
        "inventory/lending/letters.html", letters=waiting, loans=_loans_of(waiting),
        address_now=reminders.address_now,
        ids=".".join(str(letter.id) for letter in waiting),
    )  # fmt: skip


@reaching.get("/letters/to-print.pdf")
@needs(Permission.LOAN_EXTEND)
def to_print() -> Any:
    """Exactly the letters that were on the list, as one PDF. Nothing is marked: printers jam.

    Once one of them need not leave any more there is another list, which is shown; for what is marked as printed
    afterwards must be what came out of the printer.
    """
    ids = small_numbers(request.args.get("ids"), _MOST_SHEETS)
    waiting = _waiting(ids)
    if not waiting:
        raise NotHere
    if len(waiting) < len(set(ids)):
        say_done(_("The list changed meanwhile. Here are the letters that wait now."))
        return redirect(url_for(".letters"), 303)
    loans = _loans_of(waiting)
    sheets = [_sheet(letter, loans[letter.thing_id or 0]) for letter in waiting]
    return as_response(letter_paper.printed(sheets), f"letters-{waiting[-1].id}")


def _loans_of(waiting: Sequence[Letter]) -> dict[int, Loan]:
    ids = {letter.thing_id for letter in waiting}
    query = select(Loan).where(Loan.id.in_(ids)).options(joinedload(Loan.borrower))
    return {loan.id: loan for loan in db.session.scalars(query)} if ids else {}


def _sheet(letter: Letter, loan: Loan) -> letter_paper.Sheet:
    ours, is_about_money = house(), letter.kind == reminders.UNPAID
    with force_locale(letter.locale):
        # The borrower's own page never tells of money, so a letter about it has another square.
        link = unpaid.payment_qr(letter) if is_about_money else link_to(loan.token)
        return letter_paper.Sheet(
            house=ours.name, footer=ours.footer, address=reminders.address_now(letter, loan.borrower),
            on=format_date(day(letter.written_at), "d MMMM yyyy"), subject=letter.subject, body=letter.body,
            link=link, caption=_("Scan this with the app of your bank.") if is_about_money else _("My laptop"),
            locale=letter.locale, level=epc.LEVEL if is_about_money else "Q",
        )  # fmt: skip


@reaching.post("/letters/printed")
@needs(Permission.LOAN_EXTEND)
def printed() -> Any:
    """Exactly the letters of one list came out of the printer and go to the post."""
    ids = small_numbers(request.form.get("ids"), _MOST_SHEETS)
    moment = now()
    query = select(Letter).where(
        Letter.id.in_(ids), Letter.medium == Medium.PAPER, Letter.thing == "loan", Letter.sent_at.is_(None),
        Letter.withdrawn_at.is_(None), Letter.to_address.is_not(None),
    )  # fmt: skip
    with transaction():
        for letter in db.session.scalars(query.order_by(Letter.id).with_for_update()).all():
            letter.sent_at = moment
            loan = db.session.get_one(Loan, letter.thing_id)
            letter.to_address = reminders.address_now(letter, loan.borrower)
            record(g.actor, "lending.letter_printed", loan, now=moment, device=loan.device)
    say_done(_("Done. They stand with their loans."))
    return redirect(url_for(".letters"), 303)


@reaching.post("/letters/<int:letter_id>/again")
@needs(Permission.LOAN_EXTEND)
def again(letter_id: int) -> Any:
    """A printed letter got lost or was crumpled: it waits for the printer again."""
    letter = db.session.get(Letter, letter_id)
    if letter is None or letter.medium is not Medium.PAPER or letter.thing != "loan" or not letter.to_address:
        raise NotHere
    with transaction():
        loan = db.session.get_one(Loan, letter.thing_id)
        if reminders.is_no_longer_so(letter, today()) or unpaid.is_over(letter, today()):
            raise reminders.NoLongerSo
        letter.sent_at = None
        record(g.actor, "lending.letter_again", loan, now=now(), device=loan.device)
    say_done(_("The letter waits for the printer again."))
    return redirect(url_for(".letters"), 303)


# --- pauses, and who wants no text messages ---


@reaching.route("/<code>/pause", methods=["GET", "POST"])
@needs(Permission.LOAN_EXTEND)
def pause(code: str) -> Any:
    """No reminders about this loan for a while, and why."""
    loan, form = get_by_code(Loan, code), PauseForm()
    if form.validate_on_submit():
        with told_on(form):
            because = PauseReason(form.because.data)
            calling.pause(g.actor, loan, because, now=now(), until=form.until.data)
            say_done(_("No reminders go out about this loan now."))
            return redirect(url_for("lending.show", code=loan.code), 303)
    return page("inventory/lending/pause.html", form=form, loan=loan)


@reaching.post("/<code>/go-on")
@needs(Permission.LOAN_EXTEND)
def go_on(code: str) -> Any:
    """The reminders go on."""
    loan = get_by_code(Loan, code)
    calling.go_on(g.actor, loan, now=now())
    say_done(_("The reminders of this loan go on."))
    return redirect(url_for("lending.show", code=loan.code), 303)


@reaching.post("/<code>/no-texts")
@needs(Permission.LOAN_EXTEND)
def no_texts(code: str) -> Any:
    """This borrower wants no text messages."""
    loan = get_by_code(Loan, code)
    calling.no_texts(g.actor, loan, now=now())
    say_done(_("No text messages any more. Other ways are taken."))
    return redirect(url_for("lending.show", code=loan.code), 303)


@reaching.post("/<code>/texts-again")
@needs(Permission.LOAN_EXTEND)
def texts_again(code: str) -> Any:
    """This borrower may be sent text messages again."""
    loan = get_by_code(Loan, code)
    calling.texts_again(g.actor, loan, now=now())
    say_done(_("Text messages may go to this person again."))
    return redirect(url_for("lending.show", code=loan.code), 303)


# --- the digibank's ways ---


@reaching.route("/reminders", methods=["GET", "POST"])
@needs(Permission.POLICY_EDIT)
def ways() -> Any:
    """Which way this digibank takes on which rung; the days themselves stand in the policy."""
    kept = reminders.plan_kept()
    plan = reminders.plan_in_force(kept)
    again = kept.call_again_days if kept is not None else calling.AGAIN_AFTER_DAYS
    form = plan_form(plan, again, kept.words or {} if kept is not None else {})
    if form.validate_on_submit():
        with told_on(form):
            again = form.call_again_days.data or 0
            reminders.set_plan(g.actor, form.ways(), again, words=form.own_words(), now=now())
            say_done(_("Saved."))
            return redirect(url_for(".ways"), 303)
    return page("inventory/lending/ways.html", form=form, plan=plan, letters=list(ReminderLetter))


# --- what this shows on other pages ---


def shown_with(loan: Loan, actor: Actor) -> dict[str, Any]:
    """What the page of a loan shows of its reminders; nothing for who may not see its borrower."""
    if not actor.may(Permission.BORROWER_SEE) or not actor.may(Permission.LOAN_EXTEND):
        return {"said": None}
    looked_at(loan.borrower_id, PageKind.LETTERS)
    return {
        "said": reminders.correspondence_of(loan),
        "stop": reminders.stop_for(loan, today()) if loan.is_open else None,
        "pause": calling.pause_of(loan, today()),
        "no_texts": calling.no_texts_of(loan),
    }


@offers("today.desk")
def reaching_card(actor: Actor, on: date) -> Panel | None:
    """Whom to call, letters that wait for the printer, and who did not pay after all reminders."""
    if not actor.may(Permission.LOAN_EXTEND) or not actor.may(Permission.BORROWER_SEE):
        return None
    # Three numbers in one question: this page is asked for all day.
    counts = [
        select(func.count()).select_from(query.subquery()).scalar_subquery()
        for query in (calling.due_calls(on), _to_print(on), unpaid.open_tasks(on))
    ]
    to_call, to_print, to_decide = db.session.execute(select(*counts)).one()
    if not to_call and not to_print and not to_decide:
        return None
    facts = {"to_call": to_call, "to_print": to_print, "to_decide": to_decide}
    return Panel("inventory/lending/_reaching.html", facts, weight=25)


@offers("letter.holds")
def holds(letter: Letter) -> bool | None:
    """A letter about what came back or was paid meanwhile, or to who has another number now, does not leave."""
    return reminders.hold_back(letter, today()) or unpaid.hold_back(letter, today()) or None


@offers("borrower.forgotten")
def blank(borrower: Borrower, _moment: Any) -> None:
    """What was written to this person goes; that it was written stays."""
    reminders.blank_for(borrower)
