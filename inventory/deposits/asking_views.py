"""What is asked by bank: the open requests, each on paper, changed or withdrawn; and organisations with many."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, redirect, url_for
from flask_babel import gettext as _

from inventory.banking import epc
from inventory.deposits import asked, asking
from inventory.deposits.asking_forms import ChangeForm, ManyForm
from inventory.deposits.asking_rules import RequestState, first_day, left_of
from inventory.deposits.models import PaymentRequest
from inventory.deposits.papers import as_response
from inventory.deposits.queries import house
from inventory.deposits.request_paper import AskedLoan, RequestFacts, request_paper
from inventory.digibank.models import Digibank
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now, today
from inventory.foundation.database import db
from inventory.foundation.listing import shelf
from inventory.foundation.money import amount_text, cents_from
from inventory.foundation.offers import Panel, offers
from inventory.foundation.qr import svg
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.partners.models import Partner, PartnerKind
from inventory.permissions import Permission

asking_room = Blueprint("asking", __name__, url_prefix="/requests")

_LANGUAGES = ("nl", "fr", "en")


@dataclass(frozen=True)
class Shown:
    """One request as the desk sees it."""

    request: PaymentRequest
    left_cents: int
    is_late: bool
    #: the language of its paper
    locale: str


@asking_room.get("")
@needs(Permission.DEPOSIT_SEE)
def index() -> Any:
    """What is asked and not paid yet: what is due first on top."""
    found = shelf(asked.all_open(), PaymentRequest.due_on, PaymentRequest.id)
    return page("inventory/deposits/requests.html", found=found, shown=shown(found.rows))


@asking_room.get("/<int:request_id>/<locale>.pdf")
@needs(Permission.DEPOSIT_SEE)
def paper(request_id: int, locale: str) -> Response:
    """A request on paper, while it may be paid."""
    request = asked.get_request(request_id)
    if locale not in _LANGUAGES or not request.is_open:
        raise NotHere
    return as_response(request_paper(_facts(request, locale)), f"request-{request.reference}")


@asking_room.route("/<int:request_id>/change", methods=["GET", "POST"])
@needs(Permission.DEPOSIT_ASK)
def change(request_id: int) -> Any:
    """Another amount, which is another reference; or only another day."""
    request = asked.get_request(request_id)
    if request.loan_id is None or not request.is_open:
        raise NotHere
    form = ChangeForm(amount=amount_text(asked.left_in(request)), due_on=request.due_on)
    if form.validate_on_submit():
        with told_on(form):
            cents = cents_from(form.amount.data or "")
            new = asking.change(g.actor, request, cents=cents, due_on=form.due_on.data, now=now())
            said = _("Saved. The reference stays the same.")
            say_done(
                said if new is request else _("Asked anew, with another reference. Print the new paper.")
            )
            return redirect(url_for("deposits.show", code=request.loan.code), 303)
    return page("inventory/deposits/change_request.html", form=form, asked=request)


@asking_room.post("/<int:request_id>/withdraw")
@needs(Permission.DEPOSIT_ASK)
def withdraw(request_id: int) -> Any:
    """Ask it no more."""
    request = asked.get_request(request_id)
    asking.withdraw(g.actor, request, now=now())
    say_done(_("Withdrawn. It is not asked any more."))
    if request.loan is None:
        return redirect(url_for(".partner", partner_id=request.partner_id), 303)
    return redirect(url_for("deposits.show", code=request.loan.code), 303)


@asking_room.post("/<int:request_id>/mail")
@needs(Permission.DEPOSIT_ASK)
def mail(request_id: int) -> Any:
    """Send a statement for many loans to its organisation."""
    request = asked.get_request(request_id)
    if request.loan_id is not None:
        raise NotHere
    asking.mail_statement(g.actor, request, now=now())
    say_done(_("The statement goes to %(email)s.", email=request.partner.email))
    return redirect(url_for(".partner", partner_id=request.partner_id), 303)


@asking_room.route("/organisations/<int:partner_id>", methods=["GET", "POST"])
@needs(Permission.DEPOSIT_ASK)
def partner(partner_id: int) -> Any:
    """What one organisation has to pay, and one statement with one reference for all of it."""
    found = db.session.scalar(db.select(Partner).where(Partner.id == partner_id))
    if found is None:
        raise NotHere
    form = ManyForm(due_on=first_day(today(), None))
    if form.validate_on_submit():
        with told_on(form):
            whole = asking.ask_for_many(g.actor, found, due_on=form.due_on.data, now=now())
            say_done(_("The statement is there. Its reference is %(reference)s.", reference=whole.printed))
            return redirect(url_for(".partner", partner_id=found.id), 303)
    singles, unasked = shown(asked.open_of_partner(found)), asked.promised_and_not_asked(found)
    return page(
        "inventory/deposits/partner_requests.html",
        form=form,
        partner=found,
        singles=singles,
        unasked=unasked,
        total=sum(one.left_cents for one in singles),
        statements=shown(asked.statements_of_partner(found)),
    )


@offers("partner.panels")
def of_partner(partner: Partner, actor: Actor) -> Panel | None:
    """What an organisation has to pay by bank, on its own page."""
    if partner.kind not in {PartnerKind.REFERRER, PartnerKind.SCHOOL} or not actor.may(
        Permission.DEPOSIT_ASK
    ):
        return None
    singles = shown(asked.open_of_partner(partner))
    context = {
        "partner": partner,
        "total": sum(one.left_cents for one in singles),
        "unasked": asked.promised_and_not_asked(partner),
    }
    return Panel("inventory/deposits/_of_partner.html", context)


def shown(requests: Any) -> list[Shown]:
    """These requests with what is left of each."""
    paid, day = asked.paid_of(requests), today()
    ours = db.session.get_one(Digibank, current_digibank_id()).locale
    return [
        Shown(
            one,
            left_of(one.amount_cents, paid[one.id]) if one.is_open else 0,
            one.is_open and one.due_on < day,
            _language_of(one, ours),
        )
        for one in requests
    ]


def qr_of(request: PaymentRequest) -> Any:
    """The payment QR of an open request, for on a page."""
    return svg(_payload(request, asked.left_in(request)), _("Payment QR for the app of a bank"), epc.LEVEL)


def _language_of(request: PaymentRequest, ours: str) -> str:
    """A borrower is written to in their own language where it is one of ours; an organisation in that of the house."""
    if request.partner_id is not None or request.loan is None:
        return ours
    spoken = str(request.loan.borrower.language)
    return spoken if spoken in _LANGUAGES else "nl"


def _payload(request: PaymentRequest, cents: int) -> str:
    account = request.bank_account
    return epc.payload(name=account.holder_name, iban=account.iban, cents=cents, reference=request.reference)


def _facts(request: PaymentRequest, locale: str) -> RequestFacts:
    parts = [request] if request.loan_id is not None else asked.parts_asked_in(request)
    paid = asked.paid_of(parts)
    loans = tuple(
        AskedLoan(
            one.loan.spoken, one.loan.borrower.short_name or "–", left_of(one.amount_cents, paid[one.id])
        )
        for one in parts
        if one.state is RequestState.OPEN
    )
    cents = sum(one.cents for one in loans)
    letter, digits = request.loan.spoken.split(" ", 1) if request.loan is not None else ("", "")
    by_partner = request.partner is not None
    return RequestFacts(
        house=house(),
        locale=locale,
        to=request.partner.name if by_partner else request.loan.borrower.first_name,
        by_organisation=by_partner,
        holder_name=request.bank_account.holder_name,
        iban=request.bank_account.spaced,
        reference=request.printed,
        cents=cents,
        asked_on=request.asked_on,
        due_on=request.due_on,
        qr=_payload(request, cents),
        loans=loans,
        loan_code=(letter, digits) if request.loan is not None else None,
    )
