"""A bank's file comes in whole or not at all, and counts once; nobody sees another digibank's cent."""

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from inventory.banking import importing, queries
from inventory.banking import refusals as no
from inventory.banking.models import BankFile, BankMovement, BankStatement, MovementParty, StatementDraft
from inventory.cli.main import main
from inventory.deposits import asking
from inventory.deposits.ledger import DepositWay
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, SomeoneElseWasFirst
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import transaction
from inventory.lending import actions as lending
from inventory.permissions import Permission
from tests import make, make_bank
from tests.bank_files import OURS, PAYER, Paid, as_bytes, camt, coda
from tests.cast import NOW

OGM = "000000123470"
FILE = as_bytes(coda([Paid(3000, reference=OGM), Paid(-2500, text="terug", name="PEETERS JAN")], sequence=7))


@pytest.fixture
def gent(in_gent, world):
    make_bank.make_bank_account(world, nickname="Zichtrekening")
    return world.karim.actor


def bring(actor, content, name="uittreksel.cod"):
    return importing.import_file(actor, content, name, now=NOW)


def count(model):
    return len(db.session.scalars(select(model.id)).all())


def test_a_file_is_kept_as_the_bank_wrote_it(gent):
    done = bring(gent, FILE)
    assert (done.new, done.known, done.movements, done.gaps) == (1, 0, 2, ())
    statement = db.session.scalars(select(BankStatement)).one()
    assert (statement.account.iban, statement.full_number, statement.movement_count) == (OURS, "2026-007", 2)
    assert (statement.opening_cents, statement.credit_cents, statement.debit_cents) == (0, 3000, 2500)
    first, second = db.session.scalars(select(BankMovement).order_by(BankMovement.number)).all()
    assert (first.amount_cents, first.printed_reference) == (3000, "+++000/0001/23470+++")
    assert (first.party.name, first.party.iban, first.party.text) == ("JANSSENS MARIE", PAYER, None)
    assert (second.amount_cents, second.party.text) == (-2500, "terug")
    assert (queries.crooked_statements(), queries.unlinked()) == ([], [])


def test_the_same_file_counts_once_and_so_does_the_same_statement_in_another_file(gent):
    bring(gent, FILE)
    again = bring(gent, FILE)
    assert (again.file_id, again.new, again.known) == (None, 0, 1)
    next_one = coda([Paid(5)], sequence=8, opening=500)
    other = bring(gent, FILE.replace(b"2\n", b"2\r\n") + as_bytes(next_one))
    assert (other.new, other.known, other.movements) == (1, 1, 1)
    assert (count(BankFile), count(BankStatement), count(BankMovement)) == (2, 2, 3)


def test_the_same_day_in_the_other_format_counts_once(gent):
    bring(gent, FILE)
    paid = [Paid(3000, reference=OGM), Paid(-2500, text="terug", name="PEETERS JAN")]
    done = bring(gent, camt(paid, sequence=7).encode())
    assert (done.new, done.known, count(BankMovement)) == (0, 1, 2)


def test_a_batch_is_kept_as_its_payments(gent):
    parts = [Paid(3000, reference=OGM, code="50150000"), Paid(2000, code="50150000")]
    bring(gent, as_bytes(coda([Paid(7), Paid(5000, code="10150000", details=parts)])))
    rows = db.session.execute(
        select(BankMovement.number, BankMovement.detail, BankMovement.amount_cents).order_by(BankMovement.id)
    )
    assert [tuple(row) for row in rows] == [(1, 0, 7), (2, 1, 3000), (2, 2, 2000)]
    assert queries.crooked_statements() == []


def test_a_missing_statement_is_told_and_stops_nothing(gent, world):
    bring(gent, FILE)
    done = bring(gent, as_bytes(coda([Paid(1)], sequence=10, opening=900)))
    (gap,) = done.gaps
    assert (gap.account.nickname, gap.year, gap.first, gap.last) == ("Zichtrekening", 2026, 8, 9)
    assert [(gap.year, gap.first, gap.last) for gap in queries.gaps()] == [(2026, 8, 9)]
    bring(gent, as_bytes(coda([Paid(400)], sequence=8, opening=500), coda([], sequence=9, opening=900)))
    assert queries.gaps() == []


def test_the_first_statement_of_a_year_is_missed_too(gent):
    bring(gent, FILE)
    done = bring(gent, as_bytes(coda([Paid(1)], sequence=3, opening=900, day=date(2027, 1, 5))))
    assert [(gap.year, gap.first, gap.last) for gap in done.gaps] == [(2027, 1, 2)]
    assert queries.gaps() == list(done.gaps)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (FILE[:-129], no.BrokenOff),
        (as_bytes(coda([Paid(1)], iban="BE72000000001616")), importing.UnknownAccount),
        (as_bytes(coda([Paid(1)], sequence=7)), importing.OtherStatement),
        (as_bytes(coda([Paid(1)], sequence=8, opening=501)), importing.DoesNotFollow),
        (as_bytes(coda([Paid(499)], sequence=6)), importing.DoesNotFollow),
        (as_bytes(coda([Paid(9)], sequence=9), coda([], iban="BE72000000001616")), importing.UnknownAccount),
    ],
)
def test_what_does_not_fit_is_refused_whole(gent, content, refusal):
    bring(gent, FILE)
    with pytest.raises(refusal):
        bring(gent, content)
    assert (count(BankFile), count(BankStatement), count(BankMovement)) == (1, 1, 2)


def test_an_account_of_another_digibank_is_unknown_here_and_its_statements_unseen(gent, world):
    with inside(world.luik):
        make_bank.make_bank_account(world, iban="BE72000000001616", holder_name="Ballon")
        theirs = make.anyone(world.luik)
        with pytest.raises(importing.UnknownAccount):
            bring(theirs, FILE)
        bring(theirs, as_bytes(coda([Paid(1)], iban="BE72000000001616")))
    bring(gent, FILE)
    assert {one.account.iban for one in db.session.scalars(select(BankStatement))} == {OURS}


def test_the_same_account_in_two_digibanken_is_two_accounts(gent, world):
    bring(gent, FILE)
    with inside(world.luik):
        make_bank.make_bank_account(world)
        assert bring(make.anyone(world.luik), FILE).new == 1


def test_movements_only_grow_and_who_paid_can_be_blanked(gent):
    bring(gent, FILE)
    for table in ("bank_movement", "bank_statement", "bank_file"):
        for deed in (f"UPDATE {table} SET id = id + 1000", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError):
                db.session.execute(text(deed))
            db.session.rollback()
    db.session.execute(text("UPDATE movement_party SET name = NULL"))
    db.session.rollback()


def test_a_national_number_in_a_payment_is_kept_nowhere(gent):
    bring(gent, as_bytes(coda([Paid(1, text="85.07.30-033 28 waarborg"), Paid(2, name="85073003328")])))
    parties = db.session.scalars(select(MovementParty).order_by(MovementParty.id)).all()
    assert [(one.name, one.text) for one in parties] == [("JANSSENS MARIE", None), (None, None)]


@pytest.mark.parametrize("who", ["nele", "tom", "lotte", "olga"])
def test_only_the_treasurer_and_the_coordinator_bring_statements_in(gent, world, who):
    actor = getattr(world, who).actor
    for deed in (bring, lambda one, content: importing.upload(one, content, "x.cod", now=NOW)):
        with pytest.raises(MayNot):
            deed(actor, FILE)
    assert not actor.may(Permission.BANK_SEE)


# --- pages ----------------------------------------------------------------------------------------------


def test_a_treasurer_sees_what_is_in_a_file_and_brings_it_in(gent, world, client):
    browser = client.sign_in(world.karim)
    sent = browser.post("/gent/bank/statements/new", data={"file": (io.BytesIO(FILE), "uittreksel.cod")})
    assert sent.status_code == 303
    shown = browser.get(sent.location).text
    assert "Zichtrekening" in shown
    assert count(BankStatement) == 0
    done = browser.post(sent.location, follow_redirects=True)
    assert done.status_code == 200
    assert "2026-007" in done.text
    assert (count(BankStatement), count(StatementDraft)) == (1, 0)
    again = browser.post("/gent/bank/statements/new", data={"file": (io.BytesIO(FILE), "uittreksel.cod")})
    assert "It counts once." in browser.get(again.location + "?lang=en").text
    found = browser.get("/gent/bank/movements?search=000/0001/23470").text
    assert "JANSSENS MARIE" in found
    assert "PEETERS JAN" not in found
    for words, who in (("peeters", "PEETERS JAN"), ("25", "PEETERS JAN"), ("BE43 0689", "JANSSENS MARIE")):
        assert who in browser.get(f"/gent/bank/movements?search={words}").text
    assert (
        "PEETERS JAN"
        in browser.get(f"/gent/bank/statements/{db.session.scalars(select(BankStatement.id)).one()}").text
    )


def test_a_file_that_does_not_add_up_is_refused_on_the_page_with_its_line(gent, world, client):
    browser = client.sign_in(world.karim)
    broken = (io.BytesIO(FILE[:-129]), "uittreksel.cod")
    refused = browser.post("/gent/bank/statements/new?lang=en", data={"file": broken})
    assert refused.status_code == 422
    assert "before the end of the statement" in refused.text
    nothing = browser.post("/gent/bank/statements/new?lang=en", data={})
    assert nothing.status_code == 422
    assert "may stay empty" not in nothing.text
    assert count(StatementDraft) == 0


# --- the keeper's command -------------------------------------------------------------------------------


def test_the_command_says_what_came_in_what_was_here_and_what_is_missing(gent, tmp_path, capsys):
    first, later = tmp_path / "7.cod", tmp_path / "10.cod"
    first.write_bytes(FILE)
    later.write_bytes(as_bytes(coda([Paid(1)], sequence=10, opening=900)))
    assert main(["bank", "import", str(first), "--digibank", "gent"]) == 0
    assert main(["bank", "import", str(first), "--digibank", "gent"]) == 0
    assert main(["bank", "import", str(later), "--digibank", "gent"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "new statements: 1, their movements: 2, booked by themselves: 0; here already: 0",
        "new statements: 0, their movements: 0, booked by themselves: 0; here already: 1",
        "new statements: 1, their movements: 1, booked by themselves: 0; here already: 0",
        f"missing: {OURS}, 2026-008 to 2026-009",
    ]
    assert main(["bank", "import", str(later), "--digibank", "nergens"]) == 1
    assert main(["bank", "import", str(later), "--digibank", "luik"]) == 1
    assert f"leenkring: {OURS} " in capsys.readouterr().err


def test_a_file_that_was_shown_and_never_imported_goes_after_a_while(gent, world):
    importing.upload(gent, FILE, "7.cod", now=NOW)
    actor = Actor.house("nightly", world.gent, Permission)
    assert importing.remove_drafts(actor, NOW, now=NOW) == 0
    assert importing.remove_drafts(actor, NOW + timedelta(days=1), now=NOW + timedelta(days=1)) == 1
    assert count(StatementDraft) == 0


def test_who_is_forgotten_is_no_longer_on_the_bank_statement_and_every_cent_still_is(gent, world):
    loan = make.make_loan(world, way=DepositWay.LATER, promised_on=NOW.date())
    other = make.make_loan(world, way=DepositWay.LATER, promised_on=NOW.date())
    [theirs], [stays] = (asking.ask(world.nele.actor, one, now=NOW) for one in (loan, other))
    paid = [
        Paid(3000, reference=theirs.reference, name="VOORBEELD NOOR"),
        Paid(100, text=f"voor {theirs.reference}", name="VOORBEELD N."),
        Paid(3000, reference=stays.reference, name="PEETERS JAN"),
    ]
    bring(gent, as_bytes(coda(paid)))
    with transaction():
        lending.blank_for(loan.borrower)
        record(world.fatima.actor, "borrowers.forgotten", loan.borrower, now=NOW)
    left = [(one.name, one.iban, one.text) for one in db.session.scalars(select(MovementParty))]
    assert sorted(left, key=str) == [("PEETERS JAN", PAYER, None), (None, None, None), (None, None, None)]
    assert db.session.scalars(select(BankMovement.amount_cents).order_by(BankMovement.id)).all() == [
        3000,
        100,
        3000,
    ]
    assert queries.crooked_statements() == []


def test_another_statement_with_the_same_number_and_balances_is_refused_and_not_taken_for_the_same(gent):
    bring(gent, as_bytes(coda([Paid(3000), Paid(3000)])))
    with pytest.raises(importing.OtherStatement):
        bring(gent, as_bytes(coda([Paid(1000), Paid(5000)])))
    with pytest.raises(importing.OtherStatement):
        bring(gent, as_bytes(coda([Paid(7000), Paid(-1000)])))
    assert bring(gent, as_bytes(coda([Paid(3000, text="x"), Paid(3000)]))).known == 1
    assert (count(BankFile), count(BankStatement), count(BankMovement)) == (2, 1, 2)


def test_who_says_yes_to_a_file_that_a_colleague_just_imported_hears_that_someone_was_first(gent):
    draft = importing.upload(gent, FILE, "7.cod", now=NOW)
    db.session.commit()
    with db.engine.begin() as elsewhere:
        elsewhere.execute(text("DELETE FROM statement_draft"))
    with pytest.raises(SomeoneElseWasFirst):
        importing.confirm(gent, draft, now=NOW)
    assert count(BankFile) == 0
