"""Whatever is booked, in whatever order and year: what the pages, files and papers say is what the lines come to."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import text

from inventory.bookkeeping import books, files, held, journal, over_time, year_end
from inventory.bookkeeping.books import Book
from inventory.deposits import actions, till_deeds
from inventory.deposits.ledger import MONEY, Account, DepositWay, Reason, held_of, receiving, refunding
from inventory.deposits.models import LedgerEntry
from inventory.deposits.queries import deposit_of, entries_of
from inventory.deposits.till_models import Till
from inventory.foundation.clock import BRUSSELS, day
from inventory.foundation.database import db
from inventory.foundation.period import Period
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from tests import make, make_bank
from tests.cast import NOW

DAYS = some.dates(date(2025, 11, 1), date(2027, 2, 28))
#: what somebody does: which deed, for which loan, how much, when, by which way
DEED = some.tuples(
    some.sampled_from(["receive", "refund", "retain", "undo", "to_bank"]),
    some.integers(0, 2),
    some.integers(1, 4000),
    DAYS,
    some.integers(0, 23),
    some.sampled_from(MONEY),
)


@pytest.fixture
def scene(world, in_gent):
    """Two bank accounts, and three loans of which one is over."""
    banks = [make_bank.make_bank_account(world), make_bank.make_bank_account(world, iban="BE72000000001616")]
    loans = [
        make.make_loan(world),
        make.make_loan(world, way=DepositWay.CARD, slip="1"),
        make.make_unclaimed(world),
    ]
    return world, banks, loans


def _do(scene, deed, which, cents, on, hour, account):
    world, banks, loans = scene
    actor, loan = make.anyone(world.gent, world.karim.user_id), loans[which]
    now = datetime(on.year, on.month, on.day, hour, tzinfo=BRUSSELS)
    bank = banks[cents % 2].id if account is Account.BANK else None
    with transaction():
        stands = held_of(entries_of(loan, locked=True))
        if deed == "receive":
            lines = receiving(cents, account, still_open=cents, bank_account_id=bank)
            actions.booked(actor, loan, Reason.RECEIVED, lines, "deposits.received", now=now)
        elif deed == "refund":
            lines = refunding(cents, account, held=stands, bank_account_id=bank)
            actions.booked(actor, loan, Reason.REFUNDED, lines, "deposits.refunded", now=now)
        elif deed == "retain":
            actions.retain(actor, loan, cents=cents, because="Stuk", now=now)
        elif deed == "undo":
            actions.correct(actor, entries_of(loan)[cents % len(entries_of(loan))], because="Mis", now=now)
        else:
            till = db.session.scalars(db.select(Till)).first()
            till_deeds.bring_to_bank(actor, till, cents=cents, slip="", now=now)


def _lines():
    """Every line as (book, cents, day, reason, loan), asked of the tables themselves."""
    rows = db.session.execute(
        text(
            "SELECT p.account, p.bank_account_id, p.till_id, p.amount_cents, p.entry_id FROM posting p ORDER BY p.id"
        )
    )
    entries = {one.id: one for one in db.session.scalars(db.select(LedgerEntry))}
    return [
        (Book(Account(account), bank, till), cents, day(entries[entry].booked_at), entries[entry].reason,
         entries[entry].loan_id)
        for account, bank, till, cents, entry in rows
    ]  # fmt: skip


def _must_foot(scene, period):
    lines = _lines()
    wanted = journal.Wanted(period)
    inside = [line for line in lines if period.since <= line[2] <= period.until]
    # how each account stands
    stands = {one.named.book: (one.opening, one.debit, one.credit) for one in books.stands(period)}
    anew: dict[Book, list[int]] = {}
    for book, cents, on, _reason, _loan in lines:
        if on <= period.until:
            sums = anew.setdefault(book, [0, 0, 0])
            sums[0 if on < period.since else 1 if cents > 0 else 2] += (
                cents if on < period.since else abs(cents)
            )
    assert stands == {book: tuple(sums) for book, sums in anew.items()}
    opening, debit, credit, closing = books.footed(books.stands(period))
    assert (opening, closing, debit) == (0, 0, credit)
    # the journal, on its page and in its file
    written = [line for entry in journal.every(wanted) for line in entry.lines]
    assert Counter((one.named.book, one.debit - one.credit) for one in written) == Counter(
        (book, cents) for book, cents, *_rest in inside
    )
    rows = list(files.journal_sheets(wanted)[0].rows)
    both = [sum(row[at] or 0 for row in rows) for at in (7, 8)]
    assert [*journal.totals(wanted)[1:]] == both == [debit, credit]
    # what is held
    of_loans = Counter()
    for book, cents, _on, _reason, loan in lines:
        if book.account is Account.HELD:
            of_loans[loan] -= cents
    told = held.held_now()
    assert told.cents == sum(of_loans.values())
    assert told.of_no_loan == 0
    for parts in (told.by_tariff, told.by_place, told.by_payer):
        assert sum(one.cents for one in parts) == told.cents
        assert sum(one.loans for one in parts) == sum(1 for cents in of_loans.values() if cents)
    assert sum(one.cents for one in held.held_loans()) == told.cents
    for month in over_time.held_at_month_ends(period):
        assert month.cents == -sum(
            cents for book, cents, on, *_rest in lines if book.account is Account.HELD and on <= month.on
        )
    for year in (2025, 2026, 2027):
        _must_close(scene, year, lines)


def _must_close(scene, year, lines):
    _world, banks, _loans = scene
    closed = [year_end.of_bank_account(bank, year) for bank in banks]
    closed += [year_end.of_till(till, year) for till in db.session.scalars(db.select(Till))]
    for one in closed:
        of_book = [line for line in lines if line[0] == one.named.book]
        assert one.opening == sum(cents for _book, cents, on, *_rest in of_book if on.year < year)
        assert one.closing == sum(cents for _book, cents, on, *_rest in of_book if on.year <= year)
        for flow in one.flows:
            of_year = [cents for _b, cents, on, why, _l in of_book if on.year == year and why is flow.reason]
            assert flow.money_in == sum(cents for cents in of_year if cents > 0)
            assert flow.money_out == -sum(cents for cents in of_year if cents < 0)
        assert one.held.cents == -sum(
            cents for book, cents, on, *_rest in lines if book.account is Account.HELD and on.year <= year
        )


@settings(max_examples=12)
@given(deeds=some.lists(DEED, min_size=1, max_size=12), since=DAYS, length=some.integers(0, 400))
def test_everything_foots_to_the_lines(scene, deeds, since, length):
    for deed in deeds:
        try:
            _do(scene, *deed)
        except Refusal:
            db.session.rollback()
    _must_foot(scene, Period(since, since + timedelta(days=length)))


def test_a_bank_account_and_its_statements_explain_each_other(world, in_gent):
    """What is booked of a movement only after the year was open on 31 December, whatever is open today."""
    from inventory.banking.models import Aside, BankMovement
    from inventory.banking.queries import account_for_deposits
    from inventory.reconciling import deeds

    make_bank.make_bank_account(world)
    loan = make.make_loan(world, way=DepositWay.LATER, promised_on=day(NOW))
    make_bank.make_statement(world, payments=3, opening=1000)
    account, karim = account_for_deposits(), world.karim.actor
    first, second, third = db.session.scalars(db.select(BankMovement).order_by(BankMovement.id)).all()
    next_year = NOW.replace(year=NOW.year + 1, month=1)
    deeds.book_on_loan(karim, first, loan, cents=3000, now=next_year)
    deeds.lay_aside(karim, second, Aside.OTHER_MONEY, now=NOW)
    lines = receiving(700, Account.BANK, still_open=700, bank_account_id=account.id)
    with transaction():
        actions.booked(karim, loan, Reason.RECEIVED, lines, "deposits.received", now=NOW)
    closed = year_end.of_bank_account(account, NOW.year)
    bank = closed.bank
    assert (closed.closing, bank.closing, closed.difference) == (700, 10000, 9300)
    assert (bank.before, bank.unbooked) == (1000, year_end.Part(2, 6000))
    assert bank.aside == {Aside.OTHER_MONEY: year_end.Part(1, 3000)}
    assert bank.unseen == year_end.Part(1, -700)
    assert closed.unexplained == 0
    assert third.amount_cents == deposit_of(loan).asked_cents


def test_a_statement_that_is_missing_is_what_is_not_explained(world, in_gent):
    from inventory.banking.queries import account_for_deposits

    make_bank.make_bank_account(world)
    make_bank.make_statement(world, sequence=1, payments=1)
    make_bank.make_statement(world, sequence=3, payments=1, opening=7500, name="PEETERS JAN")
    closed = year_end.of_bank_account(account_for_deposits(), NOW.year)
    assert closed.unexplained == 4500
