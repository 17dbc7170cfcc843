"""The repair desk: the queue, a ticket from the slip to the signature at the end, and the terms."""

from datetime import UTC, date
from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select

from inventory.borrowers.rules import spoken_phone
from inventory.codes import Code, Kind
from inventory.deposits.papers import House, as_response
from inventory.digibank.forms import LANGUAGES
from inventory.digibank.models import Digibank
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.clock import BRUSSELS, now
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm
from inventory.foundation.listing import among
from inventory.foundation.money import cents_from
from inventory.foundation.offers import offers
from inventory.foundation.refusal import NotHere, Refusal
from inventory.foundation.signature import NotASignature, NotSigned, signature_from
from inventory.foundation.tenancy import row_here
from inventory.foundation.web import needs, page, say_done, say_problem, small_numbers, told_on
from inventory.permissions import Permission
from inventory.repair_desk import actions, contact, expiring, night, paying, queries, slip, telling
from inventory.repair_desk import of_person as _of_person  # noqa: F401  # what a person may read of themselves is offered at import
from inventory.repair_desk.actions import Brought, Ink
from inventory.repair_desk.forms import (
    ArriveForm,
    AskForm,
    DoneForm,
    FetchForm,
    PartForm,
    PayForm,
    PriceForm,
    RecycleForm,
    TermsForm,
    TicketForm,
)
from inventory.repair_desk.models import VisitorPayment, VisitorTicket
from inventory.repair_desk.rules import HERE, DataWish, Deed, Payment, TicketState
from inventory.wording import say

expiring.hang()
room = Blueprint("repair_desk", __name__, url_prefix="/<digibank>/repair-desk")

#: the columns of the queue, in the order of the day
_LANES = (
    TicketState.EXPECTED,
    TicketState.WAITING,
    TicketState.AT_WORK,
    TicketState.QUOTE_ASKED,
    TicketState.WAITS_FOR_PART,
    TicketState.READY,
    TicketState.NOT_FETCHED,
)


@room.get("/")
@needs(Permission.REPAIR_DESK_SEE)
def index() -> Any:
    """Who waits, what is being looked at, and what may be fetched."""
    living = queries.living()
    lanes = [(state, [one for one in living if one.state is state]) for state in _LANES]
    return page(
        "inventory/repair_desk/index.html",
        lanes=[(state, tickets) for state, tickets in lanes if tickets],
        ended=queries.ended() if g.actor.may(Permission.REPAIR_DESK_RECEIVE) else [],
    )


@room.route("/new", methods=["GET", "POST"])
@needs(Permission.REPAIR_DESK_RECEIVE)
def new() -> Any:
    """Take in a laptop, or make an appointment."""
    usual = {"data_wish": str(DataWish.UNTOUCHED), "locale": g.digibank.locale}
    form = TicketForm(**usual if request.method == "GET" else {})
    if form.validate_on_submit():
        with told_on(form):
            brought = Brought(
                first_name=form.first_name.data or "", last_name=form.last_name.data or "",
                phone=form.phone.data or "", email=form.email.data or "", locale=form.locale.data,
                what=form.what.data or "", complaint=form.complaint.data or "",
                accessories=form.accessories.data or "", damage=form.damage.data or "",
                data_wish=DataWish(form.data_wish.data), photo=form.photo.content or None,
            )  # fmt: skip
            if form.appointment_at.data:
                at = form.appointment_at.data.replace(tzinfo=BRUSSELS).astimezone(UTC)
                ticket = actions.appoint(g.actor, brought, at=at, now=now())
                say_done(_("The appointment is made."))
            else:
                ticket = actions.receive(
                    g.actor, brought, signed=_ink(form.signature, form.on_paper),
                    erase_signed=_ink(form.erase_signature, form.erase_on_paper), now=now(),
                )  # fmt: skip
                say_done(
                    _(
                        "Number %(number)s. Print the slip and lay it with the laptop.",
                        number=ticket.queue_number,
                    )
                )
            return redirect(url_for(".show", code=ticket.code), 303)
    return page(
        "inventory/repair_desk/new.html",
        form=form,
        terms=_terms_for(form.locale.data or g.digibank.locale),
    )


def _terms_for(language: str) -> list[tuple[str, str, str]]:
    """The terms in every language, the owner's first: who signs reads them in their own."""
    ordered = sorted(LANGUAGES, key=lambda one: one[0] != language)
    return [(tongue, name, queries.terms_in(tongue)) for tongue, name in ordered]


def _ink(pad: Any, on_paper: Any) -> Ink:
    """How this pad was signed; empty is no signature, and the rule says whether one is needed."""
    if on_paper.data:
        return Ink(on_paper=True)
    try:
        return Ink(png=signature_from(pad.data or ""))
    except NotSigned:
        return Ink()
    except NotASignature as refusal:
        refusal.field = pad.short_name
        raise


@room.get("/<code>")
@needs(Permission.REPAIR_DESK_SEE)
def show(code: str) -> Any:
    """One ticket: how far it is, and what can be done now."""
    return _shown(_ticket(code))


def _ticket(code: str) -> VisitorTicket:
    return get_by_code(VisitorTicket, code)


def _shown(ticket: VisitorTicket, **forms: Any) -> Any:
    """The page of a ticket; `forms` holds the one that has something to say."""
    may_receive = g.actor.may(Permission.REPAIR_DESK_RECEIVE)
    quotes = queries.quotes_of(ticket)
    shown: dict[str, Any] = {
        "ask_form": AskForm(formdata=None),
        "part_form": PartForm(formdata=None),
        "done_form": DoneForm(formdata=None),
        "price_form": PriceForm(formdata=None),
        "pay_form": PayForm(formdata=None, payment=str(Payment.PARTS), way="cash"),
        **forms,
    }
    return page(
        "inventory/repair_desk/show.html",
        form=next(iter(forms.values()), None),
        ticket=ticket,
        quotes=quotes,
        open_quote=next((one for one in quotes if one.answered_at is None), None),
        owed=queries.owed_on(ticket) if may_receive else 0,
        payments=queries.payments_of(ticket) if may_receive else [],
        reaches=telling.medium_for(ticket) is not None if may_receive else True,
        phone=spoken_phone(ticket.phone) if may_receive and ticket.phone else "",
        may_receive=may_receive,
        may_work=g.actor.may(Permission.REPAIR_DESK_WORK),
        is_here=ticket.state in HERE,
        has_photo=ticket.photo is not None,
        State=TicketState,
        DataWish=DataWish,
        button_form=ButtonForm(formdata=None),
        **shown,
    )


@room.get("/<code>/slip.pdf")
@needs(Permission.REPAIR_DESK_RECEIVE)
def slip_paper(code: str) -> Any:
    """The slip for the owner, which also lies with the laptop."""
    ticket = _ticket(code)
    if ticket.blanked_at is not None:
        raise NotHere
    house = db.session.get_one(Digibank, ticket.digibank_id)
    paper = slip.facts_of(
        ticket,
        House(
            house.name,
            " · ".join(part for part in (house.name, house.phone, house.email) if part),
            house.phone,
        ),
        link=telling.link_to(ticket),
        data_wish=say(ticket.data_wish),
        terms=queries.terms_in(ticket.locale),
    )
    return as_response(slip.draw(paper), f"repair-{ticket.code}")


@room.get("/<code>/damage.jpg")
@needs(Permission.REPAIR_DESK_SEE)
def photo(code: str) -> Any:
    """The picture of the damage."""
    ticket = _ticket(code)
    if ticket.photo is None:
        raise NotHere
    return Response(ticket.photo, mimetype="image/jpeg", headers={"Cache-Control": "private, no-store"})


@room.route("/<code>/arrive", methods=["GET", "POST"])
@needs(Permission.REPAIR_DESK_RECEIVE)
def arrive(code: str) -> Any:
    """Whoever had an appointment is here, and signs."""
    ticket = _ticket(code)
    form = ArriveForm(data_wish=str(DataWish.UNTOUCHED)) if request.method == "GET" else ArriveForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.arrive(
                g.actor, ticket, signed=_ink(form.signature, form.on_paper),
                erase_signed=_ink(form.erase_signature, form.erase_on_paper),
                erase=form.data_wish.data == DataWish.ERASE, now=now(),
            )  # fmt: skip
            say_done(
                _("Number %(number)s. Print the slip and lay it with the laptop.", number=ticket.queue_number)
            )
            return redirect(url_for(".show", code=ticket.code), 303)
    return page(
        "inventory/repair_desk/arrive.html", form=form, ticket=ticket, terms=_terms_for(ticket.locale)
    )


@room.post("/<code>/call-off")
@needs(Permission.REPAIR_DESK_RECEIVE)
def call_off(code: str) -> Any:
    """The appointment does not happen."""
    ticket = _ticket(code)
    actions.call_off(g.actor, ticket, now=now())
    say_done(_("The appointment is called off."))
    return redirect(url_for(".index"), 303)


@room.post("/<code>/take-up")
@needs(Permission.REPAIR_DESK_WORK)
def take_up(code: str) -> Any:
    """I look at it now."""
    ticket = _ticket(code)
    actions.take_up(g.actor, ticket, now=now())
    return redirect(url_for(".show", code=ticket.code), 303)


@room.post("/<code>/step/<any(put_back, part_came, reopen):step>")
@needs(Permission.REPAIR_DESK_WORK)
def step(code: str, step: str) -> Any:
    """One of the moves that need no further word."""
    ticket = _ticket(code)
    actions.step(g.actor, ticket, Deed(step), now=now())
    return redirect(url_for(".show", code=ticket.code), 303)


@room.post("/<code>/ask")
@needs(Permission.REPAIR_DESK_WORK)
def ask(code: str) -> Any:
    """It would cost something."""
    ticket, form = _ticket(code), AskForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.ask(g.actor, ticket, form.needed.data or "", now=now())
            say_done(_("The desk names the price and asks the owner."))
            return redirect(url_for(".show", code=ticket.code), 303)
    return _shown(ticket, ask_form=form)


@room.post("/<code>/part")
@needs(Permission.REPAIR_DESK_WORK)
def part(code: str) -> Any:
    """It lies aside until a part comes."""
    ticket, form = _ticket(code), PartForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.wait_for_part(g.actor, ticket, form.part.data or "", now=now())
            return redirect(url_for(".show", code=ticket.code), 303)
    return _shown(ticket, part_form=form)


@room.post("/<code>/done")
@needs(Permission.REPAIR_DESK_WORK)
def done(code: str) -> Any:
    """It may be fetched."""
    ticket, form = _ticket(code), DoneForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.done(g.actor, ticket, form.done.data or "", now=now())
            say_done(_("It may be fetched."))
            return redirect(url_for(".show", code=ticket.code), 303)
    return _shown(ticket, done_form=form)


@room.post("/<code>/erased")
@needs(Permission.REPAIR_DESK_WORK)
def erased(code: str) -> Any:
    """The data were erased, as the owner signed."""
    ticket = _ticket(code)
    actions.note_erased(g.actor, ticket, now=now())
    return redirect(url_for(".show", code=ticket.code), 303)


@room.post("/<code>/price")
@needs(Permission.REPAIR_DESK_RECEIVE)
def price(code: str) -> Any:
    """What the parts cost; the owner is asked."""
    ticket, form = _ticket(code), PriceForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.name_price(g.actor, ticket, _cents(form.price), now=now())
            if telling.medium_for(ticket) is None:
                say_problem(_("We cannot write to the owner. Call."))
            else:
                say_done(_("We asked the owner."))
            return redirect(url_for(".show", code=ticket.code), 303)
    return _shown(ticket, price_form=form)


def _cents(field: Any) -> int:
    """The typed amount; a minus is kept, so that the rule can refuse it in its own words."""
    typed = (field.data or "").strip()
    try:
        return -cents_from(typed[1:]) if typed.startswith("-") else cents_from(typed)
    except Refusal as refusal:
        refusal.field = field.short_name
        raise


@room.post("/<code>/answer/<any(yes, no):said>")
@needs(Permission.REPAIR_DESK_RECEIVE)
def answer(code: str, said: str) -> Any:
    """The owner said yes or no, at the desk or on the telephone."""
    ticket = _ticket(code)
    quote_id, *cents = small_numbers(request.args.get("quote"), 2) or [0]
    quote, seen_cents = queries.quote_on(ticket, quote_id), next(iter(cents), None)
    actions.answer(g.actor, quote, accepts=said == "yes", seen_cents=seen_cents, now=now())
    return redirect(url_for(".show", code=ticket.code), 303)


@room.post("/<code>/waive")
@needs(Permission.REPAIR_DESK_RECEIVE)
def waive(code: str) -> Any:
    """We do not ask the money for parts."""
    ticket = _ticket(code)
    actions.waive(g.actor, ticket, now=now())
    return redirect(url_for(".show", code=ticket.code), 303)


@room.post("/<code>/pay")
@needs(Permission.REPAIR_DESK_RECEIVE)
def pay(code: str) -> Any:
    """What the owner pays now."""
    ticket, form = _ticket(code), PayForm()
    if form.validate_on_submit():
        with told_on(form):
            paying.pay(
                g.actor, ticket, Payment(form.payment.data), _cents(form.amount), by_card=form.way.data == "card",
                slip=form.slip.data or "", now=now(),
            )  # fmt: skip
            say_done(_("Booked."))
            return redirect(url_for(".show", code=ticket.code), 303)
    return _shown(ticket, pay_form=form)


@room.post("/<code>/payments/<int:payment_id>/undo")
@needs(Permission.REPAIR_DESK_RECEIVE)
def undo_payment(code: str, payment_id: int) -> Any:
    """A slip of the finger."""
    ticket = _ticket(code)
    paid = row_here(VisitorPayment, payment_id, ticket_id=ticket.id)
    paying.undo(g.actor, paid, now=now())
    say_done(_("Undone."))
    return redirect(url_for(".show", code=ticket.code), 303)


@room.route("/<code>/fetch", methods=["GET", "POST"])
@needs(Permission.REPAIR_DESK_RECEIVE)
def fetch(code: str) -> Any:
    """The laptop goes home."""
    ticket = _ticket(code)
    form = FetchForm(who="owner") if request.method == "GET" else FetchForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.fetch(
                g.actor, ticket, signed=_ink(form.signature, form.on_paper), by=form.by.data or "",
                is_owner=form.who.data == "owner", now=now(),
            )  # fmt: skip
            say_done(_("Fetched."))
            return redirect(url_for(".index"), 303)
    return page(
        "inventory/repair_desk/fetch.html", form=form, ticket=ticket, owed=queries.owed_on(ticket),
        button_form=ButtonForm(formdata=None),
    )  # fmt: skip


@room.route("/<code>/recycle", methods=["GET", "POST"])
@needs(Permission.REPAIR_DESK_RECEIVE)
def recycle(code: str) -> Any:
    """The owner gives it up."""
    ticket, form = _ticket(code), RecycleForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.recycle(g.actor, ticket, signed=_ink(form.signature, form.on_paper), now=now())
            say_done(_("Erase or destroy the disk first. Then it goes with the recycler."))
            return redirect(url_for(".show", code=ticket.code), 303)
    return page("inventory/repair_desk/recycle.html", form=form, ticket=ticket)


@room.route("/terms", methods=["GET", "POST"])
@needs(Permission.DIGIBANK_SETTINGS)
def terms() -> Any:
    """The digibank's own terms, and for how long whose laptop it was is known."""
    own = queries.terms()
    form = TermsForm(obj=own) if own is not None else TermsForm(forget_after_days=queries.days_known())
    if form.validate_on_submit():
        with told_on(form):
            said = {one: form[f"terms_{one}"].data or "" for one in ("nl", "fr", "en")}
            actions.set_terms(
                g.actor, terms=said, forget_after_days=form.forget_after_days.data or 0, now=now()
            )
            say_done(_("Saved."))
            return redirect(url_for(".terms"), 303)
    return page("inventory/repair_desk/terms.html", form=form, usual=queries.terms_in(g.digibank.locale))


_WAITING = select(VisitorTicket.id).where(among(VisitorTicket.state, TicketState.WAITING))


@offers("counts")
def counts(actor: Actor) -> dict[str, Select[Any]]:
    """How many wait to be looked at, for the menu."""
    return {"repair_desk.index": _WAITING} if actor.may(Permission.REPAIR_DESK_SEE) else {}


@offers("scan.lands")
def lands(code: Code, actor: Actor) -> str | None:
    """The scan of a slip leads to its ticket, and never to a device."""
    if code.kind not in (None, Kind.REPAIR) or not actor.may(Permission.REPAIR_DESK_SEE):
        return None
    ticket = find_by_code(VisitorTicket, code)
    return url_for("repair_desk.show", code=ticket.code) if ticket is not None else None


@offers("nightly")
def nightly(actor: Actor, _today: date) -> None:
    """Call off, and write once more."""
    night.work(actor)


@offers("check")
def check() -> list[str]:
    """Who brought a laptop is a contact, and nobody else."""
    return contact.check()
