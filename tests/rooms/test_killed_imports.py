"""An import that is killed at any moment leaves a file in whole, and booked, or not at all; once more gives the same.

A child of this process imports, and is killed with SIGKILL: by itself at a chosen question to the database, and by
its parent at a random moment. `LEENKRING_KILLS=100` kills so often; the suite does it some twenty times.
"""

import hashlib
import os
import random
import signal
import time

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from inventory.banking import importing, queries
from inventory.banking.models import BankFile, BankMovement, BankStatement, MovementParty, OpenMovement
from inventory.deposits import asking
from inventory.deposits.checking import wrong_books
from inventory.deposits.ledger import Account, DepositWay
from inventory.deposits.models import LedgerEntry
from inventory.deposits.queries import balances
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.reconciling.queries import wrongly_open
from tests import make, make_bank
from tests.bank_files import Paid, as_bytes, coda
from tests.cast import NOW

#: enough that writing them takes several questions
MOVEMENTS = 300
KILLS = int(os.environ.get("LEENKRING_KILLS", "10"))
#: what is asked by bank, one for each file: the last of its movements pays it, and books itself
REFERENCES: list[str] = []


def content_of(number: int) -> bytes:
    """The file of one day; each begins where the one before it ended."""
    paid = [Paid(100 + at, text=f"waarborg {number}/{at}") for at in range(MOVEMENTS - 1)]
    paid.append(Paid(3000, reference=REFERENCES[number - 1]))
    total = sum(one.cents for one in paid)
    return as_bytes(coda(paid, sequence=number, opening=(number - 1) * total))


def bring(world, number):
    with inside(world.gent):
        return importing.import_file(world.karim.actor, content_of(number), f"{number}.cod", now=NOW)


def begun(world, number, *, dies_at: int | None = None) -> int:
    """A child that imports file `number`, and kills itself at a question; its process id."""
    # Nothing that is open may be shared with a child.
    db.session.remove()
    db.engine.dispose()
    child = os.fork()
    if child:
        return child
    asked = 0

    def count(*_told: object) -> None:
        nonlocal asked
        asked += 1
        if asked == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        if dies_at is not None:
            event.listen(Engine, "before_cursor_execute", count)
            event.listen(Engine, "commit", count)
        bring(world, number)
    finally:
        os._exit(0)


def ended(child: int) -> bool:
    """Was this child killed, and not done?"""
    _child, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def is_in(world, number) -> bool:
    """Is file `number` here whole? Fails when only a part of it is."""
    db.session.rollback()
    with inside(world.gent):
        sha256 = hashlib.sha256(content_of(number)).hexdigest()
        file_id = db.session.scalar(select(BankFile.id).where(BankFile.sha256 == sha256))
        statements = db.session.scalars(
            select(BankStatement.id).where(BankStatement.sequence == number)
        ).all()
        of_it = select(BankMovement.id).where(BankMovement.statement_id.in_(statements))
        movements = db.session.scalars(of_it).all()
        parties = db.session.scalars(
            select(MovementParty.id).where(MovementParty.movement_id.in_(of_it.scalar_subquery()))
        ).all()
        opened = db.session.scalars(
            select(OpenMovement.left_cents).where(OpenMovement.movement_id.in_(of_it))
        ).all()
        booked = db.session.scalars(select(LedgerEntry.id).where(LedgerEntry.movement_id.in_(of_it))).all()
        counts = (
            int(file_id is not None),
            len(statements),
            len(movements),
            len(parties),
            len(opened),
            len(booked),
        )
        assert counts in ((0, 0, 0, 0, 0, 0), (1, 1, MOVEMENTS, MOVEMENTS, MOVEMENTS, 1))
        assert opened.count(0) == len(booked)
        assert (queries.crooked_statements(), queries.unlinked()) == ([], [])
        assert (wrong_books(), wrongly_open()) == ([], [])
        return file_id is not None


@pytest.fixture
def account(in_gent, world):
    make_bank.make_bank_account(world)
    asked = [make.make_loan(world, way=DepositWay.LATER, promised_on=NOW.date()) for _one in range(KILLS + 1)]
    REFERENCES[:] = [asking.ask(world.nele.actor, loan, now=NOW)[0].reference for loan in asked]
    return world


def test_killed_at_each_question_it_asks_and_before_its_commit(account):
    number, killed, dies_at = 1, 0, 1
    while True:
        if not ended(begun(account, number, dies_at=dies_at)):
            break  # it lived through all of its questions
        killed += 1
        assert not is_in(account, number)
        dies_at += 1
    assert killed >= 8
    assert is_in(account, number)
    again = bring(account, number)
    assert (again.new, again.known) == (0, 1)
    assert is_in(account, number)


def test_killed_at_random_moments(account):
    chance = random.Random(20261126)
    begin = time.perf_counter()
    bring(account, 1)
    lasts = time.perf_counter() - begin
    for number in range(2, KILLS + 2):
        child = begun(account, number)
        time.sleep(
            chance.uniform(0, lasts * 1.5)
        )  # when it dies proves nothing: whenever it does must be right
        os.kill(child, signal.SIGKILL)
        ended(child)
        was_in = is_in(account, number)
        done = bring(account, number)
        # A server may still carry out a commit that it got before its client died.
        assert (done.new, done.known) == (0, 1) or ((done.new, done.known) == (1, 0) and not was_in)
        assert is_in(account, number)
    with inside(account.gent):
        assert queries.gaps() == []
        assert balances()[Account.BANK] == 3000 * (KILLS + 1)
