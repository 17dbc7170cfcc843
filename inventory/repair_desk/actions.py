"""A visitor's laptop comes in, is looked at, waits for its owner's answer, and goes home or to the recycler."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from inventory.borrowers.rules import phone_number
from inventory.deposits.till_rules import SignedHow
from inventory.devices.actions import redrawn
from inventory.digibank.numbers import give_code
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.transaction import hold, transaction
from inventory.lending.queries import new_token
from inventory.permissions import Permission
from inventory.repair_desk import contact, telling
from inventory.repair_desk.models import RepairTerms, VisitorQuote, VisitorTicket
from inventory.repair_desk.queries import open_quote_of, owed_on, terms_in
from inventory.repair_desk.rules import (
    ENDS,
    Answered,
    DataWish,
    Deed,
    EraseNotSigned,
    TicketState,
    WhoFetches,
    after,
    must_be_a_price,
    must_be_paid,
    must_be_reachable,
    must_be_signed,
    must_be_the_price_seen,
    must_lie_ahead,
)


@dataclass(frozen=True)
class Ink:
    """How somebody signed: a drawing on our screen, or with a pen on paper; neither is no signature."""

    png: bytes | None = None
    on_paper: bool = False

    @property
    def how(self) -> SignedHow | None:
        """On paper counts when it was ticked; else the screen, when there is ink."""
        if self.on_paper:
            return SignedHow.PAPER
        return SignedHow.SCREEN if self.png else None


NOT_SIGNED = Ink()


@dataclass(frozen=True)
class Brought:
    """What the owner tells: who, what, what is wrong, and what may be done with the data."""

    first_name: str
    what: str
    complaint: str
    last_name: str = ""
    phone: str = ""
    email: str = ""
    locale: str = "nl"
    accessories: str = ""
    damage: str = ""
    data_wish: DataWish = DataWish.UNTOUCHED
    photo: bytes | None = field(default=None, repr=False)


def receive(
    actor: Actor, brought: Brought, *, signed: Ink, erase_signed: Ink = NOT_SIGNED, now: datetime
) -> VisitorTicket:
    """Somebody walks in with a laptop: it gets its number in the queue. NotSigned, EraseNotSigned, NotReachable."""
    actor.must(Permission.REPAIR_DESK_RECEIVE)
    with transaction():
        ticket = _new(actor, brought, TicketState.WAITING, now)
        _sign(ticket, signed, erase_signed, now, erase=brought.data_wish is DataWish.ERASE)
        _queue(ticket, now)
        _keep(actor, ticket, "repair_desk.received", now)
    return ticket


def appoint(actor: Actor, brought: Brought, *, at: datetime, now: datetime) -> VisitorTicket:
    """Somebody comes later, by appointment; the terms are signed when the laptop is here."""
    actor.must(Permission.REPAIR_DESK_RECEIVE)
    must_lie_ahead(at, now)
    with transaction():
        # Who asks to have data erased signs for that when the laptop is here.
        ticket = _new(actor, brought, TicketState.EXPECTED, now)
        ticket.appointment_at = at
        _keep(actor, ticket, "repair_desk.appointed", now)
    return ticket


def arrive(
    actor: Actor, ticket: VisitorTicket, *, signed: Ink, erase_signed: Ink = NOT_SIGNED, erase: bool = False,
    now: datetime,
) -> VisitorTicket:  # fmt: skip
    """Whoever had an appointment is here, and signs."""
    actor.must(Permission.REPAIR_DESK_RECEIVE)
    with transaction():
        end = _held(ticket, Deed.ARRIVE)
        _sign(ticket, signed, erase_signed, now, erase=erase)
        _queue(ticket, now)
        _reach(ticket, end, now)
        contact.follow(actor, ticket, now=now)
        record(actor, "repair_desk.arrived", ticket, now=now, number=ticket.queue_number)
    return ticket


def call_off(actor: Actor, ticket: VisitorTicket, *, now: datetime) -> None:
    """The appointment does not happen."""
    actor.must(Permission.REPAIR_DESK_RECEIVE)
    with transaction():
        _move(ticket, Deed.CALL_OFF, now)
        record(actor, "repair_desk.called_off", ticket, now=now)


def _new(actor: Actor, brought: Brought, state: TicketState, now: datetime) -> VisitorTicket:
    phone = phone_number(brought.phone)
    must_be_reachable(phone, brought.email.strip())
    photo = redrawn(brought.photo, field="photo")[0] if brought.photo else None
    ticket = VisitorTicket(
        state=state,
        state_since=now,
        made_at=now,
        made_by_id=actor.user_id,
        first_name=brought.first_name.strip(),
        last_name=brought.last_name.strip(),
        phone=phone,
        email=brought.email.strip(),
        locale=brought.locale,
        token=new_token(),
        what=brought.what.strip(),
        complaint=brought.complaint.strip(),
        accessories=brought.accessories.strip(),
        damage=brought.damage.strip(),
        photo=photo,
        data_wish=DataWish.UNTOUCHED,
    )
    return give_code(ticket)


def _keep(actor: Actor, ticket: VisitorTicket, deed: str, now: datetime) -> None:
    db.session.add(ticket)
    db.session.flush()  # its id is the trace's
    contact.follow(actor, ticket, now=now)
    record(actor, deed, ticket, now=now, code=ticket.code, number=ticket.queue_number)


def _sign(ticket: VisitorTicket, signed: Ink, erase_signed: Ink, now: datetime, *, erase: bool) -> None:
    must_be_signed(signed.how, signed.png)
    if erase:
        must_be_signed(erase_signed.how, erase_signed.png, refusal=EraseNotSigned)
    ticket.terms = terms_in(ticket.locale)
    ticket.signed_how, ticket.signed_at = signed.how, now
    ticket.signature = None if signed.on_paper else signed.png
    if erase:
        ticket.data_wish, ticket.erase_signed_how = DataWish.ERASE, erase_signed.how
        ticket.erase_signature = None if erase_signed.on_paper else erase_signed.png


def _queue(ticket: VisitorTicket, now: datetime) -> None:
    today = day(now)
    last = db.session.scalar(
        select(func.max(VisitorTicket.queue_number)).where(VisitorTicket.queued_on == today)
    )
    ticket.queued_on, ticket.queue_number = today, (last or 0) + 1


def _move(ticket: VisitorTicket, deed: Deed, now: datetime) -> None:
    """The only place, but for the night, that changes how far a ticket is."""
    _reach(ticket, _held(ticket, deed), now)


def _held(ticket: VisitorTicket, deed: Deed) -> TicketState:
    """Keep others from the ticket, and say where this deed leads: what it needs is written before it gets there."""
    hold(ticket)
    end = after(ticket.state, deed)
    telling.hold_back(ticket)
    return end


def _reach(ticket: VisitorTicket, state: TicketState, now: datetime) -> None:
    ticket.state, ticket.state_since = state, now
    if state in ENDS:
        ticket.ended_at = now


# --- at the bench ---


def take_up(actor: Actor, ticket: VisitorTicket, *, now: datetime) -> None:
    """A technician looks at it now."""
    actor.must(Permission.REPAIR_DESK_WORK)
    with transaction():
        _move(ticket, Deed.TAKE_UP, now)
        ticket.taken_up_by_id = actor.user_id
        record(actor, "repair_desk.taken_up", ticket, now=now)


def step(actor: Actor, ticket: VisitorTicket, deed: Deed, *, now: datetime) -> None:
    """One of the moves that need no further word: put it back, the part came, look again."""
    actor.must(Permission.REPAIR_DESK_WORK)
    assert deed in (Deed.PUT_BACK, Deed.PART_CAME, Deed.REOPEN)
    with transaction():
        _move(ticket, deed, now)
        if deed is Deed.PART_CAME:
            ticket.part = ""
        record(actor, "repair_desk.moved", ticket, now=now, step=deed)


def wait_for_part(actor: Actor, ticket: VisitorTicket, part: str, *, now: datetime) -> None:
    """It lies aside until a part comes."""
    actor.must(Permission.REPAIR_DESK_WORK)
    with transaction():
        _move(ticket, Deed.WAIT_FOR_PART, now)
        ticket.part = part.strip()
        record(actor, "repair_desk.moved", ticket, now=now, step=Deed.WAIT_FOR_PART)


def ask(actor: Actor, ticket: VisitorTicket, words: str, *, now: datetime) -> VisitorQuote:
    """It would cost something: nothing is done before the owner agreed. The desk names the price."""
    actor.must(Permission.REPAIR_DESK_WORK)
    with transaction():
        _move(ticket, Deed.ASK, now)
        quote = VisitorQuote(
            ticket_id=ticket.id, words=words.strip(), asked_at=now, asked_by_id=actor.user_id
        )
        db.session.add(quote)
        db.session.flush()  # one that is open keeps out another
        record(actor, "repair_desk.quote_asked", ticket, now=now)
    return quote


def done(actor: Actor, ticket: VisitorTicket, words: str, *, now: datetime) -> None:
    """It may be fetched; its owner hears so."""
    actor.must(Permission.REPAIR_DESK_WORK)
    with transaction():
        _move(ticket, Deed.DONE, now)
        ticket.done = words.strip()
        record(actor, "repair_desk.done", ticket, now=now)
        telling.tell(ticket, "ready", now=now)


def note_erased(actor: Actor, ticket: VisitorTicket, *, now: datetime) -> None:
    """The data were erased, as the owner signed. EraseNotSigned when the owner did not."""
    actor.must(Permission.REPAIR_DESK_WORK)
    with transaction():
        hold(ticket)
        if ticket.data_wish is not DataWish.ERASE:
            raise EraseNotSigned
        if ticket.erased_at is None:
            ticket.erased_at, ticket.erased_by_id = now, actor.user_id
            record(actor, "repair_desk.erased", ticket, now=now)


# --- with the owner ---


def name_price(actor: Actor, ticket: VisitorTicket, cents: int, *, now: datetime) -> VisitorQuote:
    """What the parts of the open quote cost; the owner is asked."""
    actor.must(Permission.REPAIR_DESK_RECEIVE)
    must_be_a_price(cents)
    with transaction():
        hold(ticket)
        quote = open_quote_of(ticket)
        if quote.cents == cents:
            return quote
        quote.cents = cents
        telling.hold_back(ticket)
        record(actor, "repair_desk.price_named", ticket, now=now, amount_cents=cents)
        telling.tell(ticket, "quote", now=now, quote=quote)
    return quote


def answer(
    actor: Actor, quote: VisitorQuote, *, accepts: bool, seen_cents: int | None = None, now: datetime
) -> VisitorQuote:
    """The owner agrees, or not. The same answer twice is one answer; another one later is refused with Answered.

    `seen_cents` is the price that stood on the page: nobody agrees to another one, which is refused with OtherPrice.
    """
    actor.must(Permission.REPAIR_DESK_RECEIVE)
    with transaction():
        hold(db.session.get_one(VisitorTicket, quote.ticket_id))  # first the ticket, as every deed does
        hold(quote)
        if quote.answered_at is not None:
            if quote.is_accepted is accepts:
                return quote
            raise Answered
        if accepts:
            must_be_a_price(-1 if quote.cents is None else quote.cents)
            must_be_the_price_seen(quote.cents, seen_cents)
        ticket = db.session.get_one(VisitorTicket, quote.ticket_id)
        _move(ticket, Deed.ACCEPT if accepts else Deed.DECLINE, now)
        quote.is_accepted, quote.answered_at, quote.answered_by_id = accepts, now, actor.user_id
        deed = "repair_desk.quote_accepted" if accepts else "repair_desk.quote_declined"
        record(actor, deed, ticket, now=now, amount_cents=quote.cents)
        if not accepts:
            telling.tell(ticket, "ready", now=now)
    return quote


def waive(actor: Actor, ticket: VisitorTicket, *, now: datetime) -> None:
    """We do not ask the money for parts after all."""
    actor.must(Permission.REPAIR_DESK_RECEIVE)
    with transaction():
        hold(ticket)
        quotes = db.session.scalars(
            select(VisitorQuote).where(
                VisitorQuote.ticket_id == ticket.id, VisitorQuote.is_accepted.is_(True)
            )
        ).all()
        for quote in quotes:
            quote.is_waived = True
        record(
            actor, "repair_desk.waived", ticket, now=now, amount_cents=sum(one.cents or 0 for one in quotes)
        )


def fetch(
    actor: Actor, ticket: VisitorTicket, *, signed: Ink, by: str = "", is_owner: bool = True, now: datetime
) -> None:
    """Its owner has it back, or somebody else whose name is written down. StillToPay, WhoFetches, NotSigned."""
    actor.must(Permission.REPAIR_DESK_RECEIVE)
    if not is_owner and not by.strip():
        raise WhoFetches(field="by")
    must_be_signed(signed.how, signed.png)
    with transaction():
        end = _held(ticket, Deed.FETCH)
        must_be_paid(owed_on(ticket))
        _end(ticket, signed, now)
        ticket.fetched_by = "" if is_owner else by.strip()
        _reach(ticket, end, now)
        contact.follow(actor, ticket, now=now)
        record(actor, "repair_desk.fetched", ticket, now=now, by_owner=is_owner)


def recycle(actor: Actor, ticket: VisitorTicket, *, signed: Ink, now: datetime) -> None:
    """Its owner signs that it may go to the recycler, and with that signature that its data are erased first.

    Once it is forgotten whose it is, who looks after what is kept may say so instead. NotSigned.
    """
    actor.must(Permission.REPAIR_DESK_RECEIVE)
    with transaction():
        end = _held(ticket, Deed.RECYCLE)
        is_nobodys = ticket.blanked_at is not None and actor.may(Permission.RETENTION_MANAGE)
        if signed.how is not None or not is_nobodys:
            must_be_signed(signed.how, signed.png)
            if ticket.data_wish is not DataWish.ERASE:
                ticket.data_wish, ticket.erase_signed_how = DataWish.ERASE, signed.how
        _end(ticket, signed, now)
        _reach(ticket, end, now)
        contact.follow(actor, ticket, now=now)
        record(actor, "repair_desk.recycled", ticket, now=now)


def _end(ticket: VisitorTicket, signed: Ink, now: datetime) -> None:
    """Who takes it away or gives it up signs; a price that was still asked is not agreed to."""
    ticket.end_signed_how = signed.how
    ticket.end_signature = None if signed.on_paper else signed.png
    if signed.how is not None:
        ticket.blanked_at = None  # who signs is known again, for as long as the terms say
    quote = db.session.scalars(
        select(VisitorQuote).where(VisitorQuote.ticket_id == ticket.id, VisitorQuote.answered_at.is_(None))
    ).one_or_none()
    if quote is not None:
        quote.is_accepted, quote.answered_at = False, now


def set_terms(actor: Actor, *, terms: dict[str, str], forget_after_days: int, now: datetime) -> RepairTerms:
    """The terms of this digibank by language (empty: the usual ones), and how long whose a laptop was is known."""
    actor.must(Permission.DIGIBANK_SETTINGS)
    with transaction():
        row = db.session.scalars(select(RepairTerms)).one_or_none()
        if row is None:
            row = RepairTerms()
            db.session.add(row)
        row.terms_nl, row.terms_fr, row.terms_en = (terms[one].strip() for one in ("nl", "fr", "en"))
        row.forget_after_days = forget_after_days
        db.session.flush()  # its id is the trace's
        record(actor, "repair_desk.terms_set", row, now=now, days=forget_after_days)
    return row
