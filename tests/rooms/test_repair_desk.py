"""The repair desk: a visitor's laptop from the slip to the signature at the end, its money, and its forgetting."""

from datetime import timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from inventory.borrowers import actions as borrowers
from inventory.borrowers.rules import NotAPhone
from inventory.deposits.actions import correct
from inventory.deposits.ledger import Account, AlreadyUndone, NothingToBook
from inventory.deposits.queries import balances
from inventory.deposits.tills import tills_in_use
from inventory.devices.models import Device
from inventory.digibank.numbers import find_by_code
from inventory.foundation.audit import AuditEvent
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.outbox import correspondence_of
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.repair_desk import actions, night, paying, queries, rules
from inventory.repair_desk.actions import Ink
from inventory.repair_desk.models import VisitorTicket
from inventory.repair_desk.rules import DataWish, Deed, Payment, TicketState
from inventory.retention import actions as retention
from inventory.retention.models import RetentionNotice
from tests.cast import NOW
from tests.make import make_borrower, make_ink
from tests.visitors import brought, make_ticket

PAPER = Ink(on_paper=True)


@pytest.fixture
def here(world, app):
    with app.test_request_context(), inside(world.gent), force_locale("en"):
        yield


def quoted(world, ticket, cents=2500):
    actions.take_up(world.tom.actor, ticket, now=NOW)
    actions.ask(world.tom.actor, ticket, "A new battery", now=NOW)
    return actions.name_price(world.fatima.actor, ticket, cents, now=NOW)


def test_from_the_queue_to_the_door(world, here):
    first, second = make_ticket(world), make_ticket(world, signed=Ink(png=make_ink()))
    assert [(one.queue_number, one.state) for one in (first, second)] == [
        (1, TicketState.WAITING), (2, TicketState.WAITING),
    ]  # fmt: skip
    assert "We promise no result" in first.terms
    quote = quoted(world, first)
    assert first.state is TicketState.QUOTE_ASKED
    actions.answer(world.fatima.actor, quote, accepts=True, now=NOW)
    actions.wait_for_part(world.tom.actor, first, "battery", now=NOW)
    actions.step(world.tom.actor, first, Deed.PART_CAME, now=NOW)
    actions.done(world.tom.actor, first, "New battery built in", now=NOW)
    letters = [one.kind for one in correspondence_of(first)]
    assert letters == ["repair_desk/ready"], "a question that was answered before it left is asked no more"
    with pytest.raises(rules.StillToPay):
        actions.fetch(world.fatima.actor, first, signed=PAPER, now=NOW)
    db.session.refresh(first)
    assert first.state is TicketState.READY
    paying.pay(world.fatima.actor, first, Payment.PARTS, 2500, now=NOW)
    paying.pay(world.fatima.actor, first, Payment.GIFT, 500, now=NOW)
    actions.fetch(world.fatima.actor, first, signed=PAPER, now=NOW)
    assert (first.state, first.ended_at) == (TicketState.FETCHED, NOW)
    assert correspondence_of(first) == [], "nobody hears in the morning that what they fetched is ready"


def test_the_money_is_in_the_till_and_in_no_deposit(world, here):
    ticket = make_ticket(world)
    actions.answer(world.fatima.actor, quoted(world, ticket), accepts=True, now=NOW)
    paid = paying.pay(world.fatima.actor, ticket, Payment.PARTS, 2500, now=NOW)
    paying.pay(world.fatima.actor, ticket, Payment.GIFT, 700, by_card=True, slip="77", now=NOW)
    stands = balances()
    assert (stands[Account.TILL], stands[Account.CARD], stands[Account.REPAIRS], stands[Account.HELD]) == (
        2500, 700, -3200, 0,
    )  # fmt: skip
    with pytest.raises(paying.MoreThanParts):
        paying.pay(world.fatima.actor, ticket, Payment.PARTS, 1, now=NOW)
    paying.undo(world.fatima.actor, paid, now=NOW)
    assert queries.owed_on(ticket) == 2500
    assert tills_in_use()[0].balance_cents == 0
    with pytest.raises(AlreadyUndone):
        paying.undo(world.fatima.actor, paid, now=NOW)
    again = paying.pay(world.fatima.actor, ticket, Payment.PARTS, 2500, now=NOW)
    correct(world.fatima.actor, again.entry, because="Wrong box", now=NOW)
    assert queries.owed_on(ticket) == 2500
    for refusal, cents in ((rules.NotAPrice, -500), (NothingToBook, 0)):
        with pytest.raises(refusal):
            paying.pay(world.fatima.actor, ticket, Payment.GIFT, cents, now=NOW)
    actions.waive(world.fatima.actor, ticket, now=NOW)
    assert queries.owed_on(ticket) == 0


def test_it_is_no_device_and_never_becomes_one(world, here):
    ticket = make_ticket(world)
    assert str(ticket.code).startswith("H")
    assert find_by_code(Device, ticket.code) is None
    assert find_by_code(Device, type(ticket.code)(None, ticket.code.serial)) is None
    assert db.session.scalar(select(db.func.count(Device.id))) == 0


def test_data_are_erased_only_on_a_signed_request(world, here):
    with pytest.raises(rules.EraseNotSigned):
        actions.receive(
            world.fatima.actor, brought(data_wish=DataWish.ERASE), signed=PAPER, erase_signed=Ink(), now=NOW
        )
    assert queries.living() == []
    ticket = make_ticket(world)
    with pytest.raises(rules.EraseNotSigned):
        actions.note_erased(world.tom.actor, ticket, now=NOW)
    asked = make_ticket(world, data_wish=DataWish.ERASE)
    actions.note_erased(world.tom.actor, asked, now=NOW)
    assert asked.erased_at == NOW
    ticket.data_wish = DataWish.ERASE
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_price_is_agreed_to_once(world, here):
    quote = quoted(world, make_ticket(world))
    actions.answer(world.fatima.actor, quote, accepts=True, now=NOW)
    actions.answer(world.fatima.actor, quote, accepts=True, now=NOW + timedelta(hours=1))
    assert quote.answered_at == NOW
    with pytest.raises(rules.Answered):
        actions.answer(world.fatima.actor, quote, accepts=False, now=NOW)
    other = make_ticket(world)
    actions.take_up(world.tom.actor, other, now=NOW)
    unpriced = actions.ask(world.tom.actor, other, "A screen", now=NOW)
    with pytest.raises(rules.NotAPrice):
        actions.answer(world.fatima.actor, unpriced, accepts=True, now=NOW)
    actions.answer(world.fatima.actor, unpriced, accepts=False, now=NOW)
    assert other.state is TicketState.READY
    with pytest.raises(rules.NotAPrice):
        quoted(world, make_ticket(world), cents=-100)


def test_who_fetches_it_is_written_down_and_signs(world, here):
    ticket = make_ticket(world)
    boss = world.fatima.actor
    with pytest.raises(rules.WhoFetches):
        actions.fetch(boss, ticket, signed=PAPER, is_owner=False, now=NOW)
    with pytest.raises(rules.NotSigned):
        actions.fetch(boss, ticket, signed=Ink(), now=NOW)
    actions.fetch(boss, ticket, signed=PAPER, is_owner=False, by="Omar, her brother", now=NOW)
    assert ticket.fetched_by == "Omar, her brother"
    with pytest.raises(rules.NotFromThere):
        actions.fetch(boss, ticket, signed=PAPER, now=NOW)


def test_an_appointment_from_the_telephone_to_the_queue(world, here):
    boss = world.fatima.actor
    with pytest.raises(rules.InThePast):
        actions.appoint(boss, brought(), at=NOW - timedelta(minutes=1), now=NOW)
    ticket = actions.appoint(boss, brought(), at=NOW + timedelta(days=2), now=NOW)
    with pytest.raises(rules.NotFromThere):
        actions.take_up(world.tom.actor, ticket, now=NOW)
    with pytest.raises(rules.NotSigned):
        actions.arrive(boss, ticket, signed=Ink(), now=NOW)
    actions.arrive(boss, ticket, signed=PAPER, erase=True, erase_signed=PAPER, now=NOW + timedelta(days=2))
    assert (ticket.state, ticket.queue_number, ticket.data_wish) == (TicketState.WAITING, 1, DataWish.ERASE)
    missed = actions.appoint(boss, brought(), at=NOW + timedelta(days=3), now=NOW)
    night.call_off_missed(boss, NOW + timedelta(days=6))
    assert missed.state is TicketState.CALLED_OFF


def test_nobody_is_taken_in_who_cannot_be_told(world, here):
    for refusal, told in ((rules.NotReachable, {"phone": "", "email": ""}), (NotAPhone, {"phone": "12"})):
        with pytest.raises(refusal):
            make_ticket(world, **told)


def test_each_keeps_to_their_own(world, here):
    ticket = make_ticket(world)
    for deed in (
        lambda: actions.receive(world.tom.actor, brought(), signed=PAPER, now=NOW),
        lambda: actions.fetch(world.tom.actor, ticket, signed=PAPER, now=NOW),
        lambda: paying.pay(world.tom.actor, ticket, Payment.GIFT, 500, now=NOW),
        lambda: actions.take_up(world.dirk.actor, ticket, now=NOW),
    ):
        with pytest.raises(MayNot):
            deed()


def test_whose_it_was_is_forgotten_by_the_night_and_was_never_in_the_journal(world, here):
    ticket = make_ticket(world, signed=Ink(png=make_ink()), first_name="Zeldzaam", complaint="Zeldzaam kapot")
    quoted(world, ticket)
    actions.recycle(world.fatima.actor, ticket, signed=PAPER, now=NOW)
    assert (ticket.state, ticket.data_wish) == (TicketState.RECYCLED, DataWish.ERASE)
    token = ticket.token
    assert queries.find_by_token(token) == (ticket.id, world.gent)
    told = db.session.scalars(select(AuditEvent.particulars_text)).all()
    assert not any("Zeldzaam" in one or "470123456" in one for one in told)
    night.forget(world.fatima.actor, ticket.id, NOW + timedelta(days=62))
    kept = db.session.get_one(VisitorTicket, ticket.id)
    assert (kept.first_name, kept.phone, kept.email, kept.complaint, kept.signature) == ("", "", "", "", None)
    assert (kept.what, kept.state) == ("Acer Aspire 5", TicketState.RECYCLED)
    assert all(not letter.body for letter in correspondence_of(kept))
    assert queries.find_by_token(token) is None
    assert queries.find_by_token(kept.token) is None


def test_what_nobody_fetches_is_written_about_once_more(world, here):
    ticket = make_ticket(world)
    actions.take_up(world.tom.actor, ticket, now=NOW)
    actions.done(world.tom.actor, ticket, "Cleaned", now=NOW)
    for days in (27, 29, 40):
        night.write_once_more(world.fatima.actor, NOW + timedelta(days=days))
    assert ticket.state is TicketState.NOT_FETCHED
    assert [one.kind for one in correspondence_of(ticket)] == ["repair_desk/ready", "repair_desk/still_here"]
    actions.step(world.tom.actor, ticket, Deed.REOPEN, now=NOW)
    assert ticket.state is TicketState.AT_WORK


def test_a_laptop_that_nobody_fetches_keeps_nobody_here_for_ever(world, here):
    owner = make_borrower(world, first_name="Nadia", last_name="Voorbeeld", phone="+32470123456")
    left, asked, fetched_late = (make_ticket(world) for _each in range(3))
    for ticket in (left, fetched_late):
        actions.take_up(world.tom.actor, ticket, now=NOW)
        actions.done(world.tom.actor, ticket, "Cleaned", now=NOW)
    quoted(world, asked)
    night.write_once_more(world.fatima.actor, NOW + timedelta(days=28))
    told_last = NOW + timedelta(days=28)
    kept = queries.left_since_before(told_last)
    assert set(db.session.scalars(kept)) == {asked.id}, "its days count from the last that we wrote"
    later = told_last + timedelta(days=366)
    retention.plan(world.fatima.actor, day(later), now=later)
    told = select(RetentionNotice.thing_id).where(RetentionNotice.record_type == "repair_unfetched")
    assert set(db.session.scalars(told)) == {left.id, asked.id, fetched_late.id}
    retention.run(world.fatima.actor, day(later + timedelta(days=7)), now=later)
    for ticket in (left, asked, fetched_late):
        assert (ticket.first_name, ticket.phone, ticket.complaint, ticket.ended_at) == ("", "", "", None)
    borrowers.forget(world.fatima.actor, owner, now=later)
    with pytest.raises(rules.NotSigned):
        actions.recycle(world.nele.actor, left, signed=actions.NOT_SIGNED, now=later)
    actions.recycle(world.fatima.actor, left, signed=actions.NOT_SIGNED, now=later)
    assert (left.state, left.data_wish) == (TicketState.RECYCLED, DataWish.UNTOUCHED)
    actions.fetch(world.nele.actor, fetched_late, signed=PAPER, by="Oom Jef", is_owner=False, now=later)
    again = queries.known_of_before(later + timedelta(days=1))
    assert list(db.session.scalars(again)) == [fetched_late.id], "who fetched it is forgotten in turn"


def test_nobody_gives_up_a_laptop_of_which_the_owner_is_known(world, here):
    with pytest.raises(rules.NotSigned):
        actions.recycle(world.fatima.actor, make_ticket(world), signed=actions.NOT_SIGNED, now=NOW)
