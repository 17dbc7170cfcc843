"""A row of each thing of money: asked, received, given back, counted and kept in the books."""

from typing import Any

from inventory.foundation.actor import Actor
from tests import make, make_bank
from tests.cast import NOW, World
from tests.house.filling_names import PERSON, PHONE


def fill_asked(world: World, boss: Actor, word: str) -> None:
    """A bank account; a deposit asked of its borrower, and one of an organisation that got a statement."""
    from inventory.deposits import asking
    from inventory.deposits.asked import requests_of
    from inventory.deposits.ledger import DepositWay
    from inventory.partners.models import PartnerKind

    make_bank.make_bank_account(world, holder_name=f"{word} vzw", nickname=f"{word} rekening")
    pays = make.make_partner(world, name=f"{word} OCMW", kind=PartnerKind.REFERRER)
    for name, deposit in (
        ("b", {"way": DepositWay.LATER, "promised_on": NOW.date()}),
        ("p", {"way": DepositWay.THIRD_PARTY, "partner": pays}),
    ):
        person = make.make_approved_borrower(
            world, first_name=f"{word}{PERSON}{name}", last_name=f"{PERSON}{word}", phone=PHONE
        )
        device = make.make_ready_device(world, model=word)
        loan = make.make_loan(world, borrower=person, device=device, **deposit)
        if not requests_of(loan):
            asking.ask(boss, loan, now=NOW)
    asking.ask_for_many(boss, pays, now=NOW)


def fill_money(world: World, boss: Actor, word: str) -> None:
    """A cash box, what the bank says, what goes back, and the books."""
    _money(world, boss, word)
    _bank(world, boss, word)
    _refunds(world, boss, word)
    _books(world, boss, word)


def _money(world: World, boss: Actor, word: str) -> None:
    """A box for the road beside the one of the desk, from which one colleague works."""
    from inventory.deposits import till_deeds, tills
    from inventory.deposits.till_rules import CountKind
    from inventory.digibank.models import User
    from inventory.foundation.database import db

    holder = db.session.get_one(User, boss.user_id)
    till = tills.make_till(boss, name=f"Kas {word}", holder=holder, float_cents=5000, now=NOW)
    tills.work_from(boss, till, now=NOW)
    till_deeds.fetch_from_bank(boss, till, cents=5000, slip=f"{word}", now=NOW)
    till_deeds.count(boss, till, CountKind.COUNT, {2000: 2}, because=f"{word} lost ten", now=NOW)


def _bank(world: World, boss: Actor, word: str) -> None:
    """What the bank says of the account: a statement, and one that waits for a yes."""
    from inventory.banking import importing
    from tests.bank_files import Paid, as_bytes, coda

    make_bank.make_statement(world, name=word)
    content = as_bytes(coda([Paid(100)], sequence=2, opening=6000))
    importing.upload(boss, content, f"{word}.cod", now=NOW)


def _refunds(world: World, boss: Actor, word: str) -> None:
    """Orders to give back by bank: one that waits, one in a file that was downloaded, one that came back."""
    from inventory.banking.queries import account_for_deposits
    from inventory.deposits import payment_files, refunds
    from inventory.deposits.refund_rules import Payee

    def order(name: str) -> Any:
        who = make.make_approved_borrower(
            world, first_name=f"{word}{PERSON}{name}", last_name=f"{PERSON}{word}", phone=PHONE
        )
        loan = make.make_loan(world, borrower=who, device=make.make_ready_device(world, model=word))
        payee = Payee(f"{word} {PERSON}", "BE43068999999501")
        return refunds.ask_refund(boss, loan, cents=3000, payee=payee, now=NOW)

    account, second = account_for_deposits(), make.anyone(boss.digibank_id, make.bench_of(world)[1].user_id)
    assert account is not None
    sent, back = order("s"), order("t")
    file = payment_files.make_file(boss, account, now=NOW)
    payment_files.approve(second, file, now=NOW)
    payment_files.fetch(boss, file, now=NOW)
    refunds.declare_not_executed(boss, sent, because=f"{word} {PERSON} says so", now=NOW)
    refunds.settle(boss, back, bank_account=account, cents=3000, now=NOW)
    refunds.came_back(boss, back, bank_account=account, cents=3000, reason_code="AC04", now=NOW)
    order("u")
    payment_files.make_file(boss, account, now=NOW)
    order("w")


def _books(world: World, boss: Actor, word: str) -> None:
    """Numbers of accounts of its own, days of its own, and a deposit that nobody fetched."""
    from inventory.bookkeeping import ageing, numbers
    from inventory.bookkeeping.ageing_rules import USUAL_DAYS, How, Outcome, Step
    from inventory.bookkeeping.books import Names
    from inventory.bookkeeping.forms import DAY_FIELDS

    names = Names().all()
    numbers.set_numbers(boss, {one.book: f"{one.number}01" for one in names}, now=NOW)
    ageing.set_rule(boss, USUAL_DAYS, words=f"{word} rule", fields=DAY_FIELDS, now=NOW)
    who = make.make_approved_borrower(
        world, first_name=f"{word}{PERSON}u", last_name=f"{PERSON}{word}", phone=PHONE
    )
    loan = make.make_unclaimed(world, borrower=who, device=make.make_ready_device(world, model=word))
    taken = {"how": How.LETTER, "outcome": Outcome.WAITING, "done_on": NOW.date(), "now": NOW}
    ageing.note(boss, loan, Step.LETTER, **taken)
