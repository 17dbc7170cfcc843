"""The file for the bank: one person makes it, another approves it, and it is the same for ever."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from threading import Barrier

import pytest
import xmlschema
from flask_babel import force_locale
from sqlalchemy.exc import DatabaseError

from inventory.banking import actions as banking
from inventory.banking.pain import PainVersion
from inventory.deposits import payment_files, refunds
from inventory.deposits.refund_models import FileFetch, PaymentFile
from inventory.deposits.refund_orders import fetches_of, in_state, orders_in
from inventory.deposits.refund_rules import (
    DayOver,
    FileApart,
    FileApproved,
    FileNotApproved,
    FileState,
    NothingWaits,
    OrderMovedOn,
    OrderState,
    OwnFile,
    Payee,
)
from inventory.digibank.models import User
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, Refusal
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.wording import say
from tests.cast import NOW
from tests.make import anyone, make_loan
from tests.make_bank import make_bank_account

TOMORROW = date(2026, 11, 24)
MADE, APPROVED, EXPORTED, APART = FileState


@pytest.fixture
def account(in_gent, world):
    """The bank account of Gent."""
    return make_bank_account(world)


def _orders(world, *names):
    """An order per name, asked by the desk."""
    return [
        refunds.ask_refund(
            world.nele.actor, make_loan(world), cents=3000, payee=Payee(name, "BE43068999999501"), now=NOW
        )
        for name in names
    ]


@pytest.fixture
def file(world, account):
    """A file with two orders, made by Karim."""
    _orders(world, "Jan Peeters", "Zoë Çelik")
    return payment_files.make_file(world.karim.actor, account, now=NOW)


def test_a_file_carries_all_that_waits_for_an_account(world, file, account):
    assert (file.state, file.order_count, file.total_cents) == (MADE, 2, 6000)
    assert file.execution_on == TOMORROW
    assert [one.state for one in orders_in(file)] == [OrderState.IN_FILE] * 2
    assert file.sha256 == sha256(file.content).hexdigest()
    assert b"Zoe Celik" in file.content
    with pytest.raises(NothingWaits):
        payment_files.make_file(world.karim.actor, account, now=NOW)


@pytest.mark.parametrize("version", PainVersion)
def test_the_file_is_what_the_bank_of_the_account_reads(world, account, version):
    details = banking.AccountDetails(holder_name="Digibank Gent vzw", pain_version=version)
    banking.change_account(world.fatima.actor, account, details=details, now=NOW)
    _orders(world, "Jan", "<script>alert('x')</script>", "A" * 70, "D'Hondt & Zonen")
    file = payment_files.make_file(world.karim.actor, account, now=NOW)
    schema = (files("sepaxml") / "schemas" / f"pain.001.001.{version}.xsd").read_text()
    xmlschema.XMLSchema(schema).validate(BytesIO(file.content))
    assert file.pain_version is version


def test_what_waits_for_another_account_stays(world, account):
    [first] = _orders(world, "Jan")
    banking.close_account(world.fatima.actor, account, now=NOW)
    other = make_bank_account(world, iban="BE62510007547061", nickname="Second")
    [second] = _orders(world, "Piet")
    payment_files.make_file(world.karim.actor, other, now=NOW)
    assert (first.state, second.state) == (OrderState.WAITING, OrderState.IN_FILE)


@pytest.mark.parametrize("days", [-1, 31, 400])
def test_the_bank_pays_soon_and_not_before(world, account, days):
    _orders(world, "Jan")
    with pytest.raises(DayOver):
        payment_files.make_file(
            world.karim.actor, account, now=NOW, execution_on=NOW.date() + timedelta(days=days)
        )
    assert in_state(OrderState.WAITING)


# --- two people ---


def test_another_person_approves_it(world, file):
    with pytest.raises(OwnFile):
        payment_files.approve(world.karim.actor, file, now=NOW)
    with pytest.raises(FileNotApproved):
        payment_files.fetch(world.karim.actor, file, now=NOW)
    payment_files.approve(world.fatima.actor, file, now=NOW)
    assert (file.state, file.approved_by_id) == (APPROVED, world.fatima.user_id)


def test_the_database_wants_two_people_as_well(world, file):
    for change in (
        "approved_by_id = made_by_id, approved_at = made_at, state = 'approved'",
        "state = 'approved'",
        "state = 'exported'",
        "sha256 = 'x'",
        "total_cents = 1",
        "made_by_id = 1",
        "content = NULL",
    ):
        with pytest.raises(DatabaseError), upkeep():
            db.session.execute(db.text(f"UPDATE payment_file SET {change} WHERE id = {file.id}"))


def test_who_comes_second_hears_who_was_first_and_when(world, file):
    payment_files.approve(world.fatima.actor, file, now=NOW)
    with pytest.raises(FileApproved) as second:
        payment_files.approve(anyone(world.gent, world.sofie.user_id), file, now=NOW + timedelta(hours=1))
    with force_locale("en"):
        told = say(second.value)
    assert told == "Fatima approved this file on 23 November 2026 at 10:00. Nothing was changed."
    with pytest.raises(FileApproved):
        payment_files.take_apart(world.karim.actor, file, now=NOW)


def test_a_file_that_lies_too_long_is_made_anew(world, file, account):
    later = NOW + timedelta(days=3)
    with pytest.raises(DayOver):
        payment_files.approve(world.fatima.actor, file, now=later)
    payment_files.take_apart(world.fatima.actor, file, now=later)
    assert (file.state, file.content, list(orders_in(file))) == (APART, None, [])
    new = payment_files.make_file(world.karim.actor, account, now=later)
    assert new.order_count == 2
    assert new.message_id != file.message_id
    for deed in (payment_files.approve, payment_files.take_apart, payment_files.fetch):
        with pytest.raises(FileApart):
            deed(world.fatima.actor, file, now=later)


def test_a_file_is_exported_once_and_fetched_again_byte_for_byte(world, file):
    payment_files.approve(world.fatima.actor, file, now=NOW)
    first = payment_files.fetch(world.karim.actor, file, now=NOW)
    assert file.state is EXPORTED
    again = payment_files.fetch(world.fatima.actor, file, now=NOW + timedelta(hours=1))
    assert first == again
    assert sha256(first).hexdigest() == file.sha256
    assert [(one.number, one.fetched_by_id) for one in fetches_of(file)] == [
        (1, world.karim.user_id), (2, world.fatima.user_id),
    ]  # fmt: skip
    assert db.session.scalar(db.select(db.func.count(PaymentFile.id))) == 1


@pytest.mark.parametrize("name", ["nele", "tom", "lotte", "rita", "dirk", "olga"])
def test_only_who_keeps_the_books_touches_a_file(world, file, account, name):
    actor = getattr(world, name).actor
    for deed in (payment_files.approve, payment_files.take_apart, payment_files.fetch):
        with pytest.raises(MayNot):
            deed(actor, file, now=NOW)
    with pytest.raises(MayNot):
        payment_files.make_file(actor, account, now=NOW)


# --- at the same moment ---


def _at_once(app, world, *deeds):
    """What became of these deeds, each in a session of its own, begun together."""
    together = Barrier(len(deeds))

    def run(deed):
        with app.test_request_context(), inside(world.gent):
            together.wait(timeout=60)
            try:
                deed()
            except Refusal as refusal:
                return type(refusal).__name__, say(refusal)
            finally:
                db.session.remove()
        return "done", ""

    with ThreadPoolExecutor(len(deeds)) as pool:
        answers = list(pool.map(run, deeds))
    db.session.rollback()
    return answers


@pytest.fixture
def numbers(app, world):
    """The account of Gent, two orders and a file with two others, by their ids."""
    with app.test_request_context(), inside(world.gent):
        account = make_bank_account(world)
        _orders(world, "Jan", "Piet")
        file = payment_files.make_file(world.karim.actor, account, now=NOW)
        waiting = _orders(world, "Joris", "Korneel")
        return account.id, [one.id for one in waiting], file.id


def test_of_two_who_approve_at_once_one_does_and_the_other_is_told(app, world, numbers):
    actors = [world.fatima.actor, anyone(world.gent, world.sofie.user_id)]

    def approve(actor):
        return lambda: payment_files.approve(actor, db.session.get_one(PaymentFile, numbers[2]), now=NOW)

    answers = _at_once(app, world, *map(approve, actors))
    assert sorted(name for name, _words in answers) == ["FileApproved", "done"]
    with inside(world.gent):
        who = db.session.get_one(PaymentFile, numbers[2]).approved_by_id
        name = db.session.get_one(User, who).name
    assert who in {actor.user_id for actor in actors}
    assert any(name in words and "10:00" in words for _name, words in answers)


def test_of_two_who_make_a_file_at_once_one_carries_all_and_the_other_nothing(app, world, numbers):
    from inventory.banking.models import BankAccount

    def make(actor):
        return lambda: payment_files.make_file(actor, db.session.get_one(BankAccount, numbers[0]), now=NOW)

    answers = _at_once(app, world, make(world.karim.actor), make(world.fatima.actor))
    assert sorted(name for name, _words in answers)[-1] == "done"
    assert {name for name, _words in answers} <= {"done", "NothingWaits", "SomeoneElseWasFirst"}
    with inside(world.gent):
        assert [one.order_count for one in db.session.scalars(db.select(PaymentFile))] == [2, 2]


def test_an_order_that_is_called_off_while_a_file_is_made_is_in_one_place(app, world, numbers):
    from inventory.banking.models import BankAccount
    from inventory.deposits.refund_models import RefundOrder

    def call_off():
        refunds.call_off(world.nele.actor, db.session.get_one(RefundOrder, numbers[1][0]), now=NOW)

    def make():
        payment_files.make_file(world.karim.actor, db.session.get_one(BankAccount, numbers[0]), now=NOW)

    answers = _at_once(app, world, call_off, make)
    with inside(world.gent):
        order = db.session.get_one(RefundOrder, numbers[1][0])
        if order.state is OrderState.CANCELLED:
            assert (order.file_id, order.underway_cents) == (None, 0)
        else:
            assert order.state is OrderState.IN_FILE
            assert answers[0][0] == OrderMovedOn.__name__


def test_of_two_who_download_at_once_each_is_written_down(app, world, numbers):
    with app.test_request_context(), inside(world.gent):
        payment_files.approve(world.fatima.actor, db.session.get_one(PaymentFile, numbers[2]), now=NOW)

    def fetch(actor):
        return lambda: payment_files.fetch(actor, db.session.get_one(PaymentFile, numbers[2]), now=NOW)

    answers = _at_once(app, world, fetch(world.karim.actor), fetch(world.fatima.actor))
    assert [name for name, _words in answers] == ["done", "done"]
    with inside(world.gent):
        assert sorted(db.session.scalars(db.select(FileFetch.number))) == [1, 2]


def test_nobody_sees_the_file_of_another_digibank(world, file):
    number = file.id
    with inside(world.luik):
        assert db.session.scalar(db.select(PaymentFile).where(PaymentFile.id == number)) is None
        with pytest.raises(MayNot):
            payment_files.make_file(replace(world.karim.actor, permissions=frozenset()), None, now=NOW)
