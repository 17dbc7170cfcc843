"""The work list of whoever reconciles: what the bank shows and is not booked, each with what it may be."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select

from inventory.banking.keeping import Tell
from inventory.banking.models import Aside, BankFile, BankMovement, OpenMovement
from inventory.deposits.ledger import Account
from inventory.deposits.models import LedgerEntry, PaymentRequest
from inventory.deposits.queries import balances, get_loan
from inventory.deposits.refund_models import RefundOrder
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.listing import shelf
from inventory.foundation.money import amount_text, cents_from
from inventory.foundation.offers import offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission
from inventory.reconciling import candidates, deeds, queries
from inventory.reconciling.exactly import book_exact
from inventory.reconciling.forms import TOO_MUCH, LoanForm
from inventory.reconciling.rules import Proposal, parts_from

room = Blueprint("reconciling", __name__, url_prefix="/<digibank>/reconciling")

_WAITING = select(OpenMovement.id).where(*queries.WAITS)


@dataclass(frozen=True)
class Shown:
    """A movement on the work list, with what it may be."""

    opened: OpenMovement
    proposals: list[Proposal]
    surplus: PaymentRequest | None
    cash: list[LedgerEntry]
    refunds: list[RefundOrder]

    @property
    def movement(self) -> BankMovement:
        """The movement itself."""
        return self.opened.movement


@room.get("")
@needs(Permission.BANK_BOOK)
def index() -> Any:
    """What asks for someone, the oldest first; or what was laid aside."""
    is_aside = request.args.get("aside") == "1"
    where = (OpenMovement.aside.is_not(None),) if is_aside else queries.WAITS
    found = shelf(candidates.movements_at_hand().where(*where), OpenMovement.movement_id)
    shown, requests = _shown(found.rows) if not is_aside else ([_plain(one) for one in found.rows], {})
    return page(
        "inventory/reconciling/index.html", found=found, shown=shown, requests=requests, is_aside=is_aside
    )


@room.route("/<int:movement_id>", methods=["GET", "POST"])
@needs(Permission.BANK_BOOK)
def show(movement_id: int) -> Any:
    """One movement: what was booked of it, what it may be, and every way to book it by hand."""
    opened = queries.get_open(movement_id)
    movement = opened.movement
    form = LoanForm(amount=amount_text(abs(opened.left_cents)))
    if form.validate_on_submit():
        with told_on(form):
            loan, cents = get_loan(form.code.data or ""), cents_from(form.amount.data or "")
            book = deeds.keep_apart if form.what.data == TOO_MUCH else deeds.book_on_loan
            book(g.actor, movement, loan, cents=cents, now=now())
            return _booked()
    shown, requests = _shown([opened])
    return page(
        "inventory/reconciling/show.html",
        one=shown[0],
        requests=requests,
        entries=queries.entries_of_movement(movement),
        form=form,
        on_terminal=balances()[Account.CARD],
        Aside=Aside,
    )


@room.post("/<int:movement_id>/book")
@needs(Permission.BANK_BOOK)
def book(movement_id: int) -> Any:
    """Book it as was proposed."""
    movement = queries.get_open(movement_id).movement
    deeds.book_on(g.actor, movement, parts_from(request.form.get("parts", "")), now=now())
    return _booked()


@room.post("/<int:movement_id>/surplus")
@needs(Permission.BANK_BOOK)
def surplus(movement_id: int) -> Any:
    """What is left of it was paid too much for a loan."""
    opened = queries.get_open(movement_id)
    loan = get_loan(request.form.get("loan", ""))
    deeds.keep_apart(g.actor, opened.movement, loan, cents=opened.left_cents, now=now())
    return _booked()


@room.post("/<int:movement_id>/cash")
@needs(Permission.BANK_BOOK)
def cash(movement_id: int) -> Any:
    """It is the cash that was brought to the bank, or fetched there."""
    opened = queries.get_open(movement_id)
    every = queries.cash_underway({opened.left_cents})[opened.left_cents]
    brought = next((one for one in every if str(one.id) == request.form.get("entry")), None)
    if brought is None:
        raise NotHere
    deeds.see_cash(g.actor, opened.movement, brought, now=now())
    return _booked()


@room.post("/<int:movement_id>/refund")
@needs(Permission.BANK_BOOK)
def refund(movement_id: int) -> Any:
    """It is a refund of ours that left, or one that came back."""
    opened = queries.get_open(movement_id)
    shown = queries.refunds_shown([opened])[movement_id]
    order = next((one for one in shown if str(one.id) == request.form.get("order")), None)
    if order is None:
        raise NotHere
    see = deeds.see_refund if opened.left_cents < 0 else deeds.see_return
    see(g.actor, opened.movement, order, now=now())
    return _booked()


@room.post("/<int:movement_id>/card")
@needs(Permission.BANK_BOOK)
def card(movement_id: int) -> Any:
    """It is what the card terminal paid out."""
    opened = queries.get_open(movement_id)
    deeds.see_card(g.actor, opened.movement, cents=opened.left_cents, now=now())
    return _booked()


@room.post("/<int:movement_id>/aside/<any(other_money, sent_back, booked_before):why>")
@needs(Permission.BANK_BOOK)
def aside(movement_id: int, why: str) -> Any:
    """It is no matter of the deposits."""
    deeds.lay_aside(g.actor, queries.get_open(movement_id).movement, Aside(why), now=now())
    say_done(_("Laid aside. It stays on the statement of the bank."))
    return redirect(url_for(".index"), 303)


@room.post("/<int:movement_id>/take-up")
@needs(Permission.BANK_BOOK)
def take_up(movement_id: int) -> Any:
    """Look at it again."""
    deeds.take_up(g.actor, queries.get_open(movement_id).movement, now=now())
    return redirect(url_for(".show", movement_id=movement_id), 303)


def _booked() -> Any:
    say_done(_("Booked. It can be undone on the page of the movement."))
    return redirect(url_for(".index"), 303)


def _shown(rows: list[OpenMovement]) -> tuple[list[Shown], dict[int, PaymentRequest]]:
    """These movements with what each may be, and the requests that are spoken of."""
    found = candidates.find(rows)
    underway = queries.cash_underway({one.left_cents for one in rows if one.left_cents})
    refunds = queries.refunds_shown(rows)
    shown = [
        Shown(
            one,
            found.proposals.get(one.movement_id, []),
            found.surplus.get(one.movement_id),
            underway.get(one.left_cents, []),
            refunds[one.movement_id],
        )
        for one in rows
    ]
    return shown, found.requests


def _plain(one: OpenMovement) -> Shown:
    return Shown(one, [], None, [], [])


# --- what this room shows elsewhere, and does when a statement comes in ---


@offers("bank.imported")
def book_what_is_certain(file: BankFile, actor: Actor, moment: Any, tell: Tell) -> int:
    """What is beyond doubt is booked with the file."""
    return book_exact(actor, file, now=moment, tell=tell)


@offers("counts")
def counts(actor: Actor) -> dict[str, Select[Any]]:
    """How many movements ask for someone, beside the menu's word."""
    return {"reconciling.index": _WAITING} if actor.may(Permission.BANK_BOOK) else {}


@offers("check")
def check() -> list[str]:
    """What is left of each movement is what its bookings leave."""
    return [f"what is left of bank movement {number} is wrong" for number in queries.wrongly_open()]
