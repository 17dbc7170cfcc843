"""The books: the journal, the numbers of the accounts, what is held, and how the year closed."""

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from inventory.bookkeeping import books, held, journal, numbers, over_time, year_end
from inventory.bookkeeping.books import Book
from inventory.bookkeeping.numbers_rules import WrongNumber
from inventory.cli.main import main
from inventory.deposits import actions
from inventory.deposits.ledger import Account, DepositWay
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.period import Period, year_of
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.lending.models import Loan
from tests import make, make_bank
from tests.cast import NOW
from tests.counting import counted

YEAR = year_of(day(NOW).year)
BOOKS = "/gent/books"


@pytest.fixture
def some_books(world, in_gent):
    """Three loans: one ran, one went back in part, one was paid by card."""
    first = make.make_loan(world)
    make.make_loan(world, way=DepositWay.CARD, slip="004711")
    actions.retain(world.karim.actor, first, cents=700, because="Deksel gebarsten", now=NOW)
    actions.refund_cash(world.karim.actor, first, cents=1000, now=NOW)
    return first


@pytest.fixture
def karim(client, world):
    return client.sign_in(world.karim)


def test_every_account_foots(some_books):
    stands = {one.named.book.account: one for one in books.stands(YEAR)}
    assert stands[Account.HELD].closing == -4300
    assert (stands[Account.TILL].debit, stands[Account.TILL].credit) == (3000, 1000)
    assert stands[Account.RETAINED].named.number == "743"
    opening, debit, credit, closing = books.footed(list(stands.values()))
    assert (opening, debit, closing) == (0, credit, 0)
    before = Period(YEAR.since.replace(year=YEAR.since.year - 1), YEAR.since - timedelta(days=1))
    assert books.stands(before) == []
    after = Period(YEAR.until + timedelta(days=1), YEAR.until + timedelta(days=30))
    assert {one.named.book: one.opening for one in books.stands(after)} == {
        one.named.book: one.closing for one in stands.values()
    }


def test_the_journal_tells_each_entry_with_its_papers(some_books):
    wanted = journal.Wanted(YEAR)
    told = list(journal.every(wanted))
    assert [sum(line.debit - line.credit for line in one.lines) for one in told] == [0] * 4
    assert told[1].documents[0] == "004711"
    assert told[0].loan == str(some_books.code)
    assert journal.totals(wanted) == (4, 7700, 7700)
    of_loan = journal.Wanted(YEAR, loan=some_books)
    assert journal.totals(of_loan) == (3, 4700, 4700)
    assert journal.totals(journal.Wanted(YEAR, book=Book(Account.CARD))) == (1, 3000, 3000)


def test_a_digibank_has_its_own_numbers(world, some_books, now):
    names = books.Names()
    (till,) = [one.book for one in names.all() if one.book.till_id]
    set_ = {Book(Account.HELD): "488 001", till: "570.002", Book(Account.CARD): ""}
    assert numbers.set_numbers(world.karim.actor, set_, now=now) == 2
    assert numbers.set_numbers(world.karim.actor, set_, now=now) == 0
    named = {one.named.book: one.named.number for one in books.stands(YEAR)}
    assert (named[Book(Account.HELD)], named[till], named[Book(Account.CARD)]) == ("488001", "570002", "580")
    assert numbers.set_numbers(world.karim.actor, {till: ""}, now=now) == 1
    assert books.Names().of(till).number == "570"
    with pytest.raises(WrongNumber) as no:
        numbers.set_numbers(world.karim.actor, {Book(Account.HELD): "489", till: "7a"}, now=now)
    assert no.value.field == till.key
    assert books.Names().of(Book(Account.HELD)).number == "488001"
    with pytest.raises(MayNot):
        numbers.set_numbers(world.nele.actor, set_, now=now)


def test_what_is_held_comes_to_the_ledger_however_it_is_added_up(world, some_books):
    told = held.held_now()
    assert told.cents == 4300
    assert told.of_no_loan == 0
    for parts in (told.by_tariff, told.by_place, told.by_payer):
        assert (sum(one.loans for one in parts), sum(one.cents for one in parts)) == (2, 4300)
    assert [one.of for one in told.by_place] == [""]
    assert sorted(one.cents for one in held.held_loans()) == [1300, 3000]


def test_an_organisation_is_named_and_a_town_is(world, in_gent, now):
    service = make.make_service(name="OCMW Evergem")
    make.make_loan(world, way=DepositWay.THIRD_PARTY, partner=service)
    told = held.held_now()
    assert [(one.of, one.cents) for one in told.by_payer] == [("OCMW Evergem", 3000)]


def test_what_was_held_each_month(some_books):
    months = over_time.held_at_month_ends(Period(YEAR.since, YEAR.until))
    assert len(months) == 12
    assert months[0].cents == 0
    assert months[-1].cents == 4300
    seen = over_time.seen_in(months)
    assert (seen.change, seen.highest.cents) == (4300, 4300)


def test_a_cash_box_closes_its_year(world, some_books):
    from inventory.deposits.till_models import Till

    till = db.session.scalars(db.select(Till)).one()
    closed = year_end.of_till(till, YEAR.since.year)
    assert (closed.opening, closed.closing) == (0, 2000)
    assert closed.held == year_end.Held(2, 4300)
    assert [(flow.money_in, flow.money_out) for flow in closed.flows] == [(3000, 0), (0, 1000)]
    next_year = year_end.of_till(till, YEAR.since.year + 1)
    assert (next_year.opening, next_year.closing, next_year.flows) == (2000, 2000, ())


def test_a_bank_account_closes_its_year_beside_the_bank(world, in_gent):
    account = make_bank.make_bank_account(world)
    make_bank.make_statement(world, payments=2, opening=500)
    closed = year_end.of_bank_account(account, YEAR.since.year)
    assert closed.bank is not None
    assert (closed.closing, closed.bank.closing, closed.difference) == (0, 6500, 6500)
    assert (closed.bank.before, closed.bank.unbooked) == (500, year_end.Part(2, 6000))
    assert closed.unexplained == 0
    assert year_end.of_bank_account(account, YEAR.since.year - 1).bank is None


# --- pages ---


def test_the_journal_on_a_page(karim, world, some_books):
    page = karim.get(f"{BOOKS}/journal").text
    assert str(some_books.code) in page
    assert "004711" in page
    assert some_books.borrower.first_name not in page
    narrow = karim.get(f"{BOOKS}/journal?loan={some_books.code}&reason=retained").text
    assert "004711" not in narrow


@pytest.mark.parametrize(
    "typed",
    [
        "since=gisteren", "since=2026-13-01", "since=2027-01-01&until=2026-01-01", "since=0001-01-01",
        "book=bank_99", "book=';--", "loan=L000000", "reason=stolen",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_and_stays(karim, some_books, typed):
    answer = karim.get(f"{BOOKS}/journal?{typed}")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    file = karim.get(f"{BOOKS}/journal.csv?{typed}")
    assert file.status_code == 303


def test_a_page_of_many_asks_as_often_as_one_of_few(karim, world, in_gent):
    make.make_loan(world)
    karim.get(f"{BOOKS}/journal")
    with counted() as few:
        karim.get(f"{BOOKS}/journal")
    for _number in range(5):
        make.make_loan(world)
    with counted() as many:
        karim.get(f"{BOOKS}/journal")
    assert len(many) == len(few) <= 20, "\n".join(many)


def test_the_journal_as_a_file_foots_and_holds_no_name(karim, world, some_books):
    answer = karim.get(f"{BOOKS}/journal.csv")
    text = answer.get_data().decode("utf-8-sig")
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    debit, credit = rows[0].index("Debit"), rows[0].index("Credit")

    def cents(cell):
        return int(cell.replace(",", "")) if cell else 0

    assert sum(cents(row[debit]) for row in rows[1:]) == sum(cents(row[credit]) for row in rows[1:]) == 7700
    assert some_books.borrower.first_name not in text
    book = load_workbook(io.BytesIO(karim.get(f"{BOOKS}/journal.xlsx").get_data()))
    sheet = book.worksheets[0]
    values = list(sheet.iter_rows(min_row=2))
    assert sum(row[debit].value or 0 for row in values) == 77
    assert {row[debit].number_format for row in values if row[debit].value} == {"#,##0.00"}
    assert values[0][1].is_date
    stands = list(book.worksheets[1].iter_rows(min_row=2, values_only=True))
    assert round(sum(row[5] for row in stands), 2) == 0


def test_a_slip_that_would_compute_is_harmless(karim, world, in_gent):
    make.make_loan(world, way=DepositWay.CARD, slip="=1+1")
    text = karim.get(f"{BOOKS}/journal.csv").get_data().decode("utf-8-sig")
    assert "'=1+1" in text
    assert ";=1+1" not in text


def test_numbers_are_typed_on_a_page_and_kept_when_refused(karim, world, some_books, app):
    refused = karim.post(f"{BOOKS}/numbers", data={"held": "48x", "retained": "743100"})
    assert refused.status_code == 422
    assert 'value="48x"' in refused.text
    assert karim.post(f"{BOOKS}/numbers", data={"held": "488001"}).status_code == 303
    with inside(world.gent):
        assert books.Names().of(Book(Account.HELD)).number == "488001"


def test_the_picture_has_its_sentence_and_its_table(karim, some_books):
    page = karim.get(f"{BOOKS}/over-time").text
    assert "<svg" in page
    assert "The most was" in page
    assert "<table" in page
    assert karim.get(f"{BOOKS}/over-time?since=1990-01-01").status_code == 422


@pytest.mark.parametrize("lang", ["nl", "fr", "en"])
def test_the_year_end_as_a_paper(karim, world, some_books, lang):
    from io import BytesIO

    from pypdf import PdfReader

    make_bank.make_bank_account(world)
    make_bank.make_statement(world, payments=2, name="JANSSENS MARIE")
    year = YEAR.since.year
    for path in (f"bank/1.pdf?lang={lang}", f"till/1.pdf?lang={lang}"):
        answer = karim.get(f"{BOOKS}/years/{year}/{path}")
        assert answer.content_type == "application/pdf"
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.get_data())).pages)
        assert str(year) in text
        assert "JANSSENS" not in text
    assert karim.get(f"{BOOKS}/years/{year}").status_code == 200
    assert karim.get(f"{BOOKS}/years/1066").status_code == 404


def test_what_is_held_is_added_up_for_who_keeps_the_books(client, world, some_books):
    assert "By lending place" in client.sign_in(world.karim).get("/gent/books/held").text
    assert client.sign_in(world.nele).get("/gent/books/held").status_code == 403
    assert client.get(f"{BOOKS}/journal").status_code == 403


def test_nobody_sees_another_digibanks_books(client, world, some_books):
    with inside(world.luik):
        assert books.stands(YEAR) == []
        assert list(journal.every(journal.Wanted(YEAR))) == []
        assert held.held_now().cents == 0
        assert db.session.scalars(db.select(Loan)).all() == []


# --- the command ---


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_journal_without_a_browser(world, some_books, tmp_path, capsys, kind):
    out = tmp_path / f"journaal.{kind}"
    asked = ["deposits", "journal", str(out), "--digibank", "gent", "--year", str(YEAR.since.year)]
    assert main([*asked, "--format", kind]) == 0
    assert "4 entries, debit 77, credit 77" in capsys.readouterr().out
    assert out.stat().st_mode & 0o077 == 0
    if kind == "csv":
        told = out.read_text(encoding="utf-8-sig")
        assert told.startswith("Boeking;Dag;Wat;Lening;")
        assert some_books.borrower.first_name not in told
    else:
        assert load_workbook(out).sheetnames == ["Journaal", "Rekeningen"]
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
    kept = out.read_bytes()
    assert main([*asked, "--format", kind]) == 1  # never over what is there
    assert out.read_bytes() == kept


@pytest.mark.parametrize("wrong", [["--digibank", "nergens"], ["--year", "1066"]])
def test_a_journal_that_cannot_be_leaves_nothing(world, some_books, tmp_path, capsys, wrong):
    asked = ["deposits", "journal", str(tmp_path / "a.csv"), "--digibank", "gent", "--year", "2026"]
    assert main([*asked, *wrong]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
